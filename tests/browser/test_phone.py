"""The phone alone: few taps, nothing lost when it is killed, nothing readable when it is locked, usable by everybody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser.driving import (
    Handset,
    Site,
    choose,
    fill,
    go,
    heading,
    page_state,
    press,
    rate,
    sees,
    type_pin,
    unlocked,
)
from tests.browser.pocket import Pocket, carry_cookies, pocket
from tests.world import PIN, POLICY, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAITS = re.compile(r"^Too many tries\. Wait until \d\d:\d\d, then try again\.$")
MARKER = "quince heron lantern"
HOSTILE = "<script>window.bad=1</script><img src=x onerror=window.bad=1>"


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page: Page) -> None:
        self.page, self.n = page, 0

    def tap(self, place: Locator) -> None:
        place.click()
        self.n += 1


def _log_counted(page: Page, door: Locator) -> int:
    taps = Taps(page)
    taps.tap(door)
    taps.tap(page.locator("label.choice").filter(has_text="I felt an urge"))
    taps.tap(page.get_by_role("button", name="Next"))
    taps.tap(page.locator("label.scale-key").filter(has_text=re.compile("^6$")))
    taps.tap(page.get_by_role("button", name="Next"))
    taps.tap(page.get_by_role("button", name="Save my log"))
    expect(heading(page, re.compile("^(Received|Saved on this phone)$"))).to_be_visible()
    return taps.n


def test_a_log_takes_six_taps_open_or_locked(phone: Pocket) -> None:
    page = phone.begin()
    assert _log_counted(page, page.get_by_role("link", name="Log", exact=True)) <= 6
    press(page, "Done")
    press(page, "Lock")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert _log_counted(page, page.get_by_role("link", name="Write without unlocking")) <= 6
    expect(heading(page, "Received")).to_be_visible()
    assert [(one["body"]["kind"], one["body"]["intensity"]) for one in phone.entries()] == [("urge", 6)] * 2


def test_killed_at_each_step_keeps_what_was_answered(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()

    page.goto("/")
    unlocked(page, PIN)
    go(page, "/log")
    sees(page, "You started a log at")
    press(page, "Go on with it")
    rate(page, 7)
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()

    page.goto("/")
    unlocked(page, PIN)
    go(page, "/log")
    press(page, "Go on with it")
    expect(heading(page, "Before you save")).to_be_visible()
    sees(page, "I nearly did it", "7, strong")
    press(page, "In my words")
    fill(page, words=MARKER)
    page.wait_for_timeout(1000)  # A pause in typing keeps the words.

    page.goto("/")
    unlocked(page, PIN)
    go(page, "/log")
    press(page, "Go on with it")
    sees(page, "7, strong", MARKER)
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    [entry] = phone.entries()
    body = entry["body"]
    assert (body["kind"], body["intensity"], body["text"]) == ("near_miss", 7, MARKER)


@pytest.mark.parametrize("locked", [False, True])
def test_a_choice_put_right_by_going_back_is_the_same_log(phone: Pocket, locked: bool) -> None:
    page = phone.begin()
    if locked:
        press(page, "Lock")
        press(page, "Write without unlocking")
    else:
        go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    press(page, "Back")
    expect(heading(page, "What happened?")).to_be_visible()
    expect(page.locator("label.choice.chosen")).to_have_text("I nearly did it")
    choose(page, "kind", "Something set me off")
    press(page, "Next")
    rate(page, 3)
    press(page, "Next")
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    phone.move_clock(minutes=35)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.goto("/log")
    expect(page.get_by_text("You started a log at")).to_have_count(0)
    page.wait_for_timeout(500)
    assert [(one["body"]["kind"], one["body"]["intensity"]) for one in phone.entries()] == [("trigger_only", 3)]


def test_gone_back_to_after_it_was_killed_it_is_the_same_log_and_log_itself_begins_another(phone: Pocket) -> None:
    page = phone.begin()
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    page.reload()
    sees(page, "Your earlier answers are kept.")
    page.go_back()
    expect(heading(page, "What happened?")).to_be_visible()
    sees(page, "Your earlier answers are kept.")
    choose(page, "kind", "I felt an urge")
    press(page, "Next")
    expect(heading(page, "How strong is it?")).to_be_visible()

    go(page, "/log")
    sees(page, "You started a log at")
    expect(page.locator("label.choice.chosen")).to_have_count(0)
    choose(page, "kind", "Something set me off")
    press(page, "Next")
    rate(page, 2)
    press(page, "Next")
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    page.goto("/")
    unlocked(page, PIN)
    go(page, "/log")
    press(page, "Go on with it")
    press(page, "Back")
    expect(page.locator("label.choice.chosen")).to_have_text("I felt an urge")
    press(page, "Next")
    rate(page, 4)
    press(page, "Next")
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    assert sorted(str(one["body"]["kind"]) for one in phone.entries()) == ["trigger_only", "urge"]


@pytest.mark.parametrize("what", ["I did it", "I nearly did it"])
def test_who_reads_it_is_said_before_a_log_that_is_left_goes_by_itself(phone: Pocket, what: str) -> None:
    page = phone.begin()
    press(page, "Lock")
    press(page, "Write without unlocking")
    choose(page, "kind", what)
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    sees(page, "Who will read this", "Maya, your clinician", "Not sent to probation", POLICY)
    expect(page.get_by_text(POLICY)).to_be_in_viewport()


def test_killed_at_each_step_while_locked_loses_nothing_either(phone: Pocket) -> None:
    page = phone.begin()
    press(page, "Lock")
    press(page, "Write without unlocking")
    choose(page, "kind", "I did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    page.goto("/log")
    press(page, "Go on with it")
    sees(page, "Your earlier answers are kept.")
    rate(page, 9)
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()
    page.goto("/log")
    press(page, "Go on with it")
    expect(heading(page, "Before you save")).to_be_visible()
    assert "I did it" not in page_state(page)
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()
    [entry] = phone.entries()
    assert (entry["body"]["kind"], entry["body"]["intensity"]) == ("acted", 9)


def test_a_card_goes_on_where_it_was_killed(phone: Pocket) -> None:
    page = phone.begin()
    press(page, "Start")
    expect(page.get_by_text("Card, step 1 of")).to_be_visible()
    rate(page, 4)
    press(page, "Next")
    expect(page.get_by_text("Card, step 2 of")).to_be_visible()
    page.goto("/")
    unlocked(page, PIN)
    page.get_by_role("link", name="Go on with your card").click()
    expect(page.get_by_text("Card, step 2 of")).to_be_visible()
    sees(page, "You started this card. Your answers are here.")
    press(page, "Back")
    expect(page.get_by_text("Card, step 1 of")).to_be_visible()
    expect(page.locator("label.scale-key.chosen")).to_have_text("4")


def test_a_locked_phone_gives_nothing_away(phone: Pocket) -> None:
    page = phone.begin()
    phone.site.stop()
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    press(page, "Next")
    press(page, "In my words")
    fill(page, words=MARKER)
    press(page, "Done")
    press(page, "Save my log")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    # A second one is left in the middle.
    go(page, "/log")
    choose(page, "kind", "I did it")
    press(page, "Next")
    expect(heading(page, "How strong was it?")).to_be_visible()
    go(page, "/")
    press(page, "Lock")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    stored = phone.stored()
    assert "outbox" in stored and "drafts" in stored and "precache" in stored
    for words in (
        MARKER,
        "quince",
        "near_miss",
        "acted",
        "phone in the drawer",
        "I want to sleep",
        PIN,
        "Daniel",
        "Reeve",
        "K70",
    ):
        # The app's own files name every kind of answer; what was chosen is not in them.
        shown = [line for line in stored.splitlines() if words in line and "/assets/" not in line]
        assert not shown, f"{words!r} lies readable: {shown[0][:200]}"
    assert page.title() == "Foothold" and MARKER not in page.content()


def test_nothing_that_was_typed_lies_on_the_disk(
    world: World, site: Site, browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    with pocket(world, site, browser) as made:
        cookies = made.enrolled.client.http.cookies
        handset = Handset(playwright, tmp_path / "phone", site.url, world.clock.now)
        carry_cookies(handset.context, cookies)
        page = handset.page
        page.goto(site.url)
        unlocked(page, PIN)
        go(page, "/log")
        choose(page, "kind", "I nearly did it")
        press(page, "Next")
        rate(page, 8)
        press(page, "Next")
        press(page, "In my words")
        fill(page, words=MARKER)
        page.wait_for_timeout(1000)
        press(page, "Done")
        press(page, "Save my log")
        expect(heading(page, "Received")).to_be_visible()
        go(page, "/plan")
        sees(page, "Walk to the quince tree")
        press(page, "Lock")
        handset.close()
    # The app's own files, which name every kind of answer, lie in these.
    ours = ("CacheStorage", "Code Cache", "ScriptCache", "Cache_Data")
    files = [p for p in handset.folder.rglob("*") if p.is_file() and not any(part in ours for part in p.parts)]
    assert any("IndexedDB" in path.parts for path in files)
    for words in (MARKER, "Walk to the quince tree", "put the phone in the drawer", "near_miss"):
        for spelled in (words.encode(), words.encode("utf-16-le")):
            held = [path for path in files if spelled in path.read_bytes()]
            assert not held, f"{words!r} lies in {[str(path.relative_to(handset.folder)) for path in held]}"


def _hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


def test_covered_when_hidden_and_locked_after_two_minutes(phone: Pocket) -> None:
    page = phone.begin()
    _hide(page, True)
    today = page.screenshot()
    _hide(page, False)
    sees(page, "Your daily card")
    go(page, "/plan")
    sees(page, "Walk to the quince tree")
    shown = page.screenshot()
    _hide(page, True)
    assert page.screenshot() == today != shown
    phone.move_clock(minutes=2, seconds=1)
    _hide(page, False)
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert "quince" not in page.content()


def test_a_wrong_pin_waits_with_and_without_signal(phone: Pocket) -> None:
    page = phone.begin()
    press(page, "Lock")
    for left in (4, 3, 2, 1):
        type_pin(page, "111112")
        sees(page, f"That PIN didn't match. {left} {'try' if left == 1 else 'tries'} left.")
    type_pin(page, "111112")
    sees(page, WAITS)
    type_pin(page, PIN)
    sees(page, WAITS)
    phone.move_clock(seconds=61)
    type_pin(page, PIN)
    expect(heading(page, "Today")).to_be_visible()

    phone.site.stop()
    press(page, "Lock")
    for _ in range(4):
        type_pin(page, "111112")
        sees(page, "That PIN didn't match.")
        expect(page.locator(".pin-dots i.full")).to_have_count(0)
    type_pin(page, "111112")
    sees(page, WAITS)
    type_pin(page, PIN)
    sees(page, WAITS)
    # Opened anew, it says so before anything is typed.
    page.reload()
    sees(page, WAITS)
    phone.move_clock(seconds=61)
    unlocked(page, PIN)
    sees(page, "Your daily card")


def test_the_phones_own_back_goes_one_step_back_in_set_up(phone: Pocket) -> None:
    made = phone.clinician.client.post(f"/api/participants/{phone.participant_id}/invitations", {}).json()
    page = phone.page
    page.goto("/")
    press(page, "Forgot PIN")
    press(page, "I have a new code")
    fill(page, code=made["typed_code"])
    press(page, "Next")
    press(page, "Yes, that's me")
    for n in (1, 2):
        sees(page, re.compile(f"step {n} of"))
        press(page, "I have read this")
    page.go_back()
    sees(page, re.compile("step 2 of"))
    press(page, "Right now")
    sees(page, "999")
    page.go_back()
    sees(page, re.compile("step 2 of"))
    assert made["typed_code"].replace("-", "") not in phone.stored()
    while page.get_by_role("button", name="I have read this").count():
        press(page, "I have read this")
    expect(heading(page, "Choose a PIN")).to_be_visible()
    type_pin(page, "123456")
    sees(page, "Many people use that one. Choose another.")
    type_pin(page, "739164")
    expect(heading(page, "Enter it once more")).to_be_visible()
    type_pin(page, "739165")
    sees(page, "Those were not the same. Choose again.")
    for title in ("Choose a PIN", "Enter it once more"):
        expect(heading(page, title)).to_be_visible()
        type_pin(page, "739164")
    expect(heading(page, "This phone is ready")).to_be_visible()
    press(page, "Go to Today")
    expect(heading(page, "Today")).to_be_visible()
    page.go_back()
    expect(heading(page, "Today")).to_be_visible()


def test_it_starts_cold_with_no_signal(phone: Pocket) -> None:
    page = phone.begin()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.site.stop()
    page.close()
    phone.page = page = phone.context.new_page()
    page.goto("/now")
    sees(page, "999", "Samaritans, 116 123", "Nobody watches this app day and night.")
    page.goto("/not-safe")
    sees(page, "Call one of these now.")
    page.goto("/plan")
    unlocked(page, PIN)
    sees(page, "Walk to the quince tree")
    for path, words in (
        ("/", "Your daily card"),
        ("/card", "Card, step 1 of"),
        ("/entries", "No logs yet"),
        ("/order", "What is always true"),
    ):
        go(page, path)
        sees(page, words)
    for path in ("/log", "/now/breathing", "/more", "/more/look"):
        go(page, path)
        expect(page.locator("main h1")).not_to_have_text("This page did not load")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the thing with these words has focus. What has focus is always seen, with its ring."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (!e || e === document.body) return { text: '' };
              const shown = e.matches('input') ? e.closest('label') ?? e : e;
              const box = shown.getBoundingClientRect();
              const ring = [e, shown, ...shown.querySelectorAll('*')].some((one) => {
                const style = getComputedStyle(one);
                return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
              });
              const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
              const top = document.elementFromPoint(x, y);
              return {
                text: (e.getAttribute('aria-label') ?? shown.innerText ?? '').trim(),
                ring,
                free: top !== null && (shown.contains(top) || top.contains(shown)),
              };
            }"""
        )
        if found["text"].replace("\n", " ").startswith(words):
            assert found["ring"], f"no focus ring on {words}"
            assert found["free"], f"{words} has focus under something else"
            return
    raise AssertionError(f"Tab never came to {words!r}")


def test_a_log_by_keyboard_alone(phone: Pocket) -> None:
    page = phone.begin()
    tab_to(page, "Log")
    page.keyboard.press("Enter")
    expect(heading(page, "What happened?")).to_be_focused()
    tab_to(page, "I felt an urge")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(heading(page, "How strong was it?")).to_be_focused()
    tab_to(page, "0, none")
    for _ in range(7):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(heading(page, "Before you save")).to_be_focused()
    sees(page, "I nearly did it", "7, strong")
    tab_to(page, "Save my log")
    page.keyboard.press("Enter")
    expect(heading(page, "Received")).to_be_visible()


_CUT = """
() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) faults.push(`${wide} px too wide`);
  for (const e of document.querySelectorAll('main *, .dock *')) {
    const style = getComputedStyle(e);
    if (e.closest('.hear, .skip') || style.position === 'absolute' || e.closest('svg')) continue;
    if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1) faults.push(`cut: ${e.tagName}.${e.className}`);
  }
  return faults;
}
"""


def test_twice_the_text_on_the_narrowest_phone(phone: Pocket) -> None:
    page = phone.begin()
    page.set_viewport_size({"width": 320, "height": 640})
    page.add_init_script("document.documentElement.style.fontSize = '200%'")
    faults: dict[str, list[str]] = {}
    page.goto("/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    faults["pin"] = page.evaluate(_CUT)
    unlocked(page, PIN)
    for path in (
        "/", "/plan", "/log", "/card", "/entries", "/learn", "/order", "/more", "/more/who", "/more/look", "/more/pin",
        "/about-me", "/now", "/now/breathing", "/now/people", "/not-safe",
    ):  # fmt: skip
        go(page, path)
        expect(page.locator("main h1")).to_be_visible()
        faults[path] = page.evaluate(_CUT)
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    faults["strength"] = page.evaluate(_CUT)
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()
    faults["review"] = page.evaluate(_CUT)
    assert not {where: found for where, found in faults.items() if found}


def test_hostile_words_stay_words(phone: Pocket, browser: Browser) -> None:
    page = phone.begin()
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    press(page, "Next")
    press(page, "In my words")
    fill(page, words=HOSTILE)
    press(page, "Done")
    sees(page, HOSTILE)
    press(page, "Save my log")
    expect(heading(page, "Received")).to_be_visible()

    client = phone.clinician.client
    review = client.get("/api/reviews?view=open").json()["items"][0]["id"]
    context = browser.new_context(base_url=phone.site.url)
    context.clock.set_fixed_time(phone.clock.now)
    carry_cookies(context, client.http.cookies)
    staff = context.new_page()
    staff.goto(f"/reviews/{review}")
    sees(staff, HOSTILE)
    choose(staff, "outcome", "Reply")
    fill(staff, reply=f"Thank you {HOSTILE}")
    press(staff, "Send and close")
    sees(staff, "Closed.")
    staff.goto(f"/participants/{phone.participant_id}")
    sees(staff, HOSTILE)
    assert staff.evaluate("window.bad") is None
    context.close()

    page.goto("/")
    unlocked(page, PIN)
    press(page, "Maya wrote back", exact=False)
    sees(page, f"Thank you {HOSTILE}", HOSTILE)
    assert page.evaluate("window.bad") is None and page.locator("main img").count() == 0


_BROKEN = """
(words) => {
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const left = new Set(words);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    for (const word of words) {
      const at = text.data.replaceAll('\\u00a0', ' ').indexOf(word);
      if (at < 0) continue;
      const range = new Range();
      range.setStart(text, at);
      range.setEnd(text, at + word.length);
      if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size === 1) left.delete(word);
    }
  }
  return [...left];
}
"""


def test_words_stay_whole_on_a_narrow_phone_with_text_of_twice_the_size(phone: Pocket) -> None:
    page = phone.begin()
    for path, words in (
        ("/now", ["Samaritans,", "01632 960014", "option"]),
        ("/log", ["happened?", "seconds."]),
        ("/more/reminders", ["Reminders"]),
    ):
        go(page, path)
        expect(page.get_by_text(words[0]).first).to_be_visible()
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate(_BROKEN, words) == [], (path, width)
            page.evaluate("document.documentElement.style.fontSize = ''")
