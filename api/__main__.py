"""The command line: `python -m api COMMAND`. Each command explains itself with --help."""

import errno
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from api import migrations
from api.act import Service, as_service
from api.attendance.outcomes import load_codes
from api.clock import system_clock
from api.db import open_database
from api.errors import Problem
from api.people.models import Role
from api.settings import Settings
from api.vault import Vault, VaultError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Foothold: run it and look after it.",
)
say = Console(soft_wrap=True)
complain = Console(stderr=True, style="red", soft_wrap=True)


def _settings() -> Settings:
    try:
        return Settings()
    except ValueError as fault:
        for error in getattr(fault, "errors", lambda: [])():
            complain.print(f"FOOTHOLD_{str(error['loc'][0]).upper() if error['loc'] else 'settings'}: {error['msg']}")
        raise typer.Exit(2) from None


def _service() -> Service:
    """A service that is fit to run, or an exit that says every reason why not."""
    from api.demo.signing import with_a_date_passed
    from api.main import make_service
    from api.people.staffing import installation_of

    settings = _settings()
    reasons = settings.refusals()
    service = None
    if not reasons:
        try:
            service = make_service(settings)
            if settings.demo:
                service.catalogue = with_a_date_passed(service.catalogue, service.clock)
        except VaultError as fault:
            reasons.append(str(fault))
    if service is not None:
        reasons += service.database.refusals()
        if migrations.current(service.database) != migrations.head():
            reasons.append("the database is not at this version: run `python -m api migrate`")
        else:
            with service.database.transaction(write=False) as session:
                installation = installation_of(session)
            if installation is None:
                reasons.append("the database is empty: run `python -m api migrate`")
            elif installation.demo and not settings.demo:
                reasons.append("the database holds demonstration people: use a fresh one (FOOTHOLD_DATABASE_URL)")
            elif settings.demo and not installation.demo:
                reasons.append("the database holds real records: FOOTHOLD_DEMO=1 must not open it")
            reasons += _wrong_keys(service)
    if reasons or service is None:
        complain.print("Foothold does not start:")
        for reason in reasons:
            complain.print(f"  - {reason}")
        raise typer.Exit(2)
    return service


def _wrong_keys(service: Service) -> list[str]:
    """A key file that does not open what is stored must not be written with."""
    import sqlalchemy as sa

    from api.people.models import ParticipantKey
    from api.vault import WrappedKey

    with service.database.transaction(write=False) as session:
        key = session.execute(sa.select(ParticipantKey).limit(1)).scalar_one_or_none()
    if key is not None:
        try:
            service.vault.box(WrappedKey(key.kek_id, key.wrapped), key.participant_id)
        except VaultError as fault:
            return [f"the key file is not the one this database was written with ({fault})"]
    return []


@app.command()
def serve() -> None:
    """Serve the app. With FOOTHOLD_JOBS=inline the jobs run in this process too."""
    from api.main import create_app

    service = _service()
    settings = service.settings
    if settings.demo:
        _port_is_free(settings)
        _introduce(settings)
    uvicorn.run(
        create_app(service), host=settings.host, port=settings.port, log_level="warning", access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies or None, timeout_keep_alive=20,
    )  # fmt: skip


def _port_is_free(settings: Settings) -> None:
    """Nobody is sent to an address where something else answers: who tries Foothold is told before it is filled, and how."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            return  # The server says what else is wrong.
        complain.print(f"Port {settings.port} is in use. Stop what is there, or set FOOTHOLD_PORT to another number.")
        raise typer.Exit(2) from None


def _introduce(settings: Settings) -> None:
    say.print(f"\n[bold]Foothold[/bold] with made-up people: [link]{settings.public_url}[/link]")
    say.print("On that page choose whom to try it as. No password is asked for in a demonstration.")
    say.print(f"As the participant, the PIN is [bold]{settings.demo_pin}[/bold]. Stop with Ctrl-C.\n")


@app.command()
def worker() -> None:
    """Run the jobs in a process of its own, until it is stopped. Any number may run at once."""
    import signal

    from api import jobs

    service = _service()
    ticking = jobs.start(service)
    stopped = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.append(1))
    say.print("Jobs are running.")
    while not stopped:
        time.sleep(0.2)
    ticking.shutdown(wait=True)


@app.command("run-job")
def run_job(name: Annotated[str, typer.Argument(help="Name of the job; without a match the names are listed")]) -> None:
    """Run one job now, once, and print what it did."""
    from api import jobs

    service = _service()
    names = [job.name for job in jobs.JOBS]
    if name not in names:
        complain.print(f"There is no job {name}. There are: {', '.join(names)}")
        raise typer.Exit(2)
    say.print(jobs.run_job(service, name, service.clock(), again=True))


@app.command()
def migrate() -> None:
    """Bring the database to this version: tables, reference data, the installation's own row."""
    from api.learning.catalogue import load as load_content
    from api.learning.sign_off import keep_versions
    from api.people.staffing import settle_in

    settings = _settings()
    database = open_database(settings)
    migrations.upgrade(database)
    catalogue = load_content(settings.content_dir, demo=settings.demo, today=lambda: system_clock().date())
    service = Service(settings, database, Vault.load(settings.key_file), system_clock, catalogue)
    with database.transaction() as session:
        codes = load_codes(session)
        at = as_service(service, session, system_clock())
        settle_in(at)
        keep_versions(at)
        at.trail.write(session, at.now)
    say.print(f"The database is at {migrations.head()}. {codes} outcome codes loaded.")


@app.command()
def keys(
    if_missing: Annotated[bool, typer.Option(help="Do nothing when there is a key file already")] = False,
) -> None:
    """Make the key file (FOOTHOLD_KEY_FILE). Keep a copy elsewhere: without it nothing that is stored can be read."""
    path = _settings().key_file
    if if_missing and path.exists():
        return
    try:
        Vault.make(path)
    except VaultError as fault:
        complain.print(str(fault))
        raise typer.Exit(2) from None
    say.print(f"Keys are in {path}, readable by this account only. Keep a copy elsewhere.")


@app.command("push-key")
def push_key() -> None:
    """Make the key that signs pushes (FOOTHOLD_PUSH_KEY_FILE). Phones subscribe to it: keep it when the service moves."""
    from api.reminders.channels import make_push_key

    path = _settings().push_key_file
    if path is None:
        complain.print("Say where it goes first: FOOTHOLD_PUSH_KEY_FILE=var/push-key.pem")
        raise typer.Exit(2)
    if path.exists():
        complain.print(f"There is a key at {path} already. Phones that subscribed to it need it, so it stays.")
        raise typer.Exit(2)
    make_push_key(path)
    say.print(f"The push key is in {path}, readable by this account only.")


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Add a new wrapping key and a new seal key, and wrap every participant's key anew. Old keys stay readable."""
    import sqlalchemy as sa
    from rich.progress import track

    from api.db import table_of
    from api.people.models import ParticipantKey
    from api.vault import WrappedKey

    settings = _settings()
    kek, seal = Vault.rotate(settings.key_file)
    database, vault = open_database(settings), Vault.load(settings.key_file)
    with database.transaction(write=False) as session:
        ids = list(session.execute(sa.select(table_of(ParticipantKey).c.participant_id)).scalars())
    for person in track(ids, "Wrapping keys", console=say):
        with database.transaction() as session:
            key = session.get_one(ParticipantKey, person)
            fresh = vault.rewrap(WrappedKey(key.kek_id, key.wrapped), person)
            key.kek_id, key.wrapped = fresh.kek_id, fresh.wrapped
    say.print(
        f"New wrapping key {kek}, new seal key {seal}; {len(ids)} participants' keys wrapped anew. Restart serve and worker."
    )


@app.command("verify-audit")
def verify_audit() -> None:
    """Walk the audit trail. Exit 1 and name the first bad row if it does not hold."""
    from api.audit import verify

    service = _service()
    with service.database.transaction(write=False) as session:
        verdict = verify(session, service.vault)
    if verdict.first_bad is not None:
        chain, seq, why = verdict.first_bad
        complain.print(f"The trail does not hold: chain {chain}, row {seq}: {why}.")
        raise typer.Exit(1)
    say.print(f"The trail holds: {verdict.rows} rows in {verdict.chains} chains.")


@app.command("lint-content")
def lint_content(
    root: Annotated[Path, typer.Argument(help="Folder of the content")] = Path("content"),
    publish: Annotated[bool, typer.Option("--publish", help="Then write the record of what was published")] = False,
) -> None:
    """Check the content: sources, reading grades, banned words, changed link ids. Exit 1 if anything is wrong."""
    from api.learning.lint import run

    raise typer.Exit(run(root, system_clock().date(), say, publish))


@app.command("measure-guard")
def measure_guard(
    misses: Annotated[
        bool, typer.Option("--misses", help="Tell what was missed in the half that shaped the patterns")
    ] = False,
) -> None:
    """Measure the identifier guard on its corpus of made-up sentences: recall and precision, overall and for each kind."""
    from api.journal.measuring import printed

    for line in printed(misses):
        say.print(line, highlight=False, markup=False)


@app.command("backed-up")
def backed_up(
    began: Annotated[datetime, typer.Argument(help="When the backup began, in UTC: 2026-11-27T02:00:00")],
) -> None:
    """Say that a backup is done and kept elsewhere: phones may then erase their sealed copies of what came before it began."""
    from api.people import staffing

    service = _service()
    try:
        with service.database.transaction() as session:
            at = as_service(service, session, service.clock())
            staffing.backed_up(at, began.replace(tzinfo=UTC))
            at.trail.write(session, at.now)
    except staffing.NotInABackup as fault:
        complain.print(f"{fault.title}.")
        raise typer.Exit(2) from None
    say.print(f"What was stored before {began:%Y-%m-%d %H:%M:%S} UTC is in a backup.")


@app.command("put-back")
def put_back() -> None:
    """Say that the database was put back from a backup, before serving it: phones then offer again all that they still hold."""
    from api.people import staffing

    service = _service()
    with service.database.transaction() as session:
        at = as_service(service, session, service.clock())
        staffing.put_back(at)
        at.trail.write(session, at.now)
    say.print("Phones will offer again what they still hold. Nothing is stored twice.")


@app.command()
def team(
    name: Annotated[str, typer.Argument(help="Name of the team")],
    duty_phone: Annotated[str, typer.Option(help="Number of the duty phone")],
    duty_hours: Annotated[str, typer.Option(help='When it is answered, as people read it: "Mon to Fri, 9 to 5"')],
    past_breach_policy: Annotated[
        str, typer.Option(help="What the team passes on about a past breach, signed off")
    ] = "",
) -> None:
    """Add a team. Without the past-breach words nobody can be invited."""
    from api.journal import guard
    from api.people.staffing import add_team

    if found := [label.en for label in guard.labels(past_breach_policy)]:
        complain.print(f"Participants read the past-breach words. Take out {' and '.join(found)}.")
        raise typer.Exit(2)
    service = _service()
    with service.database.transaction() as session:
        at = as_service(service, session, service.clock())
        made = add_team(at, name, duty_phone, duty_hours, past_breach_policy or None)
        at.trail.write(session, at.now)
    say.print(f"Team {made.name}: {made.id}")


@app.command()
def user(
    email: Annotated[str, typer.Argument(help="E-mail to sign in with")],
    role: Annotated[Role, typer.Option(help="clinician, lead, probation, admin or auditor")],
    first_name: Annotated[str, typer.Option()],
    last_name: Annotated[str, typer.Option()],
    team_id: Annotated[str, typer.Option(help="Team of a clinician or lead, as `team` printed it")] = "",
    organisation: Annotated[str, typer.Option(help="Organisation of a probation practitioner")] = "",
) -> None:
    """Add a member of staff. Asks for the password; prints the TOTP address and recovery codes once."""
    from uuid import UUID

    from api.people.staffing import add_user

    service = _service()
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        with service.database.transaction() as session:
            at = as_service(service, session, service.clock())
            made = add_user(
                at, email=email, first_name=first_name, last_name=last_name, role=role, password=password,
                team_id=UUID(team_id) if team_id else None, organisation=organisation or None,
            )  # fmt: skip
            at.trail.write(session, at.now)
    except (Problem, ValueError) as fault:
        complain.print(getattr(fault, "detail", str(fault)))
        raise typer.Exit(2) from None
    say.print(f"\n{first_name} can sign in as {role}. Shown once:\n  authenticator: {made.totp_url}")
    say.print("  recovery codes: " + "  ".join(made.recovery_codes))


@app.command()
def webhook(
    organisation: Annotated[str, typer.Argument(help="Probation organisation, as its practitioners' accounts have it")],
    url: Annotated[str, typer.Argument(help="https address that takes Standard Webhooks")],
) -> None:
    """Add a probation organisation's webhook. Prints its secret once."""
    from api.attendance.endpoints import add_endpoint

    service = _service()
    try:
        with service.database.transaction() as session:
            at = as_service(service, session, service.clock())
            _, secret = add_endpoint(at, organisation, url)
            at.trail.write(session, at.now)
    except Problem as fault:
        complain.print(fault.detail)
        raise typer.Exit(2) from None
    say.print(f"Shown once: {secret}")


@app.command()
def demo() -> None:
    """What `make run` does once things are built, in one process: keys, tables, made-up people, serve."""
    settings = _settings()
    if not settings.demo:
        complain.print("Demonstrations are for FOOTHOLD_DEMO=1 only.")
        raise typer.Exit(2)
    _port_is_free(settings)
    keys(if_missing=True)
    if settings.push_key_file is not None and not settings.push_key_file.exists():
        push_key()
    if migrations.current(open_database(settings)) != migrations.head():
        migrate()
    seed_demo(if_empty=True)
    serve()


@app.command("seed-demo")
def seed_demo(
    if_empty: Annotated[bool, typer.Option(help="Do nothing when there are people already")] = False,
) -> None:
    """Fill an empty demonstration database with made-up people and months of made-up history, by the app's own actions."""
    from api.demo import seed

    service = _service()
    if not service.settings.demo:
        complain.print("Demonstration people are for FOOTHOLD_DEMO=1 only.")
        raise typer.Exit(2)
    done = seed(service, say, if_empty=if_empty)
    if done:
        say.print(
            f"{done['participants']} made-up participants, {done['entries']} entries, in {done['seconds']:.1f} s."
        )


if __name__ == "__main__":
    app()
