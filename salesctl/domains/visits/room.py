"""What visits offers to the mechanisms."""

RIGHTS = {
    "visit.see": "See outing slips",
    "visit.edit": "Write outing slips",
    "visit.check": "Check outing slips",
}

LETTERS = {"V": "visit"}

DAYS = {"visits": "salesctl.domains.visits.dayline:moments"}
