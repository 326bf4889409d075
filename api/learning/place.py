"""What one participant may learn: whose law and which language, from which phase on, and the lessons that were opened to them.

Reflecting too early can set off fixated thinking (the paper's note 5), so a gated lesson is closed until a clinician opens it
(`oversight.opened`), is not shown while somebody settles in, and goes from the phone with the next bundle once it is closed.
"""

from collections.abc import Collection
from typing import Any

from api.act import Access
from api.errors import Malformed
from api.learning.catalogue import Catalogue
from api.people.models import Language, Phase
from api.people.place import HOME, keep_language, keep_place, place_of
from api.tongue import Both


def for_phone(at: Access, person: Any, opened: Collection[str]) -> dict[str, Any]:
    """What the bundle says of learning: {lessons, learning, opened_lessons}. `opened` are the ids of items opened to them.

    `person` is a row with the participant's phase, and with language and jurisdiction, which are null where nobody set them.
    """
    catalogue: Catalogue = at.service.catalogue
    phase, language, jurisdiction = person.phase, person.language or Language.english.value, person.jurisdiction or HOME
    return {
        "lessons": catalogue.lesson_ids(phase.value),
        "learning": {"language": language, "jurisdiction": jurisdiction},
        "opened_lessons": []
        if phase is Phase.settling
        else catalogue.opened(opened, language, phase.value, jurisdiction),
    }


def for_staff(at: Access) -> dict[str, Any]:
    """What the clinician sees and can change: {language, jurisdiction, languages, jurisdictions}."""
    catalogue: Catalogue = at.service.catalogue
    shelf = catalogue.shelf
    language, jurisdiction = place_of(at)
    wider = {row.within for row in shelf.jurisdictions.values()}
    places = [one for one in shelf.jurisdictions.values() if one.id not in wider]
    return {
        "language": language,
        "jurisdiction": jurisdiction,
        "languages": catalogue.languages(),
        "jurisdictions": [{"id": one.id, "name": one.name.get("en", one.id)} for one in places],
    }


def set_place(at: Access, language: str, jurisdiction: str) -> None:
    """Say whose law and which language. Raises Malformed for one that is not installed."""
    shelf = at.service.catalogue.shelf
    _check(at, language)
    if jurisdiction not in shelf.jurisdictions:
        raise Malformed(errors=[("jurisdiction", "There is no content for that place.")])
    keep_place(at, language, jurisdiction)


def choose_language(at: Access, language: Language) -> None:
    """The language that somebody chose on the phone. Raises Malformed for one that is not offered."""
    _check(at, language.value)
    keep_language(at, language)


def _check(at: Access, language: str) -> None:
    if language not in at.service.catalogue.languages():
        raise Malformed(
            errors=[("language", Both("There is no content in that language.", "Nid oes cynnwys yn yr iaith honno."))]
        )
