"""What checks offers to the mechanisms."""

RIGHTS = {"check.see": "See checks and verdicts", "check.edit": "Draw samples and give verdicts"}
