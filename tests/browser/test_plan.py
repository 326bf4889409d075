"""The coping plan on a phone of 360 px and on the clinician's screen: drafts with no signal, clashes, answers, and paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import Site, choose, go, heading, press, rate, type_pin
from tests.browser.gallery import AXE
from tests.browser.pocket import PLAN, Pocket, at_desk, pocket
from tests.browser.prepared import ORDER
from tests.world import PIN, World

pytestmark = pytest.mark.browser


@pytest.fixture
def held(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    with pocket(world, site, browser) as made:
        yield made


def open_plan(page: Page) -> None:
    page.get_by_role("link", name="My plan").first.click()
    expect(heading(page, "My plan")).to_be_visible()


def change_line(page: Page, was: str, now: str) -> None:
    page.get_by_role("link", name=was).click()
    page.get_by_label("Your words").fill(now)
    page.get_by_role("button", name="Keep this line").click()
    expect(heading(page, "Change my plan")).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="See and send").click()
    expect(heading(page, "Send your changes")).to_be_visible()
    page.get_by_role("button", name="Send to my clinician").click()
    expect(heading(page, "My plan")).to_be_visible()


def work(held: Pocket) -> Any:
    answer = held.clinician.client.get(f"/api/participants/{held.participant_id}/coping-plan/work")
    assert answer.status_code == 200, answer.text
    return answer.json()


def clean(page: Page) -> None:
    """No axe violations, and nothing wider than the phone."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target).join(' '))"
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_draft_with_no_signal_meets_the_clinicians_edit_and_both_are_kept(held: Pocket) -> None:
    page = held.begin()
    open_plan(page)
    held.site.stop()
    page.get_by_role("link", name="Change my plan").click()
    change_line(page, "Radio on low", "Radio off, lie down")
    change_line(page, "Wash up", "Wash up with the quokka song")
    clean(page)
    page.reload()
    type_pin(page, PIN)
    expect(page.get_by_text("Radio off, lie down")).to_be_visible()
    send(page)
    expect(page.get_by_text("Your changes are on this phone")).to_be_visible()
    stored = held.stored()
    assert "Radio off" not in stored
    assert "quokka" not in stored
    current = work(held)["current"]
    ours = {name: current[name] for name in (*PLAN, "ids") if name in current}
    ours |= {
        "night": ["Audiobook on low"],
        "signs": ["I go over it again", "I skip meals"],
        "base_version": 1,
        "agreed_on": None,
    }
    held.site.start()
    made = held.clinician.client.post(f"/api/participants/{held.participant_id}/coping-plan/proposals", ours)
    assert made.status_code == 201, made.text
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Two sets of words stand side by side")).to_be_visible(timeout=20_000)
    waiting = work(held)
    assert (
        waiting["proposed"]["alone"][0] == "Wash up with the quokka song"
        and "I skip meals" in waiting["proposed"]["signs"]
    )
    assert [(one["theirs"], one["mine"]) for one in waiting["clashes"]] == [("Audiobook on low", "Radio off, lie down")]
    page.get_by_role("link", name="Choose").click()
    expect(page.get_by_text("Audiobook on low")).to_be_visible()
    expect(page.get_by_text("Radio off, lie down")).to_be_visible()
    clean(page)
    page.get_by_role("button", name=re.compile("The other words")).click()
    expect(page.get_by_text("Received. Maya has not answered yet")).to_be_visible(timeout=20_000)
    assert work(held)["proposed"]["night"] == ["Radio off, lie down"]
    answer = held.clinician.client.post(
        f"/api/participants/{held.participant_id}/coping-plan/answer",
        {"version": work(held)["proposed"]["version"], "answer": "agree", "words": "That fits."},
    )
    assert answer.status_code == 204, answer.text
    held.move_clock(minutes=1)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text(re.compile("Maya agreed to this on"))).to_be_visible(timeout=20_000)


def test_i_will_not_is_refused_on_the_phone_with_acts_to_tap(held: Pocket) -> None:
    page = held.begin()
    open_plan(page)
    page.goto("/plan/rule/new")
    type_pin(page, PIN)
    page.get_by_label("If", exact=True).fill("I feel lonely")
    page.get_by_label("Then what I will do").fill("I wont look at my phone")
    page.get_by_role("button", name="Keep this rule").click()
    expect(page.get_by_text("Say what you will do instead.").first).to_be_visible()
    expect(page.get_by_text("Your words are kept.")).to_be_visible()
    assert page.get_by_label("Then what I will do").input_value() == "I wont look at my phone"
    clean(page)
    page.get_by_role("button", name="I put the phone in the drawer and go into another room").click()
    page.get_by_role("button", name="Keep this rule").click()
    expect(heading(page, "Change my plan")).to_be_visible()
    send(page)
    expect(page.get_by_text("Received. Maya has not answered yet")).to_be_visible(timeout=20_000)
    assert work(held)["proposed"]["rules"][-1]["when"] == "I feel lonely"
    assert "lonely" not in page.url


def on_paper(page: Page) -> tuple[int, float]:
    """How many pages of A4 the plan takes, and in type of how many points."""
    paper = page.pdf(format="A4", print_background=False)
    size = page.locator(".plan-paper").evaluate("one => parseFloat(one.style.fontSize)")
    return len(re.findall(rb"/Type\s*/Page\b", paper)), size


def test_the_plan_prints_on_one_a4(held: Pocket) -> None:
    page = held.begin()
    open_plan(page)
    assert on_paper(page) == (1, 15)
    full = {
        name: [f"{name} line {n} which is a little longer than most" for n in range(4)]
        for name in PLAN
        if name not in ("rules", "agreed_on", "base_version")
    }
    rules = [
        {
            "when": f"thing {n} happens late at night",
            "then": "I will put the phone in the drawer and wash up",
            "urge_at_least": 6,
        }
        for n in range(6)
    ]
    said = held.clinician.client.put(
        f"/api/participants/{held.participant_id}/coping-plan",
        full | {"rules": rules, "agreed_on": "2026-11-23", "base_version": 1},
    )
    assert said.status_code == 200, said.text
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("thing 5 happens late at night").first).to_be_visible(timeout=20_000)
    pages, points = on_paper(page)
    assert pages == 1 and points >= 10
    # What fits on no A4 in type that can be read takes another, says so, and is not made small for it.
    longer = {name: [f"{line}, {n}" for n in range(2) for line in full[name]] for name in full}
    more = rules + [one | {"when": f"the {n}th thing happens late at night"} for n, one in enumerate(rules * 2)]
    said = held.clinician.client.put(
        f"/api/participants/{held.participant_id}/coping-plan",
        longer | {"rules": more, "agreed_on": "2026-11-23", "base_version": 2},
    )
    assert said.status_code == 200, said.text
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("the 11th thing happens late at night").first).to_be_visible(timeout=20_000)
    pages, points = on_paper(page)
    assert 2 <= pages <= 4 and points == 13
    page.emulate_media(media="print")
    expect(page.get_by_text("This plan takes more than one page.")).to_be_visible()
    expect(page.get_by_text("Page 1 of 1.")).to_be_hidden()


def test_the_clinician_agrees_line_by_line_and_the_plan_prints_on_one_a4(held: Pocket, browser: Browser) -> None:
    before = work(held)["current"]
    lines = [
        {"section": "night", "id": before["ids"]["night"][0], "text": "Radio off"},
        {"section": "signs", "id": "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f44", "text": "I skip meals"},
    ]
    said = held.enrolled.send("plan_draft", {"base_version": 1, "lines": lines})
    assert said["status"] == "stored"
    page = at_desk(held, browser, f"/participants/{held.participant_id}/plan")
    expect(page.get_by_text("would change the plan, sent")).to_be_visible()
    page.get_by_label("Agree to this line").first.check()
    page.get_by_role("button", name="Agree to the 1 marked line").click()
    expect(page.get_by_text("Say something back")).to_be_visible()
    page.get_by_label("What you say to them").fill("This one, yes.")
    page.get_by_role("button", name="Agree to the 1 marked line").click()
    expect(page.locator("article.plan").get_by_text(re.compile("Version 3, agreed"))).to_be_visible()
    now = work(held)
    assert now["current"]["signs"] == [*before["signs"], "I skip meals"]
    assert now["current"]["night"] == before["night"] == ["Radio on low"]
    [said] = now["suggestions"]
    assert (said["words"], said["part"]) == ("This one, yes.", "signs")
    assert now["proposed"]["night"] == ["Radio off"]
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.context.close()


def test_a_change_that_was_begun_is_there_on_return_and_saved_or_left_it_is_gone(
    held: Pocket, browser: Browser
) -> None:
    page = at_desk(held, browser, f"/participants/{held.participant_id}/plan")
    night = page.get_by_label("Night plan")
    for leave in ("Check-ins", "Back", "Left", "Saved"):
        page.get_by_role("link", name=re.compile("Change the plan|Go on with what you wrote")).last.click()
        if leave != "Check-ins":
            expect(night).to_have_value("Radio on low\nPhone in the hall")
        night.fill("Radio on low\nPhone in the hall")
        expect(page.get_by_text("It is not saved yet.")).to_be_visible()
        if leave == "Back":
            page.go_back()
        elif leave == "Left":
            page.get_by_role("button", name="Leave it as it was").click()
            expect(page.get_by_role("link", name="Go on with what you wrote")).to_have_count(0)
            page.get_by_role("link", name="Change the plan").click()
            expect(night).to_have_value("Radio on low")
            night.fill("Radio on low\nPhone in the hall")
            page.get_by_role("link", name="Plan", exact=True).click()
        elif leave == "Saved":
            page.get_by_role("button", name="Propose to them").click()
            expect(page.get_by_text("They answer on the phone")).to_be_visible()
            expect(page.get_by_role("link", name="Go on with what you wrote")).to_have_count(0)
        else:
            page.get_by_role("link", name=leave).click()
            expect(page.get_by_text("What is asked for")).to_be_visible()
            page.get_by_role("link", name="Plan", exact=True).click()
            expect(page.get_by_text("You began to change the plan here and did not save it.")).to_be_visible()
    assert work(held)["proposed"]["night"] == ["Radio on low", "Phone in the hall"]
    page.context.close()


def _order(held: Pocket) -> str:
    """One condition in force, written by the clinician and checked by the lead; its key."""
    made = held.clinician.client.post(f"/api/participants/{held.participant_id}/orders", ORDER)
    assert made.status_code == 201, made.text
    lead = held.world.lead()
    lead.client.http.headers["Origin"] = held.site.url
    assert (
        lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True, "revision": 1}).status_code == 204
    )
    page = held.clinician.client.get(f"/api/participants/{held.participant_id}/orders").json()
    return str(page["orders"][0]["conditions"][0]["key"])


def test_a_rule_is_bound_to_a_condition_of_the_order_on_the_phone_and_by_the_clinician(
    held: Pocket, browser: Browser
) -> None:
    key = _order(held)
    page = held.begin()
    page.goto("/plan/rule/new")
    type_pin(page, PIN)
    page.get_by_label("If", exact=True).fill("I want to write")
    page.get_by_label("Then what I will do").fill("I walk to the canal")
    page.get_by_text("Hours, how strong, for how long, your order").click()
    page.get_by_label("Which part of your order does it help with?").select_option(label="Condition 1. Contact")
    clean(page)
    page.get_by_role("button", name="Keep this rule").click()
    send(page)
    expect(page.get_by_text("Received. Maya has not answered yet")).to_be_visible(timeout=20_000)
    assert work(held)["proposed"]["rules"][-1]["condition_id"] == key

    # The clinician sees it in the editor, gives another rule what sets it off and the same condition, and agrees it in the room.
    desk = at_desk(held, browser, f"/participants/{held.participant_id}/plan?edit=1")
    bound = desk.get_by_label("Part of the order")
    expect(bound).to_have_count(2)
    expect(bound.nth(1)).to_have_value(key)
    bound.nth(0).select_option(label="Condition 1. Contact")
    desk.get_by_label("What sets it off").nth(0).select_option(label="I could not sleep")
    clean(desk)
    desk.locator("#agreed_on").fill("2026-11-23")
    desk.get_by_role("button", name="Save as agreed").click()
    expect(desk.locator("article.plan p").filter(has_text="Condition 1. Contact")).to_have_count(2)
    desk.context.close()
    rules = work(held)["current"]["rules"]
    assert [(one.get("trigger"), one["condition_id"]) for one in rules] == [("cannot_sleep", key), (None, key)]
    held.move_clock(minutes=1)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("link", name="Condition 1. Contact").first.click()
    expect(heading(page, "My order")).to_be_visible()
    expect(page.get_by_text("No contact of any kind with the other person.").first).to_be_visible()


def test_what_a_lesson_leaves_one_with_becomes_a_rule(held: Pocket) -> None:
    page = held.begin()
    page.goto("/learn/lesson.nights?page=99")
    type_pin(page, PIN)
    page.get_by_role("button", name="Add to my plan").click()
    expect(heading(page, "A new rule")).to_be_visible()
    expect(page.get_by_label("If", exact=True)).to_have_value("it is 10 at night")
    expect(page.get_by_label("Then what I will do")).to_have_value("I will put my phone on charge in the kitchen")
    clean(page)
    page.get_by_role("button", name="Keep this rule").click()
    send(page)
    expect(page.get_by_text("Received. Maya has not answered yet")).to_be_visible(timeout=20_000)
    assert work(held)["proposed"]["rules"][-1]["when"] == "it is 10 at night"


def test_a_rule_begun_from_a_log_and_left_does_not_come_up_in_the_next_one(held: Pocket) -> None:
    when = held.clock.now.isoformat()
    held.enrolled.send("trigger", {"happened_at": when, "kind": "urge", "intensity": 5, "triggers": ["alone"]})
    page = held.begin()
    go(page, "/entries")
    page.locator("ul.sent a.row").filter(has_text="I felt an urge").click()
    page.get_by_role("button", name="Make a plan rule from this").click()
    expect(page.get_by_label("If", exact=True)).to_have_value("I am on my own and it gets to me")
    go(page, "/plan/change")
    page.get_by_role("link", name="Add a rule").click()
    expect(heading(page, "A new rule")).to_be_visible()
    expect(page.get_by_label("If", exact=True)).to_have_value("")


def test_a_situation_that_was_rehearsed_becomes_a_rule(held: Pocket) -> None:
    page = held.begin()
    go(page, "/learn/skills/cope-ahead")
    expect(heading(page, "Plan for a hard moment")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Add to my plan").click()
    expect(heading(page, "A new rule")).to_be_visible()
    press(page, "Back")
    expect(heading(page, "Plan for a hard moment")).to_be_visible()
    page.get_by_role("button", name="Add to my plan").click()
    page.get_by_label("If", exact=True).fill("the letter from court comes")
    page.get_by_label("Then what I will do").fill("I will ring my brother and open it with him")
    page.get_by_role("button", name="Keep this rule").click()
    send(page)
    expect(page.get_by_text("Received. Maya has not answered yet")).to_be_visible(timeout=20_000)
    assert work(held)["proposed"]["rules"][-1]["when"] == "the letter from court comes"


def test_a_log_goes_on_into_the_plan_as_a_sentence_and_back_leads_to_the_log(held: Pocket, browser: Browser) -> None:
    page = held.begin()
    held.site.stop()
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    press(page, "Next")
    press(page, "What set it off")
    choose(page, "triggers", "Work or money")
    press(page, "Done")
    press(page, "Save my log")
    expect(heading(page, "On this phone")).to_be_visible()
    saved = page.url
    press(page, "Make a plan rule from this")
    expect(page.get_by_label("If", exact=True)).to_have_value("work or money is on my mind")
    expect(page.get_by_label("Only when the urge is this strong or more")).to_have_value("8")
    # Another trigger writes its own words; words of one's own stay.
    page.get_by_label("Or pick what sets it off").select_option(label="Being alone")
    expect(page.get_by_label("If", exact=True)).to_have_value("I am on my own and it gets to me")
    page.get_by_label("If", exact=True).fill("the house is quiet")
    page.get_by_label("Or pick what sets it off").select_option(label="A memory")
    expect(page.get_by_label("If", exact=True)).to_have_value("the house is quiet")
    clean(page)
    page.get_by_role("link", name="Back").click()
    assert page.url == saved
    press(page, "Make a plan rule from this")
    # Nothing was done that it could begin with: there is something to tap.
    press(page, "I walk round the block and ring somebody on my plan")
    expect(page.get_by_label("Then what I will do")).to_have_value(
        "I walk round the block and ring somebody on my plan"
    )
    page.get_by_label("Then what I will do").fill("I walk to the canal")
    page.get_by_role("button", name="Keep this rule").click()
    expect(page.get_by_text("If work or money is on my mind and the urge is 8 or more")).to_be_visible()
    # Once the phone was locked nothing of it is kept: it comes back from the server.
    entry = saved.rpartition("/")[2]
    page.reload()
    type_pin(page, PIN)
    go(page, f"/entries/{entry}")
    expect(page.get_by_text("What you wrote is closed until it has been received.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a plan rule from this")).to_have_count(0)
    held.site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("button", name="Make a plan rule from this")).to_be_visible()
    press(page, "Make a plan rule from this")
    page.get_by_role("link", name="Back").click()
    assert page.url.endswith(f"/entries/{entry}")

    # The clinician begins one from the review, with the same words and the same code.
    [review] = [one for one in held.clinician.client.get("/api/reviews").json()["items"] if one["kind"] == "near_miss"]
    desk = at_desk(held, browser, f"/reviews/{review['id']}")
    desk.get_by_role("button", name="Make a plan rule from this").click()
    expect(desk.locator("[id='rules.1.when']")).to_have_value("work or money is on my mind")
    expect(desk.locator("[id='rules.1.trigger']")).to_have_value("work_or_money")
    expect(desk.locator("[id='rules.1.then']")).to_be_focused()
    desk.get_by_role("button", name="Add a rule").click()
    desk.locator("[id='rules.2.trigger']").select_option(label="An argument")
    expect(desk.locator("[id='rules.2.when']")).to_have_value("I have had an argument")
    desk.context.close()


def test_a_call_in_the_middle_of_a_rule_or_a_line_costs_no_word(held: Pocket) -> None:
    page = held.begin()
    held.site.stop()
    go(page, "/plan/change")
    press(page, "Add a rule")
    page.get_by_label("If", exact=True).fill("the house is a quokka house")
    page.get_by_label("Then what I will do").fill("I walk to the")
    page.wait_for_timeout(300)  # As long as nobody needs to put a phone down.
    page.reload()
    type_pin(page, PIN)
    expect(page.get_by_label("If", exact=True)).to_have_value("the house is a quokka house")
    expect(page.get_by_label("Then what I will do")).to_have_value("I walk to the")
    assert "quokka" not in held.stored()
    # The way back and in again keeps it as well; once it is kept, the next one is empty.
    page.get_by_role("link", name="Back").click()
    press(page, "Add a rule")
    page.get_by_label("Then what I will do").fill("I walk to the canal")
    press(page, "Keep this rule")
    press(page, "Add a rule")
    expect(page.get_by_label("If", exact=True)).to_have_value("")
    go(page, "/plan/change")
    page.get_by_role("link", name="Radio on low").click()
    page.get_by_label("Your words").fill("Radio off, lie d")
    page.wait_for_timeout(300)  # As long as nobody needs to put a phone down.
    page.reload()
    type_pin(page, PIN)
    expect(page.get_by_label("Your words")).to_have_value("Radio off, lie d")


def _propose(held: Pocket, **over: Any) -> Any:
    now = work(held)
    current = now["proposed"] or now["current"]
    plan = {name: current[name] for name in (*PLAN, "ids") if name in current}
    said = held.clinician.client.post(
        f"/api/participants/{held.participant_id}/coping-plan/proposals",
        plan | {"agreed_on": None, "base_version": current["version"]} | over,
    )
    assert said.status_code == 201, said.text
    return said


def _heard(held: Pocket) -> None:
    """The phone fetches what the server has by now."""
    held.move_clock(minutes=1)
    with held.page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle") and answer.status == 200):
        held.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_change_of_a_rule_says_which_rule_it_is_about(held: Pocket, browser: Browser) -> None:
    [rule] = work(held)["current"]["rules"]
    _propose(held, rules=[rule | {"urge_at_least": 4, "then": "I walk round the block"}])
    named = "If it's late, then I will put the phone in the drawer"
    page = held.begin()
    go(page, "/plan/proposal")
    change = page.locator(".plan-changes li")
    expect(change).to_contain_text(named)
    assert [line for line in change.inner_text().split("\n") if line][2:] == [
        "Urge", "Before: Not said", "It would be: 4", "Then", "Before: I will put the phone in the drawer", "It would be: I walk round the block",
    ]  # fmt: skip
    clean(page)
    # He wants another urge and another act: each pair of words stands with its rule, on both sides' pages.
    mine = {"id": rule["id"], "then": "I ring my brother", "urge_at_least": 6}
    assert held.enrolled.send("plan_draft", {"base_version": 1, "rules": [mine]})["answer"] == "clash"
    _heard(held)
    both = ["If it's late, then I walk round the block", "If it's late, then I ring my brother"]
    desk = at_desk(held, browser, f"/participants/{held.participant_id}/plan")
    expect(desk.locator(".plan-diff .diff > p")).to_have_text(named)
    for words in both:
        expect(desk.locator(".plan-clashes").get_by_text(words).first).to_be_visible()
    expect(desk.locator(".plan-clashes").get_by_text(both[0])).to_have_count(3)
    desk.get_by_text("What changed").first.click()
    expect(desk.locator(".plan-said .plan-changes").first).to_contain_text(named)
    desk.context.close()
    go(page, "/plan/clash")
    expect(page.get_by_text("If it's late, then")).to_have_count(2)
    clean(page)
    go(page, "/plan/history")
    expect(page.locator(".plan-changes").first).to_contain_text(named)


def test_a_call_in_the_middle_of_an_answer_costs_no_word_and_hides_no_other_answer(held: Pocket) -> None:
    night = work(held)["current"]["ids"]["night"][0]
    idea = {"kind": "suggestion", "part": "night", "item_id": night, "text": "Radio on, lie down"}
    at = f"/api/participants/{held.participant_id}/coping-plan/suggestions"
    assert held.clinician.client.post(at, idea).status_code == 201
    _propose(held, signs=["I skip meals"])
    page = held.begin()

    def typed(button: str, label: str) -> None:
        page.get_by_role("button", name=button).click()
        page.get_by_label(label).fill("a quokka wo")
        page.wait_for_timeout(300)  # As long as nobody needs to put a phone down.
        page.reload()
        type_pin(page, PIN)
        expect(page.get_by_label(label)).to_have_value("a quokka wo")
        assert "quokka" not in held.stored()

    go(page, "/plan/proposal")
    typed("No, not like this", "Why not? Your clinician reads this.")
    clean(page)
    # He may say yes after all, or find his words again.
    page.get_by_role("button", name="See the other answers").click()
    expect(page.get_by_role("button", name="Yes, I agree")).to_be_visible()
    page.get_by_role("button", name="No, not like this").click()
    press(page, "Send my no")
    expect(heading(page, "My plan")).to_be_visible()
    go(page, "/plan")
    page.locator('a[href^="/plan/idea/"]').click()
    typed("Say it my way", "Your words")
    press(page, "Send my words")
    expect(heading(page, "My plan")).to_be_visible()
    go(page, "/plan/change")
    page.get_by_role("link", name="Wash up").click()
    page.get_by_label("Your words").fill("Wash up twice")
    page.get_by_role("button", name="Keep this line").click()
    page.get_by_role("button", name="See and send").click()
    page.get_by_label("Do you want to say why?").fill("it hel")
    page.wait_for_timeout(300)
    page.reload()
    type_pin(page, PIN)
    expect(page.get_by_label("Do you want to say why?")).to_have_value("it hel")


def test_a_yes_that_came_too_late_is_told_beside_the_new_question_and_the_note_goes_with_the_answer(
    held: Pocket,
) -> None:
    _propose(held, signs=["I skip meals"])
    page = held.begin()
    go(page, "/plan/proposal")
    expect(page.get_by_role("button", name="Yes, I agree")).to_be_visible()
    held.site.stop()
    press(page, "Yes, I agree")
    expect(page.get_by_text("Your answer is on this phone It will go when you have signal.")).to_be_visible()
    expect(page.get_by_text("Your changes are on this phone")).to_have_count(0)
    held.clock.advance(minutes=1)
    _propose(held, signs=["I skip meals", "I lie awake"])
    held.site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    anew = page.get_by_text("The plan had changed again before your last answer came, so you are asked once more.")
    expect(anew).to_be_visible()
    clean(page)
    go(page, "/plan/proposal")
    expect(anew).to_be_visible()
    clean(page)
    held.move_clock(minutes=1)
    press(page, "Yes, I agree")
    expect(page.get_by_text(re.compile("Maya agreed to this on"))).to_be_visible(timeout=20_000)
    expect(page.get_by_text("but it changed nothing")).to_have_count(0)
    go(page, "/entries")
    expect(page.get_by_text("Your answer about the plan: Yes, I agree")).to_have_count(2)
    page.get_by_text("Your answer about the plan: Yes, I agree").first.click()
    expect(page.get_by_text("Yes, I agree")).to_be_visible()
    # One with nothing left to answer is told too, until he has read it.
    held.move_clock(minutes=1)
    held.enrolled.send("plan_answer", {"version": 2, "answer": "not_agree", "text": "No"})
    go(page, "/plan")
    _heard(held)
    note = page.get_by_text("Your answer is kept, but it changed nothing")
    expect(note).to_be_visible()
    clean(page)
    press(page, "I have read this")
    expect(note).to_have_count(0)
    page.reload()
    type_pin(page, PIN)
    expect(page.get_by_text(re.compile("Maya agreed to this on"))).to_be_visible()
    page.wait_for_timeout(300)
    expect(note).to_have_count(0)


def test_a_question_about_a_rule_is_called_one_and_answered_in_his_own_words(held: Pocket, browser: Browser) -> None:
    rule = work(held)["current"]["rules"][0]["id"]
    asked = {"kind": "comment", "part": "rules", "item_id": rule, "words": "How did this go at the weekend?"}
    at = f"/api/participants/{held.participant_id}/coping-plan/suggestions"
    assert held.clinician.client.post(at, asked).status_code == 201
    page = held.begin()
    go(page, "/plan")
    page.get_by_role("link", name="Maya asks or says something about your plan").click()
    expect(heading(page, "Maya asks or says something about your plan")).to_be_visible()
    page.get_by_role("button", name="Say something back").click()
    page.get_by_label("What you say back.").fill("Twice, and it held")
    clean(page)
    press(page, "Send my words")
    expect(heading(page, "My plan")).to_be_visible()
    held.entries(1)
    desk = at_desk(held, browser, f"/participants/{held.participant_id}/plan")
    expect(desk.locator(".plan-said li").first).to_contain_text("“Twice, and it held”")
    desk.context.close()
