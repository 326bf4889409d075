"""A reason for not coming reaches probation only where the person chose it, as the next version of the same outcome, on every channel."""

from typing import Any

import pytest

from tests.attendance.conftest import Case, Mailbox, Receiver
from tests.world import World

WORDS = "My lift never came, zqmark."
SENT = "Reason, sent by the person: travel."


def missed(case: Case, *, released: bool = True) -> str:
    """A session that he did not come to, recorded; the id of its alert."""
    assert case.phone
    session = case.book(case.clock.now)
    case.clock.advance(minutes=5)
    answer = case.record(session, "no")
    assert answer.status_code == 200, answer.text
    if released:
        assert case.pass_grace() == {"released": 1}
    return str(answer.json()["alert"]["id"])


def say(case: Case, alert_id: str, reason: str = "travel", tell: bool = True) -> Any:
    body = {"happened_at": case.clock.now.isoformat(), "alert_id": alert_id, "reason": reason, "text": WORDS}
    return case.phone.send("absence_reason", body | {"tell_probation": tell})


def test_a_reason_that_he_sends_is_the_next_version_on_every_channel_and_he_reads_the_same_words(
    case: Case, receiver: Receiver, mailbox: Mailbox
) -> None:
    case.listen(receiver.url)
    alert = missed(case)
    case.deliver()
    (first,) = case.inbox()
    assert (first["version"], first["reason_code"]) == (1, None)
    assert say(case, alert)["answer"] == "told"
    newest, before = case.inbox()
    assert (newest["version"], newest["supersedes"], newest["reason_code"]) == (2, 1, "travel")
    assert (newest["fact"], newest["code"], newest["recorded_at"]) == (
        first["fact"],
        first["code"],
        first["recorded_at"],
    )
    assert not newest["correction"] and before["superseded_by"] == 2 and newest["state"] == "to_read"
    case.deliver()
    hook = receiver.bodies[-1]
    assert (hook["type"], hook["data"]["reason_code"], hook["data"]["version"]) == (
        "attendance.reason_given",
        "travel",
        2,
    )
    assert hook["data"]["fact"] == first["fact"] and len(receiver.bodies) == len(mailbox.got) == 2
    told = case.about_me()
    assert told[0]["text"].startswith("You asked us to tell probation why you did not come on ")
    assert told[0]["text"].endswith(f"{first['fact']} {SENT}") and told[0]["corrects"] is None
    assert told[0]["state"] == "sent" and "Newer words" in told[1]["text"]
    case.phone.unlock()
    saw = case.phone.client.get("/api/me/who-saw").json()["sent"]
    assert [row["text"] for row in saw] == [f"{first['fact']} {SENT}", first["fact"]]
    # Nothing of his own words, anywhere that probation sees.
    everything = str(case.inbox()) + str(receiver.bodies) + "".join(str(mail) for mail in mailbox.got)
    assert "zqmark" not in everything and "lift" not in everything
    read = case.probation.client.post(f"/api/attendance/alerts/{newest['id']}/acknowledge", {"put_right": None})
    assert read.status_code == 200 and read.json()["state"] == "read"
    # The clinician reads all of it.
    (review,) = [
        one for one in case.clinician.client.get("/api/reviews").json()["items"] if one["kind"] == "absence_reason"
    ]
    shown = case.clinician.client.get(f"/api/reviews/{review['id']}").json()
    assert {"label": "Asked us to send probation", "value": "The reason, not their words"} in shown["fields"]
    assert "zqmark" in shown["words"]


def test_a_reason_that_he_keeps_from_probation_changes_nothing_there(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    alert = missed(case)
    case.deliver()
    before = case.inbox()
    assert say(case, alert, tell=False)["answer"] == "not_asked"
    case.deliver()
    assert case.inbox() == before and len(receiver.bodies) == 1 and len(case.about_me()) == 1


def test_in_the_grace_it_goes_with_what_waits_or_not_at_all(case: Case) -> None:
    alert = missed(case, released=False)
    assert say(case, alert)["answer"] == "goes_with_it"
    assert case.inbox() == []
    assert case.about_me()[0]["text"].endswith(f"If it goes, this goes with it: {SENT}")
    assert case.pass_grace() == {"released": 1}
    (only,) = case.inbox()
    assert (only["version"], only["reason_code"]) == (1, "travel")
    assert case.about_me()[0]["text"].endswith(f"{only['fact']} {SENT}")


def test_said_again_it_is_one_version_and_another_reason_is_the_next(case: Case) -> None:
    alert = missed(case)
    assert [say(case, alert)["answer"], say(case, alert)["answer"]] == ["told", "already"]
    assert say(case, alert, "health")["answer"] == "told"
    assert [(one["version"], one["reason_code"]) for one in case.inbox()] == [(3, "health"), (2, "travel"), (1, None)]
    # Sent again by a phone that lost the answer, it is the same entry.
    assert case.phone.post([case.phone.sent[-1]]).json()["items"][0]["status"] == "same"
    assert len(case.inbox()) == 3


def test_a_correction_ends_it_and_a_correction_that_is_still_an_absence_keeps_it(case: Case) -> None:
    alert = missed(case)
    assert say(case, alert)["answer"] == "told"
    session = case.inbox()[0]["series_id"]
    assert case.record(session, "no", told_before="asked_to_move").status_code == 200
    newest = case.inbox()[0]
    assert (newest["version"], newest["reason_code"], newest["correction"]) == (3, "travel", True)
    assert case.record(session, "yes").status_code == 200
    newest = case.inbox()[0]
    assert (newest["version"], newest["fact"], newest["reason_code"], newest["correction"]) == (4, "Came.", None, True)
    assert say(case, alert, "health")["answer"] == "not_sent"
    assert len(case.inbox()) == 4


@pytest.mark.parametrize("what", ["link_ended", "another", "unknown"])
def test_what_may_not_go_does_not(case: Case, world: World, what: str) -> None:
    alert = missed(case)
    if what == "link_ended":
        case.end_link()
        assert say(case, alert)["answer"] == "not_sent"
        assert len(case.about_me()) == 1
        return
    other = Case(world, case_reference="K70 4822")
    assert other.phone
    named = alert if what == "another" else "6c0f6a3e-6a3c-4f57-9f0a-0d4a4c1f6f12"
    assert say(other, named)["answer"] == "unknown"
    assert len(case.inbox()) == 1 and other.inbox() == []
