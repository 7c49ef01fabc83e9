"""What archive offers to the mechanisms."""

RULES = {
    "archive.class": "salesctl.domains.archive.rules:Klass",
    "archive.notice": "salesctl.domains.archive.rules:Notice",
}

RIGHTS = {
    "archive.see": "See the archive",
    "archive.edit": "File papers in the archive",
    "archive.secret": "See confidential and secret papers",
    "archive.check": "Check the archive",
}

LETTERS = {"A": "archive"}

REFERENCES = {"archive": "salesctl.domains.archive.queries:ARCHIVE_REFERENCE"}

CHECKS = {"archive_text": "salesctl.domains.archive.indexing:text_check"}

DERIVED = {"archive_text": "salesctl.domains.archive.indexing:fill_text"}

UNDONE = {"archive_text": "salesctl.domains.archive.indexing:undone"}

DEPENDS = {"archive": "salesctl.domains.archive.queries:depends"}

TODAY = {"archive": "salesctl.domains.archive.today:lines"}

TIMELINE = {"client": "salesctl.domains.archive.timeline:moments"}

CLOSES = {"archive": "salesctl.domains.archive.closing:steps"}

STANDING = {
    "archive_item": "A paper of a closed month is filed when it comes; filing it changes no figure of the month.",
    "archive_link": "So is what it belongs to.",
}
