"""Where webhooks may go, and how they are signed (security C16)."""

import base64
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook

from api import channels
from api.channels import BadAddress, checked_url, is_global, pinned

REFUSED_URLS = [
    "http://hooks.example.org/x", "https://hooks.example.org:8443/x", "https://hooks.example.org:80/x",
    "ftp://hooks.example.org/x", "file:///etc/passwd", "gopher://hooks.example.org/", "//hooks.example.org/x",
    "https://user@hooks.example.org/", "https://user:pass@hooks.example.org/", "https://hooks.example.org@127.0.0.1/",
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
    "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://0/", "https://0.0.0.0/",
    "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fd00::1]/",
    "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
    "https://100.64.0.1/", "https://8.8.8.8/", "https://localhost/", "https://localhost./", "https://LOCALHOST/",
    "https://①②⑦.⓪.⓪.①/", "https://exämple.org/", "https://hooks。example.org/", "https://hooks.example.org\\@127.0.0.1/",
    "https://hooks.example.org/#x", "https://hooks.example.org /", "https://hooks.example.org\n/", "https:///x", "https://",
    "https://hooks..example.org/", "https://-hooks.example.org/", "https://hooks.example.0x1/", "https://a/",
    "https://hooks.example.org:443443/", "https://hooks.example.org:-1/", "https://hooks.example.org/\x00",
    "https://hooks.example.org%2f@127.0.0.1/", "https://hooks_example.org/", "https://" + "a" * 64 + ".example.org/",
    "javascript:alert(1)", "", "https://hooks.example.org/" + "x" * 500,
]  # fmt: skip

NOT_GLOBAL = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.31.255.255",
    "192.0.0.8", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "fc00::1", "fd12::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED_URLS)
@pytest.mark.parametrize("local", [False, True])
def test_an_address_that_is_not_https_443_by_name_is_refused_in_every_spelling(url: str, local: bool) -> None:
    with pytest.raises(BadAddress):
        checked_url(url, local=local)


@pytest.mark.parametrize(
    "url", ["https://hooks.example.org/a?b=c", "https://hooks.example.org:443/", "https://xn--exmple-cua.org/"]
)
def test_a_plain_https_address_is_taken(url: str) -> None:
    assert checked_url(url, local=False).scheme == "https"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x"])
def test_loopback_over_http_is_for_demonstrations_and_tests_only(url: str) -> None:
    assert checked_url(url, local=True).scheme == "http"
    with pytest.raises(BadAddress):
        checked_url(url, local=False)


@pytest.mark.parametrize("address", NOT_GLOBAL)
def test_addresses_that_are_not_out_in_the_world(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_global(address)


def test_a_name_with_one_answer_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for inside in NOT_GLOBAL[:-2]:
        monkeypatch.setattr(channels, "resolve", lambda host, port, inside=inside: ["93.184.216.34", inside])
        with pytest.raises(BadAddress):
            pinned(httpx.URL("https://hooks.example.org/x"), local=False)


def test_a_name_that_changes_its_mind_is_asked_once_and_the_first_answer_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    connected: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> Any:
        connected.append(address)
        raise OSError("no way out in a test")

    def resolved_again(*args: Any, **__: Any) -> Any:
        # The sockets library may parse the pinned address; it must never be given the name.
        assert args[0] == "93.184.216.34", args
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (args[0], args[1]))]

    monkeypatch.setattr(channels, "resolve", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolved_again)
    result = channels.send_webhook(
        "https://hooks.example.org/x", [channels.new_secret()], "msg_1", b"{}", datetime.now(UTC), local=False
    )
    assert asked == ["hooks.example.org"]
    assert connected == [("93.184.216.34", 443)]
    assert not result.ok and result.status == "no-connection"


@pytest.mark.parametrize(("named", "status"), [("hooks.example.org", "204"), ("other.example.org", "tls")])
def test_the_certificate_is_checked_against_the_name_and_not_the_pinned_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, status: str
) -> None:
    """A real TLS server stands in for the pinned address; its certificate names a host, as the world's do."""
    pem = certificate(named, tmp_path)
    hosts: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            hosts.append(self.headers["Host"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(pem)
    server.socket = ours.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    trust = ssl.create_default_context(cafile=str(pem))
    real: Any = socket.create_connection
    connected: list[Any] = []

    def connect(address: Any, *args: Any, **more: Any) -> Any:
        connected.append(address)
        return real(server.server_address, *args, **more)

    monkeypatch.setattr(channels, "resolve", lambda host, port: ["93.184.216.34"])
    monkeypatch.setattr(channels, "tls", lambda: trust)
    monkeypatch.setattr(socket, "create_connection", connect)
    result = channels.send_webhook(
        "https://hooks.example.org/x", [channels.new_secret()], "msg_1", b"{}", datetime.now(UTC), local=False
    )
    server.shutdown()
    server.server_close()
    thread.join(5)
    assert connected == [("93.184.216.34", 443)]
    assert result.status == status and result.ok == (status == "204")
    assert hosts == (["hooks.example.org"] if result.ok else [])


def certificate(name: str, folder: Path) -> Path:
    """A self-signed certificate for a host, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def test_signatures_are_those_of_standard_webhooks() -> None:
    secret, now, body = channels.new_secret(), datetime.now(UTC), '{"type":"attendance.recorded","data":{"é":1}}'
    theirs = Webhook(secret).sign("msg_1", now, body)
    assert channels.signature(secret, "msg_1", int(now.timestamp()), body.encode()) == theirs
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
