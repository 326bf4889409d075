"""The content is clean, and each way of breaking it is found at its line."""

import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from api.learning.lint import lint, run

CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 23)
LESSON = "en/law/england-wales/lessons/what-counts.md"
CRISIS = "en/crisis/uk.yaml"
SKILL = "en/skills/stop.yaml"
FORM = "en/forms/daily-card.yaml"
CARD = "en/cards/how-this-works.yaml"
SCENARIOS = "en/scenarios/england-wales/online.yaml"
ANSWERS = "en/answers/uk/contact.yaml"
CONDITIONS = "en/conditions/contact.yaml"
BANNED = "en/words/banned.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return unpublished(tmp_path / "content")


def unpublished(copy: Path) -> Path:
    """A copy of the content that ships, of which nothing was ever published."""
    shutil.copytree(CONTENT, copy)
    # Each case breaks one rule; the record of what was published would add "make it version 2" to most.
    (copy / "published.json").unlink()
    shutil.rmtree(copy / "published")
    return copy


def change(root: Path, name: str, old: str, new: str) -> int:
    """Put `new` in place of the first `old`; the line where it stands."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} holds no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_content_that_ships_has_nothing_to_mend() -> None:
    assert [str(one) for one in lint(CONTENT, TODAY)] == []


BREAKS = [
    # sources
    (LESSON, "someone fear violence two times or more. Or it makes them so upset or afraid that they can't live day to day as "
     "before. The most a court can give is {{fact:ew.pha.4a.max}} in prison. [[pha-4a]]", "someone fear violence.", "a source is missing"),
    (LESSON, "enough.** [[pha-7]]", "enough.** [[pha-77]]", "`pha-77` is not in sources.yaml"),
    (LESSON, "enough.** [[pha-7]]", "enough.** [[line-999]]", "missing from `sources` of this lesson"),
    (LESSON, "source: pha-7-3a", "source: pha-9", "`pha-9` is not in sources.yaml"),
    (CRISIS, "source: line-shout", "source: line-unheard-of", "`line-unheard-of` is not in sources.yaml"),
    (SKILL, "sources: [stop-skill]", "sources: []", "a source is missing"),
    # dates
    (LESSON, "review_by: 2027-02-23", "review_by: 2026-11-22", "review was due by 2026-11-22"),
    (CRISIS, "    review_by: 2027-02-23", "    review_by: 2026-11-22", "was to be rung again by 2026-11-22"),
    (CRISIS, "    review_by: 2027-02-23\n", "", "has no review date"),
    # grades
    (CARD, "You can say no to it, or ask to stop.", "Participation is voluntary; discontinuation necessitates communication.",
     "reads at grade"),
    (SKILL, "- Stop. Keep your hands still.", "- Immediately discontinue every activity. Maintain physical immobility. Deliberate regarding consequences. "
     "Anticipate alternatives independently. Participate appropriately. Evaluate possibilities realistically.",
     "at most 5"),
    (LESSON, "Words count too.", "Words and looks and calls and texts and cards and gifts and notes and posts and likes and walks "
     "and waits and knocks and rings and more all count.", "a sentence of"),
    # words
    (LESSON, "Words count too.", "The victim counts.", "`victim` is a banned word"),
    (LESSON, "title: What the law counts as stalking", "title: What makes a stalker", "`stalker` is a banned word"),
    (CARD, "gives you a mark or a score", "gives you a Risk Score", "`risk score` is a banned word"),
    (FORM, "I forgot", "I failed", "`failed` is a banned word"),
    (FORM, "One line about today", "One line about your streak", "`streak` is a banned word"),
    (LESSON, "no_message, text: \"No. A like", "no_message, text: \"No, it was love. A like", "`love` is a banned word"),
    (SKILL, "Ask what will matter", "Think of the court. Ask what will matter", "`court` gives something away"),
    (CRISIS, "about: Someone to talk to", "about: Stalking help", "`stalking` gives something away"),
    (CARD, "Leave out names\n", "Leave out names!\n", "no dashes, brackets or exclamation marks"),
    (LESSON, "Words count too.", "Your order counts too.", "explain it at first use"),
    # a short answer that answers its question
    (ANSWERS, "They say they want me back. Can I go back to them?", "They say they want me back. Does the order still count?", "right after it"),
    # scenarios and takeaway
    (LESSON, "answer: could", "answer: perhaps", "the answer is none of the options"),
    (LESSON, "then I will put my phone", "then I will not touch my phone", "must say what to do"),
    # forms
    (FORM, "{link_id: used_skill, equals: true}", "{link_id: used_skil, equals: true}", "is not the link id of an item here"),
    (FORM, "{link_id: used_skill, equals: true}", "{link_id: substances, equals: some}", "can never be 'some'"),
    (FORM, "Did you use a skill or your plan today?\n", "Did you use a skill or your plan today?\n    enable_when: {link_id: "
     "why_no_skill, equals: forgot}\n", "waits for itself"),
    (FORM, "link_id: mood", "link_id: anger", "stands here twice"),
    (FORM, "    max: 300", "    max: 3000", "300 characters at most"),
    (FORM, "    max: 10", "    max: 5", "every scale goes from 0 to 10"),
    (FORM, "{value: drugs,", "{value: alcohol,", "two options have the same value"),
    (FORM, "type: number", "type: choice", "options belong to"),
    # markup
    (LESSON, "Words count too.", "Words count too.\n\n<script>alert(1)</script>\n", "HTML is not allowed"),
    (CARD, "Write with that in mind.", "Write with <b>that</b> in mind.", "HTML or script is not allowed"),
    (FORM, "A guess is fine.", "javascript:alert(1)", "HTML or script is not allowed"),
    # the rest
    ("packs.yaml", "pieces: [how-this-works, daily-card]", "pieces: [how-this-works]", "is in no pack"),
    ("packs.yaml", "pieces: [how-this-works, daily-card]", "pieces: [how-this-works, daily-card, ghost]", "`ghost` is not the id"),
    (CRISIS, "    tel: \"999\"", "    tel: \"998\"", "999 must be there in scotland"),
    (CRISIS, "    builtin: true\n    source: line-nhs-24", "    review_by: 2027-02-23\n    source: line-nhs-24", "scotland needs a line of its own"),
    (CARD, "      scotland: What", "      schotland: What", "this card does not hold in `schotland`"),
    (CARD, "      scotland: What you write", "      scotland: What you consequentially communicate electronically", "`nobody-watches, scotland` reads at grade"),
    (SKILL, "claims: [clinical]", "claims: []", "makes a claim that is clinical"),
    (SKILL, "status: draft", "status: checked", "a second person must have checked this"),
    (SKILL, "status: draft", "status: published", "not signed by: clinician"),
    (SKILL, "status: draft", "status: published", "not a primary source that was read"),
    (SKILL, "version: 3", "version: one", "version"),
    # figures of law
    (LESSON, "{{fact:ew.pha.4a.max}}", "10 years", "write {{fact:ew.pha.4a.max}}"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "ten years", "write {{fact:ew.pha.4a.max}}"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "5 years", "`ew.pha.4a.max` is 10 years"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "a 14-year stay", "contradicts the table of facts"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "{{fact:ew.pha.4a.maximum}}", "`ew.pha.4a.maximum` is not in facts.yaml"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "{{fact:sc.cjl.39.max}}", "is a fact of scotland"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "{{fact:ew.pha.4.max}}", "rests on the source `pha-4`: name it here"),
    (LESSON, "Stalking is a crime in England and Wales.", "Stalking has been a crime since 25 November 2012.",
     "write {{fact:ew.pha.2a.start}}"),
    (LESSON, "Stalking is a crime in England and Wales.", "Stalking is a crime. The fine comes in 9 days.", "does not hold"),
    (LESSON, "It can feel small to you, and still scare someone. [[plain]]", "Some get 3 months in prison. [[plain]]", "does not hold"),
    (ANSWERS, "It does not matter who wrote first.", "You get 3 days.", "write {{fact:"),
    ("facts.yaml", "value: 10, unit: years, source: pha-4a,", "value: ten, unit: years, source: pha-4a,", "whole number"),
    ("facts.yaml", "source: pha-4a, mark: V", "source: pha-44a, mark: V", "`pha-44a` is not in sources.yaml"),
    ("facts.yaml", "source: pha-4a, mark: V", "source: pha-4a, mark: K", "is marked K, its source V"),
    ("facts.yaml", "check: true, words: {en: \"some time\"}", "check: true", "needs `words`"),
    ("facts.yaml", "ew.cma.1.max: {jurisdiction: england-wales", "ew.cma.1.max: {jurisdiction: wessex", "`wessex` is not in"),
    # scenarios, answers, conditions, orders
    (SCENARIOS, "answer: could", "answer: maybe", "answer"),
    (SCENARIOS, "acts: [b, d]", "acts: [b, z]", "acts"),
    (SCENARIOS, "id: ew.online.seen-by-chance", "id: ew.online.old-photo", "is taken"),
    (SCENARIOS, "source: pha-7", "source: pha-1", "is missing from `sources`"),
    (SCENARIOS, "jurisdiction: england-wales", "jurisdiction: wessex", "`wessex` is not in jurisdictions.yaml"),
    (SCENARIOS, "claims: [law]", "claims: []", "makes a claim that is law"),
    (ANSWERS, 'kind: "no"', "kind: maybe", "kind"),
    (ANSWERS, "Their message does not change it.", "Yes, a short one is fine.", "says yes, and the answer is `no`"),
    (ANSWERS, "Only the court can change your order.", "You can text them once.", "says that contact is allowed"),
    (ANSWERS, "conditions: []", "conditions: [contact]", "cannot involve nobody"),
    (ANSWERS, "    sources: [order-binds-you, breach-guideline]", "    sources: []", "sources"),
    (ANSWERS, "    sources: [order-binds-you, breach-guideline]", "    sources: [pha-7]", "is missing from `sources`"),
    (CONDITIONS, "within {how_far} of", "within {distance} of", "say what may stand in {distance}"),
    (CONDITIONS, "who: {type: role}", "who: {type: name}", "who"),
    (CONDITIONS, "of: [other_person, family, their_child]", "of: [other_person, boss]", "`boss` is not in words/roles.yaml"),
    (CONDITIONS, "ew.contact.keeps-and-tells", "ew.contact.nowhere", "is not the id of a scenario"),
    (CONDITIONS, "ew.contact.keeps-and-tells", "ew.near.same-train", "is not about contact"),
    (CONDITIONS, "teach_back: [ew.contact.reply-to-hers", "teach_back: [ew.contact.ten-texts, ew.contact.kind-texts, ew.contact.reply-to-hers",
     "4 scenarios for england-wales; at most 3"),
    ("en/conditions/northern-ireland/police.yaml", "ni.duties.same-day", "ew.more.tells-police-day-1", "where this condition does not hold"),
    # a law of one place, told in another
    ("en/law/scotland/lessons/orders.md", "how. **It is on you, not on them.** [[cpsa-234a, order-binds-you]]",
     "how. **It is on you, not on them.** [[sentencing-act-363]]", "is missing from `sources`"),
    (ANSWERS, "    sources: [order-binds-you, breach-guideline]", "    sources: [breach-guideline]", "holds in scotland or northern-ireland"),
    ("en/answers/scotland/here.yaml", "    sources: [cjl-39]", "    sources: [cjl-39]\n  - id: moving-house\n    question: May I?\n    phrasings: [a b, c d]\n"
     "    kind: ask_first\n    short: Ask.\n    why: [Ask.]\n    do: [Ask.]\n    ask: [Them]\n    conditions: []\n    sources: [cjl-39]", "is taken"),
    ("order-kinds.yaml", "    sources: [cpsa-234a]", "    sources: [sentencing-act-363]", "nothing that this rests on holds in scotland"),
    (LESSON, "{{fact:ew.pha.4a.max}}", "{{fact:ew.pha.4a.[max](term:order)}}", "a mark of a fact is broken"),
    (CONDITIONS, "category: places", "category: pubs", "category"),
    ("order-kinds.yaml", "jurisdiction: england-wales", "jurisdiction: wessex", "`wessex` is not in jurisdictions.yaml"),
    ("order-kinds.yaml", "starts_from: service", "starts_from: someday", "starts_from"),
    # what shows how to watch, what cannot be a plan
    (LESSON, "Words count too.", "Put an AirTag in the bag.", "shows how to find or watch"),
    (SCENARIOS, "Late at night he likes one old photo.", "He makes a fake account.", "shows how to find or watch"),
    (LESSON, "If I want to look, like or send, then I will put", "I will put", "a takeaway reads"),
    (LESSON, "then I will put my phone in another room", "then I will avoid my phone", "must say what to do"),
    (LESSON, "place: 10", "place: 10\ngated: true", "a gated lesson is for `working` or later"),
    ("en/skills/ask-for-help.yaml", 'full:\n  - "Make a list of 3 people before you need them. None of them is close to the other person."\n'
     '  - "Choose what each is good for. One to talk, one to walk with, one to sit with."\n', "", "needs its full version"),
    (BANNED, "banned:", "bannned:", "the list of banned words cannot be read"),
]  # fmt: skip


Break = tuple[str, str, str, str]


def in_company(breaks: list[Break]) -> list[list[Break]]:
    """As few folders of content as can be, no file of which is broken twice: a mistake is found whatever else is wrong.

    Alone is the list of banned words: where it cannot be read, nobody knows them.
    """
    together: list[list[Break]] = []
    for one in breaks:
        room = (some for some in together if not {one[0], BANNED} & {name for name, *_ in some} and one[0] != BANNED)
        if (found := next(room, None)) is not None:
            found.append(one)
        else:
            together.append([one])
    return together


@pytest.mark.parametrize("broken", in_company(BREAKS), ids=lambda some: some[0][3][:40])
def test_broken_pieces_are_found_where_they_are_broken(root: Path, broken: list[Break]) -> None:
    lines = [change(root, name, old, new) for name, old, new, _ in broken]
    every = lint(root, TODAY)
    for (name, _, _, message), line in zip(broken, lines, strict=True):
        where = FORM if message.endswith("is in no pack") else name
        found = [one for one in every if message in one.message and one.path == where]
        assert found, (name, message, [str(one) for one in every])
        # A page or list is named by where it begins, a missing signature by its own line of the front matter.
        assert where != name or found[0].line <= line + 6


def test_a_banned_word_is_found_at_its_very_line(root: Path) -> None:
    line = change(root, LESSON, "Ask the people around you", "Ask the stalkers around you")
    assert [(one.path, one.line) for one in lint(root, TODAY)] == [(LESSON, line)]


def test_a_page_over_a_megabyte_is_refused(root: Path) -> None:
    (root / SKILL).write_text((root / SKILL).read_text() + "#" * 1_000_001, encoding="utf-8")
    assert [(one.path, "at most 1,000,000" in one.message) for one in lint(root, TODAY)] == [(SKILL, True)]


@pytest.fixture(scope="module")
def went_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, published for the first time."""
    root = unpublished(tmp_path_factory.mktemp("went-out") / "content")
    assert run(root, TODAY, Console(file=io.StringIO()), publish=True) == 0
    return root


class TestPublished:
    @pytest.fixture
    def published(self, went_out: Path, tmp_path: Path) -> Path:
        """A copy of it to change."""
        return shutil.copytree(went_out, tmp_path / "content")

    def test_a_changed_link_id_type_is_refused_even_in_a_new_version(self, published: Path) -> None:
        change(published, FORM, "version: 2", "version: 3")
        line = change(
            published,
            FORM,
            "link_id: talk_about\n    type: boolean",
            "link_id: talk_about\n    type: text\n    max: 300",
        )
        assert [(one.path, one.line, one.message) for one in lint(published, TODAY)] == [
            (FORM, line + 1, "`talk_about` was published as boolean: give the new question a new link id")
        ]

    def test_other_words_need_a_new_version(self, published: Path) -> None:
        change(published, CARD, "Leave out names", "Leave names out")
        (found,) = lint(published, TODAY)
        assert found.message == "version 3 was published with other words: make it version 4"
        change(published, CARD, "version: 3", "version: 4")
        assert lint(published, TODAY) == []

    def test_a_new_review_date_needs_no_new_version(self, published: Path) -> None:
        change(published, CRISIS, "    review_by: 2027-02-23", "    review_by: 2027-05-23")
        change(published, LESSON, "review_by: 2027-02-23", "review_by: 2027-05-23")
        assert lint(published, TODAY) == []

    def test_a_lower_version_is_refused(self, published: Path) -> None:
        change(published, CARD, "version: 3", "version: 5")
        assert run(published, TODAY, Console(file=io.StringIO()), publish=True) == 0
        change(published, CARD, "version: 5", "version: 4")
        assert "version 5 was published already" in [one.message for one in lint(published, TODAY)]

    def test_every_version_of_a_form_that_went_out_is_kept_as_it_was(self, published: Path) -> None:
        change(published, FORM, "text: How good was your mood?", "text: How was your mood?")
        assert any(one.message.endswith("make it version 3") for one in lint(published, TODAY))
        change(published, FORM, "version: 2", "version: 3")
        assert run(published, TODAY, Console(file=io.StringIO()), publish=True) == 0
        kept = published / "published/en/daily-card.2.json"
        assert "How good was your mood?" in kept.read_text(encoding="utf-8")
        assert "How was your mood?" in (published / "published/en/daily-card.3.json").read_text(encoding="utf-8")
        # The form itself may not go back to other words under a number that was used, even without the record.
        (published / "published.json").unlink()
        change(published, FORM, "text: How was your mood?", "text: How good was the mood?")
        assert any(
            one.message == "version 3 was published with other words: make it version 4"
            for one in lint(published, TODAY)
        )
        change(published, FORM, "text: How good was the mood?", "text: How was your mood?")
        assert run(published, TODAY, Console(file=io.StringIO()), publish=True) == 0
        # Nor may what was kept be changed, or go.
        said = kept.read_text(encoding="utf-8")
        kept.write_text(said.replace("How good was your mood?", "How bad was your mood?"), encoding="utf-8")
        assert [(one.path, one.message) for one in lint(published, TODAY)] == [
            ("published/en/daily-card.2.json", "a published version never changes: put it back as it was")
        ]
        kept.unlink()
        assert [one.message for one in lint(published, TODAY)] == [
            "version 2 of `en/daily-card` was published and is gone from published/en/daily-card.2.json"
        ]

    def test_a_link_id_of_a_version_long_gone_keeps_its_type(self, published: Path) -> None:
        text = (published / FORM).read_text(encoding="utf-8")
        line = text[text.index("  - link_id: line\n") : text.index("  - link_id: talk_about\n")]
        change(published, FORM, line, "")
        change(published, FORM, "version: 2", "version: 3")
        assert run(published, TODAY, Console(file=io.StringIO()), publish=True) == 0
        change(
            published,
            FORM,
            "  - link_id: talk_about\n",
            "  - link_id: line\n    type: boolean\n    text: Is there a line?\n  - link_id: talk_about\n",
        )
        change(published, FORM, "version: 3", "version: 4")
        assert any("`line` was published as text" in one.message for one in lint(published, TODAY))

    def test_a_piece_that_went_out_may_be_retired_but_not_deleted(self, published: Path) -> None:
        change(published, SKILL, "status: draft", "status: retired")
        assert lint(published, TODAY) == []
        (published / SKILL).unlink()
        assert any("is gone" in one.message for one in lint(published, TODAY))

    def test_nothing_is_published_while_something_is_to_mend(self, root: Path) -> None:
        change(root, CARD, "Leave out names\n", "Leave out names!\n")
        assert run(root, TODAY, Console(file=io.StringIO()), publish=True) == 1
        assert not (root / "published.json").exists()


def test_the_record_that_ships_is_of_the_content_that_ships() -> None:
    record = json.loads((CONTENT / "published.json").read_text(encoding="utf-8"))
    assert record["en/daily-card"]["link_ids"]["urge"] == "scale"
    pieces = [
        path
        for language in ("en", "cy")
        for path in (CONTENT / language).rglob("*")
        if path.suffix in (".md", ".yaml") and path.parent.name != "words"
    ]
    of_pieces = {name for name in record if "/" in name} - {"en/order-kinds"}
    assert len(of_pieces) == len(pieces) >= 10
    assert record["facts"]["ew.pha.4a.max"]["figure"] == "10 years"
    assert "en/order-kinds" in record


def test_run_prints_each_finding_with_its_line_and_the_table_of_grades(root: Path) -> None:
    line = change(root, LESSON, "Words count too.", "The victim counts.")
    out = io.StringIO()
    assert run(root, TODAY, Console(file=out, width=160)) == 1
    said = out.getvalue()
    assert f"content/{LESSON}:{line}: `victim` is a banned word; say: the other person\n" in said
    assert "law.england-wales.what-counts" in said
    assert "Hardest page" in said
    assert run(CONTENT, TODAY, Console(file=io.StringIO())) == 0


def test_every_banned_word_of_the_list_is_found(root: Path) -> None:
    rows = yaml.safe_load((root / "en/words/banned.yaml").read_text(encoding="utf-8"))["banned"]
    assert len(rows) > 25
    said = " ".join(f"Say {row['word']} now." for row in rows)
    change(root, CARD, "Write with that in mind.", said)
    found = " ".join(one.message for one in lint(root, TODAY))
    assert [row["word"] for row in rows if f"`{row['word']}` is a banned word" not in found] == []


class TestFacts:
    """A fact that is broken is seen wherever it is broken: in the table, or on a page."""

    @pytest.fixture
    def published(self, root: Path) -> Path:
        assert run(root, TODAY, Console(file=io.StringIO()), publish=True) == 0
        return root

    def test_another_figure_in_the_table_needs_a_new_reading_of_the_source(self, published: Path) -> None:
        line = change(
            published, "facts.yaml", "value: 10, unit: years, source: pha-4a", "value: 9, unit: years, source: pha-4a"
        )
        found = {(one.path, one.line): one.message for one in lint(published, TODAY)}
        assert found[("facts.yaml", line)].startswith("`ew.pha.4a.max` was 10 years: read it in its source again")
        # Every page that says the figure is another page now.
        assert any(path == LESSON and "make it version 4" in said for (path, _), said in found.items())

    def test_a_new_reading_and_a_new_version_of_the_page_are_enough(self, published: Path) -> None:
        change(
            published,
            "facts.yaml",
            "value: 10, unit: years, source: pha-4a, mark: V, read_on: 2026-11-23",
            "value: 9, unit: years, source: pha-4a, mark: V, read_on: 2026-11-24",
        )
        users = [path for path in published.rglob("*.*") if "fact:ew.pha.4a.max}}" in path.read_text(encoding="utf-8")]
        assert len(users) >= 1
        for path in users:
            text = path.read_text(encoding="utf-8")
            path.write_text(
                re.sub(r"(?m)^version: (\d+)$", lambda row: f"version: {int(row[1]) + 1}", text, count=1),
                encoding="utf-8",
            )
        assert lint(published, TODAY) == []

    def test_a_page_against_the_table_is_refused_at_its_line(self, root: Path) -> None:
        line = change(root, LESSON, "{{fact:ew.pha.4a.max}}", "5 years")
        assert [(one.path, one.line, one.message) for one in lint(root, TODAY)] == [
            (LESSON, line, "`5 years` contradicts the table of facts: `ew.pha.4a.max` is 10 years")
        ]

    def test_a_story_may_say_how_long(self, root: Path) -> None:
        change(root, SCENARIOS, "The week before, he liked two.", "Then 3 days later, he liked two.")
        assert lint(root, TODAY) == []


WELSH_CRISIS, WELSH_CARD, WELSH_SKILL = "cy/crisis/uk.yaml", "cy/cards/how-this-works.yaml", "cy/skills/stop.yaml"

WELSH_BREAKS = [
    (WELSH_CRISIS, 'tel: "116123"', 'tel: "116124"', "`samaritans.tel` is 116124, in the English 116123"),
    (WELSH_CRISIS, "  - id: frank", "  - id: franc", "`franc.id` is franc, in the English missing"),
    (WELSH_CARD, "  - id: court", "  - id: llys", "is ('llys', None, {}), in the English ('court', None, {})"),
    (WELSH_CARD, "Lifeline ar 0808 808 8000", "Lifeline ar 0808 808 8001", "808 8001"),
    (WELSH_CARD, "      scotland:", "      yr-alban:", "this card does not hold in `yr-alban`"),
    (WELSH_CRISIS, "    source: line-nhs-24\n    jurisdiction: scotland\n", "    source: line-nhs-24\n", "`nhs-24.jurisdiction` is missing"),
    (WELSH_CARD, "translates: 3\n", "", "say under `translates` from which English version this was written"),
    (WELSH_CARD, "claims: [law]", "claims: []", "`claims` is not as in the English: ('law',)"),
    (WELSH_SKILL, "  - Cymerwch un anadl araf.\n", "", "`steps` is 4, in the English 5"),
    (WELSH_SKILL, "open: true", "open: false", "`open` is False, in the English True"),
    (WELSH_SKILL, "Stopiwch.", "Stopiwch!", "no dashes, brackets or exclamation marks"),
    (WELSH_SKILL, "Stopiwch.", "Stopiwch. Mae'r heddlu yma.", "`heddlu` gives something away"),
    (WELSH_CARD, "Peidiwch ag ysgrifennu enwau", "Mae'r dioddefwr yma. Peidiwch ag ysgrifennu enwau", "`dioddefwr` is a banned word; say: y person arall"),
    (WELSH_CARD, "Gallwch ddweud na, neu ofyn am gael stopio.", "Gallwch ffonio y person arall.", "says that contact is allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "message"), WELSH_BREAKS)
def test_each_way_of_breaking_the_welsh_is_found(root: Path, name: str, old: str, new: str, message: str) -> None:
    change(root, name, old, new)
    found = [one for one in lint(root, TODAY) if one.path == name]
    assert any(message in one.message for one in found), [str(one) for one in found]


def test_a_new_english_version_waits_for_no_translator(root: Path) -> None:
    change(root, CARD, "version: 3", "version: 4")
    change(root, CRISIS, "version: 3", "version: 4")
    change(root, CRISIS, 'tel: "08000684141"', 'tel: "08000684142"')
    assert [one for one in lint(root, TODAY) if one.path.startswith("cy/")] == []
