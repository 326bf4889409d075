"""Work that is due: the list of jobs, their leases, and the tick (architecture section 8).

The scheduler only ticks. What is due is in the tables: a job runs once a period, in whichever worker takes its lease by
a conditional update and writes its `JobRun` first. Several workers, or one that slept for a day, change nothing about
what is done; a job finds its own work by "due and not done", so a period that nobody ran is not missed.
"""

import importlib
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlmodel import Field, SQLModel

from api import audit
from api.act import Service
from api.clock import system_clock
from api.db import Json, insert_ignoring, insert_of, instant, maybe_instant, table_of
from api.errors import raised_at

log = structlog.get_logger("foothold.jobs")

TICK = timedelta(seconds=5)
LEASE = timedelta(seconds=60)
"""A worker that died holds its job back no longer than this."""
SKEW = timedelta(seconds=30)
"""How far the clocks of two workers may differ. A run that began later than this after now means that the clock went back."""
RUNS_KEPT = timedelta(days=30)
QUIET_RUNS_KEPT = timedelta(days=1)
"""Runs that did nothing are kept for a day: enough to see that the ticking went on."""
TRIES_KEPT = timedelta(days=1)


class JobLease(SQLModel, table=True):
    """Which worker runs a job now. Taken by conditional update; a holder that died loses it when `until` passes."""

    __tablename__ = "job_lease"
    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=60)
    until: datetime = instant()


class JobRun(SQLModel, table=True):
    """One run of one job: when, how it went, and how many of what. Unique by (name, period)."""

    __tablename__ = "job_run"
    __table_args__ = (
        sa.UniqueConstraint("name", "period", name="uq_job_run_period"),
        sa.Index("ix_job_run_name_started_at", "name", "started_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=40)
    period: str = Field(max_length=30)
    started_at: datetime = instant()
    finished_at: datetime | None = maybe_instant()
    ok: bool = False
    counts: dict[str, int] = Field(default_factory=dict, sa_column=sa.Column(Json, nullable=False))
    fault: str | None = Field(default=None, max_length=80)


Run = Callable[[Service, datetime], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its name, how often it is looked at, and what it does.

    `run` opens its own transactions, is safe to run twice or a day late, and returns counts.
    """

    name: str
    every: timedelta
    run: Run


def _of(module: str, name: str) -> Run:
    """A domain's job, looked up when it runs: the list stands below every domain and must not import them all."""

    def run(service: Service, now: datetime) -> dict[str, int]:
        counts: dict[str, int] = getattr(importlib.import_module(f"api.{module}"), name)(service, now)
        return counts

    return run


def _deliver(service: Service, now: datetime) -> dict[str, int]:
    """Send what waits. Delivery asks the clock itself: sending takes time, and leases end."""
    counts: dict[str, int] = importlib.import_module("api.outbox").deliver_waiting(service, service.clock)
    return counts


def _checkpoint(service: Service, now: datetime) -> dict[str, int]:
    """Sign the heads of the audit chains, and put the signature where another host keeps it."""
    with service.database.transaction() as session:
        signed = audit.checkpoint(session, now, service.vault)
    folder = service.settings.checkpoint_dir
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / f"checkpoint-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
        new = name.with_suffix(".new")
        with new.open("w") as file:
            json.dump(signed, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(name)
    return {"chains": signed["chains"]}


def _forget_tries(service: Service, now: datetime) -> dict[str, int]:
    """Delete failed tries at passwords and codes that no throttle looks at any more."""
    tries = SQLModel.metadata.tables["failed_try"]
    with service.database.transaction() as session:
        gone = session.execute(sa.delete(tries).where(tries.c.at < now - TRIES_KEPT).returning(tries.c.id)).all()
    return {"forgotten": len(gone)} if gone else {}


def _prune_runs(service: Service, now: datetime) -> dict[str, int]:
    """Delete old rows of this table, those that did nothing first."""
    runs = table_of(JobRun)
    old = runs.c.started_at < now - RUNS_KEPT
    quiet = sa.and_(
        runs.c.started_at < now - QUIET_RUNS_KEPT, runs.c.ok.is_(True), runs.c.counts == sa.literal({}, Json)
    )
    with service.database.transaction() as session:
        gone = session.execute(sa.delete(runs).where(sa.or_(old, quiet)).returning(runs.c.id)).all()
    return {"pruned": len(gone)} if gone else {}


JOBS: tuple[Job, ...] = (
    Job("deliver_waiting", timedelta(seconds=5), _deliver),
    Job("release_due", timedelta(seconds=10), _of("attendance.release", "release_due")),
    Job("tell_dead", timedelta(seconds=30), _of("outbox", "tell_dead")),
    Job("plan_reminders", timedelta(minutes=1), _of("reminders.due", "plan_reminders")),
    Job("send_reminders", timedelta(seconds=30), _of("reminders.sending", "send_reminders")),
    Job("chase_due", timedelta(minutes=1), _of("attendance.release", "chase_due")),
    Job("nag_held", timedelta(minutes=1), _of("attendance.release", "nag_held")),
    Job("nag_unrecorded", timedelta(minutes=5), _of("attendance.release", "nag_unrecorded")),
    Job("escalate_overdue", timedelta(minutes=5), _of("oversight.escalation", "escalate_overdue")),
    Job("raise_quiet", timedelta(minutes=15), _of("oversight.escalation", "raise_quiet")),
    Job("raise_overdue_questions", timedelta(minutes=5), _of("orders.questions", "raise_overdue_questions")),
    Job("raise_unconfirmed_orders", timedelta(minutes=30), _of("orders.questions", "raise_unconfirmed_orders")),
    Job("turn_sessions", timedelta(minutes=5), _of("oversight.escalation", "turn_sessions")),
    Job("plan_occurrences", timedelta(minutes=5), _of("checkins.planning", "plan_occurrences")),
    Job("turn_occurrences", timedelta(minutes=1), _of("checkins.turning", "turn_occurrences")),
    Job("audit_checkpoint", timedelta(hours=1), _checkpoint),
    Job("forget_old_tries", timedelta(hours=1), _forget_tries),
    Job("prune_runs", timedelta(hours=6), _prune_runs),
)

PRESSING = timedelta(minutes=1)

HOLDER = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex[:8]}"


def job_named(name: str, jobs: tuple[Job, ...] = JOBS) -> Job:
    """The job of that name. Raises KeyError, naming the jobs there are."""
    for job in jobs:
        if job.name == name:
            return job
    raise KeyError(f"no job {name}: there are {', '.join(job.name for job in jobs)}")


def period_of(job: Job, now: datetime) -> str:
    """The start of the job's present period, as UTC text: `2026-11-23T05:10:05Z`."""
    seconds = int(job.every.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def run_job(
    service: Service,
    name: str,
    now: datetime,
    *,
    jobs: tuple[Job, ...] = JOBS,
    holder: str = HOLDER,
    again: bool = False,
) -> dict[str, int] | None:
    """Run one job, unless another worker holds it or this period was run already: then None.

    Returns its counts. A job that fails leaves its fault's name in its row and is not raised. `again` runs it even if the
    period was run: for a person at the command line.
    """
    job = job_named(name, jobs)
    if not _take(service, job, now, holder):
        return None
    try:
        run_id = _begin(service, job, now, again)
        if run_id is None:
            return None
        fault, counts = None, {}
        try:
            counts = job.run(service, now)
        except Exception as broken:
            fault = type(broken).__name__[:80]
            log.error("job_failed", job=name, fault=fault, at=raised_at(broken))
        _finish(service, run_id, fault, counts)
        return counts
    finally:
        _let_go(service, job, holder)


def tick(service: Service, *, jobs: tuple[Job, ...] = JOBS, holder: str = HOLDER) -> dict[str, dict[str, int]]:
    """Run what is due by the table. Returns the counts of the jobs that this worker ran."""
    now = service.clock()
    runs = table_of(JobRun)
    periods = {job.name: period_of(job, now) for job in jobs}
    with service.database.transaction(write=False) as session:
        rows = session.execute(
            sa.select(runs.c.name, runs.c.period).where(
                sa.or_(*(sa.and_(runs.c.name == name, runs.c.period == period) for name, period in periods.items()))
            )
        )
        done = {row.name for row in rows}
        ahead = set(session.execute(sa.select(runs.c.name).where(runs.c.started_at > now + SKEW).distinct()).scalars())
    ran = {}
    for job in jobs:
        # After the clock went back its periods are "done" already. What may not wait an hour then runs at every tick.
        back = job.name in ahead and job.every <= PRESSING
        if job.name not in done or back:
            counts = run_job(service, job.name, now, jobs=jobs, holder=holder, again=back)
            if counts is not None:
                ran[job.name] = counts
    return ran


def start(service: Service) -> BackgroundScheduler:
    """Tick every five seconds in a thread until `shutdown()`: inside `serve`, or in a worker of its own."""
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        _tick_and_log, "interval", seconds=TICK.total_seconds(), args=[service], id="tick", max_instances=1,
        coalesce=True, misfire_grace_time=3600, next_run_time=system_clock(),
    )  # fmt: skip
    scheduler.start()
    return scheduler


def last_runs(session: Any) -> list[Any]:
    """The newest run of each job: name, started_at, finished_at, ok, counts, fault."""
    runs = table_of(JobRun)
    newest = sa.select(runs.c.name, sa.func.max(runs.c.started_at).label("at")).group_by(runs.c.name).subquery()
    rows: list[Any] = session.execute(
        sa.select(runs)
        .join(newest, sa.and_(newest.c.name == runs.c.name, newest.c["at"] == runs.c.started_at))
        .order_by(runs.c.name)
    ).all()
    return rows


def _tick_and_log(service: Service) -> None:
    try:
        tick(service)
    except Exception as broken:
        # The next tick tries again; readiness tells who waits for it.
        log.error("tick_failed", fault=type(broken).__name__)


def _take(service: Service, job: Job, now: datetime, holder: str) -> bool:
    leases = table_of(JobLease)
    with service.database.transaction() as session:
        insert = insert_of(session, leases).values(name=job.name, holder=holder, until=now + LEASE)
        taken = session.execute(
            insert.on_conflict_do_update(
                index_elements=[leases.c.name],
                set_={"holder": holder, "until": now + LEASE},
                # Longer than any lease can be: it was taken before the clock went back.
                where=sa.or_(leases.c.until <= now, leases.c.until > now + LEASE + SKEW),
            ).returning(leases.c.name)
        ).first()
    return taken is not None


def _let_go(service: Service, job: Job, holder: str) -> None:
    leases = table_of(JobLease)
    with service.database.transaction() as session:
        session.execute(
            sa.update(leases)
            .where(leases.c.name == job.name, leases.c.holder == holder)
            .values(until=datetime.fromtimestamp(0, UTC))
        )


def _begin(service: Service, job: Job, now: datetime, again: bool) -> UUID | None:
    runs = table_of(JobRun)
    period = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if again else period_of(job, now)
    row = {"id": uuid4(), "name": job.name, "period": period, "started_at": now, "ok": False, "counts": {}}
    with service.database.transaction() as session:
        run_id: UUID | None = insert_ignoring(session, runs, [row], runs.c.id).scalar()
    return run_id


def _finish(service: Service, run_id: UUID, fault: str | None, counts: dict[str, int]) -> None:
    runs = table_of(JobRun)
    with service.database.transaction() as session:
        session.execute(
            sa.update(runs)
            .where(runs.c.id == run_id)
            .values(finished_at=service.clock(), ok=fault is None, fault=fault, counts=counts)
        )
