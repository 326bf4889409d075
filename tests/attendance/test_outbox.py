"""The outbox: tried again, in order, never twice for one cause, never lost without a person told (security 6.6)."""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from api import channels, outbox
from api.act import Service
from api.db import table_of
from api.outbox import ATTEMPTS, Channel, OutboxAttempt, OutboxMessage
from tests.attendance.conftest import Case, Mailbox, Receiver, _plain
from tests.world import World

M = table_of(OutboxMessage)


def state_of(service: Service, *columns: Any) -> list[Any]:
    with service.database.transaction(write=False) as session:
        return list(session.execute(sa.select(*(columns or (M.c.state,))).order_by(M.c.made_at, M.c.unique_key)))


def sent_out(case: Case, receiver: Receiver) -> str:
    """A released alert with one webhook and one e-mail in the outbox."""
    case.listen(receiver.url)
    appointment, _ = case.did_not_come()
    case.pass_grace()
    return appointment


def leave(case: Case, key: str, endpoint_id: UUID, case_key: str = "case", body: bytes = b"{}") -> bool:
    with case.world.act() as at:
        return outbox.enqueue(
            at, Channel.webhook, key, case_key, body, team_id=case.world.home.id, alert_id=None, endpoint_id=endpoint_id
        )


def endpoint_of(case: Case) -> UUID:
    from api.attendance.models import WebhookEndpoint

    with case.service.database.transaction(write=False) as session:
        found: UUID = session.execute(sa.select(table_of(WebhookEndpoint).c.id)).scalar_one()
        return found


def test_a_failing_receiver_is_tried_for_over_three_days_then_a_person_is_told(
    case: Case, receiver: Receiver, mailbox: Mailbox
) -> None:
    sent_out(case, receiver)
    receiver.always(503)
    began = case.clock.now
    waits = []
    assert case.deliver() == {"sent": 1, "later": 1}
    for _ in range(ATTEMPTS - 1):
        [due] = [row.next_at for row in state_of(case.service, M.c.next_at, M.c.state) if row.state == "waiting"]
        waits.append(due - case.clock.now)
        case.clock.set(due - timedelta(seconds=1))
        assert case.deliver() == {}
        case.clock.set(due)
        counts = case.deliver()
        assert set(counts) <= {"later", "dead"}
    assert waits[:4] == [timedelta(seconds=s) for s in (30, 60, 120, 240)]
    assert max(waits) == timedelta(hours=6) and waits == sorted(waits)
    assert timedelta(days=3) <= case.clock.now - began <= timedelta(days=3, hours=12)
    assert len(receiver.got) == ATTEMPTS
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert case.deliver() == {}

    assert outbox.tell_dead(case.service, case.clock.now) == {"told": 1}
    assert outbox.tell_dead(case.service, case.clock.now) == {}
    assert ("dead_letter", 1) in case.attention()

    [letter] = case.lead.client.get("/api/outbox/dead").json()["items"]
    assert (letter["channel"], letter["attempts"], letter["last_status"]) == ("webhook", ATTEMPTS, "503")
    receiver.always(204)
    again = case.lead.client.post(f"/api/outbox/{letter['id']}/resend")
    assert again.status_code == 204
    assert "dead_letter" not in dict(case.attention())
    assert case.deliver() == {"sent": 1}
    assert receiver.got[-1][1] == receiver.got[0][1]
    twice = case.lead.client.post(f"/api/outbox/{letter['id']}/resend")
    assert twice.status_code == 409 and twice.json()["type"] == "/problems/not-dead"


@pytest.mark.parametrize(
    ("status", "came", "last"),
    [(200, "sent", "200"), (202, "sent", "202"), (301, "later", "301"), (302, "later", "302"), (307, "later", "307"),
     (400, "later", "400"), (401, "later", "401"), (404, "later", "404"), (410, "dead", "410"), (429, "later", "429"),
     (500, "later", "500")],
)  # fmt: skip
def test_what_each_answer_means(case: Case, receiver: Receiver, status: int, came: str, last: str) -> None:
    trap = Receiver()
    receiver.answer = lambda handler: _plain(handler, status, b"", Location=trap.url)
    case.listen(receiver.url)
    leave(case, "k", endpoint_of(case))
    assert case.deliver() == {came: 1}
    assert state_of(case.service, M.c.last_status) == [(last,)]
    assert trap.got == []
    trap.close()


def test_a_receiver_that_says_too_much_is_cut_off(case: Case, receiver: Receiver) -> None:
    receiver.always(200, b"x" * (channels.ANSWER_BYTES + 1))
    case.listen(receiver.url)
    leave(case, "k", endpoint_of(case))
    assert case.deliver() == {"later": 1}
    assert state_of(case.service, M.c.last_status) == [("answer-too-large",)]


def test_a_receiver_that_drips_is_cut_off(case: Case, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(channels, "WHOLE_SECONDS", 1.0)

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for _ in range(40):
                handler.wfile.write(b"X: y\r\n")
                handler.wfile.flush()
                time.sleep(0.2)
        except OSError:
            pass

    receiver.answer = drip
    case.listen(receiver.url)
    leave(case, "k", endpoint_of(case))
    began = time.monotonic()
    assert case.deliver() == {"later": 1}
    assert time.monotonic() - began < 4


def test_a_receiver_that_is_not_there_is_tried_again(case: Case) -> None:
    gone = Receiver()
    case.listen(gone.url)
    gone.close()
    leave(case, "k", endpoint_of(case))
    assert case.deliver() == {"later": 1}
    assert state_of(case.service, M.c.last_status) == [("no-connection",)]


def test_an_address_that_turned_inward_is_never_connected_to(
    case: Case, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    case.listen("https://hooks.example.org/x")
    monkeypatch.setattr(channels, "resolve", lambda host, port: ["169.254.169.254"])
    leave(case, "k", endpoint_of(case))
    assert case.deliver() == {"dead": 1}
    assert state_of(case.service, M.c.last_status) == [("address-refused",)]


def test_one_cause_leaves_one_message(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    endpoint = endpoint_of(case)
    assert leave(case, "k", endpoint)
    assert not leave(case, "k", endpoint)
    assert case.deliver() == {"sent": 1} and len(receiver.got) == 1


def test_within_a_case_the_later_waits_for_the_earlier_and_other_cases_do_not(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    endpoint = endpoint_of(case)
    receiver.answer = lambda handler: _plain(handler, 500 if receiver.got[-1][1] == b"1" else 204)
    for key, which, body in (("a:1", "a", b"1"), ("a:2", "a", b"2"), ("b:1", "b", b"3")):
        leave(case, key, endpoint, which, body)
    assert case.deliver() == {"later": 1, "sent": 1}
    assert sorted(body for _, body in receiver.got) == [b"1", b"3"]
    receiver.always(204)
    case.clock.advance(seconds=30)
    assert case.deliver() == {"sent": 2}
    assert [body for _, body in receiver.got][-2:] == [b"1", b"2"]


def test_a_correction_does_not_wait_out_the_backoff_of_what_it_corrects(case: Case, receiver: Receiver) -> None:
    appointment = sent_out(case, receiver)
    receiver.always(500)
    for wait in (0, 30, 60, 120, 240, 480, 960, 1920):
        case.clock.advance(seconds=wait)
        case.deliver()
    assert len(receiver.got) == 8  # The next try is an hour away.
    receiver.always(204)
    before = len(receiver.got)
    case.clock.advance(seconds=1)
    case.record(appointment, "yes")
    case.deliver()
    assert [body["data"]["version"] for body in receiver.bodies[before:]] == [1, 2]


def test_a_dead_letter_that_a_newer_one_overtook_is_not_sent_again(case: Case, receiver: Receiver) -> None:
    appointment = sent_out(case, receiver)
    receiver.always(410)
    case.deliver()
    receiver.always(204)
    case.record(appointment, "yes")
    case.deliver()
    [letter] = case.lead.client.get("/api/outbox/dead").json()["items"]
    refused = case.lead.client.post(f"/api/outbox/{letter['id']}/resend")
    assert refused.status_code == 409 and refused.json()["type"] == "/problems/newer-sent"


def test_dead_letters_are_the_team_s_own_affair(case: Case, receiver: Receiver, world: World) -> None:
    sent_out(case, receiver)
    receiver.always(410)
    case.deliver()
    stranger, admin, auditor = world.lead(world.team()), world.admin(), world.auditor()
    assert stranger.client.get("/api/outbox/dead").json() == {"items": []}
    [letter] = admin.client.get("/api/outbox/dead").json()["items"]
    assert auditor.client.get("/api/outbox/dead").json()["items"] == [letter]
    assert "K70" not in str(letter) and "Daniel" not in str(letter)
    missing = stranger.client.post(f"/api/outbox/{uuid4()}/resend")
    hidden = stranger.client.post(f"/api/outbox/{letter['id']}/resend")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    for person in (case.clinician, case.probation, auditor):
        assert person.client.post(f"/api/outbox/{letter['id']}/resend").status_code in (403, 404)
    assert admin.client.post(f"/api/outbox/{letter['id']}/resend").status_code == 204


def test_a_worker_that_dies_while_sending_is_followed_by_another_when_its_lease_ends(
    case: Case, receiver: Receiver
) -> None:
    case.listen(receiver.url)
    leave(case, "k", endpoint_of(case))
    claimed, _ = outbox._claim(case.service, case.clock.now)
    assert len(claimed) == 1 and case.deliver() == {}
    case.clock.advance(minutes=2)
    assert case.deliver() == {"sent": 1}
    # The first worker was only slow: what it brings home late changes nothing.
    outbox._finish(case.service, claimed[0], channels.Result("500"), case.clock.now)
    assert state_of(case.service) == [("sent",)]


def test_a_failure_that_comes_home_late_does_not_let_go_of_what_another_is_sending(
    case: Case, receiver: Receiver
) -> None:
    case.listen(receiver.url)
    leave(case, "k", endpoint_of(case))
    [slow], _ = outbox._claim(case.service, case.clock.now)
    case.clock.advance(minutes=2)
    [quick], _ = outbox._claim(case.service, case.clock.now)
    assert (slow.attempts, quick.attempts) == (1, 2)
    outbox._finish(case.service, slow, channels.Result("timeout"), case.clock.now)
    case.clock.advance(seconds=60)
    assert case.deliver() == {} and receiver.got == []
    outbox._finish(case.service, slow, channels.Result("204", ok=True), case.clock.now)
    assert state_of(case.service) == [("sent",)]


def test_eight_workers_at_once_send_each_message_once(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    endpoint = endpoint_of(case)
    for n in range(24):
        leave(case, f"k{n:02}", endpoint, f"case{n % 6}", str(n).encode())
    faults: list[Exception] = []

    def work() -> None:
        try:
            outbox.deliver_waiting(case.service, case.clock)
        except Exception as fault:
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    case.deliver()
    assert not faults
    bodies = [int(body) for _, body in receiver.got]
    assert sorted(bodies) == list(range(24))
    for which in range(6):
        mine = [n for n in bodies if n % 6 == which]
        assert mine == sorted(mine)
    with case.service.database.transaction(write=False) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(table_of(OutboxAttempt))).scalar() == 24


def test_mail_says_that_there_is_a_message_and_nothing_else(case: Case, mailbox: Mailbox) -> None:
    case.did_not_come()
    case.pass_grace()
    assert case.deliver() == {"sent": 1}
    [mail] = mailbox.got
    said = mail.as_string()
    for word in ("K70", "4821", "Daniel", "Reeve", "come", "Harbour", "session", "appointment", "probation", "alert"):
        assert word.lower() not in said.replace(case.probation.user.email, "").lower(), word
    assert mail["To"] == case.probation.user.email and mail["Message-ID"]


@pytest.mark.parametrize(
    ("refusal", "came"), [("550 no such person", "dead"), ("450 try later", "later"), ("421 closing", "later")]
)
def test_a_mail_server_that_refuses_for_good_makes_a_dead_letter(
    case: Case, mailbox: Mailbox, refusal: str, came: str
) -> None:
    mailbox.refuse = refusal
    case.did_not_come()
    case.pass_grace()
    assert case.deliver() == {came: 1}
    assert state_of(case.service, M.c.last_status) == [(f"smtp-{refusal[:3]}",)]


class TestWithoutMail:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"smtp_url": ""}

    def test_without_a_mail_server_the_channel_is_left_out_and_the_recorder_is_told(self, case: Case) -> None:
        from tests.attendance.conftest import answers

        appointment = case.held()
        shown = case.clinician.client.post(f"/api/appointments/{appointment}/outcome-preview", answers("no"))
        assert "E-mail is not set up here" in shown.json()["steps"][-1]["text"]
        case.record(appointment, "no")
        case.pass_grace()
        assert case.deliver() == {}
        alert = case.clinician.client.get(f"/api/appointments/{appointment}").json()["alert"]
        assert [c["channel"] for c in alert["channels"]] == ["inbox"]


def test_a_correction_goes_last_although_the_clock_went_back(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    receiver.always(503)
    made, _ = case.did_not_come()
    case.pass_grace()
    case.deliver()
    case.clock.advance(minutes=-30)
    assert case.record(made, "yes").status_code == 200
    receiver.got.clear()
    receiver.always(204)
    for _ in range(3):
        case.deliver()
        case.clock.advance(minutes=20)
    assert [body["data"]["fact"] for body in receiver.bodies] == ["Did not come. No word before.", "Came."]
