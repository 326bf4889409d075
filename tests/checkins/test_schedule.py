"""When check-ins are asked for: worked dates, clocks that change, windows over midnight, zones, leap days."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.checkins.schedule import MOST_DAYS, Rhythm, SessionEnd, Window, after, due_days, plan, problem_with, window_on
from api.clock import local_day
from api.people.models import Cadence

LONDON = "Europe/London"
WHOLE_DAY = Window(time(4), time(4), 1)


def at(text: str, zone: str = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_due_10_january_open_10_to_12_missed_on_the_13th() -> None:
    weekly = Rhythm(Cadence.weekly, date(2027, 1, 4), Window(time(4), time(4), 3), weekday=6)
    first, second = plan(weekly, LONDON, date(2027, 1, 4), date(2027, 1, 17))
    assert first.due_on == date(2027, 1, 10) and second.due_on == date(2027, 1, 17)
    assert first.opens_at == at("2027-01-10T04:00") and first.closes_at == at("2027-01-13T04:00")
    assert local_day(first.closes_at - timedelta(seconds=1), LONDON) == date(2027, 1, 12)
    assert local_day(first.closes_at, LONDON) == date(2027, 1, 13)


WINDOWS = [
    # day, window, zone, opens, closes: all by the wall clock of the zone
    (date(2026, 11, 23), WHOLE_DAY, LONDON, "2026-11-23T04:00", "2026-11-24T04:00"),
    (date(2026, 11, 23), Window(time(18), time(2), 1), LONDON, "2026-11-23T18:00", "2026-11-24T02:00"),
    (date(2026, 11, 23), Window(time(18), time(22), 1), LONDON, "2026-11-23T18:00", "2026-11-23T22:00"),
    (date(2026, 11, 23), Window(time(1), time(3), 1), LONDON, "2026-11-24T01:00", "2026-11-24T03:00"),
    (date(2028, 2, 28), Window(time(20), time(4), 2), LONDON, "2028-02-28T20:00", "2028-03-01T04:00"),
    (date(2028, 2, 29), WHOLE_DAY, LONDON, "2028-02-29T04:00", "2028-03-01T04:00"),
    (date(2026, 12, 31), Window(time(22), time(1), 1), LONDON, "2026-12-31T22:00", "2027-01-01T01:00"),
]


@pytest.mark.parametrize(("day", "window", "zone", "opens", "closes"), WINDOWS)
def test_a_window_runs_by_the_wall_clock(day: date, window: Window, zone: str, opens: str, closes: str) -> None:
    assert window_on(day, window, zone) == (at(opens, zone), at(closes, zone))


def test_clocks_go_forward_and_the_card_is_an_hour_shorter_and_still_there() -> None:
    opens, closes = window_on(date(2027, 3, 27), WHOLE_DAY, LONDON)
    assert closes - opens == timedelta(hours=23)
    # 01:30 does not exist on 28 March: the next instant that does is 02:00, which is 01:00 UTC.
    opens, closes = window_on(date(2027, 3, 27), Window(time(22), time(1, 30), 1), LONDON)
    assert closes == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    # A window that lies in the skipped hour altogether is still as long as it would have been.
    opens, closes = window_on(date(2027, 3, 27), Window(time(1, 10), time(1, 50), 1), LONDON)
    assert opens == datetime(2027, 3, 28, 1, 0, tzinfo=UTC) and closes - opens == timedelta(minutes=40)


def test_clocks_go_back_and_the_hour_that_comes_twice_means_its_first_pass() -> None:
    opens, closes = window_on(date(2026, 10, 24), WHOLE_DAY, LONDON)
    assert closes - opens == timedelta(hours=25)
    opens, closes = window_on(date(2026, 10, 24), Window(time(22), time(1, 30), 1), LONDON)
    assert closes == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_fortnight_counts_across_29_february_and_from_the_day_it_began() -> None:
    rhythm = Rhythm(Cadence.fortnightly, date(2028, 2, 14), Window(time(4), time(4), 3), weekday=1)
    assert list(due_days(rhythm, date(2028, 2, 1), date(2028, 3, 31))) == [
        date(2028, 2, 15), date(2028, 2, 29), date(2028, 3, 14), date(2028, 3, 28),
    ]  # fmt: skip
    assert list(due_days(rhythm, date(2028, 3, 1), date(2028, 3, 20))) == [date(2028, 3, 14)]


def test_who_moves_zone_has_no_two_cards_open_at_once() -> None:
    rhythm = Rhythm(Cadence.daily_card, date(2026, 11, 1), WHOLE_DAY)
    here = plan(rhythm, LONDON, date(2026, 11, 23), date(2026, 11, 23))[0]
    there = after(plan(rhythm, "Asia/Karachi", date(2026, 11, 24), date(2026, 11, 25)), here.closes_at)
    assert there[0].opens_at == here.closes_at and there[1].opens_at == there[0].closes_at
    west = after(plan(rhythm, "America/New_York", date(2026, 11, 24), date(2026, 11, 24)), here.closes_at)
    assert west[0].opens_at == at("2026-11-24T04:00", "America/New_York") > here.closes_at


def test_a_day_that_a_zone_never_had_closes_what_was_open_and_overlaps_nothing() -> None:
    rhythm = Rhythm(Cadence.daily_card, date(2011, 12, 1), WHOLE_DAY)
    dues = plan(rhythm, "Pacific/Apia", date(2011, 12, 28), date(2012, 1, 1))
    assert all(a.closes_at <= b.opens_at and a.opens_at < a.closes_at for a, b in pairwise(dues))


def test_after_a_session_the_form_opens_when_it_ends_and_closes_before_the_next() -> None:
    rhythm = Rhythm(Cadence.after_session, date(2026, 11, 1), Window(time(4), time(4), 3))
    sessions = [
        SessionEnd(UUID(int=2), at("2026-11-25T15:50")), SessionEnd(UUID(int=1), at("2026-11-24T14:50")),
        SessionEnd(UUID(int=3), at("2026-12-03T00:30")),
    ]  # fmt: skip
    first, second, third = plan(rhythm, LONDON, date(2026, 11, 20), date(2026, 12, 5), sessions)
    assert (first.opens_at, first.closes_at) == (at("2026-11-24T14:50"), at("2026-11-25T15:50"))
    assert (second.due_on, second.closes_at) == (date(2026, 11, 25), at("2026-11-28T04:00"))
    assert third.due_on == date(2026, 12, 2), "00:30 is the evening before"
    assert {one.session_id for one in (first, second, third)} == {UUID(int=1), UUID(int=2), UUID(int=3)}


@pytest.mark.parametrize(
    ("cadence", "window", "weekday", "field"),
    [
        (Cadence.daily_card, WHOLE_DAY, None, None),
        (Cadence.daily_card, Window(time(18), time(2), 1), None, None),
        (Cadence.daily_card, Window(time(2), time(18), 1), None, "closes"),
        (Cadence.daily_card, Window(time(9), time(9, 30), 1), None, "closes"),
        (Cadence.daily_card, Window(time(4), time(4), 2), None, "days"),
        (Cadence.weekly, Window(time(4), time(4), 3), None, "weekday"),
        (Cadence.weekly, Window(time(4), time(4), 8), 0, "days"),
        (Cadence.weekly, Window(time(18), time(9), 2), 0, None),
        (Cadence.fortnightly, Window(time(4), time(4), 14), 0, None),
        (Cadence.after_session, Window(time(4), time(4), 3), None, None),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused_by_its_field(
    cadence: Cadence, window: Window, weekday: int | None, field: str | None
) -> None:
    wrong = problem_with(cadence, window, weekday)
    assert (wrong[0] if wrong else None) == field


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    cadence = draw(st.sampled_from([Cadence.daily_card, Cadence.weekly, Cadence.fortnightly]))
    opens = draw(st.integers(0, 1379))
    days = draw(st.integers(1, MOST_DAYS[cadence]))
    least = opens + 60 if days == 1 else 1
    closes = draw(st.integers(least, 1440))
    clock = [time(((240 + m) // 60) % 24, m % 60) for m in (opens, closes)]
    starts = draw(st.dates(date(2026, 1, 1), date(2028, 12, 1)))
    return Rhythm(cadence, starts, Window(clock[0], clock[1], days), draw(st.integers(0, 6)))


ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Cairo",
]


@given(rhythms(), st.sampled_from(ZONES), st.integers(0, 400), st.integers(1, 60))
def test_windows_never_overlap_and_no_day_is_lost(rhythm: Rhythm, zone: str, skip: int, length: int) -> None:
    assert problem_with(rhythm.cadence, rhythm.window, rhythm.weekday) is None
    first = rhythm.starts_on + timedelta(days=skip)
    last = first + timedelta(days=length)
    dues = plan(rhythm, zone, first, last)
    assert all(one.opens_at < one.closes_at for one in dues)
    assert all(a.closes_at <= b.opens_at for a, b in pairwise(dues))
    assert len({one.key for one in dues}) == len(dues)
    step = {Cadence.daily_card: 1, Cadence.weekly: 7, Cadence.fortnightly: 14}[rhythm.cadence]
    assert length // step <= len(dues) <= length // step + 1, "as many as the calendar has"
    # Planned in two goes, or once more, it is the same plan.
    middle = first + timedelta(days=length // 2)
    halves = plan(rhythm, zone, first, middle) + plan(rhythm, zone, middle + timedelta(days=1), last)
    assert halves == dues == plan(rhythm, zone, first, last)
