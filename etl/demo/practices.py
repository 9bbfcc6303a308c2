"""F6: practices in prose, as they stand in ``tables/practices.csv``."""

import hashlib

from etl.demo.plan import table
from etl.forms.values import Row


def rows(lg_code: str, year: int) -> list[Row]:
    """What a municipality told in a year."""
    wanted = (lg_code, str(year))
    told = (line for line in table("practices") if (line["lg_code"], line["fiscal_year"]) == wanted)
    return [
        {name: text for name, text in line.items() if name not in ("lg_code", "fiscal_year")} for line in told
    ]


def ids(year: int | None = None) -> list[str]:
    """Numbers the load gives them: municipality, year of the practice, four letters of the title's hash."""
    wanted = (line for line in table("practices") if year in (None, int(line["fiscal_year"])))
    return sorted(f"{line['lg_code']}-{line['case_fy']}-{_seal(line['title'])}" for line in wanted)


def _seal(title: str) -> str:
    return hashlib.md5(title.encode(), usedforsecurity=False).hexdigest()[:4]
