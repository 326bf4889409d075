"""Signing off over HTTP: two different people, for the very words that were read; a live service then shows the piece."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from api.act import Service
from api.audit import AuditEntry
from api.db import table_of
from api.learning.catalogue import load
from api.learning.models import ContentSignOff, ContentVersion, Step
from api.learning.sign_off import word_runs
from api.learning.signatures import Act, Signatures
from tests.world import Person, World

CONTENT = Path(__file__).resolve().parents[2] / "content"
LESSON = "en/law.england-wales.what-counts"
FILE = "en/law/england-wales/lessons/what-counts.md"

Live = Callable[[], Any]


@pytest.fixture
def live(tmp_path: Path, service: Service, world: World) -> Live:
    """Makes the service a live one on a copy of the content; each call reads the copy again, as a start does."""
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)

    def start() -> Any:
        found = load(root, demo=False, today=lambda: world.clock.now.date())
        service.catalogue = found.joined(Signatures(service.database))
        return service.catalogue

    start.root = root  # type: ignore[attr-defined]
    start()
    return start


def read(person: Person, name: str = LESSON) -> dict[str, Any]:
    answer = person.client.get(f"/api/content/{name}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def words(person: Person, name: str = LESSON) -> dict[str, Any]:
    found = read(person, name)
    return {"version": found["version"], "digest": found["digest"]}


def sign(person: Person, role: str, name: str, piece: str = LESSON) -> Any:
    return person.client.post(f"/api/content/{piece}/sign", words(person, piece) | {"role": role, "name": name})


def lessons(catalogue: Any) -> list[str]:
    return [one["id"] for one in json.loads(catalogue.learn_json())["lessons"]]


def test_a_piece_is_live_once_another_person_has_entered_every_signature(
    world: World, live: Live, service: Service
) -> None:
    clinician, lead = world.clinician(), world.lead()
    assert lessons(service.catalogue) == []
    refused = sign(lead, "lawyer", "Ada Advocate")
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "not-checked")
    checked = clinician.client.post(f"/api/content/{LESSON}/check", words(clinician))
    assert (checked.status_code, checked.json()["state"], checked.json()["missing"]) == (
        200, "checked", ["lawyer", "clinician"],
    )  # fmt: skip
    half = sign(lead, "lawyer", "Ada Advocate")
    assert (half.status_code, half.json()["live"]) == (200, False)
    assert lessons(service.catalogue) == []
    whole = sign(lead, "clinician", "Cleo Clinic")
    assert (whole.json()["state"], whole.json()["live"], whole.json()["missing"]) == ("signed", True, [])
    assert lessons(service.catalogue) == [LESSON.partition("/")[2]]
    assert [(one["step"], one["name"]) for one in whole.json()["steps"]] == [
        ("checked", None), ("lawyer", "Ada Advocate"), ("clinician", "Cleo Clinic"),
    ]  # fmt: skip
    trail = table_of(AuditEntry)
    with world.act() as at:
        rows = at.session.execute(
            sa.select(trail.c.action, trail.c.actor_id)
            .where(trail.c.resource == f"content:{LESSON}")
            .order_by(trail.c.seq)
        ).all()
        sealed = at.session.execute(sa.select(table_of(ContentSignOff).c.name)).scalars().all()
    done = [row for row in rows if row.action != "content_library"]
    assert [tuple(row) for row in done] == [
        ("content_check", clinician.id), ("content_sign_off", lead.id), ("content_sign_off", lead.id),
    ]  # fmt: skip
    assert not any(b"Ada" in name for name in sealed if name)


@pytest.mark.parametrize("typed", [None, "upper"])
def test_the_one_who_checked_may_not_sign(world: World, live: Live, typed: str | None) -> None:
    lead, other = world.lead(), world.lead()
    assert lead.client.post(f"/api/content/{LESSON}/check", words(lead)).status_code == 200
    if typed is None:
        refused = sign(lead, "lawyer", "Ada Advocate")
    else:
        # Nor may somebody else enter the checker's own name.
        refused = sign(other, "lawyer", f"  {lead.user.first_name}  {lead.user.last_name} ".upper())
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "same-person")


def test_what_cannot_be_is_refused_in_words(world: World, live: Live) -> None:
    clinician, lead = world.clinician(), world.lead()
    given = words(clinician)
    path = f"/api/content/{LESSON}"

    def slug(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]

    assert slug(clinician.client.post(f"{path}/check", given | {"digest": "0" * 64})) == (409, "other-words")
    assert slug(clinician.client.post(f"{path}/check", given | {"version": 1})) == (409, "other-words")
    assert clinician.client.post(f"{path}/check", given | {"digest": "no"}).status_code == 422
    assert clinician.client.post(f"{path}/check", given).status_code == 200
    assert slug(lead.client.post(f"{path}/check", given)) == (409, "step-done")
    assert slug(sign(lead, "service lead", "Sam Service")) == (409, "signature-not-needed")
    assert sign(lead, "judge", "Jo").status_code == 422
    assert sign(lead, "lawyer", "Ada Advocate").status_code == 200
    assert slug(sign(lead, "lawyer", "Bea Barrister")) == (409, "step-done")
    assert clinician.client.post(f"{path}/sign", given | {"role": "lawyer", "name": "Ada A"}).status_code == 404
    assert clinician.client.post(f"{path}/retire", given).status_code == 404
    assert lead.client.get("/api/content/en/no-such-piece").status_code == 404
    world.clock.set(world.clock.now.replace(year=2099))
    late = world.lead()
    assert slug(sign(late, "clinician", "Cleo Clinic")) == (409, "past-review")


def test_other_words_start_again_and_show_what_changed(world: World, live: Live, service: Service) -> None:
    clinician, lead = world.clinician(), world.lead()
    clinician.client.post(f"/api/content/{LESSON}/check", words(clinician))
    sign(lead, "lawyer", "Ada Advocate")
    sign(lead, "clinician", "Cleo Clinic")
    assert lessons(service.catalogue) != []
    path = live.root / FILE  # type: ignore[attr-defined]
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("version: 3", "version: 4").replace("Two times can be enough.", "Twice can be enough."),
        encoding="utf-8",
    )
    live()
    assert lessons(service.catalogue) == []
    found = read(lead)
    assert (found["version"], found["state"], found["steps"]) == (4, "new", [])
    (page,) = found["changes"]["pages"]
    assert found["changes"]["version"] == 3
    assert page["name"] == "more-than-once"
    assert [run for run in page["runs"] if run["t"] != "same"] == [
        {"t": "gone", "v": "Two times"}, {"t": "new", "v": "Twice"},
    ]  # fmt: skip
    # The bytes of what was signed are kept as they were.
    with world.act() as at:
        v = table_of(ContentVersion)
        kept = at.session.execute(
            sa.select(v.c.version, v.c.pages).where(v.c.piece == LESSON).order_by(v.c.version)
        ).all()
    assert [row.version for row in kept] == [3, 4]
    assert "Two times can be enough." in kept[0].pages


def test_other_words_under_the_same_version_are_not_signed_either(world: World, live: Live, service: Service) -> None:
    clinician, lead = world.clinician(), world.lead()
    clinician.client.post(f"/api/content/{LESSON}/check", words(clinician))
    sign(lead, "lawyer", "Ada Advocate")
    sign(lead, "clinician", "Cleo Clinic")
    path = live.root / FILE  # type: ignore[attr-defined]
    path.write_text(
        path.read_text(encoding="utf-8").replace("Two times can be enough.", "Once is enough."), encoding="utf-8"
    )
    live()
    assert lessons(service.catalogue) == []


def test_a_signed_page_past_its_date_leaves_a_safe_word_and_no_blank(
    world: World, live: Live, service: Service
) -> None:
    clinician, lead = world.clinician(), world.lead()
    clinician.client.post(f"/api/content/{LESSON}/check", words(clinician))
    sign(lead, "lawyer", "Ada Advocate")
    sign(lead, "clinician", "Cleo Clinic")
    world.clock.set(world.clock.now.replace(year=2028))
    made = json.loads(service.catalogue.learn_json())
    assert (made["lessons"], made["label"]) == ([], "Ask your clinician about this.")
    assert made["withheld"] == [
        {
            "kind": "lesson",
            "id": LESSON.partition("/")[2],
            "title": "What the law counts as stalking",
            "say": "This page is being checked again. Ask your clinician.",
        }
    ]


def test_retired_in_the_app_it_is_gone_in_a_demonstration_too(world: World, live: Live, service: Service) -> None:
    lead = world.lead()
    assert lead.client.post("/api/content/en/stop/retire", words(lead, "en/stop")).json()["state"] == "retired"
    demo = load(CONTENT, demo=True, today=lambda: date(2026, 11, 23)).joined(Signatures(service.database))
    assert "stop" not in [one["id"] for one in json.loads(demo.open_json())["skills"]]
    assert json.loads(demo.learn_json())["signed"] is False


def test_a_second_process_sees_a_signature_without_a_restart(world: World, live: Live, service: Service) -> None:
    other = Signatures(service.database)
    assert other() == frozenset()
    clinician = world.clinician()
    clinician.client.post(f"/api/content/{LESSON}/check", words(clinician))
    other.forget()  # What five seconds do.
    assert {(one.piece, one.step) for one in other()} == {(LESSON, Step.checked)}


def test_a_database_that_cannot_be_read_keeps_what_was_known(service: Service, live: Live) -> None:
    found = Signatures(service.database)
    assert found() == frozenset()
    found._known = frozenset({Act("en/x", 1, "0" * 64, Step.checked)})
    found._engine = sa.create_engine("sqlite:////nowhere/at/all.db")
    found.forget()
    assert len(found()) == 1


def test_the_list_says_how_each_piece_stands(world: World, live: Live) -> None:
    clinician, auditor = world.clinician(), world.auditor()
    rows = clinician.client.get("/api/content").json()
    assert rows["demo"] is False
    by_id = {row["id"]: row for row in rows["pieces"]}
    assert by_id["stop"]["missing"] == ["clinician"]
    assert by_id["order-kinds"]["state"] == "new"
    assert len(by_id) >= 14
    assert auditor.client.get("/api/content").status_code == 200
    assert auditor.client.get(f"/api/content/{LESSON}").status_code == 404
    assert world.probation().client.get("/api/content").status_code == 403


def test_a_preview_says_what_to_look_at(world: World, live: Live) -> None:
    found = read(world.clinician())
    assert found["shown_as"]["lesson"]["screens"][0]["title"] == "More than one time"
    said = " ".join(found["look_at"])
    assert "Longest sentence for stalking with fear of violence" in said
    assert "Nobody has read a source for this yet" in said
    assert found["changes"] is None


@given(
    st.lists(st.sampled_from(["a", "b", "cc", "d."]), max_size=12),
    st.lists(st.sampled_from(["a", "b", "cc", "d."]), max_size=12),
)
def test_the_runs_make_up_both_texts(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    runs = word_runs(before, after)
    assert "".join(run["v"] for run in runs if run["t"] != "gone") == after
    # Spaces between words that stayed may be those of either text; here all are one space.
    assert "".join(run["v"] for run in runs if run["t"] != "new") == before
