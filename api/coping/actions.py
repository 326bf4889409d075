"""What staff do with a coping plan: write it, propose, answer, suggest. Each change is a new version (product F3)."""

import json
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.clock import calendar_day
from api.coping import uses
from api.coping.merge import Clash, Document, changed, merged, said_in, settled, still_open, taken
from api.coping.models import CopingPlan, PlanSide, PlanState
from api.coping.suggestions import open_suggestions, suggestions_read
from api.coping.versions import (
    PlanChanged,
    base_for,
    clashes,
    document,
    head,
    history,
    identifiers,
    newest,
    not_positive,
    one_at_a_time,
    past,
    past_read,
    read,
    replace_before,
    shown,
    store,
    version_of,
    with_ids,
)
from api.coping.versions import (
    kinds_found as kinds_found,  # for whoever shows staff words to participants
)
from api.db import table_of
from api.errors import Problem
from api.journal.models import Entry, Kind
from api.journal.upgrades import opened
from api.people.models import Participant
from api.people.over import while_it_runs
from api.together import Read

NO_CHANGE = "The programme has ended, so the plan stays as it is."
Choice = Literal["theirs", "mine", "words"]


class RuleNotPositive(Problem):
    """A rule's `then` says what will not be done."""

    slug, title = "rule-not-positive", "A rule has to say what to do"


class IdentifiersFound(Problem):
    """The words that the participant will see hold what could lead to a person."""

    slug, title = "identifiers-found", "Leave out names and ways to find people"
    welsh = "Gadewch enwau, a ffyrdd o ddod o hyd i bobl, allan"


class NotYetAgreed(Problem):
    """The date of agreement lies ahead."""

    slug, title = "agreed-in-future", "Agreed on is a day that has come"


class NotProposed(Problem):
    """This version does not wait for an answer any more."""

    slug, title = "not-proposed", "This version was replaced"


class ClashOpen(Problem):
    """Two sets of words stand side by side; one has to be chosen first."""

    slug, title = "clash-open", "Choose between the words that clash first"


class YoursToWaitFor(Problem):
    """Whoever proposed a version does not answer it."""

    slug, title = "theirs-to-answer", "The other side says yes or no to this one"


def write(at: Access, plan: dict[str, Any], agreed_on: date | None, base_version: int | None) -> dict[str, Any]:
    """Save the next version. With a date it is AGREED, and the agreed one before it SUPERSEDED; without, PROPOSED.

    `base_version` is the newest version that the writer saw, null for none; PlanChanged when there is a newer one.
    Raises RuleNotPositive and IdentifiersFound, naming each field; ProgrammeOver.
    """
    while_it_runs(at, NO_CHANGE)
    one_at_a_time(at)
    t = table_of(CopingPlan)
    last = at.session.execute(
        sa.select(sa.func.max(t.c.version)).where(t.c.participant_id == at.subject, t.c.state != PlanState.draft)
    ).scalar_one()
    if last != base_version:
        raise PlanChanged(
            f"Version {last} was saved after the one that you opened. Look at it, then save yours again.", version=last
        )
    made = with_ids(at, plan, document(at, head(at)))
    _fit_to_show(made)
    if agreed_on is not None and agreed_on > calendar_day(at.now, _zone(at)):
        raise NotYetAgreed(errors=[("agreed_on", "Choose today or a day before.")])
    state = PlanState.agreed if agreed_on else PlanState.proposed
    row = store(at, made, state, PlanSide.staff, base=base_version, agreed_on=agreed_on)
    at.audit("plan_edit", f"coping_plan:{row.id}", version=row.version)
    return _read_version(at, row.version)


def propose(at: Access, plan: dict[str, Any], base_version: int | None, keep: bool = False) -> dict[str, Any]:
    """Propose what was changed since `base_version`, whatever came meanwhile: both are joined, and clashes stand side by side.

    `keep` saves a DRAFT, which nobody else is shown; proposing takes its place. Raises RuleNotPositive, IdentifiersFound, ProgrammeOver.
    """
    while_it_runs(at, NO_CHANGE)
    one_at_a_time(at)
    over = head(at)
    base = base_for(at, base_version, over)
    mine = with_ids(at, plan, document(at, version_of(at, base_version)))
    _fit_to_show(mine)
    t = table_of(CopingPlan)
    # A saved draft is one's own working paper: the next one takes its place, and so does the proposal. It stays a draft, so
    # that nobody else is ever shown it.
    at.session.execute(
        sa.update(t)
        .where(t.c.participant_id == at.subject, t.c.state == PlanState.draft, t.c.made_by == at.user_id)
        .values(superseded_at=at.now)
    )
    if keep:
        row = store(at, mine, PlanState.draft, PlanSide.staff, base=base_version)
    else:
        row = join(at, over, base, mine, PlanSide.staff, base_version)
    at.audit("plan_edit", f"coping_plan:{row.id}", version=row.version)
    return _read_version(at, row.version)


def join(
    at: Access, over: Any | None, base: Document, mine: Document, side: PlanSide, base_version: int | None,
    entry_id: UUID | None = None, own_before: Document | None = None,
) -> Any:  # fmt: skip
    """Lay `mine` over what stands (`over`), compared with `base`; clashes that were open stay open. Returns the new row.

    `own_before` is what stood before the writer's own last words: against those, the later ones win and nothing clashes.
    """
    made, found = merged(base, document(at, over), mine)
    if own_before is not None:
        for one in [clash for clash in found if said_in(own_before, clash) != clash.theirs]:
            made = settled(made, one, one.mine)
            found.remove(one)
    beside = _still(made, clashes(at, over)) + [(str(uuid4()), one) for one in found]
    return store(
        at, made, PlanState.proposed, side,
        base=over.version if over is not None else base_version, beside=beside, entry_id=entry_id,
    )  # fmt: skip


def agree(at: Access, version: int, side: PlanSide, answer_on: date | None = None) -> Any:
    """Say yes to the other side's proposal: it is AGREED from today. Raises NotProposed, YoursToWaitFor or ClashOpen."""
    row = _waiting(at, version, side)
    if clashes(at, row):
        raise ClashOpen("Two sets of words stand side by side. Choose first, then agree.")
    t = table_of(CopingPlan)
    at.session.execute(
        sa.update(t)
        .where(t.c.id == row.id)
        .values(
            state=PlanState.agreed,
            agreed_on=answer_on or _today(at),
            answered_at=at.now,
            answered_by=at.user_id if side is PlanSide.staff else None,
        )
    )
    replace_before(at, row.version, agreed=True)
    return row


def agree_to_some(at: Access, version: int, picked: set[tuple[str, str]]) -> bool:
    """Say yes to some lines and rules (`part`, id) of the participant's proposal; the rest of it goes on waiting.

    What is picked is AGREED from today, the rest is PROPOSED anew. False when nothing is left over: then it is a plain yes,
    and not done here. Raises as `agree` does, and NotProposed when nothing that was picked differs from the plan.
    """
    row = _waiting(at, version, PlanSide.staff)
    before = newest(at, PlanState.agreed)
    was, proposed = document(at, before), document(at, row)
    differs = {(one.part, one.id) for one in changed(was, proposed) if one.id}
    if not differs & picked:
        raise NotProposed("Pick a line that differs from the plan.")
    open_clashes = clashes(at, row)
    if any((one.part, one.id) in picked for _, one in open_clashes):
        raise ClashOpen("Two sets of words stand side by side there. Choose first, then agree.")
    made = taken(was, proposed, picked)
    if made == proposed and not open_clashes:
        return False
    base = before.version if before is not None else None
    agreed = store(
        at, made, PlanState.agreed, PlanSide.participant, base=base, agreed_on=_today(at), entry_id=row.entry_id
    )
    t = table_of(CopingPlan)
    at.session.execute(sa.update(t).where(t.c.id == agreed.id).values(answered_by=at.user_id, answered_at=at.now))
    store(
        at, proposed, PlanState.proposed, PlanSide.participant,
        base=agreed.version, beside=_still(proposed, open_clashes), entry_id=row.entry_id,
    )  # fmt: skip
    at.audit("plan_answer", f"coping_plan:{agreed.id}", version=agreed.version, reason="agree")
    return True


def not_agree(at: Access, version: int, side: PlanSide, reason: str) -> Any:
    """Say no to the other side's proposal, with the reason that they read. The agreed plan stays. Raises as `agree` does."""
    row = _waiting(at, version, side)
    t = table_of(CopingPlan)
    at.session.execute(
        sa.update(t)
        .where(t.c.id == row.id)
        .values(
            state=PlanState.not_agreed,
            answered_at=at.now,
            answered_by=at.user_id if side is PlanSide.staff else None,
            reason=at.box().seal_text("coping_plan", "reason", row.id, reason),
        )
    )
    return row


def choose(at: Access, clash_id: UUID, choice: Choice, words: str | None, side: PlanSide) -> Any | None:
    """Settle one clash: a new proposal of whoever chose, for the other to agree. None when it is not open any more."""
    one_at_a_time(at)
    row = newest(at, PlanState.proposed)
    found = clashes(at, row)
    clash = next((one for key, one in found if key == str(clash_id)), None)
    if row is None or clash is None:
        return None
    value: Any = clash.theirs if choice == "theirs" else clash.mine
    if choice == "words" and words and clash.field not in ("gone", "order"):
        value = words
    made = settled(document(at, row), clash, value)
    rest = _still(made, [one for one in found if one[0] != str(clash_id)])
    return store(at, made, PlanState.proposed, side, base=row.version, beside=rest)


def settle_clash(at: Access, clash_id: UUID, choice: Choice, words: str | None) -> None:
    """The clinician's choice between words that clash. Raises NotProposed, RuleNotPositive or IdentifiersFound."""
    if words and (kinds := kinds_found(words)):
        raise IdentifiersFound("Use a role word instead.", errors=[("words", f"Take out {kinds}.")])
    row = choose(at, clash_id, choice, words, PlanSide.staff)
    if row is None:
        raise NotProposed("Somebody has chosen already. Look at the plan as it is now.")
    if refused := not_positive(document(at, row)):
        raise RuleNotPositive("Say what to do instead.", errors=[("words", refused[0][1])])
    at.audit("plan_edit", f"coping_plan:{row.id}", version=row.version)


def work(at: Access, drafts: bool = False, most: int | None = None) -> dict[str, Any]:
    """The plan and what goes back and forth: {current, proposed, clashes, suggestions, history, uses, draft}; `drafts` for staff.

    `most` is how many versions are told; None for all.
    """
    rows = past(at, most)
    row = next((one for one in rows if one.state == PlanState.proposed), None)
    agreed = next((one for one in rows if one.state == PlanState.agreed), None)
    further_back = agreed is None and most is not None and len(rows) == 2 * most
    return {
        "current": current_plan(at) if further_back else shown(at, agreed) if agreed is not None else None,
        "proposed": shown(at, row) if row is not None else None,
        "clashes": [
            {"id": key, "part": one.part, "item_id": one.id or None, "field": one.field, "theirs": one.theirs, "mine": one.mine}
            for key, one in clashes(at, row)
        ],
        "suggestions": open_suggestions(at),
        "history": history(at, rows, most),
        "uses": uses.counts(at),
        "draft": _own_draft(at) if drafts else None,
        **({"whys": _whys(at, row, rows)} if drafts else {}),
    }  # fmt: skip


def _whys(at: Access, waits: Any | None, rows: list[Any]) -> list[dict[str, Any]]:
    """Why the participant would change it, in their words: of each draft that the proposal which waits is made of, oldest first."""
    if waits is None or waits.side != PlanSide.participant:
        return []
    answers = [one.answered_at or one.made_at for one in rows if one.agreed_on or one.state == PlanState.not_agreed]
    e = table_of(Entry)
    since = [e.c.received_at > max(answers)] if answers else []
    found = at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.body, e.c.happened_at)
        .where(
            e.c.participant_id == at.subject, e.c.kind == Kind.plan_draft, e.c.withdrawn.is_(False), e.c.detail.is_(None),
            sa.or_(e.c.id == waits.entry_id, sa.and_(True, *since)),
        )
        .order_by(e.c.happened_at, e.c.id)
    ).all()  # fmt: skip
    said = ((json.loads(opened(at.box(), one)).get("text"), at.day_of(one.happened_at, waits.zone)) for one in found)
    return [{"text": text, "on": on} for text, on in said if text]


def work_reads(at: Access, most: int | None = None) -> list[Read]:
    """What `work` reads for a phone that has an agreed plan among its newest versions, or none."""
    return [past_read(at, most), suggestions_read(at), uses.counts_read(at)]


def _own_draft(at: Access) -> dict[str, Any] | None:
    """The reader's own draft with the version that it changes."""
    row = at.session.execute(_drafts(at)).first()
    return None if row is None else {**_read_version(at, row.version), "base_version": row.base_version}


def _drafts(at: Access) -> Any:
    t = table_of(CopingPlan)
    return sa.select(t.c.version, t.c.base_version).where(
        t.c.participant_id == at.subject,
        t.c.state == PlanState.draft,
        t.c.superseded_at.is_(None),
        t.c.made_by == at.user_id,
    )


def current_plan(at: Access, participant_id: UUID | None = None) -> dict[str, Any] | None:
    """The agreed version as the phone and staff read it, or None: Plan of the contract with `state` and `agreed_on`."""
    t = table_of(CopingPlan)
    return read(at, sa.and_(t.c.participant_id == (participant_id or at.subject), t.c.state == PlanState.agreed))


def proposed_plan(at: Access) -> dict[str, Any] | None:
    """The version that waits for agreement, or None."""
    t = table_of(CopingPlan)
    return read(at, sa.and_(t.c.participant_id == at.subject, t.c.state == PlanState.proposed))


def versions(at: Access) -> list[dict[str, Any]]:
    """Every version: {version, state, made_on}, newest first. Drafts are their clinician's own."""
    t, p = table_of(CopingPlan), table_of(Participant)
    return [
        {"version": row.version, "state": row.state, "made_on": at.day_of(row.made_at, row.zone)}
        for row in at.session.execute(
            sa.select(t.c.version, t.c.state, t.c.made_at, p.c.zone)
            .join(p, p.c.id == t.c.participant_id)
            .where(t.c.participant_id == at.subject, t.c.state != PlanState.draft)
            .order_by(t.c.version.desc())
        )
    ]


def _read_version(at: Access, version: int) -> dict[str, Any]:
    t = table_of(CopingPlan)
    made = read(at, sa.and_(t.c.participant_id == at.subject, t.c.version == version))
    assert made is not None
    return made


def _fit_to_show(made: Document) -> None:
    if refused := not_positive(made):
        raise RuleNotPositive("Say what to do instead. Nothing you wrote is lost.", errors=refused)
    if found := identifiers(made):
        raise IdentifiersFound("Use a role word, like my brother or my key worker.", errors=found)


def _waiting(at: Access, version: int, side: PlanSide) -> Any:
    one_at_a_time(at)
    row = version_of(at, version)
    if row is None or row.state != PlanState.proposed:
        raise NotProposed("A newer version took its place, or it was answered. Look at the plan as it is now.")
    if row.side == side:
        raise YoursToWaitFor("You proposed this one. The other side answers it.")
    return row


def _still(made: Document, before: list[tuple[str, Clash]]) -> list[tuple[str, Clash]]:
    return [(key, now) for key, one in before if (now := still_open(made, one)) is not None]


def _today(at: Access) -> date:
    return calendar_day(at.now, _zone(at))


def _zone(at: Access) -> str:
    p = table_of(Participant)
    return str(at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one())
