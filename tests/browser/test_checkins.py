"""Check-ins on the screens: due with no signal, targets and own questions, missed and why; and the clinician's side of it."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.checkins.planning import plan_occurrences
from api.checkins.turning import turn_occurrences
from tests.browser.driving import (
    Site,
    choose,
    fill,
    go,
    heading,
    page_state,
    pick,
    press,
    rate,
    sees,
    unlocked,
)
from tests.browser.gallery import AXE, LOOK, WIDER
from tests.browser.pocket import Pocket, at_desk, pocket
from tests.world import PIN, POLICY, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    """An enrolled phone of somebody with two targets, a question of the clinician's own, and a weekly form beside the card."""
    with pocket(world, site, browser) as made:
        base = f"/api/participants/{made.participant_id}/check-ins"
        client = made.clinician.client
        for path, body in (
            ("/targets", {"words": "Look at their page"}), ("/targets", {"words": "Write a message"}),
            ("/questions", {"type": "boolean", "text": "Did you get to football?"}),
        ):  # fmt: skip
            world.clock.advance(seconds=1)
            assert client.post(base + path, body).status_code == 200
        asked = client.put(f"{base}/schedule", {"cadence": "weekly", "weekday": 0, "days": 3})
        assert asked.status_code == 200, asked.text
        made.context.clock.set_fixed_time(world.clock.now)
        yield made


def look(page: Page, name: str) -> None:
    """Axe finds nothing, and nothing is wider than the window, down to 320. FOOTHOLD_LOOK names a folder for pictures."""
    if folder := os.environ.get("FOOTHOLD_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    page.evaluate(AXE.read_text())
    found = page.evaluate(LOOK)
    assert found == [], (name, found)
    before = page.viewport_size
    assert before is not None
    for width in (before["width"], 320):
        page.set_viewport_size({"width": width, "height": before["height"]})
        assert page.evaluate(WIDER) is None, (name, width)
    page.set_viewport_size(before)


def morning(phone: Pocket, text: str) -> None:
    """Go to an instant, with the jobs run there and everybody still signed in."""
    world = phone.world
    world.clock.set(datetime.fromisoformat(text).replace(tzinfo=UTC))
    phone.context.clock.set_fixed_time(world.clock.now)
    world.sign_in(phone.clinician.client, phone.clinician.user)
    plan_occurrences(world.service, world.clock.now)
    turn_occurrences(world.service, world.clock.now)


def fill_card(page: Page) -> None:
    """The daily card from its first page to its last, with the shortest answers."""
    rate(page, 4)
    press(page, "Next")
    expect(heading(page, "Did you act on an urge today?")).to_be_visible()
    choose(page, "acted", "No")
    sees(page, "Who will read this")
    press(page, "Next")
    expect(heading(page, "Your own list")).to_be_visible()
    sees(page, "Who will read this", "Look at their page", "Did you do it: Write a message?")
    strips = page.locator("fieldset.strip")
    strips.nth(0).locator("label.scale-key").filter(has_text=re.compile("^8$")).click()
    page.locator('fieldset[id$=".acted"]').nth(1).locator("label.choice").filter(has_text="Yes").click()
    look(page, "targets")
    press(page, "Next")
    while heading(page, "Questions for you").count() == 0:
        press(page, "Next")
        page.wait_for_timeout(150)
    page.locator("label.choice").filter(has_text="Yes").click()
    while page.get_by_role("button", name="Save my card").count() == 0:
        press(page, "Next")
        page.wait_for_timeout(150)
    press(page, "Save my card")


def test_a_card_made_with_no_signal_on_a_later_day_answers_that_day(phone: Pocket) -> None:
    page = phone.begin()
    sees(page, "Your daily card", "Your weekly check-in")
    look(page, "today-two-due")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    unlocked(page, PIN)
    sees(page, "Your weekly check-in")
    phone.site.stop()
    phone.clock.set(datetime(2026, 11, 24, 21, 0, tzinfo=UTC))
    phone.context.clock.set_fixed_time(phone.clock.now)
    page.goto("/")
    unlocked(page, PIN)
    page.get_by_role("link", name="Start, Your daily card").click()
    fill_card(page)
    expect(heading(page, "Saved on this phone")).to_be_visible()
    go(page, "/")
    expect(page.get_by_role("heading", name="Your daily card", exact=True)).to_have_count(0)
    phone.site.start()
    phone.world.sign_in(phone.clinician.client, phone.clinician.user)
    page.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(60):
        entries = [one for one in phone.entries() if one["kind"] == "checkin"]
        if entries:
            break
        page.wait_for_timeout(250)
    (entry,) = entries
    assert entry["local_date"] == "2026-11-24"
    body = entry["body"]
    assert [(one.get("urge"), one.get("acted")) for one in body["targets"]] == [(8, None), (None, True)]
    assert list(body["extra"].values()) == [True] and body["answers"]["acted"] is False
    found = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/check-ins").json()["occurrences"]
    daily = {one["due_on"]: one for one in found if one["form_id"] == "daily-card"}
    assert daily["2026-11-24"]["entry_id"] == entry["id"] and daily["2026-11-24"]["on_time"] is True

    # The clinician's own question was for once: what was answered keeps its words, and can be changed.
    page.goto(f"/entries/{entry['id']}")
    unlocked(page, PIN)
    sees(page, "Did you get to football?", "Look at their page")
    press(page, "Change this")
    while heading(page, "Did you get to football?").count() == 0:
        press(page, "Next")
        page.wait_for_timeout(150)
    page.locator("label.choice").filter(has_text="No").click()
    while page.get_by_role("button", name="Save the change").count() == 0:
        press(page, "Next")
        page.wait_for_timeout(150)
    press(page, "Save the change")
    sees(page, "Did you get to football? was: Yes")
    (entry,) = [one for one in phone.entries() if one["kind"] == "checkin"]
    assert list(entry["body"]["extra"].values()) == [False] and entry["body"]["answers"]["acted"] is False


def test_what_was_missed_is_told_and_can_be_explained(phone: Pocket) -> None:
    page = phone.begin()
    morning(phone, "2026-11-23T10:05:00")
    morning(phone, "2026-11-24T09:00:00")
    page.reload()
    phone.begin()
    sees(page, "Monday's card was not filled in", "You can say why")
    look(page, "today-missed")
    page.get_by_role("link", name=re.compile("Monday's card was not filled in")).click()
    expect(heading(page, "The card for Monday was not filled in")).to_be_visible()
    press(page, "Send it")
    sees(page, "Choose what got in the way")
    choose(page, "reason", "No signal or no data")
    fill(page, why_text="On a building site.")
    look(page, "missed-why")
    press(page, "Send it")
    expect(heading(page, re.compile("^(Received|Saved on this phone)$"))).to_be_visible()
    press(page, "Done")
    sees(page, "You said why")
    (review,) = [one for one in phone.clinician.client.get("/api/reviews").json()["items"] if one["kind"] == "missed"]
    words = phone.clinician.client.get(f"/api/reviews/{review['id']}").json()
    assert {"label": "Why it was missed", "value": "No signal"} in words["fields"]


def test_the_clinician_changes_excuses_prints_and_keys_in(phone: Pocket, browser: Browser) -> None:
    morning(phone, "2026-11-23T10:05:00")
    morning(phone, "2026-11-25T09:00:00")
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}/checkins")
    sees(page, "What is asked for", "Daily card, every day", "Look at their page")
    page.get_by_role("button", name="Change, Daily card, every day").click()
    fill(page, opens="18:00", closes="02:00")
    press(page, "Save")
    sees(page, "Open 18:00 to 02:00.")
    look(page, "staff-checkins")

    page.get_by_role("button", name=re.compile("^Excuse, Daily card, Tue 24")).click()
    press(page, "Excuse")
    sees(page, "Say why. They read it.")
    fill(page, why="You told us that you were moving house.")
    page.get_by_role("dialog").get_by_role("button", name="Excuse").click()
    sees(page, "Excused by Maya. You told us that you were moving house.")

    fill(page, target="Ring 07700 900123")
    press(page, "Put it on the card")
    sees(page, re.compile("Take out"))
    fill(page, target="Walk past their work")
    press(page, "Put it on the card")
    expect(page.get_by_role("button", name="Take off, Walk past their work")).to_be_visible()
    fill(page, question="How was the walk?")
    pick(page, question_type="One of a few answers")
    fill(page, options="Good\nHard")
    press(page, "Add the question")
    expect(page.get_by_role("button", name="Stop, How was the walk?")).to_be_visible()

    press(page, "Print: Daily card")
    expect(heading(page, "Daily card")).to_be_visible()
    sees(page, "How strong was the strongest urge today?", "Walk past their work", "How was the walk?")
    look(page, "print-daily-card")
    page.emulate_media(media="print")
    size = page.evaluate("getComputedStyle(document.querySelector('.paper-question')).fontSize")
    assert float(size.removesuffix("px")) >= 21, "16 point"
    page.emulate_media(media="screen")
    page.go_back()

    press(page, "Key in: Daily card")
    pick(page, urge="9", acted="Yes")
    press(page, "Save as theirs")
    sees(page, "One thing to fix")
    fill(page, day="2026-11-23")
    press(page, "Save as theirs")
    sees(page, "Saved as theirs, entered by you.")
    page.goto(f"/participants/{phone.participant_id}")
    sees(page, re.compile("^Daily cards, "))
    look(page, "staff-grid")
    assert "Walk past their work" in page_state(page)
    reviews = [one for one in phone.clinician.client.get("/api/reviews").json()["items"] if one["kind"] == "acted"]
    assert len(reviews) == 1


def test_a_log_is_printed_with_the_notice_and_keyed_in(phone: Pocket, browser: Browser) -> None:
    morning(phone, "2026-11-25T10:00")
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}/print/form/log")
    expect(page.locator(".paper-form")).to_contain_text(POLICY)
    # Before anything is asked: who reads it, and what may be passed on.
    said = page.locator(".paper-form").inner_text()
    assert said.index(POLICY) < said.index("What happened?") and "Maya, your clinician" in said
    for words in ("I nearly did it", "What set it off?", "Work or money", "If it's late, then I will put the phone in the drawer",
                  "No names, no places, no numbers."):  # fmt: skip
        assert words in said
    assert "Name" not in said and "Only if you said anything but A good moment" in said
    assert said.index("What did you do?") < said.index("That is enough.") < said.index("Did it help?")
    look(page, "log-printed")
    page.goto(f"/participants/{phone.participant_id}/print/form/step-by-step")
    expect(page.locator(".paper-form")).to_contain_text(POLICY)
    said = page.locator(".paper-form").inner_text()
    assert said.index(POLICY) < said.index("I sent a message"), "it asks what they did in the end"
    page.goto(f"/participants/{phone.participant_id}/print/form/log")
    # Paper without that notice is not to be had: where it does not come, nothing is printed.
    page.route("**/api/team", lambda route: route.abort())
    page.reload()
    sees(page, "Could not load this page")
    expect(page.locator(".paper-form")).to_have_count(0)
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    page.unroute("**/api/team")
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}/paper/log")
    press(page, "Save as theirs")
    sees(
        page,
        "3 things to fix",
        "Write the day that it happened",
        "Write about what time it was",
        "Choose what happened",
    )
    look(page, "log-keyed-in-missing")
    fill(page, day="2026-11-24", time="23:10")
    page.locator("#kind").select_option(label="I nearly did it")
    page.locator("#intensity").select_option(label="8")
    choose(page, "triggers", "Work or money")
    choose(page, "did", "Went for a walk")
    page.locator("#helped").select_option(label="A bit")
    choose(page, "rules", "If it's late, then I will put the phone in the drawer")
    fill(page, text="I had it typed. My number is 07700 900123.")
    press(page, "Save as theirs")
    sees(page, "Saved as theirs, entered by you.")
    [entry] = phone.entries()
    body = entry["body"]
    assert body["happened_at"] == "2026-11-24T23:10:00Z" or body["happened_at"].startswith("2026-11-24T23:10")
    assert (body["kind"], body["intensity"], body["triggers"], body["did"]) == (
        "near_miss",
        8,
        ["work_or_money"],
        ["walked"],
    )
    assert "[phone number]" in body["text"] and [one["helped"] for one in body["rules"]] == ["a_bit"]
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}")
    sees(page, "For Tue 24. Keyed in by Maya, Wed 25.", "Near miss")


def test_the_grid_says_what_arrived_later_and_what_was_filled_in_late(phone: Pocket, browser: Browser) -> None:
    phone.enrolled.unlock()
    coming = phone.enrolled.client.get("/api/me/bundle").json()
    dues = {one["local_date"]: one for one in [*coming["due"], *coming["coming"]] if one["form_id"] == "daily-card"}

    def card(day: str, made: str) -> None:
        due = dues[day]
        body = {
            "form_id": "daily-card", "form_version": due["form_version"], "local_date": day, "occurrence_id": due["id"],
            "answers": {"urge": 3, "acted": False},
        }  # fmt: skip
        assert phone.enrolled.send("checkin", body, made_at=made)["status"] == "stored"

    morning(phone, "2026-11-23T10:05:00")
    morning(phone, "2026-11-26T09:00:00")
    card("2026-11-23", "2026-11-23T22:00:00+00:00")
    card("2026-11-24", "2026-11-26T08:00:00+00:00")
    card("2026-11-25", "2026-11-25T22:00:00+00:00")
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}")
    sees(page, re.compile("^Daily cards, "))
    row = page.locator("table.card-grid tbody tr").first
    signs = [cell.inner_text().strip() for cell in row.locator("[aria-hidden]").all()][-4:-1]
    assert signs == ["+2d", "T", "+5h"], signs
    heard = [cell.inner_text().strip() for cell in row.locator(".hear").all()][-4:-1]
    assert heard == [
        "Filled in on time, reached us 53 hours after it closed", "Filled in late",
        "Filled in on time, reached us 5 hours after it closed",
    ]  # fmt: skip
    sees(page, re.compile("\\+5h: filled in on time, reached us 5 hours after it closed. T: filled in late."))
    look(page, "grid-late")
    press(page, "As a table")
    sees(page, heard[0])
