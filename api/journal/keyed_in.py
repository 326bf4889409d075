"""What somebody wrote on paper and a member of staff keys in: an entry like any other, with the name of who entered it (product F13)."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.clock import local_day
from api.coping.uses import note as note_uses
from api.db import insert_ignoring, table_of
from api.errors import Malformed, Problem
from api.journal.body import Body
from api.journal.kinds import TriggerBody
from api.journal.masking import masked
from api.journal.models import Entry, Kind
from api.journal.upgrades import FORMS
from api.oversight.raising import Arrived, entries_arrived
from api.people.models import Participant
from api.people.over import while_it_runs

LONGEST_AGO = timedelta(days=120)


class OtherContent(Problem):
    """The same id was used for something else: the first is kept."""

    slug, title = "same-id", "This was entered already, with other answers"


def for_whom(at: Access) -> Participant:
    """Whom it is entered for. Raises ProgrammeOver."""
    return while_it_runs(at, "The programme has ended. Nothing more is entered.")


def store(at: Access, entry_id: UUID, kind: Kind, given: Body, clean: Body, happened_at: datetime, day: date) -> bool:
    """Keep it, as `clean` says it. False where the very same was entered before. Raises OtherContent.

    It counts as made when it happened: on paper nobody sees the hour of writing.
    """
    digest = hashlib.sha256(f"paper|{entry_id}|".encode() + given.model_dump_json().encode()).digest()
    plain = clean.model_dump_json(exclude_none=True).encode()
    zone = at.session.get_one(Participant, at.subject).zone
    facts = clean.facts()
    e = table_of(Entry)
    row = {
        "id": entry_id, "participant_id": at.subject, "device_id": None, "entered_for": at.user_id,
        "kind": kind, "detail": facts.get("detail"), "schema_version": FORMS.schema_of(kind),
        "device_seq": 0, "made_at": happened_at, "zone": zone, "clock_offset_seconds": 0, "happened_at": happened_at,
        "local_date": day, "received_at": at.now, "late": False, "intensity": facts.get("intensity"),
        "acted": facts.get("acted"), "talk_about": bool(facts.get("talk_about")), "amends": None, "withdrawn": False,
        "digest": digest, "body": at.box().seal("entry", "body", entry_id, plain),
    }  # fmt: skip
    if insert_ignoring(at.session, e, [row], e.c.id).first() is not None:
        at.audit("entry_for_participant", f"entry:{entry_id}", reason="paper")
        return True
    known = at.session.execute(sa.select(e.c.participant_id, e.c.digest).where(e.c.id == entry_id)).one()
    if (known.participant_id, bytes(known.digest)) != (at.subject, digest):
        raise OtherContent
    return False


def log(at: Access, entry_id: UUID, body: TriggerBody) -> str | None:
    """Store a trigger log that was written on paper; "same" where it was entered before. Reviews, attention and the count of
    rules follow as from a phone. Raises Malformed, ProgrammeOver, OtherContent.
    """
    person = for_whom(at)
    if body.happened_at > at.now:
        raise Malformed(errors=[("happened_at", "That time has not come yet.")])
    if body.happened_at < at.now - LONGEST_AGO:
        raise Malformed(errors=[("happened_at", "That is too long ago. Choose the day that it happened.")])
    if not set(body.skills) <= set(at.service.catalogue.skill_ids()):
        raise Malformed(errors=[("skills", "Choose skills from the list.")])
    day = local_day(body.happened_at, person.zone)
    clean = masked(body)
    if not store(at, entry_id, Kind.trigger, body, clean, body.happened_at, day):
        return "same"
    if clean.rules:
        note_uses(at, [(entry_id, clean.rules, False)])
    facts = clean.facts()
    arrived = Arrived(
        entry_id=entry_id, participant_id=at.subject, kind=Kind.trigger, detail=facts["detail"], intensity=facts["intensity"],
        acted=facts["acted"], talk_about=facts["talk_about"], happened_at=body.happened_at, received_at=at.now,
        local_date=day, late=False, call_me=False, not_safe=False, body={},
    )  # fmt: skip
    entries_arrived(at, [arrived], person.tier, person.zone)
    return None
