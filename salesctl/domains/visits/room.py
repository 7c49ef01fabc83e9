"""What visits offers to the mechanisms."""

RULES = {"visits.slip": "salesctl.domains.visits.rules:Slip"}

RIGHTS = {
    "visit.see": "See outing slips",
    "visit.edit": "Write outing slips",
    "visit.check": "Check outing slips",
}

LETTERS = {"V": "visit"}

DAYS = {"visits": "salesctl.domains.visits.dayline:moments"}

REFERENCES = {"visit": "salesctl.domains.visits.queries:VISIT_REFERENCE"}

DEPENDS = {"visits": "salesctl.domains.visits.queries:depends"}

TODAY = {"visits": "salesctl.domains.visits.today:lines"}

TEAM_TODAY = {"visits": "salesctl.domains.visits.today:team_lines"}

TIMELINE = {"client": "salesctl.domains.visits.timeline:moments"}

METRICS = {
    "visits": "salesctl.domains.visits.metrics:VISITS",
    "stops": "salesctl.domains.visits.metrics:STOPS",
    "visits_checked": "salesctl.domains.visits.metrics:CHECKED",
    "visits_passed": "salesctl.domains.visits.metrics:PASSED",
    "clients_contacted": "salesctl.domains.visits.metrics:CONTACTED",
}

CLOSES = {"visits": "salesctl.domains.visits.closing:steps"}

SEES = {
    "outing": {"thing": "visit"},
    "stop": {"thing": "visit", "part_of": ("outing_id", "outing"), "links": {"client_id": "client"}},
}
