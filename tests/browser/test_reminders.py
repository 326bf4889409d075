"""Reminders on a real phone's browser: chosen on the screen, sent to a real mail server, shown in words that say nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from api.act import Service
from api.reminders.sending import send_reminders
from tests.browser.driving import Site, free_port, go, heading, launched, press, sees, unlocked
from tests.browser.pocket import Pocket, pocket
from tests.faults.receivers import Mail
from tests.world import PIN, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def mail() -> Iterator[Mail]:
    """A mail server."""
    made = Mail()
    yield made
    made.close()


@pytest.fixture
def settings(mail: Mail) -> dict[str, Any]:
    """A real address on this machine, and e-mail."""
    return {"public_url": f"http://localhost:{free_port()}", "smtp_url": mail.url}


@pytest.fixture
def phone(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    """An enrolled phone."""
    with pocket(world, site, browser) as made:
        yield made


def test_a_way_is_chosen_tried_and_seen_in_the_record(phone: Pocket, mail: Mail, service: Service) -> None:
    page = phone.begin()
    go(page, "/more")
    page.get_by_role("link", name="Reminders").click()
    expect(heading(page, "Reminders")).to_be_visible()
    sees(page, "They only say: You have a message.", "None yet")
    # What is not set up is not offered.
    expect(page.get_by_text("A text message", exact=True)).to_have_count(0)
    page.locator("label.choice").filter(has_text="An e-mail").click()
    press(page, "Save")
    sees(page, "Type the address that e-mail goes to.")
    page.get_by_label("E-mail address").fill("d@example.org")
    page.get_by_label("From").select_option("21")
    press(page, "Save")
    sees(page, "Saved.")
    press(page, "Send me one now")
    sees(page, "It is on its way. It can take a minute.")
    assert send_reminders(service, phone.clock.now) == {"sent": 1}
    assert len(mail.got) == 1
    page.reload()
    unlocked(page, PIN)
    go(page, "/more/reminders")
    sees(page, "You tried it out", "Sent by e-mail")
    expect(page.get_by_label("From")).to_have_value("21")
    phone.site.stop()
    go(page, "/more")
    go(page, "/more/reminders")
    sees(page, "This needs signal. Try again when you have some.")
    phone.site.start()


@pytest.fixture
def phone_with_notices(world: World, site: Site, playwright: Playwright) -> Iterator[Pocket]:
    """A phone in the whole browser: the shell shows no notifications."""
    with launched(playwright, whole=True) as browser, pocket(world, site, browser) as made:
        yield made


def test_a_push_shows_the_app_s_name_and_that_there_is_a_message(phone_with_notices: Pocket) -> None:
    phone = phone_with_notices
    page = phone.begin()
    origin = phone.site.url
    phone.context.grant_permissions(["notifications"], origin=origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = phone.context.new_cdp_session(page)
    ids: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: ids.extend(r["registrationId"] for r in said["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    assert ids
    session.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": ids[-1], "data": '{"v": 1}'})
    shown = page.evaluate(
        """async () => {
          const worker = await navigator.serviceWorker.ready;
          for (let n = 0; n < 50; n += 1) {
            const all = await worker.getNotifications();
            if (all.length > 0) return all.map((one) => [one.title, one.body]);
            await new Promise((done) => setTimeout(done, 100));
          }
          return [];
        }"""
    )
    assert shown == [["Foothold", "You have a message"]]


def test_a_session_goes_to_the_phone_s_calendar(phone: Pocket) -> None:
    at = phone.clock.now.replace(day=26, hour=14)
    made = phone.clinician.client.post(
        f"/api/participants/{phone.participant_id}/appointments",
        {"planned_at": at.isoformat(), "length_minutes": 50, "mode": "room", "place": "Room 4", "basis": "licence"},
    )
    assert made.status_code == 201, made.text
    page = phone.begin()
    with page.expect_download() as download:
        press(page, "Put it in my calendar")
    written = download.value.path().read_text()
    assert (
        "SUMMARY:Appointment" in written
        and "Room 4" not in written
        and download.value.suggested_filename == "appointment.ics"
    )
    sees(page, "It only says: Appointment")
