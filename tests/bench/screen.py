"""What a man at 00:40 waits for: the phone's own speed, on a processor slowed down, with no signal.

Each figure is the time from a touch to the frame that shows what was asked for, in a real Chromium at 360 px. The baseline is
the time from a touch to the next frame on an empty page, slowed down alike in the same minute.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from api.act import Service
from api.db import Database
from api.learning.catalogue import load
from api.main import create_app
from api.settings import Settings
from api.vault import Vault
from tests.bench.lighthouse import scores
from tests.browser.driving import Site, free_port, heading, launched, type_pin
from tests.browser.pocket import Pocket, pocket
from tests.conftest import Templates
from tests.faults.processes import ROOT
from tests.world import PIN, TestClock, World

SLOWED = 4
"""How many times slower the processor seems: what Lighthouse takes for a cheap phone."""
TIMES = 9
RIGHT_NOW_MS = 100
"""The aim of issue and product (F2): from any screen to the first helpful sentence."""

# From a real touch (its own time stamp) to the second frame in which the words are there: by then they are painted.
_WAIT = """
(words) => new Promise((found) => {
  let since = null;
  addEventListener('pointerdown', (touch) => { since = touch.timeStamp; }, { once: true, capture: true });
  const look = () => {
    if (since !== null && document.body.textContent.includes(words))
      requestAnimationFrame(() => requestAnimationFrame((now) => found(now - since)));
    else requestAnimationFrame(look);
  };
  look();
})
"""
_EMPTY = """<!doctype html><meta name=viewport content="width=device-width"><button style="width:100%;height:300px"
onclick="document.body.append('here')">Right now</button>"""


@dataclass(frozen=True)
class Wait:
    """One figure: milliseconds, the median and the worst of TIMES, beside an empty page's median."""

    what: str
    median: float
    worst: float
    bare: float


def measured(say: Callable[[str], None]) -> tuple[list[Wait], dict[str, int] | None]:
    """Right now, from a locked and from an open phone, with the server stopped; and what Lighthouse says, where it is installed."""
    with _phone() as (held, page, slow):
        say("Lighthouse")
        scored = scores(held.site.url)
        say("an empty page")
        bare = _bare(held, slow)
        held.site.stop()
        say("Right now, unlocked")
        opened = _touches(page, held, locked=False)
        say("Right now, locked")
        locked = _touches(page, held, locked=True)
    waits = [
        _wait("Right now from Today, no signal", opened, bare),
        _wait("Right now while locked, no signal", locked, bare),
    ]
    return waits, scored


def _wait(what: str, times: list[float], bare: list[float]) -> Wait:
    return Wait(what, statistics.median(times), max(times), statistics.median(bare))


def _touches(page: Page, held: Pocket, locked: bool) -> list[float]:
    times = []
    for _ in range(TIMES):
        page.goto("/")
        if not locked:
            type_pin(page, PIN)
            expect(heading(page, "Today")).to_be_visible()
        else:
            expect(heading(page, "Enter your PIN")).to_be_visible()
        page.wait_for_timeout(500)
        times.append(_touched(page, "Unlock to see them" if locked else "I will put the phone in the drawer"))
    return times


def _touched(page: Page, words: str) -> float:
    waiting = page.evaluate_handle(f"(words) => {{ window.__waited = ({_WAIT})(words); }}", words)
    waiting.dispose()
    page.get_by_role("button", name="Right now").or_(page.get_by_role("link", name="Right now")).first.tap()
    return float(page.evaluate("() => window.__waited"))


def _bare(held: Pocket, slow: Callable[[Page], CDPSession]) -> list[float]:
    page = held.context.new_page()
    slow(page)
    times = []
    for _ in range(TIMES):
        page.set_content(_EMPTY)
        page.wait_for_timeout(200)
        times.append(_touched(page, "here"))
    page.close()
    return times


@contextmanager
def _phone() -> Iterator[tuple[Pocket, Page, Callable[[Page], CDPSession]]]:
    templates = Templates()
    folder = Path(tempfile.mkdtemp(prefix="foothold-screen-"))
    Vault.make(folder / "keys.json")
    url, clock = templates.fresh("sqlite"), TestClock(datetime.now(UTC))
    settings = Settings(
        database_url=url, public_url=f"http://localhost:{free_port()}", log_level="error", requests_per_second=0
    )
    service = Service(
        settings, Database(url, settings.pool_size), Vault.load(folder / "keys.json"), clock,
        load(ROOT / "content", demo=True, today=lambda: clock().date()),
    )  # fmt: skip
    app = create_app(service)
    site = Site(app, int(settings.public_url.rsplit(":", 1)[1]))
    site.start()

    def slow(page: Page) -> CDPSession:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        return session

    try:
        with sync_playwright() as started:
            browser = launched(started)
            with pocket(World(service, app, clock), site, browser, own_clock=True) as held:
                page = held.begin()
                session = slow(page)
                yield held, page, slow
                session.detach()
            browser.close()
    finally:
        site.stop()
        service.database.close()
        templates.close()
