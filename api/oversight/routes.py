"""Oversight over HTTP: caseload, reviews, attention, timeline, patterns. For clinicians and leads."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import to_json

from api.access import May
from api.act import Access, act
from api.attendance.models import AppointmentMode
from api.coping.plan_entries import Part
from api.oversight import attention, plan_answers, reading, reviews, waiting
from api.oversight.models import AttentionItem, AttentionState, Band, Review, ReviewKind, ReviewOutcome, ReviewState
from api.oversight.patterns import patterns
from api.oversight.timeline import MOST, PAGE, Show, timeline
from api.people.models import Mode, ParticipantState

router = APIRouter(tags=["oversight"])


class Reason(BaseModel):
    """One printed fact: why somebody stands where they stand."""

    band: Band
    code: str
    text: str
    at: datetime | None


class Yours(BaseModel):
    """What is the reader's to do next."""

    text: str
    due_at: datetime
    late: bool


class NextSession(BaseModel):
    """The next booked session."""

    planned_at: datetime
    mode: AppointmentMode | None
    text: str


class CaseloadLine(BaseModel):
    """One participant's row. `group` is under which heading it stands."""

    participant_id: UUID
    name: str
    line: str
    status: ParticipantState
    mode: Mode
    group: Literal["today", "week", "nothing"]
    reasons: list[Reason]
    quiet: str | None
    yours: Yours | None
    next_session: NextSession | None


class Counts(BaseModel):
    """How many stand in each list."""

    mine: int
    team: int
    paused: int
    ended: int


class CaseloadOut(BaseModel):
    """The caseload, in an order that the printed reasons explain."""

    as_of: datetime
    order: str
    counts: Counts
    rows: list[CaseloadLine]


class Holder(BaseModel):
    """Who has a review now."""

    id: UUID
    first_name: str


class ReviewLine(BaseModel):
    """One review in the list. `at` is when it happened, `received_at` when it reached us."""

    id: UUID
    participant_id: UUID
    name: str
    kind: ReviewKind
    title: str
    at: datetime
    received_at: datetime
    due_at: datetime
    overdue: bool
    state: ReviewState
    held_by: Holder | None
    held_until: datetime | None


class ReviewList(BaseModel):
    """Reviews, as of an instant."""

    as_of: datetime
    items: list[ReviewLine]


class FieldOut(BaseModel):
    """One answer in words."""

    label: str
    value: str


class ChangedOut(BaseModel):
    """One later change by the participant: when, and in words what stood there before."""

    at: datetime
    text: str
    lines: list[str]


class Position(BaseModel):
    """Where a review stands among those to read."""

    n: int
    of: int


class ReviewOut(ReviewLine):
    """A review as it is read: what was sent, in words, and what came of it.

    `plan_version` is the participant's proposal that waits, where this reads one; closing can answer it (`plan`).
    `question_id` is the question that is answered under Questions, and not here; a question on a form is answered here.
    `trigger` is what set it off, by its code on the log's list: a plan rule can begin with it.
    `cards` is, of a week, every answer of each card, in the order of `fields`.
    """

    fields: list[FieldOut]
    cards: list[list[FieldOut]]
    words: str | None
    entry_id: UUID | None
    question_id: UUID | None
    notices: list[str]
    changed: list[ChangedOut]
    trigger: str | None
    next_session: NextSession | None
    reply_limit: int
    duty_phone: str
    position: Position | None
    next_id: UUID | None
    outcome: ReviewOutcome | None
    reply: str | None
    reason: str | None
    bring_next_session: bool
    closed_at: datetime | None
    plan_version: int | None


class CloseIn(BaseModel):
    """An outcome with a reply that the participant reads; or `noted` with a reason that they don't."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    outcome: ReviewOutcome
    reply: str | None = Field(None, max_length=reviews.REPLY_LIMIT)
    reason: str | None = Field(None, max_length=600)
    plan: plan_answers.Verdict | None = None
    bring_next_session: bool = False


class AttentionOut(BaseModel):
    """One item: the fact that raised it, and those beside it. `count` is how often it was raised while open."""

    id: UUID
    participant_id: UUID
    name: str
    rule: str
    band: Band
    text: str
    facts: list[str]
    count: int
    raised_at: datetime
    due_at: datetime
    overdue: bool
    state: AttentionState


class AttentionList(BaseModel):
    """Open items, as of an instant."""

    as_of: datetime
    items: list[AttentionOut]


class ActIn(BaseModel):
    """What was done, and a note for colleagues."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    outcome: attention.Outcome
    note: str | None = Field(None, max_length=1000)


class DismissIn(BaseModel):
    """Why no more is needed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    reason: Annotated[str, StringConstraints(min_length=3, max_length=600)]


class StateOut(BaseModel):
    """Whether an entry was read, in words."""

    code: Literal["unread", "in_review", "closed"] | None
    text: str


class Happening(BaseModel):
    """One thing in somebody's months. `answers` is, of a form that was filled in, all of it."""

    id: UUID
    source: Literal["entry", "appointment", "alert", "plan", "review"]
    kind: str
    title: str
    at: datetime
    received_at: datetime | None
    late: bool
    urgent: bool
    by: Literal["participant", "staff", "system"]
    lines: list[str]
    answers: list[FieldOut]
    state: StateOut | None
    review_id: UUID | None


class TimelineOut(BaseModel):
    """A page of the timeline, newest first; `next` goes back in time."""

    items: list[Happening]
    next: str | None


class ByHour(BaseModel):
    """Urges by hour of the participant's day: 24 counts from 00, and what is seen in them."""

    days: int
    total: int
    hours: list[int]
    sentence: str


class TargetDay(BaseModel):
    """What one day's card says of a personal target."""

    id: UUID
    urge: int | None
    acted: bool | None


class CardDay(BaseModel):
    """One day of the card grid. Without a card every value but `acted`, which the logs may know, is null.

    `state` is what became of the card that was due, null where none was; `hours_later`: made in time, it came so much later.
    """

    on: date
    card: bool
    urge: float | None
    acted: Literal["acted", "near_miss", "no"] | None
    sleep: float | None
    substances: str | None
    skills: int | None
    targets: list[TargetDay]
    state: Literal["open", "on_time", "late", "missed", "cancelled", "excused"] | None
    hours_later: int | None


class CardTarget(BaseModel):
    """A personal target, in its role words, and from and to which day it is asked."""

    id: UUID
    text: str
    from_: date = Field(alias="from")
    to: date | None


class Cards(BaseModel):
    """The card grid, oldest day first, and the targets that its days speak of."""

    days: list[CardDay]
    targets: list[CardTarget]


class PatternsOut(BaseModel):
    """A month of urges by hour, and two weeks of cards."""

    urges_by_hour: ByHour
    cards: Cards


@router.get("/api/caseload", response_model=CaseloadOut)
@act(May.caseload_list)
def caseload_page(at: Access, view: waiting.View = "mine") -> Response:
    """Who needs what and why. `mine` are those assigned to the reader, `team` everybody in reach, `paused` and `ended` those.

    Somebody paused or ended who has something waiting today stands in `mine` and `team` as well.
    """
    return _as_json(waiting.page(at, view))


@router.get("/api/reviews")
@act(May.review_list)
def list_reviews(at: Access, view: reviews.View = "open") -> ReviewList:
    """Reviews in reach: `open` by when they are due, `mine` those that the reader holds, `closed` the newest first."""
    return ReviewList.model_validate(reviews.listing(at, view))


@router.get("/api/reviews/{review_id}")
@act(May.review_read, of=Review)
def read_review(at: Access, review_id: UUID) -> ReviewOut:
    """What was sent, in words, with later changes laid over it, and where it stands among those to read."""
    return _review(at, review_id)


@router.post("/api/reviews/{review_id}/claim")
@act(May.review_claim, of=Review)
def claim_review(at: Access, review_id: UUID) -> ReviewOut:
    """Take a review for 30 minutes. 409 held-by-another while a colleague has it, already-closed when it is answered."""
    reviews.claim(at, review_id)
    return _review(at, review_id)


@router.post("/api/reviews/{review_id}/release")
@act(May.review_claim, of=Review)
def release_review(at: Access, review_id: UUID) -> ReviewOut:
    """Let go of a review that one holds. 409 not-claimed, held-by-another or already-closed."""
    reviews.release(at, review_id)
    return _review(at, review_id)


@router.post("/api/reviews/{review_id}/close")
@act(May.review_close, of=Review)
def close_review(at: Access, review_id: UUID, body: CloseIn) -> ReviewOut:
    """Close a review that one holds. The participant sees first name, role, date and the reply.

    `plan` says yes or no to the proposal that waits, in the same step, and the reply is the reason: 409 not-proposed where
    none waits, clash-open while words stand side by side. 409 reply-needed without one (unless noted with a reason),
    identifiers-found when the reply could lead to a person, answer-as-card for a reply to a question, which is answered
    under Questions, not-claimed, held-by-another, already-closed.
    """
    if body.plan:
        plan_answers.decide_for_review(at, review_id, body.plan, body.reply or "")
    reviews.close(at, review_id, body.outcome, body.reply, body.reason, body.bring_next_session)
    if body.plan:
        plan_answers.close_reviews(at, body.reply or "")
    return _review(at, review_id)


class PlanItemIn(BaseModel):
    """One line or rule of a plan."""

    model_config = ConfigDict(extra="forbid")
    part: Part
    id: UUID


class PlanAnswerIn(BaseModel):
    """Yes or no to the participant's proposal, with words that the participant reads; yes to some lines with `only`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    version: int = Field(ge=1)
    answer: plan_answers.Verdict
    words: str = Field(min_length=1, max_length=reviews.REPLY_LIMIT)
    only: Annotated[list[PlanItemIn], Field(max_length=200)] = []


@router.post("/api/participants/{participant_id}/coping-plan/answer", status_code=204)
@act(May.plan_edit)
def answer_plan(at: Access, participant_id: UUID, body: PlanAnswerIn) -> Response:
    """Agree to what the participant proposed, or not. It reads the proposal as well: its reviews close with these words.

    With `only` those lines and rules are agreed and the rest goes on waiting; the words are then a comment on the first of them.

    409 not-proposed when it was replaced or answered, theirs-to-answer for a proposal of staff, clash-open while words
    stand side by side, identifiers-found when the words could lead to a person.
    """
    plan_answers.answer(at, body.version, body.answer, body.words, {(one.part, str(one.id)) for one in body.only})
    return Response(status_code=204)


@router.get("/api/attention")
@act(May.attention_list)
def list_attention(at: Access) -> AttentionList:
    """Open items in reach: urgent first, then by when an answer is due."""
    return AttentionList.model_validate(attention.listing(at))


@router.post("/api/attention/{item_id}/see")
@act(May.attention_answer, of=AttentionItem, param="item_id")
def see_item(at: Access, item_id: UUID) -> AttentionOut:
    """Say that one has seen it. It stays open until somebody acts. 409 already-answered."""
    attention.see(at, item_id)
    return AttentionOut.model_validate(attention.one(at, item_id))


@router.post("/api/attention/{item_id}/act")
@act(May.attention_answer, of=AttentionItem, param="item_id")
def act_on_item(at: Access, item_id: UUID, body: ActIn) -> AttentionOut:
    """Close it by saying what was done. 409 already-answered."""
    attention.answer(at, item_id, body.outcome, body.note)
    return AttentionOut.model_validate(attention.one(at, item_id))


@router.post("/api/attention/{item_id}/dismiss")
@act(May.attention_answer, of=AttentionItem, param="item_id")
def dismiss_item(at: Access, item_id: UUID, body: DismissIn) -> AttentionOut:
    """Close it without acting, with a reason, urgent or not. The rule behind it goes on. 409 already-answered."""
    attention.dismiss(at, item_id, body.reason)
    return AttentionOut.model_validate(attention.one(at, item_id))


@router.get("/api/participants/{participant_id}/timeline", response_model=TimelineOut)
@act(May.entry_read)
def read_timeline(
    at: Access,
    participant_id: UUID,
    before: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
    show: Show = "all",
    cards_of: date | None = None,
) -> Response:
    """What happened, newest first: entries, sessions, words to probation, plans, weeks of cards read.

    `show=withdrawn`: only what the participant took back. `all` leaves those out, unless they speak of danger.
    `cards_of=2026-11-23`: the forms that were filled in for that day.
    """
    return _as_json(timeline(at, before, limit, show, cards_of))


@router.get("/api/participants/{participant_id}/patterns")
@act(May.patterns_read)
def read_patterns(at: Access, participant_id: UUID) -> PatternsOut:
    """Urges by hour over 30 days, and the card grid of 14 days with its gaps."""
    return PatternsOut.model_validate(patterns(at))


def _as_json(answer: dict[str, Any]) -> Response:
    """The answer as bytes at once: these two pages are read all day, and checking each row twice cost more than the rest.

    A test holds what is sent to the published shapes.
    """
    return Response(to_json(answer), media_type="application/json")


def _review(at: Access, review_id: UUID) -> ReviewOut:
    return ReviewOut.model_validate(reading.read(at, review_id))
