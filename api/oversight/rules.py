"""The attention rules, as versioned data (product F10).

A rule says what raises it, how loudly it speaks, when a person must have answered, and its words. It never counts up to
a score: an item carries the facts that raised it, as codes and numbers, and they are worded here when somebody reads.
Changing a rule's condition, window or band means a new version.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from api.oversight.models import Band
from api.oversight.moments import Say

Facts = Mapping[str, Any]

HIGH_URGE = 8
"""An urge of 8 or more of 10 is read on its own (product F8)."""
URGE_WINDOW = timedelta(hours=48)
QUIET_AFTER = timedelta(days=7)
BEFORE_ABSENCE = timedelta(days=7)
RAISED_URGE = 6
"""Strong on the app's own scale begins at 7; 6 is what a clinician sees beside a missed session ("urge 7 and 8 in the
week before"): our judgement, not a measure."""
ABSENCE_WINDOW = timedelta(days=365)


class Chip(NamedTuple):
    """One printed fact."""

    band: Band
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One attention rule.

    `days` is working days until an answer is due, None: by the participant's tier. `verb` says what is asked of the
    reader. `words` makes the main fact from codes and numbers, `many` the same for several, `more` the facts beside it.
    """

    id: str
    source: str
    band: Band
    days: int | None
    verb: str
    words: Callable[[Facts, Say], str]
    many: str = ""
    more: Callable[[Facts, Say], list[Chip]] = lambda facts, say: []
    version: int = 1
    window: timedelta | None = None
    cooldown: timedelta | None = None
    lead: bool = False
    """Stands with the lead from the start."""


def _when(words: str) -> Callable[[Facts, Say], str]:
    """`words`, then the moment: "Near miss, today 00:40"."""
    return lambda facts, say: f"{words}, {say.moment(facts['at'])}" if facts.get("at") else words


def _strength(facts: Facts, say: Say) -> list[Chip]:
    urge = facts.get("urge")
    if urge is None:
        return []
    return [Chip(Band.urgent if urge >= HIGH_URGE else Band.info, f"Urge {urge} of 10")]


_ABOUT = {
    "me": "About themselves",
    "someone_else": "About someone else",
    "both": "About themselves and someone else",
    "rather_not_say": "Did not say about whom",
}


def _unsafe(facts: Facts, say: Say) -> list[Chip]:
    chips = [Chip(Band.info, _ABOUT[facts["about"]])] if facts.get("about") in _ABOUT else []
    return [Chip(Band.attention, "Asked for a call"), *chips] if facts.get("call") else chips


def _urges(facts: Facts) -> str:
    return " and ".join(str(facts[k]) for k in ("a", "b") if facts.get(k) is not None)


def _quiet(facts: Facts, say: Say) -> str:
    since = facts.get("at")
    return f"Nothing for {max(7, say.whole_days(since))} days" if since else "Nothing for 7 days"


def _cards(facts: Facts, say: Say) -> list[Chip]:
    n = facts.get("cards")
    return [Chip(Band.info, f"Before that, {n} card{'' if n == 1 else 's'} a week")] if n else []


def _session(facts: Facts, say: Say) -> str:
    number = f"Session {facts['number']}" if facts.get("number") else "A session"
    return f"{number} on {say.day(facts['at'])} has no outcome" if facts.get("at") else f"{number} has no outcome"


def _nth(n: int) -> str:
    return {2: "second", 3: "third", 4: "fourth", 5: "fifth"}.get(n, f"number {n}")


def _again(facts: Facts, say: Say) -> str:
    return f"Did not come {say.day(facts['at'])}, {_nth(facts.get('n', 2))} in 12 months"


def _session_words(words: str) -> Callable[[Facts, Say], str]:
    """`words`, then of which session: "Says they can't come, Thu 26, 14:00"."""
    return lambda facts, say: f"{words}, session {say.moment(facts['at'])}" if facts.get("at") else words


def _late_words(facts: Facts, say: Say) -> str:
    n = facts.get("n")
    return _session_words(f"Says they are {n} minute{'' if n == 1 else 's'} late")(facts, say)


_WISH = {"a_break": "Asks to have a break", "not_sure": "Is not sure about going on"}


def _stop_words(facts: Facts, say: Say) -> str:
    return _when(_WISH.get(str(facts.get("wish")), "Asks to stop the programme"))(facts, say)


_FORMS = {"daily-card": "daily cards", "weekly": "weekly check-ins", "after-session": "forms after a session"}


def _missed(facts: Facts, say: Say) -> str:
    return f"{facts.get('n', 2)} {_FORMS.get(str(facts.get('form')), 'check-ins')} missed in a row"


_CHANNELS = {"webhook": "the webhook", "email": "e-mail"}

_UNREADABLE = {
    "ended": "Something arrived after the programme ended",
    "device_revoked": "Something arrived from a phone that was removed",
    "same_id_other_content": "Something arrived twice, and the second differs",
}

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("not_safe", "product F2", Band.urgent, 1, "Call", _when("Does not feel safe"),
             "times not feeling safe", _unsafe),
        Rule("acted_logged", "product F10", Band.urgent, 1, "Review", _when("Acted on an urge"),
             "times acted on an urge", _strength),
        Rule("near_miss", "product F10", Band.urgent, 1, "Review", _when("Near miss"), "near misses", _strength),
        Rule("that_is_wrong", "product F11", Band.urgent, 1, "Answer", _when("Says an absence is wrong"),
             "absences said to be wrong"),
        Rule("did_not_come_again", "product F11", Band.urgent, 1, "Ask", _again, window=ABSENCE_WINDOW),
        Rule("dead_letter", "architecture 8", Band.urgent, 1, "Ring probation",
             lambda f, say: f"An alert could not be sent by {_CHANNELS.get(f.get('channel', ''), 'one channel')}",
             "alerts could not be sent"),
        Rule("alert_unacknowledged", "security 6.4", Band.urgent, 1, "Ring probation",
             lambda f, say: "A correction was sent and nobody has confirmed it" if (f.get("version") or 1) > 1
             else "An alert was sent and nobody has confirmed it", "alerts that nobody has confirmed"),
        Rule("alert_held", "product F11", Band.urgent, 1, "Answer",
             lambda f, say: "An absence is disputed and has waited a working day", "disputed absences that wait"),
        Rule("correction_unsent", "security 6.4", Band.urgent, 1, "Ring probation",
             lambda f, say: "A correction could not go: the probation link has ended"),
        Rule("link_refused", "security 3", Band.attention, 1, "Check the link",
             lambda f, say: "Probation could not match a link" if f.get("why") == "tries"
             else "Probation refused a link"),
        Rule("stop_request", "product F13", Band.attention, 2, "Talk", _stop_words,
             "times asked to stop or to have a break"),
        Rule("dispute", "product F13", Band.attention, 2, "Decide", _when("Says a record is wrong"),
             "records said to be wrong", lead=True),
        Rule("cannot_come", "product F11", Band.attention, 1, "Answer", _session_words("Says they can't come")),
        Rule("running_late", "product F11", Band.attention, 1, "Answer", _late_words),
        Rule("urge_high_twice", "product F10", Band.attention, None, "Review",
             lambda f, say: f"Urge {_urges(f)} within 48 hours",
             window=URGE_WINDOW, cooldown=URGE_WINDOW),
        Rule("asked_for_call", "product F10", Band.attention, 1, "Call", _when("Asked for a call"), "calls asked for"),
        Rule("did_not_come", "product F10", Band.attention, 2, "Ask",
             lambda f, say: f"Did not come {say.day(f['at'])}" if f.get("at") else "Did not come", "sessions not come to"),
        Rule("did_not_come_urges", "product F10", Band.attention, 2, "Ask",
             lambda f, say: f"Urge {_urges(f)} in the week before", window=BEFORE_ABSENCE),
        Rule("quiet", "product F10", Band.attention, None, "Ask", _quiet, more=_cards,
             window=QUIET_AFTER, cooldown=QUIET_AFTER),
        Rule("checkin_missed_twice", "product F10", Band.attention, None, "Ask", _missed, cooldown=QUIET_AFTER),
        Rule("same_answers", "product F10", Band.attention, None, "Ask",
             lambda f, say: f"The same answer to every item, {f.get('n', 7)} cards running", cooldown=QUIET_AFTER),
        Rule("outcome_missing", "product F11", Band.attention, 1, "Record it", _session, "sessions without an outcome"),
        Rule("order_devices", "product F13", Band.attention, None, "Check the suitability sheet",
             lambda f, say: "A new order has device or internet conditions"),
        Rule("order_to_check", "product F1", Band.info, None, "Check it",
             _when("A draft order waits for a second person"), "draft orders wait for a second person"),
        Rule("order_sent_back", "product F1", Band.attention, None, "Change it",
             _when("A draft order was sent back"), "draft orders were sent back"),
        Rule("answer_to_check", "product F1", Band.attention, None, "Check it",
             _when("An answer waits for a second person"), "answers wait for a second person"),
        Rule("order_unconfirmed", "product F10", Band.attention, None, "Ask",
             lambda f, say: f"An order shown {say.day(f['at'])} has not been confirmed as read" if f.get("at")
             else "An order has not been confirmed as read", "orders not confirmed as read"),
        Rule("order_text_proposed", "product F1", Band.info, None, "Look",
             _when("Probation proposed words of an order"), "proposed wordings"),
        Rule("teach_back_missed", "product F10", Band.attention, None, "Go through it together",
             lambda f, say: f"Missed {f.get('n', 1)} of {f.get('of', 1)} about the order", "rounds with misses"),
        Rule("question_overdue", "product F10", Band.attention, 1, "Answer",
             lambda f, say: f"A question was due {say.moment(f['at'])}" if f.get("at") else "A question is overdue",
             "questions are overdue"),
        Rule("quarantine", "security 5.7", Band.attention, 1, "Look",
             lambda f, say: _UNREADABLE.get(f.get("reason", ""), "Something arrived that could not be read")),
        Rule("review_late", "product F8", Band.attention, 1, "Review",
             lambda f, say: f"A review was due {say.moment(f['at'])}" if f.get("at") else "A review is late",
             "reviews are late"),
        Rule("passed_to_lead", "product F8", Band.attention, 1, "Look", _when("Passed to the lead"),
             "things passed to the lead"),
    )
}  # fmt: skip

_CODE = re.compile(r"[A-Za-z0-9_:.+\-]{1,60}")


def checked(facts: Facts) -> dict[str, Any]:
    """The facts, as they may be stored. Raises ValueError for anything that is not a code, a number or an instant."""
    for name, value in facts.items():
        if not (value is None or isinstance(value, bool | int | float)) and not (
            isinstance(value, str) and _CODE.fullmatch(value)
        ):
            raise ValueError(f"the fact {name} is not a code or a number")
    return dict(facts)


def rule_of(name: str) -> Rule:
    """The rule of that name. Raises KeyError: an item is never raised by a rule that cannot be worded."""
    return RULES[name]


def main_words(rule: str, facts: Facts, items: int, say: Say) -> str:
    """The fact that raised an item, in words; for several items of one rule, how many since the oldest of them."""
    known = RULES.get(rule)
    if known is None:
        return "Something needs a look"
    if items > 1 and known.many:
        return f"{items} {known.many}" + (f" since {say.moment(facts['at'])}" if facts.get("at") else "")
    return known.words(facts, say)


def more_words(rule: str, facts: Facts, say: Say) -> list[Chip]:
    """The other facts beside it, in words."""
    known = RULES.get(rule)
    return known.more(facts, say) if known else []
