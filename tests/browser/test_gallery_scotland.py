"""The screens of somebody whose law is Scotland's, looked at like all others: order, situations, Can I ...?, lessons, who can see."""

import pytest

from tests.browser.driving import go, sees, unlocked
from tests.browser.gallery import Gallery
from tests.browser.pocket import Pocket
from tests.browser.test_orders import Court
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHO = {"who": "other_person"}


@pytest.fixture
def database_kind() -> str:
    """The phone does not know which database there is: one is enough."""
    return "sqlite"


def test_a_phone_in_scotland(phone: Pocket) -> None:
    put = phone.clinician.client.put(
        f"/api/participants/{phone.participant_id}/learning", {"language": "en", "jurisdiction": "scotland"}
    )
    assert put.status_code == 200, put.text
    court = Court(phone)
    court.order(
        [{"library_id": "no-contact", "blanks": WHO}, {"library_id": "keep-in-touch"}, {"library_id": "tell-new-partner"}],
        kind_id="sc.nho.criminal",
    )  # fmt: skip
    page = phone.begin()
    page.reload()
    unlocked(page, PIN)
    gallery = Gallery(page, "scotland")
    order = court.page()["orders"][0]["id"]
    for name, path, says in (
        ("order", "/order", "Non-harassment order"),
        ("situations", f"/order/check/{order}", "Your clinician sees your answers."),
        ("situation", f"/order/check/{order}?page=1", "He answers with a thumbs up."),
        ("can-i", "/order/can-i", "What do you want to know?"),
        ("can-i-answer", "/order/can-i/moving-house", "Ask your justice social worker before you move."),
        ("learn", "/learn", "What the law counts as stalking"),
        ("lesson", "/learn/law.scotland.what-counts", "step 1 of"),
        ("skills", "/learn/skills", "Put the phone away"),
        ("situation-alone", "/learn/situations?topic=reply&page=1", "He answers with a thumbs up."),
        ("who", "/more/who", "Justice social work gets your session dates and whether you came."),
        ("right-now", "/now", "NHS 24, 111"),
        ("helplines", "/now/helplines", "Help where you live"),
    ):
        go(page, path)
        sees(page, says)
        assert "robation" not in page.locator("main").inner_text(), path
        gallery.show(name)
    gallery.done()
