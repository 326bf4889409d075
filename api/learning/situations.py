"""Situations and what follows from them: the bank "would this count?" and the answers to "can I ...?" (product.md F1, F17).

YAML reads a bare `no` as false, so both shapes take false for "no" and true for "yes".
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from api.learning.pieces import Frozen, Id, Piece, Text


def _bare(value: object) -> object:
    return {False: "no", True: "yes"}.get(value, value) if isinstance(value, bool) else value


Verdict = Annotated[Literal["yes", "could", "no"], BeforeValidator(_bare)]
Short = Annotated[Literal["no", "ask_first", "only_by_order", "nobody"], BeforeValidator(_bare)]
"""The four short answers of product.md F1. The words for each are in `<language>/words/said.yaml`."""

NEEDS_SECOND = frozenset({"only_by_order", "nobody"})
"""Short answers that a second person must have checked before a live service gives them."""

Category = Literal[
    "contact", "third_parties", "online", "places", "publishing", "devices", "programme", "notification", "other"
]
"""What a condition of an order is about (product.md F1)."""

Act = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
Topic = Literal[
    "online",
    "third_parties",
    "children",
    "accident",
    "reply",
    "apology",
    "belongings",
    "work",
    "money",
    "court",
    "places",
]
ACTS: dict[Act, str] = {
    "a": "following",
    "b": "getting in touch, or trying to",
    "c": "publishing about a person, or as if from them",
    "d": "watching their internet, e-mail or messages",
    "e": "hanging around a place",
    "f": "doing things to what they have",
    "g": "watching or spying",
    "h": "going into a place where they are",
    "i": "giving them things, or leaving things for them to find",
    "j": "anything else that would be expected to cause fear or alarm",
}
"""a to g: the acts that section 2A(3) of the Protection from Harassment Act 1997 lists, by its letters. h to j stand on the list of
section 39(6) of the Criminal Justice and Licensing (Scotland) Act 2010 as well. Banks of every place use the same letter for the
same act, whatever their own law numbers it."""


class Scenario(Frozen):
    """Would this count? `reason` is shown whatever was answered; `source` is the section it rests on."""

    id: Id
    situation: Text
    answer: Verdict
    reason: Text
    source: Id
    acts: tuple[Act, ...] = ()
    topics: tuple[Topic, ...] = ()
    conditions: tuple[Category, ...] = ()


class ScenarioBank(Piece):
    """Scenarios that are checked and signed together."""

    kind: Literal["scenarios"]
    scenarios: tuple[Scenario, ...] = Field(min_length=1)


class CanI(Frozen):
    """One question as a man would ask it, and its answer.

    `kind` picks the words of the short answer, which the app says first; `short` is the one sentence after them. `phrasings` are
    other ways of asking, for the search. `ask` is whom to ask. `conditions` are the categories of a person's own order that the
    answer touches.
    """

    id: Id
    question: Text
    phrasings: tuple[Text, ...] = Field(min_length=2, max_length=30)
    kind: Short
    short: Text
    why: tuple[Text, ...] = Field(min_length=1, max_length=6)
    do: tuple[Text, ...] = Field(min_length=1, max_length=6)
    ask: tuple[Text, ...] = Field(min_length=1, max_length=4)
    conditions: tuple[Category, ...]
    sources: tuple[Id, ...] = Field(min_length=1)


class Answers(Piece):
    """Answers that are checked and signed together."""

    kind: Literal["answers"]
    answers: tuple[CanI, ...] = Field(min_length=1)
