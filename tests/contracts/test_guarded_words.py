"""Words on their way to a phone: every field of every route that takes words is refused what could lead to a person, or its words stay
with staff, or it is no free text. Whoever adds a field says here which (product F14)."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.__main__ import app as commands
from api.db import table_of
from api.journal.kinds import EXAMPLES
from api.journal.models import Entry
from tests.attendance.conftest import Case
from tests.checkins.test_checkins import jobs, page
from tests.contracts.living import Marks, orders, sessions, therapy
from tests.journal.test_masking import laid_over, places
from tests.world import World

NUMBER = "07700 900123"


def holds_number(text: str) -> bool:
    """Whether any part of the number is in a text that holds ids too, which may have the same figures among others."""
    return re.search("(?<![0-9a-f])900 ?123(?![0-9a-f])", text) is not None


SECTIONS = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")

Ready = tuple[dict[str, str], dict[str, Any]]
"""The ids of an address, and a body that is taken."""


def plan(case: Case) -> Ready:
    """A first version of a plan."""
    return {}, {"signs": ["Not sleeping"], "rules": [{"when": "I cannot sleep", "then": "Walk round the block."}]}


def review(case: Case) -> Ready:
    """A review that the clinician holds."""
    case.phone.trigger("near_miss", 9)
    client = case.clinician.client
    found = client.get("/api/reviews?view=open").json()["items"][0]["id"]
    assert client.post(f"/api/reviews/{found}/claim").status_code == 200
    return {"review_id": found}, {
        "outcome": "replied",
        "reply": "Well done.",
        "reason": None,
        "bring_next_session": False,
    }


def appointment(case: Case) -> Ready:
    """An appointment to come."""
    when = case.clock.now.replace(year=2027).isoformat()
    return {}, {"planned_at": when, "length_minutes": 50, "mode": "room", "place": "Room 4", "basis": "licence"}


def goal(case: Case) -> Ready:
    """A goal with a step."""
    step = {"id": str(uuid4()), "actor": "me", "text": "Ask at the club"}
    return {}, {
        "area": "community", "text": "Play five a side again", "why": "It wears me out", "steps": [step], "needs_person": False,
        "state": "agreed",
    }  # fmt: skip


def made_goal(case: Case, state: str) -> tuple[str, dict[str, Any]]:
    """A goal that stands, by its id."""
    body = goal(case)[1] | {"state": state}
    made = case.clinician.client.post(f"/api/participants/{case.participant_id}/goals", body)
    assert made.status_code == 201, made.text
    return made.json()["goals"][0]["id"], body


def changed_goal(case: Case) -> Ready:
    """An agreed goal, to be changed."""
    found, body = made_goal(case, "agreed")
    return {"goal_id": found}, body | {"version": 1}


def closed_goal(case: Case) -> Ready:
    """An agreed goal, to be closed."""
    return {"goal_id": made_goal(case, "agreed")[0]}, {"to": "left", "reason": "He chose another."}


def refused_goal(case: Case) -> Ready:
    """A goal that waits for an answer."""
    return {"goal_id": made_goal(case, "proposed")[0]}, {"reason": "We talk about it first."}


def activity(case: Case) -> Ready:
    """Something for the week."""
    return {}, {"text": "Swim", "day": case.clock.now.date().isoformat(), "part": "evening"}


def need(case: Case) -> Ready:
    """Help that is wanted."""
    return {}, {"kind": "housing", "note": "The council writes next week."}


def made_need(case: Case) -> Ready:
    """A need that is open."""
    base = f"/api/participants/{case.participant_id}"
    assert case.clinician.client.post(f"{base}/needs", {"kind": "housing"}).status_code == 201
    found = case.clinician.client.get(f"{base}/goals").json()["needs"][0]["id"]
    return {"need_item_id": found}, {"to": "in_hand", "note": "The council has it."}


OWN_WORDS = {
    "category": "contact", "kind": "prohibition", "exact": "Not to speak to [the other person].", "plain": "Do not speak to them.",
    "not_allowed": ["A wave", "A note"], "ask_about": ["A letter from a solicitor", "A school"], "exception": "Through a solicitor only.",
}  # fmt: skip


def order(case: Case) -> Ready:
    """An order with one condition in its own words."""
    day = case.clock.now.date().isoformat()
    return {}, {
        "kind_id": "ew.ro.conviction", "court": "Crown Court", "made_on": day, "starts_on": day, "source": "sealed_order",
        "source_seen_on": day, "conditions": [OWN_WORDS], "no_name": True,
    }  # fmt: skip


def drafted_order(case: Case) -> Ready:
    """A draft, to be changed."""
    body = order(case)[1]
    made = case.clinician.client.post(f"/api/participants/{case.participant_id}/orders", body)
    assert made.status_code == 201, made.text
    return {"court_order_id": made.json()["id"]}, body | {"revision": 1}


def active_order(case: Case) -> Ready:
    """An order that stands, to be varied."""
    ids, body = drafted_order(case)
    checked = case.lead.client.post(f"/api/orders/{ids['court_order_id']}/check", {"no_name": True, "revision": 1})
    assert checked.status_code == 204, checked.text
    return ids, {name: value for name, value in body.items() if name != "revision"}


def licence(case: Case) -> Ready:
    """Words of a licence that probation proposes."""
    return {}, {"text": "To live where approved."}


def question(case: Case) -> Ready:
    """A question that waits for its answer."""
    sent = case.phone.send("question", {"text": "Can I go to the school play?"})
    return {"question_id": sent["id"]}, {
        "answer": "ask_first",
        "reply": "Do not go yet. I ask your solicitor on Monday.",
    }


def suggestion(case: Case) -> Ready:
    """A question that several people ask, for the authors."""
    return {}, {"question": "Can I go to a school play?", "answer": "Ask first."}


def coming(case: Case) -> Ready:
    """A card to come, that need not be answered."""
    assert case.phone
    jobs(case.world)
    found = page(case.clinician, case.participant_id)["occurrences"][-1]["id"]
    return {"occurrence_id": found}, {"why": "You are moving house that day."}


def asked(case: Case) -> Ready:
    """A question of the clinician's own on a form."""
    return {}, {"type": "choice", "text": "How was the walk?", "options": ["Good", "Hard"]}


def target(case: Case) -> Ready:
    """A personal target, in role words."""
    return {}, {"words": "Look at their page"}


def without_a_pin(case: Case) -> Ready:
    """What a participant chose to show without a PIN."""
    case.phone.unlock()
    return {}, {"items": ["Walk round the block", "Wash up", "Radio on"]}


TERM = ("exact", "plain", "not_allowed[]", "ask_about[]", "exception")
ORDER = ("court", *(f"conditions[].{name}" for name in TERM))


def comment(case: Case) -> Ready:
    """A comment on a section of the plan."""
    plan_with(case, ["Radio on"])
    item = case.clinician.client.get(f"/api/participants/{case.participant_id}/coping-plan").json()["current"]["ids"][
        "night"
    ][0]
    return {}, {"kind": "comment", "part": "night", "item_id": item, "words": "Does this still help?"}


def suggested_line(case: Case) -> Ready:
    """A new line for the plan."""
    plan_with(case, ["Radio on"])
    return {}, {"kind": "suggestion", "part": "night", "text": "Lie down with the radio on"}


def suggested_rule(case: Case) -> Ready:
    """A new rule for the plan."""
    plan_with(case, ["Radio on"])
    return {}, {"kind": "suggestion", "part": "rules", "when": "I wake at night", "then": "Put the radio on."}


def plan_with(case: Case, night: list[str]) -> str:
    """An agreed plan; its address."""
    address = f"/api/participants/{case.participant_id}/coping-plan"
    made = case.clinician.client.put(address, {"night": night, "agreed_on": case.clock.now.date().isoformat()})
    assert made.status_code == 200, made.text
    return address


def answered_draft(case: Case) -> Ready:
    """A draft of the participant's that waits for an answer."""
    address = plan_with(case, ["Radio on"])
    line = {"section": "alone", "id": str(uuid4()), "text": "Walk"}
    assert case.phone.send("plan_draft", {"base_version": 1, "lines": [line]})["status"] == "stored"
    version = case.clinician.client.get(f"{address}/work").json()["proposed"]["version"]
    return {}, {"version": version, "answer": "not_agree", "words": "We talk about it first."}


def clash(case: Case) -> Ready:
    """Two sets of words for one line."""
    address = plan_with(case, ["Radio on"])
    client = case.clinician.client
    ids = client.get(address).json()["current"]["ids"]["night"]
    ours = {"night": ["Radio in the hall"], "ids": {"night": ids}, "base_version": 1}
    assert client.post(f"{address}/proposals", ours).status_code == 201
    line = {"section": "night", "id": ids[0], "text": "Radio off"}
    assert case.phone.send("plan_draft", {"base_version": 1, "lines": [line]})["answer"] == "clash"
    found = client.get(f"{address}/work").json()["clashes"][0]["id"]
    return {"clash_id": found}, {"choice": "words", "words": "Radio on low"}


PLAN = "POST /api/participants/{participant_id}/coping-plan"
PLAN_WORDS = (*(f"{name}[]" for name in SECTIONS), "rules[].when", "rules[].then")

REFUSED: list[tuple[str, Callable[[Case], Ready], tuple[str, ...]]] = [
    ("PUT /api/participants/{participant_id}/coping-plan",
        plan, PLAN_WORDS,
    ),
    ("POST /api/reviews/{review_id}/close", review, ("reply",)),
    ("POST /api/participants/{participant_id}/appointments", appointment, ("place",)),
    ("POST /api/participants/{participant_id}/goals", goal, ("text", "why", "steps[].text")),
    ("PUT /api/goals/{goal_id}", changed_goal, ("text", "why", "steps[].text")),
    ("POST /api/goals/{goal_id}/close", closed_goal, ("reason",)),
    ("POST /api/goals/{goal_id}/not-agree", refused_goal, ("reason",)),
    ("POST /api/participants/{participant_id}/activities", activity, ("text",)),
    ("POST /api/participants/{participant_id}/needs", need, ("note",)),
    ("POST /api/needs/{need_item_id}/move", made_need, ("note",)),
    ("POST /api/participants/{participant_id}/orders", order, ORDER),
    ("PUT /api/orders/{court_order_id}", drafted_order, ORDER),
    ("POST /api/orders/{court_order_id}/vary", active_order, ORDER),
    ("POST /api/attendance/participants/{participant_id}/order-text", licence, ("text",)),
    ("POST /api/questions/{question_id}/answer", question, ("reply",)),
    ("PUT /api/me/open-alternatives", without_a_pin, ("items[]",)),
    ("POST /api/content-suggestions", suggestion, ("question", "answer")),
    ("POST /api/occurrences/{occurrence_id}/excuse", coming, ("why",)),
    ("POST /api/participants/{participant_id}/check-ins/questions", asked, ("text", "options[]")),
    ("POST /api/participants/{participant_id}/check-ins/targets", target, ("words",)),
    (f"{PLAN}/proposals", plan, PLAN_WORDS),
    (f"{PLAN}/suggestions", comment, ("words",)),
    (f"{PLAN}/suggestions", suggested_line, ("text",)),
    (f"{PLAN}/suggestions", suggested_rule, ("when", "then")),
    (f"{PLAN}/clashes/{{clash_id}}", clash, ("words",)),
    (f"{PLAN}/answer", answered_draft, ("words",)),
]  # fmt: skip
"""What the participant reads on the phone: the route, what makes a body that it takes, and the fields with words."""

MASKED = {
    "POST /api/participants/{participant_id}/entries/paper body.kept[]",
    "POST /api/participants/{participant_id}/entries/paper/log body.text",
    "POST /api/participants/{participant_id}/entries/paper/log body.kept[]",
}
"""What staff key in for somebody on paper is masked as a phone's own entry is."""

STAYS = {
    "POST /api/participants suitability.note": "read on the suitability sheet",
    "POST /api/participants/{participant_id}/suitability note": "read on the suitability sheet",
    "POST /api/participants/{participant_id}/status reason": "why a programme was paused or ended, on the trail",
    "POST /api/reviews/{review_id}/close reason": "why nothing was written back",
    "POST /api/attention/{item_id}/act note": "for colleagues",
    "POST /api/attention/{item_id}/dismiss reason": "for colleagues",
    "POST /api/appointments/{appointment_id}/supersede why": "on the calendar",
    "POST /api/appointments/{appointment_id}/cancel why": "on the calendar",
    "POST /api/alerts/{alert_id}/release reason": "with the record",
    "POST /api/orders/{court_order_id}/send-back reason": "for whoever wrote the draft",
    "POST /api/orders/{court_order_id}/end reason": "with the order, for colleagues",
    "POST /api/questions/{question_id}/check reason": "for whoever wrote the answer",
}
"""What staff write for staff, and where. The phone's pages are searched for it below."""

STAFF_MARKS = (
    "reason", "note", "dismissed", "moved", "cancelled", "released", "paused", "sentback", "orderended", "answerback", "sheetnote",
)  # fmt: skip
"""What `living` calls the words that it writes into the fields of STAYS."""

NO_WORDS = {
    "POST /api/sign-in email", "POST /api/sign-in password", "POST /api/sign-in/totp code", "POST /api/demo/sign-in email",
    "POST /api/enrol code", "POST /api/enrol/confirm code", "POST /api/enrol/confirm zone", "POST /api/enrol/confirm agreed[]",
    "POST /api/content/{language}/{piece_id}/sign name",
    *(f"{route} {field}" for route in (
        "POST /api/participants/{participant_id}/orders", "PUT /api/orders/{court_order_id}", "POST /api/orders/{court_order_id}/vary",
    ) for field in ("kind_id", "conditions[].library_id", "conditions[].blanks{}")),
    "PUT /api/participants/{participant_id}/check-ins/schedule zone",
    "POST /api/participants first_name", "POST /api/participants last_name", "POST /api/participants zone",
    "PUT /api/appointments/{appointment_id}/outcome confirm.case_reference_last4",
    "POST /api/attendance/links/{link_id}/accept case_reference",
    "PUT /api/me/reminders email", "PUT /api/me/reminders mobile", "POST /api/me/push endpoint",
    "PUT /api/participants/{participant_id}/reminders email", "PUT /api/participants/{participant_id}/reminders mobile",
}  # fmt: skip
"""The participant's or the member of staff's own name, address or credential: asked for as such, and nobody else's; or a choice
from a list that the server holds, which it refuses when it is not in it."""


def fields(schema: dict[str, Any], shapes: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[str]:
    """The places of free text in a body, as `rules[].when`."""
    if depth > 8:
        return
    if "$ref" in schema:
        yield from fields(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes, path, depth + 1)
    for one in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
        yield from fields(one, shapes, path, depth + 1)
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format", "pattern"}:
        yield path
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        yield from fields(schema["items"], shapes, f"{path}[]", depth + 1)
    for name, field in schema.get("properties", {}).items():
        yield from fields(field, shapes, f"{path}.{name}" if path else name, depth + 1)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from fields(schema["additionalProperties"], shapes, f"{path}{{}}", depth + 1)


def taking_words(app: Any) -> set[str]:
    document = app.openapi()
    return {
        f"{method.upper()} {path} {field}"
        for path, ways in document["paths"].items()
        for method, way in ways.items()
        for content in way.get("requestBody", {}).get("content", {}).values()
        for field in fields(content.get("schema", {}), document["components"]["schemas"])
    }


def test_every_field_that_takes_words_says_who_may_read_them(app: Any) -> None:
    there = taking_words(app)
    known = {f"{route} {field}" for route, _, fields in REFUSED for field in fields} | MASKED | set(STAYS) | NO_WORDS
    assert there - known == set(), "add the field to REFUSED (it must refuse a number), to STAYS or to NO_WORDS"
    assert known - there == set(), "no such field any more"


def with_number(body: dict[str, Any], field: str) -> dict[str, Any]:
    """The body with a telephone number in the words of one field."""
    head, _, rest = field.partition(".")
    name = head.removesuffix("[]")
    words = f"Ring {NUMBER}"
    if not rest:
        return body | {name: [words, *body.get(name, [])[1:]] if head.endswith("[]") else words}
    (first, *_) = body[name]
    return body | {name: [with_number(first, rest)]}


@pytest.mark.parametrize(("route", "made", "words"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_the_participant_will_read_is_refused_a_number_and_nothing_is_echoed(
    world: World, route: str, made: Callable[[Case], Ready], words: tuple[str, ...]
) -> None:
    case = Case(world)
    ids, body = made(case)
    method, path = route.split(" ")
    address = path.format_map({"participant_id": str(case.participant_id), **ids})
    client = (case.probation if "/attendance/" in route else case.clinician).client
    if "/api/me/" in route:
        client = case.phone.client
    for field in words:
        refused = client.request(method, address, json=with_number(body, field))
        assert refused.status_code == 409 and not holds_number(refused.text), (field, refused.text)
        assert refused.json()["type"].rsplit("/", 1)[1] in ("identifiers-found", "suggestion-refused"), (
            field,
            refused.text,
        )
        assert "phone number" in refused.json()["errors"][0]["message"] or field == "place", (field, refused.text)
        assert refused.json()["errors"][0]["field"].split(".")[0] == field.split(".")[0].removesuffix("[]")
    case.phone.unlock()
    assert not holds_number(case.phone.client.get("/api/me/bundle").text)
    taken = client.request(method, address, json=body)
    assert taken.status_code in (200, 201, 204), taken.text


def test_what_staff_key_in_from_paper_is_masked(world: World) -> None:
    case = Case(world)
    body = {
        "form_id": "daily-card", "form_version": 2, "local_date": case.clock.now.date().isoformat(), "kept": [NUMBER],
        "answers": {"urge": 2, "acted": False, "line": f"Ring {NUMBER}"},
    }  # fmt: skip
    address = f"/api/participants/{case.participant_id}/entries/paper"
    answer = case.clinician.client.post(address, {"id": str(uuid4()), "body": body})
    assert answer.status_code == 200, answer.text
    log = {"happened_at": case.clock.now.isoformat(), "kind": "urge", "text": f"I rang {NUMBER}", "kept": [NUMBER]}
    answer = case.clinician.client.post(f"{address}/log", {"id": str(uuid4()), "body": log})
    assert answer.status_code == 200, answer.text
    said = case.phone.client.get("/api/me/bundle").text
    assert said.count("[phone number]") == 2 and not holds_number(said)


def test_what_staff_write_for_staff_reaches_no_page_of_the_phone(world: World) -> None:
    case, mark = Case(world), Marks()
    therapy(case, case.phone, mark)
    orders(case, case.phone, mark)
    sessions(case, case.phone, mark)
    ours = [m for m in mark.made if re.fullmatch(f"zqmark({'|'.join(STAFF_MARKS)})[a-j]+x", m)]
    assert len(ours) >= len(STAFF_MARKS)
    case.phone.unlock()
    for path in ("/api/me/bundle", "/api/me/device", "/api/me/entries", "/api/me/who-saw"):
        said = case.phone.client.get(path)
        assert said.status_code == 200, path
        assert [m for m in ours if m in said.text] == [], path


def test_no_kind_of_entry_brings_a_number_into_what_is_stored(world: World) -> None:
    phone = world.phone(world.participant())
    items = [
        phone.envelope(kind.value, laid_over(EXAMPLES[kind], value)) for kind, value in (p.values for p in places())
    ]
    said = []
    for start in range(0, len(items), 25):
        said += phone.post(items[start : start + 25]).json()["items"]
    assert {one["status"] for one in said} <= {"stored", "quarantined"}
    assert sum(one["status"] == "stored" for one in said) > len(said) / 2
    with world.act(participant_id=phone.participant_id) as at:
        box = at.box()
        stored = at.session.execute(sa.select(table_of(Entry))).all()
        bodies = [box.open("entry", "body", row.id, row.body).decode() for row in stored]
    assert len(bodies) > 5
    assert [body for body in bodies if holds_number(body)] == []
    assert any("[phone number]" in body for body in bodies)
    for path in ("/api/me/bundle", "/api/me/entries"):
        assert not holds_number(phone.client.get(path).text)


def test_the_past_breach_words_of_a_team_are_refused_a_number() -> None:
    given = ["team", "Made Up", "--duty-phone", "020 7946 0000", "--duty-hours", "Mon to Fri"]
    said = CliRunner().invoke(commands, [*given, "--past-breach-policy", f"We tell {NUMBER}."])
    assert said.exit_code == 2 and "a phone number" in said.output and not holds_number(said.output)
