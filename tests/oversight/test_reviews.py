"""Reading what somebody sent, and answering it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.oversight.models import AttentionItem, Review
from tests.oversight.conftest import Counting
from tests.world import START, Person, Phone, World


class Case:
    """A clinician, a phone, and the review of its newest near miss."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.maya: Person = world.clinician(first_name="Maya")
        self.person = world.participant(self.maya)
        self.phone: Phone = world.phone(self.person)
        self.phone.trigger("near_miss", 8, text="I had it typed. I did not send it.", need="relief", talk_about=True)
        [self.review] = self.list()

    def list(self, view: str = "open", who: Person | None = None) -> Any:
        return (who or self.maya).client.get(f"/api/reviews?view={view}").json()["items"]

    def do(self, what: str, body: Any = None, who: Person | None = None) -> Any:
        return (who or self.maya).client.post(f"/api/reviews/{self.review['id']}/{what}", body)

    def review_entry(self) -> Any:
        """The id of the entry that the review is of."""
        return self.phone.sent[0]["id"]

    def close(self, who: Person | None = None, **body: Any) -> Any:
        return self.do("close", {"outcome": "replied", "reply": "Thank you for telling me.", **body}, who)


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_a_review_is_read_in_words_with_what_was_written_apart(case: Case) -> None:
    read = case.maya.client.get(f"/api/reviews/{case.review['id']}").json()
    fields = {field["label"]: field["value"] for field in read["fields"]}
    assert fields["What"] == "Near miss" and fields["How strong"] == "8 of 10" and fields["Wanted"] == "Relief"
    assert read["words"] == "I had it typed. I did not send it."
    assert "In their words" not in fields
    assert read["title"] == "Near miss, today 10:00"
    assert read["position"] == {"n": 1, "of": 1} and read["next_id"] is None
    assert read["reply_limit"] == 600 and "01632 960014" in read["notices"][0]


@pytest.mark.parametrize("prompt", [["message_came"], [], 3, True, "no such trigger"])
def test_what_set_it_off_in_a_shape_that_no_form_asks_for_stops_no_reader(case: Case, prompt: object) -> None:
    body = {"form_id": "step-by-step", "form_version": 2, "happened_at": START.isoformat(),
            "answers": {"prompt": prompt, "act": "sent"}}  # fmt: skip
    case.phone.send("chain", body)
    [chain] = [one for one in case.list() if one["id"] != case.review["id"]]
    read = case.maya.client.get(f"/api/reviews/{chain['id']}")
    assert read.status_code == 200, read.text
    assert read.json()["trigger"] is None


def test_what_was_changed_later_lies_over_what_was_sent(case: Case) -> None:
    case.phone.send("amend", {"of": str(case.review_entry()), "body": {"helped": "yes", "text": "New words"}})
    read = case.maya.client.get(f"/api/reviews/{case.review['id']}").json()
    assert read["words"] == "New words" and any("Changed by the person" in notice for notice in read["notices"])
    assert ("Helped", "Yes") in [(field["label"], field["value"]) for field in read["fields"]]


def test_what_was_masked_is_said(world: World, case: Case) -> None:
    case.phone.trigger("acted", 8, text="I rang 07700 900123")
    newest = next(one for one in case.list() if one["kind"] == "acted")
    read = case.maya.client.get(f"/api/reviews/{newest['id']}").json()
    assert "07700" not in str(read) and "The app took out a phone number." in read["notices"]


def test_a_late_arrival_says_when_it_was_saved_and_when_it_came(world: World, case: Case) -> None:
    made = START - timedelta(hours=9, minutes=20)
    case.phone.send(
        "trigger", {"happened_at": made.isoformat(), "kind": "acted", "intensity": 4}, made_at=made.isoformat()
    )
    newest = next(one for one in case.list() if one["kind"] == "acted")
    read = case.maya.client.get(f"/api/reviews/{newest['id']}").json()
    assert "Saved on the phone today 00:40. Reached us today 10:00." in read["notices"]


def test_taking_a_review_holds_it_for_thirty_minutes_against_everybody_else(world: World, case: Case) -> None:
    lead = world.lead(first_name="Ruth")
    taken = case.do("claim").json()
    assert taken["state"] == "in_review" and taken["held_by"]["first_name"] == "Maya"
    assert taken["held_until"] == "2026-11-23T10:30:00Z"
    refused = case.do("claim", who=lead)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/held-by-another")
    assert refused.json()["detail"] == "Maya has this one until 10:30."
    assert case.close(who=lead).json()["type"] == "/problems/held-by-another"
    assert case.do("release", who=lead).json()["type"] == "/problems/held-by-another"
    assert [one["id"] for one in case.list("mine")] == [case.review["id"]] and case.list("mine", lead) == []
    world.clock.advance(minutes=30)
    world.sign_in(lead.client, lead.user)
    assert case.list(who=lead)[0]["state"] == "unread" and case.list(who=lead)[0]["held_by"] is None
    assert case.do("claim", who=lead).json()["held_by"]["first_name"] == "Ruth"
    world.sign_in(case.maya.client, case.maya.user)
    assert case.close().json()["type"] == "/problems/held-by-another"


def test_taking_ones_own_again_starts_the_thirty_minutes_anew(world: World, case: Case) -> None:
    case.do("claim")
    world.clock.advance(minutes=14)
    assert case.do("claim").json()["held_until"] == "2026-11-23T10:44:00Z"


def test_letting_go_makes_it_unread_again(case: Case) -> None:
    case.do("claim")
    assert case.do("release").json()["state"] == "unread"
    assert case.do("release").json()["type"] == "/problems/not-claimed"


def test_closing_needs_taking_first_and_happens_once(case: Case) -> None:
    assert case.close().json()["type"] == "/problems/not-claimed"
    case.do("claim")
    closed = case.close()
    assert closed.status_code == 200 and closed.json()["state"] == "closed" and closed.json()["overdue"] is False
    for what in ("claim", "release"):
        assert case.do(what).json()["type"] == "/problems/already-closed"
    assert case.close().json()["type"] == "/problems/already-closed"
    assert case.list() == [] and [one["id"] for one in case.list("closed")] == [case.review["id"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "replied", "reply": None}, "reply"),
        ({"outcome": "called", "reply": "   "}, "reply"),
        ({"outcome": "escalated", "reply": None, "reason": "Too much for me"}, "reply"),
        ({"outcome": "noted", "reply": None}, "reason"),
        ({"outcome": "noted", "reply": None, "reason": " "}, "reason"),
    ],
)
def test_closing_needs_a_reply_or_noted_with_a_reason(case: Case, body: dict[str, Any], field: str) -> None:
    case.do("claim")
    refused = case.do("close", body)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/reply-needed")
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert case.list()[0]["state"] == "in_review"


def test_noted_with_a_reason_needs_no_reply_and_the_reason_stays_with_staff(case: Case) -> None:
    case.do("claim")
    assert (
        case.do("close", {"outcome": "noted", "reason": "Talked about it today"}).json()["reason"]
        == "Talked about it today"
    )
    bundle = case.phone.client.get("/api/me/bundle")
    assert "Talked about it" not in bundle.text
    [reply] = bundle.json()["replies"]
    assert reply["text"] is None and reply["outcome"] == "noted"


def test_a_reply_that_could_lead_to_a_person_is_refused_without_repeating_it(case: Case) -> None:
    case.do("claim")
    refused = case.close(reply="Ring her on 07700 900123 or see instagram.com/someone")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/identifiers-found")
    assert refused.json()["errors"] == [{"field": "reply", "message": "Take out a phone number and a link."}]
    assert "07700" not in refused.text


def test_a_reply_over_600_characters_is_malformed(case: Case) -> None:
    case.do("claim")
    assert case.close(reply="a" * 601).status_code == 422
    assert case.close(reply="a" * 600).status_code == 200


def test_the_participant_sees_first_name_role_date_and_the_words(case: Case) -> None:
    case.do("claim")
    case.close()
    bundle = case.phone.client.get("/api/me/bundle").json()
    assert bundle["replies"] == [
        {
            "entry_id": case.review_entry(), "first_name": "Maya", "role": "clinician", "on": "2026-11-23",
            "text": "Thank you for telling me.", "outcome": "replied", "about": "Your log of Mon 23",
        }
    ]  # fmt: skip
    assert "Example" not in str(bundle["replies"]), "no last name"


def test_a_reply_is_stored_sealed(world: World, case: Case) -> None:
    case.do("claim")
    case.close(bring_next_session=True)
    table = table_of(Review)
    with world.act() as at:
        row = at.session.execute(sa.select(table)).one()
    assert b"Thank you" not in bytes(row.reply) and row.bring_next_session is True


def test_closing_answers_what_the_entry_raised_and_the_caseload_follows(world: World, case: Case) -> None:
    assert [item["rule"] for item in case.maya.client.get("/api/attention").json()["items"]] == ["near_miss"]
    case.do("claim")
    case.close(outcome="plan_change")
    assert case.maya.client.get("/api/attention").json()["items"] == []
    [row] = case.maya.client.get("/api/caseload").json()["rows"]
    assert row["group"] == "nothing" and row["yours"] is None
    assert [reason["code"] for reason in row["reasons"]] == ["talk_about"]
    table = table_of(AttentionItem)
    with world.act() as at:
        item = at.session.execute(sa.select(table)).one()
    assert item.outcome == "plan_change" and item.closed_by == case.maya.id


@pytest.mark.parametrize(
    ("outcome", "left"), [("replied", 1), ("plan_change", 1), ("called", 0), ("talk_next_session", 0)]
)
def test_somebody_who_asked_for_a_call_is_not_answered_by_a_written_line(world: World, outcome: str, left: int) -> None:
    maya = world.clinician()
    world.phone(world.participant(maya)).card(call_me=True)
    [review] = [one for one in maya.client.get("/api/reviews").json()["items"] if one["kind"] == "call"]
    maya.client.post(f"/api/reviews/{review['id']}/claim")
    closed = maya.client.post(f"/api/reviews/{review['id']}/close", {"outcome": outcome, "reply": "I'll ring at 2."})
    assert closed.status_code == 200, closed.text
    assert len(maya.client.get("/api/attention").json()["items"]) == left


def test_escalating_puts_it_with_the_lead(world: World, case: Case) -> None:
    lead = world.lead()
    case.do("claim")
    case.close(outcome="escalated")
    [item] = lead.client.get("/api/attention").json()["items"]
    assert item["rule"] == "passed_to_lead" and item["text"] == "Passed to the lead, today 10:00"
    assert item["facts"] == ["With the lead since today 10:00"]


def test_the_queue_is_ordered_by_due_date_and_says_what_is_late(world: World, case: Case) -> None:
    case.phone.trigger("urge", 8)
    world.clock.set(datetime(2026, 11, 24, 17, 0, tzinfo=UTC))
    world.sign_in(case.maya.client, case.maya.user)
    assert [(one["kind"], one["overdue"]) for one in case.list()] == [("near_miss", True), ("urge", False)]
    first, second = case.list()
    read = case.maya.client.get(f"/api/reviews/{first['id']}").json()
    assert read["position"] == {"n": 1, "of": 2} and read["next_id"] == second["id"]
    read = case.maya.client.get(f"/api/reviews/{second['id']}").json()
    assert read["next_id"] == first["id"], "after the last comes the first again"


def test_a_week_of_cards_is_listed_when_it_is_over_one_line_a_day(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    phone.card(urge=4, sleep_hours=6, line="Saw my brother")
    assert maya.client.get("/api/reviews").json()["items"] == [], "the week still runs"
    world.clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    [week] = maya.client.get("/api/reviews").json()["items"]
    assert week["title"] == "Daily cards, 23 to 29 Nov"
    fields = maya.client.get(f"/api/reviews/{week['id']}").json()["fields"]
    assert fields[0] == {"label": "Mon 23", "value": "Urge 4, did not act. Sleep 6 hours. “Saw my brother”"}
    assert fields[1] == {"label": "No card", "value": "Tue 24, Wed 25, Thu 26, Fri 27, Sat 28, Sun 29"}


def test_the_list_and_one_review_cost_the_same_however_many_there_are(
    world: World, case: Case, counting: Counting
) -> None:
    costs = []
    for _ in range(2):
        for path in ("/api/reviews", f"/api/reviews/{case.review['id']}"):
            case.maya.client.get(path)
            with counting() as said:
                assert case.maya.client.get(path).status_code == 200
            costs.append(len(said))
        for n in range(12):
            other = world.phone(world.participant(case.maya, first_name=f"P{n}"))
            other.trigger("near_miss", 9)
            case.phone.trigger("urge", 8)
    assert costs[:2] == costs[2:] and max(costs) <= 20, costs


def test_nobody_else_reads_or_answers_it(world: World, case: Case) -> None:
    stranger, probation = world.clinician(world.team("Elsewhere")), world.probation()
    for who in (stranger, probation):
        assert who.client.get(f"/api/reviews/{case.review['id']}").status_code == 404
        for what in ("claim", "release"):
            assert case.do(what, who=who).status_code == 404
        assert case.close(who=who).status_code == 404
    assert stranger.client.get("/api/reviews").json()["items"] == []
    assert probation.client.get("/api/reviews").status_code == 403
