"""What the service itself says to a participant is there in Welsh too: a walk from the phone's routes to every sentence behind them."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from api import tongue
from api.access import ROWS, May
from api.people.models import Role

ROOT = Path(__file__).resolve().parents[2]

Place = tuple[str, str]
"""A module below `api`, and the name of a function, of a class, of a method as `Class.name`, or of a constant in it."""

STAFF_ONLY = {May.sign_in, May.demo_sign_in, May.entry_kinds_read}
"""Verbs open to a participant too, whose words only staff and programmers meet: a phone signs in with its PIN."""

METHODS = {"at": ("act", "Access"), "catalogue": ("learning.catalogue", "Catalogue"), "refusal": ("errors", "Problem")}
"""What is called by such a name, is of that class."""

READABLE = re.compile(r"[A-Za-z']{2,},? [a-z']{2,}|^[A-Z][a-z]{3,}\.?$|^[A-Z][a-z]+ [A-Z]")
"""Looks like words for somebody: two words side by side, or one that begins with a capital."""


class Text(NamedTuple):
    """Words in the code: where, which, and whether they stand in `Both`."""

    place: Place
    words: str
    both: bool


@lru_cache
def modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(ROOT / "api").with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted((ROOT / "api").rglob("*.py"))
        if "migrations" not in path.parts
    }


@lru_cache
def named() -> dict[Place, ast.AST]:
    """Everything with a name: functions, classes, methods, and what a module keeps under a name."""
    found: dict[Place, ast.AST] = {}
    for name, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[name, node.name] = node
            elif isinstance(node, ast.ClassDef):
                found[name, node.name] = node
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        found[name, f"{node.name}.{inner.name}"] = inner
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    for one in ast.walk(target):
                        if isinstance(one, ast.Name):
                            found[name, one.id] = node.value
    return found


@lru_cache
def imported(module: str) -> dict[str, Place]:
    """What each name of a module stands for: something of another module, or a module itself (then with no second name)."""
    found: dict[str, Place] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "api":
            inner = (node.module or "").removeprefix("api").lstrip(".")
            for one in node.names:
                whole = f"{inner}.{one.name}".lstrip(".")
                found[one.asname or one.name] = (whole, "") if whole in modules() else (inner, one.name)
    return found


def behind(place: Place) -> Iterator[Place]:
    """What the code of one place speaks of."""
    module, name = place
    own = imported(module)
    node = named()[place]
    inside = f"{name.split('.')[0]}." if "." in name else ""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield own.get(one.id, (module, one.id))
        elif isinstance(one, ast.Attribute):
            base = one.value
            called = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
            if called == "self" and inside:
                yield module, inside + one.attr
            elif called in METHODS:
                yield METHODS[called][0], f"{METHODS[called][1]}.{one.attr}"
            elif isinstance(base, ast.Name) and own.get(base.id, ("", "x"))[1] == "":
                yield own[base.id][0], one.attr


def routes() -> list[Place]:
    """The functions that answer a phone."""
    found = []
    for place, node in named().items():
        for decorator in getattr(node, "decorator_list", []):
            if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.args):
                continue
            if decorator.func.id in ("act", "public") and isinstance(decorator.args[0], ast.Attribute):
                may = May[decorator.args[0].attr]
                paths = [
                    str(one.args[0].value)
                    for one in node.decorator_list  # type: ignore[attr-defined]  # only what has decorators comes here
                    if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and isinstance(one.args[0], ast.Constant)
                ]  # fmt: skip
                for_phone = ROWS[may].anyone or Role.participant in ROWS[may].cells
                if for_phone and may not in STAFF_ONLY and not any("{participant_id}" in path for path in paths):
                    found.append(place)
    return found


@lru_cache
def reached() -> frozenset[Place]:
    """Every place that a phone's request can come to."""
    waiting = [*routes(), ("main", "_malformed"), ("main", "_unkeepable"), ("main", "_busy"), ("main", "_http")]
    waiting += [("act", "Guard.admit")]
    seen: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place in seen or place not in named():
            continue
        seen.add(place)
        if isinstance(named()[place], ast.ClassDef):
            continue
        waiting.extend(behind(place))
    return frozenset(seen)


def texts(place: Place) -> Iterator[Text]:
    """The words that stand in the code of one place."""

    def inside(node: ast.AST, both: bool) -> Iterator[Text]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Both":
            both = True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if READABLE.search(node.value):
                yield Text(place, node.value, both)
            return
        if isinstance(node, ast.JoinedStr):
            whole = "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in node.values)
            if READABLE.search(whole):
                yield Text(place, whole, both)
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
                continue  # a docstring
            if isinstance(inner, ast.arguments) or inner in getattr(node, "decorator_list", []):
                continue
            yield from inside(inner, both)

    node = named()[place]
    if isinstance(node, ast.ClassDef):
        return
    yield from inside(node, False)


NOT_FOR_THEM = {
    "attendance.words.BASES": "what probation and staff read",
    "access": "the table of who may do what",
    "act": "faults of ours, which nobody but a programmer meets",
    "channels": "why an address is refused, for whoever runs the installation",
    "checkins.bodies": "examples for programmers",
    "coping.actions._waiting": "a clinician's; a phone's answers come back as codes",
    "coping.actions.agree": "a clinician's; a phone's answers come back as codes",
    "coping.plan_entries": "examples for programmers",
    "coping.rules": "a clinician's; the phone says it in its own language from the same table (positive-act.json)",
    "coping.urges": "examples for programmers",
    "coping.versions.store": "a clinician's; a phone's answers come back as codes",
    "goals.actions.guard_words": "a clinician's; a phone's answers come back as codes",
    "goals.bodies": "examples for programmers",
    "health": "for whoever runs the installation",
    "journal.kinds": "examples for programmers",
    "journal.requests": "examples for programmers",
    "learning.catalogue.Kind": "a name of a type",
    "learning.learn._ASK_FIRST": "stands among answers that are English",
    "learning.pieces": "who signs",
    "learning.routes": "headers",
    "learning.sign_off": "for whoever signs content",
    "orders.bodies": "examples for programmers",
    "orders.suggestions": "a clinician's",
    "oversight.rules": "what a clinician is asked to look at",
    "together": "a fault of ours, which nobody but a programmer meets",
    "tongue": "Welsh names that dates are made of",
    "vault": "a fault of ours",
}
"""Modules, or one thing in them, whose words no participant reads, though the walk comes to them, and why."""

STAFF_REFUSALS = {
    ("coping.actions", "ClashOpen"),
    ("coping.actions", "NotProposed"),
    ("coping.actions", "YoursToWaitFor"),
    ("coping.versions", "PlanChanged"),
    ("goals.needs", "NeedMoved"),
}
"""Refusals that only a clinician's request raises: the phone's go through the same verbs and come back as codes."""


def refusals() -> dict[Place, bool]:
    """Every refusal that the walk comes to, and whether its title has a Welsh twin."""
    found = {}
    for place in reached():
        node = named()[place]
        if isinstance(node, ast.ClassDef) and any(
            isinstance(one, ast.Name) and one.id == "Problem" for one in node.bases
        ):
            given = {
                name.id: one.value
                for one in node.body
                if isinstance(one, ast.Assign)
                for name in one.targets
                if isinstance(name, ast.Name)
            }
            welsh = given.get("welsh")
            found[place] = isinstance(welsh, ast.Constant) and bool(welsh.value)
    return found


def test_the_walk_finds_what_a_participant_reads() -> None:
    assert len(routes()) >= 30
    found = {one.words for place in reached() for one in texts(place) if one.both}
    assert len(found) > 200
    for words in (
        "Did not come. No word before.", "Your page", "to prepare your session", "Type the address that e-mail goes to.",
        "Phone set up on {day}", "This is too long.", "Take out {kinds}.", "Your question of {on}",
    ):  # fmt: skip
        assert words in found, words
    assert {("people.enrolment", "PinWrong"), ("act", "ProgrammeEnded"), ("errors", "Malformed")} <= set(refusals())


def test_all_that_the_service_says_to_a_participant_is_there_in_welsh() -> None:
    lacking = sorted(
        f"{'.'.join(place)}: {one.words}"
        for place in reached()
        if not {place[0], ".".join(place)} & set(NOT_FOR_THEM)
        for one in texts(place)
        if not one.both
    )
    assert not lacking, "say it with Both, or say in NOT_FOR_THEM who reads it:\n" + "\n".join(lacking)


def test_every_refusal_that_a_participant_can_meet_has_a_welsh_title() -> None:
    found = refusals()
    assert len(found) >= 20
    assert {place for place, welsh in found.items() if not welsh} == STAFF_REFUSALS


def test_no_exception_is_left_that_nobody_needs() -> None:
    used = {name for place in reached() for one in texts(place) if not one.both for name in (place[0], ".".join(place))}
    assert set(NOT_FOR_THEM) <= used, set(NOT_FOR_THEM) - used


def test_the_walk_sees_a_sentence_that_has_no_twin() -> None:
    place = ("people.who_saw", "PURPOSES")
    node = ast.parse('{"a": (Both("Your page", "Eich tudalen"), "to read your page")}').body[0]
    was = named()[place]
    try:
        named()[place] = node
        assert [(one.words, one.both) for one in texts(place)] == [
            ("Your page", True), ("Eich tudalen", True), ("to read your page", False)
        ]  # fmt: skip
    finally:
        named()[place] = was


def test_days_and_months_are_those_that_the_phone_says() -> None:
    phone = (ROOT / "web" / "src" / "text" / "say.cy.ts").read_text(encoding="utf-8")
    names = dict(re.findall(r'(\w+): "([^"]+)"', phone))
    for n in range(7):
        on = date(2026, 11, 2 + n)
        assert tongue.weekday(on) == (f"{on:%A}", "d" + names[f"{on:%A}"].lower()[0] + names[f"{on:%A}"][1:])
        assert tongue.short_in_welsh(f"{on:%a}") == names[f"{on:%a}"]
    for month in range(1, 13):
        on = date(2026, month, 3)
        assert tongue.short_date(on).cy == f"3 {names[f'{on:%B}']}"
        assert tongue.short_in_welsh(f"3 {on:%b}") == f"3 {names[f'{on:%b}']}"
    assert tongue.long_date(date(2026, 11, 26)) == ("Thursday 26 November", "ddydd Iau 26 Tachwedd")


def test_a_welsh_noun_changes_after_a_number() -> None:
    counted = [0, 1, 2, 3, 4, 5, 6, 8, 11]
    assert [tongue.minutes(n).cy for n in counted] == [
        "0 munud", "1 funud", "2 funud", "3 munud", "4 munud", "5 munud", "6 munud", "8 munud", "11 munud"
    ]  # fmt: skip
    assert [tongue.tries(n).cy for n in counted] == [
        "0 cynnig", "1 cynnig", "2 gynnig", "3 chynnig", "4 cynnig", "5 cynnig", "6 chynnig", "8 cynnig", "11 cynnig"
    ]  # fmt: skip
    assert [tongue.tries(n).en for n in (1, 2)] == ["1 try", "2 tries"] and tongue.minutes(1).en == "1 minute"


BANNED = re.compile(
    r"(?<![^\W\d_])(?:stelc\w*|t?h?d?roseddw\w*|d?dioddefw\w*|panig\w*|[cg]leient\w*|claf|cleifion|gwall\w*|annilys\w*|"
    r"[cg]h?ydymffurf\w*|tor(?:ri)? gorchymyn|ti|dy|rwyt|wyt)(?![^\W\d_])",
    re.IGNORECASE,
)


def test_the_service_s_welsh_keeps_the_rules_of_the_phone_s() -> None:
    """As tongues.test.ts has them: names nobody, no dashes, brackets or exclamation marks, short sentences, "chi"."""
    looked = 0
    for place in reached():
        for node in ast.walk(named()[place]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Both":
                said = [one.value for one in node.args if isinstance(one, ast.Constant)]
                if len(said) != 2:
                    continue
                looked += 1
                english, welsh = map(str, said)
                assert sorted(re.findall(r"{(\w+)}", welsh)) in (
                    sorted(re.findall(r"{(\w+)}", english)),
                    sorted(one for one in re.findall(r"{(\w+)}", english) if one != "sent"),
                ), welsh
                assert not BANNED.search(welsh), welsh
                assert not re.search(r"[–—!()[\]]|\s-\s", welsh), welsh
                assert all(len(one.split()) <= 24 for one in re.split(r"[.?:]\s", welsh)), welsh
                assert welsh == english or not re.search(r"\b(?:the|you|your|of|and)\b", welsh), welsh
    assert looked > 120
