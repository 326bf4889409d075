"""Words that content may not use: banned words, a leave for contact, and anything that shows how to watch someone.

Only an exception that a court granted, in its own words, ever says that contact is allowed (product.md F1). No content shows how
to find, follow or watch anyone, not even as a warning (content-facts.md section 8, rule 24). Both are patterns, so they find
the common ways of saying it, not all: a person reads every piece too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from api.learning.files import ContentError, read
from api.learning.pages import strings
from api.learning.pieces import CrisisList, Lesson, Skill
from api.learning.shelf import Entry

_SENTENCE = re.compile(r"[^.?!\n]+[.?!]?")
_REACH = (
    r"(?:contact|message|text|e-?mail|call|ring|phone|reply|answer|respond|write|speak|talk|meet|see|visit|approach|chat|"
    r"get in touch|reach out|send|go (?:to|near|round)|follow|look (?:at|up)|like|friend|add|wave)"
)
_PERSON = r"(?:them|him|her|the other person|the protected person|your ex(?:-\w+)?|that person|their (?:page|profile|home|house|posts?|photos?))"
_LEAVE = (
    rf"\byou(?:'re|’re| are)? (?:can|may|could|might|are allowed to|allowed to|are free to|free to|are fine to|are ok to|have a right to) (?:\w+ )?{_REACH}\b[^.?!]*\b{_PERSON}",
    rf"\b(?:it is|it's|it’s|that is|that's|this is) (?:fine|ok|okay|all right|alright|allowed|safe|legal) to {_REACH}\b[^.?!]*\b{_PERSON}",
    r"\b(?:contact|replying|a reply|one (?:message|text|call)|seeing (?:them|him|her))(?: with (?:them|him|her))? (?:is|are|would be) (?:now )?(?:fine|ok|okay|all right|alright|allowed|permitted|legal)\b",
    r"^\W*(?:just |then |so )?(?:contact|message|text|e-?mail|call|ring|phone|reply to|write to|speak to|talk to|meet|visit|approach) (?:them|him|her|the other person|the protected person|your ex)\b",
    r"\b(?:if|when) (?:they|she|he) (?:agrees?|says? (?:yes|so)|is happy|are happy|wants? (?:you|it))[^.?!]*\byou (?:can|may)\b",
    r"\b(?:you have|you've got|this is|that is|it is|it's) (?:a|your) reasonable excuse\b",
)
_HELD_BACK = re.compile(
    r"\b(?:not|never|nobody|no one|cannot)\b|n['’]t\b|\bonly\b[^.?!]*\byour order names\b", re.IGNORECASE
)
_LEAVES = [re.compile(one, re.IGNORECASE) for one in _LEAVE]

# The same in Welsh: the verb stands first, and its first letter may have changed.
_CY_REACH = (
    r"(?:[cg]h?ysylltu|anfon|danfon|ffonio|thecstio|tecstio|decstio|ateb|siarad|ysgrifennu|[cg]h?wrdd|[cg]h?yfarfod|ymweld|gweld|weld|"
    r"dilyn|ddilyn|edrych|mynd (?:at|heibio)|chwilio)"
)
_CY_PERSON = (
    r"(?:nhw|hi|ef|fe|fo|iddynt|iddi|iddo|atynt|ati|ato|y person arall|(?:eich )?(?:cyn|gyn)-?(?:bartner|gariad))"
)
_LEAVES += [
    re.compile(one, re.IGNORECASE)
    for one in (
        rf"\b(?:cewch|gallwch|gellwch|mae (?:hawl gennych|gennych hawl)|mae'n (?:iawn|ddiogel|gyfreithlon)) (?:i )?(?:chi )?(?:\w+ )?{_CY_REACH}\b[^.?!]*\b{_CY_PERSON}\b",
        r"\bmae (?:cyswllt|ateb|cysylltu|un neges)\b[^.?!]*\b(?:yn iawn|yn cael ei ganiat\u00e1u|yn gyfreithlon)\b",
        rf"^\W*(?:cysylltwch|tecstiwch|ffoniwch|atebwch|ysgrifennwch|siaradwch) (?:(?:\u00e2|at|i) )?{_CY_PERSON}\b",
        r"\b(?:os|pan) (?:yw|bydd|fydd) [^.?!]*\b(?:cytuno|dweud ie|hapus)\b[^.?!]*\b(?:cewch|gallwch)\b",
        r"\b(?:esgus|rheswm) rhesymol (?:yw|ydy) (?:hyn|hwn|hynny)\b",
    )
]
_CY_HELD_BACK = re.compile(r"\b(?:ni|nid|na|nac|peidiwch|byth|neb)\b", re.IGNORECASE)

_TOOLS = re.compile(
    r"\b(?:air ?tags?|spy ?ware|stalker ?ware|key ?loggers?|gps tracker|tracking app|hidden camera|find my (?:phone|friends|i?phone|device)|"
    r"reverse image|people search|electoral roll|number ?plate (?:check|search|look)|way ?back machine|location history|burner|"
    r"fake (?:account|profile)|spoof\w*|geotag\w*|metadata|bluetooth tracker|sim swap)\b",
    re.IGNORECASE,
)
_HOW = [
    re.compile(one, re.IGNORECASE)
    for one in (
        r"\bhow (?:to|you can|people|men) (?:find|follow|watch|track|trace|check up|look up|spot|reach|get round|get around|hide)\b"
        r"[^.?!]*\b(?:someone|somebody|people|a person|the other person|them|him|her|their|his|address|accounts?|profiles?|where)\b",
        r"\bwithout (?:them|him|her|the other person|anyone) (?:knowing|seeing|noticing|finding out)\b",
        r"\bso (?:that )?(?:they|he|she|nobody|no one) (?:can't|cannot|can’t|won't|won’t|doesn't|doesn’t|never) (?:see|know|notice|tell|find out)\b",
        r"\b(?:guess|try|work out|reset|use) (?:their|her|his) (?:password|passcode|pin|log ?in)\b",
        r"\b(?:search|google|look) (?:for |up )(?:their|her|his) (?:name|address|new|car|work|number|family)\b",
        r"\b(?:go through|by asking|ask) (?:their|her|his) (?:friends|family|mates|neighbours) (?:for|about|where|what)\b",
        r"\b(?:put|hide|leave|fit) (?:a|the) (?:tracker|camera|phone|device) (?:in|on|under)\b",
        r"\b(?:drive|walk|go) past (?:their|her|his) (?:home|house|work|street|gym)\b[^.?!]*\b(?:at|when|to (?:see|check))\b",
    )
]  # fmt: skip


@lru_cache(maxsize=32768)
def leave_for_contact(text: str) -> str | None:
    """The sentence of the text that says contact is allowed, or None."""
    for sentence in _SENTENCE.findall(text):
        said = sentence.strip()
        if said.endswith("?") or _HELD_BACK.search(said) or _CY_HELD_BACK.search(said):
            continue
        if any(one.search(said) for one in _LEAVES):
            return str(said)
    return None


@lru_cache(maxsize=32768)
def how_to_watch(text: str) -> str | None:
    """The words of the text that name a means of watching or finding someone, or show how; or None."""
    found = _TOOLS.search(text)
    if found is None:
        found = next((match for one in _HOW if (match := one.search(text))), None)
    return found[0] if found else None


@dataclass(frozen=True)
class Banned:
    """The list of words that content may not use (content-facts.md section 7)."""

    words: Mapping[str, str]
    open: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, root: Path, language: str = "en") -> "Banned":
        """The list of one language. Raises ContentError if it cannot be read."""
        path = root / language / "words" / "banned.yaml"
        try:
            data = read(root, path).data
            rows: Iterable[Mapping[str, str]] = data["banned"]
            return cls({row["word"].lower(): row["instead"] for row in rows}, tuple(data["open"]), tuple(data["term"]))
        except (ContentError, OSError, KeyError, TypeError):
            name = path.relative_to(root).as_posix()
            raise ContentError(name, 1, "the list of banned words cannot be read") from None


def word_findings(entry: Entry, banned: Banned) -> Iterator[tuple[int, str]]:
    """Line and complaint for each banned word, leave for contact, how-to and sign that readers stumble over."""
    piece = entry.piece
    if piece.audience != "participant":
        return
    listed = "|".join(re.escape(word) for word in sorted(banned.words, key=len, reverse=True))
    any_banned = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])", re.IGNORECASE)
    for where, line, words in _read_strings(entry):
        asked = "phrasings" in where or "question" in where
        for found in any_banned.finditer(words) if banned.words and "phrasings" not in where else ():
            word = found[0].lower()
            yield line, f"`{word}` is a banned word; say: {banned.words[word]}"
        if (isinstance(piece, Skill) and piece.open) or (isinstance(piece, CrisisList) and _is_open(piece, where)):
            for word in banned.open:
                if re.search(rf"\b{re.escape(word)}\b", words, re.IGNORECASE):
                    yield line, f"`{word}` gives something away: this shows before unlock"
        if re.search(r"[!\u2013\u2014()]", words):
            yield line, "no dashes, brackets or exclamation marks in what a participant reads"
        if not asked and (said := leave_for_contact(words)):
            yield line, f"`{said}` says that contact is allowed: only the court can, in the words of the order"
        if how := how_to_watch(words):
            yield line, f"`{how}` shows how to find or watch someone: leave it out"


def _is_open(crisis: CrisisList, where: tuple[str | int, ...]) -> bool:
    return where[0] != "lines" or crisis.lines[int(where[1])].open


_NOT_READ = {
    "id", "kind", "language", "jurisdiction", "audience", "phase", "status", "author", "checker", "claims", "signed_by",
    "sources", "source", "link_id", "value", "answer", "type", "slot", "tel", "sms", "screens", "acts", "topics", "blanks",
    "category", "court", "breach", "supervised_by", "may_vary", "starts_from", "in_force", "teach_back", "template", "cy",
}  # fmt: skip
_SOMETIMES_READ = {"conditions"}
"""A list of categories in a scenario or an answer, and words in a library of conditions."""


def _read_strings(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], int, str]]:
    """Every string of a piece that a participant reads, with its place and line. Facts stand there as their marks."""
    for where, value in strings(entry.document.data, ()):
        names = {part for part in where if isinstance(part, str)}
        if not _NOT_READ & names and not (where[0] not in _SOMETIMES_READ and _SOMETIMES_READ & names):
            yield where, entry.document.line(*where), value
    for claim in entry.claims:
        yield ("screens", claim.screen), claim.line, claim.raw
    for screen in entry.piece.screens if isinstance(entry.piece, Lesson) else ():
        line = next((claim.line for claim in entry.claims if claim.screen == screen.id), 1)
        yield ("screens", screen.id), line, screen.title
