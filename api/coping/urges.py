"""Riding out one urge: what the phone sends of a pause (product F5). One entry, however often it was begun again.

A round is one stretch of waiting. Rounds are numbered and never overwritten: what is added while the phone is locked and
cannot read its own earlier answers goes under the next number, so that an amendment lies beside what came before.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.journal.body import Body, Code, Helped, Kept, Need, RuleUsed, Strength, Text

Minutes = Literal[5, 10, 15, 20]
End = Literal["passed", "still_strong", "acted", "stopped"]
RoundNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]?$", max_length=2)]


class Round(BaseModel):
    """One stretch of waiting.

    `minutes` was chosen (none: the stretch before went on), `until` is when it is over, `did` what was picked for it in
    the participant's own words, `exercise` the skill that was opened, `after` the strength at its end.
    """

    model_config = ConfigDict(extra="forbid")
    minutes: Minutes | None = None
    until: AwareDatetime | None = None
    did: Annotated[list[Text], Field(max_length=10)] = []
    exercise: Code | None = None
    after: Strength | None = None


class UrgeBody(Body):
    """One urge that was delayed. `happened_at` is when the pause began, `intensity` the strength then, `want` what acting
    would have given. `end` is missing while it is unfinished. `kept`: false alarms the person kept."""

    happened_at: AwareDatetime
    intensity: Strength | None = None
    want: Need | None = None
    rounds: Annotated[dict[RoundNumber, Round], Field(max_length=30)] = {}
    end: End | None = None
    rules: Annotated[list[RuleUsed], Field(max_length=10)] = []
    helped: Helped | None = None
    text: Text | None = None
    talk_about: bool = False
    kept: Kept = []
    unfinished: bool = False

    def facts(self) -> dict[str, Any]:
        """The strongest of all ratings counts; `end` says whether it was acted on."""
        said = [self.intensity, *(one.after for one in self.rounds.values())]
        return {
            "detail": self.end,
            "intensity": max((one for one in said if one is not None), default=None),
            "acted": True if self.end == "acted" else None,
            "talk_about": self.talk_about,
            "call_me": False,
            "not_safe": False,
        }


EXAMPLE: dict[str, Any] = {
    "happened_at": "2026-11-23T00:40:00+00:00",
    "intensity": 7,
    "want": "relief",
    "rounds": {
        "1": {
            "minutes": 10,
            "until": "2026-11-23T00:51:00+00:00",
            "did": ["Wash up", "Put the radio on"],
            "exercise": "slow-breathing",
            "after": 6,
        },
        "2": {"minutes": 5, "until": "2026-11-23T00:57:00+00:00", "did": ["Have a shower"], "after": 3},
    },
    "end": "passed",
    "rules": [{"id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f12", "helped": "yes"}],
    "helped": "a_bit",
    "talk_about": False,
    "kept": [],
    "unfinished": False,
}
