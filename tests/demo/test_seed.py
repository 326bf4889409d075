"""The demonstration's people are made by the app's own actions, and every screen has something true to show."""

from typing import Any

import pytest
import sqlalchemy as sa
from rich.console import Console

from api.act import Service
from api.attendance.models import Alert, AlertState
from api.audit import verify
from api.db import table_of
from api.demo import seed
from api.journal.models import Entry, Quarantine
from api.orders.models import CourtOrder, OrderProposal, OrderState, ProposalState, Question, QuestionState
from api.oversight.models import Review, ReviewState
from api.people.models import Participant
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
        assert verify(session, service.vault).ok
