"""The application: its middleware, its error handlers, its routers in one visible list, and the built web app."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import anyio.to_thread
import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from api import __version__, health
from api.access import ROWS
from api.act import Guard, Service, refuse_first
from api.attendance import probation_routes
from api.attendance import routes as attendance
from api.checkins import routes as checkins
from api.clock import Clock, system_clock
from api.coping import open_routes as open_alternatives
from api.coping import routes as coping
from api.db import open_database
from api.edge import Edge
from api.errors import Busy, Malformed, MethodNotAllowed, NotFound, Problem, TooLarge
from api.evaluation import routes as evaluation
from api.goals import routes as goals
from api.journal import quarantine
from api.journal import routes as journal
from api.learning import routes as learning
from api.learning.catalogue import load as load_content
from api.learning.signatures import Signatures
from api.orders import question_routes
from api.orders import routes as orders
from api.oversight import opened_routes, participant_page
from api.oversight import routes as oversight
from api.people import phone_routes
from api.people import routes as people
from api.reminders import routes as reminders
from api.settings import Settings
from api.tongue import Both
from api.vault import Vault

ROUTERS: list[APIRouter] = [
    people.router,
    phone_routes.router,
    journal.router,
    quarantine.router,
    learning.router,
    coping.router,
    goals.router,
    evaluation.router,
    checkins.router,
    open_alternatives.router,
    oversight.router,
    opened_routes.router,
    participant_page.router,
    attendance.router,
    probation_routes.router,
    orders.router,
    question_routes.router,
    reminders.router,
    health.router,
]

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "language": {"const": "cy"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "retry_after": {"type": "integer"},
    },
}
REFUSALS = {
    "401": "Not signed in, or the phone is locked",
    "403": "Within reach, but not for this role; or not sent from the app",
    "404": "Not there, or not yours: the same answer",
    "409": "A rule says no",
    "413": "Too much, or too deep",
    "415": "Not JSON",
    "422": "Malformed; errors name the fields",
    "429": "Slow down; Retry-After in seconds",
    "503": "Busy; Retry-After in seconds",
}


def make_service(settings: Settings, clock: Clock = system_clock) -> Service:
    """Everything that requests and jobs share, from settings. Raises VaultError for a key file that is not right."""
    database = open_database(settings)
    content = load_content(settings.content_dir, demo=settings.demo, today=lambda: clock().date())
    return Service(settings, database, Vault.load(settings.key_file), clock, content.joined(Signatures(database)))


def create_app(service: Service) -> FastAPI:
    """The application over a service. Raises RuntimeError when a route has no verb, or a verb no route."""
    configure_logging(service.settings.log_level)
    app = FastAPI(
        title="Foothold",
        version=__version__,
        description="Support between sessions. Attendance is all that probation can read.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.service = service
    app.state.catalogue = service.catalogue
    for router in ROUTERS:
        app.include_router(router)
    check_verbs()
    _serve_web(app, service.settings.web_dir)
    app.add_middleware(Edge, settings=service.settings, measure=health.measure)
    app.add_exception_handler(Problem, _problem)  # type: ignore[arg-type]  # each is called with its own kind
    app.add_exception_handler(RequestValidationError, _malformed)  # type: ignore[arg-type]  # each is called with its own kind
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]  # each is called with its own kind
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(DataError, _unkeepable)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # as FastAPI documents
    return app


def guards() -> dict[str, Guard]:
    """Every route's guard, by "METHOD path". Raises RuntimeError for a route without one."""
    found: dict[str, Guard] = {}
    for router in ROUTERS:
        for route in router.routes:
            guard = getattr(route.endpoint, "guard", None) if isinstance(route, APIRoute) else None
            if guard is None or not isinstance(route, APIRoute):
                raise RuntimeError(f"no verb guards {getattr(route, 'path', route)}")
            for method in (route.methods or set()) - {"HEAD"}:
                found[f"{method} {route.path}"] = guard
    return found


def check_verbs() -> None:
    """Raises RuntimeError when a planned row is used, or a row without that mark is not."""
    used = {guard.may for guard in guards().values()}
    for may, row in ROWS.items():
        if row.planned and may in used:
            raise RuntimeError(f"{may} is used: take its planned mark away")
        if not row.planned and may not in used:
            raise RuntimeError(f"{may} is used by no route: mark it planned, or take it out")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = service.settings.pool_size if service.database.kind == "postgresql" else 40
    ticking = None
    if service.settings.jobs == "inline":
        from api import jobs

        ticking = jobs.start(service)
    try:
        yield
    finally:
        if ticking is not None:
            ticking.shutdown(wait=True)


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem.response()


async def _busy(request: Request, fault: Exception) -> Response:
    structlog.get_logger("foothold").warning(
        "busy", fault=type(fault).__name__, request_id=request.scope.get("request_id")
    )
    return Busy(retry_after=2).response(request.scope.get("language"))


async def _unkeepable(request: Request, fault: Exception) -> Response:
    """What the database has no form for, a NUL in a text or too large a number: whoever sent it is told, not us."""
    structlog.get_logger("foothold").warning(
        "unkeepable", fault=type(fault).__name__, request_id=request.scope.get("request_id")
    )
    return Malformed(
        Both(
            "Some of what was sent can't be kept. Check it and send it again.",
            "Ni ellir cadw rhan o'r hyn a anfonwyd. Gwiriwch ef a'i anfon eto.",
        )
    ).response(request.scope.get("language"))


async def _malformed(request: Request, invalid: RequestValidationError) -> Response:
    """A stranger learns nothing from a 422: the route's verb is asked first. What was typed is never echoed."""
    try:
        language = await anyio.to_thread.run_sync(refuse_first, request)
    except Problem as refusal:
        return refusal.response()
    faults = invalid.errors()
    if any(fault["loc"][0] == "path" for fault in faults):
        return NotFound().response()
    errors = [(_field(fault["loc"]), _message(fault)) for fault in faults[:20]]
    return Malformed(
        Both("Check what is marked and send it again.", "Gwiriwch yr hyn sydd wedi'i farcio a'i anfon eto."),
        errors=errors,
    ).response(language)


def _field(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc if part not in ("body", "query"))[:120] or "body"


_MESSAGES = {
    "missing": Both("This is needed.", "Mae angen hyn."),
    "extra_forbidden": Both("This is not asked for.", "Nid yw hyn yn cael ei ofyn."),
    "json_invalid": Both("This is not JSON.", "Nid JSON yw hyn."),
    "string_too_long": Both("This is too long.", "Mae hyn yn rhy hir."),
    "string_too_short": Both("This is too short.", "Mae hyn yn rhy fyr."),
    "uuid_parsing": Both("This is not an id.", "Nid id yw hwn."),
    "date_from_datetime_parsing": Both("Write a date like 2026-11-23.", "Ysgrifennwch ddyddiad fel 2026-11-23."),
    "date_parsing": Both("Write a date like 2026-11-23.", "Ysgrifennwch ddyddiad fel 2026-11-23."),
    "datetime_parsing": Both(
        "Write a date and time like 2026-11-23T14:00:00Z.", "Ysgrifennwch ddyddiad ac amser fel 2026-11-23T14:00:00Z."
    ),
    "timezone_aware": Both("Say which time zone.", "Dywedwch pa gylchfa amser."),
    "greater_than_equal": Both("This is too small.", "Mae hyn yn rhy fach."),
    "less_than_equal": Both("This is too large.", "Mae hyn yn rhy fawr."),
    "too_long": Both("There are too many.", "Mae gormod ohonynt."),
    "too_short": Both("There are too few.", "Nid oes digon ohonynt."),
    "bool_parsing": Both("Say yes or no.", "Dywedwch ie neu na."),
    "int_parsing": Both("Write a whole number.", "Ysgrifennwch rif cyfan."),
    "enum": Both("Choose one of the listed answers.", "Dewiswch un o'r atebion ar y rhestr."),
    "literal_error": Both("Choose one of the listed answers.", "Dewiswch un o'r atebion ar y rhestr."),
    "string_pattern_mismatch": Both("This does not have the right form.", "Nid yw hyn ar y ffurf gywir."),
}


def _message(fault: dict[str, Any]) -> Both:
    return _MESSAGES.get(fault["type"], Both("Check this.", "Gwiriwch hyn."))


async def _http(_request: Request, fault: HTTPException) -> Response:
    match fault.status_code:
        case 404:
            return NotFound().response()
        case 405:
            return MethodNotAllowed().response()
        case 413:
            return TooLarge().response()
    return Malformed(Both("The request could not be read.", "Nid oedd modd darllen y cais.")).response()


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The record of the addresses, with the refusals that any of them may answer."""
    if app.openapi_schema:
        return app.openapi_schema
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    parts["Problem"] = PROBLEM
    for path in schema["paths"].values():
        for operation in path.values():
            for status, words in REFUSALS.items():
                operation["responses"][status] = {
                    "description": words,
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    parts.pop("HTTPValidationError", None)
    parts.pop("ValidationError", None)
    app.openapi_schema = schema
    return schema


def _serve_web(app: FastAPI, folder: Path) -> None:
    """The built web app: hashed files for ever, the shell and the service worker always asked for anew."""
    root = folder.resolve()

    async def web(path: str, request: Request) -> Response:
        if path.startswith(("api/", "content/")):
            raise NotFound
        try:
            wanted = (root / path).resolve()
            there = bool(path) and wanted.is_relative_to(root) and wanted.is_file()
        except (ValueError, OSError):  # A name that no file can have.
            raise NotFound from None
        if there:
            lasting = path.startswith("assets/")
            kept = "public, max-age=31536000, immutable" if lasting else "no-cache"
            return _file(wanted, kept, request)
        if "." in path.rsplit("/", 1)[-1]:
            raise NotFound
        shell = root / "index.html"
        if not shell.is_file():
            return PlainTextResponse("The web app is not built: run `make run`.", 503)
        return _file(shell, "no-cache", request)

    app.add_api_route("/{path:path}", web, methods=["GET"], include_in_schema=False)


_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""Said by name: what a machine's own list says differs, and a browser told not to guess runs no script of another type."""


def _file(path: Path, kept: str, request: Request) -> Response:
    """A built file: the one compressed at build time where there is one and the browser takes it."""
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    packed = path.with_name(path.name + ".gz")
    if not packed.is_file():
        return Response(_held(path), media_type=kind, headers={"Cache-Control": kept})
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if not _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(_held(path), media_type=kind, headers=headers)
    return Response(_held(packed), media_type=kind, headers=headers | {"Content-Encoding": "gzip"})


def _held(path: Path) -> bytes:
    """What a built file holds. All of them are small, and a phone that installs the app asks for most of them at once."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(path: Path, _changed: int) -> bytes:
    return path.read_bytes()


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, or `*`, without refusing it (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return weights.get("gzip", weights.get("*", False))


def configure_logging(level: str) -> None:
    """JSON lines on standard output, by allow-list: what a call names is all that is written."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=False,
    )
    for noisy in ("uvicorn.access", "httpx", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
