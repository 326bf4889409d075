"""What a notice says, wherever it is worded: neutral on every channel, for anyone who looks over a shoulder (security C23)."""

import re
from pathlib import Path

from api import outbox
from api.reminders import calendar_file, channels

ROOT = Path(__file__).resolve().parents[2]
GIVES_AWAY = re.compile(
    r"stalk|harass|probation|court|order|police|offen[cd]|prison|licen[cs]e|therap|treat|clinic|session|mental|urge|"
    r"risk|check.?in|diary|card|log|plan|review|reply|wrote|maya|miss|absen|attend|did not come",
    re.IGNORECASE,
)


def notices() -> dict[str, str]:
    """Every wording of a notice: the server's, and those that the service worker holds."""
    worker = (ROOT / "web" / "src" / "sw.ts").read_text() + (ROOT / "web" / "src" / "notice.ts").read_text()
    shown = re.findall(r"(?:title|body): \"([^\"]+)\"", worker)
    assert len(shown) >= 2, "the service worker's notice is worded there"
    said = {"push, sms, e-mail": channels.WORDS, "pointer": outbox.POINTER.decode(), "calendar": calendar_file.TITLE}
    return said | {f"phone {n}": text for n, text in enumerate(shown)}


def test_no_notice_gives_anything_away() -> None:
    found = notices()
    assert len(found) >= 5
    for where, text in found.items():
        assert not GIVES_AWAY.search(text), f"{where}: {text}"
        assert len(text) <= 30
