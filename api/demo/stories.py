"""The made-up people of the demonstration: who they are, how they use the app, and what they write. No real person."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.attendance.models import AppointmentMode
from api.people.models import Basis, Phase

SEED = 20261123
ZONE = "Europe/London"
PASSWORD = "harbour lantern biscuit 41"  # noqa: S105  # made-up accounts of a local demonstration
POLICY = (
    "If someone could get hurt, or your order was broken, {clinician} may have to tell others. "
    "You will be told first if that is safe."
)
DUTY_PHONE, DUTY_HOURS = "01632 960014", "Monday to Friday, 9 to 5"


@dataclass(slots=True)
class Story:
    """One made-up participant: who, on what basis, how far along, and how they use the app."""

    first_name: str
    last_name: str
    born: str
    reference: str
    weeks: int
    clinician: str
    phase: Phase
    basis: Basis = Basis.licence
    officer: str | None = "jo"
    tier: int = 2
    cards: float = 0.7
    urges: float = 1.5
    strength: tuple[int, int] = (2, 6)
    mode: AppointmentMode = AppointmentMode.phone
    plan: bool = True
    paper: bool = False
    silent_days: int = 0
    weekday: int = 3
    hour: int = 14
    id: UUID | None = None
    device_id: UUID | None = None
    sequence: int = 1
    sessions: list[UUID] = field(default_factory=list)
    targets: list[UUID] = field(default_factory=list)


def stories() -> list[Story]:
    """The twelve."""
    return [
        Story("Daniel", "Reeve", "1991-03-14", "K70 4821", 8, "maya", Phase.working, urges=2.5, strength=(3, 7)),
        Story("Kieran", "Holt", "1988-07-02", "K70 3316", 4, "maya", Phase.settling, Basis.requirement, urges=2, strength=(4, 8), cards=0.5, weekday=1, hour=15),
        Story("Lee", "Pascoe", "1979-11-21", "K70 5107", 7, "maya", Phase.working, mode=AppointmentMode.room, weekday=4, hour=10),
        Story("Stephen", "Ayodele", "1985-01-30", "K70 2954", 11, "ruth", Phase.rehearsing, Basis.spo, officer="pat", weekday=0, hour=15),
        Story("Aaron", "Finch", "1994-09-09", "K70 6620", 6, "maya", Phase.working, hour=11),
        Story("Paul", "Marsden", "1972-05-17", "K70 1183", 9, "maya", Phase.working, Basis.voluntary, officer=None, cards=0.75, silent_days=8, weekday=2, hour=13),
        Story("Gary", "Whitlock", "1968-12-03", "K70 7745", 8, "ruth", Phase.working, cards=0.4, weekday=4, hour=16),
        Story("Imran", "Shah", "1997-04-25", "K70 8012", 2, "maya", Phase.settling, plan=False, weekday=0, hour=9),
        Story("Neil", "Brandt", "1963-08-11", "K70 9937", 8, "ruth", Phase.working, paper=True, weekday=1, hour=11),
        Story("Chris", "Dunmore", "1990-10-08", "K70 4402", 12, "maya", Phase.stepping_down, urges=0.4, strength=(1, 4), hour=14),
        Story("Marek", "Nowak", "1983-02-19", "K70 5588", 7, "ruth", Phase.working, officer="pat", weekday=2, hour=10),
        Story("Owen", "Pryce", "1976-06-06", "K70 6091", 10, "ruth", Phase.rehearsing, Basis.unknown, urges=1, weekday=3, hour=12),
    ]  # fmt: skip


LINES = ["Went for a walk after tea.", "Long day at work.", "Slept badly.", "Watched the match with my brother.",
          "Quiet day.", "Cooked a proper meal.", "Missed the bus, walked home.", "Fixed the bike."]  # fmt: skip
WORDS = ["I put the phone in the drawer and washed up.", "It was late and I was on my own.",
          "I rang my brother and it eased off.", "I nearly looked. I went out instead.",
          "A song came on. I turned the radio off."]  # fmt: skip
REPLIES = [
    "Thank you for telling me. You put the phone away when it was hard. Let's talk about the nights on Thursday.",
    "I read this. Ringing your brother was a good step. Let's add it to your plan.",
    "Thank you for writing it down so soon. What helped most? Bring it to our next session.",
    "I read your log. Keep to the plan for late evenings. We will look at it together.",
]
PLAN: dict[str, Any] = {
    "signs": ["I can't sleep", "I go over the same thing again and again", "I pick up my phone without thinking"],
    "surroundings": ["Phone in the kitchen drawer at ten", "Radio on low"],
    "alone": ["Wash up", "Shower", "Ten minutes outside"],
    "people": ["My brother's on Sundays", "Football on Tuesday"],
    "ask": ["My brother. He said ring any time"],
    "professionals": ["My clinician, in work hours", "Samaritans, 116 123"],
    "reasons": ["I want to sleep. I want to keep my job. I don't want to scare anyone again."],
    "night": ["Phone in the drawer", "Radio on low, lie down", "Get up and wash up if it goes on"],
    "rules": [
        {"when": "it's late", "hours": {"from": "22:00", "to": "04:00"}, "urge_at_least": 6,
         "then": "I will put my phone in the drawer and wash up", "for_minutes": 15, "confidence": 7},
        {"when": "I can't sleep", "hours": None, "urge_at_least": None,
         "then": "I will put the radio on low and lie down", "for_minutes": 20, "confidence": 6},
        {"when": "a message comes in", "hours": None, "urge_at_least": None,
         "then": "I will put the phone down and ring my brother", "for_minutes": None, "confidence": 8},
    ],
}  # fmt: skip


def card(dice: random.Random, story: Story) -> dict[str, Any]:
    """A daily card's answers."""
    used = dice.random() < 0.7
    answers: dict[str, Any] = {
        "urge": dice.randint(*story.strength),
        "acted": False,
        "mood": dice.randint(3, 8),
        "anger": dice.randint(0, 6),
        "sadness": dice.randint(0, 6),
        "anxiety": dice.randint(1, 6),
        "shame": dice.randint(0, 5),
        "loneliness": dice.randint(1, 7),
        "sleep_hours": dice.choice([4, 5, 6, 6, 7, 7, 8]),
        "substances": dice.choice(["none", "none", "none", "alcohol"]),
        "used_skill": used,
        "talk_about": dice.random() < 0.1,
    }
    if used:
        answers["skills"] = dice.sample(
            ["slow-breathing", "notice-sounds", "stop", "my-plan", "wait-it-out"], dice.randint(1, 3)
        )
    if dice.random() < 0.4:
        answers["line"] = dice.choice(LINES)
    return answers


def trigger(dice: random.Random, story: Story, when: datetime, strength: int | None = None) -> dict[str, Any]:
    """A trigger log's body. `strength` makes it an urge of that strength."""
    return {
        "happened_at": when.isoformat(),
        "kind": dice.choice(["urge", "urge", "trigger_only", "good_moment"]) if strength is None else "urge",
        "intensity": strength or dice.randint(*story.strength),
        "channel": dice.choice(["message", "social_media", "place"]),
        "triggers": dice.sample(["alone", "cannot_sleep", "a_memory", "work_or_money", "drink_or_drugs"], 2),
        "emotions": dice.sample(["lonely", "angry", "sad", "ashamed", "anxious"], 2),
        "need": dice.choice(["comfort", "relief", "being_heard", "control"]),
        "did": dice.sample(["put_phone_away", "called_someone", "walked", "washed_up", "used_my_plan"], 2),
        "helped": dice.choice(["yes", "a_bit", "a_bit", "no"]),
        "text": dice.choice(WORDS) if dice.random() < 0.5 else None,
        "talk_about": dice.random() < 0.3,
    }


def pause(dice: random.Random, story: Story, when: datetime) -> dict[str, Any]:
    """An urge that was waited out, or not: one or two stretches of waiting, each rated after."""
    strength = dice.randint(*story.strength)
    rounds: dict[str, Any] = {}
    at, after = when, strength
    for number in range(1, dice.choice([1, 1, 2]) + 1):
        minutes = dice.choice([5, 10, 10, 15, 20])
        at, after = at + timedelta(minutes=minutes), max(0, after - dice.randint(0, 4))
        rounds[str(number)] = {
            "minutes": minutes, "until": at.isoformat(), "did": dice.sample(PICKED, dice.randint(1, 2)), "after": after,
            "exercise": dice.choice(["slow-breathing", "notice-sounds"]),
        }  # fmt: skip
    return {
        "happened_at": when.isoformat(), "intensity": strength, "rounds": rounds, "talk_about": dice.random() < 0.2,
        "want": dice.choice(["comfort", "relief", "being_heard", "control"]),
        "end": "still_strong" if after >= 6 else dice.choice(["passed", "passed", "passed", "stopped"]),
        "helped": dice.choice(["yes", "a_bit", "a_bit", "no"]),
    }  # fmt: skip


def rules_used(rules: list[dict[str, Any]], body: dict[str, Any], when: datetime, story: Story) -> list[dict[str, Any]]:
    """Which of the plan's rules fit that moment and were used, and whether each helped. Most such moments, not all."""
    dice = random.Random(f"{story.reference} {story.sequence}")
    set_off = body.get("triggers") or []
    fits = {
        "it's late": when.hour >= 21 or when.hour < 4,
        "I can't sleep": "cannot_sleep" in set_off,
        "a message comes in": "message_came" in set_off,
    }
    if body.get("kind") == "good_moment":
        return []
    return [
        {
            "id": str(rule["id"]),
            "helped": "yes" if body.get("helped") == "yes" else dice.choice(["yes", "a_bit", "a_bit", "no"]),
        }
        for rule in rules
        if fits.get(rule["when"]) and (body.get("kind") in ("near_miss", None) or dice.random() < 0.8)
    ]


OPEN = ["Put the kettle on", "Ring my brother", "Ten minutes outside"]
"""What Daniel shows without a PIN."""
PICKED = ["Wash up", "Put the kettle on", "Shower", "Radio on low", "Ten minutes outside"]


def near_miss(when: datetime) -> dict[str, Any]:
    """The near miss of last night."""
    return {
        "happened_at": when.isoformat(), "kind": "near_miss", "intensity": 8, "channel": "message",
        "triggers": ["message_came", "cannot_sleep"], "emotions": ["lonely", "angry", "ashamed"], "need": "relief",
        "sleep_hours": 3, "substances": "none", "did": ["put_phone_away", "washed_up", "called_someone"],
        "helped": "yes", "text": "I had it typed. I did not send it.", "talk_about": True,
    }  # fmt: skip
