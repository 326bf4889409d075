"""Entries in words for staff: every value has its wording, nothing sent is hidden, and the words are in the third person."""

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from api.checkins import bodies as checkins
from api.checkins.schedule import FORM_OF
from api.checkins.wording import CARD_LABEL, REASON
from api.journal import body, kinds, wording
from api.journal.models import Kind
from api.learning.catalogue import load

CONTENT = Path(__file__).resolve().parents[2] / "content"
CATALOGUE = load(CONTENT, demo=True, today=lambda: date(2026, 11, 23))
CARD = CATALOGUE.form("daily-card")

TRIGGER: dict[str, Any] = {
    "happened_at": "2026-11-25T00:40:00+00:00",
    "kind": "near_miss",
    "intensity": 8,
    "channel": "message",
    "triggers": ["message_came", "alone"],
    "emotions": ["lonely", "angry", "ashamed"],
    "need": "relief",
    "sleep_hours": 3,
    "substances": "none",
    "did": ["put_phone_away", "washed_up"],
    "skills": ["slow-breathing"],
    "helped": "a_bit",
    "text": "I had it typed. I did not send it.",
    "talk_about": True,
    "kept": [],
    "unfinished": False,
}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (kinds.TriggerKind, wording.TRIGGER_KIND),
        (kinds.Channel, wording.CHANNEL),
        (kinds.Trigger, wording.TRIGGERS),
        (kinds.Emotion, wording.EMOTIONS),
        (body.Need, wording.NEED),
        (kinds.Substances, wording.SUBSTANCES),
        (kinds.Did, wording.DID),
        (body.Helped, wording.HELPED),
        (kinds.About, wording.ABOUT),
        (kinds.WrongReason, wording.WRONG),
        (checkins.MissedReason, REASON),
    ],
)
def test_every_value_that_an_entry_may_hold_has_its_words(values: Any, words: dict[str, str]) -> None:
    assert len(get_args(values)) >= 3
    assert set(get_args(values)) == set(words)
    assert all(word[0].isupper() and "_" not in word for word in words.values())


def test_every_kind_of_entry_has_a_name() -> None:
    assert {kind.value for kind in Kind if kind in kinds.MODELS} <= set(wording.KIND)


def test_every_question_of_every_form_has_a_label_for_staff() -> None:
    forms = [CATALOGUE.form(form_id) for form_id in sorted(set(FORM_OF.values()))]
    assert {item.link_id for form in forms for item in form.items} == set(CARD_LABEL)
    labels = " ".join(CARD_LABEL.values()).lower().split()
    assert not {"you", "your", "i"} & set(labels)


def test_a_trigger_log_is_told_field_by_field_in_reading_order() -> None:
    assert wording.title("trigger", TRIGGER) == "Near miss"
    assert wording.fields("trigger", TRIGGER) == [
        ("What", "Near miss"),
        ("When", "Wed 25 Nov, 00:40"),
        ("How strong", "8 of 10"),
        ("Channel", "Message"),
        ("What set it off", "A message came in, alone"),
        ("Feelings", "Lonely, angry, ashamed"),
        ("Wanted", "Relief"),
        ("Sleep", "3 hours"),
        ("Drink or drugs", "No drink or drugs"),
        ("What they did", "Put the phone away, washed up"),
        ("Skills", "Slow breathing"),
        ("Helped", "A bit"),
        ("Wants to talk about this", "Yes"),
        ("In their words", "“I had it typed. I did not send it.”"),
    ]


def test_times_are_shown_on_the_clock_of_the_participant() -> None:
    summer = {"happened_at": "2026-07-01T23:30:00Z", "kind": "urge"}
    assert ("When", "Thu 2 Jul, 00:30") in wording.fields("trigger", summer)
    assert ("When", "Wed 1 Jul, 19:30") in wording.fields("trigger", summer, zone="America/New_York")


def test_what_was_not_answered_is_left_out_and_a_zero_is_not() -> None:
    bare = {"happened_at": "2026-11-25T00:40:00Z", "kind": "urge", "intensity": 0, "sleep_hours": 0, "channel": None}
    assert [label for label, _ in wording.fields("trigger", bare)] == ["What", "When", "How strong", "Sleep"]
    assert wording.lines("trigger", bare) == ["Urge 0."]


def test_a_daily_card_is_told_with_its_form_and_still_whole_without_it() -> None:
    body = {
        "local_date": "2026-11-24",
        "answers": {
            "urge": 5.0, "acted": False, "sleep_hours": 6.5, "substances": "alcohol", "used_skill": True,
            "skills": ["stop", "my-plan"], "line": "Made dinner", "call_me": True, "asked-later": "yes then",
        },
        "unfinished": True,
    }  # fmt: skip
    assert wording.fields("checkin", body, CARD) == [
        ("Day", "Tue 24 Nov"),
        ("Strongest urge", "5 of 10"),
        ("Acted on an urge", "No"),
        ("Sleep", "6.5 hours"),
        ("Drink or drugs", "Alcohol"),
        ("Used a skill or the plan", "Yes"),
        ("Skills used", "Stop and step back, A rule from my plan"),
        ("In their words", "“Made dinner”"),
        ("Asks for a call", "Yes"),
        ("Asked later", "“yes then”"),
        ("Not finished", "The rest was not filled in"),
    ]
    without = wording.fields("checkin", body)
    assert len(without) == 11
    assert ("Drink or drugs", "Alcohol") in without
    assert ("Strongest urge", "5") in without


@pytest.mark.parametrize(
    ("kind", "body", "lines"),
    [
        ("trigger", TRIGGER, [
            "Urge 8. A message came in, alone. Wanted: relief. Put the phone away, washed up. It helped a bit.",
            "Wants to talk about this. “I had it typed. I did not send it.”",
        ]),
        ("trigger", {"kind": "good_moment", "intensity": 2}, ["Strength 2."]),
        ("trigger", {"kind": "urge"}, []),
        ("checkin", {"answers": {"urge": 5, "acted": False, "sleep_hours": 1, "skills": ["stop"]}},
         ["Urge 5, did not act. Sleep 1 hour. Used 1 skill."]),
        ("checkin", {"answers": {"acted": True, "not_safe": True}}, ["Acted.", "Says someone is not safe."]),
        ("checkin", {"answers": {"used_skill": False, "substances": "none"}}, ["No skill used."]),
        ("not_safe", {"about": "both", "call_me": True, "text": "Please ring"},
         ["Self and someone else.", "Asks for a call. “Please ring”"]),
        ("that_is_wrong", {"reason": "i_came", "text": None}, ["Says they came."]),
        ("amend", {"of": "x", "body": {"intensity": 9}}, ["How strong: 9 of 10."]),
        ("amend", {"of": "x", "body": {"answers": {"acted": True}}}, ["Acted on an urge: Yes."]),
    ],
)  # fmt: skip
def test_the_timeline_gets_one_or_two_short_lines(kind: str, body: dict[str, Any], lines: list[str]) -> None:
    assert wording.lines(kind, body) == lines


@pytest.mark.parametrize("kind", list(kinds.EXAMPLES))
def test_every_published_example_can_be_told(kind: Kind) -> None:
    told = wording.fields(kind.value, kinds.EXAMPLES[kind], CARD)
    assert told
    assert all(label and value and not re.search(r"None|_", label + value) for label, value in told)
    assert len(wording.lines(kind.value, kinds.EXAMPLES[kind])) in (1, 2)


def test_an_unknown_value_is_shown_and_never_hidden() -> None:
    assert ("What set it off", "Some new thing") in wording.fields("trigger", {"triggers": ["some_new_thing"]})
