"""Why he did not come, from the phone: he chooses whether probation gets the reason, and both read the same words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from api.attendance import release
from tests.attendance.conftest import CONFIRM, answers
from tests.browser.driving import Site, choose, fill, go, heading, page_state, press, sees
from tests.browser.pocket import Pocket, at_desk, pocket
from tests.browser.test_checkins import look
from tests.world import Person, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SENT = "Reason, sent by the person: did not want to."


@pytest.fixture
def probation(world: World, site: Site) -> Person:
    """A practitioner."""
    made = world.probation(first_name="Jo")
    made.client.http.headers["Origin"] = site.url
    return made


@pytest.fixture
def phone(world: World, site: Site, browser: Browser, probation: Person) -> Iterator[Pocket]:
    """An enrolled phone of somebody who did not come this morning, which probation was told of."""
    with pocket(world, site, browser, link=probation) as made:
        client, base = made.clinician.client, f"/api/participants/{made.participant_id}/appointments"
        session = {
            "planned_at": (world.clock.now + timedelta(minutes=1)).isoformat(), "length_minutes": 50, "mode": "phone",
            "basis": "licence",
        }  # fmt: skip
        number = client.post(base, session).json()["id"]
        made.move_clock(minutes=5)
        done = client.put(f"/api/appointments/{number}/outcome", {**answers("no"), "confirm": CONFIRM})
        assert done.status_code == 200, done.text
        made.move_clock(hours=2, minutes=1)
        assert release.release_due(world.service, world.clock.now) == {"released": 1}
        world.sign_in(client, made.clinician.user)
        world.sign_in(probation.client, probation.user)
        yield made


def test_he_sends_the_reason_and_no_word_of_his_own(phone: Pocket, browser: Browser, probation: Person) -> None:
    page = phone.begin()
    go(page, "/about-me")
    press(page, "Say why I missed it")
    choose(page, "reason", "I did not want to")
    fill(page, words="I was ashamed, zqmark")
    press(page, "Send")
    sees(page, "Choose yes or no")
    choose(page, "tell", "Yes, send the reason")
    sees(page, "Probation will read these words:", SENT, "What has gone can't be taken back.")
    sees(page, "For your clinician only. Probation never gets these words.")
    look(page, "why-absent")
    with page.expect_response(lambda one: one.url.endswith("/api/me/entries") and one.ok):
        press(page, "Send")
    page.reload()
    phone.begin()
    go(page, "/about-me")
    sees(page, "You asked us to tell probation why you did not come")
    assert SENT in page_state(page)
    look(page, "about-reason")

    inbox = at_desk(phone, browser, "/attendance", probation)
    sees(inbox, SENT)
    newest = probation.client.get("/api/attendance/alerts").json()["items"][0]
    inbox.goto(f"/attendance?open={newest['id']}")
    sees(inbox, "Version 2")
    look(inbox, "probation-reason")
    assert "zqmark" not in page_state(inbox) and "put right" not in page_state(inbox).lower()
    expect(heading(inbox, "Attendance")).to_be_visible()
