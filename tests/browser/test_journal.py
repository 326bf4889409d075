"""The journal beyond the first log: changing, taking back, asking, a session that cannot be kept, step by step, patterns.

All without signal where a phone has none, and with the server's own words where it has.
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Site, choose, fill, go, heading, page_state, press, rate, sees, unlocked
from tests.browser.pocket import PLAN, Pocket
from tests.world import PIN, POLICY

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def book(phone: Pocket, days: int = 0, hours: int = 4) -> str:
    """A session some time from now."""
    when = (phone.clock.now + timedelta(days=days, hours=hours)).isoformat()
    body = {"planned_at": when, "length_minutes": 50, "mode": "room", "place": None, "basis": "licence"}
    made = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/appointments", body)
    assert made.status_code in (200, 201), made.text
    return str(made.json()["id"])


def staff(phone: Pocket, path: str) -> Any:
    """What the clinician is told."""
    answer = phone.clinician.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fresh_bundle(page: Page) -> None:
    """Ask what is new, as the phone does by itself when it is looked at again."""
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")):
        page.evaluate("dispatchEvent(new Event('online'))")


def test_a_whole_log_with_rules_and_an_earlier_day(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/log")
    choose(page, "kind", "I did it")
    press(page, "Next")
    rate(page, 7)
    press(page, "Next")
    # Who reads it and what may be passed on stands before the button, and above the answers.
    sees(page, "Who will read this", POLICY)
    page.get_by_role("button", name="Change When").click()
    choose(page, "when", "Another day")
    yesterday = (phone.clock.now - timedelta(days=1)).date().isoformat()
    fill(page, day=yesterday, time="23:10")
    press(page, "Done")
    press(page, "Plan rules I used")
    choose_rule = page.locator("label.choice").filter(has_text="put the phone in the drawer")
    choose_rule.click()
    page.locator("fieldset[id^=helped-] label.choice").filter(has_text="A bit").click()
    press(page, "Done")
    press(page, "Talk about this")
    choose(page, "talk_about", "Yes, next time")
    press(page, "Done")
    sees(page, "1 rule")
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    [entry] = phone.entries()
    body = entry["body"]
    assert body["happened_at"].startswith(f"{yesterday}T23:10") and entry["local_date"] == yesterday
    assert [one["helped"] for one in body["rules"]] == ["a_bit"] and body["talk_about"] is True


def test_changed_and_taken_back(phone: Pocket) -> None:
    log = phone.enrolled.trigger("near_miss", 8, text="first words")
    other = phone.enrolled.trigger("urge", 3)
    page = phone.begin()
    go(page, f"/entries/{log['id']}")
    press(page, "Change this")
    sees(page, "You are changing what you sent.", POLICY)
    page.get_by_role("button", name="Change How strong").click()
    rate(page, 5)
    press(page, "Next")
    press(page, "In my words") if page.get_by_role(
        "button", name="In my words", exact=True
    ).count() else page.get_by_role("button", name="Change In my words").click()
    fill(page, words="second words")
    press(page, "Done")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle") and answer.status == 200):
        press(page, "Save the change")
    sees(page, "What you changed", "How strong was: 8, strong", "In my words was: first words", "second words")
    [review] = staff(phone, "/api/reviews")["items"]
    changed = staff(phone, f"/api/reviews/{review['id']}")["changed"]
    assert "How strong: 5 of 10. Before: 8 of 10." in changed[0]["lines"]

    go(page, f"/entries/{other['id']}")
    press(page, "Take this back")
    sees(page, "It is not deleted.")
    press(page, "Leave it")
    press(page, "Take this back")
    choose(page, "why", "I made it by mistake")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle") and answer.status == 200):
        press(page, "Take it back")
    go(page, "/entries")
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()
    timeline = f"/api/participants/{phone.participant_id}/timeline"
    assert [one["id"] for one in staff(phone, timeline)["items"] if one["source"] == "entry"] == [log["id"]]
    assert [one["id"] for one in staff(phone, timeline + "?show=withdrawn")["items"]] == [other["id"]]


def test_what_the_phone_holds_does_not_come_again_and_is_still_there(phone: Pocket, site: Site) -> None:
    phone.enrolled.trigger("urge", 3, text="on an older evening")
    phone.move_clock(minutes=5)
    page = phone.begin()
    phone.enrolled.trigger("urge", 4, text="just now")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")) as asked:
        phone.begin()
    news = asked.value.json()
    assert [one["body"]["text"] for one in news["entries"]] == ["just now"] and news["entries_since"]
    assert news["as_held"] and "plan" not in news
    go(page, "/entries")
    expect(page.locator("main li").filter(has_text="Urge")).to_have_count(2)
    go(page, "/plan")
    sees(page, PLAN["night"][0])
    changed = PLAN | {"night": ["Radio on, phone downstairs"], "base_version": 1}
    said = phone.clinician.client.put(f"/api/participants/{phone.participant_id}/coping-plan", changed)
    assert said.status_code == 200, said.text
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")) as asked:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert "as_held" not in asked.value.json() and asked.value.json()["entries_since"]
    sees(page, "Radio on, phone downstairs")
    site.stop()
    page.goto("/")
    unlocked(page, PIN)
    go(page, "/entries")
    expect(page.locator("main li").filter(has_text="Urge")).to_have_count(2)
    go(page, "/plan")
    sees(page, "Radio on, phone downstairs")


def test_a_card_is_changed_answer_by_answer(phone: Pocket) -> None:
    card = phone.enrolled.card(urge=4, acted=False, mood=6)
    page = phone.begin()
    go(page, f"/entries/{card['id']}")
    press(page, "Change this")
    rate(page, 6)
    while page.get_by_role("button", name="Save the change").count() == 0:
        press(page, "Next")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle") and answer.status == 200):
        press(page, "Save the change")
    sees(page, re.compile("How strong was the strongest urge today. was: 4"))
    [entry] = phone.entries()
    assert entry["body"]["answers"] == {"urge": 6, "acted": False, "mood": 6}
    assert entry["revisions"][0]["was"] == {"answers": {"urge": 4}}


def test_asking_says_who_answers_and_shows_the_answer(phone: Pocket, site: Site) -> None:
    page = phone.begin()
    go(page, "/more")
    press(page, "Ask or object", exact=False)
    press(page, "Complain about my data", exact=False)
    sees(page, "What happens next", re.compile("2 working days"))
    press(page, "Send")
    sees(page, "2 things to fix")
    choose(page, "choice", "Who looked at it")
    fill(page, words="Who looked on Tuesday?")
    site.stop()
    press(page, "Send")
    expect(heading(page, "Complaint about my data")).to_be_visible()
    sees(page, "Nobody has seen this yet.")
    site.start()
    press(page, "Try to send now")
    expect(page.get_by_text("Nobody has seen this yet.")).to_have_count(0)
    [review] = staff(phone, "/api/reviews")["items"]
    assert review["kind"] == "complaint"
    maya = phone.clinician.client
    assert maya.post(f"/api/reviews/{review['id']}/claim").status_code == 200
    done = maya.post(f"/api/reviews/{review['id']}/close", {"outcome": "replied", "reply": "Only I did."})
    assert done.status_code == 200, done.text
    page.reload()
    unlocked(page, PIN)
    go(page, "/ask")
    sees(page, "What you asked", "Maya wrote")

    press(page, "Ask to stop", exact=False)
    sees(page, "Nothing stops at once. Your team still reads what you send.")
    choose(page, "choice", "I'm not sure. I want to talk")
    choose(page, "call", "Yes, call me")
    press(page, "Send")
    expect(
        page.get_by_role("listitem").filter(has_text=re.compile("Received.*Monday 23 November, 10:00"))
    ).to_be_visible()
    assert staff(phone, f"/api/participants/{phone.participant_id}")["status"] == "active"
    assert "stop_request" in {one["rule"] for one in staff(phone, "/api/attention")["items"]}


def test_a_session_that_cannot_be_kept(phone: Pocket, site: Site) -> None:
    session = book(phone)
    page = phone.begin()
    press(page, "I can't make it")
    site.stop()
    press(page, "Tell my clinician")
    sees(page, "Choose yes or no")
    choose(page, "move", "Yes, please move it")
    press(page, "Tell my clinician")
    expect(heading(page, "Not sent")).to_be_visible()
    sees(page, re.compile(r"Not sent\. Ring"))
    go(page, "/")
    sees(page, re.compile(r"Not sent\. Ring"))
    site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("You said that you can't make it.")).to_be_visible()
    [item] = staff(phone, f"/api/participants/{phone.participant_id}/appointments")["items"]
    assert item["id"] == session and item["said"]["text"] == "Said they can't come" and item["state"] == "planned"

    # Locked, and with no list of sessions: the server knows which is next.
    press(page, "Lock")
    press(page, "Write without unlocking")
    press(page, "I'm running late")
    choose(page, "minutes", "20 minutes")
    press(page, "Tell my clinician")
    expect(heading(page, "Your team has it")).to_be_visible()
    [item] = staff(phone, f"/api/participants/{phone.participant_id}/appointments")["items"]
    assert item["said"]["text"] == "Said they are 20 minutes late"


def _open_chain(phone: Pocket, is_open: bool) -> None:
    path = f"/api/participants/{phone.participant_id}/opened-items"
    said = phone.clinician.client.put(path, {"item": "chain", "open": is_open})
    assert said.status_code == 200, said.text


def test_step_by_step_says_from_which_hour_it_opens_after_something_hard(phone: Pocket) -> None:
    moved = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/phase", {"to": "working"})
    assert moved.status_code == 200, moved.text
    _open_chain(phone, True)
    page = phone.begin()
    sees(page, "Your clinician opened this for you")
    press(page, "Step by step", exact=False)
    sees(page, "Best done with your clinician.")
    phone.enrolled.trigger("acted", 7)
    go(page, "/")
    fresh_bundle(page)
    sees(page, "You can open this from 5am on Tuesday")
    press(page, "Step by step", exact=False)
    sees(page, "Not right now", "You can open this from 5am on Tuesday. Do this with your clinician.")


def test_step_by_step_from_opening_to_closing(phone: Pocket) -> None:
    moved = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/phase", {"to": "working"})
    assert moved.status_code == 200, moved.text
    page = phone.begin()
    assert "Step by step" not in page_state(page)
    go(page, "/chain")
    sees(page, "This is not open now")
    # Nothing of it lies on the phone, and no public file has it.
    assert "thoughts" not in json.dumps(page.evaluate("caches.keys().then(String)"))
    assert "i am owed an answer" not in phone.stored().lower()
    _open_chain(phone, True)
    go(page, "/")
    fresh_bundle(page)
    press(page, "Step by step", exact=False)
    press(page, "Start")
    said = page.get_by_role("button", name=re.compile("^(Next|Save it)$"))
    seen: list[str] = []
    for _ in range(20):
        title = page.locator("h1").inner_text()
        seen.append(title)
        match title:
            case "What set it off?":
                page.locator("label.choice").filter(has_text="Being alone").click()
            case "How strong was the urge?":
                rate(page, 6)
            case "What did you do in the end?":
                sees(page, "Who will read this", POLICY)
                page.locator("label.choice").filter(has_text="I did not act on it").click()
            case "Where could it break next time?":
                page.locator("label.choice").filter(has_text="The thought").click()
            case "What fits there?":
                page.locator("label.choice").filter(has_text="Put my phone in another room").click()
        last = said.inner_text().strip() == "Save it"
        said.click()
        if last:
            break
        expect(page.locator("h1")).not_to_have_text(title)
    expect(heading(page, "Kept")).to_be_visible()
    sees(page, "What fits where", re.compile("I will put my phone in another room"))
    assert not any("sorry" in title.lower() or "repair" in title.lower() for title in seen)
    # What fits where is the start of a rule, here and from what was sent.
    for _ in range(2):
        press(page, "Make a plan rule from this")
        expect(heading(page, "A new rule")).to_be_visible()
        expect(page.get_by_label("If", exact=True)).to_have_value("the thought comes")
        expect(page.get_by_label("Then what I will do")).to_have_value("I will put my phone in another room")
        fresh_bundle(page)
        go(page, "/entries")
        page.locator("ul.sent a.row").filter(has_text="Step by step").first.click()
        expect(heading(page, "Step by step")).to_be_visible()
    [review] = staff(phone, "/api/reviews")["items"]
    assert review["kind"] == "chain"
    fields = {one["label"]: one["value"] for one in staff(phone, f"/api/reviews/{review['id']}")["fields"]}
    assert (
        fields["What they did in the end"] == "I did not act on it" and fields["Where it could break"] == "The thought"
    )

    _open_chain(phone, False)
    go(page, "/chain")
    fresh_bundle(page)
    sees(page, "This is not open now")
    _open_chain(phone, True)
    fresh_bundle(page)
    sees(page, "Look at one time, from before it to after it.")
    phone.move_clock(hours=14)
    go(page, "/")
    go(page, "/chain")
    sees(page, "Do this with your clinician. It waits here until morning.")


def test_patterns_are_counted_on_the_phone_and_gaps_stay_gaps(phone: Pocket, site: Site) -> None:
    for hours, more in ((2, {"triggers": ["alone"], "need": "relief"}), (26, {"triggers": ["alone"]}), (27, {})):
        when = (phone.clock.now - timedelta(hours=hours)).isoformat()
        phone.enrolled.send(
            "trigger",
            {"happened_at": when, "kind": "urge", "intensity": 5, "did": ["walked"], "helped": "yes", **more},
        )
    page = phone.begin()
    site.stop()
    go(page, "/patterns")
    sees(page, "Urges by hour", "What set it off", "Being alone", "2 times", "What you needed", "helped 3 of 3")
    sees(page, re.compile("No log means no log"))
    page.get_by_role("button", name="Show as a list").last.click()
    table = page.locator("table.chart-table").last
    assert table.get_by_text("Nothing sent", exact=True).count() == 12
    said = page_state(page).lower()
    assert not re.search(r"days since|streak|better|worse|trend|in a row", said)
    site.start()
