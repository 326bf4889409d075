"""The built web app as the server hands it out: how long it is kept, how it is packed, and what is not handed out."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from api.edge import HEADERS
from tests.world import World

SCRIPT = b"export const words = 'the same words again and again';" * 40
PAGE = b"<!doctype html><title>Foothold</title>" + b" " * 400


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    """A built app of a few files, with a secret beside it that must stay there."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("not for anybody")
    (dist / "icon-192.png").write_bytes(b"\x89PNG")
    (dist / "icon.svg").write_bytes(b"<svg/>")
    for name, body in {"assets/index-a1.js": SCRIPT, "index.html": PAGE, "sw.js": SCRIPT}.items():
        (dist / name).write_bytes(body)
        (dist / f"{name}.gz").write_bytes(gzip.compress(body, mtime=0))
    return {"web_dir": dist}


def fetched(world: World, path: str, accepted: str = "gzip, deflate, br") -> Response:
    """What a browser with this Accept-Encoding gets; the client unpacks the body as a browser does."""
    answer: Any = world.anonymous().http.get(path, headers={"Accept-Encoding": accepted})
    return answer  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "body", "kind", "kept"),
    [
        ("/assets/index-a1.js", SCRIPT, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/sw.js", SCRIPT, "text/javascript; charset=utf-8", "no-cache"),
        ("/index.html", PAGE, "text/html; charset=utf-8", "no-cache"),
        ("/", PAGE, "text/html; charset=utf-8", "no-cache"),
        ("/plan", PAGE, "text/html; charset=utf-8", "no-cache"),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_text_is_sent_packed_to_a_browser_that_takes_it(
    world: World, path: str, body: bytes, kind: str, kept: str, packed: bool
) -> None:
    answer: Any = fetched(world, path, "gzip" if packed else "identity")
    assert answer.status_code == 200
    assert answer.content == body
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == kept
    assert (int(answer.headers["content-length"]) < len(body)) is packed
    for name in HEADERS:
        assert name.lower() in answer.headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip;q=0", False),
        ("gzip; q=0.000, identity", False),
        ("*", True),
        ("*;q=0", False),
        ("br", False),
        ("", False),
        ("GZIP;q=0.5", True),
        ("gzip;q=0, *", False),
    ],
)
def test_a_browser_that_refuses_gzip_gets_the_file_as_it_is(world: World, accepted: str, packed: bool) -> None:
    answer: Any = fetched(world, "/sw.js", accepted)
    assert answer.content == SCRIPT
    assert ("content-encoding" in answer.headers) is packed


def test_a_file_that_a_newer_release_changed_is_sent_as_it_is_now(world: World, settings: dict[str, Any]) -> None:
    assert fetched(world, "/sw.js").content == SCRIPT  # type: ignore[attr-defined]  # a client's answer
    for name, body in {"sw.js": PAGE, "sw.js.gz": gzip.compress(PAGE, mtime=0)}.items():
        (settings["web_dir"] / name).write_bytes(body)
    for accepted in ("gzip", "identity"):
        assert fetched(world, "/sw.js", accepted).content == PAGE  # type: ignore[attr-defined]  # a client's answer


def test_a_picture_goes_as_it_is(world: World) -> None:
    for path, kind in (("/icon-192.png", "image/png"), ("/icon.svg", "image/svg+xml")):
        answer: Any = fetched(world, path)
        assert answer.headers["content-type"] == kind
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-gone.js",
        "/nothing.txt",
        "/api/nothing",
        "/content/nothing.json",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/%2fetc%2fhosts.txt",
    ],
)
def test_what_is_not_of_the_app_is_not_found(world: World, path: str) -> None:
    answer: Any = fetched(world, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert b"not for anybody" not in answer.content


def test_an_answer_of_the_api_is_never_packed(world: World) -> None:
    answer: Any = world.clinician().client.http.get("/api/caseload", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
