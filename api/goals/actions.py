"""Goals: proposed by either side, agreed by the clinician, worked on by both (product F9).

The participant's part comes as entries, in the transaction that stores them. Those functions answer with a code of at most
40 characters and never raise on what their body allows; the entry stays in the record whatever the code says.
"""

import functools
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.coping.actions import IdentifiersFound
from api.coping.versions import kinds_found
from api.db import insert_ignoring, table_of
from api.errors import NotFound, Problem
from api.goals.approach import NEEDS_PERSON, not_approach
from api.goals.bodies import GoalBody, GoalStepBody, StepIn
from api.goals.models import Goal, GoalOutcome, GoalState, GoalStep, LifeArea, Side
from api.people.models import Participant
from api.people.over import while_it_runs
from api.together import Read

MOST_STEPS = 12
"""Of one goal. A goal that needs more is several goals."""
OPEN = (GoalState.proposed, GoalState.agreed)
NO_GOAL = "The programme has ended, so no goal can be begun. What was agreed can still be closed."


class GoalNeedsPerson(Problem):
    """The goal needs the person on the order, and is refused whatever it says."""

    slug, title = "goal-needs-person", "This goal needs the person on the order"


class GoalNotPositive(Problem):
    """The goal, or a step of it, says what will be left undone."""

    slug, title = "goal-not-positive", "A goal has to say what to do"


class GoalChanged(Problem):
    """Somebody changed the goal since this one was opened, or its state does not allow it."""

    slug, title = "goal-changed", "This goal was changed since you opened it"


class TooManySteps(Problem):
    """A goal has as many steps as it can hold."""

    slug, title = "too-many-steps", "This goal has 12 steps already. Make another goal for the rest"


# From the phone -------------------------------------------------------------------------------------------------------


def propose_from_phone(at: Access, entry_id: UUID, body: GoalBody) -> str:
    """The participant proposes a goal. `proposed`; or `needs_person`, `not_positive`, `not_kept`, and there is no goal."""
    if body.needs_person:
        return "needs_person"
    if not_approach(body.text, [step.text for step in body.steps]):
        return "not_positive"
    row = _row(at, entry_id, body.area, body.text, body.why, body.target_on, GoalState.proposed, Side.participant)
    if insert_ignoring(at.session, table_of(Goal), [row], table_of(Goal).c.id).scalar() is None:
        return "not_kept"
    add_steps(at, entry_id, body.steps, 0)
    return "proposed"


def answer_from_phone(at: Access, body: GoalStepBody) -> str:
    """What the participant says about a goal: a step done or not, a new step, an answer to a proposal, or that it is left.

    The move's own name when it took effect; `unknown_goal`, `not_open`, `unknown_step`, `not_positive` or `too_many_steps`
    when it did not.
    """
    goal = _locked(at, body.goal_id)
    if goal is None:
        return "unknown_goal"
    if goal.state not in OPEN:
        return "not_open"
    reason = body.text and at.box().seal_text("goal", "reason", goal.id, body.text)
    match body.move:
        case "step_done" | "step_undone":
            assert body.step_id is not None
            done = body.move == "step_done"
            if not _mark(at, goal.id, body.step_id, Side.participant, body.happened_at if done else None):
                return "unknown_step"
        case "step_new":
            assert body.step is not None
            if not_approach("go", [body.step.text]):
                return "not_positive"
            held = _count_steps(at, goal.id)
            if held >= MOST_STEPS:
                return "too_many_steps"
            add_steps(at, goal.id, [body.step], held)
        case "want" | "not_for_me":
            if goal.proposed_by is not Side.clinician or goal.state is not GoalState.proposed:
                return "not_open"
            goal.wanted = body.move == "want"
            goal.reason = None if goal.wanted else reason or None
        case "leave":
            goal.state, goal.closed_at, goal.left_by_participant = GoalState.left, at.now, True
            goal.reason = reason or None
    at.session.flush()
    return body.move


# By staff -------------------------------------------------------------------------------------------------------------


def propose(
    at: Access, *, area: LifeArea, text: str, why: str | None, target_on: date | None, steps: list[StepIn],
    needs_person: bool, state: GoalState,
) -> UUID:  # fmt: skip
    """The clinician writes a goal: a draft that only staff see, a proposal, or one that was agreed together.

    Raises GoalNeedsPerson, GoalNotPositive or IdentifiersFound, naming the fields; ProgrammeOver.
    """
    while_it_runs(at, NO_GOAL)
    _check(text, why, steps, needs_person)
    goal_id = uuid4()
    row = _row(at, goal_id, area, text, why, target_on, state, Side.clinician)
    at.session.execute(sa.insert(table_of(Goal)), [row])
    add_steps(at, goal_id, steps, 0)
    at.audit("goal_write", f"goal:{goal_id}")
    return goal_id


def change(
    at: Access, goal_id: UUID, *, area: LifeArea, text: str, why: str | None, target_on: date | None,
    steps: list[StepIn], needs_person: bool, state: GoalState, version: int,
) -> None:  # fmt: skip
    """Change a draft, a proposal of staff, or an agreed goal: its words, its steps by id, and a draft's or proposal's state.

    What was done stays done on a step that stays. A participant's own proposal is agreed or not as it stands. GoalChanged
    for a goal in another state, and for an older `version`; ProgrammeOver for one that would go further; else as `propose`.
    """
    goal = _of_staff(at, goal_id)
    theirs = goal.state is GoalState.proposed and goal.proposed_by is Side.participant
    if goal.version != version or theirs or goal.state not in (GoalState.draft, *OPEN):
        raise GoalChanged("Look at it as it is now, then make your change again.", version=goal.version)
    if goal.state is GoalState.agreed and state is not GoalState.agreed:
        raise GoalChanged("An agreed goal stays agreed. Close it, or leave it, with a reason.", version=goal.version)
    if goal.state is not state:
        while_it_runs(at, NO_GOAL)
    _check(text, why, steps, needs_person)
    goal.area, goal.target_on, goal.version = area, target_on, goal.version + 1
    goal.body = _sealed(at, goal.id, text, why)
    if goal.state is not state:
        goal.state, goal.wanted = state, None
        if state is GoalState.agreed:
            goal.answered_at, goal.answered_by = at.now, at.user_id
    _keep_steps(at, goal.id, steps)
    at.session.flush()
    at.audit("goal_write", f"goal:{goal_id}", version=goal.version)


def agree(at: Access, goal_id: UUID) -> None:
    """The clinician agrees a proposed goal. GoalChanged when it is not proposed now."""
    goal = _of_staff(at, goal_id)
    if goal.state is not GoalState.proposed:
        raise GoalChanged("It is not waiting for an answer now.", version=goal.version)
    goal.state, goal.answered_at, goal.answered_by = GoalState.agreed, at.now, at.user_id
    at.audit("goal_write", f"goal:{goal_id}", reason="agreed")


def not_agree(at: Access, goal_id: UUID, reason: str) -> None:
    """The clinician does not agree a proposed goal, with a reason that the participant reads. Raises as `agree`."""
    goal = _of_staff(at, goal_id)
    if goal.state is not GoalState.proposed:
        raise GoalChanged("It is not waiting for an answer now.", version=goal.version)
    guard_words([("reason", reason)])
    goal.state, goal.answered_at, goal.answered_by = GoalState.not_agreed, at.now, at.user_id
    goal.reason = at.box().seal_text("goal", "reason", goal.id, reason)
    at.audit("goal_write", f"goal:{goal_id}", reason="not_agreed")


def close(at: Access, goal_id: UUID, to: GoalState, outcome: GoalOutcome | None, reason: str | None) -> None:
    """An agreed goal is over: done, with what came of it, or left. Raises GoalChanged when it is not agreed now."""
    goal = _of_staff(at, goal_id)
    if goal.state is not GoalState.agreed:
        raise GoalChanged("Only an agreed goal can be closed.", version=goal.version)
    if reason:
        guard_words([("reason", reason)])
    goal.state, goal.closed_at, goal.outcome = to, at.now, outcome
    goal.reason = at.box().seal_text("goal", "reason", goal.id, reason or None)
    at.audit("goal_write", f"goal:{goal_id}", reason=str(outcome or to))


def mark_step(at: Access, step_id: UUID, done: bool) -> UUID:
    """Staff say that a step is done, or not after all. Returns the goal's id. GoalChanged when the goal is not open."""
    s = table_of(GoalStep)
    goal_id: UUID = at.session.execute(sa.select(s.c.goal_id).where(s.c.id == step_id)).scalar_one()
    if _of_staff(at, goal_id).state not in OPEN:
        raise GoalChanged("The goal is closed.")
    _mark(at, goal_id, step_id, Side.clinician, at.now if done else None)
    at.audit("goal_write", f"goal_step:{step_id}", reason="done" if done else "not_done")
    return goal_id


# Reading --------------------------------------------------------------------------------------------------------------


def goals_of(at: Access, *, for_phone: bool, since: datetime | None = None) -> list[dict[str, Any]]:
    """Goals with their steps, open ones first, newest first. The phone sees no drafts, and closed ones `since` then only."""
    lines = at.rows(goals_read(at, for_phone=for_phone, since=since))
    if not lines:
        return []
    box, zone = at.box(), lines[0].zone
    rows = {line.id: line for line in lines}.values()
    steps: dict[UUID, list[dict[str, Any]]] = {}
    for line in lines:
        if line.step_id is not None:
            steps.setdefault(line.id, []).append(
                {
                    "id": line.step_id,
                    "actor": line.actor,
                    "text": box.open_text("goal_step", "words", line.step_id, line.words),
                    "due_on": line.due_on,
                    "done_on": at.day_of(line.done_at, zone) if line.done_at else None,
                    "done_by": line.done_by,
                }
            )
    found = [
        {
            "id": row.id,
            "area": row.area,
            **json.loads(box.open("goal", "body", row.id, row.body)),
            "target_on": row.target_on,
            "state": row.state,
            "proposed_by": row.proposed_by,
            "wanted": row.wanted,
            "made_on": at.day_of(row.made_at, zone),
            "answered_on": at.day_of(row.answered_at, zone) if row.answered_at else None,
            "closed_on": at.day_of(row.closed_at, zone) if row.closed_at else None,
            "left_by_participant": row.left_by_participant,
            "outcome": row.outcome,
            "reason": box.open_text("goal", "reason", row.id, row.reason),
            "version": row.version,
            "steps": steps.get(row.id, []),
        }
        for row in rows
    ]
    order = [GoalState.proposed, GoalState.agreed, GoalState.draft]
    return sorted(found, key=lambda one: order.index(one["state"]) if one["state"] in order else len(order))


def goals_read(at: Access, *, for_phone: bool, since: datetime | None = None) -> Read:
    """What `goals_of` reads."""
    asked = {"who": at.subject} | ({"since": since} if since else {})
    return Read(_goals_and_steps(for_phone, since is not None), asked)


@functools.cache
def _goals_and_steps(for_phone: bool, dated: bool) -> Any:
    """The statement of `goals_of`, a line a step or one for a goal without steps: made once for each of its forms."""
    g, s, p = table_of(Goal), table_of(GoalStep), table_of(Participant)
    query = (
        sa.select(
            g.c.id, g.c.area, g.c.body, g.c.target_on, g.c.state, g.c.proposed_by, g.c.wanted, g.c.made_at,
            g.c.answered_at, g.c.closed_at, g.c.left_by_participant, g.c.outcome, g.c.reason, g.c.version, p.c.zone,
            s.c.id.label("step_id"), s.c.actor, s.c.words, s.c.due_on, s.c.done_at, s.c.done_by,
        )
        .join(p, p.c.id == g.c.participant_id)
        .outerjoin(s, s.c.goal_id == g.c.id)
        .where(g.c.participant_id == sa.bindparam("who"))
        .order_by(g.c.made_at.desc(), g.c.id, s.c.place, s.c.id)
    )  # fmt: skip
    if for_phone:
        query = query.where(g.c.state != GoalState.draft)
    if dated:
        recent = sa.func.coalesce(g.c.closed_at, g.c.answered_at, g.c.made_at) >= sa.bindparam("since")
        query = query.where(sa.or_(*(g.c.state == state for state in OPEN), recent))
    return query


# Within ---------------------------------------------------------------------------------------------------------------


def _row(
    at: Access, goal_id: UUID, area: LifeArea, text: str, why: str | None, target_on: date | None, state: GoalState, by: Side
) -> dict[str, Any]:  # fmt: skip
    agreed = state is GoalState.agreed
    return {
        "id": goal_id,
        "participant_id": at.subject,
        "area": area,
        "state": state,
        "proposed_by": by,
        "version": 1,
        "target_on": target_on,
        "made_at": at.now,
        "made_by": at.user_id if by is Side.clinician else None,
        "answered_at": at.now if agreed else None,
        "answered_by": at.user_id if agreed else None,
        "left_by_participant": False,
        "body": _sealed(at, goal_id, text, why),
    }


def _sealed(at: Access, goal_id: UUID, text: str, why: str | None) -> bytes:
    plain = json.dumps({"text": text.strip(), "why": (why or "").strip() or None}, separators=(",", ":"))
    return at.box().seal("goal", "body", goal_id, plain.encode())


def add_steps(at: Access, goal_id: UUID, steps: Iterable[StepIn], place: int) -> None:
    """Put steps behind the `place` that there are. An id that is taken already, by whomever, gets another."""
    table = table_of(GoalStep)
    for n, step in enumerate(steps):
        for step_id in (step.id, uuid4()):
            row = {
                "id": step_id,
                "goal_id": goal_id,
                "participant_id": at.subject,
                "place": place + n,
                "actor": step.actor,
                "due_on": step.due_on,
                "words": at.box().seal_text("goal_step", "words", step_id, step.text.strip()),
            }
            if insert_ignoring(at.session, table, [row], table.c.id).scalar() is not None:
                break


def _keep_steps(at: Access, goal_id: UUID, steps: list[StepIn]) -> None:
    """Make the goal's steps these, in this order: changed by id, added, or taken out."""
    table = table_of(GoalStep)
    known = set(at.session.execute(sa.select(table.c.id).where(table.c.goal_id == goal_id)).scalars())
    gone = known - {step.id for step in steps}
    if gone:
        at.session.execute(sa.delete(table).where(table.c.id.in_(gone)))
    for place, step in enumerate(steps):
        if step.id not in known:
            add_steps(at, goal_id, [step], place)
            continue
        words = at.box().seal_text("goal_step", "words", step.id, step.text.strip())
        at.session.execute(
            sa.update(table)
            .where(table.c.id == step.id)
            .values(place=place, actor=step.actor, due_on=step.due_on, words=words)
        )


def _mark(at: Access, goal_id: UUID, step_id: UUID, by: Side, done_at: datetime | None) -> bool:
    """Set or clear that a step of this goal is done; False when the goal has no such step."""
    table = table_of(GoalStep)
    found = at.session.execute(
        sa.update(table)
        .where(table.c.id == step_id, table.c.goal_id == goal_id)
        .values(done_at=done_at, done_by=by if done_at else None)
        .returning(table.c.id)
    ).scalar()
    return found is not None


def _count_steps(at: Access, goal_id: UUID) -> int:
    table = table_of(GoalStep)
    found: int = at.session.execute(
        sa.select(sa.func.count()).select_from(table).where(table.c.goal_id == goal_id)
    ).scalar_one()
    return found


def _locked(at: Access, goal_id: UUID) -> Goal | None:
    found: Goal | None = at.session.execute(
        sa.select(Goal).where(col(Goal.id) == goal_id, col(Goal.participant_id) == at.subject).with_for_update()
    ).scalar_one_or_none()
    return found


def _of_staff(at: Access, goal_id: UUID) -> Goal:
    goal = _locked(at, goal_id)
    if goal is None:
        raise NotFound
    return goal


def _check(text: str, why: str | None, steps: list[StepIn], needs_person: bool) -> None:
    if needs_person:
        raise GoalNeedsPerson(NEEDS_PERSON, errors=[("needs_person", "Say it so that it needs only the participant.")])
    if len(steps) > MOST_STEPS:
        raise TooManySteps
    refused = not_approach(text, [step.text for step in steps])
    if refused:
        raise GoalNotPositive("Say what to do or to have. Nothing you wrote is lost.", errors=refused)
    guard_words([("text", text), ("why", why or ""), *((f"steps.{n}.text", step.text) for n, step in enumerate(steps))])


def guard_words(texts: Iterable[tuple[str, str]]) -> None:
    """Raises IdentifiersFound, naming each field whose words could lead to a person."""
    found = [(field, f"Take out {kinds}.") for field, text in texts if (kinds := kinds_found(text))]
    if found:
        raise IdentifiersFound("Use a role word, like my brother or my key worker.", errors=found)
