"""Entries of every kind, made with no signal over three days, against a network that lies: all arrive, once, and no screen says otherwise.

FOOTHOLD_CAMPAIGN=200 makes it as long as `make fault` does, and on both databases; without it, it is short and on Postgres, where
two can write at a time. The short one is the same each time, since it decides whether a change may go in; the long one is another
each time. FOOTHOLD_CAMPAIGN_SEED plays one again that failed, or another short one.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import randbelow
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Playwright

from api.journal.kinds import MODELS
from tests.browser.campaign import Campaign, Network
from tests.browser.flows import FLOWS
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOT_WRITTEN: dict[str, str] = {}
"""Kinds that the server takes and this phone does not write, and why."""

SEED = 451106


@pytest.fixture(params=["sqlite", "postgresql"] if "FOOTHOLD_CAMPAIGN" in os.environ else ["postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database this run is on."""
    return str(request.param)


@pytest.fixture
def network(app: FastAPI, settings: dict[str, Any], built: Path) -> Iterator[Network]:
    """The app behind a proxy."""
    made = Network(app, int(settings["public_url"].rsplit(":", 1)[1]))
    made.start()
    yield made
    made.stop()


def test_every_kind_of_entry_arrives_once_through_a_network_that_lies(
    world: World, network: Network, browser: Browser, playwright: Playwright, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None], database_kind: str,
) -> None:  # fmt: skip
    written = {kind for flow in FLOWS for kind in flow.kinds}
    assert written | set(NOT_WRITTEN) == {str(kind) for kind in MODELS}, "a kind that nobody writes here"
    monkeypatch.setattr(Locator, "click", Locator.tap)  # Everything is pressed by touch.
    long = "FOOTHOLD_CAMPAIGN" in os.environ
    total = int(os.environ["FOOTHOLD_CAMPAIGN"]) if long else 45
    seed = int(os.environ.get("FOOTHOLD_CAMPAIGN_SEED") or (randbelow(10**6) if long else SEED))
    campaign = Campaign(world, network, browser, playwright, tmp_path / "phone", total, seed)
    try:
        campaign.run()
        campaign.verify()
    except BaseException as fault:
        fault.add_note(f"seed {seed}, after {len(campaign.made)} entries: {dict(campaign.figures)}")
        raise
    finally:
        record_property("campaign", f"{database_kind}, seed {seed}: {dict(campaign.figures)}")
        campaign.close()
