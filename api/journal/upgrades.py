"""Entries of an earlier schema, brought to the one of now (sync rule 18: old app versions stay accepted for 12 months).

A kind has a schema number. It rises only with a change that an older body does not meet by itself: a field renamed, split
or given another meaning. A new field that may be left out needs no new number. Each number but the newest has one upgrade:
a function from the plain fields of that schema to those of the next. It is given a whole body or only the changed fields of
an amendment, so it looks at each field by itself. Phones never rewrite what they sealed; stored bodies are never rewritten
either, but upgraded when they are read.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from api.journal.body import Body
from api.journal.kinds import EXAMPLES, MODELS
from api.journal.models import Kind

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

SCHEMAS: dict[str, int] = {}
"""Kind → its schema now, where that is not 1."""

UPGRADES: dict[str, dict[int, Upgrade]] = {}
"""Kind → schema → how its fields become those of the schema after it."""


class Unreadable(ValueError):
    """A body that an upgrade cannot make sense of, or that is no object."""


@dataclass(frozen=True)
class Forms:
    """What each kind may say now, and how each earlier schema becomes it. Raises RuntimeError where an upgrade is missing."""

    models: Mapping[Any, type[Body]]
    examples: Mapping[Any, dict[str, Any]]
    schemas: Mapping[str, int] = field(default_factory=dict)
    upgrades: Mapping[str, Mapping[int, Upgrade]] = field(default_factory=dict)
    adapters: dict[str, TypeAdapter[Body]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "adapters", {str(kind): TypeAdapter(model) for kind, model in self.models.items()})
        for kind in self.adapters:
            steps = self.upgrades.get(kind, {})
            if missing := set(range(1, self.schema_of(kind))) ^ set(steps):
                raise RuntimeError(f"{kind} needs exactly one upgrade from each earlier schema: see {sorted(missing)}")

    def schema_of(self, kind: str) -> int:
        """The schema of a kind now."""
        return self.schemas.get(kind, 1)

    def knows(self, kind: str, schema: int) -> bool:
        """Whether bodies of this schema can be read: the one of now, or one with a way to it."""
        return 1 <= schema <= self.schema_of(kind)

    def least(self, kind: str) -> dict[str, Any]:
        """Only what a body of this kind must have, from its example: what changed fields are checked with, and nothing of
        which could be taken for something that the person said."""
        model, example = self.models[Kind(kind)], self.examples[Kind(kind)]
        return {name: example[name] for name, field in model.model_fields.items() if field.is_required()}

    def fields(self, kind: str, schema: int, given: Any) -> dict[str, Any]:
        """The fields in the schema of now, from a known earlier one. Raises Unreadable."""
        if not isinstance(given, dict):
            raise Unreadable
        fields: dict[str, Any] = given
        for step in range(schema, self.schema_of(kind)):
            try:
                fields = self.upgrades[kind][step](dict(fields))
            except (KeyError, TypeError, ValueError, AttributeError) as why:
                raise Unreadable from why
        return fields

    def body(self, kind: str, schema: int, plain: bytes) -> Body:
        """The checked body of an entry, of whichever known schema it is. Raises Unreadable, ValidationError, RecursionError."""
        if schema != self.schema_of(kind):
            plain = _dumped(self.fields(kind, schema, _loaded(plain)))
        return self.adapters[kind].validate_json(plain)

    def stored(self, kind: str, schema: int, plain: bytes) -> bytes:
        """A stored body in the schema of now; the same bytes where it is that already."""
        if schema == self.schema_of(kind):
            return plain
        return _dumped(self.fields(kind, schema, _loaded(plain)))


def _loaded(plain: bytes) -> Any:
    try:
        return json.loads(plain)
    except ValueError as why:
        raise Unreadable from why


def _dumped(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


FORMS = Forms(MODELS, EXAMPLES, SCHEMAS, UPGRADES)


def opened(box: Any, row: Any) -> bytes:
    """The body of a stored entry, in the schema of now. `row` has id, kind, schema_version and body."""
    plain: bytes = box.open("entry", "body", row.id, row.body)
    return FORMS.stored(row.kind, row.schema_version, plain)
