"""What the phones of the demonstration send: logs, cards and pauses, sealed as a phone seals them."""

import json
import random
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.act import Access, as_phone
from api.coping import actions as coping
from api.coping import open_alternatives
from api.demo import checkins
from api.demo.purpose import PEOPLE, Purpose
from api.demo.seeder import Do, Seeder, done
from api.demo.stories import OPEN, ZONE, Story, card, near_miss, pause, rules_used, trigger
from api.journal.receive import receive
from api.people.models import Device
from api.vault import b64


def logs(seeder: Seeder, story: Story, start: date, today: date) -> None:
    """The cards, pauses and logs of somebody's weeks, as often as their story has them."""
    dice = seeder.random
    for offset in range(1, (today - start).days + 1):
        day = start + timedelta(days=offset)
        if (today - day).days < story.silent_days:
            break
        if story.first_name == "Marek" and (today - day).days <= 10:
            break
        later = story.first_name == checkins.ARRIVED_LATER and (today - day).days == checkins.LATER_DAYS
        if dice.random() < story.cards or later:
            answers = card(dice, story)
            if story.first_name == "Lee" and day == today - timedelta(days=1):
                answers["call_me"] = True
            body = {"form_id": "daily-card", "form_version": 2, "local_date": day.isoformat(), "answers": answers}
            made = seeder.local(day, 21, dice.randrange(60))
            arrives = made
            if story.first_name == checkins.ARRIVED_LATER and (today - day).days == checkins.LATER_DAYS:
                arrives = seeder.local(day + timedelta(days=1), 12, 10)
            seeder.at(arrives, partial(_card, seeder, story, body, made))
        if dice.random() < story.urges / 7:
            hour = dice.choice([0, 1, 11, 16, 18, 20, 21, 22, 22, 23, 23])
            made = seeder.local(day + timedelta(days=1 if hour < 4 else 0), hour, dice.randrange(60))
            seeder.at(made, partial(_urge if offset % 3 == 0 else partial(_log, strength=None), seeder, story))
    if story.first_name == "Daniel":
        night = seeder.local(today, 0, 40)
        seeder.at(night, partial(_night, seeder, story))
        seeder.at(night - timedelta(days=3), partial(_show_without_a_pin, seeder, story))
    if story.first_name == "Kieran":
        night = seeder.local(today - timedelta(days=1), 23, 10)
        seeder.at(night, partial(_log, seeder, story, strength=8))


def purpose(seeder: Seeder, story: Story, today: date) -> None:
    """Goals, the week, needs and measures of those who have any."""
    tell = PEOPLE.get(story.first_name)
    if tell is None:
        return

    def plan(day: date, hour: int, minute: int, do: Do) -> None:
        seeder.at(seeder.local(day, hour, minute), do)

    def sent(kind: str, body: dict[str, Any], entry_id: UUID, session: Session, when: datetime) -> None:
        send(seeder, story, kind, body, session, when, entry_id=entry_id)

    def staff(session: Session, when: datetime) -> Access:
        return seeder.staff(session, when, story.clinician, story.id)

    tell(Purpose(story, today, plan, sent, staff))


def ask(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime, dice: random.Random
) -> None:
    """One entry whose id these dice give."""
    send(seeder, story, kind, body, session, when, dice=dice)


def _card(seeder: Seeder, story: Story, body: dict[str, Any], made: datetime, session: Session, when: datetime) -> None:
    targets = checkins.targets_of(story, int(body["answers"]["urge"]))
    send(seeder, story, "checkin", body | ({"targets": targets} if targets else {}), session, when, made=made)


def _urge(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    body = _with_rules(seeder, story, session, when, pause(seeder.random, story, when))
    over = datetime.fromisoformat(list(body["rounds"].values())[-1]["until"])
    send(seeder, story, "urge", body, session, min(over, seeder.now), made=when)


def _show_without_a_pin(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = as_phone(seeder.service, session, when, session.get_one(Device, story.device_id))
    open_alternatives.choose(at, OPEN)
    done(at)


def send_named(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime, entry_id: UUID
) -> None:
    """One entry of this id."""
    send(seeder, story, kind, body, session, when, entry_id=entry_id)


def _log(seeder: Seeder, story: Story, session: Session, when: datetime, strength: int | None) -> None:
    body = trigger(seeder.random, story, when, strength)
    send(seeder, story, "trigger", _with_rules(seeder, story, session, when, body), session, when)


def _night(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    """The near miss of last night: made with no signal, received in the morning (or now, if it is not morning yet)."""
    arrives = min(when + timedelta(hours=6), seeder.now)
    body = _with_rules(seeder, story, session, when, near_miss(when))
    send(seeder, story, "trigger", body, session, arrives, made=when)


def _with_rules(seeder: Seeder, story: Story, session: Session, when: datetime, body: dict[str, Any]) -> dict[str, Any]:
    """The log or pause, with the rules of the plan of that day that it says were used."""
    plan = coping.current_plan(seeder.staff(session, when, story.clinician, story.id)) if story.plan else None
    used = rules_used(plan["rules"], body, when, story) if plan else []
    return body | {"rules": used} if used else body


def send(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime,
    made: datetime | None = None, entry_id: UUID | None = None, dice: random.Random | None = None,
) -> None:  # fmt: skip
    """One entry, sealed as the phone seals it, received at `when`."""
    assert story.device_id and story.id
    device = session.get_one(Device, story.device_id)
    at = as_phone(seeder.service, session, when, device)
    entry_id = entry_id or UUID(int=(dice or seeder.random).getrandbits(128), version=4)
    made_at = (made or when).isoformat()
    sequence, story.sequence = story.sequence, story.sequence + 1
    key_id = at.vault.seal_keys[0]["id"]
    info = f"foothold/entry/1|{story.id}|{device.id}|{entry_id}|{kind}|1|{sequence}|{made_at}|{key_id}"
    plain = json.dumps({k: v for k, v in body.items() if v is not None}).encode()
    _, sealed = at.vault.seal_as_phone(plain, info)

    item = {
        "id": str(entry_id), "kind": kind, "schema": 1, "device_seq": sequence, "made_at": made_at, "zone": ZONE,
        "key_id": key_id, "sealed": b64(sealed),
    }  # fmt: skip
    answer = json.loads(receive(at, [item], None))["items"][0]
    if answer["status"] != "stored":
        raise RuntimeError(f"a made-up entry was not stored: {answer}")
    seeder.entries += 1
    done(at)
