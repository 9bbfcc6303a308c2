"""A secret factor on what it costs to hide a cell, so that knowing the method does not tell the counts.

The pattern is the cheapest under costs made of the counts. Who knows those costs can make the pattern of every table that
fits what is published, and keep the tables that give this one (a minimality attack: Wong, Fu, Wang & Pei, VLDB 2007). With a
factor that only the prefecture holds, any of them could have given it.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from statistics import NormalDist

import duckdb

from etl import workdb
from etl.disclosure.cells import Key

_STORE = "create table if not exists disclosure_key(key blob)"
_BITS = 53  # of a float's fraction
_NORMAL = NormalDist()


def keep(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Use this key from now on, where the work file has none. The demo's is public: its counts are invented."""
    con.execute(_STORE)
    con.execute("insert into disclosure_key select ? where not exists (from disclosure_key)", [key])


def key_of(con: duckdb.DuckDBPyConnection) -> bytes:
    """The key of this work file, drawn at first use. It stays: another one each year would wear the secret out."""
    keep(con, secrets.token_bytes(32))
    return bytes(workdb.value(con, "select key from disclosure_key"))


def factor(key: bytes, cell: Key, spread: float) -> float:
    """Log-normal with median 1; `spread` is the standard deviation of its logarithm.

    The same for a cell in every year and revision: many draws for one cell would show their middle.
    """
    digest = hmac.digest(key, "\0".join(cell).encode(), hashlib.sha256)
    # Between 0 and 1, never either.
    share = ((int.from_bytes(digest[:8]) >> (64 - _BITS)) + 0.5) / 2**_BITS
    return math.exp(spread * _NORMAL.inv_cdf(share))
