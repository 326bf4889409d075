"""Whatever an address is sent: an answer below 500, in no time, and nothing of it kept in clear."""

import json
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from api.audit import AuditEntry
from api.db import table_of
from api.edge import MAX_BODY, _check_depth
from api.errors import TooLarge
from api.paging import cursor_after
from api.people.models import Device, Invitation
from api.vault import b64
from tests.world import PIN, World


def test_a_body_is_measured_in_time_that_grows_with_its_size_alone() -> None:
    """Quadratic before: one request of 256 KiB held the whole process for minutes."""
    for unclosed in (b'"' + b'\\"' * 120_000, b'"' * 200_000, b"\\" * 200_000, b'"\\' * 100_000):
        body = b"[" * 21 + unclosed
        assert len(body) < MAX_BODY
        started = time.perf_counter()
        with pytest.raises(TooLarge):
            _check_depth(body)
        assert time.perf_counter() - started < 2


def test_brackets_in_strings_are_no_depth() -> None:
    _check_depth(json.dumps(["[[[{{{" * 10, 'a"[[[[[[[[[[[[[[[[[[[[[', "\\", "[" * 30]).encode())
    with pytest.raises(TooLarge):
        _check_depth(b"[" * 21 + b"]" * 21)


@pytest.mark.parametrize(
    "path", ["/%00", "/" + "a" * 300, "/assets/%00.js", "/" + "a/" * 2000, "/..%2f..%2fetc/passwd"]
)
def test_no_address_of_the_web_app_breaks(world: World, path: str) -> None:
    assert world.anonymous().get(path).status_code < 500 or not world.service.settings.web_dir.is_dir()
    assert world.anonymous().get(path).status_code != 500


WORDS = ["\u0000", "a\u0000b", "9" * 30, "²", "'; --", "%"]
ENDS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0999-01-01T00:00:00+00:00"]


@pytest.mark.parametrize("word", WORDS)
def test_no_word_typed_anywhere_breaks(world: World, word: str) -> None:
    nobody, clinician, lead, officer = world.anonymous(), world.clinician(), world.lead(), world.probation()
    person = world.participant(clinician, officer)
    phone = world.phone(person)
    plan: dict[str, Any] = {
        n: [] for n in ("surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
    }
    appointment = {
        "planned_at": "2026-11-24T10:00:00Z", "length_minutes": 50, "mode": "phone", "place": word, "basis": "licence",
    }  # fmt: skip
    answers = [
        nobody.post("/api/sign-in", {"email": word, "password": word}),
        nobody.post("/api/enrol", {"code": word}),
        nobody.post("/api/enrol/confirm", {"code": word, "pin": PIN, "agreed": [word], "zone": word}),
        nobody.post("/api/demo/sign-in", {"as": "clinician", "email": word}),
        clinician.client.post(f"/api/participants/{person}/appointments", appointment),
        clinician.client.post(f"/api/participants/{person}/status", {"to": "paused", "reason": word}),
        clinician.client.put(
            f"/api/participants/{person}/coping-plan",
            {**plan, "signs": [word], "rules": [], "agreed_on": None, "base_version": None},
        ),
        clinician.client.get("/api/reviews", params={"view": word}),
        officer.client.post(
            f"/api/attendance/links/{person}/accept", {"case_reference": word, "date_of_birth": "1991-03-14"}
        ),
        world.auditor().client.get("/api/audit", params={"before": word}),
        phone.client.get("/api/me/entries", params={"before": word}),
        lead.client.get(f"/api/participants/{person}/timeline", params={"before": word}),
    ]
    for answer in answers:
        assert answer.status_code < 500, (answer.request.url, answer.text)


@pytest.mark.parametrize("end", ENDS)
def test_no_instant_at_the_end_of_the_calendar_breaks(world: World, end: str) -> None:
    clinician, auditor = world.clinician(), world.auditor()
    person = world.participant(clinician)
    phone = world.phone(person)
    entry = cursor_after(world.clock.now, f"entry:{person}")
    theirs = b64(json.dumps([end, f"entry:{person}"]).encode())
    chain = b64(json.dumps([end, f"system:{'9' * 30}"]).encode())
    own = b64(f"{end}|{person}".encode())
    answers = [
        clinician.client.get("/api/appointments", params={"from": end, "to": end}),
        clinician.client.post(
            f"/api/participants/{person}/appointments",
            {"planned_at": end, "length_minutes": 50, "mode": "phone", "basis": "licence"},
        ),
        clinician.client.get(f"/api/participants/{person}/timeline", params={"before": theirs}),
        clinician.client.get(f"/api/participants/{person}/timeline", params={"before": entry}),
        auditor.client.get("/api/audit", params={"before": chain}),
        auditor.client.get("/api/audit", params={"before": chain.replace("s", "²")}),
        auditor.client.get("/api/audit", params={"before": b64(json.dumps([end, "system:²"]).encode())}),
        auditor.client.get("/api/audit", params={"before": b64(json.dumps([end, "\u0000:1"]).encode())}),
        phone.client.get("/api/me/entries", params={"before": own}),
    ]
    for answer in answers:
        assert answer.status_code < 500, (answer.request.url, answer.text)


def test_what_is_typed_into_an_address_is_not_kept_in_the_trail(world: World) -> None:
    clinician = world.clinician()
    assert clinician.client.get("/api/participants/markerwords").status_code == 404
    assert clinician.client.post("/api/reviews/marker words/claim").status_code == 404
    with world.act() as at:
        kept = at.session.execute(sa.select(table_of(AuditEntry).c.resource)).scalars().all()
    assert kept and "marker" not in str(kept)


def test_guessing_a_pin_from_many_threads_counts_every_slip(world: World) -> None:
    phone = world.phone(world.participant())
    ready = threading.Barrier(6)
    wrong: list[int] = []

    def guess() -> None:
        ready.wait()
        wrong.append(phone.unlock("739164").status_code)

    threads = [threading.Thread(target=guess) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    d = table_of(Device)
    with world.act() as at:
        slips = at.session.execute(sa.select(d.c.pin_slips)).scalar_one()
    assert (sorted(wrong), slips) == ([401] * 5 + [429], 5)


def test_a_code_is_worth_nothing_once_the_programme_has_ended_or_its_maker_is_out(world: World) -> None:
    from api.people.models import User, UserState

    clinician = world.clinician()
    for way in ("ended", "suspended"):
        person = world.participant(clinician)
        made = clinician.client.post(f"/api/participants/{person}/invitations").json()
        code = made["qr_url"].split("#")[1]
        assert world.anonymous().post("/api/enrol", {"code": code}).status_code == 200
        if way == "ended":
            body = {"to": "ended", "reason": "Moved away."}
            assert clinician.client.post(f"/api/participants/{person}/status", body).status_code == 200
        else:
            with world.act() as at:
                at.session.execute(
                    sa.update(table_of(User))
                    .where(table_of(User).c.id == clinician.id)
                    .values(state=UserState.suspended)
                )
        assert world.anonymous().post("/api/enrol", {"code": code}).status_code == 404, way
    with world.act() as at:
        assert at.session.execute(sa.select(table_of(Invitation).c.consumed_at)).scalars().all() == [None] * 4


def test_the_phones_credential_is_renewed_by_sending_and_by_nothing_less(world: World) -> None:
    phone = world.phone(world.participant())
    answer = phone.post([phone.envelope("trigger", {"happened_at": "2026-11-23T00:40:00Z", "kind": "urge"})])
    renewed = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-fh_device=")]
    assert len(renewed) == 1
    assert "Max-Age=34560000" in renewed[0] and "HttpOnly" in renewed[0] and "SameSite=strict" in renewed[0]
    assert "fh_reader" not in str(answer.headers.get_list("set-cookie"))
    assert world.anonymous().post("/api/me/entries", {"items": [{}]}).headers.get_list("set-cookie") == []
