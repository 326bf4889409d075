"""Two people change one coping plan: what differs is joined, what clashes stands side by side (security 5, rule 14).

Pure. A plan here is a `Document`: section → items in their order, each item a dict with a stable `id` and its fields. A line
has one field, `text`; a rule has `when`, `then` and the rest. `web/src/coping/merge.ts` mirrors `applied` and `changed`.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple

SECTIONS = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
RULES = "rules"
PARTS = (*SECTIONS, RULES)

GONE = "gone"
"""The field of a clash in which one side took out what the other changed."""
ORDER = "order"
"""The field of a clash in which both sides put the same items in another order."""

Item = dict[str, Any]
Document = dict[str, list[Item]]


class Clash(NamedTuple):
    """One place where both sides said something else.

    `theirs` stands in the plan; `mine` stands beside it. They are a field's values; for GONE the whole item, or None for
    the side that took it out; for ORDER (`id` is then empty) the ids in their order. `item` is my whole item, to put back.
    """

    part: str
    id: str
    field: str
    theirs: Any
    mine: Any
    item: Item | None = None


class Change(NamedTuple):
    """One difference between two plans. `what`: added, taken_out, changed (one field) or moved (the order of a part)."""

    what: str
    part: str
    id: str
    field: str
    before: Any
    after: Any


def empty() -> Document:
    """A plan without a word."""
    return {part: [] for part in PARTS}


def merged(base: Document, theirs: Document, mine: Document) -> tuple[Document, list[Clash]]:
    """Both sides' changes since `base` in one plan, and where they clash. Nothing that either side wrote is lost:

    it is in the plan, or in a clash, or one side took it out and the other had left it as it was.
    """
    clashes: list[Clash] = []
    made = empty()
    for part in PARTS:
        was, their, my = (_by_id(side[part]) for side in (base, theirs, mine))
        kept: dict[str, Item] = {}
        for key in dict.fromkeys([*their, *my]):
            item, found = _item(part, was.get(key), their.get(key), my.get(key))
            clashes += found
            if item is not None:
                kept[key] = item
        order, clash = _order(part, list(was), list(their), list(my), list(kept))
        made[part] = [kept[key] for key in order]
        if clash is not None:
            clashes.append(clash)
    return made, clashes


def _item(part: str, was: Item | None, their: Item | None, my: Item | None) -> tuple[Item | None, list[Clash]]:
    if their is None and my is not None:
        if was is None:
            return my, []
        # They took it out. What I changed of it is a clash; what I left alone goes.
        return (my, [Clash(part, my["id"], GONE, None, my, my)]) if my != was else (None, [])
    if my is None and their is not None:
        if was is None:
            return their, []
        return (their, [Clash(part, their["id"], GONE, their, None)]) if their != was else (None, [])
    assert their is not None and my is not None
    item, clashes = {"id": their["id"]}, []
    before = was or {}
    for field in dict.fromkeys([*their, *my]):
        if field == "id":
            continue
        a, b, c = before.get(field), their.get(field), my.get(field)
        if (value := c if b == a else b) is not None:
            item[field] = value
        if a != b and a != c and b != c:
            clashes.append(Clash(part, their["id"], field, b, c, my))
    return item, clashes


def _order(
    part: str, was: list[str], their: list[str], my: list[str], kept: list[str]
) -> tuple[list[str], Clash | None]:
    """The order of what is kept: whoever changed the order of the common items has it; what was added stands after its neighbour."""
    common = [key for key in their if key in set(my)]
    mine_now = [key for key in my if key in set(their)]
    before = [key for key in was if key in set(common)]
    they_moved = [key for key in common if key in set(before)] != before
    i_moved = [key for key in mine_now if key in set(before)] != before
    lead, other = (my, their) if i_moved and not they_moved else (their, my)
    order = [key for key in lead if key in kept]
    for at, key in enumerate(other):
        if key in order or key not in kept:
            continue
        after = next((one for one in reversed(other[:at]) if one in order), None)
        order.insert(order.index(after) + 1 if after is not None else 0, key)
    if they_moved and i_moved and common != mine_now:
        return order, Clash(part, "", ORDER, common, mine_now)
    return order, None


def changed(before: Document, after: Document) -> list[Change]:
    """What differs, part by part, in the order of reading."""
    found: list[Change] = []
    for part in PARTS:
        was, now = _by_id(before[part]), _by_id(after[part])
        for key, item in now.items():
            if key not in was:
                found.append(Change("added", part, key, "", None, item))
                continue
            old = was[key]
            found += [
                Change("changed", part, key, field, old.get(field), item.get(field))
                for field in dict.fromkeys([*old, *item])
                if old.get(field) != item.get(field)
            ]
        found += [Change("taken_out", part, key, "", item, None) for key, item in was.items() if key not in now]
        both = [key for key in was if key in now]
        if (order := [key for key in now if key in was]) != both:
            found.append(Change("moved", part, "", ORDER, both, order))
    return found


def taken(was: Document, proposed: Document, picked: Set[tuple[str, str]]) -> Document:
    """The plan with only the picked lines and rules (`part`, id) of a proposal in it: every other one stays as it was."""
    made = empty()
    for part in PARTS:
        theirs, ours = _by_id(proposed[part]), _by_id(was[part])
        chosen = {key for key in theirs.keys() | ours.keys() if (part, key) in picked}
        kept = {key: item for key, item in ours.items() if key not in chosen or key in theirs}
        kept |= {key: item for key, item in theirs.items() if key in chosen}
        made[part] = arranged([dict(item) for item in kept.values()], list(theirs))
    return made


def applied(base: Document, changes: Mapping[str, Any]) -> Document:
    """A plan with a phone's changes laid over it: {lines: [{section, id, text}], rules: [{id, …}], gone: [id], order: {part: [id]}}.

    A rule's change holds only the fields that changed; `clear` names those that were emptied. An id that the plan does not
    have is a new item at the end; the order then moves it to its place. Ids in an order that are unknown are passed over.
    """
    made = {part: [dict(item) for item in base[part]] for part in PARTS}
    # A field that says nothing is absent, never None, so that two plans that say the same are equal.
    for line in changes.get("lines") or ():
        _put(made, line["section"], {"id": line["id"], "text": line["text"]})
    for rule in changes.get("rules") or ():
        fields = {name: value for name, value in rule.items() if name not in ("clear", "id")}
        _put(made, RULES, {"id": rule["id"], **fields, **dict.fromkeys(rule.get("clear") or ())})
    gone = set(changes.get("gone") or ())
    for part in PARTS:
        made[part] = [_said(item) for item in made[part] if item["id"] not in gone]
    for part, order in (changes.get("order") or {}).items():
        made[part] = arranged(made[part], order)
    return made


def _put(document: Document, part: str, item: Item) -> None:
    found = next((one for one in document[part] if one["id"] == item["id"]), None)
    if found is None:
        document[part].append(item)
    else:
        found.update(item)


def arranged(items: Sequence[Item], order: Sequence[str]) -> list[Item]:
    """The items in this order; those that it does not name stay after the one that they stood after."""
    known = _by_id(items)
    made = [key for key in dict.fromkeys(order) if key in known]
    keys = list(known)
    for at, key in enumerate(keys):
        if key not in made:
            made.insert(made.index(keys[at - 1]) + 1 if at else 0, key)
    return [known[key] for key in made]


def settled(document: Document, clash: Clash, value: Any) -> Document:
    """The plan with one clash decided: a field's value, an item or None for GONE, ids for ORDER."""
    made = {part: [dict(item) for item in document[part]] for part in PARTS}
    items = made[clash.part]
    if clash.field == ORDER:
        made[clash.part] = arranged(items, value)
        return made
    found = next((item for item in items if item["id"] == clash.id), None)
    if clash.field == GONE:
        if value is None:
            made[clash.part] = [item for item in items if item["id"] != clash.id]
        elif found is None:
            items.append(dict(value))
        else:
            found.update(value)
    elif found is None:
        items.append(_said({**(clash.item or {"id": clash.id}), clash.field: value}))
    elif value is None:
        found.pop(clash.field, None)
    else:
        found[clash.field] = value
    return made


def said_in(document: Document, clash: Clash) -> Any:
    """What another plan says in the place of a clash, in the form of its `theirs`."""
    if clash.field == ORDER:
        return [item["id"] for item in document[clash.part] if item["id"] in set(clash.theirs)]
    item = _by_id(document[clash.part]).get(clash.id)
    return item if clash.field == GONE or item is None else item.get(clash.field)


def still_open(document: Document, clash: Clash) -> Clash | None:
    """The clash as it stands beside a newer plan, or None where both sides say the same by now."""
    items = _by_id(document[clash.part])
    if clash.field == ORDER:
        now = [item["id"] for item in document[clash.part] if item["id"] in set(clash.mine)]
        mine = [key for key in clash.mine if key in items]
        return None if now == mine else clash._replace(theirs=now, mine=mine)
    item = items.get(clash.id)
    if clash.field == GONE:
        if (item is None) == (clash.mine is None):
            return None if item is None or item == clash.mine else clash._replace(theirs=item)
        return clash._replace(theirs=item)
    if item is None:
        return clash._replace(field=GONE, theirs=None, mine=clash.item, item=clash.item) if clash.item else None
    return None if item.get(clash.field) == clash.mine else clash._replace(theirs=item.get(clash.field))


def _said(item: Item) -> Item:
    return {name: value for name, value in item.items() if value is not None}


def _by_id(items: Sequence[Item]) -> dict[str, Item]:
    return {item["id"]: item for item in items}
