"""One shape for every refusal: RFC 9457 problem+json with a stable `type`.

    401 not-signed-in | locked       404 not-found (or not yours)      403 wrong-role (yours, but not for your role)
    409 a rule says no               422 malformed                     429 slow-down      503 busy

`detail` is a sentence fit to show the person who asked. Nothing a person typed is ever echoed. What a participant can meet has
its Welsh; a refusal that has it throughout is given in Welsh to a phone that speaks it, and says so (`language`), else in English:
never half and half.
"""

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from api.tongue import ENGLISH, WELSH, Both


class Problem(Exception):
    """An expected refusal. Raised anywhere below a route; the transaction rolls back and the caller gets the JSON."""

    status = 409
    slug = "rule"
    title = "That can't be done"
    welsh = ""
    """The title in Welsh; empty where no participant can meet it."""
    language = ENGLISH
    """Whoever is refused speaks it."""

    def __init__(
        self,
        detail: str | Both | None = None,
        *,
        errors: Sequence[tuple[str, str | Both]] = (),
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        self.detail = detail or (Both(self.title, self.welsh) if self.welsh else self.title)
        self.errors = list(errors)
        self.retry_after = retry_after
        self.extra = extra
        super().__init__(self.slug)

    def body(self) -> dict[str, Any]:
        """The problem as a JSON object: type, title, status, detail, and errors[{field, message}] if any.

        `language` is in it where it is not English: then all of it is in that one.
        """
        language = self.language
        said = [
            Both(self.title, self.welsh) if self.welsh else self.title,
            self.detail,
            *(why for _, why in self.errors),
        ]
        if not all(isinstance(words, Both) for words in said):
            language = ENGLISH
        title, detail, *whys = (words.of(language) if isinstance(words, Both) else words for words in said)
        out: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": title,
            "status": self.status,
            "detail": detail,
        }
        if language == WELSH:
            out["language"] = language
        if self.errors:
            out["errors"] = [
                {"field": field, "message": why} for (field, _), why in zip(self.errors, whys, strict=True)
            ]
        if self.retry_after is not None:
            out["retry_after"] = self.retry_after
        return out | self.extra

    def response(self, language: str | None = None) -> Response:
        """The answer to send, to a phone that speaks `language`."""
        self.language = language or self.language
        headers = {"Cache-Control": "no-store"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return Response(json.dumps(self.body()), self.status, headers=headers, media_type="application/problem+json")


class NotSignedIn(Problem):
    """Nobody is signed in, or the session has ended."""

    status, slug, title = 401, "not-signed-in", "Please sign in"
    welsh = "Mewngofnodwch"


class Locked(Problem):
    """The phone is known, but reading needs the PIN."""

    status, slug, title = 401, "locked", "Type your PIN to read"
    welsh = "Rhowch eich PIN i ddarllen"


class NotFound(Problem):
    """There is no such thing, or it is not yours: the answer is the same to the byte."""

    status, slug, title = 404, "not-found", "There is nothing here"
    welsh = "Does dim byd yma"


class WrongRole(Problem):
    """It is within your reach, but not for your role."""

    status, slug, title = 403, "wrong-role", "Your role can't do this"
    welsh = "Ni all eich rôl wneud hyn"


class Malformed(Problem):
    """What was sent does not have the right form. `errors` names each field."""

    status, slug, title = 422, "malformed", "Some of what was sent needs changing"
    welsh = "Mae angen newid rhan o'r hyn a anfonwyd"


class TooLarge(Problem):
    """The request is over the size limit."""

    status, slug, title = 413, "too-large", "That is too much at once"
    welsh = "Mae hynny'n ormod ar unwaith"


class WrongType(Problem):
    """The request is not JSON."""

    status, slug, title = 415, "not-json", "Send JSON"
    welsh = "Anfonwch JSON"


class NotFromHere(Problem):
    """An unsafe request that did not come from the app's own pages."""

    status, slug, title = 403, "not-from-here", "This was not sent from the app"
    welsh = "Ni chafodd hyn ei anfon o'r ap"


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status, slug, title = 405, "method-not-allowed", "That is not done here"
    welsh = "Nid yw hynny'n cael ei wneud yma"


class SlowDown(Problem):
    """Too many tries, or too many requests. `retry_after` is in seconds."""

    status, slug, title = 429, "slow-down", "Too many tries. Wait a little"
    welsh = "Gormod o gynigion. Arhoswch ychydig"


class Busy(Problem):
    """The service can't take this just now. `retry_after` is in seconds."""

    status, slug, title = 503, "busy", "Busy just now. Try again in a moment"
    welsh = "Prysur ar hyn o bryd. Rhowch gynnig arall arni mewn munud"


class Broken(Problem):
    """Something of ours failed. The request id finds it in the log."""

    status, slug, title = 500, "broken", "Something went wrong on our side"
    welsh = "Aeth rhywbeth o'i le ar ein hochr ni"


def raised_at(fault: BaseException) -> str:
    """File and line of the innermost frame of ours: enough to find a fault, nothing of what it held (security C21)."""
    where, trace = "?", fault.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if "/api/" in name and "site-packages" not in name:
            where = f"{name.rsplit('/api/', 1)[1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where
