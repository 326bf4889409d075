"""What arrives becomes what a person must read or answer: reviews (product F8) and attention items (product F10).

`entries_arrived` is on the hot path of every sync: one statement for a batch in which nothing speaks, a fixed number for
any other, whatever the size of the batch.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Appointment, Came, Outcome
from api.clock import add_working_days, day_closes_at
from api.db import insert_for, insert_ignoring, table_of
from api.journal.models import Entry, Kind
from api.oversight import one_event
from api.oversight.caseload import cards_of, kept, more_to_talk_about, recount, touch
from api.oversight.due import TIER_DAYS, review_due
from api.oversight.models import AttentionItem, AttentionState, Band, Review, ReviewKind, ReviewState
from api.oversight.rules import (
    ABSENCE_WINDOW,
    BEFORE_ABSENCE,
    HIGH_URGE,
    RAISED_URGE,
    URGE_WINDOW,
    checked,
    rule_of,
)
from api.people.models import Participant, Role

REVIEWED = {
    Kind.chain: ReviewKind.chain,
    Kind.absence_reason: ReviewKind.absence_reason,
    Kind.stop_request: ReviewKind.stop_request,
    Kind.dispute: ReviewKind.dispute,
    Kind.complaint: ReviewKind.complaint,
    Kind.copy_request: ReviewKind.copy_request,
}
"""Kinds of entries that always get a review of their own, of which kind."""

ABSENCE_RULES = ("did_not_come", "did_not_come_again", "did_not_come_urges")
QUIET = "quiet"


@dataclass(slots=True)
class Arrived:
    """One newly stored entry, as its consequences need it.

    `detail` is the trigger's kind, or whom "not safe" is about; `intensity` 0-10. For an amendment they say what the
    changed fields hold, and `body` has the id `of` what it amends; of "that is wrong" it has the `alert_id`.
    """

    entry_id: UUID
    participant_id: UUID
    kind: str
    detail: str | None
    intensity: int | None
    acted: bool | None
    talk_about: bool
    happened_at: datetime
    received_at: datetime
    local_date: date
    late: bool
    call_me: bool
    not_safe: bool
    body: dict[str, Any]


class Raise(NamedTuple):
    """One thing a rule raises, before it is folded into what is open."""

    rule: str
    subject: str
    facts: dict[str, Any]
    band: Band | None = None
    due_at: datetime | None = None


def entries_arrived(at: Access, arrived: list[Arrived], tier: int, zone: str) -> None:
    """Make the reviews and attention items of one phone's batch, and bring the caseload's row up to date.

    All of one participant. `tier` 1-3 and `zone` are the participant's. Safe to call again: an entry has one review of a
    kind, and what is open folds.
    """
    if not arrived:
        return
    participant_id = arrived[0].participant_id
    row = touch(at, participant_id, heard=True)
    reviews: dict[tuple[str, str], dict[str, Any]] = {}
    raises: list[Raise] = []
    for one in arrived:
        entry_id = str(one.body.get("of", one.entry_id)) if one.kind == Kind.amend else str(one.entry_id)
        kind, raised = consequences(one, entry_id)
        raises += raised
        if kind is not None:
            reviews[kind, entry_id] = _review(at, one, kind, entry_id, tier, zone)
    spoke = bool(reviews)
    if reviews and any(one.kind in (Kind.trigger, Kind.urge, Kind.amend) for one in arrived):
        also = one_event.told_also(at, {UUID(subject) for _, subject in reviews})
        again = one_event.told_already(at, participant_id, [(one.rule, one.subject) for one in raises], also)
        raises = [one for one in raises if (one.rule, one.subject) not in again]
        changed = {str(one.body["of"]) for one in arrived if one.kind == Kind.amend}
        reviews = one_event.folded(at, participant_id, reviews, also, changed)
    columns: dict[str, Any] = {}
    cards = [one for one in arrived if one.kind == Kind.checkin]
    if cards:
        reviews |= _weeks(at, participant_id, {one.local_date for one in cards}, tier, zone)
        columns["cards_in_week"], columns["last_card_on"] = cards_of(at, participant_id)
    if any((one.intensity or 0) >= HIGH_URGE for one in arrived):
        raises += _urge_twice(at, arrived)
    talks = [one.happened_at for one in arrived if one.talk_about]
    silent = any(reason["code"] == QUIET for reason in row.reasons)
    if not (spoke or reviews or raises or columns or talks or silent):
        return
    if reviews:
        insert_ignoring(at.session, table_of(Review), list(reviews.values()), table_of(Review).c.id)
    if silent:
        _close(at, participant_id, [f"{participant_id}:{QUIET}:{QUIET}"], "heard_from")
    if raises:
        _fold(at, participant_id, raises, tier, zone)
    own = kept(row)
    if talks:
        own = more_to_talk_about(own, len(talks), max(talks))
    recount(at, participant_id, own, **columns)


def consequences(one: Arrived, subject: str) -> tuple[ReviewKind | None, list[Raise]]:
    """The one review of its own that an entry gets, if any, and what its rules raise.

    An entry that says several things gets one review, of the most pressing kind, and an item for each thing.
    """
    urge = one.intensity
    facts: dict[str, Any] = {"at": one.happened_at.isoformat()} | ({} if urge is None else {"urge": urge})
    kinds: list[ReviewKind] = []
    raises: list[Raise] = []
    if one.kind == Kind.that_is_wrong:
        kinds.append(ReviewKind.that_is_wrong)
        raises.append(Raise("that_is_wrong", str(one.body.get("alert_id", subject)), {"at": facts["at"]}))
    if one.kind == Kind.question:
        kinds.append(ReviewKind.question)
    if one.kind == Kind.not_safe or one.not_safe:
        kinds.append(ReviewKind.not_safe)
        about = one.detail if one.kind == Kind.not_safe else None
        raises.append(Raise("not_safe", subject, {"at": facts["at"], "about": about, "call": int(one.call_me)}))
    elif one.call_me:
        raises.append(Raise("asked_for_call", subject, {"at": facts["at"]}))
    if one.detail == "acted" or one.acted:
        kinds.append(ReviewKind.acted)
        raises.append(Raise("acted_logged", subject, facts))
    elif one.detail == "near_miss":
        kinds.append(ReviewKind.near_miss)
        raises.append(Raise("near_miss", subject, facts))
    elif urge is not None and urge >= HIGH_URGE and one.detail != "good_moment":
        kinds.append(ReviewKind.urge)
    if one.kind == Kind.stop_request:
        raises.append(Raise("stop_request", subject, {"at": facts["at"], "wish": one.detail}))
    if one.kind == Kind.dispute:
        raises.append(Raise("dispute", subject, {"at": facts["at"]}))
    if (own := REVIEWED.get(Kind(one.kind))) is not None:
        kinds.append(own)
    if one.body.get("asks"):
        kinds.append(ReviewKind.question)
    if one.call_me:
        kinds.append(ReviewKind.call)
    if one.kind == Kind.missed_reason and one.body.get("answer") != "with_review":
        kinds.append(ReviewKind.missed)
    if one.kind == Kind.plan_answer and one.body.get("own_words"):
        kinds.append(ReviewKind.plan_answer)
    if one.kind == Kind.plan_draft and one.detail != "unfinished":
        kinds.append(ReviewKind.plan_draft)
    return (kinds[0] if kinds else None), raises


def raise_item(
    at: Access,
    participant_id: UUID,
    rule: str,
    subject: str,
    band: Band | None = None,
    facts: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Raise one attention item, or fold it into the open one of the same rule and subject.

    `facts` are codes, numbers and ISO instants only (ValueError otherwise). `band` and `due_at` are the rule's own unless
    given. A missed session also says whether it is the second in 12 months, and the raised urges of the week before.
    """
    at.session.flush()
    row = touch(at, participant_id)
    p = table_of(Participant)
    tier, zone = at.session.execute(sa.select(p.c.tier, p.c.zone).where(p.c.id == participant_id)).one()
    raises = [Raise(rule, subject, facts or {}, band, due_at)]
    if rule == "did_not_come":
        raises = _absence(at, participant_id, raises[0])
    _fold(at, participant_id, raises, tier, zone)
    at.audit("attention_raise", f"attention_item:{rule}", participant_id)
    recount(at, participant_id, kept(row))


def settle(at: Access, participant_id: UUID, rule: str, subject: str, outcome: str) -> None:
    """Close the open item of this rule and subject, if there is one. `outcome` is a code of at most 20 characters."""
    row = touch(at, participant_id)
    rules = ABSENCE_RULES if rule == "did_not_come" else (rule,)
    if _close(at, participant_id, [f"{participant_id}:{one}:{subject}" for one in rules], outcome):
        recount(at, participant_id, kept(row))


def open_key(participant_id: UUID, rule: str, subject: str) -> str:
    """What makes an open item one: participant, rule, subject."""
    return f"{participant_id}:{rule}:{subject}"


def _review(at: Access, one: Arrived, kind: ReviewKind, entry_id: str, tier: int, zone: str) -> dict[str, Any]:
    return _review_row(
        at, one.participant_id, kind, entry_id, UUID(entry_id), one.happened_at, review_due(kind, tier, at.now, zone)
    )


def _review_row(
    at: Access,
    participant_id: UUID,
    kind: ReviewKind,
    subject: str,
    entry_id: UUID | None,
    when: datetime,
    due: datetime,
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "participant_id": participant_id,
        "kind": kind,
        "subject": subject,
        "entry_id": entry_id,
        "state": ReviewState.unread,
        "at": when,
        "raised_at": at.now,
        "due_at": due,
        "bring_next_session": False,
    }


def _weeks(
    at: Access, participant_id: UUID, days: set[date], tier: int, zone: str
) -> dict[tuple[str, str], dict[str, Any]]:
    """The weekly reviews that these days' cards belong to and that are not open yet.

    A week runs from Monday and is due once it is over. A card that comes after its week was closed opens the week's next
    round ("2026-11-23.2"), which shows what came since.
    """
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    rounds: dict[str, list[ReviewState]] = {}
    asked = {"who": participant_id, "mondays": [monday.isoformat() for monday in mondays]}
    for found in at.session.execute(_rounds(), asked):
        rounds.setdefault(found.subject[:10], []).append(found.state)
    weeks = {}
    for monday in mondays:
        states = rounds.get(monday.isoformat(), [])
        if any(state != ReviewState.closed for state in states):
            continue
        subject = monday.isoformat() + (f".{len(states) + 1}" if states else "")
        over = day_closes_at(monday + timedelta(days=6), zone)
        due = review_due(ReviewKind.week, tier, max(over, at.now), zone)
        weeks[ReviewKind.week.value, subject] = _review_row(
            at, participant_id, ReviewKind.week, subject, None, over, due
        )
    return weeks


@lru_cache
def _rounds() -> Any:
    """The statement of `_weeks`, made once."""
    r = table_of(Review)
    return sa.select(r.c.subject, r.c.state).where(
        r.c.participant_id == sa.bindparam("who"),
        r.c.kind == ReviewKind.week,
        sa.func.substr(r.c.subject, 1, 10).in_(sa.bindparam("mondays", expanding=True)),
    )


def _urge_twice(at: Access, arrived: list[Arrived]) -> list[Raise]:
    """Urge of 8 or more twice within 48 hours: the two newest that are that close, one of them new.

    A daily card repeats the day's strongest urge, so it counts only on a day without a log or a pause of that strength; a
    log that was made from a pause has its very instant, and both tell of one urge.
    """
    e = table_of(Entry)
    new = [one.happened_at for one in arrived if (one.intensity or 0) >= HIGH_URGE]
    found = at.session.execute(
        sa.select(e.c.happened_at, e.c.intensity, e.c.kind, e.c.local_date)
        .where(
            e.c.participant_id == arrived[0].participant_id,
            e.c.intensity >= HIGH_URGE,
            e.c.kind.in_([Kind.trigger, Kind.urge, Kind.checkin]),
            sa.or_(e.c.detail.is_(None), e.c.detail != "good_moment"),
            e.c.withdrawn.is_(False),
            e.c.happened_at.between(min(new) - URGE_WINDOW, max(new) + URGE_WINDOW),
        )
        .order_by(e.c.happened_at, e.c.device_seq, e.c.id)
    ).all()
    logged = {one.local_date for one in found if one.kind != Kind.checkin}
    paused = {one.happened_at for one in found if one.kind == Kind.urge}
    urges = [
        one
        for one in found
        if one.kind == Kind.urge
        or (one.kind == Kind.trigger and one.happened_at not in paused)
        or (one.kind == Kind.checkin and one.local_date not in logged)
    ]
    for first, second in reversed(list(pairwise(urges))):
        close = second.happened_at - first.happened_at <= URGE_WINDOW
        if close and (first.happened_at in new or second.happened_at in new):
            facts = {"at": second.happened_at.isoformat(), "a": first.intensity, "b": second.intensity}
            return [Raise("urge_high_twice", "urges", facts)]
    return []


def _absence(at: Access, participant_id: UUID, raised: Raise) -> list[Raise]:
    """A missed session, and what stands beside it: how many in 12 months, and raised urges in the week before.

    A session that we could not hold is nobody's absence: its outcome says why, and it is not counted.
    """
    when = datetime.fromisoformat(raised.facts["at"]) if raised.facts.get("at") else at.now
    a, o, e = table_of(Appointment), table_of(Outcome), table_of(Entry)
    newest = (
        sa.select(o.c.appointment_id, sa.func.max(o.c.version).label("version")).group_by(o.c.appointment_id).subquery()
    )
    missed: int = at.session.execute(
        sa.select(sa.func.count())
        .select_from(a.join(o, o.c.appointment_id == a.c.id))
        .join(newest, sa.and_(newest.c.appointment_id == o.c.appointment_id, newest.c.version == o.c.version))
        .where(
            a.c.participant_id == participant_id,
            o.c.came == Came.no,
            o.c.why_not.is_(None),
            a.c.planned_at > when - ABSENCE_WINDOW,
            a.c.planned_at <= when,
        )
    ).scalar_one()
    raises = [raised]
    if missed >= 2:
        raises = [Raise("did_not_come_again", raised.subject, {**raised.facts, "n": missed}, None, raised.due_at)]
    strong = [
        row.intensity
        for row in at.session.execute(
            sa.select(e.c.intensity)
            .where(
                e.c.participant_id == participant_id,
                e.c.intensity >= RAISED_URGE,
                sa.or_(e.c.detail.is_(None), e.c.detail != "good_moment"),
                e.c.withdrawn.is_(False),
                e.c.happened_at.between(when - BEFORE_ABSENCE, when),
            )
            .order_by(e.c.intensity.desc())
            .limit(2)
        )
    ]
    if strong:
        urges = dict(zip("ab", sorted(strong), strict=False))
        raises.append(Raise("did_not_come_urges", raised.subject, {"at": when.isoformat(), **urges}))
    return raises


def _fold(at: Access, participant_id: UUID, raises: list[Raise], tier: int, zone: str) -> None:
    """Insert the items in one statement; what is open already counts one more, with the newer facts, and is new again."""
    cooling = _cooling(at, participant_id, {one.rule for one in raises})
    rows: dict[str, dict[str, Any]] = {}
    for one in raises:
        rule = rule_of(one.rule)
        key = open_key(participant_id, one.rule, one.subject)
        if one.rule in cooling:
            continue
        days = TIER_DAYS[tier] if rule.days is None else rule.days
        rows[key] = {
            "id": uuid4(),
            "participant_id": participant_id,
            "rule": one.rule,
            "rule_version": rule.version,
            "subject": one.subject,
            "open_key": key,
            "band": one.band or rule.band,
            "facts": checked(one.facts),
            "count": rows[key]["count"] + 1 if key in rows else 1,
            "state": AttentionState.new,
            "raised_at": at.now,
            "last_at": at.now,
            "due_at": one.due_at or add_working_days(at.now, days, zone),
            "escalated_at": at.now if rule.lead else None,
        }
    if not rows:
        return
    at.session.execute(_folding(at.service.database.kind), list(rows.values()))


@lru_cache
def _folding(kind: str) -> Any:
    """The statement of `_fold`, made once: an open item counts one more, has the newer facts, and is new again."""
    table = table_of(AttentionItem)
    insert = insert_for(kind, table)
    return insert.on_conflict_do_update(
        index_elements=[table.c.open_key],
        set_={
            "count": table.c["count"] + insert.excluded["count"],
            "facts": insert.excluded.facts,
            "last_at": insert.excluded.last_at,
            "state": AttentionState.new,
        },
    ).returning(table.c.id)


def _cooling(at: Access, participant_id: UUID, rules: set[str]) -> set[str]:
    """Those of the rules that a person has answered so lately that they stay quiet."""
    waits = {name: rule_of(name).cooldown for name in rules}
    table = table_of(AttentionItem)
    asked = [
        sa.and_(table.c.rule == name, table.c.closed_at > at.now - wait)
        for name, wait in sorted(waits.items())
        if wait is not None
    ]
    if not asked:
        return set()
    found = at.session.execute(
        sa.select(table.c.rule).where(
            table.c.participant_id == participant_id,
            table.c.open_key.is_(None),
            table.c.closed_by.is_not(None),
            sa.or_(*asked),
        )
    )
    return {row.rule for row in found}


def _close(at: Access, participant_id: UUID, keys: list[str], outcome: str) -> int:
    table = table_of(AttentionItem)
    staff = at.who is not None and at.who.role is not Role.participant
    closed = at.session.execute(
        sa.update(table)
        .where(table.c.participant_id == participant_id, table.c.open_key.in_(keys))
        .values(
            open_key=None,
            state=AttentionState.actioned,
            closed_at=at.now,
            closed_by=at.who.id if staff and at.who else None,
            outcome=outcome[:20],
        )
        .returning(table.c.id)
    )
    return len(closed.all())
