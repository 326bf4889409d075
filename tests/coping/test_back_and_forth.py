"""A plan goes back and forth: drafts from phones, proposals, answers, suggestions, clashes, and what is counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.journal.models import Entry
from tests.coping.test_plan import PLAN, Case
from tests.world import Phone, World


@pytest.fixture
def case(world: World) -> Case:
    made = Case(world)
    made.put()
    return made


@pytest.fixture
def phone(world: World, case: Case) -> Phone:
    return world.phone(case.person)


def work(case: Case) -> Any:
    answer = case.maya.client.get(f"{case.path}/work")
    assert answer.status_code == 200, answer.text
    return answer.json()


def bundle(phone: Phone) -> Any:
    return phone.client.get("/api/me/bundle").json()


def line(plan: Any, section: str, n: int = 0) -> str:
    found: str = plan["ids"][section][n]
    return found


def draft(phone: Phone, base: int | None = 1, **changes: Any) -> Any:
    return phone.send("plan_draft", {"base_version": base, **changes})


def propose(case: Case, base: int, **over: Any) -> Any:
    plan = {name: value for name, value in work(case)["current"].items() if name in (*PLAN, "ids")}
    return case.maya.client.post(f"{case.path}/proposals", plan | {"agreed_on": None, "base_version": base} | over)


def test_a_draft_from_the_phone_waits_for_the_clinician_who_agrees(world: World, case: Case, phone: Phone) -> None:
    plan = bundle(phone)["plan"]
    new = str(uuid4())
    said = draft(
        phone,
        lines=[
            {"section": "night", "id": line(plan, "night"), "text": "Phone in the hall"},
            {"section": "alone", "id": new, "text": "Walk"},
        ],
    )
    assert (said["status"], said.get("answer")) == ("stored", None)
    proposed = bundle(phone)["plan_work"]["proposed"]
    assert (proposed["state"], proposed["side"], proposed["night"], proposed["alone"]) == (
        "proposed",
        "participant",
        ["Phone in the hall"],
        ["Walk"],
    )
    assert bundle(phone)["plan"] == plan
    [review] = [one for one in case.maya.client.get("/api/reviews").json()["items"] if one["kind"] == "plan_draft"]
    answer = {"version": 2, "answer": "agree", "words": "That fits you better."}
    assert case.maya.client.post(f"{case.path}/answer", answer).status_code == 204
    agreed = bundle(phone)["plan"]
    assert (agreed["version"], agreed["state"], agreed["alone"]) == (2, "agreed", ["Walk"])
    assert [(one["side"], one["on"]) for one in agreed["signed"]] == [
        ("participant", "2026-11-23"),
        ("staff", "2026-11-23"),
    ]
    assert agreed["signed"][1]["first_name"] == "Maya" and line(agreed, "alone") == new
    closed = case.maya.client.get(f"/api/reviews/{review['id']}").json()
    assert (closed["state"], closed["outcome"], closed["reply"]) == ("closed", "plan_change", "That fits you better.")
    again = case.maya.client.post(f"{case.path}/answer", answer)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-proposed")


def test_a_review_is_closed_and_the_draft_answered_in_one_step(case: Case, phone: Phone) -> None:
    draft(phone, lines=[{"section": "alone", "id": str(uuid4()), "text": "Walk"}])
    [review] = [one for one in case.maya.client.get("/api/reviews").json()["items"] if one["kind"] == "plan_draft"]
    close = f"/api/reviews/{review['id']}/close"
    body = {"outcome": "replied", "reply": "Not at night. Let us talk.", "plan": "not_agree"}
    assert case.maya.client.post(close, body).json()["type"] == "/problems/not-claimed"
    assert work(case)["proposed"]["version"] == 2
    case.maya.client.post(f"/api/reviews/{review['id']}/claim")
    assert case.maya.client.post(close, body).status_code == 200
    past = bundle(phone)["plan_work"]["history"][0]
    assert (past["state"], past["reason"], past["first_name"]) == ("not_agreed", "Not at night. Let us talk.", "Maya")
    assert past["changes"] == [
        {
            "what": "added",
            "part": "alone",
            "id": past["changes"][0]["id"],
            "field": "",
            "before": None,
            "after": past["changes"][0]["after"],
        }
    ]
    assert bundle(phone)["plan"]["version"] == 1


def test_a_proposal_of_the_clinician_is_answered_on_the_phone(case: Case, phone: Phone) -> None:
    assert propose(case, 1, signs=["I pace", "I lie awake"]).status_code == 201
    assert (
        case.maya.client.post(f"{case.path}/answer", {"version": 2, "answer": "agree", "words": "x"}).json()["type"]
        == "/problems/theirs-to-answer"
    )
    said = phone.send("plan_answer", {"version": 2, "answer": "not_agree", "text": "I sleep fine."})
    assert said.get("answer") is None
    [past, _] = work(case)["history"]
    assert (past["state"], past["reason"]) == ("not_agreed", "I sleep fine.")
    assert phone.send("plan_answer", {"version": 2, "answer": "agree"})["answer"] == "replaced"
    propose(case, 1, signs=["I lie awake"])
    phone.send("plan_answer", {"version": 3, "answer": "agree"})
    assert (bundle(phone)["plan"]["version"], bundle(phone)["plan"]["signs"]) == (3, ["I lie awake"])
    assert [one["state"] for one in work(case)["history"]] == ["agreed", "superseded", "superseded"]


def test_edits_of_both_meet_and_what_clashes_stands_side_by_side(case: Case, phone: Phone) -> None:
    plan = bundle(phone)["plan"]
    rule = plan["rules"][0]["id"]
    propose(case, 1, night=["Phone in the car"], signs=["I pace", "I check my phone a lot", "I lie awake"])
    said = draft(
        phone,
        lines=[{"section": "night", "id": line(plan, "night"), "text": "Phone in the hall"}],
        rules=[{"id": rule, "urge_at_least": 4}],
    )
    assert said["answer"] == "clash"
    going = bundle(phone)["plan_work"]
    [clash] = going["clashes"]
    assert (clash["theirs"], clash["mine"], clash["field"]) == ("Phone in the car", "Phone in the hall", "text")
    assert going["proposed"]["signs"][-1] == "I lie awake" and going["proposed"]["rules"][0]["urge_at_least"] == 4
    version = going["proposed"]["version"]
    refused = case.maya.client.post(f"{case.path}/answer", {"version": version, "answer": "agree", "words": "Yes"})
    assert refused.json()["type"] == "/problems/clash-open"
    phone.send("plan_answer", {"clash_id": clash["id"], "answer": "mine"})
    after = bundle(phone)["plan_work"]
    assert (after["clashes"], after["proposed"]["night"], after["proposed"]["side"]) == (
        [],
        ["Phone in the hall"],
        "participant",
    )
    gone = case.maya.client.post(f"{case.path}/clashes/{clash['id']}", {"choice": "theirs"})
    assert (gone.status_code, gone.json()["type"]) == (409, "/problems/not-proposed")


def test_why_he_would_change_it_stands_with_the_proposal_until_it_is_answered(
    world: World, case: Case, phone: Phone
) -> None:
    assert work(case)["whys"] == []
    world.clock.set(datetime(2026, 11, 24, 0, 46, tzinfo=UTC))
    world.sign_in(case.maya.client, case.maya.user)
    phone.unlock()
    plan = bundle(phone)["plan"]
    edit = [{"section": "night", "id": line(plan, "night"), "text": "Phone in the hall"}]
    draft(phone, lines=edit, text="I can reach it from bed")
    world.clock.advance(minutes=1)
    draft(phone, 2, lines=[{"section": "alone", "id": str(uuid4()), "text": "Walk"}], text="It clears my head")
    draft(phone, 3, text="Nothing came of this one")
    found = work(case)
    assert [one["text"] for one in found["whys"]] == ["I can reach it from bed", "It clears my head"]
    # For staff an act has the date of the calendar; his own day runs to four in the morning.
    days = {found["proposed"]["made_on"], found["history"][0]["made_on"], *(one["on"] for one in found["whys"])}
    assert days == {"2026-11-24"} and bundle(phone)["plan_work"]["proposed"]["made_on"] == "2026-11-23"
    assert "whys" not in bundle(phone)["plan_work"]
    answer = {"version": 3, "answer": "agree", "words": "That fits you better."}
    assert case.maya.client.post(f"{case.path}/answer", answer).status_code == 204
    assert work(case)["whys"] == [] and work(case)["current"]["agreed_on"] == "2026-11-24"
    world.clock.advance(minutes=1)
    again = bundle(phone)["plan"]
    draft(phone, 3, lines=[{"section": "night", "id": line(again, "night"), "text": "Radio on"}], text="It is quiet")
    assert [one["text"] for one in work(case)["whys"]] == ["It is quiet"]


def test_the_clinician_can_choose_too_in_words_of_their_own(case: Case, phone: Phone) -> None:
    plan = bundle(phone)["plan"]
    propose(case, 1, night=["Phone in the car"])
    draft(phone, lines=[{"section": "night", "id": line(plan, "night"), "text": "Phone in the hall"}])
    [clash] = work(case)["clashes"]
    bad = case.maya.client.post(f"{case.path}/clashes/{clash['id']}", {"choice": "words", "words": "Ring 07700 900123"})
    assert bad.json()["type"] == "/problems/identifiers-found"
    assert (
        case.maya.client.post(
            f"{case.path}/clashes/{clash['id']}", {"choice": "words", "words": "Phone downstairs"}
        ).status_code
        == 204
    )
    assert work(case)["proposed"]["night"] == ["Phone downstairs"] and work(case)["clashes"] == []


def test_two_phones_offline_both_arrive(world: World, case: Case, phone: Phone) -> None:
    other = world.phone(case.person)
    plan = bundle(phone)["plan"]
    draft(phone, lines=[{"section": "signs", "id": line(plan, "signs"), "text": "I walk up and down"}])
    draft(
        other,
        lines=[{"section": "signs", "id": line(plan, "signs", 1), "text": "Phone in hand"}],
        gone=[line(plan, "reasons")],
    )
    proposed = bundle(phone)["plan_work"]["proposed"]
    assert proposed["signs"] == ["I walk up and down", "Phone in hand"] and proposed["reasons"] == []
    assert bundle(other)["plan_work"]["proposed"] == proposed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rules": [{"id": str(uuid4()), "when": "alone", "then": "I won't text"}]}, "rule_not_positive"),
        ({"rules": [{"id": str(uuid4()), "when": "alone"}]}, "rule_not_positive"),
        ({}, "nothing_changed"),
        ({"base_version": 9, "gone": []}, "unknown_version"),
        ({"unfinished": True, "lines": [{"section": "signs", "id": str(uuid4()), "text": "x"}]}, "unfinished"),
    ],
)
def test_a_draft_that_cannot_be_a_proposal_is_kept_and_the_phone_is_told_why(
    case: Case, phone: Phone, changes: dict[str, Any], code: str
) -> None:
    said = phone.send("plan_draft", {"base_version": 1} | changes)
    assert (said["status"], said["answer"]) == ("stored", code)
    going = bundle(phone)
    assert going["plan_work"]["proposed"] is None
    assert going["plan_work"]["kept"] == [{"entry_id": said["id"], "kind": "plan_draft", "code": code}]
    assert said["id"] in [one["id"] for one in going["entries"]]


def test_a_note_of_what_was_kept_aside_is_over_once_a_later_one_counted(case: Case, phone: Phone) -> None:
    propose(case, 1, signs=["I lie awake"])
    propose(case, 2, signs=["I skip meals"])
    late = phone.send("plan_answer", {"version": 2, "answer": "agree"})
    kept = [{"entry_id": late["id"], "kind": "plan_answer", "code": "replaced"}]
    assert bundle(phone)["plan_work"]["kept"] == kept
    bad = draft(phone, 3, rules=[{"id": str(uuid4()), "when": "alone", "then": "I won't text"}])
    phone.send("plan_answer", {"version": 3, "answer": "agree"})
    # His yes is over; what he wrote himself is not, until he writes it again.
    assert [one["entry_id"] for one in bundle(phone)["plan_work"]["kept"]] == [bad["id"]]
    draft(phone, 3, lines=[{"section": "alone", "id": str(uuid4()), "text": "Walk"}])
    assert bundle(phone)["plan_work"]["kept"] == []


def test_identifiers_in_a_draft_are_masked_before_anybody_reads_them(case: Case, phone: Phone) -> None:
    draft(phone, lines=[{"section": "people", "id": str(uuid4()), "text": "Sam on 07700 900123"}])
    assert "07700" not in case.maya.client.get(f"{case.path}/work").text
    assert "07700" not in phone.client.get("/api/me/bundle").text


def test_suggestions_are_accepted_changed_or_declined(case: Case, phone: Phone) -> None:
    plan = bundle(phone)["plan"]
    rule = plan["rules"][0]["id"]

    def suggest(**body: Any) -> str:
        made = case.maya.client.post(f"{case.path}/suggestions", body)
        assert made.status_code == 201, made.text
        found: str = made.json()["id"]
        return found

    first = suggest(kind="suggestion", part="rules", item_id=rule, then="I wash up with the radio on", words="Shorter?")
    [open_now] = bundle(phone)["plan_work"]["suggestions"]
    assert (open_now["item"], open_now["words"], open_now["state"]) == (
        {"then": "I wash up with the radio on"},
        "Shorter?",
        "open",
    )
    phone.send("plan_answer", {"suggestion_id": first, "answer": "accept"})
    agreed = bundle(phone)["plan"]
    assert (agreed["version"], agreed["state"], agreed["rules"][0]["then"]) == (
        2,
        "agreed",
        "I wash up with the radio on",
    )
    assert [one["side"] for one in agreed["signed"]] == ["participant", "staff"]

    second = suggest(kind="suggestion", part="night", text="Radio on low")
    phone.send("plan_answer", {"suggestion_id": second, "answer": "change", "words": "Radio on, lie down"})
    going = bundle(phone)
    assert going["plan"]["version"] == 2 and going["plan_work"]["proposed"]["night"][-1] == "Radio on, lie down"
    assert going["plan_work"]["proposed"]["side"] == "participant"

    third = suggest(kind="comment", part="rules", item_id=rule, words="How did this go?")
    phone.send("plan_answer", {"suggestion_id": third, "answer": "decline", "text": "No idea"})
    said = suggest(kind="comment", part="rules", item_id=rule, words="When do you use it?")
    phone.send("plan_answer", {"suggestion_id": said, "answer": "accept", "text": "Most nights"})
    assert {one["words"]: one["answer"] for one in work(case)["suggestions"] if one["kind"] == "comment"} == {
        "How did this go?": "No idea",
        "When do you use it?": "Most nights",
    }
    fourth = suggest(kind="suggestion", part="signs", text="I skip meals")
    case.maya.client.post(f"{case.path}/suggestions/{fourth}/withdraw")
    assert phone.send("plan_answer", {"suggestion_id": fourth, "answer": "accept"})["answer"] == "replaced"
    assert {one["id"]: one["state"] for one in work(case)["suggestions"]} == {
        first: "accepted",
        second: "changed",
        third: "declined",
        said: "accepted",
    }


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"kind": "suggestion", "part": "rules", "when": "x", "then": "I will not text"}, "suggestion-refused"),
        ({"kind": "suggestion", "part": "night", "text": "ring 07700 900123"}, "suggestion-refused"),
        ({"kind": "comment", "part": "night"}, "suggestion-refused"),
        ({"kind": "suggestion", "part": "rules", "when": "x"}, "suggestion-refused"),
        ({"kind": "suggestion", "part": "night", "then": "I walk"}, "suggestion-refused"),
        ({"kind": "suggestion", "part": "night", "item_id": str(uuid4()), "text": "x"}, "not-in-the-plan"),
    ],
)
def test_a_suggestion_that_may_not_be_shown_is_refused(case: Case, body: dict[str, Any], slug: str) -> None:
    refused = case.maya.client.post(f"{case.path}/suggestions", body)
    assert (refused.status_code, refused.json()["type"]) == (409, f"/problems/{slug}")
    assert work(case)["suggestions"] == []


def test_a_clinicians_draft_is_theirs_until_it_is_proposed(world: World, case: Case, phone: Phone) -> None:
    kept = propose(case, 1, signs=["Only a thought"], keep=True)
    assert kept.json()["state"] == "draft"
    assert "Only a thought" not in phone.client.get("/api/me/bundle").text
    assert work(case)["draft"]["signs"] == ["Only a thought"]
    again = propose(case, work(case)["draft"]["base_version"], signs=["Said out loud"])
    assert (again.status_code, work(case)["draft"]) == (201, None)
    seen = phone.client.get("/api/me/bundle").text
    assert "Said out loud" in seen and "Only a thought" not in seen
    assert "Only a thought" not in case.maya.client.get(f"{case.path}/work").text


def test_rules_are_counted_from_entries_and_not_from_those_taken_back(world: World, case: Case, phone: Phone) -> None:
    rule = bundle(phone)["plan"]["rules"][0]["id"]
    phone.trigger(rules=[{"id": rule, "helped": "yes"}])
    again = phone.trigger(rules=[{"id": rule, "helped": "no"}])
    assert bundle(phone)["plan_work"]["uses"] == {rule: {"used": 2, "helped": 1}}
    phone.send("amend", {"of": again["id"], "body": {"rules": [{"id": rule, "helped": "a_bit"}]}})
    assert work(case)["uses"] == {rule: {"used": 2, "helped": 2}}
    with world.act() as at:
        e = table_of(Entry)
        at.session.execute(sa.update(e).where(e.c.id == UUID(again["id"])).values(withdrawn=True))
    assert work(case)["uses"] == {rule: {"used": 1, "helped": 1}}


def test_a_first_plan_can_start_on_the_phone(world: World) -> None:
    fresh = Case(world)
    phone = world.phone(fresh.person)
    draft(phone, None, lines=[{"section": "signs", "id": str(uuid4()), "text": "I pace"}])
    assert bundle(phone)["plan_work"]["proposed"]["signs"] == ["I pace"]
    assert (
        fresh.maya.client.post(f"{fresh.path}/answer", {"version": 1, "answer": "agree", "words": "Good"}).status_code
        == 204
    )
    assert bundle(phone)["plan"]["signs"] == ["I pace"]


def test_the_clinician_agrees_to_some_lines_and_the_rest_goes_on_waiting(case: Case, phone: Phone) -> None:
    plan = bundle(phone)["plan"]
    walk = str(uuid4())
    draft(
        phone,
        lines=[
            {"section": "alone", "id": walk, "text": "Walk"},
            {"section": "night", "id": line(plan, "night"), "text": "Phone in the hall"},
        ],
        gone=[line(plan, "reasons")],
    )
    body = {"version": 2, "answer": "agree", "words": "The walk, yes.", "only": [{"part": "alone", "id": walk}]}
    assert case.maya.client.post(f"{case.path}/answer", body).status_code == 204
    going = bundle(phone)
    assert (going["plan"]["version"], going["plan"]["alone"], going["plan"]["night"]) == (
        3,
        ["Walk"],
        ["Phone in the kitchen"],
    )
    proposed = going["plan_work"]["proposed"]
    assert (proposed["version"], proposed["night"], proposed["reasons"]) == (4, ["Phone in the hall"], [])
    [said] = going["plan_work"]["suggestions"]
    assert (said["kind"], said["item_id"], said["words"], said["state"]) == ("comment", walk, "The walk, yes.", "open")
    assert [one["kind"] for one in case.maya.client.get("/api/reviews").json()["items"]] == ["plan_draft"]
    rest = {
        "version": 4,
        "answer": "agree",
        "words": "All of it.",
        "only": [{"part": "night", "id": line(plan, "night")}, {"part": "reasons", "id": line(plan, "reasons")}],
    }
    assert case.maya.client.post(f"{case.path}/answer", rest).status_code == 204
    assert bundle(phone)["plan"]["version"] == 4 and bundle(phone)["plan_work"]["proposed"] is None
    assert case.maya.client.get("/api/reviews").json()["items"] == []


def test_a_second_draft_of_the_same_phone_does_not_clash_with_its_first(case: Case, phone: Phone) -> None:
    night = line(bundle(phone)["plan"], "night")
    draft(phone, lines=[{"section": "night", "id": night, "text": "Phone in the hall"}])
    said = draft(phone, lines=[{"section": "night", "id": night, "text": "Phone in the car"}])
    assert said.get("answer") is None
    assert bundle(phone)["plan_work"]["proposed"]["night"] == ["Phone in the car"]


def test_drafts_of_phones_in_the_same_moment_are_all_in_the_plan(world: World, case: Case, phone: Phone) -> None:
    phones, rounds = [phone, *(world.phone(case.person) for _ in range(3))], 5
    for of in range(rounds):
        items = [
            one.envelope(
                "plan_draft",
                {"base_version": 1, "lines": [{"section": "alone", "id": str(uuid4()), "text": f"Step {of}.{n}"}]},
            )
            for n, one in enumerate(phones)
        ]
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(lambda pair: pair[0].post([pair[1]]).json()["items"][0], zip(phones, items, strict=True))
            )
        assert [one["status"] for one in answers] == ["stored"] * 4
    proposed = bundle(phone)["plan_work"]["proposed"]
    assert sorted(proposed["alone"]) == sorted(f"Step {of}.{n}" for of in range(rounds) for n in range(4))
    states = [one["state"] for one in work(case)["history"]]
    assert sorted(states) == ["agreed", "proposed", *["superseded"] * (4 * rounds - 1)]


def test_own_words_in_an_answer_about_the_plan_are_read_by_somebody(case: Case, phone: Phone) -> None:
    """A no with its reason, a word back, words of one's own: each may say what has to be heard. A bare yes or no may not."""
    night = line(bundle(phone)["plan"], "night")

    def suggested(kind: str, **more: Any) -> str:
        made = case.maya.client.post(
            f"{case.path}/suggestions", {"kind": kind, "part": "night", "item_id": night} | more
        )
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    assert propose(case, 1, night=["Phone off"]).status_code == 201
    comment, idea, plain = (
        suggested("comment", words="Does it help?"),
        suggested("suggestion", text="Radio"),
        suggested("suggestion", text="Tea"),
    )
    phone.send("plan_answer", {"suggestion_id": plain, "answer": "decline"})
    assert case.maya.client.get("/api/reviews").json()["items"] == []
    said: list[dict[str, Any]] = [
        {"version": 2, "answer": "not_agree", "text": "I stood outside again"},
        {"suggestion_id": comment, "answer": "accept", "text": "Not any more"},
        {"suggestion_id": idea, "answer": "change", "words": "Radio on low"},
    ]
    for body in said:
        phone.send("plan_answer", body)
        [review] = case.maya.client.get("/api/reviews").json()["items"]
        assert review["kind"] == "plan_answer" and review["title"].startswith("Says something about the plan")
        assert case.maya.client.post(f"/api/reviews/{review['id']}/claim").status_code == 200
        shown = case.maya.client.get(f"/api/reviews/{review['id']}").text
        assert str(body.get("text") or body.get("words")) in shown
        done = {"outcome": "replied", "reply": "I read it. We talk on Monday."}
        assert case.maya.client.post(f"/api/reviews/{review['id']}/close", done).status_code == 200
        assert bundle(phone)["replies"][0]["about"].startswith("What you wrote about your plan")
