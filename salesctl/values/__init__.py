"""Values (值): instants, days, periods, durations, money and rates, read from what people type in English or Chinese.

Pure and without I/O: today, now and the zone come from the caller. What can't be read raises `WordError`; the frame
translates it, shows it and exits 2.
"""

from __future__ import annotations

_LONGEST_ECHO = 60


class WordError(ValueError):
    """A text that can't be read as what was asked for.

    `text` is what was typed; `reason` and `hint` are English gettext keys, `fields` the named fields of `reason`
    (`_(error.reason, **error.fields)`). `hint` has no fields. `str(error)` is the English sentence.
    """

    def __init__(self, text: str, reason: str, hint: str = "", **fields: object) -> None:
        shown = text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"
        self.text = text
        self.reason = reason
        self.hint = hint
        self.fields: dict[str, object] = {"text": shown, **fields}
        super().__init__(reason.format(**self.fields))
