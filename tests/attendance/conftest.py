"""One linked participant, the people around them, and a real webhook receiver and mail server to send to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from api import outbox
from api.act import Service
from api.attendance import actions, endpoints, release, words
from api.db import table_of
from api.oversight.models import AttentionItem
from api.people import actions as people
from tests.world import Person, Phone, TestClock, World

BORN, LAST4 = "1991-03-14", "4821"
CONFIRM = {"date_of_birth": BORN, "case_reference_last4": LAST4}


def answers(came: str = "yes", **more: Any) -> dict[str, Any]:
    """The answers of the outcome page."""
    given = {"came": came, "minutes_late": None, "happened": came != "no", "why_not": None, "told_before": None}
    if came == "no":
        given["told_before"] = "none"
    return given | more


class AtWork:
    """A member of staff's browser that signs in again whenever the clock has moved: 15 idle minutes sign them out."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person, self.client, self.seen = world, person, person.client, world.clock.now

    def __getattr__(self, name: str) -> Any:
        if self.world.clock.now != self.seen:
            self.world.sign_in(self.client, self.person.user)
            self.seen = self.world.clock.now
        return getattr(self.client, name)


class Case:
    """One participant with a clinician, a lead and a practitioner, and what they do."""

    def __init__(self, world: World, *, basis: str = "licence", linked: bool = True, **more: Any) -> None:
        self.world, self.service, self.clock = world, world.service, world.clock
        self.clinician, self.lead, self.probation = world.clinician(), world.lead(), world.probation()
        for person in (self.clinician, self.lead, self.probation):
            person.client = AtWork(world, person)  # type: ignore[assignment]
        self.basis = basis
        self.participant_id = world.participant(self.clinician, self.probation if linked else None, basis=basis, **more)
        self._phone: Phone | None = None

    @property
    def phone(self) -> Phone:
        self._phone = self._phone or self.world.phone(self.participant_id)
        return self._phone

    def book(self, at: datetime | None = None, *, enforceable: bool = False, basis: str | None = None) -> str:
        """An appointment, in an hour unless said otherwise."""
        planned_at = at or self.clock.now + timedelta(hours=1)
        answer = self.clinician.client.post(
            f"/api/participants/{self.participant_id}/appointments",
            {"planned_at": planned_at.isoformat(), "length_minutes": 50, "mode": "phone", "basis": basis or self.basis},
        )
        assert answer.status_code == 201, answer.text
        if enforceable:
            said = self.probation.client.put(
                f"/api/attendance/appointments/{answer.json()['id']}/enforceable", {"enforceable": True}
            )
            assert said.status_code == 200, said.text
        return str(answer.json()["id"])

    def held(self, **more: Any) -> str:
        """An appointment whose time has just passed."""
        made = self.book(**more)
        self.clock.advance(hours=1)
        return made

    def record(self, appointment_id: str, came: str = "yes", *, confirm: Any = CONFIRM, **more: Any) -> Any:
        """Record an outcome as the clinician; the answer, whatever it is."""
        body = answers(came, **more) | {"confirm": confirm if came == "no" else None}
        return self.clinician.client.put(f"/api/appointments/{appointment_id}/outcome", body)

    def did_not_come(self, **more: Any) -> tuple[str, dict[str, Any]]:
        """A recorded "did not come" that waits: the appointment's id, and its alert."""
        made = self.held(**more)
        answer = self.record(made, "no")
        assert answer.status_code == 200, answer.text
        return made, answer.json()["alert"]

    def pass_grace(self) -> dict[str, int]:
        """Two hours pass, and the release runs."""
        self.clock.advance(hours=2, minutes=1)
        return release.release_due(self.service, self.clock.now)

    def deliver(self) -> dict[str, int]:
        """The outbox sends what is due."""
        return outbox.deliver_waiting(self.service, self.clock)

    def inbox(self) -> list[dict[str, Any]]:
        """Probation's inbox."""
        answer = self.probation.client.get("/api/attendance/alerts")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def about_me(self) -> list[dict[str, Any]]:
        """What the participant's phone is told."""
        with self.world.act(participant_id=self.participant_id) as at:
            return words.about_me(at)

    def say_wrong(self, alert_id: str, reason: str = "i_came") -> str:
        """The participant says "that is wrong"."""
        with self.world.act(participant_id=self.participant_id) as at:
            return actions.that_is_wrong(at, UUID(alert_id), reason, uuid4())

    def end_link(self) -> None:
        """The lead ends the probation link."""
        with self.world.act(self.lead.user, self.participant_id) as at:
            people.end_link(at)

    def attention(self) -> list[tuple[str, int]]:
        """Open attention items of the participant: (rule, count)."""
        i = table_of(AttentionItem)
        with self.service.database.transaction(write=False) as session:
            rows = session.execute(
                sa.select(i.c.rule, i.c["count"])
                .where(i.c.participant_id == self.participant_id, i.c.open_key.is_not(None))
                .order_by(i.c.rule)
            )
            return [(row[0], row[1]) for row in rows]

    def listen(self, url: str) -> str:
        """Point a webhook of the practitioner's organisation at `url`; the secret."""
        with self.world.act() as at:
            return endpoints.add_endpoint(at, str(self.probation.user.organisation), url)[1]


class Receiver:
    """A real HTTP server on loopback. `answer` says what it answers next."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[Any], None] = lambda handler: _plain(handler, 204)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                outer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    def always(self, status: int, body: bytes = b"") -> None:
        """Answer like this from now on."""
        self.answer = lambda handler: _plain(handler, status, body)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _plain(handler: Any, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class Mailbox(Message):
    """What a real SMTP server took."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.refuse: str | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Any) -> None:
        self.got.append(message)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook receiver."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="session")
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A mail server for the whole run, and its port."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def mailbox(mail_server: tuple[Mailbox, int]) -> Mailbox:
    """The mail server's box, empty."""
    mail_server[0].got.clear()
    mail_server[0].refuse = None
    return mail_server[0]


@pytest.fixture
def settings(mail_server: tuple[Mailbox, int]) -> dict[str, Any]:
    """Mail goes to the test's own server."""
    return {"smtp_url": f"smtp://127.0.0.1:{mail_server[1]}", "mail_from": "foothold@example.test"}


@pytest.fixture
def case(world: World) -> Case:
    """A participant on licence, linked."""
    return Case(world)


__all__ = ["CONFIRM", "Case", "Mailbox", "Person", "Receiver", "Service", "TestClock", "answers"]
