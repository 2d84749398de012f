"""`python -m stack …`: the commands of the platform. Each one is added here by its own module."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

import typer

from stack.errors import StackError
from stack.platform import Stages, infrastructure, running
from stack.report import show, show_error, terminal
from stack.settings import StackSettings
from stack.supervisor import Supervisor

app = typer.Typer(help="La plateforme AL'in sur une machine.", no_args_is_help=True, add_completion=False)

WhenReady = Callable[[Supervisor], Awaitable[None]]


@app.callback()
def main() -> None:
    """La plateforme AL'in sur une machine."""


@app.command()
def infra() -> None:
    """MongoDB et Apache Kafka seuls, pour développer un service ; Ctrl-C les arrête."""
    settings = StackSettings()

    async def tell(_: Supervisor) -> None:
        terminal.print(f"\n  MongoDB  {settings.mongo_shown}\n  Kafka    {settings.kafka_address}\n", markup=False)
        terminal.print("  Ctrl-C arrête tout ; les données restent.", markup=False)

    run_until_stopped(settings, [infrastructure(settings)], tell)


def run_until_stopped(settings: StackSettings, stages: Stages, when_ready: WhenReady) -> None:
    """Runs the stages until Ctrl-C or SIGTERM. A StackError is shown, and the command exits 1."""
    try:
        asyncio.run(_run(settings, stages, when_ready))
    except StackError as error:
        show_error(error)
        raise typer.Exit(1) from None


async def _run(settings: StackSettings, stages: Stages, when_ready: WhenReady) -> None:
    this = asyncio.current_task()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    starting = True

    def asked_to_stop() -> None:
        if starting and this and not stop.is_set():  # once: a second Ctrl-C must not cut the stop that the first began
            this.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked_to_stop)
    try:
        async with running(settings, stages, show) as supervisor:
            await when_ready(supervisor)
            starting = False
            await stop.wait()
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
