"""My order on a phone of 360 px: read and confirmed, varied, situations, "Can I ...?" and questions, also with the server really stopped."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import choose, fill, go, heading, press, sees, unlocked
from tests.browser.pocket import Pocket
from tests.world import PIN, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHO = {"who": "other_person"}
EXCEPTION = "Save by email to the contact centre, about the times of handing over [my child]."


class Court:
    """The clinician writes an order, the lead checks it."""

    def __init__(self, phone: Pocket) -> None:
        self.phone = phone
        self.lead: Person = phone.world.lead(first_name="Josh")
        self.lead.client.http.headers["Origin"] = phone.site.url

    def order(self, conditions: list[dict[str, Any]], of: str | None = None, **over: Any) -> str:
        body = {
            "kind_id": "ew.ro.conviction", "court": None, "made_on": "2026-11-02", "starts_on": "2026-11-02",
            "source": "sealed_order", "source_seen_on": "2026-11-20", "conditions": conditions, "no_name": True,
        } | over  # fmt: skip
        at = f"/api/orders/{of}/vary" if of else f"/api/participants/{self.phone.participant_id}/orders"
        made = self.phone.clinician.client.post(at, body)
        assert made.status_code == 201, made.text
        checked = self.lead.client.post(f"/api/orders/{made.json()['id']}/check", {"no_name": True, "revision": 1})
        assert checked.status_code == 204, checked.text
        return str(made.json()["id"])

    def page(self) -> Any:
        return self.phone.clinician.client.get(f"/api/participants/{self.phone.participant_id}/orders").json()


def fresh(page: Page) -> None:
    """What is new at the server comes to the phone."""
    with page.expect_response(lambda answer: answer.url.endswith("/api/me/bundle")):
        page.evaluate("dispatchEvent(new Event('online'))")


def has_answers(page: Page) -> None:
    """The file with the answers is on the phone, and what opens the app with no signal."""
    go(page, "/order/can-i")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def search(page: Page, typed: str) -> None:
    go(page, "/order/can-i")
    page.get_by_role("searchbox").fill(typed)


def test_an_order_is_read_confirmed_varied_and_tried_on_situations(phone: Pocket) -> None:
    court = Court(phone)
    first = court.order(
        [{"library_id": "no-contact", "blanks": WHO},
         {"library_id": "stay-away-distance", "blanks": {"how_far": 100, "who": "other_person"}},
         {"library_id": "no-looking-online", "blanks": WHO}]
    )  # fmt: skip
    page = phone.begin()
    page.get_by_role("link").filter(has_text="Your order is here to read").click()
    expect(heading(page, "My order")).to_be_visible()
    sees(page, "Until further order. That means it goes on until a court ends it.", "3 conditions", "Not on the list?")
    exact = page.get_by_text("Not to contact [the other person], directly or indirectly, by any means whatsoever.")
    expect(exact.first).to_be_hidden()
    page.get_by_role("button", name="Exact words").first.click()
    expect(exact.first).to_be_visible()
    sees(page, "The court's words", "Words in square brackets stand for them.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    has_answers(page)
    phone.site.stop()
    go(page, "/order")
    press(page, "I have read this")
    sees(page, "It is on this phone and goes when you have signal.")
    assert court_reads(court) is None, "nobody at the server knows yet"
    phone.site.start()
    fresh(page)
    sees(page, "You said that you read this. Your team has it.")
    assert court.page()["orders"][0]["read_at"] is not None

    # Varied: one changed, one new, one gone. It has to be read again.
    keys = {term["library_id"]: term["key"] for term in court.page()["orders"][0]["conditions"]}
    court.order(
        [{"library_id": "no-contact", "blanks": WHO, "key": keys["no-contact"], "exception": EXCEPTION},
         {"library_id": "no-looking-online", "blanks": WHO, "key": keys["no-looking-online"]},
         {"library_id": "stay-out-of-area", "blanks": {}}],
        of=first,
    )  # fmt: skip
    fresh(page)
    sees(page, "Version 2", "This order was changed.", EXCEPTION, "Only this, and only as it is written.")
    conditions = page.locator("li.condition")
    expect(conditions.nth(0)).to_contain_text("Changed")
    expect(conditions.nth(1)).not_to_contain_text("Changed")
    expect(conditions.nth(2)).to_contain_text("New")
    sees(
        page,
        "No longer in this order",
        "Keep 100 metres away from the other person, at all times. If you find you are closer, leave at once.",
    )
    press(page, "I have read this")
    sees(page, "You said that you read this. Your team has it.")
    _situations(page, court)


def court_reads(court: Court) -> Any:
    """When the newest order was said to be read, looked up past the server that is stopped."""
    return court.page()["orders"][0]["read_at"]


def _situations(page: Page, court: Court) -> None:
    """Left in the middle and taken up again; one misses, is left in peace, and reaches the clinician."""
    page.get_by_role("link").filter(has_text="Try some situations").click()
    sees(page, "Your clinician sees your answers.")
    of = int(re.findall(r"\d+", page.locator("main .sub").inner_text())[0])
    assert of > 1
    press_link(page, "Start")
    press(page, "See what fits")
    sees(page, "Choose one first")
    choose(page, "situation", "No, not on its own")
    press(page, "See what fits")
    expect(page.locator("li.choice.chosen")).to_contain_text("No, not on its own")
    sees(page, "It is easy to see it another way. Here is why.", "Where this comes from")
    press(page, "Next")
    sees(page, f"Situation, step 2 of {of}")
    page.reload()
    unlocked(page, PIN)
    go(page, "/order")
    page.get_by_role("link").filter(has_text="Go on with the situations").click()
    press_link(page, "Go on with the situations")
    sees(page, f"Situation, step 2 of {of}")
    for _ in range(of - 1):
        choose(page, "situation", "Yes, it could")
        press(page, "See what fits")
        press(page, "Next")
    expect(heading(page, "That was the last one")).to_be_visible()
    press(page, "Send my answers")
    expect(heading(page, "Your answers")).to_be_visible()
    sees(page, "Your team has them.", re.compile("not clear yet. You will talk about"))
    back = court.page()["teach_back"]
    assert len(back) == of and back[0]["missed"] is True


def press_link(page: Page, name: str) -> None:
    page.locator(".dock").get_by_role("link", name=name).click()


VOICE = """
() => {
  window.spoken = [];
  const voice = { localService: true, lang: 'en-GB' };
  Object.defineProperty(window, 'speechSynthesis', { value: { speaking: false, getVoices: () => [voice], cancel() {}, speak: (said) => spoken.push(said.text) } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}
"""
"""This browser has no voice: what it would have been given to say is kept."""


def _read_aloud(page: Page) -> None:
    """What stands open is read out, in its order; the court's words only once they were opened."""
    page.evaluate(VOICE)
    go(page, "/")
    go(page, "/order")
    press(page, "Listen")
    [said] = page.evaluate("spoken")
    assert (
        "1. Contact" in said
        and "No contact of any kind with the other person." in said
        and "The court's words" not in said
    )
    page.get_by_role("button", name="Exact words").first.click()
    press(page, "Listen")
    said = page.evaluate("spoken[1]")
    assert "The court's words. Not to contact [the other person], directly or indirectly" in said


def test_an_answer_and_a_question_with_no_signal_and_locked(phone: Pocket) -> None:
    court = Court(phone)
    court.order(
        [{"library_id": "no-contact", "blanks": WHO}, {"library_id": "no-third-party", "blanks": WHO, "exception": EXCEPTION}]
    )  # fmt: skip
    page = phone.begin()
    has_answers(page)
    phone.site.stop()

    search(page, "wot if she mesages me frst")
    page.get_by_role("link").filter(has_text="They messaged me first. Can I reply?").click()
    expect(page.locator(".figure")).to_have_text("No")
    sees(page, "The order is on you. Their message does not change it.", "Do not reply. Do not react to it.")
    expect(page.get_by_role("link").filter(has_text="Condition 1. Contact")).to_be_visible()
    search(page, "cud my bruv giv him a mesage")
    page.get_by_role("link").filter(has_text="Can someone pass on a message for me?").click()
    sees(page, "Only by the way your order names, exactly as written", EXCEPTION)
    search(page, "cn i c my kids")
    page.get_by_role("link").filter(has_text="Can I see my children?").click()
    sees(page, "Your order names no way.")

    # Unknown: two taps to a question that holds what was typed.
    search(page, "zorbing")
    sees(page, "There is no answer here for that yet.")
    press(page, "Ask Maya this")
    expect(page.locator("#question")).to_have_value("zorbing")
    assert "zorbing" not in page.url
    fill(page, question="Can I go zorbing? Ring 07700 900123")
    press(page, "Send my question")
    sees(page, "Leave out names and ways to find people.")
    press(page, "Take it out")
    press(page, "Send my question")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    sees(page, "Maya answers within 2 working days.")
    links = [page.get_by_text(words, exact=True).last.bounding_box() for words in ("Try to send now", "My questions")]
    assert links[0] and links[1] and links[0]["y"] + links[0]["height"] <= links[1]["y"], "each on a line of its own"

    # Locked, and still no signal.
    page.goto("/question")
    expect(heading(page, "Ask a question")).to_be_visible()
    press(page, "Send my question")
    sees(page, "Write your question first")
    fill(page, question="Can I keep the dog?")
    press(page, "Send my question")
    expect(heading(page, "Saved on this phone")).to_be_visible()
    assert "zorbing" not in phone.stored() and "keep the dog" not in phone.stored()
    page.goto("/order/questions")
    unlocked(page, PIN)
    sees(page, "Can I go zorbing? Ring", "A question you wrote while it was locked")

    phone.site.start()
    fresh(page)
    page.goto("/order/questions")
    unlocked(page, PIN)
    sees(page, "Can I keep the dog?", re.compile("Maya answers by Wed 25"))
    asked = phone.clinician.client.get(f"/api/participants/{phone.participant_id}/questions").json()
    [dog] = [one["id"] for one in asked if one["text"] == "Can I keep the dog?"]
    reply = {"answer": "ask_first", "reply": "Not yet. I ask your solicitor on Monday."}
    assert phone.clinician.client.post(f"/api/questions/{dog}/answer", reply).status_code == 200
    fresh(page)
    sees(page, "Answers", "Ask first", "Not yet. I ask your solicitor on Monday.")


def test_a_date_that_has_passed_ends_nothing_and_the_days_to_tell_the_police_are_dates(phone: Pocket) -> None:
    court = Court(phone)
    court.order([{"library_id": "no-contact", "blanks": WHO}], ends_on="2026-11-21", kind_id="ew.nmo")
    spo = {"kind_id": "ew.spo", "served_on": "2026-11-20"}
    court.order([{"library_id": "no-contact", "blanks": WHO}, {"library_id": "keep-history"}], **spo)
    page = phone.begin()
    go(page, "/order")
    sees(page, "You have 2 orders. The stricter one is first.", "keep to the stricter one")
    sees(page, "The date written has passed.", "Keep to it until Maya confirms that it is over.")
    sees(page, "Go to the police station in person on day 1. Keep the paper they give you.")
    sees(page, "Friday 20 November", "Sunday 22 November", "If you move, or use a new name")
    sections = page.locator("section.order")
    expect(sections).to_have_count(2)
    expect(sections.first).to_contain_text("Stalking protection order")
    _read_aloud(page)
    page.emulate_media(media="print")
    paper = page.locator("article.printed-orders")
    expect(paper).to_be_visible()
    expect(paper).to_contain_text("Not to contact [the other person], directly or indirectly, by any means whatsoever.")
    expect(page.locator(".dock")).to_be_hidden()
