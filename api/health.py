"""How the installation is: for whoever starts it again, whoever watches it, and whoever verifies the trail.

Numbers and names of our own only: no ids, no addresses, nothing of anybody.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from pydantic import BaseModel, Field

from api import audit, jobs
from api.access import May, Scope
from api.act import Access, Service, act, public
from api.audit import SYSTEM, AuditEntry
from api.db import table_of
from api.errors import Malformed
from api.outbox import WITHDRAWN, MessageState, OutboxMessage
from api.paging import cursor_after, place_of

router = APIRouter(tags=["operations"])

TICK_IS_OLD = timedelta(minutes=2)
PAGE = 100

REGISTRY = CollectorRegistry()
_REQUESTS = Counter("foothold_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
_SECONDS = Histogram(
    "foothold_request_seconds", "Time to answer", ["route"], registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)  # fmt: skip
_REFUSED = Counter("foothold_refused", "Requests refused: 401, 403, 404, 429", ["status"], registry=REGISTRY)


def measure(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is the template, never the address asked for."""
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)
    if status in (401, 403, 404, 429):
        _REFUSED.labels(str(status)).inc()


@router.get("/healthz", response_class=PlainTextResponse)
@public(May.content_open)
def healthz() -> str:
    """Whether this process answers. Says nothing about the rest."""
    return "ok"


@router.get("/readyz", responses={503: {"description": "Not ready; the body says what is wrong"}})
@public(May.content_open)
def readyz(request: Request) -> JSONResponse:
    """Whether this installation can do its work: {ready, schema, tick_seconds, oldest_undelivered_seconds}; 503 if not.

    Ready means that the database answers with the newest schema and that the jobs ticked within two minutes.
    """
    service: Service = request.app.state.service
    try:
        with service.database.transaction(write=False) as session:
            found = state(session, service.clock())
    except Exception:
        return JSONResponse({"ready": False, "database": "does not answer"}, 503)
    late = found["tick_seconds"] is None or found["tick_seconds"] > TICK_IS_OLD.total_seconds()
    ready = found["schema"] == "head" and not late
    return JSONResponse({"ready": ready} | found, 200 if ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
@public(May.content_open)
def metrics(request: Request) -> PlainTextResponse:
    """Figures for Prometheus: requests by route template, jobs, what waits to be delivered. No ids."""
    service: Service = request.app.state.service
    now = service.clock()
    here = CollectorRegistry()
    age = Gauge("foothold_job_age_seconds", "Since a job's newest run began", ["job"], registry=here)
    fine = Gauge("foothold_job_ok", "Whether a job's newest run went well", ["job"], registry=here)
    waiting = Gauge("foothold_outbox_oldest_seconds", "Age of the oldest undelivered message", registry=here)
    dead = Gauge("foothold_outbox_dead", "Messages that nobody could be given", registry=here)
    with service.database.transaction(write=False) as session:
        for run in jobs.last_runs(session):
            age.labels(run.name).set((now - run.started_at).total_seconds())
            fine.labels(run.name).set(int(run.ok or run.finished_at is None))
        oldest, gone = _outbox(session, now)
    waiting.set(oldest or 0)
    dead.set(gone)
    return PlainTextResponse(generate_latest(REGISTRY) + generate_latest(here), media_type="text/plain; version=0.0.4")


def state(session: Any, now: datetime) -> dict[str, Any]:
    """schema ("head", or what the database has), seconds since a job began, and the oldest undelivered message's."""
    runs = table_of(jobs.JobRun)
    last = session.execute(sa.select(sa.func.max(runs.c.started_at))).scalar_one()
    oldest, _ = _outbox(session, now)
    return {
        "schema": schema_of(session),
        "tick_seconds": None if last is None else round((now - last).total_seconds()),
        "oldest_undelivered_seconds": oldest,
    }


def schema_of(session: Any) -> str:
    """ "head" when every migration has run, else the revision that the database has, or "none"."""
    heads = set(_SCRIPTS.get_heads())
    found = set(MigrationContext.configure(session.connection()).get_current_heads())
    return "head" if found == heads else ",".join(sorted(found)) or "none"


_SCRIPTS = ScriptDirectory(str(Path(__file__).parent / "migrations"))


def _outbox(session: Any, now: datetime) -> tuple[int | None, int]:
    box = table_of(OutboxMessage)
    oldest = session.execute(
        sa.select(sa.func.min(box.c.made_at)).where(box.c.state == MessageState.waiting)
    ).scalar_one()
    dead = session.execute(
        sa.select(sa.func.count()).where(box.c.state == MessageState.dead, box.c.last_status != WITHDRAWN)
    ).scalar_one()
    return (None if oldest is None else round((now - oldest).total_seconds())), dead


class JobOut(BaseModel):
    """The newest run of one job; `last_at` is null where it never ran."""

    name: str
    every_seconds: int
    last_at: datetime | None
    ok: bool
    counts: dict[str, int]
    fault: str | None


class HealthOut(BaseModel):
    """The installation, for the administrator."""

    as_of: datetime
    jobs: list[JobOut]
    tick_seconds: int | None
    oldest_undelivered_seconds: int | None
    dead: int
    schema_: str = Field(serialization_alias="schema", description="head, or the revision the database has")


class AuditOut(BaseModel):
    """One row of the trail: who did what, when, to which row. Never what anybody wrote."""

    chain: str
    seq: int
    at: datetime
    role: str
    actor: UUID | None
    action: str
    resource: str
    participant_id: UUID | None
    outcome: str
    reason: str | None


class AuditPage(BaseModel):
    """A page of the trail, newest first."""

    items: list[AuditOut]
    next: str | None


class BadRow(BaseModel):
    """The first row that does not hold, and why."""

    chain: str
    seq: int
    why: str


class VerdictOut(BaseModel):
    """What walking every chain found."""

    ok: bool
    chains: int
    rows: int
    first_bad: BadRow | None
    checkpoint_at: datetime | None


@router.get("/api/health")
@act(May.health_read)
def health(at: Access) -> HealthOut:
    """Jobs with their newest run, the oldest undelivered message, dead letters and the schema. For the administrator."""
    runs = {run.name: run for run in jobs.last_runs(at.session)}
    found = state(at.session, at.now)
    shown = []
    for job in jobs.JOBS:
        run = runs.get(job.name)
        shown.append(
            JobOut(
                name=job.name,
                every_seconds=int(job.every.total_seconds()),
                last_at=run.started_at if run else None,
                ok=bool(run and (run.ok or run.finished_at is None)),
                counts=run.counts if run else {},
                fault=run.fault if run else None,
            )
        )
    return HealthOut(
        as_of=at.now,
        jobs=shown,
        tick_seconds=found["tick_seconds"],
        oldest_undelivered_seconds=found["oldest_undelivered_seconds"],
        dead=_outbox(at.session, at.now)[1],
        schema_=found["schema"],
    )


@router.get("/api/audit")
@act(May.audit_read)
def audit_trail(at: Access, before: Annotated[str | None, Query(max_length=200)] = None) -> AuditPage:
    """The trail, newest first, 100 rows a page. The auditor reads every chain, the administrator the system's alone."""
    rows = table_of(AuditEntry)
    query = sa.select(rows).order_by(rows.c.at.desc(), rows.c.chain.desc(), rows.c.seq.desc()).limit(PAGE + 1)
    if at.scope is not Scope.org:
        query = query.where(rows.c.chain == SYSTEM)
    if before is not None:
        when, place = place_of(before)
        chain, _, seq = place.rpartition(":")
        if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
            raise Malformed(errors=[("before", "Not a place.")])
        query = query.where(
            sa.or_(
                rows.c.at < when,
                sa.and_(rows.c.at == when, rows.c.chain < chain),
                sa.and_(rows.c.at == when, rows.c.chain == chain, rows.c.seq < int(seq)),
            )
        )
    found = at.session.execute(query).all()
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    at.audit("audit_read", "list:audit", count=len(shown))
    return AuditPage(
        items=[
            AuditOut(
                chain=row.chain, seq=row.seq, at=row.at, role=row.role, actor=row.actor_id, action=row.action,
                resource=row.resource, participant_id=row.participant_id, outcome=row.outcome, reason=row.reason,
            )
            for row in shown
        ],
        next=cursor_after(last.at, f"{last.chain}:{last.seq}") if last else None,
    )  # fmt: skip


@router.get("/api/audit/verify")
@act(May.audit_verify)
def audit_verify(at: Access) -> VerdictOut:
    """Walk every chain from its first row, and compare with the heads and the newest signed checkpoint."""
    found = audit.verify(at.session, at.vault)
    at.audit("audit_verify", "list:audit", count=found.rows, outcome="done" if found.ok else "failed")
    bad = BadRow(chain=found.first_bad[0], seq=found.first_bad[1], why=found.first_bad[2]) if found.first_bad else None
    return VerdictOut(
        ok=found.ok, chains=found.chains, rows=found.rows, first_bad=bad, checkpoint_at=found.checkpoint_at
    )
