"""Up to five short things to do that the participant chose to show on the phone without a PIN (product F2).

Anybody who holds the phone can read them. So they lead to nobody, and say nothing of what the app is for.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from api.act import Access
from api.coping.actions import IdentifiersFound
from api.coping.versions import kinds_in_both
from api.db import table_of
from api.errors import Problem
from api.learning.wording import Banned
from api.people.models import Participant
from api.people.records import seal_fact
from api.tongue import Both

MOST = 5
LONGEST = 80
"""Characters of one of them: two lines on a small phone."""

_TAKE_OUT = Both("Take out {kinds}.", "Tynnwch y canlynol allan: {kinds}.")
_ROLE_WORD = Both("Use a role word, like my brother.", "Defnyddiwch air am rôl, fel fy mrawd.")
_LEAVE_OUT = Both("Leave out the word {word}.", "Gadewch y gair {word} allan.")


class TellsTooMuch(Problem):
    """Words that show without a PIN say what the app is for."""

    slug, title = "tells-too-much", "This shows without your PIN. Say it another way"
    welsh = "Mae hwn yn ymddangos heb eich PIN. Dywedwch ef mewn ffordd arall"


def choose(at: Access, items: list[str]) -> list[str]:
    """Show these, in this order, on every phone of the participant; an empty list shows none. The same twice counts once.

    Raises IdentifiersFound and TellsTooMuch, with `errors` naming each field ("items.0").
    """
    items = list(dict.fromkeys(items))
    found = [
        (f"items.{n}", _TAKE_OUT.filled(kinds=kinds)) for n, text in enumerate(items) if (kinds := kinds_in_both(text))
    ]
    if found:
        raise IdentifiersFound(_ROLE_WORD, errors=found)
    told = [(f"items.{n}", _LEAVE_OUT.filled(word=word)) for n, text in enumerate(items) if (word := _tells(at, text))]
    if told:
        raise TellsTooMuch(errors=told)
    sealed = seal_fact(at, at.subject, "open_alternatives", json.dumps(items)) if items else None
    p = table_of(Participant)
    at.session.execute(sa.update(p).where(p.c.id == at.subject).values(open_alternatives=sealed))
    at.audit("open_alternatives_choose", f"participant:{at.subject}", count=len(items))
    return items


def _tells(at: Access, text: str) -> str | None:
    """The first of the words that may not stand on a page before unlock, as our list has it."""
    banned = _banned(at.settings.content_dir)
    return next((word for word in banned if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)), None)


@lru_cache
def _banned(content: Path) -> tuple[str, ...]:
    """In every language: what somebody writes on a Welsh phone may be English, and the other way round."""
    languages = sorted(one.parent.parent.name for one in content.glob("*/words/banned.yaml"))
    return tuple(dict.fromkeys(word for language in languages for word in Banned.of(content, language).open))
