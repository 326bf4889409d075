"""A browser, a server that can really be stopped, and the few things that every browser test does with them."""

import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Request, ViewportSize, expect

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
"""Chromium as root in a container, and asking nobody on the internet for anything."""

PHONE: ViewportSize = {"width": 360, "height": 740}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PLACE: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce"}
WAIT_MS = 20_000


def chromium_path(*, whole: bool = False) -> str | None:
    """The machine's own Chromium; None means the one that Playwright installed.

    Its headless shell where there is one, unless the `whole` browser is asked for: the same engine without the window's frame,
    which shows no notifications, in two thirds of the time.
    """
    names = ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, names if whole else ["chromium-headless-shell", *names])), None)


def launched(playwright: Playwright, *, whole: bool = False) -> Browser:
    """A browser for contexts that come and go."""
    return playwright.chromium.launch(executable_path=chromium_path(whole=whole), args=QUIET)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Site:
    """The app at a loopback port, in a thread. Stopped, its port refuses: for a phone that is no signal."""

    def __init__(self, app: FastAPI, port: int) -> None:
        self.app, self.port = app, port
        self.url = f"http://localhost:{port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Answer from now on."""
        config = uvicorn.Config(
            self.app, host="127.0.0.1", port=self.port, log_config=None, access_log=False, server_header=False,
            proxy_headers=False, ws="none", timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = uvicorn.Server(config)
        self._server, self._thread = server, threading.Thread(target=server.run, daemon=True)
        self._thread.start()
        ends = time.monotonic() + 10
        while not server.started:
            if time.monotonic() > ends or not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Answer no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(10)
        self._server = self._thread = None


class Handset:
    """A phone: a browser with a folder of its own, that can be killed and opened again."""

    def __init__(self, playwright: Playwright, folder: Path, url: str, now: datetime | None = None) -> None:
        self.playwright, self.folder, self.url, self.now = playwright, folder, url, now
        self.asked: set[tuple[str, str]] = set()
        self.zone: str = PLACE["timezone_id"]
        self.open()

    def open(self, path: str | None = None) -> None:
        """Start the browser on what its folder holds."""
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            self.folder, executable_path=chromium_path(), args=QUIET, viewport=PHONE, is_mobile=True, has_touch=True,
            color_scheme="light", **(PLACE | {"timezone_id": self.zone}),
        )  # fmt: skip
        prepare(self.context)
        remember_asked(self.context, self.asked)
        if self.now is not None:
            self.context.clock.set_fixed_time(self.now)
        self.page: Page = self.context.pages[0]
        if path is not None:
            self.page.goto(self.url + path)

    def set_clock(self, now: datetime) -> None:
        """What this phone's clock shows from now on."""
        self.now = now
        self.context.clock.set_fixed_time(now)

    def kill(self) -> None:
        """SIGKILL to every process of this browser, as a phone that ran out of power."""
        for child in psutil.Process().children(recursive=True):
            try:
                if any(str(self.folder) in part for part in child.cmdline()):
                    child.send_signal(signal.SIGKILL)
            except psutil.Error:
                continue
        with quiet():
            self.context.close()

    def close(self) -> None:
        """Put it away."""
        with quiet():
            self.context.close()


@contextmanager
def quiet() -> Iterator[None]:
    """A browser that is gone already is closed enough."""
    try:
        yield
    except Exception as gone:
        if "closed" not in str(gone).lower():
            raise


def prepare(context: BrowserContext) -> None:
    """Patience, and no more than this."""
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)


def remember_asked(context: BrowserContext, asked: set[tuple[str, str]]) -> None:
    """Write down every address of the API that pages of this context ask for."""

    def note(request: Any) -> None:
        path = re.sub(r"^https?://[^/]+", "", request.url)
        if path.startswith("/api/"):
            asked.add((request.method, path))

    context.on("request", note)


_GO = """
(path) => new Promise((done) => {
  let waited = 0;
  const turn = () => {
    if (history.state?.sheet && !document.querySelector('dialog[open]') && waited++ < 50) return setTimeout(turn, 10);
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
    done();
  };
  turn();
})
"""


def go(page: Page, path: str) -> None:
    """Follow a link inside the app, without loading it anew: the phone stays open. A sheet that closes goes its step back first."""
    page.evaluate(_GO, path)


_TURN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))"


def loaded(page: Page, path: str) -> None:
    """Go there, and wait until all that the page asks for has come and it asks for no more.

    Playwright's own `networkidle` means the same and takes half a second of silence each time.
    """
    waiting: set[Request] = set()

    def asks(request: Request) -> None:
        waiting.add(request)

    def has(request: Request) -> None:
        waiting.discard(request)

    page.on("request", asks)
    page.on("requestfinished", has)
    page.on("requestfailed", has)
    page.goto(path)
    ends, quiet_turns = time.monotonic() + WAIT_MS / 1000, 0
    while quiet_turns < 4:
        page.evaluate(_TURN)
        quiet_turns = 0 if waiting else quiet_turns + 1
        assert time.monotonic() < ends, [one.url for one in waiting]
    page.remove_listener("request", asks)
    page.remove_listener("requestfinished", has)
    page.remove_listener("requestfailed", has)


def choose(page: Page, field: str, *texts: str) -> None:
    """Tick answers of a choice list by their words."""
    for text in texts:
        exactly = re.compile(rf"^\s*{re.escape(text)}\s*$")
        page.locator(f'fieldset[id="{field}"] label.choice').filter(has_text=exactly).click()


def rate(page: Page, n: int) -> None:
    """Press a number of the 0 to 10 scale."""
    page.locator("label.scale-key").filter(has_text=re.compile(rf"^{n}$")).click()


def fill(page: Page, **fields: str) -> None:
    """Type into fields by their ids."""
    for name, value in fields.items():
        page.locator(f'[id="{name}"]').fill(value)


def pick(page: Page, **fields: str) -> None:
    """Choose from select fields by their ids, by the words shown."""
    for name, text in fields.items():
        page.locator(f'[id="{name}"]').select_option(label=text)


def press(page: Page, name: str, *, exact: bool = True) -> None:
    """Press a button or a link by its words."""
    page.get_by_role("button", name=name, exact=exact).or_(
        page.get_by_role("link", name=name, exact=exact)
    ).first.click()


_KEYS = """
() => Object.fromEntries([...document.querySelectorAll('button.pin-key')].map((key) => {
  const at = key.getBoundingClientRect();
  const seen = at.top >= 0 && at.bottom <= innerHeight && at.left >= 0 && at.right <= innerWidth;
  return [key.textContent.trim(), seen ? [at.left + at.width / 2, at.top + at.height / 2] : null];
}))
"""


def type_pin(page: Page, pin: str) -> None:
    """Six keys of the PIN pad: the first as soon as it stands still, the others where they are seen, as a thumb that knows the pad."""
    _pin_key(page, pin[0])
    spots = page.evaluate(_KEYS)
    for digit in pin[1:]:
        if spots[digit]:
            page.mouse.click(*spots[digit])
        else:
            _pin_key(page, digit)


def _pin_key(page: Page, digit: str) -> None:
    page.locator("button.pin-key").filter(has_text=digit).click()


def heading(page: Page, name: str | re.Pattern[str]) -> Locator:
    """The page's h1."""
    return page.get_by_role("heading", level=1, name=name)


def sees(page: Page, *texts: str | re.Pattern[str]) -> None:
    """Each of these words is on the page, and can be seen."""
    for text in texts:
        expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()


def unlocked(page: Page, pin: str) -> None:
    """Type the PIN on the locked phone's page, and wait until it is open."""
    expect(heading(page, "Enter your PIN")).to_be_visible()
    type_pin(page, pin)
    expect(heading(page, "Enter your PIN")).to_have_count(0)


def page_state(page: Page) -> str:
    """All words that can be seen, for asking what is not there."""
    return str(page.evaluate("document.body.innerText"))
