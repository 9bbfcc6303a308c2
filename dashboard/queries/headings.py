"""Headings of tables on screen and in exports: the words of the mart's column, from ``dim_column`` of the snapshot."""

from dashboard import store, words

# Which published column a column of a page's table shows; `topic.name` where pages use a name for different things.
COLUMNS: dict[str, str] = {
    "lg_code": "dim_municipality.lg_code",
    "municipality": "dim_municipality.name_ja",
    "within": "dim_municipality.in_prefecture",
    "area": "dim_municipality.area_ja",
    "area_code": "dim_municipality.area_code",
    "year": "dim_period.fiscal_year",
    "half": "dim_period.period",
    "body": "mart_participation_body.body_code",
    "status": "mart_participation_body.est_status",
    "mode": "mart_participation_body.op_mode",
    "meetings": "mart_participation_body.meeting_count",
    "same_day": "mart_participation_body.same_day_count",
    "integrated": "mart_participation_body.integrated_count",
    "fed_back": "mart_participation_body.fed_back_count",
    "participation.form": "mart_participation_body.setup_form",
    "agency": "mart_participation_seat.agency_code",
    "organisations": "mart_participation_seat.org_count",
    "invited": "mart_participation_seat.invited_count",
    "national": "mart_participation_seat.national_pf_count",
    "categories": "mart_participation_diversity.categories",
    "private_share": "mart_participation_diversity.private_share",
    "shared": "mart_participation_overlap.shared",
    "either": "mart_participation_overlap.union_",
    "measure": "mart_participation_activity.measure_code",
    "training": "mart_participation_training.training_code",
    "audience": "mart_participation_training.audience",
    "sessions": "mart_participation_training.sessions",
    "completed": "mart_participation_training.completed",
    "joint_held": "mart_participation_training.joint_held",
    "municipalities": "mart_participation_training.municipalities",
    "quality.municipalities": "mart_quality_finding.municipalities",
    "item_code": "mart_checklist_item.item_code",
    "since": "mart_checklist_item.since_fy",
    "evidence": "mart_checklist_item.evidence",
    "roster": "mart_checklist_item.derived_status",
    "barrier": "mart_checklist_barrier.barrier",
    "to_code": "mart_linkage_place.to_code",
    "agency_a": "mart_participation_coseating.agency_a",
    "agency_b": "mart_participation_coseating.agency_b",
    "bodies": "mart_participation_coseating.bodies",
    "weight": "mart_participation_coseating.weight",
    "alpha_out": "mart_linkage_backbone.alpha_out",
    "alpha_in": "mart_linkage_backbone.alpha_in",
    "numerator": "mart_linkage_rate.numerator",
    "denominator": "mart_linkage_rate.denominator",
    "low": "mart_linkage_network.low",
    "high": "mart_linkage_network.high",
    "expected": "mart_linkage_network.expected",
    "degree": "mart_linkage_node.degree",
    "betweenness": "mart_linkage_node.betweenness",
    "participation": "mart_linkage_node.participation",
    "removal_fragmentation": "mart_linkage_node.removal_fragmentation",
    "z": "mart_municipality_profile.z",
    "practices.code": "mart_practices_tag.code",
    "method": "mart_prefecture_support.method",
    "day": "mart_prefecture_sharing.share_date",
    "practices": "mart_prefecture_sharing.practices",
    "recipients": "mart_prefecture_sharing.recipients",
    "juso": "mart_municipality_stage.juso_status",
    "plan": "mart_municipality_stage.juso_plan_fy",
    "carried_out": "mart_municipality_stage.participation_mode",
    "divisions": "mart_municipality_stage.lonely_dept_same",
    "participation.since": "mart_municipality_stage.lonely_dept_fy",
    "local_plan": "mart_municipality_stage.local_plan",
    "national_pf": "mart_municipality_stage.national_pf",
    "model": "mart_municipality_stage.model_fy",
    "workplace": "mart_municipality_effort.workplace",
    "trades": "mart_municipality_effort.watch_trades",
    "desks": "mart_municipality_effort.desk_count",
    "fields": "mart_municipality_effort.desk_fields",
    "hours": "mart_municipality_effort.desk_hours",
    "hotline": "mart_municipality_effort.hotline",
    "survey": "mart_municipality_effort.survey_method",
    "surveyed": "mart_municipality_effort.survey_fy",
    "survey_count": "mart_municipality_effort.survey_count",
    "project": "mart_participation_operator.agency_code",
    "operator": "mart_participation_operator.operator_type",
    "role": "mart_participation_role.role",
    "contacts": "mart_prefecture_contact.contacts",
    "prefecture.body": "mart_prefecture_body.own_body",
    "prefecture.meetings": "mart_prefecture_body.meetings",
    "level": "mart_prefecture_level.level",
    "seats": "mart_prefecture_seat.own_body",
    "considered": "mart_prefecture_consultation.level",
    "consulted_on": "mart_prefecture_consultation.consulted_on",
    "column": "mart_quality_submission.form",
    "quality.form": "mart_quality_submission.form",
    "revision": "mart_quality_submission.revision",
    "submitted_on": "mart_quality_submission.submitted_on",
    "rows": "mart_quality_submission.rows",
    "fixes": "mart_quality_submission.fixes",
    "errors": "mart_quality_submission.errors",
    "rule": "mart_quality_finding.rule",
    "message": "mart_quality_finding.message_ja",
    "severity_word": "mart_quality_finding.severity",
    "table_id": "mart_quality_disclosure.table_id",
    "name": "mart_quality_disclosure.title_ja",
    "cells": "mart_quality_disclosure.cells",
    "hidden": "mart_quality_disclosure.hidden",
    "percent": "mart_quality_disclosure.hidden_share",
}


def _counts(head: str, unit: str) -> bool:
    """Whether a unit stands in a heading only as what is counted: 回 in 開催回数, 年 in 委託年数."""
    return len(unit) == 1 and head.endswith(f"{unit}数")


@store.kept
def heading(snapshot: store.Snapshot, topic: str, name: str) -> str:
    """The heading of a column of a page's table: the mart's own words, the page's where it shows no column as it is."""
    of = COLUMNS.get(f"{topic}.{name}") or COLUMNS.get(name)
    own = f"{topic}.column.{name}"
    if of is None or words.known(own):
        return words.t(own)
    # From the mart: one column was once headed 「修了（人）」 on one page and 「修了者（人）」 on another.
    table, column = of.split(".")
    sql = "select * from dim_column where table_name = ? and column_name = ?"
    found = store.query(snapshot, sql, (table, column)).iloc[0]
    said, unit = str(found[f"head_{words.lang()}"]), found["unit_ja"]
    # 回 is in 開催回数, and still nobody has said that they are counted in 回.
    if words.lang() == "ja" and isinstance(unit, str) and (unit not in said or _counts(said, unit)):
        return words.t("format.head_unit", name=said, unit=unit)
    return said
