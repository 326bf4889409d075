"""One shape for every refusal: RFC 9457 problem+json with a stable `type`.

    401 not-signed-in | locked       404 not-found (or not yours)      403 wrong-role (yours, but not for your role)
    409 a rule says no               422 malformed                     429 slow-down      503 busy

`detail` is a sentence fit to show the person who asked. Nothing a person typed is ever echoed.
"""

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response


class Problem(Exception):
    """An expected refusal. Raised anywhere below a route; the transaction rolls back and the caller gets the JSON."""

    status = 409
    slug = "rule"
    title = "That can't be done"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[tuple[str, str]] = (),
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        self.detail = detail or self.title
        self.errors = list(errors)
        self.retry_after = retry_after
        self.extra = extra
        super().__init__(self.slug)

    def body(self) -> dict[str, Any]:
        """The problem as a JSON object: type, title, status, detail, and errors[{field, message}] if any."""
        out: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            out["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        if self.retry_after is not None:
            out["retry_after"] = self.retry_after
        return out | self.extra

    def response(self) -> Response:
        """The answer to send."""
        headers = {"Cache-Control": "no-store"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return Response(json.dumps(self.body()), self.status, headers=headers, media_type="application/problem+json")


class NotSignedIn(Problem):
    """Nobody is signed in, or the session has ended."""

    status, slug, title = 401, "not-signed-in", "Please sign in"


class Locked(Problem):
    """The phone is known, but reading needs the PIN."""

    status, slug, title = 401, "locked", "Type your PIN to read"


class NotFound(Problem):
    """There is no such thing, or it is not yours: the answer is the same to the byte."""

    status, slug, title = 404, "not-found", "There is nothing here"


class WrongRole(Problem):
    """It is within your reach, but not for your role."""

    status, slug, title = 403, "wrong-role", "Your role can't do this"


class Malformed(Problem):
    """What was sent does not have the right form. `errors` names each field."""

    status, slug, title = 422, "malformed", "Some of what was sent needs changing"


class TooLarge(Problem):
    """The request is over the size limit."""

    status, slug, title = 413, "too-large", "That is too much at once"


class WrongType(Problem):
    """The request is not JSON."""

    status, slug, title = 415, "not-json", "Send JSON"


class NotFromHere(Problem):
    """An unsafe request that did not come from the app's own pages."""

    status, slug, title = 403, "not-from-here", "This was not sent from the app"


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status, slug, title = 405, "method-not-allowed", "That is not done here"


class SlowDown(Problem):
    """Too many tries, or too many requests. `retry_after` is in seconds."""

    status, slug, title = 429, "slow-down", "Too many tries. Wait a little"


class Busy(Problem):
    """The service can't take this just now. `retry_after` is in seconds."""

    status, slug, title = 503, "busy", "Busy just now. Try again in a moment"


class Broken(Problem):
    """Something of ours failed. The request id finds it in the log."""

    status, slug, title = 500, "broken", "Something went wrong on our side"
