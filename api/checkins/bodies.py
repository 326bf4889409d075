"""What the phone sends about check-ins: a filled-in form, and why one was missed."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.clock import EARLIEST, LATEST
from api.journal.body import Body, Kept, Strength, Text
from api.journal.models import Kind

Answer = (
    bool
    | Annotated[float, Field(ge=-1000, le=1000)]
    | Text
    | Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)]
)
Key = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_-]+$")]
DAILY_CARD = "daily-card"
MissedReason = Literal[
    "forgot", "no_signal", "no_phone", "unwell", "busy", "hard_day", "did_not_want", "too_many_questions", "other",
    "rather_not_say",
]  # fmt: skip


class TargetAnswer(Body):
    """One personal target: how strong the urge was, and whether it was acted on. Each may be left out by itself."""

    id: UUID
    urge: Strength | None = None
    acted: bool | None = None


class CheckinBody(Body):
    """A filled-in form: answers by link id, never by question text. `local_date` is the day it is for.

    `targets` are the personal ones of the card, `extra` the answers to the clinician's own questions by their ids, and
    `occurrence_id` the due date that it answers. An answer that the form does not know refuses nothing: it is marked.
    """

    form_id: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9-]+$")]
    form_version: Annotated[int, Field(ge=1, le=10_000)]
    local_date: Annotated[date, Field(ge=EARLIEST.date(), lt=LATEST.date())]
    answers: Annotated[dict[Key, Answer], Field(max_length=60)] = {}
    targets: Annotated[list[TargetAnswer], Field(max_length=20)] = []
    extra: Annotated[dict[Key, Answer], Field(max_length=20)] = {}
    occurrence_id: UUID | None = None
    kept: Kept = []
    unfinished: bool = False

    def facts(self) -> dict[str, Any]:
        """`intensity` is the strongest urge said, those of the targets among them; `acted` if any of them was acted on.

        `detail` is the form's id, for forms of 20 characters or fewer; a daily card has none, as before there were others.
        """
        answers = self.answers
        urge = answers.get("urge")
        number = isinstance(urge, int | float) and not isinstance(urge, bool) and 0 <= urge <= 10
        urges = [int(urge)] if number else []  # type: ignore[arg-type]  # `number` says what it is
        urges += [one.urge for one in self.targets if one.urge is not None]
        return {
            "detail": None if self.form_id == DAILY_CARD else self.form_id[:20],
            "intensity": max(urges, default=None),
            "acted": answers.get("acted") is True or any(one.acted is True for one in self.targets),
            "talk_about": answers.get("talk_about") is True,
            "call_me": answers.get("call_me") is True,
            "not_safe": answers.get("not_safe") is True,
        }


class MissedReasonBody(Body):
    """Why a check-in was missed, if the person wants to say. Codes, and a short text."""

    occurrence_id: UUID
    reason: MissedReason
    text: Text | None = None
    talk_about: bool = False
    kept: Kept = []


_OCCURRENCE = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f12"

MODELS: dict[Kind, type[Body]] = {Kind.checkin: CheckinBody, Kind.missed_reason: MissedReasonBody}
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.checkin: {
        "form_id": "daily-card", "form_version": 2, "local_date": "2026-11-22",
        "answers": {"urge": 4, "acted": False, "sleep_hours": 6},
        "targets": [{"id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f13", "urge": 3, "acted": False}],
        "extra": {"6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f14": True}, "occurrence_id": None, "unfinished": False,
    },
    Kind.missed_reason: {"occurrence_id": _OCCURRENCE, "reason": "forgot", "text": "Fell asleep early."},
}  # fmt: skip
AMENDABLE: set[Kind] = set()
