"""In which language somebody is spoken to, and whose law their pages are about. Read by everything that words something for them."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.act import Access
from api.db import insert_of, table_of
from api.people.models import Language, LearningPlace
from api.tongue import Both

HOME = "england-wales"
"""The place of somebody of whom nothing else is known."""


def place_of(at: Access) -> tuple[str, str]:
    """The participant's language and jurisdiction."""
    p = table_of(LearningPlace)
    row = at.session.execute(sa.select(p.c.language, p.c.jurisdiction).where(p.c.participant_id == at.subject)).first()
    return (row.language, row.jurisdiction) if row else (Language.english.value, HOME)


def said_here(at: Access, words: Both, place: str) -> str:
    """Words of the service as people of that place say them, in the language of who asks."""
    said: str = at.service.catalogue.said_here(words.of(at.language), place, at.language)
    return said


def language_of(session: Session, participant_id: UUID) -> str:
    """The language of one participant, where nobody asks on their behalf: "en" or "cy"."""
    p = table_of(LearningPlace)
    found = session.execute(sa.select(p.c.language).where(p.c.participant_id == participant_id)).scalar()
    return found or Language.english.value


def keep_place(at: Access, language: str, jurisdiction: str) -> None:
    """Set both, and write it down."""
    p = table_of(LearningPlace)
    values = {"participant_id": at.subject, "language": language, "jurisdiction": jurisdiction}
    at.session.execute(
        insert_of(at.session, p).values(values).on_conflict_do_update(index_elements=[p.c.participant_id], set_=values)
    )
    at.audit("learning_place", f"participant:{at.subject}", reason=f"{language}/{jurisdiction}"[:40])


def keep_language(at: Access, language: Language) -> None:
    """The language that somebody chose on their own phone. Nothing is written where it is that already."""
    now, jurisdiction = place_of(at)
    if now != language.value:
        keep_place(at, language.value, jurisdiction)
