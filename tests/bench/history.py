"""Two hundred participants with a year of history each, or ten: the only rows in this repository made by bulk inserts.

Participants, phones and the caseload's rows are made by the product's own actions. History is written straight into the
tables, since ten years of it by hand would take an hour; its words are sealed as the product seals them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access, as_service
from api.oversight import caseload
from api.people import enrolment
from api.people.models import Participant
from api.principals import PHONE_COOKIE, READER_COOKIE
from api.vault import Box
from tests.faults.processes import Site, cookies_of
from tests.world import Person, Phone, World

Rows = Iterable[tuple[Any, ...]]
YEAR = 365
TEXT = "He wrote again and I had it typed. I put the phone in the kitchen and walked round the block twice."

ENTRY = (
    "id", "participant_id", "device_id", "kind", "detail", "schema_version", "device_seq", "made_at", "zone",
    "clock_offset_seconds", "happened_at", "local_date", "received_at", "late", "intensity", "acted", "talk_about",
    "withdrawn", "digest", "body",
)  # fmt: skip
REVIEW = (
    "id", "participant_id", "kind", "subject", "state", "at", "raised_at", "due_at", "closed_by", "closed_at",
    "outcome", "bring_next_session",
)  # fmt: skip
ITEM = (
    "id", "participant_id", "rule", "rule_version", "subject", "band", "facts", "count", "state", "raised_at", "last_at",
    "due_at", "closed_by", "closed_at", "outcome",
)  # fmt: skip
APPOINTMENT = (
    "id", "participant_id", "number", "phase", "planned_at", "length_minutes", "mode", "basis", "enforceable", "state",
    "made_by", "made_at",
)  # fmt: skip
OUTCOME = ("id", "appointment_id", "version", "came", "happened", "recorded_by", "recorded_at")


@dataclass
class Client:
    """One participant of the bench with an enrolled phone, and the cookies to be that phone with."""

    phone: Phone
    cookies: dict[str, str]
    box: Box

    @property
    def id(self) -> UUID:
        return self.phone.participant_id


def people(site: Site, world: World, clinician: Person, count: int) -> list[Client]:
    """Participants of one clinician, each with a phone, by the product's actions."""
    made = []
    ready = world.phone(world.participant(clinician))
    for number in range(count):
        person_id = world.participant(clinician, first_name=f"Person{number}", case_reference=f"K{number:05d} 4821")
        with world.act(participant_id=person_id) as at:
            person = at.session.get_one(Participant, person_id)
            device, cookies = _enrol(at, person)
            box = at.box()
        phone = Phone(ready.client, person_id, device, site.service.vault.seal_keys, world.clock)
        made.append(Client(phone, cookies, box))
    return made


def _enrol(at: Access, person: Participant) -> tuple[UUID, dict[str, str]]:
    """A phone without the slow hash of its PIN, which nothing here types."""
    original = enrolment.hashed  # type: ignore[attr-defined]
    enrolment.hashed = lambda secret: f"not a hash of {len(secret)}"  # type: ignore[attr-defined]
    try:
        device = enrolment.enrol(at, person, "258036", person.zone)
    finally:
        enrolment.hashed = original  # type: ignore[attr-defined]
    return device.id, {name: value for name, value, _ in at.set_cookies if name in (PHONE_COOKIE, READER_COOKIE)}


def write(site: Site, clients: list[Client], clinician: Person, first: int, last: int) -> int:
    """Write the days from `last` to `first` days ago of everybody, and bring the caseload up to date. Returns how many entries."""
    staff = clinician.id.hex
    entries = sum(_copy(site, "entry", ENTRY, _entries(one, first, last)) for one in clients)
    _copy(site, "review", REVIEW, (row for one in clients for row in _reviews(one, staff, first, last)))
    _copy(site, "attention_item", ITEM, (row for one in clients for row in _items(one, staff, first, last)))
    sessions = [row for one in clients for row in _sessions(one, staff, first, last)]
    _copy(site, "appointment", APPOINTMENT, (row for row, _ in sessions))
    _copy(site, "outcome", OUTCOME, (row for _, row in sessions))
    service = site.service
    for one in clients:
        with service.database.transaction() as session:
            at = as_service(service, session, service.clock(), one.id)
            caseload.refresh(at, one.id)
    connection = service.database.engine.raw_connection()
    try:
        if site.kind == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            connection.cursor().execute("VACUUM ANALYZE")  # What its own housekeeping does in the first minutes.
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        else:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    return entries


def _copy(site: Site, table: str, columns: tuple[str, ...], rows: Rows) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    count = 0

    def counted() -> Iterator[tuple[Any, ...]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    connection = site.service.database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if site.kind == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copying:
                for row in counted():
                    copying.write_row(row)
        else:
            cursor.execute("BEGIN IMMEDIATE")
            holes = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", counted())  # type: ignore[arg-type]
            cursor.execute("COMMIT")
        connection.commit()
    finally:
        connection.close()
    return count


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _days(first: int, last: int) -> Iterator[tuple[int, date, datetime]]:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for ago in range(last, first, -1):
        yield ago, (noon - timedelta(days=ago)).date(), noon - timedelta(days=ago)


def _entries(one: Client, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """A card every second evening, and a log every fourth day."""
    person, device, box = one.id.hex, one.phone.device_id.hex, one.box
    for ago, day, noon in _days(first, last):
        card, log = _text(noon + timedelta(hours=8)), _text(noon + timedelta(hours=2, seconds=ago % 3000))
        kinds: list[tuple[Any, ...]] = []
        if ago % 2 == 0:
            kinds.append(("checkin", None, card, _card(day), ago % 7, False))
        if ago % 4 == 0:
            kinds.append(("trigger", "urge", log, _log(log), ago % 8, None))
        for kind, detail, at, body, urge, acted in kinds:
            row = uuid4()
            yield (
                row.hex, person, device, kind, detail, 1, 4000 - ago, at, "Europe/London", 0, at, day.isoformat(), at,
                False, urge, acted, False, False, row.bytes, box.seal("entry", "body", row, body),
            )  # fmt: skip


def _card(day: date) -> bytes:
    return json.dumps(
        {
            "form_id": "daily-card", "form_version": 2, "local_date": day.isoformat(),
            "answers": {"urge": 3, "acted": False, "sleep_hours": 6, "note": TEXT[:40]}, "kept": [], "unfinished": False,
        }
    ).encode()  # fmt: skip


def _log(at: str) -> bytes:
    return json.dumps(
        {
            "happened_at": at, "kind": "urge", "intensity": 5, "triggers": ["message_came"], "emotions": ["lonely"],
            "did": ["walked"], "skills": [], "text": TEXT, "talk_about": False, "kept": [], "unfinished": False,
        }
    ).encode()  # fmt: skip


def _reviews(one: Client, staff: str, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """A week of cards, read and closed, each Monday."""
    for _, day, noon in _days(first, last):
        if day.weekday() == 0:
            at = _text(noon)
            yield (
                uuid4().hex, one.id.hex, "week", day.isoformat(), "closed", at, at, at, staff, at, "noted", False,
            )  # fmt: skip


def _items(one: Client, staff: str, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Something raised and answered every tenth day."""
    for ago, _, noon in _days(first, last):
        if ago % 10 == 0:
            at = _text(noon)
            yield (
                uuid4().hex, one.id.hex, "near_miss", 1, uuid4().hex, "attention", "{}", 1, "actioned", at, at, at,
                staff, at, "spoke",
            )  # fmt: skip


def _sessions(one: Client, staff: str, first: int, last: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """A session a week, held."""
    for ago, _, noon in _days(first, last):
        if ago % 7 == 0:
            row, at = uuid4().hex, _text(noon)
            yield (
                (row, one.id.hex, 600 - ago // 7, "working", at, 50, "phone", "licence", False, "held", staff, at),
                (uuid4().hex, row, 1, "yes", True, staff, at),
            )  # fmt: skip


def staff_cookies(person: Person) -> dict[str, str]:
    """The cookies of a signed-in member of staff."""
    return cookies_of(person.client)


def entries_in(site: Site) -> int:
    """How many entries the database holds."""
    with site.service.database.transaction(write=False) as session:
        return int(session.execute(sa.text("SELECT count(*) FROM entry")).scalar_one())
