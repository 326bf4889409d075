"""The demonstration's people are made by the app's own actions, and every screen has something true to show."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from rich.console import Console
from sqlmodel import col

from api.act import Service, as_user
from api.attendance.models import Alert, AlertState
from api.audit import verify
from api.coping.models import RuleUse
from api.db import table_of
from api.demo import seed
from api.demo.signing import CHANGED, STALE, WAITS, with_a_date_passed
from api.journal.models import Entry, Quarantine
from api.learning import sign_off
from api.learning.signatures import Signatures
from api.orders.models import CourtOrder, OrderProposal, OrderState, ProposalState, Question, QuestionState
from api.oversight.models import Review, ReviewState
from api.people.models import Participant, Role, User
from api.reminders.models import Contact, Reminder, ReminderState, ReminderTry
from tests.world import TestClock


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"demo": True, "public_url": "http://localhost:8000"}


@pytest.mark.slow
def test_twelve_people_with_months_behind_them(service: Service, clock: TestClock) -> None:
    quiet = Console(quiet=True)
    made = seed(service, quiet)
    assert made is not None and made["participants"] == 12 and made["entries"] > 300
    assert seed(service, quiet, if_empty=True) is None
    with service.database.transaction(write=False) as session:

        def count(model: Any, *where: Any) -> int:
            return int(
                session.execute(sa.select(sa.func.count()).select_from(table_of(model)).where(*where)).scalar_one()
            )

        people, alert, review = table_of(Participant), table_of(Alert), table_of(Review)
        assert {row.state for row in session.execute(sa.select(people.c.state))} == {"active", "paused"}
        assert {row.mode for row in session.execute(sa.select(people.c.mode))} == {"phone", "paper"}
        assert count(Quarantine) == 0
        assert count(Entry, table_of(Entry).c.detail == "near_miss") == 1
        assert count(Alert, alert.c.state == AlertState.released) > 20
        assert count(Alert, alert.c.state == AlertState.superseded) >= 1
        assert count(Review, review.c.state == ReviewState.unread) > 2
        assert count(Review, review.c.state == ReviewState.closed) > 20
        order, question, proposal = table_of(CourtOrder), table_of(Question), table_of(OrderProposal)
        assert count(CourtOrder, order.c.state == OrderState.draft) == 2
        assert count(CourtOrder, order.c.sent_back_at.is_not(None)) == 1
        assert count(Question, question.c.state == QuestionState.unchecked) == 1
        assert count(Question, question.c.state == QuestionState.asked, question.c.due_at < clock.now) >= 1
        assert count(OrderProposal, proposal.c.state == ProposalState.proposed) == 1
        told, tries = table_of(Reminder), table_of(ReminderTry)
        assert count(Contact) == 3 and count(Reminder, told.c.state == ReminderState.sent) >= 10
        assert {row.kind for row in session.execute(sa.select(told.c.kind))} >= {"checkin", "message", "session_days"}
        assert count(ReminderTry, tries.c.ok.is_(False)) >= 1
        # One person whom nothing reaches, and nobody else.
        whom = sa.select(told.c.participant_id).distinct()
        lost = set(session.execute(whom.where(told.c.state == ReminderState.failed)).scalars())
        reached = set(session.execute(whom.where(told.c.state == ReminderState.sent)).scalars())
        assert len(lost) == 1 and len(reached) == 2 and not lost & reached
        # Rules of the first man's plan were used, in logs and in pauses, and did not always help.
        use, entry = table_of(RuleUse), table_of(Entry)
        daniel = session.execute(sa.select(people.c.id).order_by(people.c.created_at).limit(1)).scalar_one()
        used = session.execute(
            sa.select(entry.c.kind, use.c.helped, use.c.rule_id)
            .join(entry, entry.c.id == use.c.entry_id)
            .where(use.c.participant_id == daniel)
        ).all()
        assert len(used) >= 5 and {row.kind for row in used} == {"trigger", "urge"}
        assert len({row.rule_id for row in used}) >= 2 and len({row.helped for row in used}) >= 2
        on_paper = session.execute(sa.select(people.c.id).where(people.c.mode == "paper")).scalar_one()
        assert count(CourtOrder, order.c.state == OrderState.active, order.c.participant_id == on_paper) == 1
        assert verify(session, service.vault).ok
        lead = as_user(
            service,
            session,
            clock.now,
            session.execute(sa.select(User).where(col(User.role) == Role.lead)).scalar_one(),
        )
        shown = {f"{row['language']}/{row['id']}": row for row in sign_off.pieces(lead)}
        assert (shown[WAITS]["state"], shown[WAITS]["missing"]) == ("checked", ["clinician"])
        changes = sign_off.piece(lead, CHANGED)["changes"]
        assert shown[CHANGED]["state"] == "new" and changes["signed"] is True
        runs = [run for page in changes["pages"] for run in page["runs"]]
        assert any("Citizens" in run["v"] for run in runs if run["t"] == "gone") and any(
            run["t"] == "new" for run in runs
        )
    # As it is served, the date of one signed lesson has passed: a phone is told so, in its place.
    signatures = Signatures(service.database)
    served = with_a_date_passed(service.catalogue.joined(signatures), service.clock)
    made = json.loads(served.learn_json())
    assert STALE.removeprefix("en/") not in [one["id"] for one in made["lessons"]] and len(made["lessons"]) > 10
    assert [(one["kind"], f"en/{one['id']}") for one in made["withheld"]] == [("lesson", STALE)]
