"""How a phone comes in: a one-time code, the points read and confirmed, a PIN; and how it is unlocked afterwards."""

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import segno
import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.clock import ZONES, next_working_time
from api.db import table_of
from api.errors import Malformed, NotFound, Problem, SlowDown
from api.people.models import (
    Agreement,
    Assignment,
    CodeKind,
    Device,
    Installation,
    Invitation,
    Language,
    LearningPlace,
    Mode,
    Participant,
    ParticipantState,
    Programme,
    ReaderSession,
    Role,
    SuitabilitySheet,
    Team,
    User,
    UserState,
)
from api.people.passwords import check_pin, hashed, matches, new_code, tidy_code
from api.people.place import HOME, keep_language, place_of
from api.people.records import born_on, first_name_of, open_alternatives_of
from api.people.signing_in import Lane, count_failure, slow_down
from api.principals import PHONE_COOKIE, READER_COOKIE
from api.tongue import Both, minutes, tries, weekday
from api.vault import new_token, token_hash

PHONE_LIVES = timedelta(days=400)
QR_LIVES = timedelta(hours=72)
TYPED_LIVES = timedelta(minutes=10)
PAGE_OPEN = timedelta(seconds=60)
QR_LENGTH, TYPED_LENGTH = 16, 8
PIN_FREE_SLIPS = 4
PIN_WAITS = (60, 300, 900, 3600)
"""Seconds to wait from the fifth slip on (security C8)."""
PIN_LAST_SLIP = 10
_NO_MATCH = Both("That PIN didn't match.", "Nid dyna'r PIN.")
_TRIES_LEFT = Both("That PIN didn't match. {left} left before a wait.", "Nid dyna'r PIN. Mae {left} ar ôl cyn aros.")
KEEP_DAYS = 14


class CodeUnknown(Problem):
    """No live code like that: mistyped, used, revoked, or too old."""

    status, slug, title = 404, "code-unknown", "That code doesn't work. Check it, or ask for a new one"
    welsh = "Nid yw'r cod hwnnw'n gweithio. Gwiriwch ef, neu gofynnwch am un newydd"


class PointsMissing(Problem):
    """Every point must be read and confirmed."""

    slug, title = "points-missing", "There is a point you have not confirmed yet"
    welsh = "Mae pwynt nad ydych wedi'i gadarnhau eto"


class PaperMode(Problem):
    """This person uses paper: no internet device is allowed."""

    slug, title = "paper-mode", "This person uses paper, so there is no phone to invite"


class NoPastBreachPolicy(Problem):
    """The team has not said what it passes on about a past breach. Nobody can be invited before it has (product F6)."""

    slug, title = "no-past-breach-policy", "Your team has not yet written what it passes on about a past breach"


class NotInvitable(Problem):
    """The programme has ended."""

    slug, title = "ended", "This programme has ended"


class PinWrong(Problem):
    """The PIN did not match."""

    status, slug, title = 401, "pin-wrong", "That PIN didn't match"
    welsh = "Nid dyna'r PIN"


class PinNeedsCode(Problem):
    """Ten wrong PINs: only a fresh code from the clinician opens reading again. What waits to be sent still goes."""

    slug, title = "pin-needs-code", "Ask your clinician for a new code. What you wrote is kept"
    welsh = "Gofynnwch i'ch clinigydd am god newydd. Mae'r hyn a ysgrifennoch wedi'i gadw"


@dataclass(slots=True)
class Codes:
    """A fresh invitation, shown once to the clinician."""

    invitation_id: UUID
    typed: str
    typed_until: datetime
    qr: str
    qr_until: datetime
    url: str


def invite(at: Access) -> Codes:
    """Make the two codes of an invitation: one in a picture (80 bits), one to type (40 bits, while the page is open)."""
    person = at.session.get_one(Participant, at.subject)
    team = at.session.get_one(Team, person.team_id)
    if person.mode is Mode.paper:
        raise PaperMode
    if person.state is ParticipantState.ended:
        raise NotInvitable
    if not team.past_breach_policy:
        raise NoPastBreachPolicy
    take_codes_back(at, person.id)
    pair, qr, typed = uuid4(), new_code(QR_LENGTH), new_code(TYPED_LENGTH)
    for kind, code, lives, page in (
        (CodeKind.qr, qr, QR_LIVES, QR_LIVES),
        (CodeKind.typed, typed, TYPED_LIVES, PAGE_OPEN),
    ):
        at.session.add(
            Invitation(
                pair_id=pair, participant_id=person.id, kind=kind, code_hash=_code_hash(at, code), issued_by=at.user_id,
                issued_at=at.now, expires_at=at.now + lives, open_until=at.now + page,
            )
        )  # fmt: skip
    at.audit("invitation_issue", f"invitation:{pair}")
    url = f"{at.settings.origin}/enrol#{qr}"
    return Codes(pair, f"{typed[:4]}-{typed[4:]}", at.now + TYPED_LIVES, qr, at.now + QR_LIVES, url)


def qr_picture(url: str) -> str:
    """The address as an SVG picture."""
    return str(segno.make(url, error="m").svg_inline(scale=6, border=2, omitsize=True))


def keep_open(at: Access, pair_id: UUID) -> tuple[datetime, bool]:
    """The clinician's page is still open: the typed code lives another minute. Returns (until, whether it was used)."""
    rows = at.session.execute(
        sa.select(Invitation).where(col(Invitation.pair_id) == pair_id, col(Invitation.participant_id) == at.subject)
    ).scalars()
    by_kind = {row.kind: row for row in rows}
    if not by_kind:
        raise NotFound
    typed = by_kind[CodeKind.typed]
    used = any(row.consumed_at for row in by_kind.values())
    if not used and typed.revoked_at is None and at.now < typed.expires_at:
        typed.open_until = min(at.now + PAGE_OPEN, typed.expires_at)
    return typed.expires_at, used


def revoke(at: Access, pair_id: UUID) -> None:
    """Make both codes of an invitation useless."""
    rows = at.session.execute(
        sa.select(Invitation).where(col(Invitation.pair_id) == pair_id, col(Invitation.participant_id) == at.subject)
    ).scalars()
    found = False
    for row in rows:
        found = True
        row.revoked_at = row.revoked_at or at.now
    if not found:
        raise NotFound
    at.audit("invitation_revoke", f"invitation:{pair_id}")


def look(at: Access, typed: str) -> Invitation | Problem:
    """The live invitation of a code. Looking never uses it up; a wrong code is counted and returned as a problem."""
    code = tidy_code(typed)
    lanes = [Lane(f"enrol|{at.source}", 5), Lane("enrol|everyone", 50)]
    slow_down(at, lanes)
    invitation: Invitation | None = at.session.execute(
        sa.select(Invitation).where(col(Invitation.code_hash) == _code_hash(at, code))
    ).scalar_one_or_none()
    if (
        invitation is None
        or invitation.consumed_at
        or invitation.revoked_at
        or at.now >= invitation.expires_at
        or at.now >= invitation.open_until
        or not _stands(at, invitation)
    ):
        count_failure(at, lanes)
        return CodeUnknown()
    return invitation


def _stands(at: Access, invitation: Invitation) -> bool:
    """Whether who was invited may still come, and who invited them still works here."""
    person = at.session.get_one(Participant, invitation.participant_id)
    issuer = at.session.get_one(User, invitation.issued_by)
    return person.state is not ParticipantState.ended and issuer.state is UserState.active


def points(at: Access, language: str | None = None) -> list[dict[str, Any]]:
    """The points of "how this works and who sees what", each {id, version, language, title, body}.

    In the participant's language where none is given, and true in their place. All are in one language: that one, or English where it is not there.
    """
    team = at.session.get_one(Team, at.session.get_one(Participant, at.subject).team_id)
    spoken, place = place_of(at)
    found: list[dict[str, Any]] = at.service.catalogue.points(language or spoken, team.past_breach_policy, place)
    return found


def confirm(
    at: Access, invitation: Invitation, pin: str, agreed: list[str], zone: str, language: Language | None = None
) -> Device:
    """Use the code up, once, and enrol this phone, which speaks `language`. Raises PointsMissing, PinTooCommon, CodeUnknown, Malformed."""
    person = at.session.get_one(Participant, invitation.participant_id)
    at.participant_id = person.id
    needed = {str(point["id"]): int(point["version"]) for point in points(at, language and language.value)}
    if missing := set(needed) - set(agreed):
        raise PointsMissing(
            errors=[
                (
                    "agreed",
                    Both("Read and confirm: {point}.", "Darllenwch a chadarnhewch: {point}.").filled(point=point),
                )
                for point in sorted(missing)
            ]
        )
    if zone not in ZONES:
        raise Malformed(
            errors=[("zone", Both("Name a time zone, like Europe/London.", "Enwch gylchfa amser, fel Europe/London."))]
        )
    check_pin(pin, born_on(at, person))
    won = at.session.execute(
        sa.update(table_of(Invitation))
        .where(
            col(Invitation.id) == invitation.id,
            col(Invitation.consumed_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(consumed_at=at.now)
        .returning(col(Invitation.id))
    ).first()
    if won is None:
        raise CodeUnknown
    take_codes_back(at, person.id)
    device = enrol(at, person, pin, zone)
    for point, version in needed.items():
        at.session.add(Agreement(participant_id=person.id, point_id=point, version=version, agreed_at=at.now))
    at.trail.actor.role, at.trail.actor.id = Role.participant, device.id
    at.audit("device_enrol", f"device:{device.id}", person.id)
    if language:
        keep_language(at, language)
    return device


def enrol(at: Access, person: Participant, pin: str, zone: str) -> Device:
    """Make this browser a phone of `person`, unlocked."""
    if person.state is ParticipantState.invited:
        person.state = ParticipantState.active
    credential = new_token()
    device = Device(
        participant_id=person.id, credential_hash=token_hash(credential), pin_hash=hashed(pin), zone=zone,
        enrolled_at=at.now, seen_at=at.now,
    )  # fmt: skip
    at.session.add(device)
    at.session.flush()
    at.cookie(PHONE_COOKIE, credential, PHONE_LIVES)
    open_reading(at, device)
    return device


def open_reading(at: Access, device: Device) -> None:
    """Let this phone read until 15 quiet minutes pass."""
    token = new_token()
    at.session.add(ReaderSession(device_id=device.id, token_hash=token_hash(token), started_at=at.now, seen_at=at.now))
    at.cookie(READER_COOKIE, token)


def unlock(at: Access, pin: str) -> Problem | None:
    """Open reading with the PIN. A slip is counted and returned; waits grow from the fifth; after ten a code is needed."""
    assert at.who is not None
    # Locked, so that guesses from many connections wait for each other and every slip counts.
    device = at.session.get_one(Device, at.who.id, with_for_update=True)
    if device.pin_slips >= PIN_LAST_SLIP:
        return PinNeedsCode()
    if device.pin_wait_until and at.now < device.pin_wait_until:
        seconds = int((device.pin_wait_until - at.now).total_seconds()) + 1
        wait = minutes(max(1, round(seconds / 60)))
        raise SlowDown(
            Both("Wait {wait}, then try again.", "Arhoswch {wait}, yna rhowch gynnig arall arni.").filled(wait=wait),
            retry_after=seconds,
        )
    if not matches(pin, device.pin_hash):
        return _slipped(at, device)
    device.pin_slips, device.pin_wait_until = 0, None
    open_reading(at, device)
    return None


def change_pin(at: Access, old: str, new: str) -> Problem | None:
    """Set another PIN. The old one is asked for, and a slip counts."""
    assert at.who is not None
    problem = unlock(at, old)
    if problem:
        return problem
    device = at.session.get_one(Device, at.who.id)
    check_pin(new, born_on(at, at.session.get_one(Participant, device.participant_id)))
    device.pin_hash = hashed(new)
    at.audit("pin_change", f"device:{device.id}")
    return None


def _slipped(at: Access, device: Device) -> Problem:
    device.pin_slips += 1
    wait = 0
    if device.pin_slips > PIN_FREE_SLIPS:
        wait = PIN_WAITS[min(device.pin_slips - PIN_FREE_SLIPS, len(PIN_WAITS)) - 1]
        device.pin_wait_until = at.now + timedelta(seconds=wait)
    at.audit("unlock", f"device:{device.id}", outcome="refused", reason="pin", count=device.pin_slips)
    if device.pin_slips >= PIN_LAST_SLIP:
        return PinNeedsCode()
    left = max(0, PIN_FREE_SLIPS + 1 - device.pin_slips)
    return PinWrong(
        _TRIES_LEFT.filled(left=tries(left)) if left else _NO_MATCH,
        tries_left=left,
        wait_seconds=wait,
    )


def stop_reading(at: Access) -> None:
    """End this phone's reading. What waits to be sent stays."""
    token = at.cookies.get(READER_COOKIE)
    if token:
        at.session.execute(
            sa.update(table_of(ReaderSession))
            .where(col(ReaderSession.token_hash) == token_hash(token), col(ReaderSession.ended_at).is_(None))
            .values(ended_at=at.now)
        )
    at.cookie(READER_COOKIE, "")


def phone_state(at: Access) -> dict[str, Any]:
    """What a locked phone needs in order to write, and to say truly who reads it and when: nothing of what was written."""
    assert at.who is not None
    row = at.session.execute(_phone_and_person(), {"device": at.who.id}).one()
    working = next_working_time(at.now, row.team_zone)
    return {
        "participant_id": row.id,
        "device_id": at.who.id,
        "next_seq": row.next_seq,
        "seal_keys": at.vault.seal_keys,
        "watermark": row.watermark,
        "epoch": row.epoch,
        "server_time": at.now,
        "status": row.state,
        "revoked": row.revoked_at is not None,
        "zone": row.zone,
        "keep_days": None if row.keeps_all else KEEP_DAYS,
        "duty_phone": row.duty_phone,
        "duty_hours": row.duty_hours,
        "next_working_time": working,
        "next_working_words": _working_words(working, at.now, row.team_zone).of(at.language),
        "readers": {"clinician": row.clinician, "lead": row.lead},
        "past_breach_policy": row.past_breach_policy or "",
        "free_text": row.free_text,
        "open_alternatives": [] if row.revoked_at else open_alternatives_of(at, row),
        "jurisdiction": row.jurisdiction or HOME,
    }


@functools.cache
def _phone_and_person() -> Any:
    """One phone, whose it is, the team, and the installation, in one row."""
    d, p, t, g, i = (table_of(one) for one in (Device, Participant, Team, Programme, Installation))
    where = table_of(LearningPlace)
    return (
        sa.select(
            d.c.next_seq, d.c.revoked_at, p.c.id, p.c.state, p.c.zone, p.c.open_alternatives, t.c.zone.label("team_zone"),
            t.c.duty_phone, t.c.duty_hours, t.c.past_breach_policy, g.c.free_text, i.c.watermark, i.c.epoch, *readers(p),
            where.c.jurisdiction,
            # Who may delete nothing may not have an app that deletes by itself either (security 5, rule 12).
            sa.or_(sheet_says("no_auto_deletion_software", p), sheet_says("no_deletion", p)).label("keeps_all"),
        )
        .join(p, p.c.id == d.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .join(g, g.c.participant_id == p.c.id)
        .join(i, i.c.id == 1)
        .outerjoin(where, where.c.participant_id == p.c.id)
        .where(d.c.id == sa.bindparam("device"))
    )  # fmt: skip


def readers(p: Any) -> tuple[Any, Any]:
    """Columns of a statement over participants `p`: first names of the `clinician` (assigned longest) and the team's `lead`."""
    u, a = table_of(User), table_of(Assignment)
    active = sa.select(u.c.first_name).where(u.c.state == UserState.active).limit(1)
    clinician = (
        active.join(a, a.c.user_id == u.c.id)
        .where(a.c.participant_id == p.c.id, a.c.ended_at.is_(None))
        .order_by(a.c.started_at)
    )
    lead = active.where(u.c.team_id == p.c.team_id, u.c.role == Role.lead).order_by(u.c.created_at)
    return clinician.scalar_subquery().label("clinician"), lead.scalar_subquery().label("lead")


def newest_sheet(at: Access, participant_id: UUID) -> SuitabilitySheet | None:
    """The suitability sheet in force."""
    return at.session.execute(
        sa.select(SuitabilitySheet)
        .where(col(SuitabilitySheet.participant_id) == participant_id)
        .order_by(col(SuitabilitySheet.approved_at).desc())
        .limit(1)
    ).scalar_one_or_none()


def sheet_says(column: str, p: Any) -> Any:
    """A column of a statement over participants `p`: what the suitability sheet in force says; null without one."""
    s = table_of(SuitabilitySheet)
    newest = sa.select(s.c[column]).where(s.c.participant_id == p.c.id).order_by(s.c.approved_at.desc()).limit(1)
    return newest.scalar_subquery()


def shown_at_the_door(at: Access, invitation: Invitation, language: str | None = None) -> dict[str, Any]:
    """What a person with a live code is shown before confirming, in the language that the phone speaks, else in theirs."""
    person = at.session.get_one(Participant, invitation.participant_id)
    at.participant_id = person.id
    team = at.session.get_one(Team, person.team_id)
    return {
        "first_name": first_name_of(at, person),
        "team_name": team.name,
        "duty_phone": team.duty_phone,
        "language": place_of(at)[0],
        "points": points(at, language),
        "past_breach_policy": team.past_breach_policy or "",
        "paper": person.mode is Mode.paper,
    }


def _working_words(working: datetime, now: datetime, zone: str) -> Both:
    wall, today = working.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if working <= now:
        return Both("today, in work hours", "heddiw, yn ystod oriau gwaith")
    near = {0: Both("today", "heddiw"), 1: Both("tomorrow", "yfory")}
    day = near.get((wall.date() - today).days, weekday(wall.date()))
    return Both("{day} at {time}", "{day} am {time}").filled(day=day, time=f"{wall:%H:%M}")


def take_codes_back(at: Access, participant_id: UUID) -> None:
    """Codes that were not used yet stop working."""
    at.session.execute(
        sa.update(table_of(Invitation))
        .where(
            col(Invitation.participant_id) == participant_id,
            col(Invitation.consumed_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=at.now)
    )


def _code_hash(at: Access, code: str) -> bytes:
    return at.vault.blind_index(f"invitation|{code}")
