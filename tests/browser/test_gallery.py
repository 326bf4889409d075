"""Every screen of every role, on the demonstration's people: pictures in var/gallery, axe in light and dark, nothing too wide.

With FOOTHOLD_SHOTS=1 the eight pictures of the README are written anew too.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Demo
from tests.browser.driving import (
    LAPTOP,
    PHONE,
    PLACE,
    choose,
    fill,
    go,
    heading,
    loaded,
    prepare,
    press,
    rate,
    sees,
    type_pin,
    unlocked,
)
from tests.browser.gallery import Gallery
from tests.world import PIN

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ENTER = """
async ([as, name]) => {
  const { people } = await (await fetch('/api/demo')).json();
  const who = people.find((one) => one.as === as && (!name || one.name.startsWith(name)));
  const answer = await fetch('/api/demo/sign-in', {
    method: 'POST', headers: { 'X-Requested-With': 'foothold', 'Content-Type': 'application/json' },
    body: JSON.stringify(who.email ? { as, email: who.email } : { as }),
  });
  return answer.status;
}
"""

_POST = """
async ([path, body]) => {
  const answer = await fetch(path, {
    method: 'POST', headers: { 'X-Requested-With': 'foothold', 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  return answer.json();
}
"""


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A window on the demonstration."""
    context = browser.new_context(base_url=demo.url, viewport=LAPTOP, **PLACE)
    prepare(context)
    yield context.new_page()
    context.close()


def signed_in(page: Page, role: str, name: str = "") -> None:
    """Sign in as one of the made-up people."""
    page.goto("/sign-in")
    expect(heading(page, "Sign in")).to_be_visible()
    assert page.evaluate(_ENTER, [role, name]) == 200


def enter(page: Page, role: str, name: str = "") -> Gallery:
    """Sign in, and begin the pictures of that role."""
    signed_in(page, role, name)
    return Gallery(page, role)


def opened(page: Page, path: str) -> None:
    """A staff page, loaded."""
    loaded(page, path)
    expect(page.locator(".staff-sheet h1")).not_to_have_text("Loading")


def asked(page: Page, path: str) -> Any:
    """What the server tells this page."""
    return page.evaluate("async path => (await fetch(path)).json()", path)


def person_called(page: Page, name: str) -> str:
    """The id of a participant of the team."""
    rows = asked(page, "/api/caseload?view=team")["rows"]
    return str(next(row["participant_id"] for row in rows if row["name"].startswith(name)))


def test_doors(page: Page) -> None:
    page.goto("/")
    gallery = Gallery(page, "anyone")
    expect(heading(page, "Foothold")).to_be_visible()
    sees(page, "Try it as")
    gallery.show("landing")
    page.goto("/enrol")
    press(page, "Next")
    sees(page, "One thing to fix")
    gallery.show("enrol-code")
    page.goto("/now")
    sees(page, "999")
    gallery.show("right-now")
    page.goto("/nowhere")
    sees(page, "There is nothing here")
    gallery.show("nothing-here")
    page.goto("/sign-in")
    sees(page, "Try as")
    gallery.show("sign-in")
    fill(page, email="maya@example.test", password="not the password at all")
    press(page, "Go on")
    sees(page, "One thing to fix")
    gallery.show("sign-in-refused")
    gallery.done()


def test_enrolment(page: Page, browser: Browser, demo: Demo) -> None:
    signed_in(page, "clinician", "Maya")
    code = page.evaluate(_POST, [f"/api/participants/{person_called(page, 'Aaron')}/invitations", {}])["typed_code"]
    context = browser.new_context(base_url=demo.url, viewport=PHONE, **PLACE)
    prepare(context)
    phone = context.new_page()
    gallery = Gallery(phone, "enrolling")
    phone.goto("/enrol")
    fill(phone, code=code)
    press(phone, "Next")
    sees(phone, "Is that you?")
    gallery.show("hello")
    press(phone, "Yes, that's me")
    steps = int(phone.get_by_text("Set up, step 1 of").inner_text().split()[-1])
    for n in range(1, steps + 1):
        expect(phone.get_by_text(f"Set up, step {n} of {steps}")).to_be_visible()
        gallery.show(f"point-{n}")
        press(phone, "I have read this")
    expect(heading(phone, "Choose a PIN")).to_be_visible()
    type_pin(phone, "123456")
    sees(phone, "Many people use that one. Choose another.")
    gallery.show("pin-too-common")
    for title in ("Choose a PIN", "Enter it once more"):
        expect(heading(phone, title)).to_be_visible()
        type_pin(phone, PIN)
    expect(heading(phone, "This phone is ready")).to_be_visible()
    gallery.show("ready")
    context.close()
    gallery.done()


def test_phones_that_need_something_first(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(base_url=demo.url, viewport=PHONE, user_agent=IPHONE, **PLACE)
    prepare(context)
    phone = context.new_page()
    gallery = Gallery(phone, "first")
    phone.goto("/enrol")
    expect(heading(phone, "First, add Foothold to your Home Screen")).to_be_visible()
    gallery.show("home-screen")
    press(phone, "I have added it")
    gallery.show("home-screen-added")
    press(phone, "Back")
    press(phone, "I can't add it")
    gallery.show("home-screen-cannot")
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    phone.goto("/")
    expect(heading(phone, "Nothing can be kept here now")).to_be_visible()
    gallery.show("nothing-kept")
    context.close()
    gallery.done()


def test_participant(page: Page) -> None:
    gallery = enter(page, "participant")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    gallery.show("pin-first")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")):
        unlocked(page, PIN)
    sees(page, re.compile("Next session|Session today"))
    gallery.show("today", shot="today")
    for name, path, title in (
        ("plan", "/plan", "My plan"),
        ("plan-change", "/plan/change", "Change my plan"),
        ("plan-rule", "/plan/rule/new", "A new rule"),
        ("plan-line", "/plan/line/night/new", "Add a line"),
        ("plan-history", "/plan/history", "What was before"),
        ("goals", "/plan/goals", "Goals"),
        ("goal-area", "/plan/goals/new", "What part of life is it about?"),
        ("week", "/plan/week", "My week"),
        ("week-add", "/plan/week/add", "Plan something"),
        ("week-did", "/plan/week/did", "Something I did"),
        ("help", "/plan/help", "Help I asked for"),
        ("help-ask", "/plan/help/ask", "What do you need help with?"),
        ("progress", "/plan/progress", "How it is going"),
        ("order", "/order", "My order"),
        ("learn", "/learn", "Learn"),
        ("skills", "/learn/skills", "Skills"),
        ("skill-with-caution", "/learn/skills/cool-down", "Cold water or hard moves"),
        ("situation-topics", "/learn/situations", "Would this count?"),
        ("situation-alone", "/learn/situations?topic=online&page=1", "Would this count?"),
        ("more", "/more", "More"),
        ("who", "/more/who", "Who can see this"),
        ("phones", "/more/phones", "My phones"),
        ("reminders", "/more/reminders", "Reminders"),
        ("look", "/more/look", "Light or dark"),
        ("lock-when", "/more/lock", "When Foothold locks"),
        ("change-pin", "/more/pin", ""),
        ("about-me", "/about-me", "What was recorded about me"),
        ("entries", "/entries", "What I sent"),
        ("ask", "/ask", "Ask or object"),
        ("ask-to-stop", "/ask/stop", "Ask to stop"),
        ("ask-record", "/ask/record", "Say a record is wrong"),
        ("ask-complaint", "/ask/complaint", "Complain about my data"),
        ("cannot-come", "/session/cannot", "You can't make it"),
        ("running-late", "/session/late", "You're running late"),
        ("patterns", "/patterns", "Patterns"),
        ("step-by-step", "/chain", "Step by step"),
        ("not-safe", "/not-safe", "I do not feel safe"),
        ("right-now-plan", "/now", "Right now"),
        ("breathing", "/now/breathing", "Slow breathing"),
        ("people-to-call", "/now/people", "Talk to a person now"),
        ("caution-first", "/now/exercise/cool-down", "Cold water or hard moves"),
        ("show-without-pin", "/now/choose", "Show without my PIN"),
    ):
        go(page, path)
        expect(heading(page, title) if title else page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.show(name, shot="plan" if name == "plan" else None, shot_scheme="dark")
    _purpose(page, gallery)
    _replies(page, gallery)
    _lesson(page, gallery)
    _log(page, gallery)
    _card(page, gallery)
    _pause(page, gallery)
    go(page, "/")
    press(page, "Lock")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    gallery.show("pin-while-a-pause-runs")
    press(page, "Right now")
    sees(page, "Unlock to see them", "Text SHOUT to 85258")
    gallery.show("right-now-locked", shot="right-now")
    press(page, "Close")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    type_pin(page, "111112")
    sees(page, "That PIN didn't match.")
    gallery.show("pin-missed")
    press(page, "Forgot PIN")
    gallery.show("pin-forgotten")
    gallery.done()


def test_welsh(page: Page) -> None:
    """A handful of a participant's screens in Welsh, whose words are longer, and a page that is there in English only."""
    signed_in(page, "participant")
    page.add_init_script("localStorage.setItem('foothold-language', 'cy')")
    gallery = Gallery(page, "welsh")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    expect(heading(page, "Rhowch eich PIN")).to_be_visible()
    gallery.show("pin")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")):
        type_pin(page, PIN)
    expect(heading(page, "Heddiw")).to_be_visible()
    gallery.show("today")
    for name, path, title in (
        ("right-now", "/now", "Nawr"),
        ("people-to-call", "/now/people", "Siarad â rhywun nawr"),
        ("log", "/log", "Beth ddigwyddodd?"),
        ("plan", "/plan", "Fy nghynllun"),
        ("order", "/order", "Fy ngorchymyn"),
        ("can-i", "/order/can-i", "Ga i?"),
        ("more", "/more", "Mwy"),
        ("language", "/more/language", "Iaith, Language"),
        ("card-in-english", "/card", ""),
        ("learn-in-english", "/learn", "Dysgu"),
        ("skills", "/learn/skills", "Sgiliau"),
        ("skill-in-english", "/learn/skills/phone-away", "Put the phone away"),
        ("situation-in-english", "/learn/situations?topic=online&page=1", "Would this count?"),
    ):
        go(page, path)
        expect(heading(page, title) if title else page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.show(name)
    gallery.done()


def test_orders(page: Page) -> None:
    """My order, its situations, "Can I ...?" and questions."""
    signed_in(page, "participant")
    gallery = Gallery(page, "orders")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")):
        unlocked(page, PIN)
    go(page, "/order")
    sees(page, "You have 2 orders.", "This order was changed.")
    for exact in page.get_by_role("button", name="Exact words").all():
        if exact.is_visible():
            exact.click()
    gallery.show("order")
    for name, path, title in (
        ("can-i", "/order/can-i", "Can I?"),
        ("can-i-topic", "/order/can-i?topic=answers.uk.contact", "Messages and meetings"),
        ("can-i-answer", "/order/can-i/see-my-children", "Can I see my children?"),
        ("can-i-missing", "/order/can-i/gone", "This answer is not on this phone"),
        ("questions", "/order/questions", "My questions"),
        ("question", "/question", "Ask a question"),
    ):
        go(page, path)
        expect(heading(page, title)).to_be_visible()
        gallery.show(name)
    for name, typed, shown in (
        ("can-i-misspelt", "wot if she mesages me frst", "They messaged me first."),
        ("can-i-unknown", "zorbing", "There is no answer here for that yet."),
    ):
        go(page, "/order/can-i")
        page.get_by_role("searchbox").fill(typed)
        sees(page, shown)
        gallery.show(name)
    go(page, "/order")
    page.get_by_role("link").filter(has_text="situations").first.click()
    sees(page, "Your clinician sees your answers.")
    gallery.show("situations")
    page.locator(".dock").get_by_role("link", name=re.compile("Start|Go on")).click()
    choose(page, "situation", "No, not on its own")
    gallery.show("situation")
    press(page, "See what fits")
    sees(page, "It is easy to see it another way.")
    gallery.show("situation-missed")
    gallery.done()


def _purpose(page: Page, gallery: Gallery) -> None:
    go(page, "/plan")
    page.locator("main a[href^='/plan/idea/']").first.click()
    expect(heading(page, "An idea from Maya")).to_be_visible()
    gallery.show("plan-idea")
    go(page, "/plan/goals")
    page.locator("main a[href^='/plan/goals/']").first.click()
    sees(page, "Steps")
    gallery.show("goal")
    press(page, "Add a step")
    press(page, "Add a step")
    sees(page, "One thing to fix")
    gallery.show("goal-step")
    go(page, "/plan/goals/new")
    page.locator("label.choice").first.click()
    press(page, "Next")
    fill(page, **{"goal-text": "Eat with people I like"})
    press(page, "Next")
    choose(page, "person", "Yes")
    sees(page, "Then it can't be a goal here.")
    gallery.show("goal-refused")
    go(page, "/plan/week")
    page.locator("main a[href^='/plan/week/']").first.click()
    expect(page.locator(".eyebrow").first).to_be_visible()
    gallery.show("week-day")
    go(page, "/plan/help")
    page.locator("main a[href^='/plan/help/']").first.click()
    sees(page, "Asked, you")
    gallery.show("need")
    go(page, "/plan")
    page.locator("main a[href^='/plan/measure/']").first.click()
    sees(page, "They are not a validated test.")
    gallery.show("measure")


def _pause(page: Page, gallery: Gallery) -> None:
    """A whole pause, then another that is left running."""
    for left_running in (False, True):
        go(page, "/now/pause")
        rate(page, 8)
        if not left_running:
            gallery.show("pause-strength")
        press(page, "Next")
        sees(page, "Being heard")
        if not left_running:
            gallery.show("pause-want")
        press(page, "Relief")
        sees(page, "15 minutes")
        if not left_running:
            gallery.show("pause-minutes")
        press(page, "10 minutes")
        expect(heading(page, "10 minutes left")).to_be_visible()
        if left_running:
            continue
        press(page, "Slow breathing")
        page.locator(".chip-button").first.click()
        gallery.show("pause-wait")
        press(page, "Notice sounds")
        gallery.show("pause-wait-sounds")
        press(page, "Stop")
        sees(page, "Stop the pause?")
        gallery.show("pause-stop")
        page.keyboard.press("Escape")
        press(page, "How is it now?")
        rate(page, 6)
        gallery.show("pause-again")
        press(page, "Next")
        expect(heading(page, "What now?")).to_be_visible()
        gallery.show("pause-end")
        for path, title in (("told", "Before you save"), ("still", "Still strong"), ("helped", "Did it help?")):
            go(page, f"/now/pause?at={path}")
            expect(heading(page, title)).to_be_visible()
            gallery.show(f"pause-{path}")
        press(page, "A bit")
        sees(page, "Make a log of it")
        gallery.show("pause-saved")


def _replies(page: Page, gallery: Gallery) -> None:
    go(page, "/entries")
    page.get_by_role("link").filter(has_text="Read by").first.click()
    sees(page, "What you said")
    gallery.show("entry-read")
    press(page, "Take this back")
    sees(page, "It is not deleted.")
    gallery.show("take-back")
    press(page, "Leave it")
    go(page, "/not-safe")
    press(page, "Tell my team too")
    press(page, "Send")
    sees(page, "One thing to fix")
    gallery.show("not-safe-form")


def _lesson(page: Page, gallery: Gallery) -> None:
    go(page, "/learn")
    page.locator("main a[href^='/learn/l']").first.click()
    expect(page.get_by_text("step 1 of")).to_be_visible()
    gallery.show("lesson")
    lesson = page.url.split("?")[0].rsplit("/", 1)[1]
    steps = int(page.get_by_text("step 1 of").inner_text().split()[-1])
    for n in range(2, steps + 1):
        go(page, f"/learn/{lesson}?page={n}")
        expect(page.get_by_text(f"step {n} of")).to_be_visible()
        if page.locator("label.choice").count():
            page.locator("label.choice").last.click()
            press(page, "Check my answer")
            gallery.show("lesson-check")
            break
    go(page, f"/learn/{lesson}?page={steps}")
    expect(page.get_by_text(f"step {steps} of")).to_be_visible()
    gallery.show("lesson-end")


def _log(page: Page, gallery: Gallery) -> None:
    go(page, "/log")
    expect(heading(page, "What happened?")).to_be_visible()
    gallery.show("log-kind")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    gallery.show("log-strength")
    press(page, "Next")
    press(page, "What set it off")
    choose(page, "triggers", "Being alone", "I could not sleep")
    gallery.show("log-triggers")
    press(page, "Done")
    press(page, "In my words")
    fill(page, words="I wrote to 07700 900123 and did not send it")
    sees(page, "Leave out names and ways to find people.")
    gallery.show("log-words")
    press(page, "the other person")
    press(page, "Done")
    expect(heading(page, "Before you save")).to_be_visible()
    gallery.show("log-review", shot="log-save")
    press(page, "Stop here")
    gallery.show("log-stop")
    press(page, "Go on")
    page.context.set_offline(True)
    press(page, "Save my log")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    gallery.show("saved-no-signal")
    page.context.set_offline(False)
    press(page, "Done")


def _card(page: Page, gallery: Gallery) -> None:
    go(page, "/card")
    expect(page.locator("h1")).to_be_visible()
    gallery.show("card")


def test_clinician(page: Page) -> None:
    gallery = enter(page, "clinician", "Maya")
    daniel = person_called(page, "Daniel")
    opened(page, "/caseload")
    gallery.show("caseload", shot="caseload", shot_width=1200)
    for name, path in (
        ("caseload-team", "/caseload?view=team"),
        ("caseload-paused", "/caseload?view=paused"),
        ("participant", f"/participants/{daniel}"),
        ("plan", f"/participants/{daniel}/plan"),
        ("plan-edit", f"/participants/{daniel}/plan?edit=1"),
        ("plan-proposed", f"/participants/{person_called(page, 'Lee')}/plan"),
        ("goals", f"/participants/{daniel}/goals"),
        ("checkins", f"/participants/{daniel}/checkins"),
        ("checkin-printed", f"/participants/{daniel}/print/form/weekly"),
        ("log-printed", f"/participants/{daniel}/print/form/log"),
        ("log-keyed-in", f"/participants/{daniel}/paper/log"),
        ("orders-printed", f"/participants/{daniel}/print/orders"),
        ("checkin-keyed-in", f"/participants/{daniel}/paper/daily-card"),
        ("appointments", f"/participants/{daniel}/appointments"),
        ("appointment-new", f"/participants/{daniel}/appointments?new=1"),
        ("phone", f"/participants/{daniel}/phone"),
        ("sent", f"/participants/{daniel}/sent"),
        ("access", f"/participants/{daniel}/access"),
        ("attention", "/attention"),
        ("reviews", "/reviews"),
        ("reviews-closed", "/reviews?view=closed"),
        ("calendar", "/calendar"),
        ("account", "/account"),
        ("nothing-here", f"/participants/{'0' * 8}-0000-0000-0000-{'0' * 12}"),
    ):
        opened(page, path)
        gallery.show(name)
    opened(page, f"/participants/{daniel}/phone")
    press(page, "Make a code")
    expect(page.locator(".typed-code")).to_be_visible()
    gallery.show("code")
    press(page, "Take the code back")
    opened(page, f"/participants/{daniel}/goals")
    press(page, "Write a goal")
    press(page, "Save")
    sees(page, "things to fix")
    gallery.show("goal-editor")
    opened(page, "/participants/new")
    press(page, "Add this person")
    sees(page, "things to fix")
    gallery.show("create")
    # Under the fold of the participant's page, and fetched by itself.
    opened(page, f"/participants/{daniel}")
    block = page.locator("section").filter(has=page.get_by_role("heading", name="Lessons they read"))
    block.get_by_text(re.compile("situation to go through together")).first.click()
    expect(block.get_by_text(re.compile("^They said: ")).first).to_be_visible()
    gallery.show("lessons-they-read")
    _review(page, gallery)
    _outcome(page, gallery)
    gallery.done()


def test_paper(page: Page) -> None:
    """Every form, the plan and the order cards on A4 for somebody without a phone: 16 point, nothing cut, nothing meant for staff."""
    signed_in(page, "clinician", "Maya")
    daniel = person_called(page, "Daniel")
    for path, pages in (
        ("form/log", 4), ("form/daily-card", 4), ("form/weekly", 3), ("form/after-session", 2), ("form/how-things-are", 1),
        ("form/step-by-step", 4), ("orders", 5),
    ):  # fmt: skip
        opened(page, f"/participants/{daniel}/print/{path}")
        expect(page.locator(".paper-form")).to_be_visible()
        page.emulate_media(media="print")
        small = page.evaluate(
            """() => [...document.querySelectorAll('.paper-form *')].filter((one) => one.textContent.trim() !== ''
              && parseFloat(getComputedStyle(one).fontSize) < 18.6).map((one) => one.textContent)"""
        )
        assert small == [], "14 point and more"
        said = page.locator("main").inner_text()
        for word in ("Written by", "Phone last heard", "situation to go through", "victim", "offender"):
            assert word not in said, (path, word)
        page.set_viewport_size({"width": 673, "height": 1000})  # What the margins of A4 leave, in CSS pixels.
        assert page.evaluate("document.documentElement.scrollWidth <= 673"), path
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == pages, path
        page.set_viewport_size(LAPTOP)
        page.emulate_media(media="screen")
    opened(page, f"/participants/{daniel}/plan")
    page.emulate_media(media="print")
    sees(page, "111, then option 2. You can't cope or can't stay safe.")
    assert "Lifeline" not in page.locator("main").inner_text()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))) == 1


def test_the_man_without_a_phone(page: Page) -> None:
    """His plan on one A4 in large type, and his order as cards."""
    signed_in(page, "clinician", "Ruth")
    neil = person_called(page, "Neil")
    opened(page, f"/participants/{neil}/plan")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))) == 1
    assert page.locator(".plan-paper").evaluate("one => parseFloat(one.style.fontSize)") >= 12
    opened(page, f"/participants/{neil}/print/orders")
    sees(
        page,
        "1. Contact",
        "No contact of any kind with the other person.",
        "Restraining order after a conviction. Version 1",
    )


def test_staff_orders(page: Page) -> None:
    """Orders and questions as a clinician meets them: written, varied, checked, sent back, ended, answered."""
    signed_in(page, "clinician", "Maya")
    gallery = Gallery(page, "orders-staff")
    daniel, kieran, aaron, lee = (person_called(page, name) for name in ("Daniel", "Kieran", "Aaron", "Lee"))
    opened(page, f"/participants/{daniel}/orders")
    sees(page, "Proposed by probation", "situation to go through", "Stands now")
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true; }")
    gallery.show("list")
    press(page, "Do not take it")
    gallery.show("decline")
    page.keyboard.press("Escape")
    press(page, "Write a new version", exact=False)
    sees(page, "The version that stands now stays on the phone")
    gallery.show("vary")
    opened(page, f"/participants/{daniel}/orders?edit=new")
    page.locator("#add_from").select_option("stay-away-distance")
    press(page, "Add this condition")
    press(page, "Add one in the order's own words")
    press(page, "Save the draft")
    sees(page, "things to fix")
    gallery.show("write")
    opened(page, f"/participants/{daniel}/orders")
    press(page, "It has ended", exact=False)
    press(page, "Go on")
    sees(page, "things to fix")
    gallery.show("end")
    opened(page, f"/participants/{aaron}/orders")
    sees(page, "Josh sent this back")
    gallery.show("sent-back")
    opened(page, f"/participants/{kieran}/orders")
    press(page, "Check this draft", exact=False)
    sees(page, "What Kieran will see")
    gallery.show("check")
    press(page, "Send it back")
    press(page, "Send it back")
    sees(page, "One thing to fix")
    gallery.show("check-send-back")
    opened(page, f"/participants/{lee}/questions")
    sees(page, "Was due", "1 other person asked this")
    press(page, "Suggest an answer for everybody", exact=False)
    page.get_by_role("button", name=re.compile("^Answer:")).first.click()
    page.locator("label.choice", has_text="Only by the way").click()
    press(page, "Send the answer")
    sees(page, "One thing to fix", "Exceptions in the orders that stand")
    gallery.show("answer")
    page.context.clear_cookies()
    signed_in(page, "lead")
    opened(page, f"/participants/{person_called(page, 'Chris')}/questions")
    press(page, "Do not agree")
    press(page, "Send it back")
    sees(page, "Say what has to change.")
    gallery.show("second-person")
    gallery.done()


def _review(page: Page, gallery: Gallery) -> None:
    waiting = asked(page, "/api/reviews?view=open")["items"]
    chosen = next((one for one in waiting if one["kind"] == "near_miss"), waiting[0])
    opened(page, f"/reviews/{chosen['id']}")
    choose(page, "outcome", "Reply")
    fill(page, reply="Thank you for telling me. You put it down when it was hard. We will talk on Thursday.")
    gallery.show("review", shot="review", shot_width=1280)
    fill(page, reply="")
    closed = asked(page, "/api/reviews?view=closed")["items"]
    opened(page, f"/reviews/{closed[0]['id']}")
    gallery.show("review-closed")


def _outcome(page: Page, gallery: Gallery) -> None:
    began = (datetime.now(UTC) - timedelta(days=80)).strftime("%Y-%m-%dT00:00:00Z")
    ends = (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%dT00:00:00Z")
    calendar = asked(page, f"/api/appointments?from={began}&to={ends}")["items"]
    recorded = [one for one in calendar if one["outcome"] and one["alert"]]
    corrected = [one for one in recorded if len(one["history"]) > 1]
    for name, found in (("outcome-recorded", recorded), ("outcome-corrected", corrected)):
        if found:
            opened(page, f"/appointments/{found[0]['id']}")
            gallery.show(name)
    opened(page, f"/appointments/{recorded[0]['id']}")
    press(page, "Correct this record")
    choose(page, "came", "No, did not come")
    choose(page, "told_before", "No word")
    choose(page, "us", "No, we were there")
    page.wait_for_load_state("networkidle")
    press(page, "Record the correction")
    gallery.show("outcome-correct", shot="outcome", shot_width=1120)


def test_calendar_waiting(page: Page) -> None:
    """Gary's last session is the one nobody recorded: whatever the weekday, in the week it fell in one waits for its outcome."""
    gallery = enter(page, "clinician", "Ruth")
    began = (datetime.now(UTC) - timedelta(days=21)).strftime("%Y-%m-%dT00:00:00Z")
    found = asked(page, f"/api/appointments?from={began}")["items"]
    waiting = next(one for one in found if one["needs_outcome"])
    opened(page, f"/calendar?week={waiting['planned_at'][:10]}")
    expect(page.locator(".calendar > li.needs")).not_to_have_count(0)
    gallery.show("calendar-waiting")
    gallery.done()


def test_lead(page: Page) -> None:
    gallery = enter(page, "lead")
    unlinked = person_called(page, "Paul")
    for name, path in (
        ("caseload", "/caseload?view=team"),
        ("access", f"/participants/{person_called(page, 'Daniel')}/access"),
        ("access-propose", f"/participants/{unlinked}/access"),
        ("plan-clash", f"/participants/{person_called(page, 'Stephen')}/plan"),
        ("reviews", "/reviews"),
        ("attention", "/attention"),
        ("content", "/content"),
        ("content-lesson", "/content?piece=en/law.england-wales.what-counts"),
        ("content-waits", "/content?piece=en/law.england-wales.looking-online"),
        ("content-changed", "/content?piece=en/lesson.asking-for-help"),
        ("content-stale", "/content?piece=en/lesson.persistence"),
        ("content-skill", "/content?piece=en/slow-breathing"),
        ("content-answers", "/content?piece=en/answers.uk.contact"),
        ("content-orders", "/content?piece=en/order-kinds"),
        ("team", "/team"),
        ("channels", "/channels"),
    ):
        opened(page, path)
        gallery.show(name)
    gallery.done()


def test_probation(page: Page) -> None:
    signed_in(page, "lead")
    jo = next(one for one in asked(page, "/api/team")["probation"] if one["first_name"] == "Jo")
    body = {"probation_user_id": jo["id"], "legal_basis": "consent", "covers_voluntary": True}
    page.evaluate(_POST, [f"/api/participants/{person_called(page, 'Paul')}/probation-link", body])
    page.context.clear_cookies()
    gallery = enter(page, "probation", "Jo")
    opened(page, "/attendance")
    gallery.show("attendance")
    records = asked(page, "/api/attendance/alerts")["items"]
    correction = next((one for one in records if one["correction"]), records[0])
    opened(page, f"/attendance?view=all&open={correction['id']}")
    gallery.show("attendance-open", shot="attendance", shot_width=1280)
    people = asked(page, "/api/attendance/participants")["items"]
    for name, path in (
        ("to-read", "/attendance?view=to_read"),
        ("corrections", "/attendance?view=corrections"),
        ("people", "/attendance/people"),
        ("person", f"/attendance/people/{people[0]['participant_id']}"),
        ("links", "/attendance/links"),
        ("nothing-here", "/caseload"),
    ):
        opened(page, path)
        gallery.show(name)
    gallery.done()


def test_admin(page: Page) -> None:
    gallery = enter(page, "admin")
    for name, path in (("health", "/health"), ("channels", "/channels"), ("account", "/account")):
        opened(page, path)
        gallery.show(name)
    gallery.done()


def test_auditor(page: Page) -> None:
    gallery = enter(page, "auditor")
    opened(page, "/trail")
    press(page, "Verify the chain")
    sees(page, "The trail is whole.")
    gallery.show("trail")
    gallery.done()
