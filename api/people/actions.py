"""What is done with people: taking somebody on, who treats them, their link to probation, pausing and ending."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.clock import ZONES, calendar_day
from api.db import table_of
from api.errors import Malformed, NotFound, Problem
from api.people.enrolment import NoPastBreachPolicy, newest_sheet
from api.people.models import (
    Assignment,
    Basis,
    Cadence,
    Device,
    LegalBasis,
    LinkState,
    Mode,
    Participant,
    ParticipantKey,
    ParticipantState,
    Phase,
    ProbationLink,
    Programme,
    ReaderSession,
    Role,
    StaffSession,
    SuitabilitySheet,
    Team,
    User,
    UserState,
)
from api.people.phone_names import phone_names
from api.people.records import case_reference_of, open_fact, seal_fact


class NotSuitable(Problem):
    """The suitability sheet rules this person out (product F13): no agreement, or a motivation this is not made for."""

    slug, title = "not-suitable", "This person can't be taken on here"


class AlreadyAssigned(Problem):
    """That clinician treats this participant already."""

    slug, title = "already-assigned", "That person is assigned already"


class LastClinician(Problem):
    """Somebody must treat a participant who is active."""

    slug, title = "last-clinician", "Assign somebody else first. Nobody would be reading"


class LinkExists(Problem):
    """There is a live link already."""

    slug, title = "link-exists", "There is a link already. End it before you make another"


class NoReference(Problem):
    """Probation knows people by their case reference; without one there is nothing to accept."""

    slug, title = "no-case-reference", "Enter the case reference before proposing a link"


class NoSuchChange(Problem):
    """INVITED → ACTIVE → PAUSED → ENDED, and back from PAUSED; never back from ENDED."""

    slug, title = "no-such-change", "That change can't be made from here"


def take_on(
    at: Access,
    *,
    first_name: str,
    last_name: str,
    date_of_birth: date,
    case_reference: str | None,
    zone: str,
    tier: int,
    basis: Basis,
    cadence: Cadence,
    planned_sessions: int,
    suitability: dict[str, Any],
) -> Participant:
    """Create a participant and assign whoever creates them. Raises NotSuitable, NoPastBreachPolicy, Malformed."""
    assert at.who is not None and at.who.team_id is not None
    team = at.session.get_one(Team, at.who.team_id)
    if not team.past_breach_policy:
        raise NoPastBreachPolicy
    if not suitability["agreed"]:
        raise NotSuitable("The person has to agree first. Nothing was saved.")
    if suitability["excluded_motivation"]:
        raise NotSuitable(
            "This programme is not made for that motivation. A specialist service decides. Nothing was saved."
        )
    if zone not in ZONES:
        raise Malformed(errors=[("zone", "Name a time zone, like Europe/London.")])
    mode = Mode.phone if suitability["internet_device_allowed"] else Mode.paper
    person_id = uuid4()
    wrapped = at.vault.new_key(person_id)
    box = at.vault.box(wrapped, person_id)
    at.keep_box(person_id, box)
    person = Participant(
        id=person_id,
        team_id=team.id,
        first_name=seal_fact(at, person_id, "first_name", first_name),
        last_name=seal_fact(at, person_id, "last_name", last_name),
        date_of_birth=seal_fact(at, person_id, "date_of_birth", date_of_birth.isoformat()),
        case_reference=seal_fact(at, person_id, "case_reference", case_reference) if case_reference else None,
        mode=mode,
        state=ParticipantState.active if mode is Mode.paper else ParticipantState.invited,
        zone=zone,
        tier=tier,
        created_by=at.user_id,
        created_at=at.now,
    )
    at.session.add(person)
    at.session.flush()
    at.session.add(ParticipantKey(participant_id=person_id, kek_id=wrapped.kek_id, wrapped=wrapped.wrapped))
    at.session.add(
        Programme(
            participant_id=person_id, basis=basis, cadence=cadence, planned_sessions=planned_sessions,
            starts_on=at.now.date(),
        )
    )  # fmt: skip
    note = suitability.pop("note", None)
    sheet = SuitabilitySheet(participant_id=person_id, approved_by=at.user_id, approved_at=at.now, **suitability)
    sheet.note = box.seal_text("suitability_sheet", "note", sheet.id, note) if note else None
    at.session.add(sheet)
    at.session.add(Assignment(participant_id=person_id, user_id=at.user_id, started_at=at.now))
    at.audit("participant_create", f"participant:{person_id}", person_id)
    return person


def assign(at: Access, user_id: UUID) -> Assignment:
    """Assign a clinician (or lead) of the same team. Raises NotFound, AlreadyAssigned."""
    person = _decided_alone(at)
    user = at.session.get(User, user_id)
    if (
        user is None
        or user.team_id != person.team_id
        or user.role not in (Role.clinician, Role.lead)
        or user.state is not UserState.active
    ):
        raise Malformed(errors=[("user_id", "Choose somebody of this team.")])
    live = at.session.execute(_live_assignments(person.id).where(col(Assignment.user_id) == user_id)).first()
    if live:
        raise AlreadyAssigned
    assignment = Assignment(participant_id=person.id, user_id=user_id, started_at=at.now)
    at.session.add(assignment)
    at.audit("assignment_start", f"user:{user_id}")
    return assignment


def unassign(at: Access, assignment_id: UUID) -> None:
    """End an assignment: access ends with it, on the next request. Raises NotFound, LastClinician."""
    person = _decided_alone(at)
    live = list(at.session.execute(_live_assignments(person.id)).scalars())
    ending = next((a for a in live if a.id == assignment_id), None)
    if ending is None:
        raise NotFound
    if len(live) == 1 and person.state is not ParticipantState.ended:
        raise LastClinician
    ending.ended_at = at.now
    at.audit("assignment_end", f"user:{ending.user_id}")


def live_link(at: Access, participant_id: UUID) -> ProbationLink | None:
    """The proposed or accepted link of a participant, if there is one."""
    return at.session.execute(
        sa.select(ProbationLink)
        .where(
            col(ProbationLink.participant_id) == participant_id,
            col(ProbationLink.state).in_([LinkState.proposed, LinkState.accepted]),
        )
        .limit(1)
    ).scalar_one_or_none()


def propose_link(at: Access, probation_user_id: UUID, basis: LegalBasis, covers_voluntary: bool) -> ProbationLink:
    """Propose that attendance goes to a probation practitioner. Nothing goes before they accept it."""
    person = _decided_alone(at)
    if live_link(at, person.id):
        raise LinkExists
    if case_reference_of(at, person) is None:
        raise NoReference
    officer = at.session.get(User, probation_user_id)
    if officer is None or officer.role is not Role.probation or officer.state is not UserState.active:
        raise Malformed(errors=[("probation_user_id", "Choose a probation practitioner.")])
    link = ProbationLink(
        participant_id=person.id, probation_user_id=officer.id, legal_basis=basis, covers_voluntary=covers_voluntary,
        proposed_by=at.user_id, proposed_at=at.now,
    )  # fmt: skip
    at.session.add(link)
    at.audit("link_propose", f"probation_link:{link.id}")
    return link


def end_link(at: Access) -> None:
    """End the live link. Probation's access ends with it, on the next request."""
    link = live_link(at, at.subject)
    if link is None:
        raise NotFound
    link.state, link.ended_at = LinkState.ended, at.now
    at.audit("link_end", f"probation_link:{link.id}")


_CHANGES = {
    ParticipantState.invited: {ParticipantState.ended},
    ParticipantState.active: {ParticipantState.paused, ParticipantState.ended},
    ParticipantState.paused: {ParticipantState.active, ParticipantState.ended},
    ParticipantState.ended: set(),
}


def change_state(at: Access, to: ParticipantState, reason: str) -> Participant:
    """Pause, take up again, or end. Paused may still write and reviews go on; ended stops reading at once."""
    person = at.session.get_one(Participant, at.subject)
    if to not in _CHANGES[person.state]:
        raise NoSuchChange
    person.state = to
    person.state_reason = seal_fact(at, person.id, "state_reason", reason)
    if to is ParticipantState.ended:
        programme = at.session.get_one(Programme, person.id)
        programme.ends_on = at.now.date()
    at.audit(f"participant_{to}", f"participant:{person.id}")
    return person


def change_phase(at: Access, to: Phase) -> Participant:
    """Move to another phase of the programme."""
    person = at.session.get_one(Participant, at.subject)
    person.phase = to
    at.audit("participant_phase", f"participant:{person.id}", reason=str(to))
    return person


def set_free_text(at: Access, on: bool) -> None:
    """Offer fields for own words on the phone, or not. Nothing that was written, or still comes, is lost by it."""
    at.session.get_one(Programme, at.subject).free_text = on
    at.audit("free_text_set", f"participant:{at.subject}", reason="on" if on else "off")


def revoke_device(at: Access, device_id: UUID, *, stolen: bool = False) -> None:
    """Sign a phone out. What waits on it may still come in for 30 days, into quarantine, unless it was stolen.

    Stolen, it may send nothing more. What waits on it stays there, and comes in if the phone is found and set up anew.
    """
    device = at.session.get(Device, device_id)
    if device is None or device.participant_id != at.subject:
        raise NotFound
    device.revoked_at = device.revoked_at or at.now
    device.stolen = device.stolen or stolen
    at.session.execute(
        sa.update(table_of(ReaderSession))
        .where(col(ReaderSession.device_id) == device_id, col(ReaderSession.ended_at).is_(None))
        .values(ended_at=at.now)
    )
    at.audit("device_revoke", f"device:{device_id}", reason="stolen" if stolen else None)


def end_session(at: Access, session_id: UUID) -> None:
    """End one of one's own sessions."""
    session = at.session.get(StaffSession, session_id)
    if session is None or session.user_id != at.user_id:
        raise NotFound
    session.ended_at = session.ended_at or at.now
    at.audit("session_end", f"staff_session:{session_id}")


def describe(at: Access) -> dict[str, Any]:
    """The head of a participant's page: who it is, the programme, phones, who is assigned, and the link to probation."""
    person = at.session.get_one(Participant, at.subject)
    programme = at.session.get_one(Programme, person.id)
    sheet = newest_sheet(at, person.id)
    phones = list(
        at.session.execute(
            sa.select(Device)
            .where(col(Device.participant_id) == person.id)
            .order_by(col(Device.enrolled_at), col(Device.id))
        ).scalars()
    )
    today = calendar_day(at.now, person.zone)
    names = phone_names([(d.id, d.enrolled_at) for d in phones], person.zone, today)
    devices = [
        {
            "id": d.id, "name": names[d.id], "enrolled_at": d.enrolled_at, "last_seen_at": d.seen_at,
            "revoked_at": d.revoked_at, "stolen": d.stolen,
        }
        for d in phones
    ]  # fmt: skip
    assigned = at.session.execute(
        sa.select(Assignment, User)
        .join(User, col(User.id) == col(Assignment.user_id))
        .where(col(Assignment.participant_id) == person.id, col(Assignment.ended_at).is_(None))
        .order_by(col(Assignment.started_at))
    ).all()
    approver = at.session.get(User, sheet.approved_by) if sheet else None
    return {
        "id": person.id,
        "first_name": open_fact(at, person.id, "first_name", person.first_name),
        "last_name": open_fact(at, person.id, "last_name", person.last_name),
        "status": person.state,
        "phase": person.phase,
        "tier": person.tier,
        "zone": person.zone,
        "mode": person.mode,
        "basis": programme.basis,
        "cadence": programme.cadence,
        "planned_sessions": programme.planned_sessions,
        "free_text": programme.free_text,
        "starts_on": programme.starts_on,
        "case_reference_known": person.case_reference is not None,
        "devices": devices,
        "last_heard_at": max((d["last_seen_at"] for d in devices), default=None),
        "suitability": {
            "agreed": sheet.agreed,
            "internet_device_allowed": sheet.internet_device_allowed,
            "inspection": sheet.inspection,
            "no_deletion": sheet.no_deletion,
            "no_auto_deletion_software": sheet.no_auto_deletion_software,
            "reading_support": sheet.reading_support,
            "digital_skill": sheet.digital_skill,
            "excluded_motivation": sheet.excluded_motivation,
            "note": at.box().open_text("suitability_sheet", "note", sheet.id, sheet.note),
            "approved_by": approver.first_name if approver else "",
            "approved_on": sheet.approved_at.date(),
        }
        if sheet
        else None,
        "assigned": [
            {"id": a.id, "user_id": u.id, "first_name": u.first_name, "last_name": u.last_name, "since": a.started_at}
            for a, u in assigned
        ],
        "link": _link_words(at, person.id),
    }


def _link_words(at: Access, participant_id: UUID) -> dict[str, Any] | None:
    found = at.session.execute(
        sa.select(ProbationLink, User)
        .join(User, col(User.id) == col(ProbationLink.probation_user_id))
        .where(col(ProbationLink.participant_id) == participant_id)
        .order_by(col(ProbationLink.proposed_at).desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    link, officer = found
    return {
        "id": link.id,
        "state": link.state,
        "probation": {
            "first_name": officer.first_name,
            "last_name": officer.last_name,
            "organisation": officer.organisation,
        },
        "legal_basis": link.legal_basis,
        "covers_voluntary": link.covers_voluntary,
        "proposed_at": link.proposed_at,
        "accepted_at": link.accepted_at,
    }


def _decided_alone(at: Access) -> Participant:
    """The participant, locked: who else decides about them waits, and then sees what was decided."""
    return at.session.get_one(Participant, at.subject, with_for_update=True)


def _live_assignments(participant_id: UUID) -> "sa.Select[Any]":
    return sa.select(Assignment).where(
        col(Assignment.participant_id) == participant_id, col(Assignment.ended_at).is_(None)
    )
