"""What archive offers to the mechanisms."""

RULES = {"archive.class": "salesctl.domains.archive.rules:Class"}

RIGHTS = {
    "archive.see": "See the archive",
    "archive.edit": "File papers in the archive",
    "archive.secret": "See confidential and secret papers",
    "archive.check": "Check the archive",
}

LETTERS = {"A": "archive"}

REFERENCES = {"archive": "salesctl.domains.archive.queries:ARCHIVE_REFERENCE"}

CHECKS = {"archive_text": "salesctl.domains.archive.texts:check"}

DERIVED = {"archive_text": "salesctl.domains.archive.texts:fill"}

DEPENDS = {"archive": "salesctl.domains.archive.queries:depends"}

TODAY = {"archive": "salesctl.domains.archive.today:lines"}

TIMELINE = {"client": "salesctl.domains.archive.queries:moments"}

CLOSES = {"archive": "salesctl.domains.archive.closing:steps"}

STANDING = {
    "archive_item": "A paper is filed long after its day; closing a month holds nothing fast here.",
    "archive_link": "So does what it belongs to.",
}

SEES = {
    "archive_item": {"thing": "archive", "levels": (("public", "internal"), "archive.secret")},
    "archive_link": {"thing": "archive", "part_of": ("item_id", "archive_item")},
}

ASKS = {"archive_last(text, bigint, text)": "salesctl.domains.archive.service:LAST"}
