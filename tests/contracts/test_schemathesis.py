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

from api.access import ROWS
from api.main import guards
from api.principals import PHONE_COOKIE, READER_COOKIE, STAFF_COOKIE
from tests.world import Client, World

EXAMPLES = 8
AT_A_CLOSED_DOOR = 2
"""Of these, sent by a role that the operation refuses whatever is in it: its door is closed before anything is read."""
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
    opened, closed = ({role: Counter[int]() for role in ROLES} for _ in range(2))
    opens_to: dict[str, set[str]] = {}
    sent = Counter[tuple[str, str]]()
    for n, result in enumerate(schema.get_all_operations()):
        operation: Any = result.ok()  # type: ignore[union-attr]  # a schema that does not read fails here
        if operation.path == "/readyz" or n % PARTS != part:
            continue  # /readyz: 503 while no tick has been: that is its answer.
        strategy = operation.as_strategy()
        row = ROWS[guards()[f"{operation.method.upper()} {operation.path}"].may]
        opens_to[operation.label] = {str(role) for role in (ROLES if row.anyone else row.cells)}

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
            door = case.operation.label
            for role in ROLES:
                mine = role in opens_to[door]
                if not mine and sent[door, role] == AT_A_CLOSED_DOOR:
                    continue
                sent[door, role] += 1
                # Who is signed in is said with each request, and nothing that an answer set goes on to the next.
                session.cookies.clear()
                answer = case.call(
                    base_url="https://testserver", headers=HEADERS, cookies=doors.cookies[role], session=session
                )
                case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])
                (opened if mine else closed)[role][answer.status_code] += 1

        send()
        if operation.method.upper() != "GET":
            doors.open()
    for role in ROLES:
        assert set(closed[role]) <= {401, 403, 404} and closed[role].total() > 10, (role, closed)
        # Signed in, at doors of one's own: else only the lock was tried.
        tried = opened[role]
        assert role == "nobody" or (tried.total() > 25 and tried[401] < tried.total() / 2), (role, opened)
