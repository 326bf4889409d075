"""Words on their way to a phone: every field of every route that takes words is refused what could lead to a person, or its words stay
with staff, or it is no free text. Whoever adds a field says here which (product F14)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.__main__ import app as commands
from api.db import table_of
from api.journal.kinds import EXAMPLES
from api.journal.models import Entry
from tests.attendance.conftest import Case
from tests.contracts.living import ORDER, Marks, sessions, therapy
from tests.journal.test_masking import laid_over, places
from tests.world import World

NUMBER = "07700 900123"

PLAN = "PUT /api/participants/{participant_id}/coping-plan"
SECTIONS = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")

ORDER_WAYS = (
    "POST /api/participants/{participant_id}/orders", "POST /api/orders/{court_order_id}/vary",
    "PUT /api/orders/{court_order_id}",
)  # fmt: skip
ORDER_WORDS = (
    "court", "conditions[].exact", "conditions[].plain", "conditions[].exception", "conditions[].not_allowed[]",
    "conditions[].ask_about[]",
)  # fmt: skip
REFUSED = {
    *(f"{PLAN} {name}[]" for name in SECTIONS),
    f"{PLAN} rules[].when",
    f"{PLAN} rules[].then",
    "POST /api/reviews/{review_id}/close reply",
    "POST /api/participants/{participant_id}/appointments place",
    *(f"{way} {field}" for way in ORDER_WAYS for field in ORDER_WORDS),
    "POST /api/questions/{question_id}/answer reply",
    "POST /api/content-suggestions question",
    "POST /api/content-suggestions answer",
    "POST /api/attendance/participants/{participant_id}/order-text text",
}
"""What the participant reads on the phone."""

STAYS = {
    "POST /api/participants suitability.note": "read on the suitability sheet",
    "POST /api/participants/{participant_id}/status reason": "why a programme was paused or ended, on the trail",
    "POST /api/reviews/{review_id}/close reason": "why nothing was written back",
    "POST /api/attention/{item_id}/act note": "for colleagues",
    "POST /api/attention/{item_id}/dismiss reason": "for colleagues",
    "POST /api/appointments/{appointment_id}/supersede why": "on the calendar",
    "POST /api/appointments/{appointment_id}/cancel why": "on the calendar",
    "POST /api/alerts/{alert_id}/release reason": "with the record",
}
"""What staff write for staff, and where. The phone's pages are searched for it below."""

STAFF_MARKS = ("reason", "note", "dismissed", "why", "cancelled", "released", "paused")
"""What `living` calls the words that it writes into the fields of STAYS."""

NO_WORDS = {
    "POST /api/sign-in email", "POST /api/sign-in password", "POST /api/sign-in/totp code", "POST /api/demo/sign-in email",
    "POST /api/enrol code", "POST /api/enrol/confirm code", "POST /api/enrol/confirm zone", "POST /api/enrol/confirm agreed[]",
    "POST /api/participants first_name", "POST /api/participants last_name", "POST /api/participants zone",
    "PUT /api/appointments/{appointment_id}/outcome confirm.case_reference_last4",
    "POST /api/attendance/links/{link_id}/accept case_reference",
    "PUT /api/me/reminders email", "PUT /api/me/reminders mobile", "POST /api/me/push endpoint",
    *(f"{way} {field}" for way in ORDER_WAYS for field in ("kind_id", "conditions[].library_id", "conditions[].blanks{}")),
    "PUT /api/participants/{participant_id}/reminders email", "PUT /api/participants/{participant_id}/reminders mobile",
}  # fmt: skip
"""The participant's or the member of staff's own name, address or credential, asked for as such, and nobody else's; or one of a
known list."""


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
    known = REFUSED | set(STAYS) | NO_WORDS
    assert there - known == set(), "add the field to REFUSED (and run the guard on it), to STAYS or to NO_WORDS"
    assert known - there == set(), "no such field any more"


def with_number(body: dict[str, Any], field: str) -> dict[str, Any]:
    """The body with a telephone number in the words of one field."""
    head, _, rest = field.partition(".")
    name = head.removesuffix("[]")
    words = f"Ring {NUMBER}"
    if not rest:
        return body | {name: [words] if head.endswith("[]") else words}
    (first, *_) = body[name]
    return body | {name: [with_number(first, rest)]}


@pytest.mark.parametrize("place", sorted(REFUSED))
def test_what_the_participant_will_read_is_refused_a_number_and_nothing_is_echoed(world: World, place: str) -> None:
    case = Case(world)
    method, path, field = place.split(" ")
    client, ids = case.clinician.client, {"participant_id": str(case.participant_id)}
    body: dict[str, Any] = {}
    if path.endswith("/coping-plan"):
        body = {"signs": ["Not sleeping"], "rules": [{"when": "I cannot sleep", "then": "Walk round the block."}]}
    elif path.endswith("/close"):
        case.phone.trigger("near_miss", 9)
        ids["review_id"] = client.get("/api/reviews?view=open").json()["items"][0]["id"]
        assert client.post(f"/api/reviews/{ids['review_id']}/claim").status_code == 200
        body = {"outcome": "replied", "reply": "Well done.", "reason": None, "bring_next_session": False}
    elif "order-text" in path:
        client, body = case.probation.client, {"text": "To live where approved."}
    elif "content-suggestions" in path:
        body = {"question": "Can I go to a school play?", "answer": "Ask first."}
    elif "question" in path:
        ids["question_id"] = case.phone.send("question", {"text": "Can I go?"})["id"]
        body = {"answer": "ask_first", "reply": "I ask your solicitor."}
    elif "order" in path:
        body = ORDER
        if "court_order_id" in path:
            made = client.post(f"/api/participants/{case.participant_id}/orders", ORDER)
            ids["court_order_id"] = made.json()["id"]
            if path.endswith("vary"):
                checked = case.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True})
                assert checked.status_code == 204, checked.text
    else:
        body = {
            "planned_at": case.clock.now.replace(year=2027).isoformat(), "length_minutes": 50, "mode": "room",
            "place": "Room 4", "basis": "licence",
        }  # fmt: skip
    address = path.format_map(ids)
    refused = client.request(method, address, json=with_number(body, field))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/identifiers-found"), refused.text
    assert "900123" not in refused.text
    assert refused.json()["errors"][0]["field"].split(".")[0] == field.split(".")[0].removesuffix("[]")
    assert "900123" not in case.phone.client.get("/api/me/bundle").text
    taken = client.request(method, address, json=body)
    assert taken.status_code in (200, 201, 204), taken.text


def test_what_staff_write_for_staff_reaches_no_page_of_the_phone(world: World) -> None:
    case, mark = Case(world), Marks()
    therapy(case, case.phone, mark)
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
    assert [body for body in bodies if "900123" in body] == []
    assert any("[phone number]" in body for body in bodies)
    for path in ("/api/me/bundle", "/api/me/entries"):
        assert "900123" not in phone.client.get(path).text


def test_the_past_breach_words_of_a_team_are_refused_a_number() -> None:
    given = ["team", "Made Up", "--duty-phone", "020 7946 0000", "--duty-hours", "Mon to Fri"]
    said = CliRunner().invoke(commands, [*given, "--past-breach-policy", f"We tell {NUMBER}."])
    assert said.exit_code == 2 and "a phone number" in said.output and "900123" not in said.output
