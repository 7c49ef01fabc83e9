"""What reports offers to the mechanisms."""

RULES = {
    "reports.due": "salesctl.domains.reports.rules:Due",
    "reports.gap": "salesctl.domains.reports.rules:Gap",
    "reports.exception": "salesctl.domains.reports.summary.rules:Notable",
}

RIGHTS = {
    "report.see": "See reports and summaries",
    "report.edit": "Write reports",
    "report.review": "Review and check reports",
}

METRICS = {
    "reports_due": "salesctl.domains.reports.metrics:REPORTS_DUE",
    "reports_on_time": "salesctl.domains.reports.metrics:REPORTS_ON_TIME",
    "reports_late": "salesctl.domains.reports.metrics:REPORTS_LATE",
    "reports_missing": "salesctl.domains.reports.metrics:REPORTS_MISSING",
}

REFERENCES = {
    "report": "salesctl.domains.reports.queries:REPORT_REFERENCE",
    "plan": "salesctl.domains.reports.queries:PLAN_REFERENCE",
    "review": "salesctl.domains.reports.queries:REVIEW_REFERENCE",
}

DEPENDS = {"reports": "salesctl.domains.reports.queries:depends"}

TODAY = {"reports": "salesctl.domains.reports.today:lines"}

TEAM_TODAY = {"reports": "salesctl.domains.reports.today:team_lines"}

CLOSES = {"reports": "salesctl.domains.reports.closing:steps"}

JOBS = {"evening": "salesctl.domains.reports.jobs:evening"}

STANDING = {
    "report_plan": "A plan is answered in the next report; closing the month it was made in holds nothing fast.",
}

SEES = {
    "report": {"thing": "report", "also": ("superior_id",)},
    "report_plan": {"thing": "report", "part_of": ("report_id", "report")},
    "report_review": {"thing": "report", "shown_with": ("report_id", "report"), "judged": "report.review"},
}

ASKS = {"reports_since()": "salesctl.domains.reports.duty:SINCE"}
