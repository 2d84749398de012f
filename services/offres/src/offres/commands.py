"""Use cases that change offers. Each runs in the caller's transaction and tells its event through the outbox."""

from collections.abc import Sequence

from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.offres import OffreModifiee, OffrePourvue, OffrePubliee, OffreRetiree
from contracts.problemes.offres import BAILLEUR_DEJA_DECLARE, BAILLEUR_INCONNU, OFFRE_NON_MODIFIABLE
from contracts.problemes.technique import CONFLIT_VERSION, INTROUVABLE, REQUETE_INVALIDE
from offres import stockage
from offres.domain.annonce import Annonce, AnnonceInvalide
from offres.domain.offre import Bailleur, Offre, OffreDejaPourvue, Publication, RefusOffre


class OffreInconnue(LookupError):
    """An event names an offer that was never published here."""


async def declarer_bailleur(tx: Tx, bailleur: Bailleur) -> None:
    """Open the platform to a bailleur."""
    if await tx["bailleurs"].find_one({"_id": bailleur.id}, {"_id": 1}, session=tx.session):
        raise Refus(BAILLEUR_DEJA_DECLARE, "Un bailleur porte déjà cet identifiant.", champ="id")
    await tx["bailleurs"].insert_one({"_id": bailleur.id, "nom": bailleur.nom}, session=tx.session)


async def publier(tx: Tx, publications: Sequence[Publication]) -> list[Offre]:
    """Publish homes: one for a bailleur at work, many for a load."""
    bailleurs = await _bailleurs(tx, {publication.bailleur_id for publication in publications})
    try:
        nouvelles = [
            Offre.publier(p.offre_id, bailleurs[p.bailleur_id], p.annonce, tx.now, tx.today) for p in publications
        ]
    except AnnonceInvalide as refus:
        raise annonce_refusee(refus) from refus
    if nouvelles:
        documents = [{"_id": o.id, "version": o.version, **stockage.document(o)} for o in nouvelles]
        await tx[stockage.COLLECTION].insert_many(documents, session=tx.session)
        await tx.emit(*(stockage.evenement(OffrePubliee, offre) for offre in nouvelles))
    return nouvelles


async def modifier(tx: Tx, actuelle: Offre, annonce: Annonce) -> Offre:
    """Correct an offer."""
    try:
        suivante = actuelle.modifier(annonce, tx.now, tx.today)
    except RefusOffre as refus:
        raise Refus(OFFRE_NON_MODIFIABLE, refus.explication) from refus
    except AnnonceInvalide as refus:
        raise annonce_refusee(refus) from refus
    return await _enregistrer(tx, suivante, OffreModifiee)


async def retirer(tx: Tx, actuelle: Offre) -> Offre:
    """Withdraw an offer."""
    try:
        suivante = actuelle.retirer(tx.now)
    except RefusOffre as refus:
        raise Refus(OFFRE_NON_MODIFIABLE, refus.explication) from refus
    return await _enregistrer(tx, suivante, OffreRetiree)


async def pourvoir(tx: Tx, offre_id: str) -> None:
    """A lease was signed for the home; told twice, it changes nothing. Raise OffreInconnue."""
    lu = await tx[stockage.COLLECTION].find_one({"_id": offre_id}, session=tx.session)
    if lu is None:
        raise OffreInconnue(offre_id)
    try:
        suivante = stockage.offre(lu).pourvoir(tx.now)
    except OffreDejaPourvue:
        return
    await _enregistrer(tx, suivante, OffrePourvue)


async def offre_du_bailleur(tx: Tx, offre_id: str, bailleur_id: str | None, version: int | None = None) -> Offre:
    """The offer to change; another bailleur's is not found. `version`: the one the person was looking at."""
    lu = await tx[stockage.COLLECTION].find_one({"_id": offre_id}, session=tx.session)
    if lu is None or lu["bailleur"]["id"] != bailleur_id:
        raise Refus(INTROUVABLE, "Cette offre n’existe pas.")
    if version is not None and version != lu["version"]:
        raise Refus(CONFLIT_VERSION, "Cette offre vient d’être modifiée. Rechargez-la, puis recommencez.")
    return stockage.offre(lu)


def annonce_refusee(refus: AnnonceInvalide) -> Refus:
    """The problem of an annonce that the domain refuses, at its field."""
    return Refus(REQUETE_INVALIDE, refus.explication, champ=refus.champ)


async def _bailleurs(tx: Tx, identifiants: set[str]) -> dict[str, Bailleur]:
    trouves = tx["bailleurs"].find({"_id": {"$in": sorted(identifiants)}}, session=tx.session)
    connus = {lu["_id"]: Bailleur(lu["_id"], lu["nom"]) async for lu in trouves}
    if identifiants - connus.keys():
        raise Refus(BAILLEUR_INCONNU, "Votre organisme n’est pas encore déclaré sur AL’in. Contactez Action Logement.")
    return connus


async def _enregistrer(tx: Tx, offre: Offre, classe: type[stockage.EvenementOffre]) -> Offre:
    await tx.save(stockage.COLLECTION, offre.id, stockage.document(offre), offre.version)
    await tx.emit(stockage.evenement(classe, offre))
    return offre
