"""The SQL that the product runs for one request, taken down as it goes to the driver, to be run again by hand.

What differs from request to request (ids, the chain's next number) becomes a named hole, found once, so that running it
again costs no search: a list is copied and a few places are filled.
"""

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import event

from api.db import Database

Hole = tuple[int | str, str, str, str]
"""(place, name of what fills it, text before, text after). Before and after are for ids inside longer text."""


@dataclass
class Statement:
    """One statement. `rows` are its parameters (several for executemany), `holes` the places to fill in each."""

    sql: str
    rows: list[Any]
    holes: list[list[Hole]]
    many: bool
    reads_head: bool = False


@dataclass
class Recording:
    """The statements of one request, in order; `fresh` names the ids that each run makes anew."""

    statements: list[Statement] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)


@contextmanager
def listening(database: Database) -> Any:
    """Take down what this database's engine executes meanwhile: [(sql, parameters, executemany)]."""
    heard: list[tuple[str, Any, bool]] = []

    def hear(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        # Many rows in one statement are said to be many, but come as one set of parameters.
        heard.append((sql, parameters, many and isinstance(parameters, list)))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)


def recording(heard: list[tuple[str, Any, bool]], known: dict[str, Any]) -> Recording:
    """Find the holes. `known` names the ids and hashes of the recorded request: {"person": UUID, "entry0": UUID, …}."""
    made = Recording()
    names: dict[Any, str] = {}
    for name, value in known.items():
        names[value] = name
        if isinstance(value, UUID):
            names[value.hex] = name
            names[str(value)] = f"{name}:text"
    for sql, parameters, many in heard:
        if sql.startswith(("BEGIN", "PRAGMA")):
            continue
        rows = [_copy(row) for row in (parameters if many else [parameters])]
        numbers = _numbers(sql, rows[0])
        holes = [_holes(sql, row, names, numbers, made) for row in rows]
        made.statements.append(Statement(sql, rows, holes, many, "FROM audit_head" in sql))
    return made


def _copy(row: Any) -> Any:
    """The parameters as a list or dict of our own; SQLite is given bytes as views, which can not be kept."""
    if isinstance(row, dict):
        return dict(row)
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def _holes(sql: str, row: Any, names: dict[Any, str], numbers: set[Any], made: Recording) -> list[Hole]:
    found: list[Hole] = []
    for place, value in row.items() if isinstance(row, dict) else enumerate(row):
        if place in numbers:
            found.append((place, "seq", "", ""))
            continue
        try:
            name = names.get(value)
        except TypeError:
            continue
        if name is None and _is_id(value) and sql.startswith("INSERT INTO"):
            name = f"fresh{len(made.fresh)}"
            made.fresh.append(name)
            names[value] = name
            if isinstance(value, UUID):
                names[str(value)] = f"{name}:text"
        if name is not None:
            found.append((place, name, "", ""))
        elif isinstance(value, str) and len(value) > 36:
            found += _inside(place, value, names)
    return found


def _inside(place: Any, value: str, names: dict[Any, str]) -> list[Hole]:
    """An id within a longer text, as in the key of an open item: the first one that is known."""
    match = re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", value)
    name = names.get(match.group()) if match else None
    return [(place, name, value[: match.start()], value[match.end() :])] if match and name else []


def _is_id(value: Any) -> bool:
    return isinstance(value, UUID) or (isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{32}", value)))


def _numbers(sql: str, row: Any) -> set[Any]:
    """The places of a chain's next number: it must follow on what this very transaction reads."""
    places = list(row) if isinstance(row, dict) else list(range(len(row)))
    if sql.startswith("UPDATE audit_head"):
        return {"seq"} if isinstance(row, dict) else {0}
    match = re.match(r"INSERT INTO audit_(?:entry|subject) \(([^)]*)\)", sql)
    if not match:
        return set()
    columns = [column.strip().strip('"') for column in match.group(1).split(",")]
    return {places[number] for number, column in enumerate(columns) if column == "seq"}


def runner(statement: Statement) -> Callable[[Any, dict[str, Any]], None]:
    """Run one statement on a cursor, with the holes filled."""
    sql, many = statement.sql, statement.many
    pairs = list(zip(statement.rows, statement.holes, strict=True))

    def filled(row: Any, holes: list[Hole], values: dict[str, Any]) -> Any:
        copy = row.copy()
        for place, name, before, after in holes:
            copy[place] = f"{before}{values[name]}{after}" if before or after else values[name]
        return copy

    if many:
        return lambda cursor, values: cursor.executemany(sql, [filled(row, holes, values) for row, holes in pairs])
    row, holes = pairs[0]
    if not row:
        return lambda cursor, values: cursor.execute(sql)
    return lambda cursor, values: cursor.execute(sql, filled(row, holes, values))
