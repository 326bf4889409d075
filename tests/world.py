"""A small made-up world for tests: teams, staff, participants and phones, all made by the same actions as real ones.

Staff and phones act over HTTP, sealing for real; only the password step is short-cut, because Argon2 takes its time.
"""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from fastapi import FastAPI

from api.act import Access, Service, as_service, as_user
from api.people import actions, enrolment, passwords, signing_in, staffing
from api.people.models import (
    Basis,
    Cadence,
    LegalBasis,
    LinkState,
    Participant,
    ProbationLink,
    RecoveryCode,
    Role,
    StaffSession,
    Team,
    User,
)
from api.principals import PHONE_COOKIE, READER_COOKIE, STAFF_COOKIE
from api.vault import b64, new_token, token_hash, unb64

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday morning in London winter time."""

PIN = "258036"
POLICY = "If your order was broken, we pass that on. We tell you first if we can."
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@functools.cache
def _hashed_once(secret: str) -> str:
    return passwords.hashed(secret)


@functools.cache
def _checked_once(password: str, *about: str) -> None:
    passwords.check_password(password, list(about))


@contextmanager
def _slow_hash_once() -> Iterator[None]:
    """The same true Argon2 hash for the same secret, made once a process: it is slow on purpose, and a world makes many people.

    The same true look at how easily a password is guessed, too, once for the same password of the same person.
    """
    with pytest.MonkeyPatch.context() as patch:
        for room in (staffing, enrolment):
            patch.setattr(room, "hashed", _hashed_once)
        patch.setattr(staffing, "check_password", lambda password, about: _checked_once(password, *about))
        yield


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        """Stand at another instant."""
        self.now = now

    def advance(self, **delta: float) -> datetime:
        """Move on by hours=, minutes=, days= ..."""
        self.now += timedelta(**delta)
        return self.now


class _AtOnce(httpx2.BaseTransport):
    """Goes to the app's loop once with a request and comes back with all of the answer.

    FastAPI's TestClient goes there and back eight times, so that an answer can be read bit by bit; nobody here does.
    """

    def __init__(self, app: FastAPI, loop: BlockingPortal | None) -> None:
        self.loop = loop
        self.inner = httpx2.ASGITransport(app, raise_app_exceptions=False, client=("testclient", 50000))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """What the app answers; 500 where it raised."""
        if self.loop is not None:
            return self.loop.call(self._ask, request)
        with start_blocking_portal() as loop:
            return loop.call(self._ask, request)

    async def _ask(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self.inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        # As it was sent: what is packed stays so until it is read.
        raw = b"".join([part async for part in answer.stream])
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(raw))


class Client:
    """A browser: keeps cookies as a browser does over https, and sends what the app sends.

    `loop` is one event loop for all of a test process. Without it every request starts one, which is half of what it costs.
    """

    loop: ClassVar[BlockingPortal | None] = None

    def __init__(self, app: FastAPI) -> None:
        self.http = httpx2.Client(
            transport=_AtOnce(app, self.loop), base_url="https://testserver", follow_redirects=True,
            headers={"X-Requested-With": "foothold", "Sec-Fetch-Site": "same-origin", "Origin": "https://testserver"},
        )  # fmt: skip

    def get(self, path: str, **more: Any) -> Any:
        return self.http.get(path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.http.post(path, json={} if body is None else body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.http.put(path, json={} if body is None else body, **more)

    def delete(self, path: str, **more: Any) -> Any:
        return self.http.delete(path, **more)

    def request(self, method: str, path: str, **more: Any) -> Any:
        return self.http.request(method, path, **more)


@dataclass
class Person:
    """A member of staff with a browser that is signed in."""

    user: User
    client: Client
    totp_secret: str = ""
    password: str = ""

    @property
    def id(self) -> UUID:
        return self.user.id


@dataclass
class Phone:
    """An enrolled phone that seals for real. `seq` is the next device sequence."""

    client: Client
    participant_id: UUID
    device_id: UUID
    keys: list[dict[str, str]]
    clock: TestClock
    seq: int = 1
    sent: list[dict[str, Any]] = field(default_factory=list)

    def envelope(self, kind: str, body: Any, **over: Any) -> dict[str, Any]:
        """One sealed item. `over` replaces envelope fields before sealing; `raw` seals bytes as they are."""
        raw = over.pop("raw", None)
        made_at = over.pop("made_at", self.clock.now.isoformat())
        item: dict[str, Any] = {
            "id": str(uuid4()),
            "kind": kind,
            "schema": 1,
            "device_seq": self.seq,
            "made_at": made_at,
            "zone": "Europe/London",
            "key_id": self.keys[0]["id"],
            **over,
        }
        self.seq = max(self.seq, item["device_seq"]) + 1
        key = next((k for k in self.keys if k["id"] == item["key_id"]), self.keys[0])
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key["public"]))
        info = (
            f"foothold/entry/1|{self.participant_id}|{self.device_id}|{item['id']}|{item['kind']}|{item['schema']}"
            f"|{item['device_seq']}|{item['made_at']}|{item['key_id']}"
        )
        plain = raw if raw is not None else json.dumps(body).encode()
        item["sealed"] = b64(bytes(_SUITE.encrypt(plain, public, info.encode())))
        return item

    def post(self, items: list[dict[str, Any]]) -> Any:
        """Send items, whatever they are."""
        return self.client.post("/api/me/entries", {"items": items})

    def send(self, kind: str, body: dict[str, Any], **over: Any) -> dict[str, Any]:
        """Send one entry and give what became of it, with its id."""
        item = self.envelope(kind, body, **over)
        answer = self.post([item])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["items"][0]
        self.sent.append(item)
        return found

    def trigger(self, kind: str = "urge", intensity: int | None = 5, **more: Any) -> dict[str, Any]:
        """Log a trigger now."""
        body = {"happened_at": self.clock.now.isoformat(), "kind": kind, "intensity": intensity, **more}
        return self.send("trigger", body)

    def card(self, day: date | None = None, **answers: Any) -> dict[str, Any]:
        """Send a daily card."""
        given = {"urge": 2, "acted": False, **answers}
        day = day or self.clock.now.date()
        return self.send(
            "checkin", {"form_id": "daily-card", "form_version": 2, "local_date": day.isoformat(), "answers": given}
        )

    def lock(self) -> None:
        """Forget the reader's cookie, as a locked phone does."""
        self.client.http.cookies.delete(READER_COOKIE)

    def unlock(self, pin: str = PIN) -> Any:
        """Type the PIN."""
        return self.client.post("/api/unlock", {"pin": pin})


class World:
    """Makes people. Everything is committed at once."""

    def __init__(self, service: Service, app: FastAPI, clock: TestClock) -> None:
        self.service, self.app, self.clock = service, app, clock
        self._team: Team | None = None
        self._n = 0
        with self.act() as at:
            staffing.settle_in(at)

    def act(self, user: User | None = None, participant_id: UUID | None = None) -> "_Acting":
        """An Access in a transaction of its own: `with world.act() as at`."""
        return _Acting(self, user, participant_id)

    def anonymous(self) -> Client:
        """A browser that nobody is signed in on."""
        return Client(self.app)

    def team(self, name: str | None = None, policy: str | None = POLICY) -> Team:
        """A new team."""
        self._n += 1
        with self.act() as at:
            return staffing.add_team(at, name or f"Team {self._n}", "01632 960014", "Mon to Fri, 9 to 5", policy)

    @property
    def home(self) -> Team:
        """The team that people belong to when none is named."""
        self._team = self._team or self.team("Harbour")
        return self._team

    def user(self, role: Role, team: Team | None = None, first_name: str | None = None, **more: Any) -> Person:
        """A member of staff, signed in."""
        self._n += 1
        name = first_name or f"{role.value.capitalize()}{self._n}"
        password = "four unlikely words together 7"
        team_id = (team or self.home).id if role in (Role.clinician, Role.lead) else None
        with _slow_hash_once(), self.act() as at:
            made = staffing.add_user(
                at,
                email=f"{name.lower()}.{self._n}@example.test",
                first_name=name,
                last_name="Example",
                role=role,
                password=password,
                team_id=team_id,
                organisation=more.get("organisation", "North Probation") if role is Role.probation else None,
            )
        client = Client(self.app)
        self.sign_in(client, made.user)
        return Person(made.user, client, made.totp_secret, password)

    def sign_in(self, client: Client, user: User) -> None:
        """Give a browser a complete session, without the password step."""
        token = new_token()
        with self.service.database.transaction() as session:
            session.add(
                StaffSession(
                    user_id=user.id,
                    token_hash=token_hash(token),
                    complete=True,
                    started_at=self.clock.now,
                    seen_at=self.clock.now,
                )
            )
        client.http.cookies.set(STAFF_COOKIE, token, domain="testserver.local")

    def clinician(self, team: Team | None = None, first_name: str | None = None) -> Person:
        return self.user(Role.clinician, team, first_name)

    def lead(self, team: Team | None = None, first_name: str | None = None) -> Person:
        return self.user(Role.lead, team, first_name)

    def probation(self, organisation: str = "North Probation", first_name: str | None = None) -> Person:
        return self.user(Role.probation, None, first_name, organisation=organisation)

    def admin(self) -> Person:
        return self.user(Role.admin)

    def auditor(self) -> Person:
        return self.user(Role.auditor)

    def participant(
        self,
        clinician: Person | None = None,
        link: Person | None = None,
        *,
        case_reference: str = "K70 4821",
        date_of_birth: str = "1991-03-14",
        basis: str = "licence",
        tier: int = 2,
        covers_voluntary: bool = False,
        internet: bool = True,
        first_name: str = "Daniel",
        last_name: str = "Reeve",
        cadence: str = "daily_card",
    ) -> UUID:
        """A participant created by a clinician; with `link`, attendance goes to that practitioner, accepted."""
        clinician = clinician or self.clinician()
        with self.act(clinician.user) as at:
            person = actions.take_on(
                at, first_name=first_name, last_name=last_name, date_of_birth=date.fromisoformat(date_of_birth),
                case_reference=case_reference, zone="Europe/London", tier=tier, basis=Basis(basis),
                cadence=Cadence(cadence), planned_sessions=12,
                suitability={
                    "agreed": True, "internet_device_allowed": internet, "inspection": False, "no_deletion": False,
                    "no_auto_deletion_software": False, "reading_support": False, "digital_skill": "some",
                    "excluded_motivation": False, "note": None,
                },
            )  # fmt: skip
            person_id = person.id
        if link is not None:
            with self.act(clinician.user, person_id) as at:
                tie = actions.propose_link(at, link.id, LegalBasis.licence, covers_voluntary)
                tie.state, tie.accepted_at = LinkState.accepted, self.clock.now
        return person_id

    def phone(self, participant_id: UUID, pin: str = PIN) -> Phone:
        """An enrolled and unlocked phone of a participant."""
        client = Client(self.app)
        with _slow_hash_once(), self.act() as at:
            at.participant_id = participant_id
            person = at.session.get_one(Participant, participant_id)
            device = enrolment.enrol(at, person, pin, person.zone)
            for name, value, _ in at.set_cookies:
                client.http.cookies.set(name, value, domain="testserver.local")
            device_id = device.id
        return Phone(client, participant_id, device_id, self.service.vault.seal_keys, self.clock)

    def link_of(self, participant_id: UUID) -> ProbationLink | None:
        """The participant's live link."""
        with self.act() as at:
            return actions.live_link(at, participant_id)


class _Acting:
    def __init__(self, world: World, user: User | None, participant_id: UUID | None) -> None:
        self.world, self.user, self.participant_id = world, user, participant_id

    def __enter__(self) -> Access:
        self._transaction = self.world.service.database.transaction()
        session = self._transaction.__enter__()
        now = self.world.clock.now
        self.at = (
            as_user(self.world.service, session, now, self.user, self.participant_id)
            if self.user
            else as_service(self.world.service, session, now, self.participant_id)
        )
        return self.at

    def __exit__(self, *fault: Any) -> None:
        if fault[0] is None:
            self.at.trail.write(self.at.session, self.world.clock.now)
        self._transaction.__exit__(*fault)


__all__ = [
    "PHONE_COOKIE",
    "PIN",
    "START",
    "Client",
    "Person",
    "Phone",
    "RecoveryCode",
    "TestClock",
    "World",
    "signing_in",
]
