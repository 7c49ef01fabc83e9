"""Attacks with raw SQL that a review found: each fails, and the ordinary deed beside it still works."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from salesctl.ledger import chain
from salesctl.rooms import load_models
from tests.rights.conftest import OWNER, Branch
from tests.rights.test_escapes import REFUSED, append, person, undone

STANDS = "SELECT %s, 1, recorded_at, id, id, on_date"
"""How a row of a Record begins: id, rev, recorded_at, recorded_by, owner_id, on_date; from a row of `person`."""


@pytest.fixture
def superuser(branch: Branch) -> Iterator[Any]:
    with branch.connect("limin") as raw:
        yield raw


@pytest.fixture
def attacked(branch: Branch) -> Iterator[Branch]:
    """A copy of the branch in which an attack may stay."""
    admin = branch.server.admin()
    admin.execute("DROP DATABASE IF EXISTS attacked WITH (FORCE)")
    admin.execute("CREATE DATABASE attacked TEMPLATE branch STRATEGY FILE_COPY")
    branch.database = "attacked"
    yield branch
    branch.database = "branch"


def row_of(superuser: Any, query: str) -> str:
    return str(superuser.execute(query).fetchone()[0])


def client(superuser: Any, name: str) -> str:
    return row_of(superuser, f"SELECT id FROM client WHERE name = '{name}'")


# -- reading and taking ------------------------------------------------------------------------------------------------


def test_a_row_is_passed_on_in_its_own_table(branch: Branch, superuser: Any) -> None:
    """A task with the id of a hidden client opens the task, not the client."""
    hidden = client(superuser, "东方建材")
    with branch.connect("zhaolei") as raw, undone(raw):
        raw.execute("UPDATE counter SET value = value + 1 WHERE letter = 'T'")
        raw.execute(
            "INSERT INTO task (id, rev, recorded_at, recorded_by, owner_id, on_date, kind, number, text)"
            f" {STANDS}, 'task', (SELECT letter || '-' || year || '-' || lpad(value::text, 4, '0') FROM counter"
            " WHERE letter = 'T'), 'x' FROM person WHERE login = session_user::text",
            (hidden,),
        )
        raw.execute(
            "INSERT INTO passing VALUES ('task', %s, session_user::text, pg_current_xact_id()::text)", (hidden,)
        )
        seen = raw.execute("SELECT count(*) FROM client_phone WHERE client_id = %s", (hidden,)).fetchone()
        assert seen == (0,)
        assert raw.execute("UPDATE client SET owner_id = myself() WHERE id = %s", (hidden,)).rowcount == 0


def test_secret_items_keep_what_they_belong_to(branch: Branch, superuser: Any) -> None:
    with undone(superuser):
        superuser.execute(
            "INSERT INTO archive_item (id, rev, recorded_at, recorded_by, owner_id, on_date, number, klass, year, site,"
            f" serial, title, level) {STANDS}, 'A-X', 'x', 2026, '', 999, 't', 'secret' FROM person"
            " WHERE code = '1001'",
            ("a" * 32,),
        )
        superuser.execute(
            "INSERT INTO archive_link (id, rev, recorded_at, recorded_by, owner_id, on_date, item_id, noun, row_id,"
            " number)"
            f" {STANDS}, %s, 'client', id, 'C-2026-0001' FROM person WHERE code = '1001'",
            ("b" * 32, "a" * 32),
        )
        seen = {}
        for login in ("dangan", "hejing", "kaoqin"):
            superuser.execute(f'SET LOCAL SESSION AUTHORIZATION "{login}"')
            (seen[login],) = superuser.execute(
                "SELECT count(*) FROM archive_link WHERE id = %s", ("b" * 32,)
            ).fetchone()
            superuser.execute("SET LOCAL SESSION AUTHORIZATION limin")
    assert seen == {"dangan": 1, "hejing": 1, "kaoqin": 0}


def test_a_lead_is_moved_by_the_owner_alone(branch: Branch) -> None:
    move = "UPDATE person SET team_id = (SELECT id FROM team WHERE code = 'E2') WHERE code = %s"
    for login in ("guanli", "hejing"):
        with branch.connect(login) as raw, undone(raw):
            assert raw.execute(move, ("1007",)).rowcount == 1
            with pytest.raises(REFUSED):
                raw.execute(move, ("1005",))
    error = branch.login("hejing").error("person", "edit", "1005", "--team", "二组", code=4)
    assert "move a lead to another team" in error["message"]
    branch.ok("person", "edit", "1007", "--team", "二组", "--dry-run")


# -- stopping the ledger -----------------------------------------------------------------------------------------------


def _shapes(raw: Any) -> str:
    return "INSERT INTO shape SELECT max(no) + %s, %s, %s FROM shape"


def test_a_shape_is_one_of_the_programs(branch: Branch) -> None:
    load_models()
    evil = b'{"t":"company","o":[],"p":[]}'
    with branch.connect("sunyi") as raw:
        for step, digest, body in (
            (1, chain.shape_hash(evil), evil),
            (1, b"\0", b"notjson"),
            (1, chain.shape_hash(chain.WORDS), evil),
        ):
            with pytest.raises((REFUSED, psycopg.errors.UniqueViolation)), undone(raw):
                raw.execute(_shapes(raw), (step, digest, body))
        from salesctl.domains.assessment.models import ScoreLine
        from salesctl.ledger.record import columns

        parts = [[(c.name, c.type.kind) for c in part] for part in columns(ScoreLine)]  # type: ignore[attr-defined]
        true = chain.shape_bytes("score_line", *parts)
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(_shapes(raw), (1, chain.shape_hash(true), evil))
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(_shapes(raw), (2, chain.shape_hash(true), true))
        with undone(raw):
            raw.execute(_shapes(raw), (1, chain.shape_hash(true), true))


def test_payloads_without_their_entry_do_not_stay(branch: Branch) -> None:
    with branch.connect("sunyi") as raw, pytest.raises(psycopg.errors.ForeignKeyViolation):
        raw.execute("INSERT INTO leafpart SELECT id, head_seq + g, 0, '\\x00' FROM book, generate_series(1, 3) g")
    words = (
        "INSERT INTO change (book, seq, leaf, shape, row_id, rev) SELECT 'zz', 1, row_number() OVER (), (SELECT no FROM"
        " shape WHERE hash = %s), id, {} FROM person"
    )
    with branch.connect("sunyi") as raw:
        with pytest.raises(REFUSED):
            raw.execute(words.format("rev + 1"), (chain.shape_hash(chain.WORDS),))
        with pytest.raises((psycopg.errors.UniqueViolation, psycopg.errors.ForeignKeyViolation)):
            raw.execute(words.format("1"), (chain.shape_hash(chain.WORDS),))


@pytest.mark.parametrize(
    "wrong",
    [
        {"recorded_at": "zzzz", "header": {"recorded_at": "zzzz"}},
        {"recorded_at": "2026-11-20T24:00:00.000000Z", "header": {"recorded_at": "2026-11-20T24:00:00.000000Z"}},
        {"rowid": 2**63 - 1},
        {"header": {"actor": "0" * 32}},
        {"header": {"seq": 7}},
        {"hash": b"\0" * 32},
        {"header": {"recorded_at": "2026-11-20T02:00:00.000000Z"}},
    ],
)
def test_an_entry_agrees_with_its_header(branch: Branch, wrong: dict[str, Any]) -> None:
    with branch.connect("sunyi") as raw:
        me = person(raw, "1009")
        with pytest.raises((REFUSED, psycopg.DataError)), undone(raw):
            append(raw, me, **wrong)
        with undone(raw):
            append(raw, me)


@pytest.mark.parametrize(
    "values",
    [
        "'{0}', 9223372036854775807, '', 'x', opened_at, '', 0, ''",
        "'{0}', ordinal + 2, '', 'x', opened_at, '', 0, ''",
        "'{0}', ordinal + 1, 'Q', 'x', opened_at, '', 0, ''",
        "'{0}', ordinal + 1, '', 'x', 'zzzz', '', 0, ''",
        "'{0}', ordinal + 1, '', 'x', opened_at, '', 0, 'x'",
        "'zz', ordinal + 1, '', 'x', opened_at, '', 0, ''",
    ],
)
def test_a_book_follows_the_last(branch: Branch, values: str) -> None:
    query = "INSERT INTO book SELECT {} FROM book ORDER BY ordinal DESC LIMIT 1"
    with branch.connect("sunyi") as raw:
        with pytest.raises((REFUSED, psycopg.DataError)), undone(raw):
            raw.execute(query.format(values.format("f" * 10)))
        with undone(raw):
            raw.execute(query.format(f"'{'f' * 10}', ordinal + 1, '', 'x', opened_at, '', 0, ''"))


def test_an_entry_without_its_book_stops_nobody(attacked: Branch) -> None:
    """It is the last of its book from then on, under the name of who wrote it, and verify names it."""
    attacked.login("wangfang").ok("task", "add", "头一件")
    with attacked.connect("sunyi") as raw:
        append(raw, person(raw, "1009"))
    attacked.login("wangfang").ok("task", "add", "第二件")
    attacked.login("zhaolei").ok("task", "add", "第三件")
    attacked.login(OWNER).ok("person", "edit", "1020", "--post", "内勤")
    assert attacked("ledger", "verify").code == 8


def test_what_an_older_program_made_goes_when_the_rights_are_made_anew(attacked: Branch) -> None:
    with attacked.connect(OWNER) as raw:
        raw.execute("CREATE FUNCTION east.passing_rows() RETURNS text[] LANGUAGE sql STABLE AS 'SELECT NULL::text[]'")
    said = attacked.login(OWNER)("ledger", "verify")
    assert said.code == 8 and "passing_rows()" in said.out + said.err
    attacked.ok("person", "login", "1020", "--name", "xinren")
    attacked.verify()


def test_a_change_is_of_the_rev_that_its_row_has(attacked: Branch) -> None:
    """One of a rev to come would stand in the way of whoever changes the row next."""
    change = (
        "INSERT INTO change (book, seq, leaf, shape, row_id, rev) SELECT b.id, b.head_seq + 1, 0, s.no, c.id,"
        " c.rev + %s FROM (SELECT * FROM book ORDER BY ordinal DESC LIMIT 1) b, client c, shape s"
        " WHERE c.name = '华联超市' AND convert_from(s.body, 'UTF8')::json ->> 't' = 'client'"
    )
    step = "UPDATE client SET rev = rev + %s WHERE name = '华联超市'"
    with attacked.connect("wangfang") as raw:
        with pytest.raises(REFUSED):
            raw.execute(change, (1,))
        for by in (-1, 2):
            with pytest.raises(REFUSED):
                raw.execute(step, (by,))
        with undone(raw):
            raw.execute(step, (1,))
            raw.execute(change, (0,))
            with pytest.raises(REFUSED):
                raw.execute(step, (-1,))


# -- files and numbers -------------------------------------------------------------------------------------------------


def test_a_file_has_the_bytes_of_its_name(branch: Branch) -> None:
    data = b"template"
    name = hashlib.sha256(data).hexdigest()
    part = "INSERT INTO blob_part VALUES (%s, %s, %s)"
    with branch.connect("sunyi") as raw, undone(raw):
        raw.execute("INSERT INTO blob VALUES (%s, %s, 0)", (name, len(data)))
        (stands,) = raw.execute("SELECT hash FROM blob WHERE size > 0 AND hash <> %s", (name,)).fetchone()
        for values in ((name, 0, b"evil 678"), (name, 1, data), (name, -1, data), (name, 0, b""), (stands, 1, b"evil")):
            with pytest.raises(REFUSED), raw.transaction():
                raw.execute(part, values)
        assert raw.execute("SELECT file_kept(%s)", (name,)).fetchone() == (False,)
        raw.execute(part, (name, 0, data))
        assert raw.execute("SELECT file_kept(%s)", (name,)).fetchone() == (True,)


def test_a_file_is_kept_whole_although_its_name_was_taken(attacked: Branch, tmp_path: Path) -> None:
    name = hashlib.sha256(b"template").hexdigest()
    paper, other, large = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    large.write_bytes(b"x" * (2**20 + 1))
    long = hashlib.sha256(large.read_bytes()).hexdigest()
    paper.write_bytes(b"template")
    other.write_bytes(b"another")
    with attacked.connect("sunyi") as raw:
        raw.execute("INSERT INTO blob VALUES (%s, 8, 0)", (name,))
        raw.execute("INSERT INTO blob VALUES (%s, 0, 0)", (hashlib.sha256(b"another").hexdigest(),))
        raw.execute("INSERT INTO blob VALUES (%s, %s, 0)", (long, 2**20 + 1))
        raw.execute("INSERT INTO blob_part VALUES (%s, 1, 'y')", (long,))
    attacked.login("wangfang").ok("client", "log", "华联超市", "样本", "--paper", paper)
    with attacked.connect("limin") as superuser:
        kept = superuser.execute("SELECT data FROM blob_part WHERE hash = %s", (name,)).fetchone()
        assert kept == (b"template",)
    assert attacked.error("client", "log", "华联超市", "样本", "--paper", other, code=4)["code"] == "not_allowed"
    error = attacked.error("client", "log", "华联超市", "样本", "--paper", large, code=5)
    assert error["message"] == "The ledger holds other bytes under the name of that file."


def test_a_counter_that_was_set_ahead_is_followed(attacked: Branch, superuser: Any) -> None:
    with attacked.connect("sunyi") as raw:
        raw.execute("UPDATE counter SET value = value + 5")
    attacked.login("wangfang").ok("task", "add", "接着来")
    with attacked.connect("limin") as admin:
        admin.execute("UPDATE counter SET value = 0 WHERE letter = 'T'")
    error = attacked.error("task", "add", "被占用", code=5)
    assert error["message"] == "The next number is already taken."


def test_a_number_is_one_that_was_counted(branch: Branch) -> None:
    task = (
        "INSERT INTO task (id, rev, recorded_at, recorded_by, owner_id, on_date, kind, number, text) SELECT %s,"
        " 1, p.recorded_at, p.id, p.id, p.on_date, 'task', 'T-2026-' || lpad((c.value + %s)::text, 4, '0'), 'x'"
        " FROM person p, counter c WHERE p.login = session_user::text AND c.letter = 'T' AND c.year = 2026"
    )
    with branch.connect("sunyi") as raw:
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(task, ("c" * 32, 1))
        for value in ("1", "value", "value - 1", "value + 2000000", "9223372036854775807"):
            with pytest.raises(REFUSED), undone(raw):
                raw.execute(f"UPDATE counter SET value = {value}")
        with pytest.raises(REFUSED), undone(raw):
            raw.execute("UPDATE task SET number = 'T-2026-0999'")
    branch.login("sunyi").ok("task", "add", "下一个")
    branch.ok("undo")


# -- writing more than the rule book gives -----------------------------------------------------------------------------


def test_who_recorded_a_record_that_was_given_away_changes_it_no_more(branch: Branch, superuser: Any) -> None:
    away, own = client(superuser, "东方建材"), client(superuser, "华联超市")
    change = "UPDATE client SET name = 'x' WHERE id = %s"
    with branch.connect("wangfang") as raw, undone(raw):
        assert raw.execute("SELECT recorded_by = myself() FROM client WHERE id = %s", (away,)).fetchone() == (True,)
        assert raw.execute(change, (away,)).rowcount == 0
        assert raw.execute("UPDATE client SET owner_id = myself() WHERE id = %s", (away,)).rowcount == 0
        assert raw.execute("UPDATE contact SET name = 'x' WHERE client_id = %s", (away,)).rowcount == 0
        assert raw.execute(change, (own,)).rowcount == 1


def test_what_was_given_away_is_taken_back_by_whoever_has_it(attacked: Branch) -> None:
    attacked.login("wangfang").ok(
        "client", "add", "给人的", "--owner", "1008", "--contact", "李", "--phone", "13800000001"
    )
    assert "somebody else's now" in attacked.error("undo", code=4)["message"]
    attacked.ok("client", "edit", "华联超市", "--owner", "1009")
    assert "somebody else's now" in attacked.error("undo", code=4)["message"]
    attacked.login("sunyi").ok("client", "edit", "华联超市", "--level", "B")
    attacked.ok("undo")
    attacked.login(OWNER).verify()


def test_nobody_reviews_the_own_report(branch: Branch, superuser: Any) -> None:
    review = (
        "INSERT INTO report_review (id, rev, recorded_at, recorded_by, owner_id, team_id, on_date, report_id, verdict,"
        " text) SELECT %s, 1, p.recorded_at, p.id, {}, r.team_id, r.on_date, r.id, 'read', 'x'"
        " FROM person p, report r WHERE p.login = session_user::text AND r.id = %s"
    )
    report = row_of(superuser, "SELECT r.id FROM report r JOIN person p ON p.id = r.owner_id WHERE p.code = '1007'")
    with branch.connect("wangfang") as raw:
        assert raw.execute("SELECT count(*) FROM report_review").fetchone() == (1,)
        with undone(raw):
            assert raw.execute("UPDATE report_review SET text = '很好，加薪', verdict = 'read'").rowcount == 0
        for owner in ("p.id", "p.superior_id"):
            with pytest.raises(REFUSED), undone(raw):
                raw.execute(review.format(owner), ("d" * 32, report))
    with branch.connect("zhoumin") as raw, undone(raw):
        assert raw.execute(review.format("r.owner_id"), ("d" * 32, report)).rowcount == 1


def test_parts_stay_with_their_record(branch: Branch, superuser: Any) -> None:
    hidden = client(superuser, "东方建材")
    with branch.connect("zhaolei") as raw:
        mine = raw.execute("SELECT id FROM client WHERE name = '西方建材'").fetchone()
        assert mine and raw.execute("SELECT count(*) FROM client WHERE id = %s", (hidden,)).fetchone() == (0,)
        for query in (
            "UPDATE contact SET client_id = %s",
            "UPDATE client_phone SET client_id = %s",
            "UPDATE client_log SET client_id = %s",
            "UPDATE paper SET row_id = %s",
            "UPDATE paper SET blob = %s",
            "UPDATE stop SET outing_id = %s",
            "UPDATE task SET client_id = %s",
        ):
            with pytest.raises(REFUSED), undone(raw):
                raw.execute(query, (hidden,))
        log = (
            "INSERT INTO client_log (id, rev, recorded_at, recorded_by, owner_id, team_id, on_date, client_id, text,"
            " channel) SELECT %s, 1, recorded_at, id, id, team_id, on_date, %s, 'x', 'phone' FROM person"
            " WHERE login = session_user::text"
        )
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(log, ("e" * 32, hidden))
        with undone(raw):
            raw.execute(log, ("e" * 32, mine[0]))
            assert raw.execute("UPDATE task SET client_id = %s", mine).rowcount > 0
