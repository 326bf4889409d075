"""Chain analysis: what led to what, step by step, and where it could break (product F6, content-facts 4.4).

Its questions are a form of the content, `step-by-step`, which goes to a phone only while a clinician has it opened for that
person (`oversight/opened.py`). It has no "repair" step: in its place stand telling the clinician and keeping away. What
arrives is kept whether it is open or not.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.journal.body import Answers, Body, Code, Kept
from api.journal.models import Kind

FORM = "step-by-step"

NOT_DONE = {"did_not", "wrote_not_sent"}
"""Answers to what was done in the end that are no act."""


class ChainBody(Body):
    """The answers by link id. `about`: the log that it looks at, if it was begun from one."""

    form_id: Code
    form_version: Annotated[int, Field(ge=1, le=10_000)]
    happened_at: AwareDatetime
    about: UUID | None = None
    answers: Answers
    kept: Kept = Field(default=[])
    unfinished: bool = False

    def facts(self) -> dict[str, Any]:
        """An act that no log told of before is told here, and is read as one."""
        urge = self.answers.get("urge")
        number = isinstance(urge, int | float) and not isinstance(urge, bool) and 0 <= urge <= 10
        act = self.answers.get("act")
        told = isinstance(act, str) and act not in NOT_DONE and self.about is None
        return {
            "intensity": int(urge) if number and self.about is None else None,  # type: ignore[arg-type]  # `number` says what it is
            "acted": True if told else None,
            "talk_about": self.answers.get("talk_about") is True,
        }


MODELS: dict[Kind, type[Body]] = {Kind.chain: ChainBody}
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.chain: {
        "form_id": FORM, "form_version": 1, "happened_at": "2026-11-23T00:40:00+00:00",
        "about": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f11",
        "answers": {"before": ["little_sleep", "alone"], "urge": 8, "act": "wrote_not_sent", "break_at": "thoughts"},
        "unfinished": False,
    },
}  # fmt: skip
AMENDABLE: set[Kind] = {Kind.chain}
