"""What makes a form sound: link ids that exist, conditions that can come true and never go in a circle, sums of scales."""

from collections.abc import Iterator

from api.learning.pieces import EnableWhen, Form, Item
from api.learning.shelf import Entry

RISK = ("risk", "danger", "threat")
"""What a sum of answers is never called (product.md, "Never"; content-facts.md 4.7)."""


def form_findings(entry: Entry) -> Iterator[tuple[int, str]]:
    """Line and complaint for each thing wrong with a form."""
    form = entry.piece
    assert isinstance(form, Form)
    line = entry.document.line
    items: dict[str, Item] = {}
    for index, item in enumerate(form.items):
        if item.link_id in items:
            yield line("items", index, "link_id"), f"the link id `{item.link_id}` stands here twice"
        items.setdefault(item.link_id, item)
        for complaint in _shape(item):
            yield line("items", index), complaint
    place = {link_id: index for index, link_id in enumerate(items)}
    for index, item in enumerate(form.items):
        if item.enable_when is None:
            continue
        where = line("items", index, "enable_when")
        for one in item.enable_when.conditions():
            hangs_on = items.get(one.link_id or "")
            if hangs_on is None:
                yield where, f"`{one.link_id}` is not the link id of an item here"
            elif why := _never(hangs_on, one):
                yield where, why
            elif place[hangs_on.link_id] > index:
                yield where, f"`{item.link_id}` waits for `{hangs_on.link_id}`, which is asked after it"
        if item.link_id in _needs(item, items):
            yield where, f"`{item.link_id}` waits for itself, round a circle of conditions"
    yield from _groups(entry, form)
    yield from _scores(entry, form, items)


def _shape(item: Item) -> Iterator[str]:
    if (item.type in ("choice", "choices")) != (item.options is not None):
        yield f"`{item.link_id}`: options belong to choice and choices, and to nothing else"
    if item.options and len({option.value for option in item.options}) < len(item.options):
        yield f"`{item.link_id}`: two options have the same value"
    if item.type == "scale" and (item.min, item.max) != (0, 10):
        yield f"`{item.link_id}`: every scale goes from 0 to 10"
    if item.type in ("number", "text") and item.max is None:
        yield f"`{item.link_id}`: say the most it may be with `max`"
    if item.type == "number" and item.max is not None and (item.min or 0) > item.max:
        yield f"`{item.link_id}`: the least is more than the most"
    if item.type == "text" and item.max is not None and item.max > 300:
        yield f"`{item.link_id}`: free text is 300 characters at most"


def _never(item: Item, when: EnableWhen) -> str | None:
    """Why a comparison with this item can never come true, or makes no sense of its type."""
    for value in (when.equals, when.not_equals):
        if value is not None and not _can_be(item, value):
            return f"`{item.link_id}` can never be {value!r}"
    if when.more_than is None and when.less_than is None:
        return None
    if item.type not in ("scale", "number"):
        return f"`{item.link_id}` is no number: it is neither more nor less"
    if when.more_than is not None and item.max is not None and when.more_than >= item.max:
        return f"`{item.link_id}` can never be more than {when.more_than}"
    if when.less_than is not None and when.less_than <= (item.min or 0):
        return f"`{item.link_id}` can never be less than {when.less_than}"
    return None


def _can_be(item: Item, value: bool | int | str) -> bool:
    if item.type == "boolean":
        return isinstance(value, bool)
    if item.type in ("scale", "number"):
        number = isinstance(value, int) and not isinstance(value, bool)
        return number and (item.min or 0) <= int(value) <= (item.max if item.max is not None else int(value))
    return item.options is not None and value in {option.value for option in item.options}


def _needs(item: Item, items: dict[str, Item]) -> set[str]:
    """The link ids that must be answered before this item shows, however far back."""
    found: set[str] = set()
    left = [item]
    while left:
        current = left.pop()
        for one in current.enable_when.conditions() if current.enable_when else ():
            if one.link_id and one.link_id not in found:
                found.add(one.link_id)
                if one.link_id in items:
                    left.append(items[one.link_id])
    return found


def _groups(entry: Entry, form: Form) -> Iterator[tuple[int, str]]:
    line = entry.document.line
    known = [group.id for group in form.groups]
    if len(set(known)) < len(known):
        yield line("groups"), "two groups have the same id"
    used: list[str] = []
    before: str | None = None
    for index, item in enumerate(form.items):
        if item.group is not None and item.group not in known:
            yield line("items", index, "group"), f"`{item.group}` is not the id of a group here"
        elif item.group is not None and item.group != before:
            if item.group in used:
                yield line("items", index, "group"), f"the questions of `{item.group}` do not stand together"
            used.append(item.group)
        before = item.group
    for index, group in enumerate(form.groups):
        if group.id not in used:
            yield line("groups", index), f"no question is in the group `{group.id}`"


def _scores(entry: Entry, form: Form, items: dict[str, Item]) -> Iterator[tuple[int, str]]:
    line = entry.document.line
    seen: set[str] = set()
    for index, score in enumerate(form.scores):
        if score.id in seen:
            yield line("scores", index, "id"), f"the score `{score.id}` stands here twice"
        seen.add(score.id)
        if len(set(score.items)) < len(score.items):
            yield line("scores", index, "items"), f"`{score.id}` counts an item twice"
        for link_id in score.items:
            if link_id not in items or items[link_id].type != "scale":
                yield line("scores", index, "items"), f"`{score.id}` adds up scales only: `{link_id}` is none"
        if any(word in f"{score.id} {score.title}".lower() for word in RISK):
            yield line("scores", index, "title"), f"`{score.id}`: a sum of answers is never called a risk"
