"""Needs: help that is wanted with housing, work, money and the like, and each dated step until it is sorted (product F9).

Asked for from the phone, from the weekly form, or put down by the clinician. One need of a kind is open at a time, so that
asking again adds a step and not a second need; something else, in the person's own words, stands for itself.
"""

import functools
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.clock import stamp
from api.db import insert_ignoring, table_of
from api.errors import NotFound, Problem
from api.goals.actions import guard_words
from api.goals.bodies import NeedBody
from api.goals.models import NEED_IDLE_AFTER, NeedItem, NeedKind, NeedMove, NeedState, NeedStep, Side
from api.oversight import caseload
from api.people.models import Participant, User
from api.people.over import while_it_runs
from api.together import Read

ORDER = (NeedState.open, NeedState.signposted, NeedState.in_hand, NeedState.closed)
_MOVES = {
    NeedState.signposted: NeedMove.signposted,
    NeedState.in_hand: NeedMove.in_hand,
    NeedState.closed: NeedMove.closed,
}


class NeedMoved(Problem):
    """The need does not stand where this step starts from."""

    slug, title = "need-moved", "This need stands further along already"


def from_phone(at: Access, entry_id: UUID, body: NeedBody) -> str:
    """The participant asks, asks again, or says that it is sorted. The move's name, or `unknown_need` or `not_open`."""
    if body.move == "ask":
        assert body.kind is not None
        _ask(at, body.kind, body.text, entry_id, Side.participant)
        return "ask"
    need = _locked(at, body.need_id)
    if need is None:
        return "unknown_need"
    if need.state is NeedState.closed:
        return "not_open"
    if body.move == "still":
        _step(at, need, NeedMove.asked, Side.participant, body.text, entry_id)
    else:
        _move(at, need, NeedState.closed, Side.participant, body.text, entry_id)
    _told(at)
    return body.move


def need_wanted(at: Access, codes: Iterable[str], entry_id: UUID) -> None:
    """The participant ticked "help wanted" on a form: a need of each kind is open from now on.

    `codes` are kinds of need; one that is not known counts as `other`. Safe to call again for the same entry: what is open
    stays open, and an entry adds one step to a need at most.
    """
    known = {kind.value for kind in NeedKind}
    for kind in sorted({NeedKind(code) if code in known else NeedKind.other for code in codes}):
        _ask(at, kind, None, entry_id, Side.participant)


def put_down(at: Access, kind: NeedKind, note: str | None) -> None:
    """The clinician puts a need down, or asks again about one that is open. Raises IdentifiersFound, ProgrammeOver."""
    while_it_runs(at, "The programme has ended, so no need can be put down. One that is open can still be closed.")
    guard_words([("note", note or "")])
    _ask(at, kind, note, None, Side.clinician)
    at.audit("goal_write", f"need_item:{kind}")


def move(at: Access, need_id: UUID, to: NeedState | None, note: str | None) -> None:
    """A step by staff: further along, or a dated note that leaves it where it is (`to` None).

    Raises NeedMoved when it is closed, or stands there or further on already; IdentifiersFound.
    """
    need = _locked(at, need_id)
    if need is None:
        raise NotFound
    guard_words([("note", note or "")])
    if need.state is NeedState.closed or (to is not None and ORDER.index(to) <= ORDER.index(need.state)):
        raise NeedMoved(state=need.state)
    need.stepped_at = at.now
    if to is None:
        _step(at, need, NeedMove.note, Side.clinician, note, None)
    else:
        _move(at, need, to, Side.clinician, note, None)
    _told(at)
    at.audit("goal_write", f"need_item:{need_id}", reason=str(to or NeedMove.note))


def needs_of(at: Access, *, closed_within: timedelta | None = None) -> list[dict[str, Any]]:
    """Needs with their steps, open ones first, the longest open first; closed ones of so long ago only, or all."""
    lines = at.rows(needs_read(at, closed_within=closed_within))
    if not lines:
        return []
    box, zone = at.box(), lines[0].zone
    rows = {line.id: line for line in lines}.values()
    steps: dict[UUID, list[dict[str, Any]]] = {}
    for line in lines:
        if line.step_id is not None:
            steps.setdefault(line.id, []).append(
                {
                    "move": line.move,
                    "on": at.day_of(line.at, zone),
                    "by": line.by,
                    "first_name": line.first_name,
                    "note": box.open_text("need_step", "note", line.step_id, line.note),
                }
            )
    found = [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "opened_by": row.opened_by,
            "opened_on": at.day_of(row.opened_at, zone),
            "text": box.open_text("need_item", "words", row.id, row.words),
            "idle_since": row.stepped_at
            if row.state is NeedState.open and at.now - row.stepped_at >= NEED_IDLE_AFTER
            else None,
            "steps": steps.get(row.id, []),
        }
        for row in rows
    ]
    return sorted(found, key=lambda one: one["state"] is NeedState.closed)


def for_phone(at: Access, closed_within: timedelta) -> list[dict[str, Any]]:
    """`needs_of` with instants as phones read them."""
    found = needs_of(at, closed_within=closed_within)
    for one in found:
        one["idle_since"] = one["idle_since"] and stamp(one["idle_since"])
    return found


def needs_read(at: Access, *, closed_within: timedelta | None = None) -> Read:
    """What `needs_of` reads."""
    asked: dict[str, Any] = {"who": at.subject}
    if closed_within is not None:
        asked["since"] = at.now - closed_within
    return Read(_needs_and_steps(closed_within is not None), asked)


@functools.cache
def _needs_and_steps(dated: bool) -> Any:
    """The statement of `needs_of`, a line a step or one for a need without steps: made once for each of its forms."""
    n, s, u, p = table_of(NeedItem), table_of(NeedStep), table_of(User), table_of(Participant)
    query = (
        sa.select(
            n.c.id, n.c.kind, n.c.state, n.c.opened_by, n.c.opened_at, n.c.stepped_at, n.c.words, p.c.zone,
            s.c.id.label("step_id"), s.c.move, s.c.at, s.c.by, s.c.note, u.c.first_name,
        )
        .join(p, p.c.id == n.c.participant_id)
        .outerjoin(s, s.c.need_id == n.c.id)
        .outerjoin(u, u.c.id == s.c.user_id)
        .where(n.c.participant_id == sa.bindparam("who"))
        .order_by(n.c.opened_at, n.c.id, s.c.place, s.c.id)
    )  # fmt: skip
    if dated:
        late = s.alias("late")
        recent = sa.exists().where(late.c.need_id == n.c.id, late.c.at >= sa.bindparam("since"))
        query = query.where(sa.or_(n.c.state != NeedState.closed, recent))
    return query


def _ask(at: Access, kind: NeedKind, text: str | None, entry_id: UUID | None, by: Side) -> None:
    """Open a need of that kind, or add to the one that is open."""
    table, need_id = table_of(NeedItem), uuid4()
    own = kind is NeedKind.other and bool(text)
    key = f"{at.subject}:{kind}" + (f":{need_id}" if own else "")
    row = {
        "id": need_id,
        "participant_id": at.subject,
        "kind": kind,
        "state": NeedState.open,
        "opened_by": by,
        "opened_at": at.now,
        "stepped_at": at.now,
        "open_key": key,
        "words": at.box().seal_text("need_item", "words", need_id, text or None),
    }
    made = insert_ignoring(at.session, table, [row], table.c.id).scalar()
    need = at.session.execute(
        sa.select(NeedItem)
        .where(col(NeedItem.open_key) == key, col(NeedItem.participant_id) == at.subject)
        .with_for_update()
    ).scalar_one()
    _step(at, need, NeedMove.asked, by, None if made else text, entry_id)
    if by is Side.clinician and not made:
        need.stepped_at = at.now
    at.session.flush()
    _told(at)


def _move(at: Access, need: NeedItem, to: NeedState, by: Side, note: str | None, entry_id: UUID | None) -> None:
    need.state = to
    if to is NeedState.closed:
        need.open_key = None
    at.session.flush()
    _step(at, need, _MOVES[to], by, note, entry_id)


def _step(at: Access, need: NeedItem, move: NeedMove, by: Side, note: str | None, entry_id: UUID | None) -> None:
    """One dated step; the same entry again adds none."""
    table, step_id = table_of(NeedStep), uuid4()
    place = at.session.execute(
        sa.select(sa.func.count()).select_from(table).where(table.c.need_id == need.id)
    ).scalar_one()
    row = {
        "id": step_id,
        "need_id": need.id,
        "participant_id": need.participant_id,
        "place": place,
        "move": move,
        "at": at.now,
        "by": by,
        "user_id": at.user_id if by is Side.clinician else None,
        "entry_id": entry_id,
        "note": at.box().seal_text("need_step", "note", step_id, note or None),
    }
    insert_ignoring(at.session, table, [row], table.c.id)


def _locked(at: Access, need_id: UUID | None) -> NeedItem | None:
    found: NeedItem | None = at.session.execute(
        sa.select(NeedItem)
        .where(col(NeedItem.id) == need_id, col(NeedItem.participant_id) == at.subject)
        .with_for_update()
    ).scalar_one_or_none()
    return found


def _told(at: Access) -> None:
    """Bring the caseload's row up to date: since when the longest open need has had no step."""
    at.session.flush()
    row = caseload.touch(at, at.subject)
    others = [reason for reason in caseload.kept(row) if reason["code"] != caseload.NEED_OPEN]
    caseload.recount(at, at.subject, others + caseload.needs_open(at, at.subject))
