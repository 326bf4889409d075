"""The identifier guard on its published corpus, on hostile text, and against itself."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.journal import guard
from api.journal.guard import Found, find, labels, marked, mask, notices

TABLE = json.loads(guard.TABLE.read_text(encoding="utf-8"))
CASES: list[tuple[str, list[str]]] = [(case["text"], case["found"]) for case in TABLE["cases"]]
# Node comes with the test tools, beside this Python; `node` on the PATH will do as well.
NODE = str(beside) if (beside := Path(sys.executable).with_name("node")).exists() else "node"
CERTAIN = {"phone", "email", "link", "handle", "postcode", "plate"}


@pytest.mark.parametrize(("text", "found"), CASES, ids=[text[:40] for text, _ in CASES])
def test_each_case_of_the_corpus_is_found_as_written(text: str, found: list[str]) -> None:
    assert [one.id for one in find(text)] == found


def test_the_corpus_is_large_half_innocent_and_covers_every_pattern() -> None:
    innocent = sum(not found for _, found in CASES)
    assert len(CASES) >= 120
    assert 0.4 <= innocent / len(CASES) <= 0.6
    counts = Counter(one for _, found in CASES for one in found)
    assert set(counts) == {pattern["id"] for pattern in TABLE["patterns"]}
    assert min(counts.values()) >= 6
    assert {pattern["id"] for pattern in TABLE["patterns"] if pattern["certain"]} == CERTAIN


def test_every_number_in_the_corpus_is_one_set_aside_for_drama_or_help() -> None:
    """No made-up case may ring a real person's telephone."""
    for text, found in CASES:
        if "phone" in found and re.search(r"\b07[0-9 .\-]{9,}", text):
            assert re.search(r"0 ?7 ?7 ?0 ?0[ .\-]*9 ?0 ?0|077 00 90|\(07700\) 900", text), text


def test_the_phone_finds_the_same_as_the_server(tmp_path: Path) -> None:
    """The same table in JavaScript, by the rule that the table itself states."""
    script = tmp_path / "same.mjs"
    script.write_text(
        """
import { readFileSync } from "node:fs";
const { patterns, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const out = cases.map(({ text }) => {
  const wanted = patterns.flatMap((p, order) =>
    [...text.matchAll(new RegExp(p.re, p.flags + "g"))].map((m) => [p.certain ? 0 : 1, m.index, -(m.index + m[0].length), order]));
  wanted.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
  const taken = [];
  for (const [, start, end, order] of wanted)
    if (!taken.some((t) => start < t[1] && -end > t[0])) taken.push([start, -end, patterns[order].id]);
  return taken.sort((a, b) => a[0] - b[0]).map(([start, end, id]) => [id, start, end]);
});
process.stdout.write(JSON.stringify(out));
""",
        encoding="utf-8",
    )
    said = subprocess.run([NODE, str(script), str(guard.TABLE)], capture_output=True, check=True, text=True).stdout
    there = json.loads(said)
    here = [[[one.id, one.start, one.end] for one in find(text)] for text, _ in CASES]
    assert there == here


def test_the_cheap_test_never_hides_a_find() -> None:
    for text, _ in CASES:
        for pattern in TABLE["patterns"]:
            flags = re.ASCII | (re.IGNORECASE if "i" in pattern["flags"] else 0)
            if re.search(pattern["re"], text, flags):
                assert re.search(pattern["near"], text, re.ASCII), (pattern["id"], text)


PIECES = st.sampled_from([
    "07700 900123", "a@example.com", "www.example.com", "@made_up", "ZE9 9ZZ", "AB12 CDE", "51.50012, -0.12001",
    "oh seven seven", "double", " oh nine", "insta is ", "made_up", "a.b.c", "lat 51.500", "long -1.200", "flat 2", " house", " close",
    " dot ", "com", "www", " . ", " at ", "#1234", "u/", "AB 12", " CDE", "-", "w3w ", "1", "zero", "nought ", "two", ":", "_",
    "12 Made Up Street", "999", "116 123", "00:40", "8", " ", ", ", ". ", "and", "I", "\n", "é", "０", "+", "(", "/", "@",
])  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join)))
def test_finds_never_overlap_and_all_patterns_agree_with_the_fast_way(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    slow = False
    for pattern in TABLE["patterns"]:
        flags = re.ASCII | (re.IGNORECASE if "i" in pattern["flags"] else 0)
        slow = slow or re.search(pattern["re"], text, flags) is not None
    assert bool(found) is slow


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join)))
def test_masked_text_holds_nothing_certain(text: str) -> None:
    masked, ids = mask(text)
    assert not [one for one in find(masked) if one.certain]
    if not ids:
        assert masked == text


@pytest.mark.parametrize(
    ("text", "kept", "masked", "ids"),
    [
        ("Nothing here.", (), "Nothing here.", []),
        ("It was 07700 900123, twice.", (), "It was [phone number], twice.", ["phone"]),
        ("Kept 07700 900123", ("07700 900123",), "Kept [phone number]", ["phone"]),
        ("a@example.com or www.example.com", (), "[e-mail] or [link]", ["email", "link"]),
        ("@made_up in ZE9 9ZZ with AB12 CDE", (), "[user name] in [postcode] with [number plate]",
         ["handle", "postcode", "plate"]),
        ("at 12 Made Up Street", (), "at 12 Made Up Street", ["street"]),
        ("at 12 Made Up Street", ("12 Made Up Street",), "at 12 Made Up Street", []),
        ("07700 900123AB12 CDE", (), "[phone number][number plate]", ["phone", "plate"]),
        ("999, 111, 116 123, 85258 and 101", (), "999, 111, 116 123, 85258 and 101", []),
    ],
)  # fmt: skip
def test_certain_finds_are_masked_and_uncertain_ones_only_told(
    text: str, kept: tuple[str, ...], masked: str, ids: list[str]
) -> None:
    assert mask(text, kept) == (masked, ids)


def test_a_certain_find_wins_over_an_uncertain_one_that_began_earlier() -> None:
    text = "4 Made Up Road"
    assert [one.id for one in find(text)] == ["street"]
    assert find("call 07700 900123") == [Found("phone", 5, 17, True)]


def test_notices_say_each_kind_once_in_words_for_staff() -> None:
    assert notices(["phone", "street", "phone"]) == [
        "The app took out a phone number.",
        "This may hold a street address. Please do not copy it.",
    ]


def test_labels_name_what_was_found_and_never_the_value() -> None:
    assert labels("07700 900123 or 07700 900456, at 4 Made Up Road") == [
        ("a phone number", "rhif ffôn"),
        ("a street address", "cyfeiriad stryd"),
    ]
    assert labels("put the phone in the drawer") == []


def test_stored_words_still_tell_what_was_masked_and_what_may_be_in_them() -> None:
    stored, _ = mask("a@example.com lives at 4 Made Up Road")
    assert marked(stored) == ["email", "street"]
    assert marked("put the phone in the drawer") == []


HOSTILE = [
    "0 " * 5000, "a" * 10_000, "a." * 5000, "a@" * 5000, "@" * 10_000, "1 a " * 2500, "07700 900123 " * 770, "a-" * 5000,
    "+1" * 5000, "0.0." * 2500, "12 Made Up " * 900, "AB12 " * 2000, "51.500 " * 1400, "a@" + "b." * 5000, "www." * 2500,
    "u/" * 5000, "1°" * 5000, "0(-" * 3300, "//" * 5000, "a at b dot " * 900, "aaa at " * 1400, " " * 9999 + "0",
    "0" + "." * 9999, "insta " * 1600, "." * 10_000, "a.a/" * 2500, "é" * 10_000 + "@", "(at)" * 2500, "7 A A A " * 1250,
    "0" * 10_000, "((((" * 2500, "+ (1" * 2500, "snap name " * 1000, "O0o" * 3300, "1.123, " * 1400, "://" * 3300,
    "1 " + "Aa " * 3300, "flat 1 Aa " * 1000, "A1" * 5000, "9C+" * 3300, "﷽" * 10_000,
    "oh seven " * 1100, "oh-" * 3300, "made_" * 2000, "a_" * 5000, "_a." * 3300, "a#" * 5000, "kv 39 " * 1600, "lat 1.000 " * 1000,
    "a dot " * 1600, "www ." * 2000, "insta a1." * 1100, "insta is " * 1100, "flat 1 aa " * 1000, "1 aa " * 2000, "at a. " * 1600,
    "07700/900/" * 1000, "07700900123" * 900, "a at a.a." * 1100, "w3w a.b." * 1200, "(at) a(dot)" * 900, "u1.1.1." * 1400,
    "07700 900123AB12 CDE" * 500, "AB12 CDE07700 900123ZE9 9ZZ" * 370, "@ab_@cd." * 1250, "a@b.coa@b.co" * 800,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
def test_hostile_text_of_ten_thousand_characters_takes_no_longer_than_any(text: str) -> None:
    before = time.process_time()
    mask(text)
    assert time.process_time() - before < 0.25


def test_ordinary_words_are_let_through_at_once() -> None:
    text = "I had it typed and did not send it. Then I put the phone in the drawer and washed up. " * 3
    before = time.process_time()
    for _ in range(1000):
        find(text)
    assert (time.process_time() - before) / 1000 < 50e-6
