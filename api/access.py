"""THE table of who may do what, as data, and the scope that every query takes from it.

Deny by default: a role without a cell is refused. A cell says how far the role reaches:

    own   the participant's own record, or one's own account      case  assigned now
    team  cases of the lead's team                                link  cases with a live, accepted probation link
    org   everything of the installation                          sys   technical data only
    meta  ids, times, types and states, no content                P A   proposes, approves: two different people

`planned` names the capability that will use a row; start-up fails on an unused row without it, on a planned row that is
used, and on a route without a row. Security section 3 is the same table in words.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from api.db import table_of
from api.people.models import Assignment, LinkState, Participant, ParticipantState, ProbationLink, Role
from api.tongue import ENGLISH


class May(StrEnum):
    """A verb: resource_action."""

    # anybody
    sign_in = "sign_in"
    invitation_redeem = "invitation_redeem"
    content_open = "content_open"
    demo_sign_in = "demo_sign_in"
    # one's own account
    self_read = "self_read"
    session_own = "session_own"
    # the phone
    phone_read = "phone_read"
    phone_unlock = "phone_unlock"
    phone_pin = "phone_pin"
    device_own = "device_own"
    open_alternatives = "open_alternatives"
    entry_kinds_read = "entry_kinds_read"
    entry_create = "entry_create"
    entry_read_own = "entry_read_own"
    bundle_read = "bundle_read"
    who_saw_read = "who_saw_read"
    # participants, by staff
    participant_create = "participant_create"
    participant_read = "participant_read"
    participant_status = "participant_status"
    participant_phase = "participant_phase"
    suitability_renew = "suitability_renew"
    item_open = "item_open"
    participant_contact = "participant_contact"
    participant_identity = "participant_identity"
    invitation_issue = "invitation_issue"
    device_revoke = "device_revoke"
    assignment_change = "assignment_change"
    link_propose = "link_propose"
    link_end = "link_end"
    team_read = "team_read"
    team_settings = "team_settings"
    # the record
    entry_read = "entry_read"
    entry_for_participant = "entry_for_participant"
    checkins_read = "checkins_read"
    patterns_read = "patterns_read"
    quarantine_read = "quarantine_read"
    quarantine_resolve = "quarantine_resolve"
    plan_read = "plan_read"
    plan_edit = "plan_edit"
    note_write = "note_write"
    # oversight
    caseload_list = "caseload_list"
    review_list = "review_list"
    review_read = "review_read"
    review_claim = "review_claim"
    review_close = "review_close"
    attention_list = "attention_list"
    attention_answer = "attention_answer"
    attention_rules = "attention_rules"
    escalation_change = "escalation_change"
    session_prep = "session_prep"
    # attendance
    appointment_list = "appointment_list"
    appointment_read = "appointment_read"
    appointment_create = "appointment_create"
    appointment_move = "appointment_move"
    outcome_record = "outcome_record"
    alert_read = "alert_read"
    alert_release = "alert_release"
    attendance_list = "attendance_list"
    attendance_read = "attendance_read"
    attendance_people = "attendance_people"
    alert_acknowledge = "alert_acknowledge"
    enforceable_set = "enforceable_set"
    link_list = "link_list"
    link_accept = "link_accept"
    absence_decide = "absence_decide"
    order_text_propose = "order_text_propose"
    # orders, goals, measures, learning
    order_draft = "order_draft"
    order_read = "order_read"
    question_answer = "question_answer"
    schedule_change = "schedule_change"
    goal_read = "goal_read"
    goal_write = "goal_write"
    measure_use = "measure_use"
    formulation_write = "formulation_write"
    learning_place = "learning_place"
    content_list = "content_list"
    content_library = "content_library"
    content_check = "content_check"
    content_sign_off = "content_sign_off"
    # running the installation
    dead_letter_list = "dead_letter_list"
    dead_letter_resend = "dead_letter_resend"
    health_read = "health_read"
    audit_read = "audit_read"
    audit_verify = "audit_verify"
    staff_invite = "staff_invite"
    staff_session_end = "staff_session_end"
    account_suspend = "account_suspend"
    account_recover = "account_recover"
    role_grant = "role_grant"
    break_glass = "break_glass"
    disclosure_register = "disclosure_register"
    subject_access = "subject_access"
    legal_hold = "legal_hold"
    retention_change = "retention_change"
    figures_read = "figures_read"
    webhook_change = "webhook_change"
    keys_rotate = "keys_rotate"
    backup_run = "backup_run"


class Scope(StrEnum):
    """How far a role reaches."""

    own = "own"
    case = "case"
    team = "team"
    link = "link"
    org = "org"
    sys = "sys"
    meta = "meta"


class Row(NamedTuple):
    """One row of the table: role → scope; `anyone` opens it without signing in.

    `reads` needs the phone to be unlocked. `late` lets a revoked phone or an ended programme still append.
    """

    cells: dict[Role, Scope]
    anyone: bool = False
    reads: bool = False
    late: bool = False
    planned: str | None = None


P, C, L, B, A, U = Role.participant, Role.clinician, Role.lead, Role.probation, Role.admin, Role.auditor
own, case, team, link, org, sys, meta = Scope


def _row(participant: Scope | None = None, clinician: Scope | None = None, lead: Scope | None = None,
         probation: Scope | None = None, admin: Scope | None = None, auditor: Scope | None = None,
         **more: object) -> Row:  # fmt: skip
    given = {P: participant, C: clinician, L: lead, B: probation, A: admin, U: auditor}
    return Row({role: scope for role, scope in given.items() if scope}, **more)  # type: ignore[arg-type]  # Row's own fields


# fmt: off
ROWS: dict[May, Row] = {
    #                                participant clinician lead  probation admin auditor
    May.sign_in:              _row(anyone=True),
    May.invitation_redeem:    _row(anyone=True),
    May.content_open:         _row(anyone=True),
    May.demo_sign_in:         _row(anyone=True),
    May.self_read:            _row(own,        own,      own,  own,      own,  own, late=True),
    May.session_own:          _row(None,       own,      own,  own,      own,  own),
    May.phone_read:           _row(own, late=True),
    May.phone_unlock:         _row(own),
    May.phone_pin:            _row(own, reads=True),
    May.device_own:           _row(own, reads=True),
    May.open_alternatives:    _row(own, reads=True),
    May.entry_kinds_read:     _row(own,        own,      own,  None,     own,  own, late=True),
    May.entry_create:         _row(own, late=True),
    May.entry_read_own:       _row(own, reads=True),
    May.bundle_read:          _row(own, reads=True),
    May.who_saw_read:         _row(own, reads=True),
    May.participant_create:   _row(None,       case,     team),
    May.participant_read:     _row(None,       case,     team),
    May.participant_status:   _row(None,       case,     team),
    May.participant_phase:    _row(None,       case,     team),
    May.suitability_renew:    _row(None,       case,     team),
    May.participant_contact:  _row(own,        case,     team, reads=True),
    May.item_open:            _row(None,       case,     team),
    May.participant_identity: _row(None,       case,     team, planned="correcting a name or reference"),
    May.invitation_issue:     _row(None,       case,     team),
    May.device_revoke:        _row(None,       case,     team),
    May.assignment_change:    _row(None,       None,     team),
    May.link_propose:         _row(None,       None,     team),
    May.link_end:             _row(None,       None,     team),
    May.team_read:            _row(None,       team,     team),
    May.team_settings:        _row(None,       None,     team, None,     None, org, planned="clinical settings by two people"),
    May.entry_read:           _row(None,       case,     team),
    May.entry_for_participant: _row(None,      case,     team),
    May.checkins_read:        _row(None,       case,     team),
    May.patterns_read:        _row(None,       case,     team),
    May.quarantine_read:      _row(None,       case,     team, None,     meta, meta),
    May.quarantine_resolve:   _row(None,       case,     team),
    May.plan_read:            _row(None,       case,     team),
    May.plan_edit:            _row(None,       case,     team),
    May.note_write:           _row(None,       case,     team, planned="F22 notes"),
    May.caseload_list:        _row(None,       case,     team),
    May.review_list:          _row(None,       case,     team),
    May.review_read:          _row(None,       case,     team),
    May.review_claim:         _row(None,       case,     team),
    May.review_close:         _row(None,       case,     team),
    May.attention_list:       _row(None,       case,     team),
    May.attention_answer:     _row(None,       case,     team),
    May.attention_rules:      _row(None,       case,     team, None,     None, org, planned="F10 rules per participant and team"),
    May.escalation_change:    _row(None,       None,     team, None,     None, org, planned="F10 escalation ladder"),
    May.session_prep:         _row(None,       case,     team, planned="F8 session preparation"),
    May.appointment_list:     _row(None,       case,     team),
    May.appointment_read:     _row(None,       case,     team),
    May.appointment_create:   _row(None,       case,     team),
    May.appointment_move:     _row(None,       case,     team),
    May.outcome_record:       _row(None,       case,     team),
    May.alert_read:           _row(None,       case,     team),
    May.alert_release:        _row(None,       case,     team),
    May.attendance_list:      _row(None,       None,     None, link),
    May.attendance_read:      _row(None,       None,     None, link),
    May.attendance_people:    _row(None,       None,     None, link),
    May.alert_acknowledge:    _row(None,       None,     None, link),
    May.enforceable_set:      _row(None,       None,     None, link),
    May.link_list:            _row(None,       None,     None, own),
    May.link_accept:          _row(None,       None,     None, own),
    May.absence_decide:       _row(None,       None,     None, link, planned="F11 absence decisions"),
    May.order_text_propose:   _row(None,       None,     None, link),
    May.order_draft:          _row(None,       case,     team),
    May.order_read:           _row(None,       case,     team),
    May.question_answer:      _row(None,       case,     team),
    May.schedule_change:      _row(None,       case,     team),
    May.goal_read:            _row(None,       case,     team),
    May.goal_write:           _row(None,       case,     team),
    May.measure_use:          _row(None,       case,     team),
    May.formulation_write:    _row(None,       case,     team, planned="F22 formulation"),
    May.learning_place:       _row(None,       case,     team),
    May.content_list:         _row(None,       org,      org,  None,     None, meta),
    May.content_library:      _row(org,        org,      org),
    May.content_check:        _row(None,       case,     team),
    May.content_sign_off:     _row(None,       None,     team),
    May.dead_letter_list:     _row(None,       None,     team, None,     sys,  meta),
    May.dead_letter_resend:   _row(None,       None,     team, None,     sys),
    May.health_read:          _row(None,       None,     None, None,     sys),
    May.audit_read:           _row(None,       None,     None, None,     sys,  org),
    May.audit_verify:         _row(None,       None,     None, None,     org,  org),
    May.staff_invite:         _row(None,       None,     team, None,     org,  org, planned="staff invitations by two people"),
    May.staff_session_end:    _row(None,       None,     None, None,     org,  org, planned="ending others' sessions"),
    May.account_suspend:      _row(None,       None,     team, None,     org,  org, planned="suspension on screen"),
    May.account_recover:      _row(None,       case,     team, None,     org,  org, planned="account recovery"),
    May.role_grant:           _row(None,       None,     None, None,     org,  org, planned="roles by two people"),
    May.break_glass:          _row(None,       None,     org,  None,     None, org, planned="break-glass"),
    May.disclosure_register:  _row(None,       case,     team, None,     None, org, planned="F22 disclosure register"),
    May.subject_access:       _row(own,        case,     team, None,     None, org, planned="subject access"),
    May.legal_hold:           _row(None,       None,     team, None,     None, org, planned="legal hold"),
    May.retention_change:     _row(None,       None,     None, None,     org,  org, planned="retention"),
    May.figures_read:         _row(None,       None,     team, None,     None, org, planned="F20 figures"),
    May.webhook_change:       _row(None,       None,     None, None,     org,  org, planned="webhook addresses by two people"),
    May.keys_rotate:          _row(None,       None,     None, None,     sys, planned="rotation on screen"),
    May.backup_run:           _row(None,       None,     None, None,     sys,  org, planned="backup on screen"),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, read fresh from the database on each request.

    For staff `id` is the user's; for a phone it is the device's and `participant_id` is set. `reader` says that the
    phone is unlocked; `late` that it may only append (revoked, or the programme has ended). `reader_seen` is the reading to
    note as going on, when a minute has passed since it was. `language` is the one that the participant chose.
    """

    role: Role
    id: UUID
    session: str
    session_id: UUID
    first_name: str = ""
    team_id: UUID | None = None
    participant_id: UUID | None = None
    participant_state: ParticipantState | None = None
    reader: bool = False
    late: bool = False
    reader_seen: UUID | None = None
    language: str = ENGLISH


def scope_of(may: May, role: Role) -> Scope | None:
    """How far `role` reaches with this verb, or None: denied."""
    return ROWS[may].cells.get(role)


def reach(who: Principal, scope: Scope) -> "sa.Select[tuple[UUID]]":
    """The ids of the participants that `who` reaches with `scope`: the WHERE of every list, and of every single look.

    Anything but own, case, team and link reaches no participant.
    """
    person = table_of(Participant)
    query = sa.select(person.c.id)
    match scope:
        case Scope.own if who.participant_id:
            return query.where(person.c.id == who.participant_id)
        case Scope.case:
            assigned = table_of(Assignment)
            return sa.select(assigned.c.participant_id).where(
                assigned.c.user_id == who.id, assigned.c.ended_at.is_(None)
            )
        case Scope.team if who.team_id:
            return query.where(person.c.team_id == who.team_id)
        case Scope.link:
            tie = table_of(ProbationLink)
            return sa.select(tie.c.participant_id).where(
                tie.c.probation_user_id == who.id, tie.c.state == LinkState.accepted, tie.c.ended_at.is_(None)
            )
    return query.where(sa.false())


NATURAL_REACH = {
    Role.participant: Scope.own,
    Role.clinician: Scope.case,
    Role.lead: Scope.team,
    Role.probation: Scope.link,
}
"""Whose records are somebody's own affair at all: within it a missing cell is 403, outside it everything is 404."""


def reaches(session: Session, who: Principal, scope: Scope, participant_id: UUID) -> bool:
    """Whether `participant_id` is within `scope` for `who`."""
    within = reach(who, scope).subquery()
    return bool(session.execute(sa.select(sa.exists().where(within.c[0] == participant_id))).scalar_one())
