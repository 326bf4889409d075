"""After every request that anybody makes in a whole life here, a phone that is sent only what changed has what the whole gives it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api import jobs
from api.db import table_of
from api.learning.signatures import Signatures
from api.people.models import Participant, SuitabilitySheet, Team, User
from api.people.records import seal_fact
from tests.attendance.conftest import Case
from tests.contracts import living
from tests.journal.test_held import Holding, shown
from tests.world import Client, World


class Watch:
    """Asks after every request that wrote something, and remembers which parts were not the same as before."""

    def __init__(self, holding: Holding) -> None:
        self.holding, self.before = holding, parts(holding.ask())
        self.changed: set[str] = set()
        self.asked = self.as_held = 0
        self.busy = False

    def look(self, after: str) -> None:
        self.busy = True
        held = self.holding.ask()
        whole = self.holding.whole()
        assert shown(held) == shown(whole), after
        self.asked += 1
        self.as_held += "as_held" in held and self.holding.last[0] == 200
        now = parts(whole)
        self.changed |= {name for name in now | self.before if now.get(name) != self.before.get(name)}
        self.before = now
        self.busy = False


def parts(bundle: dict[str, Any]) -> dict[str, Any]:
    """The bundle by its parts; the small ones by theirs."""
    flat: dict[str, Any] = {}
    for name, part in bundle.items():
        small = isinstance(part, dict) and name in ("participant", "settings", "learning", "plan_work", "week")
        flat |= {f"{name}.{inner}": one for inner, one in part.items()} if small else {name: part}
    return flat


@pytest.fixture
def watch(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A case with a phone that writes and one that only asks, and what the second saw."""
    case = Case(world)
    watched = Watch(Holding(world.phone(case.participant_id)))

    def looking(send: Callable[..., Any]) -> Callable[..., Any]:
        def request(self: Client, path: str, *given: Any, **more: Any) -> Any:
            answer = send(self, path, *given, **more)
            if not watched.busy and answer.status_code < 300:
                watched.look(f"{send.__name__} {path}")
            return answer

        return request

    for verb in ("post", "put", "delete"):
        monkeypatch.setattr(Client, verb, looking(getattr(Client, verb)))
    return case, watched


def test_a_lesson_that_is_retired_goes_from_a_phone_that_holds_it(
    watch: tuple[Case, Watch], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, watched = watch
    service, base = case.service, f"/api/participants/{case.participant_id}"
    lesson = "/api/content/en/lesson.what-it-does"
    monkeypatch.setattr(service, "catalogue", service.catalogue.joined(Signatures(service.database)))
    assert case.clinician.client.post(f"{base}/phase", {"to": "working"}).status_code == 200
    opened = case.clinician.client.put(f"{base}/opened-items", {"item": "lesson.what-it-does", "open": True})
    assert opened.status_code == 200, opened.text
    assert watched.before["opened_lessons"]
    piece = case.lead.client.get(lesson).json()
    retired = case.lead.client.post(f"{lesson}/retire", {"version": piece["version"], "digest": piece["digest"]})
    assert retired.status_code == 200 and not watched.before["opened_lessons"]


def test_after_whatever_anybody_does_what_is_held_is_the_whole(watch: tuple[Case, Watch]) -> None:
    case, watched = watch
    world, mark, phone = case.world, living.Marks(), case.phone
    base, client = f"/api/participants/{case.participant_id}", case.clinician.client
    living.therapy(case, phone, mark)
    living.orders(case, phone, mark)
    living.reminders(case, phone, mark)
    living.checkins(case, phone, mark)

    def done(answer: Any) -> None:
        assert answer.status_code < 300, answer.text

    for item in client.get(f"{base}/opened-items").json()["items"]:
        done(client.put(f"{base}/opened-items", {"item": item["item"], "open": True}))
    done(client.put(f"{base}/free-text", {"on": False}))
    done(client.put(f"{base}/learning", {"language": "cy", "jurisdiction": "scotland"}))
    phone.unlock()
    done(phone.client.put("/api/me/language", {"language": "en"}))
    done(client.put(f"{base}/check-ins/schedule", {"cadence": "weekly", "weekday": 2}))
    rule = phone.client.get("/api/me/bundle").json()["plan"]["rules"][0]["id"]
    phone.trigger("urge", 4, rules=[{"id": rule, "helped": "yes"}])
    phone.send("plan_draft", {"base_version": 99, "lines": [], "text": "No version of the plan is that"})
    sheet = dict.fromkeys(("internet_device_allowed", "inspection", "no_deletion", "no_auto_deletion_software"), True)
    done(client.post(f"{base}/suitability", sheet))
    # Between two looks, the same form again for another moment.
    asked = next(one for one in client.get(f"{base}/measures").json()["measures"] if one["state"] == "asked")
    watched.busy = True
    done(client.post(f"/api/measures/{asked['id']}/withdraw"))
    done(client.post(f"{base}/measures", {"form_id": "how-things-are", "moment": "end"}))
    watched.busy = False
    watched.look("one measure for another")
    # What no request changes: the command line, another programme's rules, a later release.
    p, t, u, s = (table_of(one) for one in (Participant, Team, User, SuitabilitySheet))
    with world.act() as at:
        renamed = {"first_name": seal_fact(at, case.participant_id, "first_name", "Lee")}
    for table, values in (
        (t, {"duty_phone": "01632 960 999"}), (t, {"duty_hours": "Weekdays"}), (p, {"zone": "Europe/Lisbon"}), (p, renamed),
        (u, {"first_name": "Alex"}), (s, {"reading_support": True}),
    ):  # fmt: skip
        with world.act() as at:
            at.session.execute(sa.update(table).values(values))
        watched.look(f"{table} {list(values)}")
    for ago in (timedelta(minutes=10), timedelta(hours=9), timedelta(hours=16), timedelta(days=9), timedelta(days=40)):
        world.clock.set(world.clock.now + ago)
        watched.look(f"{ago} later")
        jobs.tick(world.service)
        watched.look(f"the jobs, {ago} later")
    living.sessions(case, phone, mark)
    assert watched.asked > 100 and watched.as_held > 20, (watched.asked, watched.as_held)
    same = sorted(set(watched.before) - watched.changed)
    assert not same, f"nothing in this life changes {same}"
