"""A participant for whom everything is there that a phone can write about: `prepare_all`.

An order with situations, a plan that goes back and forth, goals and a week of the clinician's, a need, a measure, a missed card,
two absences of which one has gone, sessions to come, step by step opened, and logs and a card that the server has.
"""

from datetime import timedelta
from typing import Any

from api.attendance.release import release_due
from api.checkins.planning import plan_occurrences
from api.checkins.turning import turn_occurrences
from api.evaluation.models import MeasureMoment
from tests.browser.pocket import Pocket
from tests.world import Person

WHO = {"who": "other_person"}
ORDER: dict[str, Any] = {
    "kind_id": "ew.ro.conviction", "court": None, "made_on": "2026-11-02", "starts_on": "2026-11-02",
    "source": "sealed_order", "source_seen_on": "2026-11-20", "no_name": True,
    "conditions": [{"library_id": "no-contact", "blanks": WHO}, {"library_id": "no-looking-online", "blanks": WHO}],
}  # fmt: skip
NOT_COME: dict[str, Any] = {
    "came": "no", "minutes_late": None, "happened": False, "why_not": None, "told_before": "none",
    "confirm": {"date_of_birth": "1991-03-14", "case_reference_last4": "4821"},
}  # fmt: skip
URGES = (1, 2, 3, 4)
"""How strong the logs are that the server has from before."""


def _said(answer: Any, *codes: int) -> Any:
    assert answer.status_code in (codes or (200, 201, 204)), answer.text
    return answer.json() if answer.content else None


class Prepared:
    """What was made ready, for a pocket whose participant is linked to probation."""

    def __init__(self, made: Pocket) -> None:
        self.pocket, self.world = made, made.world
        self.maya: Person = made.clinician
        self.lead: Person = made.world.lead(first_name="Josh")
        self.lead.client.http.headers["Origin"] = made.site.url
        self.base = f"/api/participants/{made.participant_id}"
        self._sent_before()
        self._cards()
        self._order()
        self._plan()
        self._purpose()
        _said(self.maya.client.post(f"{self.base}/phase", {"to": "working"}))
        _said(self.maya.client.put(f"{self.base}/opened-items", {"item": "chain", "open": True}))
        self._sessions()
        made.context.clock.set_fixed_time(self.world.clock.now)

    def _pass(self, **delta: float) -> None:
        """Time goes by; whoever is signed in signs in again."""
        self.world.clock.advance(**delta)
        for person in (self.maya, self.lead):
            self.world.sign_in(person.client, person.user)

    def _sent_before(self) -> None:
        phone = self.pocket.enrolled
        for strength in URGES:
            phone.trigger("urge", strength)
            self._pass(minutes=1)

    def _cards(self) -> None:
        """Monday's card is sent and Tuesday's is missed; it is Wednesday morning."""
        self.pocket.enrolled.card(urge=4, acted=False, mood=6)
        service, clock = self.world.service, self.world.clock
        for hours in (1, 22, 24):
            self._pass(hours=hours)
            plan_occurrences(service, clock.now)
            turn_occurrences(service, clock.now)
        _said(
            self.maya.client.post(f"{self.base}/measures", {"form_id": "how-things-are", "moment": MeasureMoment.pre})
        )

    def _order(self) -> None:
        made = _said(self.maya.client.post(f"{self.base}/orders", ORDER))
        _said(self.lead.client.post(f"/api/orders/{made['id']}/check", {"no_name": True, "revision": 1}))

    def _plan(self) -> None:
        """The clinician's proposal, and two ideas beside it."""
        client, at = self.maya.client, f"{self.base}/coping-plan"
        current = _said(client.get(f"{at}/work"))["current"]
        sections = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")
        ours = {name: current[name] for name in (*sections, "rules", "ids")}
        ours |= {"signs": ["I go over it again", "I skip meals"], "base_version": current["version"], "agreed_on": None}
        _said(client.post(f"{at}/proposals", ours))
        for text in ("Radio on at ten", "Audiobook on low"):
            _said(client.post(f"{at}/suggestions", {"kind": "suggestion", "part": "night", "text": text, "words": "?"}))

    def _purpose(self) -> None:
        client, day = self.maya.client, self.world.clock.now.date().isoformat()
        goal: dict[str, Any] = {"area": "play", "why": None, "needs_person": False, "steps": []}
        for text, state in (("Join the choir", "proposed"), ("Run on Sundays", "proposed"), ("Work 3 days", "agreed")):
            _said(client.post(f"{self.base}/goals", goal | {"text": text, "state": state}))
        _said(client.post(f"{self.base}/activities", {"text": "Walk by the canal", "day": day, "part": "morning"}))
        _said(client.post(f"{self.base}/needs", {"kind": "money", "note": None}))

    def _sessions(self) -> None:
        """Two sessions were missed: one was told to probation, the other waits. Two more are to come."""
        for hours in (-20, -1):
            made = self._book(hours)
            _said(self.maya.client.put(f"/api/appointments/{made}/outcome", NOT_COME))
            if hours == -20:
                self._pass(hours=2, minutes=1)
                release_due(self.world.service, self.world.clock.now)
        for hours in (30, 80):
            self._book(hours)

    def _book(self, hours: int) -> str:
        when = (self.world.clock.now + timedelta(hours=hours)).isoformat()
        body = {"planned_at": when, "length_minutes": 50, "mode": "room", "place": None, "basis": "licence"}
        return str(_said(self.maya.client.post(f"{self.base}/appointments", body))["id"])
