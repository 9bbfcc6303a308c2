"""Free text waits for a person: nothing unread reaches a snapshot, and what was read once is known again."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import described, home, settings, workdb
from etl.catalogue import Catalogue
from etl.checks import privacy
from etl.checks.columns import row_schema
from etl.cli import review as shown
from etl.register import review, store

Con = duckdb.DuckDBPyConnection
STORY = "80代の母と52歳長男の世帯（集落で唯一）を訪ねた"


def body(lg_code: str, name: str, row_no: int = 2, receipt_id: int = 1) -> dict[str, Any]:
    return {"receipt_id": receipt_id, "row_no": row_no, "lg_code": lg_code, "fiscal_year": 2024, "period": "FY",
            "body_code": "B01", "body_name": name}  # fmt: skip


@pytest.fixture
def sent(con: Con, catalogue: Catalogue) -> Con:
    store.prepare(con, catalogue)
    form = catalogue.forms["F1"]
    rows = [body("312011", STORY), body("312029", STORY), body("312037", "地方版官民連携プラットフォーム準備会", receipt_id=2),
            body("312045", catalogue.code("bodies", "B02").ja)]  # fmt: skip
    store.insert(con, store.table_name(form), row_schema(form), rows)
    store.insert(con, "layout", store.LAYOUT, [
        {"receipt_id": 1, "form": "F1", "sheet": form.sheet, "column_name": "body_name", "column_letter": "D", "nth": 0}
    ])  # fmt: skip
    return con


def test_new_texts_wait_with_every_place_and_words_of_the_catalogue_do_not(
    sent: Con, catalogue: Catalogue
) -> None:
    found = {one.text: one for one in review.waiting(sent, catalogue)}
    assert set(found) == {STORY, "地方版官民連携プラットフォーム準備会"}
    assert [place.lg_code for place in found[STORY].places] == ["312011", "312029"]
    assert found[STORY].key == review.digest(STORY)[:8]


def test_what_was_accepted_once_is_known_again(sent: Con, catalogue: Catalogue) -> None:
    key = review.digest(STORY)[:8]
    review.decide(sent, catalogue, [key], review.ACCEPT, "孤独・孤立対策担当")
    assert STORY not in {one.text for one in review.waiting(sent, catalogue)}
    form = catalogue.forms["F1"]
    store.insert(
        sent,
        store.table_name(form),
        row_schema(form),
        [body("313025", STORY), body("313254", STORY + "。")],
    )
    assert {one.text for one in review.waiting(sent, catalogue)} == {
        STORY + "。",
        "地方版官民連携プラットフォーム準備会",
    }
    assert review.digest(STORY) in review.seen(sent, catalogue).column("sha256").to_pylist()


def test_what_is_returned_is_told_by_place_never_by_its_words(sent: Con, catalogue: Catalogue) -> None:
    key = review.digest(STORY)[:8]
    review.decide(sent, catalogue, [key], review.RETURN, "孤独・孤立対策担当", "個人が分かるため")
    rows = sent.execute("select lg_code, rule, column_letter, message_ja from finding order by 1").fetchall()
    assert [(lg, rule, letter) for lg, rule, letter, _ in rows] == [
        ("312011", "PI11", "D"),
        ("312029", "PI11", "D"),
    ]
    assert all("様式1 2行目 D列" in said and "長男" not in said for *_, said in rows)
    assert review.digest(STORY) not in review.seen(sent, catalogue).column("sha256").to_pylist()
    assert review.summary(sent, catalogue) == (1, 1)


@pytest.mark.parametrize(
    ("keys", "decision", "role", "reason", "said"),
    [(["00000000"], "accept", "担当", "", "00000000"), (None, "accept", " ", "", "役割"), (None, "return", "担当", "", "理由"),
     (None, "accept", "山田 太郎", "", "氏名")],
)  # fmt: skip
def test_a_decision_names_role_and_reason_and_no_person(
    sent: Con, catalogue: Catalogue, keys: list[str] | None, decision: str, role: str, reason: str, said: str
) -> None:
    with pytest.raises(review.ReviewError, match=said):
        review.decide(sent, catalogue, keys or [review.digest(STORY)[:8]], decision, role, reason)
    assert sent.execute("select count(*) from text_review").fetchone() == (0,)


def test_every_column_of_free_text_is_read(catalogue: Catalogue) -> None:
    """A new column of free text waits by itself; those that hold no words are named."""
    texts = {
        column.name for form in catalogue.forms.values() for column in form.columns if column.type == "text"
    }
    assert (
        texts >= privacy.NOT_READ
        and {"body_name", "background", "comment", "other_detail"} <= texts - privacy.NOT_READ
    )


def test_nothing_unread_reaches_a_snapshot(demo_home: Path, tmp_path: Path) -> None:
    """The demo's marts built again after half of its texts were forgotten: these stand in no column of any table."""
    (tmp_path / "work").mkdir()
    shutil.copy(demo_home / "work" / "work.duckdb", tmp_path / "work")
    here = settings.load({"TSUNAGARI_HOME": str(tmp_path)})
    catalogue = catalogues.load()
    home.require(here, catalogue)
    with workdb.connect(here) as con:
        texts = sorted({text for text, _ in review._texts(con, catalogue)} - review.known_words(catalogue))
        unread = texts[::2]
        con.execute(
            "delete from text_review where list_contains(?, sha256)",
            [[review.digest(text) for text in unread]],
        )
        assert {one.text for one in review.waiting(con, catalogue)} == set(unread) and len(unread) > 20
        con.register("incoming", review.seen(con, catalogue))
        con.execute("create or replace table ref_text_seen as select * from incoming")
        con.unregister("incoming")
        workdb.run_sql_folder(con, "facts")
        con.execute(f"attach '{tmp_path / 's.duckdb'}' as snap")
        con.execute("set search_path = 'snap.main,work.main'")
        described.prepare(con, catalogue.columns)
        workdb.run_sql_folder(con, "marts")
        told = {
            text
            for table, column in con.execute(
                "select table_name, column_name from duckdb_columns() where database_name = 'snap' and data_type = 'VARCHAR'"
            ).fetchall()
            for (text,) in con.execute(f'select distinct "{column}" from snap.main.{table}').fetchall()
        }
        con.execute("set search_path = 'work.main'")
    assert told & set(texts[1::2]), "what was read is published"
    assert told & set(unread) == set()


def _place(**told: Any) -> review.Place:
    given = {
        "lg_code": "312011",
        "fiscal_year": 2024,
        "form": "",
        "row_no": None,
        "column": "",
        "column_ja": "",
        "receipt_id": 1,
    }
    return review.Place(**(given | told))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"form": "F6", "row_no": 2, "column": "background", "column_ja": "背景"}, "312011 2024年度 F6 2行目 「背景」"),
        ({"column_ja": "表示形式"}, "312011 2024年度 「表示形式」"),
        ({"column_ja": "シート名", "sheet": "下書き2"}, "312011 2024年度 下書き2 「シート名」"),
        ({"form": "F3", "column_ja": "コメント", "sheet": "様式3_連携", "row_no": 4, "column_letter": "F"},
         "312011 2024年度 様式3_連携 4行目 F列 「コメント」"),
        ({"column_ja": "プリンターの設定", "sheet": "プリンターの設定"}, "312011 2024年度 「プリンターの設定」"),
    ],
)  # fmt: skip
def test_the_list_says_where_a_text_stands(place: dict[str, Any], said: str) -> None:
    assert shown.told(_place(**place)) == said


def test_the_same_words_in_a_cell_and_in_a_format_are_told_as_both() -> None:
    places = (
        _place(form="F6", row_no=2, column="background", column_ja="背景"),
        _place(form="F6", row_no=3, column="background", column_ja="背景"),
        _place(column_ja="表示形式"),
    )
    told = shown.line(review.Waiting("0a1b2c3d", "渡し舟の家", places))
    assert "「背景」" in told and "「表示形式」" in told and "ほか1か所" in told and "渡し舟の家" in told
