"""Orders as the people meet them: written by one, checked by another, varied, confirmed, ended by a person; and questions."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.act import Service
from api.orders.duties import DAYS, tell_police
from api.orders.questions import raise_overdue_questions, raise_unconfirmed_orders
from api.orders.stricter import Weighed, place
from tests.attendance.conftest import AtWork
from tests.world import Person, Phone, TestClock, World


class Case:
    """A participant with a clinician, a lead who checks, a practitioner and a phone."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.clinician, self.lead, self.probation = world.clinician(), world.lead(), world.probation()
        for person in (self.clinician, self.lead, self.probation):
            person.client = AtWork(world, person)  # type: ignore[assignment]
        self.id: UUID = world.participant(self.clinician, self.probation)
        self.phone: Phone = world.phone(self.id)

    def draft(self, by: Person | None = None, **over: Any) -> Any:
        return (by or self.clinician).client.post(f"/api/participants/{self.id}/orders", order(**over))

    def active(self, **over: Any) -> str:
        made = self.draft(**over)
        assert made.status_code == 201, made.text
        checked = self.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True})
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
    own = case.clinician.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True})
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    unticked = case.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": False})
    assert (unticked.status_code, slug(unticked)) == (409, "not-ticked")
    assert case.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True}).status_code == 204
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
    assert case.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True}).status_code == 204
    [shown] = case.on_phone()["orders"]
    assert shown["version"] == 2 and shown["read"] is False
    assert [term["change"] for term in shown["conditions"]] == ["changed", "new"]
    assert shown["conditions"][0]["exception"] == exception
    assert shown["fell_away"] == ["Keep that far away at all times. If you find you are closer, leave at once."]
    assert [one["state"] for one in case.page()["orders"]] == ["active", "varied"]


def test_no_timer_ends_an_order_a_person_does(case: Case, clock: TestClock) -> None:
    made = case.active(ends_on="2026-11-30")
    clock.advance(days=60)
    [shown] = case.on_phone()["orders"]
    assert shown["ends_on"] == "2026-11-30", "it is still there, and the phone says to keep to it"
    said = {"ended_on": "2026-11-30", "source": "copy_of_order"}
    ahead = case.clinician.client.post(f"/api/orders/{made}/end", said | {"ended_on": "2027-06-01"})
    assert (ahead.status_code, slug(ahead)) == (409, "dates-disagree")
    assert case.clinician.client.post(f"/api/orders/{made}/end", said).status_code == 204
    assert case.on_phone()["orders"] == []
    again = case.clinician.client.post(f"/api/orders/{made}/end", said)
    assert (again.status_code, slug(again)) == (409, "not-active")
    gone = case.clinician.client.delete(f"/api/orders/{made}")
    assert (gone.status_code, slug(gone)) == (409, "not-a-draft")


def test_a_draft_can_be_changed_and_thrown_away_and_its_last_writer_cannot_check_it(case: Case) -> None:
    made = case.draft().json()["id"]
    assert case.lead.client.put(f"/api/orders/{made}", order(court="Magistrates")).status_code == 204
    own = case.lead.client.post(f"/api/orders/{made}/check", {"no_name": True})
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    assert case.clinician.client.delete(f"/api/orders/{made}").status_code == 204
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
    assert page["teach_back"][0]["missed"] is True and page["teach_back"][0]["fits"] == "could"
    items = [
        one for one in case.clinician.client.get("/api/attention").json()["items"] if one["rule"] == "teach_back_missed"
    ]
    assert len(items) == 1
    stranger = case.world.phone(case.world.participant(case.clinician))
    assert stranger.send("teach_back", {"order_id": made, "answers": answers})["answer"] == "unknown_order"
    assert stranger.send("order_read", {"order_id": made})["answer"] == "unknown_order"


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
    own = case.clinician.client.post(f"{path}/check", {"agree": True})
    assert (own.status_code, slug(own)) == (409, "needs-second-person")
    assert case.lead.client.post(f"{path}/check", {"agree": False}).json() == {"state": "asked"}
    case.clinician.client.post(f"{path}/answer", {"answer": "nobody", "reply": "Your doctor works for you."})
    assert case.lead.client.post(f"{path}/check", {"agree": True}).json() == {"state": "answered"}
    assert case.on_phone()["questions"][0]["answer"] == "nobody"
    none = case.lead.client.post(f"{path}/check", {"agree": True})
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
    assert seen["state"] == "taken" and set(seen) == {"id", "proposed_at", "text", "state"}
    again = case.clinician.client.post(f"/api/participants/{case.id}/order-proposals/{made}/decline")
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
