"""Golden vectors: the stored format is pinned; whoever changes one of these breaks every ledger there is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import salesctl.ledger.session as session_module
from salesctl.ledger import chain
from salesctl.values.clock import parse_iso_instant
from tests.ledger.made_up import DAY, make

SHAPE = chain.shape_bytes("thing", [("name", "text"), ("ok", "flag")], [("phone", "text")])
SALT = bytes(range(16))
ROW = "0123456789abcdef" * 2
AFTER = chain.canonical(['华联 "x"\\\n\t', True])


def test_a_shape_is_its_columns_in_canonical_json() -> None:
    assert SHAPE == b'{"o":["name:text","ok:flag"],"p":["phone:text"],"t":"thing"}'
    assert chain.shape_hash(SHAPE).hex() == "4981a4130e6cac16ed831ae8fb9c844bd54c00ad7a285c1fc3cea5dbedd50430"


@pytest.mark.parametrize(
    ("part", "rev", "before", "expected"),
    [
        (chain.ORDINARY, 1, None, "830841fd58f54f2c91881eecc3c04bc012efb1f9a40044cc583d88e10e8bd4ab"),
        (
            chain.ORDINARY,
            2,
            chain.canonical({"ok": None}),
            "12b809cf72ca1bc04c52f7f98cc1763696651abc032896dcb48a1c1b8494b840",
        ),
        (chain.PERSONAL, 2, "{}", "8728bb9d0d0543fc6697cb7c4601d22868faee193bfd032d74472956f24acb98"),
    ],
)
def test_a_leaf_hashes_part_salt_shape_row_rev_after_and_before(
    part: bytes, rev: int, before: str | None, expected: str
) -> None:
    assert AFTER == '["华联 \\"x\\"\\\\\\n\\t",true]'
    assert chain.leaf_hash(part, SALT, chain.shape_hash(SHAPE), ROW, rev, AFTER, before).hex() == expected


def test_leaves_entries_and_heads_are_tagged_apart() -> None:
    one, two = bytes(32), b"\x01" * 32
    assert (
        chain.leaves_hash([one, two]).hex()
        == chain.leaves_hash([one + two]).hex()
        == "32c2e4667b73b180cccb48b4854e8180b7ec35fc55a0e0a56cb0ef38869d1536"
    )
    assert chain.leaves_hash([]).hex() == "296739abbb11ff5eacd3cd58660517b7825b2b2f55ec7d4549296eab9d423873"
    assert chain.entry_hash(b'{"format":1}').hex() == "21af3a179554ef20689c0adb1b0ac8847a4324b992610e0cc6f1d4407f44f4a8"
    heads = [("bb", 3, two), ("aa", 12, one)]
    assert (
        chain.heads_hash(heads)
        == chain.heads_hash(heads[::-1])
        == "d99174316bef29adb656aea1ef548d308dc1bca095704fbacd9096a964e920b3"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None, "华": False}, '{"a":null,"b":1,"华":false}'),
        (["é", "\u2028", "\x7f"], '["é","\u2028","\x7f"]'),
        ([-(2**63) + 1, 2**63 - 1, 0], "[-9223372036854775807,9223372036854775807,0]"),
        ([], "[]"),
    ],
)
def test_canonical_json_has_one_spelling(value: object, text: str) -> None:
    assert chain.canonical(value) == text
    assert json.loads(text) == value


@given(st.lists(st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.text(), max_size=6))
def test_an_array_put_together_value_by_value_is_canonical(values: list[chain.Json]) -> None:
    assert f"[{','.join(map(chain.scalar, values))}]" == chain.canonical(values)


def test_many_leaves_hash_as_each_alone() -> None:
    shape, row, after = chain.shape_hash(SHAPE), ROW.encode(), AFTER.encode()
    many: list[chain.Leaf] = [(SALT, row, 1, after, None), (SALT[::-1], row, 12, after, b'{"ok":null}')]
    assert chain.leaf_digests(chain.PERSONAL, shape, many) == [
        chain.leaf_hash(chain.PERSONAL, SALT, shape, ROW, 1, AFTER, None),
        chain.leaf_hash(chain.PERSONAL, SALT[::-1], shape, ROW, 12, AFTER, '{"ok":null}'),
    ]


def test_canonical_json_holds_no_infinity() -> None:
    with pytest.raises(ValueError, match="JSON"):
        chain.canonical([float("inf")])


def test_a_whole_small_ledger_comes_out_equal(tmp_path: Path, seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "__version__", "0.0.0")
    world = make(tmp_path / "ledger.db")
    row = world.add("华联超市", phone="138", ok=True, price=Decimal("12.5"), day=DAY, numbered=True, reason="开业")
    world.edit(row, phone="139", ok=None, seen_at=parse_iso_instant("2026-11-22T01:43:13.007872Z"))
    world.bulk(["Łódź", "Ærø"], count=3)
    world.undo()
    headers = [json.loads(header) for (header,) in world.query("SELECT header FROM entry ORDER BY seq")]
    assert [header["n"] for header in headers] == [3, 3, 5, 3]
    assert headers[0]["leaves"] == "1672ebf2fda60f01afe795af20400fa46d65c62a49e4c874e1a6496a89a7b49c"
    report = world.verify()
    assert not report.findings
    assert report.head == "3e6961718f3b051459f86a11c8ad2284c3ff7cee89253b9c0d49c3c2b8562f2d"
    world.ledger.close()
