"""The cells around a cell: where its protection is looked for first in a large system.

A deviation that moves only some of the cells is still a deviation, so looking nearby loses no safety, at most a little
cost. It is what decomposition along the hierarchy does (HiTaS of τ-ARGUS; Hundepool et al., Statistical Disclosure
Control, 2012, section 4.4), without being told the hierarchy: neighbours in a sum are the parts of one whole.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.suppression.system import Flags, System

LARGE = 5000  # cells from which a system is large
REACH = 1200  # cells that are looked at together in a large system


class Nearby:
    """Walks from cell to cell along the relations, nearest first, in a fixed order."""

    def __init__(self, system: System) -> None:
        self._columns, self._rows = system.matrix, csr_array(system.matrix)

    def around(self, cells: Iterable[int], among: Flags, limit: int = REACH) -> NDArray[np.intp]:
        """The cells themselves and up to about `limit` of their neighbours and neighbours' neighbours, in order."""
        layer = np.unique(np.fromiter(cells, np.intp))
        near, met = np.zeros(len(among), bool), np.zeros(self._rows.shape[0], bool)
        near[layer] = True
        count = len(layer)
        while len(layer) and count < limit:
            rows = np.unique(_gather(self._columns.indptr, self._columns.indices, layer))
            rows = rows[~met[rows]]
            met[rows] = True
            reached = np.unique(_gather(self._rows.indptr, self._rows.indices, rows))
            layer = reached[among[reached] & ~near[reached]]
            near[layer] = True
            count += len(layer)
        return np.flatnonzero(near & among)


def _gather(starts: NDArray[np.int32], items: NDArray[np.int32], of: NDArray[np.intp]) -> NDArray[np.intp]:
    spans = [items[a:b] for a, b in zip(starts[of].tolist(), starts[of + 1].tolist(), strict=True)]
    return np.concatenate(spans).astype(np.intp) if spans else np.empty(0, np.intp)
