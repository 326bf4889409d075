"""What the phone sends about the coping plan: a draft of what to change, and answers."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.journal.body import Body, Kept, Strength, Text
from api.journal.models import Kind

Section = Literal["signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night"]
Part = Literal["signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night", "rules"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
PlanTrigger = Literal[
    "message_came", "saw_online", "a_date", "argument", "alone", "cannot_sleep", "drink_or_drugs", "court_or_police",
    "children", "work_or_money", "a_memory", "other",
]  # fmt: skip
"""The trigger log's list, from which a rule's trigger is taken (journal/kinds.py `Trigger`; a test holds them together)."""
RuleField = Literal["hours", "urge_at_least", "for_minutes", "confidence", "trigger", "condition_id"]


class Hours(BaseModel):
    """From when to when a rule speaks, by the participant's wall clock, `HH:MM`. May pass midnight."""

    model_config = ConfigDict(extra="forbid")
    from_: Hour = Field(alias="from")
    to: Hour


class LineChange(BaseModel):
    """One line as it is now. An `id` that the plan does not have is a new line."""

    model_config = ConfigDict(extra="forbid")
    section: Section
    id: UUID
    text: Line


class RuleChange(BaseModel):
    """The changed fields of one rule; `clear` names those that were emptied. A new rule has both `when` and `then`."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    when: Line | None = None
    then: Line | None = None
    trigger: PlanTrigger | None = None
    hours: Hours | None = None
    urge_at_least: Strength | None = None
    for_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    condition_id: UUID | None = None
    confidence: Strength | None = None
    clear: Annotated[list[RuleField], Field(max_length=6)] = []


class PlanDraftBody(Body):
    """What the participant would change in the plan (product F3): only what changed since `base_version`, null for a first plan.

    `gone` are the ids taken out; `order` the ids of a part in their new order. `text` says why, to the clinician.
    """

    base_version: Annotated[int, Field(ge=1)] | None = None
    lines: Annotated[list[LineChange], Field(max_length=120)] = []
    rules: Annotated[list[RuleChange], Field(max_length=30)] = []
    gone: Annotated[list[UUID], Field(max_length=150)] = []
    order: Annotated[dict[Part, Annotated[list[UUID], Field(max_length=40)]], Field(max_length=9)] = {}
    text: Text | None = None
    kept: Kept = []
    unfinished: bool = False


class PlanAnswerBody(Body):
    """The participant's answer: to a proposal (`version`), to one suggestion or comment, or to one clash.

    `agree` or `not_agree` with a reason in `text`; `accept`, `change` (with `words`, for a rule its act) or `decline`;
    `theirs`, `mine` or `words` for a clash. Exactly one of `version`, `suggestion_id` and `clash_id` is answered.
    """

    version: Annotated[int, Field(ge=1)] | None = None
    suggestion_id: UUID | None = None
    clash_id: UUID | None = None
    answer: Literal["agree", "not_agree", "accept", "change", "decline", "theirs", "mine", "words"]
    words: Line | None = None
    text: Text | None = None
    kept: Kept = []


_LINE = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f12"
_RULE = "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f13"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.plan_draft: {
        "base_version": 3, "lines": [{"section": "night", "id": _LINE, "text": "Radio on low, lie down"}],
        "rules": [{"id": _RULE, "when": "A message comes in", "then": "I put the phone in the drawer and wash up"}],
        "gone": [], "order": {}, "text": "The old one did not fit.", "unfinished": False,
    },
    Kind.plan_answer: {"version": 4, "answer": "not_agree", "text": "I am never home at 9."},
}  # fmt: skip
