"""国土数値情報 N03 (行政区域): the official polygons out of a zip, GeoJSON or Shapefile, in CP932 (older) or UTF-8.

N03_007 is the five-digit code in every edition; what N03_003–N03_005 hold changed in 2024 (wards moved from N03_004
to N03_005), so a place is told by its code alone.
"""

import codecs
import json
import re
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import shapefile
import shapely
from shapely import Geometry

from etl.reference.official import OfficialFileError

CODE, COUNTY = "N03_007", "N03_003"
# Unpacked: four times the file of the whole country, so that a zip made to burst stops.
LARGEST = 2 * 2**30
CHUNK = 2**20
"""Characters read at a time: the whole country is 500 MB, of which one feature at a time is held."""
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_PARTS = (".shp", ".dbf", ".shx", ".cpg")
Wanted = Callable[[str], bool]


@dataclass(frozen=True)
class Feature:
    """One polygon of the official file."""

    code5: str
    county: str
    shape: Geometry


def features(path: Path, wanted: Wanted = lambda _: True) -> Iterator[Feature]:
    """Every polygon whose five-digit code is wanted, whatever the file's kind: zip, GeoJSON, Shapefile, a folder of these."""
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from _folder(path, wanted)
    elif not path.is_file():
        raise OfficialFileError(f"{path}: ファイルがありません。")
    elif suffix == ".zip":
        yield from _zipped(path, wanted)
    elif suffix in (".geojson", ".json"):
        with path.open("rb") as file:
            yield from _geojson(file, path.name, wanted)
    elif suffix == ".shp":
        yield from _shapefile(path, wanted)
    else:
        raise OfficialFileError(
            f"{path.name}: N03 の zip・GeoJSON・シェープファイル（.shp）を指定してください。"
        )


def _folder(path: Path, wanted: Wanted) -> Iterator[Feature]:
    """An unzipped download: its first file that has municipal codes."""
    inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in (".geojson", ".shp"))
    for file in sorted(inside, key=lambda file: file.suffix.lower() != ".geojson"):
        any_feature = False
        for feature in features(file, wanted):
            any_feature = True
            yield feature
        if any_feature:
            return
    raise OfficialFileError(f"{path.name}: このフォルダーに、{CODE} のある N03 のデータがありません。")


def _zipped(path: Path, wanted: Wanted) -> Iterator[Feature]:
    """The member that has municipal codes; newer zips also hold outlines of prefectures without them."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
            if sum(info.file_size for info in members.values()) > LARGEST:
                raise OfficialFileError(f"{path.name}: 展開後の大きさが上限を超えています。")
            for member in sorted(name for name in members if name.lower().endswith(".geojson")):
                with archive.open(member) as file:
                    any_feature = False
                    for feature in _geojson(file, member, wanted):
                        any_feature = True
                        yield feature
                if any_feature:
                    return
            for member in sorted(name for name in members if name.lower().endswith(".shp")):
                any_feature = False
                for feature in _shapefile(_unpacked(archive, member, Path(folder)), wanted):
                    any_feature = True
                    yield feature
                if any_feature:
                    return
    except zipfile.BadZipFile as error:
        raise OfficialFileError(
            f"{path.name}: zip ファイルとして読めません。もう一度入手してください。"
        ) from error
    raise OfficialFileError(
        f"{path.name}: この都道府県の {CODE} のあるデータがありません。都道府県の N03（行政区域）の zip か確かめてください。"
    )


def _unpacked(archive: zipfile.ZipFile, member: str, folder: Path) -> Path:
    """A Shapefile's parts side by side on disk, under names of our own."""
    stem = str(PurePosixPath(member).with_suffix(""))
    beside = {name.lower(): name for name in archive.namelist()}
    target = folder / PurePosixPath(member).name
    for end in _PARTS:
        if name := beside.get(f"{stem}{end}".lower()):
            with archive.open(name) as source, target.with_suffix(end).open("wb") as copy:
                shutil.copyfileobj(source, copy)
    return target.with_suffix(".shp")


def _geojson(file: IO[bytes], name: str, wanted: Wanted) -> Iterator[Feature]:
    try:
        for feature in _elements(_text(file)):
            yield from _feature(feature["properties"], feature["geometry"], wanted)
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise OfficialFileError(f"{name}: GeoJSON として読めません。もう一度入手してください。") from error


def _text(file: IO[bytes]) -> Iterator[str]:
    """The file as text in pieces: UTF-8, or CP932 in older editions."""
    start = file.read(CHUNK)
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        # An incremental decoder forgives a character cut in two by the end of the piece.
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        # What CP932 does not know costs a letter of a name, never the code that tells the place.
        decoder = codecs.getincrementaldecoder("cp932")(errors="replace")
    while start:
        yield decoder.decode(start)
        start = file.read(CHUNK)
    yield decoder.decode(b"", final=True)


def _elements(pieces: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The features of a collection one by one, the file never as a whole in memory."""
    decoder = json.JSONDecoder()
    buffer = ""
    while not (begun := _FEATURES.search(buffer)):
        buffer += _next(pieces)
    offset = begun.end()
    while True:
        while offset < len(buffer) and buffer[offset] in ", \t\r\n":
            offset += 1
        if offset < len(buffer) and buffer[offset] == "]":
            return
        try:
            element, offset = decoder.raw_decode(buffer, offset)
        except json.JSONDecodeError:
            # A feature cut by the end of the piece is no error: with the next piece it is whole.
            buffer, offset = buffer[offset:] + _next(pieces), 0
            continue
        yield element


def _next(pieces: Iterator[str]) -> str:
    """The piece that follows; a collection that ends in the middle of a feature is none."""
    piece = next(pieces, None)
    if piece is None:
        raise ValueError("the collection is cut off")
    return piece


def _shapefile(path: Path, wanted: Wanted) -> Iterator[Feature]:
    """A Shapefile and the parts beside it, whatever the case of their names."""
    beside = {
        file.suffix.lower(): file for file in path.parent.iterdir() if file.stem.lower() == path.stem.lower()
    }
    declared = beside[".cpg"].read_text("ascii", errors="ignore").strip() if ".cpg" in beside else ""
    # A .cpg file decides; without one both encodings that the ministry has used are tried.
    for encoding in (declared,) if declared else ("utf-8", "cp932"):
        try:
            _read_all_attributes(beside, encoding)
        # pyshp 3.1 reports a text it cannot decode as a dbfFileException, like a broken table.
        except (UnicodeDecodeError, shapefile.dbfFileException):
            continue
        # pyshp 3.1 unpacks without a look at the length (struct.error) and decodes by any name given (LookupError).
        except (shapefile.ShapefileException, LookupError, OSError, struct.error) as error:
            raise _no_shapefile(path) from error
        try:
            yield from _records(beside, encoding, wanted)
            return
        except (shapefile.ShapefileException, LookupError, OSError, struct.error) as error:
            raise _no_shapefile(path) from error
    raise OfficialFileError(
        f"{path.name}: 属性（.dbf）の文字コードが分かりません。もう一度入手してください。"
    )


def _no_shapefile(path: Path) -> OfficialFileError:
    return OfficialFileError(f"{path.name}: シェープファイルとして読めません（.shp .dbf .shx が必要です）。")


def _read_all_attributes(parts: Mapping[str, Path], encoding: str) -> None:
    """Raises where the text of any record is not of this encoding."""
    if ".dbf" not in parts:
        raise shapefile.ShapefileException("no .dbf")
    with parts[".dbf"].open("rb") as table, shapefile.Reader(dbf=table, encoding=encoding) as reader:
        for _ in reader.iterRecords():
            pass


def _records(parts: Mapping[str, Path], encoding: str, wanted: Wanted) -> Iterator[Feature]:
    with ExitStack() as opened:
        streams = {
            end.removeprefix("."): opened.enter_context(parts[end].open("rb"))
            for end in (".shp", ".dbf", ".shx")
            if end in parts
        }
        reader = opened.enter_context(shapefile.Reader(**streams, encoding=encoding))
        for record in reader.iterShapeRecords():
            yield from _feature(record.record.as_dict(), record.shape.__geo_interface__, wanted)


def _feature(properties: Mapping[str, Any], geometry: Any, wanted: Wanted) -> Iterator[Feature]:
    """Land that belongs to no municipality has no code, or its prefecture's."""
    code = str(properties.get(CODE) or "").strip()
    if not (code.isdigit() and len(code) in (5, 6)) or not geometry or not wanted(code[:5]):
        return
    county = str(properties.get(COUNTY) or "").strip()
    yield Feature(code[:5], county if county.endswith("郡") else "", shapely.geometry.shape(geometry))
