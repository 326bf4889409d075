"""Every way in which a participant writes on the phone, as something to be filled in: `FLOWS`.

Walks over it prove what holds for all of them: the storage dump and the campaign of 200 entries. A new flow is one more line here:
how its page is reached, and `fill`, which answers the questions, types a marker of its own into each field, and leaves the flow saved,
or in the middle where `finish` is False. A marker is asked for by its source and the field's name there, so that a walk over the
sources finds a field that nothing types into. `locked` flows need no PIN. What they write about is made ready in `prepared.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.driving import choose, fill, go, heading, press, rate, sees

SAVED = re.compile("^(Received|Saved on this phone)$")
ENTRY = re.compile("/entries/[^/]+$")
"""The address of one entry, where many a flow ends."""
PAUSE_MS = 900
"""A pause in typing, after which the words are on the disk. Whoever leaves a flow in the middle waits for it."""

Mark = Callable[[str], str]
"""A source of web/src and a field's name there → words that stand nowhere else, to be typed into it."""


@dataclass(frozen=True)
class Flow:
    """One way of writing. `fill(page, mark, finish)` starts on any page of an open or locked phone and writes one entry of each of
    `kinds`. `often`: it can be done again and again, else once for what was made ready. `words`: it takes some, and can be left
    in the middle of them."""

    name: str
    kinds: tuple[str, ...]
    fill: Callable[[Page, Mark, bool], None]
    locked: bool = False
    often: bool = False
    words: bool = True


def _words(page: Page, mark: Mark, source: str, field: str = "words", before: str = "") -> None:
    """Type a marker into a field."""
    fill(page, **{field: before + mark(f"{source} {field}")})


def _entry(page: Page, words: str | re.Pattern[str]) -> None:
    """Open the oldest of these entries that the server has, from "What I sent"."""
    go(page, "/entries")
    expect(heading(page, "What I sent")).to_be_visible()
    page.locator("ul.sent a.row").filter(has_text=words).last.click()


def _next_page(page: Page, button: str, last: str) -> bool:
    """Press on through a form of several pages. False once `last` was pressed."""
    title = page.locator("h1").inner_text()
    pressed = page.get_by_role("button", name=re.compile(f"^({button}|{last})$"))
    done = pressed.inner_text().strip() == last
    pressed.click()
    if not done:
        expect(page.locator("h1")).not_to_have_text(title)
    return not done


# The log, the pause, the card -------------------------------------------------------------------------------------------


def _log(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/log")
    choose(page, "kind", "I nearly did it")
    press(page, "Next")
    rate(page, 7)
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
    _words(page, mark, "journal/log-extra.tsx")
    press(page, "Done")
    expect(heading(page, "Before you save")).to_be_visible()
    if finish:
        press(page, "Save my log")
        expect(heading(page, SAVED)).to_be_visible()


def short_log(page: Page, kind: str = "I felt an urge", strength: int = 5) -> None:
    """The fewest taps that make a log."""
    go(page, "/log")
    choose(page, "kind", kind)
    press(page, "Next")
    if kind != "A good moment":
        rate(page, strength)
        press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()
    press(page, "Save my log")
    expect(heading(page, SAVED)).to_be_visible()


def _short(kind: str) -> Callable[[Page, Mark, bool], None]:
    return lambda page, _mark, _finish: short_log(page, kind)


def _pause(page: Page, _mark: Mark, finish: bool) -> None:
    go(page, "/now")
    page.get_by_role("link", name=re.compile("start a pause", re.IGNORECASE)).click()
    rate(page, 6)
    press(page, "Next")
    press(page, "Relief")
    press(page, "5 minutes")
    page.locator(".chip-button").first.click()
    if not finish:
        return
    press(page, "How is it now?")
    rate(page, 2)
    press(page, "Next")
    page.get_by_role("button", name=re.compile("^It passed")).click()
    press(page, "A bit")
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
        for area in page.locator("main textarea").all():
            area.fill(mark("journal/form-view.tsx item.link_id"))
        for number in page.locator("main input[inputmode=numeric]").all():
            number.fill("6")
        now, of = (int(number) for number in re.findall(r"\d+", step))
        if now == of and not finish:
            return
        press(page, "Save my card" if now == of else "Next")
        if now == of:
            expect(page.locator("main h1")).not_to_have_text("One thing to fix")
            expect(page.get_by_text(re.compile(r"Card, step \d+ of"))).to_have_count(0)
            return
        expect(page.get_by_text(f"Card, step {now + 1} of")).to_be_visible()
    raise AssertionError("the card never ended")


def _measure(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/plan")
    page.get_by_role("link").filter(has_text="How things are").click()
    for n in range(6):
        expect(page.get_by_text(f"How things are, step {n + 1} of 7")).to_be_visible()
        rate(page, 4)
        press(page, "Next")
    press(page, "Send my answers")
    expect(heading(page, "My plan")).to_be_visible()


def _missed(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/")
    page.get_by_role("link", name=re.compile("card was not filled in")).first.click()
    choose(page, "reason", "No signal or no data")
    _words(page, mark, "journal/missed.tsx", "why_text")
    if finish:
        press(page, "Send it")
        expect(heading(page, SAVED)).to_be_visible()


def _not_safe(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/not-safe/tell")
    choose(page, "about", "Someone else")
    choose(page, "call", "Yes, call me")
    _words(page, mark, "journal/not-safe.tsx")
    if finish:
        press(page, "Send")
        sees(page, re.compile("^(Received|Saved on this phone)"))


def _chain(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/chain")
    page.locator('fieldset[id="about"] label.choice').first.click()
    press(page, "Start")
    for _ in range(20):
        expect(page.get_by_text(re.compile(r"Step by step, step \d+ of"))).to_be_visible()
        if page.locator("label.scale-key").count():
            rate(page, 6)
        # The last answer but one where there are many: never "something else".
        for field in page.locator("main fieldset:has(label.choice)").all():
            field.locator("label.choice").first.click()
        for area in page.locator("main textarea").all():
            area.fill(mark("journal/form-view.tsx item.link_id"))
        if not finish and page.locator("main textarea").count():
            return
        if not _next_page(page, "Next", "Save it"):
            expect(heading(page, "Kept")).to_be_visible()
            return
    raise AssertionError("step by step never ended")


# Changing, taking back, asking ------------------------------------------------------------------------------------------


def _change_log(page: Page, mark: Mark, finish: bool) -> None:
    # Of many, the phone shows the newest hundred: the oldest of those that is not the one to be taken back.
    _entry(page, re.compile("^I felt an urge, [^2].*Received", re.DOTALL))
    press(page, "Change this")
    words = page.get_by_role("button", name=re.compile("^(Change )?In my words$"))
    words.click()
    _words(page, mark, "journal/log-extra.tsx")
    press(page, "Done")
    expect(heading(page, "Change this")).to_be_visible()
    if finish:
        press(page, "Save the change")
        expect(page).to_have_url(ENTRY)


def _change_card(page: Page, _mark: Mark, _finish: bool) -> None:
    _entry(page, re.compile("^Daily card.*Received", re.DOTALL))
    press(page, "Change this")
    rate(page, 6)
    while _next_page(page, "Next", "Save the change"):
        continue
    expect(page).to_have_url(ENTRY)


def _take_back(page: Page, _mark: Mark, _finish: bool) -> None:
    _entry(page, "I felt an urge, 2")
    press(page, "Take this back")
    choose(page, "why", "I made it by mistake")
    press(page, "Take it back")
    expect(page.get_by_role("dialog")).to_have_count(0)
    sees(page, re.compile("You took (it|this) back"))


def _request(address: str, choice: str) -> Callable[[Page, Mark, bool], None]:
    def write(page: Page, mark: Mark, finish: bool) -> None:
        go(page, f"/ask/{address}")
        expect(page.locator('fieldset[id="choice"]')).to_be_visible()
        if page.locator('fieldset[id="which"]').count():
            page.locator('fieldset[id="which"] label.choice').first.click()
        choose(page, "choice", choice)
        _words(page, mark, "journal/ask.tsx")
        if finish:
            press(page, "Send")
            expect(page).to_have_url(ENTRY)

    return write


def _why_absent(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/about-me")
    page.get_by_role("link", name="Say why I missed it").first.click()
    choose(page, "reason", "Getting there")
    choose(page, "tell", "No, only my clinician")
    _words(page, mark, "journal/ask.tsx")
    if finish:
        press(page, "Send")
        expect(page).to_have_url(ENTRY)


def _that_is_wrong(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/about-me")
    page.get_by_role("button", name="That is wrong").first.click()
    choose(page, "reason", "I came")
    _words(page, mark, "people/about.tsx")
    if finish:
        press(page, "Send my answer")
        sees(page, "You said this is wrong.")


def _cannot_come(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/")
    press(page, "I can't make it")
    choose(page, "move", "Yes, please move it")
    press(page, "Tell my clinician")
    expect(heading(page, re.compile("^(Your team has it|Not sent)$"))).to_be_visible()


def _late(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/session/late")
    choose(page, "minutes", "20 minutes")
    press(page, "Tell my clinician")
    expect(heading(page, re.compile("^(Your team has it|Not sent)$"))).to_be_visible()


# Goals, the week, help --------------------------------------------------------------------------------------------------


def _goal(page: Page, mark: Mark, finish: bool) -> None:
    source = "goals/make.tsx"
    go(page, "/plan/goals/new")
    choose(page, "area", "WorkDoing a job well")
    press(page, "Next")
    _words(page, mark, source, "goal-text", "I build ")
    press(page, "Next")
    choose(page, "person", "No, it does not need them")
    press(page, "Next")
    _words(page, mark, source, "goal-why")
    press(page, "Next")
    expect(heading(page, "By when?")).to_be_visible()
    press(page, "Next")
    expect(heading(page, "What is the first step?")).to_be_visible()
    page.locator("textarea").first.fill("I ask " + mark(f"{source} step-"))
    press(page, "Next")
    expect(heading(page, "Before you save")).to_be_visible()
    if finish:
        press(page, "Send my goal")
        expect(heading(page, "Goals")).to_be_visible()


def _no_goal(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/goals")
    page.get_by_role("link").filter(has_text="Join the choir").click()
    press(page, "No, not for me")
    _words(page, mark, "goals/goals.tsx", "why-not")
    if finish:
        press(page, "No, not for me")
        sees(page, "You said it is not for you.")


def _new_step(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/goals")
    page.get_by_role("link").filter(has_text="Work 3 days").click()
    press(page, "Add a step")
    page.locator("textarea").first.fill("I ask " + mark("goals/make.tsx step-"))
    if finish:
        press(page, "Add a step")
        expect(page.locator("textarea")).to_have_count(0)


def _plan_something(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/week/add")
    _words(page, mark, "goals/week.tsx", "what", "Build ")
    fill(page, day=page.evaluate("new Date(Date.now() + 86400000).toISOString().slice(0, 10)"))
    choose(page, "part", "Morning")
    if finish:
        press(page, "Put it in my week")
        expect(heading(page, "My week")).to_be_visible()


def _did_something(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/week/did")
    _words(page, mark, "goals/week.tsx", "what", "Build ")
    choose(page, "part", "Evening")
    rate(page, 7)
    if finish:
        press(page, "Save it")
        expect(heading(page, "My week")).to_be_visible()


def _need(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/help/ask")
    choose(page, "kind", "Something else")
    _words(page, mark, "goals/help.tsx", "more")
    if finish:
        press(page, "Ask for help")
        expect(heading(page, "Help I asked for")).to_be_visible()


# The plan ---------------------------------------------------------------------------------------------------------------


def _change_plan(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/line/night/new")
    _words(page, mark, "coping/plan-edit.tsx", "line")
    press(page, "Keep this line")
    expect(heading(page, "Change my plan")).to_be_visible()
    go(page, "/plan/rule/new")
    _words(page, mark, "coping/plan-rule.tsx", "when")
    _words(page, mark, "coping/plan-rule.tsx", "then", "I walk to ")
    press(page, "Keep this rule")
    expect(heading(page, "Change my plan")).to_be_visible()
    go(page, "/plan/send")
    _words(page, mark, "coping/plan-edit.tsx", "why")
    if finish:
        press(page, "Send to my clinician")
        expect(heading(page, "My plan")).to_be_visible()


def _no_to_the_plan(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan/proposal")
    _begin_own(page, "No, not like this")
    _words(page, mark, "coping/plan-answers.tsx", "own")
    if finish:
        press(page, "Send my no")
        expect(heading(page, "My plan")).to_be_visible()


def _begin_own(page: Page, button: str) -> None:
    """Begin words of one's own, or go on with those that were left."""
    field = page.locator("#own")
    expect(field.or_(page.get_by_role("button", name=button))).to_be_visible()
    if field.count() == 0:
        press(page, button)


def _own_words_for_an_idea(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/plan")
    page.locator('a[href^="/plan/idea/"]').first.click()
    _begin_own(page, "Say it my way")
    _words(page, mark, "coping/plan-answers.tsx", "own")
    if finish:
        press(page, "Send my words")
        expect(heading(page, "My plan")).to_be_visible()


# My order ---------------------------------------------------------------------------------------------------------------


def _read(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/order")
    press(page, "I have read this")
    # The button has another name while it saves: what was said is on the disk once the page says so.
    sees(page, re.compile("^You said that you read this"))


def _situations(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/order")
    page.get_by_role("link").filter(has_text="Try some situations").click()
    page.locator(".dock").get_by_role("link", name="Start").click()
    while heading(page, "That was the last one").count() == 0:
        choose(page, "situation", "Yes, it could")
        step = page.get_by_text(re.compile(r"Situation, step \d+ of")).inner_text()
        press(page, "See what fits")
        press(page, "Next")
        expect(page.get_by_text(step, exact=True)).to_have_count(0)
    press(page, "Send my answers")
    expect(heading(page, "Your answers")).to_be_visible()


def _question(page: Page, mark: Mark, finish: bool) -> None:
    go(page, "/question")
    _words(page, mark, "orders/question.tsx", "question")
    if finish:
        press(page, "Send my question")
        # The answer of a quick server turns the first of these words into the second.
        expect(heading(page, re.compile(r"^(Saved on this phone|Your team has it)$"))).to_be_visible()


def _lesson(page: Page, _mark: Mark, _finish: bool) -> None:
    go(page, "/learn")
    page.locator("main a[href^='/learn/l']").first.click()
    step = page.get_by_text("step 1 of")
    expect(step).to_be_visible()
    go(page, f"{page.url.split('?')[0]}?page={step.inner_text().split()[-1]}")
    press(page, "Done")
    expect(heading(page, "Learn")).to_be_visible()


FLOWS = [
    # What asks how somebody is comes after this one: it is not offered in the hours after something hard.
    Flow("step by step", ("chain",), _chain),
    Flow("log", ("trigger",), _log, locked=True, often=True),
    Flow("a good moment", ("trigger",), _short("A good moment"), locked=True, often=True, words=False),
    Flow("an urge", ("trigger",), _short("I felt an urge"), locked=True, often=True, words=False),
    Flow("pause", ("urge",), _pause, locked=True, often=True, words=False),
    Flow("daily card", ("checkin",), _card),
    Flow("measure", ("checkin",), _measure, words=False),
    Flow("missed, and why", ("missed_reason",), _missed),
    Flow("a log changed", ("amend",), _change_log, often=True),
    Flow("a card changed", ("amend",), _change_card, words=False),
    Flow("taken back", ("withdraw",), _take_back, words=False),
    Flow("to stop", ("stop_request",), _request("stop", "To have a break")),
    Flow("a record is wrong", ("dispute",), _request("record", "I did come")),
    Flow("complaint", ("complaint",), _request("complaint", "Who was told"), often=True),
    Flow("copy", ("copy_request",), _request("copy", "What I sent"), often=True),
    Flow("why absent", ("absence_reason",), _why_absent),
    Flow("that is wrong", ("that_is_wrong",), _that_is_wrong),
    Flow("cannot come", ("cannot_come",), _cannot_come, words=False),
    Flow("late", ("running_late",), _late, locked=True, words=False),
    Flow("goal", ("goal",), _goal, often=True),
    Flow("not my goal", ("goal_step",), _no_goal),
    Flow("a step of a goal", ("goal_step",), _new_step, often=True),
    Flow("planned", ("activity",), _plan_something, often=True),
    Flow("done", ("activity",), _did_something, often=True),
    Flow("help", ("need",), _need, often=True),
    Flow("plan not agreed", ("plan_answer",), _no_to_the_plan),
    Flow("an idea in own words", ("plan_answer",), _own_words_for_an_idea),
    Flow("plan changed", ("plan_draft",), _change_plan),
    Flow("order read", ("order_read",), _read, words=False),
    Flow("situations", ("teach_back",), _situations, words=False),
    Flow("lesson", ("lesson",), _lesson, words=False),
    Flow("question", ("question",), _question, locked=True, often=True),
    Flow("not safe", ("not_safe",), _not_safe, locked=True),
]
