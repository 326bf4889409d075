"""A person of whom every room holds something, made through the API: the fullest bundle that a phone is likely to be sent."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from api.checkins.planning import plan_occurrences
from tests.world import Person, Phone, World

CONDITIONS = (
    {"library_id": "no-contact", "blanks": {"who": "other_person"}},
    {"library_id": "stay-away-distance", "blanks": {"how_far": 100, "who": "other_person"}},
    {"library_id": "keep-history"},
    {"library_id": "stay-out-of-area"},
    *(
        {"exact": f"Not to go to [place {n}].", "plain": f"Stay away from place {n}.", "category": "places",
         "kind": "prohibition", "exception": None, "not_allowed": ["A short visit"], "ask_about": ["A bus that stops there"]}
        for n in (1, 2)
    ),
)  # fmt: skip
SECTIONS = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")


def furnish(world: World, clinician: Person, lead: Person, phone: Phone) -> None:
    """Give the phone's person a plan and a proposal, an order of six conditions that was read, sessions ahead, goals with
    steps, a week, needs, targets and questions on the card, a measure, a log that was answered, and questions of their own."""
    client, base, now = clinician.client, f"/api/participants/{phone.participant_id}", world.clock.now
    when, day = now.isoformat(), now.date()

    def made(answer: Any) -> Any:
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    made(client.post(f"{base}/phase", {"to": "working"}))
    rules = [
        {"when": f"It is evening {n}", "then": "I put the phone away and walk", "for_minutes": 20} for n in range(4)
    ]
    plan: dict[str, Any] = {name: [f"Line {n} of {name}" for n in range(3)] for name in SECTIONS} | {"rules": rules}
    made(client.put(f"{base}/coping-plan", plan | {"agreed_on": day.isoformat(), "base_version": None}))
    changed = plan | {"night": ["Phone downstairs"], "base_version": 1}
    made(client.post(f"{base}/coping-plan/proposals", changed))
    made(client.post(f"{base}/coping-plan/suggestions", {"kind": "suggestion", "part": "night", "text": "Radio on"}))

    ago = (day - timedelta(days=20)).isoformat()
    order = {
        "kind_id": "ew.ro.conviction", "court": "Crown Court", "made_on": ago, "starts_on": ago, "source": "sealed_order",
        "source_seen_on": day.isoformat(), "conditions": list(CONDITIONS), "no_name": True,
    }  # fmt: skip
    order_id = made(client.post(f"{base}/orders", order))["id"]
    made(lead.client.post(f"/api/orders/{order_id}/check", {"no_name": True, "revision": 1}))
    phone.send("order_read", {"order_id": order_id})
    first = phone.send("question", {"text": "Can I go to the library?"})["id"]
    phone.send("question", {"text": "Is the market allowed?"})
    made(
        client.post(
            f"/api/questions/{first}/answer", {"answer": "ask_first", "reply": "Ask me before you go.", "revision": 0}
        )
    )

    for week in range(1, 5):
        session = {"planned_at": (now + timedelta(days=7 * week)).isoformat(), "length_minutes": 50, "mode": "phone"}
        made(client.post(f"{base}/appointments", session | {"basis": "licence"}))
    for area in ("work", "play"):
        steps = [{"id": str(uuid4()), "text": f"Step {n} towards {area}"} for n in range(3)]
        goal = {"area": area, "text": f"More {area} in the week", "why": "It fills the evenings", "steps": steps}
        made(client.post(f"{base}/goals", goal | {"needs_person": False, "state": "agreed"}))
    for part in ("morning", "evening"):
        planned = {
            "happened_at": when,
            "move": "plan",
            "day": day.isoformat(),
            "part": part,
            "text": "Walk to the park",
        }
        activity = phone.send("activity", planned | {"repeats": True})["id"]
        did = {"happened_at": when, "move": "did", "day": day.isoformat(), "activity_id": activity}
        phone.send("activity", did | {"done": True, "meaning": 8})
    phone.send("need", {"happened_at": when, "move": "ask", "kind": "housing", "text": "A room of my own"})
    made(client.post(f"{base}/needs", {"kind": "work", "note": "Asked at the college"}))

    for words in ("Check the phone", "Walk past the street"):
        made(client.post(f"{base}/check-ins/targets", {"words": words}))
    made(client.post(f"{base}/check-ins/questions", {"type": "text", "text": "What helped today?"}))
    made(client.post(f"{base}/measures", {"form_id": "how-things-are", "moment": "pre"}))
    made(client.put(f"{base}/opened-items", {"item": "chain", "open": True}))
    plan_occurrences(world.service, now)

    near = phone.trigger("near_miss", 8, text="He wrote again and I had it typed.")
    phone.send("amend", {"of": near["id"], "body": {"text": "She wrote again and I had it typed."}})
    review = next(one for one in made(client.get("/api/reviews?view=open"))["items"]
                  if one["participant_id"] == str(phone.participant_id) and one["kind"] == "near_miss")  # fmt: skip
    made(client.post(f"/api/reviews/{review['id']}/claim"))
    reply = {"outcome": "replied", "reply": "You stopped. That counts.", "reason": None, "bring_next_session": False}
    made(client.post(f"/api/reviews/{review['id']}/close", reply))
