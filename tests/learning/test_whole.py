"""The content is whole: everything that the lessons, skills, situations and answers must hold is there, for each place's own law."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.coping.rules import positive_act
from api.learning.catalogue import Catalogue, load
from api.learning.learn import LARGEST
from api.learning.pages import grades, strings
from api.learning.pieces import Skill
from api.learning.structure import IF_THEN
from api.learning.wording import leave_for_contact

CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 23)
PLACES = ("england-wales", "scotland", "northern-ireland")
SCENARIOS = {"england-wales": 60, "scotland": 50, "northern-ireland": 50}
"""Situations of each place at least."""
ACTS = {"england-wales": "abcdefg", "scotland": "abcdefghij", "northern-ireland": "abcdefghi"}
"""What each must cover: section 2A(3) of the Act of 1997; section 39(6) of the Scottish Act, whose list is longer; and in Northern
Ireland, whose list our fact sheet does not give, the same acts without the open one."""
TOPICS = {
    "online",
    "third_parties",
    "children",
    "accident",
    "reply",
    "apology",
    "belongings",
    "work",
    "money",
    "court",
    "places",
}
OF_LAW = ("what-counts", "orders", "looking-online", "children", "through-others", "serious", "supervision")
OF_ALL = (
    "persistence", "rejection", "what-it-does", "what-it-did-to-me", "urges", "nights", "solving-problems", "asking-for-help",
    "setbacks",
)  # fmt: skip
"""The subjects of product.md F17, by the end of a lesson's id."""
TWENTY_ONE = (
    "they-messaged-first", "they-want-me-back", "pass-a-message", "look-at-their-page", "bumped-into-them", "see-my-children",
    "same-workplace", "shared-friends", "my-things", "bills-and-rent", "say-sorry", "emergency-death", "moving-house",
    "post-about-case", "delete-things", "private-browsing", "at-court", "order-is-wrong", "already-broke-it", "when-does-it-end",
    "good-reason",
)  # fmt: skip
"""The questions of content-facts 2.2, in its order."""


@cache
def catalogue() -> Catalogue:
    return load(CONTENT, demo=True, today=lambda: TODAY)


@cache
def learned(place: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(catalogue().learn_json("en", place))
    return made


def words(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What a reader meets in a file for the phone, with its place."""
    for where, text in strings(value, ()):
        if not {"phrasings", "id", "of", "source", "sources", "question", "situation"} & set(where):
            yield where, text


@pytest.mark.parametrize("place", PLACES)
def test_situations_cover_every_act_and_topic_of_the_place_s_own_law(place: str) -> None:
    bank = learned(place)["scenarios"]
    assert len(bank) >= SCENARIOS[place]
    assert len({one["situation"] for one in bank}) == len(bank)
    acts = Counter(act for one in bank for act in one["acts"])
    assert [act for act in ACTS[place] if not acts[act]] == []
    # Each act is shown as one that counts, not only as one that does not.
    counts = {act for one in bank if one["answer"] != "no" for act in one["acts"]}
    assert set(ACTS[place]) - counts == set()
    topics = {topic for one in bank for topic in one["topics"]}
    assert TOPICS - topics == set()
    assert all(one["reason"] and one["source"] for one in bank)
    innocent = sum(one["answer"] == "no" for one in bank)
    assert len(bank) / 4 <= innocent <= len(bank) * 3 / 4


@pytest.mark.parametrize("place", PLACES)
def test_every_lesson_of_the_list_is_there(place: str) -> None:
    # Those that ask for reflection are not in the file: a clinician opens them for one person.
    gated = catalogue().opened([one.id for one in catalogue().gated()], "en", "rehearsing", place)
    lessons = {one["id"]: one for one in [*learned(place)["lessons"], *gated]}
    wanted = [*(f"law.{place}.{one}" for one in OF_LAW), *(f"lesson.{one}" for one in OF_ALL)]
    assert [one for one in wanted if one not in lessons] == []
    assert len(lessons) >= 17 and {one["id"] for one in gated} >= {"lesson.what-it-does", "lesson.what-it-did-to-me"}
    for one in lessons.values():
        assert 3 <= len(one["screens"]) <= 6 and 2 <= len(one["checks"]) <= 3 and one["minutes"] <= 5, one["id"]
        known = {option["value"] for check in one["checks"] for option in check["options"]}
        assert len(known) >= 2 and all(check["reason"] and check["source"] for check in one["checks"]), one["id"]
        takeaway = IF_THEN.fullmatch(one["takeaway"])
        assert takeaway and positive_act(takeaway["act"]) is None, one["id"]


def test_skills_have_a_short_and_a_whole_version_and_say_their_cautions() -> None:
    skills = [
        one.piece for one in catalogue().shelf.entries if isinstance(one.piece, Skill) and one.piece.language == "en"
    ]
    assert len(skills) >= 20
    assert [one.id for one in skills if not 2 <= len(one.steps) <= 8 or len(one.full) < 3 or not one.why] == []
    cold = next(one for one in skills if one.id == "cool-down")
    said = (cold.caution or "").lower()
    assert all(word in said for word in ("heart", "beta blocker", "eating disorder", "cold", "slow breathing"))


@pytest.mark.parametrize("place", PLACES)
def test_the_21_questions_and_40_more_are_answered(place: str) -> None:
    answers = {one["id"]: one for one in learned(place)["answers"]}
    assert [one for one in TWENTY_ONE if one not in answers] == []
    assert len(answers) >= 61
    for one in answers.values():
        assert one["short"] and one["why"] and one["do"] and one["ask"] and one["sources"], one["id"]
    assert answers["good-reason"]["kind"] == "no"


def test_no_page_is_harder_than_it_may_be() -> None:
    # The formula is for English alone.
    rows = [row for row in grades(catalogue().shelf) if row.piece.language == "en"]
    assert [(row.piece.id, row.hardest) for row in rows if row.hardest > row.most] == []
    orders = [
        row
        for row in rows
        if re.search(r"^(?:answers|conditions)\.|order-kinds|^crisis|\.orders$|\.spo$", row.piece.id)
    ]
    assert len(orders) > 15
    assert [(row.piece.id, row.hardest) for row in orders if row.hardest > 5] == []
    # The check itself holds them to it, and its table says so.
    assert [row.piece.id for row in orders if row.most != 5] == []


@pytest.mark.parametrize("place", PLACES)
def test_nothing_says_that_contact_is_allowed_or_offers_a_way_round(place: str) -> None:
    """Every sentence that a phone gets: answers, situations, conditions, lessons, skills, kinds of order."""
    read = list(words(learned(place)))
    assert len(read) > 2000
    assert [(where, text) for where, text in read if leave_for_contact(text)] == []
    assert [(where, text) for where, text in read if "reasonable excuse" in text.lower()] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_phone_is_told_the_law_of_another_place(place: str) -> None:
    shelf = catalogue().shelf
    elsewhere = {one.title for one in shelf.sources.values() if one.jurisdiction not in shelf.reach(place)}
    assert len(elsewhere) >= 15
    shown = [text for _, text in strings(learned(place), ())]
    assert [text for text in shown if text in elsewhere] == []
    said = [text for _, text in words(learned(place))]
    names = {"england-wales": "England and Wales", "scotland": "Scotland", "northern-ireland": "Northern Ireland"}
    # That one place's orders are not another's may be said, and where a helpline is, never what its law is.
    others = [name for of, name in names.items() if of != place]
    assert [text for text in said if any(name in text for name in others) and "helplines" not in text] == []
    supervisor = {"scotland": "probation practitioner", "northern-ireland": "probation practitioner"}.get(place)
    assert not supervisor or [text for text in said if supervisor in text.lower()] == []
    if place == "scotland":
        assert [text for text in said if re.search(r"\bprobation\b|magistrate", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("place", PLACES)
def test_what_a_condition_asks_back_is_of_the_place_s_law_and_about_the_condition(place: str) -> None:
    here = {one["id"]: one for one in learned(place)["scenarios"]}
    asked = catalogue().teach_back(place)
    library = {one.id: one for one in catalogue().conditions(place)}
    assert len(library) >= 23
    assert set(asked["no-contact"]) <= set(here) and len(asked["no-contact"]) == 2
    # The first thing asked about "no contact" is an answer to a message, which men ask about most.
    assert here[asked["no-contact"][0]]["topics"] == ["reply"] and here[asked["no-contact"][0]]["answer"] == "yes"
    for name, one in library.items():
        assert len(asked[name]) <= 3
        assert [wrong for wrong in asked[name] if one.category not in here[wrong]["conditions"]] == []
    assert sum(bool(asked[name]) for name in library) >= 14


def test_what_a_phone_fetches_stays_small_and_out_of_the_first_load() -> None:
    import gzip

    for place in PLACES:
        packed = len(gzip.compress(catalogue().learn_json("en", place), 9))
        assert packed <= LARGEST == 250 * 1024
        assert packed <= 100 * 1024, place
    assert b"stalking" not in catalogue().open_json()
