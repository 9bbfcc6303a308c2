"""提出と品質 on the demo: every form has its state, rules speak for themselves, the certificate is told in words."""

import csv
import json
import re
from pathlib import Path

import pytest

from dashboard import formats, store, theme, words
from dashboard.queries import quality as query
from dashboard.views import _quality_disclosure as disclosure

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = ({}, {"area": "3102"}, {"fy": "2023"})
WHOLE = {
    "cells": 1540, "published": 859, "hidden": 681, "unpublished": 412, "relations": 2210, "recovered": 0, "narrow": 0,
    "narrowest_interval": 9, "clipped": 3, "known_before": 0, "insiders": 17, "pairs": 31, "providers": 265,
    "insider_recovered": 1, "insider_narrow": 12, "insider_narrowest": 0, "programs": 5120, "gap": 0.12, "proven": False,
    "seconds": 4.2, "systems": 3, "earlier": ["2025-03-31-0a1b2c3d"], "solver": "HiGHS", "version": "1.11.0",
}  # fmt: skip


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", PLACES, ids=str)
def test_it_draws_for_every_place_and_year(opened, asked, language):
    page = opened("quality", language, **asked).fine()
    assert len(page.tiles) == 6 and len(page.at.get("plotly_chart")) == 3


def test_tiles_say_what_the_mart_holds(opened, snapshot):
    sql = """select lg_code, status, status in ('accepted', 'warned') as here, errors from mart_quality_submission
        join dim_municipality using (lg_code)
        where in_prefecture and fiscal_year = $1 and status <> 'not_requested'"""
    rows = store.query(snapshot, sql, (snapshot.last_fy,))
    complete = rows.groupby("lg_code")["here"].all()
    tiles = opened("quality").tiles
    assert tiles["受け付けた様式"] == f"{rows['here'].sum()}/{len(rows)}件"
    assert tiles["全ての様式がそろった"] == f"{complete.sum()}/{len(complete)}市町村"
    assert tiles["受け付けていない様式がある"] == f"{(~complete).sum()}/{len(complete)}市町村"
    asked = rows[rows["status"] == "warned"]["lg_code"].nunique()
    returned = rows[rows["here"] & (rows["errors"] > 0)]["lg_code"].nunique()
    assert tiles["確認をお願いしている"] == f"{asked}/{len(complete)}市町村" and asked > returned > 0
    assert tiles["差戻し行がある"] == f"{returned}/{len(complete)}市町村"


def test_returned_rows_have_a_sign_of_their_own_and_a_prompt(opened, snapshot, chosen):
    rows = query.submissions(snapshot, chosen())
    back = rows[rows["status"].isin(["accepted", "warned"]) & (rows["errors"] > 0)]
    page = opened("quality")
    drawn = json.loads(page.at.get("plotly_chart")[0].proto.spec)
    signs = [text for trace in drawn["data"] for text in trace.get("text") or []]
    assert len(back) and signs.count(theme.RETURNED[2]) == len(back)
    assert words.t("quality.returned") in page.said
    overview = opened("overview")
    for name, towns in (("check", rows[rows["status"] == "warned"]), ("returned", back)):
        n = towns.loc[towns["in_prefecture"], "lg_code"].nunique()
        assert any(
            link.startswith(f"{words.t(f'overview.next.{name}')}　**{n}市町村") for link in overview.links
        )


def test_every_state_of_a_submission_has_its_look_and_its_word(snapshot):
    known = {code for name, code in snapshot.codes if name == "submission_statuses"}
    assert known == set(theme.SUBMISSION)
    assert len({glyph for _, _, glyph in theme.SUBMISSION.values()}) == len(known)


def test_municipalities_stand_in_the_order_of_their_codes(snapshot, chosen):
    rows = query.submissions(snapshot, chosen())
    inside = rows.loc[rows["in_prefecture"], "lg_code"].drop_duplicates().tolist()
    assert inside == sorted(inside) and rows["in_prefecture"].is_monotonic_decreasing


def test_findings_speak_in_the_words_of_the_rule(opened, snapshot, chosen):
    messages = query.findings(snapshot, chosen())["message"]
    assert messages.notna().all() and messages.str.len().gt(0).all()
    drawn = json.loads(opened("quality").at.get("plotly_chart")[1].proto.spec)["data"][0]["y"]
    labels = [label.replace("<br>", "") for label in drawn]
    assert all(message in label for message, label in zip(messages, labels, strict=True))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_found_is_said(opened, altered, language):
    altered("delete from mart_quality_finding")
    page = opened("quality", language).fine()
    assert words.catalogue(language)["quality.none_found"] in page.said


def test_the_reason_names_the_thresholds_in_force(opened, snapshot):
    rule = query.threshold(snapshot)
    said = opened("quality").said
    assert f"1〜{rule['k'] - 1}の数" in said and f"{rule['small_population']:,}人未満" in said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_whatever_the_certificate_says_is_told_in_words(opened, altered, snapshot, language):
    years = json.dumps({str(snapshot.last_fy): WHOLE})
    altered(f"update certificate set value = '{years}' where key = 'years'")
    page = opened("quality", language).fine()
    words.use(language)
    k = query.threshold(store.current())["k"]
    assert all(words.t(f"quality.proof.{key}", k=k) in page.said for key in disclosure.PROOFS)
    assert all(text in page.said for text in ("HiGHS", "1.11.0", "12.0%", "1,540", "5,120"))
    for kind in ("pairs", "providers"):
        assert words.t(f"quality.certificate.said_{kind}", **{kind: str(WHOLE[kind])}) in page.said


def test_what_the_certificate_leaves_open_is_left_out(opened, altered, snapshot):
    years = json.dumps({str(snapshot.last_fy): {"cells": 1540, "narrowest_interval": None}})
    altered(f"update certificate set value = '{years}' where key = 'years'")
    said = opened("quality").fine().said
    assert words.t("quality.proof.cells") in said
    assert words.t("quality.proof.narrowest_interval") not in said


def test_the_certificate_says_why_it_has_more_cells_than_the_tables(opened, snapshot, chosen):
    cells = query.proof(snapshot, snapshot.last_fy)["cells"]
    shown = int(query.hidden(snapshot, chosen())["cells"].sum())
    assert cells > shown, "the demo has cells that were sent as x"
    numbers = {"cells": formats.count(cells), "n": formats.count(cells - shown), "rest": formats.count(shown)}
    said = opened("quality").said
    told = words.t("quality.certificate.sent_hidden", **numbers)
    assert said.index(told) < said.index(words.t("quality.proof_head.what")), "in the open, before the fold"


def test_every_proof_has_its_words():
    for language in words.LANGUAGES:
        phrases = words.catalogue(language)
        assert all(
            f"quality.{kind}.{key}" in phrases
            for key in disclosure.PROOFS
            for kind in ("proof", "proof_unit")
        )


def test_the_certificate_is_found_by_year_or_for_the_whole(altered, snapshot):
    altered(
        """insert or replace into certificate values ('whole', '{"attackers": 19}'), ('solver', '"HiGHS"')"""
    )
    found = query.proof(store.current(), snapshot.last_fy)
    assert found["attackers"] == 19 and found["solver"] == "HiGHS" and found["cells"] > 0
    assert "small_population" not in found and not any(key.isdigit() for key in found)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_snapshot_without_certificate_says_so(opened, altered, language):
    altered("delete from certificate", "delete from mart_quality_disclosure")
    page = opened("quality", language).fine()
    assert words.catalogue(language)["quality.certificate.none"].split("{")[0] in page.said


def test_every_severity_of_the_catalogue_has_its_colour():
    path = ROOT / "data" / "catalogue" / "vocabulary" / "severities.csv"
    codes = {row["code"] for row in csv.DictReader(path.read_text("utf-8").splitlines())}
    assert codes == set(theme.SEVERITY)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_certificate_is_three_sentences_whose_numbers_stand_in_its_table(opened, snapshot, language):
    page = opened("quality", language).fine()
    facts = query.proof(snapshot, snapshot.last_fy)
    fold = next(part for part in page.html.split("<details") if snapshot.sha256 in part)
    # The demo guards against municipalities alone, and says nothing of others.
    assert not {"pairs", "providers"} & facts.keys()
    for sentence, needs in disclosure.SENTENCES.items():
        if not facts.keys() >= needs:
            assert words.catalogue(language)[f"quality.certificate.{sentence}"].split("{")[0] not in page.said
            continue
        shape = re.escape(words.catalogue(language)[f"quality.certificate.{sentence}"])
        found = re.search(re.sub(r"\\\{\w+\\\}", "(.+?)", shape), page.said)
        assert found, sentence
        for key in needs:
            assert f"{facts[key]:,}" in found[0] and f">{facts[key]:,}" in fold


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_municipality_has_a_sign_for_every_form(opened, snapshot, chosen, language):
    """Optional forms (6 and 7) are neither missed nor outside what is asked; partners outside are asked for three forms."""
    page = opened("quality", language).fine()
    words.use(language)
    drawn = json.loads(page.at.get("plotly_chart")[0].proto.spec)["data"][-1]
    cells = dict(zip(zip(drawn["y"], drawn["x"], strict=True), drawn["text"], strict=True))
    towns, forms = {y for y, _ in cells}, {x for _, x in cells}
    assert len(cells) == len(towns) * len(forms) and all(cells.values())
    rows = query.submissions(snapshot, chosen())
    asked = rows.groupby("lg_code").size()
    blank = sum(len(forms) - int(n) for n in asked)
    unsent = int((rows["status"] == "not_requested").sum())
    assert blank > 0 and list(cells.values()).count(theme.SUBMISSION["not_requested"][2]) == blank
    assert unsent > 0 and list(cells.values()).count(theme.OPTIONAL[2]) == unsent
    assert set(rows.loc[rows["status"] == "not_requested", "form"]) <= {"F6", "F7"}
    assert words.t("quality.optional") in page.said
