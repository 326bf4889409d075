"""What the server put aside: a person sees it with its reason, sends it again, or writes it again. Nothing of it is lost."""

import pytest

from tests.browser.driving import go, press, rate, sees
from tests.browser.pocket import Pocket
from tests.browser.test_checkins import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_was_put_aside_is_seen_with_its_reason_and_has_ways_on(phone: Pocket) -> None:
    page = phone.begin()
    sent = phone.enrolled.trigger("urge", 6)
    page.reload()
    page = phone.begin()
    go(page, f"/entries/{sent['id']}")
    press(page, "Change this")
    page.get_by_role("button", name="Change How strong").click()
    rate(page, 8)
    press(page, "Next")
    # Meanwhile it was taken back on another phone, so that there is nothing to change any more.
    assert phone.enrolled.send("withdraw", {"of": sent["id"]})["status"] == "stored"
    with page.expect_response(lambda one: one.url.endswith("/api/me/entries") and one.ok):
        press(page, "Save the change")
    go(page, "/")
    sees(page, "1 thing you wrote was kept but not taken")
    go(page, "/entries")
    page.locator("a.row").filter(has_text="Kept, not taken").click()
    sees(
        page, "The log that it adds to is not there. Your team has been told.", "It goes again by itself once a day.",
        "Ring your team about it",
    )  # fmt: skip
    look(page, "put-aside")
    with page.expect_response(lambda one: one.url.endswith("/api/me/entries") and one.ok):
        press(page, "Send it again")
    sees(page, "Kept, not taken")
    told = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/quarantine").json()["items"]
    assert [(one["kind"], one["reason"]) for one in told] == [("amend", "nothing_to_amend")]
    assert '"intensity":8' in told[0]["opened"]
