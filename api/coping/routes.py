"""The coping plan over HTTP. Co-writing from the phone comes later; now the clinician enters what both agreed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access import May
from api.act import Access, act
from api.coping import actions
from api.coping.models import PlanState

router = APIRouter(tags=["coping"])

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Lines = Annotated[list[Line], Field(max_length=12)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Hours(BaseModel):
    """From when to when a rule speaks, by the participant's wall clock, `HH:MM`. May pass midnight."""

    model_config = ConfigDict(extra="forbid")
    from_: Hour = Field(alias="from")
    to: Hour


class RuleIn(BaseModel):
    """IF `when` (and the hours, and an urge of at least so much of 10) THEN `then`, a positive act."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    id: UUID | None = None
    when: Line
    hours: Hours | None = None
    urge_at_least: int | None = Field(None, ge=0, le=10)
    then: Line
    for_minutes: int | None = Field(None, ge=1, le=240)
    confidence: int | None = Field(None, ge=0, le=10)


class PlanIn(BaseModel):
    """A whole version: every section and rule, with the newest version that the writer saw."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    signs: Lines = []
    surroundings: Lines = []
    alone: Lines = []
    people: Lines = []
    ask: Lines = []
    professionals: Lines = []
    reasons: Lines = []
    night: Lines = []
    rules: list[RuleIn] = Field([], max_length=20)
    agreed_on: date | None = None
    base_version: int | None = Field(None, ge=1)


class Rule(BaseModel):
    """One if-then rule as it is read."""

    id: UUID
    when: str
    hours: Hours | None
    urge_at_least: int | None
    then: str
    for_minutes: int | None
    confidence: int | None


class Plan(BaseModel):
    """One version of a plan, with the first name of who wrote it with the participant."""

    id: UUID
    version: int
    state: PlanState
    agreed_on: date | None
    with_first_name: str
    signs: list[str]
    surroundings: list[str]
    alone: list[str]
    people: list[str]
    ask: list[str]
    professionals: list[str]
    reasons: list[str]
    night: list[str]
    rules: list[Rule]


class VersionLine(BaseModel):
    """One version in the list of them."""

    version: int
    state: PlanState
    made_on: date


class PlanPage(BaseModel):
    """What is agreed now, what waits for agreement, and every version there was."""

    current: Plan | None
    proposed: Plan | None
    history: list[VersionLine]


@router.get("/api/participants/{participant_id}/coping-plan")
@act(May.plan_read)
def read_plan(at: Access, participant_id: UUID) -> PlanPage:
    """The agreed plan, one that waits for agreement, and the list of versions."""
    current, proposed = actions.current_plan(at), actions.proposed_plan(at)
    return PlanPage(
        current=Plan.model_validate(current) if current else None,
        proposed=Plan.model_validate(proposed) if proposed else None,
        history=[VersionLine.model_validate(one) for one in actions.versions(at)],
    )


@router.put("/api/participants/{participant_id}/coping-plan")
@act(May.plan_edit)
def write_plan(at: Access, participant_id: UUID, body: PlanIn) -> Plan:
    """Save the next version; with `agreed_on` it takes the agreed one's place, without it waits for agreement.

    `base_version` is the newest version in the list, null for the first. 409 plan-changed when there is a newer one,
    rule-not-positive when a rule says what will not be done, identifiers-found when words could lead to a person.
    """
    plan = body.model_dump(mode="json", by_alias=True, exclude={"agreed_on", "base_version"})
    return Plan.model_validate(actions.write(at, plan, body.agreed_on, body.base_version))
