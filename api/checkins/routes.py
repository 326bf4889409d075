"""Check-ins over HTTP, for clinicians and leads: schedules, targets, questions of one's own, excusing, and paper cards."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access import May
from api.act import Access, act
from api.checkins import actions, paper, reading
from api.checkins.bodies import CheckinBody
from api.checkins.models import CancelWhy, ExtraQuestion, Occurrence, OccurrenceState, QuestionKind, Schedule, Target
from api.checkins.schedule import Rhythm, Window
from api.clock import EARLIEST, LATEST
from api.journal import keyed_in
from api.journal.kinds import TriggerBody
from api.people.models import Cadence

router = APIRouter(tags=["check-ins"])

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Day = Annotated[date, Field(ge=EARLIEST.date(), lt=LATEST.date())]
FormId = Literal["daily-card", "weekly", "after-session"]


class ScheduleIn(BaseModel):
    """How often a form is asked for, and its window by the participant's wall clock, `HH:MM`.

    `weekday` 0 is Monday, for weekly and fortnightly. The window runs from `opens` on the due day to `closes` on the last of
    `days` days; a day ends at 04:00, so `closes` may be past midnight. `zone` moves the participant to another time zone.
    """

    model_config = ConfigDict(extra="forbid")
    cadence: Cadence
    weekday: int | None = Field(None, ge=0, le=6)
    opens: Clock = "04:00"
    closes: Clock = "04:00"
    days: int = Field(1, ge=1, le=14)
    starts_on: Day | None = None
    zone: str | None = Field(None, max_length=40)


class ScheduleOut(BaseModel):
    """A live schedule. `made_by` is null where it came with the programme."""

    id: UUID
    cadence: Cadence
    form_id: str
    weekday: int | None
    opens: str
    closes: str
    days: int
    starts_on: date
    made_by: str | None
    made_on: date


class OccurrenceOut(BaseModel):
    """One due date. `arrived_hours_later`: it was made in time and came so many hours after the close."""

    id: UUID
    form_id: str
    due_on: date
    opens_at: datetime
    closes_at: datetime
    state: OccurrenceState
    on_time: bool | None
    entry_id: UUID | None
    arrived_hours_later: int | None
    missed_at: datetime | None
    reason_entry_id: UUID | None
    cancelled_why: CancelWhy | None
    excused_by: str | None
    excused_why: str | None


class TargetOut(BaseModel):
    """One personal target. `live`: it is on the card, today or later."""

    model_config = ConfigDict(populate_by_name=True)
    id: UUID
    text: str
    from_: date = Field(alias="from")
    to: date | None
    live: bool


class QuestionOut(BaseModel):
    """A clinician's own question."""

    id: UUID
    form_id: str
    type: QuestionKind
    text: str
    options: list[str] = []
    once: bool
    stopped: bool


class CheckinsOut(BaseModel):
    """Everything of the check-ins page: what is asked for, four weeks back and two ahead, and the forms as they are drawn.

    `forms` are those that are asked on a day, the measures, and step by step, which is gone through together and so is only
    printed (`print_only`). `older_forms` are their versions before this one: a sheet of paper is keyed in as the version that
    it was printed from.
    """

    as_of: datetime
    zone: str
    active: bool
    today: date
    schedules: list[ScheduleOut]
    occurrences: list[OccurrenceOut]
    targets: list[TargetOut]
    questions: list[QuestionOut]
    forms: list[dict[str, Any]]
    print_only: list[str]
    older_forms: list[dict[str, Any]]


class ExcuseIn(BaseModel):
    """Why it need not be answered. The participant reads it."""

    model_config = ConfigDict(extra="forbid")
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]


class TargetIn(BaseModel):
    """What is watched for, in role words, from and to which day."""

    model_config = ConfigDict(extra="forbid")
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
    active_from: Day | None = None
    active_to: Day | None = None


class QuestionIn(BaseModel):
    """A question of one's own: yes or no, 0 to 10, a choice of two to eight, or words. `once`: until it was answered once."""

    model_config = ConfigDict(extra="forbid")
    form_id: FormId = "daily-card"
    type: QuestionKind
    text: Words
    options: Annotated[list[Annotated[Words, Field(max_length=80)]], Field(max_length=8)] = []
    once: bool = True


class PaperIn(BaseModel):
    """A card filled in on paper. `id` is made by whoever sends it, so that a second press is the same entry."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    body: CheckinBody


class PaperOut(BaseModel):
    """`answer`: on_time, late, added to an earlier one, same, or null where none was due. `marks`: what is out of place, by link id."""

    id: UUID
    answer: str | None
    marks: dict[str, str]


class PaperLogIn(BaseModel):
    """A trigger log filled in on paper. `id` is made by whoever sends it, so that a second press is the same entry."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    body: TriggerBody


class PaperLogOut(BaseModel):
    """`answer`: same, where this was entered before; else null."""

    id: UUID
    answer: str | None


@router.get("/api/participants/{participant_id}/check-ins", response_model_by_alias=True)
@act(May.checkins_read)
def read_checkins(at: Access, participant_id: UUID) -> CheckinsOut:
    """What is asked for and what became of it, targets, own questions, and the forms to print or key in."""
    return CheckinsOut.model_validate(reading.checkins(at))


@router.put("/api/participants/{participant_id}/check-ins/schedule")
@act(May.schedule_change)
def change_schedule(at: Access, participant_id: UUID, body: ScheduleIn) -> CheckinsOut:
    """Set how often a form is asked for. What was planned is cancelled and planned anew; what is open stays open.

    One schedule a form: weekly and fortnightly share one. 409 not-active, 422 with the field that does not fit.
    """
    window = Window(time.fromisoformat(body.opens), time.fromisoformat(body.closes), body.days)
    weekday = body.weekday if body.cadence in (Cadence.weekly, Cadence.fortnightly) else None
    actions.change_schedule(at, Rhythm(body.cadence, _from(at, body.starts_on), window, weekday), body.zone)
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/check-in-schedules/{schedule_id}/stop")
@act(May.schedule_change, of=Schedule, param="schedule_id")
def stop_schedule(at: Access, schedule_id: UUID) -> CheckinsOut:
    """Ask for this form no more. 409 already-over."""
    actions.stop_schedule(at, schedule_id)
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/occurrences/{occurrence_id}/excuse")
@act(May.schedule_change, of=Occurrence, param="occurrence_id")
def excuse_occurrence(at: Access, occurrence_id: UUID, body: ExcuseIn) -> CheckinsOut:
    """Say that one need not be answered; one that was missed is no longer. 409 already-over, identifiers-found."""
    actions.excuse(at, occurrence_id, body.why)
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/participants/{participant_id}/check-ins/targets")
@act(May.schedule_change)
def add_target(at: Access, participant_id: UUID, body: TargetIn) -> CheckinsOut:
    """Put a target on the daily card. 409 identifiers-found, too-many (five), not-active."""
    actions.add_target(at, body.words, body.active_from, body.active_to)
    at.session.flush()
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/check-in-targets/{target_id}/stop")
@act(May.schedule_change, of=Target, param="target_id")
def stop_target(at: Access, target_id: UUID) -> CheckinsOut:
    """Take a target off the card. What was answered about it stays. 409 already-over."""
    actions.stop_target(at, target_id)
    at.session.flush()
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/participants/{participant_id}/check-ins/questions")
@act(May.schedule_change)
def add_question(at: Access, participant_id: UUID, body: QuestionIn) -> CheckinsOut:
    """Add a question of one's own to a form. 409 identifiers-found, too-many (three a form), not-active."""
    actions.ask(at, actions.Asked(body.form_id, body.type, body.text, body.options, body.once))
    at.session.flush()
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/check-in-questions/{extra_question_id}/stop")
@act(May.schedule_change, of=ExtraQuestion, param="extra_question_id")
def stop_question(at: Access, extra_question_id: UUID) -> CheckinsOut:
    """Ask it no more. 409 already-over."""
    actions.stop_question(at, extra_question_id)
    at.session.flush()
    return CheckinsOut.model_validate(reading.checkins(at))


@router.post("/api/participants/{participant_id}/entries/paper")
@act(May.entry_for_participant)
def key_in_paper(at: Access, participant_id: UUID, body: PaperIn) -> PaperOut:
    """Key in a card that was filled in on paper. It is an entry like any other, and says who entered it.

    Reviews and attention follow as from a phone. An answer that does not fit is kept and marked. 409 programme-over, same-id.
    """
    return PaperOut.model_validate(paper.key_in(at, body.id, body.body))


@router.post("/api/participants/{participant_id}/entries/paper/log")
@act(May.entry_for_participant)
def key_in_paper_log(at: Access, participant_id: UUID, body: PaperLogIn) -> PaperLogOut:
    """Key in a trigger log that was written on paper. It is an entry like any other, and says who entered it.

    Reviews, attention and the count of rules follow as from a phone. `happened_at` is at most 120 days ago. 409 programme-over, same-id.
    """
    return PaperLogOut(id=body.id, answer=keyed_in.log(at, body.id, body.body))


def _from(at: Access, starts_on: date | None) -> date:
    """The day that a schedule starts: not before today by the participant's clock, whose zone the action knows."""
    return max(starts_on or at.now.date(), at.now.date())
