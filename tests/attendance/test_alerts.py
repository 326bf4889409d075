"""The alert from record to acknowledgement, over HTTP, with a real receiver and a real mail server (product F11)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.attendance import endpoints, release
from api.attendance.models import AlertState
from tests.attendance.conftest import CONFIRM, Case, Mailbox, Receiver, answers
from tests.world import World

ALLOWED = {
    "series_id", "version", "supersedes", "case_reference", "appointment_at", "basis", "basis_text", "fact", "code",
    "recorded_at", "duty_phone",
}  # fmt: skip


def test_a_missed_session_is_told_to_the_participant_waits_and_then_goes_everywhere_once(
    case: Case, receiver: Receiver, mailbox: Mailbox
) -> None:
    case.listen(receiver.url)
    appointment, alert = case.did_not_come(enforceable=True)
    assert alert["state"] == "waiting" and alert["say_so_before"] == "2026-11-23T13:00:00Z"
    [told] = case.about_me()
    assert told["text"] == (
        "We recorded that you did not come on Monday 23 November. If that is wrong, say so before 13:00."
    )
    case.clock.advance(hours=1, minutes=59)
    assert release.release_due(case.service, case.clock.now) == {}
    assert case.inbox() == [] and case.deliver() == {}

    case.clock.advance(minutes=1)
    assert release.release_due(case.service, case.clock.now) == {"released": 1}
    assert release.release_due(case.service, case.clock.now) == {}
    assert case.deliver() == {"sent": 2} and case.deliver() == {}

    [item] = case.inbox()
    assert item["fact"] == "Did not come. No word before." and item["code"] == "AFTA" and item["kind"] == "alert"
    assert item["version"] == 1 and item["state"] == "to_read" and not item["correction"]
    [(_headers, body)] = receiver.got
    heard = json.loads(body)
    assert heard["type"] == "attendance.recorded"
    assert set(heard["data"]) == ALLOWED
    assert heard["data"]["fact"] == item["fact"] and heard["data"]["case_reference"] == "K70 4821"
    [mail] = mailbox.got
    assert mail["Subject"] == "You have a message"
    assert mail.get_payload().split() == ["You", "have", "a", "message.", "https://testserver"]
    assert case.about_me()[0]["text"].endswith(item["fact"])
    assert case.about_me()[0]["state"] == "sent"

    # The record was wrong: the correction goes at once, everywhere, and is chased until probation has read it.
    case.clock.advance(minutes=5)
    corrected = case.record(appointment, "yes")
    assert corrected.status_code == 200 and corrected.json()["alert"]["state"] == "released"
    assert [o["words"] for o in corrected.json()["history"]] == ["Did not come. No word before.", "Came."]
    assert case.deliver() == {"sent": 2}
    both = case.clinician.client.get(f"/api/participants/{case.participant_id}/alerts").json()["items"]
    assert [(a["version"], a["state"], a["chase_due_at"] is not None) for a in both] == [
        (2, "released", True),
        (1, "superseded", False),
    ]
    newest, first = case.inbox()
    assert (newest["fact"], newest["version"], newest["supersedes"], newest["correction"]) == ("Came.", 2, 1, True)
    assert (first["version"], first["superseded_by"]) == (1, 2)
    assert receiver.bodies[1]["type"] == "attendance.corrected" and receiver.bodies[1]["data"]["supersedes"] == 1
    assert len(mailbox.got) == 2
    read = case.probation.client.post(f"/api/attendance/alerts/{newest['id']}/acknowledge", {"put_right": True})
    assert read.status_code == 200 and read.json()["state"] == "read"
    case.clock.advance(days=1)
    assert release.chase_due(case.service, case.clock.now) == {}
    assert [c["channel"] for c in corrected.json()["alert"]["channels"]] == ["inbox", "email", "webhook"]


def test_the_oracle_verifies_what_we_sign_with_two_live_secrets(case: Case, receiver: Receiver) -> None:
    with case.world.act() as at:
        endpoint, old = endpoints.add_endpoint(at, str(case.probation.user.organisation), receiver.url)
        new = endpoints.new_secret(at, endpoint)
    # The oracle compares with the real time: an hour to the appointment, two hours and a minute of grace.
    case.clock.set(datetime.now(UTC) - timedelta(hours=3, minutes=1))
    case.did_not_come()
    case.pass_grace()
    assert case.deliver()["sent"] == 2
    [(headers, body)] = receiver.got
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["data"]["version"] == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body.replace(b"K70", b"K71"), headers)
    with case.world.act() as at:
        endpoints.drop_old_secret(at, endpoint)
    appointment = case.clinician.client.get(f"/api/participants/{case.participant_id}/appointments").json()["items"][0][
        "id"
    ]
    case.record(appointment, "yes")
    case.deliver()
    headers, body = receiver.got[1]
    Webhook(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, headers)


def test_corrected_in_the_grace_probation_never_receives_a_word_of_it(
    case: Case, receiver: Receiver, mailbox: Mailbox
) -> None:
    case.listen(receiver.url)
    appointment, alert = case.did_not_come()
    case.clock.advance(minutes=30)
    assert case.say_wrong(alert["id"]) == "held"
    assert case.say_wrong(alert["id"]) == "already"
    case.clock.advance(hours=5)
    assert release.release_due(case.service, case.clock.now) == {}
    assert case.about_me()[0]["state"] == "held"
    assert case.record(appointment, "yes").status_code == 200
    assert case.pass_grace() == {} and case.deliver() == {}
    assert receiver.got == [] and mailbox.got == []
    [item] = case.inbox()
    assert (item["fact"], item["kind"], item["version"], item["versions"]) == ("Came.", "record", 1, 1)
    assert not item["correction"] and item["supersedes"] is None
    assert [one["state"] for one in case.about_me()] == ["sent", "stopped"]
    assert "did_not_come" not in dict(case.attention())


def test_a_dispute_waits_for_a_person_and_tells_the_lead_after_a_working_day(case: Case) -> None:
    _, alert = case.did_not_come()
    case.say_wrong(alert["id"])
    case.clock.advance(hours=8)
    assert release.nag_held(case.service, case.clock.now) == {}
    case.clock.advance(days=1)
    assert release.nag_held(case.service, case.clock.now) == {"lead": 1}
    assert release.nag_held(case.service, case.clock.now) == {}
    assert ("alert_held", 1) in case.attention()
    assert case.inbox() == []
    let_go = case.clinician.client.post(f"/api/alerts/{alert['id']}/release", {"reason": "Checked the call log."})
    assert let_go.status_code == 200 and let_go.json()["state"] == "released"
    assert "alert_held" not in dict(case.attention())
    assert len(case.inbox()) == 1
    again = case.clinician.client.post(f"/api/alerts/{alert['id']}/release", {"reason": "Again."})
    assert again.status_code == 409 and again.json()["type"] == "/problems/not-held"
    assert case.say_wrong(alert["id"]) == "already"


def test_a_dispute_answered_before_the_grace_ends_still_waits_it_out(case: Case) -> None:
    _, alert = case.did_not_come()
    case.say_wrong(alert["id"])
    let_go = case.clinician.client.post(f"/api/alerts/{alert['id']}/release", {"reason": "Looked."})
    assert let_go.json()["state"] == "waiting"
    assert case.inbox() == []
    assert case.pass_grace() == {"released": 1}


def test_an_answer_after_the_release_is_too_late_and_a_stranger_s_alert_is_unknown(world: World) -> None:
    one, two = Case(world), Case(world, case_reference="K70 9999")
    _, alert = one.did_not_come()
    assert two.say_wrong(alert["id"]) == "unknown"
    assert len(one.about_me()) == 1 and two.about_me() == []
    one.pass_grace()
    assert one.say_wrong(alert["id"]) == "too_late"


@pytest.mark.parametrize(
    "confirm",
    [
        {"date_of_birth": "1991-03-15", "case_reference_last4": "4821"},
        {"date_of_birth": "1991-03-14", "case_reference_last4": "4822"},
        {"date_of_birth": "1991-03-15", "case_reference_last4": "1"},
    ],
)
def test_wrong_identifiers_say_neither_which_nor_what_and_record_nothing(case: Case, confirm: Any) -> None:
    appointment = case.held()
    wrong = case.record(appointment, "no", confirm=confirm)
    assert wrong.status_code == 409 and wrong.json()["type"] == "/problems/identifiers-wrong"
    other = case.record(appointment, "no", confirm={"date_of_birth": "2000-01-01", "case_reference_last4": "0000"})
    assert other.content == wrong.content
    assert case.clinician.client.get(f"/api/appointments/{appointment}").json()["state"] == "planned"


def test_five_wrong_tries_are_all_for_fifteen_minutes(case: Case) -> None:
    appointment = case.held()
    bad = {"date_of_birth": "2000-01-01", "case_reference_last4": "0000"}
    for _ in range(5):
        assert case.record(appointment, "no", confirm=bad).status_code == 409
    slow = case.record(appointment, "no", confirm=CONFIRM)
    assert slow.status_code == 429 and int(slow.headers["Retry-After"]) > 800
    case.clock.advance(minutes=15)
    assert case.record(appointment, "no", confirm=CONFIRM).status_code == 200


def test_identifiers_are_asked_for_only_where_an_absence_would_go(case: Case, world: World) -> None:
    appointment = case.held()
    needed = case.record(appointment, "no", confirm=None)
    assert needed.status_code == 409 and needed.json()["type"] == "/problems/identifiers-needed"
    assert case.record(appointment, "late", minutes_late=12).status_code == 200
    unlinked = Case(world, linked=False)
    assert unlinked.record(unlinked.held(), "no", confirm=None).json()["alert"] is None


def test_an_outcome_is_never_recorded_before_its_time_nor_twice_the_same(case: Case) -> None:
    appointment = case.book()
    early = case.record(appointment, "yes")
    assert early.status_code == 409 and early.json()["type"] == "/problems/not-yet"
    case.clock.advance(hours=1)
    assert case.record(appointment, "yes").status_code == 200
    same = case.record(appointment, "yes")
    assert same.status_code == 409 and same.json()["type"] == "/problems/nothing-changed"


def test_a_worse_correction_is_a_new_release_with_identifiers_and_grace(case: Case) -> None:
    appointment = case.held()
    case.record(appointment, "yes")
    assert case.record(appointment, "no", confirm=None).json()["type"] == "/problems/identifiers-needed"
    assert case.record(appointment, "no").json()["alert"]["state"] == "waiting"
    assert [item["fact"] for item in case.inbox()] == ["Came."]
    case.pass_grace()
    assert [(i["fact"], i["version"], i["kind"]) for i in case.inbox()] == [
        ("Did not come. No word before.", 2, "alert"),
        ("Came.", 1, "record"),
    ]


def test_worse_and_put_back_in_the_grace_leaves_probation_with_what_it_had(case: Case) -> None:
    appointment = case.held()
    case.record(appointment, "yes")
    before = case.inbox()
    case.clock.advance(minutes=1)
    case.record(appointment, "no")
    case.clock.advance(minutes=1)
    case.record(appointment, "yes")
    case.pass_grace()
    assert case.inbox() == before


def test_moving_or_cancelling_while_it_waits_stops_it(case: Case) -> None:
    moved, _ = case.did_not_come()
    when = case.clock.now.replace(hour=16).isoformat()
    new = case.clinician.client.post(
        f"/api/appointments/{moved}/supersede", {"planned_at": when, "who_asked": "service", "why": "Wrong entry."}
    )
    assert new.status_code == 200 and new.json()["number"] == 1 and new.json()["state"] == "planned"
    cancelled, _ = case.did_not_come()
    gone = case.clinician.client.post(f"/api/appointments/{cancelled}/cancel", {"why": "Room flooded."})
    assert gone.status_code == 200 and gone.json()["state"] == "cancelled"
    assert gone.json()["alert"]["state"] == "stopped"
    assert case.pass_grace() == {} and case.inbox() == []
    assert "did_not_come" not in dict(case.attention())


def test_once_released_it_is_corrected_and_not_moved_away(case: Case) -> None:
    appointment, _ = case.did_not_come()
    case.pass_grace()
    answer = case.clinician.client.post(f"/api/appointments/{appointment}/cancel", {"why": "No."})
    assert answer.status_code == 409 and answer.json()["type"] == "/problems/appointment-closed"


def test_a_link_that_ended_lets_nothing_more_go(case: Case, receiver: Receiver) -> None:
    case.listen(receiver.url)
    _appointment, _ = case.did_not_come()
    case.end_link()
    assert case.pass_grace() == {"stopped": 1}
    assert case.deliver() == {} and receiver.got == []
    assert case.probation.client.get("/api/attendance/alerts").json()["items"] == []


def test_a_message_still_unsent_when_the_link_ends_is_withdrawn_and_an_owed_correction_is_rung(
    case: Case, receiver: Receiver
) -> None:
    case.listen(receiver.url)
    receiver.always(500)
    appointment, _ = case.did_not_come()
    case.pass_grace()
    case.deliver()
    assert len(receiver.got) == 1
    case.end_link()
    case.clock.advance(minutes=5)
    assert case.deliver() == {"withdrawn": 1}
    assert len(receiver.got) == 1
    assert case.record(appointment, "yes").json()["alert"]["state"] == "released"
    assert ("correction_unsent", 1) in case.attention()


def test_nobody_acknowledges_so_a_person_is_asked_to_ring_until_somebody_does(case: Case) -> None:
    _appointment, _ = case.did_not_come()
    case.pass_grace()  # Monday 13:01
    case.clock.advance(hours=3, minutes=58)
    assert release.chase_due(case.service, case.clock.now) == {}
    case.clock.advance(hours=17)
    assert release.chase_due(case.service, case.clock.now) == {"chased": 1}
    assert release.chase_due(case.service, case.clock.now) == {}
    assert ("alert_unacknowledged", 1) in case.attention()
    case.clock.advance(hours=5)
    assert release.chase_due(case.service, case.clock.now) == {"chased": 1}
    assert ("alert_unacknowledged", 2) in case.attention()
    [item] = case.inbox()
    case.probation.client.post(f"/api/attendance/alerts/{item['id']}/acknowledge", {})
    assert "alert_unacknowledged" not in dict(case.attention())


def test_a_correction_of_an_unread_correction_is_still_chased(case: Case) -> None:
    appointment, _ = case.did_not_come()
    case.pass_grace()
    case.record(appointment, "yes")
    refined = case.record(appointment, "late", minutes_late=10).json()["alert"]
    assert refined["pushes"] and refined["chase_due_at"] is not None


def test_silence_nags_the_clinician_then_the_lead_and_never_makes_an_outcome(case: Case) -> None:
    appointment = case.held()
    case.clock.advance(minutes=60)
    assert release.nag_unrecorded(case.service, case.clock.now) == {}
    case.clock.advance(minutes=50)
    assert release.nag_unrecorded(case.service, case.clock.now) == {"clinician": 1}
    assert release.nag_unrecorded(case.service, case.clock.now) == {}
    case.clock.advance(days=2)
    assert release.nag_unrecorded(case.service, case.clock.now) == {"lead": 1}
    case.clock.advance(days=30)
    assert release.nag_unrecorded(case.service, case.clock.now) == {}
    found = case.clinician.client.get(f"/api/appointments/{appointment}").json()
    assert found["state"] == "planned" and found["outcome"] is None and found["needs_outcome"]
    assert case.inbox() == []
    case.record(appointment, "yes")
    assert "outcome_missing" not in dict(case.attention())


def test_a_service_that_was_down_in_the_grace_gives_another(case: Case) -> None:
    case.did_not_come()
    case.clock.advance(hours=9)
    assert release.release_due(case.service, case.clock.now) == {"waiting": 1}
    assert case.pass_grace() == {"released": 1}


def test_what_the_recorder_is_shown_before_is_what_goes_and_hides_what_they_must_type(case: Case) -> None:
    appointment = case.held(enforceable=True)
    url = f"/api/appointments/{appointment}/outcome-preview"
    shown = case.clinician.client.post(url, answers("no"))
    assert shown.status_code == 200, shown.text
    page = shown.json()
    assert page["goes"] and page["pushes"] and page["needs_identifiers"]
    assert page["releases_at"] == "2026-11-23T13:00:00Z"
    assert "4821" not in shown.text and "1991" not in shown.text
    fields = {f["label"]: f["value"] for f in page["fields"]}
    case.record(appointment, "no")
    case.pass_grace()
    [item] = case.inbox()
    assert fields["Fact"] == item["fact"] and fields["Code offered"].startswith(item["code"])
    assert case.clinician.client.post(url, answers("yes")).json()["why"].startswith("A correction")


def test_the_phone_says_that_it_is_wrong_and_reads_what_came_of_it(case: Case) -> None:
    phone = case.phone
    appointment, alert = case.did_not_come()
    phone.unlock()
    [told] = phone.client.get("/api/me/bundle").json()["about_me"]
    assert told["alert_id"] == alert["id"] and told["say_so_before"] == "2026-11-23T13:00:00Z"
    assert told["state"] == "waiting" and not told["wrong_said"]
    sent = phone.send(
        "that_is_wrong",
        {
            "alert_id": alert["id"],
            "happened_at": case.clock.now.isoformat(),
            "reason": "i_came",
            "text": "I was there.",
        },
    )
    assert sent["status"] == "stored", sent
    [told] = phone.client.get("/api/me/bundle").json()["about_me"]
    assert told["state"] == "held" and told["wrong_said"] and told["say_so_before"] is None
    held = case.clinician.client.get(f"/api/appointments/{appointment}").json()["alert"]
    assert held["state"] == "held" and held["wrong_said"]["reason"] == "i_came"
    assert ("that_is_wrong", 1) in case.attention()
    case.clock.advance(minutes=10)
    case.record(appointment, "yes")
    assert "that_is_wrong" not in dict(case.attention())
    phone.unlock()
    assert [one["state"] for one in phone.client.get("/api/me/bundle").json()["about_me"]] == ["sent", "stopped"]
    saw = phone.client.get("/api/me/who-saw").json()
    assert [line["text"] for line in saw["sent"]] == ["Came."]
    assert "I was there." not in case.probation.client.get("/api/attendance/alerts").text


def test_a_version_is_put_out_once_whoever_asks(case: Case) -> None:
    _, alert = case.did_not_come()
    put = []
    for _ in range(2):
        with case.world.act(participant_id=case.participant_id) as at:
            put.append(release.put_out(at, UUID(alert["id"]), AlertState.waiting))
    assert put == [True, False]
    assert len(case.inbox()) == 1 and case.deliver() == {"sent": 1}


@pytest.mark.parametrize("why", ["ended", "signed_out"])
def test_that_is_wrong_holds_what_waits_also_from_a_phone_that_may_only_append(case: Case, why: str) -> None:
    phone = case.phone
    _, alert = case.did_not_come()
    if why == "ended":
        body = {"to": "ended", "reason": "Twelve sessions done."}
        assert case.clinician.client.post(f"/api/participants/{case.participant_id}/status", body).status_code == 200
    else:
        path = f"/api/participants/{case.participant_id}/devices/{phone.device_id}"
        assert case.clinician.client.delete(path).status_code == 204
    said = {"alert_id": alert["id"], "happened_at": case.clock.now.isoformat(), "reason": "i_came"}
    assert phone.send("that_is_wrong", said)["status"] == "quarantined"
    assert case.pass_grace() == {}
    assert case.inbox() == []
    assert ("that_is_wrong", 1) in case.attention() and ("quarantine", 1) in case.attention()


def test_a_that_is_wrong_that_cannot_be_read_holds_all_that_waits(case: Case) -> None:
    phone = case.phone
    case.did_not_come()
    assert phone.send("that_is_wrong", {}, raw=b"half of it")["status"] == "quarantined"
    case.did_not_come()
    assert case.pass_grace() == {"released": 1}
    assert phone.send("that_is_wrong", {"of": "nothing"})["status"] == "quarantined"
    assert [rule for rule, _ in case.attention()].count("that_is_wrong") == 1
    assert len(case.inbox()) == 1


def test_a_correction_after_the_practitioner_changed_is_owed_to_the_first(case: Case, world: World) -> None:
    made, _ = case.did_not_come()
    case.pass_grace()
    first = case.probation
    case.end_link()
    second = world.probation("South Probation")
    case.probation = second
    link = case.lead.client.post(
        f"/api/participants/{case.participant_id}/probation-link",
        {"probation_user_id": str(second.id), "legal_basis": "licence", "covers_voluntary": False},
    )
    assert link.status_code == 201
    taken = second.client.post(
        f"/api/attendance/links/{link.json()['id']}/accept",
        {"case_reference": "K70 4821", "date_of_birth": "1991-03-14"},
    )
    assert taken.status_code == 204
    assert case.record(made, "yes").status_code == 200
    assert first.client.get("/api/attendance/alerts").json()["items"] == []
    assert ("correction_unsent", 1) in case.attention()
    assert next(item["fact"] for item in case.inbox()) == "Came."


def test_a_correction_withdrawn_because_its_link_ended_is_rung(case: Case, receiver: Receiver) -> None:
    from api import outbox

    case.listen(receiver.url)
    made, _ = case.did_not_come()
    case.pass_grace()
    case.deliver()
    receiver.always(503)
    assert case.record(made, "yes").status_code == 200
    case.deliver()
    case.end_link()
    case.clock.advance(minutes=5)
    assert case.deliver()["withdrawn"] >= 1
    outbox.tell_dead(case.service, case.clock.now)
    told = case.attention()
    assert "correction_unsent" in dict(told) and "dead_letter" not in dict(told)
    outbox.tell_dead(case.service, case.clock.now)
    assert case.attention() == told


def test_what_nobody_can_acknowledge_any_more_is_rung_about_once(case: Case) -> None:
    case.did_not_come()
    case.pass_grace()
    case.end_link()
    for _ in range(3):
        case.clock.advance(days=1)
        release.chase_due(case.service, case.clock.now)
    assert ("alert_unacknowledged", 1) in case.attention()
