"""Lessons that ask for reflection: opened for one person, never while settling in, gone when closed; and whose law a phone has."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.act import Service
from api.db import table_of
from api.learning.catalogue import load
from api.people.models import Participant, Phase
from tests.world import Person, Phone, World

CONTENT = Path(__file__).resolve().parents[2] / "content"
FILE = "en/law/england-wales/lessons/what-counts.md"


@pytest.fixture
def lesson(tmp_path: Path, service: Service, world: World) -> str:
    """A gated lesson for the working phase; its id."""
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)
    text = (root / FILE).read_text(encoding="utf-8")
    made = text.replace("id: law.england-wales.what-counts", "id: looking-back").replace(
        "phase: any", "phase: working\ngated: true"
    )
    (root / "en/lessons").mkdir(exist_ok=True)
    (root / "en/lessons/looking-back.md").write_text(made, encoding="utf-8")
    service.catalogue = load(root, demo=True, today=lambda: world.clock.now.date())
    return "looking-back"


def move(world: World, person: Any, phase: Phase) -> None:
    with world.act() as at:
        t = table_of(Participant)
        at.session.execute(sa.update(t).where(t.c.id == person).values(phase=phase))


def opened(phone: Phone) -> list[str]:
    return [one["id"] for one in phone.client.get("/api/me/bundle").json()["opened_lessons"]]


def place(staff: Person, person: Any, body: dict[str, Any]) -> Any:
    return staff.client.put(f"/api/participants/{person}/learning", body)


def switch(staff: Person, person: Any, item: str, wanted: bool) -> Any:
    return staff.client.put(f"/api/participants/{person}/opened-items", {"item": item, "open": wanted})


def test_a_gated_lesson_comes_with_the_bundle_once_opened_and_goes_when_closed(
    world: World, service: Service, lesson: str
) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    assert f'"{lesson}"'.encode() not in service.catalogue.learn_json()
    move(world, person, Phase.settling)
    assert switch(clinician, person, lesson, True).status_code == 409
    move(world, person, Phase.working)
    assert switch(clinician, person, lesson, True).status_code < 300
    assert opened(phone) == [lesson]
    assert lesson not in phone.client.get("/api/me/bundle").json()["lessons"]
    # Back in the settling phase it is not shown, though nobody closed it.
    move(world, person, Phase.settling)
    assert opened(phone) == []
    move(world, person, Phase.rehearsing)
    assert opened(phone) == [lesson]
    assert switch(clinician, person, lesson, False).status_code < 300
    assert opened(phone) == []
    other = world.participant(clinician)
    assert opened(world.phone(other)) == []


def test_a_lesson_that_anybody_may_read_cannot_be_opened(world: World, lesson: str) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    assert switch(clinician, person, "law.england-wales.what-counts", True).status_code == 422


def test_lessons_of_a_later_phase_are_not_listed(world: World, lesson: str, service: Service) -> None:
    catalogue = service.catalogue
    working = {
        one.piece.id for one in catalogue.shelf.entries if one.piece.kind == "lesson" and one.piece.phase == "working"
    }
    assert not set(catalogue.lesson_ids("settling")) & working
    assert (
        set(catalogue.lesson_ids("settling"))
        < set(catalogue.lesson_ids("stepping_down"))
        == set(catalogue.lesson_ids())
    )


def test_the_phone_is_told_whose_law_it_has(world: World, service: Service) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    assert phone.client.get("/api/me/bundle").json()["learning"] == {"language": "en", "jurisdiction": "england-wales"}
    shown = place(clinician, person, {"language": "en", "jurisdiction": "scotland"}).json()
    assert shown["jurisdiction"] == "scotland"
    assert {one["id"] for one in shown["jurisdictions"]} >= {"england-wales", "scotland", "northern-ireland"}
    assert "uk" not in {one["id"] for one in shown["jurisdictions"]}
    assert phone.client.get("/api/me/bundle").json()["learning"]["jurisdiction"] == "scotland"
    phone.lock()
    assert phone.client.get("/api/me/device").json()["jurisdiction"] == "scotland", (
        "a locked phone shows its country's lines"
    )
    phone.unlock()
    assert place(clinician, person, {"language": "en", "jurisdiction": "england-wales"}).status_code == 200
    assert place(clinician, person, {"language": "en", "jurisdiction": "wessex"}).status_code == 422
    assert place(clinician, person, {"language": "xx", "jurisdiction": "scotland"}).status_code == 422
    stranger = world.clinician(world.team("Away"))
    assert place(stranger, person, {"language": "en", "jurisdiction": "scotland"}).status_code == 404
