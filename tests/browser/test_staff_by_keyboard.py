"""By keyboard alone, a clinician: what a press takes away with it leaves focus where the work goes on, and no key saves by accident."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.driving import Site, choose, fill, heading, pick, press, sees
from tests.browser.keys import focused, picked_by_key, pressed_by_key, typed_by_key
from tests.browser.pocket import PLAN, Pocket, at_desk, pocket
from tests.browser.prepared import Prepared
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def held(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    """Somebody of whom everything is there that a clinician can work on."""
    with pocket(world, site, browser, link=world.probation()) as made:
        Prepared(made)
        yield made


@pytest.fixture
def page(held: Pocket, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The clinician's window, with no mouse: what presses, types and picks does it with keys."""
    window = at_desk(held, browser)
    monkeypatch.setattr(Locator, "click", pressed_by_key)
    monkeypatch.setattr(Locator, "fill", typed_by_key)
    monkeypatch.setattr(Locator, "select_option", picked_by_key)
    yield window
    window.context.close()


def button(page: Page, words: str) -> Locator:
    """The first that begins with these words."""
    return page.get_by_role("button", name=re.compile(f"^{words}")).first


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def opened(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("h1")).not_to_have_text("Loading")
    expect(page.locator("h1")).to_be_focused()


def test_a_clinician_works_with_keys_alone(held: Pocket, page: Page) -> None:
    person = f"/participants/{held.participant_id}"
    _check_ins(page, person)
    _from_paper(page, person)
    _plan(held, page, person)
    _purpose(page, person)
    _programme(held, page, person)
    _review(held, page)


def _check_ins(page: Page, person: str) -> None:
    opened(page, f"{person}/checkins")
    change = button(page, "Change, Daily card")
    change.click()
    expect(field(page, "cadence")).to_be_focused()
    fill(page, opens="18:00", closes="02:00")
    press(page, "Save")
    sees(page, "Open 18:00 to 02:00.")
    expect(change).to_be_focused()
    press(page, "Ask for another form")
    expect(field(page, "cadence")).to_be_focused()
    press(page, "Not now")
    expect(button(page, "Ask for another form")).to_be_focused()

    excuse = button(page, "Excuse, Daily card")
    excuse.click()
    expect(field(page, "why")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(excuse).to_be_focused()
    excuse.click()
    press(page.get_by_role("dialog"), "Excuse")  # type: ignore[arg-type]
    sees(page, "Say why. They read it.")
    expect(field(page, "why")).to_be_focused()
    fill(page, why="You were moving house.")
    press(page.get_by_role("dialog"), "Excuse")  # type: ignore[arg-type]
    sees(page, "Excused by Maya. You were moving house.")
    expect(page.get_by_role("heading", name="Due dates")).to_be_focused()

    press(page, "Put it on the card")
    sees(page, "Write what they watch for")
    expect(field(page, "target")).to_be_focused()
    fill(page, target="Ring 07700 900123")
    press(page, "Put it on the card")
    sees(page, re.compile("Take out"))
    expect(field(page, "target")).to_be_focused()
    fill(page, target="Walk past their work")
    page.keyboard.press("Enter")
    press(page, "Take off, Walk past their work")
    expect(page.get_by_role("heading", name="Personal targets on the daily card")).to_be_focused()
    fill(page, question="How was the walk?")
    pick(page, question_type="One of a few answers")
    fill(page, options="Good\nHard")
    press(page, "Add the question")
    expect(button(page, "Stop, How was the walk")).to_be_visible()


def _from_paper(page: Page, person: str) -> None:
    press(page, "Print: Daily card")
    expect(heading(page, "Daily card")).to_be_focused()
    focused(button(page, "Print"))
    opened(page, f"{person}/paper/daily-card")
    fill(page, day="2026-11-24")
    # The sheet is not finished: Enter in one of its lines saves nothing.
    page.keyboard.press("Enter")
    pick(page, urge="9", acted="No")
    fill(page, day="2026-11-30")
    press(page, "Save as theirs")
    expect(page.locator(".errors")).to_be_focused()
    pressed_by_key(page.locator(".errors a").first)
    expect(field(page, "day")).to_be_focused()
    fill(page, day="2026-11-24")
    press(page, "Save as theirs")
    sees(page, "Saved as theirs, entered by you.")
    opened(page, f"{person}/paper/log")
    # Pressed again with nothing mended, it says the same again.
    for _press in range(2):
        press(page, "Save as theirs")
        expect(page.locator(".errors")).to_be_focused()
    fill(page, day="2026-11-24", time="21:40")
    pick(page, kind="I felt an urge")
    press(page, "Save as theirs")
    press(page, "Key in another")
    expect(field(page, "day")).to_be_focused()


def _plan(held: Pocket, page: Page, person: str) -> None:
    opened(page, f"{person}/plan")
    press(page, "Change the plan")
    first = field(page, "rules.0.when")
    expect(first).to_be_focused()
    # One line of many: Enter in it sends nothing to a phone.
    page.keyboard.press("Enter")
    press(page, "Add a rule")
    expect(field(page, "rules.1.when")).to_be_focused()
    fill(page, **{"rules.1.when": "I see their street on the bus"})
    press(page, "Propose to them")
    expect(page.locator(".errors")).to_be_focused()
    fill(page, **{"rules.1.then": "I will look at my feet", "rules.1.hours.from": "17:00", "rules.1.hours.to": "19:30"})
    field(page, "rules.1.condition_id").select_option(
        label=field(page, "rules.1.condition_id").locator("option").last.inner_text()
    )
    press(page, "Propose to them")
    link = page.get_by_role("link", name="Change the plan")
    expect(link).to_be_focused()
    work = held.clinician.client.get(f"/api{person}/coping-plan/work").json()
    [made] = [one for one in work["proposed"]["rules"] if one["when"] == "I see their street on the bus"]
    assert made["condition_id"] and made["hours"] == {"from": "17:00", "to": "19:30"}, made
    press(page, "Send it")
    expect(field(page, "suggest-about")).to_be_focused()


def _purpose(page: Page, person: str) -> None:
    opened(page, f"{person}/goals")
    press(page, "Write a goal")
    expect(field(page, "area")).to_be_focused()
    press(page, "Add a step")
    expect(field(page, "steps.0.text")).to_be_focused()
    press(page, "Save")
    expect(page.locator(".errors")).to_be_focused()
    press(page, "Not now")
    expect(button(page, "Write a goal")).to_be_focused()
    for begin, missing in (
        ("Close: Work 3 days", "Choose one"),
        ("Put down a need", "Choose one"),
        ("Next: Money", "Choose what is next, or write a note"),
        ("Ask for a measure", "Choose one"),
    ):
        button(page, begin).click()
        inside = page.locator(".goal-form")
        expect(inside.locator("select").first).to_be_focused()
        inside.locator("button").first.click()
        expect(inside.locator(".field-error")).to_have_text(missing)
        expect(inside.locator("[aria-invalid]")).to_be_focused()
        button(page, "Not now").click()
        expect(inside).to_have_count(0)
        expect(button(page, begin)).to_be_focused()
    press(page, "Plan something")
    expect(field(page, "plan-text")).to_be_focused()
    fill(page, **{"plan-text": "Walk to the baths"})
    page.keyboard.press("Enter")
    expect(button(page, "Plan something")).to_be_focused()
    press(page, "Take out of the week: Walk to the baths")
    expect(page.get_by_role("heading", name=re.compile("^Week of"))).to_be_focused()


def _programme(held: Pocket, page: Page, person: str) -> None:
    def phase() -> str:
        return str(held.clinician.client.get(f"/api{person}").json()["phase"])

    opened(page, f"{person}/phone")
    pick(page, phase="Stepping down")
    assert phase() == "working", "a choice that was passed is not chosen"
    press(page, "Save: Move to phase")
    expect(field(page, "phase")).to_be_focused()
    assert phase() == "stepping_down"
    press(page, "Pause")
    expect(field(page, "why")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button(page, "Pause")).to_be_focused()
    opened(page, person)
    press(page, "Close: Step by step")
    expect(button(page, "Open: Step by step")).to_be_focused()


def _review(held: Pocket, page: Page) -> None:
    waiting = held.clinician.client.get("/api/reviews?view=open").json()["items"]
    opened(page, "/reviews")
    page.locator("main table a").first.click()
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".close-review")).to_be_visible()
    choose(page, "outcome", "Reply")
    # Enter on a mark, which sends a form elsewhere, does not send this one.
    page.keyboard.press("Enter")
    for _press in range(2):
        press(page, "Send and close")
        expect(page.locator(".errors")).to_be_focused()
    # One refused by the server, and words typed after that: focus stays with the words.
    fill(page, reply="Ring 07700 900123")
    for _press in range(2):
        press(page, "Send and close")
        sees(page, re.compile("Take out"))
        expect(page.locator(".errors")).to_be_focused()
    fill(page, reply="Thank you. We look at it together.")
    press(page, "Send and close")
    sees(page, re.compile("^Closed."))
    expect(page.locator("[tabindex='-1']:focus")).to_contain_text("Closed.")
    left = held.clinician.client.get("/api/reviews?view=open").json()["items"]
    assert len(left) == len(waiting) - 1


def test_what_stands_against_what_is_settled_with_keys_alone(
    held: Pocket, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that clash in a plan, the card grid, and what somebody asks or objects to: each from the first key to the last."""
    person = f"/participants/{held.participant_id}"
    _clash(held)
    for kind, body in (
        ("dispute", {"reason": "i_came", "text": "I was there."}),
        ("complaint", {"about": "who_was_told"}),
        ("copy_request", {"what": "what_i_sent"}),
    ):
        said = held.enrolled.send(kind, {"happened_at": held.clock.now.isoformat(), **body})
        assert said["status"] == "stored", (kind, said)
    lead = held.world.lead(first_name="Ruth")
    desks = {"clinician": at_desk(held, browser), "lead": at_desk(held, browser, person=lead)}
    monkeypatch.setattr(Locator, "click", pressed_by_key)
    monkeypatch.setattr(Locator, "fill", typed_by_key)
    page = desks["clinician"]

    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, person)
    grid = page.locator(".grid-wrap")
    focused(grid)
    newest = grid.evaluate("e => e.scrollLeft")
    assert newest > 0, "the newest days are in sight"
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("was => document.querySelector('.grid-wrap').scrollLeft < was", arg=newest)
    page.set_viewport_size({"width": 1280, "height": 800})
    for now, then in (("As a table", "As a chart"), ("As a chart", "As a table")):
        page.get_by_role("button", name=now).first.click()
        expect(page.get_by_role("button", name=then).first).to_be_focused()

    opened(page, f"{person}/plan")
    button(page, "Agree").click()
    expect(field(page, "plan-say")).to_be_focused()
    button(page, "Keep").click()
    expect(page.get_by_role("heading", name=re.compile("^Proposed to them on"))).to_be_focused()
    expect(button(page, "Keep")).to_have_count(0)

    waiting = held.clinician.client.get("/api/reviews?view=open").json()["items"]
    reviews = {one["kind"]: one["id"] for one in waiting}
    for kind in ("complaint", "copy_request", "dispute"):
        desk = desks["lead" if kind == "dispute" else "clinician"]
        opened(desk, f"/reviews/{reviews[kind]}")
        expect(desk.locator(".close-review")).to_be_visible()
        press(desk, "Send and close")
        expect(desk.locator(".errors")).to_be_focused()
        pressed_by_key(desk.locator(".errors a").first)
        expect(field(desk, "outcome")).to_be_focused()
        choose(desk, "outcome", "Reply")
        fill(desk, reply="We looked, and put it right.")
        press(desk, "Send and close")
        expect(desk.locator("[tabindex='-1']:focus")).to_contain_text("Closed.")
    left = {one["kind"] for one in held.clinician.client.get("/api/reviews?view=open").json()["items"]}
    assert not left & {"complaint", "copy_request", "dispute"}
    for desk in desks.values():
        desk.context.close()


def _clash(held: Pocket) -> None:
    """The clinician and the phone change the same line, neither knowing of the other."""
    client, at = held.clinician.client, f"/api/participants/{held.participant_id}/coping-plan"
    work = client.get(f"{at}/work").json()
    plan = {name: value for name, value in work["proposed"].items() if name in (*PLAN, "ids")}
    plan |= {"night": ["Phone in the car"], "base_version": work["proposed"]["version"], "agreed_on": None}
    assert client.post(f"{at}/proposals", plan).status_code == 201
    line = {"section": "night", "id": work["current"]["ids"]["night"][0], "text": "Phone in the hall"}
    assert held.enrolled.send("plan_draft", {"base_version": 1, "lines": [line]})["answer"] == "clash"
