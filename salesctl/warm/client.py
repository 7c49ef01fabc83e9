"""The client: hands a command to the server of this user, or returns so that it is run cold.

It is on the way of every start, so it imports C modules of the standard library only: `socket` alone costs as much as
half an empty interpreter.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # without the import of typing
if TYPE_CHECKING:
    from typing import Any, NoReturn

PATIENCE = 0.5
"""Seconds to be accepted. Nothing has begun by then, so whoever waits longer starts cold without risk."""


def attempt() -> None:
    """Have the command done by the server and end the process as it ended; return where it is to be run here."""
    try:
        # os.environ and no Config: settings of the file are read by the child, which leaves where they say so.
        if sys.platform == "win32" or os.environ.get("SALESCTL_WARM", "").strip().lower() in (
            "0",
            "false",
            "no",
            "off",
        ):
            return
        import _signal  # type: ignore[import-not-found]  # typeshed knows it not
        import _socket

        from salesctl.warm import wire
    except ImportError:
        return
    try:
        path = wire.folder(os.environ)
        if not wire.trusted(path):
            return
        with Closing(_socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)) as sock:
            sock.settimeout(PATIENCE)
            sock.connect(f"{path}/{wire.name()}.sock")
            if not ours(sock):
                return
            request = _request(_signal, wire)
            if request is None or len(request[0]) > wire.LIMIT:
                return
            op_id = _ask(sock, request, wire)
            if op_id:
                _follow(sock, op_id, _signal, wire)
    except OSError:
        return


class Closing:
    """`contextlib.closing`, without its import."""

    def __init__(self, what: Any) -> None:
        self.what = what

    def __enter__(self) -> Any:
        return self.what

    def __exit__(self, *_how: object) -> None:
        self.what.close()


def ours(sock: Any) -> bool:
    """Tell whether the process at the other end of a Unix socket is run by our user. Raises OSError."""
    return peer(sock)[1] == os.geteuid()


def peer(sock: Any) -> tuple[int, int]:
    """Return (process id, user id) of the other end; the process is 0 where the system does not say it."""
    if str(sys.platform) == "linux":  # str(): mypy must read both branches
        import _socket

        said = sock.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)
        return int.from_bytes(said[:4], sys.byteorder), int.from_bytes(said[4:8], sys.byteorder)
    # LOCAL_PEERCRED (what getpeereid reads): struct xucred, its version 0, then the effective user.
    said = sock.getsockopt(0, 1, 128)
    if len(said) < 8 or int.from_bytes(said[:4], sys.byteorder) != 0:
        raise OSError("the peer is not known")
    return 0, int.from_bytes(said[4:8], sys.byteorder)


def _request(signal: Any, wire: Any) -> tuple[bytes, list[int]] | None:
    """Return the request and its descriptors; None where this process has what a child can't take over."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.getuid() != os.geteuid() or os.getgid() != os.getegid() or None in streams:
        return None
    if [stream.fileno() for stream in streams] != [0, 1, 2] or signal.pthread_sigmask(signal.SIG_BLOCK, ()):
        return None
    mask = os.umask(0o077)
    os.umask(mask)
    ignored = [n for n in range(1, signal.NSIG) if signal.getsignal(n) == signal.SIG_IGN]
    body = wire.pack(
        (
            wire.interpreter(),
            wire.process(),
            [os.fsencode(word) for word in sys.argv],
            [key + b"=" + value for key, value in os.environb.items()],
            [part.encode() for stream in streams for part in (stream.encoding, str(stream.errors))],
            [str(mask).encode(), bytes(ignored)],
        )
    )
    here = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return wire.MAGIC + len(body).to_bytes(4, "big") + body, [0, 1, 2, here]


def _ask(sock: Any, request: tuple[bytes, list[int]], wire: Any) -> bytes:
    """Send the request; return the operation id it would have, b"" where it is not served."""
    import _socket

    data, descriptors = request
    handed = b"".join(fd.to_bytes(4, sys.byteorder) for fd in descriptors)
    try:
        sent = sock.sendmsg([data], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, handed)])
    finally:
        os.close(descriptors[3])
    sock.sendall(data[sent:])
    answer = b""
    while len(answer) < 1 + wire.OP_ID:
        more = sock.recv(1 + wire.OP_ID - len(answer))
        answer += more
        if not more or answer[:1] != wire.ACCEPT:
            return b""
    return answer[1:]


def _follow(sock: Any, op_id: bytes, signal: Any, wire: Any) -> None:
    """Let it begin, hand signals on, and end as it ended. Returns only where it is to be run cold."""
    forwarded = []
    sock.settimeout(None)

    def forward(number: int, _frame: object) -> None:
        forwarded.append(number)
        try:
            sock.send(bytes([number]))
        except OSError:
            pass  # it has ended; its answer says how
        if number == signal.SIGTSTP:
            os.kill(os.getpid(), signal.SIGSTOP)

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT):
        if signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, forward)
    begun = False
    try:
        sock.sendall(wire.GO)
        begun = True
        while True:
            said = sock.recv(1)
            if said in (wire.EXIT, wire.SIGNAL):
                number = sock.recv(1)[0]
                if said == wire.EXIT:
                    os._exit(number)
                _end_by(number, signal)
            if said in (wire.NO, wire.COLD):
                break
            _lost(op_id.decode("ascii", "replace"))
    except OSError:
        if begun:
            _lost(op_id.decode("ascii", "replace"))
    for number, handler in before.items():
        signal.signal(number, handler)
    for number in (signal.SIGTERM, signal.SIGINT):
        if number in forwarded:  # it met nobody, and is not to be lost
            _end_by(number, signal)


def _end_by(number: int, signal: Any) -> NoReturn:
    """End as a process does that this signal ended."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _lost(op_id: str) -> NoReturn:
    """Say that nobody knows whether the command was done, and how to find out without doing it twice. Ends."""
    from salesctl import config
    from salesctl.locale import _, set_language

    set_language(config.load(os.environ).lang)
    lines = (
        _("The command was killed in the middle of its work."),
        _("Run it again; a command that writes, with --op-id {id}: then it is not written twice.", id=op_id),
    )
    os.write(2, "".join(f"{line}\n" for line in lines).encode(errors="replace"))
    os._exit(7)
