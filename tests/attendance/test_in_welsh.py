"""What the service says to a participant who reads Welsh: the same facts, the exact words that went, and no sentence half and half."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from api.attendance.words import WHYS
from api.journal.requests import AbsenceReason
from tests.attendance.conftest import Case
from tests.world import World

ENGLISH = re.compile(
    r"\b(?:the|you|your|we|was|were|that|this|and|not|did|came|to|of|for|with|on|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday|January|February|March|April|June|July|August|September|October|November|December)\b"
)


def speaks_welsh(case: Case, place: str = "england-wales") -> None:
    answer = case.clinician.client.put(
        f"/api/participants/{case.participant_id}/learning", {"language": "cy", "jurisdiction": place}
    )
    assert answer.status_code == 200, answer.text


def about_me(case: Case) -> list[dict[str, Any]]:
    return list(case.phone.client.get("/api/me/bundle").json()["about_me"])


def test_an_alert_says_in_welsh_what_went_and_shows_the_very_words(world: World) -> None:
    case = Case(world)
    speaks_welsh(case)
    case.did_not_come()
    [waiting] = about_me(case)
    assert re.fullmatch(
        r"Rydym wedi cofnodi na ddaethoch ddydd \w+ \d+ \w+\. Os yw hynny'n anghywir, dywedwch cyn \d\d:\d\d\.",
        waiting["text"],
    )
    assert waiting["exact"] is None
    case.pass_grace()
    case.phone.unlock()
    [sent] = about_me(case)
    [inbox] = case.inbox()
    assert sent["text"].startswith("Rydym wedi dweud wrth y gwasanaeth prawf sut aeth hi ddydd ")
    assert sent["text"].endswith("Dyma'r geiriau a gawsant, yn Saesneg.")
    assert not ENGLISH.search(sent["text"])
    # Word for word what probation reads, which is English whatever he reads.
    assert sent["exact"] == {"sent": inbox["fact"], "meaning": "Ni ddaeth. Dim gair ymlaen llaw."}
    [line] = case.phone.client.get("/api/me/who-saw").json()["sent"]
    assert (line["text"], line["meaning"]) == (inbox["fact"], "Ni ddaeth. Dim gair ymlaen llaw.")
    assert line["to"] == "y gwasanaeth prawf"


def test_the_words_that_go_are_the_same_whatever_the_person_reads(world: World) -> None:
    welsh, english = Case(world), Case(world)
    speaks_welsh(welsh)
    for case in (welsh, english):
        case.did_not_come()
    for case in (welsh, english):
        case.pass_grace()
        case.phone.unlock()
    assert [one["fact"] for one in welsh.inbox()] == [one["fact"] for one in english.inbox()] != []
    [mine] = about_me(english)
    assert mine["exact"] is None and "These are the words they got: Did not come. No word before." in mine["text"]
    [line] = english.phone.client.get("/api/me/who-saw").json()["sent"]
    assert line["meaning"] is None and line["to"] == "probation"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_who_supervises_is_called_what_it_is_called_there(world: World, language: str) -> None:
    case = Case(world)
    answer = case.clinician.client.put(
        f"/api/participants/{case.participant_id}/learning", {"language": language, "jurisdiction": "scotland"}
    )
    assert answer.status_code == 200
    case.did_not_come()
    case.pass_grace()
    case.phone.unlock()
    case.inbox()
    [sent] = about_me(case)
    saw = case.phone.client.get("/api/me/who-saw").json()
    said = [sent["text"], saw["sent"][0]["to"], *(one["role"] for one in saw["items"])]
    there = "gwaith cymdeithasol cyfiawnder" if language == "cy" else "ustice social work"
    assert sum(there in words for words in said) >= 3, said
    assert not any(re.search(r"[Pp]robation|prawf", words) for words in said)
    exact = sent["exact"]["sent"] if language == "cy" else sent["text"]
    assert case.inbox()[0]["fact"] in exact


def test_a_reason_is_said_in_welsh_as_the_phone_showed_it_before(world: World) -> None:
    phone = (Path(__file__).resolve().parents[2] / "web" / "src" / "text" / "cy.ts").read_text(encoding="utf-8")
    listed = dict(re.findall(r'(\w+): "([^"]+)"', phone.split("const WHYS", 1)[1].split("};", 1)[0]))
    assert set(listed) == set(get_args(AbsenceReason)) == set(WHYS)
    assert {code: both.cy for code, both in WHYS.items()} == listed
    case = Case(world)
    speaks_welsh(case)
    _, alert = case.did_not_come()
    case.phone.send("absence_reason", {
        "happened_at": case.clock.now.isoformat(), "alert_id": alert["id"], "reason": "travel", "tell_probation": True,
    })  # fmt: skip
    [waiting] = about_me(case)
    assert waiting["text"].endswith("Os bydd yn mynd, mae hyn yn mynd gydag ef, yn Saesneg.")
    assert waiting["exact"] == {
        "sent": "Reason, sent by the person: travel.", "meaning": "Rheswm, anfonwyd gan y person: cyrraedd yno."
    }  # fmt: skip


def test_who_saw_is_all_in_welsh(world: World) -> None:
    case = Case(world)
    speaks_welsh(case)
    client = case.clinician.client
    for path in ("", "/timeline", "/coping-plan", "/orders", "/appointments", "/goals", "/checkins", "/patterns"):
        client.get(f"/api/participants/{case.participant_id}{path}")
    client.get("/api/caseload")
    items = case.phone.client.get("/api/me/who-saw").json()["items"]
    assert len(items) >= 6
    for one in items:
        for words in (one["role"], one["what"], one["why"]):
            assert words and not ENGLISH.search(words), words
    assert {"Eich clinigydd neu gydweithiwr"} == {one["role"] for one in items}
    assert {"Eich cynllun", "Eich gorchmynion"} <= {one["what"] for one in items}


def test_a_refusal_is_all_in_welsh_and_says_so_or_all_in_english(world: World) -> None:
    case = Case(world)
    speaks_welsh(case)
    client = case.phone.client
    refused = {
        "pin": client.post("/api/me/pin", {"old": "258036", "new": "123456"}),
        "words": client.put("/api/me/open-alternatives", {"items": ["Ring 07700 900123 or a@example.com"]}),
        "telling": client.put("/api/me/open-alternatives", {"items": ["Siarad am y llys"]}),
        "address": client.put(
            "/api/me/reminders",
            {"channels": [], "mobile": "12", "email": "nobody", "quiet_from": 22, "quiet_to": 7},
        ),
        "form": client.put("/api/me/reminders", {"channels": "all"}),
        "trial": client.post("/api/me/reminders/trial"),
        "language": client.put("/api/me/language", {"language": "fr"}),
        "cursor": client.get("/api/me/entries?before=nothing"),
        "phone": client.delete("/api/me/devices/00000000-0000-0000-0000-000000000007"),
        "unlock": client.post("/api/unlock", {"pin": "999998"}),
    }
    for name, answer in refused.items():
        assert answer.status_code >= 400, name
        body = answer.json()
        assert body.get("language") == "cy", (name, body)
        for words in (body["title"], body["detail"], *(fault["message"] for fault in body.get("errors", []))):
            assert not ENGLISH.search(words), (name, words)
    assert refused["words"].json()["errors"][0]["message"] == "Tynnwch y canlynol allan: rhif ffôn, cyfeiriad e-bost."
    assert refused["unlock"].json()["detail"] == "Nid dyna'r PIN. Mae 4 cynnig ar ôl cyn aros."
    case.phone.lock()
    assert client.get("/api/me/bundle").json()["title"] == "Rhowch eich PIN i ddarllen"
    # An English phone hears nothing new.
    other = Case(world).phone.client
    body = other.post("/api/unlock", {"pin": "999998"}).json()
    assert body["detail"] == "That PIN didn't match. 4 tries left before a wait." and "language" not in body


def test_at_the_door_a_refusal_is_in_the_language_that_the_phone_asks_in(world: World) -> None:
    nobody = world.anonymous()
    welsh = nobody.post("/api/enrol", {"code": "AAAA-AAAA", "language": "cy"}).json()
    english = nobody.post("/api/enrol", {"code": "AAAA-AAAA"}).json()
    assert welsh["detail"] == "Nid yw'r cod hwnnw'n gweithio. Gwiriwch ef, neu gofynnwch am un newydd"
    assert welsh["language"] == "cy" and "language" not in english


def test_phones_and_working_hours_are_said_in_welsh_and_staff_read_english(world: World) -> None:
    case = Case(world)
    speaks_welsh(case)
    [phone] = case.phone.client.get("/api/me/devices").json()["items"]
    assert re.fullmatch(r"Ffôn a osodwyd ar \d+ [A-Z]\w+", phone["name"])
    said = case.phone.client.get("/api/me/device").json()["next_working_words"]
    assert re.match(r"(?:heddiw|yfory|ddydd)", said) and not ENGLISH.search(said)
    page = case.clinician.client.get(f"/api/participants/{case.participant_id}").text
    assert "Phone set up on" in page and "osodwyd" not in page


def test_what_was_read_is_named_in_welsh(world: World) -> None:
    case = Case(world)
    speaks_welsh(case)
    case.phone.trigger("acted", 7)
    client = case.clinician.client
    [review] = client.get("/api/reviews").json()["items"]
    assert client.post(f"/api/reviews/{review['id']}/claim").status_code < 300
    closed = client.post(f"/api/reviews/{review['id']}/close", {"outcome": "replied", "reply": "Diolch am ddweud."})
    assert closed.status_code < 300, closed.text
    [reply] = case.phone.client.get("/api/me/bundle").json()["replies"]
    assert re.fullmatch(r"Eich cofnod (?:Llun|Maw|Mer|Iau|Gwe|Sad|Sul) \d+", reply["about"])
