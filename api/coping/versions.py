"""The versions of a coping plan as rows and as documents: one AGREED and one PROPOSED at a time, nothing overwritten."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import sqlalchemy as sa

from api.act import Access
from api.clock import calendar_day
from api.coping.merge import PARTS, RULES, SECTIONS, Change, Clash, Document, Item, changed, empty
from api.coping.models import CopingPlan, PlanSide, PlanState
from api.coping.rules import positive_act
from api.db import insert_ignoring, table_of
from api.errors import Problem
from api.journal import guard
from api.people.models import Assignment, Participant, User
from api.together import Read
from api.tongue import Both

HISTORY = 8
"""So many versions are told with what changed; older ones with their dates alone."""
RULE_FIELDS = ("when", "trigger", "hours", "urge_at_least", "then", "for_minutes", "condition_id", "confidence")
ALWAYS_THERE = ("when", "hours", "urge_at_least", "then", "for_minutes", "confidence")


_AND = Both("{first} and {last}", "{first}, {last}")


class PlanChanged(Problem):
    """Somebody saved a version since this one was opened. What was typed is still with whoever typed it."""

    slug, title = "plan-changed", "Somebody changed this plan since you opened it"


def one_at_a_time(at: Access) -> None:
    """From here to the end of this transaction nobody else changes this person's plan.

    Called before the first look at what a change is laid over: between two looks another side's version could come, and
    the next one would be built on what stood before it. SQLite has one writer at a time already.
    """
    p = table_of(Participant)
    at.session.execute(sa.select(p.c.id).where(p.c.id == at.subject).with_for_update(key_share=True))


def newest(at: Access, *states: PlanState) -> Any | None:
    """The newest version in one of these states, as its row."""
    t = table_of(CopingPlan)
    return at.session.execute(
        sa.select(t)
        .where(t.c.participant_id == at.subject, t.c.state.in_(states))
        .order_by(t.c.version.desc())
        .limit(1)
    ).first()


def version_of(at: Access, version: int | None) -> Any | None:
    """One version as its row; None when there is none of that number."""
    t = table_of(CopingPlan)
    return at.session.execute(sa.select(t).where(t.c.participant_id == at.subject, t.c.version == version)).first()


def head(at: Access) -> Any | None:
    """What a change is laid over: what is proposed, else what is agreed, else the newest that both have seen."""
    return newest(at, PlanState.proposed) or newest(at, PlanState.agreed) or newest(at, PlanState.not_agreed)


def base_for(at: Access, version: int | None, over: Any | None) -> Document:
    """The document that two sides' changes are compared with, when one of them changed `version` and the other stands at `over`.

    What was proposed and not agreed never stood in the plan, so its changes are new ones of whoever goes on from it.
    """
    row = version_of(at, version)
    if row is not None and row.state == PlanState.not_agreed and (over is None or over.version != row.version):
        row = version_of(at, row.base_version)
    return document(at, row)


def document(at: Access, row: Any | None) -> Document:
    """The plan of a version, each line and rule with its id."""
    if row is None:
        return empty()
    return _from_body(row.participant_id, _body(at, row))


def clashes(at: Access, row: Any | None) -> list[tuple[str, Clash]]:
    """The open clashes of a version, each with its id."""
    if row is None:
        return []
    found = _body(at, row).get("clashes") or []
    return [(one["clash_id"], Clash(**{k: v for k, v in one.items() if k != "clash_id"})) for one in found]


def store(
    at: Access,
    made: Document,
    state: PlanState,
    side: PlanSide,
    *,
    base: int | None,
    beside: list[tuple[str, Clash]] | None = None,
    agreed_on: date | None = None,
    entry_id: UUID | None = None,
    made_by: UUID | None = None,
) -> Any:
    """Write the next version and let what it takes the place of rest. Returns its row. Raises PlanChanged on a race."""
    t = table_of(CopingPlan)
    last = at.session.execute(sa.select(sa.func.max(t.c.version)).where(t.c.participant_id == at.subject)).scalar_one()
    version, plan_id = (last or 0) + 1, uuid4()
    body = {"parts": made, "clashes": [{"clash_id": key, **one._asdict()} for key, one in beside or []]}
    row = {
        "id": plan_id,
        "participant_id": at.subject,
        "version": version,
        "state": state,
        "made_by": made_by or (at.user_id if side is PlanSide.staff else _clinician(at)),
        "made_at": at.now,
        "agreed_on": agreed_on,
        "superseded_at": None,
        "body": at.box().seal("coping_plan", "body", plan_id, json.dumps(body, separators=(",", ":")).encode()),
        "side": side,
        "base_version": base,
        "entry_id": entry_id,
        "answered_by": None,
        "answered_at": None,
        "reason": None,
    }
    if insert_ignoring(at.session, t, [row], t.c.id).scalar() is None:
        raise PlanChanged("Somebody saved a version a moment ago. Look at it, then save yours again.", version=version)
    if state is not PlanState.draft:
        replace_before(at, version, state is PlanState.agreed)
    return version_of(at, version)


def replace_before(at: Access, version: int, agreed: bool) -> None:
    """One agreed at a time, and one proposed: a newer version takes the place of what stood before it."""
    t = table_of(CopingPlan)
    gone = [PlanState.proposed, PlanState.not_agreed] + ([PlanState.agreed] if agreed else [])
    at.session.execute(
        sa.update(t)
        .where(t.c.participant_id == at.subject, t.c.version < version, t.c.state.in_(gone))
        .values(state=PlanState.superseded, superseded_at=at.now)
    )


def _clinician(at: Access) -> UUID:
    """With whom the participant's own version is agreed: the clinician assigned longest, else the last one there was."""
    a = table_of(Assignment)
    found: UUID = (
        at.session.execute(
            sa.select(a.c.user_id)
            .where(a.c.participant_id == at.subject)
            .order_by(a.c.ended_at.is_not(None), sa.case((a.c.ended_at.is_(None), a.c.started_at)), a.c.ended_at.desc())
            .limit(1)
        )
        .scalars()
        .one()
    )
    return found


# What a plan may say ----------------------------------------------------------------------------------------------


def not_positive(made: Document) -> list[tuple[str, str]]:
    """Where a rule says what will not be done, as `rules.2.then`, and why it is refused."""
    return [
        (f"rules.{n}.then", why)
        for n, rule in enumerate(made[RULES])
        if (why := positive_act(rule.get("then") or "")) is not None
    ]


def identifiers(made: Document) -> list[tuple[str, str]]:
    """Where words could lead to a person, as `people.1` or `rules.0.when`, and which kind it is, never the value."""
    return [(field, f"Take out {kinds}.") for field, text in _texts(made) if (kinds := kinds_found(text))]


def kinds_found(text: str) -> str:
    """The kinds of identifiers in a text as words ("a phone number and a link"), never the values; empty if none."""
    kinds = kinds_in_both(text)
    return kinds.en if kinds else ""


def kinds_in_both(text: str) -> Both | None:
    """The same in both languages, for what a participant wrote; None if there are none."""
    labels = guard.labels(text)
    if not labels:
        return None
    said = Both(", ".join(one.en for one in labels[:-1]), ", ".join(one.cy for one in labels[:-1]))
    last = labels[-1]
    return _AND.filled(first=said, last=last) if said.en else last


def _texts(made: Document) -> Iterator[tuple[str, str]]:
    for name in SECTIONS:
        for n, item in enumerate(made[name]):
            yield f"{name}.{n}", item["text"]
    for n, rule in enumerate(made[RULES]):
        for part in ("when", "then"):
            yield f"rules.{n}.{part}", rule.get(part) or ""


def with_ids(at: Access, given: dict[str, Any], before: Document) -> Document:
    """A plan whose sections are lists of texts, as a document: a line keeps the id that it has in `before`.

    `ids` {section: [id, …]} beside the texts says which line is which; without it, the same words are the same line.
    """
    made = empty()
    ids = given.get("ids") or {}
    for section in SECTIONS:
        said, free = ids.get(section) or [], list(before[section])
        taken: set[str] = set()
        for n, text in enumerate(given[section]):
            key = str(said[n]) if n < len(said) and said[n] else None
            if key is None:
                same = next((one for one in free if one["text"] == text and one["id"] not in taken), None)
                key = same["id"] if same else None
            key = key if key and key not in taken else str(uuid4())
            taken.add(key)
            made[section].append({"id": key, "text": text})
    made[RULES] = [_rule(rule | {"id": str(rule.get("id") or uuid4())}) for rule in given[RULES]]
    return made


def _rule(rule: dict[str, Any]) -> Item:
    return {"id": rule["id"], **{name: rule[name] for name in RULE_FIELDS if rule.get(name) is not None}}


# Reading ----------------------------------------------------------------------------------------------------------


_T, _U, _P = table_of(CopingPlan), table_of(User), table_of(Participant)
_VERSIONS = (
    sa.select(
        _T.c.id, _T.c.participant_id, _T.c.version, _T.c.state, _T.c.made_at, _T.c.agreed_on, _T.c.body, _T.c.side,
        _T.c.base_version, _T.c.answered_at, _T.c.reason, _T.c.entry_id, _U.c.first_name, _P.c.first_name.label("own_name"), _P.c.zone,
    )
    .join(_P, _P.c.id == _T.c.participant_id)
    .join(_U, _U.c.id == sa.func.coalesce(_T.c.answered_by, _T.c.made_by))
    .order_by(_T.c.version.desc())
)  # fmt: skip
_PAST = _VERSIONS.where(_T.c.participant_id == sa.bindparam("who"), _T.c.state != PlanState.draft)
_LATELY = _PAST.limit(sa.bindparam("most"))


def read(at: Access, where: Any) -> dict[str, Any] | None:
    """The newest version of those that `where` picks, as the phone and staff read it."""
    row = at.session.execute(_VERSIONS.where(where).limit(1)).first()
    return None if row is None else shown(at, row)


def shown(at: Access, row: Any) -> dict[str, Any]:
    """One version: its texts, the ids of its lines, who proposed it, and who agreed to it on which days."""
    made = document(at, row)
    box = at.box(row.participant_id)
    out: dict[str, Any] = {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "agreed_on": row.agreed_on,
        "with_first_name": row.first_name,
        **{section: [item["text"] for item in made[section]] for section in SECTIONS},
        "rules": [{**dict.fromkeys(ALWAYS_THERE), **rule} for rule in made[RULES]],
        "ids": {section: [item["id"] for item in made[section]] for section in SECTIONS},
        "side": row.side,
        "made_on": at.day_of(row.made_at, row.zone),
        "signed": [],
    }
    if row.agreed_on is not None:
        own = box.open("participant", "first_name", row.participant_id, row.own_name).decode()
        both_days = (row.agreed_on, row.agreed_on)
        if row.answered_at is not None:
            proposed = calendar_day(row.made_at, row.zone)
            both_days = (proposed, row.agreed_on) if row.side == PlanSide.participant else (row.agreed_on, proposed)
        out["signed"] = [
            {"side": PlanSide.participant, "first_name": own, "on": both_days[0]},
            {"side": PlanSide.staff, "first_name": row.first_name, "on": both_days[1]},
        ]
    return out


def past(at: Access, most: int | None = None) -> list[Any]:
    """The rows of the versions, newest first, with what words them: all that both may see, at most `most` and their bases."""
    return at.rows(past_read(at, most))


def past_read(at: Access, most: int | None) -> Read:
    """What `past` reads."""
    if most is None:
        return Read(_PAST, {"who": at.subject})
    return Read(_LATELY, {"who": at.subject, "most": 2 * most})


def history(at: Access, rows: list[Any], most: int | None = None) -> list[dict[str, Any]]:
    """The versions in `rows`: {version, state, made_on, side, first_name, answered_on, reason, base_version, changes|null}.

    Only the newest few say what changed, and one whose base lies further back than the rows does not.
    """
    by_version = {row.version: row for row in rows}
    made: dict[int, Document] = {}

    def of(version: int | None) -> Document:
        row = by_version.get(version or 0)
        if row is None:
            return empty()
        if row.version not in made:
            made[row.version] = document(at, row)
        return made[row.version]

    out = []
    for n, row in enumerate(rows[:most]):
        before = row.base_version
        if before is None:
            before = next((older.version for older in rows[n + 1 :]), None)
        tells = n < HISTORY and (before is None or before in by_version)
        changes = [_named(one, of(before)) for one in changed(of(before), of(row.version))] if tells else None
        reason = at.box().open_text("coping_plan", "reason", row.id, row.reason) if row.reason else None
        out.append(
            {
                "version": row.version,
                "state": row.state,
                "made_on": at.day_of(row.made_at, row.zone),
                "side": row.side,
                "first_name": row.first_name,
                "answered_on": at.day_of(row.answered_at, row.zone) if row.answered_at else None,
                "reason": reason,
                "base_version": before,
                "changes": changes,
            }
        )
    return out


def _named(one: Change, before: Document) -> dict[str, Any]:
    """A change as it is told. A changed field of a rule says which rule, by its if and then as they stood: `rule`."""
    out = one._asdict()
    if one.part == RULES and one.what == "changed":
        out["rule"] = next(
            {name: rule.get(name) for name in ("when", "then")} for rule in before[RULES] if rule["id"] == one.id
        )
    return out


def _body(at: Access, row: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at.box(row.participant_id).open("coping_plan", "body", row.id, row.body))
    return found


def _from_body(participant_id: UUID, body: dict[str, Any]) -> Document:
    if "parts" in body:
        return {part: body["parts"].get(part, []) for part in PARTS}
    # Written before lines had ids: the same words in the same place are the same line, in every version.
    made = empty()
    for section in SECTIONS:
        seen: dict[str, int] = {}
        for text in body[section]:
            seen[text] = seen.get(text, 0) + 1
            key = str(uuid5(NAMESPACE_OID, f"{participant_id}|{section}|{text}|{seen[text]}"))
            made[section].append({"id": key, "text": text})
    made[RULES] = [_rule(rule) for rule in body[RULES]]
    return made
