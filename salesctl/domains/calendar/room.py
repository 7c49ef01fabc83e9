"""What calendar offers to the mechanisms."""

RULES = {
    "calendar.zone": "salesctl.domains.calendar.rules:Zone",
    "calendar.week": "salesctl.domains.calendar.rules:Week",
}

RIGHTS = {"calendar.see": "See the calendar", "calendar.edit": "Set working days"}

SEES = {"calendar_year": {"thing": "calendar", "open": True}, "calendar_day": {"thing": "calendar", "open": True}}
