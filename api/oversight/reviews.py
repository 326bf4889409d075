"""Reviews: reading what somebody sent, and closing it with an answer (product F8).

UNREAD → IN_REVIEW (who, since; expires after 30 minutes) → CLOSED. Claiming, letting go and closing are conditional
updates, so two readers never answer the same entry.
"""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.coping.actions import IdentifiersFound
from api.coping.versions import kinds_found
from api.db import table_of
from api.errors import Problem, WrongRole
from api.journal.models import Entry, Kind
from api.oversight import caseload, raising
from api.oversight.due import overdue
from api.oversight.models import AttentionItem, Review, ReviewKind, ReviewOutcome, ReviewState
from api.oversight.moments import Say
from api.people.models import Participant, Role, User
from api.people.records import names_of
from api.together import Read
from api.tongue import Both

HELD_FOR = timedelta(minutes=30)
REPLY_LIMIT = 600
LISTED = 200

View = Literal["open", "mine", "closed"]

FOR_THE_LEAD = {ReviewKind.dispute}
"""What a clinician reads and a lead decides: whoever recorded a session does not judge what is said against it."""

CALL_ANSWERED = {ReviewOutcome.called, ReviewOutcome.talk_next_session, ReviewOutcome.escalated}
"""Somebody who asked for a call has been answered by a call, a time to talk, or the lead; a written reply leaves it open."""


class HeldByAnother(Problem):
    """A colleague is reading it now."""

    slug, title = "held-by-another", "A colleague is on this one"


class NotClaimed(Problem):
    """Only who holds a review may close it or let it go."""

    slug, title = "not-claimed", "Take this review first"


class AlreadyClosed(Problem):
    """It has been answered."""

    slug, title = "already-closed", "This review is closed"


class ReplyNeeded(Problem):
    """A review is closed with a reply, or noted with a reason."""

    slug, title = "reply-needed", "Say something back, or say why not"


class AnswerAsCard(Problem):
    """A question is answered under Questions, where one of the four short answers leads and its rules hold (product F1)."""

    slug, title = "answer-as-card", "Answer this one under Questions"


def listing(at: Access, view: View) -> dict[str, Any]:
    """Reviews in reach: `open` by due date, `mine` those that the reader holds, `closed` the newest 200 first."""
    r = table_of(Review)
    match view:
        case "open":
            query = _readable(at).order_by(r.c.due_at, r.c.at, r.c.id)
        case "mine":
            held = sa.and_(r.c.held_by == at.user_id, r.c.held_since > at.now - HELD_FOR)
            query = _readable(at).where(held).order_by(r.c.due_at, r.c.at, r.c.id)
        case "closed":
            query = _all(at).where(r.c.state == ReviewState.closed).order_by(r.c.closed_at.desc(), r.c.id)
    rows = at.session.execute(query.limit(LISTED)).all()
    people = sorted({row.participant_id for row in rows})
    names = names_of(at, people)
    at.listed("review_list", people)
    return {"as_of": at.now, "items": [item(at, row, names[row.participant_id]) for row in rows]}


def item(at: Access, row: Any, name: str) -> dict[str, Any]:
    """One line of the list."""
    holds = _holds(row, at.now)
    return {
        "id": row.id,
        "participant_id": row.participant_id,
        "name": name,
        "kind": row.kind,
        "title": heading(row, Say(at.now, row.zone)),
        "at": row.at,
        "received_at": row.raised_at,
        "due_at": row.due_at,
        "overdue": row.state != ReviewState.closed and overdue(row.due_at, at.now),
        "state": row.state if holds or row.state == ReviewState.closed else ReviewState.unread,
        "held_by": {"id": row.held_by, "first_name": row.holder} if holds else None,
        "held_until": row.held_since + HELD_FOR if holds else None,
    }


def heading(row: Any, say: Say) -> str:
    """What a review is of: "Near miss, today 00:40"."""
    if row.kind == ReviewKind.week:
        monday = datetime.fromisoformat(row.subject[:10]).date()
        later = ", came later" if len(row.subject) > 10 else ""
        return f"Daily cards, {say.days(monday, monday + timedelta(days=6))}{later}"
    urge = row.intensity
    words = {
        ReviewKind.acted: "Acted on an urge",
        ReviewKind.near_miss: "Near miss",
        ReviewKind.urge: f"Urge {urge} of 10" if urge is not None else "Strong urge",
        ReviewKind.not_safe: "Does not feel safe",
        ReviewKind.call: "Asked for a call",
        ReviewKind.that_is_wrong: "Says an absence is wrong",
        ReviewKind.quarantine: "Something that could not be read",
        ReviewKind.question: "A question",
        ReviewKind.plan_draft: "Changes to the plan, proposed",
        ReviewKind.plan_answer: "Says something about the plan",
        ReviewKind.chain: "Step by step",
        ReviewKind.absence_reason: "Says why they did not come",
        ReviewKind.missed: "Missed a check-in",
        ReviewKind.dispute: "Says a record is wrong",
        ReviewKind.complaint: "Complaint about data",
        ReviewKind.copy_request: "Asks for a copy",
        ReviewKind.stop_request: "Asks to stop",
    }[row.kind]
    return f"{words}, {say.moment(row.at)}"


def claim(at: Access, review_id: UUID) -> None:
    """Take a review for 30 minutes; taking one's own again starts them anew.

    Raises HeldByAnother, AlreadyClosed, or WrongRole for a dispute, which a lead decides (security section 3).
    """
    r = table_of(Review)
    kind = at.session.execute(sa.select(r.c.kind).where(r.c.id == review_id)).scalar_one()
    if kind in FOR_THE_LEAD and at.who is not None and at.who.role is not Role.lead:
        raise WrongRole("The team lead decides this one. You can read it.")
    free = sa.or_(
        r.c.state == ReviewState.unread, r.c.held_by == at.user_id, r.c.held_since.is_(None),
        r.c.held_since <= at.now - HELD_FOR,
    )  # fmt: skip
    won = at.session.execute(
        sa.update(r)
        .where(r.c.id == review_id, r.c.state != ReviewState.closed, free)
        .values(state=ReviewState.in_review, held_by=at.user_id, held_since=at.now)
        .returning(r.c.id)
    ).first()
    if won is None:
        raise _why_not(at, review_id)
    at.audit("review_claim", f"review:{review_id}")


def release(at: Access, review_id: UUID) -> None:
    """Let go of a review that one holds. Raises NotClaimed, HeldByAnother or AlreadyClosed."""
    r = table_of(Review)
    won = at.session.execute(
        sa.update(r)
        .where(r.c.id == review_id, r.c.state == ReviewState.in_review, r.c.held_by == at.user_id)
        .values(state=ReviewState.unread, held_by=None, held_since=None)
        .returning(r.c.id)
    ).first()
    if won is None:
        raise _why_not(at, review_id)
    at.audit("review_release", f"review:{review_id}")


def close(
    at: Access, review_id: UUID, outcome: ReviewOutcome, reply: str | None, reason: str | None, bring: bool
) -> None:
    """Close a review that one holds, with a reply that the participant reads, or noted with a reason.

    What the entry raised is answered with it. Raises ReplyNeeded, IdentifiersFound, AnswerAsCard, NotClaimed, HeldByAnother
    or AlreadyClosed.
    """
    if not reply and not (outcome is ReviewOutcome.noted and reason):
        if outcome is ReviewOutcome.noted:
            raise ReplyNeeded("Say why no reply is needed.", errors=[("reason", "Say why no reply is needed.")])
        raise ReplyNeeded("Write a short reply.", errors=[("reply", "Write a short reply.")])
    if reply and (kinds := kinds_found(reply)):
        raise IdentifiersFound("Use a role word instead.", errors=[("reply", f"Take out {kinds}.")])
    row = caseload.touch(at, at.subject)
    r = table_of(Review)
    box = at.box()
    closed = at.session.execute(
        sa.update(r)
        .where(r.c.id == review_id, r.c.state == ReviewState.in_review, r.c.held_by == at.user_id)
        .values(
            state=ReviewState.closed,
            closed_by=at.user_id,
            closed_at=at.now,
            outcome=outcome,
            reply=box.seal_text("review", "reply", review_id, reply or None),
            reason=box.seal_text("review", "reason", review_id, reason or None),
            bring_next_session=bring,
        )
        .returning(r.c.subject, r.c.at, r.c.kind)
    ).first()
    if closed is None:
        raise _why_not(at, review_id)
    if reply and closed.kind == ReviewKind.question and found(at, review_id).entry_kind == Kind.question:
        raise AnswerAsCard(errors=[("reply", "Answer it under Questions. That is the card they keep.")])
    _answer_items(at, closed.subject, review_id, outcome)
    caseload.recount(at, at.subject, caseload.kept(row))
    if outcome is ReviewOutcome.escalated:
        raising.raise_item(at, at.subject, "passed_to_lead", str(review_id), facts={"at": closed.at.isoformat()})
        i = table_of(AttentionItem)
        key = raising.open_key(at.subject, "passed_to_lead", str(review_id))
        at.session.execute(sa.update(i).where(i.c.open_key == key).values(escalated_at=at.now))
    at.audit("review_close", f"review:{review_id}", reason=outcome.value)


def answered(at: Access, entry_id: UUID, reply: str) -> None:
    """Close the open review of an entry that was answered elsewhere, with that answer as its reply; whoever holds it.

    For a question: its answer is what its review was for, and nobody reads it twice. Nothing when there is no open review.
    """
    row = caseload.touch(at, at.subject)
    r = table_of(Review)
    found = at.session.execute(
        sa.select(r.c.id, r.c.subject).where(
            r.c.participant_id == at.subject, r.c.entry_id == entry_id, r.c.state != ReviewState.closed
        )
    ).all()
    for one in found:
        at.session.execute(
            sa.update(r)
            .where(r.c.id == one.id)
            .values(
                state=ReviewState.closed, closed_by=at.user_id, closed_at=at.now, outcome=ReviewOutcome.replied,
                reply=at.box().seal_text("review", "reply", one.id, reply), held_by=None, held_since=None,
            )
        )  # fmt: skip
        _answer_items(at, one.subject, one.id, ReviewOutcome.replied)
        at.audit("review_close", f"review:{one.id}", reason="answered")
    if found:
        caseload.recount(at, at.subject, caseload.kept(row))


_R, _U, _P = table_of(Review), table_of(User), table_of(Participant)
_CLOSED = (
    sa.select(
        _R.c.id, _R.c.kind, _R.c.subject, _R.c.entry_id, _R.c.at, _R.c.closed_at, _R.c.outcome, _R.c.reply,
        _U.c.first_name, _U.c.role, _P.c.zone,
    )
    .join(_U, _U.c.id == _R.c.closed_by)
    .join(_P, _P.c.id == _R.c.participant_id)
    .where(
        _R.c.participant_id == sa.bindparam("who"),
        _R.c.state == ReviewState.closed,
        _R.c.closed_at > sa.bindparam("since"),
    )
    .order_by(_R.c.closed_at.desc(), _R.c.id)
    .limit(100)
)  # fmt: skip


def replies(at: Access, since: datetime) -> list[dict[str, Any]]:
    """What a person did with what the participant sent, newest first, for the phone.

    {entry_id|null, first_name, role, on: date, text|null, outcome, about}; never why nothing was written back.
    """
    rows = at.rows(replies_read(at, since))
    box = at.box() if rows else None
    return [
        {
            "entry_id": str(row.entry_id) if row.entry_id else None,
            "first_name": row.first_name,
            "role": row.role.value,
            "on": Say(at.now, row.zone).wall(row.closed_at).date().isoformat(),
            "text": box.open_text("review", "reply", row.id, row.reply) if box else None,
            "outcome": row.outcome.value,
            "about": _about(row, Say(at.now, row.zone), at.language),
        }
        for row in rows
    ]


def replies_read(at: Access, since: datetime) -> Read:
    """What `replies` reads."""
    return Read(_CLOSED, {"who": at.subject, "since": since})


def queue(at: Access) -> list[UUID]:
    """The ids of what is to be read, in the order of the list."""
    r = table_of(Review)
    query = _readable(at).with_only_columns(r.c.id).order_by(r.c.due_at, r.c.at, r.c.id).limit(1000)
    return list(at.session.execute(query).scalars())


def found(at: Access, review_id: UUID) -> Any:
    """One review's row with what words it."""
    r = table_of(Review)
    return at.session.execute(_columns().where(r.c.id == review_id)).one()


def _columns() -> Any:
    r, e, u, p = table_of(Review), table_of(Entry), table_of(User), table_of(Participant)
    return (
        sa.select(r, u.c.first_name.label("holder"), p.c.zone, p.c.team_id, e.c.intensity, e.c.kind.label("entry_kind"))
        .join(p, p.c.id == r.c.participant_id)
        .outerjoin(u, u.c.id == r.c.held_by)
        .outerjoin(e, e.c.id == r.c.entry_id)
    )


def _all(at: Access) -> Any:
    reach = at.reach().subquery()
    return _columns().where(table_of(Review).c.participant_id.in_(sa.select(reach.c[0])))


def _readable(at: Access) -> Any:
    """What is to be read now: not closed, and not a week of cards that still runs."""
    r = table_of(Review)
    over = sa.or_(r.c.kind != ReviewKind.week, r.c.at <= at.now)
    return _all(at).where(r.c.state != ReviewState.closed, over)


def _holds(row: Any, now: datetime) -> bool:
    """Whether somebody holds it now: 30 minutes from taking it."""
    held = row.state == ReviewState.in_review and row.held_since is not None
    return bool(held and now - row.held_since < HELD_FOR)


def _why_not(at: Access, review_id: UUID) -> Problem:
    """Why a conditional update found nothing to change."""
    row = found(at, review_id)
    if row.state == ReviewState.closed:
        return AlreadyClosed("Somebody has answered this one.")
    if _holds(row, at.now) and row.held_by != at.user_id:
        until = Say(at.now, row.zone).clock(row.held_since + HELD_FOR)
        return HeldByAnother(f"{row.holder} has this one until {until}.")
    return NotClaimed("Take it first. It is then yours for 30 minutes.")


def _answer_items(at: Access, subject: str, review_id: UUID, outcome: ReviewOutcome) -> None:
    """Close what this entry raised, and that its review was late. A dispute stays until its record is decided."""
    i = table_of(AttentionItem)
    open_items = at.session.execute(
        sa.select(i.c.rule, i.c.subject).where(
            i.c.participant_id == at.subject,
            i.c.open_key.is_not(None),
            sa.or_(i.c.subject == subject, sa.and_(i.c.rule == "review_late", i.c.subject == str(review_id))),
        )
    ).all()
    for one in open_items:
        if one.rule != "asked_for_call" or outcome in CALL_ANSWERED:
            raising.settle(at, at.subject, one.rule, one.subject, outcome.value)


_ABOUT = {
    ReviewKind.not_safe: Both("What you sent on {on}", "Yr hyn a anfonoch {on}"),
    ReviewKind.call: Both("The call you asked for on {on}", "Yr alwad y gofynnoch amdani {on}"),
    ReviewKind.that_is_wrong: Both("What you said was wrong on {on}", "Yr hyn a ddywedoch oedd yn anghywir {on}"),
    ReviewKind.chain: Both("Your step by step of {on}", "Eich gam wrth gam {on}"),
    ReviewKind.absence_reason: Both("Why you did not come, sent on {on}", "Pam na ddaethoch, anfonwyd {on}"),
    ReviewKind.dispute: Both("What you said is wrong on {on}", "Yr hyn a ddywedoch sy'n anghywir {on}"),
    ReviewKind.complaint: Both("Your complaint of {on}", "Eich cwyn {on}"),
    ReviewKind.copy_request: Both("The copy you asked for on {on}", "Y copi y gofynnoch amdano {on}"),
    ReviewKind.stop_request: Both("What you asked about stopping on {on}", "Yr hyn a ofynnoch am stopio {on}"),
    ReviewKind.missed: Both("The check-in that was missed by {on}", "Y ffurflen oedd heb ei llenwi erbyn {on}"),
    ReviewKind.question: Both("Your question of {on}", "Eich cwestiwn {on}"),
    ReviewKind.plan_answer: Both("What you wrote about your plan, {on}", "Yr hyn a ysgrifennoch am eich cynllun, {on}"),
    ReviewKind.plan_draft: Both(
        "What you would change in your plan, {on}", "Yr hyn y byddech yn ei newid yn eich cynllun, {on}"
    ),
}
_LOG = Both("Your log of {on}", "Eich cofnod {on}")
_CARDS = Both("Your daily cards, {days}", "Eich cardiau dyddiol, {days}")


def _about(row: Any, say: Say, language: str) -> str:
    """What was read, in the participant's words for it."""
    if row.kind == ReviewKind.week:
        monday = datetime.fromisoformat(row.subject[:10]).date()
        return _CARDS.filled(days=say.days_in_both(monday, monday + timedelta(days=6))).of(language)
    return _ABOUT.get(row.kind, _LOG).filled(on=say.day_in_both(row.at)).of(language)
