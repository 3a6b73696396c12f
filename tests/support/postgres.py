"""A PostgreSQL server of the tests' own: a throw-away cluster on a free loopback port, ended with the session.

PostgreSQL refuses to run as root, so under root (CI, containers) it runs as `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from components import missing, postgres_bin, what_to_install
from psycopg import sql
from support.ports import unused_port

#: Nothing in this cluster outlives the session, so nothing waits for the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}
_START_SECONDS = 30.0


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: None for the caller, an unprivileged account under root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


class PostgresServer:
    """One running server. Every database it hands out is new."""

    def __init__(self, bin_: Path, folder: Path) -> None:
        self._bin, self._folder, self._account = bin_, folder, _account()
        self._numbers = count(1)
        self._templates: set[str] = set()
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._run("initdb", "-D", str(folder / "data"), "-U", "aftercare", "--auth=trust", "--no-sync",
                  "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self._process = self._start()

    def _as_account(self) -> dict[str, object]:
        options: dict[str, object] = {"cwd": self._folder, "stdin": subprocess.DEVNULL}
        if self._account:
            options |= {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return options

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, *arguments], capture_output=True, text=True, check=False, **self._as_account()
        )
        if done.returncode:
            pytest.fail(f"{program} failed: {done.stderr.strip()}", pytrace=False)

    def _start(self) -> subprocess.Popen[bytes]:
        self.port = unused_port()
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [self._bin / "postgres", "-D", self._folder / "data", "-p", str(self.port), *options]
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, **self._as_account())
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self._execute("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return process
        process.kill()
        pytest.fail(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-2000:]}", pytrace=False)

    def _execute(self, statement: str, **names: str) -> None:
        address = f"host=127.0.0.1 port={self.port} user=aftercare dbname=postgres connect_timeout=5"
        with psycopg.connect(address, autocommit=True) as connection:
            identifiers = {key: sql.Identifier(name) for key, name in names.items()}
            connection.execute(sql.SQL(statement).format(**identifiers))

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database of this server."""
        return f"postgresql+psycopg://aftercare@127.0.0.1:{self.port}/{name}"

    def create(self, template: str = "template0") -> str:
        """A new database, copied from `template`; returns its name."""
        name = f"test_{next(self._numbers)}"
        self._execute("CREATE DATABASE {name} TEMPLATE {template}", name=name, template=template)
        return name

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE {name} WITH (FORCE)", name=name)

    def template(self, name: str, prepare: Callable[[str], object]) -> str:
        """The database `name` as `prepare(url)` left it when it was first asked for; copy it with `create`.

        `prepare` must leave no connection open: PostgreSQL copies only what nobody is connected to.
        """
        if name not in self._templates:
            self._execute("CREATE DATABASE {name} TEMPLATE template0", name=name)
            prepare(self.url(name))
            self._templates.add(name)
        return name

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # "fast": ends open sessions
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if absent := missing(frozenset({"postgres"})):
        pytest.fail(what_to_install(absent), pytrace=False)
    bin_ = postgres_bin()
    assert bin_ is not None
    folder = Path(tempfile.mkdtemp(prefix="aftercare-postgres-"))
    try:
        server = PostgresServer(bin_, folder)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a new, empty database of this test alone. Mark the test `postgres`."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)
