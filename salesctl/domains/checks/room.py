"""What checks offers to the mechanisms."""

RULES = {
    "checks.sample": "salesctl.domains.checks.rules:Sample",
    "checks.list": "salesctl.domains.checks.rules:Checklist",
}

RIGHTS = {"check.see": "See checks and verdicts", "check.edit": "Draw samples and give verdicts"}

DEPENDS = {"checks": "salesctl.domains.checks.queries:depends"}

SEES = {
    "check_draw": {"thing": "check"},
    "check_one": {"thing": "check", "about": True},
    "check_point": {"thing": "check", "part_of": ("check_id", "check_one")},
}
