"""Goals by both sides: proposed, agreed, worked on and closed; what needs the person on the order is no goal anywhere."""

from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.coping.rules import positive_act
from api.goals import bodies, wording
from api.goals.approach import not_approach
from api.goals.models import Actor, DayPart, LifeArea, NeedKind
from tests.world import Phone, World

WHEN = "2026-11-23T18:10:00+00:00"


class Case:
    def __init__(self, world: World) -> None:
        self.world = world
        self.maya = world.clinician(first_name="Maya")
        self.person = world.participant(self.maya)
        self.phone: Phone = world.phone(self.person)
        self.base = f"/api/participants/{self.person}"

    def later(self, **delta: float) -> None:
        """Time passes; both sign in again."""
        self.world.clock.advance(**delta)
        self.phone.unlock()
        self.world.sign_in(self.maya.client, self.maya.user)

    def page(self) -> Any:
        answer = self.maya.client.get(f"{self.base}/goals")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def bundle(self) -> Any:
        answer = self.phone.client.get("/api/me/bundle")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def propose(self, **over: Any) -> tuple[str, str]:
        """The participant proposes; (goal id, code)."""
        body = {
            "happened_at": WHEN, "area": "work", "text": "I work 3 days a week", "why": "I sleep better when I work",
            "target_on": "2027-06-01", "needs_person": False,
            "steps": [{"id": str(uuid4()), "actor": "me", "text": "I ring the job centre", "due_on": "2026-11-30"}],
            **over,
        }  # fmt: skip
        said = self.phone.send("goal", body)
        assert said["status"] == "stored", said
        return said["id"], said["answer"]

    def move(self, goal_id: str, move: str, **more: Any) -> str:
        said = self.phone.send("goal_step", {"happened_at": WHEN, "goal_id": goal_id, "move": move, **more})
        assert said["status"] == "stored", said
        return str(said["answer"])

    def write(self, **over: Any) -> Any:
        body = {
            "area": "play", "text": "Play football on Tuesdays", "why": None, "target_on": None, "needs_person": False,
            "steps": [{"id": str(uuid4()), "actor": "clinician", "text": "Find a team", "due_on": None}],
            "state": "proposed", **over,
        }  # fmt: skip
        return self.maya.client.post(f"{self.base}/goals", body)


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_a_participant_proposes_and_the_clinician_agrees(case: Case) -> None:
    goal_id, code = case.propose()
    assert code == "proposed"
    [goal] = case.page()["goals"]
    assert (goal["id"], goal["state"], goal["proposed_by"], goal["text"]) == (
        goal_id, "proposed", "participant", "I work 3 days a week",
    )  # fmt: skip
    assert goal["steps"][0]["text"] == "I ring the job centre" and goal["steps"][0]["done_on"] is None
    answer = case.maya.client.post(f"/api/goals/{goal_id}/agree")
    assert answer.status_code == 200 and answer.json()["goals"][0]["state"] == "agreed"
    assert answer.json()["goals"][0]["answered_on"] == "2026-11-23"
    assert case.bundle()["goals"] == answer.json()["goals"]
    again = case.maya.client.post(f"/api/goals/{goal_id}/agree")
    assert again.status_code == 409 and again.json()["type"].endswith("goal-changed")


def test_a_goal_that_needs_the_person_is_never_a_goal(case: Case) -> None:
    """The entry stays in the record and is shown to staff as it was sent; the phone is told by a code."""
    _, code = case.propose(needs_person=True)
    assert code == "needs_person"
    assert case.page()["goals"] == [] and case.bundle()["goals"] == []
    [entry] = case.bundle()["entries"]
    assert entry["kind"] == "goal" and entry["body"]["needs_person"] is True
    [line] = case.maya.client.get(f"{case.base}/timeline").json()["items"]
    assert "no goal" in " ".join(line["lines"])
    answer = case.write(needs_person=True)
    assert answer.status_code == 409 and answer.json()["type"].endswith("goal-needs-person")
    assert "court" in answer.json()["detail"] and answer.json()["errors"][0]["field"] == "needs_person"


def test_a_goal_says_what_to_do(case: Case) -> None:
    assert case.propose(text="I will not drink")[1] == "not_positive"
    late = {"id": str(uuid4()), "actor": "me", "text": "Stop going there"}
    assert case.propose(steps=[late])[1] == "not_positive"
    assert case.page()["goals"] == []
    answer = case.write(text="I will not text anyone", steps=[late])
    assert answer.status_code == 409 and answer.json()["type"].endswith("goal-not-positive")
    assert {error["field"] for error in answer.json()["errors"]} == {"text", "steps.0.text"}


def test_words_that_lead_to_a_person_are_masked_from_a_phone_and_refused_from_staff(case: Case) -> None:
    case.propose(text="I ring 07700 900123 at work", why="mail me at a.b@example.com")
    [goal] = case.page()["goals"]
    assert "07700" not in goal["text"] and "example.com" not in goal["why"]
    for over in ({"text": "Ring 07700 900123"}, {"why": "See www.example.com/her"}):
        answer = case.write(**over)
        assert answer.status_code == 409 and answer.json()["type"].endswith("identifiers-found")
        assert "900123" not in answer.text
    goal_id, _ = case.propose()
    answer = case.maya.client.post(f"/api/goals/{goal_id}/not-agree", {"reason": "Ring 07700 900123"})
    assert answer.status_code == 409 and answer.json()["type"].endswith("identifiers-found")


def test_steps_are_done_by_either_side(case: Case) -> None:
    goal_id, _ = case.propose()
    case.maya.client.post(f"/api/goals/{goal_id}/agree")
    step_id = case.page()["goals"][0]["steps"][0]["id"]
    assert case.move(goal_id, "step_done", step_id=step_id) == "step_done"
    [step] = case.page()["goals"][0]["steps"]
    assert (step["done_on"], step["done_by"]) == ("2026-11-23", "participant")
    assert case.move(goal_id, "step_undone", step_id=step_id) == "step_undone"
    assert case.page()["goals"][0]["steps"][0]["done_on"] is None
    new = {"id": str(uuid4()), "actor": "probation", "text": "Ask about the travel pass"}
    assert case.move(goal_id, "step_new", step=new) == "step_new"
    refused = {"id": str(uuid4()), "actor": "me", "text": "I won't go out"}
    assert case.move(goal_id, "step_new", step=refused) == "not_positive"
    done = case.maya.client.put(f"/api/goal-steps/{new['id']}", {"done": True}).json()
    assert [(s["done_by"], s["actor"]) for s in done["goals"][0]["steps"]] == [(None, "me"), ("clinician", "probation")]
    assert case.move(goal_id, "step_done", step_id=str(uuid4())) == "unknown_step"


def test_a_proposal_of_staff_gets_an_answer_and_drafts_stay_with_staff(case: Case) -> None:
    case.write(state="draft")
    assert case.bundle()["goals"] == []
    [draft] = case.page()["goals"]
    body = {key: draft[key] for key in ("area", "text", "why", "target_on")}
    body |= {"steps": [{"id": s["id"], "actor": s["actor"], "text": s["text"]} for s in draft["steps"]]}
    body |= {"needs_person": False, "state": "proposed", "version": 1}
    assert case.maya.client.put(f"/api/goals/{draft['id']}", body).status_code == 200
    stale = case.maya.client.put(f"/api/goals/{draft['id']}", body | {"text": "Run on Mondays"})
    assert stale.status_code == 409 and stale.json()["type"].endswith("goal-changed")
    [goal] = case.bundle()["goals"]
    assert goal["wanted"] is None and goal["state"] == "proposed"
    assert case.move(goal["id"], "not_for_me", text="Mondays are hard") == "not_for_me"
    assert (case.page()["goals"][0]["wanted"], case.page()["goals"][0]["reason"]) == (False, "Mondays are hard")
    assert case.move(goal["id"], "want") == "want"
    assert case.page()["goals"][0]["wanted"] is True


def test_reading_goals_and_writing_in_them_are_told_apart(case: Case) -> None:
    case.page()
    case.write(state="agreed")
    saw = case.phone.client.get("/api/me/who-saw").json()["items"]
    why = [one["why"] for one in saw if one["what"] == "Your goals, your week and the help you asked for"]
    assert sorted(why) == ["to see how they are going", "to write in them with you"]


def test_an_agreed_goal_is_changed_and_closed_and_keeps_what_was_done(case: Case) -> None:
    made = case.write(state="agreed").json()["goals"][0]
    step = made["steps"][0]
    assert made["answered_on"] == "2026-11-23"
    assert case.move(made["id"], "step_done", step_id=step["id"]) == "step_done"
    body = {
        "area": "play", "text": "Play football twice a week", "needs_person": False, "state": "agreed", "version": 1,
        "steps": [
            {"id": str(uuid4()), "actor": "me", "text": "Buy boots"},
            {"id": step["id"], "actor": "clinician", "text": "Find a team near the bus"},
        ],
    }  # fmt: skip
    changed = case.maya.client.put(f"/api/goals/{made['id']}", body).json()["goals"][0]
    assert [(s["text"], s["done_on"]) for s in changed["steps"]] == [
        ("Buy boots", None), ("Find a team near the bus", "2026-11-23"),
    ]  # fmt: skip
    back = case.maya.client.put(f"/api/goals/{made['id']}", body | {"state": "proposed", "version": 2})
    assert back.status_code == 409
    closed = case.maya.client.post(f"/api/goals/{made['id']}/close", {"to": "done", "outcome": "partly"}).json()
    assert (closed["goals"][0]["state"], closed["goals"][0]["outcome"]) == ("done", "partly")
    assert case.move(made["id"], "step_undone", step_id=step["id"]) == "not_open"
    assert case.maya.client.put(f"/api/goal-steps/{step['id']}", {"done": False}).status_code == 409


def test_not_agreed_says_why_and_left_says_by_whom(case: Case) -> None:
    first, _ = case.propose()
    second, _ = case.propose(text="Learn to weld")
    said = case.maya.client.post(f"/api/goals/{first}/not-agree", {"reason": "Let us make it smaller first."})
    assert said.status_code == 200
    assert case.move(second, "leave", text="Too far away") == "leave"
    goals = {goal["id"]: goal for goal in case.bundle()["goals"]}
    assert (goals[first]["state"], goals[first]["reason"]) == ("not_agreed", "Let us make it smaller first.")
    assert (goals[second]["state"], goals[second]["left_by_participant"]) == ("left", True)
    case.later(days=91)
    assert case.bundle()["goals"] == []


def test_what_is_not_theirs_is_not_there(case: Case, world: World) -> None:
    other = Case(world)
    goal_id, _ = case.propose()
    for path, body in (("agree", {}), ("not-agree", {"reason": "No"}), ("close", {"to": "left"})):
        assert other.maya.client.post(f"/api/goals/{goal_id}/{path}", body).status_code == 404
    step_id = case.page()["goals"][0]["steps"][0]["id"]
    assert other.maya.client.put(f"/api/goal-steps/{step_id}", {"done": True}).status_code == 404
    assert other.move(goal_id, "leave") == "unknown_goal"
    mine, _ = other.propose(steps=[])
    assert other.move(mine, "step_done", step_id=step_id) == "unknown_step"


def test_a_phone_that_takes_another_s_step_id_takes_nothing_from_it(case: Case, world: World) -> None:
    other = Case(world)
    case.propose()
    taken = case.page()["goals"][0]["steps"][0]["id"]
    _, code = other.propose(
        steps=[{"id": taken, "actor": "me", "text": "Mine"}, {"id": taken, "actor": "me", "text": "Two"}]
    )
    assert code == "proposed"
    assert [s["text"] for s in other.page()["goals"][0]["steps"]] == ["Mine", "Two"]
    assert case.page()["goals"][0]["steps"][0]["text"] == "I ring the job centre"


@pytest.mark.parametrize("bad", [
    {"move": "step_done"}, {"move": "step_new"}, {"move": "want", "step": {"id": str(uuid4()), "text": "Go"}},
])  # fmt: skip
def test_half_a_step_is_kept_aside(case: Case, bad: dict[str, Any]) -> None:
    goal_id, _ = case.propose()
    said = case.phone.send("goal_step", {"happened_at": WHEN, "goal_id": goal_id, **bad})
    assert said["status"] == "quarantined"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (list(LifeArea), wording.AREA),
        (list(Actor), wording.ACTOR),
        (list(DayPart), wording.PART),
        (list(NeedKind), wording.NEED_KIND),
        (get_args(bodies.GoalMove), wording.GOAL_MOVE),
        (get_args(bodies.ActivityMove), wording.ACTIVITY_MOVE),
        (get_args(bodies.NeedMove), wording.NEED_MOVE),
    ],
)
def test_every_value_has_its_words_for_staff(values: Any, words: dict[str, str]) -> None:
    assert {str(value) for value in values} == set(words)
    assert all(word[0].isupper() and "_" not in word for word in words.values())


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=5))
def test_every_refused_word_is_named_with_its_field(text: str, steps: list[str]) -> None:
    refused = dict(not_approach(text, steps))
    assert ("text" in refused) == (positive_act(text) is not None)
    assert {int(field.split(".")[1]) for field in refused if field != "text"} == {
        n for n, step in enumerate(steps) if positive_act(step)
    }
