"""`python -m offres amorcer`: fill a stack with offers."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from chassis.context import open_context
from chassis.service import ensure_indexes
from chassis.settings import load
from offres.amorce import amorcer as publier_les_semences
from offres.app import service

cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.callback()
def offres() -> None:
    """Commands of the service offres."""


@cli.command()
def amorcer(
    jour: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Deadlines count from it; today unless told")
    ] = None,
) -> None:
    """Publish the 2,000 seeded offers: those missing, and those past their deadline. Settings: the service's own."""
    typer.echo(f"{asyncio.run(_amorcer(jour))} offers published")


async def _amorcer(jour: datetime | None) -> int:
    context = open_context(service.name, load(service.settings))
    try:
        await ensure_indexes(context, service)
        return await publier_les_semences(context, jour.date() if jour else context.clock.today())
    finally:
        await context.db.close()


if __name__ == "__main__":
    cli()
