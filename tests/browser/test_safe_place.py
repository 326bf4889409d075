"""The phone as a safe place: nothing of it can be read when it is locked or put down, and nothing that was written on it is lost.

Real Chromium, real storage, and faults that are real where the browser lets them be: a database that does not open, a process
that is killed, a server that is stopped. A full phone is told by the browser's own error, which a page cannot bring about.
"""

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from api.people import staffing
from tests.browser.driving import (
    PHONE,
    PLACE,
    WAIT_MS,
    Handset,
    Site,
    choose,
    fill,
    go,
    heading,
    page_state,
    prepare,
    press,
    rate,
    sees,
    type_pin,
    unlocked,
)
from tests.browser.pocket import Pocket, carry_cookies, pocket
from tests.world import PIN, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)
WAITS = re.compile(r"^Too many tries\. Wait until \d\d:\d\d, then try again\.$")
SAVED = re.compile("^(Received|Saved on this phone)$")


def _hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


def _log_to_the_end(page: Page) -> None:
    choose(page, "kind", "I felt an urge")
    press(page, "Next")
    rate(page, 6)
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()


def _saved_log(page: Page) -> None:
    go(page, "/log")
    _log_to_the_end(page)
    press(page, "Save my log")
    expect(heading(page, SAVED)).to_be_visible()


# Cover and lock ---------------------------------------------------------------------------------------------------


def test_the_choice_to_lock_at_once_is_on_the_phone_and_holds(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/more")
    sees(page, "When Foothold locks", "Lock after 2 minutes")
    press(page, "When Foothold locks", exact=False)
    page.locator('fieldset[id="lock"] label.choice').filter(has_text="Lock at once").click()
    # A word that was typed a moment before the phone was put down is kept all the same.
    go(page, "/log")
    _log_to_the_end(page)
    press(page, "In my words")
    page.locator("#words").fill("put down in the middle")
    took = page.evaluate(
        """() => {
          Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
          const began = performance.now();
          document.dispatchEvent(new Event('visibilitychange'));
          const cover = getComputedStyle(document.querySelector('.cover'));
          if (cover.display === 'none' || cover.visibility === 'hidden') return Infinity;
          return performance.now() - began;
        }"""
    )
    assert took < 100, f"covered after {took} ms"
    page.wait_for_timeout(1000)
    _hide(page, False)
    page.goto("/")
    unlocked(page, PIN)
    go(page, "/more")
    sees(page, "Lock at once")
    go(page, "/log")
    press(page, "Go on with it")
    sees(page, "put down in the middle")


def test_reading_ends_after_fifteen_minutes_with_no_touch(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/plan")
    sees(page, "Walk to the quince tree")
    phone.move_clock(minutes=14, seconds=50)
    page.keyboard.press("Shift")
    sees(page, "Walk to the quince tree")
    phone.move_clock(minutes=15)
    page.keyboard.press("Shift")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert "quince" not in page.content()


def test_two_tabs_one_sends_and_one_lock_locks_both(phone: Pocket) -> None:
    page = phone.begin()
    other = phone.context.new_page()
    other.goto("/")
    unlocked(other, PIN)
    _no_signal(phone)
    page.bring_to_front()  # A tab behind another one is drawn seldom.
    _saved_log(page)
    other.bring_to_front()
    go(other, "/log")
    _log_to_the_end(other)
    press(other, "Save my log")
    expect(heading(other, "Saved on this phone")).to_be_visible()
    phone.site.start()
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    for tab in (page, other):
        expect(heading(tab, "Received")).to_be_visible()
    assert len(phone.entries()) == 2
    # A draft in one tab and the same draft in the other.
    page.bring_to_front()
    go(page, "/log")
    _log_to_the_end(page)
    other.bring_to_front()
    go(other, "/log")
    press(other, "Go on with it")
    expect(heading(other, "Before you save")).to_be_visible()
    press(other, "What I needed")
    choose(other, "need", "Relief")
    press(other, "Done")
    expect(heading(other, "Before you save")).to_be_visible()
    page.bring_to_front()
    press(page, "How it came up")
    choose(page, "channel", "A message")
    press(page, "Done")
    expect(heading(page, "Before you save")).to_be_visible()
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    (newest,) = [one["body"] for one in phone.entries() if "channel" in one["body"]]
    assert (newest["need"], newest["channel"], newest["intensity"]) == ("relief", "message", 6)
    go(page, "/")
    other.bring_to_front()
    go(other, "/plan")
    sees(other, "Walk to the quince tree")
    page.bring_to_front()
    press(page, "Lock")
    expect(heading(other, "Enter your PIN")).to_be_visible()
    assert "quince" not in other.content()


# PIN --------------------------------------------------------------------------------------------------------------


def test_a_clock_set_forward_or_back_changes_no_wait(phone: Pocket) -> None:
    page = phone.begin()
    press(page, "Lock")
    _no_signal(phone)
    for _ in range(4):
        type_pin(page, "111112")
        sees(page, "That PIN didn't match.")
        expect(page.locator(".pin-dots i.full")).to_have_count(0)
    type_pin(page, "111112")
    sees(page, WAITS)
    # Three hours forward by hand, with no signal: the minute must pass in front of the page all the same, also in a new one.
    for opened_anew in (False, True):
        phone.set_clock_by_hand(phone.clock.now + timedelta(hours=3))
        if opened_anew:
            page.reload()
        type_pin(page, PIN)
        expect(page.locator(".pin-dots i.full")).to_have_count(0)
        sees(page, WAITS)
    # The server, asked again, knows better than that clock.
    phone.site.start()
    type_pin(page, PIN)
    expect(page.locator(".pin-dots i.full")).to_have_count(0)
    sees(page, WAITS)
    # A year back, with no signal: one minute more, not a year.
    _no_signal(phone)
    back = phone.clock.now - timedelta(days=365)
    phone.set_clock_by_hand(back)
    type_pin(page, PIN)
    expect(page.locator(".pin-dots i.full")).to_have_count(0)
    sees(page, WAITS)
    phone.clock.set(back)
    phone.move_clock(seconds=61)
    type_pin(page, PIN)
    expect(heading(page, "Today")).to_be_visible()


def test_a_forgotten_pin_with_entries_waiting_loses_nothing(phone: Pocket) -> None:
    page = phone.begin()
    _no_signal(phone)
    press(page, "Lock")
    for strength in (6, 9):
        go(page, "/log")
        choose(page, "kind", "I nearly did it")
        press(page, "Next")
        rate(page, strength)
        press(page, "Next")
        press(page, "Save my log")
        expect(heading(page, "Saved on this phone")).to_be_visible()
    go(page, "/log")
    choose(page, "kind", "I did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    go(page, "/")
    press(page, "Forgot PIN")
    sees(page, "nothing you wrote is lost")
    # At the clinic there is signal, and a new code; but what waits is not let through at first.
    phone.site.start()
    page.route("**/api/me/entries", lambda route: route.abort())
    clinician = phone.clinician.client
    made = clinician.post(f"/api/participants/{phone.participant_id}/invitations").json()
    press(page, "I have a new code")
    sees(page, "3 things you wrote are only on this phone.", "Nothing is lost. It goes by itself.")
    fill(page, code=made["typed_code"])
    press(page, "Next")
    press(page, "Yes, that's me")
    while page.get_by_text("Set up, step").count() or not page.get_by_text("Choose a PIN").count():
        press(page, "I have read this")
        page.wait_for_timeout(20)
        if heading(page, "Choose a PIN").count():
            break
    for title in ("Choose a PIN", "Enter it once more"):
        expect(heading(page, title)).to_be_visible()
        type_pin(page, "739164")
    expect(heading(page, "This phone is ready")).to_be_visible()
    sees(page, "3 things you wrote are only on this phone.", "Nothing is lost. It goes by itself.")
    page.unroute("**/api/me/entries")
    page.evaluate("dispatchEvent(new Event('online'))")
    _received(page, 3)
    sees(page, "All you wrote has been received.")
    press(page, "Go to Today")
    told = [(one["body"]["kind"], one["body"].get("intensity")) for one in phone.entries()]
    assert sorted(told, key=str) == [("acted", None), ("near_miss", 6), ("near_miss", 9)]


# Several phones ---------------------------------------------------------------------------------------------------


def test_signed_out_from_the_other_phone_nothing_unsent_is_dropped(phone: Pocket, browser: Browser) -> None:
    page = phone.begin()
    phone.move_clock(minutes=1)
    second = phone.world.phone(phone.participant_id)
    context = browser.new_context(base_url=phone.site.url, viewport=PHONE, is_mobile=True, has_touch=True, **PLACE)
    prepare(context)
    carry_cookies(context, second.client.http.cookies)
    context.clock.set_fixed_time(phone.clock.now)
    other = context.new_page()
    other.goto("/")
    unlocked(other, PIN)
    _saved_log(other)
    page.route("**/api/me/entries", lambda route: route.abort())
    _saved_log(page)
    go(other, "/more/phones")
    sees(
        other,
        "Phone set up on 23 November",
        "Phone set up on 23 November, the second",
        "This is the phone in your hand.",
    )
    press(other, "Take off, Phone set up on 23 November")
    sees(other, "Logs waiting on it can still be sent for 30 days.", "If somebody took it, ring your team.")
    other.get_by_role("dialog").get_by_role("button", name="Take off").click()
    expect(other.get_by_text("Taken off")).to_be_visible()
    # The first phone finds out, loses reading, and still has what it wrote.
    page.evaluate("dispatchEvent(new Event('online'))")
    go(page, "/")
    expect(heading(page, "This phone was taken off")).to_be_visible()
    sees(page, "1 thing you wrote is only on this phone.", "What you wrote can still be sent, for 30 days.")
    assert page.evaluate(_COUNT, "outbox") == 1 and page.evaluate(_COUNT, "cache") == 0
    page.unroute("**/api/me/entries")
    page.evaluate("dispatchEvent(new Event('online'))")
    _received(page, 1)
    kept = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/quarantine").json()["items"]
    assert [one["reason"] for one in kept] == ["device_revoked"] and "urge" in kept[0]["opened"]
    sees(page, "All you wrote has been received.")
    assert len(second.client.get("/api/me/entries").json()["items"]) == 1
    context.close()


def test_a_stolen_phone_that_came_back_says_that_it_sends_only_under_a_new_code(phone: Pocket) -> None:
    page = phone.begin()
    page.route("**/api/me/entries", lambda route: route.abort())
    _saved_log(page)
    path = f"/api/participants/{phone.participant_id}/devices/{phone.enrolled.device_id}/stolen"
    assert phone.clinician.client.post(path).status_code == 204
    page.unroute("**/api/me/entries")
    page.evaluate("dispatchEvent(new Event('online'))")
    go(page, "/")
    expect(heading(page, "This phone was taken off")).to_be_visible()
    sees(page, "1 thing you wrote is only on this phone.", "Nothing is lost. It goes once you put in a new code.")
    # It may be written on, and does not promise what it cannot do.
    go(page, "/log")
    _log_to_the_end(page)
    press(page, "Save my log")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    expect(page.get_by_text("It goes once you put in a new code.")).to_have_count(2)
    assert "by itself" not in page_state(page)
    assert [page.evaluate(_COUNT, name) for name in ("outbox", "receipts", "cache")] == [2, 0, 0]


_COUNT = """
name => new Promise((ok, no) => {
  const asked = indexedDB.open('foothold');
  asked.onerror = no;
  asked.onsuccess = () => {
    const count = asked.result.transaction(name).objectStore(name).count();
    count.onsuccess = () => { asked.result.close(); ok(count.result); };
  };
})
"""


def _received(page: Page, count: int) -> None:
    """Wait until the phone holds so many answers of the server."""
    ends = time.monotonic() + WAIT_MS / 1000
    while page.evaluate(_COUNT, "receipts") != count:
        assert time.monotonic() < ends, f"not {count} answers, but {page.evaluate(_COUNT, 'receipts')}"
        page.wait_for_timeout(100)


def _no_signal(phone: Pocket) -> None:
    """Stop the server, once the phone has all of the app."""
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.site.stop()


# Storage ----------------------------------------------------------------------------------------------------------


_NO_ROOM = """
for (const name of ['put', 'add']) {
  const keep = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...what) {
    if (window.full) throw new DOMException('No room', 'QuotaExceededError');
    return keep.apply(this, what);
  };
}
"""


def _full(page: Page, full: bool) -> None:
    page.evaluate("full => { window.full = full; }", full)


def test_a_full_phone_says_so_at_every_step_and_loses_nothing(phone: Pocket) -> None:
    phone.context.add_init_script(_NO_ROOM)
    page = phone.begin()
    _no_signal(phone)
    full = "This phone is full."

    def pressed_twice(button: str, then: str | re.Pattern[str]) -> None:
        """Once while there is no room, and once more when there is."""
        _full(page, True)
        press(page, button)
        sees(page, full, "What you wrote is still on this page.")
        _full(page, False)
        press(page, button)
        expect(heading(page, then)).to_be_visible()

    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    pressed_twice("Next", "How strong was it?")
    rate(page, 8)
    pressed_twice("Next", "Before you save")
    press(page, "What I felt")
    choose(page, "emotions", "Ashamed")
    pressed_twice("Done", "Before you save")
    press(page, "In my words")
    fill(page, words="still on this page")
    pressed_twice("Done", "Before you save")
    pressed_twice("Save my log", "Saved on this phone")
    go(page, "/not-safe/tell")
    choose(page, "about", "Me")
    _full(page, True)
    press(page, "Send")
    sees(page, full, "If you need a person now, call.", "999", re.compile("^Ring the team"))
    _full(page, False)
    press(page, "Send")
    sees(page, re.compile("^Saved on this phone"))
    go(page, "/card")
    rate(page, 3)
    pressed_twice("Next", re.compile(".*"))
    expect(page.get_by_text("Card, step 2 of")).to_be_visible()
    phone.site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    _received(page, 2)
    bodies = [one["body"] for one in phone.entries()]
    assert sorted(bool(one.get("about")) for one in bodies) == [False, True]
    assert [(one["text"], one["emotions"]) for one in bodies if one.get("kind")] == [
        ("still on this page", ["ashamed"])
    ]


def test_storage_closed_under_the_app_is_opened_again(phone: Pocket) -> None:
    page = phone.begin()
    _no_signal(phone)
    # Another tab with a newer version of the storage: this one must let go, and say so rather than hang.
    other = phone.context.new_page()
    other.goto(phone.site.url + "/icon.svg")
    other.evaluate(
        """() => new Promise((ok, no) => {
          const asked = indexedDB.open('foothold', 2);
          asked.onblocked = () => no('blocked');
          asked.onerror = no;
          asked.onsuccess = () => { asked.result.close(); ok(true); };
        })"""
    )
    go(page, "/log")
    choose(page, "kind", "I felt an urge")
    press(page, "Next")
    sees(page, "This phone closed its storage.", "What you wrote is still on this page.")


def test_storage_deleted_under_the_app_leaves_a_phone_that_opens_again(phone: Pocket) -> None:
    page = phone.begin()
    page.evaluate(
        """() => new Promise((ok, no) => {
          const asked = indexedDB.deleteDatabase('foothold');
          asked.onblocked = () => no('blocked');
          asked.onsuccess = () => ok(true);
        })"""
    )
    go(page, "/log")
    choose(page, "kind", "I felt an urge")
    press(page, "Next")
    expect(page.locator(".banner.needs")).to_be_visible()
    page.goto("/")
    unlocked(page, PIN)
    _saved_log(page)
    expect(heading(page, "Received")).to_be_visible()
    assert [one["body"]["kind"] for one in phone.entries()] == ["urge"]


def test_where_nothing_can_be_kept_it_says_so_and_whom_to_ring(
    world: World, site: Site, browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    folder = tmp_path / "phone"
    (folder / "Default").mkdir(parents=True)
    # Where the browser wants its folder for IndexedDB there is a file: no database opens, for real.
    (folder / "Default" / "IndexedDB").write_text("")
    with pocket(world, site, browser) as made:
        handset = Handset(playwright, folder, site.url, world.clock.now)
        carry_cookies(handset.context, made.enrolled.client.http.cookies)
        page = handset.page
        page.goto(site.url)
        expect(heading(page, "Nothing can be kept here now")).to_be_visible()
        sees(page, "Don't write here. It would be lost.", "Your team, 01632 960014", "999", "Samaritans, 116 123")
        for path in ("/log", "/not-safe", "/enrol"):
            page.goto(site.url + path)
            expect(heading(page, "Nothing can be kept here now")).to_be_visible()
        page.goto(site.url + "/now")
        sees(page, "999")
        handset.close()


def test_a_browser_that_will_not_promise_to_keep_says_so(phone: Pocket) -> None:
    phone.context.add_init_script(
        """
        window.asked = 0;
        navigator.storage.persist = async () => { window.asked += 1; return false; };
        navigator.storage.persisted = async () => false;
        """
    )
    page = phone.begin()
    assert page.evaluate("window.asked") == 1
    _no_signal(phone)
    _saved_log(page)
    go(page, "/more/phones")
    sees(page, "This phone may clear space when it is full.", "1 thing you wrote is only on this phone.")
    press(page, "Ask this phone to keep them")
    page.wait_for_function("window.asked === 2")


def test_how_long_something_waits_is_shown_and_then_pressed(phone: Pocket) -> None:
    page = phone.begin()
    _no_signal(phone)
    _saved_log(page)
    go(page, "/")
    sees(page, "1 thing you wrote is on this phone")
    for hours, words in (
        (24, "1 thing you wrote has been on this phone since Monday."),
        (48, "Nobody has seen what you wrote since Monday."),
    ):
        phone.context.clock.set_fixed_time(phone.clock.advance(hours=hours))
        page.goto("/")
        unlocked(page, PIN)
        sees(page, words)
    sees(page, re.compile("^Ring the team"), "Send now")


def test_taking_it_off_says_how_much_remains_and_drops_none_of_it(phone: Pocket) -> None:
    page = phone.begin()
    _no_signal(phone)
    _saved_log(page)
    go(page, "/log")
    choose(page, "kind", "I did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    go(page, "/more")
    press(page, "Take Foothold off this phone")
    sees(page, "2 things you wrote are still on this phone.")
    press(page, "Clear what I can read")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert [page.evaluate(_COUNT, name) for name in ("cache", "outbox", "drafts")] == [0, 1, 1]
    unlocked(page, PIN)
    sees(page, "Your plan and sessions are not here yet")
    assert "quince" not in page_state(page)


def test_where_nothing_is_deleted_by_itself_a_person_clears_and_is_told_how_many(
    world: World, site: Site, browser: Browser
) -> None:
    with pocket(world, site, browser) as made:
        made.move_clock(minutes=1)
        sheet = {
            "internet_device_allowed": True,
            "inspection": True,
            "no_deletion": False,
            "no_auto_deletion_software": True,
        }
        said = made.clinician.client.post(f"/api/participants/{made.participant_id}/suitability", sheet)
        assert said.status_code == 201, said.text
        page = made.begin()
        for _ in range(2):
            _saved_log(page)
        _received(page, 2)
        # Long after, and with backups that have passed them, they are still there.
        made.move_clock(days=40)
        page.goto("/")
        unlocked(page, PIN)
        sees(page, "Make a log")
        assert page.evaluate(_COUNT, "outbox") == 2
        _no_signal(made)
        _saved_log(page)
        go(page, "/entries")
        sees(page, "2 sealed copies of what your team has are on this phone.")
        press(page, "Clear what was received")
        sees(page, "Your team has these 2 entries.", "What was not sent stays.", "ask your clinician first")
        press(page, "Leave them")
        assert page.evaluate(_COUNT, "outbox") == 3
        press(page, "Clear what was received")
        press(page, "Clear the copies")
        expect(page.get_by_text("Clear what was received")).to_have_count(0)
        assert page.evaluate(_COUNT, "outbox") == 1


def test_a_server_put_back_from_a_backup_is_offered_all_that_the_phone_holds(phone: Pocket) -> None:
    page = phone.begin()
    for _ in range(2):
        _saved_log(page)
    _received(page, 2)
    offered: list[str] = []

    def note(request: Any) -> None:
        if request.url.endswith("/api/me/entries") and request.method == "POST":
            offered.extend(item["id"] for item in request.post_data_json["items"])

    page.on("request", note)
    with phone.world.act() as at:
        staffing.put_back(at)
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/entries")):
        page.evaluate("dispatchEvent(new Event('online'))")
    _received(page, 2)
    assert sorted(offered) == sorted(one["id"] for one in phone.entries()) and len(offered) == 2


# Releases ---------------------------------------------------------------------------------------------------------


def test_a_part_that_a_release_took_away_keeps_the_words_and_loads_once(
    world: World, site: Site, browser: Browser
) -> None:
    with pocket(world, site, browser) as made:
        # Without its service worker the phone has only what it fetched: a release in between takes the rest away.
        context: BrowserContext = browser.new_context(
            base_url=site.url, viewport=PHONE, service_workers="block", **PLACE
        )
        prepare(context)
        carry_cookies(context, made.enrolled.client.http.cookies)
        context.clock.set_fixed_time(world.clock.now)
        page = context.new_page()
        page.goto("/")
        unlocked(page, PIN)
        go(page, "/log")
        _log_to_the_end(page)
        press(page, "In my words")
        page.locator("#words").fill("typed a moment before")
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        page.route(re.compile("/assets/more-"), lambda route: route.fulfill(status=404))
        go(page, "/more")
        expect(heading(page, "Enter your PIN")).to_be_visible()
        unlocked(page, PIN)
        expect(heading(page, "This page did not load")).to_be_visible()
        sees(page, "What you wrote is kept on this phone.")
        assert len(loads) == 1, "loaded anew once, and not again and again"
        go(page, "/log")
        press(page, "Go on with it")
        sees(page, "typed a moment before")
        context.close()


def _next_release(phone: Pocket) -> None:
    """The same server after a release: its service worker is another one by a line. The phone has fetched it and it waits."""
    original = phone.site.app

    async def newer(scope: Any, receive: Any, send: Any) -> None:
        worker = scope["type"] == "http" and scope["path"] == "/sw.js"

        async def changed(message: Any) -> None:
            if worker and message["type"] == "http.response.start":
                message["headers"] = [(k, v) for k, v in message["headers"] if k not in (b"content-length", b"etag")]
            if worker and message["type"] == "http.response.body" and not message.get("more_body"):
                message["body"] = message.get("body", b"") + b"\n// the next release\n"
            await send(message)

        if worker:
            scope["headers"] = [(k, v) for k, v in scope["headers"] if k not in (b"accept-encoding", b"if-none-match")]
        await original(scope, receive, changed)

    phone.site.stop()
    phone.site.app = newer  # type: ignore[assignment]
    phone.site.start()
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    phone.page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)")


def test_a_new_release_waits_for_an_open_draft_and_never_loads_by_itself(phone: Pocket) -> None:
    page = phone.begin()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    unlocked(page, PIN)
    go(page, "/log")
    choose(page, "kind", "I felt an urge")
    press(page, "Next")
    expect(heading(page, "How strong is it?")).to_be_visible()
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    _next_release(phone)
    go(page, "/")
    sees(page, "Today")
    expect(page.get_by_text("A newer Foothold is ready.")).to_have_count(0)
    go(page, "/log")
    press(page, "Go on with it")
    rate(page, 6)
    press(page, "Next")
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    assert loads == []
    press(page, "Done")
    press(page, "Use it now")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert len(loads) == 1
    assert [one["body"]["intensity"] for one in phone.entries()] == [6]


def test_a_second_tab_changes_over_too_after_the_first_has(phone: Pocket) -> None:
    page = phone.begin()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    other = phone.context.new_page()
    other.goto("/")
    unlocked(other, PIN)
    _next_release(phone)
    unlocked(page, PIN)
    for tab in (page, other):
        expect(tab.get_by_text("A newer Foothold is ready.")).to_be_visible()
    press(page, "Use it now")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    loads: list[str] = []
    other.on("load", lambda _: loads.append(other.url))
    press(other, "Use it now")
    expect(heading(other, "Enter your PIN")).to_be_visible()
    other.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => one.waiting === null)")
    assert len(loads) == 1


# iPhone -----------------------------------------------------------------------------------------------------------


def _iphone(browser: Browser, site: Site, *, standalone: bool) -> BrowserContext:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": 375, "height": 667},
        is_mobile=True,
        has_touch=True,
        user_agent=IPHONE,
        **PLACE,
    )
    prepare(context)
    context.add_init_script(
        f"Object.defineProperty(navigator, 'standalone', {{ value: {'true' if standalone else 'false'} }})"
    )
    return context


def test_on_an_iphone_the_home_screen_comes_before_the_code(world: World, site: Site, browser: Browser) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    clinician.client.http.headers["Origin"] = site.url
    made = clinician.client.post(f"/api/participants/{person}/invitations").json()
    safari = _iphone(browser, site, standalone=False)
    page = safari.new_page()
    page.goto(made["qr_url"])
    expect(heading(page, "First, add Foothold to your Home Screen")).to_be_visible()
    assert page.locator("svg.guide").count() == 5 and "#" not in page.url
    sees(page, "Tap Add to Home Screen.", "Type your code there, not here.")
    press(page, "I have added it")
    expect(heading(page, "Now open Foothold from your Home Screen")).to_be_visible()
    press(page, "Back")
    press(page, "I can't add it")
    sees(page, "This iPhone may clear what you wrote if you don't open Foothold for 7 days.")
    press(page, "Go on here")
    expect(heading(page, "Enter your code")).to_be_visible()
    safari.close()
    # From the Home Screen there is nothing to add, and the code was not used up by looking.
    installed = _iphone(browser, site, standalone=True)
    page = installed.new_page()
    page.goto("/enrol")
    expect(heading(page, "Enter your code")).to_be_visible()
    fill(page, code=made["qr_url"].split("#")[1])
    press(page, "Next")
    sees(page, "Is that you?")
    installed.close()
