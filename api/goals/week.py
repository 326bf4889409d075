"""The week: activities planned for a day and a part of it, once or every week, and what came of each (product F9).

A day that nobody said anything about is a gap, never a no.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.db import insert_ignoring, insert_of, table_of
from api.errors import Problem
from api.goals.actions import GoalNotPositive, guard_words
from api.goals.approach import not_approach
from api.goals.bodies import ActivityBody
from api.goals.models import Activity, ActivityDay, DayPart, Goal, Side
from api.people.over import while_it_runs
from api.together import Read

MOST_ACTIVITIES = 60
"""That a phone may hold open at once. More is no plan of a week."""


class ActivityOver(Problem):
    """The activity has stopped already."""

    slug, title = "activity-over", "This activity has stopped"


def planned_on(starts_on: date, repeats: bool, ends_on: date | None, day: date) -> bool:
    """Whether an activity is planned for that day."""
    if day < starts_on or (ends_on is not None and day > ends_on):
        return False
    return day == starts_on or (repeats and (day - starts_on).days % 7 == 0)


def from_phone(at: Access, entry_id: UUID, body: ActivityBody) -> str:
    """What the participant plans, did or stops. The move's name; or `unknown_activity`, `not_positive`, `not_kept`.

    Of two answers for one day the later by the phone's clock stands, in whichever order they arrive.
    """
    if body.move == "plan":
        assert body.part is not None and body.text is not None
        if not_approach(body.text, ()):
            return "not_positive"
        row = _row(at, entry_id, body.text, body.day, body.part, body.repeats, body.goal_id, Side.participant)
        if insert_ignoring(at.session, table_of(Activity), [row], table_of(Activity).c.id).scalar() is None:
            return "not_kept"
        if body.done is not None:
            _say(at, entry_id, body.day, body.done, body.meaning, body.happened_at)
        return "plan"
    assert body.activity_id is not None
    if not _is_theirs(at, body.activity_id):
        return "unknown_activity"
    if body.move == "stop":
        _stop(at, body.activity_id, body.day)
        return "stop"
    assert body.done is not None
    _say(at, body.activity_id, body.day, body.done, body.meaning, body.happened_at)
    return "did"


def plan(at: Access, text: str, day: date, part: DayPart, repeats: bool, goal_id: UUID | None) -> UUID:
    """The clinician puts an activity into the week. Raises GoalNotPositive or IdentifiersFound, naming the field; ProgrammeOver."""
    while_it_runs(at, "The programme has ended, so nothing more can be planned.")
    if refused := not_approach(text, ()):
        raise GoalNotPositive("Say what to do. Nothing you wrote is lost.", errors=refused)
    guard_words([("text", text)])
    activity_id = uuid4()
    row = _row(at, activity_id, text, day, part, repeats, goal_id, Side.clinician)
    at.session.execute(sa.insert(table_of(Activity)), [row])
    at.audit("goal_write", f"activity:{activity_id}")
    return activity_id


def stop(at: Access, activity_id: UUID, day: date) -> None:
    """From `day` on it is not planned any more. What was done stays. Raises ActivityOver when it has stopped already."""
    if not _stop(at, activity_id, day):
        raise ActivityOver
    at.audit("goal_write", f"activity:{activity_id}", reason="stopped")


_A, _D = table_of(Activity), table_of(ActivityDay)
_ACTIVITIES = (
    sa.select(_A.c.id, _A.c.words, _A.c.starts_on, _A.c.part, _A.c.repeats, _A.c.ends_on, _A.c.goal_id, _A.c.made_by)
    .where(
        _A.c.participant_id == sa.bindparam("who"),
        sa.or_(_A.c.ends_on.is_(None), _A.c.ends_on >= sa.bindparam("since")),
        sa.or_(_A.c.repeats.is_(True), _A.c.starts_on >= sa.bindparam("since")),
    )
    .order_by(_A.c.starts_on, _A.c.id)
    .limit(200)
)
_DAYS = (
    sa.select(_D.c.activity_id, _D.c.day, _D.c.done, _D.c.meaning)
    .where(_D.c.participant_id == sa.bindparam("who"), _D.c.day >= sa.bindparam("since"))
    .order_by(_D.c.day, _D.c.activity_id)
)


def week_of(at: Access, since: date) -> dict[str, Any]:
    """{activities, days}: what is planned on or after `since`, and what was said of the days from then on."""
    planned, came_of_it = week_reads(at, since)
    rows = at.rows(planned)
    if not rows:
        return {"activities": [], "days": []}
    box = at.box()
    said = at.rows(came_of_it)
    return {
        "activities": [
            {
                "id": row.id,
                "text": box.open_text("activity", "words", row.id, row.words),
                "starts_on": row.starts_on,
                "part": row.part,
                "repeats": row.repeats,
                "ends_on": row.ends_on,
                "goal_id": row.goal_id,
                "made_by": row.made_by,
            }
            for row in rows
        ],
        "days": [
            {"activity_id": one.activity_id, "day": one.day, "done": one.done, "meaning": one.meaning} for one in said
        ],
    }


def week_reads(at: Access, since: date) -> tuple[Read, Read]:
    """What `week_of` reads: the activities, and what was said of their days."""
    given = {"who": at.subject, "since": since}
    return Read(_ACTIVITIES, given), Read(_DAYS, given)


def _row(
    at: Access, activity_id: UUID, text: str, day: date, part: DayPart, repeats: bool, goal_id: UUID | None, by: Side
) -> dict[str, Any]:
    g = table_of(Goal)
    known = (
        goal_id
        and at.session.execute(sa.select(g.c.id).where(g.c.id == goal_id, g.c.participant_id == at.subject)).scalar()
    )
    return {
        "id": activity_id,
        "participant_id": at.subject,
        "goal_id": known or None,
        "starts_on": day,
        "part": part,
        "repeats": repeats,
        "ends_on": None if repeats else day,
        "made_by": by,
        "made_at": at.now,
        "words": at.box().seal_text("activity", "words", activity_id, text.strip()),
    }


def _is_theirs(at: Access, activity_id: UUID) -> bool:
    a = table_of(Activity)
    return (
        at.session.execute(sa.select(a.c.id).where(a.c.id == activity_id, a.c.participant_id == at.subject)).scalar()
        is not None
    )


def _stop(at: Access, activity_id: UUID, day: date) -> bool:
    """Make the day before `day` its last; False when it ends earlier anyway."""
    a = table_of(Activity)
    last = day - timedelta(days=1)
    found = at.session.execute(
        sa.update(a)
        .where(a.c.id == activity_id, sa.or_(a.c.ends_on.is_(None), a.c.ends_on > last))
        .values(ends_on=last)
        .returning(a.c.id)
    ).scalar()
    return found is not None


def _say(at: Access, activity_id: UUID, day: date, done: bool, meaning: int | None, said_at: datetime) -> None:
    """What came of it on that day. A later word replaces an earlier one."""
    d = table_of(ActivityDay)
    insert = insert_of(at.session, d)
    at.session.execute(
        insert.on_conflict_do_update(
            index_elements=[d.c.activity_id, d.c.day],
            set_={name: insert.excluded[name] for name in ("done", "meaning", "said_at")},
            where=d.c.said_at <= insert.excluded.said_at,
        ),
        [
            {
                "activity_id": activity_id, "day": day, "participant_id": at.subject, "done": done,
                "meaning": meaning if done else None, "said_at": said_at,
            }
        ],
    )  # fmt: skip
