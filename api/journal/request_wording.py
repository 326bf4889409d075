"""Entries that ask something of the team in words for staff. `journal/wording.py` gathers these."""

from collections.abc import Mapping
from typing import Any

from api.journal.said import Fields, Said, quoted, shown, when, yes_no

STOP_WISH = {"everything": "To stop the programme", "a_break": "To have a break", "not_sure": "Not sure, wants to talk"}
DISPUTE = {
    "i_came": "Says they came",
    "i_told_you": "Says they told us before",
    "wrong_time": "Says the time is wrong",
    "you_were_not_there": "Says we were not there",
    "other": "Another reason",
}
COMPLAINT = {
    "wrong": "Something held is wrong",
    "who_saw_it": "Who looked at it",
    "who_was_told": "Who was told",
    "too_much_kept": "Too much is kept",
    "other": "Something else",
}
COPY = {"everything": "Everything held", "sent_about_me": "What was sent about them", "what_i_sent": "What they sent"}
REASON = {
    "work": "Work",
    "health": "Health",
    "family": "Family",
    "travel": "Travel",
    "money": "Money",
    "other_appointment": "Another appointment",
    "forgot": "Forgot",
    "did_not_want_to": "Did not want to come",
    "other": "Another reason",
}
WHY = {
    "by_mistake": "Made by mistake",
    "not_true": "It was not right",
    "rather_not": "Would rather not have it there",
    "other": "Another reason",
}

IN_THEIR_WORDS = "In their words"


def _stop(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("Asks", STOP_WISH.get(body.get("wish", ""))),
        ("Asks for a call", yes_no(body.get("call_me"))),
        (IN_THEIR_WORDS, quoted(body.get("text"))),
    )


def _dispute(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("Reason", DISPUTE.get(body.get("reason", ""))),
        ("Which record", "One that the phone was not told of" if body.get("alert_id") is None else None),
        (IN_THEIR_WORDS, quoted(body.get("text"))),
    )


def _complaint(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(("About", COMPLAINT.get(body.get("about", ""))), (IN_THEIR_WORDS, quoted(body.get("text"))))


def _copy(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(("Of", COPY.get(body.get("what", ""))), (IN_THEIR_WORDS, quoted(body.get("text"))))


def _cannot_come(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("Said", when(body.get("happened_at"), zone)),
        ("Reason", REASON.get(body.get("reason") or "")),
        ("Asks for another time", yes_no(body.get("move"))),
        (IN_THEIR_WORDS, quoted(body.get("text"))),
    )


def _late(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(("Said", when(body.get("happened_at"), zone)), ("Late by", _minutes(body)))


def _absence(body: Mapping[str, Any], zone: str) -> Fields:
    told = "The reason, not their words" if body.get("tell_probation") else "No"
    return shown(
        ("Reason", REASON.get(body.get("reason", ""))),
        ("Asked us to send probation", told),
        (IN_THEIR_WORDS, quoted(body.get("text"))),
    )


def _withdraw(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(("Why", WHY.get(body.get("why") or "")))


def _minutes(body: Mapping[str, Any]) -> str | None:
    minutes = body.get("minutes")
    return None if minutes is None else f"{minutes} minute{'' if minutes == 1 else 's'}"


SAID: dict[str, Said] = {
    "stop_request": Said(
        "Asks to stop",
        _stop,
        lambda body: [STOP_WISH.get(body.get("wish", ""), ""), "Asks for a call" if body.get("call_me") else ""],
    ),
    "dispute": Said("Says a record is wrong", _dispute, lambda body: [DISPUTE.get(body.get("reason", ""), "")]),
    "complaint": Said("Complaint about data", _complaint, lambda body: [COMPLAINT.get(body.get("about", ""), "")]),
    "copy_request": Said("Asks for a copy", _copy, lambda body: [COPY.get(body.get("what", ""), "")]),
    "cannot_come": Said(
        "Says they can't come",
        _cannot_come,
        lambda body: [REASON.get(body.get("reason") or "", ""), "Asks for another time" if body.get("move") else ""],
    ),
    "running_late": Said("Says they are late", _late, lambda body: [f"By {_minutes(body)}"]),
    "absence_reason": Said(
        "Says why they did not come", _absence, lambda body: [REASON.get(body.get("reason", ""), "")]
    ),
    "withdraw": Said("Took something back", _withdraw, lambda body: [WHY.get(body.get("why") or "", "")]),
}
"""By kind of entry."""
