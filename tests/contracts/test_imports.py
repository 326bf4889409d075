"""The rooms import one way: clock, tongue, errors, settings, db, vault ← audit ← people's nouns ← access, act ← domains ← jobs, main."""

import ast
from pathlib import Path

API = Path(__file__).resolve().parents[2] / "api"

BOTTOM = [
    "clock",
    "given",
    "tongue",
    "errors",
    "settings",
    "vault",
    "db",
    "together",
    "audit",
    "people.models",
    "access",
    "principals",
    "act",
]
"""From the bottom up; a module may import only what stands before it in this list."""

TOP = {"main", "__main__", "demo", "jobs", "health"}
DOMAINS = {
    "people",
    "journal",
    "coping",
    "learning",
    "oversight",
    "attendance",
    "checkins",
    "goals",
    "orders",
    "reminders",
    "evaluation",
}


def imports_of(path: Path) -> set[str]:
    """The modules of ours that a file imports, as dotted names below `api`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "api":
            inner = node.module.removeprefix("api").lstrip(".")
            for name in node.names:
                whole = f"{inner}.{name.name}".lstrip(".")
                found.add(whole if (API / (whole.replace(".", "/") + ".py")).exists() else inner)
    return found - {""}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(API).with_suffix("").parts)


FILES = {
    name_of(path): path for path in API.rglob("*.py") if "migrations" not in path.parts and path.name != "__init__.py"
}


def test_the_bottom_imports_only_what_is_below_it() -> None:
    assert set(BOTTOM) <= set(FILES)
    for place, name in enumerate(BOTTOM):
        above = imports_of(FILES[name]) - set(BOTTOM[:place])
        assert not above, f"{name} imports {sorted(above)}"


def test_no_domain_imports_the_top() -> None:
    looked = 0
    for name, path in FILES.items():
        if name.split(".")[0] in DOMAINS:
            looked += 1
            above = {one for one in imports_of(path) if one.split(".")[0] in TOP}
            assert not above, f"{name} imports {sorted(above)}"
    assert looked > 30


def test_people_know_nothing_of_the_other_domains() -> None:
    for name, path in FILES.items():
        if name.startswith("people."):
            others = {one for one in imports_of(path) if one.split(".")[0] in DOMAINS - {"people"}}
            assert not others, f"{name} imports {sorted(others)}"


def test_no_file_is_called_by_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "service", "services", "schemas", "dependencies", "crud", "repository"}
    assert not [name for name in FILES if name.split(".")[-1] in empty]


def test_only_the_clock_reads_the_clock() -> None:
    looked = 0
    for name, path in FILES.items():
        looked += 1
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                asked = ast.unparse(node.func)
                read = asked.endswith(("datetime.now", "datetime.utcnow", "date.today", "time.time"))
                allowed = name in ("clock", "vault") or (name, asked) in {("demo", "stopwatch.time")}
                assert not read or allowed, f"{name} reads the clock: {asked}"
    assert looked > 40
