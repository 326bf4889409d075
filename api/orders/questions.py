"""Questions: asked on the phone, owned by a named person, answered by a date, kept as a card (product F1).

An answer is one of four. "Only by the way your order names" and "this involves nobody" need a second person before the
participant sees them; nothing that staff write here may say in other words that contact is allowed.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access, Service
from api.clock import add_working_days, stamp
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import insert_ignoring, table_of
from api.errors import NotFound, Problem
from api.journal.items import Item
from api.journal.models import Entry
from api.journal.upgrades import opened
from api.orders.actions import NeedsSecondPerson
from api.orders.bodies import OrderReadBody, QuestionBody, TeachBackBody
from api.orders.models import (
    CourtOrder,
    OrderRead,
    OrderState,
    Question,
    QuestionState,
    ShortAnswer,
    TeachBack,
)
from api.orders.permits import says_allowed
from api.oversight import reviews
from api.oversight.due import overdue
from api.oversight.escalation import each
from api.oversight.models import AttentionItem
from api.oversight.raising import raise_item, settle
from api.people.models import Assignment, Participant, ParticipantState, Role, User
from api.together import Read

DUE_WORKING_DAYS = 2
UNCONFIRMED_AFTER = timedelta(days=5)
NEEDS_CHECK = (ShortAnswer.only_by_order, ShortAnswer.nobody)
AT_ONCE = 200
SAME_WITHIN = timedelta(days=90)
SHOWN = 30


class AlreadyAnswered(Problem):
    """The question has its answer."""

    slug, title = "already-answered", "This question has been answered"


class SaysAllowed(Problem):
    """The reply reads as if contact were allowed."""

    slug, title = "says-allowed", "Only the court's own words can say that contact is allowed"


class QuestionTakenBack(Problem):
    """Whoever asked took the question back: nothing goes out any more."""

    slug, title = "question-taken-back", "They took this question back. There is nothing to answer"


class AnswerChanged(Problem):
    """A colleague answered, or answered anew, after this page was opened."""

    slug, title = "answer-changed", "Somebody answered this after you opened it. Read it again"


class ReasonNeeded(Problem):
    """Whoever does not agree says what has to change."""

    slug, title = "reason-needed", "Say what has to change"


class NothingToCheck(Problem):
    """There is no answer that waits for a second person."""

    slug, title = "nothing-to-check", "No answer waits to be checked"


# From the phone -------------------------------------------------------------------------------------------------------


def ask(at: Access, item: Item) -> str | None:
    """Give the question an owner and a date: two working days from when it came in."""
    assert isinstance(item.body, QuestionBody) and item.envelope is not None
    a, u, p = table_of(Assignment), table_of(User), table_of(Participant)
    owner = at.session.execute(
        sa.select(a.c.user_id)
        .join(u, u.c.id == a.c.user_id)
        .where(a.c.participant_id == at.subject, a.c.ended_at.is_(None), u.c.role == Role.clinician)
        .order_by(a.c.started_at, a.c.id)
        .limit(1)
    ).scalar()
    zone = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    row = {
        "id": item.envelope.id,
        "participant_id": at.subject,
        "owner_id": owner,
        "state": QuestionState.asked,
        "condition_key": item.body.condition_key,
        "about_answer": item.body.about_answer,
        "asked_at": at.now,
        "due_at": add_working_days(at.now, DUE_WORKING_DAYS, zone),
    }
    insert_ignoring(at.session, table_of(Question), [row], table_of(Question).c.id)
    return "asked"


def confirm_read(at: Access, item: Item) -> str | None:
    """ "I have read this": counted once, for a version of one's own that binds or bound. Answers read or unknown_order."""
    assert isinstance(item.body, OrderReadBody)
    if not _own_order(at, item.body.order_id):
        return "unknown_order"
    row = {"order_id": item.body.order_id, "participant_id": at.subject, "read_at": at.now}
    insert_ignoring(at.session, table_of(OrderRead), [row], table_of(OrderRead).c.order_id)
    settle(at, at.subject, "order_unconfirmed", str(item.body.order_id), "read")
    return "read"


def answer_teach_back(at: Access, item: Item) -> str | None:
    """Keep each answer, and tell the clinician of those that missed. Answers with how many missed, or unknown_order."""
    assert isinstance(item.body, TeachBackBody) and item.envelope is not None
    if not _own_order(at, item.body.order_id):
        return "unknown_order"
    rows, missed = [], 0
    for one in item.body.answers:
        scenario, _ = at.service.catalogue.scenario(one.scenario_id)
        # "It would" and "it could" are both a yes: what matters is that it was seen to count, or not to.
        wrong = scenario is not None and (scenario.answer == "no") != (one.answer == "no")
        missed += wrong
        rows.append(
            {
                "id": uuid4(), "participant_id": at.subject, "order_id": item.body.order_id, "entry_id": item.envelope.id,
                "scenario_id": one.scenario_id, "version": one.version, "answer": one.answer, "missed": wrong, "answered_at": at.now,
            }
        )  # fmt: skip
    at.session.execute(sa.insert(table_of(TeachBack)), rows)
    if missed:
        facts = {"at": at.now.isoformat(), "n": missed, "of": len(rows)}
        raise_item(at, at.subject, "teach_back_missed", str(item.body.order_id), facts=facts)
    return f"missed_{missed}"


def _own_order(at: Access, order_id: UUID) -> bool:
    o = table_of(CourtOrder)
    mine = sa.and_(o.c.id == order_id, o.c.participant_id == at.subject, o.c.state != OrderState.draft)
    return at.session.execute(sa.select(o.c.id).where(mine)).first() is not None


# By staff -------------------------------------------------------------------------------------------------------------


def answer(at: Access, question_id: UUID, kind: ShortAnswer, reply: str, revision: int) -> QuestionState:
    """Answer a question as it stood at `revision`. Its state: answered, or unchecked where a second person has to look first.

    Raises AlreadyAnswered, QuestionTakenBack, AnswerChanged, IdentifiersFound, or SaysAllowed when the reply reads as if
    contact were allowed.
    """
    if kinds := kinds_found(reply):
        raise IdentifiersFound("Use a role word instead.", errors=[("reply", f"Take out {kinds}.")])
    if says_allowed(reply, kind is ShortAnswer.nobody):
        raise SaysAllowed(
            errors=[("reply", "Say what to do, and whom to ask. Let the exception speak in its own words.")]
        )
    row = _waiting(at, question_id)
    if row.revision != revision:
        raise AnswerChanged
    q = table_of(Question)
    state = QuestionState.unchecked if kind in NEEDS_CHECK else QuestionState.answered
    at.session.execute(
        sa.update(q)
        .where(q.c.id == question_id)
        .values(
            state=state, answer=kind, reply=at.box().seal("question", "reply", question_id, reply.encode()),
            answered_by=at.user_id, answered_at=at.now, revision=revision + 1, check_note=None,
        )
    )  # fmt: skip
    at.audit("question_answer", f"question:{question_id}", reason=kind.value)
    if state is QuestionState.answered:
        _let_out(at, question_id, reply)
    else:
        raise_item(at, at.subject, "answer_to_check", str(question_id), facts={"at": at.now.isoformat()})
    return state


def check_answer(at: Access, question_id: UUID, agree: bool, revision: int, reason: str | None) -> QuestionState:
    """A second person agrees with the answer that they read, and it goes out; or does not, says why, and it is open again.

    Raises NothingToCheck, QuestionTakenBack, AnswerChanged, ReasonNeeded, or NeedsSecondPerson for whoever wrote it.
    """
    q = table_of(Question)
    row = _waiting(at, question_id, NothingToCheck)
    if row.state != QuestionState.unchecked:
        raise NothingToCheck
    if row.answered_by == at.user_id:
        raise NeedsSecondPerson
    if row.revision != revision:
        raise AnswerChanged
    if not agree and not reason:
        raise ReasonNeeded(errors=[("reason", "Say what has to change.")])
    state = QuestionState.answered if agree else QuestionState.asked
    note = None if agree or not reason else at.box().seal("question", "check_note", question_id, reason.encode())
    at.session.execute(
        sa.update(q)
        .where(q.c.id == question_id)
        .values(state=state, checked_by=at.user_id, checked_at=at.now, check_note=note)
    )
    settle(at, at.subject, "answer_to_check", str(question_id), "agreed" if agree else "not_agreed")
    at.audit("question_check", f"question:{question_id}", reason="agreed" if agree else "not_agreed")
    if agree:
        _let_out(at, question_id, at.box().open("question", "reply", question_id, row.reply).decode())
    return state


def _waiting(at: Access, question_id: UUID, otherwise: type[Problem] = AlreadyAnswered) -> Any:
    """The question, locked. Raises NotFound, QuestionTakenBack, or `otherwise` when its answer went out."""
    q, e = table_of(Question), table_of(Entry)
    row = at.session.execute(
        sa.select(q.c.state, q.c.answered_by, q.c.reply, q.c.revision).where(q.c.id == question_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound
    if row.state == QuestionState.answered:
        raise otherwise
    if at.session.execute(sa.select(e.c.withdrawn).where(e.c.id == question_id)).scalar():
        raise QuestionTakenBack
    return row


_Q, _E = table_of(Question), table_of(Entry)
_OWNER, _BY, _CHECKER = (table_of(User).alias(name) for name in ("owner", "answered", "checker"))
_ASKED = (
    sa.select(
        _Q.c.id, _Q.c.state, _Q.c.asked_at, _Q.c.due_at, _Q.c.condition_key, _Q.c.about_answer, _Q.c.answer, _Q.c.reply,
        _Q.c.answered_by, _Q.c.answered_at, _Q.c.revision, _Q.c.check_note, _E.c.body, _E.c.kind, _E.c.schema_version, _E.c.withdrawn,
        _OWNER.c.first_name.label("owner_name"), _BY.c.first_name.label("answered_name"),
        _CHECKER.c.first_name.label("checked_name"),
    )
    .join(_E, _E.c.id == _Q.c.id)
    .outerjoin(_OWNER, _OWNER.c.id == _Q.c.owner_id)
    .outerjoin(_BY, _BY.c.id == _Q.c.answered_by)
    .outerjoin(_CHECKER, _CHECKER.c.id == _Q.c.checked_by)
    .where(_Q.c.participant_id == sa.bindparam("who"))
    .order_by(sa.case((_Q.c.state == QuestionState.answered, 1), else_=0), _Q.c.due_at, _Q.c.id)
    .limit(100)
)  # fmt: skip


def questions(at: Access, count_others: bool = True) -> list[dict[str, Any]]:
    """A participant's questions for staff, open ones first by date, each with its words and its answer.

    `count_others`: with how many other people asked the same.
    """
    rows = at.rows(questions_read(at))
    if not rows:
        return []
    box = at.box()
    also = _also_asked(at, {row.about_answer for row in rows if row.about_answer}) if count_others else {}
    return [
        {
            "id": row.id,
            "text": json.loads(opened(box, row))["text"],
            "withdrawn": row.withdrawn,
            "state": row.state,
            "owner": row.owner_name,
            "asked_at": row.asked_at,
            "due_at": row.due_at,
            "overdue": row.state != QuestionState.answered and not row.withdrawn and overdue(row.due_at, at.now),
            "condition_key": row.condition_key,
            "about_answer": row.about_answer,
            "answer": row.answer,
            "reply": box.open("question", "reply", row.id, row.reply).decode() if row.reply else None,
            "answered_by": row.answered_name,
            "answered_by_id": row.answered_by,
            "answered_at": row.answered_at,
            "revision": row.revision,
            "check_note": box.open("question", "check_note", row.id, row.check_note).decode()
            if row.check_note
            else None,
            "checked_by": row.checked_name,
            "also_asked": also.get(row.about_answer or "", 0),
        }
        for row in rows
    ]


def questions_read(at: Access) -> Read:
    """What `questions` reads."""
    return Read(_ASKED, {"who": at.subject})


def _also_asked(at: Access, about: set[str]) -> dict[str, int]:
    """By the "Can I ...?" answer that a question was asked from: how many other people of the team asked from it, last 90 days.

    A number and nothing else: it says that the answer should say more, and nothing of anybody.
    """
    if not about:
        return {}
    q, p = table_of(Question), table_of(Participant)
    team = sa.select(p.c.team_id).where(p.c.id == at.subject).scalar_subquery()
    rows = at.session.execute(
        sa.select(q.c.about_answer, sa.func.count(sa.distinct(q.c.participant_id)))
        .join(p, p.c.id == q.c.participant_id)
        .where(
            q.c.about_answer.in_(about), q.c.participant_id != at.subject, p.c.team_id == team,
            q.c.asked_at > at.now - SAME_WITHIN,
        )
        .group_by(q.c.about_answer)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def for_phone(at: Access) -> list[dict[str, Any]]:
    """One's own questions: the words, until when a person answers, and the answer as a card once it may be seen."""
    kept = ("id", "text", "owner", "asked_at", "due_at", "condition_key", "about_answer")
    said = []
    for one in questions(at, count_others=False)[:SHOWN]:
        if one["withdrawn"]:
            continue
        out = one["state"] == QuestionState.answered
        seen = {name: one[name] for name in ("answer", "reply", "answered_by", "answered_at")} if out else {}
        shown = {**{name: one[name] for name in kept}, "answered": out, **seen}
        for moment in ("asked_at", "due_at", "answered_at"):
            if shown.get(moment):
                shown[moment] = stamp(shown[moment])
        said.append(shown)
    return said


# Jobs -----------------------------------------------------------------------------------------------------------------


def raise_overdue_questions(service: Service, now: datetime) -> dict[str, int]:
    """A question that nobody has answered by its date asks for attention, once."""
    q, p, e = table_of(Question), table_of(Participant), table_of(Entry)
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(q.c.id, q.c.participant_id, q.c.due_at)
            .join(p, p.c.id == q.c.participant_id)
            .join(e, e.c.id == q.c.id)
            .where(
                q.c.state != QuestionState.answered, q.c.due_at <= now, e.c.withdrawn.is_(False), p.c.state != ParticipantState.ended,
                ~_raised(q.c.participant_id, "question_overdue", q.c.id),
            )
            .order_by(q.c.due_at)
            .limit(AT_ONCE)
        ).all()  # fmt: skip
    return each(service, now, due, _raise_question)


def raise_unconfirmed_orders(service: Service, now: datetime) -> dict[str, int]:
    """An order whose newest version nobody has said to have read for 5 days asks for attention, once."""
    o, r, p = table_of(CourtOrder), table_of(OrderRead), table_of(Participant)
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(o.c.id, o.c.participant_id, o.c.checked_at)
            .join(p, p.c.id == o.c.participant_id)
            .outerjoin(r, r.c.order_id == o.c.id)
            .where(
                o.c.state == OrderState.active, o.c.checked_at <= now - UNCONFIRMED_AFTER, r.c.read_at.is_(None),
                p.c.state == ParticipantState.active, ~_raised(o.c.participant_id, "order_unconfirmed", o.c.id),
            )
            .order_by(o.c.checked_at)
            .limit(AT_ONCE)
        ).all()  # fmt: skip
    return each(service, now, due, _raise_unread)


def _raised(participant_id: Any, rule: str, subject: Any) -> Any:
    """Whether an item of this rule and subject was ever raised. Compared without hyphens: SQLite keeps ids so."""
    i = table_of(AttentionItem)
    bare = sa.func.replace(sa.cast(subject, sa.String), "-", "")
    return sa.exists().where(
        i.c.participant_id == participant_id, i.c.rule == rule, sa.func.replace(i.c.subject, "-", "") == bare
    )


def _raise_question(at: Access, row: Any) -> str:
    raise_item(at, row.participant_id, "question_overdue", str(row.id), facts={"at": row.due_at.isoformat()})
    return "raised"


def _raise_unread(at: Access, row: Any) -> str:
    raise_item(at, row.participant_id, "order_unconfirmed", str(row.id), facts={"at": row.checked_at.isoformat()})
    return "raised"


def _let_out(at: Access, question_id: UUID, reply: str) -> None:
    """The answer is the reply of the review that the question made, and what was raised about it is answered."""
    reviews.answered(at, question_id, reply)
    settle(at, at.subject, "question_overdue", str(question_id), "answered")
