"""What the outlines of the whole country (国土数値情報 N03, one GeoJSON of 531 MB) cost an office that brings them in.

The file is made from `tests/etl/places`: the same outlines with so many points that it is as large as the ministry's. The
command runs as an office runs it; a second run, in a process of its own, is for the prefecture with the most land.
"""

import dataclasses
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = ROOT / "tests" / "etl" / "places"
SIZE = 531 * 2**20
BYTES = 37.7
"""Of a point as it is written here."""


def _national(path: Path) -> int:
    """The country's outlines with points every few metres, a feature a polygon as in the official file; its size in bytes."""
    import shapely

    features = json.loads(gzip.decompress((GIVEN / "outlines.geojson.gz").read_bytes()))["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    apart = sum(shape.length for shape in shapes) * BYTES / SIZE
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "name": "N03", "features": [\n')
        comma = ""
        for feature, shape in zip(features, shapes, strict=True):
            said = json.dumps(feature["properties"] | {"N03_003": None})
            for part in shapely.get_parts(shape):
                drawn = shapely.to_geojson(shapely.segmentize(part, apart))
                file.write(f'{comma}{{"type": "Feature", "properties": {said}, "geometry": {drawn}}}')
                comma = ",\n"
        file.write("\n]}\n")
    return path.stat().st_size


def _run(*command: object) -> dict[str, float]:
    """Seconds and peak memory of a process."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, *map(str, command)], stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_megabytes": round(used.ru_maxrss / 1e3),
    }


def bench_reference(tmp_path: Path) -> None:
    """The command for the demo's prefecture, and the same for 北海道."""
    national = tmp_path / "N03-national.geojson"
    size = _national(national)
    os.environ |= {"TSUNAGARI_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    _run("-m", "etl.cli", "reference", "codes", GIVEN / "names.csv")
    command = _run("-m", "etl.cli", "reference", "boundaries", national)
    largest = _run(__file__, tmp_path / "north", national)
    national.unlink()  # half a gigabyte that nobody needs afterwards
    assert max(one["peak_megabytes"] for one in (command, largest)) <= 1000
    print("\n" + json.dumps({"megabytes": round(size / 2**20), "command": command, "hokkaido": largest}))


def _hokkaido(home: Path, national: Path) -> None:
    from etl import catalogue as catalogues
    from etl import reference
    from etl.settings import load

    base, here = catalogues.load(), load({"TSUNAGARI_HOME": str(home)})
    edited = {"code": "01", "ja": "北海道", "en": "Hokkaido", "neighbours": (), "demo": False}
    north = dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))
    reference.load("codes", [GIVEN / "names.csv"], here, north)
    assert reference.load("boundaries", [national], here, north).municipalities == 179


if __name__ == "__main__":
    _hokkaido(Path(sys.argv[1]), Path(sys.argv[2]))
