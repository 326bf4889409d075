"""What a demonstration and a live service may show, and in what shape."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.learning.catalogue import ASK, UNSIGNED, Catalogue, NotSignedOff, load
from api.learning.files import ContentError
from api.learning.pieces import Form

CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 23)
LESSON = "en/law/england-wales/lessons/what-counts.md"
CRISIS = "en/crisis/uk.yaml"
SKILL = "en/skills/stop.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    return copy


def catalogue(root: Path = CONTENT, *, demo: bool = True, today: Callable[[], date] = lambda: TODAY) -> Catalogue:
    return load(root, demo=demo, today=today)


def opened(found: Catalogue) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(found.open_json())
    return made


def learned(found: Catalogue) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(found.learn_json())
    return made


def change(root: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, f"{name} holds no {old!r}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def sign(root: Path, name: str, *roles: str) -> None:
    people = ", ".join(f"{{role: {role}, name: A. Tester, signed_on: 2026-11-20}}" for role in roles)
    change(
        root,
        name,
        ("status: draft", "status: published"),
        ("checker: null", "checker: B. Tester"),
        ("signed_by: []", f"signed_by: [{people}]"),
    )


def test_a_demonstration_shows_the_lesson_with_its_label() -> None:
    made = learned(catalogue())
    assert (made["signed"], made["label"]) == (False, UNSIGNED["en"])
    lesson = next(one for one in made["lessons"] if one["id"] == "law.england-wales.what-counts")
    assert lesson["title"] == "What the law counts as stalking"
    assert 3 <= len(lesson["screens"]) <= 7
    assert 2 <= len(lesson["checks"]) <= 3
    assert lesson["read_aloud"] is True
    assert lesson["takeaway"].count(" then I will ") == 1
    for check in lesson["checks"]:
        assert check["answer"] in [option["value"] for option in check["options"]]
        assert check["source"] in [source["id"] for source in lesson["sources"]]
    assert {check["answer"] for check in lesson["checks"]} != {"could"}, "one scenario must be an innocent one"
    assert {source["mark"] for source in lesson["sources"]} <= {"V", "K", "J"}


def test_a_live_service_shows_nothing_unsigned_but_999_and_111() -> None:
    live = catalogue(demo=False)
    assert [line["tel"] for line in opened(live)["crisis"]] == ["999", "111", "111", "08088088000"]
    assert opened(live)["skills"] == []
    assert opened(live)["breathing"]["breathe_in"] == "Breathe in"
    assert learned(live)["lessons"] == []
    assert learned(live)["helplines"] == []
    assert learned(live)["label"] == ASK["en"]


@pytest.mark.parametrize(
    ("roles", "shown"),
    [((), False), (("lawyer",), False), (("clinician",), False), (("lawyer", "clinician"), True)],
)
def test_a_live_service_shows_a_lesson_once_everyone_has_signed(
    root: Path, roles: tuple[str, ...], shown: bool
) -> None:
    sign(root, LESSON, *roles)
    made = learned(catalogue(root, demo=False))
    assert bool(made["lessons"]) is shown
    assert made["label"] == (None if shown else ASK["en"])


def test_a_signature_under_a_draft_does_not_count(root: Path) -> None:
    sign(root, SKILL, "clinician")
    change(root, SKILL, ("status: published", "status: checked"))
    assert opened(catalogue(root, demo=False))["skills"] == []


def test_a_signed_lesson_goes_on_the_day_after_its_review_date_without_a_restart(root: Path) -> None:
    sign(root, LESSON, "lawyer", "clinician")
    days = [date(2027, 2, 23)]
    live = catalogue(root, demo=False, today=lambda: days[0])
    name = live.learn_name()
    assert live.lesson_ids() == ["law.england-wales.what-counts"]
    days[0] = date(2027, 2, 24)
    assert live.lesson_ids() == []
    assert live.learn_name() != name


def test_a_number_past_its_date_goes_and_the_built_in_ones_stay(root: Path) -> None:
    sign(root, CRISIS, "service lead")
    change(
        root, CRISIS, ("review_by: 2027-02-23\n    source: line-shout", "review_by: 2026-11-01\n    source: line-shout")
    )
    live = catalogue(root, demo=False)
    assert [line["id"] for line in opened(live)["crisis"]] == [
        "emergency",
        "nhs-111",
        "nhs-24",
        "lifeline-ni",
        "samaritans",
        "calm",
    ]
    late = catalogue(root, demo=False, today=lambda: date(2099, 1, 1))
    assert [line["id"] for line in opened(late)["crisis"]] == ["emergency", "nhs-111", "nhs-24", "lifeline-ni"]


def test_signed_skills_are_shown_live_in_their_order(root: Path) -> None:
    sign(root, SKILL, "clinician")
    sign(root, "en/skills/slow-breathing.yaml", "clinician")
    made = opened(catalogue(root, demo=False))
    assert [skill["id"] for skill in made["skills"]] == ["slow-breathing", "stop"]
    assert made["signed"] is True


def test_a_retired_piece_is_shown_nowhere(root: Path) -> None:
    change(root, SKILL, ("status: draft", "status: retired"))
    assert "stop" not in [skill["id"] for skill in opened(catalogue(root))["skills"]]


def test_what_shows_before_unlock_never_names_stalking_or_the_service_behind_it() -> None:
    words = catalogue().open_json().decode().lower()
    found = re.findall(
        r"stalk|court|probation|police|clinician|therap|crime|offence|licence|breach|\burge|abuse|\border\b", words
    )
    assert found == []


def test_help_for_one_s_own_abuse_shows_only_after_unlock() -> None:
    found = catalogue()
    assert "respect" not in [line["id"] for line in opened(found)["crisis"]]
    assert "respect" in [line["id"] for line in learned(found)["helplines"]]


def test_the_bytes_carry_their_own_version_and_the_name_follows_the_bytes(root: Path) -> None:
    first = catalogue(root)
    assert re.fullmatch(r"learn-[0-9a-f]{16}\.json", first.learn_name())
    assert catalogue(root).open_json() == first.open_json()
    change(root, LESSON, ("Two times can be enough", "Twice can be enough"))
    change(root, SKILL, ("Hands still, one breath", "Hands still"))
    second = catalogue(root)
    assert second.learn_name() != first.learn_name()
    assert opened(second)["version"] != opened(first)["version"]
    assert second.content_hash != first.content_hash


def test_the_points_say_what_must_be_told_and_end_with_the_team_s_own_words() -> None:
    points = catalogue().points("en", past_breach_policy="Our team passes it on to the police.")
    assert [set(point) for point in points] == [{"id", "version", "language", "title", "body"}] * len(points)
    body = {point["id"]: point["body"] for point in points}
    assert body["past-breach"].endswith("Our team passes it on to the police.")
    said = " ".join(body.values()).lower()
    for needed in (
        "police or probation may look at your phone",
        "999",
        "a plan or threat to hurt someone",
        "a broken order, or a plan to break one",
        "danger to a child",
        "hurt yourself",
        "a court",
        "does not show that you kept to your order",
        "if you came to a session",
    ):
        assert needed in said
    assert catalogue().points("cy")[0]["id"] == points[0]["id"]


@pytest.mark.parametrize(
    ("place", "line", "supervisor"),
    [
        ("england-wales", "call 111 and choose option 2.", "What probation gets"),
        ("scotland", "call NHS 24 on 111.", "What justice social work gets"),
        ("northern-ireland", "call Lifeline on 0808 808 8000.", "What probation gets"),
    ],
)
def test_the_points_are_true_where_somebody_is(place: str, line: str, supervisor: str) -> None:
    points = catalogue().points("en", "Our probation team knows.", place)
    found = {point["id"]: point for point in points}
    assert found["nobody-watches"]["body"].endswith(line)
    assert found["probation"]["title"] == supervisor
    # The team's own words are its own, and are not reworded.
    assert found["past-breach"]["body"].endswith("Our probation team knows.")
    said = " ".join(point["body"] for point in points)
    assert ("option 2" in said) == (place == "england-wales")
    welsh = {point["id"]: point["body"] for point in catalogue().points("cy", None, place)}["nobody-watches"]
    assert re.findall(r"\d[\d ]*", welsh)[1:] == re.findall(r"\d[\d ]*", found["nobody-watches"]["body"])[1:]
    assert ("opsiwn 2" in welsh) == (place == "england-wales")


@pytest.mark.parametrize("place", ["england-wales", "scotland", "northern-ireland"])
def test_helplines_after_the_pin_are_those_of_ones_own_place(place: str) -> None:
    for language in ("en", "cy"):
        lines = {one["id"]: one for one in json.loads(catalogue().learn_json(language, place))["helplines"]}
        assert {"papyrus", "respect", "relay-uk"} <= lines.keys()
        of_england = {"frank", "drinkline", "shelter", "citizens-advice"}
        assert (lines.keys() & of_england) == (of_england if place == "england-wales" else set())
        local = {one for one in lines if one.startswith("local-help")}
        assert bool(local) == (place != "england-wales")
        assert all(lines[one]["tel"] is None and lines[one]["sms"] is None for one in local)
        assert {one.get("jurisdiction", place) for one in lines.values()} == {place}


def test_before_unlock_each_line_says_for_which_place_it_is() -> None:
    lines = {one["id"]: one.get("jurisdiction") for one in opened(catalogue())["crisis"]}
    assert lines["emergency"] is None and lines["samaritans"] is None
    assert (lines["nhs-111"], lines["nhs-24"], lines["lifeline-ni"]) == (
        "england-wales",
        "scotland",
        "northern-ireland",
    )


def test_a_live_service_enrols_nobody_until_the_points_are_signed(root: Path) -> None:
    with pytest.raises(NotSignedOff):
        catalogue(root, demo=False).points()
    sign(root, "en/cards/how-this-works.yaml", "lawyer")
    assert catalogue(root, demo=False).points() == catalogue().points()


def test_a_live_service_asks_for_no_card_that_is_unsigned_and_still_reads_old_answers(root: Path) -> None:
    live = catalogue(root, demo=False)
    assert live.shown_form("daily-card") is None
    assert live.form("daily-card").item("urge") is not None
    sign(root, "en/forms/daily-card.yaml", "clinician")
    assert catalogue(root, demo=False).shown_form("daily-card") is not None
    assert catalogue().shown_form("daily-card") is not None


def test_the_daily_card_has_the_link_ids_that_stored_answers_use() -> None:
    form = catalogue().form("daily-card")
    assert isinstance(form, Form)
    assert {item.link_id: item.type for item in form.items} == {
        "urge": "scale",
        "acted": "boolean",
        "mood": "scale",
        "anger": "scale",
        "sadness": "scale",
        "anxiety": "scale",
        "shame": "scale",
        "loneliness": "scale",
        "sleep_hours": "number",
        "substances": "choice",
        "used_skill": "boolean",
        "skills": "choices",
        "why_no_skill": "choice",
        "line": "text",
        "talk_about": "boolean",
        "call_me": "boolean",
        "not_safe": "boolean",
    }
    skills = form.item("skills")
    assert skills is not None and skills.options is not None
    assert set(catalogue().skill_ids()) <= {option.value for option in skills.options}


def test_an_unknown_form_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalogue().form("no-such-form")


@pytest.mark.parametrize(
    ("name", "old", "new", "line_of", "reason"),
    [
        (SKILL, "place: 3", "place: third", "place: third", "place"),
        (SKILL, "place: 3", "place: 3\nplace: 4", "place: 4", "twice"),
        (SKILL, "kind: skill", "kind: game", "kind: game", "kind"),
        (SKILL, "title: Stop", "titel: Stop\ntitle: Stop", "titel: Stop", "titel"),
        (SKILL, "claims: [clinical]", "claims: [clinical", "signed_by", "YAML"),
        (LESSON, "minutes: 5", "minutes: 50", "minutes: 50", "minutes"),
        (LESSON, "Stalking is a crime", "<b>Stalking</b> is a crime", "<b>Stalking</b>", "HTML"),
        ("sources.yaml", "mark: J}", "mark: Q}", "ask-first:", "mark"),
        ("facts.yaml", "unit: years, source: pha-4a", "unit: eons, source: pha-4a", "ew.pha.4a.max:", "unit"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_line(
    root: Path, name: str, old: str, new: str, line_of: str, reason: str
) -> None:
    change(root, name, (old, new))
    rows = (root / name).read_text(encoding="utf-8").splitlines()
    line = next(number for number, row in enumerate(rows, 1) if line_of in row)
    with pytest.raises(ContentError, match=reason) as caught:
        catalogue(root)
    assert (caught.value.path, caught.value.line) == (name, line)


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "sources.yaml").unlink()
    with pytest.raises(ContentError, match=r"sources\.yaml:1: this file is missing"):
        catalogue(root)


def test_a_second_file_with_the_same_id_is_refused(root: Path) -> None:
    shutil.copy(root / SKILL, root / "en/skills/zz.yaml")
    with pytest.raises(ContentError, match="taken by another file"):
        catalogue(root)


def live(root: Path) -> Catalogue:
    return catalogue(root, demo=False)


WELSH_CARD = "cy/cards/how-this-works.yaml"


def test_a_live_service_speaks_no_welsh_before_somebody_signed_how_this_works_in_it(root: Path) -> None:
    sign(root, "en/cards/how-this-works.yaml", "lawyer")
    assert live(root).languages() == ["en"] and catalogue(root).languages() == ["en", "cy"]
    assert "cy" not in opened(live(root)) and not [name for name in live(root).learn_names() if name.startswith("cy/")]
    assert {point["language"] for point in live(root).points("cy")} == {"en"}
    assert json.loads(live(root).learn_json("cy", "england-wales"))["language"] == "en"
    sign(root, WELSH_CARD, "lawyer")
    assert live(root).languages() == ["en", "cy"]
    points = live(root).points("cy")
    assert {point["language"] for point in points} == {"cy"}
    assert [point["id"] for point in points] == [point["id"] for point in live(root).points("en")]


def test_what_is_not_signed_in_welsh_is_english_as_a_whole(root: Path) -> None:
    for name in ("en/cards/how-this-works.yaml", WELSH_CARD):
        sign(root, name, "lawyer")
    for path in sorted((root / "en" / "skills").glob("*.yaml")):
        if "open: true" in path.read_text(encoding="utf-8"):
            sign(root, f"en/skills/{path.name}", "clinician")
    sign(root, "en/crisis/uk.yaml", "service lead")
    shown = opened(live(root))["cy"]
    assert shown["language"] == "en" and shown["skills"] == opened(live(root))["skills"]
    assert {line["id"]: line["about"] for line in shown["crisis"]}["samaritans"] == "Someone to talk to"
    # One exercise signed in Welsh is not enough: a list is in one language.
    sign(root, "cy/skills/stop.yaml", "clinician")
    assert opened(live(root))["cy"]["language"] == "en"
    sign(root, "cy/crisis/uk.yaml", "service lead")
    crisis = {line["id"]: line["about"] for line in opened(live(root))["cy"]["crisis"]}
    assert crisis["samaritans"] == "Rhywun i siarad â nhw"


def test_the_numbers_to_ring_are_the_same_in_every_language() -> None:
    made = opened(catalogue())
    assert made["cy"]["language"] == "cy"
    ring = [[(line["id"], line["tel"], line["sms"]) for line in one["crisis"]] for one in (made, made["cy"])]
    assert ring[0] == ring[1] and len(ring[0]) >= 5
    assert [skill["id"] for skill in made["skills"]] == [skill["id"] for skill in made["cy"]["skills"]]


def test_welsh_that_is_behind_its_english_is_met_by_nobody(root: Path) -> None:
    change(root, "en/cards/how-this-works.yaml", ("version: 3", "version: 4"))
    assert {point["language"] for point in catalogue(root).points("cy")} == {"en"}
    assert catalogue(root).languages() == ["en"]
    change(root, WELSH_CARD, ("translates: 3", "translates: 4"))
    assert {point["language"] for point in catalogue(root).points("cy")} == {"cy"}


def test_no_part_of_a_welsh_file_is_half_and_half() -> None:
    made = json.loads(catalogue().learn_json("cy", "england-wales"))
    assert {lesson["language"] for lesson in made["lessons"]} == {"en"}
    assert {one["language"] for one in made["answers"]} == {"en"}
    # The answers are English, so is what is said before them.
    assert made["said"]["answer.no"] == "No."
    assert made["label"] == UNSIGNED["cy"]
    english = json.loads(catalogue().learn_json("en", "england-wales"))
    assert [(line["id"], line["tel"]) for line in made["helplines"]] == [
        (line["id"], line["tel"]) for line in english["helplines"]
    ]
    assert next(line for line in made["helplines"] if line["id"] == "shelter")["about"] == "Lle i fyw, yn Lloegr"


def test_kinds_of_order_of_england_and_wales_have_welsh_names() -> None:
    made, english = (
        {one["id"]: one for one in json.loads(catalogue().learn_json(language, "england-wales"))["orders"]}
        for language in ("cy", "en")
    )
    assert len(made) > 10 and made.keys() == english.keys()
    same = [one for one in made if any(made[one][word] == english[one][word] for word in ("name", "plain"))]
    assert not same, same
