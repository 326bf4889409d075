"""The exact words of attendance: what probation reads, what the participant reads, what the recorder is shown before.

A recorded fact and no more: never whether it was allowed, what it means, or what should follow (security 6.3). The
participant's words stay at reading grade 6 or below.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, Outcome
from api.attendance.outcomes import Fact, is_absence
from api.clock import calendar_day, stamp, utc
from api.db import table_of
from api.people.models import Basis, LearningPlace, Participant
from api.people.place import HOME, place_of, said_here
from api.together import Read
from api.tongue import ENGLISH, Both, long_date, minutes

SHOWN_DAYS = timedelta(days=30)
SHOWN_AT_MOST = 20

FACTS: dict[Fact, Both] = {
    Fact.came: Both("Came.", "Daeth."),
    Fact.came_late: Both("Came late.", "Daeth yn hwyr."),
    Fact.came_not_held_by_us: Both(
        "Came. The service could not hold the session.", "Daeth. Ni allai'r gwasanaeth gynnal y sesiwn."
    ),
    Fact.came_not_finished: Both("Came. The session could not go on.", "Daeth. Ni allai'r sesiwn fynd ymlaen."),
    Fact.not_held_by_us: Both(
        "Not held. The service could not hold the session.", "Heb ei chynnal. Ni allai'r gwasanaeth gynnal y sesiwn."
    ),
    Fact.asked_to_move: Both("Did not come. Asked before to move it.", "Ni ddaeth. Gofynnodd ymlaen llaw am ei symud."),
    Fact.could_not_come: Both("Did not come. Said so before.", "Ni ddaeth. Dywedodd hynny ymlaen llaw."),
    Fact.did_not_come: Both("Did not come. No word before.", "Ni ddaeth. Dim gair ymlaen llaw."),
}
"""What goes to probation is the English, word for word. The Welsh stands under it where the participant reads Welsh."""

BASES: dict[Basis, str] = {
    Basis.voluntary: "Voluntary appointment",
    Basis.requirement: "Community order requirement",
    Basis.licence: "Licence condition",
    Basis.spo: "Stalking Protection Order",
    Basis.unknown: "Basis not stated",
}

_LATE = Both("Came, {minutes} late.", "Daeth, {minutes} yn hwyr.")
_REASON = Both("Reason, sent by the person: {why}.", "Rheswm, anfonwyd gan y person: {why}.")
WHYS = {
    "work": Both("work", "gwaith"),
    "health": Both("health", "iechyd"),
    "family": Both("family", "teulu"),
    "travel": Both("travel", "cyrraedd yno"),
    "money": Both("money", "arian"),
    "other_appointment": Both("other appointment", "apwyntiad arall"),
    "forgot": Both("forgot", "anghofio"),
    "did_not_want_to": Both("did not want to", "ddim eisiau"),
    "other": Both("other", "rhywbeth arall"),
}

_TO = Both("probation", "y gwasanaeth prawf")

# What the participant reads. {sent} is what probation reads, word for word; in Welsh it is the end of the page's text, marked as
# English, with its meaning under it.
_YOU_ASKED = Both(
    "You asked us to tell probation why you did not come on {day}. These are the words they got: {sent}",
    "Gofynnoch i ni ddweud wrth y gwasanaeth prawf pam na ddaethoch {day}. Dyma'r geiriau a gawsant, yn Saesneg.",
)
_GOES_WITH_IT = Both(
    " If it goes, this goes with it: {sent}", " Os bydd yn mynd, mae hyn yn mynd gydag ef, yn Saesneg."
)
_WE_TOLD = Both(
    "We told probation how it went on {day}. These are the words they got: {sent}",
    "Rydym wedi dweud wrth y gwasanaeth prawf sut aeth hi {day}. Dyma'r geiriau a gawsant, yn Saesneg.",
)
_PUT_RIGHT = Both(
    "We put right what we told probation about {day}. These are the words they got: {sent}",
    "Rydym wedi cywiro'r hyn a ddywedwyd wrth y gwasanaeth prawf am {day}. Dyma'r geiriau a gawsant, yn Saesneg.",
)
_NEWER = Both(" Newer words have taken their place.", " Mae geiriau newydd wedi cymryd eu lle.")
_SAY_SO = Both(" If that is wrong, say so before {until}.", " Os yw hynny'n anghywir, dywedwch cyn {until}.")
_HELD = Both(
    "You said that what we recorded about {day} is wrong. It will not go while a person looks at it.",
    "Rydych wedi dweud bod yr hyn a gofnodwyd am {day} yn anghywir. Ni fydd yn mynd tra bydd rhywun yn edrych arno.",
)
_TOOK_BACK = Both(
    "We took back what we recorded about {day}. It was not sent.",
    "Rydym wedi tynnu'n ôl yr hyn a gofnodwyd am {day}. Ni chafodd ei anfon.",
)
_WE_RECORDED: dict[Fact, Both] = {
    Fact.asked_to_move: Both(
        "We recorded that you did not come on {day}, and that you asked us before to move it.",
        "Rydym wedi cofnodi na ddaethoch {day}, a'ch bod wedi gofyn i ni ymlaen llaw am ei symud.",
    ),
    Fact.could_not_come: Both(
        "We recorded that you did not come on {day}, and that you told us before.",
        "Rydym wedi cofnodi na ddaethoch {day}, a'ch bod wedi dweud wrthym ymlaen llaw.",
    ),
    Fact.did_not_come: Both("We recorded that you did not come on {day}.", "Rydym wedi cofnodi na ddaethoch {day}."),
}


def fact_words(fact: str, minutes_late: int | None = None) -> str:
    """What probation reads of one record, word for word."""
    return _fact(fact, minutes_late).en


def all_words(fact: str, minutes_late: int | None, reason_code: str | None) -> str:
    """Everything that probation reads of one version, word for word."""
    return _all(fact, minutes_late, reason_code).en


def _fact(fact: str, minutes_late: int | None) -> Both:
    if fact == Fact.came_late and minutes_late:
        return _LATE.filled(minutes=minutes(minutes_late))
    return FACTS[Fact(fact)]


def _reason(reason_code: str) -> Both:
    known = WHYS.get(reason_code)
    return _REASON.filled(why=known or reason_code.replace("_", " "))


def _all(fact: str, minutes_late: int | None, reason_code: str | None) -> Both:
    """What probation reads, and what it means in Welsh."""
    said = _fact(fact, minutes_late)
    if not reason_code:
        return said
    return Both("{fact} {reason}", "{fact} {reason}").filled(fact=said, reason=_reason(reason_code))


def day_words(instant: datetime, zone: str) -> str:
    """A day as people say it: "Thursday 19 November", by the wall clock in `zone`."""
    return _day(instant, zone).en


def _day(instant: datetime, zone: str) -> Both:
    return long_date(calendar_day(instant, zone))


def time_words(instant: datetime, zone: str) -> str:
    """A time of day: "16:20"."""
    return f"{utc(instant).astimezone(ZoneInfo(zone)):%H:%M}"


def moment_words(instant: datetime, seen_at: datetime, zone: str) -> str:
    """A time, with its day where that is not the day of `seen_at`: "16:20", or "10:05 on Friday 20 November"."""
    return _moment(instant, seen_at, zone).en


def _moment(instant: datetime, seen_at: datetime, zone: str) -> Both:
    time = time_words(instant, zone)
    if calendar_day(instant, zone) == calendar_day(seen_at, zone):
        return Both(time, time)
    return Both("{time} on {day}", "{time} {day}").filled(time=time, day=_day(instant, zone))


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


class Words(NamedTuple):
    """What the participant reads of one alert: `text`, and the words that probation reads, where the text names them.

    In English they stand in the text; in Welsh they follow it, with `meaning` under them.
    """

    text: Both
    sent: str
    meaning: str


def told_words(told: Told, zone: str) -> Words:
    """What the participant reads of one alert or record, in the state it is in now."""
    day = _day(told.appointment_at, zone)
    sent = _all(told.fact, told.minutes_late, told.reason_code)
    if told.state is AlertState.stopped:
        return Words(_TOOK_BACK.filled(day=day), "", "")
    if (told.state is AlertState.waiting and told.releases_at) or told.state is AlertState.held:
        if told.state is AlertState.held:
            parts = [_HELD.filled(day=day)]
        else:
            assert told.releases_at is not None
            until = _moment(told.releases_at, told.told_at, zone)
            parts = [_WE_RECORDED[Fact(told.fact)].filled(day=day), _SAY_SO.filled(until=until)]
        why = _reason(told.reason_code) if told.reason_code else Both("", "")
        parts += [_GOES_WITH_IT.filled(sent=why)] if told.reason_code else []
        return Words(_joined(parts), *why)
    if told.state is AlertState.superseded:
        parts = [_WE_TOLD.filled(day=day, sent=sent), _NEWER]
    elif told.reason_only:
        parts = [_YOU_ASKED.filled(day=day, sent=sent)]
    else:
        parts = [(_PUT_RIGHT if told.correction else _WE_TOLD).filled(day=day, sent=sent)]
    return Words(_joined(parts), *sent)


def _joined(parts: list[Both]) -> Both:
    return Both("".join(one.en for one in parts), "".join(one.cy for one in parts))


_A, _V, _O, _P, _L = (table_of(model) for model in (Alert, Appointment, Outcome, Participant, LearningPlace))
_TOLD = (
    sa.select(
        _A.c.id, _A.c.series_id, _A.c.version, _A.c.fact, _A.c.state, _A.c.told_at, _A.c.releases_at,
        _A.c.reason_code, _A.c.outcome_id, _A.c.wrong_said_at, _A.c.wrong_answered_at, _A.c.released_at, _V.c.planned_at, _O.c.minutes_late, _P.c.zone, _L.c.jurisdiction,
    )
    .join(_V, _V.c.id == _A.c.appointment_id)
    .join(_O, _O.c.id == _A.c.outcome_id)
    .join(_P, _P.c.id == _A.c.participant_id)
    .outerjoin(_L, _L.c.participant_id == _A.c.participant_id)
    .where(_A.c.participant_id == sa.bindparam("who"), _A.c.told_at > sa.bindparam("since"))
    .order_by(_A.c.told_at.desc(), _A.c.version.desc())
    .limit(SHOWN_AT_MOST)
)  # fmt: skip


def about_me(at: Access) -> list[dict[str, Any]]:
    """Every word about the participant that went or waits to go to probation: the last 30 days, newest first.

    {alert_id, series_id, version, appointment_at, text, exact: {sent, meaning}|null, told_at, say_so_before|null,
    state: waiting|held|stopped|sent, corrects: alert id|null, absence, wrong_said}. Whoever reads English has the words that probation reads in
    `text`. Whoever reads another language has them as they are in `exact.sent`, and in that language in `exact.meaning`.
    """
    rows = at.rows(about_me_read(at))
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
        said = told_words(told, row.zone)
        exact = said.sent and at.language != ENGLISH
        open_to_answer = state is AlertState.waiting and row.wrong_answered_at is None
        shown.append(
            {
                "alert_id": str(row.id),
                "series_id": str(row.series_id),
                "version": row.version,
                "appointment_at": stamp(row.planned_at),
                "text": said_here(at, said.text, row.jurisdiction or HOME),
                "exact": {"sent": said.sent, "meaning": said.meaning} if exact else None,
                "told_at": stamp(row.told_at),
                "say_so_before": stamp(row.releases_at) if open_to_answer and row.releases_at else None,
                "state": "sent" if state in (AlertState.released, AlertState.superseded) else state.value,
                "corrects": str(corrected.id) if corrected else None,
                "absence": is_absence(Fact(row.fact)),
                "wrong_said": row.wrong_said_at is not None,
            }
        )
    return shown


def about_me_read(at: Access) -> Read:
    """What `about_me` reads."""
    return Read(_TOLD, {"who": at.subject, "since": at.now - SHOWN_DAYS})


def sent_about(at: Access, participant_id: UUID) -> list[dict[str, Any]]:
    """What was sent about a participant, newest first: {on: date, to, text, meaning|null}. For "who can see this" (product F15).

    `text` is word for word what went; `meaning` the same in the language of who asks, where that is not English.
    """
    _, place = place_of(at)
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
            "on": calendar_day(row.released_at, row.zone).isoformat(),
            "to": said_here(at, _TO, place),
            "text": sent.en,
            "meaning": None if at.language == ENGLISH else sent.of(at.language),
        }
        for row, sent in ((row, _all(row.fact, row.minutes_late, row.reason_code)) for row in rows)
    ]
