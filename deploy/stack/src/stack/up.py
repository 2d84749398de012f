"""`make up`: the whole platform, ready to use, until Ctrl-C."""

import time

from rich.table import Column, Table

from stack import essais
from stack.cli import run_until_stopped
from stack.platform import Stages, edges, infrastructure
from stack.report import terminal
from stack.services import services
from stack.settings import StackSettings
from stack.supervisor import Supervisor


def stages(settings: StackSettings) -> Stages:
    """What `make up`, the demo and every e2e test run: the data first, then the services with what watches them."""
    return [infrastructure(settings), [*edges(settings), *services(settings)]]


def up() -> None:
    """Toute la plateforme, prête à l’emploi ; Ctrl-C l’arrête, les données restent."""
    settings = StackSettings()
    started = time.monotonic()

    async def tell(_: Supervisor) -> None:
        await essais.amorcer(settings)
        terminal.print(f"\n  Prêt en {time.monotonic() - started:.0f} s. Ouvrez {settings.gateway_url}\n", markup=False)
        terminal.print(addresses(settings))
        terminal.print(accounts(settings))
        terminal.print("  Ctrl-C arrête tout ; ce qui a été accepté reste.", markup=False)

    run_until_stopped(settings, stages(settings), tell)


def addresses(settings: StackSettings) -> Table:
    """Where everything answers."""
    table = Table("Quoi", "Adresse", title="AL’in sur cette machine")
    for what, where in (
        ("La plateforme (passerelle)", settings.gateway_url),
        ("Console (comptes, métriques…)", settings.console_url),
        ("Documentation de l’API", f"{settings.console_url}/docs"),
        ("Boîte de réception", f"{settings.console_url}/mails"),
        ("Traces", f"{settings.console_url}/traces"),
        ("Topics", f"{settings.console_url}/topics"),
        ("MongoDB", settings.mongo_shown),
        ("Apache Kafka", settings.kafka_address),
        ("Registre simulé", settings.registre_url),
    ):
        table.add_row(what, where)
    return table


def accounts(settings: StackSettings) -> Table:
    """Who to be."""
    title = f"Comptes à essayer, mot de passe {essais.MOT_DE_PASSE} (et pour les agents le code que donne make code)"
    table = Table("Rôle", Column("E-mail", no_wrap=True), "Pour", title=title)
    for compte in essais.comptes(settings.data_dir):
        table.add_row(compte.libelle, compte.email, compte.description)
    return table
