"""HTTP for orders: staff draft, check, vary and end; probation proposes text; the phone reads its bundle."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.access import May
from api.act import Access, act
from api.given import Given
from api.orders import actions, proposals, reading
from api.orders.models import (
    Category,
    ConditionKind,
    CourtOrder,
    DeclineReason,
    OrderState,
    ProposalState,
    SourceSeen,
)
from api.orders.terms import Draft, Term
from api.people.place import place_of

router = APIRouter(tags=["orders"])

Words = Annotated[str, Field(min_length=1, max_length=1000)]
Line = Annotated[str, Field(min_length=1, max_length=200)]


class TermIn(Given):
    """One condition: from the library with `blanks`, or in the order's own words with names as [role words].

    `key` keeps a condition the same from version to version. `exception` is one that the court granted, in its exact words.
    `not_allowed` and `ask_about`: left out they are the library's; an empty list says that there are none.
    """

    key: UUID | None = None
    library_id: Annotated[str, Field(max_length=60)] | None = None
    blanks: dict[Annotated[str, Field(max_length=40)], str | int] = Field({}, max_length=8)
    category: Category | None = None
    kind: ConditionKind | None = None
    exact: Words | None = None
    plain: Words | None = None
    not_allowed: Annotated[list[Line], Field(max_length=8)] | None = None
    ask_about: Annotated[list[Line], Field(max_length=8)] | None = None
    exception: Words | None = None


class OrderIn(Given):
    """One version of an order. Without `ends_on` it holds until further order. `no_name`: no name and no place is in it.

    `proposal_id`: the words of probation that are taken up with it.
    """

    kind_id: Annotated[str, Field(max_length=60)]
    court: Annotated[str, Field(max_length=80)] | None = None
    made_on: date
    starts_on: date
    served_on: date | None = None
    ends_on: date | None = None
    source: SourceSeen
    source_seen_on: date
    conditions: Annotated[list[TermIn], Field(min_length=1, max_length=40)]
    no_name: bool
    proposal_id: UUID | None = None


class RewriteIn(OrderIn):
    """A draft changed. `revision`: the one that was read before changing it."""

    revision: Annotated[int, Field(ge=1)]


class CheckIn(Given):
    """The second person's tick: no name and no place is in it. `revision`: the state of the draft that was read."""

    no_name: bool
    revision: Annotated[int, Field(ge=1)]


class SendBackIn(Given):
    """What has to change before it can be shown, and the `revision` that was read."""

    reason: Annotated[str, Field(min_length=1, max_length=600)]
    revision: Annotated[int, Field(ge=1)]


class EndIn(Given):
    """That an order has ended on a day, or was discharged by a court, the document that says so, and why."""

    discharged: bool = False
    ended_on: date
    source: SourceSeen
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class DeclineIn(Given):
    """Why proposed words are not taken up. Probation reads it."""

    reason: DeclineReason


class OrderMade(BaseModel):
    id: UUID


class KindOut(BaseModel):
    """A kind of order that can be picked. `check`: its start has to be confirmed."""

    id: str
    jurisdiction: str
    name: str
    plain: str
    notification: bool
    starts_from: str
    breach: str
    supervised_by: str
    check: bool


class LibraryOut(BaseModel):
    """What an order is drafted from: kinds, conditions with typed blanks, and the role words."""

    kinds: list[KindOut]
    conditions: list[dict[str, Any]]
    roles: dict[str, str]


class KindShort(BaseModel):
    id: str
    name: str
    plain: str | None
    notification: bool
    starts_from: str | None


class Notify(BaseModel):
    day_1: date
    last_day: date


class TermOut(BaseModel):
    """One condition as it stands. `change` against the version before: new, changed or same."""

    id: UUID
    key: UUID
    place: int
    library_id: str | None
    category: Category
    kind: ConditionKind
    exact: str
    plain: str
    not_allowed: list[str]
    ask_about: list[str]
    exception: str | None
    teach_back: list[str]
    change: str


class SentBackOut(BaseModel):
    by: str
    at: datetime
    reason: str


class OrderOut(BaseModel):
    """One version of an order for staff. `fell_away`: the plain words of what the version before had and this has not.

    `revision` is sent with a change, a check and the like. `sent_back`: what a second person said, until it is changed.
    `of_probation`: it may take in words that probation proposed.
    """

    id: UUID
    series_id: UUID
    version: int
    state: OrderState
    kind: KindShort
    of_probation: bool
    court: str | None
    made_on: date
    starts_on: date
    served_on: date | None
    ends_on: date | None
    until_further_order: bool
    source: SourceSeen
    source_seen_on: date
    notify: Notify | None
    read: bool
    read_at: datetime | None
    written_by: str
    drafted_by_id: UUID
    drafted_at: datetime
    revision: int
    sent_back: SentBackOut | None
    checked_by: str | None
    checked_at: datetime | None
    ended_on: date | None
    end_source: SourceSeen | None
    end_reason: str | None
    fell_away: list[str]
    conditions: list[TermOut]


class ProposalOut(BaseModel):
    id: UUID
    proposed_at: datetime
    by: str
    text: str
    state: ProposalState
    decline_reason: DeclineReason | None
    settled_at: datetime | None


class TeachBackOut(BaseModel):
    """The newest answer to one scenario. `fits` is the answer that fits; both are null when the scenario is not shown.

    `version` is that of the words that were answered, null from an older phone. `other_words`: the situation is at another one now.
    """

    order_id: UUID
    scenario_id: str
    version: int | None
    other_words: bool
    answer: str
    missed: bool
    answered_at: datetime
    situation: str | None
    fits: str | None


class OrdersPage(BaseModel):
    """A participant's orders, the stricter first; what probation proposed; what teach-back showed; and whose law it is."""

    jurisdiction: str
    orders: list[OrderOut]
    proposals: list[ProposalOut]
    teach_back: list[TeachBackOut]
    as_of: datetime


class TextIn(Given):
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class OwnProposal(BaseModel):
    """What a practitioner proposed, and whether it was taken up or why not. Never what was made of it."""

    id: UUID
    proposed_at: datetime
    text: str
    state: ProposalState
    decline_reason: DeclineReason | None
    settled_at: datetime | None


@router.get("/api/order-library")
@act(May.content_library)
def read_library(
    at: Access, jurisdiction: Annotated[str | None, Query(max_length=60, pattern="^[a-z-]+$")] = None
) -> LibraryOut:
    """Kinds of order by jurisdiction, the condition library with its typed blanks, and the role words.

    With `jurisdiction` only what an order of that place can be, in the words that people there use; without, every condition, each
    with the places whose orders may hold it.
    """
    at.listed("order_library", [])
    catalogue = at.service.catalogue
    return LibraryOut(
        kinds=[
            KindOut(
                id=k.id, jurisdiction=k.jurisdiction, name=k.name, plain=k.plain, notification=k.notification,
                starts_from=k.starts_from, breach=k.breach, supervised_by=k.supervised_by, check=k.in_force == "check",
            )
            for k in catalogue.order_kinds()
            if jurisdiction in (None, k.jurisdiction)
        ],
        conditions=[
            one.model_dump(mode="json") | {"places": list(catalogue.shelf.places(library.jurisdiction))}
            for library in catalogue.libraries()
            for one in catalogue.localised(library, jurisdiction)
        ],
        roles=dict(catalogue.roles()),
    )  # fmt: skip


@router.get("/api/participants/{participant_id}/orders")
@act(May.order_read)
def read_orders(at: Access, participant_id: UUID) -> OrdersPage:
    """Every order in every version, the stricter first, with what each version changed; proposals; teach-back."""
    return OrdersPage(
        jurisdiction=place_of(at)[1],
        orders=[OrderOut.model_validate(one) for one in reading.orders(at)],
        proposals=[ProposalOut.model_validate(one) for one in proposals.proposals(at)],
        teach_back=[TeachBackOut.model_validate(one) for one in reading.teach_back(at)],
        as_of=at.now,
    )


@router.post("/api/participants/{participant_id}/orders", status_code=201)
@act(May.order_draft)
def draft_order(at: Access, participant_id: UUID, body: OrderIn) -> OrderMade:
    """Draft a new order. Nobody but staff sees it until a second person has checked it.

    409 unknown-order-kind, dates-disagree, bad-condition, identifiers-found or not-ticked, each naming its fields.
    """
    return OrderMade(id=actions.draft(at, _draft(body), body.no_name, proposal_id=body.proposal_id))


@router.post("/api/orders/{court_order_id}/vary", status_code=201)
@act(May.order_draft, of=CourtOrder)
def vary_order(at: Access, court_order_id: UUID, body: OrderIn) -> OrderMade:
    """Draft the next version of an order that binds. The present one stays until the new one is checked.

    409 already-drafted, not-active, or order-moved when a newer version than this one binds; and as for a first draft.
    """
    return OrderMade(id=actions.draft(at, _draft(body), body.no_name, court_order_id, body.proposal_id))


@router.put("/api/orders/{court_order_id}", status_code=204)
@act(May.order_draft, of=CourtOrder)
def rewrite_order(at: Access, court_order_id: UUID, body: RewriteIn) -> Response:
    """Change a draft; whoever changes it last is its writer.

    409 not-a-draft, draft-changed when somebody saved it since `revision`, and as for a first draft.
    """
    actions.rewrite(at, court_order_id, _draft(body), body.no_name, body.revision, body.proposal_id)
    return Response(status_code=204)


@router.delete("/api/orders/{court_order_id}", status_code=204)
@act(May.order_draft, of=CourtOrder)
def discard_order(at: Access, court_order_id: UUID, revision: Annotated[int, Query(ge=1)]) -> Response:
    """Throw a draft away, as it was at `revision`. 409 not-a-draft: what the participant has seen is never deleted; draft-changed."""
    actions.discard(at, court_order_id, revision)
    return Response(status_code=204)


@router.post("/api/orders/{court_order_id}/check", status_code=204)
@act(May.order_draft, of=CourtOrder)
def check_order(at: Access, court_order_id: UUID, body: CheckIn) -> Response:
    """The second person's check: from now on the participant is shown it.

    409 needs-second-person, not-ticked, not-a-draft, sent-back, draft-changed when it is not the `revision` that was read, or
    not-active when the order that it would vary has ended.
    """
    actions.check(at, court_order_id, body.no_name, body.revision)
    return Response(status_code=204)


@router.post("/api/orders/{court_order_id}/send-back", status_code=204)
@act(May.order_draft, of=CourtOrder)
def send_order_back(at: Access, court_order_id: UUID, body: SendBackIn) -> Response:
    """The second person says what has to change. 409 needs-second-person, not-a-draft, sent-back or draft-changed."""
    actions.send_back(at, court_order_id, body.reason, body.revision)
    return Response(status_code=204)


@router.post("/api/orders/{court_order_id}/end", status_code=204)
@act(May.order_draft, of=CourtOrder)
def end_order(at: Access, court_order_id: UUID, body: EndIn) -> Response:
    """Confirm that an order has ended or was discharged, with the source seen. 409 not-active or dates-disagree."""
    actions.end(at, court_order_id, body.discharged, body.ended_on, body.source, body.reason)
    return Response(status_code=204)


@router.post("/api/participants/{participant_id}/order-proposals/{proposal_id}/decline", status_code=204)
@act(May.order_draft)
def decline_proposal(at: Access, participant_id: UUID, proposal_id: UUID, body: DeclineIn) -> Response:
    """Decline words that probation proposed, with a reason that it reads. 404 when they are settled already."""
    proposals.decline(at, proposal_id, body.reason)
    return Response(status_code=204)


@router.post("/api/attendance/participants/{participant_id}/order-text", status_code=201)
@act(May.order_text_propose)
def propose_order_text(at: Access, participant_id: UUID, body: TextIn) -> OrderMade:
    """Propose words of the practitioner's own licence or order, as text. 409 identifiers-found."""
    return OrderMade(id=proposals.propose(at, body.text))


@router.get("/api/attendance/participants/{participant_id}/order-text")
@act(May.order_text_propose)
def read_own_proposals(at: Access, participant_id: UUID) -> list[OwnProposal]:
    """What one proposed oneself, and whether it was taken up, or why not."""
    return [OwnProposal.model_validate(one) for one in proposals.proposals(at, own=True)]


def _draft(body: OrderIn) -> Draft:
    given = {
        name: getattr(body, name)
        for name in OrderIn.model_fields
        if name not in ("conditions", "no_name", "proposal_id")
    }
    return Draft(**given, terms=[Term(**{n: getattr(one, n) for n in TermIn.model_fields}) for one in body.conditions])
