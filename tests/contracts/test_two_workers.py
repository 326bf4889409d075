"""Two real worker processes on one Postgres: everything that is due is done, and each thing once."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep
from uuid import UUID

import pytest
import sqlalchemy as sa

from api import audit
from api.attendance import actions as attendance
from api.attendance import endpoints
from api.attendance.models import Alert, AlertState, AppointmentMode, Came, ToldBefore
from api.attendance.outcomes import Recorded
from api.db import table_of
from api.jobs import JobRun
from api.outbox import MessageState, OutboxAttempt, OutboxMessage
from api.oversight.models import AttentionItem
from api.people.models import Basis, Team
from tests.conftest import Templates
from tests.faults.processes import Site, until
from tests.faults.receivers import Hooks, Mail

pytestmark = pytest.mark.slow

PEOPLE, SESSIONS = 5, 6
UNRECORDED = 4
SECONDS = 120


class Clinic:
    """Sessions that nobody came to: half recorded before the workers start, the rest while both are at work."""

    def __init__(self, site: Site, hooks: Hooks) -> None:
        self.world = world = site.world()
        self.clinician, probation = world.clinician(), world.probation()
        with world.act() as at:
            at.session.execute(sa.update(table_of(Team)).values(grace_minutes=0))
            _, hooks.secret = endpoints.add_endpoint(at, str(probation.user.organisation), hooks.url)
        self.waiting: list[tuple[UUID, UUID]] = []
        self.recorded: list[str] = []
        for number in range(PEOPLE):
            reference, name = f"K7{number} 4821", f"Person{number}"
            person = world.participant(self.clinician, probation, case_reference=reference, first_name=name)
            self.waiting += [(person, self._book(person, 5 + 7 * ago)) for ago in range(SESSIONS)]
        self.unrecorded = [str(self._book(person, 60 + 7 * ago)) for ago in range(UNRECORDED)]

    def _book(self, person: UUID, hours_ago: int) -> UUID:
        with self.world.act(self.clinician.user, person) as at:
            when = at.now - timedelta(hours=hours_ago)
            return attendance.create(at, when, 50, AppointmentMode.phone, None, Basis.licence)

    def record(self, count: int) -> None:
        """Record that nobody came to the next `count` sessions."""
        said = Recorded(Came.no, None, False, None, ToldBefore.none)
        for _ in range(count):
            person, session = self.waiting.pop()
            self.world.clock.set(datetime.now(UTC))
            with self.world.act(self.clinician.user, person) as at:
                attendance.record(at, session, said, attendance.Typed(date(1991, 3, 14), "4821"))
            self.recorded.append(str(session))


def test_two_workers_do_everything_once(templates: Templates, tmp_path: Path) -> None:
    hooks, mail = Hooks(Random(2), slowest=0.1), Mail()
    url = templates.fresh("postgresql")
    site = Site(url, tmp_path, smtp_url=mail.url, mail_from="foothold@example.test")
    alerts, messages, tries = table_of(Alert), table_of(OutboxMessage), table_of(OutboxAttempt)
    items, runs, trail = table_of(AttentionItem), table_of(JobRun), table_of(audit.AuditEntry)

    def all_sent() -> bool:
        with site.service.database.transaction(write=False) as session:
            states = session.execute(sa.select(messages.c.state)).scalars().all()
            nagged = (
                session.execute(sa.select(items.c.subject).where(items.c.rule == "outcome_missing")).scalars().all()
            )
        sent = [state for state in states if state == MessageState.sent]
        return len(sent) == 2 * len(series) and set(clinic.unrecorded) <= set(nagged)

    try:
        clinic = Clinic(site, hooks)
        series = clinic.recorded
        clinic.record(15)
        workers = [site.worker("one"), site.worker("two")]
        for worker in workers:
            worker.start()
        assert until(120, lambda: all("Jobs are running" in worker.log.read_text() for worker in workers))
        while clinic.waiting:
            clinic.record(3)
            sleep(1.5)
        done = until(SECONDS, all_sent)
        alive = [worker.alive for worker in workers]
        for worker in workers:
            worker.stop()
        said = [worker.log.read_text() for worker in workers]
        assert done and all(alive), said
        with site.service.database.transaction(write=False) as session:
            released = session.execute(sa.select(alerts.c.series_id, alerts.c.version, alerts.c.state)).all()
            sent = session.execute(sa.select(messages.c.id, messages.c.channel, messages.c.attempts)).all()
            tried = session.execute(sa.select(tries.c.message_id, tries.c.status)).all()
            nags = session.execute(
                sa.select(items.c.subject, items.c["count"]).where(items.c.rule == "outcome_missing")
            ).all()
            went = session.execute(
                sa.select(trail.c.resource).where(trail.c.action == "alert_release")
            ).scalars().all()  # fmt: skip
            rows = session.execute(sa.select(runs.c.name, runs.c.period, runs.c.ok, runs.c.counts)).all()
            verdict = audit.verify(session, site.service.vault)
    finally:
        site.close()
        templates.drop(url)
        hooks.close()
        mail.close()

    assert Counter(str(row.series_id) for row in released) == Counter(series)
    assert {(row.version, row.state) for row in released} == {(1, AlertState.released)}
    assert len(went) == len(set(went)) == len(series), "released once, says the trail"
    assert {row.attempts for row in sent} == {1}
    assert Counter(row.message_id for row in tried) == Counter(row.id for row in sent), "one try a message"
    assert Counter(got.series for got in hooks.got) == Counter(series), "each webhook came once"
    assert len({got.id for got in hooks.got}) == len(hooks.got) and not hooks.unsigned
    assert len({got.id for got in mail.got}) == len(mail.got) == len(series), "each e-mail came once"
    nagged = Counter({row.subject: row[1] for row in nags})
    assert set(nagged.values()) == {1} and set(clinic.unrecorded) <= set(nagged), "each nag was raised once"
    assert all(row.ok for row in rows), [tuple(row) for row in rows if not row.ok]
    periods = Counter((row.name, row.period) for row in rows)
    assert set(periods.values()) == {1}, "one run a period"
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update({f"{row.name}.{what}": count for what, count in row.counts.items()})
    assert counted["release_due.released"] == len(series), json.dumps(counted)
    assert counted["deliver_waiting.sent"] == 2 * len(series)
    assert counted["nag_unrecorded.clinician"] == len(nagged)
    assert not any(what.endswith(".failed") for what in counted), json.dumps(counted)
    assert verdict.ok, verdict.first_bad
