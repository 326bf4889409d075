"""The closed list of what probation may know of one appointment. The inbox and the webhook are both made from it.

Nothing is filtered out of a larger shape: a field that is not named here cannot go (security section 3, field rules).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, Outcome
from api.attendance.words import BASES, fact_words
from api.clock import utc
from api.db import table_of
from api.people.models import Basis, Participant, Team


@dataclass(frozen=True, slots=True)
class Record:
    """One released version, as probation may know it.

    `version` counts what was released of the series, from 1: a record stopped in the grace leaves no gap to wonder at.
    """

    id: UUID
    series_id: UUID
    version: int
    versions: int
    pushes: bool
    case_reference: str
    appointment_at: datetime
    basis: Basis
    fact: str
    code: str | None
    reason_code: str | None
    recorded_at: datetime
    released_at: datetime
    superseded: bool
    acknowledged_at: datetime | None
    duty_phone: str
    gives_reason: bool
    """The same outcome went before it, without this reason."""

    @property
    def corrects(self) -> bool:
        """It takes the place of an earlier version and says something else of the outcome."""
        return self.version > 1 and not self.gives_reason

    @property
    def supersedes(self) -> int | None:
        """The version that this one takes the place of."""
        return self.version - 1 if self.version > 1 else None


def records(at: Access, *conditions: sa.ColumnElement[bool], limit: int = 500) -> list[Record]:
    """Released versions that meet the conditions, newest first. Three queries, whatever their number."""
    a, v, o, p, t = (table_of(model) for model in (Alert, Appointment, Outcome, Participant, Team))
    other = a.alias("other")
    released = sa.select(sa.func.count()).where(other.c.series_id == a.c.series_id, other.c.released_at.is_not(None))
    same = sa.exists().where(
        other.c.outcome_id == a.c.outcome_id, other.c.version < a.c.version, other.c.released_at.is_not(None)
    )
    rows = at.session.execute(
        sa.select(
            a.c.id, a.c.series_id, a.c.participant_id, a.c.pushes, a.c.fact, a.c.code, a.c.reason_code, a.c.state,
            a.c.released_at, a.c.acknowledged_at, v.c.planned_at, v.c.basis, o.c.minutes_late, o.c.recorded_at,
            p.c.case_reference, t.c.duty_phone, same.label("gives_reason"),
            released.where(other.c.version <= a.c.version).scalar_subquery().label("number"),
            released.scalar_subquery().label("numbers"),
        )
        .join(v, v.c.id == a.c.appointment_id)
        .join(o, o.c.id == a.c.outcome_id)
        .join(p, p.c.id == a.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(a.c.released_at.is_not(None), *conditions)
        .order_by(a.c.released_at.desc(), a.c.version.desc(), a.c.id)
        .limit(limit)
    ).all()  # fmt: skip
    references = references_of(at, [(row.participant_id, row.case_reference) for row in rows])
    return [
        Record(
            id=row.id,
            series_id=row.series_id,
            version=row.number,
            versions=row.numbers,
            pushes=row.pushes,
            case_reference=references[row.participant_id],
            appointment_at=row.planned_at,
            basis=Basis(row.basis),
            fact=fact_words(row.fact, row.minutes_late),
            code=row.code,
            reason_code=row.reason_code,
            recorded_at=row.recorded_at,
            released_at=row.released_at,
            superseded=row.state == AlertState.superseded,
            acknowledged_at=row.acknowledged_at,
            duty_phone=row.duty_phone,
            gives_reason=row.gives_reason,
        )
        for row in rows
    ]


def references_of(at: Access, sealed: Sequence[tuple[UUID, bytes | None]]) -> dict[UUID, str]:
    """Case references of several participants, opened; one query for all their boxes."""
    found = dict(sealed)
    boxes = at.boxes(list(found))
    return {
        who: boxes[who].open_text("participant", "case_reference", who, reference) or ""
        for who, reference in found.items()
    }


def webhook_body(record: Record) -> bytes:
    """The bytes of one webhook: the closed list as JSON, `reason_code` only where the participant chose to send it."""
    data: dict[str, Any] = {
        "series_id": str(record.series_id),
        "version": record.version,
        "supersedes": record.supersedes,
        "case_reference": record.case_reference,
        "appointment_at": _z(record.appointment_at),
        "basis": record.basis.value,
        "basis_text": BASES[record.basis],
        "fact": record.fact,
        "code": record.code,
        "recorded_at": _z(record.recorded_at),
        "duty_phone": record.duty_phone,
    }
    if record.reason_code is not None:
        data["reason_code"] = record.reason_code
    kind = "attendance.reason_given" if record.gives_reason else "attendance.recorded"
    kind = "attendance.corrected" if record.corrects else kind
    return json.dumps(
        {"type": kind, "timestamp": _z(record.recorded_at), "data": data}, separators=(",", ":"), ensure_ascii=False
    ).encode()


def _z(instant: datetime) -> str:
    return utc(instant).strftime("%Y-%m-%dT%H:%M:%SZ")
