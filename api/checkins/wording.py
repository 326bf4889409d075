"""Check-ins in words for staff: every answer with its question, what is out of place marked as such. No verdict, no score."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from api.checkins import answers as against
from api.journal.said import Fields, Said, day, hours, humbly, quoted, shown, yes_no
from api.learning.pieces import Form, Item

FORM = {"daily-card": "Daily card", "weekly": "Weekly check-in", "after-session": "After a session"}
"""Form id → what an entry of it is called."""

SUBSTANCES = {"none": "No drink or drugs", "alcohol": "Alcohol", "drugs": "Drugs", "both": "Alcohol and drugs"}

REASON = {
    "forgot": "Forgot",
    "no_signal": "No signal",
    "no_phone": "No phone to hand",
    "unwell": "Unwell",
    "busy": "Busy with work or family",
    "hard_day": "A hard day",
    "did_not_want": "Did not want to",
    "too_many_questions": "Too many questions",
    "other": "Something else",
    "rather_not_say": "Would rather not say",
}

CARD_LABEL = {
    "urge": "Strongest urge",
    "acted": "Acted on an urge",
    "mood": "Mood",
    "anger": "Anger",
    "sadness": "Sadness",
    "anxiety": "Anxiety",
    "shame": "Shame",
    "loneliness": "Loneliness",
    "sleep_hours": "Sleep",
    "substances": "Drink or drugs",
    "used_skill": "Used a skill or the plan",
    "skills": "Skills used",
    "why_no_skill": "Why no skill",
    "line": "In their words",
    "talk_about": "Wants to talk about this",
    "call_me": "Asks for a call",
    "not_safe": "Says someone is not safe",
    "how_are_you": "How they are",
    "sleep_quality": "How well they slept",
    "company": "How it was with people",
    "days_filled": "How well the days were filled",
    "help_wanted": "Wants help with",
    "help_other": "Other help wanted",
    "help_soon": "Needs it before the next session",
    "order_question": "Has a question about the order",
    "order_question_text": "The question",
    "useful": "How useful the session was",
    "heard": "Felt heard",
    "feeling": "How they feel now",
    "rest_of_day": "Plan for the rest of the day",
    "practise": "Will practise",
    "missed_out": "Did not get to say something",
}
"""Staff labels by link id; the forms' own texts speak to the participant."""


class Names(NamedTuple):
    """The words of a person's own targets, and of a clinician's own questions with their options, by id."""

    targets: Mapping[str, str]
    questions: Mapping[str, tuple[str, Mapping[str, str]]]


NO_NAMES = Names({}, {})


def card_fields(body: Mapping[str, Any], form: Form | None, names: Names, *, older: bool = False) -> Fields:
    """Label and value of everything in a filled-in form, in reading order. Nothing that was sent is left out.

    `older`: there is a newer version, so each question stands in the words in which it was asked.
    """
    labels = {} if older else CARD_LABEL
    answers: dict[str, Any] = dict(body.get("answers", {}))
    given = body.get("local_date")
    out: Fields = [("Day", day(date.fromisoformat(str(given))))] if given else []
    whole = "form_version" in body and form is not None
    marks = (
        against.quality(form, body.get("form_version", 0), answers, bool(body.get("unfinished")))
        if whole and form
        else {}
    )
    sums = against.sums(form, answers) if form else []
    for item in form.items if form else ():
        if item.link_id in answers:
            value = answers.pop(item.link_id)
            out.append((labels.get(item.link_id, item.text), _marked(answer(item, value), marks.get(item.link_id))))
        elif marks.get(item.link_id) == "missing":
            out.append((labels.get(item.link_id, item.text), against.SAID["missing"].capitalize()))
    out += [
        (CARD_LABEL.get(link_id, humbly(link_id)), _marked(answer(None, value), marks.get(link_id)))
        for link_id, value in answers.items()
    ]
    out += [(names.targets.get(one["id"], "A target"), _target(one)) for one in body.get("targets") or ()]
    for known, value in (body.get("extra") or {}).items():
        text, options = names.questions.get(known, ("A question of ours", {}))
        out.append((text, options.get(value, answer(None, value)) if isinstance(value, str) else _extra(value)))
    out += [(one.title, f"{one.total} of {one.most}, {one.given} of {one.asked} answered") for one in sums]
    if against.OLDER in marks:
        out.append(("Form", f"Version {body.get('form_version')}, not the one of now"))
    if body.get("unfinished"):
        out.append(("Not finished", "The rest was not filled in"))
    return out


def card_lines(body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The short facts of a filled-in form, and what the person wishes for."""
    answers: Mapping[str, Any] = body.get("answers", {})
    acted: bool | None = answers.get("acted")
    urge = f"Urge {answers['urge']:g}" if _number(answers.get("urge")) else ""
    did = "" if acted is None else "Acted" if acted is True else "Did not act"
    did = did[:1].lower() + did[1:] if urge else did
    skills = answers.get("skills") or []
    wanted = answers.get("help_wanted") or []
    said = [
        ", ".join(part for part in (urge, did) if part),
        _targets(body.get("targets") or ()),
        f"How they are: {answers['how_are_you']:g} of 10" if _number(answers.get("how_are_you")) else "",
        f"Useful: {answers['useful']:g} of 10" if _number(answers.get("useful")) else "",
        f"Sleep {hours(answers['sleep_hours'])}" if _number(answers.get("sleep_hours")) else "",
        SUBSTANCES.get(str(answers.get("substances") or ""), "") if answers.get("substances") != "none" else "",
        f"Used {len(skills)} skill{'s' if len(skills) != 1 else ''}" if skills else "",
        "No skill used" if answers.get("used_skill") is False else "",
        f"Wants help with {', '.join(str(one).replace('_', ' ') for one in wanted)}"
        if isinstance(wanted, list) and wanted
        else "",
    ]
    wishes = [
        "Says someone is not safe" if answers.get("not_safe") else "",
        "Asks for a call" if answers.get("call_me") else "",
        "Has a question about the order" if answers.get("order_question") else "",
        "Wants to talk about this" if answers.get("talk_about") else "",
    ]
    return said, wishes


def _targets(targets: Any) -> str:
    if not targets:
        return ""
    urges = [one["urge"] for one in targets if one.get("urge") is not None]
    acted = sum(one.get("acted") is True for one in targets)
    words = f"{len(targets)} target{'' if len(targets) == 1 else 's'}"
    return words + (f", strongest {max(urges)}" if urges else "") + (f", acted on {acted}" if acted else "")


def _target(one: Mapping[str, Any]) -> str:
    urge = f"Urge {one['urge']} of 10" if one.get("urge") is not None else "Urge not said"
    did = {True: "acted", False: "did not act"}.get(one.get("acted"), "acted or not, not said")  # type: ignore[arg-type]  # None is looked up too
    return f"{urge}, {did}"


def _marked(words: str, mark: str | None) -> str:
    return words if mark is None else f"{words} ({against.SAID[mark]})"


def _extra(value: Any) -> str:
    return f"{value:g} of 10" if _number(value) else answer(None, value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def answer(item: Item | None, value: Any) -> str:
    if isinstance(value, bool):
        return yes_no(value) or ""
    options = {option.value: option.text for option in (item.options or ())} if item else {}
    if isinstance(value, list):
        return ", ".join(options.get(one, humbly(str(one))) for one in value) or "None"
    if isinstance(value, str):
        if value in options:
            return options[value]
        # Without its question, an answer in one small-letter word is a stored value; anything else is somebody's words.
        return humbly(value) if (item.type != "text" if item else re.fullmatch("[a-z_]+", value)) else f"“{value}”"
    if item is not None and item.link_id == "sleep_hours":
        return hours(value)
    return f"{value:g} of {item.max}" if item is not None and item.type == "scale" else f"{value:g}"


def _reason_fields(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("Why it was missed", REASON.get(body.get("reason", ""))),
        ("Wants to talk about this", "Yes" if body.get("talk_about") else None),
        ("In their words", quoted(body.get("text"))),
    )


SAID: dict[str, Said] = {
    "missed_reason": Said(
        "Why a check-in was missed", _reason_fields, lambda body: [REASON.get(body.get("reason", ""), "")]
    ),
}
"""By kind of entry."""
