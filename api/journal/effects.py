"""What each kind of entry sets in motion, beside reviews and attention: one action of its domain.

Called in the transaction that stores the entry, in the order of the batch, once for each entry that was new. An action
returns a code for the phone (40 characters at most), which the answer to the batch carries, or None. It must take anything
that its body's model allows: a rule that says no answers with a code and leaves the entry as it is.
"""

from collections.abc import Callable

from api.act import Access
from api.attendance.actions import that_is_wrong
from api.attendance.models import SaidBefore
from api.attendance.reasons import reason_given
from api.attendance.saying import say_before
from api.checkins.arriving import said_why, submitted
from api.coping import phone as plan
from api.goals import actions as goals
from api.goals import needs, week
from api.goals.bodies import ActivityBody, GoalBody, GoalStepBody, NeedBody
from api.journal.items import Item
from api.journal.kinds import ThatIsWrongBody
from api.journal.models import Kind
from api.journal.requests import AbsenceReasonBody, CannotComeBody, DisputeBody, RunningLateBody, WithdrawBody
from api.journal.withdrawing import withdraw
from api.orders import questions
from api.oversight.raising import raise_item

Effect = Callable[[Access, Item], str | None]


def _that_is_wrong(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, ThatIsWrongBody) and item.envelope is not None
    return that_is_wrong(at, item.body.alert_id, item.body.reason, item.envelope.id)


def _goal(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, GoalBody) and item.envelope is not None
    return goals.propose_from_phone(at, item.envelope.id, item.body)


def _goal_step(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, GoalStepBody)
    return goals.answer_from_phone(at, item.body)


def _activity(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, ActivityBody) and item.envelope is not None
    return week.from_phone(at, item.envelope.id, item.body)


def _need(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, NeedBody) and item.envelope is not None
    return needs.from_phone(at, item.envelope.id, item.body)


def _dispute(at: Access, item: Item) -> str | None:
    """A dispute of what still waits to go holds it as "that is wrong" does: which of the two was pressed is no matter."""
    assert isinstance(item.body, DisputeBody) and item.envelope is not None
    if item.body.alert_id is None:
        return None
    answer = that_is_wrong(at, item.body.alert_id, item.body.reason, item.envelope.id)
    if answer == "held":
        raise_item(at, at.subject, "that_is_wrong", str(item.body.alert_id), facts={"at": at.now.isoformat()})
    return answer


def _absence_reason(at: Access, item: Item) -> str | None:
    body = item.body
    assert isinstance(body, AbsenceReasonBody)
    return reason_given(at, body.alert_id, body.reason, body.tell_probation)


def _withdraw(at: Access, item: Item) -> str | None:
    assert isinstance(item.body, WithdrawBody)
    return withdraw(at, item.body.of)


def _say_before(at: Access, item: Item) -> str | None:
    body = item.body
    assert isinstance(body, CannotComeBody | RunningLateBody) and item.envelope is not None
    late = isinstance(body, RunningLateBody)
    said = SaidBefore.running_late if late else SaidBefore.cannot_come
    assert item.happened_at is not None
    minutes = body.minutes if isinstance(body, RunningLateBody) else None
    return say_before(at, body.appointment_id, said, item.happened_at, minutes, item.envelope.id)


EFFECTS: dict[Kind, Effect] = {
    Kind.question: questions.ask,
    Kind.order_read: questions.confirm_read,
    Kind.teach_back: questions.answer_teach_back,
    Kind.missed_reason: said_why,
    Kind.that_is_wrong: _that_is_wrong,
    Kind.goal: _goal,
    Kind.goal_step: _goal_step,
    Kind.activity: _activity,
    Kind.need: _need,
    Kind.checkin: submitted,
    Kind.dispute: _dispute,
    Kind.absence_reason: _absence_reason,
    Kind.withdraw: _withdraw,
    Kind.cannot_come: _say_before,
    Kind.running_late: _say_before,
    Kind.plan_draft: plan.drafted,
    Kind.plan_answer: plan.answered,
}
