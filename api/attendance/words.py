"""The exact words of attendance: what probation reads, what the participant reads, what the recorder is shown before.

A recorded fact and no more: never whether it was allowed, what it means, or what should follow (security 6.3). The
participant's words stay at reading grade 6 or below.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, Outcome
from api.attendance.outcomes import Fact, is_absence
from api.clock import stamp, utc
from api.db import table_of
from api.people.models import Basis, Participant

SHOWN_DAYS = timedelta(days=30)
SHOWN_AT_MOST = 20

FACTS: dict[Fact, str] = {
    Fact.came: "Came.",
    Fact.came_late: "Came late.",
    Fact.came_not_held_by_us: "Came. The service could not hold the session.",
    Fact.came_not_finished: "Came. The session could not go on.",
    Fact.not_held_by_us: "Not held. The service could not hold the session.",
    Fact.asked_to_move: "Did not come. Asked before to move it.",
    Fact.could_not_come: "Did not come. Said so before.",
    Fact.did_not_come: "Did not come. No word before.",
}

BASES: dict[Basis, str] = {
    Basis.voluntary: "Voluntary appointment",
    Basis.requirement: "Community order requirement",
    Basis.licence: "Licence condition",
    Basis.spo: "Stalking Protection Order",
    Basis.unknown: "Basis not stated",
}

_REASON = "Reason, sent by the person: {}."
_YOU_ASKED = "You asked us to tell probation why you did not come on {day}. These are the words they got:"
_GOES_WITH_IT = "If it goes, this goes with it:"
_WE_TOLD = "We told probation how it went on {day}. These are the words they got:"

_WE_RECORDED: dict[Fact, str] = {
    Fact.asked_to_move: "We recorded that you did not come on {day}, and that you asked us before to move it.",
    Fact.could_not_come: "We recorded that you did not come on {day}, and that you told us before.",
    Fact.did_not_come: "We recorded that you did not come on {day}.",
}


def fact_words(fact: str, minutes_late: int | None = None) -> str:
    """What probation reads of one record, word for word."""
    if fact == Fact.came_late and minutes_late:
        return f"Came, {minutes_late} minute{'' if minutes_late == 1 else 's'} late."
    return FACTS[Fact(fact)]


def reason_words(reason_code: str | None) -> str:
    """What probation reads of a reason that the person chose to send; empty without one."""
    return _REASON.format(reason_code.replace("_", " ")) if reason_code else ""


def all_words(fact: str, minutes_late: int | None, reason_code: str | None) -> str:
    """Everything that probation reads of one version, word for word."""
    return f"{fact_words(fact, minutes_late)} {reason_words(reason_code)}".rstrip()


def day_words(instant: datetime, zone: str) -> str:
    """A day as people say it: "Thursday 19 November", by the wall clock in `zone`."""
    wall = utc(instant).astimezone(ZoneInfo(zone))
    return f"{wall:%A} {wall.day} {wall:%B}"


def time_words(instant: datetime, zone: str) -> str:
    """A time of day: "16:20"."""
    return f"{utc(instant).astimezone(ZoneInfo(zone)):%H:%M}"


def moment_words(instant: datetime, seen_at: datetime, zone: str) -> str:
    """A time, with its day where that is not the day of `seen_at`: "16:20", or "10:05 on Friday 20 November"."""
    same = utc(instant).astimezone(ZoneInfo(zone)).date() == utc(seen_at).astimezone(ZoneInfo(zone)).date()
    return time_words(instant, zone) + ("" if same else f" on {day_words(instant, zone)}")


@dataclass(frozen=True, slots=True)
class Told:
    """What is needed to tell the participant of one alert."""

    fact: str
    minutes_late: int | None
    state: AlertState
    appointment_at: datetime
    told_at: datetime
    releases_at: datetime | None
    correction: bool
    reason_code: str | None = None
    reason_only: bool = False
    """The same outcome went before, without this reason."""


def told_words(told: Told, zone: str) -> str:
    """What the participant reads of one alert or record, in the state it is in now."""
    day = day_words(told.appointment_at, zone)
    sent = all_words(told.fact, told.minutes_late, told.reason_code)
    goes = f" {_GOES_WITH_IT} {reason_words(told.reason_code)}" if told.reason_code else ""
    match told.state:
        case AlertState.waiting if told.releases_at:
            until = moment_words(told.releases_at, told.told_at, zone)
            return f"{_WE_RECORDED[Fact(told.fact)].format(day=day)} If that is wrong, say so before {until}.{goes}"
        case AlertState.held:
            return (
                f"You said that what we recorded about {day} is wrong. It will not go while a person looks at it.{goes}"
            )
        case AlertState.stopped:
            return f"We took back what we recorded about {day}. It was not sent."
        case AlertState.superseded:
            return f"{_WE_TOLD.format(day=day)} {sent} Newer words have taken their place."
    if told.reason_only:
        return f"{_YOU_ASKED.format(day=day)} {sent}"
    if told.correction:
        return f"We put right what we told probation about {day}. These are the words they got: {sent}"
    return f"{_WE_TOLD.format(day=day)} {sent}"


_A, _V, _O, _P = (table_of(model) for model in (Alert, Appointment, Outcome, Participant))
_TOLD = (
    sa.select(
        _A.c.id, _A.c.series_id, _A.c.version, _A.c.fact, _A.c.state, _A.c.told_at, _A.c.releases_at,
        _A.c.reason_code, _A.c.outcome_id, _A.c.wrong_said_at, _A.c.wrong_answered_at, _A.c.released_at, _V.c.planned_at, _O.c.minutes_late, _P.c.zone,
    )
    .join(_V, _V.c.id == _A.c.appointment_id)
    .join(_O, _O.c.id == _A.c.outcome_id)
    .join(_P, _P.c.id == _A.c.participant_id)
    .where(_A.c.participant_id == sa.bindparam("who"), _A.c.told_at > sa.bindparam("since"))
    .order_by(_A.c.told_at.desc(), _A.c.version.desc())
    .limit(SHOWN_AT_MOST)
)  # fmt: skip


def about_me(at: Access) -> list[dict[str, Any]]:
    """Every word about the participant that went or waits to go to probation: the last 30 days, newest first.

    {alert_id, series_id, version, appointment_at, text, told_at, say_so_before|null, state: waiting|held|stopped|sent,
    corrects: alert id|null, absence, wrong_said}
    """
    rows = at.session.execute(_TOLD, {"who": at.subject, "since": at.now - SHOWN_DAYS}).all()
    shown = []
    for row in rows:
        earlier = [r for r in rows if r.series_id == row.series_id and r.version < row.version and r.released_at]
        corrected = max(earlier, key=lambda r: r.version, default=None) if row.released_at else None
        state = AlertState(row.state)
        reason_only = corrected is not None and corrected.outcome_id == row.outcome_id
        if reason_only:
            corrected = None
        told = Told(
            row.fact, row.minutes_late, state, row.planned_at, row.told_at, row.releases_at, corrected is not None,
            row.reason_code, reason_only,
        )  # fmt: skip
        open_to_answer = state is AlertState.waiting and row.wrong_answered_at is None
        shown.append(
            {
                "alert_id": str(row.id),
                "series_id": str(row.series_id),
                "version": row.version,
                "appointment_at": stamp(row.planned_at),
                "text": told_words(told, row.zone),
                "told_at": stamp(row.told_at),
                "say_so_before": stamp(row.releases_at) if open_to_answer and row.releases_at else None,
                "state": "sent" if state in (AlertState.released, AlertState.superseded) else state.value,
                "corrects": str(corrected.id) if corrected else None,
                "absence": is_absence(Fact(row.fact)),
                "wrong_said": row.wrong_said_at is not None,
            }
        )
    return shown


def sent_about(at: Access, participant_id: UUID) -> list[dict[str, Any]]:
    """What was sent about a participant, newest first: {on: date, to, text}. For "who can see this" (product F15)."""
    a, o, p = table_of(Alert), table_of(Outcome), table_of(Participant)
    rows = at.session.execute(
        sa.select(a.c.released_at, a.c.fact, a.c.reason_code, o.c.minutes_late, p.c.zone)
        .join(o, o.c.id == a.c.outcome_id)
        .join(p, p.c.id == a.c.participant_id)
        .where(a.c.participant_id == participant_id, a.c.released_at.is_not(None))
        .order_by(a.c.released_at.desc(), a.c.version.desc())
        .limit(200)
    )
    return [
        {
            "on": utc(row.released_at).astimezone(ZoneInfo(row.zone)).date().isoformat(),
            "to": "probation",
            "text": all_words(row.fact, row.minutes_late, row.reason_code),
        }
        for row in rows
    ]
