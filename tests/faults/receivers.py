"""The two places outside that messages go to: a webhook receiver and a mail server, both real, both on loopback."""

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from standardwebhooks.webhooks import Webhook


@dataclass
class Got:
    """One delivery: the message's id, and for a webhook the series it is about."""

    id: str
    series: str = ""
    body: dict[str, Any] = field(default_factory=dict)


class Hooks:
    """A webhook receiver that checks every signature and takes its time to answer, so that some senders die waiting."""

    def __init__(self, random: Random, slowest: float = 0.4) -> None:
        self.got: list[Got] = []
        self.unsigned = 0
        self.secret = ""
        lock, outer = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    said = Webhook(outer.secret).verify(body, headers)
                except Exception:
                    outer.unsigned += 1
                    self.send_error(401)
                    return
                with lock:
                    outer.got.append(Got(headers["webhook-id"], said["data"]["series_id"], json.loads(body)))
                    wait = random.uniform(0, slowest)
                time.sleep(wait)
                self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A sender that was killed hangs up: that is what we are here for."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def close(self) -> None:
        """Listen no more."""
        self.server.shutdown()
        self.server.server_close()


class Mail(Message):
    """A mail server. Keeps the Message-ID and the subject of what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Got] = []
        self.full = False
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Full, it takes nothing for now (RFC 5321, 452)."""
        if self.full:
            return "452 Try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    def handle_message(self, message: Any) -> None:
        self.got.append(Got(str(message["Message-ID"]), body={"subject": str(message["Subject"])}))

    def close(self) -> None:
        """Listen no more."""
        self._controller.stop()
