"""HTTP for questions about an order: staff answer and check; what many ask goes to the authors of the content."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import May
from api.act import Access, act
from api.given import Given
from api.orders import questions, suggestions
from api.orders.models import Question, QuestionState, ShortAnswer

router = APIRouter(tags=["orders"])


class QuestionOut(BaseModel):
    """One question for staff. `overdue` when its date has passed without an answer that went out.

    `revision` is sent with an answer and with a check. `check_note`: why a second person did not agree. `also_asked`: how
    many other people of the team asked from the same answer of "Can I ...?" in 90 days.
    """

    id: UUID
    text: str
    withdrawn: bool
    state: QuestionState
    owner: str | None
    asked_at: datetime
    due_at: datetime
    overdue: bool
    condition_key: UUID | None
    about_answer: str | None
    answer: ShortAnswer | None
    reply: str | None
    answered_by: str | None
    answered_by_id: UUID | None
    answered_at: datetime | None
    revision: int
    check_note: str | None
    checked_by: str | None
    also_asked: int


class AnswerIn(Given):
    """One of the four short answers, and what to do and whom to ask. `revision`: of the question as it was read."""

    answer: ShortAnswer
    reply: Annotated[str, Field(min_length=1, max_length=600)]
    revision: Annotated[int, Field(ge=0)] = 0


class AgreeIn(Given):
    """Whether a second person agrees with the answer of that `revision`; if not, what has to change."""

    agree: bool
    revision: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(min_length=1, max_length=600)] | None = None


class Stands(BaseModel):
    state: QuestionState


class SuggestionIn(Given):
    """A question in one's own words, with nothing of anybody in it, and how one would answer it."""

    question: Annotated[str, Field(min_length=1, max_length=300)]
    answer: Annotated[str, Field(min_length=1, max_length=600)]


class SuggestionOut(BaseModel):
    id: UUID
    made_at: datetime
    state: str
    question: str
    answer: str


class SuggestionMade(BaseModel):
    id: UUID


@router.get("/api/participants/{participant_id}/questions")
@act(May.question_answer)
def read_questions(at: Access, participant_id: UUID) -> list[QuestionOut]:
    """A participant's questions: those without an answer first, by their date."""
    return [QuestionOut.model_validate(one) for one in questions.questions(at)]


@router.post("/api/questions/{question_id}/answer")
@act(May.question_answer, of=Question)
def answer_question(at: Access, question_id: UUID, body: AnswerIn) -> Stands:
    """Answer a question; it becomes a card on the phone, and the reply of its review.

    "Only by the way your order names" and "this involves nobody" stay `unchecked` until a second person agrees. 409
    already-answered, question-taken-back, answer-changed when a colleague answered since `revision`, identifiers-found, or
    says-allowed when the reply reads as if contact were allowed.
    """
    return Stands(state=questions.answer(at, question_id, body.answer, body.reply, body.revision))


@router.post("/api/questions/{question_id}/check")
@act(May.question_answer, of=Question)
def check_question(at: Access, question_id: UUID, body: AgreeIn) -> Stands:
    """Agree with a colleague's answer, and it goes out; or not, and the question is open again.

    409 nothing-to-check, needs-second-person, question-taken-back, reason-needed, or answer-changed when the answer is not the
    one of `revision`.
    """
    return Stands(state=questions.check_answer(at, question_id, body.agree, body.revision, body.reason))


@router.post("/api/content-suggestions", status_code=201)
@act(May.content_library)
def suggest_content(at: Access, body: SuggestionIn) -> SuggestionMade:
    """Suggest a question that several people ask to the authors of the content. 409 identifiers-found."""
    return SuggestionMade(id=suggestions.suggest(at, body.question, body.answer))


@router.get("/api/content-suggestions")
@act(May.content_library)
def list_suggestions(at: Access) -> list[SuggestionOut]:
    """What one's team has suggested, newest first."""
    at.listed("content_suggestions", [])
    return [SuggestionOut.model_validate(one) for one in suggestions.suggestions(at)]
