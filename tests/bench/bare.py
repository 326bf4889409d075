"""The yardstick: a bare Starlette handler that runs the product's own statements by hand, on the raw driver.

One thread hop, one transaction, one commit a request, as the product has; no checking, no sealing, no guard, no rights.
`python -m tests.bench.bare FOLDER PORT DATABASE_URL`; the folder holds the recordings.
"""

import json
import pickle
import queue
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.recorded import Recording, runner

POOL = 4


class Bare:
    """The recordings of one database, ready to run."""

    def __init__(self, folder: Path, url: str) -> None:
        address = sa.engine.make_url(url)
        self.sqlite = address.get_backend_name() == "sqlite"
        self.lock = threading.Lock()
        self.free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(POOL):
            self.free.put(self._connect(address))
        self.plans = {}
        for path in folder.glob("*.recorded"):
            made: Recording = pickle.loads(path.read_bytes())
            self.plans[path.stem] = (made.fresh, [(runner(one), one.reads_head) for one in made.statements])

    def _connect(self, address: sa.engine.URL) -> Any:
        if not self.sqlite:
            return psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False))
        connection = sqlite3.connect(str(address.database), check_same_thread=False, timeout=10, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    async def handle(self, request: Request) -> Response:
        """Run a recording, with the ids of the request where the recorded ones were."""
        given = json.loads(await request.body()) if request.method == "POST" else {"items": []}
        answer = await run_in_threadpool(self.run, request.path_params["name"], given)
        return Response(answer, media_type="application/json")

    def run(self, name: str, given: dict[str, Any]) -> bytes:
        fresh, plan = self.plans[name]
        values: dict[str, Any] = {one: uuid4() for one in fresh}
        values |= {f"entry{number}": UUID(item["id"]) for number, item in enumerate(given["items"])}
        values |= {name: UUID(given[name]) for name in ("person", "device") if name in given}
        values |= {f"{one}:text": str(value) for one, value in values.items()}
        if self.sqlite:
            values |= {one: value.hex for one, value in values.items() if isinstance(value, UUID)}
        if "credential" in given:
            values["credential"] = bytes.fromhex(given["credential"])
        rows: list[Any] = []
        connection = self.free.get()
        try:
            if self.sqlite:
                with self.lock:
                    cursor = connection.cursor()
                    cursor.execute("BEGIN IMMEDIATE")
                    self._steps(cursor, plan, values, rows)
                    cursor.execute("COMMIT")
            else:
                with connection.cursor() as cursor:
                    self._steps(cursor, plan, values, rows)
                connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            self.free.put(connection)
        return json.dumps(rows, default=lambda value: value.hex() if isinstance(value, bytes) else str(value)).encode()

    def _steps(self, cursor: Any, plan: list[Any], values: dict[str, Any], rows: list[Any]) -> None:
        for step, reads_head in plan:
            step(cursor, values)
            if cursor.description:
                found = cursor.fetchall()
                if reads_head:
                    values["seq"] = found[0][0] + 1
                rows.append(found)


def main() -> None:
    """Serve until stopped."""
    folder, port, url = sys.argv[1:]
    bare = Bare(Path(folder), url)

    async def well(_request: Request) -> Response:
        return Response(b"well")

    app = Starlette(
        routes=[Route("/healthz", well), Route("/{name}", bare.handle, methods=["GET", "POST"])]
    )  # fmt: skip
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
