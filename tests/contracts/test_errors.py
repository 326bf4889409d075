"""The one JSON shape of a refusal, and each way in which one can arise."""

from typing import Any

import pytest

from api.edge import HEADERS
from tests.world import World


def check(answer: Any, status: int) -> dict[str, Any]:
    """That an answer is a problem of the one shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    for fault in body.get("errors", []):
        assert set(fault) == {"field", "message"}
    return body


def test_each_way_in_which_a_request_is_refused(world: World) -> None:
    clinician, lead = world.clinician(), world.lead()
    nobody = world.anonymous()
    check(nobody.get("/api/caseload"), 401)
    check(nobody.get("/api/nothing-here"), 404)
    check(clinician.client.request("PATCH", "/api/caseload"), 405)
    check(clinician.client.get("/api/attendance/alerts"), 403)
    check(clinician.client.get("/api/participants/00000000-0000-0000-0000-000000000007"), 404)
    check(clinician.client.post("/api/participants", {"first_name": 7}), 422)
    check(
        clinician.client.http.post("/api/participants", content=b"{", headers={"Content-Type": "application/json"}), 422
    )
    check(clinician.client.http.post("/api/participants", content=b"a=1", headers={"Content-Type": "text/plain"}), 415)
    check(clinician.client.post("/api/participants", {"first_name": "x" * 300_000}), 413)
    check(clinician.client.http.post("/api/participants", json={}, headers={"Origin": "https://evil.example"}), 403)
    check(nobody.post("/api/sign-in", {"email": "a@b.example", "password": "wrong"}), 401)
    check(nobody.post("/api/enrol", {"code": "AAAA-AAAA"}), 404)
    assert lead.client.get("/api/team").status_code == 200


def test_what_was_typed_is_never_echoed(world: World) -> None:
    marker = "sEcReTmArKeR"
    nobody, clinician = world.anonymous(), world.clinician()
    answers = [
        nobody.post("/api/sign-in", {"email": "a@b.example", "password": marker}),
        nobody.post("/api/sign-in", {"email": [marker], "password": marker}),
        nobody.post("/api/enrol", {"code": marker}),
        nobody.post("/api/enrol/confirm", {"code": "AAAA", "pin": marker, "agreed": [], "zone": "Europe/London"}),
        clinician.client.post("/api/participants", {"first_name": marker, marker: 1}),
        clinician.client.http.post(
            "/api/participants", content=f'{{"{marker}'.encode(), headers={"Content-Type": "application/json"}
        ),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        assert marker not in answer.text.replace(f'"field": "{marker}"', "")


def test_a_fault_of_ours_says_so_and_keeps_what_it_held_to_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from api.oversight import waiting

    def broken(*_: Any) -> None:
        raise ValueError("markerwords")

    monkeypatch.setattr(waiting, "page", broken)
    body = check(world.clinician().client.get("/api/caseload"), 500)
    assert "markerwords" not in str(body)
    logged = capsys.readouterr().out
    assert "ValueError" in logged and "markerwords" not in logged


def test_every_answer_carries_the_headers(world: World) -> None:
    nobody = world.anonymous()
    for path in ("/", "/api/me", "/healthz", "/content/open.json", "/nothing.js"):
        answer = nobody.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)


def test_too_many_requests_are_asked_to_slow_down(world: World) -> None:
    from api.edge import Buckets

    buckets = Buckets(10, 50)
    assert all(buckets.take("a", 0.0) for _ in range(50))
    assert not buckets.take("a", 0.0)
    assert buckets.take("b", 0.0)
    assert buckets.take("a", 0.2)
    assert Buckets(0, 0).take("a", 0.0)
