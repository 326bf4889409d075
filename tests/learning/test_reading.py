"""The syllable counter and the grade, against words and texts whose figures are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.reading import measure, syllables

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


@pytest.mark.parametrize(
    ("text", "words", "sentences", "grade"),
    [
        # Syllables counted by hand, grade by the formula: 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
        ("The cat sat on the mat.", 6, 1, -1.4),
        ("Go. Stop. Wait.", 3, 3, -3.4),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13, 1, 13.1),
        ("It is forbidden to communicate with the person, directly or indirectly, by any means.", 14, 1, 11.8),
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
