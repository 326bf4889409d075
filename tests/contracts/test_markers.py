"""Words that people type are readable nowhere but in an answer to whoever may read them: not at rest, not in a log, not outside.

Every field of the API that takes words is given one of its own; then files, tables, logs, messages and mails are searched.
"""

import base64
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.main import configure_logging
from tests.attendance.conftest import BORN, LAST4, Case, Mailbox, Receiver
from tests.conftest import Templates
from tests.contracts.living import PREFIX, Marks, checkins, orders, reminders, sessions, therapy
from tests.contracts.test_probation_blind import post_office
from tests.world import PIN, World

__all__ = ["post_office"]

REFERENCE, PASSWORD, SPARE_PIN = f"ZQ71 QX{LAST4}", "zqmarkpassword of four words", "739164"

COVERED = {
    # by tests/contracts/living.py
    "status.reason", "appointments.place", "supersede.why", "cancel.why", "release.reason", "coping-plan.rules.when",
    "coping-plan.rules.then", "close.reply", "close.reason", "act.note", "dismiss.reason", "entries.items", "not-agree.reason",
    "activities.text", "needs.note", "move.note", "answer.reply", "content-suggestions.question", "content-suggestions.answer",
    "excuse.why", "open-alternatives.items", "paper.body.kept", "log.body.kept", "log.body.text", "questions.options", "questions.text", "targets.words",
    "order-text.text", "send-back.reason", "suitability.note", "end.reason", "check.reason", "reminders.email", "reminders.mobile", "push.endpoint", "push.p256dh", "push.auth",
    *(
        f"{way}.{name}"
        for way in ("orders", "vary", "{court_order_id}")
        for name in ("court", *(f"conditions.{part}" for part in ("exact", "plain", "exception", "not_allowed", "ask_about")))
    ),
    *(f"{path}.{name}" for path in ("goals", "{goal_id}") for name in ("text", "why", "steps.text")),
    *(
        f"coping-plan.{name}"
        for name in ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
    ),
    *(
        f"proposals.{name}"
        for name in ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
    ),
    "proposals.rules.when", "proposals.rules.then", "suggestions.words", "suggestions.text", "suggestions.when",
    "suggestions.then", "{clash_id}.words", "answer.words",
    # by the test below
    "participants.first_name", "participants.last_name", "participants.case_reference", "participants.suitability.note",
    "outcome.confirm.case_reference_last4", "accept.case_reference", "sign-in.email", "sign-in.password", "totp.code",
    "enrol.code", "confirm.code", "confirm.agreed", "unlock.pin", "pin.old", "pin.new", "confirm.pin",
}  # fmt: skip
NO_WORDS = {
    "learning.jurisdiction", "learning.language", "paper.body.form_id", "log.body.skills", "schedule.closes", "schedule.opens", "schedule.zone",
    # A signature under public content is public: the signer types a name to put there.
    "sign.name", "sign.digest", "check.digest", "retire.digest", "opened-items.item",
    *(f"{way}.{name}" for way in ("orders", "vary", "{court_order_id}") for name in ("kind_id", "conditions.library_id")),
    "measures.form_id", "participants.zone", "confirm.zone", "demo/sign-in.email", "coping-plan.rules.hours.from", "coping-plan.rules.hours.to",
    "proposals.rules.hours.from", "proposals.rules.hours.to",
}  # fmt: skip
"""Taken only where they are one of a known list, or one of our own."""


@pytest.fixture
def settings(post_office: tuple[Mailbox, int]) -> dict[str, Any]:
    """Mail goes to the test's own server, and everything that may be logged is."""
    return {
        "smtp_url": f"smtp://127.0.0.1:{post_office[1]}", "mail_from": "foothold@example.test", "log_level": "debug",
    }  # fmt: skip


def word_fields(app: Any) -> Iterator[str]:
    """Every text that a request body may hold, as `last part of the path.field`."""
    schema = app.openapi()
    parts = schema["components"]["schemas"]

    def walk(node: dict[str, Any], name: str) -> Iterator[str]:
        if "$ref" in node:
            node = parts[node["$ref"].rsplit("/", 1)[1]]
        for one in node.get("anyOf", []):
            yield from walk(one, name)
        if "items" in node:
            yield from walk(node["items"], name)
        for field, inner in node.get("properties", {}).items():
            yield from walk(inner, f"{name}.{field}")
        kind = node.get("type")
        if kind == "string" and "enum" not in node and "const" not in node and "format" not in node:
            yield name
        if name == "entries.items" and not {"type", "anyOf", "$ref"} & set(node):
            yield name

    for path, ways in schema["paths"].items():
        for operation in ways.values():
            body = operation.get("requestBody")
            if body:
                last = "demo/sign-in" if path == "/api/demo/sign-in" else path.rsplit("/", 1)[1]
                yield from walk(body["content"]["application/json"]["schema"], last)


def test_every_field_that_takes_words_is_searched_for(app: Any) -> None:
    assert set(word_fields(app)) == COVERED | NO_WORDS


def disguises(word: str) -> list[bytes]:
    """A word as bytes, as capitals, as hexadecimal, and within base64 at each of its three places."""
    plain = word.encode()
    forms = [plain, plain.upper(), plain.hex().encode(), plain.hex().upper().encode(), word.encode("utf-16-le")]
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain + b"\0" * (-(before + len(plain)) % 3))
        start = (before * 8 + 5) // 6
        forms.append(coded[start : (before + len(plain)) * 8 // 6])
    return [form for form in forms if len(form) >= 6]


def stored(service: Any, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """All that the database holds, as bytes: tables row by row, then its files and its write-ahead log."""
    if service.database.kind == "sqlite":
        path = Path(str(service.database.url.database))
        for file in sorted(path.parent.glob(path.name + "*")):
            yield file.name, file.read_bytes()
        return
    raw = service.database.engine.raw_connection()
    try:
        with raw.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [row[0] for row in cursor.fetchall()]
            assert len(tables) > 25
            for table in tables:
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
                    yield table, b"".join(bytes(part) for part in copy)
    finally:
        raw.close()
    with templates._admin() as admin:
        admin.exec_driver_sql("CHECKPOINT")
    for file in sorted((templates.folder / "pg").rglob("*")):
        if file.is_file() and not file.is_symlink():
            try:
                yield str(file.name), file.read_bytes()
            except OSError:
                continue


def test_what_anybody_types_is_readable_nowhere_but_where_it_should_be(
    world: World,
    templates: Templates,
    post_office: tuple[Mailbox, int],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    configure_logging("debug")
    for chatty in ("httpx2", "httpcore2", "asyncio", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # These are the test's own client and mail server.
    caplog.set_level(logging.DEBUG)
    mailbox, receiver, mark = post_office[0], Receiver(), Marks()
    mailbox.got.clear()
    case = Case(world, linked=False)
    case.listen(receiver.url)
    everybody_types(world, case, mark)
    phone = case.phone
    therapy(case, phone, mark)
    orders(case, phone, mark)
    checkins(case, phone, mark)
    reminders(case, phone, mark)
    sessions(case, phone, mark)
    for person, path in (
        (case.lead, "/api/caseload?view=team"), (case.probation, "/api/attendance/alerts"), (case.probation, "/api/me"),
        (case.clinician, f"/api/participants/{case.participant_id}"), (case.clinician, f"/api/participants/{mark('path')}"),
        (case.clinician, f"/api/caseload?view={mark('query')}"),
    ):  # fmt: skip
        assert person.client.get(path).status_code in (200, 404, 422)
    receiver.close()

    assert len(mark.made) > 50
    webhooks = [str(headers).encode() + body for headers, body in receiver.got]
    mails = [bytes(mail) for mail in mailbox.got]
    assert len(webhooks) == 2 and len(mails) == 2
    logs = capsys.readouterr().out + "\n".join(f"{r.name} {r.getMessage()} {r.exc_text}" for r in caplog.records)
    assert "/api/me/entries" in logs
    places = [
        *stored(world.service, templates), ("log", logs.encode()), *(("webhook", w) for w in webhooks),
        *(("mail", m) for m in mails),
    ]  # fmt: skip
    secret = [*disguises(PREFIX), *disguises(BORN), PASSWORD.encode(), b"zqmarkcode"]
    reference = [*disguises(REFERENCE), *disguises(REFERENCE.replace(" ", ""))]
    names = [*(cookie.value or "" for cookie in phone.client.http.cookies.jar), str(case.clinician.totp_secret)]
    for place, held in places:
        for form in secret:
            assert form not in held, (place, form, _around(held, form))
        for name in names:
            assert name.encode() not in held, (place, "a token")
        if place != "webhook":  # The reference is how probation knows whom it is about.
            for form in reference:
                assert form not in held, (place, form, _around(held, form))
    # And a search that finds nothing because it looks at nothing would prove nothing.
    assert any(b"entry_create" in held for _, held in places)


def _around(held: bytes, form: bytes) -> bytes:
    at = held.index(form)
    return held[max(0, at - 80) : at + 80]


def everybody_types(world: World, case: Case, mark: Marks) -> None:
    """A participant taken on, linked and enrolled by hand; and what is typed wrongly at each door."""
    client = case.clinician.client
    taken = client.post(
        "/api/participants",
        {
            "first_name": mark("first"), "last_name": mark("last"), "date_of_birth": BORN, "case_reference": REFERENCE,
            "zone": "Europe/London", "tier": 1, "basis": "licence", "cadence": "daily_card", "planned_sessions": 12,
            "suitability": {
                "agreed": True, "internet_device_allowed": True, "inspection": False, "no_deletion": False,
                "no_auto_deletion_software": False, "reading_support": False, "digital_skill": "some",
                "excluded_motivation": False, "note": mark("note"),
            },
        },
    )  # fmt: skip
    assert taken.status_code == 201, taken.text
    case.participant_id = UUID(taken.json()["id"])
    proposed = case.lead.client.post(
        f"/api/participants/{case.participant_id}/probation-link",
        {"probation_user_id": str(case.probation.id), "legal_basis": "licence"},
    )
    assert proposed.status_code == 201, proposed.text
    link = f"/api/attendance/links/{proposed.json()['id']}/accept"
    for reference, status in ((mark("linkref")[:20], 409), (REFERENCE, 204)):
        answer = case.probation.client.post(link, {"case_reference": reference, "date_of_birth": BORN})
        assert answer.status_code == status, answer.text
    door = world.anonymous()
    for path, body in (
        ("/api/sign-in", {"email": f"{mark('mail')}@example.test", "password": PASSWORD}),
        ("/api/sign-in/totp", {"code": "zqmarkcode"}),
        ("/api/enrol", {"code": mark("code")}),
        ("/api/enrol/confirm", {"code": mark("confirm"), "pin": PIN, "agreed": [mark("agreed")], "zone": mark("zone")}),
    ):
        assert door.post(path, body).status_code in (401, 404, 422), path
    made = client.post(f"/api/participants/{case.participant_id}/invitations").json()
    code = made["qr_url"].split("#")[1]
    points = [point["id"] for point in door.post("/api/enrol", {"code": code}).json()["points"]]
    answer = door.post(
        "/api/enrol/confirm", {"code": code, "pin": SPARE_PIN, "agreed": points, "zone": "Europe/London"}
    )
    assert answer.status_code == 200, answer.text
    assert door.post("/api/unlock", {"pin": "602914"}).status_code == 401
    assert door.post("/api/me/pin", {"old": SPARE_PIN, "new": "481937"}).status_code == 204
    appointment = case.held()
    wrong = {"date_of_birth": BORN, "case_reference_last4": mark("l")[:10]}
    assert case.record(appointment, "no", confirm=wrong).status_code == 409
