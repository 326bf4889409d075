"""HTTP for staff signing in, and for what staff do with people."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import col

from api.access import May
from api.act import Access, act
from api.clock import utc
from api.given import Given
from api.people import actions, signing_in
from api.people.enrolment import invite, keep_open, qr_picture, revoke
from api.people.models import (
    Basis,
    Cadence,
    LegalBasis,
    ParticipantState,
    Phase,
    Role,
    StaffSession,
    Team,
    User,
    UserState,
)

router = APIRouter(tags=["people"])

Line = Annotated[str, Field(min_length=1, max_length=60)]


class SignInIn(Given):
    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=128)]


class CodeIn(Given):
    code: Annotated[str, Field(min_length=6, max_length=20)]


class NextStep(BaseModel):
    next: Literal["totp"]


class UserOut(BaseModel):
    id: UUID
    first_name: str
    last_name: str
    email: str
    team_name: str | None
    organisation: str | None


class Me(BaseModel):
    """Who is signed in: a member of staff, or (without `user`) an enrolled phone."""

    role: Role
    demo: bool
    user: UserOut | None = None
    idle_minutes: int | None = None
    participant_id: UUID | None = None
    device_id: UUID | None = None
    status: ParticipantState | None = None
    reader: bool | None = None
    needs_pin: bool | None = None


@router.post("/api/sign-in", response_model=NextStep)
@act(May.sign_in)
def sign_in(at: Access, body: SignInIn) -> Any:
    """First step: e-mail and password. The answer is the same work and the same words for an account that is not there.

    401 when they do not go together; 429 with Retry-After after five misses (never a lock: the wait ends).
    """
    problem = signing_in.first_step(at, body.email, body.password)
    return problem.response() if problem else NextStep(next="totp")


@router.post("/api/sign-in/totp", response_model=Me, response_model_exclude_none=True)
@act(May.sign_in)
def sign_in_code(at: Access, body: CodeIn) -> Any:
    """Second step: the six digits of the present 30 seconds, each usable once, or a recovery code."""
    user, problem = signing_in.second_step(at, body.code)
    if problem:
        return problem.response()
    assert user is not None
    return staff_me(at, user)


@router.delete("/api/sign-in", status_code=204)
@act(May.sign_in)
def sign_out(at: Access) -> Response:
    """End this session. Works when it has ended already."""
    signing_in.sign_out(at)
    return Response(status_code=204)


@router.get("/api/me", response_model=Me, response_model_exclude_none=True)
@act(May.self_read)
def read_me(at: Access) -> Me:
    """Who this browser is signed in as: staff, or an enrolled phone."""
    assert at.who is not None
    if at.who.role is Role.participant:
        return Me(
            role=Role.participant, demo=at.settings.demo, participant_id=at.who.participant_id, device_id=at.who.id,
            status=at.who.participant_state, reader=at.who.reader,
        )  # fmt: skip
    return staff_me(at, at.session.get_one(User, at.who.id))


def staff_me(at: Access, user: User) -> Me:
    """The answer of /api/me for a member of staff."""
    team = at.session.get(Team, user.team_id) if user.team_id else None
    return Me(
        role=user.role,
        demo=at.settings.demo,
        idle_minutes=15,
        user=UserOut(
            id=user.id, first_name=user.first_name, last_name=user.last_name, email=user.email,
            team_name=team.name if team else None, organisation=user.organisation,
        ),
    )  # fmt: skip


class SessionOut(BaseModel):
    id: UUID
    started_at: datetime
    last_seen_at: datetime
    this: bool


class Sessions(BaseModel):
    items: list[SessionOut]


@router.get("/api/sessions")
@act(May.session_own)
def list_sessions(at: Access) -> Sessions:
    """One's own live sessions, newest first."""
    assert at.who is not None
    rows = at.session.execute(
        sa.select(StaffSession)
        .where(
            col(StaffSession.user_id) == at.user_id,
            col(StaffSession.ended_at).is_(None),
            col(StaffSession.complete).is_(True),
        )
        .order_by(col(StaffSession.started_at).desc())
    ).scalars()
    return Sessions(
        items=[
            SessionOut(id=s.id, started_at=s.started_at, last_seen_at=s.seen_at, this=s.id == at.who.session_id)
            for s in rows
            if signing_in.idle_out_at(s.seen_at, s.started_at) > at.now
        ]
    )


@router.delete("/api/sessions/{session_id}", status_code=204)
@act(May.session_own, of=StaffSession, param="session_id", owner="user_id")
def end_session(at: Access, session_id: UUID) -> Response:
    """End one of one's own sessions: the other browser is signed out on its next request."""
    actions.end_session(at, session_id)
    return Response(status_code=204)


# The team ---------------------------------------------------------------------------------------------------------


class Colleague(BaseModel):
    id: UUID
    first_name: str
    last_name: str
    role: Role


class Officer(BaseModel):
    id: UUID
    first_name: str
    last_name: str
    organisation: str | None


class TeamOut(BaseModel):
    id: UUID
    name: str
    duty_phone: str
    duty_hours: str
    grace_minutes: int
    past_breach_policy: str | None
    clinicians: list[Colleague]
    probation: list[Officer]


@router.get("/api/team")
@act(May.team_read)
def read_team(at: Access) -> TeamOut:
    """One's own team: settings, clinicians and leads, and the probation practitioners a link can be proposed to."""
    assert at.who is not None
    at.listed("team", [])
    team = at.session.get_one(Team, at.who.team_id)
    staff = at.session.execute(
        sa.select(User)
        .where(
            sa.or_(col(User.team_id) == team.id, col(User.role) == Role.probation), col(User.state) == UserState.active
        )
        .order_by(col(User.first_name), col(User.last_name))
    ).scalars()
    clinicians, probation = [], []
    for user in staff:
        if user.role is Role.probation:
            probation.append(
                Officer(
                    id=user.id, first_name=user.first_name, last_name=user.last_name, organisation=user.organisation
                )
            )
        elif user.role in (Role.clinician, Role.lead):
            clinicians.append(
                Colleague(id=user.id, first_name=user.first_name, last_name=user.last_name, role=user.role)
            )
    return TeamOut(
        id=team.id, name=team.name, duty_phone=team.duty_phone, duty_hours=team.duty_hours,
        grace_minutes=team.grace_minutes, past_breach_policy=team.past_breach_policy,
        clinicians=clinicians, probation=probation,
    )  # fmt: skip


# Participants -----------------------------------------------------------------------------------------------------


class SuitabilityIn(Given):
    """The sheet of product F13: agreement, what the order or licence says about devices, and what help is needed."""

    agreed: bool
    internet_device_allowed: bool
    inspection: bool
    no_deletion: bool
    no_auto_deletion_software: bool
    reading_support: bool
    digital_skill: Literal["none", "some", "good"]
    excluded_motivation: bool
    note: Annotated[str, Field(max_length=1000)] | None = None


class ParticipantIn(Given):
    first_name: Line
    last_name: Line
    date_of_birth: date
    case_reference: Annotated[str, Field(min_length=4, max_length=24, pattern=r"^[0-9A-Za-z /\-]+$")] | None = None
    zone: Annotated[str, Field(max_length=40)] = "Europe/London"
    tier: Annotated[int, Field(ge=1, le=3)] = 2
    basis: Basis
    cadence: Cadence = Cadence.daily_card
    planned_sessions: Annotated[int, Field(ge=1, le=60)] = 12
    suitability: SuitabilityIn


class Created(BaseModel):
    id: UUID
    mode: str


@router.post("/api/participants", status_code=201)
@act(May.participant_create)
def create_participant(at: Access, body: ParticipantIn) -> Created:
    """Take somebody on, with the suitability sheet. Whoever creates them is assigned.

    409 not-suitable when the sheet rules them out; 409 no-past-breach-policy while the team has not written what it
    passes on. "No internet device" makes it paper.
    """
    if not date(1900, 1, 1) <= body.date_of_birth <= at.now.date().replace(year=at.now.year - 16):
        from api.errors import Malformed

        raise Malformed(errors=[("date_of_birth", "Check the year. The person must be 16 or over.")])
    given = body.model_dump()
    person = actions.take_on(at, **given)
    return Created(id=person.id, mode=person.mode)


class InvitationOut(BaseModel):
    """Shown once. `qr_svg` is a picture of `qr_url`; the typed code lives while the page calls keep-open."""

    id: UUID
    typed_code: str
    typed_expires_at: datetime
    qr_svg: str
    qr_url: str
    qr_expires_at: datetime


@router.post("/api/participants/{participant_id}/invitations", status_code=201)
@act(May.invitation_issue)
def create_invitation(at: Access, participant_id: UUID) -> InvitationOut:
    """Make a one-time code for the participant's phone; earlier unused ones stop working.

    409 paper-mode, ended, or no-past-breach-policy.
    """
    codes = invite(at)
    return InvitationOut(
        id=codes.invitation_id, typed_code=codes.typed, typed_expires_at=codes.typed_until,
        qr_svg=qr_picture(codes.url), qr_url=codes.url, qr_expires_at=codes.qr_until,
    )  # fmt: skip


class StillOpen(BaseModel):
    typed_expires_at: datetime
    used: bool


@router.post("/api/participants/{participant_id}/invitations/{invitation_id}/keep-open")
@act(May.invitation_issue)
def keep_invitation_open(at: Access, participant_id: UUID, invitation_id: UUID) -> StillOpen:
    """The page with the code is still open: the typed code lives 60 seconds more, 10 minutes at most in all."""
    until, used = keep_open(at, invitation_id)
    return StillOpen(typed_expires_at=until, used=used)


@router.delete("/api/participants/{participant_id}/invitations/{invitation_id}", status_code=204)
@act(May.invitation_issue)
def revoke_invitation(at: Access, participant_id: UUID, invitation_id: UUID) -> Response:
    """Make an unused code useless."""
    revoke(at, invitation_id)
    return Response(status_code=204)


class StatusIn(Given):
    to: Literal["active", "paused", "ended"]
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class PhaseIn(Given):
    to: Phase


class StatusOut(BaseModel):
    status: ParticipantState
    phase: Phase


@router.post("/api/participants/{participant_id}/phase")
@act(May.participant_phase)
def change_phase(at: Access, participant_id: UUID, body: PhaseIn) -> StatusOut:
    """Move to another phase. Only a person does this."""
    person = actions.change_phase(at, body.to)
    return StatusOut(status=person.state, phase=person.phase)


class FreeTextIn(Given):
    on: bool


@router.put("/api/participants/{participant_id}/free-text", status_code=204)
@act(May.participant_phase)
def switch_free_text(at: Access, participant_id: UUID, body: FreeTextIn) -> Response:
    """Offer fields for own words on this person's phone, or not.

    Off, the phone shows a sentence in their place, from its next contact on. Fields in which words are the message itself stay: not
    safe, "that is wrong", questions, requests and complaints. What an older phone sends is taken as before.
    """
    actions.set_free_text(at, body.on)
    return Response(status_code=204)


class AssignmentIn(Given):
    user_id: UUID


class AssignmentOut(BaseModel):
    id: UUID


@router.post("/api/participants/{participant_id}/assignments", status_code=201)
@act(May.assignment_change)
def create_assignment(at: Access, participant_id: UUID, body: AssignmentIn) -> AssignmentOut:
    """Assign another clinician of the team."""
    return AssignmentOut(id=actions.assign(at, body.user_id).id)


@router.delete("/api/participants/{participant_id}/assignments/{assignment_id}", status_code=204)
@act(May.assignment_change)
def delete_assignment(at: Access, participant_id: UUID, assignment_id: UUID) -> Response:
    """End an assignment; access ends on the next request. 409 last-clinician while nobody else is assigned."""
    actions.unassign(at, assignment_id)
    return Response(status_code=204)


class LinkIn(Given):
    probation_user_id: UUID
    legal_basis: LegalBasis
    covers_voluntary: bool = False


class LinkOut(BaseModel):
    id: UUID
    state: str
    proposed_at: datetime


@router.post("/api/participants/{participant_id}/probation-link", status_code=201)
@act(May.link_propose)
def propose_link(at: Access, participant_id: UUID, body: LinkIn) -> LinkOut:
    """Propose that this person's attendance goes to a probation practitioner. Nothing goes before they accept."""
    link = actions.propose_link(at, body.probation_user_id, body.legal_basis, body.covers_voluntary)
    return LinkOut(id=link.id, state=link.state, proposed_at=utc(link.proposed_at))


@router.delete("/api/participants/{participant_id}/probation-link", status_code=204)
@act(May.link_end)
def end_link(at: Access, participant_id: UUID) -> Response:
    """End the live link: probation's access ends on its next request, and nothing more goes out."""
    actions.end_link(at)
    return Response(status_code=204)


@router.delete("/api/participants/{participant_id}/devices/{device_id}", status_code=204)
@act(May.device_revoke)
def revoke_device(at: Access, participant_id: UUID, device_id: UUID) -> Response:
    """Sign a phone out from here. What waits on it may still come in for 30 days."""
    actions.revoke_device(at, device_id)
    return Response(status_code=204)


@router.post("/api/participants/{participant_id}/devices/{device_id}/stolen", status_code=204)
@act(May.device_revoke)
def mark_device_stolen(at: Access, participant_id: UUID, device_id: UUID) -> Response:
    """Sign a phone out because somebody else has it: it may send nothing more. This cannot be taken back."""
    actions.revoke_device(at, device_id, stolen=True)
    return Response(status_code=204)
