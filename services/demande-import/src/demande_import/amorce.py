"""Firms given in a file: those that AL’in does not know yet are declared with their policy."""

from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from chassis.context import Context
from chassis.transaction import Tx
from contracts.demande_import import Consentement
from demande_import import cles, entreprises
from demande_import.api.corps import CodeEntreprise, NouvelleEntreprise
from demande_import.domain.entreprise import TOUS_LES_CHOIX, Entreprise, siret_valide


class Semence(NouvelleEntreprise):
    """One firm of the file."""

    choix_proposes: Annotated[tuple[Consentement, ...], Field(min_length=1)] = TOUS_LES_CHOIX
    validation_requise: bool = False
    code_entreprise: CodeEntreprise | None = None


class SiretFaux(ValueError):
    """A SIRET of the file fails its check digit."""


def lire(fichier: Path) -> list[Semence]:
    """The firms of the file. Raises pydantic’s ValidationError, SiretFaux."""
    semences = TypeAdapter(list[Semence]).validate_json(fichier.read_bytes())
    if faux := [s.siret for s in semences if not siret_valide(s.siret)]:
        raise SiretFaux(f"SIRET : {', '.join(faux)}")
    return semences


async def amorcer(context: Context, semences: list[Semence]) -> int:
    """Declare those that are missing; how many. Those that are there keep the policy that they have set."""
    return sum([await context.transaction(partial(_declarer, semence=semence)) for semence in semences])


async def _declarer(tx: Tx, semence: Semence) -> int:
    if await entreprises.trouver(tx, semence.siret, tx.session):
        return 0
    code = semence.code_entreprise
    champs = semence.model_dump(exclude={"code_entreprise"})
    hache = cles.du_code_entreprise(tx.context, semence.siret, code) if code else None
    await entreprises.declarer(tx, Entreprise(**champs, code_hache=hache, le=tx.now))
    return 1
