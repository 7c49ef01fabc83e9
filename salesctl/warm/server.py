"""The server: one process per user, package and interpreter that waits, checks and forks.

It is single-threaded, opens no ledger, and answers nobody but its own user. A child answers its client by itself, so
that the server may be killed at any time: whoever is being served is served to the end, and the next one starts cold.
"""

from __future__ import annotations

import array
import fcntl
import gc
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from shutil import rmtree

from salesctl.warm import child, peer, spare, wire
from salesctl.warm.client import peer as client_of
from salesctl.warm.side import IDLE

HALF_OPEN = 2.0
"""Seconds a client has to ask and to say that it may begin."""
MOST = 64
"""Clients at once; the next one starts cold."""
HANDED_ON = frozenset((signal.SIGINT, signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT))


@dataclass(slots=True)
class Client:
    """One connection: what it sent so far, and the child that serves it."""

    sock: socket.socket
    until: float
    data: bytearray = field(default_factory=bytearray)
    descriptors: list[int] = field(default_factory=list)
    request: list[list[bytes]] | None = None
    op_id: bytes = b""
    peer: int = 0
    pid: int = 0

    def close(self) -> None:
        """Close the connection, and what came with it."""
        self.sock.close()
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors.clear()


class Server:
    """The waiting process, from its socket to its end."""

    def __init__(self, path: str, idle: float, stage: str | None) -> None:
        self.path = path
        self.idle = idle
        self.stage = stage
        self.spare: spare.Spare | None = None
        self.failed = 0
        self.clients: dict[int, Client] = {}
        self.served = 0
        self.last = time.monotonic()
        self.ending = False
        self.poll = select.poll()
        self.wake, self.waker = os.pipe()
        for descriptor in (self.wake, self.waker):
            os.set_blocking(descriptor, False)
        self.poll.register(self.wake, select.POLLIN)
        self.code = peer.Code()
        self.interpreter = wire.interpreter()
        self.process = wire.process()
        self.fixed = peer.fixed(key + b"=" + value for key, value in os.environb.items())
        self.surroundings = peer.surroundings(os.getpid())

    def listen(self) -> None:
        """Show the socket under its name, whole and only now that everything is loaded."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.setblocking(False)
        hidden = f"{self.path}.{os.getpid()}"
        self.sock.bind(hidden)
        self.sock.listen(MOST)
        os.rename(hidden, f"{self.path}.sock")
        self.known = os.lstat(f"{self.path}.sock").st_ino
        self.poll.register(self.sock, select.POLLIN)

    def run(self) -> None:
        """Serve until nobody came for `idle` seconds, the code has changed or the socket is gone."""
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGHUP, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while not (self.ending and not self.clients):
            for descriptor, _events in self.poll.poll(self._patience() * 1000):
                if descriptor == self.wake:
                    self._reap()
                elif descriptor == self.sock.fileno():
                    self._meet()
                elif self.spare and descriptor == self.spare.sock.fileno():
                    self._rehearsed(self.spare)
                elif descriptor in self.clients:
                    self._hear(self.clients[descriptor])
            self._look_round()

    def _end(self, _number: int = 0, _frame: object = None) -> None:
        """Take no more clients; whoever is served is waited for."""
        if not self.ending:
            self.ending = True
            self.poll.unregister(self.sock)
            self.gone()
            self.sock.close()
            self.sock = socket.socket(socket.AF_UNIX)  # nothing listens there
            if self.spare:
                self._no_spare(self.spare)

    def gone(self) -> None:
        """Take the socket's name away, where it is still ours."""
        try:
            if os.lstat(f"{self.path}.sock").st_ino == self.known:
                os.unlink(f"{self.path}.sock")
        except OSError:
            pass

    def _patience(self) -> float:
        now = time.monotonic()
        ends = [client.until for client in self.clients.values() if not client.pid]
        return max(0.0, min([*ends, self.last + self.idle, now + 30.0]) - now)

    def _look_round(self) -> None:
        now = time.monotonic()
        for client in list(self.clients.values()):
            if not client.pid and now >= client.until:
                self._drop(client)
        if self.clients:
            self.last = now
        elif not self.ending:
            if self.spare is None and self.failed < 3:
                self._prepare()
            try:
                here = os.lstat(f"{self.path}.sock").st_ino == self.known
            except OSError:
                here = False
            if not here or now >= self.last + self.idle:
                self._end()

    def _meet(self) -> None:
        try:
            sock, _name = self.sock.accept()
        except OSError:
            return
        sock.setblocking(False)
        client = Client(sock, time.monotonic() + HALF_OPEN)
        try:
            client.peer, uid = client_of(sock)
        except OSError:
            uid = -1
        if uid != os.geteuid() or len(self.clients) >= MOST:
            client.close()
            return
        self.clients[sock.fileno()] = client
        self.poll.register(sock, select.POLLIN)
        self._hear(client)  # most have said it all by now

    def _drop(self, client: Client, say: bytes = b"") -> None:
        """End with a client."""
        self.poll.unregister(client.sock)
        del self.clients[client.sock.fileno()]
        if say:
            self._say(client, say)
        client.close()

    def _say(self, client: Client, what: bytes) -> None:
        try:
            client.sock.send(what)
        except OSError:
            pass  # it has gone

    def _hear(self, client: Client) -> None:
        """Take what a client sends, and go one step on."""
        try:
            if client.request is None:
                size = array.array("i")
                data, extra, flags, _from = client.sock.recvmsg(1 << 16, socket.CMSG_SPACE(16 * size.itemsize))
                for level, kind, handed in extra:
                    if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                        size.frombytes(handed[: len(handed) - len(handed) % size.itemsize])
                client.descriptors.extend(size)
                if flags & socket.MSG_CTRUNC or len(client.descriptors) > wire.DESCRIPTORS:
                    self._drop(client, wire.NO)
                    return
            else:
                data = client.sock.recv(64)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._leave(client)
        elif client.pid:
            self._hand_on(client.pid, data)
        elif client.request is not None:
            if data[:1] == wire.GO:
                self._begin(client)
                self._hand_on(client.pid, data[1:])
            else:
                self._drop(client)
        else:
            client.data += data
            self._read(client)

    def _leave(self, client: Client) -> None:
        """End what is done for a client that is gone."""
        if client.pid:
            _kill(client.pid, signal.SIGKILL)
            self.poll.unregister(client.sock)  # it is forgotten when the child has ended
        else:
            self._drop(client)

    def _hand_on(self, pid: int, numbers: bytes) -> None:
        for number in numbers:
            if pid and number in HANDED_ON:
                _kill(pid, signal.SIGSTOP if number == signal.SIGTSTP else number)

    def _read(self, client: Client) -> None:
        """Read the request, once it is whole."""
        data = client.data
        if data[:4] == wire.ASK:
            state = f"{os.getpid()} {self.served}\n"
            self._drop(client, state.encode())
            return
        if len(data) < 8 and wire.MAGIC.startswith(bytes(data[:4])):
            return
        size = int.from_bytes(data[4:8], "big")
        if data[:4] != wire.MAGIC or size > wire.LIMIT or len(data) > 8 + size:
            self._drop(client, wire.NO)
        elif len(data) == 8 + size:
            try:
                request = wire.unpack(bytes(data[8:]))
            except ValueError:
                request = []
            if self.code.changed():
                self._drop(client, wire.NO)
                self._end()
            elif not self._serves(client, request):
                self._drop(client, wire.NO)
            else:
                from salesctl.ledger.ids import new_id

                client.request, client.op_id = request, new_id().encode()
                self._say(client, wire.ACCEPT + client.op_id)

    def _serves(self, client: Client, request: list[list[bytes]]) -> bool:
        """Tell whether a child would be exactly as the process that asks."""
        if len(request) != 6 or len(client.descriptors) != wire.DESCRIPTORS or self.ending:
            return False
        interpreter, process, words, environment, streams, how = request
        if (
            interpreter != self.interpreter
            or process != self.process
            or len(streams) != 6
            or len(how) != 2
            or not words
        ):
            return False
        around = peer.surroundings(client.peer)
        if peer.fixed(environment) != self.fixed or around != self.surroundings or around == ():
            return False
        own = [pair for pair in environment if pair.startswith((b"SALESCTL_", b"XDG_", b"HOME="))]
        if any(path.encode() in text for path in peer.OWN_FILES for text in (*words[1:], *own)):
            return False
        return marked([os.fsdecode(word) for word in words[1:]])

    def _begin(self, client: Client) -> None:
        """Let the spare serve a client; where there is none ready, fork the child that does."""
        assert client.request is not None
        ready = self.spare if self.spare and self.spare.ready else None
        if ready:
            given = ready.give(client.request, client.op_id, [*client.descriptors, client.sock.fileno()])
            self._no_spare(ready, kill=not given)
            client.pid = ready.pid if given else 0
        if not client.pid:
            try:
                client.pid = self._fork()
            except OSError:
                self._drop(client, wire.NO)
                return
            if not client.pid:
                code = 1
                try:
                    code = child.serve(client.request, client.descriptors, client.sock.fileno(), client.op_id)
                finally:
                    os._exit(code)
        self.served += 1
        for descriptor in client.descriptors:
            os.close(descriptor)
        client.descriptors.clear()

    def _fork(self) -> int:
        """Fork with signals held back, which the child takes when it has its own handlers."""
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_ON)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid:
                signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return pid

    def _prepare(self) -> None:
        """Fork the next spare, now that nobody waits."""
        try:
            ours, theirs = socket.socketpair()
            pid = self._fork()
        except OSError:
            self.failed += 1
            return
        if not pid:
            try:
                spare.wait(theirs, self.stage)
            finally:
                os._exit(1)
        theirs.close()
        self.spare = spare.Spare(pid, ours)
        self.poll.register(ours, select.POLLIN)

    def _rehearsed(self, one: spare.Spare) -> None:
        try:
            one.ready = one.sock.recv(1) == spare.READY
        except OSError:
            one.ready = False
        if not one.ready:
            self.failed += 1
            self._no_spare(one)

    def _no_spare(self, one: spare.Spare, kill: bool = True) -> None:
        """Let go of the spare: it is given away, or ended."""
        self.poll.unregister(one.sock)
        one.sock.close()
        self.spare = None
        if kill:
            _kill(one.pid, signal.SIGKILL)

    def _reap(self) -> None:
        try:
            while os.read(self.wake, 512):
                pass
        except BlockingIOError:
            pass
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for descriptor, client in list(self.clients.items()):
                if client.pid == pid:
                    del self.clients[descriptor]
                    try:
                        self.poll.unregister(client.sock)
                    except (KeyError, FileNotFoundError):
                        pass
                    if os.WIFSIGNALED(status):
                        self._say(client, wire.SIGNAL + bytes([os.WTERMSIG(status)]))
                    client.close()
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == child.OFF:
                self._end()


def marked(words: list[str]) -> bool:
    """Tell whether the words may name a command that is served; the child knows it for certain."""
    from salesctl.doors import door

    noun = next((word for word in words if not word.startswith("-")), "")
    found = door(noun)
    return found is None or found.warm


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        pass  # it has ended meanwhile


def main(idle: float = IDLE) -> None:
    """Be the server, where there is none: bind the socket, load everything, serve, end."""
    os.closerange(3, 256)
    os.chdir("/")
    os.umask(0o077)
    folder = wire.folder(os.environ)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    if not wire.trusted(folder):
        sys.exit(1)
    path = f"{folder}/{wire.name()}"
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(0)  # there is one
    gc.disable()
    from salesctl.warm import preload

    preload.load()
    stage = _stage(f"{path}.stage")
    sys.addaudithook(child.watch)
    from sqlalchemy import Engine, event

    event.listen(Engine, "commit", child.committing)
    server = Server(path, idle, stage)
    gc.collect()
    gc.freeze()
    server.listen()
    try:
        server.run()
    finally:
        server.gone()
        if stage:
            rmtree(stage, ignore_errors=True)


def _stage(path: str) -> str | None:
    """Make the ledger the spares rehearse on, in a process of its own: this one opens none."""
    rmtree(path, ignore_errors=True)
    pid = os.fork()
    if not pid:
        try:
            os.mkdir(path, 0o700)
            os._exit(0 if spare.found(path) else 1)
        finally:
            os._exit(1)
    return path if os.waitpid(pid, 0)[1] == 0 else None
