"""What reports offers to the mechanisms."""

RIGHTS = {
    "report.see": "See reports and summaries",
    "report.edit": "Write reports",
    "report.review": "Review and check reports",
}
