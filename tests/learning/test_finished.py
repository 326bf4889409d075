"""A finished lesson: one entry with ids and a version, and the clinician sees which lessons were read and which answers missed."""

from datetime import timedelta
from typing import Any

from tests.world import Person, World

LESSON = "law.england-wales.what-counts"


def page(staff: Person, person: Any) -> list[dict[str, Any]]:
    answer = staff.client.get(f"/api/participants/{person}/lessons")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["lessons"]
    return found


def checks(world: World) -> dict[str, Any]:
    entry = world.service.catalogue.entry(f"en/{LESSON}")
    return {"version": entry.piece.version, "checks": entry.piece.checks}


def test_a_finished_lesson_reaches_the_clinician_with_what_was_missed(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    assert page(clinician, person) == []
    asked = checks(world)
    right, wrong = asked["checks"][0], asked["checks"][1]
    other = next(one.value for one in wrong.options if one.value != wrong.answer)
    body = {
        "lesson_id": LESSON, "version": asked["version"], "language": "en",
        "answers": [{"check_id": right.id, "answer": right.answer}, {"check_id": wrong.id, "answer": other}],
    }  # fmt: skip
    assert phone.send("lesson", body)["status"] == "stored"
    told = page(clinician, person)
    assert [(one["lesson_id"], one["title"], one["older"]) for one in told] == [
        (LESSON, "What the law counts as stalking", False)
    ]
    assert [one["missed"] for one in told[0]["checks"]] == [False, True]
    assert told[0]["untried"] == len(asked["checks"]) - 2
    missed = told[0]["checks"][1]
    texts = {one.value: one.text for one in wrong.options}
    assert (missed["situation"], missed["answered"], missed["fits"]) == (
        wrong.situation,
        texts[other],
        texts[wrong.answer],
    )
    line = clinician.client.get(f"/api/participants/{person}/timeline").json()["items"][0]
    assert "Lesson read" in str(line)


def test_read_with_the_situations_left_out_it_says_so_and_no_more(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    asked = checks(world)
    world.phone(person).send("lesson", {"lesson_id": LESSON, "version": asked["version"], "answers": []})
    (told,) = page(clinician, person)
    assert (told["untried"], told["checks"]) == (len(asked["checks"]), [])


def test_read_again_it_is_told_once_as_it_was_last(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    first = checks(world)["checks"][0]
    wrong = next(one.value for one in first.options if one.value != first.answer)
    for answer in (wrong, first.answer):
        phone.send("lesson", {"lesson_id": LESSON, "version": 1, "answers": [{"check_id": first.id, "answer": answer}]})
        world.clock.now += timedelta(minutes=5)
    phone.send("lesson", {"lesson_id": "lesson.urges", "version": 1})
    told = page(clinician, person)
    assert [one["lesson_id"] for one in told] == ["lesson.urges", LESSON]
    assert told[1]["checks"][0]["missed"] is False
    # Version 1 was read, and there is a newer one.
    assert told[1]["older"] is (checks(world)["version"] > 1)


def test_a_lesson_that_is_here_no_more_is_still_told(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    body = {"lesson_id": "law.gone", "version": 3, "answers": [{"check_id": "one", "answer": "could"}]}
    assert world.phone(person).send("lesson", body)["status"] == "stored"
    told = page(clinician, person)[0]
    assert (told["title"], told["version"]) == (None, 3)
    assert told["checks"] == [{"id": "one", "situation": None, "answered": "could", "fits": None, "missed": False}]


def test_words_have_no_place_in_it_and_another_clinician_has_none_to_see(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    for bad in (
        {"lesson_id": "What is this?", "version": 1},
        {"lesson_id": LESSON, "version": 0},
        {"lesson_id": LESSON, "version": 1, "text": "Jane"},
        {"lesson_id": LESSON, "version": 1, "answers": [{"check_id": "a", "answer": "I think so"}]},
    ):
        assert phone.send("lesson", bad)["status"] == "quarantined", bad
    assert page(clinician, person) == []
    assert world.clinician().client.get(f"/api/participants/{person}/lessons").status_code == 404
