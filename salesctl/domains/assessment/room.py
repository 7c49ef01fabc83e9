"""What assessment offers to the mechanisms."""

RULES = {
    "assessment.line": "salesctl.domains.assessment.rules:SchemeLine",
    "assessment.grade": "salesctl.domains.assessment.rules:Grade",
}

RIGHTS = {"assess.see": "See scorecards", "assess.score": "Score people"}

REFERENCES = {"assess": "salesctl.domains.assessment.queries:SCORECARD_REFERENCE"}

STANDING = {
    "scorecard": "It is about a month that is over; the day it was computed says nothing about that month.",
    "score_line": "So does a line of it.",
}

CLOSES = {"assessment": "salesctl.domains.assessment.closing:steps"}

JOBS = {"month": "salesctl.domains.assessment.jobs:month"}

SEES = {
    "scorecard": {"thing": "assess"},
    "score_line": {"thing": "assess", "part_of": ("scorecard_id", "scorecard")},
}
