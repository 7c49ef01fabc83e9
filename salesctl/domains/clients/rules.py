"""Clients (客户): how often each level is contacted, and which two files may be the same client. Pure decisions.

Section `clients.level`. Clients are kept in touch with: A1.4, C5.2. One file per client: C5.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from salesctl.rulebook.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Rule):
    """The longest time between two contacts for clients of one level (`clients.level`, 客户分级), in days."""

    level: str
    contact_days: int = field(metadata={"min": 1, "max": 3660})

    SECTION: ClassVar[str] = "clients.level"
    KEY: ClassVar[tuple[str, ...]] = ("level",)


def contact_due(last: date | None, added: date, rule: Level) -> date:
    """Return the last day on which a contact is in time; without any contact, counted from the day of the file."""
    return (last or added) + timedelta(days=rule.contact_days)


def days_stale(last: date | None, added: date, today: date, rule: Level) -> int:
    """Return by how many days a contact is overdue on `today`, 0 if it is not."""
    return max(0, (today - contact_due(last, added, rule)).days)


class Likeness(StrEnum):
    """Why two files may be one client, the strongest first."""

    TAX_ID = "tax_id"
    PHONE = "phone"
    NAME = "name"
    PLACE_NAME = "place_name"  # the same but for a place in front: 深圳市华联超市, 华联超市


@dataclass(frozen=True, slots=True)
class Face:
    """What two clients are compared by; each value already normal."""

    name: str
    phones: tuple[str, ...] = ()
    tax_id: str = ""


def face(name: str, phones: str = "", tax_id: str = "", country: str = "CN") -> Face:
    """Bring a client's name, phones (as written, one or more) and tax id to the form they are compared in."""
    return Face(normal_name(name), tuple(normal_phone(phones, country)), normal_tax_id(tax_id))


def alike(one: Face, two: Face) -> tuple[Likeness, ...]:
    """Return why two clients may be the same, strongest first; empty when they look different."""
    reasons: list[Likeness] = []
    if one.tax_id and one.tax_id == two.tax_id:
        reasons.append(Likeness.TAX_ID)
    if {_trunk(phone) for phone in one.phones} & {_trunk(phone) for phone in two.phones}:
        reasons.append(Likeness.PHONE)
    if one.name and one.name == two.name:
        reasons.append(Likeness.NAME)
    elif _differ_by_place(one.name, two.name):
        reasons.append(Likeness.PLACE_NAME)
    return tuple(reasons)


class Verdict(StrEnum):
    """What follows from a likeness before a client is added."""

    SAME = "same"  # asked on a terminal, refused in a script
    MAYBE = "maybe"  # asked on a terminal, told in a script
    TOLD = "told"  # only told: something speaks against it


def verdict(new: Face, old: Face, reasons: tuple[Likeness, ...]) -> Verdict:
    """Weigh a likeness: an equal tax id, or name and phone together, is one client (C5.1); a name alone may not be.

    Two people of one name with different phones are two clients, and so are two tax ids; they are only told.
    """
    if Likeness.TAX_ID in reasons:
        return Verdict.SAME
    if new.tax_id and old.tax_id:
        return Verdict.TOLD
    if Likeness.PHONE in reasons:
        return Verdict.SAME if Likeness.NAME in reasons else Verdict.MAYBE
    return Verdict.TOLD if new.phones and old.phones else Verdict.MAYBE


def level_rule(level: str | None, rules: Sequence[Level]) -> Level | None:
    """Return the rule of a level; a client without a level, or of one no longer known, counts with the longest time."""
    return next((rule for rule in rules if rule.level == level), None) or max(
        rules, key=lambda rule: rule.contact_days, default=None
    )


_STYLES = (
    "总经理",
    "总",
    "经理",
    "主任",
    "工",
    "工程师",
    "老师",
    "女士",
    "先生",
    "小姐",
    "老板",
    "厂长",
    "科长",
    "处长",
    "部长",
    "院长",
    "会计",
    "行长",
    "店长",
    "所长",
    "书记",
    "姐",
    "哥",
)


def same_person(spoken: str, name: str) -> bool:
    """Tell whether 陈总 may be 陈建国: the same name, or the surname with a style behind it or 老, 小 before it."""
    said, known = spoken.strip(), name.strip()
    if said == known:
        return True
    if not _HAN.match(known):
        return bool(said) and said.casefold() in known.casefold().split()
    for style in _STYLES:
        surname = said.removesuffix(style)
        if surname != said and 1 <= len(surname) <= 2:
            return known.startswith(surname)
    return len(said) == 2 and said[0] in "老小" and known.startswith(said[1])


_CHINESE_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "股份公司", "总公司", "分公司", "公司", "股份", "集团")
_WESTERN_FORMS = frozenset(
    "ab ag aps as bv co company corp corporation gbr gmbh inc incorporated kft kg kgaa limited llc llp lp ltd ltda "  # noqa: SIM905
    "mbh nv oy oyj plc pte pty sa sarl sas se sl spa srl sro".split()
)
_DROPPED_WORDS = frozenset({"and", "the"})
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_EXTENSION = r"转|ext\.?|x(?=\s*\d)|#|分机|(?<=\d{7})-(?=\d{1,5}\s*$)"
PLACE = r"^(?:中国|.{2,9}[省市区县]|.{2,3})$"
"""What may stand in front of a name as its place, as both this program and a server read it."""
_PLACE = re.compile(PLACE)


def normal_name(name: str) -> str:
    """Bring a name to the form it is compared in: no width, case, accents, spaces, brackets, signs, legal forms.

    `深圳市 华联超市（有限公司）` and `深圳市华联超市` are the same, so are `Café  Müller GmbH & Co. KG` and `CAFE
    MULLER`. A name that would vanish keeps its legal form.
    """
    text = _without_accents(unicodedata.normalize("NFKC", name).casefold())
    # S.A. and L.L.C. are one word each, Co.,Ltd. is two.
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda found: found[0].replace(".", ""), text)
    text = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    words = ["".join(sign for sign in word if sign.isalnum()) for word in re.split(r"[^\w]|_", text)]
    words = [word for word in words if word and word not in _DROPPED_WORDS]
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _WESTERN_FORMS:
        kept.pop()
    return _without_chinese_form("".join(kept)) or "".join(words) or text.strip()


def normal_phone(text: str, country: str = "CN") -> list[str]:
    """Read one or more phones out of a text, each as `+8675588888888`, with `;ext=801` where it has an extension.

    Reads `0755 8888 8888 转 801`, `0755-83561234/83565678`, `139…、138…`; `country` is that of numbers without `+`.
    What is not a phone of that country keeps its digits, so that equal ones are still found.
    """
    found: list[str] = []
    area = ""
    for part in _split_phones(unicodedata.normalize("NFKC", text)):
        head, _sign, extension = part.partition(";")
        digits = re.sub(r"\D", "", head)
        if area and len(digits) in (7, 8) and not head.strip().startswith(("+", "0", "1")):
            head = area + digits
        elif re.match(r"\s*\(?0\d{2,3}\)?[\s-]", head):
            area = re.sub(r"\D", "", head)[: 3 if re.match(r"\s*\(?0[12]\d\)?[\s-]", head) else 4]
        number = _e164(head, country)
        if number:
            found.append(f"{number};ext={extension}" if extension else number)
    return list(dict.fromkeys(found))


def normal_tax_id(text: str) -> str:
    """Bring a tax number (税号, 统一社会信用代码) to letters and digits, capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


def _split_phones(text: str) -> Iterator[str]:
    """Yield one phone at a time as `number;extension`."""
    for part in re.split(r"[、/,;|\n]|或|\band\b|\bor\b|(?<=\d)\s+(?=\+|1\d{10}(?!\d))", text):
        number, *extension = re.split(_EXTENSION, part, maxsplit=1, flags=re.IGNORECASE)
        tail = re.sub(r"\D", "", extension[0]) if extension else ""
        if re.search(r"\d", number):
            yield f"{number};{tail}"


def _e164(text: str, country: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= 5 else ""


def _trunk(phone: str) -> str:
    return phone.partition(";")[0]


def _without_accents(text: str) -> str:
    """Take the accents off Latin letters; marks elsewhere (が, й) make another letter and stay."""
    signs: list[str] = []
    for sign in text:
        base = unicodedata.normalize("NFD", sign)
        signs.append(base[0] if "a" <= base[0] <= "z" else sign)
    return "".join(signs)


def _without_chinese_form(name: str) -> str:
    while True:
        form = next((form for form in _CHINESE_FORMS if name.endswith(form)), None)
        if form is None or len(name) - len(form) < 2:
            return name
        name = name.removesuffix(form)


def has_han(text: str) -> bool:
    """Tell whether there is a Chinese character in a text."""
    return bool(_HAN.search(text))


def _differ_by_place(one: str, two: str) -> bool:
    long, short = sorted((one, two), key=len, reverse=True)
    if len(short) < 4 or long == short or not long.endswith(short) or not _HAN.search(short):
        return False
    return bool(_PLACE.match(long.removesuffix(short)))
