"""Reminders on a real phone's browser: chosen on the screen, sent to a real mail server, shown in words that say nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, Route, expect

from api.act import Service
from api.attendance import actions as attendance
from api.attendance.models import AppointmentMode
from api.people.models import Basis
from api.reminders.due import plan_reminders
from api.reminders.sending import send_reminders
from tests.browser.driving import (
    Site,
    free_port,
    go,
    heading,
    launched,
    press,
    sees,
    unlocked,
)
from tests.browser.gallery import Gallery
from tests.browser.pocket import Pocket, at_desk, pocket
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
    sees(page, re.compile("^We are sending it now."))
    assert send_reminders(service, phone.clock.now) == {"sent": 1}
    assert len(mail.got) == 1
    page.reload()
    unlocked(page, PIN)
    go(page, "/more/reminders")
    sees(page, "You tried it out", "Sent by e-mail")
    expect(page.get_by_label("From")).to_have_value("21")

    # Once the team cannot send e-mail, what was chosen is still seen, and can be left.
    def without_mail(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"available": []})

    page.route("**/api/me/reminders", without_mail)
    go(page, "/more")
    go(page, "/more/reminders")
    sees(page, "Chosen. Your team cannot send it this way now.")
    email = page.locator("label.choice").filter(has_text="An e-mail")
    expect(email.get_by_role("checkbox")).to_be_checked()
    email.click()
    press(page, "Save")
    sees(page, "Saved.")
    page.unroute("**/api/me/reminders")
    assert phone.enrolled.client.get("/api/me/reminders").json()["channels"] == []
    phone.site.stop()
    go(page, "/more")
    go(page, "/more/reminders")
    sees(page, "This needs signal. Try again when you have some.")
    phone.site.start()
    # A server that answers with a fault of its own is not a lack of signal.
    page.route("**/api/me/**", lambda asked: asked.fulfill(status=500, body="{}"))
    for name in ("phones", "who", "reminders"):
        go(page, f"/more/{name}")
        sees(page, "Foothold can't show this just now. It is not your phone.")
    page.unroute("**/api/me/**")
    press(page, "Try again")
    sees(page, "Quiet time")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()
    # Nor is a server that wants the PIN again: it is asked for there, and the page goes on after it.
    page.route(
        "**/api/me/**", lambda asked: asked.fulfill(status=401, json={"type": "/problems/locked", "status": 401})
    )
    go(page, "/more/who")
    sees(page, "Enter your PIN again to see this.")
    page.unroute("**/api/me/**")
    press(page, "Enter my PIN")
    unlocked(page, PIN)
    sees(page, "Who opened your record")


def test_when_nothing_gets_through_both_see_it(phone: Pocket, browser: Browser, mail: Mail, service: Service) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-reminders")
    go(page, "/more/reminders")
    page.locator("label.choice").filter(has_text="An e-mail").click()
    page.get_by_label("E-mail address").fill("d@example.org")
    press(page, "Save")
    sees(page, "Saved.")
    gallery.show("chosen")
    mail.full = True
    with phone.world.act(phone.clinician.user, phone.participant_id) as at:
        attendance.create(at, phone.clock.now + timedelta(hours=48), 50, AppointmentMode.phone, None, Basis.licence)
    assert plan_reminders(service, phone.clock.now) == {"planned": 2}, "this one, and the card's in the evening"
    for rounds in (1, 2, 3):
        assert send_reminders(service, phone.clock.now) == ({"failed": 1} if rounds == 3 else {"later": 1})
        phone.move_clock(minutes=5)
    page.reload()
    unlocked(page, PIN)
    go(page, "/more/reminders")
    sees(page, "Session in 2 days", re.compile("Did not get through by e-mail$"))
    gallery.show("failed")
    phone.world.sign_in(phone.clinician.client, phone.clinician.user)
    staff = at_desk(phone, browser, f"/participants/{phone.participant_id}")
    sees(staff, "No reminder has got through since today 10:10.")
    at_work = Gallery(staff, "not-reached")
    at_work.show("overview")
    press(staff, "See how they chose to be reached, and what was tried")
    sees(staff, "Delivery record", "Did not get through by e-mail, 3 tries")
    at_work.show("record")
    at_work.done()
    gallery.done()
    staff.context.close()


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
