"""What probation does: reads what was released to it, says that it has read, accepts a link, says what is enforceable.

Whatever was not released is not there for it: the same answer as for what never was (security C3).
"""

import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, AppointmentState
from api.attendance.outcomes import MANDATED
from api.attendance.record import Record, records, references_of
from api.attendance.tries import count_try, slow_down
from api.clock import add_working_days
from api.db import table_of
from api.errors import NotFound, Problem
from api.oversight import caseload, raising
from api.oversight.models import Band
from api.people.models import Basis, LinkState, Participant, ProbationLink, Team
from api.people.records import born_on, case_reference_of, tidy_reference

LINK_TRIES = 5


class DoesNotMatch(Problem):
    """Reference and date of birth do not both fit the person who was proposed. Which does not, nobody is told."""

    slug, title = "does-not-match", "These don't match. Check both against your own record"


@dataclass(frozen=True, slots=True)
class Person:
    """One linked person, as probation may know them."""

    participant_id: UUID
    case_reference: str
    since: datetime
    to_read: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A coming appointment that an order or licence requires."""

    id: UUID
    planned_at: datetime
    basis: Basis
    enforceable: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A link that waits for this practitioner: nothing of the person in it."""

    id: UUID
    proposed_at: datetime
    team_name: str
    legal_basis: Any


def inbox(at: Access) -> list[Record]:
    """Everything released about the people linked to the one who asks, newest first. The list is audited."""
    a = table_of(Alert)
    at.listed("attendance_list", [row for row in at.session.execute(at.reach()).scalars()])
    return records(at, a.c.participant_id.in_(at.reach()), _visible(at))


def people(at: Access) -> list[Person]:
    """The people linked to the one who asks, by case reference. The list is audited."""
    link, p, a, v = table_of(ProbationLink), table_of(Participant), table_of(Alert), table_of(Appointment)
    rows = at.session.execute(
        sa.select(link.c.participant_id, sa.func.min(link.c.accepted_at).label("since"), p.c.case_reference)
        .join(p, p.c.id == link.c.participant_id)
        .where(
            link.c.probation_user_id == at.user_id, link.c.state == LinkState.accepted, link.c.ended_at.is_(None)
        )
        .group_by(link.c.participant_id, p.c.case_reference)
    ).all()  # fmt: skip
    at.listed("attendance_people", [row.participant_id for row in rows])
    references = references_of(at, [(row.participant_id, row.case_reference) for row in rows])
    unread = Counter(
        at.session.execute(
            sa.select(a.c.participant_id)
            .join(v, v.c.id == a.c.appointment_id)
            .where(
                a.c.participant_id.in_(at.reach()), a.c.state == AlertState.released, a.c.acknowledged_at.is_(None),
                _visible(at),
            )
        ).scalars()
    )  # fmt: skip
    return sorted(
        (
            Person(row.participant_id, references[row.participant_id], row.since, unread[row.participant_id])
            for row in rows
        ),
        key=lambda person: (person.case_reference, person.participant_id),
    )


def one_person(at: Access) -> tuple[str, list[Record], list[Coming]]:
    """One linked person: case reference, what was released, and the coming appointments that are required of them."""
    person = at.session.get_one(Participant, at.subject)
    v = table_of(Appointment)
    coming = at.session.execute(
        sa.select(v.c.id, v.c.planned_at, v.c.basis, v.c.enforceable)
        .where(v.c.participant_id == at.subject, *_coming(at))
        .order_by(v.c.planned_at, v.c.id)
        .limit(100)
    ).all()
    return (
        case_reference_of(at, person) or "",
        records(at, table_of(Alert).c.participant_id == at.subject, _visible(at)),
        [Coming(row.id, row.planned_at, Basis(row.basis), row.enforceable) for row in coming],
    )


def acknowledge(at: Access, alert_id: UUID, put_right: bool | None) -> Record:
    """Say that a version was read; for a correction, whether probation's own record was put right. Ends the chase.

    Saying so again changes nothing but `put_right`. Raises NotFound for anything that was not released.
    """
    caseload.touch(at, at.subject)
    a = table_of(Alert)
    found = records(at, a.c.id == alert_id, _visible(at))
    if not found:
        raise NotFound
    record = found[0]
    at.session.execute(
        sa.update(a)
        .where(a.c.id == alert_id, a.c.acknowledged_at.is_(None))
        .values(acknowledged_at=at.now, read_at=at.now, acknowledged_by=at.user_id, chase_due_at=None)
    )
    if record.corrects and put_right is not None:
        at.session.execute(sa.update(a).where(a.c.id == alert_id).values(put_right=put_right))
    at.audit("alert_acknowledge", f"alert:{alert_id}", version=record.version)
    raising.settle(at, at.subject, "alert_unacknowledged", str(alert_id), "acknowledged")
    caseload.refresh(at, at.subject)
    return records(at, a.c.id == alert_id)[0]


def set_enforceable(at: Access, appointment_id: UUID, enforceable: bool) -> Coming:
    """Say whether a coming appointment is enforceable. Raises NotFound for any that probation is not shown.

    Once its time has come it is gone from here, recorded or not: the answer must not tell which.
    """
    v = table_of(Appointment)
    row = at.session.execute(
        sa.update(v)
        .where(v.c.id == appointment_id, v.c.participant_id == at.subject, *_coming(at))
        .values(enforceable=enforceable)
        .returning(v.c.id, v.c.planned_at, v.c.basis, v.c.enforceable)
    ).first()
    if row is None:
        raise NotFound
    at.audit("enforceable_set", f"appointment:{appointment_id}", reason="yes" if enforceable else "no")
    return Coming(row.id, row.planned_at, Basis(row.basis), row.enforceable)


def proposed_links(at: Access) -> list[Proposed]:
    """Links that wait for the one who asks."""
    link, p, t = table_of(ProbationLink), table_of(Participant), table_of(Team)
    rows = at.session.execute(
        sa.select(link.c.id, link.c.proposed_at, t.c.name, link.c.legal_basis)
        .join(p, p.c.id == link.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(
            link.c.probation_user_id == at.user_id, link.c.state == LinkState.proposed, link.c.ended_at.is_(None)
        )
        .order_by(link.c.proposed_at, link.c.id)
        .limit(200)
    )  # fmt: skip
    return [Proposed(row.id, row.proposed_at, row.name, row.legal_basis) for row in rows]


def accept_link(at: Access, link_id: UUID, case_reference: str, born: date) -> Problem | None:
    """Accept a proposed link by typing who it is. A mismatch is counted and returned; the fifth refuses the link.

    The same words for a wrong reference, a wrong date, and both: a mistyped reference must not accuse another man, nor
    tell who is in treatment here.
    """
    link = _proposed(at, link_id)
    lane = f"link|{at.user_id}"
    slow_down(at, lane)
    person = at.session.get_one(Participant, link.participant_id)
    reference = tidy_reference(case_reference_of(at, person) or "")
    same_reference = hmac.compare_digest(tidy_reference(case_reference).encode(), reference.encode())
    same_birth = hmac.compare_digest(born.isoformat().encode(), born_on(at, person).isoformat().encode())
    if same_reference & same_birth & bool(reference):
        link.state, link.accepted_at = LinkState.accepted, at.now
        at.session.flush()
        at.audit("link_accept", f"probation_link:{link.id}", link.participant_id)
        return None
    link.tries += 1
    count_try(at, lane)
    at.audit(
        "link_accept", f"probation_link:{link.id}", link.participant_id, outcome="refused", reason="does-not-match"
    )
    if link.tries >= LINK_TRIES:
        _refuse(at, link, "tries")
    at.session.flush()
    return DoesNotMatch()


def refuse_link(at: Access, link_id: UUID) -> None:
    """Refuse a proposed link: it is not this practitioner's, or not one they know. The lead is told."""
    link = _proposed(at, link_id)
    _refuse(at, link, "person")
    at.session.flush()


def _refuse(at: Access, link: ProbationLink, why: str) -> None:
    link.state, link.ended_at = LinkState.refused, at.now
    at.session.flush()
    at.audit("link_refuse", f"probation_link:{link.id}", link.participant_id, reason=why)
    zone = at.session.execute(
        sa.select(col(Team.zone))
        .join(Participant, col(Participant.team_id) == col(Team.id))
        .where(col(Participant.id) == link.participant_id)
    ).scalar_one()
    raising.raise_item(
        at, link.participant_id, "link_refused", str(link.id), Band.attention, {"why": why},
        add_working_days(at.now, 1, zone),
    )  # fmt: skip


def _proposed(at: Access, link_id: UUID) -> ProbationLink:
    link: ProbationLink | None = at.session.execute(
        sa.select(ProbationLink)
        .where(
            col(ProbationLink.id) == link_id,
            col(ProbationLink.probation_user_id) == at.user_id,
            col(ProbationLink.state) == LinkState.proposed,
            col(ProbationLink.ended_at).is_(None),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if link is None:
        raise NotFound
    return link


def _coming(at: Access) -> tuple[sa.ColumnElement[bool], ...]:
    v = table_of(Appointment)
    return v.c.basis.in_(list(MANDATED)), v.c.state == AppointmentState.planned, v.c.planned_at > at.now


def _visible(at: Access) -> sa.ColumnElement[bool]:
    """What the one who asks may read of a linked person: not what went on another's consent to voluntary sessions."""
    link, a, v = table_of(ProbationLink), table_of(Alert), table_of(Appointment)
    covers = sa.exists().where(
        link.c.participant_id == a.c.participant_id,
        link.c.probation_user_id == at.user_id,
        link.c.state == LinkState.accepted,
        link.c.ended_at.is_(None),
        link.c.covers_voluntary.is_(True),
    )
    return sa.or_(v.c.basis != Basis.voluntary, covers)
