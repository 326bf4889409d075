"""`make fault`: 300 kills of server and worker during sync, on SQLite and Postgres, and what became of every promise."""

import argparse
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from random import SystemRandom

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.conftest import Templates
from tests.faults.campaign import Plan, Report, campaign

KINDS = ("sqlite", "postgresql")


def main() -> int:
    """Run both campaigns at once. Returns the exit code."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=300, help="kills in all, half on each database")
    asked.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="what decides every moment")
    asked.add_argument("--only", choices=KINDS, help="one database alone, with all the kills")
    asked.add_argument("--causes", type=int, default=24, help="absences recorded on each database")
    given = asked.parse_args()
    kinds = [given.only] if given.only else list(KINDS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console, templates = Console(), Templates()
    folder = Path(tempfile.mkdtemp(prefix="foothold-faults-"))
    console.print(f"seed {given.seed}")
    started = time.monotonic()
    reports: dict[str, Report] = {}
    try:
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        ) as progress:
            threads = []
            for number, kind in enumerate(kinds):
                plan = Plan(given.kills // len(kinds), given.seed + number, given.causes)
                bar = progress.add_task(f"{kind}: kills", total=plan.kills)
                url = templates.fresh(kind)

                def run(kind: str = kind, plan: Plan = plan, bar: TaskID = bar, url: str = url) -> None:
                    def settling() -> None:
                        progress.update(bar, description=f"{kind}: settling")

                    try:
                        reports[kind] = campaign(
                            url, folder / kind, plan, lambda _: progress.advance(bar), settling
                        )  # fmt: skip
                        progress.update(bar, description=f"{kind}: done")
                    except Exception as fault:
                        reports[kind] = Report(kind, broken=[f"the campaign stopped: {type(fault).__name__}: {fault}"])

                threads.append(threading.Thread(target=run, daemon=True))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        console.print(_table(reports))
        console.print(f"{time.monotonic() - started:.0f} s, seed {given.seed}")
        broken = [f"{kind}: {promise}" for kind, report in reports.items() for promise in report.broken]
        for line in broken[:40]:
            console.print(f"[red]broken:[/red] {line}", soft_wrap=True)
        if broken:
            console.print(f"The processes' own words are in {folder}")
        else:
            console.print("[green]Every promise held.[/green]")
            shutil.rmtree(folder, ignore_errors=True)
        return 1 if broken else 0
    finally:
        templates.close()


def _table(reports: dict[str, Report]) -> Table:
    table = Table(title="Killed during sync")
    table.add_column("")
    for kind in reports:
        table.add_column(kind, justify="right")
    rows = list(dict.fromkeys(name for report in reports.values() for name in report.figures))
    for name in rows:
        table.add_row(name, *(str(report.figures.get(name, "")) for report in reports.values()))
    table.add_row("promises broken", *(str(len(report.broken)) for report in reports.values()))
    return table


if __name__ == "__main__":
    sys.exit(main())
