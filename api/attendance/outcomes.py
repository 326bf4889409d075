"""What was recorded of an appointment, as one fact; which code it proposes; and whether a correction lessens or worsens.

Facts and codes follow content-facts 3.3. A fact never judges: whether an absence counts is probation's to decide.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from api.attendance.models import Came, OutcomeCode, ToldBefore, WhyNot
from api.db import insert_ignoring, table_of
from api.errors import Malformed
from api.people.models import Basis, LegalBasis

CODES_FILE = Path(__file__).with_name("outcome_codes.csv")
LATEST_MINUTES = 240

OURS = {WhyNot.room, WhyNot.phone, WhyNot.staff}
"""Reasons that lie with the service: such a session is never an absence."""


class Fact(StrEnum):
    """What probation is told, as a code worded by `words.py`."""

    came = "came"
    came_late = "came_late"
    came_not_held_by_us = "came_not_held_by_us"
    came_not_finished = "came_not_finished"
    not_held_by_us = "not_held_by_us"
    asked_to_move = "asked_to_move"
    could_not_come = "could_not_come"
    did_not_come = "did_not_come"


ABSENCES = {Fact.asked_to_move: 1, Fact.could_not_come: 2, Fact.did_not_come: 3}
"""The facts that say "did not come", by weight: they are pushed, wait out the grace, and are chased (product F11)."""

PROPOSED = {
    Fact.came: "ATTC",
    Fact.came_late: "ATTC",
    Fact.came_not_held_by_us: "ATSS",
    Fact.not_held_by_us: "RSSR",
    Fact.asked_to_move: "RSOF",
    Fact.could_not_come: "AFTA",
    Fact.did_not_come: "AFTA",
}
"""The code each fact proposes (content-facts 3.3). `came_not_finished` proposes none: probation words that itself."""

MANDATED = {Basis.requirement, Basis.licence, Basis.spo}
"""Bases on which somebody must come: only here may a code be proposed and a future appointment be shown (product F11)."""

COVERS: dict[LegalBasis, set[Basis]] = {
    LegalBasis.licence: {Basis.licence, Basis.unknown},
    LegalBasis.requirement: {Basis.requirement, Basis.unknown},
    LegalBasis.spo: {Basis.spo, Basis.unknown},
    LegalBasis.consent: {Basis.licence, Basis.requirement, Basis.spo, Basis.unknown},
}
"""Which appointments a link's legal basis covers (security 6.2). A voluntary one needs `covers_voluntary` besides.

One whose basis nobody knows goes as "basis not stated", with no code and no enforcement wording (content-facts 3.4).
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the recorder said, checked for sense. `told_before` is set only where the participant did not come."""

    came: Came
    minutes_late: int | None
    happened: bool
    why_not: WhyNot | None
    told_before: ToldBefore | None

    @property
    def fact(self) -> Fact:
        """The one fact that this makes."""
        if self.came is Came.no:
            if self.why_not in OURS:
                return Fact.not_held_by_us
            return {
                ToldBefore.asked_to_move: Fact.asked_to_move,
                ToldBefore.could_not_come: Fact.could_not_come,
            }.get(self.told_before or ToldBefore.none, Fact.did_not_come)
        if not self.happened:
            return Fact.came_not_held_by_us if self.why_not in OURS else Fact.came_not_finished
        return Fact.came_late if self.came is Came.late else Fact.came


def checked(
    came: Came, minutes_late: int | None, happened: bool, why_not: WhyNot | None, told_before: ToldBefore | None
) -> Recorded:
    """The answers as one record. Raises Malformed, naming the field, where they contradict each other."""
    errors: list[tuple[str, str]] = []
    if minutes_late is not None and came is not Came.late:
        errors.append(("minutes_late", "Say how late only where they came late."))
    if came is Came.no and happened:
        errors.append(("happened", "The session can't have happened if they did not come."))
    if came is Came.no and why_not is not None and why_not not in OURS:
        errors.append(("why_not", "Here, say only whether the room, the phone or staff were the reason."))
    if came is not Came.no:
        if happened and why_not is not None:
            errors.append(("why_not", "The session happened: leave this out."))
        if not happened and why_not is None:
            errors.append(("why_not", "Say why the session did not happen."))
        if told_before not in (None, ToldBefore.none):
            errors.append(("told_before", "Say this only where they did not come."))
    if errors:
        raise Malformed("Some of the answers don't go together.", errors=errors)
    told = (told_before or ToldBefore.none) if came is Came.no and why_not is None else None
    return Recorded(came, minutes_late, happened, why_not, told)


def proposed_code(fact: Fact, basis: Basis, enforceable: bool) -> str | None:
    """The code to offer probation, or None: codes only where coming is required and probation said it is enforceable."""
    return PROPOSED.get(fact) if basis in MANDATED and enforceable else None


def is_absence(fact: str) -> bool:
    """Whether the fact says that the participant did not come."""
    return fact in ABSENCES


def lessens(old: str, new: str) -> bool:
    """Whether correcting `old` to `new` removes an absence or makes it less (security 6.4)."""
    return ABSENCES.get(Fact(old), 0) > ABSENCES.get(Fact(new), 0)


def worsens(old: str | None, new: str) -> bool:
    """Whether `new` adds an absence to `old`, or makes it weigh more. With no `old`, any absence does."""
    return ABSENCES.get(Fact(new), 0) > (ABSENCES.get(Fact(old), 0) if old else 0)


def load_codes(session: Session) -> int:
    """Bring the table of outcome codes to what the file says. Safe to run twice. Returns the number of codes.

    A code that left the file stays: old outcomes name it.
    """
    table = table_of(OutcomeCode)
    flags = {"yes": True, "no": False, "": None}
    with CODES_FILE.open(newline="", encoding="utf-8") as file:
        rows = [
            row | {name: flags[row[name]] for name in ("attended", "complied", "action_needed")}
            for row in csv.DictReader(file)
        ]
    new = set(insert_ignoring(session, table, rows, table.c.code).scalars())
    for row in rows:
        if row["code"] not in new:
            session.execute(sa.update(table).where(table.c.code == row["code"]).values(**row))
    return len(rows)
