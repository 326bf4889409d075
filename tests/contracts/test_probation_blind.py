"""Two worlds that differ only in therapy data answer probation byte for byte alike: every address, message and mail (T6)."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from api.access import ROWS, scope_of
from api.attendance import release
from api.db import table_of
from api.evaluation.models import Measure
from api.goals.models import Activity, Goal, GoalStep, NeedItem
from api.main import guards
from api.oversight.models import AttentionItem, Review
from api.people.models import Role
from tests.attendance.conftest import Case, Mailbox, Receiver
from tests.contracts.living import Marks, therapy
from tests.world import World


@pytest.fixture(scope="module")
def post_office() -> Iterator[tuple[Mailbox, int]]:
    """A mail server, and its port."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def settings(post_office: tuple[Mailbox, int]) -> dict[str, Any]:
    """Mail goes to the test's own server."""
    return {"smtp_url": f"smtp://127.0.0.1:{post_office[1]}", "mail_from": "foothold@example.test"}


UUIDS = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Eyes:
    """What one practitioner can see by any means, with the ids of their own world taken out."""

    def __init__(self, case: Case) -> None:
        self.case, self.names = case, {str(case.participant_id): "participant", str(case.probation.id): "me"}
        self.names[case.probation.user.first_name] = "my name"
        self.names[case.probation.user.email] = "my mail"
        self.ids: dict[str, str] = {"participant_id": str(case.participant_id)}

    def call(self, name: str, found: str) -> str:
        """Know an id of this world under a name that both share."""
        self.names[found] = name
        return found

    def plain(self, text: str) -> str:
        """A text with the names of this world replaced, longest first."""
        for found in sorted(self.names, key=len, reverse=True):
            text = text.replace(found, f"<{self.names[found]}>")
        return re.sub(UUIDS, "<another id>", text)

    def of(self, answer: Any) -> tuple[Any, ...]:
        """All of an answer but the request's own id."""
        headers = sorted((k, self.plain(v)) for k, v in answer.headers.items() if k != "x-request-id")
        return answer.status_code, len(answer.content), self.plain(answer.text), headers

    def everything(self, refused: bool) -> dict[str, Any]:
        """Every address that there is, with ids of this world, as the practitioner asks for it.

        Those that are `refused` to the role, whatever they are about, only where asked for.
        """
        seen: dict[str, Any] = {}
        client = self.case.probation.client
        for key, guard in sorted(guards().items()):
            method, path = key.split(" ", 1)
            if path in ("/readyz", "/metrics") or guard.may.value in ("sign_in", "demo_sign_in", "invitation_redeem"):
                continue
            if not (refused or ROWS[guard.may].anyone or scope_of(guard.may, Role.probation)):
                continue
            address = re.sub(r"\{(\w+)(:path)?\}", lambda m: self.ids.get(m[1]) or str(uuid4()), path)
            for body in (None,) if method == "GET" else ({"nonsense": 1}, {}):
                if body == {} and path.endswith(("/acknowledge", "/enforceable")):
                    continue
                sent = client.request(method, address, json=body) if method != "GET" else client.get(address)
                assert sent.status_code < 500, (key, sent.text)
                seen[f"{key} {body}"] = self.of(sent)
        malformed = client.get("/api/attendance/participants/none")
        return seen | {"malformed": self.of(malformed)}


def therapy_ids(case: Case) -> dict[str, str]:
    """Ids of the busy world's therapy objects, as if somebody had told them to the practitioner."""
    found = {}
    with case.world.act() as at:
        for name, model in (
            ("review_id", Review), ("item_id", AttentionItem), ("goal_id", Goal), ("goal_step_id", GoalStep),
            ("activity_id", Activity), ("need_item_id", NeedItem), ("measure_id", Measure),
        ):  # fmt: skip
            table = table_of(model)
            query = sa.select(table.c.id).where(table.c.participant_id == case.participant_id).limit(1)
            found[name] = str(at.session.execute(query).scalar_one())
    return found


def test_nothing_of_therapy_changes_a_byte_of_what_probation_gets(
    world: World, post_office: tuple[Mailbox, int]
) -> None:
    mailbox, receiver = post_office[0], Receiver()
    mailbox.got.clear()
    quiet, busy = Case(world), Case(world)
    cases, eyes = (quiet, busy), [Eyes(quiet), Eyes(busy)]
    quiet.listen(receiver.url)
    for case in cases:
        assert case.phone

    def alike(step: str, refused: bool = False) -> None:
        quiet_seen, busy_seen = (one.everything(refused) for one in eyes)
        assert len(quiet_seen) > (200 if refused else 20)
        for address, answer in quiet_seen.items():
            assert answer == busy_seen[address], (step, address)

    def both(what: str, act: Any) -> None:
        """The same step of attendance in both worlds; ids that come of it get shared names."""
        for case, one in zip(cases, eyes, strict=True):
            name, found = what, act(case)
            if found:
                one.call(name, str(found))
        alike(what)

    alike("nothing yet")
    therapy(busy, busy.phone, Marks())
    eyes[1].ids |= therapy_ids(busy)
    alike("after months of therapy", refused=True)
    for n, case in enumerate(cases):
        eyes[n].ids["appointment_id"] = eyes[n].call("coming", case.book(case.clock.now.replace(year=2027)))
    alike("a session is planned")
    when = world.clock.now.replace(hour=12)
    late, missed = ([case.book(when) for case in cases] for _ in range(2))
    for n in range(2):
        eyes[n].call("late", late[n])
        eyes[n].call("missed", missed[n])
    world.clock.set(when)
    for n, case in enumerate(cases):
        assert case.record(late[n], "late", minutes_late=12).status_code == 200
        eyes[n].ids["alert_id"] = eyes[n].call("record", case.inbox()[0]["id"])
    alike("came late")
    waiting = []
    for n, case in enumerate(cases):
        answer = case.record(missed[n], "no")
        assert answer.status_code == 200, answer.text
        waiting.append(answer.json()["alert"]["id"])
        eyes[n].call("alert", waiting[n])
    busy.phone.trigger("acted", 10)
    busy.phone.card(urge=10)
    alike("did not come, waiting")
    world.clock.advance(hours=2, minutes=1)
    busy.phone.trigger("near_miss", 9)
    assert release.release_due(world.service, world.clock.now) == {"released": 2}
    quiet.deliver()
    alike("released")
    for n in range(2):
        eyes[n].ids["alert_id"] = waiting[n]
    for case in cases:
        # He says why, and that the reason may go: the same reason in both worlds, and his own words in one.
        said = {"happened_at": world.clock.now.isoformat(), "alert_id": waiting[cases.index(case)], "reason": "health"}
        own = {"text": "zqmark I lay awake again", "tell_probation": True} if case is busy else {"tell_probation": True}
        assert case.phone.send("absence_reason", said | own)["answer"] == "told"
        at = cases.index(case)
        newest = case.inbox()[0]
        assert newest["reason_code"] == "health"
        eyes[at].call("reason", newest["id"])
        waiting[at] = eyes[at].ids["alert_id"] = newest["id"]
    quiet.deliver()
    alike("the reason went")
    busy.phone.send("absence_reason", said | {"reason": "family", "tell_probation": False})
    alike("a reason for the clinician alone")
    both("read", lambda case: _acknowledge(case, waiting[cases.index(case)], eyes[cases.index(case)]))
    for n, case in enumerate(cases):
        assert case.record(missed[n], "yes").status_code == 200
        eyes[n].ids["alert_id"] = eyes[n].call("correction", case.inbox()[0]["id"])
    quiet.deliver()
    alike("put right")
    both("enforceable", lambda case: _enforceable(case, eyes[cases.index(case)]))
    both("paused", lambda case: _pause(case))
    alike("at last", refused=True)

    bodies: dict[str, list[str]] = {"quiet": [], "busy": []}
    for _, raw in receiver.got:
        mine = 0 if any(found in raw.decode() for found in (late[0], missed[0])) else 1
        bodies[("quiet", "busy")[mine]].append(eyes[mine].plain(raw.decode()))
    receiver.close()
    assert len(bodies["quiet"]) == 3 and bodies["quiet"] == bodies["busy"]
    mails = [
        [eyes[n].plain(f"{m['Subject']} {m['To']} {m['Date']} {m.get_payload()}") for m in mailbox.got if _to(m, case)]
        for n, case in enumerate(cases)
    ]
    assert len(mails[0]) == 3 and mails[0] == mails[1]


def _acknowledge(case: Case, alert_id: str, eyes: Eyes) -> None:
    for body in ({"put_right": None}, {"put_right": True}):
        answer = case.probation.client.post(f"/api/attendance/alerts/{alert_id}/acknowledge", body)
        assert answer.status_code == 200 and "zqmark" not in answer.text
        eyes.call("read answer", eyes.plain(answer.text))


def _enforceable(case: Case, eyes: Eyes) -> None:
    path = f"/api/attendance/appointments/{eyes.ids['appointment_id']}/enforceable"
    assert case.probation.client.put(path, {"enforceable": True}).status_code == 200


def _pause(case: Case) -> None:
    body = {"to": "paused", "reason": "for a while"}
    path = f"/api/participants/{case.participant_id}/status"
    assert case.clinician.client.post(path, body).status_code == 200


def _to(mail: Any, case: Case) -> bool:
    return str(mail["To"]) == case.probation.user.email
