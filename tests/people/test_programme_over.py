"""Once a programme has ended nothing new is begun at any address; what was begun is closed and put right, and a phone is always heard."""

from typing import Any
from uuid import uuid4

import pytest

from tests.world import START, World

LINES: dict[str, Any] = {
    "signs": [], "surroundings": [], "alone": ["Wash up"], "people": [], "ask": [], "professionals": [], "reasons": [], "night": [],
    "rules": [{"when": "it's late", "hours": None, "urge_at_least": None, "then": "I will go to bed", "for_minutes": 10, "confidence": 6}],
    "agreed_on": None, "base_version": 1,
}  # fmt: skip
GOAL: dict[str, Any] = {
    "area": "play", "text": "Play football on Tuesdays", "why": None, "target_on": None, "needs_person": False, "steps": [],
}  # fmt: skip
ACTIVITY = {"text": "Walk by the canal", "day": "2026-11-24", "part": "morning"}
SESSION = {
    "planned_at": "2026-11-23T10:30:00+00:00",
    "length_minutes": 50,
    "mode": "room",
    "place": None,
    "basis": "voluntary",
}
MEASURE = {"form_id": "how-things-are", "moment": "end"}
NEW: dict[str, tuple[str, str, dict[str, Any]]] = {
    "goal": ("post", "goals", GOAL | {"state": "agreed"}),
    "activity": ("post", "activities", ACTIVITY),
    "need": ("post", "needs", {"kind": "work", "note": None}),
    "need asked for again": ("post", "needs", {"kind": "money", "note": None}),
    "measure": ("post", "measures", MEASURE),
    "plan": ("put", "coping-plan", LINES | {"agreed_on": "2026-11-23"}),
    "proposal": ("post", "coping-plan/proposals", LINES),
    "draft": ("post", "coping-plan/proposals", LINES | {"keep": True}),
    "suggestion": ("post", "coping-plan/suggestions", {"kind": "suggestion", "part": "night", "text": "Radio on low"}),
    "opened item": ("put", "opened-items", {"item": "chain", "open": True}),
    "session": ("post", "appointments", SESSION | {"planned_at": "2026-11-25T10:00:00+00:00"}),
}


class Case:
    """Somebody with one of everything, before the end and after it."""

    def __init__(self, world: World) -> None:
        self.world, self.maya = world, world.clinician(first_name="Maya")
        self.person = world.participant(self.maya)
        self.phone = world.phone(self.person)
        self.base = f"/api/participants/{self.person}"
        self.made("put", "coping-plan", LINES | {"agreed_on": "2026-11-23", "base_version": None})
        self.made("post", "phase", {"to": "working"})
        for state in ("agreed", "proposed", "draft"):
            self.made("post", "goals", GOAL | {"state": state, "text": f"Football, {state}"})
        self.made("post", "activities", ACTIVITY)
        self.made("post", "needs", {"kind": "money", "note": None})
        self.suggested = self.made("post", "coping-plan/suggestions", NEW["suggestion"][2])["id"]
        self.made("put", "opened-items", {"item": "chain", "open": True})
        self.measure = self.made("post", "measures", MEASURE)["measures"][0]["id"]
        self.session = self.made("post", "appointments", SESSION)["id"]

    def made(self, method: str, path: str, body: dict[str, Any]) -> Any:
        answer = self.said(method, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def said(self, method: str, path: str, body: dict[str, Any]) -> Any:
        return self.maya.client.request(
            method.upper(), path if path.startswith("/") else f"{self.base}/{path}", json=body
        )

    def goal(self, state: str) -> Any:
        page = self.maya.client.get(f"{self.base}/goals").json()
        return next(one for one in page["goals"] if one["state"] == state)

    def end(self) -> None:
        # The session was held; nobody has said so yet.
        self.world.clock.advance(hours=1)
        self.world.sign_in(self.maya.client, self.maya.user)
        self.made("post", "status", {"to": "ended", "reason": "Twelve sessions done."})


@pytest.fixture
def case(world: World) -> Case:
    assert world.clock.now == START
    return Case(world)


def is_over(answer: Any) -> None:
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/programme-over"), answer.text
    assert answer.json()["detail"].startswith("The programme has ended")
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_nothing_new_is_begun(case: Case) -> None:
    pages = ("goals", "measures", "coping-plan/work", "appointments")
    case.end()
    before = [case.maya.client.get(f"{case.base}/{page}").json() for page in pages]
    for _name, (method, path, body) in NEW.items():
        is_over(case.said(method, path, body))
    is_over(case.said("post", f"/api/appointments/{case.session}/supersede",
                      {"planned_at": "2026-11-26T10:00:00+00:00", "who_asked": "service", "why": "Moved"}))  # fmt: skip
    for was, to in (("draft", "proposed"), ("draft", "agreed"), ("proposed", "agreed")):
        goal = case.goal(was)
        is_over(case.said("put", f"/api/goals/{goal['id']}", GOAL | {"state": to, "version": goal["version"]}))
    after = [case.maya.client.get(f"{case.base}/{page}").json() for page in pages]
    for one in (*before, *after):
        one.pop("as_of", None)
    assert after == before


@pytest.mark.parametrize("name", list(NEW))
def test_all_of_it_can_be_begun_until_then(case: Case, name: str) -> None:
    if name == "measure":
        case.maya.client.post(f"/api/measures/{case.measure}/withdraw")
    method, path, body = NEW[name]
    assert case.said(method, path, body).status_code in (200, 201)


def test_what_was_begun_is_closed_and_put_right(case: Case) -> None:
    case.end()
    page = case.maya.client.get(f"{case.base}/goals").json()
    goal, need = case.goal("agreed"), page["needs"][0]
    put_right = GOAL | {"state": "agreed", "text": "Football on Thursdays", "version": goal["version"]}
    draft = case.goal("draft")
    for method, path, body in (
        ("put", f"/api/goals/{goal['id']}", put_right),
        ("put", f"/api/goals/{draft['id']}", GOAL | {"state": "draft", "version": draft["version"]}),
        ("post", f"/api/goals/{goal['id']}/close", {"to": "done", "outcome": "partly", "reason": None}),
        ("post", f"/api/goals/{case.goal('proposed')['id']}/not-agree", {"reason": "The programme is over."}),
        ("post", f"/api/activities/{page['week']['activities'][0]['id']}/stop", {}),
        ("post", f"/api/needs/{need['id']}/move", {"to": "signposted", "note": "Citizens Advice"}),
        ("post", f"/api/needs/{need['id']}/move", {"to": "closed", "note": None}),
        ("post", f"coping-plan/suggestions/{case.suggested}/withdraw", {}),
        ("put", "opened-items", {"item": "chain", "open": False}),
        ("put", f"/api/appointments/{case.session}/outcome", {"came": "yes", "minutes_late": None, "happened": True, "why_not": None}),
    ):  # fmt: skip
        answer = case.said(method, path, body)
        assert answer.status_code in (200, 201, 204), (path, answer.text)


def test_no_measure_waits_for_an_answer_any_more(case: Case) -> None:
    case.end()
    [measure] = case.maya.client.get(f"{case.base}/measures").json()["measures"]
    assert measure["state"] == "withdrawn"


def test_whatever_a_phone_still_sends_is_kept(case: Case) -> None:
    kinds = case.maya.client.get("/api/entry-kinds").json()
    case.end()
    assert len(kinds) > 20
    for kind in kinds:
        said = case.phone.send(kind["kind"], kind["example"], schema=kind["schema"], id=str(uuid4()))
        assert (said["status"], said.get("reason")) == ("quarantined", "ended"), (kind["kind"], said)
    kept = case.maya.client.get(f"{case.base}/quarantine").json()["items"]
    assert len(kept) == len(kinds)
