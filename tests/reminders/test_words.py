"""What a notice says, wherever it is worded: neutral on every channel, for anyone who looks over a shoulder (security C23)."""

import re
from pathlib import Path

from api import outbox
from api.reminders import calendar_file, channels

ROOT = Path(__file__).resolve().parents[2]
GIVES_AWAY = re.compile(
    r"stelc|aflonydd|prawf|llys|gorchym|heddlu|trosedd|carchar|trwydded|therap|triniaeth|clinig|sesiwn|meddwl|ysfa|cerdyn|cofnod|cynllun|"
    r"ateb|ysgrifenn|colli|apwynt|dioddef|"
    r"stalk|harass|probation|court|order|police|offen[cd]|prison|licen[cs]e|therap|treat|clinic|session|mental|urge|"
    r"risk|check.?in|diary|card|log|plan|review|reply|wrote|maya|miss|absen|attend|did not come",
    re.IGNORECASE,
)


def notices() -> dict[str, str]:
    """Every wording of a notice: the server's, and those that the service worker holds."""
    worker = (ROOT / "web" / "src" / "sw.ts").read_text() + (ROOT / "web" / "src" / "notice.ts").read_text()
    shown = re.findall(r"(?:title|en|cy): \"([^\"]+)\"", worker)
    assert len(shown) >= 3, "the service worker's notice is worded there"
    assert set(channels.WORDS) <= set(shown), "the phone says what the server says, in each language"
    said = {f"sms, e-mail {code}": words for code, words in channels.WORDS._asdict().items()}
    said |= {"pointer": outbox.POINTER.decode(), "calendar": calendar_file.TITLE.en}
    return said | {f"phone {n}": text for n, text in enumerate(shown)}


def test_no_notice_gives_anything_away() -> None:
    found = notices()
    assert len(found) >= 7 and {"Mae gennych neges", "You have a message"} <= set(found.values())
    for where, text in found.items():
        assert not GIVES_AWAY.search(text), f"{where}: {text}"
        assert len(text) <= 30
    # A calendar says what a calendar's owner would write there, in either language, and nothing else.
    assert calendar_file.TITLE == ("Appointment", "Apwyntiad")
