"""Jobs: once a period whoever ticks, and nothing is lost by whoever slept."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api import jobs
from api.act import Service
from api.db import table_of
from api.jobs import JOBS, Job, JobLease, JobRun, last_runs, period_of, run_job, tick
from api.people.models import Try
from tests.world import START, TestClock, World


class Counter:
    """A job that counts how often it ran."""

    def __init__(self, **counts: int) -> None:
        self.ran: list[datetime] = []
        self.counts = counts

    def __call__(self, _service: Service, now: datetime) -> dict[str, int]:
        self.ran.append(now)
        return self.counts


def job(run: Any, every: float = 60, name: str = "one") -> Job:
    return Job(name, timedelta(seconds=every), run)


def runs(service: Service) -> list[Any]:
    table = table_of(JobRun)
    with service.database.transaction(write=False) as session:
        return list(session.execute(sa.select(table).order_by(table.c.period, table.c.name)))


def test_a_job_runs_once_a_period_and_leaves_its_row(service: Service, clock: TestClock) -> None:
    counted = Counter(done=2)
    list_ = (job(counted),)
    assert tick(service, jobs=list_) == {"one": {"done": 2}}
    for _ in range(3):
        clock.advance(seconds=5)
        assert tick(service, jobs=list_, holder="another") == {}
    clock.set(START + timedelta(seconds=60))
    assert tick(service, jobs=list_) == {"one": {"done": 2}}
    assert counted.ran == [START, START + timedelta(seconds=60)]
    [first, _] = runs(service)
    assert (first.period, first.ok, first.counts, first.fault) == ("2026-11-23T10:00:00Z", True, {"done": 2}, None)


def test_a_tick_with_nothing_due_takes_no_lease(
    service: Service, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_ = (job(Counter()),)
    tick(service, jobs=list_)

    def tried(*_: Any, **__: Any) -> None:
        pytest.fail("a job that has run was tried")

    monkeypatch.setattr(jobs, "run_job", tried)
    clock.advance(seconds=59)
    assert tick(service, jobs=list_) == {}


def test_periods_that_nobody_ran_are_not_made_up_for(service: Service, clock: TestClock) -> None:
    counted = Counter()
    tick(service, jobs=(job(counted),))
    clock.advance(days=3)
    tick(service, jobs=(job(counted),))
    assert len(counted.ran) == 2, "a job finds its own work; running it 4,320 times would find no more"


def test_a_job_that_another_worker_holds_is_left_alone_until_its_lease_ends(service: Service, clock: TestClock) -> None:
    counted = Counter()
    list_ = (job(counted),)
    with service.database.transaction() as session:
        session.add(JobLease(name="one", holder="dead", until=START + jobs.LEASE))
    assert run_job(service, "one", START, jobs=list_) is None
    assert tick(service, jobs=list_) == {}
    clock.set(START + jobs.LEASE)
    assert tick(service, jobs=list_) == {"one": {}}


def test_a_lease_is_given_back_after_a_run_and_after_a_failure(service: Service, clock: TestClock) -> None:
    def broken(_service: Service, _now: datetime) -> dict[str, int]:
        raise ZeroDivisionError("somebody's words")

    list_ = (job(broken),)
    assert run_job(service, "one", START, jobs=list_) == {}
    [run] = runs(service)
    assert (run.ok, run.fault) == (False, "ZeroDivisionError")
    assert run.finished_at is not None and "somebody" not in json.dumps(run.counts) + run.fault
    assert run_job(service, "one", START + timedelta(seconds=60), jobs=list_) == {}, "held by nobody"


def test_a_failing_job_does_not_keep_the_others_from_running(service: Service) -> None:
    def broken(_service: Service, _now: datetime) -> dict[str, int]:
        raise RuntimeError

    counted = Counter()
    tick(service, jobs=(job(broken, name="a"), job(counted, name="b")))
    assert len(counted.ran) == 1


def test_many_workers_at_once_run_a_job_once(service: Service) -> None:
    counted = Counter()
    list_ = (job(counted),)
    ready, ran = threading.Barrier(6), []

    def work(n: int) -> None:
        ready.wait()
        ran.append(run_job(service, "one", START, jobs=list_, holder=f"w{n}"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ran, key=str) == [None] * 5 + [{}] or sorted(ran, key=str) == [{}, *[None] * 5]
    assert len(counted.ran) == len(runs(service)) == 1


def test_a_person_can_run_a_job_again_within_its_period(service: Service) -> None:
    counted = Counter()
    list_ = (job(counted, every=3600),)
    tick(service, jobs=list_)
    assert run_job(service, "one", START, jobs=list_) is None
    assert run_job(service, "one", START + timedelta(seconds=1), jobs=list_, again=True) == {}
    assert len(counted.ran) == 2


def test_an_unknown_job_is_named_with_those_there_are(service: Service) -> None:
    with pytest.raises(KeyError, match="release_due"):
        run_job(service, "no_such_job", START)


@pytest.mark.parametrize("every", sorted({one.every for one in JOBS}))
def test_periods_tile_time(every: timedelta) -> None:
    one = Job("x", every, Counter())
    start = datetime.fromisoformat(period_of(one, START))
    assert start <= START < start + every
    assert period_of(one, start) == period_of(one, start + every - timedelta(microseconds=1))
    assert period_of(one, start + every) != period_of(one, start)


def test_every_job_of_the_list_runs_on_an_empty_installation(world: World, clock: TestClock) -> None:
    ran = tick(world.service)
    assert set(ran) == {one.name for one in JOBS} and len(JOBS) >= 12
    assert [(run.name, run.fault) for run in runs(world.service) if not run.ok] == []
    clock.advance(days=1)
    assert set(tick(world.service)) == set(ran), "and a day late"


def test_the_newest_run_of_each_job_is_found(service: Service, clock: TestClock) -> None:
    for _ in range(3):
        tick(service, jobs=(job(Counter(), 1, "a"), job(Counter(), 2, "b")))
        clock.advance(seconds=1)
    with service.database.transaction(write=False) as session:
        assert [(run.name, run.started_at.second) for run in last_runs(session)] == [("a", 2), ("b", 2)]


def test_old_runs_go_and_those_that_did_nothing_go_first(service: Service, clock: TestClock) -> None:
    did, nothing = Counter(done=1), Counter()
    tick(service, jobs=(job(did, name="did"), job(nothing, name="nothing")))
    clock.advance(days=1, seconds=1)
    assert run_job(service, "prune_runs", clock.now) == {"pruned": 1}
    assert "nothing" not in {run.name for run in runs(service)} and "did" in {run.name for run in runs(service)}
    clock.advance(days=30, seconds=1)
    assert run_job(service, "prune_runs", clock.now) == {"pruned": 2}


def test_failed_tries_are_forgotten_after_a_day(service: Service, clock: TestClock) -> None:
    with service.database.transaction() as session:
        session.add(Try(lane=b"old", at=START - timedelta(hours=25)))
        session.add(Try(lane=b"new", at=START - timedelta(hours=23)))
    assert run_job(service, "forget_old_tries", START) == {"forgotten": 1}
    with service.database.transaction(write=False) as session:
        assert session.execute(sa.select(table_of(Try).c.lane)).scalars().all() == [b"new"]


class TestCheckpoint:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> dict[str, Any]:
        return {"checkpoint_dir": tmp_path / "elsewhere"}

    def test_the_signed_heads_leave_the_host_every_hour(self, world: World, tmp_path: Path, clock: TestClock) -> None:
        world.participant()
        assert run_job(world.service, "audit_checkpoint", START) is not None
        clock.advance(hours=1)
        run_job(world.service, "audit_checkpoint", clock.now)
        files = sorted(path.name for path in (tmp_path / "elsewhere").iterdir())
        assert files == ["checkpoint-20261123T100000Z.json", "checkpoint-20261123T110000Z.json"]
        signed = json.loads((tmp_path / "elsewhere" / files[0]).read_text())
        assert signed["chains"] == len(signed["heads"]) >= 2 and len(bytes.fromhex(signed["signature"])) == 64


def test_the_scheduler_ticks_by_itself_and_stops(world: World) -> None:
    ticked = threading.Event()
    original = jobs.tick

    def noted(service: Service) -> dict[str, dict[str, int]]:
        found = original(service)
        ticked.set()
        return found

    jobs.tick = noted  # type: ignore[assignment]
    try:
        scheduler = jobs.start(world.service)
        try:
            assert ticked.wait(30)
        finally:
            scheduler.shutdown(wait=True)
    finally:
        jobs.tick = original
    assert {run.name for run in runs(world.service)} == {one.name for one in JOBS}


def test_the_start_of_a_period_is_utc_text() -> None:
    assert period_of(job(Counter(), 3600), datetime(2026, 11, 23, 10, 59, 59, tzinfo=UTC)) == "2026-11-23T10:00:00Z"


def test_what_may_not_wait_runs_on_when_the_clock_goes_back(service: Service, clock: TestClock) -> None:
    pressing, slow = Counter(done=1), Counter(done=1)
    list_ = (job(pressing, 10, "pressing"), job(slow, 3600, "slow"))
    for _ in range(3):
        tick(service, jobs=list_)
        clock.advance(seconds=10)
    clock.advance(minutes=-20)
    before = len(pressing.ran)
    for _ in range(3):
        tick(service, jobs=list_)
        clock.advance(seconds=10)
    assert len(pressing.ran) == before + 3
    assert len(slow.ran) <= 2
    clock.advance(hours=1)
    tick(service, jobs=list_)
    tick(service, jobs=list_)
    assert len(pressing.ran) == before + 4


def test_a_lease_from_before_the_clock_went_back_holds_nothing_up(service: Service, clock: TestClock) -> None:
    counted = Counter()
    with service.database.transaction() as session:
        late = clock.now + timedelta(hours=1)
        session.execute(sa.insert(table_of(JobLease)).values(name="one", holder="gone", until=late))
    tick(service, jobs=(job(counted),))
    assert len(counted.ran) == 1


def test_a_failing_job_says_where_and_nothing_of_what_it_held(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(service: Service, _now: datetime) -> dict[str, int]:
        with service.database.transaction() as session:
            session.execute(sa.text("insert into nowhere values (:word)"), {"word": "markerwords"})
        return {}

    service.settings.log_level = "debug"
    run_job(service, "one", service.clock(), jobs=(job(broken),))
    logged = capsys.readouterr().out
    assert "job_failed" in logged and "markerwords" not in logged
    with pytest.raises(sa.exc.DBAPIError) as fault:
        broken(service, service.clock())
    assert "markerwords" not in str(fault.value)
