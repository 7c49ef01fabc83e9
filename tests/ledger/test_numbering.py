"""Numbers: taken in the transaction, given back by a refused one, never reused, per year and site."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesctl.ledger import bulk, numbering
from salesctl.ledger.verify import number_tops
from tests.ledger.made_up import DAY, Thing, World, make


def take(world: World, letter: str = "C", year: int = 2026, many: int = 1) -> list[str]:
    with world.write() as tx:
        numbers = numbering.next_number(tx, letter, year, many)
        for number in numbers:
            tx.session.add(world.thing(number=number))
    return numbers


def test_numbers_count_up_by_letter_and_year(world: World) -> None:
    assert take(world) == ["C-2026-0001"]
    assert take(world, many=2) == ["C-2026-0002", "C-2026-0003"]
    assert take(world, year=2027) == ["C-2027-0001"]
    assert take(world, "V") == ["V-2026-0001"]
    assert take(world) == ["C-2026-0004"]
    assert not world.verify().findings


def test_a_refused_command_gives_its_number_back(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.write() as tx:
        assert numbering.next_number(tx, "C", 2026) == ["C-2026-0001"]
        raise ZeroDivisionError
    assert take(world) == ["C-2026-0001"]


def test_a_number_is_never_reused(world: World) -> None:
    row = world.add("one", numbered=True)
    world.edit(row, voided_at=world.clock.at)
    assert take(world) == ["C-2026-0002"]
    world.undo()
    assert take(world) == ["C-2026-0003"]
    assert not world.verify().findings


def test_a_ledger_apart_has_a_letter_in_its_numbers(tmp_path: Path) -> None:
    branch = make(tmp_path / "branch.db")
    branch.site = "B"
    assert take(branch, many=2) == ["C-2026-B0001", "C-2026-B0002"]
    assert not branch.verify().findings


def test_past_9999_a_number_grows_and_its_counter_still_checks(world: World) -> None:
    def rows(numbers: list[str]) -> list[dict[str, object]]:
        return [{"name": "x", "recorded_at": world.clock.at, "on_date": DAY, "number": number} for number in numbers]

    with world.write("thing.import") as tx:
        bulk.add_many(tx, Thing, rows(numbering.next_number(tx, "C", 2026, 9999)))
    with world.ledger.engine.connect() as connection:
        assert number_tops(connection) == {("C", 2026, ""): 9999}
    assert take(world) == ["C-2026-10000"]
    assert take(world) == ["C-2026-10001"]
    with world.ledger.engine.connect() as connection:
        assert number_tops(connection) == {("C", 2026, ""): 10001}
    assert not world.verify().findings


def test_tops_keep_sites_apart(world: World) -> None:
    with world.write() as tx:
        for number in ("C-2026-B0007", "C-2026-A0009", "C-2026-0003", "C-2026-B10000", "C-2025-A0002", "V-2026-0001"):
            tx.session.add(world.thing(number=number))
    with world.ledger.engine.connect() as connection:
        assert number_tops(connection) == {
            ("C", 2026, "B"): 10000, ("C", 2026, "A"): 9, ("C", 2026, ""): 3, ("C", 2025, "A"): 2, ("V", 2026, ""): 1,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "letter", "read"),
    [
        ("C-2026-0042", "", ("C", 2026, "", 42)), ("c42", "", ("C", None, "", 42)), ("c-42", "", ("C", None, "", 42)),
        ("42", "V", ("V", None, "", 42)), ("v-2026-b0042", "", ("V", 2026, "B", 42)),
        ("vb42", "", ("V", None, "B", 42)),
        ("42", "", None), ("华联", "", None), ("c４２", "", None), ("c", "", None), ("1234567890", "V", None),
        ("C-2026-10000", "", ("C", 2026, "", 10000)), ("", "V", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(
    text: str, letter: str, read: tuple[str, int | None, str, int] | None
) -> None:
    assert numbering.spoken(text, letter) == read
