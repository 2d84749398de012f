"""Firms: declared by Action Logement, their policy set by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.demande_import import Consentement, EntrepriseDeclaree, EntrepriseModifiee
from contracts.envelope import Event
from contracts.problemes.demande_import import ENTREPRISE_DEJA_DECLAREE, ENTREPRISE_INCONNUE
from demande_import import cles
from demande_import.domain.entreprise import Entreprise
from demande_import.stockage import ENTREPRISES


def de(lu: dict[str, Any]) -> Entreprise:
    """Back from the document."""
    return Entreprise.model_validate(
        {nom: lu[nom] for nom in Entreprise.model_fields if nom in lu} | {"siret": lu["_id"]}
    )


async def trouver(source: Any, siret: str | None, session: Any = None) -> Entreprise | None:
    """The firm of this SIRET, where AL’in knows it."""
    lu = await source[ENTREPRISES].find_one({"_id": siret}, session=session) if siret else None
    return de(lu) if lu else None


async def connues(source: Any, sirets: Iterable[str], session: Any = None) -> dict[str, Entreprise]:
    """Those that AL’in knows, by SIRET."""
    lues = source[ENTREPRISES].find({"_id": {"$in": list(sirets)}}, session=session)
    return {lu["_id"]: de(lu) async for lu in lues}


async def la_sienne(source: Any, siret: str | None, session: Any = None) -> Entreprise:
    """The employer’s own firm. Raises `Refus(ENTREPRISE_INCONNUE)`."""
    entreprise = await trouver(source, siret, session)
    if entreprise is None:
        raise Refus(ENTREPRISE_INCONNUE, "Votre entreprise n’est pas encore connue d’AL’in. Contactez Action Logement.")
    return entreprise


async def declarer(tx: Tx, entreprise: Entreprise) -> Entreprise:
    """A new client firm. Raises `Refus(ENTREPRISE_DEJA_DECLAREE)`."""
    if await trouver(tx, entreprise.siret, tx.session):
        raise Refus(ENTREPRISE_DEJA_DECLAREE, "Une entreprise est déjà déclarée sous ce N° SIRET.", champ="siret")
    return await _enregistrer(tx, entreprise, EntrepriseDeclaree)


async def changer_politique(
    tx: Tx, siret: str | None, choix: tuple[Consentement, ...], *, validation_requise: bool, code: str | None
) -> Entreprise:
    """The firm’s policy. Without a code, salariés are asked for none."""
    entreprise = await la_sienne(tx, siret, tx.session)
    changements = {
        "version": entreprise.version + 1,
        "choix_proposes": choix,
        "validation_requise": validation_requise,
        "code_hache": cles.du_code_entreprise(tx.context, entreprise.siret, code) if code else None,
        "le": tx.now,
    }
    return await _enregistrer(tx, entreprise.model_copy(update=changements), EntrepriseModifiee)


async def _enregistrer(tx: Tx, e: Entreprise, classe: type[Event]) -> Entreprise:
    body = {**e.model_dump(mode="json", exclude={"siret", "version"}), "a_propager": True}
    await tx.save(ENTREPRISES, e.siret, body, e.version)
    etat = e.model_dump(exclude={"code_hache"})
    await tx.emit(classe.model_validate({**etat, "code_defini": e.code_hache is not None}))
    return e
