"""A phone that lays changes over the bundle it holds has, after anything that can happen, just what a whole bundle would give it."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.oversight.moments import NEAR
from api.people import staffing
from tests.world import Person, Phone, World

WHAT_CHANGED = {"Prefer": "what-changed"}


class Holding:
    """A phone that holds a bundle and its ETag, and does with an answer what the phone's store does (web/src/store/held.ts)."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.bundle: dict[str, Any] = {}
        self.tag = ""
        self.last = (0, 0)
        """The status of the last answer, and how many entries were in it."""

    def ask(self) -> dict[str, Any]:
        answer = self.phone.client.get("/api/me/bundle", headers=WHAT_CHANGED | {"If-None-Match": self.tag})
        if answer.status_code == 401:
            self.phone.unlock()
            return self.ask()
        assert answer.status_code in (200, 304), answer.text
        self.last = (answer.status_code, len(answer.json()["entries"]) if answer.status_code == 200 else 0)
        if answer.status_code == 200:
            assert "entries_since" in answer.json() or "as_held" not in answer.json(), (
                "a phone lays parts over with entries"
            )
            self.bundle, self.tag = laid_over(answer.json(), self.bundle), answer.headers["ETag"]
        return self.bundle

    def whole(self) -> dict[str, Any]:
        answer = self.phone.client.get("/api/me/bundle")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def laid_over(news: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    if "as_held" in news:
        news = held | news
    if "entries_since" not in news:
        return news
    new = {one["id"] for one in news["entries"]}
    kept = [one for one in held["entries"] if one["id"] not in new and one["happened_at"] >= news["entries_since"]]
    entries = sorted(news["entries"] + kept, key=lambda one: (one["happened_at"], one["id"]), reverse=True)
    return news | {"entries": entries[:100], "answered_forms": held["answered_forms"] + news["answered_forms"]}


def shown(bundle: dict[str, Any]) -> dict[str, Any]:
    """All of it but what says which answer it was; forms by which they are, and only those that an entry answers."""
    answers = {(one["body"].get("form_id"), one["body"].get("form_version")) for one in bundle["entries"]}
    forms = {(one["id"], one["version"]) for one in bundle["answered_forms"]} & answers
    rest = {
        name: part for name, part in bundle.items() if name not in ("version", "made_at", "entries_since", "as_held")
    }
    return rest | {"answered_forms": sorted(forms - {(one["id"], one["version"]) for one in bundle["forms"]})}


def reviews(maya: Person) -> list[Any]:
    return list(maya.client.get("/api/reviews?view=open").json()["items"])


class Case:
    """One person, one phone, one clinician, and what can happen to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.maya = world.clinician(first_name="Maya")
        self.who = world.participant(self.maya)
        self.phone = world.phone(self.who)
        assert self.maya.client.post(f"/api/participants/{self.who}/phase", {"to": "working"}).status_code == 200
        self.holding = Holding(self.phone)
        self.instant = self.world.clock.now.replace(microsecond=0)
        self.sent: list[str] = []
        self.cards: set[str] = set()

    def _log(self, kind: str, intensity: int, ago: timedelta = timedelta()) -> None:
        when = self.world.clock.now - ago
        body = {"happened_at": when.isoformat(), "kind": kind, "intensity": intensity, "text": "It was late"}
        self._keep(self.phone.send("trigger", body))

    def _keep(self, said: dict[str, Any]) -> None:
        assert said["status"] == "stored", said
        self.sent.append(said["id"])

    def hard(self, n: int) -> None:
        self._log("near_miss", 8)

    def mild(self, n: int) -> None:
        self._log("urge", 3)

    def of_long_ago(self, n: int) -> None:
        self._log("urge", 8, timedelta(days=(1, 8, 29, 31)[n % 4], hours=20))

    def pause(self, n: int) -> None:
        self.instant = self.world.clock.now
        body = {"happened_at": self.instant.isoformat(), "intensity": 8, "end": "passed", "want": "relief"}
        self._keep(self.phone.send("urge", body | {"rounds": {"1": {"minutes": 10, "did": ["Wash up"], "after": 3}}}))

    def log_of_the_pause(self, n: int) -> None:
        ago = self.world.clock.now - self.instant
        if ago < timedelta(days=20):
            self._log("urge", 2 + n % 8, ago)

    def card(self, n: int) -> None:
        said = self.phone.card(self.world.clock.now.date() - timedelta(days=n % 3))
        if said["status"] == "stored":
            self._keep(said)
            self.cards.add(said["id"])

    def step_by_step(self, n: int) -> None:
        item = {"item": "chain", "open": n % 2 == 0}
        assert self.maya.client.put(f"/api/participants/{self.who}/opened-items", item).status_code == 200

    def change(self, n: int) -> None:
        if self.sent:
            of = self.sent[-1 - n % len(self.sent)]
            fields = {"answers": {"urge": n}} if of in self.cards else {"intensity": n}
            self.phone.send("amend", {"of": of, "body": fields})

    def take_back(self, n: int) -> None:
        if self.sent:
            self.phone.send("withdraw", {"of": self.sent[-1 - n % len(self.sent)]})

    def claim(self, n: int) -> None:
        self._review(n, ["claim"])

    def let_go(self, n: int) -> None:
        self._review(n, ["claim", "release"])

    def answer(self, n: int) -> None:
        self._review(n, ["claim", "close"])

    def read_the_week(self, n: int) -> None:
        self._review(n, ["claim", "close"], "week")

    def _review(self, n: int, verbs: list[str], kind: str = "") -> None:
        mine = [
            one
            for one in reviews(self.maya)
            if one["participant_id"] == str(self.who) and one["kind"] in (kind or one["kind"])
        ]
        for verb in verbs if mine else []:
            body = {"outcome": "replied", "reply": "I read it."} if verb == "close" else {}
            path = f"/api/reviews/{mine[n % len(mine)]['id']}/{verb}"
            assert self.maya.client.post(path, body).status_code in (200, 204)

    def put_back(self, n: int) -> None:
        with self.world.act() as at:
            staffing.put_back(at)

    def time(self, n: int) -> None:
        self.world.clock.advance(minutes=(1, 1, 3, 14, 200, 800, 1500, 9000)[n % 8])
        self.world.sign_in(self.maya.client, self.maya.user)

    def ask(self, n: int) -> None:
        held = self.holding.ask()
        # Where nothing else is new, what grew older than 30 days stands until the next answer: no longer than a day.
        since = (self.world.clock.now - timedelta(days=30)).isoformat()[:19]
        if self.holding.last[0] == 304:
            held = held | {"entries": [one for one in held["entries"] if one["happened_at"][:19] >= since]}
        assert shown(held) == shown(self.holding.whole())


HAPPENS = [name for name in vars(Case) if not name.startswith("_")]


def test_each_thing_that_happens_reaches_a_phone_that_holds_the_rest(world: World) -> None:
    case = Case(world)
    whole = held = 0
    case.of_long_ago(2)
    for n in range(4):
        for name in HAPPENS:
            getattr(case, name)(n)
            for _ in range(2):
                case.ask(n)
                whole += "entries_since" not in case.holding.bundle
                held += "entries_since" in case.holding.bundle
                world.clock.advance(minutes=7)
            world.sign_in(case.maya.client, case.maya.user)
    assert whole > 20 and held > 30


def test_whatever_happens_changes_laid_over_what_is_held_are_the_whole(world: World) -> None:
    @settings(
        max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @given(
        st.lists(
            st.tuples(st.sampled_from([*HAPPENS, "time", *["ask"] * 6]), st.integers(0, 7)), min_size=40, max_size=60
        )
    )
    def walk(moves: list[tuple[str, int]]) -> None:
        case = Case(world)
        for name, n in [("card", 0), ("hard", 0), ("ask", 0), *moves, ("ask", 0)]:
            getattr(case, name)(n)

    walk()


def test_only_a_phone_that_lays_changes_over_what_it_holds_gets_them(world: World) -> None:
    case = Case(world)
    case.hard(0)
    world.clock.advance(minutes=3)
    case.ask(0)
    tag = case.holding.tag
    case.mild(0)
    get = case.phone.client.get

    def given(**headers: str) -> tuple[int, bool]:
        answer = get("/api/me/bundle", headers={name.replace("_", "-"): value for name, value in headers.items()})
        assert answer.status_code == 200, answer.text
        return len(answer.json()["entries"]), "entries_since" in answer.json()

    assert given(Prefer="what-changed", If_None_Match=tag) == (1, True)
    assert (
        given(If_None_Match=tag)
        == given(Prefer="what-changed")
        == given(Prefer="return=minimal", If_None_Match=tag)
        == (2, False)
    )
    _, when, *rest = tag.strip('"').split(".")
    for other in ("fffffffff", "0", f"{int(when, 16) + 600:x}", f"{int(when, 16) - 86_400:x}", "x", ""):
        assert given(Prefer="what-changed", If_None_Match=".".join(["", other, *rest])) == (2, False), other
    case.put_back(0)
    assert given(Prefer="what-changed", If_None_Match=tag) == (2, False), "an older backup holds other entries"


def test_nothing_new_is_told_in_no_bytes(world: World) -> None:
    case = Case(world)
    case.mild(0)
    for _ in range(2):
        world.clock.advance(minutes=3)
        case.ask(0)
    assert case.holding.last == (304, 0)
    case.mild(0)
    case.ask(0)
    case.ask(0)
    assert case.holding.last == (304, 0)


def test_a_day_that_begins_is_told_where_words_hang_on_it(world: World) -> None:
    case = Case(world)
    world.clock.set(world.clock.now.replace(hour=12))
    world.sign_in(case.maya.client, case.maya.user)
    case.hard(0)
    case.answer(0)
    said = {case.holding.ask()["replies"][0]["about"]}
    world.clock.advance(days=NEAR, hours=11)
    for _ in range(2):
        case.ask(0)
        said.add(case.holding.bundle["replies"][0]["about"])
        world.clock.advance(hours=2)
    assert len(said) == 2, said


def test_what_one_person_holds_is_nothing_to_anothers_phone(world: World) -> None:
    case, other = Case(world), Case(world)
    for one in (case, other):
        one.mild(0)
    world.clock.advance(minutes=3)
    case.ask(0)
    other.phone.unlock()
    headers = WHAT_CHANGED | {"If-None-Match": case.holding.tag}
    whole = other.phone.client.get("/api/me/bundle", headers=headers).json()
    assert "entries_since" not in whole and len(whole["entries"]) == 1
