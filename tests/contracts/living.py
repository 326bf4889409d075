"""A participant's life here, lived through the API: every field that takes words gets a word of its own."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from api.checkins.planning import plan_occurrences
from tests.attendance.conftest import CONFIRM, Case
from tests.world import Client, Phone

PREFIX = "zqmark"


ORDER: dict[str, Any] = {
    "kind_id": "ew.spo", "court": "Magistrates", "made_on": "2026-11-02", "starts_on": "2026-11-02",
    "source": "sealed_order", "source_seen_on": "2026-11-20", "no_name": True,
    "conditions": [
        {"exact": "Not to contact [the other person].", "plain": "No contact.", "category": "contact",
         "kind": "prohibition", "exception": None, "not_allowed": ["A text"], "ask_about": ["A child is ill"]},
    ],
}  # fmt: skip
"""An order that can be drafted, in words of its own."""


@dataclass
class Marks:
    """Words that occur nowhere else: letters only, so that no guard takes them for an address or a number."""

    made: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> str:
        """A new word for the field called `name`."""
        number = "".join(chr(ord("a") + int(digit)) for digit in str(len(self.made)))
        self.made.append(f"{PREFIX}{name}{number}x")
        return self.made[-1]


def therapy(case: Case, phone: Phone, mark: Marks) -> None:
    """Logs, cards, a plan, reviews with answers, items with notes, and what could not be an entry."""
    when, client = case.clock.now.isoformat(), case.clinician.client
    near = phone.trigger("near_miss", 9, text=mark("trigger"), kept=[mark("kept")], talk_about=True)
    phone.trigger("acted", 10, text=mark("acted"))
    phone.trigger("urge", 8)
    phone.card(line=mark("line"), urge=9, acted=True, call_me=True, not_safe=True)
    phone.send("not_safe", {"happened_at": when, "about": "me", "call_me": True, "text": mark("unsafe")})
    phone.send("amend", {"of": near["id"], "body": {"text": mark("amended")}})
    phone.send("trigger", {"happened_at": when, "kind": "urge", "extra": mark("extra")})
    phone.send("trigger", {}, raw=mark("raw").encode())
    phone.post([{"id": str(uuid4()), "kind": mark("kind"), "text": mark("broken"), "made_at": mark("clock")}])
    base = f"/api/participants/{case.participant_id}"
    sections = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
    plan: dict[str, Any] = {name: [mark(name)] for name in sections}
    plan["rules"] = [{"when": mark("when"), "then": f"Walk to {mark('then')}."}]
    for day, version in ((None, None), (case.clock.now.date().isoformat(), 1)):
        saved = client.put(f"{base}/coping-plan", plan | {"agreed_on": day, "base_version": version})
        assert saved.status_code == 200, saved.text
    _back_and_forth(case, phone, mark, plan)
    for view in ("open", "closed"):
        assert client.get("/api/reviews", params={"view": view}).status_code == 200
    for n, review in enumerate(client.get("/api/reviews?view=open").json()["items"]):
        assert client.get(f"/api/reviews/{review['id']}").status_code == 200
        assert client.post(f"/api/reviews/{review['id']}/claim").status_code == 200
        said = {"outcome": "replied", "reply": mark("reply"), "reason": None}
        noted = {"outcome": "noted", "reply": None, "reason": mark("reason")}
        closed = client.post(
            f"/api/reviews/{review['id']}/close", (noted if n == 0 else said) | {"bring_next_session": True}
        )
        assert closed.status_code == 200, closed.text
    phone.trigger("near_miss", 9)
    phone.trigger("urge", 9)
    for n, item in enumerate(client.get("/api/attention").json()["items"]):
        way = ("act", {"outcome": "spoke", "note": mark("note")}) if n else ("dismiss", {"reason": mark("dismissed")})
        done = client.post(f"/api/attention/{item['id']}/{way[0]}", way[1])
        assert done.status_code == 200, done.text
    for kept in client.get(f"{base}/quarantine").json()["items"][:1]:
        assert client.post(f"{base}/quarantine/{kept['id']}/resolve", {"resolution": "read"}).status_code == 200
    assert client.post(f"{base}/phase", {"to": "working"}).status_code == 200
    purpose(base, client, phone, mark)
    for path in ("", "/timeline", "/patterns", "/quarantine", "/coping-plan", "/coping-plan/work"):
        assert client.get(base + path).status_code == 200
    for path in ("/api/me/bundle", "/api/me/entries", "/api/me/who-saw"):
        assert phone.client.get(path).status_code == 200, path


def purpose(base: str, client: Client, phone: Phone, mark: Marks) -> None:
    """Goals of both sides, activities with what came of them, needs with steps, and an answered measure."""
    when, day = phone.clock.now.isoformat(), phone.clock.now.date().isoformat()

    def said(answer: Any) -> Any:
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def step(name: str) -> dict[str, str]:
        return {"id": str(uuid4()), "text": f"Ask about {mark(name)}"}

    def goal(**over: Any) -> Any:
        body = {"happened_at": when, "area": "work", "text": f"Work at {mark('goal')}", "why": mark("goalwhy")}
        return phone.send("goal", body | {"needs_person": False, "steps": [step("step")], **over})

    first, second = goal()["id"], goal()["id"]
    goal(needs_person=True)
    said(client.post(f"/api/goals/{first}/agree"))
    said(client.post(f"/api/goals/{second}/not-agree", {"reason": mark("notagreed")}))
    theirs = {"area": "play", "text": f"Play {mark('theirgoal')}", "why": mark("theirwhy"), "needs_person": False}
    theirs |= {"steps": [step("theirstep")], "state": "proposed"}
    proposed = said(client.post(f"{base}/goals", theirs))["goals"][0]["id"]
    changed = theirs | {"text": f"Play {mark('changed')}", "why": mark("changedwhy"), "steps": [step("changedstep")]}
    said(client.put(f"/api/goals/{proposed}", changed | {"version": 1}))
    over = said(client.post(f"{base}/goals", theirs | {"state": "agreed"}))["goals"]
    closed = next(one["id"] for one in over if one["state"] == "agreed" and one["id"] != first)
    said(client.post(f"/api/goals/{closed}/close", {"to": "left", "reason": mark("goalclosed")}))
    about = {"happened_at": when, "goal_id": first}
    phone.send("goal_step", about | {"move": "step_new", "step": step("newstep")})
    phone.send("goal_step", about | {"goal_id": proposed, "move": "not_for_me", "text": mark("notforme")})
    planned = {"happened_at": when, "move": "plan", "day": day, "part": "evening", "text": f"Meet {mark('activity')}"}
    activity = phone.send("activity", planned | {"repeats": True, "goal_id": first})["id"]
    phone.send(
        "activity",
        {"happened_at": when, "move": "did", "day": day, "activity_id": activity, "done": True, "meaning": 9},
    )
    said(client.post(f"{base}/activities", {"text": f"Walk to {mark('theirs')}", "day": day, "part": "morning"}))
    phone.send("need", {"happened_at": when, "move": "ask", "kind": "housing", "text": mark("need")})
    need = said(client.post(f"{base}/needs", {"kind": "work", "note": mark("needput")}))["needs"][0]["id"]
    said(client.post(f"/api/needs/{need}/move", {"to": "signposted", "note": mark("neednote")}))
    said(client.post(f"{base}/measures", {"form_id": "how-things-are", "moment": "pre"}))
    phone.send(
        "checkin", {"form_id": "how-things-are", "form_version": 1, "local_date": day, "answers": {"sleeping": 1}}
    )
    said(client.post(f"{base}/measures", {"form_id": "how-things-are", "moment": "mid"}))
    for path in ("/goals", "/progress", "/measures"):
        assert client.get(base + path).status_code == 200, path


def _back_and_forth(case: Case, phone: Phone, mark: Marks, plan: dict[str, Any]) -> None:
    """A plan proposed by both sides at once, a clash, suggestions, and answers."""
    client, base = case.clinician.client, f"/api/participants/{case.participant_id}/coping-plan"
    ids = phone.client.get("/api/me/bundle").json()["plan"]["ids"]
    night = {"section": "night", "id": ids["night"][0], "text": mark("drafted")}
    rule = {"id": str(uuid4()), "when": mark("when"), "then": f"Walk to {mark('then')}."}
    phone.send(
        "plan_draft",
        {"base_version": 2, "lines": [night], "rules": [rule], "text": mark("why"), "kept": [mark("kept")]},
    )
    ours = {name: [mark(name)] for name in plan if name != "rules"} | {"ids": ids}
    ours["rules"] = [{"when": mark("when"), "then": f"Walk to {mark('then')}."}]
    made = client.post(f"{base}/proposals", ours | {"base_version": 2})
    assert made.status_code == 201, made.text
    clash, *_ = client.get(f"{base}/work").json()["clashes"]
    phone.send(
        "plan_answer", {"clash_id": clash["id"], "answer": "words", "words": mark("chosen"), "text": mark("why")}
    )
    for clash in client.get(f"{base}/work").json()["clashes"]:
        settled = client.post(f"{base}/clashes/{clash['id']}", {"choice": "words", "words": mark("settled")})
        assert settled.status_code == 204, settled.text
    for said in (
        {"kind": "suggestion", "part": "night", "text": mark("suggested"), "words": mark("comment")},
        {"kind": "suggestion", "part": "rules", "when": mark("when"), "then": f"Walk to {mark('then')}."},
    ):
        suggestion = client.post(f"{base}/suggestions", said)
        assert suggestion.status_code == 201, suggestion.text
        answer = {"suggestion_id": suggestion.json()["id"], "answer": "change", "words": f"Walk to {mark('changed')}."}
        phone.send("plan_answer", answer)
    version = client.get(f"{base}/work").json()["proposed"]["version"]
    no = client.post(f"{base}/answer", {"version": version, "answer": "not_agree", "words": mark("answered")})
    assert no.status_code == 204, no.text


def sessions(case: Case, phone: Phone, mark: Marks) -> None:
    """Sessions with words in every field: moved, cancelled, disputed, released after a look, put right, paused."""
    client, base = case.clinician.client, f"/api/participants/{case.participant_id}"
    for way in ("supersede", "cancel"):
        planned = {
            "planned_at": case.clock.now.replace(year=2027).isoformat(), "length_minutes": 50, "mode": "room",
            "place": mark("place"), "basis": "licence",
        }  # fmt: skip
        made = client.post(f"{base}/appointments", planned).json()["id"]
        moved = {"planned_at": "2027-12-24T10:00:00Z", "who_asked": "participant", "why": mark("moved")}
        body = moved if way == "supersede" else {"why": mark("cancelled")}
        assert client.post(f"/api/appointments/{made}/{way}", body).status_code == 200
    made, alert = case.did_not_come(enforceable=True)
    said = {
        "alert_id": alert["id"],
        "happened_at": case.clock.now.isoformat(),
        "reason": "i_came",
        "text": mark("wrong"),
    }
    assert phone.send("that_is_wrong", said)["answer"] == "held"
    case.pass_grace()
    released = client.post(f"/api/alerts/{alert['id']}/release", {"reason": mark("released")})
    assert released.status_code == 200, released.text
    case.deliver()
    assert case.record(made, "yes", confirm=CONFIRM).status_code == 200
    case.deliver()
    assert client.post(f"{base}/status", {"to": "paused", "reason": mark("paused")}).status_code == 200


def orders(case: Case, phone: Phone, mark: Marks) -> None:
    """An order in its versions with words in every field, a question and its answer, and what probation proposes."""
    client, base = case.clinician.client, f"/api/participants/{case.participant_id}"

    def worded() -> dict[str, Any]:
        term = {name: mark(name) for name in ("exact", "plain", "exception")}
        lists = {name: [mark(name)] for name in ("notallowed", "askabout")}
        condition = ORDER["conditions"][0] | term | {"not_allowed": lists["notallowed"], "ask_about": lists["askabout"]}
        return ORDER | {"court": mark("court"), "conditions": [condition]}

    made = client.post(f"{base}/orders", worded()).json()["id"]
    sent_back = {"reason": mark("sentback"), "revision": 1}
    assert case.lead.client.post(f"/api/orders/{made}/send-back", sent_back).status_code == 204
    assert client.put(f"/api/orders/{made}", worded() | {"revision": 1}).status_code == 204
    assert case.lead.client.post(f"/api/orders/{made}/check", {"no_name": True, "revision": 2}).status_code == 204
    varied = client.post(f"/api/orders/{made}/vary", worded())
    assert varied.status_code == 201
    ended = {"ended_on": ORDER["made_on"], "source": "copy_of_order", "reason": mark("orderended")}
    assert client.post(f"/api/orders/{made}/end", ended).status_code == 204
    sheet = dict.fromkeys(("internet_device_allowed", "inspection", "no_deletion", "no_auto_deletion_software"), True)
    assert client.post(f"{base}/suitability", sheet | {"note": mark("sheetnote")}).status_code == 201
    doctor = phone.send("question", {"text": mark("doctor")})["id"]
    nobody = {"answer": "nobody", "reply": mark("nobody")}
    assert client.post(f"/api/questions/{doctor}/answer", nobody).status_code == 200
    no = {"agree": False, "revision": 1, "reason": mark("answerback")}
    assert case.lead.client.post(f"/api/questions/{doctor}/check", no).status_code == 200
    asked = phone.send("question", {"text": mark("question")})["id"]
    said = {"answer": "ask_first", "reply": mark("answer")}
    assert client.post(f"/api/questions/{asked}/answer", said).status_code == 200
    suggested = {"question": mark("suggested"), "answer": mark("suggestion")}
    assert client.post("/api/content-suggestions", suggested).status_code == 201
    text = {"text": mark("proposed")}
    assert case.probation.client.post(f"/api/attendance{base[4:]}/order-text", text).status_code == 201
    for path in ("/orders", "/questions"):
        assert client.get(base + path).status_code == 200


def reminders(case: Case, phone: Phone, mark: Marks) -> None:
    """Where the participant may be reached, by both."""
    phone.unlock()
    for client, path in (
        (phone.client, "/api/me"),
        (case.clinician.client, f"/api/participants/{case.participant_id}"),
    ):
        chosen: dict[str, Any] = {"channels": [], "email": f"{mark('contact')}@example.test", "mobile": None}
        assert client.put(f"{path}/reminders", chosen).status_code == 200
    wrong = {"endpoint": f"https://{mark('push')}.example.test/x", "p256dh": "A" * 87, "auth": "A" * 22}
    assert phone.client.post("/api/me/push", wrong).status_code == 409


def checkins(case: Case, phone: Phone, mark: Marks) -> None:
    """Targets, questions of one's own, an excused card and one keyed in from paper; and what shows without a PIN."""
    client, base = case.clinician.client, f"/api/participants/{case.participant_id}"
    assert client.post(f"{base}/check-ins/targets", {"words": mark("target")}).status_code in (200, 201)
    asked = {"type": "choice", "text": mark("ownquestion"), "options": [mark("optiona"), mark("optionb")]}
    said = client.post(f"{base}/check-ins/questions", asked)
    assert said.status_code in (200, 201), said.text
    plan_occurrences(case.service, case.clock.now)
    rows = client.get(f"{base}/check-ins").json()["occurrences"]
    planned = next(one for one in rows if one["state"] in ("planned", "open"))
    excused = client.post(f"/api/occurrences/{planned['id']}/excuse", {"why": mark("excused")})
    assert excused.status_code == 200, excused.text
    card = {
        "form_id": "daily-card", "form_version": 2, "local_date": case.clock.now.date().isoformat(),
        "answers": {"urge": 2, "line": mark("paper")}, "kept": [mark("paperkept")], "unfinished": False,
    }  # fmt: skip
    keyed = client.post(f"{base}/entries/paper", {"id": str(uuid4()), "body": card})
    assert keyed.status_code in (200, 201), keyed.text
    log = {
        "happened_at": case.clock.now.isoformat(), "kind": "urge", "intensity": 3, "text": mark("paperlog"),
        "kept": [mark("paperlogkept")],
    }  # fmt: skip
    keyed = client.post(f"{base}/entries/paper/log", {"id": str(uuid4()), "body": log})
    assert keyed.status_code == 200, keyed.text
    phone.unlock()
    chosen = phone.client.put("/api/me/open-alternatives", {"items": [mark("opena"), mark("openb"), mark("openc")]})
    assert chosen.status_code in (200, 204), chosen.text
