"""What each kind of entry sets in motion, beside reviews and attention: one action of its domain.

Called in the transaction that stores the entry, in the order of the batch, once for each entry that was new. An action
returns a code for the phone (40 characters at most), which the answer to the batch carries, or None. It must take anything
that its body's model allows: a rule that says no answers with a code and leaves the entry as it is.
"""

from collections.abc import Callable

from api.act import Access
from api.attendance.actions import that_is_wrong
from api.journal.items import Item
from api.journal.kinds import ThatIsWrongBody
from api.journal.models import Kind

Effect = Callable[[Access, Item], str | None]


def _that_is_wrong(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, ThatIsWrongBody) and item.envelope is not None
    return that_is_wrong(at, item.body.alert_id, item.body.reason, item.envelope.id)


EFFECTS: dict[Kind, Effect] = {
    Kind.that_is_wrong: _that_is_wrong,
}
