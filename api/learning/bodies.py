"""What the phone sends about lessons: one that was finished, and what was answered on the way."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.journal.body import Body, Code
from api.journal.models import Kind


class CheckAnswer(BaseModel):
    """One "would this count?" of a lesson, by its id, and the value of the option that was chosen first."""

    model_config = ConfigDict(extra="forbid")
    check_id: Code
    answer: Code


class LessonBody(Body):
    """A lesson that was read to its end (product F12, F17): its id and version, in which language, and the answers on the way.

    What was asked is found again by id and version; no word of it is in here. Finishing it again is another entry.
    """

    lesson_id: Code
    version: Annotated[int, Field(ge=1, le=10_000)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    answers: Annotated[list[CheckAnswer], Field(max_length=5)] = []


MODELS: dict[Kind, type[Body]] = {Kind.lesson: LessonBody}
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.lesson: {
        "lesson_id": "law.england-wales.what-counts", "version": 2, "language": "en",
        "answers": [{"check_id": "old-photo", "answer": "could"}],
    },
}  # fmt: skip
AMENDABLE: set[Kind] = set()
