"""One review as it is read: what was sent, in words, with later changes laid over it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, Appointment, AppointmentMode, Outcome
from api.attendance.words import fact_words
from api.checkins.due import names_for
from api.checkins.models import Occurrence
from api.checkins.wording import FORM, NO_NAMES, Names
from api.coping.actions import current_plan
from api.db import table_of
from api.journal import guard, wording
from api.journal.models import Entry, Kind
from api.journal.own import amendments, merged
from api.journal.revisions import Revision, laid_over, revisions
from api.journal.said import Fields
from api.journal.upgrades import opened
from api.learning.pieces import Form
from api.oversight import reviews
from api.oversight.models import CaseloadRow, Review, ReviewKind
from api.oversight.moments import Say
from api.oversight.one_event import told_also
from api.oversight.plan_answers import proposed_by
from api.oversight.waiting import MODES
from api.people.models import Team, User
from api.people.records import names_of

IN_THEIR_WORDS = "In their words"
SAME_NIGHT = timedelta(hours=12)
CLOCK_OFF = 300
"""Seconds by which a phone's clock may be off before a reader is told (security 5.8)."""

HELPED = {"yes": "it helped", "a_bit": "it helped a bit", "no": "it did not help"}
CALL_NOW = {ReviewKind.acted, ReviewKind.near_miss, ReviewKind.not_safe}


def read(at: Access, review_id: UUID) -> dict[str, Any]:
    """A review with what was sent. A fixed number of queries, however much was changed later."""
    row = reviews.found(at, review_id)
    say = Say(at.now, row.zone)
    duty_phone = at.session.execute(
        sa.select(table_of(Team).c.duty_phone).where(table_of(Team).c.id == row.team_id)
    ).scalar_one()
    cards: list[list[dict[str, str]]] = []
    if row.kind == ReviewKind.week:
        fields, words, notices, cards = _week(at, row, say)
        changed: list[dict[str, Any]] = []
        trigger = None
    elif row.kind == ReviewKind.missed and row.entry_id is None:
        fields, words, notices, changed, trigger = _missed(at, row, say), None, [], [], None
    else:
        fields, words, notices, changed, trigger = _entry(at, row, say)
    if row.kind in CALL_NOW:
        notices.append(f"If someone may be at risk, use the team process now, by phone: {duty_phone}.")
    queue = reviews.queue(at)
    n = queue.index(row.id) if row.id in queue else None
    following = [one for one in (queue if n is None else queue[n + 1 :] + queue[:n]) if one != row.id]
    box = at.box(row.participant_id)
    return {
        **reviews.item(at, row, names_of(at, [row.participant_id])[row.participant_id]),
        "fields": [{"label": label, "value": value} for label, value in fields],
        "cards": cards,
        "words": words,
        "entry_id": row.entry_id,
        "question_id": row.entry_id if row.kind == ReviewKind.question and row.entry_kind == Kind.question else None,
        "notices": notices,
        "changed": changed,
        "trigger": trigger,
        "next_session": _next_session(at, row.participant_id, say),
        "reply_limit": reviews.REPLY_LIMIT,
        "duty_phone": duty_phone,
        "position": None if n is None else {"n": n + 1, "of": len(queue)},
        "next_id": following[0] if following else None,
        "outcome": row.outcome,
        "reply": box.open_text("review", "reply", row.id, row.reply),
        "reason": box.open_text("review", "reason", row.id, row.reason),
        "bring_next_session": row.bring_next_session,
        "closed_at": row.closed_at,
        "plan_version": proposed_by(at, row.participant_id) if row.kind == ReviewKind.plan_draft else None,
    }


def form_of(at: Access, body: dict[str, Any]) -> tuple[Form | None, Fields]:
    """The form that was answered, in the version that was answered, if the content has it; and what a reader is told of an older one."""
    catalogue, form_id = at.service.catalogue, str(body.get("form_id"))
    form: Form | None = catalogue.answered_form(form_id, int(body.get("form_version") or 0))
    if form is None or form.version != body.get("form_version"):
        return form, []
    now = catalogue.form(form_id).version if catalogue.has_form(form_id) else None
    if now in (None, form.version):
        return form, []
    return form, [("Form", f"Version {form.version}, shown in its own words. Version {now} is asked now")]


def whole_card(at: Access, body: dict[str, Any], zone: str, names: Names) -> list[dict[str, str]]:
    """Every answer of a form that was filled in, as a review of it alone says them: to the clinician's own questions as well."""
    form, version = form_of(at, body) if "form_id" in body else (None, [])
    said = wording.fields(Kind.checkin, body, form, zone, names, older=bool(version)) + version
    return [{"label": label, "value": value} for label, value in said]


def _entry(at: Access, row: Any, say: Say) -> tuple[Fields, str | None, list[str], list[dict[str, Any]], str | None]:
    e = table_of(Entry)
    entry = at.session.execute(sa.select(e).where(e.c.id == row.entry_id)).first()
    if entry is None:
        return [], None, [], [], None
    box = at.box(row.participant_id)
    first = json.loads(opened(box, entry))
    changes = revisions(at, box, [entry.id]).get(entry.id, [])
    body = first
    for change in changes:
        body = laid_over(body, change.fields)
    form, version = form_of(at, body) if "form_id" in body else (None, [])
    names = names_for(at, entry.participant_id) if body.get("targets") or body.get("extra") else NO_NAMES
    said = wording.fields(entry.kind, body, form, row.zone, names, older=bool(version))
    fields = _rules_named(at, body, [one for one in said if one[0] != IN_THEIR_WORDS]) + version
    text = body.get("text") or (body.get("answers") or {}).get("line")
    again, told_ids = _told_also(at, entry, row.zone, say)
    fields = _record(at, body, say) + fields + again + _same_night(at, entry, told_ids)
    notices = guard.notices(guard.marked(" ".join([text or "", *(value for _, value in again)])))
    if entry.entered_for is not None:
        u = table_of(User)
        by = at.session.execute(sa.select(u.c.first_name).where(u.c.id == entry.entered_for)).scalar_one()
        notices.append(f"Keyed in from paper by {by}, {say.day(entry.received_at)}.")
    if changes:
        notices.append(
            "Changed by the person after it was first sent. You see the newest answers, and below what was there."
        )
    if entry.withdrawn:
        notices.append("Withdrawn by the participant. It stays here, and what it raised stays open.")
    if entry.late:
        notices.append(f"Saved on the phone {say.moment(entry.made_at)}. Reached us {say.moment(entry.received_at)}.")
    if abs(entry.clock_offset_seconds) > CLOCK_OFF:
        minutes = round(abs(entry.clock_offset_seconds) / 60)
        notices.append(f"The phone's clock was {minutes} minutes off. Times are as the person gave them.")
    told = _changed(entry.kind, first, changes, form, names, say, older=bool(version))
    return fields, text, notices, told, _set_off(body)


def _rules_named(at: Access, body: dict[str, Any], fields: Fields) -> Fields:
    """The same, with the rules that were used in words: by their "if", as the plan that is agreed has them."""
    used = body.get("rules") or []
    if not used:
        return fields
    plan = current_plan(at)
    known = (
        {str(rule["id"]): f"If {rule['when'].removeprefix('If ').removeprefix('if ')}" for rule in plan["rules"]}
        if plan
        else {}
    )
    said = [
        known.get(str(one["id"]), "A rule that is not in the plan now")
        + (f": {HELPED[one['helped']]}" if one.get("helped") in HELPED else "")
        for one in used
    ]
    return [(label, ". ".join(said) if label == "Rules of the plan used" else value) for label, value in fields]


def _set_off(body: dict[str, Any]) -> str | None:
    """The code of what set it off, the first where a log names several. None for an answer in a shape that no form asks for."""
    [first, *_] = body.get("triggers") or [(body.get("answers") or {}).get("prompt")]
    return first if isinstance(first, str) and first in wording.TRIGGERS else None


def _told_also(at: Access, entry: Any, zone: str, say: Say) -> tuple[Fields, list[UUID]]:
    """The pause that a log was made from, or the log made from a pause: all of it, each line named for where it was said."""
    ids = [UUID(one) for one in told_also(at, [entry.id]).get(str(entry.id), [])]
    if not ids:
        return [], []
    e = table_of(Entry)
    box = at.box(entry.participant_id)
    changes = amendments(at, box, ids)
    fields: Fields = []
    for other in at.session.execute(sa.select(e).where(e.c.id.in_(ids)).order_by(e.c.received_at, e.c.id)).all():
        plain = opened(box, other)
        body = json.loads(merged(plain, changes[other.id]) if other.id in changes else plain)
        where = "In the pause" if other.kind == Kind.urge else "In the log"
        fields.append((where, f"Sent as well, about the same time. Reached us {say.moment(other.received_at)}"))
        fields += [(f"{where}: {label}", value) for label, value in wording.fields(other.kind, body, None, zone)]
    return fields, ids


def _record(at: Access, body: dict[str, Any], say: Say) -> Fields:
    """Of which session's record something is said, and what stands there; nothing for what names no record."""
    try:
        alert_id = UUID(str(body["alert_id"]))
    except (KeyError, ValueError):
        return []
    a, v, o = table_of(Alert), table_of(Appointment), table_of(Outcome)
    row = at.session.execute(
        sa.select(v.c.number, v.c.planned_at, a.c.fact, o.c.minutes_late)
        .join(v, v.c.id == a.c.appointment_id)
        .join(o, o.c.id == a.c.outcome_id)
        .where(a.c.id == alert_id, a.c.participant_id == at.subject)
    ).first()
    if row is None:
        return []
    return [("Record", f"Session {row.number}, {say.moment(row.planned_at)}. {fact_words(row.fact, row.minutes_late)}")]


def _changed(
    kind: str, first: dict[str, Any], changes: list[Revision], form: Form | None, names: Names, say: Say, *, older: bool
) -> list[dict[str, Any]]:
    """What each later change changed, in words: {at, lines: ["How strong: 6 of 10. Before: 8 of 10."]}; oldest first."""
    told = []
    body = first
    for change in changes:
        before, after = body, laid_over(body, change.fields)
        was, now = (dict(wording.fields(kind, one, form, say.zone, names, older=older)) for one in (before, after))
        lines = [
            f"{label}: {now.get(label, 'taken out')}. Before: {was.get(label, 'nothing')}."
            for label in dict.fromkeys([*was, *now])
            if was.get(label) != now.get(label)
        ]
        if lines:
            told.append({"at": change.at, "text": f"Changed {say.moment(change.at)}", "lines": lines})
        body = after
    return told


def _missed(at: Access, row: Any, say: Say) -> Fields:
    """Of a missed check-in: which it was, and how the ones before it went."""
    o = table_of(Occurrence)
    missed = at.session.execute(sa.select(o).where(o.c.id == UUID(row.subject))).first()
    if missed is None:
        return []
    before = at.session.execute(
        sa.select(o.c.due_on, o.c.state, o.c.on_time)
        .where(
            o.c.participant_id == row.participant_id, o.c.form_id == missed.form_id, o.c.closes_at < missed.closes_at,
            o.c.state != "cancelled",
        )
        .order_by(o.c.closes_at.desc())
        .limit(7)
    ).all()  # fmt: skip
    said = {"submitted": "filled in", "missed": "missed", "excused": "excused", "open": "open", "planned": "open"}
    past = ", ".join(f"{say.day(one.due_on)} {said[one.state]}" for one in before)
    return [
        ("Form", FORM.get(missed.form_id, "Check-in")),
        ("Due", say.day(missed.due_on)),
        ("Open", f"{say.moment(missed.opens_at)} to {say.moment(missed.closes_at)}"),
        ("Those before it", past or "None"),
        ("They said", "Nothing about it yet"),
    ]


def _same_night(at: Access, entry: Any, told: list[UUID]) -> Fields:
    """What else was sent within twelve hours, by its heading."""
    e = table_of(Entry)
    others = at.session.execute(
        sa.select(e.c.kind, e.c.detail, e.c.intensity)
        .where(
            e.c.participant_id == entry.participant_id,
            e.c.id.not_in([entry.id, *told]),
            e.c.kind.not_in([Kind.amend, Kind.that_is_wrong, Kind.withdraw]),
            e.c.withdrawn.is_(False),
            e.c.happened_at.between(entry.happened_at - SAME_NIGHT, entry.happened_at + SAME_NIGHT),
        )
        .order_by(e.c.happened_at, e.c.id)
        .limit(10)
    ).all()
    said = [
        wording.title(one.kind, {"kind": one.detail, "form_id": one.detail})
        + (f" {one.intensity}" if one.intensity is not None else "")
        for one in others
    ]
    return [("Same day or night", ", ".join(said))] if said else []


def _week(at: Access, row: Any, say: Say) -> tuple[Fields, str | None, list[str], list[list[dict[str, str]]]]:
    """A week's cards, one line a day, and every answer of each; of a later round, those that came since it was closed."""
    e, r = table_of(Entry), table_of(Review)
    monday = datetime.fromisoformat(row.subject[:10]).date()
    since = at.session.execute(
        sa.select(sa.func.max(r.c.closed_at)).where(
            r.c.participant_id == row.participant_id,
            r.c.kind == ReviewKind.week,
            sa.func.substr(r.c.subject, 1, 10) == monday.isoformat(),
            r.c.raised_at < row.raised_at,
        )
    ).scalar_one()
    cards = at.session.execute(
        sa.select(e)
        .where(
            e.c.participant_id == row.participant_id,
            e.c.kind == Kind.checkin,
            e.c.local_date.between(monday, monday + timedelta(days=6)),
            *([e.c.received_at > since] if since else []),
        )
        .order_by(e.c.local_date, e.c.received_at, e.c.id)
    ).all()
    box = at.box(row.participant_id)
    changes = amendments(at, box, [card.id for card in cards]) if cards else {}
    names = names_for(at, row.participant_id) if cards else NO_NAMES
    fields: Fields = []
    ids: list[str] = []
    whole = []
    for card in cards:
        plain = opened(box, card)
        body = json.loads(merged(plain, changes[card.id]) if card.id in changes else plain)
        answers = whole_card(at, body, row.zone, names)
        # Taking back hides; that there was one, and what its line says, is still to be read.
        whole.append([] if card.withdrawn else answers)
        ids += guard.marked(" ".join(one["value"] for one in answers))
        late = f" Reached us {say.moment(card.received_at)}." if card.late else ""
        back = " Withdrawn by the participant." if card.withdrawn else ""
        form = "" if card.detail is None else f", {FORM.get(card.detail, 'check-in').lower()}"
        fields.append((say.day(card.local_date) + form, " ".join(wording.lines(card.kind, body)) + late + back))
    sent = {card.local_date for card in cards if card.detail is None}
    if not since:
        missing = [say.day(day) for n in range(7) if (day := monday + timedelta(days=n)) not in sent]
        if missing:
            fields.append(("No card", ", ".join(missing)))
    return fields, None, guard.notices(ids), whole


def _next_session(at: Access, participant_id: UUID, say: Say) -> dict[str, Any] | None:
    c = table_of(CaseloadRow)
    row = at.session.execute(
        sa.select(c.c.next_session_at, c.c.next_session_mode).where(c.c.participant_id == participant_id)
    ).first()
    if row is None or row.next_session_at is None or row.next_session_at <= at.now:
        return None
    how = AppointmentMode(row.next_session_mode)
    return {
        "planned_at": row.next_session_at,
        "mode": how,
        "text": f"{say.day(row.next_session_at)}, {say.clock(row.next_session_at)}, {MODES[how]}",
    }
