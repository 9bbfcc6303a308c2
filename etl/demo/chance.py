"""Named chance: one name, one number, on every machine and with every Python.

Numbers hang on their names instead of on the order of calls, so a new municipality or measure moves no other number.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

SEED = "tsunagari 2023-2025"
_MANY = 100  # from here on the normal curve stands for Poisson's

T = TypeVar("T")


def share(*name: object) -> float:
    """Uniform in [0, 1)."""
    told = "/".join(map(str, (SEED, *name)))
    return (int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8).digest()) >> 11) / 2**53


def pick(options: Sequence[T], *name: object) -> T:
    """One of the options, each as likely."""
    return options[int(share(*name) * len(options))]


def between(low: int, high: int, *name: object) -> int:
    """A whole number from low to high, both included."""
    return pick(range(low, high + 1), *name)


def taste(spread: float, *name: object) -> float:
    """A factor between 1/spread and spread: what a place has more or less of than others, every year."""
    return spread ** (2 * share(*name) - 1)


def happen(mean: float, *name: object) -> int:
    """How often something happens that is expected ``mean`` times (Poisson)."""
    if mean >= _MANY:
        bell = sum(share(*name, i) for i in range(12)) - 6
        return round(mean + math.sqrt(mean) * bell)
    left, term, n = share(*name), math.exp(-mean), 0
    while left >= term and n < 4 * _MANY:
        left -= term
        n += 1
        term *= mean / n
    return n


def part(whole: int, chance: float, *name: object) -> int:
    """How many of a whole have a property that each has with the same chance (binomial)."""
    return sum(share(*name, i) < chance for i in range(whole))
