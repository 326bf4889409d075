"""How hard a page is to read: Flesch-Kincaid grade with our own syllable counter.

Grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid and others, 1975). English only, and blind to
meaning: a low grade is needed, not enough (content-facts.md section 7).
"""

import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")

# Words that the rule below counts wrongly and that our pages use.
_COUNTED = {
    "am": 1, "anxiety": 4, "anybody": 4, "anyone": 3, "area": 3, "arguing": 3, "associated": 5, "autism": 3,
    "automatically": 5, "baseball": 2, "behaviour": 3, "being": 2, "business": 2, "careful": 2, "catalogue": 3, "client": 2,
    "clothes": 1, "colleague": 2, "coordinate": 4, "create": 2, "created": 3, "creating": 3, "creation": 3, "creative": 3,
    "crisis": 2, "definitely": 4, "diary": 3, "diet": 2, "different": 2, "doing": 2, "drawer": 1, "earlier": 3, "easier": 3,
    "elsewhere": 2, "employer": 3, "evening": 2, "every": 2, "everyone": 3, "everything": 3, "experience": 4, "family": 3,
    "february": 4, "fire": 1, "forehead": 2, "forever": 3, "gateway": 2, "giving": 2, "going": 2, "gp": 2, "guideline": 2,
    "higher": 2, "homework": 2, "hour": 1, "household": 2, "housework": 2, "idea": 3, "identifier": 5, "interest": 2,
    "january": 4, "layer": 2, "lifeline": 2, "lifetime": 2, "likelihood": 3, "likely": 2, "likewise": 2, "lion": 2,
    "loneliness": 3, "lonely": 2, "lovely": 2, "maybe": 2, "medicine": 3, "million": 2, "mobile": 2, "moment": 2, "naive": 2,
    "nobody": 3, "ok": 2, "oneself": 2, "opinion": 3, "opinions": 3, "parliament": 3, "people": 2, "period": 3,
    "persuade": 2, "phone": 1, "pm": 2, "poem": 2, "poet": 2, "prayer": 2, "quiet": 2, "radio": 3, "react": 2, "real": 1,
    "reality": 4, "really": 2, "reassurance": 4, "reassure": 3, "reliance": 3, "requirement": 3, "royal": 2, "safe": 1,
    "safely": 2, "safety": 2, "science": 2, "seeing": 2, "serious": 3, "several": 3, "sidewalk": 2, "sms": 3, "social": 2,
    "society": 4, "somebody": 3, "someone": 2, "something": 2, "sometimes": 2, "somewhere": 2, "statement": 2, "suicide": 3,
    "supplier": 3, "therefore": 2, "timeline": 2, "timetable": 3, "tired": 2, "trial": 2, "tv": 2, "uk": 2, "unique": 2,
    "usual": 3, "usually": 4, "video": 3, "violence": 3, "violent": 3, "vpn": 3, "whatsoever": 4, "wherever": 3, "whole": 1,
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


@lru_cache(maxsize=20_000)
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
    if word.endswith("e") and not (len(word) > 2 and word.endswith(("le", "re")) and word[-3] not in "aeiouylr"):
        count -= word[-2:-1] not in "aeiouy"
    elif word.endswith("es") and not re.search(r"(?:[sxz]|[cs]h|[cg]|[^aeiouy][lr])es$", word):
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
