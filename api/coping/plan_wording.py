"""What the participant sent about the coping plan, in words for staff."""

from collections.abc import Mapping
from typing import Any

from api.journal.said import Fields, Said, quoted, shown

SECTION = {
    "signs": "Early warning signs",
    "surroundings": "Surroundings",
    "alone": "What I do alone",
    "people": "People and places",
    "ask": "Whom I ask",
    "professionals": "Professionals",
    "reasons": "My reasons",
    "night": "Night plan",
    "rules": "If-then rules",
}
ANSWER = {
    "agree": "Agrees",
    "not_agree": "Does not agree",
    "accept": "Takes it",
    "change": "Takes it in other words",
    "decline": "Does not want it",
    "theirs": "Chose what stands in the plan",
    "mine": "Chose the words beside it",
    "words": "Wrote other words",
}


def _draft(body: Mapping[str, Any], _zone: str) -> Fields:
    out: Fields = [(SECTION[line["section"]], line["text"]) for line in body.get("lines") or ()]
    out += [("Rule", _rule(rule)) for rule in body.get("rules") or ()]
    gone, order = body.get("gone") or (), body.get("order") or {}
    out += shown(
        ("Taken out", _counted(len(gone), "line or rule", "lines or rules") if gone else None),
        ("New order", ", ".join(SECTION[part] for part in order) or None),
        ("Not finished", "Was not sent off by the person" if body.get("unfinished") else None),
        ("In their words", quoted(body.get("text"))),
    )
    return out


def _rule(rule: Mapping[str, Any]) -> str:
    hours = rule.get("hours")
    said = [
        f"if {rule['when']}" if rule.get("when") else "",
        f"between {hours['from']} and {hours['to']}" if hours else "",
        f"urge {rule['urge_at_least']} or more" if rule.get("urge_at_least") is not None else "",
        f"then {rule['then']}" if rule.get("then") else "",
        f"for {rule['for_minutes']} minutes" if rule.get("for_minutes") is not None else "",
        f"sure {rule['confidence']} of 10" if rule.get("confidence") is not None else "",
        f"no {', '.join(name.replace('_', ' ') for name in rule['clear'])}" if rule.get("clear") else "",
    ]
    words = ", ".join(part for part in said if part)
    return words[:1].upper() + words[1:]


def _draft_lines(body: Mapping[str, Any]) -> list[str]:
    lines, rules, gone = (len(body.get(part) or ()) for part in ("lines", "rules", "gone"))
    return [
        _counted(lines, "line changed", "lines changed") if lines else "",
        _counted(rules, "rule changed", "rules changed") if rules else "",
        f"{gone} taken out" if gone else "",
        "New order" if body.get("order") else "",
    ]


def _answer(body: Mapping[str, Any], _zone: str) -> Fields:
    about = "A clash" if body.get("clash_id") else "A suggestion" if body.get("suggestion_id") else None
    return shown(
        ("About", f"Version {body['version']}" if body.get("version") else about),
        ("Answer", ANSWER.get(body.get("answer", ""))),
        ("New words", quoted(body.get("words"))),
        ("In their words", quoted(body.get("text"))),
    )


def _answer_lines(body: Mapping[str, Any]) -> list[str]:
    return [f"{label}: {value}" for label, value in _answer(body, "") if label != "In their words"]


def _counted(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"


SAID = {
    "plan_draft": Said("Changes to the plan", _draft, _draft_lines),
    "plan_answer": Said("Answer about the plan", _answer, _answer_lines),
}
