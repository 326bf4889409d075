"""What the phone sends about goals, activities and needs.

A goal says what somebody will do or have, never what they will leave undone (content-facts 4.3: approach goals beat "don't"
goals), and asks whether it needs the person on the order. The body takes a yes, because nothing that was sent is lost; the
action refuses it (`goals/approach.py`).
"""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.clock import EARLIEST, LATEST
from api.goals.models import Actor, DayPart, LifeArea, NeedKind
from api.journal.body import Body, Kept, Strength, Text
from api.journal.models import Kind

Day = Annotated[date, Field(ge=EARLIEST.date(), lt=LATEST.date())]
Words = Annotated[str, Field(min_length=1, max_length=200)]
GoalMove = Literal["step_done", "step_undone", "step_new", "want", "not_for_me", "leave"]
ActivityMove = Literal["plan", "did", "stop"]
NeedMove = Literal["ask", "still", "sorted"]


class StepIn(BaseModel):
    """One step of a goal, who takes it, and by when."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    actor: Actor = Actor.me
    text: Words
    due_on: Day | None = None


class GoalBody(Body):
    """A goal that the participant proposes. The entry's id is the goal's id. `needs_person`: yes is never stored as a goal."""

    happened_at: AwareDatetime
    area: LifeArea
    text: Words
    why: Text | None = None
    target_on: Day | None = None
    steps: Annotated[list[StepIn], Field(max_length=8)] = []
    needs_person: bool
    kept: Kept = []

    def facts(self) -> dict[str, Any]:
        return {"detail": "proposed"}


class GoalStepBody(Body):
    """What the participant says about a goal: a step done (or not after all), a new step, an answer to a proposal, or left.

    `step_done` and `step_undone` name a `step_id`; `step_new` carries a `step`; `not_for_me` and `leave` may say why.
    """

    happened_at: AwareDatetime
    goal_id: UUID
    move: GoalMove
    step_id: UUID | None = None
    step: StepIn | None = None
    text: Text | None = None
    kept: Kept = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.move in ("step_done", "step_undone") and self.step_id is None:
            raise ValueError("a step has an id")
        if (self.move == "step_new") != (self.step is not None):
            raise ValueError("a new step comes with its words, and nothing else does")
        return self

    def facts(self) -> dict[str, Any]:
        return {"detail": self.move}


class ActivityBody(Body):
    """An activity of the week: planned, what came of it on a day, or stopped.

    `plan`: the entry's id is the activity's; `day` is the first day it is for, and with `repeats` it is for that weekday
    of each week. `done` may come with it, for something that was not planned before. `did` and `stop` name an
    `activity_id`; `stop` takes effect from `day` on. `meaning` is 0-10.
    """

    happened_at: AwareDatetime
    move: ActivityMove
    day: Day
    activity_id: UUID | None = None
    part: DayPart | None = None
    repeats: bool = False
    goal_id: UUID | None = None
    text: Words | None = None
    done: bool | None = None
    meaning: Strength | None = None
    kept: Kept = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.move == "plan" and (self.part is None or self.text is None or self.activity_id is not None):
            raise ValueError("a plan says what and when, and has no other activity")
        if self.move != "plan" and self.activity_id is None:
            raise ValueError("it is about an activity")
        if self.move == "did" and self.done is None:
            raise ValueError("it was done or it was not")
        return self

    def facts(self) -> dict[str, Any]:
        return {"detail": self.move}


class NeedBody(Body):
    """Help that the participant asks for: a new need of a kind, that one is still there, or that it is sorted."""

    happened_at: AwareDatetime
    move: NeedMove
    kind: NeedKind | None = None
    need_id: UUID | None = None
    text: Text | None = None
    kept: Kept = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.move == "ask") != (self.kind is not None) or (self.move == "ask") == (self.need_id is not None):
            raise ValueError("asking names a kind, anything else names the need")
        return self

    def facts(self) -> dict[str, Any]:
        return {"detail": self.kind.value if self.kind else self.move}


MODELS: dict[Kind, type[Body]] = {
    Kind.goal: GoalBody,
    Kind.goal_step: GoalStepBody,
    Kind.activity: ActivityBody,
    Kind.need: NeedBody,
}
_WHEN = "2026-11-23T18:10:00+00:00"
_GOAL = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f20"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.goal: {
        "happened_at": _WHEN, "area": "work", "text": "I work 3 days a week by the summer", "why": "I sleep better when I work",
        "target_on": "2027-06-01", "needs_person": False,
        "steps": [
            {"id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f21", "actor": "me", "text": "I ring the job centre", "due_on": "2026-11-30"},
        ],
    },
    Kind.goal_step: {
        "happened_at": _WHEN, "goal_id": _GOAL, "move": "step_done", "step_id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f21",
    },
    Kind.activity: {
        "happened_at": _WHEN, "move": "plan", "day": "2026-11-24", "part": "evening", "repeats": True, "text": "Football with the team",
    },
    Kind.need: {"happened_at": _WHEN, "move": "ask", "kind": "housing", "text": "I have to leave my room by January"},
}  # fmt: skip
AMENDABLE: set[Kind] = set()
"""None: a later word about a goal, an activity or a need is an entry of its own."""
