"""Schemathesis over the OpenAPI, as each role: whatever is sent, no 5xx and no status that is not written down.

A few thousand calls, bounded in count, on this machine alone and in process.
"""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import status_code_conformance

from api.principals import PHONE_COOKIE, READER_COOKIE, STAFF_COOKIE
from tests.world import Client, World

EXAMPLES = 8
ROLES = ("participant", "clinician", "lead", "probation", "admin", "auditor", "nobody")
HEADERS = {"X-Requested-With": "foothold", "Sec-Fetch-Site": "same-origin", "Origin": "https://testserver"}


def cookies_of(world: World, role: str) -> dict[str, str]:
    """The cookies of a browser that somebody of this role is signed in on."""
    if role == "nobody":
        return {}
    if role == "participant":
        client = world.phone(world.participant()).client
    else:
        client = world.user(world.clinician().user.role.__class__(role)).client
    names = (STAFF_COOKIE, PHONE_COOKIE, READER_COOKIE)
    return {cookie.name: cookie.value or "" for cookie in client.http.cookies.jar if cookie.name in names}


class Doors:
    """The cookies of each role, made anew once something that was sent signed somebody out."""

    def __init__(self, world: World, app: Any) -> None:
        self.world, self.http = world, Client(app).http
        self.cookies = {role: cookies_of(world, role) for role in ROLES}

    def open(self) -> None:
        """See that everybody but nobody is signed in."""
        for role, cookies in self.cookies.items():
            home = "/api/me/bundle" if role == "participant" else "/api/me"
            sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
            if cookies and self.http.get(home, headers={"Cookie": sent}).status_code == 401:
                self.cookies[role] = cookies_of(self.world, role)


PARTS = 2
"""Each draws its own half of the operations, so that two processes can share them."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_whatever_is_sent(world: World, app: Any, part: int) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    doors, session = Doors(world, app), get_client(app)
    session.trust_env = False  # Nobody looks for a proxy before each request.
    found: dict[str, Counter[int]] = {role: Counter() for role in ROLES}
    for n, result in enumerate(schema.get_all_operations()):
        operation: Any = result.ok()  # type: ignore[union-attr]  # a schema that does not read fails here
        if operation.path == "/readyz" or n % PARTS != part:
            continue  # /readyz: 503 while no tick has been: that is its answer.
        strategy = operation.as_strategy()

        # What is drawn costs more than what is asked, so each role sends the same.
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=strategy)
        def send(case: Any) -> None:
            for role in ROLES:
                # Who is signed in is said with each request, and nothing that an answer set goes on to the next.
                session.cookies.clear()
                answer = case.call(
                    base_url="https://testserver", headers=HEADERS, cookies=doors.cookies[role], session=session
                )
                case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])
                found[role][answer.status_code] += 1

        send()
        if operation.method.upper() != "GET":
            doors.open()
    for role, statuses in found.items():
        assert statuses.total() > 300, role
        # Signed in: else only the door was tried.
        assert role == "nobody" or statuses[401] < found["nobody"][401] - 20, (role, statuses)
