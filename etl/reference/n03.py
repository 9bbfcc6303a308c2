"""国土数値情報 N03 (行政区域): the official polygons out of a zip, GeoJSON or Shapefile, in CP932 (older) or UTF-8.

N03_007 is the five-digit code in every edition; what N03_003–N03_005 hold changed in 2024 (wards moved from N03_004
to N03_005), so a place is told by its code alone.
"""

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import shapefile
import shapely
from shapely import Geometry

from etl.reference.official import OfficialFileError

CODE, COUNTY = "N03_007", "N03_003"
LARGEST = 2 * 2**30


@dataclass(frozen=True)
class Feature:
    """One polygon of the official file."""

    code5: str
    county: str
    shape: Geometry


def features(path: Path) -> Iterator[Feature]:
    """Every polygon with a municipality's code, whatever the file's kind."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise OfficialFileError(f"{path}: ファイルがありません。")
    if suffix == ".zip":
        yield from _zipped(path)
    elif suffix in (".geojson", ".json"):
        yield from _geojson(path.read_bytes(), path.name)
    elif suffix == ".shp":
        parts = {end: path.with_suffix(end) for end in (".shp", ".dbf", ".shx", ".cpg")}
        yield from _shapefile(
            {end: part.read_bytes() for end, part in parts.items() if part.is_file()}, path.name
        )
    else:
        raise OfficialFileError(
            f"{path.name}: N03 の zip・GeoJSON・シェープファイル（.shp）を指定してください。"
        )


def _zipped(path: Path) -> Iterator[Feature]:
    """The member that has municipal codes; newer zips also hold outlines of prefectures without them."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
            if sum(info.file_size for info in members.values()) > LARGEST:
                raise OfficialFileError(f"{path.name}: 展開後の大きさが上限を超えています。")
            kinds = {".geojson": _geojson_member, ".shp": _shapefile_member}
            for kind, reader in kinds.items():
                for member in sorted(name for name in members if name.lower().endswith(kind)):
                    found = list(reader(archive, member))
                    if found:
                        yield from found
                        return
    except zipfile.BadZipFile as error:
        raise OfficialFileError(
            f"{path.name}: zip ファイルとして読めません。もう一度入手してください。"
        ) from error
    raise OfficialFileError(
        f"{path.name}: {CODE} のあるデータがありません。N03（行政区域）の zip か確かめてください。"
    )


def _geojson_member(archive: zipfile.ZipFile, member: str) -> Iterator[Feature]:
    yield from _geojson(archive.read(member), member)


def _shapefile_member(archive: zipfile.ZipFile, member: str) -> Iterator[Feature]:
    stem = str(PurePosixPath(member).with_suffix(""))
    beside = {name.lower(): name for name in archive.namelist()}
    parts = {end: beside.get(f"{stem}{end}".lower()) for end in (".shp", ".dbf", ".shx", ".cpg")}
    yield from _shapefile({end: archive.read(name) for end, name in parts.items() if name}, member)


def _geojson(data: bytes, file: str) -> Iterator[Feature]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932", errors="replace")
    try:
        collection = json.loads(text)["features"]
        for feature in collection:
            yield from _feature(feature["properties"], feature["geometry"])
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise OfficialFileError(f"{file}: GeoJSON として読めません。もう一度入手してください。") from error


def _shapefile(parts: Mapping[str, bytes], file: str) -> Iterator[Feature]:
    declared = parts.get(".cpg", b"").decode("ascii", errors="ignore").strip()
    encodings = (declared,) if declared else ("utf-8", "cp932")
    for encoding in encodings:
        try:
            yield from list(_records(parts, encoding))
            return
        except (UnicodeDecodeError, shapefile.dbfFileException):
            continue
        except (shapefile.ShapefileException, LookupError, OSError, struct.error) as error:
            raise OfficialFileError(
                f"{file}: シェープファイルとして読めません（.shp .dbf .shx が必要です）。"
            ) from error
    raise OfficialFileError(f"{file}: 属性（.dbf）の文字コードが分かりません。もう一度入手してください。")


def _records(parts: Mapping[str, bytes], encoding: str) -> Iterator[Feature]:
    streams = {
        end.removeprefix("."): io.BytesIO(parts[end]) for end in (".shp", ".dbf", ".shx") if end in parts
    }
    with shapefile.Reader(**streams, encoding=encoding) as reader:
        for record in reader.iterShapeRecords():
            yield from _feature(record.record.as_dict(), record.shape.__geo_interface__)


def _feature(properties: Mapping[str, Any], geometry: Any) -> Iterator[Feature]:
    """Land that belongs to no municipality has no code."""
    code = str(properties.get(CODE) or "").strip()
    if not (code.isdigit() and len(code) in (5, 6)) or not geometry:
        return
    county = str(properties.get(COUNTY) or "").strip()
    yield Feature(code[:5], county if county.endswith("郡") else "", shapely.geometry.shape(geometry))
