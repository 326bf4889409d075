"""How a request becomes an action: `@act(May.verb)` on a plain `def` route.

It opens the transaction, finds who asks, checks verb and scope, runs the route, writes the audit rows, commits, and
only then lets the answer go out: all in one thread hop. FastAPI validates a body before it; `refuse_first` lets the
validation handler ask the same questions, so that a stranger never learns from a 422.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar, get_type_hints
from uuid import UUID

import sqlalchemy as sa
from fastapi import Request, Response
from sqlmodel import Session, SQLModel

from api import principals
from api.access import NATURAL_REACH, ROWS, May, Principal, Scope, reach, reaches, scope_of
from api.audit import SERVICE, Actor, Trail, append
from api.audit import Line as AuditLine
from api.clock import Clock, calendar_day, local_day
from api.db import Database, table_of
from api.errors import Locked, NotFound, NotSignedIn, Problem, WrongRole
from api.people.models import (
    Device,
    ParticipantKey,
    ParticipantState,
    ReaderSession,
    Role,
    User,
)
from api.principals import STAFF_COOKIE
from api.settings import Settings
from api.together import Found, Read, together
from api.tongue import ENGLISH
from api.vault import Box, Vault, VaultError, WrappedKey

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Service:
    """What every request and job shares. Replaced whole in tests; nothing in it changes while the service runs."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    catalogue: Any


class ProgrammeEnded(Problem):
    """The programme has ended: the phone keeps its crisis panel, and reads nothing."""

    slug, title = "programme-ended", "Your programme has ended. Nobody reads this now"
    welsh = "Mae eich rhaglen wedi dod i ben. Does neb yn darllen hyn nawr"


class PhoneTakenOff(Problem):
    """The phone was signed out: for 30 days it may send what it holds, and reads nothing."""

    slug, title = "phone-taken-off", "This phone was taken off. What you wrote on it can still be sent"
    welsh = "Cafodd y ffôn hwn ei ddatgysylltu. Gellir anfon yr hyn a ysgrifennoch arno o hyd"


@dataclass(slots=True)
class Access:
    """What a route and its action are given: the open transaction, the instant, and who is asking.

    `participant_id` is the participant that the address names (for a phone, its own). Actions read it; they never
    check permission again. `language` is what the one who asks is spoken to in. `holds` names whose caseload row
    `caseload.hold` has locked; who rolls back to a savepoint empties it.
    """

    service: Service
    session: Session
    now: datetime
    who: Principal | None
    trail: Trail
    participant_id: UUID | None = None
    scope: Scope | None = None
    source: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[tuple[str, str, timedelta | None]] = field(default_factory=list)
    listed_ids: bool = False
    language: str = ENGLISH
    holds: set[UUID] = field(default_factory=set)
    _boxes: dict[UUID, Box] = field(default_factory=dict)
    _ahead: dict[int, tuple[Read, Found]] = field(default_factory=dict)

    @property
    def vault(self) -> Vault:
        return self.service.vault

    @property
    def settings(self) -> Settings:
        return self.service.settings

    @property
    def user_id(self) -> UUID:
        """The id of the member of staff who asks. Raises NotSignedIn for anybody else."""
        if self.who is None or self.who.role is Role.participant:
            raise NotSignedIn
        return self.who.id

    def day_of(self, instant: datetime, zone: str) -> date:
        """What an act is dated by: for staff the calendar, for a participant their own day, which runs to 04:00."""
        theirs = self.who is None or self.who.role is Role.participant
        return (local_day if theirs else calendar_day)(instant, zone)

    @property
    def subject(self) -> UUID:
        """The participant that the address names. Raises NotFound when it names none."""
        if self.participant_id is None:
            raise NotFound
        return self.participant_id

    def reach(self) -> "sa.Select[tuple[UUID]]":
        """The ids of the participants within the verb's scope: the WHERE of a list."""
        assert self.who is not None and self.scope is not None
        return reach(self.who, self.scope)

    def read_ahead(self, *reads: Read) -> list[Found]:
        """Ask these in one statement; `rows` then hands out what each found. For a page that only reads."""
        found = together(self.session, reads)
        self._ahead |= {id(read.statement): (read, one) for read, one in zip(reads, found, strict=True)}
        return found

    def rows(self, read: Read) -> list[Any]:
        """The rows of a read: those found ahead, once, else asked for now."""
        ahead = self._ahead.pop(id(read.statement), None)
        if ahead is not None and ahead[0].given == read.given:
            return ahead[1].rows()
        return list(self.session.execute(read.statement, read.given).all())

    def box(self, participant_id: UUID | None = None) -> Box:
        """The box of a participant (the address's one unless named)."""
        who = participant_id or self.subject
        if who not in self._boxes:
            key = self.session.execute(_key(), {"who": who}).first()
            if key is None:
                raise VaultError("this participant's key was destroyed")
            self._boxes[who] = self.vault.box(WrappedKey(key.kek_id, key.wrapped), who)
        return self._boxes[who]

    def keep_box(self, participant_id: UUID, box: Box) -> None:
        """Remember the box of a participant whose key row is not written yet."""
        self._boxes[participant_id] = box

    def boxes(self, participant_ids: list[UUID]) -> dict[UUID, Box]:
        """Boxes of several participants, in one query."""
        missing = [i for i in participant_ids if i not in self._boxes]
        keys = table_of(ParticipantKey)
        for start in range(0, len(missing), 500):
            for row in self.session.execute(
                sa.select(keys).where(keys.c.participant_id.in_(missing[start : start + 500]))
            ):
                self._boxes[row.participant_id] = self.vault.box(
                    WrappedKey(row.kek_id, row.wrapped), row.participant_id
                )
        return {i: self._boxes[i] for i in participant_ids if i in self._boxes}

    def audit(self, action: str, resource: str, participant_id: UUID | None = None, **more: Any) -> None:
        """Record what was done, in this transaction. The participant is the address's one unless named."""
        self.trail.record(action, resource, participant_id or self.participant_id, **more)

    def listed(self, what: str, participant_ids: list[UUID]) -> None:
        """Record that a list showed these participants. Every list that staff read must say so."""
        self.listed_ids = True
        self.trail.record(what, f"list:{what}", subjects=sorted(set(participant_ids)), system=True)

    def cookie(self, name: str, value: str, lives: timedelta | None = None) -> None:
        """Set a cookie on the answer (Secure, HttpOnly, SameSite=Strict, host only). Empty value clears it."""
        self.set_cookies.append((name, value, lives))


def as_user(
    service: Service, session: Session, now: datetime, user: User, participant_id: UUID | None = None
) -> Access:
    """An Access for a member of staff outside a request: the demonstration data and the command line."""
    who = Principal(user.role, user.id, "seed", user.id, user.first_name, user.team_id)
    scope = NATURAL_REACH.get(user.role, Scope.org)
    return Access(service, session, now, who, Trail(Actor(user.role, user.id)), participant_id, scope)


def as_phone(service: Service, session: Session, now: datetime, device: Device) -> Access:
    """An Access for an enrolled phone outside a request."""
    who = Principal(
        Role.participant, device.id, "seed", device.id, participant_id=device.participant_id,
        participant_state=ParticipantState.active, reader=True,
    )  # fmt: skip
    return Access(service, session, now, who, Trail(Actor("participant", device.id)), device.participant_id, Scope.own)


def as_service(service: Service, session: Session, now: datetime, participant_id: UUID | None = None) -> Access:
    """An Access for the service itself: jobs."""
    return Access(service, session, now, None, Trail(SERVICE), participant_id)


@dataclass(frozen=True, slots=True)
class Guard:
    """What `act` knows about a route; the walking tests read it from `endpoint.guard`."""

    may: May
    of: type[SQLModel] | None
    param: str | None
    owner: str | None = None

    def admit(self, request: Request, session: Session, service: Service, now: datetime) -> Access:
        """Who asks, and may they? Raises NotSignedIn, Locked, NotFound, WrongRole, ProgrammeEnded or PhoneTakenOff."""
        row = ROWS[self.may]
        cookies = request.cookies
        phone = request.url.path.startswith(("/api/me/", "/api/unlock")) or (
            self.may in (May.self_read, May.entry_kinds_read) and STAFF_COOKIE not in cookies
        )
        who = None
        if not row.anyone:
            who = principals.phone(session, cookies, now) if phone else principals.staff(session, cookies, now)
            if who is None:
                raise NotSignedIn
        request_id = request.scope.get("request_id")
        actor = Actor(who.role, who.id, who.session, request_id) if who else Actor("anonymous", request_id=request_id)
        source = request.client.host if request.client else ""
        language = request.scope["language"] = who.language if who else ENGLISH
        at = Access(
            service, session, now, who, Trail(actor), source=source, cookies=dict(cookies), language=language
        )  # fmt: skip
        if who is None:
            return at
        request.scope["actor"] = actor
        at.scope = scope_of(self.may, who.role)
        if self.owner is not None:
            if at.scope is None or not self._owned(request, session, who):
                raise NotFound
            return at
        named = self._named(request, session)
        if named is not None:
            natural = NATURAL_REACH.get(who.role)
            if at.scope is None:
                # What is not there is looked for all the same: the time must not tell it from what is not theirs.
                theirs = natural is not None and reaches(session, who, natural, named or who.id) and bool(named)
                # To probation a 403 for a review or an alert would say that there is one: only the person's own address does.
                if theirs and not (who.role is Role.probation and self.of is not None):
                    raise WrongRole
                raise NotFound
            if at.scope in (Scope.own, Scope.case, Scope.team, Scope.link) and (
                not reaches(session, who, at.scope, named or who.id) or not named
            ):
                raise NotFound
            at.participant_id = named or None
        elif at.scope is None:
            raise NotFound if request.path_params else WrongRole
        else:
            at.participant_id = who.participant_id
        if who.role is Role.participant:
            if who.late and not row.late:
                raise ProgrammeEnded if who.participant_state is ParticipantState.ended else PhoneTakenOff
            if row.reads and not who.reader:
                raise Locked
        return at

    def _owned(self, request: Request, session: Session, who: Principal) -> bool:
        """Whether the object in the address belongs to the one who asks."""
        assert self.of is not None and self.owner is not None
        try:
            asked = UUID(str(request.path_params[self.param or ""]))
        except (ValueError, KeyError):
            return False
        table = table_of(self.of)
        found = session.execute(sa.select(table.c.id).where(table.c.id == asked, table.c[self.owner] == who.id)).first()
        return found is not None

    def _named(self, request: Request, session: Session) -> UUID | Literal[False] | None:
        """The participant that the address names; False when it names one that is not there; None when it names none."""
        if self.param is None:
            return None
        try:
            asked = UUID(str(request.path_params[self.param]))
        except (ValueError, KeyError):
            return False
        if self.of is None:
            return asked
        table = table_of(self.of)
        found: UUID | None = session.execute(sa.select(table.c.participant_id).where(table.c.id == asked)).scalar()
        return found or False


def act(
    may: May, *, of: type[SQLModel] | None = None, param: str | None = None, owner: str | None = None
) -> Callable[[F], F]:
    """Guard a route with one verb.

    `of` names the table of the object in the address when that is not the participant itself; the object's
    `participant_id` decides. `param` is the path parameter, by default `participant_id`, or `<table>_id`. `owner` names a
    column of `of` that must hold the id of the one who asks, for what belongs to a member of staff and to no participant.
    """

    def wrap(route: F) -> F:
        hints = get_type_hints(route, include_extras=True)
        parameters = inspect.signature(route).parameters
        name = param or (f"{of.__tablename__}_id" if of else "participant_id")
        guard = Guard(may, of, name if (of or name in parameters) else None, owner)
        own_request, own_response = "request" in parameters, "response" in parameters

        @functools.wraps(route)
        def guarded(*, request: Request, response: Response, **given: Any) -> Any:
            service: Service = request.app.state.service
            now = service.clock()
            at: Access | None = None
            read_only = request.method == "GET" and (STAFF_COOKIE not in request.cookies or ROWS[may].anyone)
            try:
                with service.database.transaction(write=not read_only) as session:
                    at = guard.admit(request, session, service, now)
                    answer = route(
                        at,
                        **given,
                        **({"request": request} if own_request else {}),
                        **({"response": response} if own_response else {}),
                    )
                    _audit_read(at, guard, request)
                    at.trail.write(session, now)
            except Problem as refusal:
                refusal.language = at.language if at else request.scope.get("language", ENGLISH)
                _audit_refusal(service, request, refusal, now)
                raise
            if at.who is not None and at.who.reader_seen is not None and ROWS[may].reads:
                _reading_goes_on(service, at.who.reader_seen, now)
            target = answer if isinstance(answer, Response) else response
            for cookie, value, lives in at.set_cookies:
                target.set_cookie(
                    cookie, value, max_age=int(lives.total_seconds()) if lives else (0 if not value else None),
                    path="/", secure=True, httponly=True, samesite="strict",
                )  # fmt: skip
            return answer

        shown = [
            inspect.Parameter(
                n, inspect.Parameter.KEYWORD_ONLY, default=p.default, annotation=hints.get(n, p.annotation)
            )
            for n, p in list(parameters.items())[1:]
            if n not in ("request", "response")
        ]
        for n, kind in (("request", Request), ("response", Response)):
            shown.append(inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, annotation=kind))
        guarded.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # what FastAPI reads
            shown, return_annotation=hints.get("return", inspect.Signature.empty)
        )
        guarded.guard = guard  # type: ignore[attr-defined]  # what the walks read
        guarded.__annotations__ = {}
        return guarded  # type: ignore[return-value]  # FastAPI sees the route's own signature

    return wrap


def public(may: May) -> Callable[[F], F]:
    """Name the verb of a route that anybody may use and that touches no record: nothing is opened for it."""
    if not ROWS[may].anyone:
        raise ValueError(f"{may} is not open to anybody")

    def wrap(route: F) -> F:
        route.guard = Guard(may, None, None)  # type: ignore[attr-defined]  # what the walks read
        return route

    return wrap


def refuse_first(request: Request) -> str:
    """Ask the route's verb before saying that a body is malformed. Raises what `admit` raises; the language of who asked."""
    route = request.scope.get("route")
    guard: Guard | None = getattr(getattr(route, "endpoint", None), "guard", None)
    if guard is None:
        return ENGLISH
    service: Service = request.app.state.service
    now = service.clock()
    try:
        with service.database.transaction(write=STAFF_COOKIE in request.cookies) as session:
            return guard.admit(request, session, service, now).language
    except Problem as refusal:
        refusal.language = request.scope.get("language", ENGLISH)
        _audit_refusal(service, request, refusal, now)
        raise


def _reading_goes_on(service: Service, reader_id: UUID, now: datetime) -> None:
    """An unlocked phone that reads stays unlocked: noted once a minute, in a short transaction of its own."""
    r = table_of(ReaderSession)
    with service.database.transaction() as session:
        session.execute(sa.update(r).where(r.c.id == reader_id, r.c.ended_at.is_(None)).values(seen_at=now))


def _audit_read(at: Access, guard: Guard, request: Request) -> None:
    """Staff looking at one participant is recorded here; a list says itself whom it showed."""
    if request.method != "GET" or at.who is None or at.who.role is Role.participant:
        return
    if at.participant_id is not None:
        target = str(request.path_params.get(guard.param or "", at.participant_id))
        at.trail.record(
            guard.may, f"{guard.of.__tablename__ if guard.of else 'participant'}:{target}", at.participant_id
        )
    elif at.scope in (Scope.case, Scope.team, Scope.link) and not at.listed_ids:
        raise RuntimeError(f"{guard.may} lists participants and does not record whom it showed")


def _id_words(asked: object) -> str:
    """An id of an address as the trail keeps it. Whatever else was typed there may be words, and is not kept."""
    try:
        return str(UUID(str(asked)))
    except ValueError:
        return "malformed"


def _audit_refusal(service: Service, request: Request, refusal: Problem, now: datetime) -> None:
    """A refused member of staff or phone leaves a row on the system chain, alike for what is missing and what is not theirs."""
    actor: Actor | None = request.scope.get("actor")
    if actor is None or not isinstance(refusal, NotFound | WrongRole):
        return
    route = request.scope.get("route")
    template = getattr(route, "path", "?")
    asked = ",".join(map(_id_words, request.path_params.values()))
    line = AuditLine(
        "refused", f"{request.method} {template} {asked}"[:120], outcome="refused", reason=refusal.slug, system=True
    )
    with service.database.transaction() as session:
        append(session, now, actor, [line])


@functools.cache
def _key() -> Any:
    """The statement that reads a participant's wrapped key, made once: building it costs more than running it."""
    k = table_of(ParticipantKey)
    return sa.select(k.c.kek_id, k.c.wrapped).where(k.c.participant_id == sa.bindparam("who"))
