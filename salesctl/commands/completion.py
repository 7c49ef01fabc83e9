"""`salesctl completion SHELL`: the script that teaches a shell our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.app import Single
from salesctl.locale import N_
from salesctl.params import code_argument
from salesctl.render.sheet import Shown

if TYPE_CHECKING:
    from salesctl.frame.run import Run

app = Single("completion")


@app.plain("completion")
def completion(
    run: Run,
    shell: Annotated[
        str,
        code_argument(("bash", "zsh", "fish"), metavar="SHELL", help=N_('Use: eval "$(salesctl completion bash)".')),
    ],
) -> Shown:
    """Print the shell's completion script."""
    from salesctl.completion import script

    return Shown(message=script(shell))
