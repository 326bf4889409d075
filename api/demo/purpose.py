"""Goals, weeks, needs and measures of the made-up people: by the same actions, at the instants when they would have happened."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.act import Access
from api.demo.stories import SEED, Story
from api.evaluation import measures
from api.evaluation.models import MeasureMoment
from api.goals import actions, needs
from api.goals.bodies import StepIn
from api.goals.models import Actor, GoalOutcome, GoalState, LifeArea, NeedKind, NeedState
from api.goals.needs import needs_of

FORM = "how-things-are"
Do = Callable[[Session, datetime], None]
Send = Callable[[str, dict[str, Any], UUID, Session, datetime], None]


class Purpose:
    """One made-up person's goals, week and needs. `plan(when, do)` plans an event, `send` is the phone, `staff` the clinician."""

    def __init__(
        self, story: Story, today: date, plan: Callable[[date, int, int, Do], None], send: Send,
        staff: Callable[[Session, datetime], Access],
    ) -> None:  # fmt: skip
        self.story, self.today, self.plan, self.send, self.staff = story, today, plan, send, staff
        # Dice of its own, so that nothing else of the demonstration changes with what is planned here.
        self.dice = random.Random(f"{SEED} {story.first_name} {story.last_name}")  # made-up people

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def new(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def from_phone(self, ago: int, hour: int, kind: str, body: dict[str, Any], minute: int = 0) -> UUID:
        """One entry of the phone, so many days ago."""
        entry_id = self.new()
        self.plan(self.day(ago), hour, minute, partial(self._sent, kind, body, entry_id))
        return entry_id

    def _sent(self, kind: str, body: dict[str, Any], entry_id: UUID, session: Session, when: datetime) -> None:
        self.send(kind, {"happened_at": when.isoformat(), **body}, entry_id, session, when)

    def by_staff(self, ago: int, hour: int, do: Callable[[Access], Any], minute: int = 0) -> None:
        """Something that the clinician did, so many days ago."""
        self.plan(self.day(ago), hour, minute, partial(self._done, do))

    def _done(self, do: Callable[[Access], Any], session: Session, when: datetime) -> None:
        at = self.staff(session, when)
        do(at)
        at.trail.write(session, at.now)

    def goal(
        self, ago: int, area: LifeArea, text: str, why: str | None, steps: list[tuple[str, str]], by: int | None = None
    ) -> tuple[UUID, list[UUID]]:
        """A goal proposed from the phone; its id and its steps'."""
        step_ids = [self.new() for _ in steps]
        body: dict[str, Any] = {
            "area": area.value, "text": text, "why": why, "needs_person": False,
            "target_on": self.day(-by).isoformat() if by else None,
            "steps": [
                {"id": str(step_id), "actor": actor, "text": words}
                for step_id, (actor, words) in zip(step_ids, steps, strict=True)
            ],
        }  # fmt: skip
        return self.from_phone(ago, 19, "goal", body), step_ids

    def agreed(self, ago: int, goal_id: UUID) -> None:
        self.by_staff(ago, 15, lambda at: actions.agree(at, goal_id), 20)

    def step(self, ago: int, goal_id: UUID, step_id: UUID) -> None:
        body = {"goal_id": str(goal_id), "move": "step_done", "step_id": str(step_id)}
        self.from_phone(ago, 18, "goal_step", body)

    def weekly(self, since: int, part: str, text: str, meant: tuple[int, int], goal_id: UUID | None = None) -> None:
        """An activity every week from so many days ago; most weeks it was done, some weeks nobody said anything."""
        body = {
            "move": "plan", "day": self.day(since).isoformat(), "part": part, "repeats": True, "text": text,
            "goal_id": str(goal_id) if goal_id else None,
        }  # fmt: skip
        activity = self.from_phone(since, 9, "activity", body, self.dice.randrange(50))
        for ago in range(since, -1, -7):
            if self.dice.random() < 0.2:
                continue
            done = self.dice.random() < 0.85
            said: dict[str, Any] = {
                "move": "did",
                "day": self.day(ago).isoformat(),
                "activity_id": str(activity),
                "done": done,
            }
            if done:
                said["meaning"] = self.dice.randint(*meant)
            self.from_phone(ago, 21, "activity", said, self.dice.randrange(50))

    def need(self, ago: int, kind: NeedKind, text: str | None = None) -> None:
        self.from_phone(ago, 17, "need", {"move": "ask", "kind": kind.value, "text": text})

    def need_step(self, ago: int, kind: NeedKind, to: NeedState, note: str) -> None:
        def move(at: Access) -> None:
            found = next(one for one in needs_of(at) if one["kind"] is kind and one["state"] is not NeedState.closed)
            needs.move(at, found["id"], to, note)

        self.by_staff(ago, 11, move)

    def measure(self, ago: int, moment: MeasureMoment, low: int | None) -> None:
        """Asked for, and answered two days later with numbers from `low` up; None: still waiting."""
        self.by_staff(ago, 15, lambda at: measures.ask(at, FORM, moment, None), 40)
        if low is not None:
            links = ("sleeping", "things_to_do", "people", "feelings", "plan_sure", "ground")
            answers = {link: min(10, low + self.dice.randint(0, 3)) for link in links}
            day = self.day(ago - 2)
            body = {"form_id": FORM, "form_version": 1, "local_date": day.isoformat(), "answers": answers}
            self.plan(day, 20, 5, partial(self._card, body, self.new()))

    def _card(self, body: dict[str, Any], entry_id: UUID, session: Session, when: datetime) -> None:
        self.send("checkin", body, entry_id, session, when)


def _daniel(p: Purpose) -> None:
    goal, steps = p.goal(
        40, LifeArea.work, "I work 3 days a week by the summer", "I sleep better when I work",
        [("me", "I ask at the garage about shifts"), ("clinician", "Write a letter for the job centre"), ("me", "I try one week of early shifts")], by=150,
    )  # fmt: skip
    p.agreed(37, goal)
    p.step(30, goal, steps[0])
    p.by_staff(23, 15, lambda at: actions.mark_step(at, steps[1], True), 30)
    p.weekly(44, "evening", "Football with the Tuesday team", (7, 9))
    p.weekly(25, "morning", "Walk by the canal before work", (4, 7), goal)
    p.need(34, NeedKind.housing, "I have to leave my room in the new year")
    p.need_step(32, NeedKind.housing, NeedState.signposted, "Gave the council's housing form, filled in together.")
    p.need_step(18, NeedKind.housing, NeedState.in_hand, "The housing officer has it. Answer in four weeks.")
    p.measure(46, MeasureMoment.pre, 2)
    p.measure(3, MeasureMoment.mid, None)


def _lee(p: Purpose) -> None:
    p.goal(
        4, LifeArea.creativity, "I build a bench for the yard", "I like to make things with my hands",
        [("me", "I ask my brother for his saw")],
    )  # fmt: skip
    p.need(17, NeedKind.work, "My forklift licence ran out")
    p.weekly(30, "afternoon", "Allotment", (5, 9))


def _stephen(p: Purpose) -> None:
    def write(at: Access) -> None:
        actions.propose(
            at, area=LifeArea.community, text="Help at the food bank once a week", why="To be of use to people again",
            target_on=None, steps=[StepIn(id=p.new(), actor=Actor.clinician, text="Ask the food bank for a form")],
            needs_person=False, state=GoalState.proposed,
        )  # fmt: skip

    p.by_staff(2, 15, write, 50)
    p.weekly(50, "morning", "Swim at the baths", (6, 8))
    p.measure(70, MeasureMoment.pre, 3)
    p.measure(28, MeasureMoment.mid, 5)


def _chris(p: Purpose) -> None:
    first, first_steps = p.goal(
        75, LifeArea.healthy_life, "I sleep 7 hours most nights", None, [("me", "I put the phone in the kitchen at ten")]
    )  # fmt: skip
    p.agreed(72, first)
    p.step(66, first, first_steps[0])
    second, second_steps = p.goal(
        60, LifeArea.relationships, "I eat with my sister every Sunday", "She is on my side",
        [("me", "I ring her and ask"), ("me", "I bring the pudding")],
    )  # fmt: skip
    p.agreed(58, second)
    for step_id in second_steps:
        p.step(50, second, step_id)
    p.by_staff(
        5,
        14,
        lambda at: actions.close(at, first, GoalState.done, GoalOutcome.partly, "Most weeks. Winter is harder."),
        10,
    )
    p.by_staff(5, 14, lambda at: actions.close(at, second, GoalState.done, GoalOutcome.achieved, None), 12)
    p.weekly(49, "afternoon", "Sunday lunch at my sister's", (8, 10))
    for ago, moment, low in ((78, MeasureMoment.pre, 2), (42, MeasureMoment.mid, 4), (6, MeasureMoment.end, 6)):
        p.measure(ago, moment, low)


def _aaron(p: Purpose) -> None:
    goal, _ = p.goal(20, LifeArea.agency, "I have my own flat by Christmas", None, [])
    reason = "A flat by Christmas is out of our hands. Shall we make it: I am on the list by Christmas?"
    p.by_staff(18, 11, lambda at: actions.not_agree(at, goal, reason), 30)
    p.need(26, NeedKind.money)
    p.need_step(24, NeedKind.money, NeedState.signposted, "Citizens Advice, at the library on Thursdays.")
    p.need_step(10, NeedKind.money, NeedState.closed, "The payments are set up.")


PEOPLE: dict[str, Callable[[Purpose], None]] = {
    "Daniel": _daniel, "Lee": _lee, "Stephen": _stephen, "Chris": _chris, "Aaron": _aaron,
}  # fmt: skip
