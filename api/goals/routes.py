"""Goals, the week, needs and progress over HTTP, for staff. The participant's part comes as entries and goes in the bundle."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.access import May
from api.act import Access, act
from api.goals import actions, needs, progress, week
from api.goals.bodies import Day, StepIn
from api.goals.models import (
    Activity,
    Actor,
    DayPart,
    Goal,
    GoalOutcome,
    GoalState,
    GoalStep,
    LifeArea,
    NeedItem,
    NeedKind,
    NeedMove,
    NeedState,
    Side,
)

router = APIRouter(tags=["goals"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
WEEKS = 5
"""Weeks of the plan that a page shows behind today."""


class GoalIn(BaseModel):
    """A goal as staff write it: a positive act, that needs nobody on the order. `state` agreed: made together."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    area: LifeArea
    text: Words
    why: Note | None = None
    target_on: Day | None = None
    steps: Annotated[list[StepIn], Field(max_length=12)] = []
    needs_person: bool
    state: Literal[GoalState.draft, GoalState.proposed, GoalState.agreed]


class GoalChange(GoalIn):
    """The whole goal anew. Steps keep what was done by their id; `version` is the one that was opened."""

    version: int = Field(ge=1)


class ReasonIn(BaseModel):
    """Why it was not agreed, in words that the participant reads."""

    model_config = ConfigDict(extra="forbid")
    reason: Note


class CloseIn(BaseModel):
    """How an agreed goal ends: done, with what came of it, or left."""

    model_config = ConfigDict(extra="forbid")
    to: Literal[GoalState.done, GoalState.left]
    outcome: GoalOutcome | None = None
    reason: Note | None = None


class StepDone(BaseModel):
    model_config = ConfigDict(extra="forbid")
    done: bool


class ActivityIn(BaseModel):
    """Something for the week, on `day`, and every week on that weekday when it `repeats`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    text: Words
    day: Day
    part: DayPart
    repeats: bool = False
    goal_id: UUID | None = None


class NeedIn(BaseModel):
    """Help that is wanted, with words that both read."""

    model_config = ConfigDict(extra="forbid")
    kind: NeedKind
    note: Note | None = None


class NeedStepIn(BaseModel):
    """A step of a need. `to` null leaves it where it is and keeps the note, which is then needed. Both read the note."""

    model_config = ConfigDict(extra="forbid")
    to: Literal[NeedState.signposted, NeedState.in_hand, NeedState.closed] | None
    note: Note | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.to is None and self.note is None:
            raise ValueError("a step goes further or has a note")
        return self


class StepOut(BaseModel):
    id: UUID
    actor: Actor
    text: str
    due_on: date | None
    done_on: date | None
    done_by: Side | None


class GoalOut(BaseModel):
    """One goal with its steps. `wanted`: the participant's answer to a proposal of staff, null until there is one."""

    id: UUID
    area: LifeArea
    text: str
    why: str | None
    target_on: date | None
    state: GoalState
    proposed_by: Side
    wanted: bool | None
    made_on: date
    answered_on: date | None
    closed_on: date | None
    left_by_participant: bool
    outcome: GoalOutcome | None
    reason: str | None
    version: int
    steps: list[StepOut]


class ActivityOut(BaseModel):
    id: UUID
    text: str
    starts_on: date
    part: DayPart
    repeats: bool
    ends_on: date | None
    goal_id: UUID | None
    made_by: Side


class ActivityDayOut(BaseModel):
    """What was said of one day. A day that is not listed is a gap."""

    activity_id: UUID
    day: date
    done: bool
    meaning: int | None


class WeekOut(BaseModel):
    activities: list[ActivityOut]
    days: list[ActivityDayOut]


class NeedStepOut(BaseModel):
    move: NeedMove
    on: date
    by: Side
    first_name: str | None
    note: str | None


class NeedOut(BaseModel):
    """One need with its dated steps. `idle_since` is set when it has been open for 14 days without a step."""

    id: UUID
    kind: NeedKind
    state: NeedState
    opened_by: Side
    opened_on: date
    text: str | None
    idle_since: datetime | None
    steps: list[NeedStepOut]


class GoalsPage(BaseModel):
    """Everything on the "Goals and needs" part of a participant's page."""

    today: date
    goals: list[GoalOut]
    week: WeekOut
    needs: list[NeedOut]
    as_of: datetime


class ProgressOut(BaseModel):
    """Counts and dates of what was expected and what was done, with gaps as gaps. No verdict, no trend, no score."""

    weeks: list[dict[str, Any]]
    sessions: dict[str, int]
    urges: list[dict[str, Any]]
    practised: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    goals: list[dict[str, Any]]
    activities: list[dict[str, Any]]
    as_of: datetime


@router.get("/api/participants/{participant_id}/goals")
@act(May.goal_read)
def read_goals(at: Access, participant_id: UUID) -> GoalsPage:
    """Goals with steps, the week's activities with what came of them, and needs with their steps."""
    return _page(at)


@router.get("/api/participants/{participant_id}/progress")
@act(May.goal_read)
def read_progress(at: Access, participant_id: UUID) -> ProgressOut:
    """Eight weeks: cards expected and done, sessions, urges by day, what was practised, rules that helped, steps, activities."""
    return ProgressOut(**progress.progress(at), as_of=at.now)


@router.get("/api/me/progress")
@act(May.entry_read_own)
def read_own_progress(at: Access) -> ProgressOut:
    """The same as staff read, for the participant's own page. The phone keeps it under the PIN, to be read offline."""
    return ProgressOut(**progress.progress(at), as_of=at.now)


@router.post("/api/participants/{participant_id}/goals", status_code=201)
@act(May.goal_write)
def write_goal(at: Access, participant_id: UUID, body: GoalIn) -> GoalsPage:
    """Write a goal: a draft that only staff see, a proposal, or one agreed together.

    409 goal-needs-person when it needs the person on the order, goal-not-positive when it or a step says what will not be
    done, identifiers-found when words could lead to a person, programme-over once the programme has ended.
    """
    actions.propose(at, **_given(body))
    return _page(at)


@router.put("/api/goals/{goal_id}")
@act(May.goal_write, of=Goal)
def change_goal(at: Access, goal_id: UUID, body: GoalChange) -> GoalsPage:
    """Change a draft, a proposal of staff or an agreed goal. 409 goal-changed for an older version, else as writing one.

    Once the programme has ended its words can be put right; programme-over for one that would be proposed or agreed by it.
    """
    actions.change(at, goal_id, version=body.version, **_given(body))
    return _page(at)


@router.post("/api/goals/{goal_id}/agree")
@act(May.goal_write, of=Goal)
def agree_goal(at: Access, goal_id: UUID) -> GoalsPage:
    """Agree a proposed goal. 409 goal-changed when it is not waiting."""
    actions.agree(at, goal_id)
    return _page(at)


@router.post("/api/goals/{goal_id}/not-agree")
@act(May.goal_write, of=Goal)
def not_agree_goal(at: Access, goal_id: UUID, body: ReasonIn) -> GoalsPage:
    """Do not agree a proposed goal, with a reason that the participant reads. 409 goal-changed, identifiers-found."""
    actions.not_agree(at, goal_id, body.reason)
    return _page(at)


@router.post("/api/goals/{goal_id}/close")
@act(May.goal_write, of=Goal)
def close_goal(at: Access, goal_id: UUID, body: CloseIn) -> GoalsPage:
    """Close an agreed goal: done (achieved, partly, not reached) or left. 409 goal-changed when it is not agreed."""
    actions.close(at, goal_id, body.to, body.outcome, body.reason)
    return _page(at)


@router.put("/api/goal-steps/{goal_step_id}")
@act(May.goal_write, of=GoalStep)
def mark_step(at: Access, goal_step_id: UUID, body: StepDone) -> GoalsPage:
    """Say that a step is done, or not after all. 409 goal-changed when its goal is closed."""
    actions.mark_step(at, goal_step_id, body.done)
    return _page(at)


@router.post("/api/participants/{participant_id}/activities", status_code=201)
@act(May.goal_write)
def plan_activity(at: Access, participant_id: UUID, body: ActivityIn) -> GoalsPage:
    """Put an activity into the week. 409 goal-not-positive, identifiers-found, programme-over."""
    week.plan(at, body.text, body.day, body.part, body.repeats, body.goal_id)
    return _page(at)


@router.post("/api/activities/{activity_id}/stop")
@act(May.goal_write, of=Activity)
def stop_activity(at: Access, activity_id: UUID) -> GoalsPage:
    """From today on it is not planned any more; what was done stays. 409 activity-over."""
    week.stop(at, activity_id, progress.today_of(at))
    return _page(at)


@router.post("/api/participants/{participant_id}/needs", status_code=201)
@act(May.goal_write)
def put_down_need(at: Access, participant_id: UUID, body: NeedIn) -> GoalsPage:
    """Put a need down; one of that kind that is open already gets a step instead. 409 identifiers-found, programme-over."""
    needs.put_down(at, body.kind, body.note)
    return _page(at)


@router.post("/api/needs/{need_item_id}/move")
@act(May.goal_write, of=NeedItem)
def move_need(at: Access, need_item_id: UUID, body: NeedStepIn) -> GoalsPage:
    """A dated step: signposted, in hand, closed, or a note. 409 need-moved when it stands there or further on, identifiers-found."""
    needs.move(at, need_item_id, body.to, body.note)
    return _page(at)


def _given(body: GoalIn) -> dict[str, Any]:
    names = ("area", "text", "why", "target_on", "steps", "needs_person", "state")
    return {name: getattr(body, name) for name in names}


def _page(at: Access) -> GoalsPage:
    at.session.flush()
    today = progress.today_of(at)
    return GoalsPage.model_validate(
        {
            "today": today,
            "goals": actions.goals_of(at, for_phone=False),
            "week": week.week_of(at, today - timedelta(days=today.weekday() + 7 * WEEKS)),
            "needs": needs.needs_of(at),
            "as_of": at.now,
        }
    )
