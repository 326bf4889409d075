"""What one participant may learn: whose law and which language, from which phase on, and the lessons that were opened to them.

Reflecting too early can set off fixated thinking (the paper's note 5), so a gated lesson is closed until a clinician opens it
(`oversight.opened`), is not shown while somebody settles in, and goes from the phone with the next bundle once it is closed.
"""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from api.act import Access
from api.db import insert_of, table_of
from api.errors import Malformed
from api.learning.catalogue import HOME, Catalogue
from api.learning.models import LearningPlace
from api.people.models import Phase


def place_of(at: Access) -> tuple[str, str]:
    """The participant's language and jurisdiction."""
    p = table_of(LearningPlace)
    row = at.session.execute(sa.select(p.c.language, p.c.jurisdiction).where(p.c.participant_id == at.subject)).first()
    return (row.language, row.jurisdiction) if row else ("en", HOME)


def for_phone(at: Access, phase: Phase, opened: Collection[str]) -> dict[str, Any]:
    """What the bundle says of learning: {lessons, learning, opened_lessons}. `opened` are the ids of items opened to them."""
    catalogue: Catalogue = at.service.catalogue
    language, jurisdiction = place_of(at)
    return {
        "lessons": catalogue.lesson_ids(phase.value),
        "learning": {"language": language, "jurisdiction": jurisdiction},
        "opened_lessons": [] if phase is Phase.settling else catalogue.opened(opened, language, phase.value),
    }


def for_staff(at: Access) -> dict[str, Any]:
    """What the clinician sees and can change: {language, jurisdiction, languages, jurisdictions}."""
    shelf = at.service.catalogue.shelf
    language, jurisdiction = place_of(at)
    wider = {row.within for row in shelf.jurisdictions.values()}
    places = [one for one in shelf.jurisdictions.values() if one.id not in wider]
    return {
        "language": language,
        "jurisdiction": jurisdiction,
        "languages": sorted(shelf.words),
        "jurisdictions": [{"id": one.id, "name": one.name.get("en", one.id)} for one in places],
    }


def set_place(at: Access, language: str, jurisdiction: str) -> None:
    """Say whose law and which language. Raises Malformed for one that is not installed."""
    shelf = at.service.catalogue.shelf
    if language not in shelf.words:
        raise Malformed(errors=[("language", "There is no content in that language.")])
    if jurisdiction not in shelf.jurisdictions:
        raise Malformed(errors=[("jurisdiction", "There is no content for that place.")])
    p = table_of(LearningPlace)
    values = {"participant_id": at.subject, "language": language, "jurisdiction": jurisdiction}
    at.session.execute(
        insert_of(at.session, p).values(values).on_conflict_do_update(index_elements=[p.c.participant_id], set_=values)
    )
    at.audit("learning_place", f"participant:{at.subject}", reason=f"{language}/{jurisdiction}"[:40])
