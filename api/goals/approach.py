"""What a goal may be: something to move towards, that needs nobody who is protected.

Approach goals do better than goals of leaving something undone (content-facts 4.3, source V:80), so a goal and each of its
steps must be a positive act, by the same rule as a coping plan's (`coping/rules.py`). A goal that needs the person on the
order is refused whatever it says (content-facts 4.3; product F9): the order is on the participant, and the purpose that
stalking gave is to be replaced, not fed.
"""

from collections.abc import Iterable

from api.coping.rules import positive_act

NEEDS_PERSON = (
    "A goal that needs the person on the order can't be a goal here, because only the court can change the order. "
    "Say it so that it needs only the participant: what will life hold, day by day, when it goes well?"
)


def not_approach(text: str, steps: Iterable[str]) -> list[tuple[str, str]]:
    """(field, why) for the goal's words and each step that says what will be left undone; empty when all are positive."""
    fields = [("text", text), *((f"steps.{n}.text", step) for n, step in enumerate(steps))]
    return [(field, why) for field, words in fields if (why := positive_act(words)) is not None]
