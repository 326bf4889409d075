"""By keyboard alone: every key press goes where focus is seen, and nothing needs a finger or a mouse. All ways of writing, and some more."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.driving import Site, go, heading, sees
from tests.browser.flows import FLOWS
from tests.browser.keys import pressed_by_key, typed_by_key
from tests.browser.pocket import Pocket, pocket
from tests.browser.prepared import Prepared
from tests.browser.test_checkins import morning
from tests.browser.test_phone import tab_to
from tests.world import PIN, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pressed(page: Page, words: str) -> None:
    """Go to it by Tab, and press it."""
    tab_to(page, words)
    page.keyboard.press("Enter")


def chosen(page: Page, words: str, downs: int = 0) -> None:
    """Go to the first of a list by Tab, and down from it by arrows; a space chooses where no arrow did."""
    tab_to(page, words)
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    if not downs:
        page.keyboard.press("Space")


def test_locked_opened_and_the_pin_forgotten(phone: Pocket) -> None:
    page = phone.begin()
    pressed(page, "Lock")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    page.keyboard.type("111112")
    sees(page, "That PIN didn't match. 4 tries left.")
    pressed(page, "Forgot PIN")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for digit in PIN:
        tab_to(page, digit)
        page.keyboard.press("Enter")
    expect(heading(page, "Today")).to_be_visible()


def test_not_safe_is_told_with_no_finger(phone: Pocket) -> None:
    page = phone.begin()
    pressed(page, "Right now")
    expect(heading(page, "Right now")).to_be_visible()
    pressed(page, "I do not feel safe")
    expect(heading(page, "I do not feel safe")).to_be_visible()
    pressed(page, "Tell my team too")
    chosen(page, "Me")
    pressed(page, "Send")
    expect(heading(page, "Received")).to_be_visible()
    assert [one["body"]["about"] for one in phone.entries()] == ["me"]


def test_a_missed_card_is_explained_and_the_next_one_begun(phone: Pocket) -> None:
    page = phone.begin()
    for day in ("2026-11-23T10:05:00", "2026-11-24T09:00:00"):
        morning(phone, day)
    page.reload()
    phone.begin()
    pressed(page, "Monday's card was not filled in")
    expect(heading(page, "The card for Monday was not filled in")).to_be_focused()
    chosen(page, "I forgot", downs=1)
    pressed(page, "Send it")
    expect(heading(page, re.compile("^(Received|Saved on this phone)$"))).to_be_visible()
    # It may arrive between one key and the next: focus stays where he is.
    tab_to(page, "Done")
    expect(heading(page, "Received")).to_be_visible()
    page.keyboard.press("Enter")
    sees(page, "You said why")
    pressed(page, "Start")
    expect(page.get_by_text("Card, step 1 of")).to_be_visible()
    chosen(page, "0, none", downs=3)
    pressed(page, "Next")
    expect(page.get_by_text("Card, step 2 of")).to_be_visible()


def test_when_it_locks_is_changed_and_the_app_taken_off(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/more")
    pressed(page, "When Foothold locks")
    expect(heading(page, "When Foothold locks")).to_be_focused()
    chosen(page, "Lock after 2 minutes", downs=1)
    pressed(page, "Back")
    sees(page, "Lock at once")
    pressed(page, "Take Foothold off this phone")
    expect(page.get_by_role("dialog")).to_be_visible()
    pressed(page, "Leave it")
    expect(page.get_by_role("dialog")).to_have_count(0)
    pressed(page, "My phones")
    pressed(page, "Take off")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Focus is where it was, and not at the top of the page.
    expect(page.get_by_role("button", name=re.compile("^Take off"))).to_be_focused()


def test_every_way_of_writing_works_with_keys_alone(
    world: World, site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pocket(world, site, browser, link=world.probation()) as made:
        Prepared(made)
        page = made.begin()
        monkeypatch.setattr(Locator, "click", pressed_by_key)
        monkeypatch.setattr(Locator, "fill", typed_by_key)
        walked = []
        for flow in FLOWS:
            flow.fill(page, lambda _field: "a bit of it", True)
            walked.append(flow.name)
        assert len(walked) == len(FLOWS) > 30
