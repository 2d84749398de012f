"""`make demo`: the whole journey, in front of your eyes, on the running stack or on one started for it."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import typer
from rich.table import Table
from rich.text import Text

from stack import essais
from stack.background import background
from stack.errors import StackError
from stack.parcours.evenements import Evenements, Fait, ecoute
from stack.parcours.monde import Monde
from stack.parcours.passerelle import Refusee, Trop, jusqu_a
from stack.parcours.voyage import ENVOI, Pas, Voyage
from stack.report import show_error, terminal
from stack.settings import StackSettings, isolated_settings
from stack.up import stages

DELAI = 120.0
GUIDE = "jean-dupont"


def demo() -> None:
    """Un salarié, de « Créer mon compte » à « Entrer dans les lieux », événement par événement."""
    try:
        with _plateforme() as settings, ecoute(settings.kafka_address) as evenements:
            _raconter(Monde(settings, patience=DELAI), evenements)
    except StackError as error:
        show_error(error)
        raise typer.Exit(1) from None
    except (Refusee, Trop, AssertionError) as error:
        terminal.print(f"\n  Le parcours s’est arrêté : {error}", style="bold red", markup=False)
        raise typer.Exit(1) from None


@contextmanager
def _plateforme() -> Iterator[StackSettings]:
    """The stack that runs here, else one of its own on free ports, whose data go away with it."""
    settings = StackSettings()
    if _repond(settings):
        terminal.print(f"  La plateforme tourne déjà : {settings.gateway_url}\n", markup=False)
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="alin-demo-") as dossier:
        settings = isolated_settings(Path(dossier))
        terminal.print("  On démarre une plateforme pour la démonstration…", markup=False)
        debut = time.monotonic()
        with background(settings, stages(settings)):
            asyncio.run(essais.amorcer(settings))
            terminal.print(f"  Prête en {time.monotonic() - debut:.0f} s.\n", markup=False)
            yield settings


def _repond(settings: StackSettings) -> bool:
    try:
        return httpx.get(settings.gateway_url, timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _raconter(monde: Monde, evenements: Evenements) -> None:
    debut = time.monotonic()
    for numero, pas in enumerate(_voyage(monde).tout(), 1):
        faits = attendre(evenements, pas)
        _dire(monde, numero, pas, faits, time.monotonic() - debut)
    terminal.print(f"\n  Le parcours est fini en {time.monotonic() - debut:.0f} s.", style="bold green", markup=False)


def _voyage(monde: Monde) -> Voyage:
    """The guide's person the first time; then people like him, as one enters a home once."""
    demande = monde.demande(GUIDE)
    if monde.boite(demande["courriel"]).courriels():
        demande = monde.copie(GUIDE)
    return Voyage(monde, monde.salarie(demande), demande["courriel"])


def attendre(evenements: Evenements, pas: Pas) -> list[Fait]:
    """The events that a step caused, once every expected one is there. Raises `Trop`."""

    def complets() -> list[Fait] | bool:
        faits = evenements.de_la_trace(pas.trace_id)
        noms = [fait.nom for fait in faits]
        return (faits or True) if Counter(noms) >= Counter(pas.attendus) else False

    trouves: Any = jusqu_a(complets, DELAI, f"{pas.quoi} → {', '.join(pas.attendus)}")
    return trouves if isinstance(trouves, list) else []


def _dire(monde: Monde, numero: int, pas: Pas, faits: list[Fait], secondes: float) -> None:
    titre = Text(f"{secondes:5.1f} s  {numero:>2}  ", style="dim")
    titre.append(f"{pas.qui} ", style="bold").append(pas.quoi)
    terminal.print(titre)
    details = Table.grid(padding=(0, 1))
    for quoi, valeur, style in _lignes(monde, pas, faits):
        details.add_row(" " * 12, Text(quoi, style="dim"), Text(valeur, style=style))
    terminal.print(details)


def _lignes(monde: Monde, pas: Pas, faits: list[Fait]) -> Iterator[tuple[str, str, str]]:
    yield "état", pas.etat, "green"
    for fait in faits:
        if fait.nom == ENVOI:
            yield "courriel", _objet(monde, fait), "cyan"
        else:
            yield "événement", f"{fait.nom or 'effacé'}  ({fait.topic})", "yellow"
    yield "trace", f"{pas.trace_id}  {' → '.join(suivis(monde, pas, faits))}", "dim"


def _objet(monde: Monde, fait: Fait) -> str:
    """The subject of the e-mail that this record tells of: its Message-ID starts with the id of the sending."""
    mails = httpx.get(f"{monde.settings.console_url}/api/mails", timeout=10, trust_env=False).json()
    return next((f"« {m['objet']} »" for m in mails if fait.sujet and fait.sujet in m["message_id"]), "?")


def suivis(monde: Monde, pas: Pas, faits: list[Fait]) -> list[str]:
    """Every program that has a span in this trace, in the order of their first, once all that must are there."""
    attendus = pas.touches(faits)

    def lire() -> list[str]:
        recu = httpx.get(f"{monde.settings.console_url}/api/traces/{pas.trace_id}", timeout=10, trust_env=False)
        spans = sorted(recu.json()["spans"], key=lambda span: span["debut"]) if recu.is_success else []
        vus = list(dict.fromkeys(span["service"] for span in spans))
        return vus if attendus <= set(vus) else []

    trouves: list[str] = jusqu_a(lire, DELAI, f"la trace de « {pas.quoi} » dans {', '.join(sorted(attendus))}")
    return trouves
