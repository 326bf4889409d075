"""What each kind of entry may say. `GET /api/entry-kinds` publishes these, so that any client can write entries.

Urges and intensities are whole numbers 0-10. Free text is 300 characters at most. Unknown fields are refused, which sends
the item to quarantine: nothing is lost, and a person looks.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.checkins import bodies as checkins
from api.coping import bodies as coping
from api.goals import bodies as goals
from api.journal import chain, requests
from api.journal.body import Body, Helped, Need, RuleUsed, Strength, Text
from api.journal.models import Kind
from api.learning import bodies as learning
from api.orders import bodies as orders

TriggerKind = Literal["urge", "near_miss", "acted", "trigger_only", "good_moment"]
Channel = Literal["message", "call", "social_media", "in_person", "through_someone", "place", "other"]
Trigger = Literal[
    "message_came", "saw_online", "a_date", "argument", "alone", "cannot_sleep", "drink_or_drugs", "court_or_police",
    "children", "work_or_money", "a_memory", "other",
]  # fmt: skip
Emotion = Literal[
    "angry", "sad", "lonely", "ashamed", "anxious", "jealous", "hurt", "numb", "calm", "hopeful",
]  # fmt: skip
Substances = Literal["none", "alcohol", "drugs", "both"]
Did = Literal[
    "put_phone_away", "left_the_place", "called_someone", "breathing", "waited", "walked", "used_my_plan", "washed_up",
    "other", "nothing_yet",
]  # fmt: skip
About = Literal["me", "someone_else", "both", "rather_not_say"]
WrongReason = Literal["i_came", "i_told_you", "wrong_time", "you_were_not_there", "other"]


class TriggerBody(Body):
    """A trigger log (product F6). `happened_at` carries the phone's offset. `kept`: false alarms the person kept."""

    happened_at: AwareDatetime
    kind: TriggerKind
    intensity: Strength | None = None
    channel: Channel | None = None
    triggers: Annotated[list[Trigger], Field(max_length=12)] = []
    emotions: Annotated[list[Emotion], Field(max_length=10)] = []
    need: Need | None = None
    sleep_hours: Annotated[float, Field(ge=0, le=24)] | None = None
    substances: Substances | None = None
    did: Annotated[list[Did], Field(max_length=10)] = []
    skills: Annotated[list[Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9-]+$")]], Field(max_length=20)] = []
    helped: Helped | None = None
    rules: Annotated[list[RuleUsed], Field(max_length=10)] = []
    text: Text | None = None
    talk_about: bool = False
    kept: Annotated[list[Text], Field(max_length=20)] = []
    unfinished: bool = False


class NotSafeBody(Body):
    """ "I do not feel safe": urgent, and nobody reads it before the next working time."""

    happened_at: AwareDatetime
    about: About = "rather_not_say"
    call_me: bool = False
    text: Text | None = None
    kept: Annotated[list[Text], Field(max_length=20)] = []


class ThatIsWrongBody(Body):
    """The participant's answer to "we recorded that you did not come". Holds its release until a person has looked."""

    alert_id: UUID
    happened_at: AwareDatetime
    reason: WrongReason
    text: Text | None = None
    kept: Annotated[list[Text], Field(max_length=20)] = []


class AmendBody(Body):
    """Later answers to an earlier entry `of`: only the changed fields. The first stays as it was.

    `of_schema` is the schema, of that entry's kind, that the fields are written in.
    """

    of: UUID
    of_schema: Annotated[int, Field(ge=1, le=1000)] = 1
    body: Annotated[dict[Annotated[str, Field(max_length=60)], Any], Field(max_length=40)]

    def facts(self) -> dict[str, Any]:
        return {"amends": self.of}


MODELS: dict[Kind, type[Body]] = {
    Kind.trigger: TriggerBody,
    Kind.not_safe: NotSafeBody,
    Kind.that_is_wrong: ThatIsWrongBody,
    Kind.amend: AmendBody,
    **checkins.MODELS,
    **coping.MODELS,
    **goals.MODELS,
    **learning.MODELS,
    **orders.MODELS,
    **requests.MODELS,
    **chain.MODELS,
}
"""Every kind that can be sent now, with its body. A domain adds its own in its `bodies.py`."""
AMENDABLE = {
    *(kind for kind, model in MODELS.items() if "unfinished" in model.model_fields), Kind.not_safe,
    *checkins.AMENDABLE, *coping.AMENDABLE, *goals.AMENDABLE, *learning.AMENDABLE, *orders.AMENDABLE, *requests.AMENDABLE,
    *chain.AMENDABLE,
}  # fmt: skip
"""What a phone may send later answers to: every flow with steps, the message of somebody who is not safe, and what a
domain names."""

_WHEN = "2026-11-23T00:40:00+00:00"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.trigger: {
        "happened_at": _WHEN, "kind": "near_miss", "intensity": 8, "channel": "message", "triggers": ["message_came"],
        "emotions": ["lonely", "angry"], "need": "relief", "sleep_hours": 3, "substances": "none",
        "did": ["put_phone_away"], "skills": ["slow-breathing"], "helped": "yes", "text": "I had it typed. I did not send it.",
        "talk_about": True, "kept": [], "unfinished": False,
    },
    Kind.not_safe: {"happened_at": _WHEN, "about": "me", "call_me": True, "text": "I can't settle."},
    Kind.that_is_wrong: {
        "alert_id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f10", "happened_at": _WHEN, "reason": "i_came",
        "text": "I was in the waiting room.",
    },
    Kind.amend: {"of": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f11", "body": {"helped": "a_bit"}},
    **checkins.EXAMPLES,
    **coping.EXAMPLES,
    **goals.EXAMPLES,
    **learning.EXAMPLES,
    **orders.EXAMPLES,
    **requests.EXAMPLES,
    **chain.EXAMPLES,
}  # fmt: skip


def happened(model: Body, made_at: datetime) -> datetime:
    """When it happened by the person's own account; else when the phone made it."""
    found: datetime = model.__dict__.get("happened_at", made_at)
    return found


def choices(alias: Any) -> tuple[str, ...]:
    """The values of a Literal, for the walks that check that each has its words."""
    return tuple(get_args(alias))
