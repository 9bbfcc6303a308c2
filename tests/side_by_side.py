"""Which tests stay on one worker when they run side by side (`./run test`)."""

import re

from xdist.scheduler import LoadFileScheduling

# Long files whose tests have nothing in common but by what stands in their names: workers share them by it.
SHARED_BY = {
    "tests/browser/test_every_page.py": re.compile(r"-(ja|en)\]$"),
    "tests/etl/privacy/test_rates.py": re.compile(r"\[(\w+)\]$"),
}
# Files that look at the tour of every page: it is walked once for all of them.
ON_TOUR = ("test_bound", "test_fits", "test_one_number")


class ByFile(LoadFileScheduling):
    """A file's tests stay together, so that its fixtures are made once; some files are shared, some stay together."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        part = SHARED_BY[file].search(nodeid) if file in SHARED_BY else None
        if part:
            return f"{file}[{part[1]}]"
        return "tour" if file.removeprefix("tests/dashboard/").removesuffix(".py") in ON_TOUR else file
