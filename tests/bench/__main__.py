"""`make bench`: one table, each figure beside that of a bare handler that runs the same SQL in the same minute."""

import argparse
import gzip
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.measures import (
    BUNDLE_CPU,
    BUNDLE_FULL_CPU,
    BUNDLE_WHOLE_CPU,
    CASELOAD,
    CASELOAD_TEN,
    Bench,
    Figures,
    Line,
)
from tests.bench.screen import RIGHT_NOW_MS, SLOWED, Wait, measured
from tests.conftest import Templates
from tests.faults.processes import ROOT

KINDS = ("sqlite", "postgresql")
SCRIPT_KIB, STYLE_KIB = 40, 10
MEMORY_MIB = 200
BUNDLE_MS, BUNDLE_KIB = 5, 100
BATCH_RATIO = 0.25
TEN_YEARS_RATIO = 1.10


def first_load(dist: Path) -> dict[str, float] | None:
    """KiB, gzipped, of the scripts and of the styles that index.html loads. None when the web app is not built."""
    page = dist / "index.html"
    if not page.is_file():
        return None
    sizes = {"js": 0.0, "css": 0.0}
    for address in set(re.findall(r'(?:src|href)="(/assets/[^"]+\.(?:js|css))"', page.read_text())):
        packed = gzip.compress((dist / address.lstrip("/")).read_bytes(), 9)
        sizes[address.rpartition(".")[2]] += len(packed) / 1024
    return sizes


def main() -> int:
    """Measure, print, and say which aims are met. Returns 0 however fast it was: figures are for people."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--only", choices=KINDS, help="one database alone")
    asked.add_argument("--people", type=int, default=200, help="participants on the caseload")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console, templates = Console(width=max(Console().width, 120)), Templates()
    folder = Path(tempfile.mkdtemp(prefix="foothold-bench-"))
    started = time.monotonic()
    found: list[Figures] = []
    try:
        with console.status("") as status:
            for kind in [given.only] if given.only else KINDS:
                bench = Bench(
                    templates.fresh(kind), folder / kind, given.people,
                    lambda doing, kind=kind: status.update(f"{kind}: {doing}"),  # type: ignore[misc]
                )  # fmt: skip
                try:
                    found.append(bench.run())
                except Exception:
                    console.print(bench.last_words(), markup=False)
                    raise
                finally:
                    bench.close()
    finally:
        templates.close()
        shutil.rmtree(folder, ignore_errors=True)
    web = first_load(ROOT / "web" / "dist")
    with console.status("") as status:
        waits, scored = measured(lambda doing: status.update(f"phone: {doing}")) if web else ([], None)
    console.print(_table(found))
    if waits:
        console.print(_waits(waits))
    for aim, met in _aims(found, web) + _quick(waits, scored):
        console.print(f"{'[green]met[/green]' if met else '[red]not met[/red]'}  {aim}")
    console.print(f"{time.monotonic() - started:.0f} s")
    return 0


def _table(found: list[Figures]) -> Table:
    table = Table(title="Ours, the bare handler's, and the share of it that ours reaches")
    table.add_column("")
    for figures in found:
        table.add_column(figures.kind, justify="right")
        table.add_column("bare", justify="right")
        table.add_column("ratio", justify="right")
    for number, line in enumerate(found[0].lines):
        cells = [cell for figures in found for cell in _cells(figures.lines[number])]
        table.add_row(f"{line.what}{f' ({line.unit})' if line.unit else ''}", *cells)
    return table


def _waits(waits: list[Wait]) -> Table:
    table = Table(title=f"From a touch to the words on the screen, ms, the processor slowed {SLOWED} times")
    for head in ("", "median", "worst", "empty page", "ratio"):
        table.add_column(head, justify="right" if head else "left")
    for one in waits:
        table.add_row(
            one.what, f"{one.median:.0f}", f"{one.worst:.0f}", f"{one.bare:.0f}", f"{one.median / one.bare:.2f}"
        )
    return table


def _quick(waits: list[Wait], scored: dict[str, int] | None) -> list[tuple[str, bool]]:
    return [
        *((f"{one.what}: {one.median:.0f} ms of {RIGHT_NOW_MS}", one.median < RIGHT_NOW_MS) for one in waits),
        *((f"Lighthouse, {name}: {score} of 100", score == 100) for name, score in (scored or {}).items()),
        *([] if scored else [("Lighthouse: not installed, so not asked", False)]),
    ]


def _cells(line: Line) -> list[str]:
    shown = ".2f" if line.unit == "ms" else ",.0f"
    ratio = line.ratio
    bare = "" if line.bare is None else format(line.bare, shown)
    return [format(line.ours, shown), bare, "" if ratio is None else f"{ratio:.2f}"]


def _aims(found: list[Figures], web: dict[str, float] | None) -> list[tuple[str, bool]]:
    aims = []
    for figures in found:
        batch, memory = figures.named("entries a second, batches of 50"), figures.named("peak memory of the server")
        year, ten = figures.named(CASELOAD), figures.named(CASELOAD_TEN)
        cpu, whole, full = (figures.named(one) for one in (BUNDLE_CPU, BUNDLE_WHOLE_CPU, BUNDLE_FULL_CPU))
        packed = figures.named("a bundle, gzipped")
        assert batch and batch.ratio and memory and year and ten and cpu and whole and full and packed
        aims += [
            (
                f"{figures.kind}: a batch of 50 at {BATCH_RATIO} of the bare handler or better: {batch.ratio:.2f}",
                batch.ratio >= BATCH_RATIO,
            ),
            (
                f"{figures.kind}: caseload with ten years within 10% of one year: {ten.ours / year.ours - 1:+.0%}",
                ten.ours / year.ours <= TEN_YEARS_RATIO,
            ),
            (
                f"{figures.kind}: a bundle of a year and every room under {BUNDLE_MS} ms of the server's CPU: {cpu.ours:.1f}"
                f" (the bare handler's {cpu.bare or 0:.1f})",
                cpu.ours < BUNDLE_MS,
            ),
            (
                f"{figures.kind}: the same whole, as it comes once a day: {whole.ours:.1f} (the bare handler's {whole.bare or 0:.1f})",
                whole.ours < BUNDLE_MS,
            ),
            (
                f"{figures.kind}: the same with all the entries that a bundle holds: {full.ours:.1f}"
                f" (the bare handler's {full.bare or 0:.1f})",
                full.ours < BUNDLE_MS,
            ),
            (
                f"{figures.kind}: a bundle under {BUNDLE_KIB} KiB, gzipped: {packed.ours:.1f}",
                packed.ours < BUNDLE_KIB,
            ),
            (f"{figures.kind}: under {MEMORY_MIB} MiB: {memory.ours:.0f}", memory.ours < MEMORY_MIB),
        ]
    if web is None:
        return [*aims, ("web app: not built, so not weighed", False)]
    return [
        *aims,
        (f"first load: scripts {web['js']:.1f} KiB of {SCRIPT_KIB}, gzipped", web["js"] <= SCRIPT_KIB),
        (f"first load: styles {web['css']:.1f} KiB of {STYLE_KIB}, gzipped", web["css"] <= STYLE_KIB),
    ]


if __name__ == "__main__":
    sys.exit(main())
