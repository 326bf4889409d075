"""A live service whose content nobody signed, and one whose signatures are past their date: every page of the phone says something true."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.act import Service
from api.learning.catalogue import Catalogue, load
from api.learning.models import Step
from api.learning.published import name_of
from api.learning.signatures import Act, Acts
from tests.browser.driving import go, heading, sees, unlocked
from tests.browser.pocket import Pocket
from tests.browser.test_orders import Court
from tests.world import PIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CONTENT = Path(__file__).resolve().parents[2] / "content"
LESSON = "law.england-wales.what-counts"
AGAIN = "This page is being checked again. Ask your clinician."
PAGES = (
    "/", "/learn", f"/learn/{LESSON}", "/learn/lesson.nights", "/order", "/order/can-i", "/order/can-i/they-messaged-first",
    "/question", "/plan", "/log", "/now", "/now/people", "/now/helplines", "/now/breathing", "/now/exercise/stop", "/more",
)  # fmt: skip


def live(today: date, *, signed: bool) -> Catalogue:
    """The content of a live service on that day, with every piece signed in the app or none."""
    bare = load(CONTENT, demo=False, today=lambda: today)
    acts: Acts = frozenset(
        Act(name_of(one.piece), one.piece.version, bare.digest(one.piece), step)
        for one in bare.shelf.entries
        for step in (Step.checked, Step.lawyer, Step.clinician, Step.service_lead)
        if signed
    )
    return bare.joined(lambda: acts)


def serve(phone: Pocket, service: Service, catalogue: Catalogue) -> None:
    service.catalogue = phone.site.app.state.catalogue = catalogue


def says_something(page: Page, path: str) -> str:
    go(page, path)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".waiting-page")).to_have_count(0)
    said = page.locator("body").inner_text()
    assert len(said.split()) > 8, (path, said)
    assert "undefined" not in said and "[object" not in said, (path, said)
    return said


@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "stale"])
def test_no_page_is_blank_where_content_may_not_be_shown(phone: Pocket, service: Service, signed: bool) -> None:
    Court(phone).order([{"library_id": "no-contact", "blanks": {"who": "other_person"}}])
    serve(phone, service, live(date(2099, 1, 1), signed=signed))
    page = phone.begin()
    said = {path: says_something(page, path) for path in PAGES}
    assert "Two times can be enough" not in str(said), "no word of a lesson is shown"
    assert "Their message does not change it" not in str(said), "no word of an answer is shown"
    for path in ("/now", "/now/people"):
        assert "999" in said[path] and "111, then option 2" in said[path] and "Samaritans, 116 123" in said[path]
    assert "when you have signal" not in said["/now/helplines"], "there is signal"
    if signed:
        assert AGAIN in said["/learn"] and AGAIN in said[f"/learn/{LESSON}"] and AGAIN in said["/order/can-i"]
        assert "What the law counts as stalking" in said[f"/learn/{LESSON}"]
    else:
        assert AGAIN not in said["/learn"] and "ask your clinician" in said["/learn"].lower()
        assert "This lesson is not on this phone" in said[f"/learn/{LESSON}"]
    # The words of the order were written for him and checked: they stay.
    assert re.search("contact", said["/order"], re.IGNORECASE)


def test_one_lesson_past_its_date_stands_in_the_list_and_says_so(phone: Pocket, service: Service) -> None:
    page = phone.begin()
    go(page, "/learn")
    expect(page.locator(f"main a[href='/learn/{LESSON}']")).to_be_visible()
    one = live(date(2026, 11, 23), signed=True)
    entry = one.entry(f"en/{LESSON}")
    assert entry is not None
    passed = replace(entry, piece=entry.piece.model_copy(update={"review_by": date(2026, 11, 1)}))
    entries = tuple(passed if each is entry else each for each in one.shelf.entries)
    serve(phone, service, one.holding(replace(one.shelf, entries=entries)))
    assert LESSON not in [each["id"] for each in json.loads(service.catalogue.learn_json())["lessons"]]
    page.reload()
    unlocked(page, PIN)
    go(page, "/learn")
    sees(page, AGAIN)
    page.locator(f"main a[href='/learn/{LESSON}']").click()
    expect(heading(page, "What the law counts as stalking")).to_be_visible()
    sees(page, AGAIN)
    page.get_by_role("link", name="All lessons").click()
    expect(page.locator("main a[href='/learn/lesson.nights']")).to_be_visible()
