"""Workers as they really run: processes of their own on one Postgres, doing everything once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.attendance.models import Alert, AlertState
from api.audit import AuditEntry
from api.db import table_of
from api.jobs import JOBS, JobRun
from api.outbox import OutboxMessage
from api.oversight.models import AttentionItem
from api.vault import Vault
from tests.world import World

pytestmark = pytest.mark.slow

WORKERS = 3
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Several processes write on Postgres alone."""
    return str(request.param)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Keys that the workers can open as well."""
    path = tmp_path / "keys.json"
    Vault.make(path)
    return path


@pytest.fixture
def vault(key_file: Path) -> Vault:
    return Vault.load(key_file)


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"smtp_url": "smtp://127.0.0.1:9"}


@pytest.fixture
def workers(world: World, key_file: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that run the jobs, started by the test; stopped at its end."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.terminate()
    for process in started:
        process.wait(30)


def start(world: World, key_file: Path, started: list[subprocess.Popen[bytes]]) -> None:
    """Start the workers at once, with the service's own settings."""
    given = {
        "FOOTHOLD_DATABASE_URL": world.service.settings.database_url,
        "FOOTHOLD_KEY_FILE": str(key_file),
        "FOOTHOLD_PUBLIC_URL": "https://foothold.example",
        "FOOTHOLD_SMTP_URL": "smtp://127.0.0.1:9",
        "FOOTHOLD_POOL_SIZE": "2",
    }
    started += [
        subprocess.Popen(
            [sys.executable, "-m", "api", "worker"], cwd=ROOT, env=os.environ | given, stdout=subprocess.DEVNULL
        )
        for _ in range(WORKERS)
    ]


def count(world: World, model: Any, *where: Any) -> int:
    with world.act() as at:
        found: int = at.session.execute(
            sa.select(sa.func.count()).select_from(table_of(model)).where(*where)
        ).scalar_one()
    return found


def test_three_workers_do_everything_once(world: World, key_file: Path, workers: list[subprocess.Popen[bytes]]) -> None:
    world.clock.set((datetime.now(UTC) - timedelta(days=14)).replace(hour=10, minute=0, second=0, microsecond=0))
    maya, ruth, probation = world.clinician(), world.lead(), world.probation()
    people = [world.participant(maya, link=probation, first_name=f"P{n}") for n in range(6)]
    for person in people:
        world.phone(person).trigger("near_miss", 9)
    alerts = []
    for person in people[:3]:
        booked = maya.client.post(
            f"/api/participants/{person}/appointments",
            {"planned_at": world.clock.now.isoformat(), "length_minutes": 50, "mode": "phone", "place": None, "basis": "licence"},
        ).json()  # fmt: skip
        recorded = maya.client.put(
            f"/api/appointments/{booked['id']}/outcome",
            {"came": "no", "minutes_late": None, "happened": False, "why_not": None, "told_before": "none",
             "confirm": {"date_of_birth": "1991-03-14", "case_reference_last4": "4821"}},
        )  # fmt: skip
        assert recorded.status_code == 200, recorded.text
        alerts.append(recorded.json()["alert"]["id"])
    start(world, key_file, workers)
    items, runs, audit = table_of(AttentionItem), table_of(JobRun), table_of(AuditEntry)
    near_misses = items.c.rule == "near_miss"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        handed = count(world, AttentionItem, near_misses, items.c.handed_at.is_not(None))
        quiet = count(world, AttentionItem, items.c.rule == "quiet")
        finished = count(world, JobRun, runs.c.finished_at.is_not(None))
        if handed == quiet == len(people) and finished >= len(JOBS) + 6:
            break
        assert all(process.poll() is None for process in workers), "a worker stopped by itself"
        time.sleep(0.5)
    else:
        pytest.fail(f"not done in time: {handed} handed, {quiet} quiet, {finished} runs")
    assert count(world, JobRun, runs.c.fault.is_not(None)) == 0
    names = {one.name for one in JOBS}
    with world.act() as at:
        assert set(at.session.execute(sa.select(runs.c.name).distinct()).scalars()) == names
        escalated = at.session.execute(
            sa.select(audit.c.resource, sa.func.count())
            .where(audit.c.action == "attention_escalate")
            .group_by(audit.c.resource)
        ).all()
        near = set(at.session.execute(sa.select(items.c.id).where(near_misses)).scalars())
    once = {
        resource: n for resource, n in escalated if resource.removeprefix("attention_item:") in {str(i) for i in near}
    }
    assert once == {f"attention_item:{one}": 1 for one in near}, "each passed on once"
    assert count(world, AttentionItem, items.c.rule == "quiet", items.c["count"] > 1) == 0, "each silence raised once"
    assert count(world, OutboxMessage, table_of(OutboxMessage).c.to_user_id == ruth.id) >= len(people)
    # The service was down in the grace, so it runs once more before anything goes: nobody could have objected.
    assert count(world, Alert, table_of(Alert).c.state == AlertState.waiting) == len(alerts)
    assert count(world, AuditEntry, audit.c.action == "alert_wait") == len(alerts)
