"""Fixtures of the browser tests, for the conftest files that want them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.driving import Site, launched

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("web/src", "web/public", "web/index.html", "web/vite.config.ts", "web/package-lock.json")


@pytest.fixture(scope="session")
def built() -> Path:
    """The built web app, which must be of these sources. FOOTHOLD_WEB_DIR names another build, taken as it is."""
    if "FOOTHOLD_WEB_DIR" in os.environ:
        return Path(os.environ["FOOTHOLD_WEB_DIR"])
    index = ROOT / "web" / "dist" / "index.html"
    if not index.is_file():
        pytest.fail("the web app is not built: run `make web/dist/index.html` first", pytrace=False)
    newest = max(
        path.stat().st_mtime
        for name in SOURCES
        for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))
        if path.is_file()
    )
    if index.stat().st_mtime < newest:
        pytest.fail("web/dist is older than web/src: run `make web/dist/index.html` first", pytrace=False)
    return index.parent


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver. It holds the main thread's event loop while it lives, so it goes with its module."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser for everybody who does not need a folder of their own."""
    made = launched(playwright)
    yield made
    made.close()


@pytest.fixture
def site(app: FastAPI, settings: dict[str, Any], built: Path) -> Iterator[Site]:
    """The app, answering at the address that the settings name."""
    made = Site(app, int(settings["public_url"].rsplit(":", 1)[1]))
    made.start()
    yield made
    made.stop()
