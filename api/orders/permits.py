"""Whether words of staff read as if contact were allowed. Only an exception that the court wrote says so (product F1).

"This involves nobody" has one way out: it may name somebody who is there to help, and nobody else. A sentence that permits
contact with anybody whom this list does not know is refused, and can be said without "you can". An answer may be written in Welsh.
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
    r"probation officer|probation practitioner|probation|(?:criminal )?justice social work(?:er)?|social worker|"
    r"clinician|team|duty phone|police|samaritans|lifeline|breathing space|nhs 24|111|999|us|me)"
)
_HELPER = re.compile(rf"\s*(?:your|a|an|the|any)?\s*(?:own )?{_HELPERS}\b(?P<after>.*)", re.IGNORECASE | re.DOTALL)
_SOMEBODY = re.compile(r"\b(?:her|him|them|she|he|they|ex|partner|wife|husband|girlfriend|boyfriend|child\w*|son|"
                       r"daughter|kids?|family|mum|mother|dad|father|friends?|person)\b|\[", re.IGNORECASE)  # fmt: skip

# The same in Welsh, whose words for "him", "her" and "them" stand before the verb.
_WELSH_CONTACT = (
    r"(?:[td]ecstio|ffonio|galw|alw|negeseuo|[cg]ysylltu|ysgrifennu|[cg]wrdd|[cg]yfarfod|g?weld|ymweld|ateb|e-?bostio|siarad|"
    r"[mf]ynd|edrych|dd?ilyn|anfon)"
)
_WELSH_PERMITS = re.compile(
    r"(?<!\w)(?:gallwch|cewch|gallech|mae croeso i|mae['’]n iawn i|mae hawl gennych|mae gennych hawl|rydych yn rhydd i|"
    r"caniateir i|caniatawyd i)(?:\s+chi)?(?:\s+i)?\s+"
    rf"(?:(?!ddim\b)\w+\s+){{0,2}}?{_WELSH_CONTACT}\b(?P<whom>[^.;!?]*)",
    re.IGNORECASE,
)
_WELSH_HELPER = re.compile(
    r"\s*(?:(?:â|ag|at|gyda|efo|i|am)\b)?\s*(?:['’](?:ch|r|i)\b|eich|y|yr|unrhyw|am)?\s*"
    r"(?:[mf]eddyg|nyrs|deintydd|fferyllydd|ysbyty|therapydd|cwnselydd|seicolegydd|[cg]yfreithiwr|bargyfreithiwr|swyddfa['’]r llys|"
    r"[cg]yngor|banc|landlord|cyflogwr|ymarferydd prawf|swyddog prawf|g?wasanaeth prawf|"
    r"g?weithiwr cymdeithasol(?: cyfiawnder)?|[cg]linigydd|[td]îm|ffôn y tîm|heddlu|samariaid|111|999|ni|fi)\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WELSH_SOMEBODY = re.compile(
    r"(?<!\w)(?:hi|ef|fe|nhw|cyn-?bartner|[pb]artner|gwraig|wraig|gŵr|cariad|gariad|[pb]lentyn|[pb]lant|mab|merch|teulu|"
    r"[mf]am|[td]ad|ffrind\w*|[pb]erson)(?!\w)|\[", re.IGNORECASE)  # fmt: skip
_TONGUES = ((_PERMITS, _HELPER, _SOMEBODY), (_WELSH_PERMITS, _WELSH_HELPER, _WELSH_SOMEBODY))


def says_allowed(reply: str, nobody: bool) -> bool:
    """True for words that would say that contact is allowed. `nobody`: the answer is that the matter involves nobody."""
    for permits, helpers, somebody in _TONGUES:
        for found in permits.finditer(reply):
            helper = helpers.match(found["whom"]) if nobody else None
            if helper is None or somebody.search(helper["after"]):
                return True
    return False
