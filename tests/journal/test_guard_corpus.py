"""How the guard does on a corpus of made-up sentences: on the half that it was shaped on, and on one that it never saw."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import app
from api.journal import guard
from api.journal.guard import find
from api.journal.measuring import HALVES, Wanted, corpus, masking_kinds, measure, told
from tests.journal.test_guard import NODE

README = Path(__file__).resolve().parents[2] / "content" / "README.md"
WEB_GUARD = Path(__file__).resolve().parents[2] / "web" / "src" / "store" / "guard.ts"
KINDS = {row["id"] for row in json.loads(guard.TABLE.read_text(encoding="utf-8"))["patterns"]}


def test_the_corpus_is_large_half_innocent_and_of_every_kind() -> None:
    figures = dict(told())
    assert sum(half.sentences for half in figures.values()) >= 400
    for half in figures.values():
        assert half.sentences >= 200
        assert 0.4 <= half.innocent / half.sentences <= 0.6
        assert set(half.there) == KINDS
    texts = [sentence.text for path in HALVES.values() for sentence in corpus(path)]
    assert len(texts) == len(set(texts)), "no sentence is counted twice"


@pytest.mark.parametrize("half", HALVES)
def test_the_guard_finds_nearly_all_and_hardly_ever_asks_in_vain(half: str) -> None:
    figures = measure(HALVES[half], masking_kinds())
    assert figures.recall() >= 0.98
    assert figures.precision() >= 0.97
    for kind in KINDS:
        assert figures.recall(kind) >= 0.9, kind
        assert figures.precision(kind) >= 0.9, kind


def test_half_a_number_is_not_found_and_a_find_of_nothing_is_a_false_alarm(tmp_path: Path) -> None:
    """The measure itself: what must be masked and is only asked about, or only half of it found, counts as missed."""
    made = tmp_path / "made.txt"
    made.write_text(
        "# a note\nring {phone|07700 900123}\nring {phone|07700 900123 ext five}\n{phone|4 Made Up Street}\nat 4 Made Up Street\nfine\n",
        encoding="utf-8",
    )
    figures = measure(made, masking_kinds())
    assert (figures.sentences, figures.innocent) == (5, 2)
    assert (figures.there["phone"], figures.met["phone"]) == (3, 1)
    assert (figures.right["phone"], figures.right["street"], figures.wrong["street"]) == (2, 1, 1)
    assert next(iter(corpus(made))) == ("ring 07700 900123", (Wanted("phone", 5, 17),))
    made.write_text("a {phone 07700 900123}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        list(corpus(made))


def test_no_sentence_rings_a_real_telephone() -> None:
    """A British mobile is from the range set aside for drama, and the inward half of a postcode has nobody behind it."""
    for path in HALVES.values():
        for text, wanted in corpus(path):
            for one in wanted:
                digits = re.sub("[^0-9]", "", text[one.start : one.end].replace("o", "0").replace("O", "0"))
                if one.kind == "phone" and re.match(r"(?:0044|44)?0?77", digits) and len(digits) >= 10:
                    assert re.match(r"(?:0044|44)?0?7700900", digits), text


def test_the_phones_own_code_finds_the_same_spans_over_the_whole_corpus(tmp_path: Path) -> None:
    texts = [sentence.text for path in HALVES.values() for sentence in corpus(path)]
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    script = tmp_path / "spans.mjs"
    script.write_text(
        f"""
import {{ readFileSync }} from "node:fs";
import {{ findIdentifiers }} from {json.dumps(WEB_GUARD.as_uri())};
const {{ patterns }} = JSON.parse(readFileSync({json.dumps(str(guard.TABLE))}, "utf8"));
const texts = JSON.parse(readFileSync({json.dumps(str(tmp_path / "texts.json"))}, "utf8"));
const said = texts.map((text) => findIdentifiers(text, patterns).map((s) => [s.id, s.start, s.end, s.certain]));
process.stdout.write(JSON.stringify(said));
""",
        encoding="utf-8",
    )
    node = [NODE, "--experimental-strip-types", "--no-warnings", str(script)]
    there = json.loads(subprocess.run(node, capture_output=True, check=True, text=True).stdout)
    here = [[[one.id, one.start, one.end, one.certain] for one in find(text)] for text in texts]
    assert sum(map(len, here)) > 400
    for text, phone, server in zip(texts, there, here, strict=True):
        assert phone == server, text


def test_the_command_prints_both_halves_and_every_kind() -> None:
    said = CliRunner().invoke(app, ["measure-guard"])
    assert said.exit_code == 0, said.output
    for name, figures in told():
        assert f"recall {figures.recall():.3f}, precision {figures.precision():.3f}" in said.output
        assert name in said.output
    for kind in KINDS:
        assert said.output.count(f"  {kind} ") == len(HALVES)
    assert "missed" not in said.output
    assert CliRunner().invoke(app, ["measure-guard", "--misses"]).output.count("false alarm") == len(
        dict(told())["shaping"].false_alarms
    )


def test_the_figures_that_are_published_are_the_measured_ones() -> None:
    words = " ".join(README.read_text(encoding="utf-8").split())
    for name, figures in told():
        met, there = figures.met.total(), figures.there.total()
        wrong, finds = figures.wrong.total(), figures.right.total() + figures.wrong.total()
        row = f"| {name} | {figures.sentences} | {met} of {there} | {figures.recall():.3f} | {wrong} of {finds} | {figures.precision():.3f} |"
        assert row in words, row
