"""What the browser tests share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.demo import Demo
from tests.browser.driving import Site, free_port
from tests.browser.fixtures import browser, built, playwright, site
from tests.browser.pocket import Pocket, pocket
from tests.world import World

__all__ = ["browser", "built", "playwright", "site"]


@pytest.fixture(scope="session")
def demo(built: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Demo]:
    """The demonstration, served by a process of its own."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if worker_id != "master" else base) / "demonstration"
    made = Demo(shared, base / "demo", built)
    yield made
    made.close()


@pytest.fixture
def database_kind() -> str:
    """The screens do not know which database there is: one is enough. The stories and the campaign are on the other too."""
    return "sqlite"


@pytest.fixture
def phone(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    """An enrolled phone."""
    with pocket(world, site, browser) as made:
        yield made


@pytest.fixture
def settings() -> dict[str, Any]:
    """A real address on this machine."""
    return {"public_url": f"http://localhost:{free_port()}"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The campaign's figures, also where another process ran it."""
    found = [
        one for reports in terminalreporter.stats.values() for one in reports if getattr(one, "when", "") == "call"
    ]
    for name, value in [one for report in found for one in report.user_properties]:
        if name == "campaign":
            terminalreporter.write_line(f"campaign on {value}")
