"""Language (语言): English is the key; the Chinese of `zh_CN/*.po` is compiled into `zh_CN.mo` by the build.

Nothing is translated at import: modules mark their constants with `N_` and translate when they print. A message is a
template with named fields: `_("{n} clients match {text}.", n=3, text="华联")`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh")
_current: NullTranslations | None = None
_language = "en"


def set_language(code: str) -> None:
    """Speak `code` ("en" or "zh") from now on; anything else is English."""
    global _current, _language
    _language = code if code in LANGUAGES else "en"
    _current = None
    if _language == "zh":
        from gettext import GNUTranslations

        path = Path(__file__).with_name("zh_CN.mo")
        if path.exists():
            with path.open("rb") as file:
                _current = GNUTranslations(file)


def language() -> str:
    """Return the language spoken now: "en" or "zh"."""
    return _language


def N_(message: str) -> str:
    """Mark `message` for translation and return it as it is."""
    return message


def _(message: str, /, **values: Any) -> str:
    """Translate `message` and fill in its named fields."""
    text = _current.gettext(message) if _current and message else message
    return text.format(**values) if values else text


def n_(one: str, many: str, n: int, /, **values: Any) -> str:
    """Translate by number; the field `{n}` is filled in."""
    text = _current.ngettext(one, many, n) if _current else (one if n == 1 else many)
    return text.format(n=n, **values)


def p_(context: str, message: str) -> str:
    """Translate a label within its context: `p_("client.level", "A")`; codes shown to people go through this."""
    return _current.pgettext(context, message) if _current else message
