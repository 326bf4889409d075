"""The suitability sheet looked at again: what an order says of devices decides whether somebody may have the app at all (product F13)."""

from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.people.actions import revoke_device
from api.people.enrolment import newest_sheet, take_codes_back
from api.people.models import Device, Mode, ParticipantState, SuitabilitySheet
from api.people.over import while_it_runs


def renew(
    at: Access, internet_device_allowed: bool, inspection: bool, no_deletion: bool, no_auto_deletion_software: bool,
    note: str | None,
) -> Mode:  # fmt: skip
    """A new sheet with what is so of devices now; the rest is as it was. The participant's mode from now on.

    No device with the internet makes it paper: codes stop working and phones are signed out, and what waits on them may
    still come in for 30 days. Where it is allowed again, a new code is made when they are together. Raises ProgrammeOver.
    """
    person = while_it_runs(at, "The programme has ended. Its sheet stays as it is.")
    old = newest_sheet(at, person.id)
    sheet_id = uuid4()
    at.session.add(
        SuitabilitySheet(
            id=sheet_id, participant_id=person.id, agreed=old.agreed if old else True,
            internet_device_allowed=internet_device_allowed, inspection=inspection, no_deletion=no_deletion,
            no_auto_deletion_software=no_auto_deletion_software, reading_support=bool(old and old.reading_support),
            digital_skill=old.digital_skill if old else "some",
            excluded_motivation=bool(old and old.excluded_motivation),
            note=at.box().seal_text("suitability_sheet", "note", sheet_id, note or None),
            approved_by=at.user_id, approved_at=at.now,
        )
    )  # fmt: skip
    mode = Mode.phone if internet_device_allowed else Mode.paper
    if mode is Mode.paper and person.mode is Mode.phone:
        take_codes_back(at, person.id)
        phones = sa.select(col(Device.id)).where(
            col(Device.participant_id) == person.id, col(Device.revoked_at).is_(None)
        )
        for device_id in list(at.session.execute(phones).scalars()):
            revoke_device(at, device_id)
        if person.state is ParticipantState.invited:
            person.state = ParticipantState.active
    person.mode = mode
    at.session.flush()
    at.audit("suitability_renew", f"participant:{person.id}", reason=mode.value)
    return mode
