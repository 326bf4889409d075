"""Where a participant's attendance may go: the accepted link, and what its legal basis covers."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.outcomes import COVERS
from api.db import table_of
from api.people.models import (
    Agreement,
    Basis,
    LegalBasis,
    LinkState,
    Mode,
    Participant,
    ProbationLink,
    SuitabilitySheet,
    User,
)

NO_LINK = "There is no accepted probation link, so nothing goes to probation."
NOT_COVERED = "The probation link does not cover this kind of appointment, so nothing goes to probation."
VOLUNTARY = "This appointment is voluntary and the probation link does not cover those, so nothing goes to probation."
NOT_TOLD = "This appointment is voluntary and the person has not yet agreed to what is shared, so nothing goes."


@dataclass(frozen=True, slots=True)
class Link:
    """A live, accepted link: the practitioner it leads to, and what it covers."""

    id: UUID
    probation_user_id: UUID
    organisation: str | None
    legal_basis: LegalBasis
    covers_voluntary: bool
    told: bool

    def refuses(self, basis: Basis) -> str | None:
        """Why an appointment on this basis may not go over this link, as a sentence; None when it may."""
        if basis is Basis.voluntary:
            return VOLUNTARY if not self.covers_voluntary else NOT_TOLD if not self.told else None
        return None if basis in COVERS[self.legal_basis] else NOT_COVERED


def live_link(at: Access, participant_id: UUID) -> Link | None:
    """The participant's accepted link, the newest if there are several, read fresh; None when there is none."""
    link, user, agreed, person, sheet = (
        table_of(model) for model in (ProbationLink, User, Agreement, Participant, SuitabilitySheet)
    )
    # "Told at enrolment" (product F11) is the points the participant confirmed on the phone; on paper, the sheet.
    on_phone = sa.exists().where(agreed.c.participant_id == participant_id)
    on_paper = sa.exists().where(
        person.c.id == participant_id,
        person.c.mode == Mode.paper,
        sheet.c.participant_id == person.c.id,
        sheet.c.agreed.is_(True),
    )
    row = at.session.execute(
        sa.select(
            link.c.id, link.c.probation_user_id, user.c.organisation, link.c.legal_basis, link.c.covers_voluntary,
            sa.or_(on_phone, on_paper).label("told"),
        )
        .join(user, user.c.id == link.c.probation_user_id)
        .where(link.c.participant_id == participant_id, link.c.state == LinkState.accepted, link.c.ended_at.is_(None))
        .order_by(link.c.accepted_at.desc(), link.c.id)
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    return Link(
        row.id,
        row.probation_user_id,
        row.organisation,
        LegalBasis(row.legal_basis),
        row.covers_voluntary,
        bool(row.told),
    )
