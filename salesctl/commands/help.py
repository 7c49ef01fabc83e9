"""`salesctl help`: a page per role, a page per command, or everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.app import Single
from salesctl.errors import NotFound
from salesctl.locale import N_, _
from salesctl.params import word_argument
from salesctl.render.sheet import Shown

if TYPE_CHECKING:
    from salesctl.frame.run import Run

app = Single("help")

Page = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

REP: Page = (
    (
        N_("The day"),
        (
            ("salesctl checkin", N_("Check in. A second time says since when.")),
            ("salesctl today", N_("What is due, late and new.")),
            ("salesctl checkin out", N_("Check out. Again moves it; both are kept.")),
            (
                N_('salesctl checkin out --at "yesterday 18:30"'),
                N_("A check-out forgotten yesterday; marked as claimed."),
            ),
        ),
    ),
    (
        N_("Clients"),
        (
            ("salesctl client", N_("My clients.")),
            (N_("salesctl client add NAME --phone PHONE"), N_("A new client; look-alikes are shown first.")),
            (
                N_('salesctl client log CLIENT "TEXT" --next "friday call back"'),
                N_("What happened, and the next step."),
            ),
            (N_("salesctl client show CLIENT"), N_("The file as one timeline.")),
            ("salesctl client stale", N_("Whom nobody has talked to for long.")),
        ),
    ),
    (
        N_("Tasks"),
        (
            ("salesctl task", N_("My tasks.")),
            ("salesctl task done T12", N_("A task is done.")),
            ("salesctl undo", N_("Take back my last entry.")),
        ),
    ),
)
LEAD: Page = (
    (
        N_("The morning"),
        (
            ("salesctl checkin board", N_("Who is in, late, out or missing today.")),
            ("salesctl checkin missing", N_("Who owes a check-in; exit code 6 if anyone.")),
            ("salesctl today --team", N_("What is due in the team.")),
        ),
    ),
    (
        N_("The week"),
        (
            ("salesctl checkin sheet last-week", N_("The attendance sheet, totals per person.")),
            (N_("salesctl client list --team TEAM"), N_("The team's clients.")),
            (N_("salesctl client stale --team TEAM"), N_("Clients nobody has talked to for long.")),
            (N_('salesctl task add "TEXT" --owner A,B --due friday'), N_("A task for several people, one each.")),
        ),
    ),
    (
        N_("The books"),
        (
            ("salesctl person list", N_("People, their teams and roles.")),
            ("salesctl rules show", N_("The rules in force.")),
            ("salesctl ledger log", N_("Who wrote what, when and why.")),
            ("salesctl ledger verify", N_("Prove that nothing was rewritten; exit code 0 or 8.")),
        ),
    ),
)
CRON: Page = (
    (
        N_("Once"),
        (
            (N_("salesctl person add robot Robot --roles robot"), N_("Whom cron runs as: reads all, decides nothing.")),
            ("salesctl job crontab", N_("The lines; put them into crontab -e.")),
            ("salesctl job", N_("The jobs: when and what.")),
        ),
    ),
    (
        N_("By hand"),
        (
            ("salesctl job show morning", N_("What it would tell now, and its last runs.")),
            ("salesctl job run morning", N_("Run it; silent when all is well, exit code 6 when somebody has to act.")),
            ("salesctl job run morning --on yesterday", N_("As of that day, at the job's own time.")),
        ),
    ),
    (
        N_("In scripts"),
        (
            ("salesctl checkin missing", N_("Who owes a check-in; exit code 6 if anyone.")),
            ("salesctl task missing", N_("Overdue tasks; exit code 6 if any.")),
            ("salesctl ledger verify", N_("Prove that nothing was rewritten; exit code 0 or 8.")),
        ),
    ),
)
FINANCE: Page = (
    (
        N_("The month"),
        (
            ("salesctl month", N_("What the close still needs: last month until it is closed.")),
            ("salesctl month close 2026-10", N_("Close it: what is dated in it stays as it is.")),
            ('salesctl month reopen 2026-10 --reason "…"', N_("Open it again; needs its own right.")),
            ("salesctl month list", N_("What is closed, with its control totals.")),
        ),
    ),
    (
        N_("The books"),
        (
            ("salesctl checkin sheet last-month", N_("The attendance sheet, totals per person.")),
            ("salesctl ledger log", N_("Who wrote what, when and why.")),
            ("salesctl ledger verify", N_("Prove that nothing was rewritten; exit code 0 or 8.")),
            ("salesctl ledger head", N_("The head, to be noted on paper.")),
        ),
    ),
)
ROLES = {"rep": REP, "lead": LEAD, "finance": FINANCE, "cron": CRON}


@app.plain("help")
def help_(
    run: Run,
    topic: Annotated[
        list[str] | None,
        word_argument("topic", "TOPIC", N_("rep, lead, finance, cron, all, or a command: client add.")),
    ] = None,
) -> Shown:
    """Learn by role or by command."""
    from salesctl import helptext
    from salesctl.doors import DOORS, by_word, door
    from salesctl.frame.root import dispatch

    words = topic or []
    if words == ["all"]:
        return Shown(message=helptext.all_page(DOORS, run.width))
    if len(words) == 1 and words[0] in ROLES:
        return Shown(message=role_page(ROLES[words[0]], run.width))
    if words and (meant := by_word(words[0])):
        words = [meant.noun, *words[1:]]
    if words and door(words[0]) is None:
        raise NotFound(
            _("There is no page {topic}.", topic=" ".join(words)),
            hint=_("Pages: {topics}", topics=", ".join(("all", *ROLES, *(d.noun for d in DOORS)))),
        )
    dispatch(run, [*words, "--help"])
    return Shown()


def role_page(page: Page, width: int) -> str:
    """Return a role's page: what that role types, day by day."""
    from salesctl import helptext

    lines = [
        line
        for title, rows in page
        for line in helptext.panel(_(title), [(_(command), _(text)) for command, text in rows], width)
    ]
    return "\n".join(lines).rstrip()
