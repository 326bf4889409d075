"""What a piece of content is: lessons, skills, crisis lines, forms and cards, each with version, source and sign-off.

Everything here is immutable. The files are described for authors in `content/README.md`. Scenario banks and answers are in
`situations`, conditions and kinds of order in `conditions`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Claim = Literal["law", "crisis", "clinical"]
Signer = Literal["lawyer", "clinician", "service lead"]

SIGNER: dict[Claim, Signer] = {"law": "lawyer", "clinical": "clinician", "crisis": "service lead"}
"""Who must sign a piece that makes such a claim, before a live user meets it (content-facts.md section 9)."""


class Frozen(BaseModel):
    """A value that never changes, and refuses a name it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Jurisdiction(Frozen):
    """A country, or part of one, whose law a piece is about. `within` is the wider one whose pieces hold there too.

    `says` is what people there call things, by language: the words of a wider piece, and what is said in their place.
    """

    id: Id
    name: Mapping[Literal["en", "cy"], Text]
    within: Id | None = None
    says: Mapping[Literal["en", "cy"], Mapping[Text, Text]] = Field(default_factory=dict)


class Source(Frozen):
    """Where a claim comes from. `mark`: V read in the source, K general knowledge not read there, J judgement.

    `sheet` is the number in the fact sheet's list of sources. `primary` is false where the text must be replaced by the
    primary one at sign-off. `jurisdiction` is where it holds: a law of one place carries nothing that is said in another.
    """

    id: Id
    title: Text
    where: str = ""
    mark: Literal["V", "K", "J"]
    sheet: int | None = None
    primary: bool = True
    jurisdiction: Id = "any"


class SignOff(Frozen):
    """One person's signature under one version."""

    role: Signer
    name: Text
    signed_on: date


class Piece(Frozen):
    """What every piece says about itself. `claims` decides who must sign it; a piece without claims needs no signature.

    `translates`: the version of the English piece of the same id that these words were written from.
    """

    id: Id
    version: int = Field(ge=1)
    kind: Literal["lesson", "skill", "crisis", "form", "card", "scenarios", "answers", "conditions", "order_kinds"]
    language: Literal["en", "cy"]
    jurisdiction: Id
    audience: Literal["participant", "staff"]
    phase: Literal["any", "settling", "working", "rehearsing", "stepping_down"]
    status: Literal["draft", "checked", "published", "retired"]
    author: Text
    checker: Text | None
    review_by: date
    claims: tuple[Claim, ...]
    signed_by: tuple[SignOff, ...]
    sources: tuple[Id, ...]
    title: Text
    translates: int | None = Field(default=None, ge=1)

    def signed(self) -> bool:
        """Whether everyone who must sign has signed this published version."""
        if not self.claims:
            return True
        signers = {one.role for one in self.signed_by}
        return self.status == "published" and all(SIGNER[claim] in signers for claim in self.claims)

    def fit(self, today: date) -> bool:
        """Whether a live user may meet it on that day: signed, not past its review date, not retired."""
        return self.status != "retired" and self.signed() and (not self.claims or today <= self.review_by)


ADMINISTRATIVE = {"status", "author", "checker", "review_by", "signed_by", "translates"}
"""What may change without a new version, because no reader sees it."""


class Plain(Frozen):
    """A run of plain words."""

    t: Literal["text"] = "text"
    v: str


class Strong(Frozen):
    """A run of words that matter most."""

    t: Literal["strong"] = "strong"
    v: str


class Term(Frozen):
    """A legal word with its meaning in plain words, one tap away."""

    t: Literal["term"] = "term"
    v: str
    gloss: str


Inline = Plain | Strong | Term


class Words(Frozen):
    """A paragraph (p), a heading inside a screen (h) or a note."""

    t: Literal["p", "h", "note"]
    c: tuple[Inline, ...]


class Items(Frozen):
    """A list; each item is a line of words."""

    t: Literal["ul"] = "ul"
    items: tuple[tuple[Inline, ...], ...]


Block = Words | Items


class Screen(Frozen):
    """One page of a lesson. `say` is what is read aloud."""

    id: Id
    title: Text
    blocks: tuple[Block, ...]
    say: str


class Option(Frozen):
    """One answer that can be chosen. The value is stored, the text may be reworded in a later version."""

    value: Id
    text: Text


class Check(Frozen):
    """A scenario: would this count? `answer` is the value of the option that fits; `reason` is shown either way."""

    id: Id
    situation: Text
    options: tuple[Option, ...] = Field(min_length=2)
    answer: Id
    reason: Text
    source: Id


class Lesson(Piece):
    """A short teaching page: screens, scenario checks, one takeaway for the plan.

    `place` is its place in the list, over all lessons that a person sees. A `gated` one asks for reflection: it is closed until
    a clinician opens it for one person, and never lies in the public file (product.md F13, the paper's note 5).
    """

    kind: Literal["lesson"]
    place: int = Field(ge=1, le=999)
    gated: bool = False
    minutes: int = Field(ge=1, le=10)
    source_note: Text
    takeaway: Text
    checks: tuple[Check, ...] = Field(min_length=2, max_length=3)
    screens: tuple[Screen, ...] = Field(min_length=3, max_length=6)


class Pacer(Frozen):
    """The words of the breathing pacer, and its seconds."""

    title: Text
    in_seconds: int = Field(ge=2, le=8)
    out_seconds: int = Field(ge=2, le=10)
    minutes: int = Field(ge=1, le=10)
    breathe_in: Text
    breathe_out: Text
    in_for: Text
    out_for: Text
    just_words: Text
    moving: Text
    ready: Text
    done: Text


class Skill(Piece):
    """Something to do at a hard moment.

    `steps` is the 30-second version and `full` the whole one. An `open` skill shows before unlock, so its words give nothing
    away. `caution` is said with both versions, and `cautions` before the full one.
    """

    kind: Literal["skill"]
    place: int = Field(ge=1)
    open: bool = False
    short: Text
    steps: tuple[Text, ...] = Field(min_length=2, max_length=8)
    full: tuple[Text, ...] = Field(default=(), max_length=12)
    why: Text | None = None
    caution: Text | None = None
    cautions: tuple[Text, ...] = ()
    pacer: Pacer | None = None


class Line(Frozen):
    """One way to reach a person now. `open` lines show before unlock; `builtin` ones need no sign-off and never expire.

    `jurisdiction` is the place whose people it is for, where that is not the place of the whole list.
    """

    id: Id
    name: Text
    contact: Text
    tel: Annotated[str, StringConstraints(pattern=r"^[0-9]{3,14}$")] | None = None
    sms: Annotated[str, StringConstraints(pattern=r"^[0-9]{3,14}$")] | None = None
    hours: Text
    about: Text
    open: bool
    builtin: bool = False
    review_by: date | None = None
    source: Id
    jurisdiction: Id | None = Field(None, exclude_if=lambda value: value is None)


class CrisisList(Piece):
    """The lines of one country."""

    kind: Literal["crisis"]
    lines: tuple[Line, ...]


def _unset(value: object) -> bool:
    """What a file left out stays out of its digest, so that a form without it is still the version that it was."""
    return value is None or value == () or value is False


def _absent(value: object) -> bool:
    """The same where false is something that was said."""
    return value is None or value == ()


class EnableWhen(Frozen):
    """Show an item only when this holds: one comparison with another item's answer, or `all` or `any` of several.

    A comparison is one of `equals`, `not_equals`, `more_than`, `less_than` and `exists`. A list of choices equals a value that
    is among them. What was not answered, or is not asked, only meets `exists: false`.
    """

    link_id: Id | None = Field(None, exclude_if=_absent)
    equals: bool | int | str | None = Field(None, exclude_if=_absent)
    not_equals: bool | int | str | None = Field(None, exclude_if=_absent)
    more_than: int | None = Field(None, exclude_if=_absent)
    less_than: int | None = Field(None, exclude_if=_absent)
    exists: bool | None = Field(None, exclude_if=_absent)
    all: tuple["EnableWhen", ...] | None = Field(None, exclude_if=_absent, min_length=2, max_length=6)
    any: tuple["EnableWhen", ...] | None = Field(None, exclude_if=_absent, min_length=2, max_length=6)

    @model_validator(mode="after")
    def _one_shape(self) -> "EnableWhen":
        several = [one for one in (self.all, self.any) if one is not None]
        said = [name for name in COMPARISONS if getattr(self, name) is not None]
        if self.link_id is None:
            if len(several) != 1 or said:
                raise ValueError("give a link_id and what its answer must be, or one list: all or any")
            if any(one.link_id is None for one in several[0]):
                raise ValueError("a list of conditions holds no further list")
        elif several or len(said) != 1:
            raise ValueError(f"say one of {', '.join(COMPARISONS)}")
        return self

    def conditions(self) -> "tuple[EnableWhen, ...]":
        """The single comparisons in it."""
        return self.all or self.any or (self,)


COMPARISONS = ("equals", "not_equals", "more_than", "less_than", "exists")


class Item(Frozen):
    """One question. `min` and `max` bound a number or scale; for text `max` is the most characters. `group` is on which page."""

    link_id: Id
    type: Literal["scale", "choice", "choices", "boolean", "text", "number"]
    text: Text
    help: Text | None = None
    options: tuple[Option, ...] | None = None
    min: int | None = None
    max: int | None = None
    required: bool = False
    enable_when: EnableWhen | None = None
    group: Id | None = Field(None, exclude_if=_unset)


class Group(Frozen):
    """Questions that stand together, under one heading."""

    id: Id
    title: Text
    help: Text | None = None


class Score(Frozen):
    """The sum of some scales' answers, for staff to read. Never called a risk, never shown to the participant, never a verdict."""

    id: Id
    title: Text
    items: tuple[Id, ...] = Field(min_length=2)


class Form(Piece):
    """Questions. The link ids, never the words, are the keys of stored answers.

    A `measure` is asked for by a clinician, before, in the middle or at the end; its `note` says what it is and is not,
    and carries the credit that a licence asks for.
    """

    kind: Literal["form"]
    measure: bool = Field(False, exclude_if=_unset)
    note: Text | None = Field(None, exclude_if=_unset)
    items: tuple[Item, ...] = Field(min_length=1, max_length=60)
    groups: tuple[Group, ...] = Field((), exclude_if=_unset)
    scores: tuple[Score, ...] = Field((), exclude_if=_unset)

    def drawn(self) -> dict[str, Any]:
        """What the phone gets of it. Its sums are for staff."""
        shown = {"id", "version", "title", "note", "items", "groups"}
        return self.model_dump(mode="json", include=shown, exclude_none=True)

    def item(self, link_id: str) -> Item | None:
        """The question with that link id."""
        return next((item for item in self.items if item.link_id == link_id), None)


class Point(Frozen):
    """One thing to read and agree to. `slot` names the team's own text that follows the body.

    `by_place` is the body in the places where other words are true, such as whom to ring; the body itself is true in all.
    """

    id: Id
    title: Text
    body: Text
    slot: Literal["past_breach_policy"] | None = None
    by_place: Mapping[Id, Text] = Field(default_factory=dict, exclude_if=lambda value: not value)

    def said(self, reach: tuple[str, ...]) -> str:
        """The body for somebody with those places around them, nearest first."""
        return next((self.by_place[one] for one in reach if one in self.by_place), self.body)


class Card(Piece):
    """Points that a participant reads and agrees to, one by one."""

    kind: Literal["card"]
    points: tuple[Point, ...] = Field(min_length=1)


class Pack(Frozen):
    """A set of pieces that belong together."""

    id: Id
    title: Text
    language: Literal["en", "cy"]
    pieces: tuple[Id, ...] = Field(min_length=1)
