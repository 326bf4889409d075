"""Staff sign in with a password and a second factor. Tries are counted, slowed, and never lock anybody out for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.db import table_of
from api.errors import NotSignedIn, Problem, SlowDown
from api.people.models import KnownBrowser, RecoveryCode, StaffSession, Try, User, UserState
from api.people.passwords import matches, tidy_code, totp_step
from api.principals import STAFF_COOKIE, STAFF_IDLE, STAFF_LONGEST
from api.tongue import Both, minutes, seconds
from api.vault import new_token, token_hash

KNOWN_COOKIE = "__Host-fh_known"
KNOWN_LIVES = timedelta(days=180)
WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=5)
CODE_MINUTES = timedelta(minutes=5)
CODE_TRIES = 5


class SignInFailed(Problem):
    """E-mail and password do not go together, or the code is wrong. Which of them, nobody is told."""

    status, slug, title = 401, "sign-in-failed", "That didn't match. Check it and try again"


@dataclass(slots=True)
class Lane:
    """Something that tries are counted against: an account, an address, a known browser."""

    name: str
    free: int = FREE_TRIES

    def key(self, at: Access) -> bytes:
        return at.vault.blind_index(f"try|{self.name}")[:16]


def wait_needed(at: Access, lane: Lane) -> timedelta:
    """How long this lane must still wait: nothing for the first tries, then 2, 4, 8 … seconds up to 5 minutes."""
    t = table_of(Try)
    count, last = at.session.execute(
        sa.select(sa.func.count(), sa.func.max(t.c.at)).where(t.c.lane == lane.key(at), t.c.at > at.now - WINDOW)
    ).one()
    if count < lane.free or last is None:
        return timedelta(0)
    wait = min(LONGEST_WAIT, timedelta(seconds=2 ** min(count - lane.free + 1, 9)))
    left: timedelta = last + wait - at.now
    return max(left, timedelta(0))


def slow_down(at: Access, lanes: list[Lane]) -> None:
    """Raises SlowDown while any of the lanes must wait."""
    wait = max((wait_needed(at, lane) for lane in lanes), default=timedelta(0))
    if wait > timedelta(0):
        left = int(wait.total_seconds()) + 1
        raise SlowDown(_WAIT.filled(wait=_said(left)), retry_after=left)


def count_failure(at: Access, lanes: list[Lane]) -> None:
    """Remember one failed try in each lane. The route must then answer, not raise, or the row rolls back."""
    at.session.execute(
        sa.insert(table_of(Try)), [{"id": uuid4(), "lane": lane.key(at), "at": at.now} for lane in lanes]
    )


def first_step(at: Access, email: str, password: str) -> Problem | None:
    """Check e-mail and password. On success a half-open session waits for the code; a failure is counted and returned."""
    email = email.strip().lower()
    user = at.session.execute(sa.select(User).where(col(User.email) == email)).scalar_one_or_none()
    known = _known(at, user)
    lanes = [Lane(f"known|{known.id}", 10)] if known else [Lane(f"account|{email}"), Lane(f"source|{at.source}", 20)]
    slow_down(at, lanes)
    fine = matches(password, user.password_hash if user else None)
    if not fine or user is None or user.state is not UserState.active:
        count_failure(at, lanes)
        at.audit("sign_in", "user:unknown" if user is None else f"user:{user.id}", outcome="refused", reason="password")
        return SignInFailed("That e-mail and password don't match. Check both and try again.")
    token = new_token()
    at.session.add(StaffSession(user_id=user.id, token_hash=token_hash(token), started_at=at.now, seen_at=at.now))
    at.cookie(STAFF_COOKIE, token, CODE_MINUTES)
    return None


def second_step(at: Access, typed: str) -> tuple[User | None, Problem | None]:
    """Check the six-digit code, or a recovery code. On success the session is complete, under a new token."""
    token = at.cookies.get(STAFF_COOKIE, "")
    half = at.session.execute(
        sa.select(StaffSession).where(
            col(StaffSession.token_hash) == token_hash(token),
            col(StaffSession.complete).is_(False),
            col(StaffSession.ended_at).is_(None),
        )
    ).scalar_one_or_none()
    if half is None or at.now - half.started_at > CODE_MINUTES:
        raise NotSignedIn("That took too long. Start again with your e-mail and password.")
    # Locked, so that guesses over many connections wait for each other and every one counts.
    user = at.session.get_one(User, half.user_id, with_for_update=True)
    if user.state is not UserState.active:
        raise NotSignedIn
    at.session.refresh(half)
    if half.ended_at is not None or half.complete:
        raise NotSignedIn
    lane = Lane(f"code|{user.id}")
    slow_down(at, [lane])
    if not _code_fits(at, user, typed):
        half.tries += 1
        if half.tries >= CODE_TRIES:
            half.ended_at = at.now
        count_failure(at, [lane])
        at.audit("sign_in", f"user:{user.id}", outcome="refused", reason="code")
        return None, SignInFailed("That code didn't match. Use the newest one; each works once.")
    fresh = new_token()
    half.token_hash, half.complete, half.started_at, half.seen_at = token_hash(fresh), True, at.now, at.now
    at.cookie(STAFF_COOKIE, fresh, STAFF_LONGEST)
    if _known(at, user) is None:
        browser = new_token()
        at.session.add(KnownBrowser(user_id=user.id, token_hash=token_hash(browser), made_at=at.now))
        at.cookie(KNOWN_COOKIE, browser, KNOWN_LIVES)
    at.trail.actor.role, at.trail.actor.id, at.trail.actor.session = user.role, user.id, token_hash(fresh).hex()[:16]
    at.audit("sign_in", f"user:{user.id}")
    return user, None


def sign_out(at: Access) -> None:
    """End the present session. Signing out twice is fine."""
    token = at.cookies.get(STAFF_COOKIE)
    if token:
        at.session.execute(
            sa.update(table_of(StaffSession))
            .where(col(StaffSession.token_hash) == token_hash(token), col(StaffSession.ended_at).is_(None))
            .values(ended_at=at.now)
        )
    at.cookie(STAFF_COOKIE, "")


def open_session(at: Access, user: User) -> None:
    """Sign somebody in without asking: demonstrations only."""
    token = new_token()
    at.session.add(
        StaffSession(user_id=user.id, token_hash=token_hash(token), complete=True, started_at=at.now, seen_at=at.now)
    )
    at.cookie(STAFF_COOKIE, token, STAFF_LONGEST)
    at.trail.actor.role, at.trail.actor.id = user.role, user.id
    at.audit("sign_in", f"user:{user.id}", reason="demo")


def _code_fits(at: Access, user: User, typed: str) -> bool:
    digits = typed.replace(" ", "")
    if digits.isdigit() and len(digits) == 6:
        secret = at.vault.system.open("user_account", "totp_secret", user.id, user.totp_secret).decode()
        step = totp_step(secret, digits, at.now)
        if step is None:
            return False
        won = at.session.execute(
            sa.update(table_of(User))
            .where(col(User.id) == user.id, col(User.totp_last_step) < step)
            .values(totp_last_step=step)
            .returning(col(User.id))
        ).first()
        return won is not None
    won = at.session.execute(
        sa.update(table_of(RecoveryCode))
        .where(
            col(RecoveryCode.user_id) == user.id,
            col(RecoveryCode.code_hash) == recovery_hash(at, typed),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=at.now)
        .returning(col(RecoveryCode.id))
    ).first()
    return won is not None


def recovery_hash(at: Access, code: str) -> bytes:
    """What is stored of a recovery code."""
    return at.vault.blind_index(f"recovery|{tidy_code(code)}")


def _known(at: Access, user: User | None) -> KnownBrowser | None:
    token = at.cookies.get(KNOWN_COOKIE)
    if user is None or not token:
        return None
    return at.session.execute(
        sa.select(KnownBrowser).where(
            col(KnownBrowser.token_hash) == token_hash(token), col(KnownBrowser.user_id) == user.id
        )
    ).scalar_one_or_none()


_WAIT = Both(
    "Too many tries. Wait {wait} and try again.", "Gormod o gynigion. Arhoswch {wait}, yna rhowch gynnig arall arni."
)


def _said(wait: int) -> Both:
    return seconds(wait) if wait < 90 else minutes(round(wait / 60))


def idle_out_at(seen_at: datetime, started_at: datetime) -> datetime:
    """When a session ends by itself: 15 quiet minutes, or 12 hours in all."""
    return min(seen_at + STAFF_IDLE, started_at + STAFF_LONGEST)
