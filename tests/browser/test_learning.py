"""Lessons on a phone of 360 px: read with the server stopped, what was chosen kept through a lock, one entry, and its takeaway in the plan."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import go, heading, press, sees, unlocked
from tests.browser.pocket import Pocket
from tests.browser.test_orders import Court, fresh
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = "law.england-wales.what-counts"
WHO = {"who": "other_person"}


def steps(page: Page) -> int:
    return int(page.get_by_text("step 1 of").inner_text().split()[-1])


def has_lessons(page: Page) -> None:
    go(page, "/learn")
    expect(page.locator(f"main a[href='/learn/{LESSON}']")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def finished(phone: Pocket) -> list[dict[str, Any]]:
    found = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/lessons").json()["lessons"]
    return list(found)


def test_a_lesson_is_read_with_the_server_stopped_and_the_clinician_sees_it_later(phone: Pocket) -> None:
    page = phone.begin()
    has_lessons(page)
    phone.site.stop()
    page.locator(f"main a[href='/learn/{LESSON}']").click()
    expect(page.get_by_text("step 1 of")).to_be_visible()
    many = steps(page)
    for n in range(2, many):
        go(page, f"/learn/{LESSON}?page={n}")
        expect(page.get_by_text(f"step {n} of")).to_be_visible()
        if page.locator("label.choice").count():
            sees(page, "Your clinician sees that you read this page, and what you chose.")
            page.locator("label.choice").last.click()
            press(page, "Check my answer")
            expect(page.locator(".choice-rows.answered")).to_be_visible()
    page.reload()
    unlocked(page, PIN)
    go(page, f"/learn/{LESSON}?page={many - 1}")
    expect(page.locator(".choice-rows.answered")).to_be_visible()
    go(page, f"/learn/{LESSON}?page={many}")
    expect(heading(page, "One thing to keep")).to_be_visible()
    press(page, "Done")
    expect(heading(page, "Learn")).to_be_visible()
    sees(page, "You read this one")
    assert '"check_id"' not in phone.stored(), "what was chosen lies sealed until it goes"
    phone.site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_soon(lambda: [one["lesson_id"] for one in finished(phone)], [LESSON])
    (one,) = finished(phone)
    assert len(one["checks"]) >= 2 and any(check["missed"] for check in one["checks"])


def test_what_was_left_out_can_still_be_tried_and_the_clinician_is_told_that_it_was_not(phone: Pocket) -> None:
    page = phone.begin()
    has_lessons(page)
    page.locator(f"main a[href='/learn/{LESSON}']").click()
    expect(page.get_by_text("step 1 of")).to_be_visible()
    many = steps(page)
    go(page, f"/learn/{LESSON}?page={many}")
    page.get_by_role("link", name="Try what you left out").click()
    expect(page.locator("label.choice").first).to_be_visible()
    go(page, f"/learn/{LESSON}?page={many}")
    press(page, "Done")
    expect(heading(page, "Learn")).to_be_visible()
    expect_soon(
        lambda: [(one["lesson_id"], one["untried"] > 0, one["checks"]) for one in finished(phone)], [(LESSON, True, [])]
    )


def expect_soon(ask: Any, wanted: Any) -> None:
    for _ in range(100):
        if ask() == wanted:
            return
        time.sleep(0.1)
    assert ask() == wanted


def test_skills_are_read_and_situations_tried_with_the_server_stopped_and_nothing_of_it_is_kept(phone: Pocket) -> None:
    page = phone.begin()
    has_lessons(page)
    phone.site.stop()
    page.get_by_role("link", name=re.compile("^Skills")).click()
    expect(page.locator("main a[href^='/learn/skills/']")).to_have_count(22)
    page.get_by_role("link").filter(has_text="Do the opposite").click()
    sees(page, "The opposite never means doing something for the other person.", "In half a minute", "When you have more time",
         "Name what the feeling wants you to do.", "Stay with it until the pull is weaker, even a little.")  # fmt: skip
    said = page.locator("main").inner_text()
    assert said.index("The opposite never means") < said.index("Name what the feeling"), "the caution stands first"
    go(page, "/learn")
    page.get_by_role("link", name=re.compile("^Would this count")).click()
    sees(page, "What you choose here is not kept and not sent.")
    page.get_by_role("link").filter(has_text="By chance").click()
    sees(page, "step 1 of")
    press(page, "See what fits")
    sees(page, "Choose one first")
    page.locator("label.choice").first.click()
    press(page, "See what fits")
    sees(page, "This one", "One press by mistake, ended at once, is not a course of conduct.")
    press(page, "Where this comes from")
    sees(page, "Protection from Harassment Act 1997, section 7")
    # It can go on into the plan, in words that name nobody; Back leads to the same situation.
    press(page, "Make a plan rule for times like this")
    expect(page.get_by_label("If", exact=True)).to_have_value("we are in the same place by chance")
    page.get_by_role("link", name="Back").click()
    sees(page, "step 1 of", "This one")
    press(page, "Next")
    sees(page, "step 2 of")
    phone.site.start()
    page.reload()
    unlocked(page, PIN)
    go(page, "/learn/situations?topic=accident&page=2")
    sees(page, "step 1 of")
    expect(page.locator(".choice-rows.answered")).to_have_count(0)
    assert phone.entries() == []


def test_what_the_choices_are_decides_what_is_asked(phone: Pocket) -> None:
    page = phone.begin()
    has_lessons(page)
    go(page, "/learn/law.england-wales.orders?page=7")
    sees(page, "come over, I will tell the court it is fine", "What do you think?", "He has to leave it")
    assert page.get_by_text("Would this count?").count() == 0
    go(page, "/learn/law.england-wales.children?page=6")
    expect(page.get_by_role("heading", name="Would this count?")).to_be_visible()


def test_the_takeaway_goes_into_the_plan_as_a_rule(phone: Pocket) -> None:
    page = phone.begin()
    has_lessons(page)
    page.locator(f"main a[href='/learn/{LESSON}']").click()
    expect(page.get_by_text("step 1 of")).to_be_visible()
    go(page, f"/learn/{LESSON}?page={steps(page)}")
    press(page, "Add to my plan")
    expect(page).to_have_url(re.compile("/plan/rule/new"))
    expect(page.get_by_label("If", exact=True)).to_be_visible()
    filled = page.locator("textarea, input[type=text]").evaluate_all("all => all.map((one) => one.value)")
    assert any("look, like or send" in one for one in filled), filled
    assert any(one.startswith("I will put my phone") for one in filled), filled
    # The words went in memory, never in an address.
    assert "phone" not in page.url


def test_a_phone_in_scotland_has_scotland_s_law_from_end_to_end(phone: Pocket) -> None:
    put = phone.clinician.client.put(
        f"/api/participants/{phone.participant_id}/learning", {"language": "en", "jurisdiction": "scotland"}
    )
    assert put.status_code == 200, put.text
    court = Court(phone)
    court.order(
        [{"library_id": "no-contact", "blanks": WHO}, {"library_id": "keep-in-touch"}], kind_id="sc.nho.criminal"
    )
    page = phone.begin()
    fresh(page)
    go(page, "/order")
    sees(page, "Non-harassment order after a conviction")
    page.get_by_role("button", name="2. Sessions and help").click()
    page.get_by_role("button", name="Exact words").last.click()
    sees(page, "To keep in touch with your justice social worker as you are told.")
    assert "robation" not in page.locator("main").inner_text()
    order = court.page()["orders"][0]["id"]
    go(page, f"/order/check/{order}?page=1")
    sees(page, "He answers with a thumbs up.")
    go(page, "/learn")
    expect(page.locator("main a[href='/learn/law.scotland.what-counts']")).to_be_visible()
    assert page.locator("main a[href*='england-wales']").count() == 0
    go(page, "/order/can-i")
    page.get_by_role("searchbox").fill("movin house who do i tel")
    page.get_by_role("link", name=re.compile("move house")).first.click()
    sees(page, "Ask your justice social worker before you move.")
    text = page.locator("main").inner_text()
    assert "robation" not in text and "police" not in text
    # The fixed words of the phone follow with its next opening.
    page.reload()
    unlocked(page, PIN)
    go(page, "/more/who")
    sees(page, "Justice social work gets your session dates and whether you came. Never what you write.")
    assert "robation" not in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("place", "line", "not_there"),
    [("scotland", "NHS 24, 111", "option 2"), ("northern-ireland", "Lifeline, 0808 808 8000", "111, then option 2")],
)
def test_a_locked_phone_shows_the_lines_of_its_own_country(
    phone: Pocket, place: str, line: str, not_there: str
) -> None:
    address = f"/api/participants/{phone.participant_id}/learning"
    assert phone.clinician.client.put(address, {"language": "en", "jurisdiction": place}).status_code == 200
    page = phone.begin()
    press(page, "Lock")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    phone.site.stop()
    page.reload()
    press(page, "Right now")
    sees(page, "999", line, "Samaritans, 116 123")
    assert not_there not in page.locator("main").inner_text()
    go(page, "/now/people")
    sees(page, line, "CALM")
    assert not_there not in page.locator("main").inner_text()
