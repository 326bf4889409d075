"""Every word of every kind of entry is masked, however deep it stands, without any kind being listed here."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from api.journal.body import Body
from api.journal.kinds import EXAMPLES, MODELS
from api.journal.masking import fields_with_words, masked
from api.journal.models import Kind
from tests.world import World

NUMBER = "07700 900123"
WHEN = "2026-11-23T00:40:00+00:00"


def strings(
    schema: Any, shapes: dict[str, Any], path: tuple[str, ...] = (), depth: int = 0
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every place of free text in a JSON schema, as a value that puts the number there, and the path to it."""
    if depth > 6:
        return
    if "$ref" in schema:
        yield from strings(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes, path, depth + 1)
    for one in [*schema.get("anyOf", []), *schema.get("oneOf", [])]:
        yield from strings(one, shapes, path, depth)
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format", "pattern"}:
        yield NUMBER, path
    if schema.get("type") == "array":
        for value, deeper in strings(schema["items"], shapes, (*path, "[]"), depth + 1):
            yield [value], deeper
    if schema.get("type") == "object":
        beside = (
            {}
            if depth == 0
            else {name: sample(schema["properties"][name], shapes) for name in schema.get("required", [])}
        )
        for name, field in schema.get("properties", {}).items():
            for value, deeper in strings(field, shapes, (*path, name), depth + 1):
                yield beside | {name: value}, deeper
        keyed = next(iter(schema.get("patternProperties", {}).items()), (".", schema.get("additionalProperties")))
        if isinstance(keyed[1], dict) and keyed[1]:
            key = next(one for one in ("line", "1") if re.search(keyed[0], one))
            for value, deeper in strings(keyed[1], shapes, (*path, "{}"), depth + 1):
                yield {key: value}, deeper


def sample(schema: Any, shapes: dict[str, Any]) -> Any:
    """Some value of this schema, for what an object needs beside the words."""
    if "$ref" in schema:
        return sample(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], shapes)
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    formats = {"uuid": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f29", "date": "2026-11-23", "date-time": WHEN}
    if "format" in schema:
        return formats[schema["format"]]
    kinds = {
        "string": "abc",
        "integer": schema.get("minimum", 1),
        "number": schema.get("minimum", 1),
        "boolean": False,
        "array": [],
    }
    if schema.get("type") == "object":
        return {name: sample(schema["properties"][name], shapes) for name in schema.get("required", [])}
    return kinds[schema["type"]]


def laid_over(under: Any, over: Any) -> Any:
    """`over` laid over an example, dictionary by dictionary, so that what is required beside the words is there."""
    if isinstance(under, dict) and isinstance(over, dict):
        return {**under, **{key: laid_over(under.get(key), value) for key, value in over.items()}}
    if isinstance(under, list) and under and isinstance(over, list):
        return [laid_over(under[0], over[0])]
    return over


def places() -> list[Any]:
    found = []
    for kind, model in MODELS.items():
        schema = model.model_json_schema()
        for value, path in strings(schema, schema.get("$defs", {})):
            found.append(pytest.param(kind, value, id=f"{kind.value}:{'.'.join(path)}"))
    return found


@pytest.mark.parametrize(("kind", "value"), places())
def test_a_number_in_any_field_of_any_kind_is_masked(kind: Kind, value: Any) -> None:
    model, whole = MODELS[kind], laid_over(EXAMPLES[kind], value)
    try:
        body = model.model_validate(whole)
    except ValidationError:
        # The example says something that these words do not go with: then the field alone is set on it.
        (name,) = value
        field: Any = TypeAdapter(model.__annotations__[name]).validate_python(whole[name])
        body = model.model_validate(EXAMPLES[kind]).model_copy(update={name: field})
    assert NUMBER in body.model_dump_json()
    assert "900123" not in masked(body).model_dump_json()


def test_the_walk_meets_every_kind_that_has_words() -> None:
    walked = {one.values[0] for one in places()} | {Kind.amend}
    assert walked == {kind for kind, model in MODELS.items() if fields_with_words(model)}


class Deep(BaseModel):
    line: str
    code: Annotated[str, Field(pattern=r"^[a-z-]+$")] = "abc"
    more: "list[Deep]" = Field(default_factory=list)


class Made(Body):
    """A kind that nobody has thought of yet."""

    id: UUID
    when: AwareDatetime | None = None
    on: date = date(2026, 11, 23)
    choice: Literal["a", "b"] = "a"
    strength: int = 3
    code: Annotated[str, Field(pattern=r"^[a-z-]+$")] = "abc"
    words: str | None = None
    pair: tuple[int, str] = (1, "")
    deep: Deep | None = None
    several: list[Deep] = Field(default_factory=list)
    anything: Any = None
    by_name: dict[str, list[str]] = Field(default_factory=dict)
    kept: list[str] = Field(default_factory=list)


def test_a_new_kind_is_masked_as_deep_as_its_words_stand() -> None:
    assert fields_with_words(Made) == ("words", "pair", "deep", "several", "anything", "by_name", "kept")
    deep = {"line": NUMBER, "more": [{"line": "b", "more": [{"line": f"it was {NUMBER}"}]}]}
    body = Made.model_validate(
        {
            "id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f10", "words": NUMBER, "pair": [1, NUMBER], "deep": deep, "several": [deep],
            "anything": [{"a": [NUMBER], "kept": ["4 Made Up Road"]}], "by_name": {"a": ["b", NUMBER]}, "kept": [NUMBER],
        }
    )  # fmt: skip
    clean = masked(body)
    said = clean.model_dump_json()
    assert "900123" not in said and "Road" not in said
    assert said.count("[phone number]") == 8
    assert clean.kept == [] and clean.pair == (1, "[phone number]")
    assert (clean.id, clean.code, clean.choice) == (body.id, body.code, body.choice)
    assert body.words == NUMBER


def test_a_choice_stays_a_choice_where_no_schema_tells_it_from_words() -> None:
    given = {
        "by_name": {"why": ["too_tired", "did_not_want"], "who": ["made_up9", "it is made_up"]},
        "anything": ["a_bit"],
    }
    clean = masked(Made.model_validate({"id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f10", "words": "made_up", **given}))
    assert clean.by_name == {"why": ["too_tired", "did_not_want"], "who": ["[user name]", "it is [user name]"]}
    assert (clean.words, clean.anything) == ("[user name]", ["a_bit"])


UUID_LIKE_A_NUMBER = "b0506e42-5566-4560-b07a-f7601565186d"
"""About one random id in 140 has a run of figures in it that could be a telephone number."""


@settings(max_examples=300, deadline=None)
@given(st.uuids())
def test_an_id_stays_an_id_where_no_schema_tells_it_from_words(random: UUID) -> None:
    assert masked(Made(id=random, words=UUID_LIKE_A_NUMBER)).words == "b0506e42-5566-4560-b07a-f[phone number]d"
    for one in (random, UUID(UUID_LIKE_A_NUMBER)):
        for written in (str(one), str(one).upper()):
            body = Made(id=random, anything={"rules": [{"id": written}]}, by_name={"of": [written]})
            assert masked(body) is body


def test_a_change_of_which_rule_helped_is_stored_whatever_the_rules_id(world: World) -> None:
    clinician = world.clinician()
    phone = world.phone(world.participant(clinician))
    rule = {"id": UUID_LIKE_A_NUMBER, "when": "It is late", "then": "I put the phone in the drawer."}
    plan = {"rules": [rule], "agreed_on": world.clock.now.date().isoformat(), "base_version": None}
    said = clinician.client.put(f"/api/participants/{phone.participant_id}/coping-plan", plan)
    assert said.status_code == 200, said.text
    first = phone.trigger(rules=[{"id": UUID_LIKE_A_NUMBER, "helped": "no"}])
    change = {"rules": [{"id": UUID_LIKE_A_NUMBER, "helped": "yes"}], "text": "near 07700 900123"}
    assert phone.send("amend", {"of": first["id"], "body": change})["status"] == "stored"
    told = phone.client.get("/api/me/bundle").json()
    assert told["plan_work"]["uses"] == {UUID_LIKE_A_NUMBER: {"used": 1, "helped": 1}}
    assert "900123" not in json.dumps(told["entries"])


def test_a_body_with_nothing_in_it_is_the_same_body() -> None:
    body = MODELS[Kind.trigger].model_validate(EXAMPLES[Kind.trigger])
    assert masked(body) is body


def test_a_change_that_a_mark_makes_longer_than_its_field_is_stored_all_the_same(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.trigger()
    text = "a" * 294 + " @a_b."
    assert phone.send("amend", {"of": first["id"], "body": {"text": text}})["status"] == "stored"
    own = phone.client.get("/api/me/entries")
    assert own.status_code == 200 and "@a_b" not in own.text and "[user name]" in own.text


def test_what_was_kept_is_not_kept_twice_by_an_amendment(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.trigger()
    change = {"text": "near 4 Made Up Road", "kept": ["4 Made Up Road"]}
    phone.send("amend", {"of": first["id"], "body": change})
    said = json.dumps(phone.client.get("/api/me/entries").json())
    assert said.count("4 Made Up Road") == 1
