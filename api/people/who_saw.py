"""Who opened my record: from the audit trail, by role, date and purpose, never by clock time or name (product F15)."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.audit import SYSTEM, AuditEntry, AuditSubject
from api.people.models import Participant, Role
from api.people.place import place_of, said_here
from api.tongue import Both

ROLE_WORDS = {
    Role.clinician: Both("Your clinician or a colleague", "Eich clinigydd neu gydweithiwr"),
    Role.lead: Both("The team's lead", "Arweinydd y tîm"),
    Role.probation: Both("Probation", "Y gwasanaeth prawf"),
    Role.admin: Both("The technical admin", "Staff technegol"),
    Role.auditor: Both("The auditor", "Yr archwilydd"),
}

PURPOSES: dict[str, tuple[Both, Both]] = {
    "participant_read": (
        Both("Your page", "Eich tudalen"),
        Both("to prepare or follow up your sessions", "i baratoi eich sesiynau neu ddilyn i fyny arnynt"),
    ),
    "participant_create": (
        Both("Your first details", "Eich manylion cyntaf"),
        Both("to start your programme", "i ddechrau eich rhaglen"),
    ),
    "suitability_renew": (
        Both("What your orders say of phones", "Beth mae eich gorchmynion yn ei ddweud am ffonau"),
        Both("to see whether you can have the app", "i weld a allwch gael yr ap"),
    ),
    "caseload": (
        Both("Your line in the list of people", "Eich llinell yn y rhestr o bobl"),
        Both("to see who needs something", "i weld pwy sydd angen rhywbeth"),
    ),
    "entry_read": (
        Both("What you logged", "Yr hyn a gofnodoch"),
        Both("to read it and answer", "i'w ddarllen ac ateb"),
    ),
    "quarantine_read": (
        Both("What your phone sent that could not be read", "Yr hyn a anfonodd eich ffôn nad oedd modd ei ddarllen"),
        Both("so that nothing is lost", "fel na chollir dim"),
    ),
    "participant_contact": (
        Both("How you are reminded", "Sut rydych yn cael eich atgoffa"),
        Both("to help you with it", "i'ch helpu gyda hynny"),
    ),
    "item_open": (
        Both("What is opened for you", "Yr hyn sydd wedi'i agor i chi"),
        Both("to open or close something for you", "i agor neu gau rhywbeth i chi"),
    ),
    "patterns_read": (
        Both("Your cards and urges as a picture", "Llun o'ch cardiau a'ch ysfeydd"),
        Both("to prepare your session", "i baratoi eich sesiwn"),
    ),
    "checkins_read": (
        Both("Your check-ins", "Eich cardiau a'ch ffurflenni"),
        Both("to see what is due and what was filled in", "i weld beth sydd i'w lenwi a beth a lenwyd"),
    ),
    "schedule_change": (
        Both("Your check-ins", "Eich cardiau a'ch ffurflenni"),
        Both("to change what is asked for, and when", "i newid beth sy'n cael ei ofyn, a phryd"),
    ),
    "entry_for_participant": (
        Both("A form of yours on paper", "Ffurflen ar bapur gennych chi"),
        Both("to enter it for you", "i'w rhoi i mewn ar eich rhan"),
    ),
    "review_list": (
        Both("The list of what waits to be read", "Y rhestr o'r hyn sy'n aros i'w ddarllen"),
        Both("to see what is due", "i weld beth sydd i'w wneud"),
    ),
    "review_read": (
        Both("One thing you sent", "Un peth a anfonoch"),
        Both("to read it and answer", "i'w ddarllen ac ateb"),
    ),
    "review_close": (Both("Your answer", "Eich ateb"), Both("to write back to you", "i ysgrifennu'n ôl atoch")),
    "attention_list": (
        Both("The list of what needs a person", "Y rhestr o'r hyn sydd angen person"),
        Both("to see who needs something", "i weld pwy sydd angen rhywbeth"),
    ),
    "plan_read": (Both("Your plan", "Eich cynllun"), Both("to work on it with you", "i weithio arno gyda chi")),
    "plan_edit": (Both("Your plan", "Eich cynllun"), Both("to change it with you", "i'w newid gyda chi")),
    "goal_read": (
        Both(
            "Your goals, your week and the help you asked for", "Eich nodau, eich wythnos a'r help y gofynnoch amdano"
        ),
        Both("to see how they are going", "i weld sut maen nhw'n mynd"),
    ),
    "goal_write": (
        Both(
            "Your goals, your week and the help you asked for", "Eich nodau, eich wythnos a'r help y gofynnoch amdano"
        ),
        Both("to write in them with you", "i ysgrifennu ynddynt gyda chi"),
    ),
    "measure_use": (
        Both("Your answers to longer forms", "Eich atebion i ffurflenni hirach"),
        Both("to see how things are with you", "i weld sut mae pethau gyda chi"),
    ),
    "learning_place": (
        Both("Whose law your phone shows", "Pa wlad y mae ei chyfraith ar eich ffôn"),
        Both("to give you the right pages", "i roi'r tudalennau cywir i chi"),
    ),
    "order_read": (Both("Your orders", "Eich gorchmynion"), Both("to explain them to you", "i'w hegluro i chi")),
    "question_answer": (Both("Your questions", "Eich cwestiynau"), Both("to answer them", "i'w hateb")),
    "order_text_propose": (
        Both(
            "The words it proposed for your licence or order",
            "Y geiriau a gynigiodd ar gyfer eich trwydded neu'ch gorchymyn",
        ),
        Both("to tell your clinician what it says", "i ddweud wrth eich clinigydd beth mae'n ei ddweud"),
    ),
    "appointment_list": (
        Both("Your sessions in the calendar", "Eich sesiynau yn y calendr"),
        Both("to keep the calendar", "i gadw'r calendr"),
    ),
    "appointment_read": (
        Both("One of your sessions", "Un o'ch sesiynau"),
        Both("to keep the calendar", "i gadw'r calendr"),
    ),
    "outcome_record": (
        Both("One of your sessions", "Un o'ch sesiynau"),
        Both("to record whether you came", "i gofnodi a ddaethoch"),
    ),
    "alert_read": (Both("What was sent about you", "Beth a anfonwyd amdanoch"), Both("to check it", "i'w wirio")),
    "attendance_list": (
        Both("Your attendance", "A ddaethoch i'ch sesiynau"),
        Both("to supervise your order or licence", "i oruchwylio eich gorchymyn neu'ch trwydded"),
    ),
    "attendance_read": (
        Both("Your attendance", "A ddaethoch i'ch sesiynau"),
        Both("to supervise your order or licence", "i oruchwylio eich gorchymyn neu'ch trwydded"),
    ),
    "attendance_people": (
        Both("Your case reference", "Cyfeirnod eich achos"),
        Both("to supervise your order or licence", "i oruchwylio eich gorchymyn neu'ch trwydded"),
    ),
    "alert_acknowledge": (
        Both("Your attendance", "A ddaethoch i'ch sesiynau"),
        Both("to say that it was read", "i ddweud iddo gael ei ddarllen"),
    ),
    "enforceable_set": (
        Both("One of your sessions", "Un o'ch sesiynau"),
        Both("to say whether it counts for your order", "i ddweud a yw'n cyfrif ar gyfer eich gorchymyn"),
    ),
}
"""audit action → (what was opened, why), in words for the participant. A walk checks that every staff read has some."""


def who_saw(at: Access, limit: int = 100) -> list[dict[str, Any]]:
    """Newest first: {on, role, what, why}, one line for each role, thing, purpose and day, in the language of who asks and as said there."""
    me = at.subject
    zone = ZoneInfo(at.session.get_one(Participant, me).zone)
    _, place = place_of(at)
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
    lines: dict[tuple[Any, str, str, str], dict[str, Any]] = {}
    rows = sorted([*at.session.execute(own), *at.session.execute(listed)], key=lambda row: row[0], reverse=True)
    for seen_at, role, action in rows:
        purpose = PURPOSES.get(action)
        if purpose is None or role not in ROLE_WORDS:
            continue
        on = seen_at.astimezone(zone).date()
        said = (ROLE_WORDS[Role(role)], *purpose)
        who, what, why = (said_here(at, words, place) for words in said)
        lines.setdefault((on, role, what, why), {"on": on, "role": who, "what": what, "why": why})
    return list(lines.values())[:limit]
