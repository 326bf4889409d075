"""A participant's phone for tests of the phone alone: enrolled over HTTP, opened with the PIN on the screen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driving import LAPTOP, PHONE, PLACE, WAIT_MS, Site, heading, prepare, type_pin
from tests.world import PIN, Person, World

PLAN: dict[str, Any] = {
    "signs": ["I go over it again"],
    "surroundings": ["Phone in the kitchen"],
    "alone": ["Wash up", "Walk to the quince tree"],
    "people": ["Football on Tuesday"],
    "ask": ["My brother"],
    "professionals": ["My clinician"],
    "reasons": ["I want to sleep"],
    "night": ["Radio on low"],
    "rules": [
        {"when": "it's late", "hours": None, "urge_at_least": None, "then": "I will put the phone in the drawer",
         "for_minutes": 10, "confidence": 6},
    ],
    "agreed_on": "2026-11-20",
    "base_version": None,
}  # fmt: skip

_DUMP = """
async () => {
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
      return Array.from(bytes, (b) => String.fromCharCode(b)).join('');
    }
    if (value && typeof value === 'object') return Object.entries(value).map(([k, v]) => `${k}=${text(v)}`).join(';');
    return String(value);
  };
  const found = [document.title, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state)];
  for (const { name, version } of await indexedDB.databases()) {
    const db = await new Promise((ok, no) => {
      const asked = indexedDB.open(name, version);
      asked.onsuccess = () => ok(asked.result);
      asked.onerror = no;
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((ok) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => ok(asked.result);
      });
      for (const row of rows) found.push(`${store}: ${text(row)}`);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request);
      const isText = /json|text|javascript|svg/.test(kept.headers.get('content-type') ?? '');
      found.push(`${name} ${request.url}: ${isText ? await kept.text() : ''}`);
    }
  }
  return found;
}
"""


_RUNS = """
(() => {
  const now = performance.now.bind(performance);
  performance.now = () => now() + (window.ran ?? 0);
})();
"""
"""The clock that only runs goes on with `move_clock`, and not when somebody sets the other one."""


class Pocket:
    """One participant, the clinician, and the phone in a browser context.

    The phone's clock shows what the world's does, by timers that are not the browser's own, or, with `own_clock`, the machine's time.
    """

    def __init__(self, world: World, site: Site, browser: Browser, *, own_clock: bool = False, **more: Any) -> None:
        self.world, self.site, self.clock = world, site, world.clock
        self.clinician: Person = world.clinician(first_name="Maya")
        self.clinician.client.http.headers["Origin"] = site.url
        self.participant_id: UUID = world.participant(self.clinician, **more)
        said = self.clinician.client.put(f"/api/participants/{self.participant_id}/coping-plan", PLAN)
        assert said.status_code == 200, said.text
        self.enrolled = world.phone(self.participant_id)
        self.enrolled.client.http.headers["Origin"] = site.url
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, viewport=PHONE, is_mobile=True, has_touch=True, **PLACE
        )
        prepare(self.context)
        carry_cookies(self.context, self.enrolled.client.http.cookies)
        if not own_clock:
            self.context.clock.set_fixed_time(self.clock.now)
            self.context.add_init_script(_RUNS)
        self.page: Page = self.context.new_page()

    def begin(self) -> Page:
        """The PIN opens the app, the bundle comes or is known to be the newest, and what opens the app with no signal is kept."""
        self.page.goto("/")
        expect(heading(self.page, "Enter your PIN")).to_be_visible()
        with self.page.expect_response(
            lambda answer: answer.url.endswith("/api/me/bundle") and answer.status in (200, 304)
        ):
            type_pin(self.page, PIN)
        expect(heading(self.page, "Today")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self.page

    def move_clock(self, **delta: float) -> None:
        """Time passes, on the phone and at the server."""
        self.context.clock.set_fixed_time(self.clock.advance(**delta))
        ran = timedelta(**delta).total_seconds() * 1000
        for page in self.context.pages:
            page.evaluate("ran => { window.ran = (window.ran ?? 0) + ran; }", ran)

    def set_clock_by_hand(self, now: datetime) -> None:
        """Somebody changes what this phone's clock shows. No time passes by it."""
        self.context.clock.set_fixed_time(now)

    def entries(self, once: int = 0) -> list[dict[str, Any]]:
        """The participant's own entries, as the server has them; where nothing on the screen says that they have come, `once`
        there are so many."""
        ends = time.monotonic() + WAIT_MS / 1000
        while True:
            self.enrolled.unlock()
            answer = self.enrolled.client.get("/api/me/entries")
            assert answer.status_code == 200, answer.text
            found = list(answer.json()["items"])
            if len(found) >= once or time.monotonic() > ends:
                return found
            time.sleep(0.1)

    def stored(self) -> str:
        """Everything that lies readable in this browser: databases, caches, storages, cookies."""
        parts: list[str] = self.page.evaluate(_DUMP)
        return "\n".join([*parts, str(self.context.cookies())])


def carry_cookies(context: BrowserContext, cookies: Any) -> None:
    """Give a browser the cookies of a client. They are Secure, which localhost counts as."""
    context.add_cookies(
        [
            {"name": name, "value": value, "url": "https://localhost", "httpOnly": True, "sameSite": "Strict"}
            for name, value in cookies.items()
        ]
    )


def at_desk(phone: Pocket, browser: Browser, path: str | None = None, person: Person | None = None) -> Page:
    """A laptop at which the clinician sits, or `person`, signed in, at the phone's hour. `page.context.close()` puts it away."""
    context = browser.new_context(base_url=phone.site.url, viewport=LAPTOP, **PLACE)
    prepare(context)
    carry_cookies(context, (person or phone.clinician).client.http.cookies)
    context.clock.set_fixed_time(phone.clock.now)
    page = context.new_page()
    if path is not None:
        page.goto(path)
    return page


@contextmanager
def pocket(world: World, site: Site, browser: Browser, **more: Any) -> Iterator[Pocket]:
    """A phone, put away at the end."""
    made = Pocket(world, site, browser, **more)
    try:
        yield made
    finally:
        made.context.close()
