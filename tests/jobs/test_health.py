"""How the installation says that it is well, and the auditor's pages."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api import jobs
from api.audit import AuditEntry
from api.db import table_of
from api.jobs import JOBS
from tests.world import World


def test_the_process_answers_whether_or_not_the_database_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: Any) -> Any:
        raise OSError("the database is away")

    stranger = world.anonymous()
    monkeypatch.setattr(world.service.database, "transaction", gone)
    assert stranger.get("/healthz").text == "ok"
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": "does not answer"})


def test_ready_means_schema_at_head_and_a_tick_within_two_minutes(world: World) -> None:
    stranger = world.anonymous()
    assert stranger.get("/readyz").json() == {
        "ready": False, "schema": "head", "tick_seconds": None, "oldest_undelivered_seconds": None,
    }  # fmt: skip
    jobs.tick(world.service)
    assert stranger.get("/readyz").status_code == 200
    world.clock.advance(seconds=120)
    assert stranger.get("/readyz").json() | {"tick_seconds": 120} == stranger.get("/readyz").json()
    assert stranger.get("/readyz").status_code == 200
    world.clock.advance(seconds=1)
    assert stranger.get("/readyz").status_code == 503


def test_a_schema_that_is_not_the_newest_is_not_ready(world: World) -> None:
    jobs.tick(world.service)
    with world.act() as at:
        at.session.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    answer = world.anonymous().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


def test_the_figures_hold_templates_and_no_ids(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    maya.client.get(f"/api/participants/{person}")
    jobs.tick(world.service)
    text = world.anonymous().get("/metrics").text
    assert 'foothold_requests_total{method="GET",route="/api/participants/{participant_id}",status="200"}' in text
    assert 'foothold_job_age_seconds{job="release_due"} 0.0' in text and "foothold_outbox_oldest_seconds" in text
    assert str(person) not in text and str(maya.id) not in text


def test_the_administrator_sees_every_job_and_nobody_else_does(world: World) -> None:
    jobs.tick(world.service)
    found = world.admin().client.get("/api/health").json()
    assert [one["name"] for one in found["jobs"]] == [one.name for one in JOBS]
    assert all(one["ok"] and one["last_at"] for one in found["jobs"]) and found["schema"] == "head"
    for who in (world.clinician(), world.lead(), world.probation(), world.auditor()):
        assert who.client.get("/api/health").status_code == 403


def test_the_auditor_reads_every_chain_page_by_page_and_the_administrator_the_systems(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    for _ in range(120):
        maya.client.get(f"/api/participants/{person}")
    auditor = world.auditor()
    first = auditor.client.get("/api/audit").json()
    assert len(first["items"]) == 100 and first["next"]
    second = auditor.client.get("/api/audit", params={"before": first["next"]}).json()
    places = [(one["chain"], one["seq"]) for one in first["items"] + second["items"]]
    assert len(places) == len(set(places)) and ("system", 1) in places and second["next"] is None
    own = sorted(seq for chain, seq in places if chain == str(person))
    assert own == list(range(1, len(own) + 1)) and len(own) > 120, "none is lost between the pages"
    admins = world.admin().client.get("/api/audit").json()["items"]
    assert {one["chain"] for one in admins} == {"system"}
    for who in (maya, world.lead(), world.probation()):
        assert who.client.get("/api/audit").status_code == 403
    assert auditor.client.get("/api/audit", params={"before": "nonsense"}).status_code == 422


def test_a_changed_row_is_named(world: World) -> None:
    person = world.participant()
    auditor = world.auditor()
    assert auditor.client.get("/api/audit/verify").json()["ok"] is True
    table = table_of(AuditEntry)
    with world.act() as at:
        at.session.execute(
            sa.update(table).where(table.c.chain == str(person), table.c.seq == 1).values(action="nothing_happened")
        )
    found = auditor.client.get("/api/audit/verify").json()
    assert found["ok"] is False and found["first_bad"] == {"chain": str(person), "seq": 1, "why": "changed"}
    jobs.run_job(world.service, "audit_checkpoint", world.clock.now + timedelta(hours=1))
    assert auditor.client.get("/api/audit/verify").json()["checkpoint_at"] == "2026-11-23T11:00:00Z"
