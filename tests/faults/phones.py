"""Phones that seal for real, keep what was not acknowledged, and send until it is: the promise from the other side."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

from tests.faults.processes import Site, cookies_of
from tests.world import Phone

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word_for(number: int) -> str:
    """A number as letters: words that no guard takes for a phone number."""
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters = LETTERS[rest] + letters
        if number == 0:
            return letters


@dataclass
class Made:
    """One entry as the phone made it, and every receipt it was ever given."""

    item: dict[str, Any]
    body: dict[str, Any]
    receipts: set[str] = field(default_factory=set)
    tries: int = 0

    @property
    def id(self) -> str:
        return str(self.item["id"])


class Sender:
    """One phone in one thread. It makes entries, sends them in batches of any size, and believes only its own acks."""

    def __init__(self, site: Site, phone: Phone, random: Random, name: int) -> None:
        self.site, self.phone, self.random, self.name = site, phone, random, name
        self.cookies = cookies_of(phone.client)
        self.made: list[Made] = []
        self.waiting: list[Made] = []
        self.making = threading.Event()
        self.making.set()
        self.ending = threading.Event()
        self.broken: list[str] = []
        self.requests = self.failed = self.again = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Make nothing more, send what waits, and end."""
        self.making.clear()
        ends = time.monotonic() + seconds
        while self.waiting and time.monotonic() < ends and self._thread.is_alive():
            time.sleep(0.05)
        self.ending.set()
        self._thread.join(20)

    @property
    def acknowledged(self) -> int:
        return sum(bool(one.receipts) for one in list(self.made))

    def _run(self) -> None:
        client = self.site.client(self.cookies, timeout=15)
        try:
            while not self.ending.is_set():
                if self.making.is_set():
                    for _ in range(self.random.randint(1, 6)):
                        self._make()
                if not self._send(client):
                    time.sleep(self.random.uniform(0.02, 0.25))
                time.sleep(self.random.uniform(0.02, 0.2))
        except Exception as fault:
            self.broken.append(f"phone {self.name} stopped: {type(fault).__name__}: {fault}")
        finally:
            client.close()

    def _make(self) -> None:
        now = datetime.now(UTC)
        number, roll = len(self.made), self.random.random()
        text = f"phone {word_for(self.name)} entry {word_for(number)}"
        kind = "trigger"
        if roll < 0.1:
            kind = "checkin"
            day = (now - timedelta(days=self.random.randint(0, 20))).date()
            body: dict[str, Any] = {
                "form_id": "daily-card", "form_version": 2, "local_date": day.isoformat(),
                "answers": {"urge": self.random.randint(0, 7), "note": text},
            }  # fmt: skip
        else:
            body = {
                "happened_at": (now - timedelta(minutes=self.random.randint(0, 600))).isoformat(),
                "kind": "near_miss" if roll > 0.98 else "urge", "intensity": self.random.randint(0, 7), "text": text,
            }  # fmt: skip
        made = Made(self.phone.envelope(kind, body, made_at=now.isoformat()), body)
        self.made.append(made)
        self.waiting.append(made)

    def _send(self, client: httpx.Client) -> bool:
        batch = self.waiting[: self.random.choice((1, 3, 10, 30, 50))]
        if self.made and self.random.random() < 0.15:
            # Out of order and over again: a phone that was restored sends what was taken long ago.
            batch = batch[:40] + self.random.sample(self.made, min(len(self.made), 5))
        if not batch:
            return True
        self.requests += 1
        for made in batch:
            made.tries += 1
        self.again += sum(made.tries > 1 for made in batch)
        try:
            answer = client.post("/api/me/entries", json={"items": [made.item for made in batch]})
        except httpx.HTTPError:
            self.failed += 1
            return False
        if answer.status_code >= 500 or answer.status_code in (401, 429):
            self.failed += 1
            if answer.status_code not in (429, 503):
                self.broken.append(f"phone {self.name} was answered {answer.status_code}: {answer.text[:120]}")
            return False
        if answer.status_code != 200:
            self.broken.append(f"phone {self.name} was answered {answer.status_code}: {answer.text[:120]}")
            return False
        said = answer.json()["items"]
        if [one["id"] for one in said] != [made.id for made in batch]:
            self.broken.append(f"phone {self.name}: the answer is about other entries")
        for made, one in zip(batch, said, strict=False):
            if one["status"] in ("stored", "same"):
                if one["status"] == "stored" and made.receipts:
                    self.broken.append(f"{made.id} was acknowledged, and then stored a second time")
                made.receipts.add(one["receipt"])
            elif one["status"] != "retry":
                self.broken.append(f"{made.id} became {one['status']} {one.get('reason')}")
        self.waiting = [made for made in self.waiting if not made.receipts]
        return True

    def offer_all(self) -> dict[str, int]:
        """Send everything that was ever made once more. Returns how many were stored, same, or anything else."""
        counts: dict[str, int] = {}
        with self.site.client(self.cookies, timeout=60) as client:
            for start in range(0, len(self.made), 50):
                batch = self.made[start : start + 50]
                answer = client.post("/api/me/entries", json={"items": [made.item for made in batch]})
                answer.raise_for_status()
                for made, one in zip(batch, answer.json()["items"], strict=True):
                    counts[one["status"]] = counts.get(one["status"], 0) + 1
                    if "receipt" in one:
                        made.receipts.add(one["receipt"])
        return counts


def bytes_of(body: dict[str, Any]) -> str:
    """A body in one form, to compare what was sent with what is stored."""
    return json.dumps(body, sort_keys=True)
