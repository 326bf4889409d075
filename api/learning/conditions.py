"""The conditions that orders hold, with blanks that cannot take a name or a place, and the kinds of order there are."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from api.learning.pieces import Frozen, Id, Piece, Text
from api.learning.situations import Category

BLANK = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)\}")
"""A blank in a template, such as {who}."""
EACH = 3
"""Scenarios of a condition that one person is asked at most (product.md F1)."""


class Role(Frozen):
    """Somebody, by a role word from `<language>/words/roles.yaml`. `of` narrows the list; empty means any of it."""

    type: Literal["role"]
    of: tuple[Id, ...] = ()


class Number(Frozen):
    """A whole number from `min` to `max`."""

    type: Literal["number"]
    min: int = Field(ge=0)
    max: int = Field(le=10_000)


class Distance(Frozen):
    """A distance, said as "100 metres"."""

    type: Literal["distance"]
    unit: Literal["metres", "miles"] = "metres"
    min: int = Field(ge=1)
    max: int = Field(le=10_000)


class Hours(Frozen):
    """Two times of day, said as "19:00 to 07:00"."""

    type: Literal["hours"]


class Date(Frozen):
    """A day of the calendar."""

    type: Literal["date"]


class Weekday(Frozen):
    """A day of the week."""

    type: Literal["weekday"]


Blank = Annotated[Role | Number | Distance | Hours | Date | Weekday, Field(discriminator="type")]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Condition(Frozen):
    """One term that an order may hold. `template` stands for the exact words of the order, with typed blanks for what differs;
    `plain` may hold the same blanks.

    `teach_back` are ids of scenarios that show whether it was understood, up to `EACH` of each place: a phone asks those of
    the law that it has. `ask_about` are situations to ask about first.
    """

    id: Id
    category: Category
    kind: Literal["prohibition", "requirement"]
    template: Text
    blanks: Mapping[str, Blank] = Field(default_factory=dict)
    plain: Text
    not_allowed: tuple[Text, ...] = Field(min_length=1, max_length=8)
    ask_about: tuple[Text, ...] = Field(min_length=1, max_length=8)
    teach_back: tuple[Id, ...] = Field(default=(), max_length=30)
    sources: tuple[Id, ...] = Field(min_length=1)


class ConditionLibrary(Piece):
    """Conditions that are checked and signed together."""

    kind: Literal["conditions"]
    conditions: tuple[Condition, ...] = Field(min_length=1)


class WelshOrder(Frozen):
    """The words of a kind of order in Welsh."""

    name: Text
    plain: Text


class OrderKind(Frozen):
    """A kind of order that can be made somewhere.

    `notification`: whether it brings a duty to tell the police one's names and address. `starts_from`: from when it binds.
    `in_force: check` where its start has to be confirmed; it can be picked, and the screen says so.
    """

    id: Id
    jurisdiction: Id
    name: Text
    plain: Text
    court: Literal["criminal", "civil", "family", "none"]
    breach: Literal["crime", "contempt", "crime_or_contempt", "arrest", "recall", "back_to_court"]
    supervised_by: Literal["police", "probation", "justice_social_work", "court", "nobody"]
    may_vary: tuple[
        Literal[
            "you", "police", "prosecutor", "protected_person", "anyone_named", "probation", "parole_board", "court"
        ],
        ...,
    ] = Field(min_length=1)
    notification: bool
    starts_from: Literal["service", "coming_into_force", "made", "release", "charge"]
    may_require: bool
    in_force: Literal["yes", "check"] = "yes"
    sources: tuple[Id, ...] = Field(min_length=1)
    cy: WelshOrder | None = None

    @property
    def of_probation(self) -> bool:
        """Whether probation, or who does its work in that place, supervises it: then it may propose words of it."""
        return self.supervised_by in ("probation", "justice_social_work")


class OrderKinds(Piece):
    """The kinds of order of every place that this installation knows, `content/order-kinds.yaml`."""

    kind: Literal["order_kinds"]
    orders: tuple[OrderKind, ...] = Field(min_length=1)


def blank_findings(condition: Condition, roles: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the blanks of a condition."""
    in_words = {found["name"] for found in BLANK.finditer(condition.template)}
    for name in sorted(in_words - set(condition.blanks)):
        yield f"`{condition.id}`: say what may stand in {{{name}}}, under `blanks`"
    for name in sorted({found["name"] for found in BLANK.finditer(condition.plain)} - in_words):
        yield f"`{condition.id}`: {{{name}}} stands in the plain words and not in those of the order"
    for name in sorted(set(condition.blanks) - in_words):
        yield f"`{condition.id}`: the blank `{name}` is not in the words"
    for name, blank in condition.blanks.items():
        if isinstance(blank, Role):
            for one in blank.of:
                if one not in roles:
                    yield f"`{condition.id}`: `{one}` is not in words/roles.yaml"
        if isinstance(blank, Number | Distance) and blank.min > blank.max:
            yield f"`{condition.id}`: `{name}` can never be filled in"
