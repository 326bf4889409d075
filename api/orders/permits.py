"""Whether words of staff read as if contact were allowed. Only an exception that the court wrote says so (product F1).

"This involves nobody" has one way out: it may name somebody who is there to help, and nobody else. A sentence that permits
contact with anybody whom this list does not know is refused, and can be said without "you can".
"""

import re

_CONTACT = r"(?:text|ring|call|phone|message|write to|contact|see|meet|visit|reply(?: to)?|email|e-mail|speak (?:to|with)|speak|talk (?:to|with)|talk|go to|go back to|look at|follow)"
_PERMITS = re.compile(
    r"\b(?:you (?:can|may|could)|you(?:'re|’re| are) (?:allowed|free) to|"
    r"it(?:'s|’s| is) (?:fine|ok|okay|all right|alright|allowed)(?: for you)? to|feel free to|go ahead and)\s+"
    rf"(?:(?!not\b)\w+\s+){{0,2}}?{_CONTACT}\b(?P<whom>[^.;!?]*)",
    re.IGNORECASE,
)
_HELPERS = (
    r"(?:doctor|gp|nurse|dentist|pharmacist|chemist|hospital|therapist|counsellor|psychologist|solicitor|lawyer|"
    r"barrister|court office|advice line|citizens advice|council|housing office|job ?centre|bank|landlord|employer|"
    r"probation officer|probation practitioner|probation|clinician|team|duty phone|police|samaritans|111|999|us|me)"
)
_HELPER = re.compile(rf"\s*(?:your|a|an|the|any)?\s*(?:own )?{_HELPERS}\b(?P<after>.*)", re.IGNORECASE | re.DOTALL)
_SOMEBODY = re.compile(r"\b(?:her|him|them|she|he|they|ex|partner|wife|husband|girlfriend|boyfriend|child\w*|son|"
                       r"daughter|kids?|family|mum|mother|dad|father|friends?|person)\b|\[", re.IGNORECASE)  # fmt: skip


def says_allowed(reply: str, nobody: bool) -> bool:
    """True for words that would say that contact is allowed. `nobody`: the answer is that the matter involves nobody."""
    for found in _PERMITS.finditer(reply):
        helper = _HELPER.match(found["whom"]) if nobody else None
        if helper is None or _SOMEBODY.search(helper["after"]):
            return True
    return False
