"""Candidatures in MongoDB: the document, the event, the rank by one index."""

from dataclasses import fields
from datetime import date
from typing import Any

from candidatures.domain.candidature import Candidature
from candidatures.domain.cotation import Cotation, Critere, LignePoints
from candidatures.domain.refus import CandidatureArchivee, DejaTransmise, DelaiPasse, TransitionImpossible
from chassis.context import Context
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.candidatures import CandidatureDeposee, StatutCandidature
from contracts.demande_import import StatutDemande
from contracts.envelope import Event
from contracts.problemes.candidatures import (
    CANDIDATURE_ARCHIVEE,
    CANDIDATURE_NON_ANNULABLE,
    DELAI_PASSE,
    TRANSITION_IMPOSSIBLE,
)
from contracts.problemes.technique import INTROUVABLE

COLLECTION = "candidatures"
Tri = list[tuple[str, int]]
ORDRE: Tri = [("points", -1), ("anciennete", 1), ("deposee_le", 1), ("_id", 1)]
_JOURS = ("commission_le", "condition_avant", "repondre_avant", "bail_signe_le")
_PROBLEMES = {
    DejaTransmise: CANDIDATURE_NON_ANNULABLE,
    CandidatureArchivee: CANDIDATURE_ARCHIVEE,
    DelaiPasse: DELAI_PASSE,
}


def document(c: Candidature) -> dict[str, Any]:
    """The body of a candidature; `active`, `echeance`, `points` and `anciennete` are there for the indexes."""
    faits = {f.name: getattr(c, f.name) for f in fields(c) if f.name not in ("id", "version", "cotation")}
    faits |= {nom: faits[nom].isoformat() for nom in _JOURS if faits[nom]}
    faits |= {"statut": c.statut.value, "statut_avant": c.statut_avant and c.statut_avant.value}
    detail = [{"critere": x.critere.value, "libelle": x.libelle, "points": x.points} for x in c.cotation.detail]
    return {
        **faits,
        "active": c.active,
        "echeance": c.echeance,
        "points": c.cotation.points,
        "anciennete": c.cotation.anciennete.isoformat(),
        "grille": c.cotation.grille,
        "detail": detail,
    }


def candidature(lu: dict[str, Any]) -> Candidature:
    """Back from the document."""
    faits = {f.name: lu[f.name] for f in fields(Candidature) if f.name not in ("id", "version", "cotation")}
    faits |= {nom: date.fromisoformat(lu[nom]) for nom in _JOURS if lu[nom]}
    faits["statut"] = StatutCandidature(lu["statut"])
    faits["statut_avant"] = StatutCandidature(lu["statut_avant"]) if lu["statut_avant"] else None
    detail = tuple(LignePoints(Critere(x["critere"]), x["libelle"], x["points"]) for x in lu["detail"])
    cotation = Cotation(lu["grille"], date.fromisoformat(lu["anciennete"]), detail)
    return Candidature(id=lu["_id"], version=lu["version"], cotation=cotation, **faits)


def evenement(classe: type[Event], c: Candidature) -> Event:
    """The fact with the whole state; nothing personal."""
    etat = {nom: getattr(c, nom) for nom in CandidatureDeposee.model_fields if hasattr(c, nom)}
    return classe.model_validate({**etat, "candidature_id": c.id, "grille": c.cotation.grille})


async def lire(tx: Tx, identifiant: str) -> Candidature:
    """Raises `Refus(INTROUVABLE)`."""
    lu = await tx[COLLECTION].find_one({"_id": identifiant}, session=tx.session)
    if lu is None:
        raise introuvable()
    return candidature(lu)


async def trouver(tx: Tx, filtre: dict[str, Any]) -> list[Candidature]:
    """Candidatures in the order of their rank."""
    lues = tx[COLLECTION].find(filtre, session=tx.session).sort(ORDRE)
    return [candidature(lu) async for lu in lues]


async def enregistrer(tx: Tx, c: Candidature, classe: type[Event] | None) -> Candidature:
    """Save, and tell. Points that change tell nothing: no event holds them."""
    await tx.save(COLLECTION, c.id, document(c), c.version)
    if classe is not None:
        await tx.emit(evenement(classe, c))
    return c


async def toucher(tx: Tx, collection: str, filtre: dict[str, Any]) -> None:
    """Write what a decision was read from: a snapshot stops two writers of one document, not a writer and a reader.

    Who changes it meanwhile and who decides by it meet here, and the slower of the two starts again.
    """
    await tx[collection].update_many(filtre, {"$inc": {"touches": 1}}, session=tx.session)


def suivants(tri: Tri, valeurs: list[Any]) -> dict[str, Any]:
    """The filter of what comes after these values in this order."""
    egaux = [(nom, valeur) for (nom, _), valeur in zip(tri, valeurs, strict=True)]
    apres = [
        {**dict(egaux[:rang]), nom: {"$gt" if sens > 0 else "$lt": valeurs[rang]}}
        for rang, (nom, sens) in enumerate(tri)
    ]
    return {"$or": apres}


async def position(context: Context, c: Candidature) -> int:
    """Among the active candidatures of the offer: how many are before it, plus one, by the index of the order."""
    valeurs = [c.cotation.points, c.cotation.anciennete.isoformat(), c.deposee_le, c.id]
    devant = suivants([(nom, -sens) for nom, sens in ORDRE], valeurs)
    filtre = {"offre_id": c.offre_id, "active": True, **devant}
    return int(await context.db[COLLECTION].count_documents(filtre)) + 1


async def nombres(context: Context, offre_ids: set[str]) -> dict[str, int]:
    """Active candidatures of each offer that has some."""
    actives = {"$match": {"offre_id": {"$in": sorted(offre_ids)}, "active": True}}
    comptees = await context.db.aggregate(COLLECTION, [actives, {"$group": {"_id": "$offre_id", "n": {"$sum": 1}}}])
    return {lu["_id"]: lu["n"] for lu in comptees}


async def offres(context: Context, offre_ids: set[str]) -> dict[str, dict[str, Any]]:
    """The newest known state of these offers."""
    lues = context.db["offres"].find({"_id": {"$in": sorted(offre_ids)}})
    return {lu["_id"]: lu["etat"] async for lu in lues}


async def valides(context: Context, demande_ids: set[str], session: Any = None) -> set[str]:
    """Which of these demandes make a valid dossier now."""
    filtre = {"_id": {"$in": sorted(demande_ids)}, "etat.statut": StatutDemande.VALIDEE.value}
    return {lu["_id"] async for lu in context.db["demandes"].find(filtre, {"_id": 1}, session=session)}


def introuvable() -> Refus:
    """Also for what belongs to another: it does not exist for the caller."""
    return Refus(INTROUVABLE, "Cette candidature n’existe pas.")


def refuse(refus: TransitionImpossible) -> Refus:
    """The problem of an impossible transition."""
    return Refus(_PROBLEMES.get(type(refus), TRANSITION_IMPOSSIBLE), refus.explication)
