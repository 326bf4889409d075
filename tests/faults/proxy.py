"""A network between a phone and the app that does what networks do: a proxy on loopback that answers wrongly when it is told to.

A fault comes before the app has seen the request, or after the app has done what it asked and answered, so that only the answer is
lost. Whatever reached the phone whole is written down, so that a test can say what the phone may know.
"""

import http.client
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ENTRIES = "/api/me/entries"
STATUSES = (409, 422, 429, 500)


@dataclass(frozen=True)
class Fault:
    """`status` is what the phone gets instead; None: the connection ends with no answer, or in the middle of it. `after`: the app has
    done what was asked, and its answer is lost."""

    status: int | None
    after: bool = False

    def __str__(self) -> str:
        return f"{self.status or 'dropped'} {'after' if self.after else 'before'}"


FAULTS = [Fault(status, after) for status in (*STATUSES, None) for after in (False, True)]


@dataclass
class Told:
    """One answer about entries that reached the phone whole."""

    ids: tuple[str, ...]
    status: int
    verdicts: dict[str, str] = field(default_factory=dict)
    """Id → stored, same, ..., where the app itself answered."""


class Proxy:
    """Listens where the phone thinks that the app is. `plan` holds the faults of the next requests for entries: None is a good one."""

    def __init__(self, port: int, app_port: int) -> None:
        self.port, self.app_port = port, app_port
        self.url = f"http://localhost:{port}"
        self.plan: deque[Fault | None] = deque()
        self.others: deque[Fault | None] = deque()
        """The same for every other request to the phone's own addresses."""
        self.refused: dict[str, Fault] = {}
        """Entries that something on the way does not let through: every request that holds one gets its fault."""
        self.done: Counter[str] = Counter()
        self.told: list[Told] = []
        self.seen: set[str] = set()
        """Ids of entries that a whole bundle gave back to the phone."""
        self.broken: list[str] = []
        self._lock = threading.Lock()
        self._running = 0
        self._last = time.monotonic()
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Let the phone in."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            # One request a connection: on a connection that was used before, a browser sends by itself what got no answer.
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                outer._pass(self)

            do_POST = do_PUT = do_DELETE = do_GET

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: Any) -> None:
                """The phone hung up: it may."""

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Refuse every connection: for the phone that is no signal."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def fail(self, faults: Iterable[Fault | None], others: Iterable[Fault | None] = ()) -> None:
        """What is to go wrong next, in this order; afterwards all is well again."""
        with self._lock:
            self.plan, self.others = deque(faults), deque(others)

    def wait(self, quiet: float = 0.35, most: float = 20.0) -> None:
        """Until the phone has asked nothing for so many seconds."""
        ends = time.monotonic() + most
        while time.monotonic() < ends:
            with self._lock:
                if self._running == 0 and time.monotonic() - self._last > quiet:
                    return
            time.sleep(0.03)
        raise AssertionError("the phone goes on asking")

    def verdict(self, entry_id: str) -> str:
        """What the phone was told of one entry: received, parked, or here where it was told nothing."""
        state = "here"
        for told in self.told:
            if told.verdicts.get(entry_id) in ("stored", "same"):
                return "received"
            if told.verdicts.get(entry_id) in ("conflict", "quarantined") or (
                told.status in (409, 422) and told.ids == (entry_id,)
            ):
                state = "parked"
        return state

    # One request ------------------------------------------------------------------------------------------------------

    def _pass(self, phone: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self._running += 1
        try:
            self._answer(phone)
        finally:
            with self._lock:
                self._running -= 1
                self._last = time.monotonic()

    def _answer(self, phone: BaseHTTPRequestHandler) -> None:
        body = phone.rfile.read(int(phone.headers.get("Content-Length") or 0))
        entries = phone.command == "POST" and phone.path == ENTRIES
        with self._lock:
            # What is not let through is in front of everything else that can go wrong.
            refused = [self.refused[one] for one in _ids(body) if one in self.refused] if entries else []
            plan = self.plan if entries else self.others if phone.path.startswith("/api/me/") else deque()
            fault = refused[0] if refused else plan.popleft() if plan else None
            if fault is not None:
                self.done[f"{'entries' if entries else 'other'} {fault}"] += 1
        if fault is not None and not fault.after:
            self._break(phone, fault, body, b"")
            return
        status, headers, said = self._ask(phone, body)
        if fault is not None:
            self._break(phone, fault, body, said)
            return
        self._send(phone, status, headers, said)
        self._note(phone, body, status, said)

    def _ask(self, phone: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        app = http.client.HTTPConnection("127.0.0.1", self.app_port, timeout=20)
        app.request(phone.command, phone.path, body or None, dict(phone.headers.items()))
        answer = app.getresponse()
        said = answer.read()
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in ("transfer-encoding", "connection", "content-length")
        ]
        app.close()
        if answer.status >= 500:
            self.broken.append(f"the app answered {answer.status} to {phone.command} {phone.path}")
        return answer.status, headers, said

    def _break(self, phone: BaseHTTPRequestHandler, fault: Fault, body: bytes, said: bytes) -> None:
        if fault.status is None:
            if fault.after and len(said) > 2:
                # The head and half of the answer, and then nothing.
                phone.send_response(200)
                phone.send_header("Content-Type", "application/json")
                phone.send_header("Content-Length", str(len(said)))
                phone.end_headers()
                phone.wfile.write(said[: len(said) // 2])
            phone.close_connection = True
            return
        headers = [("Content-Type", "text/html")] + ([("Retry-After", "30")] if fault.status == 429 else [])
        self._send(phone, fault.status, headers, b"<html>Something went wrong on the way</html>")
        self._note(phone, body, fault.status, b"")

    def _send(self, phone: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], said: bytes) -> None:
        phone.send_response_only(status)
        for name, value in headers:
            phone.send_header(name, value)
        if status not in (204, 304):
            phone.send_header("Content-Length", str(len(said)))
        phone.end_headers()
        if status not in (204, 304):
            phone.wfile.write(said)

    def _note(self, phone: BaseHTTPRequestHandler, body: bytes, status: int, said: bytes) -> None:
        """Write down what the phone has been told."""
        if phone.command == "POST" and phone.path == ENTRIES:
            ids = _ids(body)
            verdicts = {one["id"]: one["status"] for one in json.loads(said)["items"]} if status == 200 else {}
            self.told.append(Told(ids, status, verdicts))
        elif phone.path == "/api/me/bundle" and status == 200:
            self.seen |= {str(entry["id"]) for entry in json.loads(said)["entries"]}


def _ids(body: bytes) -> tuple[str, ...]:
    return tuple(str(item["id"]) for item in json.loads(body)["items"])
