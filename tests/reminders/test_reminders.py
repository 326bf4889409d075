"""Reminders as a participant meets them: the channels chosen, once for each thing, never at night, never a word of why."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.act import Service
from api.checkins.planning import plan_occurrences
from api.db import table_of
from api.reminders.due import plan_reminders
from api.reminders.models import PushSubscription, Reminder, ReminderKind, ReminderTry
from api.reminders.sending import SESSIONS, send_reminders
from tests.attendance.conftest import Case
from tests.reminders.conftest import TEMPLATE, TEMPLATE_CY, Browser, Outsides
from tests.world import Phone, TestClock, World

CHANNELS = ["push", "sms", "email"]
ALL = {"channels": CHANNELS, "email": "d@example.org", "mobile": "07700 900 123", "quiet_from": 22, "quiet_to": 7}


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


@pytest.fixture
def work(service: Service, clock: TestClock) -> Callable[[], dict[str, int]]:
    """What the worker does in one minute: plan, then send."""

    def once() -> dict[str, int]:
        plan_reminders(service, clock.now)
        return send_reminders(service, clock.now)

    return once


def awake(phone: Phone, case: Case) -> Any:
    """The phone's client, unlocked again if the clock has moved."""
    phone.client.post("/api/unlock", {"pin": "258036"})
    return phone.client


def rows(service: Service, table: Any) -> list[Any]:
    with service.database.transaction(write=False) as session:
        return list(session.execute(sa.select(table_of(table))).all())


def ready(case: Case, outside: Outsides, **over: Any) -> Browser:
    """A phone with a browser that takes pushes, and all channels chosen."""
    browser = Browser()
    client = awake(case.phone, case)
    assert client.post("/api/me/push", browser.subscription(outside.push.url)).status_code == 204
    chosen = client.put("/api/me/reminders", ALL | over)
    assert chosen.status_code == 200, chosen.text
    return browser


def test_a_session_is_said_48_and_3_hours_before_once_each(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    browser = ready(case, outside)
    session_at = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    case.book(session_at)
    clock.set(session_at - timedelta(hours=48, minutes=1))
    assert work() == {}
    clock.set(session_at - timedelta(hours=48))
    assert work() == {"sent": 1}
    assert work() == {} and work() == {}
    clock.set(session_at - timedelta(hours=3))
    assert work() == {"sent": 1}
    assert work() == {}
    clock.set(session_at + timedelta(hours=1))
    assert work() == {}
    assert len(outside.push.got) == 2 and not outside.notify.got and not outside.mail.got
    for path, headers, body in outside.push.got:
        assert path == browser.path and headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 3600
        assert browser.open(body) == b'{"v": 1}'
    sent = [(row.kind, row.state, row.channel) for row in rows(service, Reminder)]
    assert sorted(sent) == [("session_days", "sent", "push"), ("session_hours", "sent", "push")]


def test_a_session_in_the_morning_is_said_on_the_evening_before(
    case: Case, outside: Outsides, clock: TestClock, work: Any
) -> None:
    ready(case, outside)
    case.book(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    assert work() == {"sent": 1}, "two days before"
    clock.set(datetime(2026, 11, 24, 21, 29, tzinfo=UTC))
    assert work() == {}
    clock.set(datetime(2026, 11, 24, 21, 30, tzinfo=UTC))
    assert work() == {"sent": 1}, "three hours before would be 06:00"
    clock.set(datetime(2026, 11, 25, 6, 0, tzinfo=UTC))
    assert work() == {}


def test_a_worker_that_slept_says_nothing_at_night_and_nothing_too_late(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    ready(case, outside)
    case.book(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    clock.set(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    plan_reminders(service, clock.now)
    clock.set(datetime(2026, 11, 24, 23, 50, tzinfo=UTC))
    assert work() == {"later": 1}
    clock.set(datetime(2026, 11, 25, 8, 55, tzinfo=UTC))
    assert work() == {"dropped": 1}
    assert not outside.push.got and [row.why for row in rows(service, Reminder)] == ["too_late"]


def test_a_session_that_was_moved_is_not_said(case: Case, outside: Outsides, clock: TestClock, work: Any) -> None:
    ready(case, outside)
    made = case.book(datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    clock.set(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    work()
    moved = {"planned_at": "2026-12-01T14:00:00Z", "who_asked": "participant", "why": "Work"}
    assert case.clinician.client.post(f"/api/appointments/{made}/supersede", moved).status_code == 200
    clock.set(datetime(2026, 11, 26, 11, 0, tzinfo=UTC))
    work()
    assert not outside.push.got


def test_a_channel_that_fails_hands_on_to_the_next_at_once(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    ready(case, outside)
    outside.push.answer, outside.notify.answer = 410, 500
    assert awake(case.phone, case).post("/api/me/reminders/trial").status_code == 204
    assert work() == {"sent": 1}
    assert len(outside.mail.got) == 1
    tries = sorted((row.channel, row.status, row.ok) for row in rows(service, ReminderTry))
    assert tries == [("email", "250", True), ("push", "410", False), ("sms", "500", False)]
    assert rows(service, PushSubscription)[0].gone_at == clock.now, "a phone that is gone is not tried again"
    clock.advance(minutes=2)
    outside.notify.answer = 201
    awake(case.phone, case).post("/api/me/reminders/trial")
    assert work() == {"sent": 1}
    assert len(outside.notify.got) == 1
    asked = outside.notify.got[0]
    assert asked["phone_number"] == "+447700900123" and asked["template_id"] == TEMPLATE
    assert set(asked) == {"phone_number", "template_id", "reference"}


def test_in_welsh_every_channel_says_the_same_in_welsh(
    case: Case, outside: Outsides, clock: TestClock, work: Any
) -> None:
    browser = ready(case, outside)
    client = awake(case.phone, case)
    assert client.put("/api/me/language", {"language": "cy"}).status_code == 204
    assert client.get("/api/me/bundle").json()["learning"]["language"] == "cy"
    assert client.post("/api/me/reminders/trial").status_code == 204
    assert work() == {"sent": 1}
    assert json.loads(browser.open(outside.push.got[-1][2])) == {"v": 1, "language": "cy"}
    for channels in (["sms"], ["email"]):
        clock.advance(minutes=2)
        ready(case, outside, channels=channels)
        assert awake(case.phone, case).post("/api/me/reminders/trial").status_code == 204
        assert work() == {"sent": 1}
    assert outside.notify.got[-1]["template_id"] == TEMPLATE_CY
    assert outside.mail.got[-1].body == {"subject": "Mae gennych neges"}
    assert client.put("/api/me/language", {"language": "fr"}).status_code == 422


def test_when_no_channel_takes_it_the_round_is_tried_twice_more(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    ready(case, outside, channels=["sms"])
    outside.notify.answer = 503
    awake(case.phone, case).post("/api/me/reminders/trial")
    assert work() == {"later": 1}
    assert work() == {}
    clock.advance(minutes=5)
    assert work() == {"later": 1}
    clock.advance(minutes=5)
    assert work() == {"failed": 1}
    record = awake(case.phone, case).get("/api/me/reminders").json()["recent"][0]
    assert record["state"] == "failed" and [one["status"] for one in record["tries"]] == ["503"] * 3


def test_the_clinician_sees_that_nothing_reaches_them_until_something_does(
    case: Case, outside: Outsides, clock: TestClock, work: Any
) -> None:
    def head() -> Any:
        return case.clinician.client.get(f"/api/participants/{case.participant_id}").json()["not_reached_since"]

    def said() -> None:
        """One session's reminder, with its rounds."""
        case.book(clock.now + timedelta(hours=48))
        for minutes in (0, 5, 5):
            clock.advance(minutes=minutes)
            work()

    ready(case, outside, channels=["sms"])
    assert head() is None
    outside.notify.answer = 503
    said()
    first = head()
    assert first is not None
    said()
    assert head() == first, "since the first of them"
    # What somebody tries out says nothing of the days before it.
    outside.notify.answer = 201
    awake(case.phone, case).post("/api/me/reminders/trial")
    work()
    assert head() == first
    clock.advance(minutes=1)
    said()
    assert head() is None


def test_a_reply_is_said_once_for_each_part_of_the_day(
    case: Case, outside: Outsides, clock: TestClock, work: Any
) -> None:
    ready(case, outside)
    for strength in (8, 9):
        case.phone.trigger("near_miss", strength)
    for review in case.clinician.client.get("/api/reviews?view=open").json()["items"]:
        case.clinician.client.post(f"/api/reviews/{review['id']}/claim")
        said = {"outcome": "replied", "reply": "Well seen.", "reason": None, "bring_next_session": False}
        assert case.clinician.client.post(f"/api/reviews/{review['id']}/close", said).status_code == 200
    clock.advance(minutes=1)
    assert work() == {"sent": 1}
    assert work() == {}
    assert len(outside.push.got) == 1


def test_that_something_was_recorded_is_said(case: Case, outside: Outsides, clock: TestClock, work: Any) -> None:
    ready(case, outside)
    case.did_not_come(enforceable=True)
    outside.push.got.clear()
    work()
    assert len(outside.push.got) == 1


def test_nobody_who_chose_nothing_is_written_to(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    case.book(clock.now + timedelta(hours=3))
    assert work() == {}
    ready(case, outside)
    awake(case.phone, case).put("/api/me/reminders", ALL | {"channels": []})
    assert work() == {} and rows(service, Reminder) == []


def test_a_card_is_said_once_in_the_evening_and_not_when_it_is_filled_in(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    ready(case, outside)
    plan_occurrences(service, clock.now)
    clock.set(datetime(2026, 11, 23, 17, 59, tzinfo=UTC))
    assert work() == {}
    clock.set(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    assert work() == {"sent": 1}
    assert work() == {}
    clock.set(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    plan_occurrences(service, clock.now)
    plan_reminders(service, clock.now)
    case.phone.card(urge=2)
    clock.set(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    assert work() in ({}, {"dropped": 1})
    assert len(outside.push.got) == 1


def test_every_kind_of_reminder_says_the_same(
    case: Case, outside: Outsides, service: Service, clock: TestClock, work: Any
) -> None:
    browser = ready(case, outside)
    kinds = [kind for kind in ReminderKind if kind not in (*SESSIONS, ReminderKind.checkin)]
    for n, channels in enumerate((["push"], ["sms"])):
        awake(case.phone, case).put("/api/me/reminders", ALL | {"channels": channels})
        with service.database.transaction() as session:
            for kind in kinds:
                row = Reminder(
                    participant_id=case.participant_id, kind=kind, subject=f"about-{kind}-{n}", planned_at=clock.now,
                    send_at=clock.now, until=clock.now + timedelta(hours=1),
                )  # fmt: skip
                session.add(row)
        assert work() == {"sent": len(kinds)}
    assert len(outside.push.got) == len(outside.notify.got) == len(kinds) >= 3
    assert {browser.open(body) for _, _, body in outside.push.got} == {b'{"v": 1}'}
    assert len({len(body) for _, _, body in outside.push.got}) == 1, "nor by its length"
    for asked in outside.notify.got:
        asked.pop("reference")
    assert all(asked == outside.notify.got[0] for asked in outside.notify.got)


def test_a_way_that_was_chosen_and_is_no_longer_set_up_stands_in_the_way_of_nothing(
    case: Case, service: Service
) -> None:
    client = awake(case.phone, case)
    email = {"channels": ["email"], "mobile": None}
    assert client.put("/api/me/reminders", ALL | email).status_code == 200
    service.settings.smtp_url = service.settings.notify_key = ""
    assert client.get("/api/me/reminders").json()["available"] == ["push"]
    kept = client.put("/api/me/reminders", ALL | email | {"quiet_from": 21})
    assert kept.status_code == 200, kept.text
    assert (kept.json()["channels"], kept.json()["quiet_from"]) == (["email"], 21)
    refused = client.put("/api/me/reminders", ALL | {"channels": ["sms", "email"]})
    assert refused.status_code == 409 and refused.json()["type"].endswith("channel-off")
    assert [one["message"] for one in refused.json()["errors"]] == ["A text message is not set up here."]


def test_addresses_are_checked_and_nothing_typed_comes_back(case: Case) -> None:
    client = awake(case.phone, case)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"mobile": "01632 960123"}, "mobile"), ({"mobile": "07700"}, "mobile"), ({"email": "nobody"}, "email"),
        ({"email": "a@b@example.org"}, "email"), ({"email": ""}, "email"), ({"mobile": None}, "mobile"),
    ]  # fmt: skip
    for over, field in wrong:
        refused = client.put("/api/me/reminders", ALL | over)
        assert refused.status_code == 409 and refused.json()["type"].endswith("channel-needs")
        assert [one["field"] for one in refused.json()["errors"]] == [field]
        typed = next(iter(over.values()))
        assert not typed or typed not in refused.text
    for over in ({"quiet_from": 23}, {"quiet_to": 6}, {"channels": ["pigeon"]}, {"extra": 1}):
        assert client.put("/api/me/reminders", ALL | over).status_code == 422


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://push.example.org/x", "https://127.0.0.1/x", "http://10.0.0.1/x", "https://evilgoogleapis.com/x",
        "https://fcm.googleapis.com:8443/x", "https://user@fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x", "x",
        "https://fcm.googleapis.com.example.org/x",
    ],
)  # fmt: skip
def test_a_phone_cannot_name_a_push_service_that_we_do_not_send_to(case: Case, endpoint: str) -> None:
    body = Browser().subscription("https://fcm.googleapis.com") | {"endpoint": endpoint}
    refused = awake(case.phone, case).post("/api/me/push", body)
    assert refused.status_code == 409 and refused.json()["type"].endswith("push-refused")


def test_a_push_service_that_we_send_to_is_taken_and_the_same_browser_is_one_row(case: Case, service: Service) -> None:
    body = Browser().subscription("https://fcm.googleapis.com")
    client = awake(case.phone, case)
    for _ in range(2):
        assert client.post("/api/me/push", body).status_code == 204
    assert len(rows(service, PushSubscription)) == 1
    assert client.get("/api/me/reminders").json()["push_here"] is True
    assert client.delete("/api/me/push").status_code == 204
    assert rows(service, PushSubscription) == []


def test_the_record_is_seen_by_both_and_staff_looks_are_kept(case: Case, outside: Outsides, work: Any) -> None:
    ready(case, outside)
    awake(case.phone, case).post("/api/me/reminders/trial")
    assert awake(case.phone, case).post("/api/me/reminders/trial").status_code == 429
    work()
    mine = awake(case.phone, case).get("/api/me/reminders").json()
    theirs = case.clinician.client.get(f"/api/participants/{case.participant_id}/reminders").json()
    assert mine["recent"] == theirs["recent"] and mine["recent"][0]["state"] == "sent"
    assert case.probation.client.get(f"/api/participants/{case.participant_id}/reminders").status_code == 403
    saw = awake(case.phone, case).get("/api/me/who-saw").json()["items"]
    assert any(one["what"] == "How you are reminded" for one in saw)


def test_the_calendar_file_says_appointment_and_nothing_else(case: Case, clock: TestClock) -> None:
    made = case.book(datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    found = awake(case.phone, case).get(f"/api/me/appointments/{made}/calendar")
    assert found.status_code == 200 and found.headers["content-type"].startswith("text/calendar")
    lines = found.text.replace("\r\n ", "").split("\r\n")
    assert "SUMMARY:Appointment" in lines and "DTSTART:20261126T140000Z" in lines and "DTEND:20261126T145000Z" in lines
    assert not any(word in found.text for word in ("LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE"))


def test_the_calendar_file_of_who_chose_welsh_is_welsh(case: Case) -> None:
    made = case.book(datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    phone = awake(case.phone, case)
    assert phone.put("/api/me/language", {"language": "cy"}).status_code < 300
    assert "SUMMARY:Apwyntiad\r\n" in phone.get(f"/api/me/appointments/{made}/calendar").text
