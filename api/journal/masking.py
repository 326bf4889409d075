"""Masking every word of a body that came from a phone, whatever its kind and however deep the words stand (product F14).

Which fields may hold words is read from the kind's own JSON schema, once, so that a new kind is covered without being listed
here. A code (a choice, an id, an instant, a string with a pattern) holds no words and is left as it is.

Answers to a form and amendments hold codes and words side by side, and no schema tells them apart. There a string that is small
letters joined by underscores, and nothing else, is taken for a code: `too_tired` is a choice, though it could be a user name. So is
one that is a whole UUID: a run of figures in it could be a telephone number, and nothing would find what it names any more.
"""

import re
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from api.journal.guard import mask

B = TypeVar("B", bound=BaseModel)

_CODE = re.compile("[a-z]+(?:_[a-z]+)+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

KEPT = "kept"
"""The field with the false alarms that the person kept. They stand in the text already, and may be identifiers themselves."""


def masked(body: B) -> B:
    """The body with the certain identifiers in its words replaced by typed marks, and `kept` empty."""
    fields = body.__dict__
    changes: dict[str, Any] = {}
    for name in fields_with_words(type(body)):
        given = fields[name]
        clean = [] if name == KEPT else mask(given)[0] if isinstance(given, str) else _clean(given)
        if clean != given:
            changes[name] = clean
    return body.model_copy(update=changes) if changes else body


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if _CODE.fullmatch(value) else mask(value)[0]
    if isinstance(value, BaseModel):
        return masked(value)
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(_clean(one) for one in value)
    if isinstance(value, dict):
        return {key: [] if key == KEPT else _clean(one) for key, one in value.items()}
    return value


@cache
def fields_with_words(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of the fields that may hold a person's own words, somewhere within."""
    schema = model.model_json_schema(by_alias=False)
    shapes = schema.get("$defs", {})
    if (ref := schema.get("$ref")) is not None:  # A shape that holds itself is described beside, not here.
        schema = shapes[ref.rsplit("/", 1)[-1]]
    return tuple(name for name, field in schema.get("properties", {}).items() if may_hold_words(field, shapes))


def may_hold_words(schema: Any, shapes: dict[str, Any], inside: frozenset[str] = frozenset()) -> bool:
    """Whether a value of this JSON schema can be, or hold, free text. A schema that says nothing of its type can."""
    if not isinstance(schema, dict):
        return bool(schema)
    if (ref := schema.get("$ref")) is not None:
        name = ref.rsplit("/", 1)[-1]
        return name not in inside and may_hold_words(shapes[name], shapes, inside | {name})
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return any(may_hold_words(one, shapes, inside) for one in schema[several])
    match schema.get("type"):
        case "string":
            return not schema.keys() & {"enum", "const", "format", "pattern"}
        case "array":
            return any(
                may_hold_words(one, shapes, inside)
                for one in [*schema.get("prefixItems", []), schema.get("items", False)]
            )
        case "object":
            within = [*schema.get("properties", {}).values(), *schema.get("patternProperties", {}).values()]
            within.append(schema.get("additionalProperties", False))
            return any(may_hold_words(one, shapes, inside) for one in within)
        case None:
            return not schema.keys() & {"enum", "const"}
        case _:
            return False
