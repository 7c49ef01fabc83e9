"""Labels of codes in both languages, so that input takes `shop` and 商店 whatever language is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import salesctl.locale
from salesctl.locale import p_


def code_of(context: str, codes: Sequence[str], word: str) -> str | None:
    """Return the code whose label in either language is `word` (casefolded), or None."""
    for code in codes:
        if word in (code.replace("_", " ").casefold(), code.replace("_", "-").casefold(), p_(context, code).casefold()):
            return code
    path = Path(salesctl.locale.__file__).with_name("zh_CN.mo")
    if not path.exists():
        return None
    from gettext import GNUTranslations

    with path.open("rb") as file:
        chinese = GNUTranslations(file)
    return next((code for code in codes if chinese.pgettext(context, code).casefold() == word), None)
