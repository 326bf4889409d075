"""What the phone sends about the coping plan and urges."""

from typing import Any

from api.coping import plan_entries, urges
from api.journal.body import Body
from api.journal.models import Kind

MODELS: dict[Kind, type[Body]] = {
    Kind.urge: urges.UrgeBody,
    Kind.plan_draft: plan_entries.PlanDraftBody,
    Kind.plan_answer: plan_entries.PlanAnswerBody,
}
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.urge: urges.EXAMPLE,
    **plan_entries.EXAMPLES,
}
AMENDABLE: set[Kind] = {Kind.urge}
