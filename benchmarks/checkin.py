"""Measure a check-in as a whole process, beside what other tools of the terminal take for one line of theirs.

    python benchmarks/checkin.py

Watson, jrnl and khal are installed from PyPI; `timew` (Debian: timewarrior) and `sqlite3` are taken where they are
installed. None of them keeps a journal with proofs: this says what that costs, and what the start of Python does.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import ORM, Line, Place, Took, alternate, home, parser, report, run, say, took

JRNL = """\
journals:
  default: {home}/journal.txt
editor: ''
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: '%F %r'
tagsymbols: '@'
highlight: false
linewrap: 79
indent_character: '|'
colors: {{body: none, date: none, tags: none, title: none}}
version: v4.2
"""
KHAL = """\
[calendars]
[[work]]
path = {home}/khal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
SQL = "INSERT INTO punch (who, at, kind) VALUES ('1001', strftime('%Y-%m-%dT%H:%M:%fZ'), 'in')"


def jobs(place: Place) -> dict[str, Callable[[], Took]]:
    """Return what is run: name -> one whole process that writes one line."""
    found: dict[str, Callable[[], Took]] = {
        "salesctl checkin": partial(took, [place.program, "checkin"], place.env),
        "(import typer, sqlmodel)": partial(took, [place.python, "-c", ORM], place.env),
    }
    where = place.home
    if sqlite := shutil.which("sqlite3"):
        data = where / "punch.db"
        data.unlink(missing_ok=True)
        table = "CREATE TABLE punch (id INTEGER PRIMARY KEY, who TEXT, at TEXT, kind TEXT)"
        run([sqlite, str(data), f"PRAGMA journal_mode=WAL; {table}"], place.env)
        found["sqlite3 insert"] = partial(took, [sqlite, str(data), SQL], place.env)
    watson = where / "watson"
    watson.mkdir(exist_ok=True)
    (watson / "config").write_text("[options]\nstop_on_start = true\n", encoding="utf-8")
    found["watson start"] = partial(
        took, [place.other("watson"), "start", "work"], {**place.env, "WATSON_DIR": str(watson)}
    )
    (where / "jrnl.yaml").write_text(JRNL.format(home=where), encoding="utf-8")
    (where / "journal.txt").touch()
    words = [place.other("jrnl"), "--config-file", str(where / "jrnl.yaml"), "checked in."]
    found["jrnl"] = partial(took, words, place.env)
    (where / "khal").mkdir(exist_ok=True)
    (where / "khal.conf").write_text(KHAL.format(home=where), encoding="utf-8")
    words = [
        place.other("khal"),
        "-c",
        str(where / "khal.conf"),
        "new",
        "-a",
        "work",
        "2026-11-20",
        "09:00",
        "checked in",
    ]
    found["khal new"] = partial(took, words, place.env)
    if timew := shutil.which("timew"):
        (where / "timew" / "data").mkdir(parents=True, exist_ok=True)
        (where / "timew" / "timewarrior.cfg").touch()
        found["timew start"] = partial(
            took, [timew, "start", "work", ":yes"], {**place.env, "TIMEWARRIORDB": str(where / "timew")}
        )
    return found


def main() -> int:
    """Measure and print."""
    options = parser("A check-in beside other tools.", 21).parse_args()
    with home(options.home) as where:
        place = Place(where)
        place.install("td-watson", "jrnl", "khal")
        Path(place.env["SALESCTL_LEDGER"]).unlink(missing_ok=True)
        place.found()
        say(f"measuring {options.rounds} rounds …")
        found = alternate(jobs(place), options.rounds, warm=2)
    own = found.pop("salesctl checkin").wall
    lines = [
        Line(name, f"{1000 * own:.0f} ms", f"{1000 * one.wall:.0f} ms", own / one.wall) for name, one in found.items()
    ]
    return report(lines, options.rounds, options.check)


if __name__ == "__main__":
    sys.exit(main())
