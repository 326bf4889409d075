"""What the phone sends about orders: questions, that a version was read, and teach-back."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.journal.body import Body, Code, Kept, Text
from api.journal.models import Kind


class QuestionBody(Body):
    """A question for the clinician, which a named person answers by a date. Works offline and locked (product F1).

    `condition_key`: the condition that it is about. `about_answer`: the id of the "Can I ...?" answer it was asked from.
    """

    text: Annotated[str, Field(min_length=1, max_length=300)]
    condition_key: UUID | None = None
    about_answer: Code | None = None
    kept: Kept = []


class OrderReadBody(Body):
    """ "I have read this", of one version of one order."""

    order_id: UUID


class TeachBackAnswer(BaseModel):
    """One scenario, the version of the bank in which it was read, and what was chosen. An older phone names no version."""

    model_config = ConfigDict(extra="forbid")
    scenario_id: Code
    version: Annotated[int, Field(ge=1, le=9999)] | None = None
    answer: Literal["yes", "could", "no"]


class TeachBackBody(Body):
    """Answers to the scenarios of one's own order."""

    order_id: UUID
    answers: Annotated[list[TeachBackAnswer], Field(min_length=1, max_length=30)]
    text: Text | None = None
    kept: Kept = []


MODELS: dict[Kind, type[Body]] = {
    Kind.question: QuestionBody,
    Kind.order_read: OrderReadBody,
    Kind.teach_back: TeachBackBody,
}
_ORDER = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f20"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.question: {"text": "Can I go to the school play?", "about_answer": "school-event"},
    Kind.order_read: {"order_id": _ORDER},
    Kind.teach_back: {
        "order_id": _ORDER,
        "answers": [{"scenario_id": "ew.contact.reply-to-hers", "version": 1, "answer": "yes"}],
    },
}
AMENDABLE: set[Kind] = set()
