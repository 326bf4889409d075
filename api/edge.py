"""What every request meets first, whatever it asks for: its size, where it came from, how often, and what goes out with the answer.

Pure ASGI, so that nothing is buffered twice. Logs by allow-list: route template, method, status, duration, ids; never
bodies, queries or the text of an exception (security C6, C13, C14, C21).
"""

import asyncio
import re
import time
import uuid
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Broken, Busy, NotFromHere, Problem, SlowDown, TooLarge, WrongType, raised_at
from api.settings import Settings

MAX_BODY = 256 * 1024
MAX_DEPTH = 20
MAX_SECONDS = 15
SAFE = {"GET", "HEAD", "OPTIONS"}

CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types foothold",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY,
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
}

log = structlog.get_logger("foothold.request")

_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A string, closed or not: one that never ends must match too, or each quote in it is tried again to the end."""
_BRACKETS = re.compile(rb"[\[\]{}]")


class Buckets:
    """A token bucket a source, in this process. `rate` tokens a second, `burst` at most; 0 switches it off."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._held: dict[str, tuple[float, float]] = {}

    def take(self, source: str, now: float) -> bool:
        """Whether this source may make one more request now."""
        if not self.rate:
            return True
        tokens, since = self._held.get(source, (self.burst, now))
        tokens = min(self.burst, tokens + (now - since) * self.rate)
        if len(self._held) > 10_000:
            self._held.clear()
        if tokens < 1:
            self._held[source] = (tokens, now)
            return False
        self._held[source] = (tokens - 1, now)
        return True


class Edge:
    """The middleware. See the module's words."""

    def __init__(self, app: ASGIApp, settings: Settings, measure: Any) -> None:
        self.app = app
        self.settings = settings
        self.measure = measure
        self.buckets = Buckets(settings.requests_per_second, settings.requests_per_second * 5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        scope["request_id"] = uuid.uuid4().hex
        answered: list[int] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
                message = {**message, "headers": self._headers(scope, message["headers"])}
            await send(message)

        try:
            body = await self._admit(scope, receive) if scope["path"].startswith("/api/") else None
            await self.app(scope, receive if body is None else _replay(body, receive), sending)
        except Problem as problem:
            await problem.response()(scope, receive, sending)
        except Exception as fault:
            log.error("broken", fault=type(fault).__name__, at=raised_at(fault), request_id=scope["request_id"])
            if not answered:
                broken = Broken(f"It is not your doing. Reference {scope['request_id'][:8]}.")
                await broken.response()(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            status = answered[0] if answered else 499
            self.measure(scope["method"], route, status, seconds)
            log.info(
                "request", method=scope["method"], route=route, status=status,
                ms=round(seconds * 1000, 1), request_id=scope["request_id"],
            )  # fmt: skip

    async def _admit(self, scope: Scope, receive: Receive) -> bytes | None:
        """Check an /api request before anything reads it. Returns the body of an unsafe one, whole."""
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        client = scope.get("client")
        if not self.buckets.take(client[0] if client else "", time.monotonic()):
            raise SlowDown(retry_after=1)
        if scope["method"] in SAFE:
            return None
        self._came_from_here(headers)
        try:
            async with asyncio.timeout(MAX_SECONDS):
                body = await _read(headers, receive)
        except TimeoutError:
            raise Busy("The request took too long to arrive.", retry_after=5) from None
        if body:
            if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
                raise WrongType
            _check_depth(body)
        return body

    def _came_from_here(self, headers: dict[str, str]) -> None:
        """Raises NotFromHere unless the app's own pages sent it: header, Sec-Fetch-Site, and Origin where there is one."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        fine = (
            headers.get("x-requested-with") == "foothold"
            and (site in ("same-origin", "none") if site is not None else origin == self.settings.origin)
            and (origin is None or origin == self.settings.origin)
        )
        if not fine:
            raise NotFromHere

    def _headers(self, scope: Scope, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {k.lower() for k, _ in given}
        out = list(given)
        for name, value in HEADERS.items():
            if name.encode() not in names:
                out.append((name.encode(), value.encode()))
        if b"cache-control" not in names and scope["path"].startswith("/api/"):
            out.append((b"cache-control", b"no-store"))
        out.append((b"x-request-id", scope["request_id"].encode()))
        return out


async def _read(headers: dict[str, str], receive: Receive) -> bytes:
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > MAX_BODY):
        raise TooLarge(f"At most {MAX_BODY // 1024} KiB at once.")
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise NotFromHere("The request ended early.")
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise TooLarge(f"At most {MAX_BODY // 1024} KiB at once.")
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _check_depth(body: bytes) -> None:
    if body.count(b"{") + body.count(b"[") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise TooLarge(f"At most {MAX_DEPTH} levels deep.")
