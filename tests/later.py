"""The content of a later release, in which two forms have changed, for tests of what was answered before it."""

import io
import shutil
from pathlib import Path

from rich.console import Console

from api.learning.lint import run
from tests.world import START

CONTENT = Path(__file__).resolve().parents[1] / "content"

CHANGES = {
    "daily-card.yaml": [
        ("version: 2", "version: 3"),
        ("text: How strong was the strongest urge today?", "text: How strong was the urge at its worst?"),
        ("{value: alcohol, text: Alcohol}", "{value: beer, text: Beer or wine}"),
        ("  - link_id: shame\n    type: scale\n    text: How much shame did you feel?\n    min: 0\n    max: 10\n", ""),
    ],
    "weekly.yaml": [
        ("version: 1", "version: 2"),
        ("title: Your week, four answers together", "title: Your week, two answers together"),
        ("[how_are_you, sleep_quality, company, days_filled]", "[how_are_you, company]"),
    ],
}


def changed(root: Path) -> Path:
    """The content of a later release: the daily card asks otherwise, and the weekly form adds up less."""
    shutil.copytree(CONTENT, root)
    for name, edits in CHANGES.items():
        path = root / "en" / "forms" / name
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
    out = io.StringIO()
    assert run(root, START.date(), Console(file=out), publish=True) == 0, out.getvalue()
    return root
