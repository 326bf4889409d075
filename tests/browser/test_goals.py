"""Goals, the week and help wanted, with the server really stopped, and the clinician's side of them in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
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
from tests.browser.pocket import PLAN, Pocket, at_desk
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def next_page(page: Page, title: str) -> None:
    press(page, "Next")
    expect(heading(page, title)).to_be_visible()


def make_goal(page: Page) -> None:
    """Through every page of a goal, with both refusals on the way."""
    go(page, "/plan/goals")
    press(page, "Add a goal")
    press(page, "Next")
    sees(page, "One thing to fix", "Choose one")
    choose(page, "area", "Sport and playThings you do for fun")
    next_page(page, "What do you want to do or have?")
    fill(page, **{"goal-text": "I will not sit at home"})
    press(page, "Next")
    sees(page, "Say what you will do instead.")
    fill(page, **{"goal-text": "I swim with the Tuesday group"})
    next_page(page, "Does this need the person on your order?")
    choose(page, "person", "Yes")
    sees(page, "Then it can't be a goal here.", "Say what you want your own life to hold.")
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
    press(page, "Say it another way")
    expect(heading(page, "What do you want to do or have?")).to_be_visible()
    next_page(page, "Does this need the person on your order?")
    choose(page, "person", "No, it does not need them")
    next_page(page, "Why does it matter to you?")
    fill(page, **{"goal-why": "I sleep after it"})
    next_page(page, "By when?")
    next_page(page, "What is the first step?")
    page.locator("textarea").first.fill("I ask at the baths")
    next_page(page, "Before you save")
    sees(page, "I swim with the Tuesday group", "Not sent to probation")
    press(page, "Send my goal")
    expect(heading(page, "Goals")).to_be_visible()
    sees(page, "I swim with the Tuesday group")


def server(phone: Pocket) -> Any:
    """What the clinician is told."""
    answer = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/goals")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_goal_a_week_and_help_with_the_server_stopped(phone: Pocket) -> None:
    page = phone.begin()
    for path, title in (
        ("goals", "No goals yet"),
        ("week", "Nothing is planned this week"),
        ("help", "You have not asked for help yet"),
    ):
        go(page, f"/plan/{path}")
        sees(page, title)
    phone.site.stop()
    make_goal(page)
    sees(page, "On this phone. It goes when you have signal.")
    page.get_by_role("link").filter(has_text="I swim with the Tuesday group").click()
    press(page, "Done: I ask at the baths")
    sees(page, "Done, waiting for signal")

    go(page, "/plan/week")
    press(page, "Plan something")
    fill(page, what="Swim", day=phone.clock.now.date().isoformat())
    choose(page, "part", "Morning")
    choose(page, "weekly", "Every week on that day")
    press(page, "Put it in my week")
    expect(heading(page, "My week")).to_be_visible()
    page.get_by_role("link").filter(has_text="Swim").first.click()
    choose(page, "did", "I did it")
    press(page, "Save")
    sees(page, "One thing to fix")
    rate(page, 8)
    press(page, "Save")
    expect(heading(page, "My week")).to_be_visible()

    go(page, "/plan/help")
    press(page, "Ask for help")
    choose(page, "kind", "A place to live")
    fill(page, more="I have to leave by January")
    press(page, "Ask for help")
    expect(heading(page, "Help I asked for")).to_be_visible()
    sees(page, "A place to live", "On this phone. It goes when you have signal.")

    # Killed and opened again, still with no server: all of it is there after the PIN.
    page.goto("/plan/week")
    unlocked(page, PIN)
    sees(page, "Swim")
    go(page, "/plan/help")
    sees(page, "A place to live")
    go(page, "/plan/goals")
    sees(page, "I swim with the Tuesday group")

    phone.site.start()
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/entries") and answer.status == 200):
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("On this phone. It goes when you have signal.")).to_have_count(0)
    found = server(phone)
    [goal] = found["goals"]
    assert (goal["state"], goal["text"], goal["why"]) == (
        "proposed",
        "I swim with the Tuesday group",
        "I sleep after it",
    )
    assert [(s["text"], s["done_by"]) for s in goal["steps"]] == [("I ask at the baths", "participant")]
    assert [(a["text"], a["repeats"]) for a in found["week"]["activities"]] == [("Swim", True)]
    assert [(d["done"], d["meaning"]) for d in found["week"]["days"]] == [(True, 8)]
    assert [(n["kind"], n["state"], n["text"]) for n in found["needs"]] == [
        ("housing", "open", "I have to leave by January")
    ]
    assert all(entry["body"].get("needs_person") is not True for entry in phone.entries())


def test_what_is_typed_survives_a_kill_and_nothing_is_readable_while_locked(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/plan/goals/new")
    choose(page, "area", "WorkDoing a job well")
    next_page(page, "What do you want to do or have?")
    fill(page, **{"goal-text": "quince heron lantern"})
    page.wait_for_timeout(300)
    page.goto("/plan/goals")
    unlocked(page, PIN)
    press(page, "Go on with the goal you started")
    press(page, "Next")
    expect(page.locator("textarea")).to_have_value("quince heron lantern")
    page.goto("/")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert "quince" not in phone.stored()


def test_progress_and_a_measure_on_the_phone(phone: Pocket) -> None:
    phone.enrolled.card(urge=6, used_skill=True, skills=["slow-breathing"])
    asked = phone.clinician.client.post(
        f"/api/participants/{phone.participant_id}/measures", {"form_id": "how-things-are", "moment": "pre"}
    )
    assert asked.status_code == 201, asked.text
    page = phone.begin()
    # Never opened with signal, it says so, and not that nothing was written.
    phone.site.stop()
    go(page, "/plan/progress")
    sees(page, "This is not on your phone yet")
    phone.site.start()
    go(page, "/plan")
    press(page, "How things are Some questions your clinician asked you to answer")
    sees(page, "They are not a validated test.")
    for n in range(6):
        expect(page.get_by_text(f"How things are, step {n + 1} of 7")).to_be_visible()
        rate(page, 4)
        press(page, "Next")
    sees(page, "Probation does not see them.")
    press(page, "Send my answers")
    expect(heading(page, "My plan")).to_be_visible()
    expect(page.get_by_text("Some questions your clinician asked")).to_have_count(0)
    go(page, "/plan/progress")
    sees(page, "Strongest urge, day by day", "Slow breathing", "Once")
    press(page, "Show as a list")
    sees(page, "Nothing written")
    assert not re.search(r"streak|in a row|days since|score", page_state(page), re.IGNORECASE)
    found = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/measures").json()["measures"]
    assert [(one["state"], len(one["answers"])) for one in found] == [("answered", 6)]


def test_today_says_what_waits_for_his_answer_until_it_has_it(phone: Pocket) -> None:
    client, base = phone.clinician.client, f"/api/participants/{phone.participant_id}"
    plan = PLAN | {"night": ["Phone in the hall"], "base_version": 1}
    plan.pop("agreed_on")
    goal = {"text": "Swim on Sundays", "area": "healthy_life", "needs_person": False, "state": "proposed"}
    idea = {"kind": "suggestion", "part": "night", "text": "Tea, not coffee"}
    for path, body in (("coping-plan/proposals", plan), ("goals", goal), ("coping-plan/suggestions", idea)):
        made = client.post(f"{base}/{path}", body)
        assert made.status_code in (200, 201), made.text
    page = phone.begin()
    sees(page, "1 idea for you to answer", "1 goal for you to answer")
    page.get_by_role("link", name=re.compile("Maya would change your plan")).click()
    press(page, "Yes, I agree")
    expect(heading(page, "My plan")).to_be_visible()
    go(page, "/")
    sees(page, "1 idea for you to answer")
    expect(page.get_by_text("would change your plan")).to_have_count(0)
    page.get_by_role("link", name=re.compile("1 goal for you to answer")).click()
    expect(heading(page, "Swim on Sundays")).to_be_visible()


def test_the_clinician_agrees_plans_and_steps(phone: Pocket, browser: Browser) -> None:
    when = phone.clock.now.isoformat()
    phone.enrolled.send("goal", {"happened_at": when, "area": "work", "text": "I work 3 days", "needs_person": False})
    phone.enrolled.send("need", {"happened_at": when, "move": "ask", "kind": "money"})
    page = at_desk(phone, browser, f"/participants/{phone.participant_id}/goals")
    sees(page, "I work 3 days", "Proposed from the phone, waits for you")
    press(page, "Agree")
    sees(page, re.compile("Agreed, 23 November 2026"))
    press(page, "Write a goal")
    pick(page, area="Learning")
    fill(page, text="I will not skip class")
    choose(page, "needs_person", "Yes")
    sees(page, "Then it can't be a goal here.")
    press(page, "Save")
    sees(page, "things to fix")
    choose(page, "needs_person", "No")
    pick(page, state="Proposal, for the participant to answer")
    press(page, "Save")
    sees(page, "Say what you will do instead.")
    fill(page, text="Finish the welding course")
    press(page, "Save")
    sees(page, "Finish the welding course", "Proposed by staff, waits for an answer")
    press(page, "Next: Money")
    page.get_by_label("Next").last.select_option(label="Signposted")
    page.get_by_label("Note, both read it").fill("Citizens Advice on Thursday")
    press(page, "Save step")
    sees(page, "Money: signposted", "Citizens Advice on Thursday")
    press(page, "Ask for a measure")
    page.get_by_label("When in the programme").select_option(label="Before")
    press(page, "Ask")
    sees(page, "Before: asked, not answered")
    page.context.close()
    mine = phone.begin()
    go(mine, "/plan/goals")
    mine.get_by_role("link").filter(has_text="Finish the welding course").click()
    press(mine, "Yes, I want it")
    sees(mine, "You said yes.")
    go(mine, "/plan/help")
    mine.get_by_role("link").filter(has_text="Money").click()
    sees(mine, "Told where to go, Maya", "Citizens Advice on Thursday")


def test_nothing_new_is_offered_once_the_programme_has_ended(phone: Pocket, browser: Browser) -> None:
    page = at_desk(phone, browser)
    here = f"/participants/{phone.participant_id}"
    offers = {
        "goals": ["Write a goal", "Plan something", "Put down a need", "Ask for a measure"],
        "plan": ["Change the plan"],
    }
    for ended in (False, True):
        for part, names in offers.items():
            page.goto(f"{here}/{part}")
            expect(page.get_by_role("heading", name="Week of" if part == "goals" else "Versions").first).to_be_visible()
            for name in names:
                found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
                expect(found).to_have_count(0 if ended else 1)
        body = {"to": "ended", "reason": "Twelve sessions done."}
        assert ended or phone.clinician.client.post(f"/api{here}/status", body).status_code == 200
    sees(
        page,
        "Ended. The phone keeps the crisis lines",
        re.compile("Nothing new can be begun"),
        re.compile("^Ended, 0 of 12 sessions held"),
    )
    # Nor by an address that somebody kept.
    page.goto(f"{here}/plan?edit=1")
    sees(page, "Versions")
    expect(page.get_by_role("button", name="Propose to them")).to_have_count(0)
    page.goto(f"{here}/phone")
    sees(page, "The programme has ended. Nothing is sent any more.")
    page.context.close()


def test_nobody_on_paper_is_said_to_answer_a_goal_on_a_phone(phone: Pocket, browser: Browser) -> None:
    person = phone.world.participant(phone.clinician, internet=False, first_name="Alan")
    page = at_desk(phone, browser, f"/participants/{person}/goals")
    sees(page, "On paper: the participant has no phone to see this on.", re.compile("Write one together.$"))
    press(page, "Write a goal")
    expect(page.get_by_label("Save it as")).to_have_value("agreed")
    expect(page.get_by_role("option", name="Proposal, for the participant to answer")).to_have_count(0)
    page.context.close()


def test_the_week_prints_on_one_page(phone: Pocket) -> None:
    when, today = phone.clock.now.isoformat(), phone.clock.now.date().isoformat()
    for text, part in (("Swim", "morning"), ("Allotment", "afternoon"), ("Band practice", "evening")):
        body = {"happened_at": when, "move": "plan", "day": today, "part": part, "repeats": True, "text": text}
        phone.enrolled.send("activity", body)
    page = phone.begin()
    go(page, "/plan/week")
    sees(page, "Band practice")
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_be_visible()
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
