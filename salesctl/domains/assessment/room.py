"""What assessment offers to the mechanisms."""

RIGHTS = {"assess.see": "See scorecards", "assess.score": "Score people"}
