"""秘匿の監査: 公表データだけを読む人が、秘匿した件数を絞り込めるなら、公表しない。"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import audit, publish, settings
from etl.audit.attack import whole_end
from etl.audit.columns import undeclared
from etl.audit.declaration import Key, holds
from etl.audit.examine import Level, examine
from etl.audit.joint_system import joint_system
from etl.audit.view import HIDDEN, PUBLISHED, Cell, Relation, View, views

DECLARED = audit.declaration(settings.load().catalogue)
YEAR = 2025


@pytest.fixture
def one_year(of_one_year: Callable[[int], Path]) -> Path:
    return of_one_year(YEAR)


@pytest.fixture
def tampered(one_year: Path) -> Path:
    """A copy to spoil: support and cases of one fiscal year."""
    with duckdb.connect(one_year) as con:
        for mart in ("flow", "place", "breakdown", "rate"):
            con.execute(f"delete from mart_linkage_{mart}")
    return one_year


def outside(path: Path) -> audit.Audit:
    return audit.audit(path, DECLARED, insiders=False)


@given(count=st.integers(-5, 100_000), beyond=st.floats(0, 0.9), missed=st.floats(-5e-4, 5e-4))
def test_a_bound_proves_the_last_whole_number_inside_it(count: int, beyond: float, missed: float) -> None:
    """One that is possible is never cut off, one that is not is never let through."""
    assert whole_end(count + beyond + missed, 1) == count
    assert whole_end(count - beyond + missed, -1) == count


@given(
    words=st.lists(
        st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=6), min_size=1, max_size=3
    )
)
def test_a_condition_means_its_words_whatever_signs_are_in_them(words: list[str]) -> None:
    """An apostrophe or a backslash in a code is a sign of the code, not of SQL."""
    cells = [*words, "N01"]
    with duckdb.connect() as con:
        con.execute("create table cell(table_id varchar, category varchar)")
        con.executemany("insert into cell values ('support', ?)", [[word] for word in cells])
        for asked, wanted in ((words, [word for word in cells if word in words]),
                              ({"not": words}, [word for word in cells if word not in words])):  # fmt: skip
            met = con.execute(
                f"select category from cell where {holds({'table': 'support', 'category': asked})}"
            )
            assert sorted(met.fetchall()) == sorted((word,) for word in wanted)


@given(towns=st.integers(2, 4), data=st.data())
def test_hidden_counts_that_cannot_all_be_one_may_each_be_zero(towns: int, data: st.DataObject) -> None:
    """Three x under a total of 2: one of them is its sender's own. Which of them nobody can tell, and all are narrow."""
    total = data.draw(st.integers(1, towns - 1))
    places = [("prefecture", "310000", total), *(("municipality", f"3132{at}4", None) for at in range(towns))]
    cells = tuple(
        Cell(
            Key("support", "FY", kind, code, *("total",) * 4, "N08"),
            count,
            HIDDEN if count is None else PUBLISHED,
            9000,
            "",
        )
        for kind, code, count in places
    )
    relation = Relation("support_municipality", 0, tuple(range(1, len(cells))))
    joint = joint_system([View(YEAR, cells, (relation,), {}, {})])
    level = Level(**{name: DECLARED["threshold"][name] for name in Level.__annotations__})
    report = examine(joint, level, None, insiders=False)
    narrow = {finding.number: (finding.low, finding.high) for finding in report.findings if finding.number}
    assert narrow == {number: (0, total) for number in range(1, len(cells))}


def test_the_certificate_of_the_demo(snapshot_file: Path) -> None:
    """The certificate in the snapshot is complete, and it says that nothing is given away."""
    with duckdb.connect(snapshot_file, read_only=True) as con:
        said = {
            k: json.loads(v) for k, v in con.execute("select key, value::varchar from certificate").fetchall()
        }
    assert {
        "systems",
        "cells",
        "hidden",
        "recovered",
        "narrowest_interval",
        "insiders",
        "gap",
        "seconds",
    } <= set(said)
    assert said["recovered"] == said["narrow"] == 0 and said["systems"] == 3
    assert said["narrowest_interval"] >= DECLARED["threshold"]["width"]
    assert said["cells"] == said["published"] + said["hidden"] and said["insiders"] > 10
    assert set(said["years"]) == {"2023", "2024", "2025"} and said["gap"] is not None


def test_one_year_recomputed_from_the_file_alone(one_year: Path) -> None:
    found = outside(one_year)
    assert found.passed, found.why_not()
    assert found.entries["systems"] == 1 and found.entries["programs"] > 100


def test_insiders_are_told_as_certified_and_as_supposed_apart(tampered: Path) -> None:
    """Without the true counts an insider is only supposed; what the true counts told when the file was made stands."""
    found = audit.audit(tampered, DECLARED)
    assert found.passed and found.entries["insiders"] > 5
    assert [found.entries[key] for key in audit.CERTIFIED] == [0, 0, DECLARED["threshold"]["width"]]
    assert set(found.entries["supposed"]) == set(audit.CERTIFIED)


def test_opening_what_hides_a_count_is_refused(tampered: Path, demo_home: Path) -> None:
    """Complementary cells opened by mistake give their partner away, and the audit says which."""
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        hidden = con.execute(f"""
            select c.category, c.place_code, c.value from fct_cell c
            join safe_cell s using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                    to_level, to_code, category)
            where c.fiscal_year = {YEAR} and c.table_id = 'support' and c.place_kind = 'municipality'
                and s.state = 'suppressed'
            qualify count(*) filter (where c.value < 10) over (partition by c.category) = 1
            order by c.category, c.value desc""").fetchall()
    measure = hidden[0][0]
    with duckdb.connect(tampered) as con:
        for code, value in [(code, value) for of, code, value in hidden if of == measure and value >= 10]:
            con.execute(
                """update mart_linkage_support set value = ?, state = 'value'
                where fiscal_year = ? and place_code = ? and measure_code = ?""",
                [value, YEAR, code, measure],
            )
    found = outside(tampered)
    assert not found.passed and any(measure in finding.cell for finding in found.findings)
    assert "秘匿が足りません" in found.why_not()


def test_a_small_count_in_plain_sight_is_refused(tampered: Path) -> None:
    with duckdb.connect(tampered) as con:
        con.execute(
            "update mart_linkage_case set value = 3 where state = 'value' and value > 9 and body_code = 'B02'"
        )
    assert not outside(tampered).passed


def test_primary_suppression_alone_is_caught(tampered: Path, demo_home: Path) -> None:
    """Hide only what is below k: the audit subtracts some of it back and narrows the rest."""
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        truth = con.execute(f"""
            select place_kind, place_code, category, value from fct_cell
            where fiscal_year = {YEAR} and table_id = 'support' and not latent and value >= 10""").fetchall()
    with duckdb.connect(tampered) as con:
        for *key, value in truth:
            con.execute(
                """update mart_linkage_support set value = ?, state = 'value'
                where fiscal_year = ? and place_kind = ? and place_code = ? and measure_code = ?""",
                [value, YEAR, *key],
            )
    given = outside(tampered).entries
    assert given["recovered"] and given["narrow"] > 5


def test_a_derived_column_that_leaks_is_refused(one_year: Path) -> None:
    """A rate of 80.0 % beside n = 5 reveals the 4: every number is declared, and a derived one is computed again."""
    with duckdb.connect(one_year) as con:
        con.execute("update mart_linkage_rate set value = 0.8, state = 'value' where state = 'suppressed'")
        con.execute("alter table mart_linkage_flow add column share double")
    problems = " ".join(undeclared(one_year, DECLARED))
    assert "mart_linkage_flow の列 share は disclosure.toml に宣言がありません" in problems
    assert "mart_linkage_rate: 公表した数だけからは計算できない値" in problems


def test_totals_that_do_not_add_up_are_named(tampered: Path) -> None:
    with duckdb.connect(tampered) as con:
        con.execute("""update mart_linkage_support set value = value + 1
            where place_kind = 'prefecture' and period = 'FY' and measure_code = 'N07'""")
    assert "足し算が合いません" in outside(tampered).why_not()


def test_publishing_refuses_what_the_audit_refuses(tampered: Path, tmp_path: Path) -> None:
    home, spoiled = tmp_path / "home", "2024-03-31-0123abcd"
    (home / "snapshots").mkdir(parents=True)
    with duckdb.connect(tampered) as con:
        con.execute("alter table mart_linkage_flow add column share double")
        con.execute("update snapshot set snapshot_id = ?", [spoiled])
    shutil.copyfile(tampered, home / "snapshots" / f"{spoiled}.duckdb")
    here = settings.load({"TSUNAGARI_HOME": str(home)})
    with pytest.raises(publish.PublishError, match=f"{spoiled} は公表できません"):
        publish.publish(here, spoiled)
    assert not here.pointer.exists()


def test_every_small_count_of_the_work_file_is_hidden(demo_home: Path) -> None:
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        small = con.execute("""
            select count(*), count(*) filter (where s.state = 'suppressed' and s.value is null)
            from fct_cell c
            join safe_cell s using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                    to_level, to_code, category)
            where not c.latent and c.value between 1 and 9""").fetchone()
    assert small and small[0] == small[1] > 100


def test_the_document_for_the_committee_shows_the_certificate_of_the_demo(snapshot_file: Path) -> None:
    """docs/disclosure.ja.md §5: what is given is exact; what the solver chose may differ a little between machines."""
    with duckdb.connect(snapshot_file, read_only=True) as con:
        found = con.execute("select value::varchar from certificate where key = 'years'").fetchone()
    assert found
    years = list(json.loads(found[0]).values())
    text = (settings.ROOT / "docs" / "disclosure.ja.md").read_text(encoding="utf-8")
    told = {
        label: [float(cell.replace(",", "")) for cell in cells]
        for label, *cells in (
            [part.strip() for part in line.strip("| ").split("|")]
            for line in text.split("演示用データ（19 市町村")[1].split("読み方の例")[0].splitlines()
            if re.search(r"\d", line) and line.startswith("|") and "年度" not in line
        )
    }
    exact = {
        "0 を除くセル": "cells",
        "未公表の未知数": "unpublished",
        "足し合わせの関係": "relations",
        "外部の人に値が分かるセル": "recovered",
        "最も狭い範囲の幅": "narrowest_interval",
        "市町村の立場で試した団体": "insiders",
        "その立場で幅が足りないセル": "insider_narrow",
    }
    near = {"うち x としたもの": "hidden", "1〜10 を含まないセル": "clipped"}
    for label, key in exact.items():
        assert told[label] == [year[key] for year in years], label
    for label, key in near.items():
        assert told[label] == pytest.approx([year[key] for year in years], rel=0.1), label
    assert told["下限からの隔たり"] == pytest.approx([year["gap"] for year in years], abs=0.03)


def test_private_tables_never_reach_the_snapshot(snapshot_file: Path) -> None:
    with duckdb.connect(snapshot_file, read_only=True) as con:
        names = {row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()}
    assert all(name.startswith(("mart_", "dim_")) or name in ("snapshot", "certificate") for name in names)


def test_no_mart_reads_unprotected_counts() -> None:
    """Marts may use counts of people and cases only through ``safe_cell``."""
    forbidden = ("fct_cell", "referral_count", "consent_count", "established_count", "joint_support_count")
    for file in sorted((settings.ROOT / "etl" / "sql" / "marts").glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        assert not [word for word in (*forbidden, "sum(case_count") if word in text], file.name


def test_every_declared_relation_and_rule_finds_cells_in_the_demo(snapshot_file: Path) -> None:
    """A declaration that finds nothing over three whole years says nothing; the demo has no case of the one named."""
    seen = views(snapshot_file, DECLARED, strict=True)
    found = {relation.rule for view in seen for relation in view.relations}
    assert {rule["id"] for rule in DECLARED["relation"]} - found == {"coordinator_own"}
    for rule in DECLARED["unpublished"]:
        kept = [other for other in DECLARED["unpublished"] if other != rule]
        less = views(snapshot_file, DECLARED | {"unpublished": kept})
        assert sum(len(view.cells) for view in less) < sum(len(view.cells) for view in seen), rule["id"]


def test_every_true_count_is_one_the_audit_attacks(
    demo_home: Path, snapshot_file: Path, tmp_path: Path
) -> None:
    """Published, hidden or never published: what the method knows of, the attacker's tables hold as well."""
    copy = shutil.copy(demo_home / "work" / "work.duckdb", tmp_path)
    attacked = {
        (view.fiscal_year, *cell.key)
        for view in views(snapshot_file, DECLARED, strict=True)
        for cell in view.cells
    }
    with duckdb.connect(copy, read_only=True) as con:
        true = set(con.execute(f"select fiscal_year, {audit.KEY} from fct_cell").fetchall())
    assert len(true) > 5_000 and true <= attacked
