"""Who opened my record: from the audit trail, by role, date and purpose, never by clock time or name (product F15)."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.audit import SYSTEM, AuditEntry, AuditSubject
from api.people.models import Participant, Role

ROLE_WORDS = {
    Role.clinician: "Your clinician or a colleague",
    Role.lead: "The team's lead",
    Role.probation: "Probation",
    Role.admin: "The technical admin",
    Role.auditor: "The auditor",
}

PURPOSES: dict[str, tuple[str, str]] = {
    "participant_read": ("Your page", "to prepare or follow up your sessions"),
    "participant_create": ("Your first details", "to start your programme"),
    "suitability_renew": ("What your orders say of phones", "to see whether you can have the app"),
    "caseload": ("Your line in the list of people", "to see who needs something"),
    "entry_read": ("What you logged", "to read it and answer"),
    "quarantine_read": ("What your phone sent that could not be read", "so that nothing is lost"),
    "participant_contact": ("How you are reminded", "to help you with it"),
    "item_open": ("What is opened for you", "to open or close something for you"),
    "patterns_read": ("Your cards and urges as a picture", "to prepare your session"),
    "checkins_read": ("Your check-ins", "to see what is due and what was filled in"),
    "schedule_change": ("Your check-ins", "to change what is asked for, and when"),
    "entry_for_participant": ("A form of yours on paper", "to enter it for you"),
    "review_list": ("The list of what waits to be read", "to see what is due"),
    "review_read": ("One thing you sent", "to read it and answer"),
    "review_close": ("Your answer", "to write back to you"),
    "attention_list": ("The list of what needs a person", "to see who needs something"),
    "plan_read": ("Your plan", "to work on it with you"),
    "plan_edit": ("Your plan", "to change it with you"),
    "goal_read": ("Your goals, your week and the help you asked for", "to work on them with you"),
    "goal_write": ("Your goals, your week and the help you asked for", "to work on them with you"),
    "measure_use": ("Your answers to longer forms", "to see how things are with you"),
    "learning_place": ("Whose law your phone shows", "to give you the right pages"),
    "order_read": ("Your orders", "to explain them to you"),
    "question_answer": ("Your questions", "to answer them"),
    "order_text_propose": ("The words it proposed for your licence or order", "to tell your clinician what it says"),
    "appointment_list": ("Your sessions in the calendar", "to keep the calendar"),
    "appointment_read": ("One of your sessions", "to keep the calendar"),
    "outcome_record": ("One of your sessions", "to record whether you came"),
    "alert_read": ("What was sent about you", "to check it"),
    "attendance_list": ("Your attendance", "to supervise your order or licence"),
    "attendance_read": ("Your attendance", "to supervise your order or licence"),
    "attendance_people": ("Your case reference", "to supervise your order or licence"),
    "alert_acknowledge": ("Your attendance", "to say that it was read"),
    "enforceable_set": ("One of your sessions", "to say whether it counts for your order"),
}
"""audit action → (what was opened, why), in words for the participant. A walk checks that every staff read has some."""


def who_saw(at: Access, limit: int = 100) -> list[dict[str, Any]]:
    """Newest first: {on, role, what, why}, one line for each role, thing and day."""
    me = at.subject
    zone = ZoneInfo(at.session.get_one(Participant, me).zone)
    staff = list(ROLE_WORDS)
    own = (
        sa.select(col(AuditEntry.at), col(AuditEntry.role), col(AuditEntry.action))
        .where(col(AuditEntry.participant_id) == me, col(AuditEntry.role).in_(staff), col(AuditEntry.outcome) == "done")
        .order_by(col(AuditEntry.at).desc())
        .limit(1000)
    )
    listed = (
        sa.select(col(AuditEntry.at), col(AuditEntry.role), col(AuditEntry.action))
        .join(AuditSubject, col(AuditSubject.seq) == col(AuditEntry.seq))
        .where(col(AuditEntry.chain) == SYSTEM, col(AuditSubject.participant_id) == me)
        .order_by(col(AuditEntry.at).desc())
        .limit(1000)
    )
    lines: dict[tuple[Any, str, str], dict[str, Any]] = {}
    rows = sorted([*at.session.execute(own), *at.session.execute(listed)], key=lambda row: row[0], reverse=True)
    for seen_at, role, action in rows:
        purpose = PURPOSES.get(action)
        if purpose is None or role not in ROLE_WORDS:
            continue
        on = seen_at.astimezone(zone).date()
        lines.setdefault(
            (on, role, purpose[0]), {"on": on, "role": ROLE_WORDS[Role(role)], "what": purpose[0], "why": purpose[1]}
        )
    return list(lines.values())[:limit]
