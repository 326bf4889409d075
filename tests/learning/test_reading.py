"""The syllable counter and the grade, against words and texts whose figures are known."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.reading import measure, syllables

TABLE = Path(__file__).parent / "syllables.txt"
COUNTED = {
    1: "the cat phone court called asked liked named judged while made can't won't don't you're queue queen rhythm drawer",
    2: "table little people message order section wanted breathing going doing action stalking isn't didn't couldn't "
    "alone question riddle boxes pages minutes moment surgeon ruin fluid quiet every evening",
    3: "harassment probation clinician violence serious anything everyone together courteous hideous poetry medicine "
    "alcohol another previous dangerous beautiful radio actual",
    4: "practitioner information everybody activity continuous reality usually",
}


@pytest.mark.parametrize(("count", "words"), COUNTED.items())
def test_words_have_the_syllables_that_a_dictionary_gives(count: int, words: str) -> None:
    wrong = {word: syllables(word) for word in words.split() if syllables(word) != count}
    assert wrong == {}


def test_at_least_95_in_100_words_are_counted_as_a_dictionary_counts_them() -> None:
    rows = [row.partition(": ") for row in TABLE.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    known = {word: int(count) for count, _, words in rows for word in words.split()}
    wrong = {word: syllables(word) for word, count in known.items() if syllables(word) != count}
    print(f"{len(known)} words, {len(known) - len(wrong)} counted right, {1 - len(wrong) / len(known):.1%}")
    assert len(known) > 450
    assert len(wrong) <= 0.05 * len(known), wrong


@pytest.mark.parametrize(
    ("text", "words", "sentences", "grade"),
    [
        # Syllables counted by hand, grade by the formula: 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
        ("The cat sat on the mat.", 6, 1, -1.4),
        ("Go. Stop. Wait.", 3, 3, -3.4),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13, 1, 13.1),
        ("It is forbidden to communicate with the person, directly or indirectly, by any means.", 14, 1, 11.8),
        # Two of our own, syllables by a dictionary: 53 and 60.
        (
            "Leave at once. Say nothing. Do not wave, film or follow. Go home the long way. Write down that it happened and that "
            "you left. Ring your probation practitioner the same day. Tell them what you did, and that you want it to be known.",
            45,
            7,
            0.81,
        ),
        (
            "A court can change an order. Nobody else can. If the person it protects says yes, the order still holds. If you think it "
            "is wrong, keep to it, and ask a solicitor at once. There may be a date by which you have to ask. Do not wait for it.",
            51,
            6,
            1.61,
        ),
        ("", 0, 0, 0.0),
    ],
)
def test_known_texts_have_the_grade_of_the_formula(text: str, words: int, sentences: int, grade: float) -> None:
    found = measure(text)
    assert (found.words, found.sentences) == (words, sentences)
    assert found.grade == pytest.approx(grade, abs=0.06)


def test_a_heading_and_a_list_item_are_sentences_of_their_own() -> None:
    assert measure("What to do\nStop\nStep back").sentences == 3
    assert measure("One two three four.\nFive six.").longest == 4


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=40))
def test_every_word_has_at_least_one_syllable_and_no_more_than_letters(word: str) -> None:
    assert 1 <= syllables(word) <= len(word) + 1


@given(st.lists(st.sampled_from(["cat", "mat", "probation", "order"]), min_size=1, max_size=30))
def test_a_longer_sentence_of_the_same_words_is_never_easier(words: list[str]) -> None:
    assert measure(" ".join(words)).grade >= measure(". ".join(words)).grade
