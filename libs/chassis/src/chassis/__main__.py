"""`python -m chassis run <package> --role api|worker|all`, and the DLQ for operators."""

import asyncio
import importlib
from typing import Annotated

import typer
import uvicorn

from chassis import dlq
from chassis.app import RoleName, build
from chassis.service import Service

cli = typer.Typer(no_args_is_help=True, help=__doc__)
cli.add_typer(dlq.cli, name="dlq")
GRACE = 20


def service_of(package: str) -> Service:
    """The composition of a service's package."""
    service: Service = importlib.import_module(f"{package}.app").service
    return service


@cli.command()
def run(
    package: str,
    role: Annotated[str, typer.Option(help="api, worker or all")] = "all",
    host: str = "127.0.0.1",
    port: int = 8000,
) -> None:
    """Run one process of a service."""
    roles: dict[str, RoleName] = {"api": "api", "worker": "worker", "all": "all"}
    if role not in roles:
        raise typer.BadParameter("api, worker or all", param_hint="--role")
    app = build(service_of(package), roles[role])
    uvicorn.run(app, host=host, port=port, access_log=False, log_config=None, timeout_graceful_shutdown=GRACE)


@cli.command()
def topics(kafka_servers: Annotated[str, typer.Option(envvar="ALIN_KAFKA_SERVERS")], prefix: str = "") -> None:
    """Create the topics of the registry that are missing, with their DLQ."""
    from chassis.topics import ensure_topics

    created = asyncio.run(ensure_topics(kafka_servers, prefix))
    typer.echo("\n".join(created) or "nothing to create")


if __name__ == "__main__":
    cli()
