"""Two workers, a clinician and a phone at the same instant: each message goes once, or not at all (security C20)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.attendance import actions, release
from api.attendance.models import Alert, AppointmentMode, Came
from api.attendance.outcomes import checked
from api.db import table_of
from api.errors import Problem
from api.oversight.participant_page import set_state
from api.people.models import Basis, ParticipantKey, ParticipantState
from tests.attendance.conftest import Case, Receiver


def together(*acts: Callable[[], None]) -> list[Exception]:
    """Run all at once, each in a thread of its own; the faults."""
    faults: list[Exception] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        ready.wait()
        try:
            act()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def due(case: Case, count: int) -> list[tuple[str, str]]:
    """Several alerts whose grace ends at the same instant."""
    made = []
    when = case.clock.now + timedelta(hours=1)
    booked = [case.book(when) for _ in range(count)]
    case.clock.advance(hours=1)
    for one in booked:
        made.append((one, str(case.record(one, "no").json()["alert"]["id"])))
    case.clock.advance(hours=2)
    return made


def test_four_workers_release_each_alert_once(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    due(case, 6)
    counts: list[dict[str, int]] = []
    assert together(*[lambda: counts.append(release.release_due(case.service, case.clock.now))] * 4) == []
    assert sum(c.get("released", 0) for c in counts) == 6
    assert all("failed" not in c for c in counts)
    case.deliver()
    assert len(receiver.got) == 6 and len({b["data"]["series_id"] for b in receiver.bodies}) == 6


def test_a_correction_that_meets_the_release_either_stops_it_or_follows_it(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    alerts = due(case, 6)

    def correct() -> None:
        for appointment, _ in reversed(alerts):
            with case.world.act(case.clinician.user, case.participant_id) as at:
                actions.record(at, UUID(appointment), checked(Came.yes, None, True, None, None), None)

    def work() -> None:
        assert "failed" not in release.release_due(case.service, case.clock.now)

    assert together(correct, work, work) == []
    case.deliver()
    seen: dict[str, list[tuple[int, str]]] = {}
    for item in reversed(case.inbox()):
        seen.setdefault(item["series_id"], []).append((item["version"], item["fact"]))
    assert len(seen) == 6
    for series, versions in seen.items():
        pushed = [b["data"]["fact"] for b in receiver.bodies if b["data"]["series_id"] == series]
        if len(versions) == 1:
            assert versions == [(1, "Came.")] and pushed == []
        else:
            assert sorted(versions) == [(1, "Did not come. No word before."), (2, "Came.")]
            assert pushed == ["Did not come. No word before.", "Came."]


def test_that_is_wrong_that_meets_the_release_either_holds_it_or_is_too_late(case: Case) -> None:
    alerts = due(case, 6)
    said: dict[str, str] = {}

    def answer() -> None:
        for _, alert in reversed(alerts):
            with case.world.act(participant_id=case.participant_id) as at:
                said[alert] = actions.that_is_wrong(at, UUID(alert), "i_came", uuid4())

    def work() -> None:
        assert "failed" not in release.release_due(case.service, case.clock.now)

    assert together(answer, work, work) == []
    a = table_of(Alert)
    with case.service.database.transaction(write=False) as session:
        states = {str(row.id): row.state.value for row in session.execute(sa.select(a.c.id, a.c.state))}
    assert {alert: {"held": "held", "too_late": "released"}[word] for alert, word in said.items()} == states


def test_two_clinicians_recording_at_once_make_one_record(case: Case) -> None:
    appointment = UUID(case.held())
    refused: list[Problem] = []

    def record() -> None:
        try:
            with case.world.act(case.clinician.user, case.participant_id) as at:
                actions.record(at, appointment, checked(Came.yes, None, True, None, None), None)
        except Problem as problem:
            refused.append(problem)

    assert together(*[record] * 4) == []
    assert [p.slug for p in refused] == ["nothing-changed"] * 3
    assert len(case.inbox()) == 1


def test_one_person_s_failure_does_not_stop_the_rest(case: Case) -> None:
    other = Case(case.world, case_reference="K70 7777")
    when = case.clock.now + timedelta(hours=1)
    booked = [(one, one.book(when)) for one in (case, other)]
    case.clock.advance(hours=1)
    for one, appointment in booked:
        typed = {"date_of_birth": "1991-03-14", "case_reference_last4": "4821" if one is case else "7777"}
        assert one.record(appointment, "no", confirm=typed).status_code == 200
    case.clock.advance(hours=2)
    with case.world.act() as at:
        at.session.execute(
            sa.update(table_of(ParticipantKey))
            .where(table_of(ParticipantKey).c.participant_id == case.participant_id)
            .values(wrapped=b"destroyed")
        )
    assert release.release_due(case.service, case.clock.now) == {"failed": 1, "released": 1}
    assert [item["case_reference"] for item in other.inbox()] == ["K70 7777"]


def test_planning_and_recording_for_one_person_at_once_never_lock_each_other_out(case: Case) -> None:
    assert case.phone
    appointments = [UUID(one) for one, _ in due(case, 4)]

    def plan() -> None:
        for day in range(8):
            with case.world.act(case.clinician.user, case.participant_id) as at:
                actions.create(at, case.clock.now + timedelta(days=day), 50, AppointmentMode.phone, None, Basis.licence)

    def record() -> None:
        for minutes in (5, 6, 7):
            for one in appointments:
                with case.world.act(case.clinician.user, case.participant_id) as at:
                    actions.record(at, one, checked(Came.late, minutes, True, None, None), None)

    def pause() -> None:
        for to in (ParticipantState.paused, ParticipantState.active) * 4:
            with case.world.act(case.clinician.user, case.participant_id) as at:
                set_state(at, to, "for a while")

    assert together(plan, record, pause) == []
