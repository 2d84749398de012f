"""`python -m stack bench`: the table, and the same figures as JSON."""

import json
import logging
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from stack.bench.measure import Comparison, Size
from stack.bench.place import Driver, Place, place
from stack.errors import StackError
from stack.report import show_error, terminal
from stack.settings import StackSettings, isolated_settings

ROUNDS = 5


def benchmarks() -> tuple[Callable[[Place], Comparison], ...]:
    """In the order of the table. Imported here: the other commands of the stack need no service's code."""
    from stack.bench.applications import applications
    from stack.bench.events import events_applied
    from stack.bench.pages import offer_pages

    return events_applied, applications, offer_pages


class DriverName(StrEnum):
    """The two drivers behind the seam."""

    MOTOR = "motor"
    PYMONGO = "pymongo"


def bench(
    json_file: Annotated[Path | None, typer.Option("--json", help="Écrire aussi les chiffres ici")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Tours mesurés, après un tour de chauffe")] = ROUNDS,
    driver: Annotated[DriverName, typer.Option(help="Pilote MongoDB")] = DriverName.MOTOR,
) -> None:
    """Ce que la plateforme fait par seconde, à côté du même travail fait à nu, dans la même exécution."""
    started = time.monotonic()
    logging.getLogger("aiokafka").setLevel(logging.ERROR)  # a topic just made has no leader for an instant: it retries
    chosen: Driver = "motor" if driver is DriverName.MOTOR else "pymongo"
    try:
        with tempfile.TemporaryDirectory(prefix="alin-bench-") as folder:
            comparisons = list(measured(given_settings(Path(folder)), Size(rounds=rounds), chosen))
    except StackError as error:
        show_error(error)
        raise typer.Exit(1) from None
    terminal.print(table(comparisons))
    terminal.print(f"  {rounds} tours, {os.cpu_count()} cœurs, {time.monotonic() - started:.0f} s en tout.")
    if json_file:
        json_file.write_text(json.dumps(report(comparisons, driver), indent=2, ensure_ascii=False) + "\n")


def given_settings(folder: Path) -> StackSettings:
    """Free ports, data in `folder`; the MongoDB and the Kafka of ALIN_TEST_… when they are named, as for the tests."""
    existing = {"mongo_url": os.environ.get("ALIN_TEST_MONGO_URL"), "kafka_servers": os.environ.get("ALIN_TEST_KAFKA")}
    return isolated_settings(folder, **existing)


def measured(settings: StackSettings, size: Size, driver: Driver) -> Iterator[Comparison]:
    """Each benchmark in turn, told as it is done."""
    with place(settings, size, driver) as here:
        for benchmark in benchmarks():
            comparison = benchmark(here)
            terminal.print(f"  [dim]{comparison.what} : {comparison.ratio:.2g}[/]")
            yield comparison


def table(comparisons: list[Comparison]) -> Table:
    """Figures are medians; under the ratio, its extremes."""
    result = Table(title="AL’in par seconde, et le même travail à nu", show_lines=True)
    result.add_column("Quoi")
    result.add_column("AL’in /s", justify="right")
    result.add_column("À nu")
    result.add_column("À nu /s", justify="right")
    result.add_column("Rapport", justify="right")
    for each in comparisons:
        spread = f"{each.ratio:.2g}\n[dim]{min(each.ratios):.2g} à {max(each.ratios):.2g}[/]"
        ours, bare = f"{each.ours_per_second:,.0f}", f"{each.bare_per_second:,.0f}"
        result.add_row(each.what, ours.replace(",", " "), each.baseline, bare.replace(",", " "), spread)
    return result


def report(comparisons: list[Comparison], driver: str) -> dict[str, Any]:
    """What `--json` writes."""
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"at": at, "machine": machine, "driver": driver, "comparisons": [each.as_json() for each in comparisons]}
