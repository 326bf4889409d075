"""Random histories against a small model: what probation has heard, and what it never hears (security section 6).

The model knows nothing of tables or jobs: it is the rules of product F11 in a few lines. A failing seed names itself.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from api.attendance import actions, probation, release, words
from api.attendance.models import Alert, Came, ToldBefore, WhyNot
from api.attendance.outcomes import checked
from api.db import table_of
from api.errors import Problem
from tests.attendance.conftest import Case, Receiver

GRACE = timedelta(hours=2)
WEIGHT = {"Came.": 0, "Came late.": 0, "Not held. The service could not hold the session.": 0,
          "Did not come. Asked before to move it.": 1, "Did not come. Said so before.": 2,
          "Did not come. No word before.": 3}  # fmt: skip
SAID = {
    "Came.": checked(Came.yes, None, True, None, None),
    "Came late.": checked(Came.late, None, True, None, None),
    "Not held. The service could not hold the session.": checked(Came.no, None, False, WhyNot.room, None),
    "Did not come. Asked before to move it.": checked(Came.no, None, False, None, ToldBefore.asked_to_move),
    "Did not come. Said so before.": checked(Came.no, None, False, None, ToldBefore.could_not_come),
    "Did not come. No word before.": checked(Came.no, None, False, None, ToldBefore.none),
}


@dataclass
class Waiting:
    fact: str
    due: datetime
    held: bool = False
    answered: bool = False
    given_again: bool = False


@dataclass
class Model:
    """What was heard by probation, in order, and what waits."""

    heard: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    unread: bool = False
    waiting: Waiting | None = None
    now_recorded: str | None = None
    closed: bool = False

    def record(self, fact: str, now: datetime) -> None:
        self.waiting, self.now_recorded = None, fact
        last = self.heard[-1] if self.heard else None
        if fact == last:
            return
        before = WEIGHT[last] if last else 0
        if WEIGHT[fact] > before:
            self.waiting = Waiting(fact, now + GRACE)
        else:
            self.hear(fact, push=WEIGHT[fact] < before or self.unread)

    def hear(self, fact: str, push: bool) -> None:
        self.heard.append(fact)
        self.unread = push
        if push:
            self.pushed.append(fact)

    def tick(self, now: datetime) -> None:
        w = self.waiting
        if w is None or w.held or now < w.due:
            return
        if now - w.due > timedelta(hours=2) and not w.given_again:
            w.due, w.given_again = now + GRACE, True
            return
        self.waiting = None
        self.hear(w.fact, push=True)

    def wrong(self) -> str:
        w = self.waiting
        if w is None:
            return "too_late"
        if w.held or w.answered:
            return "already"
        w.held = True
        return "held"

    def let_go(self, now: datetime) -> None:
        w = self.waiting
        assert w is not None and w.held
        w.held, w.answered = False, True
        if now >= w.due:
            self.waiting = None
            self.hear(w.fact, push=True)


class History:
    """One appointment, acted on for real and in the model."""

    def __init__(self, case: Case) -> None:
        self.case, self.model = case, Model()
        self.id = UUID(case.held())
        self.typed = actions.Typed(datetime(1991, 3, 14).date(), "4821")  # noqa: DTZ001

    def newest(self) -> UUID | None:
        a = table_of(Alert)
        with self.case.service.database.transaction(write=False) as session:
            return session.execute(
                sa.select(a.c.id).where(a.c.series_id == self.id).order_by(a.c.version.desc()).limit(1)
            ).scalar()

    def record(self, dice: random.Random) -> None:
        fact = dice.choice(list(WEIGHT))
        with self.case.world.act(self.case.clinician.user, self.case.participant_id) as at:
            if self.model.closed or fact == self.model.now_recorded:
                with pytest.raises(Problem):
                    actions.record(at, self.id, SAID[fact], self.typed)
            else:
                actions.record(at, self.id, SAID[fact], self.typed)
                self.model.record(fact, self.case.clock.now)

    def wait(self, dice: random.Random) -> None:
        self.case.clock.advance(minutes=dice.choice([1, 20, 61, 119, 121, 150, 400]))
        for _ in range(dice.choice([1, 2])):
            counts = release.release_due(self.case.service, self.case.clock.now)
            assert "failed" not in counts
        release.chase_due(self.case.service, self.case.clock.now)
        release.nag_held(self.case.service, self.case.clock.now)
        self.model.tick(self.case.clock.now)
        self.case.deliver()

    def wrong(self, dice: random.Random) -> None:
        alert = self.newest()
        if alert is None:
            return
        with self.case.world.act(participant_id=self.case.participant_id) as at:
            found = actions.that_is_wrong(at, alert, "i_came", uuid4())
        expected = self.model.wrong()
        assert found == expected or (expected == "too_late" and found == "already")

    def let_go(self, dice: random.Random) -> None:
        alert = self.newest()
        held = self.model.waiting is not None and self.model.waiting.held
        if alert is None:
            return
        with self.case.world.act(self.case.clinician.user, self.case.participant_id) as at:
            if held:
                actions.release_held(at, alert, "Looked into it.")
                self.model.let_go(self.case.clock.now)
            else:
                with pytest.raises(actions.NotHeld):
                    actions.release_held(at, alert, "Looked into it.")

    def read(self, dice: random.Random) -> None:
        for record in self.records():
            with self.case.world.act(self.case.probation.user, self.case.participant_id) as at:
                probation.acknowledge(at, record.id, True)
        self.model.unread = False

    def cancel(self, dice: random.Random) -> None:
        may = not self.model.closed and (
            self.model.now_recorded is None or (self.model.waiting is not None and not self.model.heard)
        )
        with self.case.world.act(self.case.clinician.user, self.case.participant_id) as at:
            if may:
                actions.cancel(at, self.id, "Not needed.")
                self.model.closed, self.model.waiting = True, None
            else:
                with pytest.raises(actions.AppointmentClosed):
                    actions.cancel(at, self.id, "Not needed.")

    def records(self) -> list[Any]:
        with self.case.world.act(self.case.probation.user, self.case.participant_id) as at:
            return sorted(
                (r for r in probation.one_person(at)[1] if r.series_id == self.id), key=lambda record: record.version
            )

    def check(self, receiver: Receiver) -> None:
        records = self.records()
        assert [r.fact for r in records] == self.model.heard
        assert [r.version for r in records] == list(range(1, len(records) + 1))
        assert [r.superseded for r in records] == [True] * (len(records) - 1) + [False] * bool(records)
        sent = [b["data"] for b in receiver.bodies if b["data"]["series_id"] == str(self.id)]
        assert all(one["version"] < two["version"] for one, two in pairwise(sent))
        assert [s["fact"] for s in sent] == self.model.pushed[: len(sent)]
        with self.case.world.act(participant_id=self.case.participant_id) as at:
            mine = [one for one in words.about_me(at) if one["series_id"] == str(self.id)]
        told = [one for one in mine if one["state"] == "sent"]
        assert len(told) == len(self.model.heard)
        for one, fact in zip(reversed(told), self.model.heard, strict=True):
            assert fact in one["text"]
        waits = [one for one in mine if one["state"] in ("waiting", "held")]
        assert len(waits) == (self.model.waiting is not None)


STEPS: list[tuple[Callable[[History, random.Random], None], int]] = [
    (History.record, 6), (History.wait, 6), (History.wrong, 3), (History.let_go, 2), (History.read, 2), (History.cancel, 1),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_probation_hears_what_the_rules_say_and_never_another_word(case: Case, receiver: Receiver, seed: int) -> None:
    case.listen(receiver.url)
    dice = random.Random(seed)
    for _ in range(3):
        history = History(case)
        for _ in range(14):
            [step] = dice.choices([s for s, _ in STEPS], [w for _, w in STEPS])
            step(history, dice)
            history.check(receiver)
        case.clock.advance(days=1)
        case.deliver()
        sent = [b["data"]["fact"] for b in receiver.bodies if b["data"]["series_id"] == str(history.id)]
        assert sent == history.model.pushed
