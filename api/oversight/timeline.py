"""One participant's months, newest first: entries, sessions, words to probation, plans and reviews, merged page by page.

Each source is read by keyset on its own index, at most a page of it, so a page costs the same after ten years and always
the same number of queries.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, AppointmentState, Came, Outcome
from api.attendance.outcomes import Recorded
from api.attendance.words import all_words, fact_words
from api.checkins.due import names_for
from api.checkins.wording import NO_NAMES
from api.coping.models import CopingPlan, PlanSide, PlanState
from api.db import table_of
from api.journal import wording
from api.journal.models import Entry, Kind
from api.journal.own import amendments, merged
from api.journal.upgrades import opened
from api.oversight import reviews
from api.oversight.models import Review, ReviewKind, ReviewState
from api.oversight.moments import Say, capital
from api.oversight.one_event import TELLS
from api.oversight.reading import whole_card
from api.oversight.waiting import MODES
from api.paging import cursor_after, place_of
from api.people.models import Participant, User

PAGE = 50
MOST = 100

URGENT = {"acted", "near_miss"}
NO_LINE = [Kind.amend, Kind.withdraw]
"""Entries that stand on the line of the entry they change."""

Show = Literal["all", "withdrawn"]
SOURCES = ("entry", "appointment", "alert", "plan", "review")
"""In this order where two things happened at the same instant."""

Item = dict[str, Any]


def timeline(
    at: Access, before: str | None, limit: int, show: Show = "all", cards_of: date | None = None
) -> dict[str, Any]:
    """{items, next}: `limit` things at most (1-100), from just before the cursor. Raises Malformed for a cursor not ours.

    What the person took back is left out of `all`, unless it speaks of danger, and stands alone in `withdrawn`.
    `cards_of`: the forms that were filled in for that day, and nothing else.
    """
    p = table_of(Participant)
    zone: str = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    say = Say(at.now, zone)
    place = _Place(before)
    found = (
        _entries(at, say, place, limit, withdrawn=show == "withdrawn", cards_of=cards_of)
        if show == "withdrawn" or cards_of
        else [
            *_entries(at, say, place, limit),
            *_appointments(at, say, place, limit),
            *_alerts(at, say, place, limit),
            *_plans(at, place, limit),
            *_weeks(at, say, place, limit),
        ]
    )
    found.sort(key=lambda one: (one["at"], -SOURCES.index(one["source"]), one["id"].int), reverse=True)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return {"items": shown, "next": cursor_after(last["at"], f"{last['source']}:{last['id']}") if last else None}


class _Place:
    """Where the page starts: before an instant, or at it but after a source and id."""

    def __init__(self, cursor: str | None) -> None:
        self.at: datetime | None = None
        self.source, self.id = 0, UUID(int=0)
        if cursor is not None:
            self.at, key = place_of(cursor)
            source, _, row_id = key.partition(":")
            try:
                self.source, self.id = SOURCES.index(source), UUID(row_id)
            except ValueError:
                place_of("")

    def of(self, source: str, at: Any, row_id: Any) -> list[Any]:
        """The condition for one source's rows, whose instant and id are these columns."""
        if self.at is None:
            return []
        rank = SOURCES.index(source)
        if rank > self.source:
            return [at <= self.at]
        if rank < self.source:
            return [at < self.at]
        return [sa.or_(at < self.at, sa.and_(at == self.at, row_id < self.id))]


def _item(source: str, row_id: UUID, at: datetime, kind: str, title: str, lines: list[str], **more: Any) -> Item:
    return {
        "id": row_id,
        "source": source,
        "kind": kind,
        "title": title,
        "at": at,
        "received_at": None,
        "late": False,
        "urgent": False,
        "by": "staff",
        "lines": [line for line in lines if line],
        "answers": [],
        "state": None,
        "review_id": None,
    } | more


# Entries ----------------------------------------------------------------------------------------------------------


def _entries(
    at: Access, say: Say, place: _Place, limit: int, *, withdrawn: bool = False, cards_of: date | None = None
) -> list[Item]:
    e, u = table_of(Entry), table_of(User)
    grave = sa.or_(e.c.kind == Kind.not_safe, e.c.detail.in_(URGENT), e.c.acted.is_(True))
    shown = e.c.withdrawn.is_(True) if withdrawn else sa.or_(e.c.withdrawn.is_(False), grave)
    of_day = [e.c.kind == Kind.checkin, e.c.local_date == cards_of] if cards_of else []
    rows = at.session.execute(
        sa.select(
            e.c.id, e.c.kind, e.c.detail, e.c.happened_at, e.c.received_at, e.c.local_date, e.c.late, e.c.acted,
            e.c.withdrawn, e.c.schema_version, e.c.body, u.c.first_name.label("keyed_in_by"),
        )
        .outerjoin(u, u.c.id == e.c.entered_for)
        .where(e.c.participant_id == at.subject, e.c.kind.not_in(NO_LINE), shown, *of_day, *place.of("entry", e.c.happened_at, e.c.id))
        .order_by(e.c.happened_at.desc(), e.c.id.desc())
        .limit(limit + 1)
    ).all()  # fmt: skip
    box = at.box()
    changes = amendments(at, box, [row.id for row in rows])
    states = _review_states(at, rows, say)
    names = names_for(at, at.subject) if any(row.kind == Kind.checkin for row in rows) else NO_NAMES
    items = []
    for row in rows:
        plain = opened(box, row)
        body = json.loads(merged(plain, changes[row.id]) if row.id in changes else plain)
        lines = wording.lines(row.kind, body)
        if row.keyed_in_by is not None:
            lines.append(f"For {say.day(row.local_date)}. Keyed in by {row.keyed_in_by}, {say.day(row.received_at)}.")
        if row.id in changes:
            lines.append("Changed later by the person.")
        if row.withdrawn:
            lines.append("Withdrawn by the participant.")
        review_id, state = states.get(row.id, (None, None))
        acted = row.acted is True or body.get("end") == "acted"
        urgent = row.kind == Kind.not_safe or body.get("kind") in URGENT or acted
        items.append(
            _item(
                "entry", row.id, row.happened_at, row.kind, wording.title(row.kind, body), lines,
                received_at=row.received_at, late=row.late, urgent=urgent and not row.withdrawn, by="participant",
                state=state, review_id=review_id,
                answers=whole_card(at, body, say.zone, names) if row.kind == Kind.checkin and not row.withdrawn else [],
            )
        )  # fmt: skip
    return items


def _review_states(at: Access, rows: Any, say: Say) -> dict[UUID, tuple[UUID, Item]]:
    """Of each entry that has a review of its own, or whose week has: the review, and its state in words."""
    r, u = table_of(Review), table_of(User)
    holder, closer = u.alias("holder"), u.alias("closer")
    mondays = {row.id: _monday(row.local_date) for row in rows if row.kind == Kind.checkin}
    found = at.session.execute(
        sa.select(
            r.c.id, r.c.kind, r.c.subject, r.c.entry_id, r.c.state, r.c.at, r.c.held_by, r.c.held_since, r.c.closed_by,
            r.c.closed_at, r.c.reply.is_not(None).label("replied"), holder.c.first_name.label("holder"),
            closer.c.first_name.label("closer"),
        )
        .outerjoin(holder, holder.c.id == r.c.held_by)
        .outerjoin(closer, closer.c.id == r.c.closed_by)
        .where(
            r.c.participant_id == at.subject,
            sa.or_(
                r.c.entry_id.in_([row.id for row in rows]),
                sa.and_(
                    r.c.kind == ReviewKind.week, sa.func.substr(r.c.subject, 1, 10).in_(sorted(set(mondays.values())))
                ),
            ),
        )
        .order_by(r.c.raised_at, r.c.id)
    ).all()  # fmt: skip
    own = {one.entry_id: one for one in found if one.entry_id is not None}
    told = {(row.kind, row.happened_at): own[row.id] for row in rows if row.kind in TELLS and row.id in own}
    states = {}
    for row in rows:
        review = own.get(row.id)
        if review is None and row.kind in TELLS:
            # A pause and the log made from it may have one review (`one_event`).
            other = told.get((Kind.urge if row.kind == Kind.trigger else Kind.trigger, row.happened_at))
            review = other if other is None or not other.closed_at or other.closed_at >= row.received_at else None
        if review is None and row.id in mondays:
            rounds = [one for one in found if one.kind == ReviewKind.week and one.subject[:10] == mondays[row.id]]
            review = next((one for one in rounds if one.closed_at is None or one.closed_at >= row.received_at), None)
            if review is not None and review.at > at.now and review.state != ReviewState.closed:
                review = None
        if review is not None:
            states[row.id] = (review.id, _state(at, review, say))
    return states


def _state(at: Access, review: Any, say: Say) -> Item:
    you = at.who.id if at.who else None
    if review.state == ReviewState.closed:
        who = "You" if review.closed_by == you else review.closer
        return {
            "code": "closed",
            "text": f"{who} {'replied' if review.replied else 'read it'} {say.day(review.closed_at)}",
        }
    held = review.state == ReviewState.in_review and at.now - review.held_since < reviews.HELD_FOR
    if held:
        return {"code": "in_review", "text": "You have it" if review.held_by == you else f"{review.holder} has it"}
    return {"code": "unread", "text": "Unread"}


def _monday(day: Any) -> str:
    monday: str = (day - timedelta(days=day.weekday())).isoformat()
    return monday


# What staff and the service recorded ------------------------------------------------------------------------------


def _appointments(at: Access, say: Say, place: _Place, limit: int) -> list[Item]:
    """Sessions whose time has come, with the newest outcome; the coming ones stand on the calendar."""
    a, o, u = table_of(Appointment), table_of(Outcome), table_of(User)
    rows = at.session.execute(
        sa.select(a.c.id, a.c.number, a.c.planned_at, a.c.length_minutes, a.c.mode, a.c.state, a.c.who_asked)
        .where(
            a.c.participant_id == at.subject, a.c.planned_at <= at.now, *place.of("appointment", a.c.planned_at, a.c.id)
        )
        .order_by(a.c.planned_at.desc(), a.c.id.desc())
        .limit(limit + 1)
    ).all()
    newest: dict[UUID, Any] = {}
    for one in at.session.execute(
        sa.select(o, u.c.first_name)
        .join(u, u.c.id == o.c.recorded_by)
        .where(o.c.appointment_id.in_([row.id for row in rows]))
        .order_by(o.c.version)
    ):
        newest[one.appointment_id] = one
    return [_session(at, row, newest.get(row.id), say) for row in rows]


def _session(at: Access, row: Any, outcome: Any, say: Say) -> Item:
    how = f"{capital(MODES[row.mode])}, {row.length_minutes} minutes."
    session = f"Session {row.number}"
    if outcome is None:
        title, line = {
            AppointmentState.superseded: (f"{session} moved", f"Asked for by the {row.who_asked or 'service'}."),
            AppointmentState.cancelled: (f"{session} cancelled", ""),
        }.get(row.state, (f"{session} has no outcome", "Nothing was recorded yet."))
        return _item("appointment", row.id, row.planned_at, row.state, title, [how, line])
    fact = Recorded(outcome.came, outcome.minutes_late, outcome.happened, outcome.why_not, outcome.told_before).fact
    who = "You" if at.who and outcome.recorded_by == at.who.id else outcome.first_name
    recorded = f"{who} recorded it {say.moment(outcome.recorded_at)}."
    corrected = "Corrected." if outcome.version > 1 else ""
    missed = outcome.came == Came.no and outcome.why_not is None
    title = "Did not come" if missed else f"{session} held" if outcome.happened else f"{session} not held"
    words = fact_words(fact, outcome.minutes_late)
    first = f"{session}. {words}" if missed else how if words == "Came." else f"{how} {words}"
    return _item(
        "appointment", row.id, row.planned_at, row.state, title, [first, " ".join(filter(None, [recorded, corrected]))]
    )


_ALERTS = {
    AlertState.waiting: "Waits to go to probation",
    AlertState.held: "Held, because it was said to be wrong",
    AlertState.stopped: "Stopped before it went to probation",
    AlertState.released: "Sent to probation",
    AlertState.superseded: "Sent to probation, replaced since",
}


def _alerts(at: Access, say: Say, place: _Place, limit: int) -> list[Item]:
    a, o = table_of(Alert), table_of(Outcome)
    rows = at.session.execute(
        sa.select(
            a.c.id, a.c.version, a.c.fact, a.c.state, a.c.told_at, a.c.releases_at, a.c.released_at, a.c.acknowledged_at,
            a.c.pushes, a.c.reason_code, o.c.minutes_late,
        )
        .join(o, o.c.id == a.c.outcome_id)
        .where(a.c.participant_id == at.subject, *place.of("alert", a.c.told_at, a.c.id))
        .order_by(a.c.told_at.desc(), a.c.id.desc())
        .limit(limit + 1)
    ).all()  # fmt: skip
    items = []
    for row in rows:
        when = ""
        if row.state == AlertState.waiting and row.releases_at:
            when = f"Goes {say.moment(row.releases_at)}."
        elif row.acknowledged_at:
            when = f"Confirmed by probation {say.moment(row.acknowledged_at)}."
        elif row.released_at and row.pushes:
            when = f"Went {say.moment(row.released_at)}. Not confirmed yet."
        elif row.released_at:
            when = f"Went {say.moment(row.released_at)}."
        version = f"Version {row.version}." if row.version > 1 else ""
        lines = [all_words(row.fact, row.minutes_late, row.reason_code), " ".join(filter(None, [version, when]))]
        items.append(_item("alert", row.id, row.told_at, row.state, _ALERTS[row.state], lines, by="system"))
    return items


_PLANS = {
    PlanState.proposed: "waits for agreement",
    PlanState.agreed: "agreed",
    PlanState.superseded: "replaced since",
    PlanState.not_agreed: "not agreed",
}


def _plans(at: Access, place: _Place, limit: int) -> list[Item]:
    c, u = table_of(CopingPlan), table_of(User)
    rows = at.session.execute(
        sa.select(c.c.id, c.c.version, c.c.state, c.c.made_at, c.c.side, u.c.first_name)
        .join(u, u.c.id == c.c.made_by)
        .where(c.c.participant_id == at.subject, c.c.state != PlanState.draft, *place.of("plan", c.c.made_at, c.c.id))
        .order_by(c.c.made_at.desc(), c.c.id.desc())
        .limit(limit + 1)
    )
    return [
        _item(
            "plan", row.id, row.made_at, row.state, f"Coping plan, version {row.version}",
            [f"{_by(row)}, {_PLANS[row.state]}."],
        )
        for row in rows
    ]  # fmt: skip


def _by(row: Any) -> str:
    return "Proposed from the phone" if row.side == PlanSide.participant else f"Written with {row.first_name}"


def _weeks(at: Access, say: Say, place: _Place, limit: int) -> list[Item]:
    """Weeks of cards that were read: an entry's own review stands beside the entry."""
    r, u = table_of(Review), table_of(User)
    rows = at.session.execute(
        sa.select(r.c.id, r.c.kind, r.c.subject, r.c.at, r.c.closed_at, r.c.closed_by, r.c.reply, u.c.first_name)
        .join(u, u.c.id == r.c.closed_by)
        .where(
            r.c.participant_id == at.subject,
            r.c.kind == ReviewKind.week,
            r.c.state == ReviewState.closed,
            *place.of("review", r.c.closed_at, r.c.id),
        )
        .order_by(r.c.closed_at.desc(), r.c.id.desc())
        .limit(limit + 1)
    ).all()
    box = at.box()
    items = []
    for row in rows:
        reply = box.open_text("review", "reply", row.id, row.reply)
        who = "You" if at.who and row.closed_by == at.who.id else row.first_name
        title = reviews.heading(row, say)
        lines = [f"{who} wrote back: “{reply}”" if reply else f"{who} read them."]
        items.append(_item("review", row.id, row.closed_at, row.kind, title, lines, review_id=row.id))
    return items
