"""The public addresses of content: shapes, ETag, how long each may be kept."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import Response

from api.errors import Problem
from api.learning.catalogue import load
from api.learning.routes import router

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.catalogue = load(CONTENT, demo=True, today=lambda: date(2026, 11, 23))

    def refuse(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return problem.response()

    app.add_exception_handler(Problem, refuse)
    with TestClient(app) as found:
        yield found


def test_the_index_names_both_files_and_is_never_kept_blindly(client: TestClient) -> None:
    answer = client.get("/content/index.json")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    found = answer.json()
    assert set(found) == {"open", "learn", "by_place", "languages"}
    assert found["languages"] == ["en", "cy"]
    assert found["by_place"]["en/england-wales"] == found["learn"] != found["by_place"]["en/scotland"]
    for name in (found["open"], found["learn"], *found["by_place"].values()):
        assert client.get(f"/content/{name}").status_code == 200


def test_open_content_has_its_shape_and_answers_304_to_its_own_tag(client: TestClient) -> None:
    answer = client.get("/content/open.json")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["Content-Type"] == "application/json"
    made = answer.json()
    assert set(made) == {"version", "language", "signed", "crisis", "skills", "breathing", "alternatives", "cy"}
    shape = {"id", "name", "contact", "tel", "sms", "hours", "about"}
    # A line of one place says so.
    assert {frozenset(line) for line in made["crisis"]} == {frozenset(shape), frozenset(shape | {"jurisdiction"})}
    plain = {"id", "title", "short", "steps"}
    assert {frozenset(skill) for skill in made["skills"]} == {frozenset(plain), frozenset(plain | {"caution"})}
    # What may harm somebody is said before the steps, and is never what stands first on the page.
    assert all(skill["steps"][0] == skill["caution"] for skill in made["skills"] if "caution" in skill)
    assert made["skills"][0]["id"] == "slow-breathing" and made["skills"][-1]["id"] == "cool-down"
    assert all(word in made["skills"][-1]["caution"] for word in ("heart", "beta blockers", "eating disorder", "cold"))
    steps = {skill["id"]: skill["steps"] for skill in made["skills"]}
    assert steps["slow-breathing"][0].startswith("Stop if you feel dizzy")
    assert steps["stop"][-1].startswith("Ask what will matter")
    assert len(made["skills"]) >= 5
    assert len(made["alternatives"]) >= 3
    tag = answer.headers["ETag"]
    assert tag == f'"{made["version"]}"'
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get("/content/open.json", headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get("/content/open.json", headers={"If-None-Match": '"other"'}).status_code == 200


def test_lessons_have_their_shape_and_may_be_kept_for_ever(client: TestClient) -> None:
    name = client.get("/content/index.json").json()["learn"]
    answer = client.get(f"/content/{name}")
    assert "immutable" in answer.headers["Cache-Control"]
    made = answer.json()
    assert set(made) == {
        "version", "language", "jurisdiction", "signed", "label", "lessons", "skills", "scenarios", "answers", "conditions",
        "orders", "said", "helplines", "withheld",
    }  # fmt: skip
    lesson = next(one for one in made["lessons"] if one["id"] == "law.england-wales.what-counts")
    assert set(lesson) == {
        "id", "version", "title", "minutes", "jurisdiction", "source_note", "screens", "checks", "takeaway", "sources",
        "read_aloud", "language", "phase",
    }  # fmt: skip
    assert {frozenset(screen) for screen in lesson["screens"]} == {frozenset({"id", "title", "blocks", "say"})}
    kinds = {block["t"] for screen in lesson["screens"] for block in screen["blocks"]}
    assert kinds == {"p", "ul", "note"}
    assert len(gzip.compress(answer.content)) < 100_000


@pytest.mark.parametrize("digest", ["0000000000000000", "x", "..", "%2e%2e"])
def test_another_name_is_not_found(client: TestClient, digest: str) -> None:
    assert client.get(f"/content/learn-{digest}.json").status_code == 404
