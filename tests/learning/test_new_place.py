"""A service adds a place of its own with content files and not a line of code: checked, shown to its phones, and no other law with it."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.act import Service
from api.learning.catalogue import load
from api.learning.lint import lint
from api.learning.pages import strings
from tests.world import World

HERE = Path(__file__).resolve().parent / "testland"
CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 23)
OTHER_LAW = re.compile(
    r"England|Wales|Scotland|Ireland|United Kingdom|\bUK\b|magistrate|Protection from|restraining|non-harassment|probation practitioner",
    re.IGNORECASE,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The content with Testland's files laid over it and its rows added to the two lists."""
    made = tmp_path / "content"
    shutil.copytree(CONTENT, made)
    for name in ("facts", "sources", "packs", "en"):
        shutil.copytree(HERE / name, made / name, dirs_exist_ok=True)
    for name in ("jurisdictions", "order-kinds"):
        rows = (HERE / f"{name}.rows.yaml").read_text(encoding="utf-8")
        path = made / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    kinds = made / "order-kinds.yaml"
    text = kinds.read_text(encoding="utf-8")
    text = text.replace("sources: [sentencing-act-ro,", "sources: [tl-order, sentencing-act-ro,", 1)
    version = re.search(r"^version: (\d+)$", text, re.MULTILINE)
    assert version
    kinds.write_text(text.replace(version[0], f"version: {int(version[1]) + 1}", 1), encoding="utf-8")
    return made


def test_it_passes_the_check_and_mistakes_in_it_are_found(root: Path) -> None:
    assert [str(one) for one in lint(root, TODAY)] == []
    path = root / "en/law/testland/lessons/what-counts.md"
    good = path.read_text(encoding="utf-8")
    for old, new, says in (
        ("{{fact:tl.act.7.max}}", "9 years", "contradicts the table of facts"),
        ("{{fact:tl.act.7.max}}", "{{fact:ew.pha.4a.max}}", "is a fact of england-wales"),
        ("sources: [tl-act-7, tl-order]", "sources: [tl-act-7, tl-order, pha-7]", "does not hold in testland"),
    ):
        path.write_text(good.replace(old, new, 1), encoding="utf-8")
        assert any(says in one.message for one in lint(root, TODAY)), says
    path.write_text(good, encoding="utf-8")


def test_a_phone_there_gets_its_law_alone_and_nobody_else_gets_it(root: Path) -> None:
    made = load(root, demo=True, today=lambda: TODAY)
    file: dict[str, Any] = json.loads(made.learn_json("en", "testland"))
    assert [one["id"] for one in file["lessons"] if one["id"].startswith("law.")] == ["law.testland.what-counts"]
    assert [one["id"] for one in file["scenarios"]] == ["tl.first.answers", "tl.first.lamp"]
    assert [(one["id"], one["short"]) for one in file["answers"]] == [
        ("they-messaged-first", "The quiet order is on you.")
    ]
    assert [one["id"] for one in file["conditions"]] == ["tl-quiet"]
    assert [one["id"] for one in file["orders"]] == ["tl.quiet"]
    assert [one["id"] for one in file["helplines"]] == ["lamp-line"]
    assert "4 years in prison" in json.dumps(file["lessons"]) and "5 days" in json.dumps(file["lessons"])
    # Falls back nowhere: what is not written for Testland is not there, and the lessons for everywhere name nobody's law.
    assert [text for where, text in strings(file, ()) if OTHER_LAW.search(text)] == []
    for place in ("england-wales", "scotland", "northern-ireland"):
        assert b"estland" not in made.learn_json("en", place)


def test_who_enrols_there_agrees_to_its_own_card(root: Path) -> None:
    made = load(root, demo=True, today=lambda: TODAY)
    (point,) = made.points("cy", None, "testland")
    assert point["body"].endswith("ring the Lamp line.") and (point["language"], point["version"]) == ("en", 1)
    assert len(made.points("en", None, "scotland")) > 1


def test_an_order_of_that_place_is_written_and_read_on_a_phone_there(
    root: Path, world: World, service: Service
) -> None:
    service.catalogue = load(root, demo=True, today=lambda: TODAY).joined(service.catalogue._signed)
    clinician, lead = world.clinician(), world.lead()
    person = world.participant(clinician)
    page = f"/api/participants/{person}"
    known = clinician.client.get(f"{page}/learning").json()["jurisdictions"]
    assert {"id": "testland", "name": "Testland"} in known
    put = clinician.client.put(f"{page}/learning", {"language": "en", "jurisdiction": "testland"})
    assert put.status_code == 200, put.text
    library = clinician.client.get("/api/order-library?jurisdiction=testland").json()
    assert [one["id"] for one in library["kinds"]] == ["tl.quiet"]
    assert [one["id"] for one in library["conditions"]] == ["tl-quiet"]
    body = {
        "kind_id": "tl.quiet", "court": None, "made_on": "2026-11-02", "starts_on": "2026-11-02", "source": "sealed_order",
        "source_seen_on": "2026-11-20", "no_name": True,
        "conditions": [{"library_id": "tl-quiet", "blanks": {"who": "other_person"}}],
    }  # fmt: skip
    # A condition of another place's orders is not in this one's list.
    wrong = body | {"conditions": [{"library_id": "no-contact", "blanks": {"who": "other_person"}}]}
    assert clinician.client.post(f"{page}/orders", wrong).status_code == 409
    made = clinician.client.post(f"{page}/orders", body)
    assert made.status_code == 201, made.text
    assert (
        lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True, "revision": 1}).status_code == 204
    )
    bundle = world.phone(person).client.get("/api/me/bundle").json()
    (order,) = bundle["orders"]
    assert order["kind"]["name"] == "Quiet order" and order["notify"] is None
    (term,) = order["conditions"]
    assert term["exact"] == "Not to speak, write or wave to [the other person]."
    assert term["teach_back"] == ["tl.first.answers"]
    assert bundle["learning"] == {"language": "en", "jurisdiction": "testland"}
