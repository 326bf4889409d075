"""An entry in words for staff, in the third person. The phone has its own words for the same values.

Every value that an entry may hold has its wording here; a test walks the kinds and finds any that has none.
"""

from collections.abc import Mapping
from typing import Any

from api.checkins import wording as checkins
from api.coping import wording as coping
from api.coping.urge_wording import rules_used
from api.goals import wording as goals
from api.journal import request_wording as requests
from api.journal.said import Fields, Said, hours, humbly, listed, quoted, sentences, shown, when, yes_no
from api.learning import lesson_wording as learning
from api.learning.pieces import Form
from api.orders import wording as orders

KIND: dict[str, str] = {
    "trigger": "Log",
    "checkin": "Daily card",
    "not_safe": "I do not feel safe",
    "that_is_wrong": "Says the record is wrong",
    "amend": "Change to an earlier entry",
    "chain": "Step by step",
    **{
        kind: said.name
        for room in (checkins, coping, goals, learning, orders, requests)
        for kind, said in room.SAID.items()
    },
}

TRIGGER_KIND = {
    "urge": "Urge",
    "near_miss": "Near miss",
    "acted": "Acted on an urge",
    "trigger_only": "Trigger, no urge",
    "good_moment": "Good moment",
}

CHANNEL = {
    "message": "Message",
    "call": "Call",
    "social_media": "Social media",
    "in_person": "In person",
    "through_someone": "Through someone else",
    "place": "A place",
    "other": "Another way",
}

TRIGGERS = {
    "message_came": "A message came in",
    "saw_online": "Saw something online",
    "a_date": "A date",
    "argument": "An argument",
    "alone": "Alone",
    "cannot_sleep": "Could not sleep",
    "drink_or_drugs": "Drink or drugs",
    "court_or_police": "Court or police",
    "children": "Children",
    "work_or_money": "Work or money",
    "a_memory": "A memory",
    "other": "Something else",
}

EMOTIONS = {
    "angry": "Angry",
    "sad": "Sad",
    "lonely": "Lonely",
    "ashamed": "Ashamed",
    "anxious": "Anxious",
    "jealous": "Jealous",
    "hurt": "Hurt",
    "numb": "Numb",
    "calm": "Calm",
    "hopeful": "Hopeful",
}

NEED = {
    "comfort": "Comfort",
    "being_heard": "Being heard",
    "control": "Control",
    "relief": "Relief",
    "anger_out": "To let anger out",
    "other": "Something else",
}

SUBSTANCES = checkins.SUBSTANCES

DID = {
    "put_phone_away": "Put the phone away",
    "left_the_place": "Left the place",
    "called_someone": "Called someone",
    "breathing": "Slow breathing",
    "waited": "Waited",
    "walked": "Walked",
    "used_my_plan": "Used the plan",
    "washed_up": "Washed up",
    "other": "Something else",
    "nothing_yet": "Nothing yet",
}

HELPED = {"yes": "Yes", "a_bit": "A bit", "no": "No"}

ABOUT = {
    "me": "Self",
    "someone_else": "Someone else",
    "both": "Self and someone else",
    "rather_not_say": "Would rather not say",
}

WRONG = {
    "i_came": "Says they came",
    "i_told_you": "Says they told us before",
    "wrong_time": "Says the time is wrong",
    "you_were_not_there": "Says we were not there",
    "other": "Another reason",
}


SAID: dict[str, Said] = {
    kind: said for room in (checkins, coping, goals, learning, orders, requests) for kind, said in room.SAID.items()
}
"""What the domains say of their own kinds."""


def title(kind: str, body: Mapping[str, Any]) -> str:
    """The heading of an entry: what a trigger log was of, else the name of its kind."""
    if kind == "trigger":
        return TRIGGER_KIND.get(body.get("kind", ""), KIND[kind])
    if kind == "checkin":
        return checkins.FORM.get(body.get("form_id") or "daily-card", "Check-in")
    return KIND.get(kind, kind)


def fields(
    kind: str, body: Mapping[str, Any], form: Form | None = None, zone: str = "Europe/London",
    names: checkins.Names = checkins.NO_NAMES, *, older: bool = False,
) -> Fields:  # fmt: skip
    """Label and value of everything the participant answered, in reading order; the participant's own words come last.

    `form` is the form that a check-in answered; an answer whose question it does not hold is shown under its link id, so
    that nothing sent is ever hidden. `older`: the form has another version now, so its questions stand in the words in which they
    were asked, not under our labels. Times are shown in `zone`.
    """
    if kind == "trigger":
        return _trigger(body, zone)
    if kind == "checkin":
        return checkins.card_fields(body, form, names, older=older)
    if kind == "chain":
        return _chain(body, form, zone, older=older)
    if kind == "not_safe":
        return shown(
            ("When", when(body.get("happened_at"), zone)),
            ("About", ABOUT.get(body.get("about", ""))),
            ("Asks for a call", yes_no(body.get("call_me"))),
            ("In their words", quoted(body.get("text"))),
        )
    if kind == "that_is_wrong":
        return shown(
            ("Reason", WRONG.get(body.get("reason", ""))),
            ("When", when(body.get("happened_at"), zone)),
            ("In their words", quoted(body.get("text"))),
        )
    if (said := SAID.get(kind)) is not None:
        return said.fields(body, zone)
    if kind == "amend":
        # Only the changed fields are sent; a check-in's are its answers, any other's are a log's.
        changed: Mapping[str, Any] = body.get("body", {})
        return fields("checkin" if "answers" in changed else "trigger", changed, form, zone, names)
    return []


def lines(kind: str, body: Mapping[str, Any]) -> list[str]:
    """One or two short lines for a timeline; none if there is nothing to say beyond the title."""
    if kind == "trigger":
        said = [
            _strength(body),
            listed(TRIGGERS, body.get("triggers")),
            f"Wanted: {NEED[body['need']].lower()}" if body.get("need") in NEED else "",
            listed(DID, body.get("did")),
            {"yes": "It helped", "a_bit": "It helped a bit", "no": "It did not help"}.get(body.get("helped", ""), ""),
        ]
        wishes = ["Wants to talk about this" if body.get("talk_about") else ""]
    elif kind == "chain":
        said, wishes = _chain_lines(body.get("answers", {})), []
    elif kind == "checkin":
        said, wishes = checkins.card_lines(body)
    elif kind == "not_safe":
        said = [ABOUT.get(body.get("about", ""), "")]
        wishes = ["Asks for a call" if body.get("call_me") else ""]
    elif kind == "that_is_wrong":
        said, wishes = [WRONG.get(body.get("reason", ""), "")], []
    elif (worded := SAID.get(kind)) is not None:
        said, wishes = worded.lines(body), ["Wants to talk about this" if body.get("talk_about") else ""]
    else:
        said, wishes = [f"{label}: {value}" for label, value in fields(kind, body)], []
    answers = body.get("answers")
    line = answers.get("line") if isinstance(answers, Mapping) else None
    wishes.append(quoted(body.get("text") or line) or "")
    wishes.append("Not finished" if body.get("unfinished") else "")
    return [line for line in (sentences(said), sentences(wishes)) if line]


def _trigger(body: Mapping[str, Any], zone: str) -> Fields:
    intensity = body.get("intensity")
    sleep = body.get("sleep_hours")
    return shown(
        ("What", TRIGGER_KIND.get(body.get("kind", ""))),
        ("When", when(body.get("happened_at"), zone)),
        ("How strong", None if intensity is None else f"{intensity} of 10"),
        ("Channel", CHANNEL.get(body.get("channel") or "")),
        ("What set it off", listed(TRIGGERS, body.get("triggers"))),
        ("Feelings", listed(EMOTIONS, body.get("emotions"))),
        ("Wanted", NEED.get(body.get("need") or "")),
        ("Sleep", None if sleep is None else hours(sleep)),
        ("Drink or drugs", SUBSTANCES.get(body.get("substances") or "")),
        ("What they did", listed(DID, body.get("did"))),
        ("Skills", ", ".join(humbly(skill) for skill in body.get("skills") or ())),
        ("Rules of the plan used", rules_used(body)),
        ("Helped", HELPED.get(body.get("helped") or "")),
        ("Wants to talk about this", "Yes" if body.get("talk_about") else None),
        ("Not finished", "The rest was not filled in" if body.get("unfinished") else None),
        ("In their words", quoted(body.get("text"))),
    )


CHAIN_LABEL = {
    "before": "What made it easier to happen",
    "before_text": "About that, in their words",
    "prompt": "What set it off",
    "thoughts": "Thoughts",
    "feelings": "Feelings",
    "body": "In the body",
    "urge": "Urge",
    "act": "What they did in the end",
    "soon_after": "Just after",
    "later": "Later",
    "break_at": "Where it could break",
    "fits": "What would fit there",
    "tell": "Wants to tell their clinician",
    "stay_away": "To keep others safe",
    "line": "In their words",
    "talk_about": "Wants to talk about this",
}
"""Staff labels of the step by step form, by link id. A test holds them to the form."""

CHAIN_ACT = {
    "did_not": "Did not act",
    "wrote_not_sent": "Wrote something, did not send it",
    "message": "Sent a message",
    "call": "Called",
    "looked_online": "Looked online",
    "went_near": "Went near",
    "through_someone": "Asked someone else to pass it on",
    "other": "Something else",
}


def _chain(body: Mapping[str, Any], form: Form | None, zone: str, *, older: bool) -> Fields:
    answers: dict[str, Any] = dict(body.get("answers", {}))
    out: Fields = shown(("When", when(body.get("happened_at"), zone)))
    for item in form.items if form else ():
        if item.link_id in answers:
            label = item.text if older else CHAIN_LABEL.get(item.link_id, item.text)
            out.append((label, checkins.answer(item, answers.pop(item.link_id))))
    out += [
        (CHAIN_LABEL.get(link_id, humbly(link_id)), checkins.answer(None, value)) for link_id, value in answers.items()
    ]
    return out + shown(("Not finished", "The rest was not filled in" if body.get("unfinished") else None))


def _chain_lines(answers: Mapping[str, Any]) -> list[str]:
    at = answers.get("break_at")
    urge = answers.get("urge")
    return [
        CHAIN_ACT.get(str(answers.get("act", "")), ""),
        f"Urge {urge:g}" if urge is not None else "",
        f"Could break at: {humbly(str(at)).lower()}" if at else "",
        "Wants to talk about this" if answers.get("talk_about") is True else "",
    ]


def _strength(body: Mapping[str, Any]) -> str:
    intensity = body.get("intensity")
    if intensity is None:
        return ""
    return f"{'Strength' if body.get('kind') in ('trigger_only', 'good_moment') else 'Urge'} {intensity}"
