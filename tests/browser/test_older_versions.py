"""A card that is filled in with no signal while the form changes: sent, shown and changed in the words that it answered."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.learning.catalogue import load
from tests.browser.driving import choose, fill, go, heading, page_state, press, rate, sees, unlocked
from tests.browser.pocket import Pocket, at_desk
from tests.later import changed
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAS, NOW = "How strong was the strongest urge today?", "How strong was the urge at its worst?"


def test_a_card_of_the_version_before(phone: Pocket, browser: Browser, tmp_path: Path) -> None:
    page = phone.begin()
    page.goto("/")
    unlocked(page, PIN)
    phone.site.stop()
    go(page, "/card")
    expect(heading(page, WAS)).to_be_visible()
    rate(page, 6)
    press(page, "Next")
    choose(page, "acted", "Yes")
    while page.get_by_role("button", name="Save my card").count() == 0:
        if page.locator('fieldset[id="substances"]').count():
            choose(page, "substances", "Alcohol")
        press(page, "Next")
        page.wait_for_timeout(150)
    press(page, "Save my card")
    expect(heading(page, "Saved on this phone")).to_be_visible()

    # Meanwhile the service has the next release.
    phone.world.service.catalogue = load(changed(tmp_path / "content"), demo=True, today=lambda: date(2026, 11, 23))
    phone.site.start()
    with page.expect_response(lambda one: one.url.endswith("/api/me/entries") and one.ok):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.goto("/")
    with page.expect_response(lambda one: one.url.endswith("/api/me/bundle") and one.status == 200):
        unlocked(page, PIN)
    (entry,) = phone.entries()
    assert entry["body"]["form_version"] == 2
    go(page, f"/entries/{entry['id']}")
    sees(page, WAS, "Alcohol")
    assert NOW not in page_state(page)
    press(page, "Change this")
    expect(heading(page, WAS)).to_be_visible()
    rate(page, 7)
    press(page, "Next")
    while page.get_by_role("button", name="Save the change").count() == 0:
        press(page, "Next")
        page.wait_for_timeout(150)
    with page.expect_response(lambda one: one.url.endswith("/api/me/entries") and one.ok):
        press(page, "Save the change")

    # The clinician reads it in its words too, and keys in an older sheet as what it asked.
    desk = at_desk(phone, browser)
    found = phone.clinician.client.get("/api/reviews").json()["items"]
    review = next(one for one in found if one["kind"] == "acted")
    desk.goto(f"/reviews/{review['id']}")
    sees(desk, WAS, "7 of 10", "Version 2, shown in its own words. Version 3 is asked now")
    desk.goto(f"/participants/{phone.participant_id}/print/form/daily-card")
    sees(desk, NOW, "Daily card, version 3")
    desk.goto(f"/participants/{phone.participant_id}/paper/daily-card")
    sees(desk, NOW)
    desk.locator('[id="version"]').select_option("2")
    sees(desk, WAS)
    fill(desk, day="2026-11-22")
    desk.locator('[id="urge"]').select_option("5")
    desk.locator('[id="acted"]').select_option(label="No")
    desk.locator('[id="substances"]').select_option(label="Alcohol")
    press(desk, "Save as theirs")
    sees(desk, "Saved as theirs, entered by you.")
    assert "out of place" not in page_state(desk)
    keyed = next(one for one in phone.entries() if one["local_date"] == "2026-11-22")
    assert keyed["body"]["form_version"] == 2
    desk.context.close()
