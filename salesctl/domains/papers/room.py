"""What papers offers to the mechanisms."""

RULES = {"papers.limit": "salesctl.domains.papers.rules:Limit"}

RIGHTS = {"paper.see": "Read attached files", "paper.edit": "Attach files"}

DEPENDS = {"papers": "salesctl.domains.papers.queries:depends"}

SEES = {"paper": {"thing": "paper", "attached": True}}
