"""The main job, from the invitation to the verified trail, through the screens, on both databases (issue 2).

Two runs. In the first an absence goes out, is corrected, and the correction is chased until probation reads it. In the
second the participant says "that is wrong" in time, and probation never receives a word.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from standardwebhooks.webhooks import Webhook

from api.attendance import endpoints
from api.attendance.models import Alert
from api.audit import AuditEntry
from api.db import table_of
from api.journal.models import Entry
from tests.attendance.conftest import Mailbox, Receiver
from tests.browser.driving import Handset, choose, fill, heading, press, rate, sees, unlocked
from tests.story.cast import NAME, REFERENCE, SURNAME, Stage, london
from tests.story.strangers import try_every_address
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NUMBER = "07700 900123"
WORDS = "I had the message ready, then put it down."
REPLY = "Thank you for telling me. You put it down when it was hard. We will talk on Thursday."
ALLOWED = {
    "series_id", "version", "supersedes", "case_reference", "appointment_at", "basis", "basis_text", "fact", "code",
    "recorded_at", "duty_phone",
}  # fmt: skip


def test_an_urge_is_answered_and_an_absence_is_corrected(stage: Stage, receiver: Receiver, mailbox: Mailbox) -> None:
    with stage.world.act() as at:
        _, secret = endpoints.add_endpoint(at, str(stage.jo.person.user.organisation), receiver.url)

    # Monday: taken on, linked, enrolled, a plan, Thursday's appointment.
    stage.take_on()
    stage.link()
    stage.book()
    _write_a_plan(stage)
    phone = stage.handset("phone")
    stage.enrol(phone)
    stage.installed(phone)
    sees(phone.page, "Next session, 2:00pm")
    # Closed as people close apps: Chromium writes a new cookie to its disk within half a minute, or when it is closed.
    phone.close()

    # Wednesday, 00:40: nothing answers.
    stage.site.stop()
    entry_id = _near_miss_at_night(stage, phone)

    # Wednesday, 06:58: the server is back.
    stage.clock.set(london(25, 6, 58))
    stage.site.start()
    phone.set_clock(stage.clock.now)
    phone.page.goto(f"{stage.site.url}/log/saved/{entry_id}")
    expect(heading(phone.page, "Received")).to_be_visible()
    sees(phone.page, "Wednesday 25 November, 06:58. It counts for Tuesday 24 November.")
    _received_once(stage, entry_id)

    _answered(stage)
    stage.clock.set(london(25, 10, 0))
    page = stage.open_phone(phone)
    press(page, "Maya wrote back", exact=False)
    sees(page, REPLY, "Read by Maya")
    sees(page, "I had the message ready, then put it down. Ring [phone number]")

    # Thursday: he is recorded as absent, told at once, and the grace passes.
    stage.clock.set(london(26, 14, 55))
    stage.record_absence()
    page = stage.open_phone(phone)
    sees(page, "Something was recorded about you.", "If that is wrong, say so before 16:55.")
    press(page, "See what it says")
    sees(page, "We recorded that you did not come on Thursday 26 November.")
    stage.clock.advance(minutes=60)
    stage.tick()
    assert receiver.got == [] and mailbox.got == [] and _alerts(stage) == []
    stage.clock.set(london(26, 16, 56))
    stage.tick()
    _version_one_everywhere(stage, receiver, mailbox, secret)
    stage.clock.set(london(26, 17, 5))
    page = stage.open_phone(phone, "/about-me")
    sees(page, "These are the words they got: Did not come. No word before.")

    # The record was wrong. The correction goes at once, and is chased until probation has read it.
    stage.clock.set(london(26, 17, 30))
    stage.correct()
    stage.tick()
    _version_two_everywhere(stage, receiver, mailbox, secret)
    page = stage.open_phone(phone, "/about-me")
    sees(page, "We put right what we told probation about Thursday 26 November. These are the words they got: Came.")

    _strangers(stage, phone)
    _the_trail(stage)


def test_an_answer_in_time_stops_the_alert(stage: Stage, receiver: Receiver, mailbox: Mailbox) -> None:
    with stage.world.act() as at:
        endpoints.add_endpoint(at, str(stage.jo.person.user.organisation), receiver.url)
    stage.participant_id = str(
        stage.world.participant(
            stage.maya.person, stage.jo.person, first_name=NAME, last_name=SURNAME, case_reference=REFERENCE,
            date_of_birth="1988-07-02",
        )
    )  # fmt: skip
    stage.book()
    phone = stage.handset("phone")
    stage.enrol(phone)

    stage.clock.set(london(26, 14, 55))
    stage.record_absence()
    stage.clock.advance(minutes=20)
    page = stage.open_phone(phone, "/about-me")
    press(page, "That is wrong")
    choose(page, "reason", "I came")
    fill(page, words="I rang at two and waited.")
    press(page, "Send my answer")
    sees(page, "You said this is wrong.")
    expect(page.get_by_text("On hold.")).to_be_visible()

    # The grace passes, and the hold stands.
    stage.clock.set(london(26, 17, 0))
    stage.tick()
    page = stage.maya.at(f"/appointments/{stage.appointment_id}")
    sees(page, "Held: they said it is wrong", "Reason: i came.")
    stage.correct()
    stage.tick()
    stage.clock.set(london(27, 9, 30))
    stage.tick()
    page = stage.open_phone(phone, "/about-me")
    sees(page, "It was not sent.")

    # What probation sees is that he came, as of any session: never that anything else was said.
    assert receiver.got == [] and mailbox.got == []
    page = stage.jo.at("/attendance")
    sees(page, "Came.")
    assert [(one["version"], one["versions"], one["fact"]) for one in _alerts(stage)] == [(1, 1, "Came.")]
    assert "did not come" not in page.content().lower() and "correction" not in json.dumps(_alerts(stage)).replace(
        '"correction": false', ""
    )


# The chapters --------------------------------------------------------------------------------------------------------


def _write_a_plan(stage: Stage) -> None:
    page = stage.maya.at(f"/participants/{stage.participant_id}/plan?edit=1")
    press(page, "Add a rule")
    fill(
        page,
        **{
            "rules.0.when": "it's late",
            "rules.0.then": "I will put my phone in the drawer and wash up",
            "rules.0.hours.from": "22:00",
            "rules.0.hours.to": "04:00",
            "reasons": "I want to sleep.",
            "night": "Radio on low, lie down",
            "agreed_on": "2026-11-23",
        },
    )
    press(page, "Save as agreed")
    sees(page, "Version 1, agreed 23 November 2026")


def _near_miss_at_night(stage: Stage, phone: Handset) -> str:
    """00:40, no signal: Right now, the plan, a near miss with a number in its words, the browser killed. The entry's id."""
    phone.now = london(25, 0, 40)
    phone.open("/")
    page = phone.page
    expect(heading(page, "Enter your PIN")).to_be_visible()
    press(page, "Right now")
    expect(heading(page, "Right now")).to_be_visible()
    sees(page, "999", "111, then option 2", "Samaritans, 116 123", "Text SHOUT to 85258")
    sees(page, "Nobody watches this app day and night.")
    assert "stalk" not in page.content().lower()
    press(page, "My plan and my reasons", exact=False)
    unlocked(page, PIN)
    sees(page, "I will put my phone in the drawer and wash up", "I want to sleep.")

    press(page, "Close")
    page.get_by_role("link", name="Log", exact=True).click()
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 7)
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()
    sees(page, "Tonight, 00:40", "Maya, your clinician", "Not sent to probation")
    press(page, "In my words")
    fill(page, words=f"{WORDS} Ring {NUMBER}")
    sees(page, "Leave out names and ways to find people.")
    press(page, "It is none of these")
    press(page, "Done")
    press(page, "Save my log")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    sees(page, "On this phone", "Nobody has seen this yet.")
    entry_id = page.url.rsplit("/", 1)[1]

    phone.kill()
    phone.open("/")
    unlocked(phone.page, PIN)
    sees(phone.page, "1 thing you wrote is on this phone")
    press(phone.page, "What I sent", exact=False)
    sees(phone.page, "On this phone")
    return entry_id


def _received_once(stage: Stage, entry_id: str) -> None:
    entries = table_of(Entry)
    with stage.world.service.database.transaction(write=False) as session:
        rows = session.execute(sa.select(entries).where(entries.c.participant_id == stage.subject)).all()
    assert [(str(row.id), row.local_date.isoformat()) for row in rows] == [(entry_id, "2026-11-24")]


def _answered(stage: Stage) -> None:
    """Her caseload says why; she takes the review, replies, and closes it."""
    stage.clock.set(london(25, 9, 12))
    page = stage.maya.at("/caseload")
    row = page.get_by_role("row").filter(has_text=f"{NAME} {SURNAME}")
    expect(row).to_contain_text("Near miss")
    expect(row).to_contain_text("00:40")
    page.get_by_role("link", name=f"{NAME} {SURNAME}").click()
    page.get_by_role("link", name="Review 1 unread").click()
    page.locator("table a").filter(has_text="near miss").or_(page.locator("table a").first).first.click()
    sees(page, "You hold it until", WORDS)
    assert NUMBER not in page.content() and "[phone number]" in page.content()
    choose(page, "outcome", "Reply")
    fill(page, reply=REPLY)
    press(page, "Send and close")
    sees(page, "Closed. The reply goes with the next sync of the phone.")


def _alerts(stage: Stage) -> list[dict[str, Any]]:
    stage.jo.at("/attendance")
    found: list[dict[str, Any]] = stage.api(stage.jo, "/api/attendance/alerts")["items"]
    return found


def _opened(receiver: Receiver, secret: str, n: int) -> dict[str, Any]:
    """The n-th webhook, checked as a receiver would; the library compares with the real time, so the stamp is checked apart."""
    headers, body = receiver.got[n]
    hook = Webhook(secret)
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    signed = hook.sign(headers["webhook-id"], sent, body.decode())
    assert signed in headers["webhook-signature"].split(" ")
    found: dict[str, Any] = json.loads(body)
    return found


def _only_a_pointer(stage: Stage, mail: Any) -> None:
    text = mail.get_payload(decode=True).decode()
    assert text.split() == ["You", "have", "a", "message.", stage.site.url]
    whole = mail.as_string()
    assert not any(word in whole for word in (NAME, SURNAME, REFERENCE, "come", "session", "licence"))


def _version_one_everywhere(stage: Stage, receiver: Receiver, mailbox: Mailbox, secret: str) -> None:
    [hook] = [_opened(receiver, secret, n) for n in range(len(receiver.got))]
    assert set(hook) == {"type", "timestamp", "data"} and set(hook["data"]) == ALLOWED
    assert hook["type"] == "attendance.recorded" and hook["data"]["version"] == 1
    assert hook["data"]["fact"] == "Did not come. No word before." and hook["data"]["case_reference"] == REFERENCE
    [mail] = mailbox.got
    _only_a_pointer(stage, mail)
    page = stage.jo.at("/attendance")
    sees(page, REFERENCE, "Did not come. No word before.", "To read")
    shown = page.content()
    assert not any(words in shown for words in (NAME, SURNAME, "1988", "near miss", "Maya", WORDS))
    [alert] = _alerts(stage)
    assert alert["version"] == 1 and alert["state"] == "to_read" and alert["code"] == hook["data"]["code"]


def _version_two_everywhere(stage: Stage, receiver: Receiver, mailbox: Mailbox, secret: str) -> None:
    assert len(receiver.got) == 2 and len(mailbox.got) == 2
    hook = _opened(receiver, secret, 1)
    assert hook["type"] == "attendance.corrected" and set(hook["data"]) == ALLOWED
    assert (hook["data"]["version"], hook["data"]["supersedes"], hook["data"]["fact"]) == (2, 1, "Came.")
    _only_a_pointer(stage, mailbox.got[1])
    assert _chased(stage)
    page = stage.jo.at("/attendance")
    sees(page, "Replaced by version 2. Do not act on this.")
    page.get_by_role("row").filter(has_text="Correction:").get_by_role("button").click()
    page.locator(".tick-line label").click()
    press(page, "I have read version 2")
    sees(page, "You read it")
    assert not _chased(stage)
    page = stage.maya.at(f"/appointments/{stage.appointment_id}")
    sees(page, "Read by probation")


def _chased(stage: Stage) -> bool:
    alerts = table_of(Alert)
    with stage.world.service.database.transaction(write=False) as session:
        rows = session.execute(sa.select(alerts.c.chase_due_at, alerts.c.acknowledged_at)).all()
    return any(row.chase_due_at is not None and row.acknowledged_at is None for row in rows)


def _strangers(stage: Stage, phone: Handset) -> None:
    """Probation, another team's clinician and another participant try every address that others used."""
    world = stage.world
    clinical = stage.maya.asked | stage.lead.asked | phone.asked
    secrets = [stage.participant_id, NAME, SURNAME, WORDS, REPLY, REFERENCE]
    page = stage.jo.at("/attendance")
    refused = try_every_address(
        page, clinical - stage.jo.asked, secrets=[NAME, SURNAME, WORDS, REPLY], refusals={403, 404}
    )
    assert refused > 10

    elsewhere = world.team("Elsewhere")
    outsider = stage.desk(world.clinician(elsewhere, first_name="Tom"))
    page = outsider.at("/caseload")
    everything = clinical | stage.jo.asked
    assert try_every_address(page, everything, secrets=secrets, refusals={403, 404}) > refused
    outsider.at(f"/participants/{stage.participant_id}")
    sees(outsider.page, "There is no page here for you")
    outsider.context.close()

    other_id = world.participant(stage.maya.person, first_name="Kieran", last_name="Holt", case_reference="K70 3316")
    other = world.phone(other_id)
    handset = stage.handset("other")
    handset.page.goto(stage.site.url)
    handset.context.add_cookies(
        [
            {"name": name, "value": value, "url": "https://localhost", "httpOnly": True, "sameSite": "Strict"}
            for name, value in other.client.http.cookies.items()
        ]
    )
    everything |= stage.auditor.asked
    assert try_every_address(handset.page, everything, secrets=secrets, refusals={401, 403, 404}) > refused


def _the_trail(stage: Stage) -> None:
    """The auditor verifies the chain; one byte is changed; verifying names the row."""
    page = stage.auditor.at("/trail")
    press(page, "Verify the chain")
    sees(page, "The trail is whole.")
    entries = table_of(AuditEntry)
    with stage.world.service.database.transaction() as session:
        row = session.execute(
            sa.select(entries.c.seq, entries.c.digest, entries.c.hash)
            .where(entries.c.chain == stage.participant_id)
            .order_by(entries.c.seq)
            .offset(3)
            .limit(1)
        ).one()
        bent = bytes([row.hash[0] ^ 1]) + row.hash[1:]
        session.execute(
            sa.update(entries)
            .where(entries.c.chain == stage.participant_id, entries.c.seq == row.seq)
            .values(hash=bent)
        )
    press(page, "Verify the chain")
    sees(page, f"The first bad row is {row.seq} of chain {stage.participant_id}.")
