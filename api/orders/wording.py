"""Entries about orders in words for staff. `journal/wording.py` gathers these."""

from collections.abc import Mapping
from typing import Any

from api.journal.said import Fields, Said, quoted, shown

ANSWERS = {"yes": "Yes, it would", "could": "Yes, it could", "no": "No, not on its own"}


def _question(body: Mapping[str, Any], zone: str) -> Fields:
    asked_from = body.get("about_answer")
    return shown(
        ("Asked from", f"Can I ...? {asked_from}" if asked_from else None),
        ("In their words", quoted(body.get("text"))),
    )


def _teach_back(body: Mapping[str, Any], zone: str) -> Fields:
    answers = body.get("answers") or []
    said = [(one["scenario_id"], ANSWERS.get(one["answer"], one["answer"])) for one in answers]
    return [*said, *shown(("In their words", quoted(body.get("text"))))]


def _count(body: Mapping[str, Any]) -> list[str]:
    n = len(body.get("answers") or [])
    return [f"{n} situation{'' if n == 1 else 's'}"]


SAID: dict[str, Said] = {
    "question": Said("Question", _question, lambda body: []),
    "order_read": Said(
        "Read the order", lambda body, zone: [("Order", "Read and confirmed")], lambda body: ["Confirmed"]
    ),
    "teach_back": Said("Would this count?", _teach_back, _count),
}
"""By kind of entry."""
