"""`python -m stack code` and `horloge`: what somebody who tries the platform needs at hand."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from chassis.clock import Clock
from stack import essais
from stack.report import terminal
from stack.settings import StackSettings


def code() -> None:
    """Les codes à six chiffres des comptes d’essai, bons en ce moment."""
    settings = StackSettings()
    maintenant = _horloge(settings).now().timestamp()
    table = Table("Rôle", "E-mail", "Code")
    for compte in essais.comptes(settings.data_dir):
        if chiffres := compte.code(maintenant):
            table.add_row(compte.libelle, compte.email, chiffres)
    terminal.print(table)


def horloge(
    avance: Annotated[float | None, typer.Option(help="Jours à ajouter ; peut être négatif", metavar="JOURS")] = None,
    remettre: Annotated[bool, typer.Option(help="Revenir à l’heure vraie")] = False,
) -> None:
    """L’heure que lisent les cinq services et le registre ; on peut l’avancer pour voir passer un délai."""
    fichier = StackSettings().clock_file
    decalage = float(fichier.read_text()) if fichier.exists() and not remettre else 0.0
    if avance is not None or remettre:
        deplacer(fichier, decalage + (avance or 0.0) * 86_400)
    terminal.print(f"{_horloge(StackSettings()).now():%d/%m/%Y %H:%M:%S} UTC", markup=False)


def deplacer(fichier: Path, secondes: float) -> None:
    """Set how far the stack’s clock is from the true one. A rename: no process ever reads half a number."""
    brouillon = fichier.with_suffix(".tmp")
    fichier.parent.mkdir(parents=True, exist_ok=True)
    brouillon.write_text(str(secondes))
    brouillon.replace(fichier)


def _horloge(settings: StackSettings) -> Clock:
    return Clock(settings.clock_file)
