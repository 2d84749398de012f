"""`python -m demande_import amorcer --fichier entreprises.json`: declare the client firms of a file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from chassis.context import open_context
from chassis.service import ensure_indexes
from chassis.settings import load
from demande_import.amorce import amorcer as declarer_les_entreprises
from demande_import.amorce import lire
from demande_import.app import service

cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.callback()
def demande_import() -> None:
    """Commands of the service demande-import."""


@cli.command()
def amorcer(
    fichier: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="JSON list of firms with their policy")],
) -> None:
    """Declare the firms that are missing. Settings: the service's own ALIN_… variables."""
    typer.echo(f"{asyncio.run(_amorcer(fichier))} firms declared")


async def _amorcer(fichier: Path) -> int:
    context = open_context(service.name, load(service.settings))
    try:
        await ensure_indexes(context, service)
        return await declarer_les_entreprises(context, lire(fichier))
    finally:
        await context.db.close()


if __name__ == "__main__":
    cli()
