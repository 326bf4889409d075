"""What an if-then rule may say it will do: a positive act.

"If X then I will not Y" backfires and can strengthen the habit; "if X, then I will do Z instead" works better
(content-facts 4.4, sources V:87 and V:88; section 8, rule 8). So a rule that says what somebody will leave undone is
refused, with the reason and an act to start from. The forms are data, `content/positive-act.json`, which the phone reads
as well: both say the same of every sentence (tests/coping/acts.txt is read by the tests of both).
"""

import json
import re
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "content" / "positive-act.json"

_TABLE = json.loads(TABLE.read_text(encoding="utf-8"))
# re.ASCII keeps words and "ignore case" as narrow as JavaScript's, so that phone and server agree on every letter.
_REFUSED = tuple(re.compile(row["re"], re.ASCII | re.IGNORECASE) for row in _TABLE["refuse"])
_INSTEAD = tuple((re.compile(row["re"], re.ASCII | re.IGNORECASE), row["act"]["en"]) for row in _TABLE["instead"])


def positive_act(text: str) -> str | None:
    """None if the text says what somebody will do; else why it is refused, with an act to start from.

    Strict on purpose: any "not" is refused, even beside a positive act, because the second half is what stays in mind.
    """
    if not text.strip():
        return str(_TABLE["empty"]["en"])
    if not any(form.search(text) for form in _REFUSED):
        return None
    instead = next((act for about, act in _INSTEAD if about.search(text)), _TABLE["anything"]["en"])
    return f"{_TABLE['why']['en']} For example: {instead}."
