"""Columns of a summary: as data, and as people read them (papers: 销售月报)."""

from __future__ import annotations

from salesctl.locale import N_
from salesctl.render.sheet import Field, Kind

BYS = ("person", "team", "channel", "product")
"""What a summary is told apart by; gettext context "summary.by"."""

ATTENDANCE = ("workdays", "present", "late", "late_minutes", "early", "early_minutes", "absent", "leave", "claimed")
REPORTS = ("reports_due", "reports_on_time", "reports_late", "reports_missing")
WORK = ("visits", "stops", "visits_checked", "visits_passed", "clients_new", "clients_contacted")
DEALS = ("orders", "sales", "collections")
COMPUTED = ATTENDANCE + REPORTS
DECIMALS = ("workdays", "present", "absent", "leave", "sales", "collections")
"""Figures that are no counts."""
DISTINCT = ("clients_contacted",)
"""Figures whose total is not the sum of the rows: two people may have talked to one client."""

_KINDS: dict[str, Kind] = {
    "workdays": "days",
    "present": "days",
    "absent": "days",
    "leave": "days",
    "late_minutes": "minutes",
    "early_minutes": "minutes",
    "sales": "money",
    "collections": "money",
    "collection_rate": "rate",
}
SAID: dict[str, tuple[str, str]] = {
    "workdays": (N_("Days due"), N_("Working days of the period until today on which the person belonged here")),
    "present": (N_("Days present"), N_("Workdays on which the person came, less what counts as absence")),
    "late": (N_("Times late"), N_("Days on which the first punch came after the shift began, grace taken off")),
    "late_minutes": (N_("Minutes late"), N_("Minutes from the shift's begin to the first punch, of late days")),
    "early": (N_("Times left early"), N_("Days on which the last punch came before the shift ended")),
    "early_minutes": (N_("Minutes left early"), N_("Minutes from the last punch to the shift's end, of early days")),
    "absent": (N_("Days absent"), N_("Workdays without a punch, and parts of days by the rule")),
    "leave": (N_("Days of leave"), N_("Workdays of approved leave")),
    "claimed": (N_("Punches claimed"), N_("Punches entered later than the rule allows")),
    "reports_due": (
        N_("Reports due"),
        N_("Daily reports owed whose deadline is over, or that were handed in before it"),
    ),
    "reports_on_time": (N_("Reports on time"), N_("Daily reports handed in by their deadline")),
    "reports_late": (N_("Reports late"), N_("Daily reports handed in after their deadline")),
    "reports_missing": (N_("Reports missing"), N_("Daily reports not handed in though the deadline is over")),
    "visits": (N_("Visits"), N_("Outing slips of who left")),
    "stops": (N_("Stops"), N_("Stops on those slips")),
    "visits_checked": (N_("Visits checked"), N_("Outing slips with a verdict of a spot check")),
    "visits_passed": (N_("Visits passed"), N_("Outing slips found true")),
    "clients_new": (N_("New clients"), N_("Client files opened")),
    "clients_contacted": (N_("Clients contacted"), N_("Different clients that were visited or had a dealing logged")),
    "orders": (N_("Orders"), N_("Orders taken, void ones left out")),
    "sales": (N_("Sales"), N_("Amounts of the orders taken, by the day of the order")),
    "collections": (N_("Collected"), N_("Money received, by the day it came in")),
    "collection_rate": (N_("Rate"), N_("Collected divided by sales, to 4 decimals; nothing over no sales")),
}
"""Heading and meaning of each figure."""
DOCS = {
    "workdays": "Working days until today on which the person belonged here; null where a year's days are unknown.",
    "present": "Days present.",
    "late": "Days late.",
    "late_minutes": "Minutes late.",
    "early": "Days left early.",
    "early_minutes": "Minutes left early.",
    "absent": "Days absent without leave.",
    "leave": "Days of approved leave.",
    "claimed": "Punches entered more than the rule's minutes after the fact.",
    "reports_due": "Daily reports owed so far.",
    "reports_on_time": "Daily reports handed in by their deadline.",
    "reports_late": "Daily reports handed in after it.",
    "reports_missing": "Daily reports not handed in though the deadline is over.",
    "visits": "Outing slips of who left.",
    "stops": "Stops on them.",
    "visits_checked": "Outing slips with a verdict.",
    "visits_passed": "Outing slips found true.",
    "clients_new": "Client files opened.",
    "clients_contacted": "Different clients visited or with a dealing logged; the total counts each client once.",
    "orders": "Orders taken.",
    "sales": "Amount of the orders taken.",
    "collections": "Money received.",
    "collection_rate": "Collected divided by sold, 4 decimals; null over no sales.",
}
FIGURES = (*ATTENDANCE, *REPORTS, *WORK, *DEALS, "collection_rate")

CLAUSES = {
    **dict.fromkeys(ATTENDANCE, "A2.3.1 B4.8"),
    **dict.fromkeys(REPORTS, "A1.2 B4.5.1"),
    **dict.fromkeys(("visits", "stops", "visits_checked", "visits_passed"), "B4.8.3"),
    "clients_new": "C3.1 B3.7.5",
    "clients_contacted": "A1.4 C5.2",
    **dict.fromkeys((*DEALS, "collection_rate"), "B3.0"),
}
"""The clauses each figure serves."""

_ID = Field("id", "id", "Id", doc="Row key of the person, or of the team by team; null for rows of nobody.")
_TEAM = Field("team", "name", "Team", doc="Name of the team.")


def _figure(key: str) -> Field:
    return Field(key, _KINDS.get(key, "int"), SAID[key][0], doc=DOCS[key])


_ALL = tuple(_figure(key) for key in FIGURES)
_SOLD = tuple(field for field in _ALL if field.key in (*DEALS, "collection_rate"))

DATA: dict[str, tuple[Field, ...]] = {
    "person": (
        _ID,
        Field("person", "name", "Staff", doc="The person's name."),
        Field("code", "text", "No.", doc="The person's code, or the team's by team."),
        _TEAM,
        *_ALL,
    ),
    "team": (_ID, _TEAM, Field("code", "text", "No.", doc="The team's code."), *_ALL),
    "channel": (Field("channel", "text", "Sales channel", doc="The channel; null where none was said."), *_SOLD),
    "product": (Field("product", "text", "Product", doc="The product; null where none was said, or several."), *_SOLD),
}
"""The sheet as data, by what it is told apart by."""


def _paper(key: str, label: str, kind: Kind = "int") -> Field:
    return Field(key, kind, label, whole=kind == "money")


MONEY = (
    _paper("orders", "Orders"),
    _paper("sales", "Sales", "money"),
    _paper("collections", "Collected", "money"),
    _paper("collection_rate", N_("Rate"), "rate"),
    _paper("bar", "Sales", "bar"),
)
PAPER_WORK = (
    _paper("present", "Present"),
    _paper("late", "Late"),
    _paper("absent", "Absent", "days"),
    _paper("leave", "Leave", "days"),
    _paper("reports", "Reports"),
    _paper("visits", "Visits"),
    _paper("checked", "Checked"),
    _paper("clients_new", N_("New files")),
    _paper("clients_contacted", "Contacted"),
)
PAPER: dict[str, tuple[Field, ...]] = {
    "person": (Field("name", "name", "Staff"), *PAPER_WORK, *MONEY),
    "team": (Field("name", "name", "Team"), *PAPER_WORK, *MONEY),
    "channel": (Field("name", "text", "Sales channel"), *MONEY),
    "product": (Field("name", "text", "Product"), *MONEY),
}
"""The table on paper: pairs such as 17/18 stand in one column."""

EXPLAIN = (
    Field("key", "text", N_("Figure"), doc="The figure's key in JSON."),
    Field("label", "text", N_("Called"), doc="Its heading.", table=False),
    Field("value", "quantity", N_("Value"), doc="What the summary has for it."),
    Field("definition", "text", N_("What it counts"), doc="What it counts."),
    Field("rule", "list", "Rule", doc="Clauses it serves, and ids of the rules it is judged by."),
    Field("command", "text", N_("To look"), doc="The command that lists the rows behind it."),
)
SOURCES = (
    Field("person", "name", "Staff", doc="The person's name."),
    Field("key", "text", N_("Figure"), doc="The figure's key in JSON."),
    Field("date", "date", "Day", doc="The day it counts on."),
    Field("number", "text", N_("Source"), doc="Number of the record, or id of the rule a day was judged by."),
    Field("value", "quantity", N_("Value"), doc="What it adds to the figure."),
)
TREND = (
    Field("span", "text", "Period"),
    _paper("sales", "Sales", "money"),
    _paper("collections", "Collected", "money"),
    _paper("collection_rate", N_("Rate"), "rate"),
    _paper("bar", "Sales", "bar"),
)
EXCEPTION_KEYS = ("id", "person", "code", "figure", "value", "limit", "rule", "good", "command")
"""Keys of each of `exceptions` in JSON."""
