"""CSV files in the encodings that office software writes."""

import csv
import io

_LADDER = ("utf-8-sig", "cp932")


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding); ``ValueError`` when no encoding of the ladder fits."""
    for encoding in _LADDER:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ValueError("unknown encoding")


def rows(data: bytes) -> tuple[list[list[object]], str]:
    """(rows of cells, encoding); blank cells are None."""
    text, encoding = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""))
    return [[cell if cell != "" else None for cell in row] for row in reader], encoding
