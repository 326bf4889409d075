"""The places outside that reminders go to, all real and all on this machine: a push service, GOV.UK Notify's API, mail."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.reminders.channels import make_push_key
from tests.faults.receivers import Mail

SERVICE_ID, SECRET = "6fa1c9d2-0c3b-4a55-9d7e-1b2c3d4e5f60", "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"
TEMPLATE = "11111111-2222-4333-8444-555555555555"
TEMPLATE_CY = "66666666-7777-4888-8999-000000000000"


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Outside:
    """An HTTP server on loopback. `answer` is the status it gives until told otherwise."""

    def __init__(self) -> None:
        self.answer, self.lock = 201, threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = outer.take(self.path, headers, body) if outer.answer == 201 else outer.answer
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Browser:
    """What a browser keeps of a push subscription: its private key and its secret."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"
    path: str = "/push/one"

    def subscription(self, origin: str) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": f"{origin}{self.path}", "p256dh": _b64(point), "auth": _b64(self.auth)}

    def open(self, body: bytes) -> bytes:
        """The payload, decrypted as a browser does it (RFC 8188, RFC 8291)."""
        plain: bytes = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return plain


class PushService(Outside):
    """A push service: checks the signature of each push (RFC 8292) and keeps what came, still encrypted."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        super().__init__()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        scheme, _, given = headers["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in given.split(","))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unb64(parts["k"]))
        claims = jwt.decode(
            parts["t"],
            public,
            algorithms=["ES256"],
            audience=self.url,
            options={"verify_exp": False, "verify_iat": False},
        )
        if scheme != "vapid" or not claims["sub"].startswith("mailto:"):
            return 403
        with self.lock:
            self.got.append((path, headers, body))
        return 201


class Notify(Outside):
    """GOV.UK Notify's door for text messages: checks the token as it does, and keeps what was asked for."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        super().__init__()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        token = headers["authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        if path != "/v2/notifications/sms" or claims["iss"] != SERVICE_ID or "iat" not in claims:
            return 403
        with self.lock:
            self.got.append(json.loads(body))
        return 201


@dataclass
class Outsides:
    """Everywhere that reminders go."""

    push: PushService
    notify: Notify
    mail: Mail


@pytest.fixture
def outside() -> Iterator[Outsides]:
    """The three receivers."""
    places = Outsides(PushService(), Notify(), Mail())
    yield places
    places.push.close()
    places.notify.close()
    places.mail.close()


@pytest.fixture
def settings(outside: Outsides, tmp_path: Path) -> dict[str, Any]:
    """A service that sends on every channel."""
    key = tmp_path / "push-key.pem"
    make_push_key(key)
    return {
        "push_key_file": key,
        "push_contact": "mailto:team@example.org",
        "smtp_url": outside.mail.url,
        "notify_url": outside.notify.url,
        "notify_key": f"foothold-{SERVICE_ID}-{SECRET}",
        "notify_template": TEMPLATE,
        "notify_template_cy": TEMPLATE_CY,
    }
