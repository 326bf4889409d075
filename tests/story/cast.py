"""The people of the story, at their own screens: a phone of 360 pixels, and laptops of 1280."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
from playwright.sync_api import Browser, Page, Playwright, expect

from api import jobs
from tests.browser.driving import (
    LAPTOP,
    PLACE,
    Handset,
    Site,
    choose,
    fill,
    heading,
    pick,
    prepare,
    press,
    remember_asked,
    sees,
    type_pin,
    unlocked,
)
from tests.world import PIN, Person, TestClock, World

NAME, SURNAME, BORN, REFERENCE = "Daniel", "Reeve", "2 July 1988", "K70 5521"
SUITABLE = {
    "agreed": "Yes",
    "internet_device_allowed": "Yes",
    "inspection": "Yes",
    "no_deletion": "No",
    "no_auto_deletion_software": "No",
    "reading_support": "No",
    "excluded_motivation": "No",
    "digital_skill": "Somewhat",
}


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026; London keeps to UTC in winter."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class Desk:
    """A member of staff at a laptop, with the real sign-in."""

    def __init__(self, browser: Browser, site: Site, clock: TestClock, person: Person) -> None:
        self.site, self.clock, self.person = site, clock, person
        self.context = browser.new_context(viewport=LAPTOP, **PLACE)
        prepare(self.context)
        self.asked: set[tuple[str, str]] = set()
        remember_asked(self.context, self.asked)
        self.page: Page = self.context.new_page()

    def at(self, path: str) -> Page:
        """Open a page. Fifteen quiet minutes sign staff out, so a later hour begins with signing in."""
        self.context.clock.set_fixed_time(self.clock.now)
        self.page.goto(self.site.url + path)
        signing_in = heading(self.page, "Sign in")
        expect(signing_in.or_(self.page.locator(".staff-sheet h1"))).to_be_visible()
        if signing_in.is_visible():
            self.sign_in()
        return self.page

    def sign_in(self) -> None:
        """Password, then the six digits of this half minute."""
        fill(self.page, email=self.person.user.email, password=self.person.password)
        press(self.page, "Go on")
        expect(heading(self.page, "Your second step")).to_be_visible()
        fill(self.page, code=pyotp.TOTP(self.person.totp_secret).at(self.clock.now))
        press(self.page, "Sign in")
        expect(self.page.locator(".staff-sheet h1")).to_be_visible()


class Stage:
    """Everybody, the server between them, and the clock."""

    def __init__(self, world: World, site: Site, browser: Browser, playwright: Playwright, folder: Path) -> None:
        self.world, self.clock, self.site, self.browser = world, world.clock, site, browser
        self.playwright, self.folder = playwright, folder
        self.maya = self.desk(world.clinician(first_name="Maya"))
        self.lead = self.desk(world.lead(first_name="Ann"))
        self.jo = self.desk(world.probation(first_name="Jo"))
        self.auditor = self.desk(world.auditor())
        self.phones: list[Handset] = []
        self.participant_id = ""
        self.appointment_id = ""

    def desk(self, person: Person) -> Desk:
        """A laptop of somebody."""
        return Desk(self.browser, self.site, self.clock, person)

    def handset(self, name: str) -> Handset:
        """A new phone."""
        made = Handset(self.playwright, self.folder / name, self.site.url, self.clock.now)
        self.phones.append(made)
        return made

    def close(self) -> None:
        """Everybody goes home."""
        for phone in self.phones:
            phone.close()
        for desk in (self.maya, self.lead, self.jo, self.auditor):
            desk.context.close()

    # What people do ---------------------------------------------------------------------------------------------------

    def take_on(self) -> None:
        """The clinician creates the participant with the suitability sheet; a lead proposes the link, probation accepts."""
        page = self.maya.at("/participants/new")
        fill(page, first_name=NAME, last_name=SURNAME, date_of_birth=BORN, case_reference=REFERENCE)
        pick(page, basis="Licence", cadence="Daily card", tier="2 working days")
        for question, answer in SUITABLE.items():
            choose(page, f"suitability.{question}", answer)
        press(page, "Add this person")
        expect(heading(page, f"{NAME} {SURNAME}")).to_be_visible()
        found = re.search(r"/participants/([0-9a-f-]{36})/phone", page.url)
        assert found, page.url
        self.participant_id = found[1]

    def link(self) -> None:
        """A lead proposes the link; probation accepts it by typing what its own system says."""
        page = self.lead.at(f"/participants/{self.participant_id}/access")
        page.locator("#probation_user_id").select_option(value=str(self.jo.person.id))
        pick(page, legal_basis="Licence")
        press(page, "Propose it")
        sees(page, "Nothing is sent until they accept it")
        page = self.jo.at("/attendance/links")
        sees(page, "Legal basis: licence.")
        assert REFERENCE not in page.content() and NAME not in page.content()
        form = page.locator("form.link-form")
        form.get_by_label("Case reference").fill(REFERENCE)
        form.get_by_label("Date of birth").fill(BORN)
        press(page, "Accept the link")
        sees(page, "Accepted. Their attendance shows under By person.")

    def book(self, day: str = "2026-11-26", time: str = "14:00") -> None:
        """Thursday's appointment, and probation says that it is enforceable."""
        page = self.maya.at(f"/participants/{self.participant_id}/appointments?new=1")
        fill(page, day=day, time=time)
        pick(page, mode="Phone", basis="Licence")
        press(page, "Make the appointment")
        link = page.locator("td a.strong").first
        expect(link).to_be_visible()
        self.appointment_id = str(link.get_attribute("href")).rsplit("/", 1)[1]
        page = self.jo.at(f"/attendance/people/{self.participant_id}")
        page.locator(".tick-line label").click()
        expect(page.locator(".tick-line input")).to_be_checked()

    def enrol(self, phone: Handset) -> None:
        """The code on her screen, typed on his phone; each point read and confirmed; the PIN twice."""
        desk = self.maya.at(f"/participants/{self.participant_id}/phone")
        press(desk, "Make a code")
        code = desk.locator(".typed-code").inner_text()
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code), code
        page = phone.page
        page.goto(f"{self.site.url}/enrol")
        fill(page, code=code.lower())
        press(page, "Next")
        expect(heading(page, f"Hello {NAME}. Is that you?")).to_be_visible()
        press(page, "Yes, that's me")
        expect(page.get_by_text("Set up, step 1 of")).to_be_visible()
        steps = int(str(page.get_by_text("Set up, step 1 of").inner_text()).split()[-1])
        for n in range(1, steps + 1):
            expect(page.get_by_text(f"Set up, step {n} of {steps}")).to_be_visible()
            press(page, "I have read this")
        expect(heading(page, "Choose a PIN")).to_be_visible()
        type_pin(page, PIN)
        expect(heading(page, "Enter it once more")).to_be_visible()
        type_pin(page, PIN)
        expect(heading(page, "This phone is ready")).to_be_visible()
        press(page, "Go to Today")
        expect(heading(page, "Today")).to_be_visible()

    def installed(self, phone: Handset) -> None:
        """The service worker is there, with all that the app needs when nothing answers."""
        ready = phone.page.evaluate(
            """async () => {
              const found = await navigator.serviceWorker.ready;
              const kept = await caches.keys();
              return found.active !== null && kept.some((name) => name.includes('precache'));
            }"""
        )
        assert ready

    def record_absence(self) -> None:
        """She records "did not come", on a page that shows neither date of birth nor case reference."""
        page = self.maya.at(f"/appointments/{self.appointment_id}")
        choose(page, "came", "No, did not come")
        choose(page, "told_before", "No word")
        choose(page, "us", "No, we were there")
        sees(page, "Check it is the right person", "Did not come. No word before.")
        shown = page.content()
        assert not any(words in shown for words in ("5521", "1988", "2 July", "02/07", "02 07"))
        fill(page, case_reference_last4="5521", date_of_birth=BORN)
        press(page, "Record “did not come”")
        sees(page, "Recorded. It goes to probation")

    def correct(self) -> None:
        """She records what really was: he came, and the session happened."""
        page = self.maya.at(f"/appointments/{self.appointment_id}")
        press(page, "Correct this record")
        choose(page, "came", "Yes")
        choose(page, "happened", "Yes")
        press(page, "Record the correction")
        sees(page, "Replaced by version 2")

    def open_phone(self, phone: Handset, path: str = "/") -> Page:
        """He takes the phone out and unlocks it; what is new comes."""
        phone.set_clock(self.clock.now)
        with phone.page.expect_response(lambda r: r.url.endswith("/api/me/bundle")):
            phone.page.goto(self.site.url + path)
            unlocked(phone.page, PIN)
        return phone.page

    # What goes on behind ----------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """The jobs that are due, twice: what the first leaves to send, the second sends."""
        for _ in range(2):
            jobs.tick(self.world.service)
            self.clock.advance(seconds=15)

    def api(self, desk: Desk, path: str) -> Any:
        """What the server tells somebody's own page."""
        answer = desk.page.evaluate(
            "async path => { const r = await fetch(path); return [r.status, await r.text()]; }", path
        )
        assert answer[0] == 200, answer
        return json.loads(answer[1])

    @property
    def subject(self) -> UUID:
        """The participant."""
        return UUID(self.participant_id)
