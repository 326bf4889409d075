"""`python -m api lint-content` itself: bad content is refused, and what is printed names the file and the line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSON = "en/law/england-wales/lessons/what-counts.md"
FORM = "en/forms/daily-card.yaml"
SKILL = "en/skills/stop.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    return copy


def lint(root: Path) -> tuple[int, list[str]]:
    said = subprocess.run(
        [sys.executable, "-m", "api", "lint-content", str(root)], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert said.returncode in (0, 1), said.stderr
    return said.returncode, said.stdout.splitlines()


def line_of(root: Path, name: str, words: str) -> int:
    text = (root / name).read_text(encoding="utf-8")
    assert words in text, words
    return text[: text.index(words)].count("\n") + 1


def test_bad_content_is_refused_with_its_file_and_line_all_in_one_go(root: Path) -> None:
    """A missing source, a wrong type, an unknown link id, a page over a megabyte, script, and questions that wait for each other."""
    wanted: list[tuple[str, int, str]] = []

    def spoil(name: str, old: str, new: str, says: str, after: int = 0) -> None:
        wanted.append((name, line_of(root, name, old) + after, says))
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    spoil(LESSON, "enough.** [[pha-7]]", "enough.**", "a source is missing")
    spoil("en/skills/loosen-up.yaml", "place: 6", "place: sixth", "place: Input should be a valid integer")
    spoil(
        FORM,
        "{link_id: used_skill, equals: true}",
        "{link_id: used_skil, equals: true}",
        "is not the link id of an item here",
    )
    # A page with HTML cannot be read as a lesson at all.
    spoil("en/lessons/nights.md", "\n## ", "\n<script>alert(1)</script>\n\n## ", "HTML is not allowed", 1)
    weekly = "en/forms/weekly.yaml"
    first, second = _two_booleans(root / weekly)
    text = (root / weekly).read_text(encoding="utf-8")
    text = text.replace(
        f"  - link_id: {first}\n", f"  - link_id: {first}\n    enable_when: {{link_id: {second}, exists: true}}\n"
    )
    text = text.replace(
        f"  - link_id: {second}\n", f"  - link_id: {second}\n    enable_when: {{link_id: {first}, exists: true}}\n"
    )
    (root / weekly).write_text(text, encoding="utf-8")
    wanted.append((weekly, line_of(root, weekly, f"enable_when: {{link_id: {second}"), f"`{second}`"))
    (root / SKILL).write_text((root / SKILL).read_text(encoding="utf-8") + "#" * 1_000_001, encoding="utf-8")
    wanted.append((SKILL, 1, "at most 1,000,000"))

    code, said = lint(root)
    assert code == 1
    missing = [
        row
        for row in wanted
        if not any(line.startswith(f"content/{row[0]}:{row[1]}: ") and row[2] in line for line in said)
    ]
    assert missing == [], "\n".join(line for line in said if line.startswith("content/"))


def _two_booleans(path: Path) -> tuple[str, str]:
    ids = [
        row.split(":")[1].strip()
        for row in path.read_text(encoding="utf-8").splitlines()
        if row.startswith("  - link_id:")
    ]
    return ids[0], ids[1]


def test_a_broken_fact_is_printed_at_the_row_of_the_table_and_at_each_page_that_says_it(root: Path) -> None:
    name = "ew.pha.4a.max: "
    line = line_of(root, "facts.yaml", name)
    text = (root / "facts.yaml").read_text(encoding="utf-8")
    assert "value: 10, unit: years, source: pha-4a," in text
    (root / "facts.yaml").write_text(
        text.replace("value: 10, unit: years, source: pha-4a,", "value: 7, unit: years, source: pha-4a,"),
        encoding="utf-8",
    )
    code, said = lint(root)
    assert code == 1
    assert any(one.startswith(f"content/facts.yaml:{line}: `ew.pha.4a.max` was 10 years") for one in said)
    pages = [
        path for path in (root / "en").rglob("*.md") if "{{fact:ew.pha.4a.max}}" in path.read_text(encoding="utf-8")
    ]
    assert pages
    for path in pages:
        assert any(one.startswith(f"content/{path.relative_to(root)}:") and "other words" in one for one in said), path


def test_what_ships_is_clean_and_its_grades_are_printed_as_a_table() -> None:
    code, said = lint(ROOT / "content")
    assert code == 0
    assert said[-1].endswith("pieces, nothing to mend.")
    assert any("Hardest page" in one for one in said)
