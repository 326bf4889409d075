"""A dozen kills on each database: the small sister of `make fault`."""

from pathlib import Path
from secrets import randbelow

import pytest

from tests.conftest import Templates
from tests.faults.campaign import Plan, campaign

pytestmark = pytest.mark.slow


def test_kills_lose_nothing_and_double_nothing(database_kind: str, templates: Templates, tmp_path: Path) -> None:
    plan = Plan(kills=12, seed=randbelow(10**6), causes=5, grace_minutes=0, age_leases=True)
    url = templates.fresh(database_kind)
    try:
        report = campaign(url, tmp_path, plan, killed=lambda _: None)
    finally:
        templates.drop(url)
    assert not report.broken, f"seed {plan.seed}: {report.broken}\n{report.figures}"
    assert report.figures["acknowledged and lost"] == 0
    assert report.figures["alerts in the inbox"] == plan.causes
