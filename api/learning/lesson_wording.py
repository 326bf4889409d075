"""A finished lesson in words for staff. `journal/wording.py` gathers these."""

from collections.abc import Mapping
from typing import Any

from api.journal.said import Fields, Said, humbly


def _name(body: Mapping[str, Any]) -> str:
    return humbly(str(body.get("lesson_id", "")).rsplit(".", 1)[-1])


def _fields(body: Mapping[str, Any], zone: str) -> Fields:
    answers = body.get("answers") or []
    return [
        ("Lesson", f"{_name(body)}, version {body.get('version')}"),
        *((humbly(one["check_id"]), humbly(one["answer"])) for one in answers),
    ]


SAID: dict[str, Said] = {"lesson": Said("Lesson read", _fields, lambda body: [_name(body)])}
"""By kind of entry."""
