"""Staff sign in with password and code; guessing is slowed, and never locks anybody out."""

import pyotp
import pytest

from api.people.passwords import PasswordTooWeak, PinTooCommon, check_password, check_pin
from tests.world import Client, Person, World


def code(person: Person, world: World) -> str:
    return pyotp.TOTP(person.totp_secret).at(world.clock.now)


def sign_in(client: Client, person: Person, world: World) -> None:
    answer = client.post("/api/sign-in", {"email": person.user.email, "password": person.password})
    assert (answer.status_code, answer.json()) == (200, {"next": "totp"})
    answer = client.post("/api/sign-in/totp", {"code": code(person, world)})
    assert answer.status_code == 200, answer.text


def test_password_and_code_open_a_session(world: World) -> None:
    maya = world.clinician(first_name="Maya")
    client = world.anonymous()
    sign_in(client, maya, world)
    me = client.get("/api/me").json()
    assert (me["role"], me["user"]["first_name"], me["demo"]) == ("clinician", "Maya", False)
    assert client.delete("/api/sign-in").status_code == 204
    assert client.get("/api/me").status_code == 401


def test_a_password_alone_opens_nothing(world: World) -> None:
    maya = world.clinician()
    client = world.anonymous()
    client.post("/api/sign-in", {"email": maya.user.email, "password": maya.password})
    assert client.get("/api/caseload").status_code == 401


def test_the_session_gets_a_new_token_with_the_second_step(world: World) -> None:
    maya = world.clinician()
    client = world.anonymous()
    first = client.post("/api/sign-in", {"email": maya.user.email, "password": maya.password})
    second = client.post("/api/sign-in/totp", {"code": code(maya, world)})
    cookies = [answer.headers["set-cookie"] for answer in (first, second)]
    assert all(
        "HttpOnly" in one and "Secure" in one and "SameSite=strict" in one and "Path=/" in one for one in cookies
    )
    assert cookies[0].split(";")[0] != cookies[1].split(";")[0]


def test_a_code_works_once(world: World) -> None:
    maya = world.clinician()
    used = code(maya, world)
    sign_in(world.anonymous(), maya, world)
    again = world.anonymous()
    again.post("/api/sign-in", {"email": maya.user.email, "password": maya.password})
    assert again.post("/api/sign-in/totp", {"code": used}).status_code == 401


def test_a_recovery_code_works_once(world: World, service: object) -> None:
    from api.people import staffing
    from api.people.models import Role

    with world.act() as at:
        made = staffing.add_user(
            at, email="sam@example.test", first_name="Sam", last_name="Example", role=Role.admin,
            password="four unlikely words together 7",
        )  # fmt: skip
    for expected in (200, 401):
        client = world.anonymous()
        client.post("/api/sign-in", {"email": "sam@example.test", "password": "four unlikely words together 7"})
        assert client.post("/api/sign-in/totp", {"code": made.recovery_codes[0]}).status_code == expected


def test_an_unknown_account_gets_the_same_words(world: World) -> None:
    maya = world.clinician()
    wrong = world.anonymous().post("/api/sign-in", {"email": maya.user.email, "password": "wrong"})
    unknown = world.anonymous().post("/api/sign-in", {"email": "nobody@example.test", "password": "wrong"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json()) and wrong.status_code == 401
    assert "wrong" not in wrong.text


def test_guessing_is_slowed_and_the_wait_ends(world: World) -> None:
    maya = world.clinician()
    guesser = world.anonymous()
    for _ in range(5):
        assert guesser.post("/api/sign-in", {"email": maya.user.email, "password": "guess"}).status_code == 401
    slowed = guesser.post("/api/sign-in", {"email": maya.user.email, "password": maya.password})
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1
    world.clock.advance(seconds=int(slowed.headers["retry-after"]))
    assert guesser.post("/api/sign-in", {"email": maya.user.email, "password": maya.password}).status_code == 200


def test_a_known_browser_is_not_held_up_by_others_guessing(world: World) -> None:
    maya = world.clinician()
    hers = world.anonymous()
    sign_in(hers, maya, world)
    hers.delete("/api/sign-in")
    guesser = world.anonymous()
    for _ in range(8):
        guesser.post("/api/sign-in", {"email": maya.user.email, "password": "guess"})
    assert guesser.post("/api/sign-in", {"email": maya.user.email, "password": "guess"}).status_code == 429
    world.clock.advance(seconds=31)
    sign_in(hers, maya, world)


def test_fifteen_quiet_minutes_end_a_session_and_twelve_hours_end_any(world: World) -> None:
    maya = world.clinician()
    client = world.anonymous()
    sign_in(client, maya, world)
    world.clock.advance(minutes=14)
    assert client.get("/api/me").status_code == 200
    world.clock.advance(minutes=15)
    assert client.get("/api/me").status_code == 401
    sign_in(client, maya, world)
    for _ in range(12 * 6):
        world.clock.advance(minutes=10)
        status = client.get("/api/me").status_code
    assert status == 401


def test_a_suspended_account_is_out_on_its_next_request(world: World) -> None:
    maya = world.clinician()
    assert maya.client.get("/api/me").status_code == 200
    from api.people.models import User, UserState

    with world.act() as at:
        at.session.get_one(User, maya.id).state = UserState.suspended
    assert maya.client.get("/api/me").status_code == 401


def test_one_ends_ones_own_sessions_and_nobody_elses(world: World) -> None:
    maya, ruth = world.clinician(), world.clinician()
    other = world.anonymous()
    world.sign_in(other, maya.user)
    listed = maya.client.get("/api/sessions").json()["items"]
    assert len(listed) == 2 and sum(one["this"] for one in listed) == 1
    second = next(one["id"] for one in listed if not one["this"])
    assert ruth.client.delete(f"/api/sessions/{second}").status_code == 404
    assert maya.client.delete(f"/api/sessions/{second}").status_code == 204
    assert other.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("headers", "fine"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"X-Requested-With": "XMLHttpRequest"}, False),
        ({"Sec-Fetch-Site": None}, True),
        ({"Sec-Fetch-Site": None, "Origin": None}, False),
        ({"Sec-Fetch-Site": None, "Origin": "https://testserver.evil.example"}, False),
    ],
)
def test_an_unsafe_request_comes_from_the_apps_own_pages(
    world: World, headers: dict[str, str | None], fine: bool
) -> None:
    maya = world.clinician()
    for name, value in headers.items():
        if value is None:
            del maya.client.http.headers[name]
        else:
            maya.client.http.headers[name] = value
    answer = maya.client.delete("/api/sign-in")
    assert answer.status_code == (204 if fine else 403)
    assert maya.client.get("/api/me").status_code == (401 if fine else 200)


def test_a_body_that_is_not_json_is_refused(world: World) -> None:
    answer = world.anonymous().http.post("/api/sign-in", content="email=a", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("short", False),
        ("password1234", False),
        ("footholdfoothold", False),
        ("mayaokafor1990", False),
        ("x" * 129, False),
        ("copper lantern teapot 9", True),
    ],
)
def test_passwords_are_judged_by_length_and_guessing(password: str, fine: bool) -> None:
    if fine:
        check_password(password, ["maya", "okafor"])
    else:
        with pytest.raises(PasswordTooWeak):
            check_password(password, ["maya", "okafor"])


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "121212", "123123", "112233", "140391", "910314", "123321"]
)
def test_common_pins_are_refused(pin: str) -> None:
    from datetime import date

    with pytest.raises(PinTooCommon):
        check_pin(pin, date(1991, 3, 14))


def test_an_ordinary_pin_is_fine() -> None:
    check_pin("258036", None)
    check_pin("907412", None)
