"""Screens that are met when something is wrong, missing, late or over: looked at like every other screen of the gallery."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
    Site,
    choose,
    fill,
    go,
    heading,
    press,
    rate,
    sees,
    type_pin,
    unlocked,
)
from tests.browser.gallery import Gallery
from tests.browser.pocket import Pocket, at_desk, pocket
from tests.browser.test_checkins import morning
from tests.world import PIN, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _log(page: Page, then: str) -> None:
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    press(page, "Next")
    press(page, "Save my log")
    expect(heading(page, then)).to_be_visible()


def _code(phone: Pocket) -> str:
    made = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/invitations").json()
    return str(made["typed_code"])


def test_with_no_signal_and_then_for_days(phone: Pocket) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-no-signal")
    phone.site.stop()
    for name, path, words in (
        ("phones-no-signal", "/more/phones", "Keeping your notes"),
        ("reminders-no-signal", "/more/reminders", "This needs signal."),
        ("who-no-signal", "/more/who", ""),
        ("about-me-no-signal", "/about-me", ""),
    ):
        go(page, path)
        sees(page, *([words] if words else []))
        page.wait_for_timeout(300)
        gallery.show(name)
    go(page, "/more")
    press(page, "Take Foothold off this phone")
    sees(page, "All you wrote has been received.")
    gallery.show("take-off")
    press(page, "Leave it")
    _log(page, "Saved on this phone")
    go(page, "/")
    sees(page, "1 thing you wrote is on this phone")
    gallery.show("today-waiting")
    phone.move_clock(days=3)
    page.goto("/")
    unlocked(page, PIN)
    sees(page, re.compile("^Nobody has seen what you wrote since"))
    gallery.show("today-pressed")
    go(page, "/entries")
    sees(page, "Shown here: the last 30 days.")
    gallery.show("entries-no-signal")
    gallery.done()


def test_a_phone_that_reads_no_more(phone: Pocket) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-reads-no-more")
    page.route("**/api/me/entries", lambda route: route.abort())
    _log(page, "Saved on this phone")
    second = phone.world.phone(phone.participant_id)
    second.unlock()
    second.client.http.headers["Origin"] = phone.site.url
    assert second.client.delete(f"/api/me/devices/{phone.enrolled.device_id}").status_code == 204
    page.evaluate("dispatchEvent(new Event('online'))")
    go(page, "/")
    expect(heading(page, "This phone was taken off")).to_be_visible()
    gallery.show("taken-off")
    page.unroute("**/api/me/entries")
    _log(page, "Kept, not taken")
    sees(page, "This phone was taken off. It is kept, and your team has been told.")
    # Sent again or written again from here it would be taken no better.
    expect(page.get_by_role("main").get_by_text(re.compile("again"))).to_have_count(0)
    gallery.show("saved-not-taken")
    page.goto("/enrol")
    expect(heading(page, "Enter your code")).to_be_visible()
    page.route("**/api/me/entries", lambda route: route.abort())
    _log(page, "Saved on this phone")
    go(page, "/enrol")
    sees(page, "1 thing you wrote is only on this phone.")
    gallery.show("enrol-waiting")
    fill(page, code=_code(phone))
    press(page, "Next")
    press(page, "No, that's not me")
    expect(heading(page, "Then stop here")).to_be_visible()
    gallery.show("not-me")
    gallery.done()


def test_the_programme_is_over(phone: Pocket) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-over")
    path = f"/api/participants/{phone.participant_id}/status"
    assert phone.clinician.client.post(path, {"to": "paused", "reason": "A rest."}).status_code == 200
    page.goto("/")
    unlocked(page, PIN)
    page.wait_for_load_state("networkidle")
    gallery.show("today-paused")
    assert phone.clinician.client.post(path, {"to": "ended", "reason": "Done."}).status_code == 200
    page.goto("/")
    unlocked(page, PIN)
    sees(page, "Your programme has ended.", "999")
    gallery.show("ended")
    gallery.done()


def test_cards_that_were_missed_and_pages_that_are_not_there(phone: Pocket) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-missed")
    for day in ("2026-11-23T10:05:00", "2026-11-24T09:00:00"):
        morning(phone, day)
    page.reload()
    phone.begin()
    sees(page, "Monday's card was not filled in")
    gallery.show("today-missed")
    page.get_by_role("link", name=re.compile("Monday's card was not filled in")).click()
    press(page, "Send it")
    sees(page, "Choose what got in the way")
    gallery.show("missed")
    for name, path, title in (
        ("missed-gone", "/missed/00000000-0000-4000-8000-000000000000", ""),
        ("entry-gone", "/entries/00000000-0000-4000-8000-000000000000", ""),
        ("nothing-here", "/nowhere", "There is nothing here"),
        ("ask-copy", "/ask/copy", ""),
        ("entries-empty", "/entries", "What I sent"),
    ):
        go(page, path)
        expect(heading(page, title) if title else page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.show(name)
    go(page, "/more/pin")
    for pin in ("111112", "739164", "739164"):
        type_pin(page, pin)
        page.wait_for_timeout(200)
    sees(page, "That PIN didn't match.")
    gallery.show("change-pin-missed")
    gallery.done()


def test_where_nothing_is_deleted_by_itself(world: World, site: Site, browser: Browser) -> None:
    with pocket(world, site, browser) as phone:
        phone.move_clock(minutes=1)
        sheet = {
            "internet_device_allowed": True,
            "inspection": True,
            "no_deletion": True,
            "no_auto_deletion_software": True,
        }
        made = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/suitability", sheet)
        assert made.status_code == 201
        page = phone.begin()
        gallery = Gallery(page, "phone-keeps")
        _log(page, "Received")
        gallery.show("saved-received")
        go(page, "/entries")
        sees(page, "1 sealed copy of what your team has is on this phone.")
        gallery.show("entries-copies")
        press(page, "Clear what was received")
        gallery.show("entries-clear")
        gallery.done()


def test_open_with_nothing_to_read_says_so_and_never_that_there_is_none(phone: Pocket) -> None:
    page = phone.begin()
    gallery = Gallery(page, "phone-cleared")
    phone.site.stop()
    go(page, "/more")
    press(page, "Take Foothold off this phone")
    press(page, "Clear what I can read")
    unlocked(page, PIN)
    sees(page, "Your plan and sessions are not here yet")
    gallery.show("today")
    for name in (
        "plan",
        "plan/history",
        "plan/goals",
        "plan/week",
        "plan/help",
        "plan/progress",
        "about-me",
        "patterns",
        "chain",
    ):
        go(page, f"/{name}")
        expect(heading(page, "This is not on this phone yet")).to_be_visible()
        sees(page, "It comes when there is signal. You can write now.", "Make a log")
    gallery.show("not-here")
    go(page, "/entries")
    sees(page, "What you sent before is not on this phone yet")
    gallery.show("entries")
    for name in ("order", "learn", "card", "order/can-i", "question"):
        go(page, f"/{name}")
        expect(page.locator("h1")).to_be_visible()
        gallery.show(name.replace("/", "-"))
    gallery.done()


def test_what_a_clinician_sees_of_somebody_whose_programme_has_ended(phone: Pocket, browser: Browser) -> None:
    assert phone.enrolled.trigger("near_miss", 8)["status"] == "stored"
    here = f"/participants/{phone.participant_id}"
    ended = phone.clinician.client.post(f"/api{here}/status", {"to": "ended", "reason": "Twelve sessions done."})
    assert ended.status_code == 200, ended.text
    page = at_desk(phone, browser)
    gallery = Gallery(page, "ended")
    for name, path, words in (
        ("mine", "/caseload", "Daniel"),
        ("list", "/caseload?view=ended", "Ended, 0 of 12 sessions held"),
        ("person", here, "Ended"),
        ("plan", f"{here}/plan", "Versions"),
        ("goals", f"{here}/goals", "Week of"),
        ("phone", f"{here}/phone", "The programme has ended. Nothing is sent any more."),
    ):
        page.goto(path)
        sees(page, re.compile(words))
        gallery.show(name)
    gallery.done()


def test_what_staff_are_asked_before_they_act_and_a_page_that_does_not_load(phone: Pocket, browser: Browser) -> None:
    morning(phone, "2026-11-23T10:05:00")
    morning(phone, "2026-11-24T09:00:00")
    page = at_desk(phone, browser)
    gallery = Gallery(page, "asked")
    here = f"/participants/{phone.participant_id}"
    page.goto(f"{here}/phone")
    for name, button in (("stolen", "Mark as stolen"), ("sign-out", "Sign out"), ("pause", "Pause"), ("end", "End")):
        page.get_by_role("button", name=re.compile(f"^{button}(,|$)")).first.click()
        page.wait_for_timeout(200)
        gallery.show(name)
        page.goto(f"{here}/phone?after={name}")
    press(page, "Look at the sheet again")
    gallery.show("sheet")
    page.goto(f"{here}/checkins")
    page.get_by_role("button", name=re.compile("^Excuse")).first.click()
    gallery.show("excuse")
    page.route("**/api/participants/**", lambda route: route.abort())
    page.goto(here)
    page.wait_for_timeout(500)
    expect(heading(page, "Not loaded")).to_be_visible()
    sees(page, "This does not mean there is nothing here.")
    gallery.show("not-loaded")
    gallery.done()
    page.context.close()
