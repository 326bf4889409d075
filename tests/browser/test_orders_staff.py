"""Orders and questions as staff meet them, each journey through the real pages of everybody who has a part in it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import LAPTOP, PLACE, Site, choose, fill, go, page_state, pick, prepare, press, sees
from tests.browser.pocket import Pocket, carry_cookies, pocket
from tests.browser.test_orders import EXCEPTION, fresh
from tests.world import Person, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_CONTACT = "Not to contact [the other person], directly or indirectly, by any means whatsoever."
KEEP_AWAY = "Not to approach within 100 metres of [the other person]."


ORDER: dict[str, Any] = {
    "kind_id": "ew.ro.conviction", "court": None, "made_on": "2026-11-02", "starts_on": "2026-11-02", "no_name": True,
    "source": "sealed_order", "source_seen_on": "2026-11-20",
}  # fmt: skip


class Ward:
    """A phone, and a window for each member of staff who works on its orders."""

    def __init__(self, phone: Pocket, browser: Browser) -> None:
        self.phone, self.browser = phone, browser
        self.lead: Person = phone.world.lead(first_name="Josh")
        self.orders = f"/participants/{phone.participant_id}/orders"
        self.questions = f"/participants/{phone.participant_id}/questions"
        self.windows: list[Any] = []

    def window(self, who: Person, path: str) -> Page:
        """A laptop on which `who` is signed in."""
        context = self.browser.new_context(base_url=self.phone.site.url, viewport=LAPTOP, **PLACE)
        self.windows.append(context)
        prepare(context)
        carry_cookies(context, who.client.http.cookies)
        page = context.new_page()
        page.clock.set_fixed_time(self.phone.clock.now)
        page.goto(path)
        return page


@pytest.fixture
def ward(world: World, site: Site, browser: Browser) -> Iterator[Ward]:
    """An enrolled phone with its clinician and lead."""
    with pocket(world, site, browser) as phone:
        made = Ward(phone, browser)
        yield made
        for context in made.windows:
            context.close()


def add(page: Page, library_id: str) -> None:
    page.locator("#add_from").select_option(library_id)
    press(page, "Add this condition")


def test_an_order_is_written_sent_back_checked_shown_and_varied(ward: Ward) -> None:
    page = ward.window(ward.phone.clinician, ward.orders)
    sees(page, "No orders here yet")
    press(page, "Write down an order")
    press(page, "Save the draft")
    sees(page, "8 things to fix", "Choose a kind of order.", "Add at least one condition.")
    pick(page, kind_id="Restraining order after a conviction")
    fill(page, made_on="2026-11-02", starts_on="2026-11-02", source_seen_on="2026-11-20", court="07700 900123")
    choose(page, "lasts", "Until further order")
    pick(page, source="The sealed order")
    add(page, "no-contact")
    expect(page.locator("legend", has_text="Condition 1, contact")).to_be_focused()
    fill(page, **{"court": "Crown Court"})
    pick(page, **{"conditions.0.blanks.who": "[the other person]"})
    sees(page, NO_CONTACT)
    add(page, "stay-away-distance")
    # A blank holds no name, and the refusal stands beside it.
    fill(page, **{"conditions.1.blanks.how_far": "Sarah"})
    pick(page, **{"conditions.1.blanks.who": "[the other person]"})
    page.locator("#no_name").check(force=True)
    press(page, "Save the draft")
    field = page.locator(".field.wrong", has=page.locator('[id="conditions.1.blanks.how_far"]'))
    expect(field).to_contain_text("A whole number from 5 to 2000.")
    fill(page, **{"conditions.1.blanks.how_far": "100"})
    sees(page, KEEP_AWAY)
    # An exception in the court's words takes no number either: the server says so, beside the field.
    page.get_by_text("Did the court grant an exception?").first.click()
    fill(page, **{"conditions.0.exception": "By text to 07700 900123."})
    press(page, "Save the draft")
    field = page.locator(".field.wrong", has=page.locator('[id="conditions.0.exception"]'))
    expect(field).to_contain_text("Take out")
    fill(page, **{"conditions.0.exception": ""})
    # Up by the keyboard, and down again: the focus stays with what was moved.
    page.get_by_role("button", name="Move up, condition 2").press("Enter")
    sees(page, "Condition 1, places")
    page.get_by_role("button", name="Move down, condition 1").press("Enter")
    sees(page, "Condition 2, places")
    # Left and come back to: what was typed is still there.
    press(page, "Leave it for now")
    sees(page, "You began to write here and did not save it.")
    press(page, "Go on with what you wrote")
    expect(page.locator('[id="conditions.1.blanks.how_far"]')).to_have_value("100")
    # With no server nothing is lost.
    page.locator("#no_name").check(force=True)
    page.context.set_offline(True)
    press(page, "Save the draft")
    sees(page, "That did not go through. Nothing was changed. Try again.")
    page.context.set_offline(False)
    press(page, "Save the draft")
    sees(page, "Waits for a second person", "Somebody else has to check this, because you wrote it last.")
    own = page.get_by_role("link", name="Change the draft").get_attribute("href")
    assert own is not None
    draft = own.split("edit=")[1]
    page.goto(f"{ward.orders}?check={draft}")
    sees(page, "You wrote this draft last, so somebody else has to check it.")
    expect(page.get_by_role("button", name=re.compile("It is right"))).to_have_count(0)

    # The lead sends it back with a reason, the clinician changes it, the lead lets it out.
    lead = ward.window(ward.lead, "/attention")
    sees(lead, "A draft order waits for a second person")
    lead.get_by_role("link", name=re.compile("^Open the orders")).first.click()
    press(lead, "Check this draft", exact=False)
    sees(lead, "What was written down", "What Daniel will see", KEEP_AWAY, "This means no")
    press(lead, "Send it back")
    press(lead, "Send it back")
    sees(lead, "Say what has to change.")
    fill(lead, reason="The order says 200 metres.")
    press(lead, "Send it back")
    sees(lead, "Josh sent this back")
    page.goto(ward.orders)
    sees(page, "Josh sent this back", "The order says 200 metres.")
    press(page, "Change the draft", exact=False)
    sees(page, NO_CONTACT)
    page.get_by_role("button", name="Fill in the blanks anew").nth(1).click()
    fill(page, **{"conditions.1.blanks.how_far": "200"})
    pick(page, **{"conditions.1.blanks.who": "[the other person]"})
    page.locator("#no_name").check(force=True)
    press(page, "Save the draft")
    sees(page, "Waits for a second person")
    lead.goto(f"{ward.orders}?check={draft}")
    sees(lead, "Not to approach within 200 metres of [the other person].")
    press(lead, "It is right. Show it to Daniel")
    sees(lead, "Tick it once you have read it.")
    lead.locator("#no_name").check(force=True)
    # While the lead reads, the clinician changes a word: what was ticked is not what stands there.
    press(page, "Change the draft", exact=False)
    fill(page, court="Magistrates")
    page.locator("#no_name").check(force=True)
    press(page, "Save the draft")
    sees(page, "Waits for a second person")
    press(lead, "It is right. Show it to Daniel")
    sees(lead, "Somebody changed this draft while you read.", "Magistrates")
    press(lead, "I have read the new one")
    lead.locator("#no_name").check(force=True)
    press(lead, "It is right. Show it to Daniel")
    sees(lead, "Stands now")

    phone = ward.phone.begin()
    go(phone, "/order")
    sees(
        phone,
        "Restraining order after a conviction",
        "Until further order. That means it goes on until a court ends it.",
    )
    sees(phone, "Written in by Maya, checked by Josh.")

    # Varied: one gone, one new, an exception in the court's own words.
    page.goto(ward.orders)
    press(page, "Write a new version", exact=False)
    sees(page, "The version that stands now stays on the phone")
    pick(page, source="A copy of the order")
    fill(page, source_seen_on="2026-11-22")
    page.get_by_text("Did the court grant an exception?").first.click()
    fill(page, **{"conditions.0.exception": EXCEPTION})
    press(page, "Remove condition 2")
    add(page, "stay-out-of-area")
    page.locator("#no_name").check(force=True)
    press(page, "Save the draft")
    sees(page, "A new version is being written")
    lead.goto(ward.orders)
    press(lead, "Check this draft", exact=False)
    sees(lead, "Against the version that stands now: 1 new, 1 changed, 1 no longer in the order")
    lead.locator("#no_name").check(force=True)
    press(lead, "It is right. Show it to Daniel")
    sees(
        lead,
        "New in this version",
        "Changed in this version",
        "No longer in the order",
        "A newer version took its place",
    )
    fresh(phone)
    sees(phone, "Version 2", "This order was changed.", EXCEPTION)
    conditions = phone.locator("li.condition")
    expect(conditions.nth(0)).to_contain_text("Changed")
    expect(conditions.nth(1)).to_contain_text("New")

    # A person ends it, and is asked once more.
    press(page, "Orders")
    page.reload()
    press(page, "It has ended", exact=False)
    press(page, "Go on")
    sees(page, "4 things to fix")
    choose(page, "how", "A court discharged it")
    fill(page, ended_on="2026-11-23", reason="Discharged at the hearing.")
    pick(page, source="The sealed order")
    press(page, "Go on")
    sees(page, "Take this order off the phone?")
    press(page, "Take it off the phone")
    sees(page, "Discharged by the court", "Discharged at the hearing.")
    fresh(phone)
    sees(phone, "Your own order is not in the app yet")
    assert "Discharged at the hearing." not in ward.phone.stored()


def test_two_who_write_one_draft_lose_no_words(ward: Ward) -> None:
    body = ORDER | {"conditions": [{"library_id": "keep-history"}]}
    made = ward.phone.clinician.client.post(f"/api/participants/{ward.phone.participant_id}/orders", body)
    draft = made.json()["id"]
    page = ward.window(ward.phone.clinician, f"{ward.orders}?edit={draft}")
    fill(page, court="Family court")
    ward.lead.client.http.headers["Origin"] = ward.phone.site.url
    theirs = body | {"conditions": [{"library_id": "attend-sessions"}], "revision": 1}
    assert ward.lead.client.put(f"/api/orders/{draft}", theirs).status_code == 204
    page.locator("#no_name").check(force=True)
    press(page, "Save the draft")
    sees(
        page,
        "Josh saved this draft while you wrote. Your words are still here",
        "To attend the sessions you are told to attend.",
    )
    expect(page.locator("#court")).to_have_value("Family court")
    add(page, "attend-sessions")
    press(page, "Save mine in its place")
    sees(page, "Waits for a second person", "Family court")
    page.get_by_text("2 conditions").click()
    sees(page, "To attend the sessions you are told to attend.", "To use only devices that keep a history")


def test_a_question_is_answered_as_a_card_and_a_second_person_agrees_where_it_says_go_ahead(ward: Ward) -> None:
    other = ward.phone.world.phone(ward.phone.world.participant(ward.phone.clinician))
    other.client.http.headers["Origin"] = ward.phone.site.url
    other.send("question", {"text": "Could I go to the play?", "about_answer": "school-event"})
    first = ward.phone.enrolled.send(
        "question", {"text": "Can I go to the school play?", "about_answer": "school-event"}
    )
    ward.phone.enrolled.send("question", {"text": "Can I see my doctor?"})
    review = ward.phone.clinician.client.get("/api/reviews?view=open").json()["items"]
    mine = next(one["id"] for one in review if one["kind"] == "question" and one["name"].startswith("Daniel"))
    page = ward.window(ward.phone.clinician, f"/reviews/{mine}")
    press(page, "Answer this question")
    expect(page).to_have_url(re.compile(r"/questions\?at="))
    page.goto(f"{ward.questions}?at={first['id']}")
    play = page.locator("article.question", has_text="school play")
    press(page, "Send the answer")
    sees(page, "2 things to fix", "Choose one.", "Write what to do.")
    choose(page, f"answer-{first['id']}", "Ask firstIt may be all right. They do nothing until somebody has said so.")
    reply = f"reply-{first['id']}"
    fill(page, **{reply: "You can text her about it."})
    press(page, "Send the answer")
    sees(page, "Let the exception speak in its own words.")
    fill(page, **{reply: "Not yet. I ask your solicitor on Monday."})
    press(page, "Send the answer")
    expect(play).to_contain_text("Answered by Maya")
    # What others ask too goes to the authors in words of one's own, with nothing of anybody.
    expect(play).to_contain_text("1 other person asked this in the last 90 days.")
    press(page, "Suggest an answer for everybody", exact=False)
    fill(
        page,
        **{
            f"suggest-question-{first['id']}": "Can I go to an event at a school?",
            f"suggest-answer-{first['id']}": "Ask first.",
        },
    )
    press(page, "Send the suggestion")
    sees(page, "Sent.")
    window = page.context.new_page()
    window.goto("/content?view=all")
    sees(window, "Suggested by your team", "Can I go to an event at a school?")
    window.get_by_label("Kind", exact=True).select_option("skill")
    expect(window.locator("tbody tr").first).to_contain_text("Skill")
    expect(window.locator("tbody tr").filter(has_text="Lesson")).to_have_count(0)
    window.close()
    # "This involves nobody" waits for a second person, and not for whoever wrote it.
    doctor = page.locator("article.question", has_text="my doctor")
    doctor.get_by_role("button", name="Answer").click()
    doctor.locator("label.choice", has_text="This involves nobody").click()
    doctor.locator("textarea").fill("Your doctor works for you.")
    doctor.get_by_role("button", name="Send the answer").click()
    expect(doctor).to_contain_text("Somebody else has to check this, because you wrote it.")
    phone = ward.phone.begin()
    go(phone, "/order/questions")
    sees(phone, "Not yet. I ask your solicitor on Monday.")
    assert "Your doctor works for you." not in page_state(phone)
    lead = ward.window(ward.lead, ward.questions)
    press(lead, "Do not agree")
    press(lead, "Send it back")
    sees(lead, "Say what has to change.")
    lead.locator("article.question", has_text="my doctor").locator("textarea").fill("Say which doctor.")
    press(lead, "Send it back")
    sees(lead, "Josh did not agree.", "Say which doctor.")
    page.reload()
    sees(page, "Josh did not agree.")
    doctor.get_by_role("button", name="Answer").click()
    doctor.locator("label.choice", has_text="This involves nobody").click()
    doctor.locator("textarea").fill("The doctor at your surgery works for you.")
    doctor.get_by_role("button", name="Send the answer").click()
    sees(page, "Waits for a second person")
    lead.reload()
    press(lead, "Agree, and send it")
    sees(lead, "No question waits for an answer.")
    fresh(phone)
    sees(phone, "The doctor at your surgery works for you.")


def test_probation_proposes_words_and_sees_what_became_of_them_and_nothing_else(
    world: World, site: Site, browser: Browser
) -> None:
    probation = world.probation(first_name="Jo")
    with pocket(world, site, browser, link=probation) as phone:
        ward = Ward(phone, browser)
        probation.client.http.headers["Origin"] = site.url
        jo = ward.window(probation, f"/attendance/people/{phone.participant_id}")
        press(jo, "Propose these words")
        sees(jo, "Write the words.")
        fill(jo, **{"order-text": "To live where approved, ring 07700 900123."})
        press(jo, "Propose these words")
        sees(jo, "Take out")
        for words in ("To live where it was agreed.", "To see nobody on a Tuesday."):
            fill(jo, **{"order-text": words})
            press(jo, "Propose these words")
            expect(jo.locator("#order-text")).to_have_value("")
        expect(jo.get_by_text("Waits for a clinician")).to_have_count(2)

        page = ward.window(phone.clinician, ward.orders)
        sees(page, "Proposed by probation", "To live where it was agreed.")
        tuesday = page.locator(".question", has_text="Tuesday")
        tuesday.get_by_role("button", name="Do not take it").click()
        sheet = page.locator("dialog")
        sheet.get_by_role("button", name="Do not take it").click()
        sees(page, "Choose a reason.")
        choose(page, "decline", "The document does not say it")
        sheet.get_by_role("button", name="Do not take it").click()
        expect(tuesday.filter(visible=True)).to_have_count(0)
        press(page, "Take into a new draft")
        sees(page, "Probation proposed these words")
        pick(page, kind_id="Licence", source="The licence")
        fill(page, made_on="2026-11-02", starts_on="2026-11-02", source_seen_on="2026-11-20")
        choose(page, "lasts", "Until further order")
        press(page, "Add one in the order's own words")
        fill(
            page,
            **{
                "conditions.0.exact": "To live where it was agreed.",
                "conditions.0.plain": "A word of the clinic: live there.",
            },
        )
        pick(page, **{"conditions.0.category": "Places", "conditions.0.kind": "Asks for something"})
        page.locator("#no_name").check(force=True)
        press(page, "Save the draft")
        sees(page, "Waits for a second person")

        jo.reload()
        sees(jo, "Taken in", "Not taken", "The document does not say it.")
        assert "A word of the clinic" not in page_state(jo)
        jo.goto(ward.orders)
        sees(jo, "There is no page here for you")
        for context in ward.windows:
            context.close()


def test_device_conditions_lead_to_the_sheet_and_no_internet_goes_over_to_paper(ward: Ward) -> None:
    ward.lead.client.http.headers["Origin"] = ward.phone.site.url
    base = f"/api/participants/{ward.phone.participant_id}"
    made = ward.phone.clinician.client.post(f"{base}/orders", ORDER | {"conditions": [{"library_id": "keep-history"}]})
    checked = {"no_name": True, "revision": 1}
    assert ward.lead.client.post(f"/api/orders/{made.json()['id']}/check", checked).status_code == 204
    ward.phone.clock.advance(minutes=1)
    page = ward.window(ward.phone.clinician, "/attention")
    sees(page, "A new order has device or internet conditions")
    page.get_by_role("link", name=re.compile("^Open the sheet")).click()
    press(page, "Look at the sheet again")
    sees(page, "What the orders that stand say of devices and the internet", "To use only devices that keep a history")
    press(page, "Approve the new sheet")
    sees(page, "4 things to fix")
    for field, answer in (
        ("internet_device_allowed", "No"), ("inspection", "Yes"), ("no_deletion", "Yes"), ("no_auto_deletion_software", "No"),
    ):  # fmt: skip
        choose(page, field, answer)
    press(page, "Approve the new sheet")
    sees(page, "Go over to paper?", "Each phone is signed out now")
    page.locator("dialog").get_by_role("button", name="Go over to paper").click()
    sees(page, re.compile("On paper"))
    page.goto("/attention")
    expect(page.get_by_text("A new order has device or internet conditions")).to_have_count(0)
