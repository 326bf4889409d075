"""What a clinician says about one line or rule of the plan, and what the participant answers: accept, change or decline."""

import json
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.coping.merge import RULES, Document, Item
from api.coping.models import PlanSuggestion, SuggestionKind, SuggestionState
from api.coping.rules import positive_act
from api.coping.versions import document, head, kinds_found
from api.db import table_of
from api.errors import Problem
from api.people.models import Participant, User
from api.people.over import while_it_runs
from api.together import Read

SHOWN = 30


class NotInThePlan(Problem):
    """The line or rule is not in the plan any more."""

    slug, title = "not-in-the-plan", "That part is not in the plan any more"


class SuggestionRefused(Problem):
    """Words of a suggestion that the participant may not be shown, or that a rule may not say."""

    slug, title = "suggestion-refused", "Change the words first"


def suggest(
    at: Access, kind: SuggestionKind, part: str, item_id: UUID | None, words: str | None, fields: Item | None
) -> UUID:
    """Say something about a line or rule, or suggest other words for it; without `item_id` a new one.

    `fields` are the suggested ones ({text}, or a rule's when and then); `words` is said beside them. Raises NotInThePlan,
    or SuggestionRefused naming each field; ProgrammeOver.
    """
    while_it_runs(at, "The programme has ended, so nothing can be suggested. No phone shows it.")
    whole = ("when", "then") if part == RULES else ("text",)
    given = fields or {}
    missing = [] if kind is SuggestionKind.comment else [name for name in whole if not given.get(name)]
    if kind is SuggestionKind.comment and not words:
        missing = ["words"]
    elif item_id is not None and len(missing) < len(whole):
        missing = []  # Other words for one of a rule's two halves are enough.
    if missing or any(name not in whole for name in given):
        raise SuggestionRefused(
            "Write the words first.", errors=[(name, "Write the words.") for name in missing or given]
        )
    said = {"words": words, **(fields or {})}
    errors = [
        (name, f"Take out {kinds}.")
        for name, text in said.items()
        if isinstance(text, str) and (kinds := kinds_found(text))
    ]
    if fields and part == RULES and "then" in fields and (why := positive_act(fields["then"] or "")):
        errors.append(("then", why))
    if errors:
        raise SuggestionRefused("Nothing you wrote is lost.", errors=errors)
    if item_id is not None and find(document(at, head(at)), part, str(item_id)) is None:
        raise NotInThePlan("Somebody took it out meanwhile. Look at the plan as it is now.")
    suggestion_id = uuid4()
    body = json.dumps({"words": words, "item": fields}, separators=(",", ":")).encode()
    at.session.execute(
        sa.insert(table_of(PlanSuggestion)).values(
            id=suggestion_id, participant_id=at.subject, kind=kind, part=part, item_id=item_id, made_by=at.user_id,
            made_at=at.now, state=SuggestionState.open, answered_at=None,
            body=at.box().seal("plan_suggestion", "body", suggestion_id, body),
        )
    )  # fmt: skip
    at.audit("plan_suggest", f"plan_suggestion:{suggestion_id}")
    return suggestion_id


def withdraw(at: Access, suggestion_id: UUID) -> None:
    """Take back what one said, while it is not answered."""
    if not close(at, suggestion_id, SuggestionState.withdrawn):
        raise NotInThePlan("It was answered already.")
    at.audit("plan_suggest", f"plan_suggestion:{suggestion_id}", reason="withdrawn")


def close(at: Access, suggestion_id: UUID, state: SuggestionState, said: dict[str, Any] | None = None) -> bool:
    """Answer one that is open; `said` is what it holds from now on, with the words of the answer. False when it is not open, or not theirs."""
    t = table_of(PlanSuggestion)
    values: dict[str, Any] = {"state": state, "answered_at": at.now}
    if said is not None:
        values["body"] = at.box().seal(
            "plan_suggestion", "body", suggestion_id, json.dumps(said, separators=(",", ":")).encode()
        )
    done = at.session.execute(
        sa.update(t)
        .where(t.c.id == suggestion_id, t.c.participant_id == at.subject, t.c.state == SuggestionState.open)
        .values(**values)
        .returning(t.c.id)
    ).first()
    return done is not None


def open_one(at: Access, suggestion_id: UUID) -> tuple[Any, dict[str, Any]] | None:
    """An open suggestion and what it says, or None."""
    t = table_of(PlanSuggestion)
    row = at.session.execute(
        sa.select(t).where(t.c.id == suggestion_id, t.c.participant_id == at.subject, t.c.state == SuggestionState.open)
    ).first()
    return None if row is None else (row, json.loads(at.box().open("plan_suggestion", "body", row.id, row.body)))


_T, _U, _P = table_of(PlanSuggestion), table_of(User), table_of(Participant)
_SHOWN = (
    sa.select(
        _T.c.id, _T.c.kind, _T.c.part, _T.c.item_id, _T.c.state, _T.c.made_at, _T.c.answered_at, _T.c.body,
        _U.c.first_name, _P.c.zone,
    )
    .join(_U, _U.c.id == _T.c.made_by)
    .join(_P, _P.c.id == _T.c.participant_id)
    .where(_T.c.participant_id == sa.bindparam("who"), _T.c.state != SuggestionState.withdrawn)
    .order_by(sa.case((_T.c.state == SuggestionState.open, 0), else_=1), _T.c.made_at.desc(), _T.c.id)
    .limit(SHOWN)
)  # fmt: skip


def open_suggestions(at: Access) -> list[dict[str, Any]]:
    """The newest suggestions and comments, answered ones too: {id, kind, part, item_id, words, item, answer, state, first_name, …}."""
    rows = at.rows(suggestions_read(at))
    out = []
    for row in rows:
        body = json.loads(at.box().open("plan_suggestion", "body", row.id, row.body))
        out.append(
            {
                "id": row.id, "kind": row.kind, "part": row.part, "item_id": row.item_id, "state": row.state,
                "first_name": row.first_name, "on": at.day_of(row.made_at, row.zone),
                "answered_on": at.day_of(row.answered_at, row.zone) if row.answered_at else None,
                "words": body["words"], "item": body["item"], "answer": body.get("answer"),
            }
        )  # fmt: skip
    return out


def suggestions_read(at: Access) -> Read:
    """What `open_suggestions` reads."""
    return Read(_SHOWN, {"who": at.subject})


def laid_over(made: Document, row: Any, item: Item) -> Document:
    """The plan with the suggested words in place of the old ones, or added at the end of their part."""
    out = {part: [dict(one) for one in items] for part, items in made.items()}
    found = find(out, row.part, str(row.item_id)) if row.item_id else None
    fields = {name: value for name, value in item.items() if value is not None}
    if found is not None:
        found.update(fields)
    else:
        out[row.part].append({"id": str(row.item_id or row.id), **fields})
    return out


def find(made: Document, part: str, item_id: str) -> Item | None:
    return next((one for one in made.get(part, []) if one["id"] == item_id), None)
