"""Measures over HTTP, for staff. The participant answers on the phone, as a check-in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.access import May
from api.act import Access, act
from api.evaluation import measures
from api.evaluation.models import Measure, MeasureMoment, MeasureState
from api.goals.bodies import Day

router = APIRouter(tags=["measures"])


class MeasureIn(BaseModel):
    """Which form, at which moment of the programme, and by when it would be good to have."""

    model_config = ConfigDict(extra="forbid")
    form_id: str = Field(max_length=60, pattern=r"^[a-z0-9-]+$")
    moment: MeasureMoment
    due_on: Day | None = None


class MeasureForm(BaseModel):
    """A measure that can be asked for. `note` says what it is and is not."""

    id: str
    title: str
    note: str | None


class AnswerLine(BaseModel):
    """One answer as it was given. `of` is the most of a scale."""

    link_id: str
    text: str
    value: Any
    of: int | None


class MeasureLine(BaseModel):
    """One measure that was asked for, with its answers once there are any."""

    id: UUID
    form_id: str
    title: str
    moment: MeasureMoment
    state: MeasureState
    asked_on: date
    due_on: date | None
    answered_on: date | None
    answers: list[AnswerLine]


class MeasuresPage(BaseModel):
    """Every measure asked for, newest first, and what can be asked for. Self-report: never a risk, never for probation."""

    measures: list[MeasureLine]
    forms: list[MeasureForm]
    as_of: datetime


@router.get("/api/participants/{participant_id}/measures")
@act(May.measure_use)
def read_measures(at: Access, participant_id: UUID) -> MeasuresPage:
    """Measures with their answers, newest first, and the forms that can be asked for."""
    return _page(at)


@router.post("/api/participants/{participant_id}/measures", status_code=201)
@act(May.measure_use)
def ask_measure(at: Access, participant_id: UUID, body: MeasureIn) -> MeasuresPage:
    """Ask for a measure. 409 no-such-measure, measure-asked while the same one waits, programme-over."""
    measures.ask(at, body.form_id, body.moment, body.due_on)
    return _page(at)


@router.post("/api/measures/{measure_id}/withdraw")
@act(May.measure_use, of=Measure)
def withdraw_measure(at: Access, measure_id: UUID) -> MeasuresPage:
    """No longer ask for it. 409 measure-over when it is answered or withdrawn."""
    measures.withdraw(at, measure_id)
    return _page(at)


def _page(at: Access) -> MeasuresPage:
    at.session.flush()
    return MeasuresPage.model_validate(
        {
            "measures": measures.results(at),
            "forms": [{"id": form.id, "title": form.title, "note": form.note} for form in measures.available(at)],
            "as_of": at.now,
        }
    )
