"""What the phone asks of the team: to stop, to look again, a complaint, a copy; and that a session cannot be kept.

Who answers a request, and by when, is in `oversight/due.py`; what is told to the person is on the phone.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.journal.body import Body, Kept, Text
from api.journal.models import Kind

StopWish = Literal["everything", "a_break", "not_sure"]
DisputeReason = Literal["i_came", "i_told_you", "wrong_time", "you_were_not_there", "other"]
ComplaintAbout = Literal["wrong", "who_saw_it", "who_was_told", "too_much_kept", "other"]
CopyOf = Literal["everything", "sent_about_me", "what_i_sent"]
CannotCome = Literal["work", "health", "family", "travel", "money", "other_appointment", "other"]
AbsenceReason = Literal[
    "work", "health", "family", "travel", "money", "other_appointment", "forgot", "did_not_want_to", "other"
]
"""What a person may say of an absence. It never maps to an outcome code: probation decides (security 6)."""
WithdrawWhy = Literal["by_mistake", "not_true", "rather_not", "other"]


class Asking(Body):
    """A request that a person answers. `happened_at` is when it was asked, on the phone."""

    happened_at: AwareDatetime
    text: Text | None = None
    kept: Kept = Field(default=[])


class StopRequestBody(Asking):
    """Asking to stop the programme. A person talks with them about it; reviews go on until then (product F13)."""

    wish: StopWish
    call_me: bool = False

    def facts(self) -> dict[str, Any]:
        return {"detail": self.wish, "call_me": self.call_me}


class DisputeBody(Asking):
    """What was recorded of a session is not right. `alert_id`: of which record, as the phone was told; None: another."""

    alert_id: UUID | None = None
    reason: DisputeReason

    def facts(self) -> dict[str, Any]:
        return {"detail": self.reason}


class ComplaintBody(Asking):
    """A complaint about what is held or was done with it."""

    about: ComplaintAbout

    def facts(self) -> dict[str, Any]:
        return {"detail": self.about}


class CopyRequestBody(Asking):
    """Asking for a copy of what is held."""

    what: CopyOf

    def facts(self) -> dict[str, Any]:
        return {"detail": self.what}


class CannotComeBody(Asking):
    """ "I can't make it". Without an id it is the next session: a locked phone does not know which that is."""

    appointment_id: UUID | None = None
    reason: CannotCome | None = None
    move: bool = False
    """Asks for another time."""


class RunningLateBody(Body):
    """ "I'm running late", by so many minutes."""

    happened_at: AwareDatetime
    appointment_id: UUID | None = None
    minutes: Annotated[int, Field(ge=1, le=180)]


class AbsenceReasonBody(Asking):
    """Why a session was missed. `alert_id`: of which record. The clinician reads all of it.

    `tell_probation`: the person chose that probation gets the `reason`, a code. `text` never goes there.
    """

    alert_id: UUID
    reason: AbsenceReason
    tell_probation: bool = False


class WithdrawBody(Body):
    """Takes an entry of one's own back. It is hidden from the ordinary view, and never deleted."""

    of: UUID
    why: WithdrawWhy | None = None

    def facts(self) -> dict[str, Any]:
        return {"detail": self.why}


MODELS: dict[Kind, type[Body]] = {
    Kind.stop_request: StopRequestBody,
    Kind.dispute: DisputeBody,
    Kind.complaint: ComplaintBody,
    Kind.copy_request: CopyRequestBody,
    Kind.cannot_come: CannotComeBody,
    Kind.running_late: RunningLateBody,
    Kind.absence_reason: AbsenceReasonBody,
    Kind.withdraw: WithdrawBody,
}
_WHEN = "2026-11-23T09:10:00+00:00"
_ID = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f12"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.stop_request: {
        "happened_at": _WHEN,
        "wish": "not_sure",
        "call_me": True,
        "text": "I can't see the point now.",
    },
    Kind.dispute: {"happened_at": _WHEN, "alert_id": _ID, "reason": "i_came", "text": "I was there at two."},
    Kind.complaint: {"happened_at": _WHEN, "about": "who_saw_it", "text": "Who looked on Tuesday?"},
    Kind.copy_request: {"happened_at": _WHEN, "what": "everything"},
    Kind.cannot_come: {"happened_at": _WHEN, "appointment_id": _ID, "reason": "work", "move": True},
    Kind.running_late: {"happened_at": _WHEN, "appointment_id": _ID, "minutes": 15},
    Kind.absence_reason: {"happened_at": _WHEN, "alert_id": _ID, "reason": "health", "tell_probation": False},
    Kind.withdraw: {"of": _ID, "why": "by_mistake"},
}
AMENDABLE: set[Kind] = set()

WITHDRAWABLE = {
    Kind.trigger, Kind.checkin, Kind.urge, Kind.not_safe, Kind.chain, Kind.question, Kind.absence_reason,
    Kind.cannot_come, Kind.running_late, Kind.stop_request, Kind.dispute, Kind.complaint, Kind.copy_request,
}  # fmt: skip
"""What can be taken back. Not a change, nor an answer that holds a message, nor what made something else that goes on (a goal,
a plan): that is changed where it stands."""
