"""What a participant or a clinician does about reminders: choose channels, subscribe a phone, try them out, look at the record."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from api.act import Access
from api.db import insert_of, table_of
from api.errors import Problem
from api.people.models import Role
from api.reminders.channels import BadPushAddress, check_push_address, push_public_key
from api.reminders.models import (
    Contact,
    PushSubscription,
    Reminder,
    ReminderChannel,
    ReminderKind,
    ReminderState,
    ReminderTry,
)
from api.tongue import Both

SHOWN = 20
TRIAL_WAIT = timedelta(minutes=1)

_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_MOBILE = re.compile(r"(?:0|44|0044|\+44)7\d{9}")


_WHICH_MOBILE = Both(
    "Type a UK mobile number, 11 figures that start with 07.",
    "Teipiwch rif ffôn symudol y DU, 11 rhif sy'n dechrau gyda 07.",
)
_WHICH_EMAIL = Both("Type an e-mail address, like name@example.org.", "Teipiwch gyfeiriad e-bost, fel enw@example.org.")
_NO_MOBILE = Both("Type the number that text messages go to.", "Teipiwch y rhif y mae negeseuon testun yn mynd iddo.")
_NO_EMAIL = Both("Type the address that e-mail goes to.", "Teipiwch y cyfeiriad y mae e-bost yn mynd iddo.")
_NOT_HERE = Both("{way} is not set up here.", "Nid yw {way} wedi'i osod yma.")
_WAYS = {
    ReminderChannel.push: Both("A notice on the phone", "hysbysiad ar y ffôn"),
    ReminderChannel.sms: Both("A text message", "neges destun"),
    ReminderChannel.email: Both("E-mail", "e-bost"),
}


class ChannelNeeds(Problem):
    """A channel was chosen and the address that it needs is missing or cannot be one."""

    slug, title = "channel-needs", "Something is missing for the way you chose"
    welsh = "Mae rhywbeth ar goll ar gyfer y ffordd a ddewisoch"


class ChannelOff(Problem):
    """This installation does not send on that channel."""

    slug, title = "channel-off", "This team does not send reminders that way"
    welsh = "Nid yw'r tîm hwn yn anfon nodynnau atgoffa fel hynny"


class PushRefused(Problem):
    """The browser's push service is not one that we send to."""

    slug, title = "push-refused", "Reminders can't be sent to this browser. Choose another way"
    welsh = "Ni ellir anfon nodynnau atgoffa i'r porwr hwn. Dewiswch ffordd arall"


class TrialTooSoon(Problem):
    """A trial was sent a moment ago."""

    status, slug, title = 429, "slow-down", "One was sent a moment ago. Wait a minute, then try again"
    welsh = "Anfonwyd un funud yn ôl. Arhoswch funud, yna rhowch gynnig arall arni"


def available(at: Access) -> list[ReminderChannel]:
    """The channels that this installation can send on."""
    settings = at.settings
    ready = {
        ReminderChannel.push: settings.push_key_file is not None,
        ReminderChannel.sms: bool(settings.notify_key),
        ReminderChannel.email: bool(settings.smtp_url),
    }
    return [channel for channel, set_up in ready.items() if set_up]


def choose(
    at: Access,
    channels: list[ReminderChannel],
    email: str | None,
    mobile: str | None,
    quiet_from: int,
    quiet_to: int,
) -> dict[str, Any]:
    """Keep the choice: the channels in the order they are tried, and where they lead. Raises ChannelNeeds or ChannelOff.

    An address is kept while its channel is off, so that it need not be typed twice; an empty one takes it away. A way that was
    chosen before and that the installation cannot send on now stays chosen: nothing goes that way until it can again, and what
    else is changed is not refused for it.
    """
    number = tidy_mobile(mobile) if mobile else None
    errors: list[tuple[str, str | Both]] = []
    if mobile and number is None:
        errors.append(("mobile", _WHICH_MOBILE))
    if email and not _EMAIL.fullmatch(email):
        errors.append(("email", _WHICH_EMAIL))
    if ReminderChannel.sms in channels and not mobile:
        errors.append(("mobile", _NO_MOBILE))
    if ReminderChannel.email in channels and not email:
        errors.append(("email", _NO_EMAIL))
    if errors:
        raise ChannelNeeds(errors=errors)
    c, who = table_of(Contact), at.subject
    before = at.session.execute(sa.select(c.c.channels).where(c.c.participant_id == who)).scalar() or ""
    may = {*available(at), *before.split(",")}
    if off := [channel for channel in channels if channel not in may]:
        raise ChannelOff(errors=[("channels", _NOT_HERE.filled(way=_WAYS[channel])) for channel in off])
    row = {
        "participant_id": who,
        "channels": ",".join(dict.fromkeys(channels)),
        "email": at.box().seal_text("contact", "email", who, email or None),
        "mobile": at.box().seal_text("contact", "mobile", who, number),
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "changed_at": at.now,
    }
    insert = insert_of(at.session, c).values(row)
    at.session.execute(insert.on_conflict_do_update(index_elements=[c.c.participant_id], set_=row))
    at.audit("participant_contact", f"contact:{who}", count=len(channels))
    return read(at)


def read(at: Access) -> dict[str, Any]:
    """The choice, what can be chosen, and the newest reminders with what came of them. Words only to those who may."""
    c, s, who = table_of(Contact), table_of(PushSubscription), at.subject
    row = at.session.execute(sa.select(c).where(c.c.participant_id == who)).first()
    box = at.box()
    mine = sa.and_(s.c.participant_id == who, s.c.gone_at.is_(None))
    on_this = at.who is not None and at.who.role is Role.participant
    here = sa.and_(mine, s.c.device_id == at.who.id) if on_this and at.who else mine
    return {
        "available": available(at),
        "channels": [name for name in (row.channels.split(",") if row else []) if name],
        "email": box.open_text("contact", "email", who, row.email) if row else None,
        "mobile": box.open_text("contact", "mobile", who, row.mobile) if row else None,
        "quiet_from": row.quiet_from if row else 22,
        "quiet_to": row.quiet_to if row else 7,
        "push_key": push_public_key(at.settings),
        "push_here": at.session.execute(sa.select(s.c.id).where(here).limit(1)).first() is not None,
        "recent": _recent(at),
    }


def subscribe(at: Access, endpoint: str, p256dh: str, auth: str) -> None:
    """Keep where this phone's browser takes pushes. The same browser again replaces what was kept. Raises PushRefused."""
    assert at.who is not None
    try:
        check_push_address(at.settings, endpoint)
    except BadPushAddress:
        raise PushRefused from None
    s = table_of(PushSubscription)
    fingerprint = at.vault.digest("push", endpoint)[:32]
    # Whoever holds the phone now is whom its pushes are for.
    at.session.execute(sa.delete(s).where(s.c.fingerprint == fingerprint))
    row_id = uuid4()
    address = json.dumps({"endpoint": endpoint, "p256dh": p256dh, "auth": auth}).encode()
    at.session.execute(
        sa.insert(s).values(
            id=row_id, participant_id=at.subject, device_id=at.who.id, fingerprint=fingerprint,
            address=at.box().seal("push_subscription", "address", row_id, address), made_at=at.now,
        )
    )  # fmt: skip
    at.audit("participant_contact", f"push_subscription:{row_id}")


def unsubscribe(at: Access) -> None:
    """Forget every subscription of this phone."""
    assert at.who is not None
    s = table_of(PushSubscription)
    at.session.execute(sa.delete(s).where(s.c.participant_id == at.subject, s.c.device_id == at.who.id))
    at.audit("participant_contact", f"device:{at.who.id}")


def try_out(at: Access) -> None:
    """Send one notice now on the chosen channels. Raises ChannelNeeds without a channel, TrialTooSoon within a minute."""
    r, c = table_of(Reminder), table_of(Contact)
    chosen = at.session.execute(sa.select(c.c.channels).where(c.c.participant_id == at.subject)).scalar()
    if not chosen:
        raise ChannelNeeds(Both("Choose a way first.", "Dewiswch ffordd yn gyntaf."))
    lately = sa.and_(
        r.c.participant_id == at.subject, r.c.kind == ReminderKind.trial, r.c.planned_at > at.now - TRIAL_WAIT
    )
    if at.session.execute(sa.select(r.c.id).where(lately).limit(1)).first():
        raise TrialTooSoon(retry_after=int(TRIAL_WAIT.total_seconds()))
    trial_id = uuid4()
    at.session.execute(
        sa.insert(r).values(
            id=trial_id, participant_id=at.subject, kind=ReminderKind.trial, subject=str(trial_id),
            state=ReminderState.waiting, planned_at=at.now, send_at=at.now, until=at.now + timedelta(minutes=10),
            rounds=0,
        )
    )  # fmt: skip
    at.audit("participant_contact", f"reminder:{trial_id}")


def tidy_mobile(text: str) -> str | None:
    """A UK mobile number as +447…, from any spacing; None for anything else."""
    bare = re.sub(r"[\s().\-]", "", text)
    if not _MOBILE.fullmatch(bare):
        return None
    return f"+44{bare[-10:]}"


def not_reached_since(at: Access) -> datetime | None:
    """Since when no reminder got through on any way that they chose; None where the last one did, or none was sent.

    One that was tried out counts neither way: it was asked for by somebody with the phone in hand.
    """
    r = table_of(Reminder)
    ended = sa.or_(
        r.c.state.in_([ReminderState.sent, ReminderState.failed]),
        # Tried, and too late for the next round.
        sa.and_(r.c.state == ReminderState.dropped, r.c.why == "too_late", r.c.rounds > 0),
    )
    last = (
        at.session.execute(
            sa.select(r.c.state, r.c.done_at)
            .where(r.c.participant_id == at.subject, r.c.kind != ReminderKind.trial, ended)
            .order_by(r.c.done_at.desc(), r.c.id)
            .limit(SHOWN)
        )
    ).all()
    since = None
    for row in last:
        if row.state is ReminderState.sent:
            break
        since = row.done_at
    return since


def _recent(at: Access) -> list[dict[str, Any]]:
    """The newest reminders, newest first, each with its tries in order."""
    r, t = table_of(Reminder), table_of(ReminderTry)
    rows = at.session.execute(
        sa.select(r.c.id, r.c.kind, r.c.state, r.c.channel, r.c.planned_at, r.c.send_at, r.c.done_at, r.c.why)
        .where(r.c.participant_id == at.subject)
        .order_by(sa.func.coalesce(r.c.done_at, r.c.send_at).desc(), r.c.id)
        .limit(SHOWN)
    ).all()
    tries: dict[Any, list[dict[str, Any]]] = {}
    if rows:
        found = at.session.execute(
            sa.select(t.c.reminder_id, t.c.channel, t.c.at, t.c.status, t.c.ok)
            .where(t.c.reminder_id.in_([row.id for row in rows]))
            .order_by(t.c.at, t.c.id)
        )
        for one in found:
            tries.setdefault(one.reminder_id, []).append(
                {"channel": one.channel, "at": one.at, "status": one.status, "ok": one.ok}
            )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "channel": row.channel,
            "at": _moment(row),
            "why": row.why,
            "tries": tries.get(row.id, []),
        }
        for row in rows
    ]


def _moment(row: Any) -> datetime:
    """When it went, or when it goes."""
    moment: datetime = row.done_at or row.send_at
    return moment
