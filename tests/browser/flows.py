"""Every way in which a participant writes on the phone, as something to be filled in: `FLOWS`.

Walks over it prove what holds for all of them, the storage dump first of all. A new flow is one more line here: how its page is
reached, and `fill`, which answers every question on it, types each marker it was given into a field of its own, and leaves the
flow saved or in the middle, as `finish` says. `locked` flows need no PIN.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.driving import choose, fill, go, heading, press, rate, sees

SAVED = re.compile("^(Received|Saved on this phone)$")
PAUSE_MS = 900
"""A pause in typing, after which the words are on the disk."""

Mark = Callable[[str], str]
"""A field's name → words that stand nowhere else, to be typed into it."""


@dataclass(frozen=True)
class Flow:
    """One way of writing. `fill(page, mark, finish)` starts on any page of an open or locked phone."""

    name: str
    locked: bool
    fill: Callable[[Page, Mark, bool], None]


def _log(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 8)
    press(page, "Next")
    for row, field, answers in (
        ("How it came up", "channel", ["A message"]),
        ("What set it off", "triggers", ["Being alone", "I could not sleep"]),
        ("What I felt", "emotions", ["Ashamed", "Lonely"]),
        ("What I needed", "need", ["Relief"]),
        ("I did this", "did", ["Put my phone away"]),
    ):
        press(page, row)
        choose(page, field, *answers)
        press(page, "Done")
        expect(heading(page, "Before you save")).to_be_visible()
    press(page, "In my words")
    fill(page, words=mark("log words"))
    page.wait_for_timeout(PAUSE_MS)
    press(page, "Done")
    expect(heading(page, "Before you save")).to_be_visible()
    if finish:
        press(page, "Save my log")
        expect(heading(page, SAVED)).to_be_visible()


def _card(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/card")
    for _ in range(20):
        expect(page.get_by_text(re.compile(r"Card, step \d+ of"))).to_be_visible()
        step = page.get_by_text(re.compile(r"Card, step \d+ of")).inner_text()
        for keys in page.locator("fieldset:has(label.scale-key)").all():
            keys.locator("label.scale-key").filter(has_text=re.compile("^7$")).click()
        for field in page.locator("fieldset:has(label.choice)").all():
            field.locator("label.choice").first.click()
        for n, area in enumerate(page.locator("main textarea").all()):
            area.fill(mark(f"card words {step} {n}"))
        for number in page.locator("main input[inputmode=numeric]").all():
            number.fill("6")
        now, of = (int(number) for number in re.findall(r"\d+", step))
        if now == of and not finish:
            page.wait_for_timeout(PAUSE_MS)
            return
        press(page, "Save my card" if now == of else "Next")
        if now == of:
            expect(page.locator("main h1")).not_to_have_text("One thing to fix")
            expect(page.get_by_text(re.compile(r"Card, step \d+ of"))).to_have_count(0)
            return
        expect(page.get_by_text(f"Card, step {now + 1} of")).to_be_visible()
    raise AssertionError("the card never ended")


def _not_safe(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/not-safe/tell")
    choose(page, "about", "Someone else")
    choose(page, "call", "Yes, call me")
    fill(page, words=mark("not safe words"))
    if finish:
        press(page, "Send")
        sees(page, re.compile("^(Received|Saved on this phone)"))


FLOWS = [
    Flow("log", True, _log),
    Flow("daily card", False, _card),
    Flow("not safe", True, _not_safe),
]
