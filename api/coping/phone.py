"""What the participant's phone sends about the plan: drafts and answers, as effects of their entries.

Nothing is thrown away here: what cannot be done leaves the entry as it is and answers with a code, which the phone words.
The code stays with the entry as its `detail`, so that the phone can say why although the first answer was lost.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.coping.actions import ClashOpen, NotProposed, YoursToWaitFor, agree, choose, join, not_agree
from api.coping.merge import RULES, Document, applied
from api.coping.models import PlanSide, PlanState, SuggestionKind, SuggestionState
from api.coping.plan_entries import PlanAnswerBody, PlanDraftBody
from api.coping.rules import positive_act
from api.coping.suggestions import close, laid_over, open_one
from api.coping.versions import base_for, clashes, document, head, newest, one_at_a_time, store, version_of
from api.db import table_of
from api.journal.items import Item
from api.journal.models import Entry, Kind
from api.together import Read

NOT_POSITIVE = "rule_not_positive"
NOTHING = "nothing_changed"
REPLACED = "replaced"
CLASH = "clash_open"
UNFINISHED = "unfinished"
NO_BASE = "unknown_version"


def drafted(at: Access, item: Item) -> str | None:
    """A draft from the phone becomes a proposal, joined with whatever came meanwhile.

    Codes: rule_not_positive, nothing_changed, unknown_version (a base that is not here), unfinished (sent as it lay).
    """
    one_at_a_time(at)
    return _drafted(at, item)


def answered(at: Access, item: Item) -> str | None:
    """The participant's answer to a proposal, a suggestion or a clash. Codes: replaced, clash_open, rule_not_positive."""
    one_at_a_time(at)
    return _answered(at, item)


def _drafted(at: Access, item: Item) -> str | None:
    body = item.body
    assert isinstance(body, PlanDraftBody) and item.envelope is not None
    if body.unfinished:
        return _kept(at, item, UNFINISHED)
    of = version_of(at, body.base_version)
    if body.base_version is not None and (of is None or of.state == PlanState.draft):
        return _kept(at, item, NO_BASE)
    over = head(at)
    start = document(at, of)
    mine = applied(start, _changes(body))
    for rule in mine[RULES]:
        if "when" not in rule or "then" not in rule:
            return _kept(at, item, NOT_POSITIVE)
    if mine == start:
        return _kept(at, item, NOTHING)
    changed = {str(rule.id) for rule in body.rules}
    if any(rule["id"] in changed and positive_act(rule["then"]) for rule in mine[RULES]):
        return _kept(at, item, NOT_POSITIVE)
    base = base_for(at, body.base_version, over)
    row = join(at, over, base, mine, PlanSide.participant, body.base_version, item.envelope.id, _own_before(at, over))
    at.audit("plan_propose", f"coping_plan:{row.id}", version=row.version)
    return "clash" if clashes(at, row) else None


def _own_before(at: Access, over: Any | None) -> Document | None:
    """What stood before this same phone's proposal that waits: what it said since is its own, and its later words win."""
    if over is None or over.state != PlanState.proposed or over.side != PlanSide.participant or over.entry_id is None:
        return None
    e = table_of(Entry)
    device = at.session.execute(sa.select(e.c.device_id).where(e.c.id == over.entry_id)).scalar()
    same = at.who is not None and device == at.who.id
    return document(at, version_of(at, over.base_version)) if same else None


def _answered(at: Access, item: Item) -> str | None:
    body = item.body
    assert isinstance(body, PlanAnswerBody) and item.envelope is not None
    if body.version is not None:
        code = _proposal(at, body)
    elif body.suggestion_id is not None:
        code = _suggestion(at, body, item)
    else:
        code = _clash(at, body)
    return _kept(at, item, code) if code else None


def _proposal(at: Access, body: PlanAnswerBody) -> str | None:
    assert body.version is not None
    try:
        if body.answer == "agree":
            row = agree(at, body.version, PlanSide.participant)
        else:
            row = not_agree(at, body.version, PlanSide.participant, body.text or "")
    except (NotProposed, YoursToWaitFor):
        return REPLACED
    except ClashOpen:
        return CLASH
    at.audit("plan_answer", f"coping_plan:{row.id}", version=row.version, reason=body.answer)
    return None


def _suggestion(at: Access, body: PlanAnswerBody, item: Item) -> str | None:
    assert body.suggestion_id is not None and item.envelope is not None
    found = open_one(at, body.suggestion_id)
    if found is None:
        return REPLACED
    row, said = found
    if body.answer == "decline" or (row.kind == SuggestionKind.comment and not body.words):
        said |= {"answer": body.text} if body.text else {}
        close(at, row.id, SuggestionState.declined if body.answer == "decline" else SuggestionState.accepted, said)
        return None
    own = body.answer == "change" and body.words
    fields: dict[str, Any] = dict(said["item"] or {})
    if own:
        fields["then" if row.part == RULES else "text"] = body.words
    if row.part == RULES and positive_act(str(fields.get("then", "I walk"))):
        return NOT_POSITIVE
    over = head(at)
    made = laid_over(document(at, over), row, fields)
    if any("when" not in rule or "then" not in rule for rule in made[RULES]):
        return REPLACED
    waits = newest(at, PlanState.proposed)
    # Words that the clinician suggested and the participant took are agreed by both, where nothing else waits.
    both = not own and waits is None
    theirs = both or (waits is not None and waits.side == PlanSide.staff and not own)
    version = store(
        at,
        made,
        PlanState.agreed if both else PlanState.proposed,
        PlanSide.staff if theirs else PlanSide.participant,
        base=over.version if over is not None else None,
        beside=clashes(at, waits),
        agreed_on=item.day if both else None,
        entry_id=item.envelope.id,
        made_by=row.made_by,
    )
    close(at, row.id, SuggestionState.changed if own else SuggestionState.accepted)
    at.audit("plan_answer", f"coping_plan:{version.id}", version=version.version, reason=body.answer)
    return None


def _clash(at: Access, body: PlanAnswerBody) -> str | None:
    if body.clash_id is None or body.answer not in ("theirs", "mine", "words"):
        return REPLACED
    if body.answer == "words":
        waits = newest(at, PlanState.proposed)
        clash = next((one for key, one in clashes(at, waits) if key == str(body.clash_id)), None)
        if clash is not None and clash.field == "then" and positive_act(body.words or ""):
            return NOT_POSITIVE
    row = choose(at, body.clash_id, body.answer, body.words, PlanSide.participant)
    if row is None:
        return REPLACED
    at.audit("plan_answer", f"coping_plan:{row.id}", version=row.version, reason=body.answer)
    return None


_E = table_of(Entry)
_ABOUT_PLAN = (
    sa.select(_E.c.id, _E.c.kind, _E.c.detail)
    .where(
        _E.c.participant_id == sa.bindparam("who"),
        sa.or_(_E.c.kind == Kind.plan_draft, _E.c.kind == Kind.plan_answer),
        _E.c.withdrawn.is_(False),
    )
    .order_by(_E.c.happened_at.desc(), _E.c.device_seq.desc(), _E.c.id.desc())
    .limit(10)
)


def kept_aside(at: Access) -> list[dict[str, Any]]:
    """Drafts and answers that changed nothing, newest first: {entry_id, kind, code}, of the last ten.

    One is over once the same was done with effect after it: a draft by a later draft, an answer by a later draft or answer.
    """
    found, over = [], set[str]()
    for row in at.rows(kept_read(at)):
        if row.detail and row.kind not in over:
            found.append({"entry_id": row.id, "kind": row.kind, "code": row.detail})
        elif not row.detail:
            over |= {row.kind, Kind.plan_answer}
    return found


def kept_read(at: Access) -> Read:
    """What `kept_aside` reads."""
    return Read(_ABOUT_PLAN, {"who": at.subject})


def _kept(at: Access, item: Item, code: str) -> str:
    """Leave the entry as it is, with the code of why nothing came of it."""
    e = table_of(Entry)
    item.facts["detail"] = code
    at.session.execute(sa.update(e).where(e.c.id == UUID(item.id)).values(detail=code))
    return code


def _changes(body: PlanDraftBody) -> dict[str, Any]:
    return body.model_dump(mode="json", by_alias=True, include={"lines", "rules", "gone", "order"}, exclude_none=True)
