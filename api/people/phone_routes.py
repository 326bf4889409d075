"""HTTP for the participant's phone: enrolling, unlocking, and what belongs to the phone itself."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import col

from api.access import May
from api.act import Access, act
from api.errors import NotFound, Problem
from api.given import Given
from api.people import actions, enrolment
from api.people.models import Device, Language, Mode, Participant, ParticipantState, Role, User
from api.people.phone_names import phone_names
from api.people.records import first_name_of
from api.people.routes import Me, staff_me
from api.people.signing_in import open_session

router = APIRouter(tags=["phone"])

Pin = Annotated[str, Field(pattern=r"^\d{6}$")]


class EnrolIn(Given):
    """`language`: what somebody chose on this phone; without it the points are in the participant's own."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    language: Language | None = None


class Point(BaseModel):
    """One point of "how this works and who sees what"."""

    id: str
    version: int
    language: str
    title: str
    body: str


class AtTheDoor(BaseModel):
    """`language` is the participant's, as their clinician set it; the points are all in one language, which each of them names."""

    language: str
    first_name: str
    team_name: str
    duty_phone: str
    points: list[Point]
    past_breach_policy: str
    paper: bool


class ConfirmIn(Given):
    code: Annotated[str, Field(min_length=1, max_length=40)]
    pin: Pin
    agreed: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)]
    zone: Annotated[str, Field(max_length=40)] = "Europe/London"
    language: Language | None = None


class Enrolled(BaseModel):
    participant_id: UUID
    device_id: UUID


@router.post("/api/enrol", response_model=AtTheDoor)
@act(May.invitation_redeem)
def look_at_invitation(at: Access, body: EnrolIn) -> Any:
    """What a live code opens: the name, the team, and the points to read. Looking does not use the code up.

    404 code-unknown for a wrong, used, revoked or old code; 429 after five wrong ones.
    """
    at.language = body.language or at.language
    found = enrolment.look(at, body.code)
    return (
        found.response(at.language)
        if isinstance(found, Problem)
        else AtTheDoor(**enrolment.shown_at_the_door(at, found, body.language and body.language.value))
    )


@router.post("/api/enrol/confirm", response_model=Enrolled)
@act(May.invitation_redeem)
def confirm_enrolment(at: Access, body: ConfirmIn) -> Any:
    """Use the code up, once, and enrol this phone: every point confirmed, a PIN set.

    409 points-missing or pin-too-common: nothing is used up. Sets the phone's and the reader's cookies.
    """
    at.language = body.language or at.language
    found = enrolment.look(at, body.code)
    if isinstance(found, Problem):
        return found.response(at.language)
    device = enrolment.confirm(at, found, body.pin, body.agreed, body.zone, body.language)
    return Enrolled(participant_id=device.participant_id, device_id=device.id)


class PinIn(Given):
    pin: Pin


class PinChangeIn(Given):
    old: Pin
    new: Pin


@router.post("/api/unlock", status_code=204, response_model=None)
@act(May.phone_unlock)
def unlock(at: Access, body: PinIn) -> Response:
    """Open reading on this phone. 401 pin-wrong {tries_left, wait_seconds}; 429 while waiting; 409 after ten slips."""
    problem = enrolment.unlock(at, body.pin)
    return problem.response(at.language) if problem else Response(status_code=204)


@router.delete("/api/unlock", status_code=204)
@act(May.phone_unlock)
def lock(at: Access) -> Response:
    """End reading on this phone. What waits to be sent stays."""
    enrolment.stop_reading(at)
    return Response(status_code=204)


@router.post("/api/me/pin", status_code=204, response_model=None)
@act(May.phone_pin)
def change_pin(at: Access, body: PinChangeIn) -> Response:
    """Set another PIN. A slip in the old one counts as at unlocking."""
    problem = enrolment.change_pin(at, body.old, body.new)
    return problem.response(at.language) if problem else Response(status_code=204)


class SealKey(BaseModel):
    """`public` is base64url of the uncompressed P-256 point, 65 bytes."""

    id: str
    public: str


class Readers(BaseModel):
    clinician: str | None
    lead: str | None


class PhoneState(BaseModel):
    """What a locked phone needs in order to write and to say truly who reads it. Kept in clear on the phone.

    `jurisdiction`: whose lines to ring a locked phone shows. `revoked`: the phone was taken off. What waits on it may still be sent for 30 days; it may read nothing.
    """

    participant_id: UUID
    device_id: UUID
    next_seq: int
    seal_keys: list[SealKey]
    watermark: datetime | None
    epoch: str
    server_time: datetime
    status: ParticipantState
    revoked: bool
    zone: str
    keep_days: int | None
    duty_phone: str
    duty_hours: str
    next_working_time: datetime
    next_working_words: str
    readers: Readers
    past_breach_policy: str
    open_alternatives: list[str]
    jurisdiction: str
    free_text: bool


@router.get("/api/me/device")
@act(May.phone_read)
def read_phone(at: Access) -> PhoneState:
    """This phone's own state: ids, next sequence, seal keys (newest first), watermark and epoch."""
    return PhoneState(**enrolment.phone_state(at))


class DeviceOut(BaseModel):
    """One phone. `name` is what staff call it too: "Phone set up on 3 March"."""

    id: UUID
    name: str
    enrolled_on: date
    last_seen_on: date
    this: bool
    revoked: bool


class Devices(BaseModel):
    items: list[DeviceOut]


@router.get("/api/me/devices")
@act(May.device_own)
def list_devices(at: Access) -> Devices:
    """One's own phones, in the order they were set up."""
    assert at.who is not None
    zone = ZoneInfo(at.session.get_one(Participant, at.subject).zone)
    rows = list(
        at.session.execute(
            sa.select(Device)
            .where(col(Device.participant_id) == at.subject)
            .order_by(col(Device.enrolled_at), col(Device.id))
        ).scalars()
    )
    names = phone_names([(d.id, d.enrolled_at) for d in rows], zone.key, at.now.astimezone(zone).date(), at.language)
    return Devices(
        items=[
            DeviceOut(
                id=d.id, name=names[d.id], enrolled_on=d.enrolled_at.astimezone(zone).date(), last_seen_on=d.seen_at.astimezone(zone).date(),
                this=d.id == at.who.id, revoked=d.revoked_at is not None,
            )
            for d in rows
        ]
    )  # fmt: skip


@router.delete("/api/me/devices/{device_id}", status_code=204)
@act(May.device_own)
def revoke_own_device(at: Access, device_id: UUID) -> Response:
    """Sign another of one's own phones out. What waits on it is not lost."""
    actions.revoke_device(at, device_id)
    return Response(status_code=204)


class Seen(BaseModel):
    on: date
    role: str
    what: str
    why: str


class SentLine(BaseModel):
    """What went, word for word; `meaning` is the same in the language of who asks, null where that is English."""

    on: date
    to: str
    text: str
    meaning: str | None


class WhoSaw(BaseModel):
    items: list[Seen]
    sent: list[SentLine]


# Demonstrations ---------------------------------------------------------------------------------------------------


class DemoPerson(BaseModel):
    as_: Annotated[str, Field(alias="as")]
    email: str
    name: str
    about: str


class Demo(BaseModel):
    demo: bool
    people: list[DemoPerson]


class DemoIn(Given):
    as_: Annotated[Role, Field(alias="as")]
    email: Annotated[str, Field(max_length=254)] | None = None


@router.get("/api/demo", response_model_by_alias=True)
@act(May.demo_sign_in)
def read_demo(at: Access) -> Demo:
    """Whether this is a demonstration, and whom one can try it as. 404 when it is not."""
    if not at.settings.demo:
        raise NotFound
    people = at.session.execute(sa.select(User).order_by(col(User.created_at), col(User.email))).scalars()
    listed = [
        DemoPerson(**{"as": u.role, "email": u.email, "name": f"{u.first_name} {u.last_name}", "about": _about(u)})
        for u in people
    ]
    person = _demo_participant(at)
    if person is not None:
        at.participant_id = person.id
        name = first_name_of(at, person)
        listed.insert(
            0, DemoPerson(**{"as": "participant", "email": "", "name": name, "about": "Participant, on a phone"})
        )
    return Demo(demo=True, people=listed)


@router.post("/api/demo/sign-in", response_model=Me, response_model_exclude_none=True)
@act(May.demo_sign_in)
def demo_sign_in(at: Access, body: DemoIn) -> Me:
    """Sign in as one of the made-up people, without a password. 404 outside a demonstration.

    As a participant it enrols this browser as a phone with the PIN that `make run` prints; ask for it next.
    """
    if not at.settings.demo:
        raise NotFound
    if body.as_ is Role.participant:
        person = _demo_participant(at)
        if person is None:
            raise NotFound
        device = enrolment.enrol(at, person, at.settings.demo_pin, person.zone)
        enrolment.stop_reading(at)
        at.trail.actor.role, at.trail.actor.id = Role.participant, device.id
        at.audit("device_enrol", f"device:{device.id}", person.id, reason="demo")
        return Me(
            role=Role.participant, demo=True, participant_id=person.id, device_id=device.id, status=person.state,
            reader=False, needs_pin=True,
        )  # fmt: skip
    query = sa.select(User).where(col(User.role) == body.as_).order_by(col(User.created_at)).limit(1)
    if body.email:
        query = query.where(col(User.email) == body.email.lower())
    user = at.session.execute(query).scalar_one_or_none()
    if user is None:
        raise NotFound
    open_session(at, user)
    return staff_me(at, user)


def _demo_participant(at: Access) -> Participant | None:
    """Whom "try as a participant" is: the first made-up person with a phone."""
    return at.session.execute(
        sa.select(Participant)
        .where(col(Participant.state) == ParticipantState.active, col(Participant.mode) == Mode.phone)
        .order_by(col(Participant.created_at), col(Participant.id))
        .limit(1)
    ).scalar_one_or_none()


def _about(user: User) -> str:
    return {
        Role.clinician: "Clinician",
        Role.lead: "Lead of the team",
        Role.probation: f"Probation practitioner, {user.organisation}",
        Role.admin: "Technical admin",
        Role.auditor: "Auditor",
        Role.participant: "",
    }[user.role]
