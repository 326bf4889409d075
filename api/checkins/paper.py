"""Keying in a card that somebody filled in on paper: an entry like any other, with the name of who entered it (product F13)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.act import Access
from api.checkins.answers import quality
from api.checkins.arriving import submitted
from api.checkins.bodies import CheckinBody
from api.clock import day_closes_at
from api.errors import Malformed
from api.journal.chain import FORM as STEP_BY_STEP
from api.journal.items import Item
from api.journal.keyed_in import LONGEST_AGO, for_whom, store
from api.journal.masking import masked
from api.journal.models import Kind
from api.oversight.raising import Arrived, entries_arrived


def key_in(at: Access, entry_id: UUID, body: CheckinBody) -> dict[str, Any]:
    """Store a paper card for the participant. Sent again with the same id and answers, it is the same entry.

    It counts as made at the end of the day it is for: on paper nobody sees the hour. Reviews and attention follow as from a
    phone. Returns {id, answer, marks}. Raises Malformed, ProgrammeOver, OtherContent.
    """
    person = for_whom(at)
    form = at.service.catalogue.shown_form(body.form_id)
    # Step by step is gone through together: it is an entry of its own kind, from the phone.
    if form is None or form.id == STEP_BY_STEP:
        raise Malformed(errors=[("form_id", "Choose a form that can be keyed in.")])
    made_at = min(day_closes_at(body.local_date, person.zone) - timedelta(minutes=1), at.now)
    _plausible(at, body, made_at, person.zone)
    clean = masked(body)
    facts = clean.facts()
    new = store(at, entry_id, Kind.checkin, body, clean, made_at, body.local_date)
    # A sheet that was printed before the form changed is keyed in as the version that stands on it.
    answered = at.service.catalogue.answered_form(form.id, clean.form_version) or form
    marks = quality(answered, clean.form_version, clean.answers, clean.unfinished)
    if not new:
        return {"id": entry_id, "answer": "same", "marks": marks}
    item = Item(str(entry_id), body=clean, made_at=made_at, happened_at=made_at, day=body.local_date)
    answer = submitted(at, item)
    arrived = Arrived(
        entry_id=entry_id, participant_id=at.subject, kind=Kind.amend if item.amends else Kind.checkin,
        detail=facts["detail"], intensity=facts["intensity"], acted=facts["acted"], talk_about=facts["talk_about"],
        happened_at=made_at, received_at=at.now, local_date=body.local_date, late=False, call_me=facts["call_me"],
        not_safe=facts["not_safe"],
        body={"of": str(item.amends)} if item.amends else {"asks": clean.answers.get("order_question") is True},
    )  # fmt: skip
    entries_arrived(at, [arrived], person.tier, person.zone)
    return {"id": entry_id, "answer": answer, "marks": marks}


def _plausible(at: Access, body: CheckinBody, made_at: datetime, zone: str) -> None:
    """A card for a day that has not come, or long past, is a slip of the finger."""
    tomorrow = day_closes_at(body.local_date, zone) - timedelta(days=1) > at.now
    if tomorrow or made_at < at.now - LONGEST_AGO:
        raise Malformed(errors=[("local_date", "Choose the day that the card is for.")])
    if not body.answers and not body.targets:
        raise Malformed(errors=[("answers", "Nothing was filled in.")])
