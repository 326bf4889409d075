"""What one bundle costs: a fixed number of statements, whatever a person's rooms hold, and nothing at all when nothing changed."""

import json
import re
from datetime import timedelta

from tests.bench.recorded import listening
from tests.furnished import furnish
from tests.world import World

MOST = 3
"""Statements of one bundle: whose phone it is, who that is, and what every room holds. More is slow on the phone's way to
Today: what a room newly reads belongs into `reads_of`."""

PARTS = (
    "plan", "orders", "questions", "appointments", "forms", "coming", "targets", "form_questions", "goals", "needs",
    "measures", "replies", "opened", "entries",
)  # fmt: skip


def test_a_bundle_of_every_room_costs_a_fixed_number_of_statements(world: World) -> None:
    world.clock.set(world.clock.now + timedelta(microseconds=123_456))
    clinician, lead = world.clinician(), world.lead()
    phone = world.phone(world.participant(clinician))
    furnish(world, clinician, lead, phone)
    phone.unlock()
    first = phone.client.get("/api/me/bundle")
    rooms = json.dumps({name: part for name, part in first.json().items() if name != "entries"})
    assert not re.search(r":\d\d\.\d+", rooms), "phones read instants to the second"
    empty = [name for name in PARTS if not first.json()[name]]
    assert not empty and all(first.json()["plan_work"][name] for name in ("proposed", "suggestions", "history"))
    assert len(first.json()["orders"][0]["conditions"]) == 6 and first.json()["week"]["days"]

    def cost(**headers: str) -> tuple[int, int]:
        with listening(world.service.database) as heard:
            answer = phone.client.get("/api/me/bundle", headers=headers)
        return answer.status_code, len([sql for sql, _, _ in heard if not sql.startswith("BEGIN")])

    status, before = cost()
    assert status == 200 and before <= MOST
    for _ in range(5):
        phone.trigger("urge", 4, text="Once more")
        phone.card()
        phone.send("question", {"text": "Is the park allowed?"})
    assert cost() == (200, before)
    tag = phone.client.get("/api/me/bundle").headers["ETag"]
    assert cost(**{"If-None-Match": tag}) == (304, before)
    tag = phone.client.get("/api/me/bundle", headers={"Prefer": "what-changed"}).headers["ETag"]
    phone.trigger("urge", 4, text="And again")
    assert cost(**{"Prefer": "what-changed", "If-None-Match": tag}) == (200, before)
    # Where an older entry changed, all entries are read anew in one statement more.
    log = phone.trigger("urge", 4, text="Once")
    world.clock.advance(minutes=5)
    tag = phone.client.get("/api/me/bundle", headers={"Prefer": "what-changed"}).headers["ETag"]
    phone.send("withdraw", {"of": log["id"]})
    assert cost(**{"Prefer": "what-changed", "If-None-Match": tag}) == (200, before + 1)
