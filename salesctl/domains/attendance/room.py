"""What attendance offers to the mechanisms."""

RULES = {"attendance.shift": "salesctl.domains.attendance.rules:Shift"}

RIGHTS = {
    "checkin.see": "See attendance",
    "checkin.edit": "Check in and out",
    "checkin.for": "Check in for someone else",
    "checkin.import": "Import punches",
}

REFERENCES = {"punch": "salesctl.domains.attendance.queries:PUNCH_REFERENCE"}

TODAY = {"checkin": "salesctl.domains.attendance.today:lines"}

TEAM_TODAY = {"checkin": "salesctl.domains.attendance.today:team_lines"}

CLOSES = {"attendance": "salesctl.domains.attendance.closing:steps"}

JOBS = {"morning": "salesctl.domains.attendance.jobs:morning"}

DAYS = {"attendance": "salesctl.domains.attendance.dayline:moments"}

METRICS = {
    "workdays": "salesctl.domains.attendance.metrics:WORKDAYS",
    "present": "salesctl.domains.attendance.metrics:PRESENT",
    "late": "salesctl.domains.attendance.metrics:LATE",
    "late_minutes": "salesctl.domains.attendance.metrics:LATE_MINUTES",
    "early": "salesctl.domains.attendance.metrics:EARLY",
    "early_minutes": "salesctl.domains.attendance.metrics:EARLY_MINUTES",
    "absent": "salesctl.domains.attendance.metrics:ABSENT",
    "leave": "salesctl.domains.attendance.metrics:LEAVE",
    "claimed": "salesctl.domains.attendance.metrics:CLAIMED",
}

PRESENCE = {"punch": "salesctl.domains.attendance.seen:sightings"}

SEES = {"punch": {"thing": "checkin"}}

ASKS = {"punch_kept(text, text)": "salesctl.domains.attendance.metrics:KEPT"}
