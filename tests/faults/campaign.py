"""A campaign: phones sync and a clinician records absences while `serve` and `worker` are killed at random moments.

At the end every promise is checked: what was acknowledged is stored, once, with a receipt that can be made again; what was
not is stored when it is sent again; the audit trail holds; each absence became one alert, in the inbox once, and one
message a channel outside, however often it was delivered.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from api import audit
from api.act import as_service
from api.attendance import actions as attendance
from api.attendance import endpoints
from api.attendance.models import Alert, AlertState, AppointmentMode
from api.db import table_of
from api.jobs import JobLease, JobRun
from api.journal.models import Entry, Quarantine
from api.journal.receive import receipt
from api.outbox import Channel, MessageState, OutboxMessage
from api.oversight.models import AttentionItem, Review, ReviewKind
from api.people.models import Basis, Team
from tests.faults.phones import Sender
from tests.faults.processes import START_SECONDS, Process, Site, cookies_of, until
from tests.faults.receivers import Got, Hooks, Mail
from tests.world import Person, World

PEOPLE, PHONES = 4, 6
BORN, LAST4 = "1991-03-14", "4821"
NOT_COME = {
    "came": "no", "minutes_late": None, "happened": False, "why_not": None, "told_before": "none",
    "confirm": {"date_of_birth": BORN, "case_reference_last4": LAST4},
}  # fmt: skip
SETTLE_SECONDS = 300.0
"""The longest that a killed worker may hold anything back: its lease of a job, then its lease of a message, and slack."""


@dataclass
class Plan:
    """What a campaign does. `seed` decides every moment; `age_leases` lets killed workers' leases pass at once."""

    kills: int
    seed: int
    causes: int = 12
    grace_minutes: int = 1
    age_leases: bool = False


@dataclass
class Report:
    """What was counted, and which promises broke: none, it is hoped."""

    kind: str
    figures: dict[str, int | str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def check(self, promise: str, holds: bool) -> None:
        """Remember a broken promise."""
        if not holds:
            self.broken.append(promise)


class Campaign:
    """One database, its people, its processes, and the one who kills them."""

    def __init__(self, url: str, folder: Path, plan: Plan) -> None:
        self.plan, self.random = plan, Random(plan.seed)
        self.hooks, self.mail = Hooks(Random(plan.seed + 1), slowest=1.5), Mail()
        self.site = Site(url, folder, smtp_url=self.mail.url, mail_from="foothold@example.test")
        self.report = Report(self.site.kind)
        self.server, self.worker = self.site.server(), self.site.worker()
        self.kills: Counter[str] = Counter()
        self.recorded: list[str] = []
        self._lock, self._done = threading.Lock(), threading.Event()
        self._people()

    # The people -------------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        world = self.site.world()
        clinician, probation = world.clinician(), world.probation()
        self.clinician, self.probation = cookies_of(clinician.client), probation
        with world.act() as at:
            at.session.execute(sa.update(table_of(Team)).values(grace_minutes=self.plan.grace_minutes))
            _, self.hooks.secret = endpoints.add_endpoint(at, str(probation.user.organisation), self.hooks.url)
        people = [
            world.participant(clinician, probation, first_name=f"Person{number}", case_reference=f"K7{number} {LAST4}")
            for number in range(PEOPLE)
        ]
        self.senders = [
            Sender(self.site, world.phone(people[number % PEOPLE]), Random(self.random.random()), number)
            for number in range(PHONES)
        ]
        self.causes = [self._book(world, clinician, people[n % PEOPLE], n) for n in range(self.plan.causes)]

    def _book(self, world: World, clinician: Person, participant_id: UUID, number: int) -> str:
        when = world.clock.now - timedelta(hours=3 + 5 * number)
        with world.act(clinician.user, participant_id) as at:
            return str(attendance.create(at, when, 50, AppointmentMode.phone, None, Basis.licence))

    # The killing ------------------------------------------------------------------------------------------------------

    def run(self, killed: Callable[[str], None]) -> None:
        """Kill, start again, and go on, until the plan's number is reached. `killed` hears of each."""
        self.server.start()
        self.worker.start()
        if not self.site.up():
            raise RuntimeError(f"the server did not start: {self.server.log.read_text()[-800:]}")
        for sender in self.senders:
            sender.start()
        threads = [
            threading.Thread(target=self._record, daemon=True),
            threading.Thread(target=self._reap, args=("server", self.server, killed), daemon=True),
            threading.Thread(target=self._reap, args=("worker", self.worker, killed), daemon=True),
        ]
        for thread in threads:
            thread.start()
        for thread in threads[1:]:
            thread.join()
        self._done.set()
        self.server.start()
        self.worker.start()
        threads[0].join(SETTLE_SECONDS)

    def _reap(self, name: str, process: Process, killed: Callable[[str], None]) -> None:
        random = Random(self.plan.seed + len(name) + ord(name[0]))
        while True:
            with self._lock:
                if self.kills.total() >= self.plan.kills:
                    return
                self.kills[name] += 1
            told = _told(process)
            process.start()
            if random.random() < 0.1:
                time.sleep(random.uniform(0.05, 2))  # In the middle of starting.
            elif name == "server":
                self.site.up()
                time.sleep(random.uniform(0.02, 1.2))
            else:
                until(START_SECONDS, lambda told=told: _told(process) > told, 0.03)  # type: ignore[misc]
                time.sleep(random.uniform(0.02, 3))
            if not process.kill():
                self.report.broken.append(f"the {name} had ended by itself: see {process.log}")
            killed(name)

    def _record(self) -> None:
        """The clinician records one absence after another, all through the killing, each until she is told that it is recorded."""
        for number, cause in enumerate(self.causes):
            while not self._done.is_set() and self.kills.total() < self.plan.kills * number / len(self.causes):
                time.sleep(0.05)
            ends = time.monotonic() + SETTLE_SECONDS
            while time.monotonic() < ends:
                try:
                    with self.site.client(self.clinician) as client:
                        answer = client.put(f"/api/appointments/{cause}/outcome", json=NOT_COME)
                except httpx.HTTPError:
                    time.sleep(self.random.uniform(0.05, 0.3))
                    continue
                if answer.status_code == 200 or answer.json()["type"].endswith("/nothing-changed"):
                    self.recorded.append(cause)
                    break
                if answer.status_code not in (429, 503):
                    self.report.broken.append(f"recording was answered {answer.status_code}: {answer.text[:150]}")
                    break
                time.sleep(0.3)

    # The promises -----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Let the phones empty their queues, and the worker finish what is due."""
        started = time.monotonic()
        self.report.check("the server starts again after the last kill", self.site.up())
        for sender in self.senders:
            sender.join(90)
        if self.plan.age_leases:
            self.worker.kill()
            self._age_leases()
            self.worker.start()
        quiet = until(SETTLE_SECONDS, self._all_sent, 0.5)
        self.report.check("every alert goes out once the processes are left alone", quiet)
        self.report.figures["seconds to settle"] = round(time.monotonic() - started)

    def _age_leases(self) -> None:
        """The workers that held these are dead: let it be some minutes later for what they held."""
        past = datetime(2000, 1, 1, tzinfo=UTC)
        message = table_of(OutboxMessage)
        with self.site.service.database.transaction() as session:
            session.execute(sa.update(table_of(JobLease)).values(until=past))
            session.execute(
                sa.update(message).where(message.c.leased_until.is_not(None)).values(leased_until=past, next_at=past)
            )

    def _all_sent(self) -> bool:
        a, m = table_of(Alert), table_of(OutboxMessage)
        with self.site.service.database.transaction(write=False) as session:
            released = session.execute(
                sa.select(sa.func.count()).select_from(a).where(a.c.state == AlertState.released)
            ).scalar_one()
            sent = session.execute(
                sa.select(sa.func.count()).select_from(m).where(m.c.state == MessageState.sent)
            ).scalar_one()
        return bool(released >= len(self.recorded) and sent >= 2 * len(self.recorded))

    def verify(self) -> Report:
        """Check every promise, on the wire and in the tables."""
        report = self.report
        made = [one for sender in self.senders for one in sender.made]
        for sender in self.senders:
            report.broken += sender.broken
        acknowledged = {one.id: set(one.receipts) for one in made if one.receipts}
        unanswered = len(made) - len(acknowledged)
        again: Counter[str] = Counter()
        for sender in self.senders:
            again.update(sender.offer_all())
        report.check(
            "everything sent again is the same, or stored if it never was",
            again["same"] + again["stored"] == len(made) and again["stored"] <= unanswered,
        )
        report.check("a receipt never changes", all(len(one.receipts) == 1 for one in made))
        self._entries()
        self._alerts()
        runs = table_of(JobRun)
        with self.site.service.database.transaction(write=False) as session:
            verdict = audit.verify(session, self.site.service.vault)
            failed = session.execute(
                sa.select(runs.c.name, runs.c.fault).where(runs.c.finished_at.is_not(None), runs.c.ok.is_(False))
            ).all()
        report.check(f"the audit trail holds ({verdict.first_bad})", verdict.ok)
        report.check(f"no job fails ({[tuple(row) for row in failed][:3]})", not failed)
        report.figures |= {
            "kills": f"{self.kills['server']} server, {self.kills['worker']} worker",
            "requests": sum(sender.requests for sender in self.senders),
            "requests that died": sum(sender.failed for sender in self.senders),
            "entries made": len(made),
            "acknowledged": len(acknowledged),
            "sent more than once": sum(one.tries > 1 for one in made),
            "audit rows": verdict.rows,
        }
        return report

    def _entries(self) -> None:
        report, service = self.report, self.site.service
        made = {one.id: (sender, one) for sender in self.senders for one in sender.made}
        e, q, r = table_of(Entry), table_of(Quarantine), table_of(Review)
        rows_audit = table_of(audit.AuditEntry)
        with service.database.transaction(write=False) as session:
            at = as_service(service, session, service.clock())
            stored = session.execute(sa.select(e.c.id, e.c.participant_id, e.c.digest, e.c.body, e.c.amends)).all()
            kept = session.execute(sa.select(sa.func.count()).select_from(q)).scalar_one()
            audited = session.execute(
                sa.select(sa.func.sum(rows_audit.c["count"])).where(rows_audit.c.action == "entry_create")
            ).scalar_one()
            reviews = session.execute(sa.select(r.c.kind, r.c.entry_id)).all()
            items = table_of(AttentionItem)
            near = session.execute(
                sa.select(items.c.subject, items.c["count"]).where(items.c.rule == "near_miss")
            ).all()
            unlike = wrong = 0
            for row in stored:
                found = made.get(str(row.id))
                if found is None:
                    continue
                sender, one = found
                wrong += one.receipts != {receipt(at, str(row.id), bytes(row.digest))}
                plain = json.loads(at.box(row.participant_id).open("entry", "body", row.id, row.body))
                if row.amends is not None:
                    # A second card of one day adds to the first (checkins/arriving.py): what was written stands inside.
                    plain = plain["body"]
                unlike += (
                    row.participant_id != sender.phone.participant_id
                    or plain.get("text") != one.body.get("text")
                    or plain.get("answers") != one.body.get("answers")
                )
        counts = Counter(str(row.id) for row in stored)
        lost = [one_id for one_id, (_, one) in made.items() if one.receipts and not counts[one_id]]
        twice = [one_id for one_id, count in counts.items() if count > 1]
        report.figures |= {"acknowledged and lost": len(lost), "stored twice": len(twice) + len(counts) - len(made)}
        report.check(f"nothing acknowledged is lost ({lost[:3]})", not lost)
        report.check("nothing is stored twice, and nothing that nobody sent", not twice and set(counts) == set(made))
        report.check(f"nothing is in quarantine ({kept})", not kept)
        report.check(f"every receipt can be made again ({wrong} can not)", not wrong)
        report.check(f"what is stored is what was written ({unlike} differ)", not unlike)
        report.check(f"each entry is in one audited batch ({audited} of {len(made)})", audited == len(made))
        expected = {one_id for one_id, (_, one) in made.items() if one.body.get("kind") == "near_miss"}
        reviewed = Counter(str(row.entry_id) for row in reviews if row.kind == ReviewKind.near_miss)
        raised = Counter({row.subject: row[1] for row in near})
        report.check("each near miss has one review", reviewed == Counter(expected))
        report.check("each near miss is raised once", raised == Counter(expected))

    def _alerts(self) -> None:
        report = self.report
        a, m = table_of(Alert), table_of(OutboxMessage)
        with self.site.service.database.transaction(write=False) as session:
            alerts = session.execute(sa.select(a.c.series_id, a.c.version, a.c.state)).all()
            messages = session.execute(sa.select(m.c.id, m.c.channel, m.c.state, m.c.attempts)).all()
        series = Counter(str(row.series_id) for row in alerts)
        once = Counter(self.recorded)
        report.check("every absence is recorded in the end", len(self.recorded) == len(self.causes))
        report.check("one alert a cause", series == once)
        released = all(row.state == AlertState.released and row.version == 1 for row in alerts)
        report.check("every alert is released, as version 1", released)
        # Nobody touched this session while it was killed: on a slow machine that is longer than the 15 minutes it lives.
        self.site.world().sign_in(self.probation.client, self.probation.user)
        with self.site.client(cookies_of(self.probation.client)) as client:
            answer = client.get("/api/attendance/alerts")
        inbox = Counter(item["series_id"] for item in answer.json()["items"])
        report.check("the inbox has each alert once", inbox == once)
        by_series: dict[str, set[str]] = {}
        for got in self.hooks.got:
            by_series.setdefault(got.series, set()).add(got.id)
        bodies = {(got.id, json.dumps(got.body, sort_keys=True)) for got in self.hooks.got}
        report.check("each alert has one webhook id", Counter({k: len(v) for k, v in by_series.items()}) == once)
        report.check("a message that comes again says the same", len(bodies) == len(_ids(self.hooks.got)))
        report.check("each alert has one e-mail id", len(_ids(self.mail.got)) == len(once))
        report.check("nothing is unsigned", self.hooks.unsigned == 0)
        for channel in Channel:
            sent = [row for row in messages if row.channel == channel and row.state == MessageState.sent]
            report.check(f"one {channel} message a cause, sent", len(sent) == len(once))
        report.figures |= {
            "absences recorded": len(self.recorded),
            "alerts in the inbox": inbox.total(),
            "webhooks: ids / deliveries": f"{len(_ids(self.hooks.got))} / {len(self.hooks.got)}",
            "e-mails: ids / deliveries": f"{len(_ids(self.mail.got))} / {len(self.mail.got)}",
        }

    def close(self) -> None:
        """End what was started here."""
        self.site.close()
        self.hooks.close()
        self.mail.close()


def _told(worker: Process) -> int:
    """How often a worker has said that its jobs are running."""
    return worker.log.read_text().count("Jobs are running") if worker.log.exists() else 0


def _ids(got: list[Got]) -> set[str]:
    return {one.id for one in got}


def campaign(
    url: str, folder: Path, plan: Plan, killed: Callable[[str], None], left_alone: Callable[[], Any] = lambda: None
) -> Report:
    """Run one campaign to its report. `left_alone` is called when the killing is over and the settling begins."""
    made = Campaign(url, folder, plan)
    try:
        made.run(killed)
        left_alone()
        made.settle()
        return made.verify()
    finally:
        made.close()
