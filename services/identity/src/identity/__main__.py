"""`python -m identity creer-admin | reinitialiser-second-facteur | tourner-cles | amorcer`.

Settings: the service's own ALIN_… variables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import typer
from pydantic import ValidationError
from pymongo.errors import DuplicateKeyError

from chassis.context import Context, open_context
from chassis.service import ensure_indexes
from chassis.settings import load
from contracts.identity import StatutCompte
from contracts.roles import Role
from identity import amorce, comptes, personnel, ressources
from identity.app import service
from identity.domain import coordonnees
from identity.domain.compte import Compte, CompteInactif, CompteSuspendu, HorsPersonnel
from identity.stockage import par_email

cli = typer.Typer(no_args_is_help=True, help=__doc__)
T = TypeVar("T")


@cli.command()
def creer_admin(
    email: Annotated[str, typer.Option()], prenom: Annotated[str, typer.Option()], nom: Annotated[str, typer.Option()]
) -> None:
    """Invite an admin: by e-mail, and by the link printed here, so that the first one needs no mail."""
    try:
        champs = (coordonnees.email(email), coordonnees.nom(prenom), coordonnees.nom(nom))
        lien = _lancer(lambda context: _inviter(context, *champs))
    except (ValueError, comptes.EmailDejaUtilise, DuplicateKeyError) as error:
        raise _echec(
            "Cette adresse e-mail a déjà un compte." if not isinstance(error, ValueError) else str(error)
        ) from error
    typer.echo(f"Une invitation est partie par e-mail. Le même lien, valable 7 jours :\n{lien}")


@cli.command()
def reinitialiser_second_facteur(email: Annotated[str, typer.Option()]) -> None:
    """A member of staff lost the second factor, and no other admin is there: an e-mail leaves; prints its link too."""
    try:
        lien = _lancer(lambda context: _reinitialiser(context, coordonnees.email(email)))
    except ValueError as error:
        raise _echec(str(error)) from error
    except (CompteInactif, HorsPersonnel) as error:
        raise _echec("Aucun membre du personnel n’a cette adresse e-mail.") from error
    except CompteSuspendu as error:
        raise _echec("Ce compte est suspendu : un administrateur doit d’abord le rétablir.") from error
    typer.echo(
        f"Un lien est parti par e-mail. Le même, valable 1 heure (7 jours pour un compte jamais activé) :\n{lien}"
    )


@cli.command()
def tourner_cles() -> None:
    """The next signing key signs from now on, and a new one is published. Wait ten minutes between two turns."""
    kid = _lancer(lambda context: ressources.de(context).trousseau.tourner(context))
    typer.echo(f"La clé {kid} signe maintenant. L’ancienne reste publiée tant que ses jetons vivent.")


@cli.command()
def amorcer(fichier: Annotated[Path, typer.Option(exists=True, dir_okay=False)]) -> None:
    """Create the active accounts of a JSON file. All of them, or none with every reason; done again, nothing more."""
    contenu = fichier.read_bytes()
    try:
        crees, deja = _lancer(lambda context: amorce.amorcer(context, contenu))
    except ValidationError as error:
        fautes = (f"{'.'.join(str(part) for part in faute['loc'])} : {faute['msg']}" for faute in error.errors())
        raise _echec("\n".join(fautes)) from None
    except amorce.Refuse as refus:
        raise _echec(str(refus)) from None
    typer.echo(f"{crees} comptes créés, {deja} déjà là")


async def _inviter(context: Context, email: str, prenom: str, nom: str) -> str:
    admin = Compte(
        compte_id=str(uuid4()),
        version=1,
        role=Role.ADMIN,
        statut=StatutCompte.EN_ATTENTE,
        email=email,
        prenom=prenom,
        nom=nom,
        cree_le=context.clock.now(),
    )
    return await context.transaction(lambda tx: comptes.inviter(tx, admin))


async def _reinitialiser(context: Context, email: str) -> str:
    compte = await par_email(context.db, email)
    if compte is None:
        raise CompteInactif
    _, lien = await context.transaction(lambda tx: personnel.reinitialiser_second_facteur(tx, compte.compte_id))
    return lien


def _lancer(travail: Callable[[Context], Awaitable[T]]) -> T:
    async def tout() -> T:
        context = open_context(service.name, load(service.settings))
        try:
            await ensure_indexes(context, service)
            async with ressources.ouvrir(context) as context.resources:
                return await travail(context)
        finally:
            await context.db.close()

    return asyncio.run(tout())


def _echec(pourquoi: str) -> typer.Exit:
    typer.echo(pourquoi, err=True)
    return typer.Exit(1)


if __name__ == "__main__":
    cli()
