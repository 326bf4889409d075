"""Orders as the people meet them: written by one, checked by another, varied, confirmed, ended by a person; and questions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.act import Service
from api.orders.duties import DAYS, tell_police
from api.orders.permits import says_allowed
from api.orders.questions import raise_overdue_questions, raise_unconfirmed_orders
from api.orders.stricter import Weighed, place
from tests.attendance.conftest import AtWork
from tests.world import Person, Phone, TestClock, World


class Case:
    """A participant with a clinician, a lead who checks, a practitioner and a phone."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.clinician, self.lead = world.clinician(), world.lead(first_name="Josh")
        self.probation = world.probation()
        for person in (self.clinician, self.lead, self.probation):
            person.client = AtWork(world, person)  # type: ignore[assignment]
        self.id: UUID = world.participant(self.clinician, self.probation)
        self.phone: Phone = world.phone(self.id)

    def draft(self, by: Person | None = None, **over: Any) -> Any:
        return (by or self.clinician).client.post(f"/api/participants/{self.id}/orders", order(**over))

    def active(self, **over: Any) -> str:
        made = self.draft(**over)
        assert made.status_code == 201, made.text
        checked = self.lead.client.post(f"/api/orders/{made.json()['id']}/check", READ)
        assert checked.status_code == 204, checked.text
        return str(made.json()["id"])

    def page(self) -> Any:
        return self.clinician.client.get(f"/api/participants/{self.id}/orders").json()

    def on_phone(self) -> Any:
        self.phone.unlock()
        return self.phone.client.get("/api/me/bundle").json()


NO_CONTACT = {"library_id": "no-contact", "blanks": {"who": "other_person"}}
KEEP_AWAY = {"library_id": "stay-away-distance", "blanks": {"how_far": 100, "who": "other_person"}}
DEVICES = {"library_id": "keep-history"}


READ = {"no_name": True, "revision": 1}
"""A second person's tick, under the first state of a draft."""


def order(**over: Any) -> dict[str, Any]:
    return {
        "kind_id": "ew.ro.conviction", "court": "Crown Court", "made_on": "2026-11-02", "starts_on": "2026-11-02",
        "source": "sealed_order", "source_seen_on": "2026-11-20", "conditions": [NO_CONTACT, KEEP_AWAY], "no_name": True,
    } | over  # fmt: skip


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def slug(answer: Any) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[1])


def fields(answer: Any) -> list[str]:
    return [one["field"] for one in answer.json().get("errors", [])]


def test_nobody_on_the_phone_sees_an_order_before_a_second_person_checked_it(case: Case) -> None:
    made = case.draft()
    assert made.status_code == 201, made.text
    assert case.on_phone()["orders"] == []
    assert case.page()["jurisdiction"] == "england-wales"
    own = case.clinician.client.post(f"/api/orders/{made.json()['id']}/check", READ)
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    unticked = case.lead.client.post(f"/api/orders/{made.json()['id']}/check", READ | {"no_name": False})
    assert (unticked.status_code, slug(unticked)) == (409, "not-ticked")
    assert case.lead.client.post(f"/api/orders/{made.json()['id']}/check", READ).status_code == 204
    [shown] = case.on_phone()["orders"]
    first, second = shown["conditions"]
    assert first["exact"] == "Not to contact [the other person], directly or indirectly, by any means whatsoever."
    assert second["exact"] == "Not to approach within 100 metres of [the other person]."
    assert first["not_allowed"] and first["ask_about"] and first["teach_back"] and first["exception"] is None
    assert shown["until_further_order"] is True and shown["ends_on"] is None and shown["read"] is False
    assert not {"court", "source", "drafted_by_id"} & set(shown)


def test_a_draft_names_every_field_that_needs_another_look(case: Case) -> None:
    for over, why, named in (
        ({"kind_id": "ew.nothing"}, "unknown-order-kind", ["kind_id"]),
        ({"made_on": "2027-01-01", "starts_on": "2026-01-01"}, "dates-disagree", ["made_on", "starts_on"]),
        ({"ends_on": "2026-01-01"}, "dates-disagree", ["ends_on"]),
        ({"served_on": "2026-10-01"}, "dates-disagree", ["served_on"]),
        ({"source_seen_on": "2027-01-01"}, "dates-disagree", ["source_seen_on"]),
        ({"no_name": False}, "not-ticked", ["no_name"]),
        ({"conditions": [{"library_id": "no-contact", "blanks": {"who": "Sarah"}}]}, "bad-condition",
         ["conditions.0.blanks.who"]),
        ({"conditions": [{"library_id": "stay-away-distance", "blanks": {"who": "other_person", "how_far": 9999}}]},
         "bad-condition", ["conditions.0.blanks.how_far"]),
        ({"conditions": [{"library_id": "gone"}]}, "bad-condition", ["conditions.0.library_id"]),
        ({"conditions": [{"exact": "Not to go there."}]}, "bad-condition",
         ["conditions.0.plain", "conditions.0.category", "conditions.0.kind"]),
        ({"conditions": [NO_CONTACT | {"exception": "By text to 07700 900123 about the children."}]},
         "identifiers-found", ["conditions.0.exception"]),
        ({"court": "07700 900123"}, "identifiers-found", ["court"]),
    ):  # fmt: skip
        refused = case.draft(**over)
        assert (refused.status_code, slug(refused)) == (409, why), refused.text
        assert set(named) <= set(fields(refused)), over
        assert "07700" not in refused.text and "Sarah" not in refused.text
    assert case.page()["orders"] == []


def test_a_new_version_says_what_changed_and_has_to_be_read_again(case: Case) -> None:
    first = case.active()
    assert case.phone.send("order_read", {"order_id": first})["answer"] == "read"
    assert case.on_phone()["orders"][0]["read"] is True
    [now] = case.page()["orders"]
    keys = {term["library_id"]: term["key"] for term in now["conditions"]}
    exception = "By email about handovers, through the contact centre."
    varied = order(
        conditions=[
            NO_CONTACT | {"key": keys["no-contact"], "exception": exception},
            {"library_id": "stay-out-of-area"},
        ]
    )
    made = case.clinician.client.post(f"/api/orders/{first}/vary", varied)
    assert made.status_code == 201, made.text
    again = case.clinician.client.post(f"/api/orders/{first}/vary", varied)
    assert (again.status_code, slug(again)) == (409, "already-drafted")
    assert case.on_phone()["orders"][0]["version"] == 1, "the present one stays until the new one is checked"
    assert case.lead.client.post(f"/api/orders/{made.json()['id']}/check", READ).status_code == 204
    [shown] = case.on_phone()["orders"]
    assert shown["version"] == 2 and shown["read"] is False
    assert [term["change"] for term in shown["conditions"]] == ["changed", "new"]
    assert shown["conditions"][0]["exception"] == exception
    assert shown["fell_away"] == [
        "Keep 100 metres away from the other person, at all times. If you find you are closer, leave at once."
    ]
    assert [one["state"] for one in case.page()["orders"]] == ["active", "varied"]


def test_an_order_counts_by_the_calendar_and_its_day_begins_at_midnight(case: Case, clock: TestClock) -> None:
    clock.set(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    case.world.sign_in(case.clinician.client, case.clinician.user)
    for day, status in (("2026-11-25", 409), ("2026-11-24", 201)):
        assert case.draft(made_on=day, starts_on=day, source_seen_on=day).status_code == status


def test_no_timer_ends_an_order_a_person_does(case: Case, clock: TestClock) -> None:
    made = case.active(ends_on="2026-11-30")
    clock.advance(days=60)
    [shown] = case.on_phone()["orders"]
    assert shown["ends_on"] == "2026-11-30", "it is still there, and the phone says to keep to it"
    said = {"ended_on": "2026-11-30", "source": "copy_of_order", "reason": "The court did not make it longer."}
    ahead = case.clinician.client.post(f"/api/orders/{made}/end", said | {"ended_on": "2027-06-01"})
    assert (ahead.status_code, slug(ahead)) == (409, "dates-disagree")
    assert case.clinician.client.post(f"/api/orders/{made}/end", said).status_code == 204
    assert case.on_phone()["orders"] == []
    again = case.clinician.client.post(f"/api/orders/{made}/end", said)
    assert (again.status_code, slug(again)) == (409, "not-active")
    [over] = case.page()["orders"]
    assert (over["state"], over["end_source"], over["end_reason"]) == ("ended", "copy_of_order", said["reason"])
    gone = case.clinician.client.delete(f"/api/orders/{made}?revision=1")
    assert (gone.status_code, slug(gone)) == (409, "not-a-draft")


def test_a_draft_can_be_changed_and_thrown_away_and_its_last_writer_cannot_check_it(case: Case) -> None:
    made = case.draft().json()["id"]
    assert case.lead.client.put(f"/api/orders/{made}", order(court="Magistrates", revision=1)).status_code == 204
    own = case.lead.client.post(f"/api/orders/{made}/check", READ | {"revision": 2})
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    stale = case.clinician.client.delete(f"/api/orders/{made}?revision=1")
    assert (stale.status_code, slug(stale)) == (409, "draft-changed")
    assert case.clinician.client.delete(f"/api/orders/{made}?revision=2").status_code == 204
    assert case.page()["orders"] == []


def test_several_orders_stand_with_the_stricter_first(case: Case) -> None:
    case.active(kind_id="ew.licence", conditions=[{"library_id": "keep-in-touch"}])
    case.active(kind_id="ew.spo", served_on="2026-11-06", conditions=[NO_CONTACT])
    case.active(kind_id="ew.dvpo", conditions=[NO_CONTACT, KEEP_AWAY])
    assert [one["kind"]["id"] for one in case.on_phone()["orders"]] == ["ew.spo", "ew.dvpo", "ew.licence"]
    spo = case.on_phone()["orders"][0]
    # Served on a Friday: the weekend counts.
    assert spo["notify"] == {"day_1": "2026-11-06", "last_day": "2026-11-08"}


@pytest.mark.parametrize(
    ("day_1", "last_day"),
    [
        (date(2026, 11, 6), date(2026, 11, 8)),  # Friday: Saturday and Sunday count.
        (date(2026, 12, 24), date(2026, 12, 26)),  # Christmas Day and Boxing Day count.
        (date(2026, 3, 27), date(2026, 3, 29)),  # The clocks go forward on the last day.
        (date(2026, 10, 24), date(2026, 10, 26)),  # And back.
        (date(2028, 2, 28), date(2028, 3, 1)),  # A leap year.
        (date(2026, 12, 31), date(2027, 1, 2)),
    ],
)
def test_the_three_days_to_tell_the_police_are_days_of_the_calendar(day_1: date, last_day: date) -> None:
    assert tell_police(day_1) == (day_1, last_day)


def test_the_days_are_those_of_the_table_of_facts(service: Service) -> None:
    facts = service.catalogue.shelf.facts
    assert {facts.rows[name].value for name in ("ew.spo.notify.days", "ni.spo.notify.days")} == {DAYS}


def test_the_place_of_an_order_is_decided_by_what_a_breach_is() -> None:
    made = date(2026, 1, 1)
    grave = Weighed("crime", 1, 0, made, "a")
    assert (
        sorted([Weighed("recall", 9, 9, made, "b"), Weighed("crime", 3, 0, made, "c"), grave], key=place)[0].id == "c"
    )
    assert place(grave) < place(Weighed("crime", 1, 0, made - timedelta(days=1), "d"))


def test_device_conditions_send_somebody_to_the_suitability_sheet(case: Case) -> None:
    case.active(conditions=[DEVICES])
    rules = [one["rule"] for one in case.clinician.client.get("/api/attention").json()["items"]]
    assert "order_devices" in rules


SHEET = {"internet_device_allowed": True, "inspection": True, "no_deletion": True, "no_auto_deletion_software": True}


def test_the_sheet_that_was_looked_at_again_answers_it_and_no_internet_makes_it_paper(case: Case) -> None:
    def raised() -> bool:
        return "order_devices" in [one["rule"] for one in case.clinician.client.get("/api/attention").json()["items"]]

    def person() -> Any:
        return case.clinician.client.get(f"/api/participants/{case.id}").json()

    case.active(conditions=[DEVICES])
    path = f"/api/participants/{case.id}/suitability"
    case.clock.advance(minutes=1)
    said = case.clinician.client.post(path, SHEET | {"note": "The police may look at it."})
    assert (said.status_code, said.json()) == (201, {"mode": "phone"})
    assert raised() is False
    sheet = person()["suitability"]
    assert (sheet["inspection"], sheet["no_deletion"], sheet["note"]) == (True, True, "The police may look at it.")
    assert sheet["agreed"] is True and sheet["digital_skill"], "the rest is as it was"
    assert case.phone.send("order_read", {"order_id": case.page()["orders"][0]["id"]})["answer"] == "read"
    case.clock.advance(minutes=1)
    paper = case.clinician.client.post(path, SHEET | {"internet_device_allowed": False})
    assert paper.json() == {"mode": "paper"}
    now = person()
    assert now["mode"] == "paper" and all(one["revoked_at"] for one in now["devices"])
    code = case.clinician.client.post(f"/api/participants/{case.id}/invitations")
    assert code.status_code == 409
    case.clock.advance(minutes=1)
    again = case.clinician.client.post(path, SHEET)
    assert again.json() == {"mode": "phone"}
    assert case.clinician.client.post(f"/api/participants/{case.id}/invitations").status_code == 201
    ended = {"to": "ended", "reason": "Done."}
    assert case.clinician.client.post(f"/api/participants/{case.id}/status", ended).status_code == 200
    over = case.clinician.client.post(path, SHEET)
    assert (over.status_code, slug(over)) == (409, "programme-over")


def test_an_order_that_nobody_confirmed_for_five_days_asks_for_attention_once(
    case: Case, service: Service, clock: TestClock
) -> None:
    made = case.active()
    clock.advance(days=4, hours=23)
    assert raise_unconfirmed_orders(service, clock.now) == {}
    clock.advance(hours=1)
    assert raise_unconfirmed_orders(service, clock.now) == {"raised": 1}
    assert raise_unconfirmed_orders(service, clock.now) == {}
    items = {one["rule"] for one in case.clinician.client.get("/api/attention").json()["items"]}
    assert "order_unconfirmed" in items
    case.phone.send("order_read", {"order_id": made})
    items = {one["rule"] for one in case.clinician.client.get("/api/attention").json()["items"]}
    assert "order_unconfirmed" not in items


def test_teach_back_tells_the_clinician_what_was_missed(case: Case) -> None:
    made = case.active()
    scenarios = case.on_phone()["orders"][0]["conditions"][0]["teach_back"]
    answers = [{"scenario_id": scenario, "answer": "no"} for scenario in scenarios]
    said = case.phone.send("teach_back", {"order_id": made, "answers": answers})
    assert said["answer"] == "missed_1"
    page = case.page()
    assert page["teach_back"][0]["missed"] is True and page["teach_back"][0]["fits"] == "yes"
    items = [
        one for one in case.clinician.client.get("/api/attention").json()["items"] if one["rule"] == "teach_back_missed"
    ]
    assert len(items) == 1
    stranger = case.world.phone(case.world.participant(case.clinician))
    assert stranger.send("teach_back", {"order_id": made, "answers": answers})["answer"] == "unknown_order"
    assert stranger.send("order_read", {"order_id": made})["answer"] == "unknown_order"


def test_an_answer_to_a_situation_names_the_words_that_it_is_to(case: Case, service: Service) -> None:
    made = case.active()
    asked = case.on_phone()["orders"][0]["conditions"][0]["teach_back"]
    _, now = service.catalogue.scenario(asked[0])

    def answered(version: int | None) -> tuple[int | None, bool]:
        given = {"scenario_id": asked[0], "answer": "no"} | ({"version": version} if version else {})
        case.clock.advance(minutes=1)
        assert case.phone.send("teach_back", {"order_id": made, "answers": [given]})["answer"] == "missed_1"
        [said] = case.page()["teach_back"]
        return said["version"], said["other_words"]

    assert answered(now) == (now, False)
    assert answered(now + 1) == (now + 1, True), "staff read other words than were answered, and are told so"
    assert answered(None) == (None, False), "an older phone says no version"
    refused = {"scenario_id": asked[0], "answer": "no", "version": 0}
    assert case.phone.send("teach_back", {"order_id": made, "answers": [refused]})["status"] == "quarantined"


def test_a_question_has_an_owner_and_a_date_and_its_answer_becomes_a_card(
    case: Case, service: Service, clock: TestClock
) -> None:
    sent = case.phone.send("question", {"text": "Can I go to the school play?", "about_answer": "school-event"})
    assert sent["status"] == "stored" and sent["answer"] == "asked"
    [open_one] = case.on_phone()["questions"]
    assert open_one["answered"] is False and open_one["due_at"] == "2026-11-25T17:00:00Z" and open_one["owner"]
    clock.set(clock.now.replace(day=25, hour=17))
    assert raise_overdue_questions(service, clock.now) == {"raised": 1}
    assert raise_overdue_questions(service, clock.now) == {}
    [asked] = case.clinician.client.get(f"/api/participants/{case.id}/questions").json()
    assert asked["overdue"] is False or asked["state"] == "asked"
    review = [
        one for one in case.clinician.client.get("/api/reviews?view=open").json()["items"] if one["kind"] == "question"
    ]
    assert len(review) == 1
    read = f"/api/reviews/{review[0]['id']}"
    assert case.clinician.client.post(f"{read}/claim").status_code == 200
    around = case.clinician.client.post(f"{read}/close", {"outcome": "replied", "reply": "Go, it is fine."})
    assert (around.status_code, slug(around)) == (409, "answer-as-card"), "no way round the four short answers"
    path = f"/api/questions/{sent['id']}/answer"
    allowed = case.clinician.client.post(path, {"answer": "ask_first", "reply": "You can text her about it."})
    assert (allowed.status_code, slug(allowed)) == (409, "says-allowed")
    number = case.clinician.client.post(path, {"answer": "no", "reply": "Ring 07700 900123."})
    assert (number.status_code, slug(number)) == (409, "identifiers-found") and "07700" not in number.text
    done = case.clinician.client.post(
        path, {"answer": "ask_first", "reply": "Do not go yet. I ask your solicitor on Monday."}
    )
    assert done.json() == {"state": "answered"}
    [card] = case.on_phone()["questions"]
    assert (card["answered"], card["answer"]) == (True, "ask_first") and card["reply"].startswith("Do not go yet")
    assert not [
        one for one in case.clinician.client.get("/api/reviews?view=open").json()["items"] if one["kind"] == "question"
    ]
    again = case.clinician.client.post(path, {"answer": "no", "reply": "No."})
    assert (again.status_code, slug(again)) == (409, "already-answered")


def test_the_last_two_kinds_of_answer_need_a_second_person(case: Case) -> None:
    sent = case.phone.send("question", {"text": "Can I see my doctor?"})
    path = f"/api/questions/{sent['id']}"
    said = case.clinician.client.post(
        f"{path}/answer", {"answer": "nobody", "reply": "Go ahead, your doctor works for you."}
    )
    assert said.json() == {"state": "unchecked"}
    assert case.on_phone()["questions"][0]["answered"] is False
    own = case.clinician.client.post(f"{path}/check", {"agree": True, "revision": 1})
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    wordless = case.lead.client.post(f"{path}/check", {"agree": False, "revision": 1})
    assert (wordless.status_code, slug(wordless), fields(wordless)) == (409, "reason-needed", ["reason"])
    no = {"agree": False, "revision": 1, "reason": "Say it without go ahead."}
    assert case.lead.client.post(f"{path}/check", no).json() == {"state": "asked"}
    [asked] = case.clinician.client.get(f"/api/participants/{case.id}/questions").json()
    assert (asked["check_note"], asked["checked_by"]) == (no["reason"], "Josh")
    anew = {"answer": "nobody", "reply": "Your doctor works for you.", "revision": 1}
    assert case.clinician.client.post(f"{path}/answer", anew).json() == {"state": "unchecked"}
    yes = {"agree": True, "revision": 2}
    assert case.lead.client.post(f"{path}/check", yes).json() == {"state": "answered"}
    assert case.on_phone()["questions"][0]["answer"] == "nobody"
    none = case.lead.client.post(f"{path}/check", yes)
    assert (none.status_code, slug(none)) == (409, "nothing-to-check")


def test_probation_proposes_text_and_sees_only_whether_it_was_taken(case: Case) -> None:
    base = f"/api/attendance/participants/{case.id}/order-text"
    bad = case.probation.client.post(base, {"text": "Not to ring 07700 900123."})
    assert (bad.status_code, slug(bad)) == (409, "identifiers-found")
    made = case.probation.client.post(base, {"text": "To live where approved."}).json()["id"]
    assert case.page()["proposals"][0]["text"] == "To live where approved."
    taken = case.draft(kind_id="ew.licence", conditions=[{"library_id": "live-where-agreed"}], proposal_id=made)
    assert taken.status_code == 201, taken.text
    [seen] = case.probation.client.get(base).json()
    assert seen["state"] == "taken"
    assert set(seen) == {"id", "proposed_at", "text", "state", "decline_reason", "settled_at"}
    said = {"reason": "not_clear"}
    again = case.clinician.client.post(f"/api/participants/{case.id}/order-proposals/{made}/decline", said)
    assert again.status_code == 404
    assert case.probation.client.get(f"/api/participants/{case.id}/orders").status_code == 403


def test_a_suggestion_to_the_authors_holds_nothing_of_anybody(case: Case) -> None:
    bad = case.clinician.client.post(
        "/api/content-suggestions", {"question": "Can he ring 07700 900123?", "answer": "No."}
    )
    assert (bad.status_code, slug(bad)) == (409, "identifiers-found")
    said = {"question": "Can I go to a school play?", "answer": "Ask first."}
    assert case.clinician.client.post("/api/content-suggestions", said).status_code == 201
    [seen] = case.lead.client.get("/api/content-suggestions").json()
    assert seen["question"] == said["question"] and not {"participant_id", "made_by"} & set(seen)


def test_a_second_person_checks_the_very_words_they_read(case: Case) -> None:
    """A draft that was changed after the checker opened it is not let out."""
    made = case.draft().json()["id"]
    [read] = case.page()["orders"]
    assert case.clinician.client.put(f"/api/orders/{made}", order(court="Magistrates", revision=1)).status_code == 204
    stale = case.lead.client.post(f"/api/orders/{made}/check", READ | {"revision": read["revision"]})
    assert (stale.status_code, slug(stale)) == (409, "draft-changed")
    assert case.on_phone()["orders"] == []
    [now] = case.page()["orders"]
    done = case.lead.client.post(f"/api/orders/{made}/check", READ | {"revision": now["revision"]})
    assert done.status_code == 204 and len(case.on_phone()["orders"]) == 1


def test_two_who_change_one_draft_lose_none_of_each_others_words(case: Case) -> None:
    made = case.draft().json()["id"]
    first = order(court="Magistrates", revision=1)
    assert case.lead.client.put(f"/api/orders/{made}", first).status_code == 204
    second = case.clinician.client.put(f"/api/orders/{made}", order(court="Family", revision=1))
    assert (second.status_code, slug(second)) == (409, "draft-changed")
    [kept] = case.page()["orders"]
    assert (kept["court"], kept["revision"], kept["written_by"]) == ("Magistrates", 2, "Josh")
    assert case.clinician.client.put(f"/api/orders/{made}", order(court="Family", revision=2)).status_code == 204
    unsaid = case.clinician.client.put(f"/api/orders/{made}", order())
    assert unsaid.status_code == 422


def test_a_draft_is_sent_back_with_a_reason_and_shown_only_after_it_was_changed(case: Case) -> None:
    def waiting(rule: str) -> int:
        return sum(one["rule"] == rule for one in case.lead.client.get("/api/attention").json()["items"])

    made = case.draft().json()["id"]
    assert (waiting("order_to_check"), waiting("order_sent_back")) == (1, 0)
    said = {"reason": "The order says 200 metres.", "revision": 1}
    own = case.clinician.client.post(f"/api/orders/{made}/send-back", said)
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    assert case.lead.client.post(f"/api/orders/{made}/send-back", said).status_code == 204
    assert (waiting("order_to_check"), waiting("order_sent_back")) == (0, 1)
    [draft] = case.page()["orders"]
    assert draft["state"] == "draft"
    assert (draft["sent_back"]["by"], draft["sent_back"]["reason"]) == ("Josh", said["reason"])
    early = case.lead.client.post(f"/api/orders/{made}/check", READ)
    assert (early.status_code, slug(early)) == (409, "sent-back")
    assert case.clinician.client.put(f"/api/orders/{made}", order(revision=1)).status_code == 204
    assert case.page()["orders"][0]["sent_back"] is None
    assert (waiting("order_to_check"), waiting("order_sent_back")) == (1, 0)
    assert case.lead.client.post(f"/api/orders/{made}/check", READ | {"revision": 2}).status_code == 204
    assert (waiting("order_to_check"), waiting("order_sent_back")) == (0, 0)
    late = case.lead.client.post(f"/api/orders/{made}/send-back", said | {"revision": 2})
    assert (late.status_code, slug(late)) == (409, "not-a-draft")


def test_a_new_version_starts_from_the_one_that_binds(case: Case) -> None:
    first = case.active()
    second = case.clinician.client.post(f"/api/orders/{first}/vary", order()).json()["id"]
    assert case.lead.client.post(f"/api/orders/{second}/check", READ).status_code == 204
    old = case.clinician.client.post(f"/api/orders/{first}/vary", order())
    assert (old.status_code, slug(old)) == (409, "order-moved")
    third = case.clinician.client.post(f"/api/orders/{second}/vary", order())
    assert third.status_code == 201, third.text
    said = {"ended_on": "2026-11-20", "source": "copy_of_order", "reason": "The court ended it."}
    assert case.clinician.client.post(f"/api/orders/{second}/end", said).status_code == 204
    dead = case.lead.client.post(f"/api/orders/{third.json()['id']}/check", READ)
    assert (dead.status_code, slug(dead)) == (409, "not-active"), "an order that ended does not come back by a draft"
    assert case.on_phone()["orders"] == []


def test_an_empty_list_of_a_condition_is_an_empty_list(case: Case) -> None:
    bare = NO_CONTACT | {"not_allowed": [], "ask_about": []}
    case.active(conditions=[bare, KEEP_AWAY])
    first, second = case.on_phone()["orders"][0]["conditions"]
    assert (first["not_allowed"], first["ask_about"]) == ([], [])
    assert second["not_allowed"] and second["ask_about"], "left out, they are the library's"


def test_proposed_words_are_taken_into_a_new_version_or_a_draft_and_declined_with_a_reason(case: Case) -> None:
    base = f"/api/attendance/participants/{case.id}/order-text"

    def propose() -> str:
        return str(case.probation.client.post(base, {"text": "To live where approved."}).json()["id"])

    def states() -> list[str]:
        return [one["state"] for one in case.probation.client.get(base).json()]

    first, active = propose(), case.active(kind_id="ew.licence")
    # A court's own order takes in no words of probation's.
    court = case.active()
    refused = case.clinician.client.post(f"/api/orders/{court}/vary", order(proposal_id=first))
    assert (refused.status_code, slug(refused)) == (409, "not-probations") and states() == ["proposed"]
    assert [(one["kind"]["id"], one["of_probation"]) for one in case.page()["orders"]] == [
        ("ew.ro.conviction", False), ("ew.licence", True),
    ]  # fmt: skip
    varied = case.clinician.client.post(f"/api/orders/{active}/vary", order(kind_id="ew.licence", proposal_id=first))
    assert varied.status_code == 201 and states() == ["taken"]
    case.clock.advance(minutes=1)
    second = propose()
    changed = order(kind_id="ew.licence", proposal_id=second, revision=1)
    assert case.clinician.client.put(f"/api/orders/{varied.json()['id']}", changed).status_code == 204
    assert states() == ["taken", "taken"]
    gone = case.clinician.client.put(f"/api/orders/{varied.json()['id']}", changed | {"revision": 2})
    assert gone.status_code == 404
    [written] = [one for one in case.page()["orders"] if one["id"] == varied.json()["id"]]
    assert written["revision"] == 2, "nothing of a refused change stays"
    case.clock.advance(minutes=1)
    third = propose()
    path = f"/api/participants/{case.id}/order-proposals/{third}/decline"
    assert case.clinician.client.post(path, {"reason": "I do not like it."}).status_code == 422
    assert case.clinician.client.post(path, {"reason": "there_already"}).status_code == 204
    seen = case.probation.client.get(base).json()[0]
    assert (seen["state"], seen["decline_reason"]) == ("declined", "there_already")


def test_an_answer_is_let_out_only_as_it_was_read(case: Case) -> None:
    sent = case.phone.send("question", {"text": "Can I see my doctor?"})
    path = f"/api/questions/{sent['id']}"
    case.clinician.client.post(f"{path}/answer", {"answer": "nobody", "reply": "Your doctor works for you."})
    over = case.lead.client.post(f"{path}/answer", {"answer": "no", "reply": "No."})
    assert (over.status_code, slug(over)) == (409, "answer-changed"), "it was there before the lead wrote"
    anew = {"answer": "nobody", "reply": "The surgery works for you.", "revision": 1}
    assert case.clinician.client.post(f"{path}/answer", anew).status_code == 200
    stale = case.lead.client.post(f"{path}/check", {"agree": True, "revision": 1})
    assert (stale.status_code, slug(stale)) == (409, "answer-changed")
    assert case.on_phone()["questions"][0]["answered"] is False
    assert case.lead.client.post(f"{path}/check", {"agree": True, "revision": 2}).status_code == 200


def test_a_question_that_was_taken_back_is_not_answered_and_not_overdue(
    case: Case, service: Service, clock: TestClock
) -> None:
    first, second = (
        case.phone.send("question", {"text": text})["id"] for text in ("Can I ring my doctor?", "And now?")
    )
    said = {"answer": "nobody", "reply": "Your doctor works for you."}
    assert case.clinician.client.post(f"/api/questions/{second}/answer", said).status_code == 200
    for asked in (first, second):
        case.phone.send("withdraw", {"of": asked, "why": "by_mistake"})
    refused = case.clinician.client.post(f"/api/questions/{first}/answer", said)
    assert (refused.status_code, slug(refused)) == (409, "question-taken-back")
    unsent = case.lead.client.post(f"/api/questions/{second}/check", {"agree": True, "revision": 1})
    assert (unsent.status_code, slug(unsent)) == (409, "question-taken-back")
    clock.advance(days=9)
    assert raise_overdue_questions(service, clock.now) == {}
    assert {one["overdue"] for one in case.clinician.client.get(f"/api/participants/{case.id}/questions").json()} == {
        False
    }


def test_how_many_others_asked_the_same_is_a_number_and_nothing_else(case: Case) -> None:
    other = case.world.participant(case.clinician)
    for phone in (case.phone, case.phone, case.world.phone(other)):
        phone.send("question", {"text": "Can I go to the school play?", "about_answer": "school-event"})
    case.phone.send("question", {"text": "And the market?"})
    asked = case.clinician.client.get(f"/api/participants/{case.id}/questions").json()
    assert sorted((one["about_answer"] or "", one["also_asked"]) for one in asked) == [
        ("", 0), ("school-event", 1), ("school-event", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "nobody", "allowed"),
    [
        ("You can text her about it.", False, True),
        ("You can ring your doctor.", False, True),
        ("You are allowed to write to [the other person].", False, True),
        ("You’re free to reply.", False, True),
        ("It's fine for you to see them.", False, True),
        ("Feel free to message the school.", False, True),
        ("Do not go yet. I ask your solicitor on Monday.", False, False),
        ("You can not text her.", False, False),
        ("You can tell me what was said.", False, False),
        ("You can text her about it.", True, True),
        ("You can ring [my child].", True, True),
        ("Go ahead and message your friend.", True, True),
        ("You can see your doctor about her.", True, True),
        ("You can ring your solicitor and ask them to ring her.", True, True),
        ("You can reply.", True, True),
        ("You can ring your doctor.", True, False),
        ("You can see a solicitor at any time.", True, False),
        ("You may speak to the Samaritans at any hour.", True, False),
        ("Your doctor works for you.", True, False),
        ("You can ring your justice social worker.", True, False),
        # An answer may be in Welsh, where "him", "her" and "them" stand before the verb.
        ("Gallwch ei ffonio.", False, True),
        ("Gallwch ei ffonio.", True, True),
        ("Cewch ysgrifennu ati.", True, True),
        ("Gallwch chi weld y plant.", True, True),
        ("Mae croeso i chi gysylltu â nhw.", True, True),
        ("Mae'n iawn i chi fynd yno.", False, True),
        ("Gallwch siarad â'ch partner.", True, True),
        ("Gallwch ffonio'r tîm, yna ei ffrind hi.", True, True),
        ("Gallwch ffonio'ch cyfreithiwr.", True, False),
        ("Gallwch gysylltu â'ch clinigydd.", True, False),
        ("Gallwch ffonio'ch cyfreithiwr.", False, True),
        ("Ni chewch ei ffonio.", False, False),
        ("Na. Peidiwch â'i wneud. Gofynnwch yn gyntaf.", False, False),
        ("Chewch chi ddim cysylltu.", False, False),
    ],
)
def test_only_the_courts_own_words_say_that_contact_is_allowed(reply: str, nobody: bool, allowed: bool) -> None:
    assert says_allowed(reply, nobody) is allowed


def test_this_involves_nobody_is_no_way_to_say_that_contact_is_allowed(case: Case) -> None:
    sent = case.phone.send("question", {"text": "Can I text about the dog?"})
    said = {"answer": "nobody", "reply": "You can text her about the dog."}
    refused = case.clinician.client.post(f"/api/questions/{sent['id']}/answer", said)
    assert (refused.status_code, slug(refused)) == (409, "says-allowed")


def test_plain_words_say_how_far_and_from_whom(case: Case) -> None:
    def plain(**over: Any) -> Any:
        made = case.draft(conditions=[KEEP_AWAY | over])
        if made.status_code != 201:
            return made
        said = next(one for one in case.page()["orders"] if one["id"] == made.json()["id"])["conditions"][0]["plain"]
        gone = case.clinician.client.request("DELETE", f"/api/orders/{made.json()['id']}?revision=1")
        assert gone.status_code in (200, 204), gone.text
        return said

    assert plain(plain="Stay {how_far} off.") == "Stay 100 metres off."
    assert plain(plain="Stay well off.") == "Stay well off."
    # The order's own words came whole, and nothing says how far: the plain words cannot be the library's.
    refused = plain(exact="Not to approach [the other person].", blanks={})
    assert refused.status_code == 409 and refused.json()["errors"][0]["field"] == "conditions.0.plain", refused.text
