"""Schemathesis over the OpenAPI, as each role: whatever is sent, no 5xx and no status that is not written down.

A few thousand calls, bounded in count, on this machine alone and in process.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from api.principals import PHONE_COOKIE, READER_COOKIE, STAFF_COOKIE
from tests.world import World

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


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_nothing_breaks_whatever_is_sent(world: World, app: Any, role: str) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    cookies = cookies_of(world, role)
    calls = 0
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]  # a schema that does not read fails here
        if operation.path == "/readyz":
            continue  # 503 while no tick has been: that is its answer.
        strategy = operation.as_strategy()

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
            nonlocal calls
            calls += 1
            answer = case.call(base_url="https://testserver", headers=HEADERS, cookies=cookies)
            case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])

        send()
    assert calls > 300
