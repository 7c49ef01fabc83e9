"""Shell completion (补全): candidates from the doors, the noun's own parameters and a small cache of live names.

Nothing here loads the ORM. The shells' scripts call the program back with `_SALESCTL_COMPLETE=SHELL` and the words
typed so far, the last of them unfinished; one candidate stands on a line, a tab before its help. A line `:files` asks
the shell for file names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from salesctl import config as settings
from salesctl.doors import DOORS, door
from salesctl.locale import _, p_, set_language

Candidate = tuple[str, str]
FILES: Candidate = (":files", "")
SHELLS = ("bash", "zsh", "fish")
MOST = 500
"""More candidates than this help nobody and cost time."""

ROOT_VALUES = ("--ledger", "--as", "--lang")


def completion_cache_path(ledger: str) -> Path:
    """Return the cache file of a ledger (path or address): in the user's cache directory, named by a hash of it."""
    from hashlib import sha256

    from platformdirs import user_cache_dir

    where = ledger if "://" in ledger else os.path.abspath(ledger)
    name = sha256(where.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(user_cache_dir("salesctl", appauthor=False)) / f"names-{name}.tsv"


def write_cache(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write (kind, value, help) rows, 0600, whole or not at all. A cache that can't be written is no error."""
    from tempfile import mkstemp

    from salesctl.ledger.folders import make_folder
    from salesctl.names import cell

    try:
        make_folder(path.parent)
        handle, temporary = mkstemp(dir=path.parent, prefix=".names-")  # 0600 by itself
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.writelines("\t".join(map(cell, row)) + "\n" for row in rows)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        pass


def read_cache(path: Path) -> Iterator[tuple[str, str, str]]:
    """Read the rows `write_cache` wrote; nothing where there is no cache or a line is off."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                parts = line.rstrip("\n").split("\t")
                if len(parts) == 3:
                    yield parts[0], parts[1], parts[2]
    except OSError:
        return


def answer(shell: str, words: Sequence[str], env: Mapping[str, str]) -> int:
    """Print the candidates for the last of `words`. Never fails: a shell that is completing has no room for errors."""
    try:
        config = settings.load(env)
        set_language(config.lang)
        lines = [_line(shell, *candidate) for candidate in candidates(words or [""], config)]
    except Exception:  # noqa: BLE001 - see above
        return 0
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def candidates(words: Sequence[str], config: settings.Config) -> list[Candidate]:
    """Return what the last of `words` may become, with a help text each."""
    *before, last = words
    last = last.lstrip("'\"")
    ledger = _given(before, "--ledger") or config.ledger
    found = list(chain.from_iterable([_at(before, last, ledger)]))
    return [c for c in found if c is FILES or c[0].startswith(last)][:MOST]


def _at(before: list[str], last: str, ledger: str) -> Iterable[Candidate]:
    from salesctl.frame import root

    while before and before[0].startswith("-"):
        option = before.pop(0)
        if option in ROOT_VALUES:
            if not before:
                return _root_values(option, ledger, last)
            before.pop(0)
    if not before:
        if last.startswith("-"):
            return _options(root.build().params)
        return [(d.noun, _(d.help)) for d in DOORS]
    where = door(before[0])
    if where is None:
        return []
    noun = root.open_door(where)
    rest = before[1:]
    verb = noun.default
    verbs: list[Candidate] = []
    if not noun.single:
        if rest and rest[0] in noun.verbs:
            verb, rest = noun.verbs[rest[0]], rest[1:]
        elif not rest:
            verbs = [(v.name, _(v.help)) for v in noun.verbs.values() if not v.hidden]
            if not last.startswith("-"):
                return verbs
    return _of_verb(verb.command().params, rest, last, ledger, noun.name) if verb else verbs


def _of_verb(params: list[Any], rest: list[str], last: str, ledger: str, noun: str) -> Iterable[Candidate]:
    by_opt = {opt: p for p in params if p.param_type_name == "option" for opt in (*p.opts, *p.secondary_opts)}
    positionals = [p for p in params if p.param_type_name == "argument"]
    seen, taken = 0, set()
    waiting: Any = None
    for word in rest:
        if waiting is not None:
            waiting = None
        elif word.startswith("-") and len(word) > 1:
            param = by_opt.get(word.partition("=")[0])
            if param is not None:
                taken.add(param.name)
                waiting = None if param.is_flag or "=" in word else param
        else:
            seen += 1
    if waiting is not None:
        return _values(waiting, ledger, last)
    if last.startswith("--") and "=" in last:
        name = last.partition("=")[0]
        begun = last.partition("=")[2]
        values = _values(by_opt[name], ledger, begun) if name in by_opt else []
        return [(f"{name}={value}", text) for value, text in values]
    if last.startswith("-"):
        return _options(p for p in params if p.name not in taken or p.multiple)
    if noun == "help" and seen == 0:
        from salesctl.commands.help import ROLES

        return [*((role, "") for role in (*ROLES, "all")), *((d.noun, _(d.help)) for d in DOORS)]
    if seen < len(positionals):
        return _values(positionals[seen], ledger, last)
    return _values(positionals[-1], ledger, last) if positionals and positionals[-1].nargs == -1 else []


def _options(params: Iterable[Any]) -> list[Candidate]:
    # Long names only: whoever knows the short one has typed it already.
    named = [(max(p.opts, key=len), _(p.help or "")) for p in params if p.param_type_name == "option" and not p.hidden]
    return [c for c in named if c[0] != "--help"] + [("--help", _("Show this page."))]


def _values(param: Any, ledger: str, begun: str) -> Iterable[Candidate]:
    from salesctl.frame.usage import codes_of

    reader = getattr(param.type, "func", None)
    if codes := codes_of(param):
        context = getattr(reader, "context", "")
        return [(code, p_(context, code) if context else "") for code in codes]
    kind = getattr(reader, "kind", "")
    if kind == "file":
        return [FILES]
    if kind in ("period", "day"):
        days = ("today", "yesterday")
        spans = ("this-week", "last-week", "this-month", "last-month")
        return [(word, "") for word in (*days, *(spans if kind == "period" else ()))]
    return _names(kind, ledger, begun)


def _names(kind: str, ledger: str, begun: str) -> Iterator[Candidate]:
    """Yield the names of a kind that begin so: the newest first, then all of them in their order; at most MOST."""
    from salesctl import names

    if not kind:
        return
    path = completion_cache_path(ledger)
    newest = ((value, text) for row, value, text in read_cache(path) if kind in (row, "any"))
    kinds = names.kinds_beside(path) if kind == "any" else [kind]
    every = chain.from_iterable(names.starting_with(names.beside(path, one), begun) for one in kinds)
    seen = set()
    for value, text in chain((one for one in newest if one[0].startswith(begun)), every):
        if value not in seen:
            seen.add(value)
            yield value, text
        if len(seen) == MOST:
            return


def _root_values(option: str, ledger: str, begun: str) -> Iterable[Candidate]:
    if option == "--lang":
        return [("en", "English"), ("zh", "中文")]
    return [FILES] if option == "--ledger" else _names("person", ledger, begun)


def _given(words: Sequence[str], option: str) -> str | None:
    for at, word in enumerate(words):
        if word == option and at + 1 < len(words):
            return words[at + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _line(shell: str, value: str, text: str) -> str:
    from salesctl.names import cell

    value = cell(value)
    return value if shell == "bash" or not text else f"{value}\t{cell(text)}"


def script(shell: str) -> str:
    """Return the script for a shell: bash, zsh or fish."""
    return {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell].strip()


BASH = r"""
_salesctl() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        if [[ $word == :files ]]; then
            compopt -o filenames
            COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        else
            COMPREPLY+=("$(printf '%q' "$word")")
        fi
    done < <(_SALESCTL_COMPLETE=bash "${COMP_WORDS[0]}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _salesctl salesctl
"""
ZSH = r"""
#compdef salesctl
_salesctl() {
    local line
    local -a values
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            _files
        else
            values+=("${${line//:/\\:}/$'\t'/:}")
        fi
    done < <(_SALESCTL_COMPLETE=zsh "${words[1]}" "${(@)words[2,CURRENT]}" 2>/dev/null)
    (( ${#values} )) && _describe salesctl values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _salesctl "$@"
else
    compdef _salesctl salesctl
fi
"""
FISH = r"""
function __salesctl_complete
    set -l typed (commandline -opc) (commandline -ct)
    for line in (_SALESCTL_COMPLETE=fish $typed[1] $typed[2..] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c salesctl -f -a "(__salesctl_complete)"
"""
