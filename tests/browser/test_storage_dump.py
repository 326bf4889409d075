"""Every field of the phone that takes words is typed into, and nothing of it can be read on the disk of the locked phone.

The search goes over every file of the browser's profile, after its processes were killed: IndexedDB, local and session storage, caches,
cookies, history and whatever else a browser writes down. A walk over the sources finds a field that is not typed into.
"""

import random
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.driving import Handset, Site, fill, free_port, go, heading, press, sees, unlocked
from tests.browser.flows import FLOWS, PAUSE_MS
from tests.browser.pocket import carry_cookies, pocket
from tests.browser.prepared import Prepared
from tests.world import PIN, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCES = Path(__file__).resolve().parents[2] / "web" / "src"
FIELD = re.compile(r"<(?:GuardedText|TextArea|TextField|textarea|input)\b((?:[^>]|(?<==)>)*?)(?<!=)>")
NAME = re.compile(r'name=(?:"([^"]+)"|\{`?([\w.-]+))')
WORDLESS = re.compile(r'type="(?:date|time|datetime-local|number|password|checkbox|radio|range|hidden|file)"')
FIGURES = {"coping/plan-rule.tsx minutes", "journal/log-extra.tsx sleep", "journal/form-view.tsx item.link_id"}
"""Fields of a figure or two, which cannot be told from any other figure; they are kept with the words beside them."""
NOT_TYPED = {"journal/guarded.tsx name": "is the guarded field itself, typed into wherever it stands"}


@pytest.fixture
def settings() -> dict[str, Any]:
    """A real address, and every way of reminding."""
    return {
        "public_url": f"http://localhost:{free_port()}", "smtp_url": "smtp://127.0.0.1:9",
        "notify_key": "made-up-key", "notify_template": "made-up-template",
    }  # fmt: skip


class Markers:
    """Words that stand nowhere else, one to a field. No run of letters repeats, so that nothing can pack them away."""

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        self.fields: set[str] = set()

    def __call__(self, field: str) -> str:
        word = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))
        self.note(field, word)
        return word

    def note(self, field: str, words: str) -> None:
        """Something was typed that is no word: a number, an address."""
        self.fields.add(field)
        self.typed[f"{field} {len(self.typed)}"] = words


def fields() -> set[str]:
    """Source and name of every field for words that the participant's part of the app has."""
    found: set[Path] = set()
    waiting = [SOURCES / "main.tsx"]
    while waiting:
        source = waiting.pop()
        if source in found or source == SOURCES / "staff" / "index.tsx":
            continue
        found.add(source)
        for path in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+\.tsx?)"', source.read_text()):
            if (target := (source.parent / path).resolve()).exists():
                waiting.append(target)
    named: set[str] = set()
    for source in found:
        name = source.relative_to(SOURCES).as_posix()
        if source.suffix != ".tsx" or name.startswith("ui/"):
            continue
        for props in FIELD.findall(source.read_text()):
            figure = 'inputMode="numeric"' in props
            if WORDLESS.search(props):
                continue
            given = NAME.search(props)
            key = f"{name} {(given[1] or given[2]) if given else '-'}"
            if not (figure and key in FIGURES):
                named.add(key)
    return named


def _holding(folder: Path, words: str) -> list[str]:
    """The files of a browser's profile in which these words lie readable, in UTF-8 or UTF-16."""
    spellings = (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(p.relative_to(folder)) for p in files if any(spelled in p.read_bytes() for spelled in spellings)]


_CONTROL = """
words => new Promise((ok) => {
  const asked = indexedDB.open('control', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('s');
  asked.onsuccess = () => {
    const tx = asked.result.transaction('s', 'readwrite', { durability: 'strict' });
    tx.objectStore('s').put({ text: words, more: 'x'.repeat(4000) }, 1);
    tx.oncomplete = () => ok(true);
  };
})
"""


def _beside_the_flows(page: Page, mark: Markers) -> None:
    """Fields that make no entry: a search, what shows without a PIN, a code, and where reminders go."""
    go(page, "/order/can-i")
    page.get_by_role("searchbox").fill(mark("orders/can-i.tsx -"))
    sees(page, "There is no answer here for that yet.")
    go(page, "/now/choose")
    fill(page, words=mark("coping/choose.tsx words"))
    page.wait_for_timeout(PAUSE_MS)
    go(page, "/more/reminders")
    for way in ("A text message", "An e-mail"):
        page.locator("label.choice").filter(has_text=way).click()
    number = "07700" + "".join(random.choice("123456789") for _ in range(6))
    mark.note("reminders/page.tsx mobile", number)
    fill(page, mobile=number, email=mark("reminders/page.tsx email") + "@example.org")
    press(page, "Save")
    sees(page, "Saved.")
    go(page, "/enrol")
    fill(page, code=mark("people/enrol.tsx code"))
    page.wait_for_timeout(PAUSE_MS)


def test_no_word_of_any_field_lies_readable_on_the_disk(
    world: World, site: Site, browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    mark, folder = Markers(), tmp_path / "phone"
    with pocket(world, site, browser, link=world.probation()) as made:
        Prepared(made)
        handset = Handset(playwright, folder, site.url, world.clock.now)
        carry_cookies(handset.context, made.enrolled.client.http.cookies)
        page = handset.page
        page.goto(site.url)
        unlocked(page, PIN)
        # Seen in the clear once, so that the search is known to find what is there.
        control = secrets.token_hex(8)
        page.evaluate(_CONTROL, control)
        # Left in the middle first, then filled in anew and sent.
        for finish in (False, True):
            for flow in FLOWS:
                if finish or flow.words:
                    flow.fill(page, mark, finish)
                if not finish and flow.words:
                    page.wait_for_timeout(PAUSE_MS)
        _beside_the_flows(page, mark)
        # In the middle once more, with no signal; and then locked, in the middle again.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        site.stop()
        often = [flow for flow in FLOWS if flow.words and (flow.often or flow.locked)]
        for flow in often:
            go(page, "/")
            flow.fill(page, mark, False)
        go(page, "/")
        press(page, "Lock")
        expect(heading(page, "Enter your PIN")).to_be_visible()
        for flow in often:
            if flow.locked:
                flow.fill(page, mark, False)
                page.wait_for_timeout(PAUSE_MS)
        handset.kill()
    assert fields() - set(NOT_TYPED) == mark.fields, "a field that nothing types into, or that is gone"
    assert _holding(folder, control), "the search finds what lies there in the clear"
    found = {field: held for field, words in mark.typed.items() if (held := _holding(folder, words))}
    assert not found
    # What comes from the server: the plan, the order, the person's own name, and what an answer is called inside.
    ours = ("CacheStorage", "Code Cache", "ScriptCache", "Cache_Data")
    for words in ("quince tree", "phone in the drawer", "Join the choir", "near_miss", "someone_else", "Reeve", PIN):
        held = [path for path in _holding(folder, words) if not any(part in path for part in ours)]
        assert not held, f"{words!r} lies in {held}"
