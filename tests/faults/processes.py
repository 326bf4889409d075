"""The product as it runs for real: `serve` and `worker` processes over one database, on a free loopback port."""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from api.act import Service
from api.clock import system_clock
from api.db import Database
from api.learning.catalogue import load
from api.main import create_app
from api.settings import Settings
from api.vault import Vault
from tests.world import TestClock, World

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 40.0
HEADERS = {"X-Requested-With": "foothold", "Sec-Fetch-Site": "same-origin"}
"""What the app's own pages send with every change."""


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def until(seconds: float, holds: Callable[[], bool], every: float = 0.1) -> bool:
    """Wait for something to hold, for that many seconds at most. Returns whether it did."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(every)
    return True


_running: set[subprocess.Popen[bytes]] = set()


@atexit.register
def _leave_nothing() -> None:
    """However this process ends, those that it started end with it."""
    for process in list(_running):
        process.kill()


class Process:
    """One process of ours. `starts` counts how often it was started."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self.arguments, self.environment, self.log = arguments, environment, log
        self.starts = 0
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id. Raises RuntimeError when it does not run."""
        if self._running is None:
            raise RuntimeError("not started")
        return self._running.pid

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def start(self) -> None:
        """Start it, unless it runs."""
        if not self.alive:
            with self.log.open("ab") as out:
                self._running = subprocess.Popen(
                    [sys.executable, "-m", *self.arguments], cwd=ROOT, env=self.environment, stdout=out, stderr=out
                )
            _running.add(self._running)
            self.starts += 1

    def kill(self) -> bool:
        """SIGKILL, as a power switch. Returns whether it was running."""
        was = self.alive
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            _running.discard(self._running)
        return was

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


class Site:
    """An installation on one database: its settings, its key file, and any number of processes.

    The people are made in this process, by the product's own actions; everything afterwards goes over the wire.
    """

    def __init__(self, url: str, folder: Path, **settings: Any) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        keys = folder / "keys.json"
        if not keys.exists():
            Vault.make(keys)
        given: dict[str, Any] = {
            "database_url": url,
            "key_file": str(keys),
            "public_url": f"http://localhost:{self.port}",
            "port": self.port,
            "demo": True,
            "jobs": "off",
            "webhook_local": True,
            "requests_per_second": 0,
            "log_level": "error",
            "pool_size": 4,
            "content_dir": str(ROOT / "content"),
            "web_dir": str(ROOT / "web" / "dist"),
            **settings,
        }
        self.environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "PYTHONUNBUFFERED": "1"} | {
            f"FOOTHOLD_{name.upper()}": "1" if value is True else str(value) for name, value in given.items()
        }
        made = Settings(**given)
        catalogue = load(made.content_dir, demo=True, today=lambda: system_clock().date())
        self.service = Service(made, Database(url, made.pool_size), Vault.load(keys), system_clock, catalogue)
        self.processes: list[Process] = []

    @property
    def kind(self) -> str:
        return self.service.database.kind

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def world(self, now: datetime | None = None) -> World:
        """People to act with, made in this process. The world's clock stands at `now`, or at this moment."""
        clock = TestClock(now or datetime.now(UTC))
        service = replace(self.service, clock=clock)
        return World(service, create_app(service), clock)

    def process(self, name: str, *arguments: str, **environment: str) -> Process:
        """A process that is not started yet; its output goes to `<name>.log` in the folder."""
        made = Process(list(arguments), self.environment | environment, self.folder / f"{name}.log")
        self.processes.append(made)
        return made

    def server(self) -> Process:
        """`python -m api serve`."""
        return self.process("serve", "api", "serve")

    def worker(self, name: str = "worker") -> Process:
        """`python -m api worker`."""
        return self.process(name, "api", "worker")

    def up(self, seconds: float = START_SECONDS) -> bool:
        """Wait until the server answers. Returns whether it did."""
        return until(seconds, self.answers, 0.03)

    def answers(self) -> bool:
        """Whether the server answers now."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=1, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def client(self, cookies: dict[str, str], timeout: float = 20) -> httpx.Client:
        """A browser at the server's port. Cookies are set by hand: they are Secure, and this is http."""
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return httpx.Client(
            base_url=self.url, headers=HEADERS | {"Cookie": cookie}, timeout=timeout, trust_env=False
        )  # fmt: skip

    def close(self) -> None:
        """End every process that was started here, and let go of the database."""
        for process in self.processes:
            process.stop()
        self.service.database.close()


def cookies_of(client: Any) -> dict[str, str]:
    """The cookies of a browser of `tests.world`."""
    return {cookie.name: str(cookie.value) for cookie in client.http.cookies.jar}
