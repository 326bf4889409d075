"""How often a rule of the plan was used and helped, counted from the urge and trigger entries that say so.

Rows of ids, written with the entry; an amendment that names the rules anew takes their place. A withdrawn entry does not
count: the count joins the entries.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.coping.models import RuleUse
from api.db import insert_ignoring, table_of
from api.journal.models import Entry
from api.together import Read

HELPED = ("yes", "a_bit")


def note(at: Access, said: Iterable[tuple[UUID, Any, bool]]) -> None:
    """Keep which rules these entries used: (entry, its `rules`, whether they replace what the entry said before)."""
    t = table_of(RuleUse)
    rows: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for entry_id, rules, again in said:
        if again:
            at.session.execute(sa.delete(t).where(t.c.entry_id == entry_id))
            rows = {key: row for key, row in rows.items() if key[0] != entry_id}
        for one in rules or ():
            given = one if isinstance(one, dict) else one.__dict__
            rule_id = UUID(str(given["id"]))
            rows[entry_id, rule_id] = {
                "entry_id": entry_id, "rule_id": rule_id, "participant_id": at.subject, "helped": given.get("helped"),
            }  # fmt: skip
    if rows:
        insert_ignoring(at.session, t, list(rows.values()), t.c.rule_id)


_T, _E = table_of(RuleUse), table_of(Entry)
_COUNTS = (
    sa.select(
        _T.c.rule_id,
        sa.func.count().label("used"),
        sa.func.sum(sa.case((sa.or_(*(_T.c.helped == one for one in HELPED)), 1), else_=0)).label("helped"),
    )
    .join(_E, _E.c.id == _T.c.entry_id)
    .where(_T.c.participant_id == sa.bindparam("who"), _E.c.withdrawn.is_(False))
    .group_by(_T.c.rule_id)
)


def counts(at: Access) -> dict[str, dict[str, int]]:
    """rule id → {used, helped}: entries that say so and were not taken back. A bit of help is help."""
    rows = at.rows(counts_read(at))
    return {str(row.rule_id): {"used": row.used, "helped": int(row.helped)} for row in rows}


def counts_read(at: Access) -> Read:
    """What `counts` reads."""
    return Read(_COUNTS, {"who": at.subject})
