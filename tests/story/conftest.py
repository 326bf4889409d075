"""The story's server, its people, and the two places outside that messages go to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests.attendance.conftest import Mailbox, mail_server, mailbox, receiver
from tests.browser.driving import Site, free_port
from tests.browser.fixtures import browser, built, playwright, site
from tests.story.cast import Stage
from tests.world import World

__all__ = ["browser", "built", "mail_server", "mailbox", "playwright", "receiver", "site"]


@pytest.fixture
def settings(mail_server: tuple[Mailbox, int]) -> dict[str, Any]:
    """A real address on this machine, and mail to the test's own server."""
    return {
        "public_url": f"http://localhost:{free_port()}",
        "smtp_url": f"smtp://127.0.0.1:{mail_server[1]}",
        "mail_from": "foothold@example.test",
    }


@pytest.fixture
def stage(world: World, site: Site, browser: Browser, playwright: Playwright, tmp_path: Path) -> Iterator[Stage]:
    """Everybody at their screens."""
    made = Stage(world, site, browser, playwright, tmp_path)
    yield made
    made.close()
