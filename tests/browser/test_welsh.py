"""A phone that speaks Welsh: chosen on the phone, kept with no signal and while locked, never half and half."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import Site, choose, go, heading, press, rate, sees, type_pin
from tests.browser.gallery import GALLERY
from tests.browser.pocket import Pocket, pocket
from tests.world import PIN, World

ROOT = Path(__file__).resolve().parents[2]

_WORDS = """
const leaves = (value) => typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
const read = async (path, name) => leaves((await import(process.cwd() + '/web/src/' + path))[name]);
const parts = [['text/en.ts', 'en'], ['text/en.pages.ts', 'pages'], ...['journal/text', 'journal/ask-text', 'coping/text', 'coping/pause-text',
  'goals/text', 'learning/text', 'orders/text', 'reminders/text'].map((name) => [name + '.ts', 'english'])];
const english = (await Promise.all(parts.map(([path, name]) => read(path, name)))).flat();
const welsh = new Set(leaves((await import(process.cwd() + '/web/src/text/cy.ts')).cy));
console.log(JSON.stringify([...new Set(english)].filter((words) => words.length > 3 && !welsh.has(words) && /[a-z]/.test(words))));
"""

_CHROME = """
() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const text = walk.currentNode.textContent.replace(/\\s+/g, ' ').trim();
    if (text && element.closest('[lang]').lang !== 'en' && !element.closest('script') && element.getClientRects().length > 0) found.push(text);
  }
  for (const named of document.querySelectorAll('[aria-label]')) if (named.closest('[lang]').lang !== 'en') found.push(named.getAttribute('aria-label'));
  return found;
}
"""
"""All words on the page that are not marked as English."""


@lru_cache
def english() -> frozenset[str]:
    """Every English word of the dictionaries that has another in Welsh."""
    node = ROOT / ".venv" / "bin" / "node"
    ran = subprocess.run(
        [node, "--input-type=module", "-e", _WORDS], cwd=ROOT, check=True, capture_output=True, text=True
    )
    words = frozenset(json.loads(ran.stdout))
    assert len(words) > 700
    return words


OWN = {"Wash up", "My clinician"}
"""What somebody wrote in the plan, in the words of the dictionary."""


def in_welsh(page: Page, title: str) -> None:
    """The page is there, says that it is Welsh, and has no English word of the app, and nothing is wider than the screen."""
    expect(heading(page, title)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "cy"
    left = (set(page.evaluate(_CHROME)) & english()) - OWN
    assert not left, f"{title}: {sorted(left)}"
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{title}: {wide} px too wide"


@pytest.fixture
def phone(world: World, site: Site, browser: Browser) -> Iterator[Pocket]:
    with pocket(world, site, browser) as made:
        yield made


def switched(phone: Pocket) -> Page:
    """A phone that was opened in English, and whose owner then chose Welsh under More."""
    page = phone.begin()
    # The index of the content says which languages there are; the service worker has to be there for what follows with no signal.
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("(localStorage.getItem('foothold-languages') ?? '').includes('cy')")
    go(page, "/more")
    page.get_by_role("link", name="Language, Iaith").click()
    choose(page, "language", "Cymraeg")
    press(page, "Defnyddio Cymraeg")
    expect(heading(page, "Rhowch eich PIN")).to_be_visible()
    return page


def unlock(page: Page) -> None:
    type_pin(page, PIN)
    expect(heading(page, "Heddiw")).to_be_visible()


def test_chosen_on_the_phone_all_of_it_is_welsh_and_stays_so_with_no_signal(phone: Pocket) -> None:
    page = switched(phone)
    in_welsh(page, "Rhowch eich PIN")
    unlock(page)
    page.wait_for_function("localStorage.getItem('foothold-language-untold') === null")
    in_welsh(page, "Heddiw")
    told = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/learning").json()
    assert told["language"] == "cy"

    phone.site.stop()
    page.set_viewport_size({"width": 320, "height": 640})
    for path, title in (
        ("/now", "Nawr"),
        ("/now/short", "Rhywbeth byr i'w wneud"),
        ("/now/people", "Siarad â rhywun nawr"),
        ("/now/exercise/stop", "Stopio a chamu'n ôl"),
        ("/plan", "Fy nghynllun"),
        ("/plan/change", "Newid fy nghynllun"),
        ("/plan/goals", "Nodau"),
        ("/plan/week", "Fy wythnos"),
        ("/plan/help", "Help y gofynnais amdano"),
        ("/plan/progress", "Sut mae pethau'n mynd"),
        ("/order", "Fy ngorchymyn"),
        ("/order/can-i", "Ga i?"),
        ("/question", "Gofyn cwestiwn"),
        ("/not-safe", "Dydw i ddim yn teimlo'n ddiogel"),
        ("/entries", "Yr hyn a anfonais"),
        ("/ask", "Gofyn neu wrthwynebu"),
        ("/more", "Mwy"),
        ("/more/lock", "Pryd mae Foothold yn cloi"),
        ("/patterns", "Patrymau"),
        ("/learn", "Dysgu"),
    ):
        go(page, path)
        in_welsh(page, title)

    page.set_viewport_size({"width": 360, "height": 740})
    go(page, "/log")
    in_welsh(page, "Beth ddigwyddodd?")
    choose(page, "kind", "Teimlais ysfa")
    press(page, "Nesaf")
    in_welsh(page, "Pa mor gryf ydyw?")
    rate(page, 6)
    press(page, "Nesaf")
    in_welsh(page, "Cyn i chi gadw")
    press(page, "Cadw fy nghofnod")
    sees(page, "Wedi'i gadw ar y ffôn hwn", "Does neb wedi gweld hyn eto.")
    go(page, "/")
    sees(page, "Mae 1 cofnod ar y ffôn hwn")

    # Opened anew with no signal, and locked: still Welsh.
    page.reload()
    in_welsh(page, "Rhowch eich PIN")
    page.goto("/now")
    in_welsh(page, "Nawr")
    sees(page, "Gallai rhywun gael niwed")

    phone.site.start()
    page.goto("/")
    unlock(page)
    go(page, "/more/language")
    choose(page, "language", "English")
    press(page, "Use English")
    expect(heading(page, "Enter your PIN")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en-GB"


def test_a_page_that_is_not_there_in_welsh_is_english_as_a_whole_under_a_note(phone: Pocket) -> None:
    page = switched(phone)
    unlock(page)
    go(page, "/learn")
    sees(page, "Nid yw'r rhan hon ar gael yn Gymraeg eto. Dyma hi yn Saesneg.")
    lesson = page.get_by_role("link", name=re.compile("Asking for help"))
    expect(lesson).to_be_visible()
    assert lesson.evaluate("(link) => link.closest('[lang]').lang") == "en"
    lesson.click()
    sees(page, "Nid yw'r dudalen hon ar gael yn Gymraeg eto. Dyma hi yn Saesneg.")
    assert page.get_by_role("heading", level=1).evaluate("(words) => words.closest('[lang]').lang") == "en"
    press(page, "Nesaf")
    while "check" not in page.url and page.locator(".situation").count() == 0:
        press(page, "Nesaf")
    # The words around a question are in its language too.
    sees(page, "What do you think?")
    assert page.locator(".situation").evaluate("(words) => words.closest('[lang]').lang") == "en"
    press(page, "Gwirio fy ateb")
    sees(page, "Choose one first")

    go(page, "/now/exercise/slow-breathing")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Sylwi|Anadlu|Stopio"))
    assert "ar gael yn Gymraeg eto" not in page.evaluate("document.body.innerText")


VOICE = """
(lang) => {
  window.spoken = [];
  const voice = { localService: true, lang };
  Object.defineProperty(window, 'speechSynthesis', { configurable: true, value: { speaking: false, getVoices: () => [voice], cancel() {}, speak: (said) => spoken.push([said.lang, said.text]) } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}
"""


def test_an_english_voice_never_reads_welsh(phone: Pocket) -> None:
    page = switched(phone)
    unlock(page)
    page.evaluate(VOICE, "en-GB")
    go(page, "/now")
    press(page, "Gwrando")
    sees(page, "Nid oes llais Cymraeg ar y ffôn hwn, felly ni all ddarllen hyn yn uchel.")
    assert page.evaluate("spoken") == []
    page.evaluate(VOICE, "cy-GB")
    go(page, "/plan")
    go(page, "/now")
    press(page, "Gwrando")
    [[lang, said]] = page.evaluate("spoken")
    assert lang == "cy-GB" and "Siarad â rhywun nawr." in said


def test_what_the_clinician_set_is_what_a_new_phone_speaks(world: World, site: Site, browser: Browser) -> None:
    clinician = world.clinician(first_name="Maya")
    clinician.client.http.headers["Origin"] = site.url
    participant = world.participant(clinician)
    learning = f"/api/participants/{participant}/learning"
    assert clinician.client.put(learning, {"language": "cy", "jurisdiction": "england-wales"}).status_code == 200
    made = clinician.client.post(f"/api/participants/{participant}/invitations", {}).json()
    context = browser.new_context(
        base_url=site.url, viewport={"width": 320, "height": 640}, locale="en-GB", timezone_id="Europe/London"
    )
    context.clock.set_fixed_time(world.clock.now)
    page = context.new_page()
    page.goto(f"/enrol#{made['typed_code'].replace('-', '')}")
    expect(heading(page, re.compile("^Helo .* Ai chi yw hwn"))).to_be_visible()
    press(page, "Ie, fi ydw i")
    in_welsh(page, "Beth yw pwrpas hyn")
    sees(page, re.compile("Mae Foothold yn eich helpu rhwng sesiynau."))
    while page.get_by_role("button", name="Rwyf wedi darllen hyn").count():
        press(page, "Rwyf wedi darllen hyn")
    in_welsh(page, "Dewiswch PIN")
    type_pin(page, PIN)
    expect(heading(page, "Rhowch ef unwaith eto")).to_be_visible()
    type_pin(page, PIN)
    in_welsh(page, "Mae'r ffôn hwn yn barod")
    context.close()


def pictured(page: Page, name: str) -> None:
    """A picture to look at, where pictures are asked for."""
    if "FOOTHOLD_GALLERY" in os.environ:
        GALLERY.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=GALLERY / f"server-said-in-welsh-{name}.png", full_page=True)


def test_what_only_the_server_can_say_is_in_welsh(world: World, site: Site, browser: Browser) -> None:
    """What went about somebody, who saw, a refused plan rule, hints of the guard, refusals of the server: at 360 px."""
    with pocket(world, site, browser, link=world.probation()) as phone:
        planned_at = (world.clock.now + timedelta(hours=1)).isoformat()
        staff = phone.clinician.client
        made = staff.post(
            f"/api/participants/{phone.participant_id}/appointments",
            {"planned_at": planned_at, "length_minutes": 50, "mode": "phone", "basis": "licence"},
        )
        assert made.status_code == 201, made.text
        phone.move_clock(hours=1, minutes=1)
        world.sign_in(staff, phone.clinician.user)
        came = {
            "came": "late",
            "minutes_late": 12,
            "happened": True,
            "why_not": None,
            "told_before": None,
            "confirm": None,
        }
        recorded = staff.put(f"/api/appointments/{made.json()['id']}/outcome", came)
        assert recorded.status_code == 200, recorded.text
        for path in ("", "/coping-plan", "/orders"):
            staff.get(f"/api/participants/{phone.participant_id}{path}")
        page = switched(phone)
        page.set_viewport_size({"width": 360, "height": 740})
        unlock(page)
        page.wait_for_function("localStorage.getItem('foothold-language-untold') === null")

        go(page, "/more/who")
        sees(page, "Eich cynllun, i weithio arno gyda chi", re.compile("^Eich clinigydd neu gydweithiwr, "))
        sees(
            page, "Came, 12 minutes late.", re.compile("^Yn Gymraeg: Daeth, 12 munud yn hwyr. At y gwasanaeth prawf, ")
        )
        in_welsh(page, "Pwy all weld hyn")
        pictured(page, "who-saw")

        go(page, "/about-me")
        sees(
            page, re.compile("sut aeth hi ddydd .* Dyma'r geiriau a gawsant, yn Saesneg.$"), "“Came, 12 minutes late.”"
        )
        sees(page, "Yn Gymraeg: Daeth, 12 munud yn hwyr.")
        went = page.get_by_text("“Came, 12 minutes late.”")
        assert went.evaluate("(words) => words.closest('[lang]').lang") == "en"
        in_welsh(page, "Beth a gofnodwyd amdanaf")
        pictured(page, "alert")

        # A plan rule that says in Welsh what will be left undone, with acts in Welsh to start from.
        go(page, "/plan/rule/new")
        page.locator("#when").fill("mae'n hwyr")
        page.locator("#then").fill("Fydda i ddim yn edrych ar y proffil")
        press(page, "Cadw'r rheol hon")
        sees(page, "Tapiwch un i ddechrau ohono")
        expect(page.get_by_role("button", name="Rwy'n cau'r ap, yn codi ac yn golchi'r llestri")).to_be_visible()
        in_welsh(page, page.locator("h1").inner_text())
        pictured(page, "plan-rule")

        # The guard's hint while somebody types, and what the server says of words that stand before the PIN.
        go(page, "/now/choose")
        page.locator("#words").fill("Ffonio 07700 900123")
        sees(page, re.compile("Gadewch enwau, a ffyrdd o ddod o hyd i bobl, allan"))
        in_welsh(page, page.locator("h1").inner_text())
        pictured(page, "guard")
        page.locator("#words").fill("Siarad am y llys")
        press(page, "Ychwanegu")
        press(page, "Dangos y rhain")
        sees(page, re.compile("Gadewch y gair llys allan"))
        in_welsh(page, page.locator("h1").inner_text())
        pictured(page, "before-the-pin")

        go(page, "/more/phones")
        sees(page, re.compile(r"^Ffôn a osodwyd ar \d+ [A-Z]\w+$"))
