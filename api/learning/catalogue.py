"""The content of one installation, read once into immutable objects and handed to the phone as ready bytes.

A demonstration shows what nobody has signed yet, and says so; what was signed and is past its date it holds back, as a live
service does. A live service leaves out every law, crisis or clinical piece
that is unsigned or past its review date; 999 and 111 always stay, and for the rest the phone says "ask your clinician"
(product.md F12).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from api.errors import Problem
from api.learning import learn
from api.learning.conditions import Condition, ConditionLibrary, OrderKind, OrderKinds
from api.learning.files import ContentError
from api.learning.forms import form_findings
from api.learning.learn import short_digest
from api.learning.locally import condition_in_words_of, in_words_of, said_in
from api.learning.models import Step
from api.learning.pieces import SIGNER, Card, CrisisList, Form, Lesson, Line, Pacer, Piece, Signer, Skill
from api.learning.published import digest_of, name_of
from api.learning.shelf import Entry, Shelf, Words, read_shelf
from api.learning.signatures import Acts, Asked
from api.learning.situations import Scenario, ScenarioBank
from api.learning.twins import FIRST, behind
from api.people.place import HOME

UNSIGNED = {
    "en": "Not yet signed off by a lawyer or clinician",
    "cy": "Heb ei gymeradwyo gan gyfreithiwr neu glinigydd eto",
}
ASK = {"en": "Ask your clinician about this.", "cy": "Gofynnwch i'ch clinigydd am hyn."}
DOOR = "how-this-works"
"""The card that must be read before a phone is enrolled."""
PHASES = ("settling", "working", "rehearsing", "stepping_down")


class NotSignedOff(Problem):
    """A live service has not signed what must be read before a phone is enrolled."""

    slug, title = "not-signed-off", "This can't be set up yet. Ask your clinician"
    welsh = "Ni ellir gosod hwn eto. Gofynnwch i'ch clinigydd"


Kind = TypeVar("Kind", bound=Piece)


class Standing(NamedTuple):
    """How one version stands on one day: what was done with it, who still has to sign, and whether a live service shows it."""

    retired: bool
    checked: bool
    missing: tuple[Signer, ...]
    stale: bool
    behind: bool = False
    """Written from an older English version."""

    @property
    def fit(self) -> bool:
        """Whether a live user may meet it: signed by everyone who must, not past its review date, not retired, not behind."""
        return not (self.retired or self.missing or self.stale or self.behind)

    @property
    def held_back(self) -> bool:
        """Whether it was signed, and waits to be read again: a safe word stands in its place, in a demonstration too."""
        return self.stale and not self.missing


@dataclass(frozen=True)
class _View:
    """What may be shown on one day, as the bytes that go out. `learn` holds a file for each language and place."""

    open_json: bytes
    learn: Mapping[tuple[str, str], bytes]
    names: Mapping[str, tuple[str, str]]


class Catalogue:
    """What participants may be shown. `today` gives the date, so that a piece goes on its review date without a restart.

    `signed` gives what was checked, signed and retired in the app; it is asked at every view.
    """

    def __init__(self, shelf: Shelf, *, demo: bool, today: Callable[[], date], signed: Asked = frozenset) -> None:
        self.demo = demo
        self.shelf = shelf
        self._today = today
        self._signed = signed
        self._form_json = {
            (name_of(one), one.version): json.dumps(one.drawn(), separators=(",", ":")).encode()
            for one in [*shelf.kept.values(), *self._pieces(Form)]
        }
        self._digests = {name_of(one.piece): digest_of(one.piece) for one in shelf.entries}
        self._order_kinds = [kind for one in self._pieces(OrderKinds) for kind in one.orders]
        self._view = lru_cache(maxsize=2)(self._make_view)
        self._listed = lru_cache(maxsize=2)(self._list_lessons)
        self._fit = lru_cache(maxsize=32)(self._list_fit)
        self._shown_hash = lru_cache(maxsize=2)(self._hash_shown)
        stated = [one.piece.model_dump(mode="json") for one in shelf.entries]
        self.content_hash: str = short_digest(json.dumps(stated, sort_keys=True).encode())

    def joined(self, signed: Asked) -> "Catalogue":
        """The same content with the signatures of one installation."""
        return Catalogue(self.shelf, demo=self.demo, today=self._today, signed=signed)

    def holding(self, shelf: Shelf) -> "Catalogue":
        """Other content under the same signatures."""
        return Catalogue(shelf, demo=self.demo, today=self._today, signed=self._signed)

    def changed(self) -> None:
        """Somebody signed, checked or retired something here just now: read it again at the next view."""
        forget = getattr(self._signed, "forget", None)
        if forget is not None:
            forget()

    def open_json(self) -> bytes:
        """What shows before unlock: {version, language, signed, crisis, skills, breathing, alternatives, cy}; it never names stalking."""
        return self._now().open_json

    def learn_json(self, language: str = "en", jurisdiction: str = HOME) -> bytes:
        """What shows after unlock, for one language and place; the shape is in `learn`. English where there is no such language."""
        view = self._now()
        return (
            view.learn.get((language, jurisdiction)) or view.learn.get(("en", jurisdiction)) or view.learn[("en", HOME)]
        )

    def learn_name(self, language: str = "en", jurisdiction: str = HOME) -> str:
        """The file name of `learn_json`, which changes with every byte of it: `learn-<16 hex digits>.json`."""
        return learn.file_name(self.learn_json(language, jurisdiction))

    def learn_names(self) -> dict[str, str]:
        """The file of each language and place: {"en/scotland": "learn-....json"}."""
        return {f"{language}/{place}": learn.file_name(body) for (language, place), body in self._now().learn.items()}

    def learn_file(self, name: str) -> bytes | None:
        """The file of that name, if it is one of today's."""
        view = self._now()
        key = view.names.get(name)
        return view.learn[key] if key else None

    def points(
        self, language: str = "en", past_breach_policy: str | None = None, place: str = HOME
    ) -> list[dict[str, Any]]:
        """What must be read and agreed to at enrolment, as it is true in that place: [{id, version, title, body}].

        A place that the card does not reach may have one of its own, `how-this-works.<place>`. The team's own words on a past
        breach, if given, end the point that is about it. A language that has no card that may
        be shown gets the English one. Raises NotSignedOff in a live service until the card is signed: nobody may agree to what no
        lawyer has read, and nobody may be enrolled without reading it.
        """
        try:
            card = self._in_language(Card, f"{DOOR}.{place}", language)
        except KeyError:
            card = self._in_language(Card, DOOR, language)
        if not self.demo and not self.standing(card).fit:
            raise NotSignedOff
        reach = self.shelf.reach(place)
        found: list[dict[str, Any]] = []
        for point in card.points:
            words = {"title": point.title, "body": point.said(reach)}
            row = in_words_of(self.shelf, place, card.language, card, words)
            if point.slot and past_breach_policy:
                row = row | {"body": f"{row['body']} {past_breach_policy}"}
            found.append({"id": point.id, "version": card.version, "language": card.language} | row)
        return found

    def said_here(self, text: str, place: str, language: str) -> str:
        """A sentence of the service as people of that place call things (`says` in jurisdictions.yaml)."""
        return said_in(self.shelf, place, language, text)

    def languages(self) -> list[str]:
        """What a phone may speak today: English, and each language in which "how this works" may be shown. Whoever signs that card
        has read the app's own words in that language too."""
        acts = self._signed()
        signed = {one.language for one in self._pieces(Card) if one.id == DOOR and self._may_show(one, acts)}
        return [
            one
            for one in sorted(self.shelf.words, key=lambda one: (one != FIRST, one))
            if one == FIRST or one in signed
        ]

    def form(self, form_id: str, language: str = "en") -> Form:
        """A form by its id. Raises KeyError if there is none."""
        return self._in_language(Form, form_id, language)

    def has_form(self, form_id: str) -> bool:
        """Whether there is a form of that id now."""
        return any(one.id == form_id for one in self._pieces(Form))

    def answered_form(self, form_id: str, version: int, language: str = "en") -> Form | None:
        """A form in the words of the version that was answered, offered today or not.

        A version that never went out from here is given as the form is now; None where there is no such form.
        """
        now = self.form(form_id, language) if self.has_form(form_id) else None
        if now is not None and now.version == version:
            return now
        kept = self.shelf.kept
        return kept.get((f"{language}/{form_id}", version)) or kept.get((f"{FIRST}/{form_id}", version)) or now

    def answered_forms(self, answered: Iterable[tuple[str, int]], language: str = "en") -> list[Form]:
        """Those forms, each in the version that was answered, so that a phone can show what was said in them."""
        found = ((self.answered_form(form_id, version, language), version) for form_id, version in sorted(answered))
        return [form for form, version in found if form is not None and form.version == version]

    def older_versions(self, form_ids: Iterable[str], language: str = "en") -> list[Form]:
        """Every older version of these forms, the newest first: a sheet of paper may have been printed from one."""
        wanted = {f"{language}/{form_id}" for form_id in form_ids}
        found = [form for (name, _), form in self.shelf.kept.items() if name in wanted and not self._is_now(form)]
        return sorted(found, key=lambda form: (form.id, -form.version))

    def _is_now(self, form: Form) -> bool:
        return any((one.id, one.version) == (form.id, form.version) for one in self._pieces(Form))

    def shown_form(self, form_id: str, language: str = "en") -> Form | None:
        """A form that may be filled in today, or None: outside a demonstration an unsigned or stale one may not."""
        return next((one for one in self.shown(Form) if (one.id, one.language) == (form_id, language)), None)

    def form_json(self, form: Form) -> bytes:
        """A form of the shelf as the phone draws it: JSON that was made once, to be put into an answer as it is."""
        return self._form_json[(name_of(form), form.version)]

    def measures(self) -> list[Form]:
        """The forms that a clinician may ask for as measures today."""
        return [one for one in self.shown(Form) if one.measure and one.language == "en"]

    def lesson_ids(self, phase: str | None = None) -> list[str]:
        """The lessons that anybody (in that phase) may open today, in their order. Those that a clinician opens for one person are
        not among them."""
        return list(dict.fromkeys(one.id for one in self._lessons() if not one.gated and self.of_phase(one, phase)))

    def of_phase(self, piece: Piece, phase: str | None) -> bool:
        """Whether a piece is for somebody in that phase: its own, or a later one. None asks for no phase."""
        return phase is None or piece.phase == "any" or PHASES.index(piece.phase) <= PHASES.index(phase)

    def gated(self, language: str = "en") -> list[Lesson]:
        """The lessons that a clinician may open for one person today, in their order."""
        found: dict[str, Lesson] = {}
        for one in self._lessons():
            if one.gated and (one.id not in found or one.language == language):
                found[one.id] = one
        return list(found.values())

    def opened(self, lesson_ids: Iterable[str], language: str, phase: str, place: str = HOME) -> list[dict[str, Any]]:
        """Gated lessons as the phone draws them, for the bundle of somebody to whom they were opened."""
        wanted = set(lesson_ids)
        return [
            learn.lesson(one, self.shelf, place)
            for one in self.gated(language)
            if one.id in wanted and self.of_phase(one, phase)
        ]

    def skill_ids(self) -> list[str]:
        """The open skills, that any log or card may name, shown today or not, because old entries name them too."""
        return [one.id for one in sorted(self._pieces(Skill), key=lambda skill: skill.place) if one.open]

    def order_kinds(self) -> list[OrderKind]:
        """Every kind of order that can be picked. Its name and duties are reference data; whether `plain` may be shown to a
        participant is `order_words_shown`."""
        return list(self._order_kinds)

    def order_words_shown(self) -> bool:
        """Whether the plain words of the kinds of order may be shown today."""
        return bool(self.shown(OrderKinds))

    def libraries(self, language: str = "en") -> list[ConditionLibrary]:
        """The libraries of conditions that may be used today, of that language, else English."""
        shown = self.shown(ConditionLibrary)
        return [one for one in shown if one.language == language] or [one for one in shown if one.language == "en"]

    def conditions(self, place: str, language: str = "en") -> list[Condition]:
        """The conditions that an order of that place may hold, in the words that people there use."""
        return [one for library in self.libraries(language) for one in self.localised(library, place)]

    def localised(self, library: ConditionLibrary, place: str | None) -> list[Condition]:
        """The conditions of a library in the words of that place; none where they do not hold; as they are without a place."""
        if place is None:
            return list(library.conditions)
        if library.jurisdiction not in self.shelf.reach(place):
            return []
        return [condition_in_words_of(self.shelf, place, library.language, library, one) for one in library.conditions]

    def teach_back(self, place: str) -> dict[str, list[str]]:
        """The scenarios of each condition that somebody with that place's law is asked, by the condition's id."""
        reach = self.shelf.reach(place)
        known = {one.id for bank in self.shown(ScenarioBank) if bank.jurisdiction in reach for one in bank.scenarios}
        return {
            condition.id: [one for one in condition.teach_back if one in known]
            for library in self.libraries() for condition in library.conditions
        }  # fmt: skip

    def roles(self, language: str = "en") -> Mapping[str, str]:
        """The role words that can stand in a condition, by id."""
        return (self.shelf.words.get(language) or self.shelf.words["en"]).roles

    def scenario(self, scenario_id: str, language: str = "en") -> tuple[Scenario | None, int]:
        """One scenario by its id and the version of its bank, if the bank may be shown today; else None and 0."""
        banks = sorted(self.shown(ScenarioBank), key=lambda bank: bank.language != language)
        return next(
            ((one, bank.version) for bank in banks for one in bank.scenarios if one.id == scenario_id), (None, 0)
        )

    def entry(self, name: str) -> Entry | None:
        """The piece of that name ("en/its-id") with its file."""
        return next((one for one in self.shelf.entries if name_of(one.piece) == name), None)

    def digest(self, piece: Piece) -> str:
        """The digest of what a reader sees of it."""
        return self._digests[name_of(piece)]

    def standing(self, piece: Piece, acts: Acts | None = None) -> Standing:
        """How the piece stands today. A signature in the app counts for the very words that were signed, once they were checked."""
        name, digest = name_of(piece), self.digest(piece)
        done = {
            one.step for one in (self._signed() if acts is None else acts) if one[:3] == (name, piece.version, digest)
        }
        signers: set[str] = {one.role for one in piece.signed_by} if piece.status == "published" else set()
        if Step.checked in done:
            signers |= {step.value for step in done}
        missing = tuple(role for role in dict.fromkeys(SIGNER[claim] for claim in piece.claims) if role not in signers)
        return Standing(
            retired=piece.status == "retired" or Step.retired in done,
            checked=Step.checked in done or (piece.checker or piece.author) != piece.author,
            missing=missing,
            stale=bool(piece.claims) and self._today() > piece.review_by,
            behind=behind(piece, self.shelf),
        )

    def shown(self, kind: type[Kind]) -> list[Kind]:
        """The pieces of a kind that may be shown today: all that is not retired or behind, and in a live service only what is fit."""
        return list(self._fit(kind, self._today(), self._signed()))

    def shown_hash(self) -> str:
        """A digest that is another as soon as something else may be shown: other content, another day, an act of signing."""
        return self._shown_hash(self._today(), self._signed())

    def _hash_shown(self, today: date, acts: Acts) -> str:
        return short_digest(repr((self.content_hash, self.demo, today, sorted(map(tuple, acts)))).encode())

    def _now(self) -> _View:
        return self._view(self._today(), self._signed())

    def _lessons(self) -> list[Lesson]:
        return self._listed(self._today(), self._signed())

    def _list_fit(self, kind: type[Kind], _today: date, acts: Acts) -> list[Kind]:
        return [one for one in self._pieces(kind) if self._may_show(one, acts)]

    def _list_lessons(self, _today: date, _acts: Acts) -> list[Lesson]:
        return sorted(self.shown(Lesson), key=lambda lesson: (lesson.place, lesson.id))

    def _pieces(self, kind: type[Kind]) -> Iterator[Kind]:
        return (one.piece for one in self.shelf.entries if isinstance(one.piece, kind))

    def _in_language(self, kind: type[Kind], piece_id: str, language: str) -> Kind:
        """The piece in that language where it may be shown, else the English one: the whole of it. Raises KeyError."""
        found: dict[str, Kind] = {one.language: one for one in self._pieces(kind) if one.id == piece_id}
        if not found:
            raise KeyError(piece_id)
        wanted = found.get(language)
        if wanted is not None and (language == FIRST or self._may_show(wanted)):
            return wanted
        return found.get(FIRST) or next(iter(found.values()))

    def _may_show(self, piece: Piece, acts: Acts | None = None) -> bool:
        """Whether anybody may meet it today."""
        stands = self.standing(piece, acts)
        return not (stands.retired or stands.behind) and (stands.fit or (self.demo and not stands.held_back))

    def _make_view(self, today: date, acts: Acts) -> _View:
        opened: dict[str, dict[str, Any]] = {}
        files: dict[tuple[str, str], bytes] = {}
        for language in self.languages():
            lines = self._crisis_lines(language, today, acts)
            opened[language] = self._opened(language, acts, lines)
            for place in self.shelf.jurisdictions:
                reach = self.shelf.reach(place)
                own = [
                    line for one, line in lines if not line.open and (line.jurisdiction or one.jurisdiction) in reach
                ]
                files[(language, place)] = self._learn_file(language, place, acts, own)
        return _View(learn.open_file(opened), files, {learn.file_name(body): key for key, body in files.items()})

    def _crisis_lines(self, language: str, today: date, acts: Acts) -> list[tuple[CrisisList, Line]]:
        """The lines of every list that may be shown, each list in that language, else in English: never half of each."""
        chosen: dict[str, CrisisList] = {}
        for one in self._pieces(CrisisList):
            if one.language == FIRST or (one.language == language and self._may_show(one, acts)):
                held = chosen.get(one.id)
                if held is None or held.language == FIRST:
                    chosen[one.id] = one
        return [
            (one, line) for one in chosen.values() for line in one.lines if self._line_shown(one, line, today, acts)
        ]

    def _opened(self, language: str, acts: Acts, lines: list[tuple[CrisisList, Line]]) -> dict[str, Any]:
        """What shows before unlock in one language. Exercises are all in it, or all in English."""
        shown = [one for one in self.shown(Skill) if one.open]
        skills = [one for one in shown if one.language == FIRST]
        own = [one for one in shown if one.language == language]
        if {one.id for one in own} >= {one.id for one in skills}:
            skills = own
        spoken = skills[0].language if skills else language
        pacers: dict[str, Pacer] = {one.language: one.pacer for one in self._pieces(Skill) if one.pacer}
        return learn.opened(
            skills,
            [line for _, line in lines if line.open],
            pacers.get(spoken) or pacers.get(FIRST),
            self.shelf.words.get(language, Words()),
            signed=all(line.builtin or self.standing(one, acts).fit for one, line in lines)
            and all(self.standing(one, acts).fit for one in skills),
        ) | {"language": spoken}

    def _learn_file(self, language: str, place: str, acts: Acts, helplines: list[Line]) -> bytes:
        chosen: list[Piece] = []
        withheld: list[Piece] = []
        reach = self.shelf.reach(place)
        best: dict[str, Piece] = {}
        for piece in self._pieces(Piece):
            # A piece in the language asked for stands before the English one: never mixed within a page.
            if piece.jurisdiction in reach or piece.kind == "order_kinds":
                held = best.get(piece.id)
                if (piece.language == language and (language == FIRST or self._may_show(piece, acts))) or (
                    piece.language == FIRST and (held is None or held.language != language)
                ):
                    best[piece.id] = piece
        for piece in best.values():
            stands = self.standing(piece, acts)
            if stands.retired or (isinstance(piece, Lesson) and piece.gated):
                continue
            (chosen if stands.fit or (self.demo and not stands.held_back) else withheld).append(piece)
        signed = all(self.standing(one, acts).fit for one in chosen if isinstance(one, learn.SHOWN))
        stale = [one for one in withheld if self.standing(one, acts).held_back]
        second = {one.id for one in chosen if self.demo or self.standing(one, acts).checked}
        return learn.learn(
            chosen, stale, second, helplines, self.shelf, language, place,
            label=(ASK[language] if not any(isinstance(one, Lesson) for one in chosen) else None if signed else UNSIGNED[language]),
        )  # fmt: skip

    def _line_shown(self, crisis: CrisisList, line: Line, today: date, acts: Acts) -> bool:
        stale = line.review_by is not None and today > line.review_by
        stands = self.standing(crisis, acts)
        return line.builtin or (self.demo and not stands.retired) or (stands.fit and not stale)


def load(root: Path, *, demo: bool, today: Callable[[], date]) -> Catalogue:
    """Read the content folder. Raises ContentError, with file and line, for the first file that cannot be used.

    A form with a mistake is one: a question that can never show, or sums that do not add up, are not put before anybody.
    """
    problems: list[ContentError] = []
    shelf = read_shelf(root, problems)
    for entry in shelf.entries:
        if isinstance(entry.piece, Form):
            problems += [ContentError(entry.document.path, line, words) for line, words in form_findings(entry)]
    if problems:
        raise problems[0]
    return Catalogue(shelf, demo=demo, today=today)


@lru_cache(maxsize=4)
def _steps(acts: Acts) -> Mapping[tuple[str, int, str], frozenset[Step]]:
    """What was done with each version."""
    found: dict[tuple[str, int, str], set[Step]] = {}
    for one in acts:
        found.setdefault((one.piece, one.version, one.digest), set()).add(one.step)
    return {key: frozenset(steps) for key, steps in found.items()}
