"""What probation may see and do: a closed list, for accepted links only, and nothing by any other way (security section 3)."""

from uuid import uuid4

import pytest

from tests.attendance.conftest import CONFIRM, Case, Receiver
from tests.world import World

FIELDS = {
    "id", "series_id", "version", "versions", "kind", "case_reference", "appointment_at", "basis", "fact", "code",
    "reason_code", "recorded_at", "supersedes", "superseded_by", "correction", "state", "read_at",
    "duty_phone",
}  # fmt: skip


def propose(case: Case, **over: object) -> str:
    answer = case.lead.client.post(
        f"/api/participants/{case.participant_id}/probation-link",
        {"probation_user_id": str(case.probation.id), "legal_basis": "licence", "covers_voluntary": False, **over},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def accept(case: Case, link: str, reference: str = "K70 4821", born: str = "1991-03-14") -> int:
    answer = case.probation.client.post(
        f"/api/attendance/links/{link}/accept", {"case_reference": reference, "date_of_birth": born}
    )
    return int(answer.status_code)


def test_the_inbox_holds_the_closed_list_and_nothing_of_the_person(case: Case) -> None:
    case.record(case.held(enforceable=True), "late", minutes_late=12)
    answer = case.probation.client.get("/api/attendance/alerts")
    [item] = answer.json()["items"]
    assert set(item) == FIELDS
    assert (item["fact"], item["code"], item["kind"]) == ("Came, 12 minutes late.", "ATTC", "record")
    one = case.probation.client.get(f"/api/attendance/participants/{case.participant_id}")
    assert set(one.json()) == {"participant_id", "case_reference", "records", "future"}
    for text in (answer.text, one.text):
        for word in ("Daniel", "Reeve", "1991", case.clinician.user.first_name, "settling"):
            assert word not in text


@pytest.mark.parametrize("basis", ["voluntary", "unknown", "requirement", "licence", "spo"])
def test_coming_appointments_and_codes_are_for_required_bases_only(world: World, basis: str) -> None:
    case = Case(world, basis="licence")
    made = case.book(basis=basis)
    future = case.probation.client.get(f"/api/attendance/participants/{case.participant_id}").json()["future"]
    shown = basis in ("requirement", "licence", "spo")
    assert [f["id"] for f in future] == ([made] if shown else [])
    answer = case.probation.client.put(f"/api/attendance/appointments/{made}/enforceable", {"enforceable": True})
    assert answer.status_code == (200 if shown else 404)


def test_a_basis_that_nobody_knows_goes_without_a_code(case: Case) -> None:
    made = case.book(basis="unknown")
    case.clock.advance(hours=1)
    case.record(made, "no")
    case.pass_grace()
    [item] = case.inbox()
    assert (item["basis"], item["code"]) == ("unknown", None)


@pytest.mark.parametrize("basis", ["requirement", "spo"])
def test_an_appointment_that_the_link_does_not_cover_stays_here_and_the_answer_says_so(case: Case, basis: str) -> None:
    made = case.book(basis=basis)
    case.clock.advance(hours=1)
    shown = case.clinician.client.post(
        f"/api/appointments/{made}/outcome-preview",
        {"came": "yes", "minutes_late": None, "happened": True, "why_not": None, "told_before": None},
    ).json()
    assert not shown["goes"] and "does not cover" in shown["why"] and shown["fields"] == []
    case.record(made, "no", confirm=None)
    assert case.inbox() == [] and case.about_me() == []


def test_a_voluntary_session_goes_only_where_the_link_covers_it_and_the_person_was_told(world: World) -> None:
    for covers, told, goes in ((False, True, False), (True, False, False), (True, True, True)):
        case = Case(world, basis="voluntary", covers_voluntary=covers, case_reference=f"V{covers:d}{told:d} 1000")
        if told:
            agree(case)
        made = case.held()
        case.record(made, "yes")
        assert len(case.inbox()) == goes, (covers, told)
    [item] = case.inbox()
    assert (item["basis"], item["code"]) == ("voluntary", None)


def agree(case: Case) -> None:
    from api.people.models import Agreement

    with case.world.act() as at:
        at.session.add(
            Agreement(participant_id=case.participant_id, point_id="what-is-shared", version=1, agreed_at=at.now)
        )


def test_what_was_not_released_is_not_there(case: Case) -> None:
    made, alert = case.did_not_come()
    unknown = case.probation.client.post(f"/api/attendance/alerts/{uuid4()}/acknowledge", {})
    hidden = case.probation.client.post(f"/api/attendance/alerts/{alert['id']}/acknowledge", {})
    assert (hidden.status_code, hidden.content) == (404, unknown.content)
    past = case.probation.client.put(f"/api/attendance/appointments/{made}/enforceable", {"enforceable": True})
    assert past.status_code == 404
    unrecorded = case.held()
    other = case.probation.client.put(f"/api/attendance/appointments/{unrecorded}/enforceable", {"enforceable": True})
    assert (other.status_code, other.content) == (404, past.content)


def test_another_practitioner_and_every_other_role_get_nothing(case: Case, world: World, receiver: Receiver) -> None:
    case.did_not_come()
    case.pass_grace()
    [item] = case.inbox()
    stranger = world.probation("South Probation")
    assert stranger.client.get("/api/attendance/alerts").json()["items"] == []
    assert stranger.client.get("/api/attendance/participants").json()["items"] == []
    for path in (f"/api/attendance/participants/{case.participant_id}", f"/api/attendance/participants/{uuid4()}"):
        assert stranger.client.get(path).status_code == 404
    assert stranger.client.post(f"/api/attendance/alerts/{item['id']}/acknowledge", {}).status_code == 404
    for person in (case.clinician, case.lead, world.admin(), world.auditor()):
        assert person.client.get("/api/attendance/alerts").status_code == 403
    for path in (
        f"/api/participants/{case.participant_id}", f"/api/participants/{case.participant_id}/appointments",
        f"/api/participants/{case.participant_id}/alerts", f"/api/participants/{case.participant_id}/timeline",
    ):  # fmt: skip
        assert case.probation.client.get(path).status_code == 403
        assert stranger.client.get(path).status_code == 404


def test_the_people_list_counts_what_waits_to_be_read(case: Case) -> None:
    case.record(case.held(), "yes")
    case.record(case.held(), "late", minutes_late=3)
    [person] = case.probation.client.get("/api/attendance/participants").json()["items"]
    assert (person["case_reference"], person["to_read"]) == ("K70 4821", 2)
    case.probation.client.post(f"/api/attendance/alerts/{case.inbox()[0]['id']}/acknowledge", {})
    assert case.probation.client.get("/api/attendance/participants").json()["items"][0]["to_read"] == 1


def test_a_link_is_accepted_by_typing_both_and_names_nobody_before(world: World) -> None:
    case = Case(world, linked=False)
    made = case.held()
    link = propose(case)
    listed = case.probation.client.get("/api/attendance/links")
    assert [set(item) for item in listed.json()["items"]] == [{"id", "proposed_on", "team_name", "legal_basis"}]
    for word in ("K70", "4821", "Daniel", "1991", str(case.participant_id)):
        assert word not in listed.text
    case.record(made, "yes")
    assert case.inbox() == []
    answers = [
        case.probation.client.post(
            f"/api/attendance/links/{link}/accept", {"case_reference": reference, "date_of_birth": born}
        )
        for reference, born in (("K70 4822", "1991-03-14"), ("K70 4821", "1991-03-15"), ("X", "2000-01-01"))
    ]
    assert {(a.status_code, a.content) for a in answers} == {(409, answers[0].content)}
    assert accept(case, link, "k70-4821 ") == 204
    assert accept(case, link) == 404
    case.record(made, "late", minutes_late=5)
    assert [item["fact"] for item in case.inbox()] == ["Came, 5 minutes late."]


def test_five_mismatches_refuse_the_link_and_the_lead_is_told(world: World) -> None:
    case = Case(world, linked=False)
    link = propose(case)
    for _ in range(5):
        assert accept(case, link, "K70 0000") == 409
    assert accept(case, link) == 404
    assert ("link_refused", 1) in case.attention()
    assert case.probation.client.get("/api/attendance/links").json()["items"] == []


def test_a_link_is_this_practitioner_s_alone_and_may_be_refused(world: World) -> None:
    case = Case(world, linked=False)
    link = propose(case)
    stranger = world.probation()
    assert stranger.client.get("/api/attendance/links").json()["items"] == []
    body = {"case_reference": "K70 4821", "date_of_birth": "1991-03-14"}
    assert stranger.client.post(f"/api/attendance/links/{link}/accept", body).status_code == 404
    assert stranger.client.post(f"/api/attendance/links/{link}/refuse", {}).status_code == 404
    assert case.probation.client.post(f"/api/attendance/links/{link}/refuse", {}).status_code == 204
    assert accept(case, link) == 404
    assert ("link_refused", 1) in case.attention()


def test_the_answer_is_the_same_to_the_byte_whatever_is_waiting_or_was_stopped(world: World) -> None:
    """Two worlds that differ only in what probation may not know look alike to it."""
    quiet, busy = Case(world, case_reference="K70 4821"), Case(world, case_reference="K70 4821")
    for case in (quiet, busy):
        case.book(case.clock.now.replace(year=2027), enforceable=True)
    start = world.clock.now
    busy.record(busy.held(basis="spo"), "no", confirm=None)
    _, alert = busy.did_not_come()
    busy.say_wrong(alert["id"])
    busy.did_not_come()
    busy.book(basis="voluntary")
    world.clock.set(start)
    busy.phone.trigger("near_miss", 9)

    def seen(case: Case) -> str:
        text = ""
        for path in ("alerts", "participants", f"participants/{case.participant_id}", "links"):
            answer = case.probation.client.get(f"/api/attendance/{path}")
            text += f"{answer.status_code} {answer.headers['content-length']} {answer.text}\n"
        for own in (case.participant_id, *[f["id"] for f in answer_future(case)]):
            text = text.replace(str(own), "-")
        return text

    assert seen(quiet) == seen(busy)


def answer_future(case: Case) -> list[dict[str, str]]:
    found = case.probation.client.get(f"/api/attendance/participants/{case.participant_id}").json()["future"]
    return list(found)


def test_acknowledging_a_correction_says_whether_it_was_put_right(case: Case) -> None:
    made, _ = case.did_not_come()
    case.pass_grace()
    case.record(made, "yes", confirm=CONFIRM)
    newest, first = case.inbox()
    for item, put_right in ((first, None), (newest, False), (newest, True)):
        answer = case.probation.client.post(
            f"/api/attendance/alerts/{item['id']}/acknowledge", {"put_right": put_right}
        )
        assert answer.status_code == 200 and answer.json()["state"] == "read"
    extra = case.probation.client.post(f"/api/attendance/alerts/{newest['id']}/acknowledge", {"note": "x"})
    assert extra.status_code == 422
