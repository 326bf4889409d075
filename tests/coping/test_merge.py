"""Two phones and a clinician change one plan at random: it ends the same for all, and no step is lost (security 5, rule 14)."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.coping.merge import (
    GONE,
    ORDER,
    PARTS,
    SECTIONS,
    Clash,
    Document,
    applied,
    changed,
    empty,
    merged,
    settled,
    still_open,
    taken,
)


def plan(**parts: Any) -> Document:
    made = empty()
    for part, items in parts.items():
        made[part] = [dict(zip(("id", "text"), one, strict=True)) if isinstance(one, tuple) else one for one in items]
    return made


BASE = plan(
    night=[("a", "Radio"), ("b", "Lie down")],
    rules=[{"id": "r", "when": "a message comes", "then": "I wash up", "urge_at_least": 6}],
)


def test_different_fields_and_lines_merge() -> None:
    theirs = applied(
        BASE,
        {
            "lines": [{"section": "night", "id": "a", "text": "Radio on low"}],
            "rules": [{"id": "r", "urge_at_least": 5}],
        },
    )
    mine = applied(
        BASE, {"lines": [{"section": "night", "id": "c", "text": "Tea"}], "rules": [{"id": "r", "then": "I walk"}]}
    )
    made, clashes = merged(BASE, theirs, mine)
    assert clashes == []
    assert [one["text"] for one in made["night"]] == ["Radio on low", "Lie down", "Tea"]
    assert made["rules"] == [{"id": "r", "when": "a message comes", "then": "I walk", "urge_at_least": 5}]


def test_a_true_clash_keeps_both_and_either_can_be_chosen() -> None:
    theirs = applied(BASE, {"lines": [{"section": "night", "id": "a", "text": "Radio off"}]})
    mine = applied(BASE, {"lines": [{"section": "night", "id": "a", "text": "Radio on low"}]})
    made, [clash] = merged(BASE, theirs, mine)
    assert made["night"][0]["text"] == "Radio off"
    assert (clash.field, clash.theirs, clash.mine) == ("text", "Radio off", "Radio on low")
    assert still_open(made, clash) == clash
    assert still_open(settled(made, clash, clash.mine), clash) is None


@pytest.mark.parametrize("swapped", [False, True])
def test_a_step_that_one_took_out_and_the_other_changed_is_a_clash_and_stays(swapped: bool) -> None:
    out = applied(BASE, {"gone": ["a"]})
    edited = applied(BASE, {"lines": [{"section": "night", "id": "a", "text": "Radio on low"}]})
    made, [clash] = merged(BASE, edited, out) if swapped else merged(BASE, out, edited)
    assert {"id": "a", "text": "Radio on low"} in made["night"] and clash.field == GONE
    assert "a" not in [one["id"] for one in settled(made, clash, None)["night"]]


def test_what_one_took_out_and_the_other_left_alone_goes() -> None:
    made, clashes = merged(BASE, applied(BASE, {"gone": ["a"]}), BASE)
    assert [one["id"] for one in made["night"]] == ["b"] and clashes == []


def test_an_emptied_field_is_a_change_like_any_other() -> None:
    cleared = applied(BASE, {"rules": [{"id": "r", "clear": ["urge_at_least"]}]})
    assert merged(BASE, BASE, cleared)[0]["rules"] == [{"id": "r", "when": "a message comes", "then": "I wash up"}]
    raised = applied(BASE, {"rules": [{"id": "r", "urge_at_least": 8}]})
    [clash] = merged(BASE, raised, cleared)[1]
    assert (clash.field, clash.theirs, clash.mine) == ("urge_at_least", 8, None)


def test_two_orders_clash_and_one_order_is_taken() -> None:
    base = plan(alone=[("1", "x"), ("2", "y"), ("3", "z")])
    theirs, mine = (
        applied(base, {"order": {"alone": ["3", "1", "2"]}}),
        applied(base, {"order": {"alone": ["2", "1", "3"]}}),
    )
    assert merged(base, base, mine)[0] == mine and merged(base, theirs, base)[0] == theirs
    made, [clash] = merged(base, theirs, mine)
    assert made == theirs and (clash.field, clash.mine) == (ORDER, ["2", "1", "3"])
    assert settled(made, clash, clash.mine) == mine


def test_a_line_taken_out_after_it_clashed_can_still_be_put_back() -> None:
    theirs = applied(BASE, {"lines": [{"section": "night", "id": "a", "text": "Radio off"}]})
    mine = applied(BASE, {"lines": [{"section": "night", "id": "a", "text": "Radio on low"}]})
    made, [clash] = merged(BASE, theirs, mine)
    without = applied(made, {"gone": ["a"]})
    later = still_open(without, clash)
    assert later is not None and later.field == GONE and later.mine == {"id": "a", "text": "Radio on low"}
    assert {"id": "a", "text": "Radio on low"} in settled(without, later, later.mine)["night"]


# Two phones and a clinician ---------------------------------------------------------------------------------------

names = itertools.count()
EDIT = st.tuples(
    st.sampled_from(["add", "edit", "delete", "move"]), st.sampled_from(["night", "alone", "rules"]), st.integers(0, 5)
)
TURN = st.tuples(
    st.sampled_from(["phone 1", "phone 2", "clinician"]), st.sampled_from(["sync", "edit", "edit", "edit"]), EDIT
)


class Writer:
    """One side: the version it saw last, and its own copy since."""

    def __init__(self, seen: int, copy: Document) -> None:
        self.seen, self.copy = seen, copy


def edited(document: Document, edit: tuple[str, str, int], serial: int) -> tuple[Document, str | None]:
    """The document with one random change, and the id that the change took out, if it did."""
    what, part, n = edit
    items = document[part]
    at = n % len(items) if items else 0
    text = f"words {serial}"
    field = "text" if part in SECTIONS else "then"
    if what == "add" or not items:
        new = (
            {"id": f"{part}-{serial}", "text": text}
            if part in SECTIONS
            else {"id": f"{part}-{serial}", "when": "w", "then": text}
        )
        return {**document, part: [*items[:at], new, *items[at:]]}, None
    if what == "edit":
        return {**document, part: [one | {field: text} if i == at else one for i, one in enumerate(items)]}, None
    if what == "delete":
        return {**document, part: [one for i, one in enumerate(items) if i != at]}, items[at]["id"]
    rest = [one for i, one in enumerate(items) if i != at]
    return {**document, part: [items[at], *rest]}, None


def words(document: Document) -> set[tuple[str, str]]:
    return {(one["id"], str(one.get("text", one.get("then")))) for part in PARTS for one in document[part]}


@settings(max_examples=300, deadline=None)
@given(st.lists(TURN, max_size=40))
def test_two_phones_and_a_clinician_converge_and_lose_no_step(turns: list[Any]) -> None:
    """The server joins each one's copy as it comes in. At the end everybody syncs: all hold one plan, and whatever anybody
    wrote last on a step is in it or beside it, unless somebody took it out or wrote over words that they had seen.
    """
    versions = [plan(night=[("n1", "Radio"), ("n2", "Lie down")], alone=[("a1", "Walk")])]
    clashes: list[Clash] = []
    sides = {name: Writer(0, versions[0]) for name in ("phone 1", "phone 2", "clinician")}
    seen_and_dropped: set[tuple[str, str]] = set()
    ever: set[tuple[str, str]] = words(versions[0])

    def sync(side: Writer) -> None:
        nonlocal clashes
        if side.copy != versions[side.seen]:
            made, found = merged(versions[side.seen], versions[-1], side.copy)
            versions.append(made)
            clashes = [now for one in [*clashes, *found] if (now := still_open(made, one))]
        side.seen, side.copy = len(versions) - 1, versions[-1]

    for serial, (who, what, edit) in enumerate(turns):
        side = sides[who]
        if what == "sync":
            sync(side)
            continue
        before = words(side.copy)
        side.copy, _ = edited(side.copy, edit, serial)
        after = words(side.copy)
        seen_and_dropped |= before - after
        ever |= after
    for side in sides.values():
        sync(side)
    for side in sides.values():
        sync(side)
    final = versions[-1]
    assert all(side.copy == final for side in sides.values())
    for part in PARTS:
        ids = [one["id"] for one in final[part]]
        assert len(ids) == len(set(ids))
    beside = {
        (one.id, str(value.get("text", value.get("then")) if isinstance(value, dict) else value))
        for one in clashes
        for value in (one.theirs, one.mine)
        if value is not None and one.field != ORDER
    }
    lost = ever - words(final) - beside - seen_and_dropped
    assert not lost


@settings(max_examples=200, deadline=None)
@given(st.lists(EDIT, max_size=8), st.lists(EDIT, max_size=8))
def test_either_way_round_the_same_steps_are_there(one: list[Any], other: list[Any]) -> None:
    base = plan(night=[("n1", "Radio"), ("n2", "Lie down")], rules=[{"id": "r", "when": "w", "then": "I walk"}])
    a = b = base
    for n, edit in enumerate(one):
        a, _ = edited(a, edit, n)
    for n, edit in enumerate(other):
        b, _ = edited(b, edit, 100 + n)
    ab, clashes_ab = merged(base, a, b)
    ba, clashes_ba = merged(base, b, a)
    for part in PARTS:
        assert {x["id"] for x in ab[part]} == {x["id"] for x in ba[part]}
    assert len(clashes_ab) == len(clashes_ba)
    assert merged(base, a, base) == (a, []) and merged(base, base, b) == (b, [])
    assert (changed(a, b) == []) == (a == b)


@settings(max_examples=200, deadline=None)
@given(st.lists(EDIT, max_size=10), st.sets(st.integers(0, 12)))
def test_yes_to_some_of_a_proposal_leaves_every_other_step_as_it_was(edits: list[Any], marked: set[int]) -> None:
    was = plan(
        night=[("n1", "Radio"), ("n2", "Lie down"), ("n3", "Tea")],
        rules=[{"id": f"r{n}", "when": "w", "then": "I walk"} for n in range(3)],
    )
    proposed = was
    for n, edit in enumerate(edits):
        proposed, _ = edited(proposed, edit, n)
    both = [(part, one["id"]) for part in PARTS for one in [*was[part], *proposed[part]]]
    every = list(dict.fromkeys(both))
    picked = {one for n, one in enumerate(every) if n in marked}
    made = taken(was, proposed, picked)
    for part, key in every:
        source = proposed if (part, key) in picked else was
        told = [[one for one in plan[part] if one["id"] == key] for plan in (made, source)]
        assert told[0] == told[1], (part, key)
    assert taken(was, proposed, set(every)) == proposed


def test_yes_to_one_changed_line_of_three() -> None:
    was = plan(night=[("a", "Radio"), ("b", "Lie down"), ("c", "Tea")])
    proposed = plan(night=[("a", "Radio off"), ("b", "Stand up"), ("d", "Bath")])
    said = [one["text"] for one in taken(was, proposed, {("night", "b")})["night"]]
    assert said == ["Radio", "Stand up", "Tea"]
