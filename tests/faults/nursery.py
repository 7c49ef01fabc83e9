"""A process with the program loaded that forks a child per command: real processes to kill, trace and crowd.

A cold start spends nine tenths of its time on imports, so a kill at a random moment would nearly always hit those. A
forked child begins where `__main__` calls `main`, and does nothing but the command: open, lock, write, commit, close.
It has its own working memory, connection and lock; killing it is killing a process in the middle of its work.

Run as `python -m tests.faults.nursery` it serves one line of JSON a request: fork, go, wait, run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Words = Sequence[str]


@dataclass
class Child:
    """A forked child: its pid, where its streams go, and how it ended (exit code, or minus the signal)."""

    nursery: Nursery
    pid: int
    out: Path
    err: Path
    code: int | None = None

    def go(self) -> None:
        """Let a held child begin."""
        self.nursery.parent.ask(go=self.pid)

    def kill(self) -> None:
        """Send it SIGKILL; it is not reaped before `wait`, so the pid can be nobody else's."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; returns the code of the first command that failed, or minus the signal that killed it."""
        if self.code is None:
            self.code = int(self.nursery.parent.ask(wait=self.pid))
        return self.code

    @property
    def said(self) -> str:
        """What stands on its stderr so far."""
        return self.err.read_text(encoding="utf-8", errors="replace")

    def rows(self) -> list[dict[str, Any]]:
        """Return what it has acknowledged so far: every whole line of JSON on its stdout."""
        whole, _newline, _rest = self.out.read_bytes().rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines() if line.startswith(b"{")]


class Parent:
    """The process that forks; `before` stands before its command (`unshare -m`). Close it when done."""

    def __init__(self, before: Words = ()) -> None:
        command = [*before, sys.executable, "-m", "tests.faults.nursery"]
        self.process = subprocess.Popen(
            command, env=clean(), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = int(self.answer())

    def answer(self) -> Any:
        """Read one answer; what is no answer is how the process failed."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the nursery ended with {self.process.wait()}"
        return json.loads(line)

    def ask(self, **request: Any) -> Any:
        """Send one request and return its answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def clean() -> dict[str, str]:
    """Return an environment with nothing of whoever runs this in it, and the program where it is imported from here."""
    off = ("SALESCTL_", "XDG_", "LC_", "_SALESCTL", "LANG", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(off)}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}


class Nursery:
    """Children of a parent, all with the same environment; their streams lie in `place`."""

    def __init__(self, parent: Parent, place: Path, env: Mapping[str, str]) -> None:
        self.parent, self.place, self.env, self.made = parent, place, env, 0

    def fork(
        self,
        *commands: Words,
        env: Mapping[str, str] | None = None,
        held: bool = False,
        times: Path | None = None,
        out: Path | None = None,
    ) -> Child:
        """Fork a child that runs the commands one after another; `held`, it waits for `go` before the first.

        `times` gets a line per command: exit code and seconds. `out` takes its stdout in place of a new file.
        """
        self.made += 1
        out, err = out or self.place / f"{self.made}.out", self.place / f"{self.made}.err"
        pid = self.parent.ask(
            fork=[list(words) for words in commands],
            env={**self.env, **(env or {})},
            cwd=str(self.place),
            out=str(out),
            err=str(err),
            held=held,
            times=str(times) if times else "",
        )
        return Child(self, int(pid), out, err)

    def run(self, *words: str, env: Mapping[str, str] | None = None) -> Child:
        """Run one command to its end."""
        child = self.fork(words, env=env)
        child.wait()
        return child

    def ok(self, *words: str, env: Mapping[str, str] | None = None) -> Child:
        """Run one command that must succeed."""
        child = self.run(*words, env=env)
        assert child.code == 0, f"{' '.join(words)}: exit {child.code}\n{child.said}"
        return child

    def shell(self, *command: str) -> None:
        """Run another program where the children live (their mounts are not ours)."""
        code, said = self.parent.ask(run=list(command))
        assert code == 0, f"{' '.join(command)}: {said}"


def serve() -> None:
    """Answer requests until stdin ends."""
    import gc
    from importlib import import_module
    from pkgutil import walk_packages

    import salesctl

    for module in walk_packages(salesctl.__path__, "salesctl."):
        if "migrations" not in module.name and not module.name.startswith(
            ("salesctl.__main__", "salesctl.locale.build")
        ):
            import_module(module.name)
    from sqlalchemy.orm import configure_mappers

    from salesctl.rooms import load_models

    load_models()
    configure_mappers()
    gc.freeze()
    gates: dict[int, int] = {}
    print(os.getpid(), flush=True)
    for line in sys.stdin:
        answer: Any = None
        match json.loads(line):
            case {"go": pid}:
                os.close(gates.pop(pid))
            case {"wait": pid}:
                if pid in gates:
                    os.close(gates.pop(pid))
                answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            case {"run": command}:
                done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
                answer = [done.returncode, done.stdout + done.stderr]
            case {"fork": _} as request:
                answer = _fork(request, gates)
        print(json.dumps(answer), flush=True)


def _fork(request: dict[str, Any], gates: dict[int, int]) -> int:
    gate, opener = os.pipe()
    heard, ready = os.pipe()
    pid = os.fork()
    if pid:
        os.close(gate)
        os.close(ready)
        os.read(heard, 1)  # its streams are open: what a tracer sees from now on is the command
        os.close(heard)
        if request["held"]:
            gates[pid] = opener
        else:
            os.close(opener)
        return pid
    code = 1
    try:
        for descriptor in (opener, heard, *gates.values()):
            os.close(descriptor)
        code = _live(request, gate, ready)
    except BaseException:
        os.write(2, traceback.format_exc().encode(errors="replace"))
    finally:
        os._exit(code)


def _live(request: dict[str, Any], gate: int, ready: int) -> int:
    """Be the child: streams, environment, then the commands as `__main__` runs them; returns the first code not 0."""
    import ctypes
    import gc

    for name, descriptor in (("out", 1), ("err", 2)):
        opened = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # A tracer that is no ancestor is let in, also where the system asks for that (Yama).
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1 & (2**64 - 1)), 0, 0, 0)
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    times = os.open(request["times"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if request["times"] else None
    from salesctl.app import main

    _streams()
    os.close(ready)
    os.read(gate, 1)
    os.close(gate)
    first = 0
    for number, words in enumerate(request["fork"]):
        if number:
            _streams()
        gc.disable()
        begun = time.perf_counter()
        code = main(words)
        took = time.perf_counter() - begun
        try:
            sys.stdout.flush()
        except OSError:
            code = code or 120  # what the interpreter says to a stream that can't be flushed at its end
        if times is not None:
            os.write(times, f"{code} {took:.6f}\n".encode())
        first = first or code
    return first


def _streams() -> None:
    """Open the streams as an interpreter has them at its start."""
    for name, descriptor, buffering in (("stdin", 0, -1), ("stdout", 1, -1), ("stderr", 2, 1)):
        mode = "w" if descriptor else "r"
        stream = open(descriptor, mode, buffering, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)


if __name__ == "__main__":
    serve()
