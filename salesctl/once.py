"""Questions asked once (只问一次): many parts of a page ask the same small thing; a reading command keeps the answer.

A Ctx reads one state of the ledger until it writes, so an answer can't grow old; a Tx changes what it reads, so there
nothing is kept. Answers are shared: who gets one does not change it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def once(question: F) -> F:
    """Keep what `question(view, …)` answers while the view only reads; its further arguments can be keys of a dict.

    What it answers may depend on these and the ledger only, not on who asks: name the person in an argument.
    """

    @wraps(question)
    def asked(view: Any, *given: Any) -> Any:
        if view.answers is None:
            return question(view, *given)
        key = (question, *given)
        if key not in view.answers:
            view.answers[key] = question(view, *given)
        return view.answers[key]

    return asked  # type: ignore[return-value]
