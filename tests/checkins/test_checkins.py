"""A check-in's life over HTTP: asked for, answered, late, missed and why, excused, paused, and keyed in from paper."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from api.checkins.models import Occurrence
from api.checkins.planning import plan_occurrences
from api.checkins.turning import due_for_reminder, turn_occurrences
from api.db import table_of
from api.journal.models import Entry
from tests.world import Person, Phone, World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def maya(world: World) -> Person:
    made = world.clinician(first_name="Maya")
    world.maya = made  # type: ignore[attr-defined]  # whom `to` signs in again when a day has passed
    return made


def jobs(world: World) -> dict[str, int]:
    plan_occurrences(world.service, world.clock.now)
    return turn_occurrences(world.service, world.clock.now)


def to(world: World, text: str) -> None:
    """Go to an instant of London's winter, with the jobs run there."""
    world.clock.set(datetime.fromisoformat(text).replace(tzinfo=UTC))
    maya: Person = world.maya  # type: ignore[attr-defined]  # set by the fixture
    world.sign_in(maya.client, maya.user)
    jobs(world)


def bundle(phone: Phone) -> Any:
    phone.unlock()
    return phone.client.get("/api/me/bundle").json()


def page(maya: Person, person: UUID) -> Any:
    answer = maya.client.get(f"/api/participants/{person}/check-ins")
    assert answer.status_code == 200, answer.text
    return answer.json()


def on(maya: Person, person: UUID, day: str, form: str = "daily-card") -> Any:
    found = [one for one in page(maya, person)["occurrences"] if one["due_on"] == day and one["form_id"] == form]
    live = [one for one in found if one["cancelled_why"] != "changed"]
    return (live or found or [None])[-1]


def reviews(maya: Person, kind: str = "missed", view: str = "open") -> list[Any]:
    return [one for one in maya.client.get(f"/api/reviews?view={view}").json()["items"] if one["kind"] == kind]


def rules(maya: Person) -> set[str]:
    return {one["rule"] for one in maya.client.get("/api/attention").json()["items"]}


def card(phone: Phone, due: Any, made: datetime | None = None, **more: Any) -> Any:
    body = {
        "form_id": due["form_id"], "form_version": due["form_version"], "local_date": due["local_date"],
        "answers": {"urge": 3, "acted": False}, "occurrence_id": due["id"],
    } | more  # fmt: skip
    return phone.send("checkin", body, **({"made_at": made.isoformat()} if made else {}))


def test_before_any_job_the_phone_has_today_and_fourteen_days_and_may_answer(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    first = bundle(phone)
    assert [one["local_date"] for one in first["due"]] == ["2026-11-23"] and first["due"][0]["done"] is False
    assert [one["local_date"] for one in first["coming"]] == [f"2026-11-{d}" for d in range(24, 31)] + [
        f"2026-12-0{d}" for d in range(1, 8)
    ]
    assert first["missed"] == [] and first["forms"][0]["id"] == "daily-card" and "scores" not in first["forms"][0]
    assert card(phone, first["due"][0])["answer"] == "on_time"
    again = bundle(phone)
    assert again["due"][0]["done"] is True and again["due"][0]["id"] == first["due"][0]["id"]
    assert [one["id"] for one in again["coming"]] == [one["id"] for one in first["coming"]]
    assert jobs(world) is not None and bundle(phone)["due"] == again["due"]


def test_missed_is_told_explained_and_taken_back_by_a_card_that_was_made_in_time(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    due = bundle(phone)["due"][0]
    jobs(world)
    assert jobs(world) == {}, "nothing twice"
    to(world, "2026-11-24T03:59")
    assert on(maya, person, "2026-11-23")["state"] == "open" and bundle(phone)["missed"] == []
    to(world, "2026-11-24T04:00")
    told = bundle(phone)["missed"]
    assert [(one["local_date"], one["reason_said"]) for one in told] == [("2026-11-23", False)]
    (review,) = reviews(maya)
    assert review["at"] == "2026-11-24T04:00:00Z" and review["due_at"] == "2026-11-26T17:00:00Z", "by tier, from then"
    words = maya.client.get(f"/api/reviews/{review['id']}").json()
    assert {"label": "Due", "value": "Mon 23"} in words["fields"]
    assert "review_missed" in {one["code"] for one in maya.client.get("/api/caseload").json()["rows"][0]["reasons"]}

    to(world, "2026-11-24T18:10")
    came = card(phone, due, made=datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    assert came["answer"] == "on_time"
    found = on(maya, person, "2026-11-23")
    assert (found["state"], found["on_time"], found["arrived_hours_later"]) == ("submitted", True, 14)
    assert reviews(maya) == [] and len(reviews(maya, view="closed")) == 1 and bundle(phone)["missed"] == []
    grid = maya.client.get(f"/api/participants/{person}/patterns").json()["cards"]["days"]
    assert {one["on"]: (one["state"], one["hours_later"]) for one in grid}["2026-11-23"] == ("on_time", 14)


def test_a_reason_is_read_with_the_review_and_stays_when_the_card_comes_after_all(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    due = bundle(phone)["due"][0]
    jobs(world)
    to(world, "2026-11-24T09:00")
    said = {"occurrence_id": due["id"], "reason": "no_signal", "text": "On a building site."}
    assert phone.send("missed_reason", said)["answer"] == "with_review"
    assert bundle(phone)["missed"][0]["reason_said"] is True
    (review,) = reviews(maya)
    words = maya.client.get(f"/api/reviews/{review['id']}").json()
    assert {"label": "Why it was missed", "value": "No signal"} in words["fields"]
    assert words["words"] == "On a building site."
    assert card(phone, due)["answer"] == "late"
    assert on(maya, person, "2026-11-23")["on_time"] is False
    assert len(reviews(maya)) == 1, "somebody's words are read by a person"
    assert phone.send("missed_reason", {"occurrence_id": str(uuid4()), "reason": "forgot"})["answer"] == "unknown"
    assert len(reviews(maya)) == 2, "nothing that was said is lost"


def test_twice_in_a_row_raises_and_the_first_that_comes_later_settles(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    due = bundle(phone)["due"][0]
    jobs(world)
    to(world, "2026-11-24T05:00")
    assert "checkin_missed_twice" not in rules(maya)
    to(world, "2026-11-25T05:00")
    items = maya.client.get("/api/attention").json()["items"]
    assert [one["text"] for one in items if one["rule"] == "checkin_missed_twice"] == ["2 daily cards missed in a row"]
    card(phone, due, made=datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    assert "checkin_missed_twice" not in rules(maya) and len(reviews(maya)) == 1


def test_a_job_that_is_days_late_does_all_that_was_due_once(world: World, maya: Person) -> None:
    person = world.participant(maya)
    world.phone(person)
    jobs(world)
    to(world, "2026-11-27T12:00")
    states = {one["due_on"]: one["state"] for one in page(maya, person)["occurrences"]}
    assert [states[f"2026-11-{day}"] for day in (23, 24, 25, 26, 27, 28)] == ["missed"] * 4 + ["open", "planned"]
    assert len(reviews(maya)) == 4 and max(states) == "2026-12-11"
    assert jobs(world) == {} and len(reviews(maya)) == 4


def test_two_phones_answer_one_and_it_is_one_submission_and_an_amendment(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone, other = world.phone(person), world.phone(person)
    due = bundle(phone)["due"][0]
    first = card(phone, due, answers={"urge": 2, "acted": False, "sleep_hours": 6})
    second = card(other, due, answers={"urge": 9, "acted": True, "line": "Walked home."})
    assert (first["answer"], second["answer"], second["status"]) == ("on_time", "added", "stored")
    with world.act() as at:
        e = table_of(Entry)
        rows = {str(row.id): row for row in at.session.execute(sa.select(e))}
    assert (rows[first["id"]].kind, rows[second["id"]].kind) == ("checkin", "amend")
    assert str(rows[second["id"]].amends) == first["id"]
    (own,) = [one for one in bundle(phone)["entries"] if one["kind"] == "checkin"]
    assert own["amended"] and own["body"]["answers"] == {
        "urge": 9, "acted": True, "sleep_hours": 6, "line": "Walked home.",
    }  # fmt: skip
    assert other.post([other.sent[-1]]).json()["items"][0]["status"] == "same"
    (review,) = reviews(maya, "acted")
    assert maya.client.get(f"/api/reviews/{review['id']}").json()["entry_id"] == first["id"]


def test_targets_are_independent_and_the_strongest_of_them_counts(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    base = f"/api/participants/{person}/check-ins/targets"
    ids = []
    for words in ("Look at their page", "Walk past their work"):
        world.clock.advance(minutes=1)
        ids.append(maya.client.post(base, {"words": words}).json()["targets"][-1]["id"])
    assert [one["text"] for one in bundle(phone)["targets"]] == ["Look at their page", "Walk past their work"]
    refused = maya.client.post(base, {"words": "Ring 07700 900123"})
    assert refused.status_code == 409 and refused.json()["type"] == "/problems/identifiers-found"
    targets = [{"id": ids[0], "urge": 9, "acted": False}, {"id": ids[1], "acted": True}]
    sent = card(phone, bundle(phone)["due"][0], targets=targets)
    assert sent["answer"] == "on_time"
    (review,) = reviews(maya, "acted")
    fields = {one["label"]: one["value"] for one in maya.client.get(f"/api/reviews/{review['id']}").json()["fields"]}
    assert fields["Look at their page"] == "Urge 9 of 10, did not act"
    assert fields["Walk past their work"] == "Urge not said, acted"
    grid = maya.client.get(f"/api/participants/{person}/patterns").json()["cards"]
    assert grid["days"][-1]["targets"] == [
        {"id": ids[0], "urge": 9, "acted": False}, {"id": ids[1], "urge": None, "acted": True},
    ]  # fmt: skip
    assert {(one["from"], one["to"]) for one in grid["targets"]} == {("2026-11-23", None)}, (
        "not asked in the days before"
    )
    stopped = maya.client.post(f"/api/check-in-targets/{ids[0]}/stop").json()["targets"]
    assert [one["live"] for one in stopped] == [False, True] and len(bundle(phone)["targets"]) == 1
    assert [one["id"] for one in bundle(phone)["answered_targets"]] == ids[:1], "a card that was sent answers it"
    for n in range(4):
        assert maya.client.post(base, {"words": f"Thing {n}"}).status_code == 200
    assert maya.client.post(base, {"words": "One more"}).json()["type"] == "/problems/too-many"


def test_a_question_of_ones_own_is_asked_until_it_is_answered(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    base = f"/api/participants/{person}/check-ins/questions"
    for more in (
        {"type": "choice", "text": "How was the walk?", "options": ["Good", "Hard"]}, {"type": "scale", "text": "How tired?", "once": False},
        {"type": "text", "text": "What did you cook?"},
    ):  # fmt: skip
        world.clock.advance(minutes=1)
        assert maya.client.post(base, more).status_code == 200
    assert maya.client.post(base, {"type": "boolean", "text": "One more?"}).json()["type"] == "/problems/too-many"
    assert maya.client.post(base, {"type": "choice", "text": "No choice?"}).status_code == 422
    asks = bundle(phone)["form_questions"]
    assert [one["type"] for one in asks] == ["choice", "scale", "text"] and asks[0]["options"][1]["text"] == "Hard"
    ids = [one["id"] for one in asks]
    card(phone, bundle(phone)["due"][0], extra={ids[0]: "o2", ids[1]: 7})
    assert [one["id"] for one in bundle(phone)["form_questions"]] == ids[1:], (
        "unanswered goes on; until stopped goes on"
    )
    (answered,) = bundle(phone)["answered_questions"]
    assert (answered["id"], answered["text"]) == (ids[0], "How was the walk?"), (
        "what an own entry answers keeps its words"
    )
    sent = card(phone, bundle(phone)["due"][0], answers={"urge": 9}, extra={ids[1]: 8, "nonsense": True})
    assert sent["answer"] == "added"
    (review,) = reviews(maya, "urge")
    fields = {one["label"]: one["value"] for one in maya.client.get(f"/api/reviews/{review['id']}").json()["fields"]}
    assert (fields["How was the walk?"], fields["How tired?"]) == ("Hard", "8 of 10")
    assert fields["A question of ours"] == "Yes"
    stopped = maya.client.post(f"/api/check-in-questions/{ids[1]}/stop").json()["questions"]
    assert [one["stopped"] for one in stopped] == [True, True, False]
    assert [one["id"] for one in bundle(phone)["answered_questions"]] == ids[:2]


def test_an_answer_out_of_place_is_kept_and_shown_with_its_mark(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    sent = card(phone, bundle(phone)["due"][0], answers={"urge": 55, "acted": True, "shoe": 9, "substances": "tea"})
    assert sent["status"] == "stored"
    (review,) = reviews(maya, "acted")
    fields = {one["label"]: one["value"] for one in maya.client.get(f"/api/reviews/{review['id']}").json()["fields"]}
    assert fields["Strongest urge"] == "55 of 10 (outside the range)"
    assert fields["Shoe"] == "9 (not a question of this form)"
    assert fields["Drink or drugs"] == "Tea (not one of the choices)"
    assert maya.client.get(f"/api/participants/{person}/patterns").json()["cards"]["days"][-1]["urge"] is None


def test_a_change_cancels_what_was_planned_and_leaves_what_is_open(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    jobs(world)
    evening = {"cadence": "daily_card", "opens": "18:00", "closes": "02:00"}
    changed = maya.client.put(f"/api/participants/{person}/check-ins/schedule", evening).json()
    assert [(s["opens"], s["closes"], s["made_by"]) for s in changed["schedules"]] == [("18:00", "02:00", "Maya")]
    coming = bundle(phone)
    assert coming["due"][0]["closes_at"] == "2026-11-24T04:00:00Z", "today's stays as it was"
    assert (coming["coming"][0]["opens_at"], coming["coming"][0]["closes_at"]) == (
        "2026-11-24T18:00:00Z", "2026-11-25T02:00:00Z",
    )  # fmt: skip
    weekly = {"cadence": "weekly", "weekday": 2, "days": 3}
    assert len(maya.client.put(f"/api/participants/{person}/check-ins/schedule", weekly).json()["schedules"]) == 2
    assert "weekly" in {one["form_id"] for one in bundle(phone)["coming"]}
    fortnightly = weekly | {"cadence": "fortnightly"}
    after = maya.client.put(f"/api/participants/{person}/check-ins/schedule", fortnightly).json()
    assert [one["cadence"] for one in after["schedules"]] == ["daily_card", "fortnightly"]
    days = [one["local_date"] for one in bundle(phone)["coming"] if one["form_id"] == "weekly"]
    assert days == ["2026-11-25"]
    weekly_id = after["schedules"][1]["id"]
    assert maya.client.post(f"/api/check-in-schedules/{weekly_id}/stop").status_code == 200
    assert maya.client.post(f"/api/check-in-schedules/{weekly_id}/stop").json()["type"] == "/problems/already-over"
    assert {one["form_id"] for one in bundle(phone)["coming"]} == {"daily-card"}
    bad = maya.client.put(f"/api/participants/{person}/check-ins/schedule", {"cadence": "weekly"})
    assert bad.status_code == 422 and bad.json()["errors"][0]["field"] == "weekday"
    moved = evening | {"zone": "America/New_York"}
    assert maya.client.put(f"/api/participants/{person}/check-ins/schedule", moved).json()["zone"] == "America/New_York"
    assert bundle(phone)["coming"][0]["opens_at"].endswith("23:00:00Z")


def test_paused_asks_for_nothing_and_goes_on_where_it_stands(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    jobs(world)
    status = f"/api/participants/{person}/status"
    assert maya.client.post(status, {"to": "paused", "reason": "In hospital."}).status_code == 200
    assert (bundle(phone)["due"], bundle(phone)["coming"]) == ([], [])
    to(world, "2026-11-27T12:00")
    assert reviews(maya) == []
    assert maya.client.post(status, {"to": "active", "reason": "Back home."}).status_code == 200
    assert [one["local_date"] for one in bundle(phone)["due"]] == ["2026-11-27"]
    jobs(world)
    states = {one["due_on"]: one["state"] for one in page(maya, person)["occurrences"]}
    assert [states[f"2026-11-{day}"] for day in (23, 24, 26, 27, 28)] == ["cancelled"] * 3 + ["open", "planned"]
    assert maya.client.post(status, {"to": "ended", "reason": "All sessions done."}).status_code == 200
    states = {one["due_on"]: one["state"] for one in page(maya, person)["occurrences"]}
    assert set(states.values()) == {"cancelled"} and page(maya, person)["schedules"] == []
    to(world, "2026-12-20T12:00")
    assert reviews(maya) == []
    refused = maya.client.put(f"/api/participants/{person}/check-ins/schedule", {"cadence": "daily_card"})
    assert refused.json()["type"] == "/problems/not-active"


def test_excused_with_a_reason_is_not_missed_and_breaks_no_row(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    jobs(world)
    to(world, "2026-11-24T05:00")
    missed = on(maya, person, "2026-11-23")
    why = {"why": "You told us that you were moving house."}
    assert maya.client.post(f"/api/occurrences/{missed['id']}/excuse", why).status_code == 200
    found = on(maya, person, "2026-11-23")
    assert (found["state"], found["excused_by"], found["excused_why"]) == ("excused", "Maya", why["why"])
    assert reviews(maya) == [] and bundle(phone)["missed"] == []
    assert maya.client.post(f"/api/occurrences/{missed['id']}/excuse", why).json()["type"] == "/problems/already-over"
    to(world, "2026-11-25T05:00")
    assert "checkin_missed_twice" not in rules(maya)
    tomorrow = on(maya, person, "2026-11-26")
    assert maya.client.post(f"/api/occurrences/{tomorrow['id']}/excuse", why).status_code == 200
    assert "2026-11-26" not in {one["local_date"] for one in bundle(phone)["coming"]}


def test_one_reminder_on_the_last_day_of_what_is_open(world: World, maya: Person) -> None:
    person = world.participant(maya, cadence="weekly")
    phone = world.phone(person)
    jobs(world)

    def due() -> list[Any]:
        with world.act() as at:
            return [row.form_id for row in due_for_reminder(at.session, world.clock.now)]

    assert due() == [], "the window lasts three days"
    to(world, "2026-11-25T09:00")
    assert due() == ["weekly"]
    (open_now,) = bundle(phone)["due"]
    body = {
        "how_are_you": 6,
        "help_wanted": ["housing", "other"],
        "order_question": True,
        "order_question_text": "May I?",
    }
    assert card(phone, open_now, answers=body)["answer"] == "on_time"
    assert due() == []
    (question,) = reviews(maya, "question")
    read = maya.client.get(f"/api/reviews/{question['id']}").json()
    fields = {one["label"]: one["value"] for one in read["fields"]}
    assert fields["Wants help with"] == "Housing, Something else" and "Your week, four answers together" in fields
    assert read["question_id"] is None, "a question on a form is answered in its review"
    assert maya.client.post(f"/api/reviews/{question['id']}/claim").status_code == 200
    closed = maya.client.post(
        f"/api/reviews/{question['id']}/close", {"outcome": "replied", "reply": "Ask me on Monday."}
    )
    assert closed.status_code == 200, closed.text


def test_the_weekly_form_calls_for_a_person_when_it_says_so(world: World, maya: Person) -> None:
    person = world.participant(maya, cadence="weekly")
    phone = world.phone(person)
    card(phone, bundle(phone)["due"][0], answers={"how_are_you": 1, "call_me": True, "not_safe": True})
    assert "not_safe" in rules(maya) and len(reviews(maya, "not_safe")) == 1
    grid = maya.client.get(f"/api/participants/{person}/patterns").json()["cards"]["days"]
    assert all(one["card"] is False for one in grid), "a weekly form is no daily card"


def test_after_a_session_that_was_held_and_not_after_one_that_was_not(world: World, maya: Person) -> None:
    person = world.participant(maya, cadence="after_session")
    phone = world.phone(person)
    base = f"/api/participants/{person}/appointments"
    made = []
    for hours in (2, 50):
        planned = (world.clock.now + timedelta(hours=hours)).isoformat()
        asked = {"planned_at": planned, "length_minutes": 50, "mode": "phone", "place": None, "basis": "licence"}
        made.append(maya.client.post(base, asked).json()["id"])
    jobs(world)
    first, second = bundle(phone)["coming"]
    assert (first["form_id"], first["opens_at"], first["local_date"]) == (
        "after-session", "2026-11-23T12:50:00Z", "2026-11-23",
    )  # fmt: skip
    assert maya.client.post(f"/api/appointments/{made[1]}/cancel", {"why": "I am away."}).status_code == 200
    world.clock.advance(minutes=30)
    jobs(world)
    assert [one["id"] for one in bundle(phone)["coming"]] == [first["id"]]
    to(world, "2026-11-27T12:00")
    assert on(maya, person, "2026-11-23", "after-session")["state"] == "open", "nobody has said whether it was held"
    said = {
        "came": "yes",
        "minutes_late": None,
        "happened": True,
        "why_not": None,
        "told_before": None,
        "confirm": None,
    }
    assert maya.client.put(f"/api/appointments/{made[0]}/outcome", said).status_code == 200
    to(world, "2026-11-27T14:00")
    assert on(maya, person, "2026-11-23", "after-session")["state"] == "missed" and len(reviews(maya)) == 1
    assert second["form_id"] == "after-session"


def test_a_paper_card_is_an_entry_with_the_name_of_who_keyed_it_in(world: World, maya: Person) -> None:
    person = world.participant(maya, internet=False)
    jobs(world)
    to(world, "2026-11-25T10:00")
    assert on(maya, person, "2026-11-23")["state"] == "open" and reviews(maya) == [], "paper is never missed by a clock"
    body = {
        "form_id": "daily-card", "form_version": 2, "local_date": "2026-11-23",
        "answers": {"urge": 9, "acted": True, "line": "My number is 07700 900123."},
    }  # fmt: skip
    sent = {"id": str(uuid4()), "body": body}
    answer = maya.client.post(f"/api/participants/{person}/entries/paper", sent)
    assert answer.status_code == 200 and answer.json()["answer"] == "on_time", answer.text
    again = maya.client.post(f"/api/participants/{person}/entries/paper", sent)
    assert again.json()["answer"] == "same"
    other = sent | {"body": body | {"answers": {"urge": 1}}}
    assert maya.client.post(f"/api/participants/{person}/entries/paper", other).json()["type"] == "/problems/same-id"
    (review,) = reviews(maya, "acted")
    words = maya.client.get(f"/api/reviews/{review['id']}").json()
    assert "Keyed in from paper by Maya, Wed 25." in words["notices"] and "07700" not in str(words)
    (line,) = [
        one
        for one in maya.client.get(f"/api/participants/{person}/timeline").json()["items"]
        if one["source"] == "entry"
    ]
    assert "For Mon 23. Keyed in by Maya, Wed 25." in line["lines"]
    assert on(maya, person, "2026-11-23")["state"] == "submitted"
    ahead = sent | {"id": str(uuid4()), "body": body | {"local_date": "2026-12-24"}}
    refused = maya.client.post(f"/api/participants/{person}/entries/paper", ahead)
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "local_date"
    phone = world.phone(person)
    assert bundle(phone)["entries"][0]["entered_by"] == "Maya"


def test_seven_cards_alike_are_something_to_ask_about(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    same = {"mood": 5, "anger": 0, "sleep_hours": 8}
    for day in range(16, 22):
        phone.card(date(2026, 11, day), **same, line=f"Line {day}")
    assert "same_answers" not in rules(maya)
    phone.card(date(2026, 11, 22), **same)
    items = {one["rule"]: one["text"] for one in maya.client.get("/api/attention").json()["items"]}
    assert items["same_answers"] == "The same answer to every item, 7 cards running"


def test_nothing_is_missed_that_nobody_could_be_shown(
    world: World, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.participant(maya)
    world.phone(person)
    jobs(world)
    monkeypatch.setattr(world.service.catalogue, "shown_form", lambda *_: None)
    to(world, "2026-11-24T12:00")
    with world.act() as at:
        o = table_of(Occurrence)
        whys = set(at.session.execute(sa.select(o.c.cancelled_why).where(o.c.due_on == date(2026, 11, 23))).scalars())
    assert whys == {"no_form"} and reviews(maya) == []


def test_a_log_on_paper_is_read_and_raised_like_any_other_and_says_who_keyed_it_in(world: World, maya: Person) -> None:
    person = world.participant(maya, internet=False)
    address, page = f"/api/participants/{person}/entries/paper/log", f"/api/participants/{person}"
    rule = {
        "when": "it's late",
        "then": "I will wash up",
        "hours": None,
        "urge_at_least": None,
        "for_minutes": None,
        "confidence": None,
    }
    parts = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
    plan: dict[str, Any] = {part: [] for part in parts} | {
        "rules": [rule],
        "agreed_on": "2026-11-20",
        "base_version": None,
    }
    made = maya.client.put(f"{page}/coping-plan", plan)
    assert made.status_code == 200, made.text
    used = made.json()["rules"][0]["id"]
    to(world, "2026-11-25T10:00")
    body = {
        "happened_at": "2026-11-24T00:40:00+00:00", "kind": "near_miss", "intensity": 8, "triggers": ["cannot_sleep"],
        "did": ["walked"], "helped": "yes", "rules": [{"id": used, "helped": "yes"}],
        "text": "I had it typed to 07700 900123.", "talk_about": True,
    }  # fmt: skip
    sent = {"id": str(uuid4()), "body": body}
    answer = maya.client.post(address, sent)
    assert answer.status_code == 200 and answer.json() == {"id": sent["id"], "answer": None}, answer.text
    assert maya.client.post(address, sent).json()["answer"] == "same"
    assert maya.client.post(address, sent | {"body": body | {"intensity": 1}}).json()["type"] == "/problems/same-id"
    (review,) = reviews(maya, "near_miss")
    words = maya.client.get(f"/api/reviews/{review['id']}").json()
    assert "Keyed in from paper by Maya, Wed 25." in words["notices"] and "[phone number]" in words["words"]
    assert {"label": "Rules of the plan used", "value": "If it's late: it helped"} in words["fields"]
    assert [one["rule"] for one in maya.client.get("/api/attention").json()["items"]].count("near_miss") == 1
    (line,) = [one for one in maya.client.get(f"{page}/timeline").json()["items"] if one["source"] == "entry"]
    # What happened after midnight counts for the evening before.
    assert line["urgent"] and "For Mon 23. Keyed in by Maya, Wed 25." in line["lines"]
    assert maya.client.get(f"{page}/coping-plan/work").json()["uses"] == {used: {"used": 1, "helped": 1}}
    for happened_at, said in (
        ("2026-11-26T10:00:00+00:00", "not come yet"),
        ("2026-05-01T10:00:00+00:00", "too long ago"),
    ):
        refused = maya.client.post(address, {"id": str(uuid4()), "body": body | {"happened_at": happened_at}})
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"] == "happened_at" and said in refused.json()["errors"][0]["message"]
    unknown = maya.client.post(address, {"id": str(uuid4()), "body": body | {"skills": ["a-name-here"]}})
    assert unknown.status_code == 422 and unknown.json()["errors"][0]["field"] == "skills"
    assert bundle(world.phone(person))["entries"][0]["entered_by"] == "Maya"
