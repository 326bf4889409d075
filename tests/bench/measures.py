"""What is measured on one database: the product and the bare handler, turn by turn, over real uvicorn on loopback."""

import gzip
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from api.principals import PHONE_COOKIE
from api.vault import token_hash
from tests.bench import load
from tests.bench.history import TEXT, YEAR, Client, entries_in, people, staff_cookies, write
from tests.bench.recorded import listening, recording
from tests.faults.processes import Site, free_port, until
from tests.furnished import furnish
from tests.world import Phone

SIZES = (1, 10, 50)
BATCHES = {1: 400, 10: 120, 50: 40}
"""How many batches of each size are sent: a second or two of work on a small machine."""
READS = 20
CPU_READS = 100
"""So many for a figure of CPU, which the system counts in hundredths of a second."""
ROUNDS = 3
TRAIL_ROUNDS = 4
"""Reads of the caseload before it is measured. The trail keeps whom each read showed, by person: from nothing, what one read
writes grows four- to fivefold (14 pages of SQLite for 40 people, 55 after 150 reads, 60 to 70 after 200, with a year of history
and with ten alike). Only from there on are a year and ten compared by history alone.
"""
TEN_YEARS = 10
BUNDLE, BUNDLE_CPU = "bundle, a year and every room", "CPU a bundle"
"""As a phone asks for it that holds one: something of it has changed, but none of the entries that came before."""
BUNDLE_WHOLE, BUNDLE_WHOLE_CPU = "bundle, whole", "CPU a bundle, whole"
"""As it comes once a day, to a phone that holds none, and after an older entry was read, answered or changed."""
BUNDLE_FULL_CPU = "CPU a bundle that holds all it can"
"""The same, whole, after more entries in the last 30 days than a bundle holds."""
TIMELINE, TIMELINE_TEN = "timeline of 50", "timeline of 50, ten years"
CASELOAD, CASELOAD_TEN = "caseload, a year each", "caseload, ten years each"


@dataclass
class Line:
    """One line of the table: the product's figure, the bare handler's, and the share of it that the product reaches."""

    what: str
    unit: str
    ours: float
    bare: float | None = None

    @property
    def ratio(self) -> float | None:
        """1 is as fast as the bare handler, 0.25 a quarter of it. Times and rates alike."""
        if not self.bare:
            return None
        return self.bare / self.ours if self.unit == "ms" else self.ours / self.bare


@dataclass
class Figures:
    """All lines of one database, in order."""

    kind: str
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, unit: str, ours: float, bare: float | None = None) -> None:
        self.lines.append(Line(what, unit, ours, bare))

    def named(self, what: str) -> Line | None:
        """The line of that name."""
        return next((line for line in self.lines if line.what == what), None)


class Bench:
    """One database with its people, the product's server, and the bare handler beside it."""

    def __init__(self, url: str, folder: Path, count: int, say: Callable[[str], None]) -> None:
        self.site, self.folder, self.say = Site(url, folder, log_level="warning"), folder, say
        self.figures = Figures(self.site.kind)
        self.say("people")
        self.world = self.site.world()
        self.clinician = self.world.clinician()
        self.clients = people(self.site, self.world, self.clinician, count)
        self.next_seq = dict.fromkeys((one.id for one in self.clients), 10_000)
        self.statements: dict[str, int] = {}
        self.bare_port = free_port()
        self.server = self.site.server()
        self.bare = self.site.process("bare", "tests.bench.bare", str(folder), str(self.bare_port), url)

    def run(self) -> Figures:
        """Everything, in the order of the table."""
        self.say("a year of history")
        write(self.site, self.clients, self.clinician, 0, YEAR)
        fullest, lead = self.clients[0], self.world.lead()
        handset = self._handset(fullest)
        for client in (self.clinician.client, lead.client, handset.client):
            client.http.headers["Origin"] = self.site.service.settings.origin
        # Minutes ago: what came just before a bundle is sent with the next one too (held.py).
        self.world.clock.advance(minutes=-5)
        furnish(self.world, self.clinician, lead, handset)
        self.world.clock.advance(minutes=5)
        self._record_all(self._changes(handset.client.get, {}))
        self.server.start()
        self.bare.start()
        ready = until(60, lambda: self.site.answers() and _listens(self.bare_port))
        if not ready:
            raise RuntimeError("a server did not start")
        self.say("reading")
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in fullest.cookies.items())}
        # Of the server itself: the demonstration's content is not quite this process's.
        changes = self._changes(
            httpx.Client(base_url=f"http://localhost:{self.site.port}", trust_env=False).get, cookies
        )
        self._reads(BUNDLE, "/api/me/bundle", fullest.cookies, cpu=BUNDLE_CPU, headers=changes)
        self._reads(BUNDLE_WHOLE, "/api/me/bundle", fullest.cookies, cpu=BUNDLE_WHOLE_CPU)
        for size in SIZES:
            self.say(f"batches of {size}")
            self._entries(size)
        self.say("reading")
        # By now that phone has sent more in these minutes than a bundle holds.
        self._reads(BUNDLE_WHOLE, "/api/me/bundle", fullest.cookies, cpu=BUNDLE_FULL_CPU)
        self.figures.lines.pop(-2)
        weighed = load.run(
            self.site.port, self.server.pid, [load.request(self.site.port, "GET", "/api/me/bundle", fullest.cookies)], 1
        )[1][0]
        self.figures.add("a bundle, gzipped", "KiB", len(gzip.compress(weighed)) / 1024)
        staff = staff_cookies(self.clinician)
        self._reads(TIMELINE, f"/api/participants/{self.clients[0].id}/timeline?limit=50", staff)
        for _ in range(TRAIL_ROUNDS):
            self._reads(CASELOAD, "/api/caseload?view=mine", staff)
            self.figures.lines.pop()
        self._reads(CASELOAD, "/api/caseload?view=mine", staff)
        self.say("ten years of history")
        write(self.site, self.clients, self.clinician, YEAR, TEN_YEARS * YEAR)
        self.say("reading")
        self._reads(CASELOAD_TEN, "/api/caseload?view=mine", staff, name=CASELOAD)
        self._reads(TIMELINE_TEN, f"/api/participants/{self.clients[0].id}/timeline?limit=50", staff,
                    name=TIMELINE)  # fmt: skip
        for name, count in self.statements.items():
            self.figures.add(f"statements: {name}", "", count)
        self.figures.add("participants on the caseload", "", len(self.clients))
        self.figures.add("entries stored", "", entries_in(self.site))
        self.figures.add("peak memory of the server", "MiB", load.peak_memory(self.server.pid) / 2**20)
        return self.figures

    def last_words(self) -> str:
        """What the servers wrote last."""
        return "".join(one.log.read_text()[-2000:] for one in (self.server, self.bare) if one.log.exists())

    def close(self) -> None:
        self.site.close()

    # Recording --------------------------------------------------------------------------------------------------------

    def _changes(self, get: Callable[..., Any], headers: dict[str, str]) -> dict[str, str]:
        """What a phone sends that holds a whole bundle, of which something other than an entry has changed."""
        answer = get("/api/me/bundle", headers={"Prefer": "what-changed", **headers})
        assert answer.status_code == 200, answer.text
        head, *mark = answer.headers["ETag"].strip('"').split(".")
        return {"Prefer": "what-changed", "If-None-Match": ".".join(["0" * len(head), *mark])}

    def _record_all(self, changes: dict[str, str]) -> None:
        """Take down the SQL of one request of each kind, made in this process by the product."""
        client = self.world.anonymous()
        client.http.headers["Origin"] = self.site.service.settings.origin
        first = self.clients[-1]
        for size in SIZES:
            self._take_down(client, first, f"batch of {size}", self._batch(first, size))
        self._take_down(client, self.clients[0], BUNDLE, None, "/api/me/bundle", more=changes)
        self._take_down(client, self.clients[0], BUNDLE_WHOLE, None, "/api/me/bundle")
        staff = staff_cookies(self.clinician)
        timeline = f"/api/participants/{self.clients[0].id}/timeline?limit=50"
        self._take_down(client, self.clients[0], TIMELINE, None, timeline, staff)
        self._take_down(client, self.clients[0], CASELOAD, None, "/api/caseload?view=mine", staff)

    def _take_down(
        self, client: Any, one: Client, name: str, body: Any, path: str = "/api/me/entries",
        cookies: dict[str, str] | None = None, more: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in (cookies or one.cookies).items())} | (more or {})
        for _ in range(2):
            # Twice: what is done once a minute or once a process is no part of the yardstick.
            with listening(self.world.service.database) as heard:
                answer = client.post(path, body, headers=headers) if body else client.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            if body:
                body = self._batch(one, len(body["items"]))
            client.http.cookies.clear()
            sent = json.loads(answer.request.content) if answer.request.content else {"items": []}
        known: dict[str, Any] = {f"entry{n}": UUID(item["id"]) for n, item in enumerate(sent["items"])}
        if sent["items"]:
            known |= {"person": one.id, "device": one.phone.device_id}
            known["credential"] = token_hash(one.cookies[PHONE_COOKIE])
        made = recording(heard, known)
        (self.folder / f"{name}.recorded").write_bytes(pickle.dumps(made))
        self.statements[name] = len(made.statements)

    def _handset(self, one: Client) -> Phone:
        """The phone of one of the people with its own cookies, to be used in this process."""
        client = self.world.anonymous()
        for name, value in one.cookies.items():
            client.http.cookies.set(name, value, domain="testserver.local")
        return replace(one.phone, client=client)

    # Entries ----------------------------------------------------------------------------------------------------------

    def _batch(self, one: Client, size: int) -> dict[str, Any]:
        """A phone's sealed batch. Of ten entries one is a card, one a near miss, the rest urges with words."""
        now = datetime.now(UTC)
        items = []
        for number in range(size):
            body: dict[str, Any] = {
                "happened_at": now.isoformat(), "kind": "urge", "intensity": number % 7, "text": TEXT,
                "triggers": ["message_came"], "emotions": ["lonely", "angry"], "did": ["walked"],
            }  # fmt: skip
            kind = "trigger"
            if number % 10 == 8:
                body["kind"], body["intensity"] = "near_miss", 7
            if number % 10 == 9:
                kind = "checkin"
                body = {
                    "form_id": "daily-card", "form_version": 2, "local_date": now.date().isoformat(),
                    "answers": {"urge": 3, "acted": False, "sleep_hours": 6, "note": TEXT[:60]},
                }  # fmt: skip
            sequence = self.next_seq[one.id]
            self.next_seq[one.id] += 1
            items.append(one.phone.envelope(kind, body, made_at=now.isoformat(), device_seq=sequence))
        return {"items": items}

    def _entries(self, size: int) -> None:
        """Batches of many phones over four connections: ours, then the bare handler's.

        Each has its own half of the people: what the bare handler stores opens for nobody, and must not be read.
        """
        half = len(self.clients) // 2
        ours, theirs = [], []
        for number in range(BATCHES[size]):
            one, two = self.clients[number % half], self.clients[half + number % half]
            ours.append(
                load.request(self.site.port, "POST", "/api/me/entries", one.cookies, self._batch(one, size))
            )  # fmt: skip
            body = self._batch(two, size) | {
                "person": str(two.id), "device": str(two.phone.device_id),
                "credential": token_hash(two.cookies[PHONE_COOKIE]).hex(),
            }  # fmt: skip
            theirs.append(load.request(self.bare_port, "POST", f"/batch%20of%20{size}", {}, body))
        went, bare = [], []
        for part in (slice(None, None, 2), slice(1, None, 2)):
            # Turn by turn, and the quicker half of each: somebody else may have had the machine during the other.
            done, answers = load.run(self.site.port, self.server.pid, ours[part])
            said = {item["status"] for answer in answers for item in json.loads(answer)["items"]}
            assert said == {"stored"}, said
            went.append(done)
            bare.append(load.run(self.bare_port, self.bare.pid, theirs[part])[0])
        count = size * BATCHES[size] / 2
        seconds, least = min(one.seconds for one in went), min(one.seconds for one in bare)
        cpu, least_cpu = min(one.cpu for one in went), min(one.cpu for one in bare)
        self.figures.add(f"entries a second, batches of {size}", "/s", count / seconds, count / least)
        self.figures.add(f"CPU an entry, batches of {size}", "ms", cpu / count * 1000, least_cpu / count * 1000)

    # Reading ----------------------------------------------------------------------------------------------------------

    def _reads(
        self, what: str, path: str, cookies: dict[str, str], name: str = "", cpu: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        """One reader, again and again: the middle time, of the best of a few rounds each.

        `cpu` names a second line: what the server's process used for one, of the round that used least.
        """
        wanted = (name or what).replace(" ", "%20").replace(",", "%2C")
        count = CPU_READS if cpu else READS
        ours = [load.request(self.site.port, "GET", path, cookies, headers=headers)] * count
        theirs = [load.request(self.bare_port, "GET", f"/{wanted}", {})] * count
        went = [
            (
                load.run(self.site.port, self.server.pid, ours, 1)[0],
                load.run(self.bare_port, self.bare.pid, theirs, 1)[0],
            )
            for _ in range(ROUNDS)
        ]
        middles = [(one.middle, two.middle) for one, two in went]
        self.figures.add(what, "ms", min(one for one, _ in middles) * 1000, min(two for _, two in middles) * 1000)
        if cpu:
            used = [(one.cpu / count, two.cpu / count) for one, two in went]
            self.figures.add(cpu, "ms", min(one for one, _ in used) * 1000, min(two for _, two in used) * 1000)


def _listens(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
