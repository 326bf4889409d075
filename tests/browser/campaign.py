"""Three days with a phone that has no signal, and a network that lies: every kind of entry, written by touch on the real screens.

Each day begins with the server really stopped. Entries are written on the app's own pages only; in between the browser is killed
(SIGKILL to all of its processes) and opened again on the same folder, pages are loaded anew, a log is left in the middle, the zone
changes and the clock is set wrong. At night the server is there again, behind a proxy that answers 500, 409, 422 and 429 or drops the
connection, before the app saw the request or after it stored what was in it; some entries it lets through in no company at all, until
that is put right. After each try what the screens say of each entry is held against what the server has and what reached the phone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Playwright, expect

from api.act import as_service
from api.db import table_of
from api.journal.models import Entry, Quarantine
from api.journal.receive import receipt
from tests.browser.driving import Handset, Site, free_port, go, heading, press, sees, type_pin, unlocked
from tests.browser.flows import FLOWS, PAUSE_MS, Flow
from tests.browser.gallery import AXE, LOOK
from tests.browser.pocket import Pocket, carry_cookies
from tests.browser.prepared import Prepared
from tests.faults.proxy import FAULTS, Fault, Proxy
from tests.world import PIN, World

DAYS = 3
STEP = timedelta(minutes=4)
"""How much later each entry is than the one before."""
STANDS_ALONE = {"trigger", "urge", "question", "complaint", "copy_request", "checkin", "goal", "not_safe", "chain"}
"""What speaks of no earlier entry, and so waits for none that is offered again."""
LETTERS = "bcdfghjklmnpqrstvwxz"

_HELD = """
() => new Promise((ok, no) => {
  const asked = indexedDB.open('foothold');
  asked.onerror = no;
  asked.onsuccess = () => {
    const tx = asked.result.transaction(['outbox', 'receipts', 'drafts']);
    const all = (name) => new Promise((done) => { tx.objectStore(name).getAll().onsuccess = (event) => done(event.target.result); });
    Promise.all([all('outbox'), all('receipts'), all('drafts')]).then(([outbox, receipts, drafts]) => {
      asked.result.close();
      ok({
        outbox: outbox.map(({ id, kind }) => ({ id, kind })),
        receipts: receipts.map(({ id, status, receipt }) => ({ id, status, receipt })),
        drafts: drafts.length,
      });
    });
  };
})
"""
_SHOWN = """
() => Object.fromEntries([...document.querySelectorAll('ul.sent a.row')].map((row) => [
  row.getAttribute('href').split('/').pop(),
  ['here', 'received', 'read', 'parked'].find((state) => row.querySelector('.pill').classList.contains(state)),
]))
"""


class Network(Site):
    """The app, and the proxy in front of it, which is all that the phone sees."""

    def __init__(self, app: FastAPI, port: int) -> None:
        super().__init__(app, free_port())
        self.proxy = Proxy(port, self.port)
        self.url = self.proxy.url

    def start(self) -> None:
        super().start()
        self.proxy.start()

    def stop(self) -> None:
        self.proxy.stop()
        super().stop()


class Campaign:
    """`total` entries, each of `FLOWS` at least once. `seed` decides what comes when and what goes wrong."""

    def __init__(
        self, world: World, network: Network, browser: Browser, playwright: Playwright, folder: Path, total: int, seed: int
    ) -> None:  # fmt: skip
        self.world, self.network, self.proxy, self.total = world, network, network.proxy, total
        self.random = Random(seed)
        self.pocket = Pocket(world, network, browser, link=world.probation())
        Prepared(self.pocket)
        self.before = {str(one["id"]) for one in self.pocket.entries()}
        self.made: dict[str, str] = {}
        """Id → kind of everything that this phone ever had in its queue."""
        self.figures: Counter[str] = Counter()
        self.parked: set[str] = set()
        self.events = cycle([self._left_in_the_middle, self._wrong_clock, self._zone, self._reload, self._kill])
        self.handset = Handset(playwright, folder, network.url, world.clock.now)
        self._carry()
        self.page.goto(network.url)
        unlocked(self.page, PIN)
        expect(heading(self.page, "Today")).to_be_visible()
        # The file of answers and situations, and the app itself, are on the phone before it loses the signal.
        go(self.page, "/order/can-i")
        expect(self.page.get_by_role("searchbox")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.proxy.wait()

    @property
    def page(self) -> Page:
        return self.handset.page

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def _carry(self) -> None:
        """A real phone keeps its credential for 400 days; what a test put into the jar goes with the process."""
        carry_cookies(self.handset.context, self.pocket.enrolled.client.http.cookies)

    def close(self) -> None:
        self.handset.close()
        self.pocket.context.close()

    # Writing ----------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """All three days, and what is left after them."""
        flows = self._order()
        for day in range(1, DAYS + 1):
            self.network.stop()
            faults = self._faults(last=day == DAYS)
            self._day(flows, self.total * day // DAYS - len(faults) + 1)
            self._evening(flows, faults, last=day == DAYS)
            if day < DAYS:
                self._later(hours=24 + 9 - self.now.hour)
        self._put_right()

    def _faults(self, *, last: bool) -> list[Fault]:
        """What goes wrong in one evening; by the last of them everything that can."""
        met = [fault for fault in FAULTS if f"entries {fault}" in self.proxy.done]
        left = [fault for fault in FAULTS if fault not in met]
        self.random.shuffle(left)
        return left or list(FAULTS) if last else (left or met)[:4]

    def _order(self) -> Iterator[Flow]:
        """Each of them once, and then those that can be done often, in any order."""
        yield from FLOWS
        self.figures["ways of writing"] = len(FLOWS)
        while True:
            often = [flow for flow in FLOWS if flow.often]
            self.random.shuffle(often)
            yield from often

    def _day(self, flows: Iterator[Flow], until: int) -> None:
        """Write until so many are made. What happens to the phone in between makes an entry too, some of it."""
        every = max((until - len(self.made)) // 5, 3)
        n = 0
        while len(self.made) < until:
            self._write(next(flows))
            n += 1
            if n % every == 0 and len(self.made) < until:
                next(self.events)()

    def _write(self, flow: Flow) -> None:
        """One entry on the screen; then it is on the disk, and says that it is on this phone."""
        self._later(minutes=STEP.total_seconds() / 60)
        self._open(unless_locked=flow.locked)
        flow.fill(self.page, self._mark, True)
        assert self.page.locator("main h1").first.inner_text() not in ("Received", "Your team has it"), (
            f"{flow.name} claims too much"
        )
        self._count(flow.name, flow.kinds)

    def _count(self, name: str, kinds: tuple[str, ...]) -> None:
        new = {one["id"]: one["kind"] for one in self._held()["outbox"] if one["id"] not in self.made}
        assert sorted(new.values()) == sorted(kinds), f"{name} made {new}"
        self.made |= new

    def _mark(self, _field: str) -> str:
        return "".join(self.random.choice(LETTERS) for _ in range(14))

    def _held(self) -> Any:
        return self.page.evaluate(_HELD)

    def _later(self, **delta: float) -> None:
        self.handset.set_clock(self.world.clock.advance(**delta))

    def _open(self, *, unless_locked: bool = False) -> None:
        """Open the phone with the PIN where it is locked, as it is after a kill, a long while or a new page."""
        self.page.keyboard.press("Shift")
        if unless_locked and self.random.random() < 0.5:
            return
        go(self.page, "/")
        expect(heading(self.page, re.compile("^(Today|Enter your PIN)$"))).to_be_visible()
        if heading(self.page, "Enter your PIN").count():
            type_pin(self.page, PIN)
            expect(heading(self.page, "Today")).to_be_visible()

    # What happens to a phone --------------------------------------------------------------------------------------------

    def _kill(self) -> None:
        self.figures["kills"] += 1
        self.handset.kill()
        self.handset.open()
        self._carry()
        self.page.goto(self.network.url)
        expect(heading(self.page, "Enter your PIN")).to_be_visible()

    def _reload(self) -> None:
        self.figures["reloads"] += 1
        self.page.reload()
        expect(heading(self.page, re.compile("."))).to_be_visible()

    def _left_in_the_middle(self) -> None:
        """A log whose words are on the disk, killed, gone on with and saved."""
        self._later(minutes=1)
        self._open()
        log = next(flow for flow in FLOWS if flow.name == "log")
        log.fill(self.page, self._mark, False)
        self.page.wait_for_timeout(PAUSE_MS)
        self._count("a log in the middle", ())
        self._kill()
        self._open()
        go(self.page, "/log")
        press(self.page, "Go on with it")
        press(self.page, "Save my log")
        expect(heading(self.page, "Saved on this phone")).to_be_visible()
        self._count("a log gone on with", ("trigger",))

    def _zone(self) -> None:
        """Landed somewhere else: the phone's zone is another one when it is opened again."""
        self.figures["zones"] += 1
        self.handset.zone = "Asia/Tokyo" if self.handset.zone == "Europe/London" else "Europe/London"
        self._kill()

    def _wrong_clock(self) -> None:
        """Set a year back until the next entry is written, and killed with it."""
        self.figures["wrong clocks"] += 1
        off = self.random.choice((timedelta(days=-400), timedelta(hours=-7), timedelta(hours=9)))
        self.handset.set_clock(self.now + off)
        self._kill()
        # The writing of the next entry sets it right again.
        urge = next(flow for flow in FLOWS if flow.name == "an urge")
        urge.fill(self.page, self._mark, True)
        self._count("an urge by a wrong clock", ("trigger",))

    # The network --------------------------------------------------------------------------------------------------------

    def _evening(self, flows: Iterator[Flow], faults: list[Fault], *, last: bool) -> None:
        """The signal is back, comes and goes, and is no good."""
        stored = self._stored()
        waiting = [one for one in self.made if one not in stored and self.made[one] in STANDS_ALONE]
        for n, entry_id in enumerate(self.random.sample(waiting, 2)):
            self.proxy.refused[entry_id] = Fault((409, 422)[n % 2])
        for n, fault in enumerate(faults):
            if n > 0:
                self.proxy.stop()
                self._write(next(flows))
            # Before the signal is back: a phone that sends at once meets it too. One that was not met stays to be met.
            left = list(self.proxy.plan)
            self.proxy.fail([*left, fault], [self.random.choice([*FAULTS, None, None, None]) for _ in range(4)])
            (self.proxy if n > 0 else self.network).start()
            self._try()
        # What speaks of a refused entry waits for it, so not every try meets its fault: the last ones are met as things go on.
        self.proxy.fail(self.proxy.plan if last else [])
        self._try()
        self._look_at_one_that_was_refused()
        self.proxy.refused.clear()

    def _put_right(self) -> None:
        """What was wrong on the way is put right, and time passes: everything arrives."""
        unmet = list(self.proxy.plan)
        self.proxy.fail([])
        self._later(minutes=2)  # The last answer may have asked for half a minute of silence.
        self._open()
        self._send_again_by_hand()
        self.proxy.fail(unmet)
        for _ in range(4 + len(unmet)):
            if all(self.proxy.verdict(one) == "received" for one in self.made):
                break
            self._later(minutes=61)
            self._try()

    def _try(self) -> None:
        """Ask for everything to be sent, and hold what the screens say against what is so."""
        self._later(minutes=2)
        self._open()
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.proxy.wait()
        self.figures["tries to send"] += 1
        self._truth()

    def _truth(self) -> None:
        """Hold the screens against what is so. The phone may send by itself in between: then it is looked at again."""
        for _ in range(6):
            before = len(self.proxy.told), len(self.proxy.seen)
            self._open()
            go(self.page, "/entries")
            expect(self.page.locator("ul.sent a.row").first).to_be_visible()
            self.proxy.wait()
            shown = self.page.evaluate(_SHOWN)
            go(self.page, "/")
            expect(heading(self.page, "Today")).to_be_visible()
            self.page.wait_for_timeout(250)  # What waits is counted after the page stands.
            says, held = self.page.locator("main").inner_text(), self._held()
            self.proxy.wait()
            if before == (len(self.proxy.told), len(self.proxy.seen)):
                return self._is_true(shown, says, held)
        raise AssertionError("the phone never rested")

    def _is_true(self, shown: dict[str, str], says: str, held: Any) -> None:
        stored = self._stored()
        assert {one["id"] for one in held["outbox"]} >= set(self.made), "nothing leaves the phone yet"
        known = {one["id"]: one["status"] for one in held["receipts"]}
        counts: Counter[str] = Counter()
        for entry_id, kind in self.made.items():
            told, status = self.proxy.verdict(entry_id), known.get(entry_id)
            holds = "received" if status in ("stored", "same") else "parked" if status else "here"
            assert holds == told, f"the phone holds {status} of a {kind}; it was told {told}"
            # The bundle may give back what the phone has no answer about: the server has it then.
            true = "received" if told == "received" or entry_id in self.proxy.seen else told
            assert true != "received" or entry_id in stored, f"a {kind} counts as received and is not stored"
            on_screen = shown.get(entry_id)
            part = kind in ("amend", "withdraw") and true == "received"
            assert on_screen == true or (part and on_screen is None), f"a {kind} shows as {on_screen} and is {true}"
            counts[true] += 1
            if told == "parked":
                self.parked.add(entry_id)
        for state, words in (
            ("here", r"(\d+) things?(?: you wrote)? (?:is|are|has|have|waits?)\b"),
            ("parked", r"(\d+) things? you wrote (?:was|were) kept but not taken"),
        ):
            found = re.search(words, says)
            assert int(found[1] if found else 0) == counts[state], f"{counts} and Today says: {says}"
        self.figures["states checked"] += len(self.made)

    def _look_at_one_that_was_refused(self) -> None:
        """It says that it is kept, why, and what helps."""
        known = [
            one for one in self.proxy.refused if self.proxy.verdict(one) == "parked" and one not in self.proxy.seen
        ]
        assert known, "something was refused"
        self._open()
        go(self.page, f"/entries/{known[0]}")
        sees(self.page, "Kept, not taken.", re.compile("Something on the way stopped it"), "Not taken")
        sees(self.page, "Send it again", re.compile("^Ring your team about it"))
        self.page.evaluate(AXE.read_text())
        assert self.page.evaluate(LOOK) == []
        press(self.page, "Send it again")
        self.proxy.wait()
        sees(self.page, "Kept, not taken.")
        self._truth()

    def _send_again_by_hand(self) -> None:
        """One tap, and it is received."""
        known = [one for one in self.made if self.proxy.verdict(one) == "parked" and one not in self.proxy.seen]
        for entry_id in known[:1]:
            go(self.page, f"/entries/{entry_id}")
            press(self.page, "Send it again")
            expect(self.page.get_by_text("Kept, not taken.")).to_have_count(0)
            assert self.proxy.verdict(entry_id) == "received"
            self.figures["sent again by hand"] += 1

    # The end ------------------------------------------------------------------------------------------------------------

    def _stored(self) -> set[str]:
        e = table_of(Entry)
        with self.world.service.database.transaction(write=False) as session:
            rows = session.execute(sa.select(e.c.id).where(e.c.participant_id == self.pocket.participant_id))
            return {str(row.id) for row in rows}

    def verify(self) -> None:
        """Exactly so many on the server, each once; every receipt held here is the one that the server gives."""
        held = self._held()
        receipts = {one["id"]: one for one in held["receipts"]}
        e, q, service = table_of(Entry), table_of(Quarantine), self.world.service
        with service.database.transaction(write=False) as session:
            at = as_service(service, session, self.now)
            rows = session.execute(
                sa.select(e.c.id, e.c.kind, e.c.digest).where(e.c.participant_id == self.pocket.participant_id)
            ).all()
            kept = session.execute(sa.select(sa.func.count()).select_from(q)).scalar_one()
            made = [row for row in rows if str(row.id) not in self.before]
            assert len(made) == len(self.made) == self.total, f"{len(made)} on the server, {len(self.made)} made"
            assert {str(row.id): str(row.kind) for row in made} == self.made
            assert kept == 0, "nothing had to be kept aside"
            for row in made:
                own = receipts[str(row.id)]
                assert own["status"] in ("stored", "same"), own
                assert own["receipt"] == receipt(at, str(row.id), bytes(row.digest)), "the phone holds its receipt"
        for event in ("kills", "reloads", "zones", "wrong clocks"):
            assert self.figures[event], f"no {event} in all three days"
        assert held["drafts"] == 0 and not self.proxy.broken, self.proxy.broken
        assert not {f"entries {fault}" for fault in FAULTS} - set(self.proxy.done), "each fault was met"
        lost = sum(self.proxy.done[f"entries {fault}"] for fault in FAULTS if fault.after)
        self.figures |= Counter(
            {
                "entries": len(made), "kinds": len(set(self.made.values())), "requests for entries": len(self.proxy.told),
                "faults": self.proxy.done.total(), "answers lost after storing": lost, "parked on the way": len(self.parked),
            }
        )  # fmt: skip
