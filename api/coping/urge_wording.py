"""A pause in words for staff: how strong, what it would have given, what was tried, and how it ended."""

from collections.abc import Mapping
from typing import Any

from api.journal.said import Fields, Said, humbly, listed, quoted, shown, when

WANT = {
    "comfort": "Comfort",
    "being_heard": "Being heard",
    "control": "Control",
    "relief": "Relief",
    "anger_out": "To let anger out",
    "other": "Something else",
}
END = {
    "passed": "It passed",
    "still_strong": "Still strong",
    "acted": "Acted on it",
    "stopped": "Stopped the pause",
}
HELPED = {"yes": "Yes", "a_bit": "A bit", "no": "No"}


def fields(body: Mapping[str, Any], zone: str) -> Fields:
    rounds = _rounds(body)
    return shown(
        ("When", when(body.get("happened_at"), zone)),
        ("How strong at first", _of_ten(body.get("intensity"))),
        ("Would have given", WANT.get(body.get("want") or "")),
        *((_stretch(n, len(rounds)), _told(one)) for n, one in enumerate(rounds, 1)),
        ("How it ended", END.get(body.get("end") or "")),
        ("Rules of the plan used", rules_used(body)),
        ("Helped", HELPED.get(body.get("helped") or "")),
        ("Wants to talk about this", "Yes" if body.get("talk_about") else None),
        ("Not finished", "The rest was not filled in" if body.get("unfinished") else None),
        ("In their words", quoted(body.get("text"))),
    )


def lines(body: Mapping[str, Any]) -> list[str]:
    rounds = _rounds(body)
    strengths = [one for one in [body.get("intensity"), *(r.get("after") for r in rounds)] if one is not None]
    waits = [r["minutes"] for r in rounds if r.get("minutes")]
    did = [one for r in rounds for one in r.get("did") or ()]
    return [
        "Urge " + ", then ".join(str(one) for one in strengths) if strengths else "",
        f"Would have given: {WANT[body['want']].lower()}" if body.get("want") in WANT else "",
        f"Set {_and(waits)} minutes" if waits else "",
        f"Picked: {_and(did)}" if did else "",
        END.get(body.get("end") or "", ""),
    ]


SAID = Said("Urge, with a pause", fields, lines)


def _rounds(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rounds: Mapping[str, Mapping[str, Any]] = body.get("rounds") or {}
    return [rounds[number] for number in sorted(rounds, key=int)]


def _stretch(n: int, of: int) -> str:
    return "The wait" if of == 1 else f"Wait {n}"


def _told(one: Mapping[str, Any]) -> str | None:
    minutes, after, exercise = one.get("minutes"), one.get("after"), one.get("exercise")
    said = [
        f"{minutes} minutes chosen" if minutes else "Went on waiting" if any(one.values()) else "",
        f"picked: {_and(one['did'])}" if one.get("did") else "",
        f"opened: {listed({}, [exercise]).lower()}" if exercise else "",
        f"then {after} of 10" if after is not None else "",
    ]
    return "; ".join(part for part in said if part) or None


def rules_used(body: Mapping[str, Any]) -> str | None:
    used = body.get("rules") or []
    if not used:
        return None
    helped = [humbly(HELPED.get(one.get("helped") or "", "")).lower() for one in used if one.get("helped")]
    return f"{len(used)}" + (f", helped: {', '.join(helped)}" if helped else "")


def _of_ten(strength: int | None) -> str | None:
    return None if strength is None else f"{strength} of 10"


def _and(parts: list[Any]) -> str:
    words = [str(part) for part in parts]
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)
