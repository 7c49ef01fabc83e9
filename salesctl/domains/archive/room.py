"""What archive offers to the mechanisms."""

RIGHTS = {
    "archive.see": "See the archive",
    "archive.edit": "File papers in the archive",
    "archive.secret": "See confidential and secret papers",
    "archive.check": "Check the archive",
}

LETTERS = {"A": "archive"}
