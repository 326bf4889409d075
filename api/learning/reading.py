"""How hard a page is to read: Flesch-Kincaid grade with our own syllable counter.

Grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid and others, 1975). English only, and blind to
meaning: a low grade is needed, not enough (content-facts.md section 7).
"""

import re
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")

# Words that the rule below counts wrongly and that our pages use.
_COUNTED = {
    "area": 3, "being": 2, "business": 2, "clothes": 1, "create": 2, "created": 3, "crisis": 2, "diary": 3, "different": 2,
    "doing": 2, "drawer": 1, "evening": 2, "every": 2, "everyone": 3, "everything": 3, "family": 3, "giving": 2, "going": 2, "idea": 3,
    "interest": 2, "lion": 2, "maybe": 2, "medicine": 3, "mobile": 2, "moment": 2, "people": 2, "period": 3, "phone": 1,
    "poem": 2, "quiet": 2, "radio": 3, "real": 1, "reality": 4, "really": 2, "reliance": 3, "science": 2, "seeing": 2, "several": 3, "serious": 3,
    "social": 2, "someone": 2, "something": 2, "sometimes": 2, "somewhere": 2, "trial": 2, "usual": 3, "usually": 4, "video": 3,
    "violence": 3, "violent": 3, "whole": 1,
}  # fmt: skip
# Said letter by letter or figure by figure; each letter or figure is close to one syllable.
_FIGURES = re.compile(r"[0-9]")
_SILENT_E_BEFORE = ("less", "ly", "ful", "ment", "ness")


class Reading(NamedTuple):
    """What a text measures. `longest` is the number of words in its longest sentence; `grade` is a US school year."""

    words: int
    sentences: int
    longest: int
    grade: float


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule of thumb; at least 1. A figure counts as one for each digit."""
    word = word.lower().replace("’", "'")
    figures = len(_FIGURES.findall(word))
    if figures:
        return figures
    word = word.split("'")[0] + ("n" if word.endswith("n't") and not word.startswith(("can", "won", "don")) else "")
    if word in _COUNTED:
        return _COUNTED[word]
    if word.endswith("s") and word[:-1] in _COUNTED:
        return _COUNTED[word[:-1]]
    if re.fullmatch(r"(?:did|could|would|should|is|was|has|have|does|had)nn?", word):
        return 2
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not (len(word) > 2 and word.endswith("le") and word[-3] not in "aeiouyl"):
        count -= word[-2:-1] not in "aeiouy"
    elif word.endswith("es") and not re.search(r"(?:[sxz]|[cs]h|[cg]|[^aeiouy]l)es$", word):
        count -= word[-3:-2] not in "aeiouy"
    elif word.endswith("ed") and not re.search(r"[tdaeiouy]ed$|[^aeiouyl]led$", word):
        count -= 1
    for ending in _SILENT_E_BEFORE:
        if re.search(rf"[^aeiouyl]e{ending}$", word):
            count -= 1
    # Two sounds that the vowel run counts as one: going, diet, usual, previous. Not: action, special, ocean.
    count += len(
        re.findall(
            r"(?<![ctsgx])i(?:a|o|u(?!s$)|et)|(?<![gq])ua(?!r)|ying|(?<!g)eo(?!n$)|(?<!q)uo|eing|[^aeiou]oing|(?<![gq])ui(?=[dn])|oe(?=[tm])",
            word,
        )
    )
    if word.startswith("every") and word != "every":
        count -= 1
    return max(count, 1)


def measure(text: str) -> Reading:
    """The reading figures of plain text. A line end closes a sentence, so that headings and list items count as their own."""
    lengths = [len(words) for words in (_WORD.findall(part) for part in _SENTENCE_END.split(text)) if words]
    words = _WORD.findall(text)
    if not words:
        return Reading(0, 0, 0, 0.0)
    per_word = sum(map(syllables, words)) / len(words)
    grade = 0.39 * len(words) / len(lengths) + 11.8 * per_word - 15.59
    return Reading(len(words), len(lengths), max(lengths), round(grade, 1))
