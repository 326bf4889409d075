"""What makes a form sound: link ids that exist, conditions that can come true and never go in a circle."""

from collections.abc import Iterator

from api.learning.pieces import Form, Item
from api.learning.shelf import Entry


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
    for index, item in enumerate(form.items):
        if item.enable_when is None:
            continue
        where = line("items", index, "enable_when")
        other = items.get(item.enable_when.link_id)
        if other is None:
            yield where, f"`{item.enable_when.link_id}` is not the link id of an item here"
        elif not _can_be(other, item.enable_when.equals):
            yield where, f"`{other.link_id}` can never be {item.enable_when.equals!r}"
        if item.link_id in _needs(item, items):
            yield where, f"`{item.link_id}` waits for itself, round a circle of conditions"


def _shape(item: Item) -> Iterator[str]:
    if (item.type in ("choice", "choices")) != (item.options is not None):
        yield f"`{item.link_id}`: options belong to choice and choices, and to nothing else"
    if item.options and len({option.value for option in item.options}) < len(item.options):
        yield f"`{item.link_id}`: two options have the same value"
    if item.type == "scale" and (item.min, item.max) != (0, 10):
        yield f"`{item.link_id}`: every scale goes from 0 to 10"
    if item.type in ("number", "text") and item.max is None:
        yield f"`{item.link_id}`: say the most it may be with `max`"
    if item.type == "text" and item.max is not None and item.max > 300:
        yield f"`{item.link_id}`: free text is 300 characters at most"


def _can_be(item: Item, value: bool | str) -> bool:
    if item.type == "boolean":
        return isinstance(value, bool)
    return item.options is not None and value in {option.value for option in item.options}


def _needs(item: Item, items: dict[str, Item]) -> set[str]:
    """The link ids that must be answered before this item shows, however far back."""
    found: set[str] = set()
    current: Item | None = item
    while current is not None and current.enable_when is not None and current.enable_when.link_id not in found:
        found.add(current.enable_when.link_id)
        current = items.get(current.enable_when.link_id)
    return found
