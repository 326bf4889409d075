"""Several small reads in one statement: what a page of many rooms asks of the database in one round trip.

A statement costs the server far more than the few rows that most of them find. Each read keeps its own SELECT, its order
and its rows; here they become the columns of one statement, each as a JSON array of its rows, and are taken apart again by
the types of their columns. One snapshot answers them all. Made for statements that are made once (a module's own, or a
cached function's) and that find at most a few hundred rows.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import Session
from sqlmodel.sql.sqltypes import AutoString

from api.clock import utc
from api.db import Instant, Json

WHO = "who"
"""The parameter that means the same in every read: whose record it is."""


class Read(NamedTuple):
    """A SELECT and what its named parameters are given."""

    statement: Any
    given: dict[str, Any]


class _Column(NamedTuple):
    """How one column of a read comes back from JSON: by what, or as it is."""

    name: str
    back: Callable[[Any], Any] | None


class Found(NamedTuple):
    """What one read found: its rows as the text that the database made of them, taken apart only once they are wanted."""

    row: Any
    columns: list[_Column]
    text: str | None

    def rows(self) -> list[Any]:
        """The rows in their own order, with columns by name as SQLAlchemy gives them."""
        found = json.loads(self.text) if self.text else []
        if not found:
            return []
        upright = [
            values if back is None else [None if value is None else back(value) for value in values]
            for values, (_, back) in zip(zip(*found, strict=True), self.columns, strict=True)
        ]
        return list(map(self.row._make, zip(*upright, strict=True)))


def together(session: Session, reads: Sequence[Read]) -> list[Found]:
    """What each read found."""
    statement, shapes = _one_statement(session.get_bind().dialect, tuple(read.statement for read in reads))
    given = {
        name if name == WHO else f"r{n}_{name}": value
        for n, read in enumerate(reads)
        for name, value in read.given.items()
    }
    found = session.execute(statement, given).one()
    return [Found(*shape, text) for shape, text in zip(shapes, found, strict=True)]


@lru_cache(maxsize=64)
def _one_statement(kind: Dialect, statements: tuple[Any, ...]) -> tuple[Any, list[tuple[Any, list[_Column]]]]:
    """The one statement, and of each read the class of its rows and its columns."""
    columns, shapes = [], []
    for n, statement in enumerate(statements):
        inner = _with_own_names(kind, statement, f"r{n}_").subquery(f"r{n}")
        columns.append(_as_json(kind.name, inner))
        names = [column.name for column in inner.c]
        shapes.append((namedtuple(f"R{n}", names), [_Column(c.name, _back(c.type)) for c in inner.c]))
    return _Joined(sa.select(*columns), statements), shapes


class _Joined(sa.Executable, sa.ClauseElement):
    """The one statement under a short name: its compiled form is found by which reads it is of, not by all that they hold."""

    _traverse_internals = [("reads", InternalTraversal.dp_plain_obj)]  # noqa: RUF012  # as the base class has it

    def __init__(self, statement: Any, reads: tuple[Any, ...]) -> None:
        self.statement, self.reads = statement, reads


@compiles(_Joined)
def _compiled(joined: _Joined, compiler: Any, **more: Any) -> str:
    return str(compiler.process(joined.statement, **more))


def _with_own_names(kind: Dialect, statement: Any, before: str) -> Any:
    """The statement with `before` in front of the names of its parameters, since two reads may mean different things by one
    name; all but `who`, which is one person. What the code itself compares with stands in the statement as it is: a parameter
    costs more each time than all the rest of a condition.
    """

    def own(element: Any, **_: Any) -> Any:
        if not isinstance(element, sa.BindParameter) or element.expanding:
            return None
        if not element.unique:
            return None if element.key == WHO else sa.bindparam(before + element.key, type_=element.type)
        written = element.type.literal_processor(kind)
        return sa.literal_column(written(element.value), element.type) if written else None

    return visitors.replacement_traverse(statement, {}, own)


def _as_json(kind: str, rows: Any) -> Any:
    """A read's rows as text: a JSON array of arrays. Both databases gather an ordered subquery's rows in its order."""
    cells = [_cell(kind, column) for column in rows.c]
    if kind == "sqlite":
        gathered: Any = sa.func.json_group_array(sa.func.json_array(*cells), type_=sa.Text)
    else:
        gathered = sa.cast(sa.func.json_agg(sa.func.json_build_array(*cells)), sa.Text)
    return sa.select(gathered).select_from(rows).scalar_subquery()


def _cell(kind: str, column: Any) -> Any:
    """Bytes have no form in JSON: they travel as hexadecimal."""
    if not isinstance(column.type, sa.LargeBinary):
        return column
    return (
        sa.func.nullif(sa.func.hex(column), sa.literal_column("''"))
        if kind == "sqlite"
        else sa.func.encode(column, sa.literal_column("'hex'"))
    )


def _back(kind: Any) -> Callable[[Any], Any] | None:
    """What makes of JSON's value the one that the column's type gives. Raises TypeError for a type that none is known for."""
    match kind:
        case sa.Enum():
            return {member.value: member for member in kind.enum_class or ()}.__getitem__
        case sa.Uuid():
            return UUID
        case Instant():
            return _instant
        case sa.Date():
            return date.fromisoformat
        case sa.LargeBinary():
            return bytes.fromhex
        case sa.Boolean():
            return bool
        case Json():
            return json.loads
        case sa.Integer() | sa.String() | AutoString():
            return None
    raise TypeError(f"{kind!r} is not read together with others")


def _instant(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))
