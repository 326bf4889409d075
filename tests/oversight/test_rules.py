"""The attention rules as data, and their words."""

from datetime import UTC, datetime

import pytest

from api.oversight.due import said_due
from api.oversight.models import Band
from api.oversight.moments import Say
from api.oversight.patterns import sentence
from api.oversight.rules import RULES, checked, main_words, more_words

NOW = datetime(2026, 11, 25, 9, 12, tzinfo=UTC)
SAY = Say(NOW, "Europe/London")


def iso(day: int, hour: int = 0, minute: int = 0) -> str:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).isoformat()


@pytest.mark.parametrize(
    ("rule", "facts", "items", "words"),
    [
        ("near_miss", {"at": iso(25, 0, 40), "urge": 8}, 1, "Near miss, today 00:40"),
        ("near_miss", {"at": iso(23, 21)}, 2, "2 near misses since Mon 23, 21:00"),
        ("acted_logged", {"at": iso(24, 18, 42)}, 1, "Acted on an urge, Tue 24, 18:42"),
        ("asked_for_call", {"at": iso(24, 18, 42)}, 1, "Asked for a call, Tue 24, 18:42"),
        ("urge_high_twice", {"a": 8, "b": 9, "at": iso(25)}, 1, "Urge 8 and 9 within 48 hours"),
        ("did_not_come", {"at": iso(24, 14)}, 1, "Did not come Tue 24"),
        ("did_not_come_again", {"at": iso(24, 14), "n": 2}, 1, "Did not come Tue 24, second in 12 months"),
        ("did_not_come_urges", {"a": 7, "b": 8}, 1, "Urge 7 and 8 in the week before"),
        ("did_not_come_urges", {"a": 7}, 1, "Urge 7 in the week before"),
        ("quiet", {"at": iso(16, 9)}, 1, "Nothing for 9 days"),
        ("outcome_missing", {"at": iso(24, 14), "number": 6}, 1, "Session 6 on Tue 24 has no outcome"),
        ("alert_unacknowledged", {"version": 1}, 1, "An alert was sent and nobody has confirmed it"),
        ("alert_unacknowledged", {"version": 2}, 1, "A correction was sent and nobody has confirmed it"),
        ("dead_letter", {"channel": "webhook"}, 1, "An alert could not be sent by the webhook"),
        ("quarantine", {"reason": "ended"}, 1, "Something arrived after the programme ended"),
        ("quarantine", {"reason": "malformed_body"}, 1, "Something arrived that could not be read"),
        ("a_rule_of_a_newer_version", {}, 1, "Something needs a look"),
    ],
)
def test_a_rule_words_its_facts(rule: str, facts: dict[str, object], items: int, words: str) -> None:
    assert main_words(rule, facts, items, SAY) == words


def test_a_strong_urge_beside_a_near_miss_is_urgent_and_a_weak_one_is_not() -> None:
    assert more_words("near_miss", {"urge": 8}, SAY) == [(Band.urgent, "Urge 8 of 10")]
    assert more_words("near_miss", {"urge": 7}, SAY) == [(Band.info, "Urge 7 of 10")]
    assert more_words("near_miss", {}, SAY) == []


def test_every_rule_words_bare_facts_without_failing() -> None:
    assert len(RULES) >= 12
    for name in RULES:
        assert main_words(name, {"at": iso(24)}, 1, SAY)
        assert main_words(name, {"at": iso(24)}, 3, SAY)


def test_the_starter_rules_of_the_product_are_there_and_urgent_ones_are_urgent() -> None:
    urgent = {name for name, rule in RULES.items() if rule.band is Band.urgent}
    assert {"not_safe", "acted_logged", "near_miss", "that_is_wrong", "dead_letter", "did_not_come_again"} <= urgent
    assert {"urge_high_twice", "asked_for_call", "quiet", "did_not_come", "outcome_missing", "quarantine"} <= set(RULES)
    assert all(RULES[name].days == 1 for name in urgent), "an urgent fact is answered within one working day"


@pytest.mark.parametrize("value", ["I had it typed", "a name", "x" * 61, ["a"], {"a": 1}, "", "07700 900123"])
def test_facts_are_codes_and_numbers_and_never_words(value: object) -> None:
    with pytest.raises(ValueError, match="not a code or a number"):
        checked({"fact": value})


def test_codes_numbers_and_instants_are_facts() -> None:
    facts = {"at": iso(25), "n": 2, "call": True, "about": "someone_else", "none": None, "z": "2026-11-25T00:00:00Z"}
    assert checked(facts) == facts


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "Review by Thu 26, 09:00"),
        (datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "Review by today 17:00"),
        (datetime(2026, 12, 9, 17, 0, tzinfo=UTC), "Review by Wed 9 Dec, 17:00"),
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "Late since 09:00"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "1 day late"),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), "5 days late"),
    ],
)
def test_what_is_due_says_by_when_and_what_is_late_says_how_late(due: datetime, words: str) -> None:
    assert said_due("Review", due, SAY) == words


def test_moments_follow_the_wall_clock_of_the_zone() -> None:
    summer = Say(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "Europe/London")
    assert summer.moment(datetime(2026, 6, 30, 23, 40, tzinfo=UTC)) == "today 00:40"
    assert summer.moment("2026-06-30T10:00:00Z") == "Tue 30, 11:00"
    assert summer.day(datetime(2025, 2, 3, tzinfo=UTC)) == "3 Feb 2025"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "No urges logged."),
        ({9: 1}, "1 urge logged. It was between 09:00 and 09:59."),
        (
            {0: 2, 1: 1, 11: 1, 16: 1, 18: 1, 20: 1, 21: 2, 22: 4, 23: 3},
            "16 urges logged. 12 of them between 21:00 and 01:59.",
        ),
        ({22: 4, 23: 3}, "7 urges logged. All of them between 22:00 and 23:59."),
        ({0: 1, 6: 1, 12: 1, 18: 1}, "4 urges logged. They are spread over the day."),
    ],
)
def test_the_sentence_says_what_is_seen_in_the_hours(counts: dict[int, int], words: str) -> None:
    assert sentence([counts.get(hour, 0) for hour in range(24)]) == words
