"""Passwords, PINs and one-time codes: the one module that hashes, and the rules on what may be chosen.

Argon2id through passlib (46 MiB, one pass), a few at a time, so that a crowd at the door cannot eat the memory. Rules as
NIST SP 800-63B has them: length and a list of common ones, no composition rules, no expiry.
"""

import hmac
import itertools
import re
import secrets
import threading
from datetime import date, datetime

import pyotp
from passlib.context import CryptContext
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from api.errors import Problem

SHORTEST, LONGEST = 12, 128
"""Characters. Twelve, because staff always have a second factor (security C5)."""

LEAST_OF_ITS_OWN = 8
"""Characters that must be left when names, e-mail and the service's own words are taken out."""

_CONTEXT = ("foothold", "probation", "clinician", "participant")

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_context = CryptContext(
    schemes=["argon2"], argon2__type="ID", argon2__memory_cost=46 * 1024, argon2__time_cost=1, argon2__parallelism=1
)
_at_once = threading.BoundedSemaphore(2)
_nobody = ""


class PasswordTooWeak(Problem):
    """The password is short, long, common, or made of words about its owner or this service."""

    slug, title = "password-too-weak", "Choose another password"


class PinTooCommon(Problem):
    """The PIN is one that many people choose, or a date of birth."""

    slug, title = "pin-too-common", "Choose another PIN. That one is easy to guess"
    welsh = "Dewiswch PIN arall. Mae'n hawdd dyfalu hwnnw"


def hashed(secret: str) -> str:
    """The Argon2id hash of a password or PIN. Takes about 40 ms and 46 MiB."""
    with _at_once:
        return str(_context.hash(secret))


def matches(secret: str, stored: str | None) -> bool:
    """Whether `secret` has this hash. Does equal work when there is none, so that nobody learns which accounts exist."""
    global _nobody
    if stored is None:
        _nobody = _nobody or hashed(secrets.token_hex(16))
        with _at_once:
            _context.verify(secret, _nobody)
        return False
    with _at_once:
        return bool(_context.verify(secret, stored))


def check_password(password: str, about: list[str]) -> None:
    """Raises PasswordTooWeak unless it may be used. `about` are words a guesser would try: name, e-mail, team."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordTooWeak(f"Use {SHORTEST} to {LONGEST} characters. A few words in a row work well.")
    words = [word.lower() for one in [*about, *_CONTEXT] for word in re.split(r"[^\w]+", one) if len(word) >= 4]
    rest = password.lower()
    for word in words:
        rest = rest.replace(word, "")
    if len(rest) < LEAST_OF_ITS_OWN or zxcvbn(password[:72], user_inputs=words)["score"] < 3:
        raise PasswordTooWeak("That one is easy to guess. Try four words that do not belong together.")


_COMMON_PINS = frozenset(word for word in FREQUENCY_LISTS["passwords"] if re.fullmatch(r"\d{6}", word))


def check_pin(pin: str, born: date | None) -> None:
    """Raises PinTooCommon for a common PIN, a run, a repeat, or the person's own date of birth."""
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    dates = {born.strftime(form) for form in ("%d%m%y", "%m%d%y", "%y%m%d", "%d%m%Y", "%Y%m")} if born else set()
    if (
        pin in _COMMON_PINS
        or steps in ({0}, {1}, {9})
        or pin[:3] == pin[3:]
        or pin[:2] * 3 == pin
        or pin == pin[::-1]
        or (pin[0] == pin[1] and pin[2] == pin[3] and pin[4] == pin[5])
        or pin in dates
    ):
        raise PinTooCommon


def new_code(length: int) -> str:
    """Crockford characters of 5 random bits each."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def tidy_code(typed: str) -> str:
    """What a person typed, as a code: capitals, no spaces or dashes, O as 0, I and L as 1."""
    return re.sub(r"[\s\-]", "", typed.upper()).replace("O", "0").replace("I", "1").replace("L", "1")


def totp_step(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step that `code` belongs to, if it is the present one; None for a wrong code."""
    totp = pyotp.TOTP(secret)
    return totp.timecode(now) if hmac.compare_digest(totp.at(now), code) else None
