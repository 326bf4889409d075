"""What every body of an entry has in common: no unknown fields, short texts, urges 0-10, and the plain facts it yields.

A domain's own bodies stand in that domain's `bodies.py`; `kinds.py` gathers them.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=300)]
Kept = Annotated[list[Text], Field(max_length=20)]
"""False alarms of the identifier guard that the person kept. Not stored: what was kept stands in the text."""
Strength = Annotated[int, Field(ge=0, le=10)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
"""The id of a piece of content or of a stored choice, never words."""

Answer = (
    bool
    | Annotated[float, Field(ge=-1000, le=1000)]
    | Text
    | Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)]
)
Answers = Annotated[dict[Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_-]+$")], Answer], Field(max_length=60)]
"""What a form was answered, by link id and never by question text."""

Need = Literal["comfort", "being_heard", "control", "relief", "anger_out", "other"]
Helped = Literal["yes", "a_bit", "no"]


class Body(BaseModel):
    """The plain body of an entry."""

    model_config = ConfigDict(extra="forbid")

    def facts(self) -> dict[str, Any]:
        """The small plain facts that rules and pages work with: codes and whole numbers, no words.

        `detail` (a code of 20 characters at most), `intensity` 0-10, `acted`, `talk_about`, `call_me`, `not_safe`. Bodies
        whose fields say these by other names answer by themselves.
        """
        given = self.__dict__  # Asked for by name, a field that a model lacks costs more than its row.
        return {
            "detail": given.get("kind") or given.get("reason") or given.get("about"),
            "intensity": given.get("intensity"),
            "acted": True if given.get("kind") == "acted" else None,
            "talk_about": given.get("talk_about", False),
            "call_me": given.get("call_me", False),
            "not_safe": "about" in given,
        }


class RuleUsed(BaseModel):
    """That a rule of the coping plan was used, and whether it helped. `id` is the rule's."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    helped: Helped | None = None
