"""Who needs what, and why: the caseload page, worded from one row a participant.

The order can be made again from what each row prints: urgent facts first, the oldest first; then what is late, the latest
first; then what is due, the soonest first; then names. There is no score.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import AppointmentMode
from api.clock import add_working_days, utc
from api.db import table_of
from api.goals.models import NEED_IDLE_AFTER
from api.goals.wording import NEED_KIND
from api.oversight.caseload import BAND_ORDER, NEED_OPEN
from api.oversight.due import TIER_DAYS, overdue, said_due
from api.oversight.models import Band, CaseloadRow
from api.oversight.moments import Say
from api.oversight.rules import QUIET_AFTER, RULES, main_words, more_words
from api.people.models import Assignment, Device, Mode, Participant, ParticipantState, Phase, Programme
from api.vault import Box

View = Literal["mine", "team", "paused", "ended"]
APART = (ParticipantState.paused, ParticipantState.ended)
"""Who has a list of their own."""
ORDER = "Urgent facts, then what is late, then what is due first."

PHASES = {
    Phase.settling: "Settling in",
    Phase.working: "Working",
    Phase.rehearsing: "Rehearsing",
    Phase.stepping_down: "Stepping down",
}
MODES = {
    AppointmentMode.phone: "phone",
    AppointmentMode.video: "video",
    AppointmentMode.room: "room",
    AppointmentMode.other: "elsewhere",
}
REVIEWS = {
    "review_urge": "Strong urge",
    "review_acted": "Acted on an urge",
    "review_near_miss": "Near miss",
    "review_not_safe": "Did not feel safe",
    "review_call": "Asked for a call",
    "review_that_is_wrong": "Said an absence is wrong",
    "review_chain": "Step by step, to read",
    "review_absence_reason": "Said why they did not come",
    "review_stop_request": "Asks to stop",
    "review_dispute": "Says a record is wrong",
    "review_complaint": "Complaint about data",
    "review_copy_request": "Asks for a copy",
    "review_quarantine": "Something that could not be read",
    "review_missed": "Missed a check-in",
    "review_question": "Asked a question",
    "review_plan_answer": "Wrote about the plan",
    "review_plan_draft": "Changes to the plan, proposed",
}
_SHOWN = ("participant_id", "line", "status", "mode", "group", "reasons", "quiet", "yours", "next_session")

UNSAID = {"alert_waiting", "quiet_answered", "quiet"}
"""Facts of the row that are no chip: what goes by itself, what a person answered, and what the clock says better."""


@dataclass(slots=True)
class Seen:
    """One participant's row as it stands now."""

    reasons: list[dict[str, Any]] = field(default_factory=list)
    due: list[tuple[datetime, str, bool]] = field(default_factory=list)
    """(when, verb, whether it can be late)"""

    @property
    def urgent_since(self) -> str | None:
        return min((r["at"] or "" for r in self.reasons if r["band"] == Band.urgent), default=None)

    def yours(self, say: Say) -> dict[str, Any] | None:
        """What is the reader's to do next: {text, due_at, late}."""
        if not self.due:
            return None
        when, verb, can_be_late = min(self.due, key=lambda one: one[0])
        if not can_be_late:
            return {"text": f"{verb} {say.moment(when)}", "due_at": when, "late": False}
        return {"text": said_due(verb, when, say), "due_at": when, "late": overdue(when, say.now)}


def page(at: Access, view: View) -> dict[str, Any]:
    """The caseload: {as_of, order, counts, rows}. Three or four queries, whatever the number of participants.

    Somebody paused, or whose programme has ended, who has something waiting today also stands in `mine` and `team`: nobody may
    be missed for a tab. All who have ended, more with each year, are read for their own list alone.
    """
    rows_read = _rows(at, ended=view == "ended")
    found = [_line(at, row, say) for row, say in ((row, Say(at.now, row.zone)) for row in rows_read)]
    lists: dict[View, list[dict[str, Any]]] = {
        "mine": [line for line in found if line["mine"] and _shown(line)],
        "team": [line for line in found if _shown(line)],
        "paused": [line for line in found if line["status"] == ParticipantState.paused],
        "ended": [line for line in found if line["status"] == ParticipantState.ended],
    }
    rows = lists[view]
    boxes = at.boxes([line["participant_id"] for line in rows])
    named = [(line, _name(boxes.get(line["participant_id"]), line)) for line in rows]
    named.sort(key=lambda one: (*one[0]["place"], one[1], str(one[0]["participant_id"])))
    rows = [{"name": name} | {key: line[key] for key in _SHOWN} for line, name in named]
    at.listed("caseload", [line["participant_id"] for line in rows])
    counts = {name: len(lines) for name, lines in lists.items()} | {"ended": _ended(at)}
    return {"as_of": at.now, "order": ORDER, "counts": counts, "rows": rows}


def one(at: Access, participant_id: UUID) -> dict[str, Any]:
    """What the head of a participant's page says from the row: reasons, open_reviews, next_session, session_number, quiet."""
    row = next(iter(_rows(at, participant_id)))
    line = _line(at, row, Say(at.now, row.zone))
    # A week of cards that still runs is open, and nobody's to read yet.
    weeks = [reason for reason in row.reasons or [] if reason["code"] == "cards_to_read"]
    running = sum(utc(datetime.fromisoformat(week["at"])) > at.now for week in weeks)
    return {
        "reasons": line["reasons"],
        "open_reviews": (row.unread_reviews or 0) - running,
        "next_session": line["next_session"],
        "session_number": (row.sessions_held or 0) + 1,
    }


def _shown(line: dict[str, Any]) -> bool:
    return bool(line["status"] not in APART or line["group"] == "today")


def _ended(at: Access) -> int:
    """How many in reach have ended."""
    p, reach = table_of(Participant), at.reach().subquery()
    found: int = at.session.execute(
        sa.select(sa.func.count()).where(p.c.id.in_(sa.select(reach.c[0])), p.c.state == ParticipantState.ended)
    ).scalar_one()
    return found


def _rows(at: Access, participant_id: UUID | None = None, *, ended: bool = False) -> list[Any]:
    """The row of everybody in reach (or of one), with what names it; those never heard from with the day they enrolled.

    Of those who have ended only those of whom something waits, or all with `ended`.
    """
    c, p, g, a, d = (table_of(model) for model in (CaseloadRow, Participant, Programme, Assignment, Device))
    mine = sa.exists().where(
        a.c.participant_id == p.c.id, a.c.user_id == (at.who.id if at.who else None), a.c.ended_at.is_(None)
    )
    enrolled = (
        sa.select(d.c.enrolled_at)
        .where(d.c.participant_id == p.c.id)
        .order_by(d.c.enrolled_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            p.c.id, p.c.first_name, p.c.last_name, p.c.state, p.c.mode, p.c.phase, p.c.zone, p.c.tier,
            g.c.planned_sessions, c.c.reasons, c.c.unread_reviews, c.c.next_due_at, c.c.next_due_kind,
            c.c.next_session_at, c.c.next_session_mode, c.c.sessions_held, c.c.last_entry_at, c.c.cards_in_week,
            c.c.last_card_on, mine.label("mine"),
            sa.case((c.c.last_entry_at.is_(None), enrolled)).label("enrolled_at"),
        )
        .outerjoin(c, c.c.participant_id == p.c.id)
        .outerjoin(g, g.c.participant_id == p.c.id)
    )  # fmt: skip
    if participant_id is not None:
        return list(at.session.execute(query.where(p.c.id == participant_id)))
    reach = at.reach().subquery()
    query = query.where(p.c.id.in_(sa.select(reach.c[0])))
    if not ended:
        waits = sa.or_(c.c.unread_reviews > 0, c.c.next_due_at.is_not(None))
        query = query.where(sa.or_(p.c.state != ParticipantState.ended, waits))
    return list(at.session.execute(query))


def _line(at: Access, row: Any, say: Say) -> dict[str, Any]:
    seen = _see(row, say)
    yours = seen.yours(say)
    due_at = yours["due_at"] if yours else None
    urgent = seen.urgent_since
    late = bool(yours and yours["late"])
    today = due_at is not None and say.wall(due_at).date() <= say.today
    if urgent is not None or late or today:
        group = "today"
    elif due_at is not None or any(reason["band"] != Band.info for reason in seen.reasons):
        group = "week"
    else:
        group = "nothing"
    if urgent is not None:
        place: tuple[int, str] = (0, urgent)
    elif due_at is not None:
        place = (1 if late else 2, due_at.isoformat())
    else:
        place = (3, "")
    coming = row.next_session_at if row.next_session_at and row.next_session_at > say.now else None
    how = AppointmentMode(row.next_session_mode) if row.next_session_mode else None
    return {
        "participant_id": row.id,
        "line": _standing(row),
        "status": row.state,
        "mode": row.mode,
        "group": group,
        "reasons": seen.reasons,
        "quiet": None if seen.reasons else _quiet_line(row, say),
        "yours": yours,
        "next_session": (
            {
                "planned_at": coming,
                "mode": how,
                "text": f"{say.day(coming)}, {say.clock(coming)}" + (f", {MODES[how]}" if how else ""),
            }
            if coming
            else None
        ),
        "mine": row.mine,
        "place": place,
        "sealed": (row.first_name, row.last_name),
    }


def _see(row: Any, say: Say) -> Seen:
    """The row's facts in words, and what is due, by the clock as it is now."""
    seen = Seen()
    stored: list[dict[str, Any]] = row.reasons or []
    by_code: dict[str, list[dict[str, Any]]] = {}
    for reason in stored:
        by_code.setdefault(reason["code"], []).append(reason)
    for code, facts in by_code.items():
        if code == "cards_to_read":
            _see_cards(seen, facts, say)
        elif code == "alert_waiting":
            when = utc(datetime.fromisoformat(facts[0]["at"]))
            if when > say.now:
                seen.due.append((when, "Alert goes", False))
        elif code == NEED_OPEN:
            _see_needs(seen, facts[0], say)
        elif code not in UNSAID:
            _see_facts(seen, code, facts, say)
    _see_silence(seen, row, by_code, say)
    if row.next_due_at is not None:
        kind = row.next_due_kind or ""
        verb = "Call" if kind == "review_call" else RULES[kind].verb if kind in RULES else "Review"
        seen.due.append((row.next_due_at, verb, True))
    seen.reasons.sort(key=lambda one: (-BAND_ORDER[one["band"]], one["at"] or ""))
    return seen


def _see_facts(seen: Seen, code: str, facts: list[dict[str, Any]], say: Say) -> None:
    """One chip for a rule's open items (oldest first), and one for each thing that stands beside them."""
    first = facts[0]
    band = max((Band(fact["band"]) for fact in facts), key=BAND_ORDER.__getitem__)
    if code == "talk_about":
        n = first["n"]
        _chip(seen, band, code, "Wants to talk about it" if n == 1 else f"Wants to talk about {n} things", first["at"])
    elif code in REVIEWS:
        urge = first.get("urge")
        words = f"Urge {urge} of 10" if urge is not None else REVIEWS[code]
        _chip(seen, band, code, f"{words}, {say.moment(first['at'])}", first["at"])
        if len(facts) > 1:
            _chip(seen, Band.info, code, f"{len(facts) - 1} more to read", first["at"])
    else:
        _chip(seen, band, code, main_words(code, first, len(facts), say), first["at"])
        said = {chip for fact in facts for chip in more_words(code, fact, say)} if len(facts) == 1 else set()
        for chip in sorted(said, key=lambda one: (-BAND_ORDER[one.band], one.text)):
            _chip(seen, chip.band, code, chip.text, first["at"])
    if any(fact.get("with_lead") for fact in facts):
        _chip(seen, Band.info, "with_lead", "With the lead", first["at"])


def _see_cards(seen: Seen, weeks: list[dict[str, Any]], say: Say) -> None:
    """Weeks of cards that are over, to be read. A week that still runs is nobody's to do yet."""
    over = [week for week in weeks if utc(datetime.fromisoformat(week["at"])) <= say.now]
    for week in over:
        seen.due.append((utc(datetime.fromisoformat(week["due"])), "Read cards", True))
    if over:
        monday = datetime.fromisoformat(over[0]["week"]).date()
        words = f"Cards to read, {say.days(monday, monday + timedelta(days=6))}"
        _chip(seen, Band.info, "cards_to_read", words, over[0]["at"])
        if len(over) > 1:
            more = len(over) - 1
            _chip(
                seen, Band.info, "cards_to_read", f"{more} more week{'s' if more > 1 else ''} of cards", over[1]["at"]
            )


def _see_needs(seen: Seen, fact: dict[str, Any], say: Say) -> None:
    """Help that was asked for two weeks ago and has had no step: by the clock, whether or not a job has run."""
    for kind, since in fact["waits"]:
        if say.now - utc(datetime.fromisoformat(since)) >= NEED_IDLE_AFTER:
            words = f"Help asked for, {NEED_KIND.get(kind, kind).lower()}: no step since {say.day(since)}"
            _chip(seen, Band.info, NEED_OPEN, words, since)


def _see_silence(seen: Seen, row: Any, by_code: dict[str, list[dict[str, Any]]], say: Say) -> None:
    """Nothing for 7 days, by the clock: true at the minute, whether or not a job has run."""
    since = row.last_entry_at or row.enrolled_at
    if since is None or row.state != ParticipantState.active or row.mode != Mode.phone:
        return
    since = utc(since)
    answered = by_code.get("quiet_answered")
    from_then = max(since, utc(datetime.fromisoformat(answered[0]["at"]))) if answered else since
    if say.now - from_then < QUIET_AFTER:
        return
    rule, facts = RULES["quiet"], {"at": since.isoformat(), "cards": row.cards_in_week}
    _chip(seen, rule.band, rule.id, rule.words(facts, say), facts["at"])
    for chip in rule.more(facts, say):
        _chip(seen, chip.band, rule.id, chip.text, facts["at"])
    if "quiet" not in by_code:
        seen.due.append((add_working_days(from_then + QUIET_AFTER, TIER_DAYS[row.tier], say.zone), rule.verb, True))


def _chip(seen: Seen, band: Band, code: str, text: str, when: str | None) -> None:
    seen.reasons.append({"band": band, "code": code, "text": text, "at": when})


def _standing(row: Any) -> str:
    """ "Working, session 6 of 12" """
    phase = PHASES[Phase(row.phase)]
    if row.state == ParticipantState.ended:
        of = f" of {row.planned_sessions}" if row.planned_sessions is not None else ""
        return f"Ended, {row.sessions_held or 0}{of} sessions held"
    if row.state == ParticipantState.invited and row.mode == Mode.phone:
        return f"{phase}, not on a phone yet"
    if row.mode == Mode.paper:
        return f"{phase}, on paper"
    held, planned = row.sessions_held or 0, row.planned_sessions
    if planned is None:
        return phase
    return f"{phase}, session {held + 1} of {planned}" if held < planned else f"{phase}, {held} sessions held"


def _quiet_line(row: Any, say: Say) -> str | None:
    """What is known of somebody with nothing waiting."""
    if row.last_card_on is not None and (say.today - row.last_card_on).days <= 7:
        n = row.cards_in_week
        return f"{n} daily card{'' if n == 1 else 's'} in a week, the last {say.day(row.last_card_on)}"
    if row.last_entry_at is not None:
        return f"Last wrote {say.moment(row.last_entry_at)}"
    return None


def _name(box: Box | None, line: dict[str, Any]) -> str:
    """First and last name; or that they were erased."""
    if box is None:
        return "Erased"
    sealed = zip(("first_name", "last_name"), line["sealed"], strict=True)
    return " ".join(box.open("participant", column, line["participant_id"], value).decode() for column, value in sealed)
