"""The coping plan over HTTP, for staff: what stands, what goes back and forth. The phone proposes and answers by entries."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from api.access import May
from api.act import Access, act
from api.coping import actions, suggestions
from api.coping.models import PlanSide, PlanState, SuggestionKind, SuggestionState
from api.coping.plan_entries import Hours, Line, Part, PlanTrigger, Section

router = APIRouter(tags=["coping"])

Lines = Annotated[list[Line], Field(max_length=12)]
Longer = Annotated[list[Line], Field(max_length=40)]
Ids = Annotated[dict[Section, Annotated[list[UUID | None], Field(max_length=40)]], Field(max_length=8)]
LATER_FIELDS = ("trigger", "condition_id")


class RuleIn(BaseModel):
    """IF `when` (and the hours, and an urge of at least so much of 10) THEN `then`, a positive act."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    id: UUID | None = None
    when: Line
    trigger: PlanTrigger | None = None
    hours: Hours | None = None
    urge_at_least: int | None = Field(None, ge=0, le=10)
    then: Line
    for_minutes: int | None = Field(None, ge=1, le=240)
    confidence: int | None = Field(None, ge=0, le=10)
    condition_id: UUID | None = None


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
    ids: Ids = {}
    agreed_on: date | None = None
    base_version: int | None = Field(None, ge=1)


class ProposalIn(PlanIn):
    """A whole plan as its writer would have it, from the version that they opened. `keep` saves a draft of their own."""

    signs: Longer = []
    surroundings: Longer = []
    alone: Longer = []
    people: Longer = []
    ask: Longer = []
    professionals: Longer = []
    reasons: Longer = []
    night: Longer = []
    rules: list[RuleIn] = Field([], max_length=40)
    agreed_on: None = None
    keep: bool = False


class SuggestionIn(BaseModel):
    """A comment (`words`) on one line or rule, or a suggestion: other words for it, without `item_id` a new one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    kind: SuggestionKind
    part: Part
    item_id: UUID | None = None
    words: Annotated[str, Field(max_length=300)] | None = None
    text: Line | None = None
    when: Line | None = None
    then: Line | None = None


class ClashIn(BaseModel):
    """What stands of two sets of words: `theirs` is in the plan, `mine` stands beside it; or other words for one field."""

    model_config = ConfigDict(extra="forbid")
    choice: Literal["theirs", "mine", "words"]
    words: Line | None = None


class Rule(BaseModel):
    """One if-then rule as it is read. A trigger and a linked condition are there only where they are said."""

    id: UUID
    when: str
    hours: Hours | None
    urge_at_least: int | None
    then: str
    for_minutes: int | None
    confidence: int | None
    trigger: PlanTrigger | None = None
    condition_id: UUID | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_not_said(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        said: dict[str, Any] = serialize(self)
        return {name: value for name, value in said.items() if value is not None or name not in LATER_FIELDS}


class Signed(BaseModel):
    """Who agreed to a version, and on which day."""

    side: PlanSide
    first_name: str
    on: date


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
    ids: dict[Section, list[UUID]]
    side: PlanSide
    made_on: date
    signed: list[Signed]


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


class ChangeOut(BaseModel):
    """One difference: what, where, and both values; `rule` is the if and then of the rule that a changed field belongs to."""

    what: Literal["added", "taken_out", "changed", "moved"]
    part: Part
    id: str
    field: str
    before: Any
    after: Any
    rule: dict[str, str | None] | None = None


class PastVersion(VersionLine):
    """One version with who proposed it, who answered and why not, and what it changed of `base_version`."""

    side: PlanSide
    first_name: str
    answered_on: date | None
    reason: str | None
    base_version: int | None
    changes: list[ChangeOut] | None


class ClashOut(BaseModel):
    """One place where two sets of words stand side by side. `field` gone: one side took it out; order: the order differs."""

    id: UUID
    part: Part
    item_id: UUID | None
    field: str
    theirs: Any
    mine: Any


class SuggestionOut(BaseModel):
    """One suggestion or comment, and what became of it."""

    id: UUID
    kind: SuggestionKind
    part: Part
    item_id: UUID | None
    state: SuggestionState
    first_name: str
    on: date
    answered_on: date | None
    words: str | None
    item: dict[str, Any] | None
    answer: str | None


class Uses(BaseModel):
    """How often a rule was used and helped, from the entries that say so."""

    used: int
    helped: int


class Draft(Plan):
    """The reader's own draft, and the version that it changes."""

    base_version: int | None


class Why(BaseModel):
    """Why the participant would change the plan, in their words, and the day."""

    text: str
    on: date


class Work(BaseModel):
    """Everything about one plan: what is agreed, proposed, drafted by the reader, and said about it."""

    current: Plan | None
    proposed: Plan | None
    draft: Draft | None
    clashes: list[ClashOut]
    suggestions: list[SuggestionOut]
    history: list[PastVersion]
    uses: dict[UUID, Uses]
    whys: list[Why]


class Made(BaseModel):
    """The id of what was made."""

    id: UUID


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
    rule-not-positive when a rule says what will not be done, identifiers-found when words could lead to a person, programme-over once the programme has ended.
    """
    plan = body.model_dump(mode="json", by_alias=True, exclude={"agreed_on", "base_version"})
    return Plan.model_validate(actions.write(at, plan, body.agreed_on, body.base_version))


@router.get("/api/participants/{participant_id}/coping-plan/work")
@act(May.plan_read)
def read_work(at: Access, participant_id: UUID) -> Work:
    """The plan with all that goes back and forth: proposal, clashes, suggestions, history with what changed, uses of rules."""
    return Work.model_validate(actions.work(at, drafts=True))


@router.post("/api/participants/{participant_id}/coping-plan/proposals", status_code=201)
@act(May.plan_edit)
def propose_plan(at: Access, participant_id: UUID, body: ProposalIn) -> Plan:
    """Propose a plan to the participant, joined with whatever came since `base_version`; with `keep`, save a draft instead.

    Nothing is overwritten: fields that only one side changed are taken, others stand side by side until somebody chooses.
    409 rule-not-positive, identifiers-found, programme-over, or plan-changed when somebody saved in the same moment.
    """
    plan = body.model_dump(mode="json", by_alias=True, exclude={"agreed_on", "base_version", "keep"})
    return Plan.model_validate(actions.propose(at, plan, body.base_version, body.keep))


@router.post("/api/participants/{participant_id}/coping-plan/suggestions", status_code=201)
@act(May.plan_edit)
def suggest(at: Access, participant_id: UUID, body: SuggestionIn) -> Made:
    """Comment on a line or rule, or suggest other words or a new one; the participant accepts, changes or declines.

    409 suggestion-refused naming the field, not-in-the-plan when it was taken out meanwhile, programme-over.
    """
    fields = body.model_dump(include={"text", "when", "then"}, exclude_none=True)
    return Made(id=suggestions.suggest(at, body.kind, body.part, body.item_id, body.words, fields))


@router.post("/api/participants/{participant_id}/coping-plan/suggestions/{suggestion_id}/withdraw", status_code=204)
@act(May.plan_edit)
def withdraw_suggestion(at: Access, participant_id: UUID, suggestion_id: UUID) -> Response:
    """Take back a suggestion or comment that is not answered. 409 not-in-the-plan once it is."""
    suggestions.withdraw(at, suggestion_id)
    return Response(status_code=204)


@router.post("/api/participants/{participant_id}/coping-plan/clashes/{clash_id}", status_code=204)
@act(May.plan_edit)
def settle_clash(at: Access, participant_id: UUID, clash_id: UUID, body: ClashIn) -> Response:
    """Choose between two sets of words; what comes of it is proposed to the participant.

    409 not-proposed when somebody chose already, rule-not-positive or identifiers-found for other words.
    """
    actions.settle_clash(at, clash_id, body.choice, body.words)
    return Response(status_code=204)
