"""What an if-then rule may say it will do: a positive act.

"If X then I will not Y" backfires and can strengthen the habit; "if X, then I will do Z instead" works better
(content-facts 4.4, sources V:87 and V:88; section 8, rule 8). So a rule that says what somebody will leave undone is
refused, with the reason and an act to start from.
"""

import re

# Contractions are matched with a straight, a curly or no apostrophe, as phones and people write them.
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|nothing|nobody|nowhere|neither|nor)\b"
    r"|\b(?:do|does|did|wo|ca|could|would|should|must|need|is|are|was|were|ai|sha|have|has|had)n\s?['’‘`´]?\s?t\b"
    r"|\bno\s+(?:more|longer|contact|calls?|messag\w*|texts?|texting|looking|checking|going|phoning|driving|writing|one)\b"
    r"|^\W*no\b",
    re.IGNORECASE,
)
_STOPPING = re.compile(
    r"\b(?:avoid\w*|refrain\w*|resist\w*|abstain\w*|quit|quits|quitting|cease|ceasing)\b"
    r"|\b(?:stop|stops|stopping)\s+(?:myself|me|my|the|all|any|contact|it|\w+ing)\b"
    r"|\b(?:give|gives|giving)\s+up\b"
    r"|\b(?:hold|holds|holding)\s+(?:myself\s+)?back\b"
    r"|\b(?:keep|keeps|keeping)\s+(?:myself\s+)?(?:from|off)\b"
    r"|\b(?:stay|stays|staying)\s+(?:off|out\s+of|clear\s+of)\b"
    r"|\bless\s+often\b|\bcut\s+(?:down|out)\b",
    re.IGNORECASE,
)

_INSTEAD = (
    (re.compile(r"\b(?:phone|text|texts|texting|messag\w*|call|calls|calling|ring|ringing|reply|replying|answer\w*|email\w*|contact\w*)\b", re.IGNORECASE),
     "I put the phone in the drawer and go into another room"),
    (re.compile(r"\b(?:look\w*|check\w*|scroll\w*|online|profile\w*|page|search\w*|post\w*|follow\w*)\b", re.IGNORECASE),
     "I close the app, get up and wash the dishes"),
    (re.compile(r"\b(?:go|going|drive|driving|walk past|pass by|visit\w*|wait\w* outside|turn up)\b", re.IGNORECASE),
     "I turn round and walk home the long way"),
    (re.compile(r"\b(?:drink\w*|beer|alcohol|drugs?|smok\w*|use|using)\b", re.IGNORECASE),
     "I make a hot drink and put the radio on"),
    (re.compile(r"\b(?:think\w*|dwell\w*|brood\w*|argu\w*|shout\w*|angry|lose)\b", re.IGNORECASE),
     "I breathe slowly for 3 minutes, then write one line"),
)  # fmt: skip
_ANYTHING = "I walk round the block and ring somebody on my plan"


def positive_act(text: str) -> str | None:
    """None if the text says what somebody will do; else why it is refused, with an act to start from.

    Strict on purpose: any "not" is refused, even beside a positive act, because the second half is what stays in mind.
    """
    if not text.strip():
        return "Say what you will do."
    if not (_NEGATION.search(text) or _STOPPING.search(text)):
        return None
    instead = next((act for about, act in _INSTEAD if about.search(text)), _ANYTHING)
    return (
        "Say what you will do instead. A plan that says what you will leave undone keeps it in mind. "
        f"For example: {instead}."
    )
