"""The demo prefecture: a fictitious world, grown from a few tables, written as municipalities would send it.

``tables/`` holds what may be changed without reading code: who set up what and when, who sits where, who hands people
on to whom, what is counted, and the practices in prose. One module per form grows the rows; ``faults`` and ``spoil``
plant the ordinary faults; ``write`` makes the files. Every number comes from ``chance`` and is the same everywhere.
"""

from etl.demo.write import practice_ids, write

__all__ = ["practice_ids", "write"]
