"""Lessons that the made-up people read, with a situation here and there that was answered otherwise than fits."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session

from api.act import Service
from api.demo.orders import Seeds, Send
from api.demo.stories import Story
from api.learning.pieces import Lesson

_IDS = UUID("9a0e6c1d-0a6d-4a32-8a0b-6f4f3e5a7c02")

Read = tuple[int, str, int | None]
"""Days ago, the id of the lesson, and the place of the situation that was missed, if one was."""

READ: dict[str, tuple[Read, ...]] = {
    "Daniel": (
        (40, "law.england-wales.what-counts", 0), (26, "lesson.urges", None), (12, "law.england-wales.looking-online", 0),
        (5, "lesson.nights", None),
    ),
    "Lee": ((30, "law.england-wales.orders", 1), (16, "law.england-wales.children", None)),
    "Stephen": ((50, "law.england-wales.spo", None), (20, "lesson.setbacks", None)),
    "Paul": ((29, "law.scotland.what-counts", 0), (22, "law.scotland.orders", None)),
}  # fmt: skip


def lessons(service: Service, seeder: Seeds, story: Story, today: date, send: Send) -> None:
    """One person's lessons, if they read any."""
    for ago, lesson_id, missed in READ.get(story.first_name, ()):
        entry = service.catalogue.entry(f"en/{lesson_id}")
        if entry is None or not isinstance(entry.piece, Lesson):
            continue
        body = _answered(entry.piece, missed)
        entry_id = uuid5(_IDS, f"{story.reference} {lesson_id}")

        def say(session: Session, when: datetime, body: dict[str, Any] = body, entry_id: UUID = entry_id) -> None:
            send(story, "lesson", body, session, when, entry_id)

        seeder.at(seeder.local(today - timedelta(days=ago), 20, 30), say)


def _answered(lesson: Lesson, missed: int | None) -> dict[str, Any]:
    answers = [
        {
            "check_id": check.id,
            "answer": next(one.value for one in check.options if (one.value == check.answer) != (place == missed)),
        }
        for place, check in enumerate(lesson.checks)
    ]
    return {"lesson_id": lesson.id, "version": lesson.version, "language": lesson.language, "answers": answers}
