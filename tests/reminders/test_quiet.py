"""Quiet hours: by the participant's wall clock, also on the nights when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reminders.quiet import earlier, is_quiet, later

LONDON = "Europe/London"
MOMENTS = st.integers(1704067200, 1956528000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from([LONDON, "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])


@pytest.mark.parametrize(
    ("instant", "before", "after"),
    [
        # Winter: London is UTC. 21:59 is not quiet, 22:00 is, 06:59 is, 07:00 is not.
        ("2026-11-23T21:59:00", "2026-11-23T21:59:00", "2026-11-23T21:59:00"),
        ("2026-11-23T22:00:00", "2026-11-23T21:30:00", "2026-11-24T07:00:00"),
        ("2026-11-24T03:00:00", "2026-11-23T21:30:00", "2026-11-24T07:00:00"),
        ("2026-11-24T06:59:59", "2026-11-23T21:30:00", "2026-11-24T07:00:00"),
        ("2026-11-24T07:00:00", "2026-11-24T07:00:00", "2026-11-24T07:00:00"),
        # Summer: 22:00 in London is 21:00 UTC.
        ("2026-07-01T20:59:00", "2026-07-01T20:59:00", "2026-07-01T20:59:00"),
        ("2026-07-01T21:00:00", "2026-07-01T20:30:00", "2026-07-02T06:00:00"),
        # The night the clocks go forward, and the night they go back.
        ("2026-03-29T01:30:00", "2026-03-28T21:30:00", "2026-03-29T06:00:00"),
        ("2026-10-25T01:30:00", "2026-10-24T20:30:00", "2026-10-25T07:00:00"),
    ],
)
def test_worked_nights(instant: str, before: str, after: str) -> None:
    asked = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert earlier(asked, LONDON) == datetime.fromisoformat(before).replace(tzinfo=UTC)
    assert later(asked, LONDON) == datetime.fromisoformat(after).replace(tzinfo=UTC)


@given(MOMENTS, ZONES, st.integers(18, 22), st.integers(7, 12))
def test_nothing_goes_in_quiet_hours_and_nothing_moves_by_more_than_a_night(
    instant: datetime, zone: str, quiet_from: int, quiet_to: int
) -> None:
    for moved, way in (
        (earlier(instant, zone, quiet_from, quiet_to), -1),
        (later(instant, zone, quiet_from, quiet_to), 1),
    ):
        assert not is_quiet(moved, zone, quiet_from, quiet_to)
        assert timedelta(0) <= (moved - instant) * way <= timedelta(hours=20)
        if not is_quiet(instant, zone, quiet_from, quiet_to):
            assert moved == instant
        assert moved.astimezone(ZoneInfo(zone)).second == instant.second or moved != instant
