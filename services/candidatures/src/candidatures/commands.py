"""What the salarié, the conseiller, the bailleur and time do to candidatures. Each runs in the caller's transaction."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from candidatures import grilles, stockage
from candidatures.depot import demande_validee, exiger_eligible, profil_de
from candidatures.domain.candidature import (
    RETENUES,
    Attribution,
    AttributionEnRang,
    AttributionSousCondition,
    Candidature,
    Decision,
)
from candidatures.domain.cotation import coter
from candidatures.domain.rangs import prochaine, tient
from candidatures.domain.refus import TransitionImpossible
from chassis.clock import PARIS
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts import candidatures as ev
from contracts.candidatures import StatutCandidature as S
from contracts.demande_import import DemandeValidee
from contracts.envelope import Event
from contracts.offres import OffrePubliee, StatutOffre
from contracts.problemes.candidatures import COMMISSION_INCOMPLETE, LOGEMENT_DEJA_ATTRIBUE
from contracts.problemes.technique import INTROUVABLE

DOSSIERS_PAR_COMMISSION = 3
"""CCH R. 441-3."""
DISPARITIONS = {StatutOffre.RETIREE: "offre_retiree", StatutOffre.POURVUE: "logement_attribue"}
"""Why the candidatures of a home are closed."""
Transition = Callable[[Candidature], Candidature]


async def changer(tx: Tx, c: Candidature, transition: Transition, classe: type[Event]) -> Candidature:
    """One transition, stored and told. Raises the `Refus` of an impossible one."""
    try:
        suivante = transition(c)
    except TransitionImpossible as refus:
        raise stockage.refuse(refus) from refus
    return await stockage.enregistrer(tx, suivante, classe)


async def du_salarie(tx: Tx, identifiant: str, compte_id: str) -> Candidature:
    """The salarié's own candidature."""
    c = await stockage.lire(tx, identifiant)
    if c.compte_id != compte_id:
        raise stockage.introuvable()
    return c


async def du_bailleur(tx: Tx, identifiant: str, bailleur_id: str | None) -> Candidature:
    """A candidature that was transmitted to this bailleur; the others do not exist for it."""
    c = await stockage.lire(tx, identifiant)
    if c.bailleur_id != bailleur_id or c.transmise_le is None:
        raise stockage.introuvable()
    return c


async def annuler(tx: Tx, c: Candidature) -> Candidature:
    """« Annuler cette candidature »."""
    return await changer(tx, c, lambda x: x.annuler(tx.now), ev.CandidatureAnnulee)


async def valider(tx: Tx, identifiant: str) -> Candidature:
    """The conseiller validates what is true now: the demande may have been updated since « Je postule ».

    Raises `Refus` DOSSIER_NON_VALIDE, DEMANDE_INCONNUE, NON_ELIGIBLE with its reasons.
    """
    c = await stockage.lire(tx, identifiant)
    demande = await demande_validee(tx, c.compte_id)
    lue = await tx["offres"].find_one({"_id": c.offre_id}, session=tx.session)
    if lue is not None:
        exiger_eligible(demande, OffrePubliee.model_validate(lue["etat"]), tx.today)
    return await changer(tx, c, lambda x: x.valider(tx.now), ev.CandidatureValidee)


async def transmettre(tx: Tx, offre_id: str) -> list[Candidature]:
    """Send the best validated dossiers until the bailleur holds `candidats_a_proposer`; a second call adds none.

    One whose demande changed since, and waits for its pièces again (guide #4), keeps its rank and stays here.
    """
    lue = await tx["offres"].find_one({"_id": offre_id}, session=tx.session)
    if lue is None:
        raise Refus(INTROUVABLE, "Cette offre n’existe pas.")
    actives = await stockage.trouver(tx, {"offre_id": offre_id, "active": True})
    places = lue["etat"]["candidats_a_proposer"] - sum(c.transmise_le is not None for c in actives)
    validees = [c for c in actives if c.statut is S.VALIDEE]
    valides = await stockage.valides(tx.context, {c.demande_id for c in validees}, tx.session)
    choisies = [c for c in validees if c.demande_id in valides][: max(0, places)]
    await _serialiser(tx, offre_id)
    return [await changer(tx, c, lambda x: x.transmettre(tx.now), ev.CandidatureTransmise) for c in choisies]


async def decider(
    tx: Tx, c: Candidature, decision: Decision, commission_le: date, *, jours: int, insuffisants: bool
) -> Candidature:
    """The commission's decision. Raises `Refus` COMMISSION_INCOMPLETE, LOGEMENT_DEJA_ATTRIBUE…"""
    await _serialiser(tx, c.offre_id)
    transmises = await _transmises(tx, c.offre_id)
    if len(transmises) < DOSSIERS_PAR_COMMISSION and not insuffisants:
        detail = "Une commission examine au moins trois dossiers, sauf candidats insuffisants (CCH R. 441-3)."
        raise Refus(COMMISSION_INCOMPLETE, detail, champ="candidats_insuffisants")
    autres = [x for x in transmises if x.id != c.id]
    _libre(decision, autres)

    def transition(x: Candidature) -> Candidature:
        attend = x.decider(decision, commission_le, tx.now, jours=jours, ouvre=False)
        a_son_tour = prochaine([*autres, attend]) is attend
        return x.decider(decision, commission_le, tx.now, jours=jours) if a_son_tour else attend

    attribue = isinstance(decision, Attribution | AttributionEnRang | AttributionSousCondition)
    decidee = await changer(tx, c, transition, ev.CandidatureAttribuee if attribue else ev.CandidatureRejetee)
    await _promouvoir(tx, c.offre_id)
    return decidee


def _libre(decision: Decision, autres: list[Candidature]) -> None:
    retenues = [x for x in autres if x.statut in RETENUES or tient(x)]
    en_rang = decision.rang if isinstance(decision, AttributionEnRang) else None
    if en_rang is not None and any(x.rang == en_rang for x in retenues):
        raise Refus(LOGEMENT_DEJA_ATTRIBUE, f"Un autre candidat tient déjà le rang {en_rang}.", champ="rang")
    if isinstance(decision, Attribution | AttributionSousCondition) and retenues:
        raise Refus(LOGEMENT_DEJA_ATTRIBUE, "Un autre candidat tient ce logement. Décidez une attribution en rang.")


async def lever_condition(tx: Tx, c: Candidature, jours: int) -> Candidature:
    """The missing document came."""
    return await changer(tx, c, lambda x: x.lever_condition(tx.now, jours), ev.CandidatureAttribuee)


async def repondre(tx: Tx, c: Candidature, *, acceptee: bool) -> Candidature:
    """The salarié's answer; a refusal gives the home to the next in rank."""
    if acceptee:
        return await changer(tx, c, lambda x: x.accepter(tx.now), ev.CandidatureAcceptee)
    suivante = await changer(tx, c, lambda x: x.refuser(tx.now), ev.CandidatureRefusee)
    await _promouvoir(tx, c.offre_id)
    return suivante


async def echoir(tx: Tx, identifiant: str) -> None:
    """Time is over for one candidature; one that was answered meanwhile is left as it is."""
    c = await stockage.lire(tx, identifiant)
    if c.echeance is None or c.echeance > tx.now:
        return
    classe = ev.CandidatureRejetee if c.statut is S.ATTRIBUEE_SOUS_CONDITION else ev.CandidatureRefusee
    await changer(tx, c, lambda x: x.echoir(tx.now), classe)
    await _promouvoir(tx, c.offre_id)


async def signer_bail(tx: Tx, c: Candidature, signe_le: date) -> Candidature:
    """The lease; the other candidatures of the home are closed in the same transaction."""
    signee = await changer(tx, c, lambda x: x.signer_bail(signe_le, tx.now), ev.BailSigne)
    await fermer(tx, c.offre_id, StatutOffre.POURVUE)
    return signee


async def classer(tx: Tx, filtre: dict[str, object], motif: str) -> list[Candidature]:
    """Close what this filter finds and no lease protects. One who leaves the bailleur's list gives way to the next."""
    ouvertes = await stockage.trouver(tx, {**filtre, "active": True, "statut": {"$ne": S.BAIL_SIGNE.value}})
    closes = [await changer(tx, c, lambda x: x.classer(motif, tx.now), ev.CandidatureClassee) for c in ouvertes]
    for offre_id in sorted({c.offre_id for c in ouvertes if c.transmise_le}):
        await _promouvoir(tx, offre_id)
    return closes


async def fermer(tx: Tx, offre_id: str, statut: StatutOffre) -> None:
    """The home is no longer offered. Raises `KeyError` for one that still is."""
    await classer(tx, {"offre_id": offre_id}, DISPARITIONS[statut])


async def recoter(tx: Tx, filtre: dict[str, object]) -> None:
    """What these were ranked by changed: ranked again, each by its own grid, until they are transmitted.

    By the newest states, which an event that an operator tells again need not hold.
    """
    for c in await stockage.trouver(tx, {**filtre, "statut": {"$in": [S.DEPOSEE.value, S.VALIDEE.value]}}):
        offre = await tx["offres"].find_one({"_id": c.offre_id}, session=tx.session)
        sienne = {"_id": c.demande_id, "etat.statut": {"$exists": True}}
        demande = await tx["demandes"].find_one(sienne, session=tx.session)
        if offre is None or demande is None:
            continue
        vu = await profil_de(tx, DemandeValidee.model_validate(demande["etat"]), offre["etat"]["commune"])
        cotation = coter(grilles.grille(c.cotation.grille), vu, c.deposee_le.astimezone(PARIS).date())
        if cotation != c.cotation:
            await stockage.enregistrer(tx, c.recoter(cotation, tx.now), None)


async def recoter_entreprise(tx: Tx, siret: str) -> None:
    """The firm became known, or changed: what its salariés were ranked by may have changed."""
    siennes = {"etat.employeur.siret": siret}
    await stockage.toucher(tx, "demandes", siennes)
    demandes = [lu["_id"] async for lu in tx["demandes"].find(siennes, {"_id": 1}, session=tx.session)]
    await recoter(tx, {"demande_id": {"$in": demandes}})


async def effacer(tx: Tx, compte_id: str) -> None:
    """The account is erased: close, forget who it was and why it had its points, erase from the compacted topic.

    No event tells the anonymous state: the tombstone, of its version, is the last word of the topic.
    """
    await stockage.toucher(tx, "demandes", {"etat.compte_id": compte_id})
    await classer(tx, {"compte_id": compte_id}, "compte_supprime")
    await tx.forget(compte_id)
    for c in await stockage.trouver(tx, {"compte_id": compte_id}):
        anonyme = await stockage.enregistrer(tx, c.anonymiser(f"efface-{uuid4()}", tx.now), None)
        await tx.tombstone(ev.CandidatureDeposee, c.id, anonyme.version)


async def _promouvoir(tx: Tx, offre_id: str) -> None:
    """Offer the home to the next in rank, when it is somebody's turn."""
    await _serialiser(tx, offre_id)
    suivante = prochaine(await _transmises(tx, offre_id))
    if suivante is not None:
        jours = tx.context.settings.delai_reponse_jours
        await changer(tx, suivante, lambda x: x.promouvoir(tx.now, jours), ev.CandidatureAttribuee)


async def _transmises(tx: Tx, offre_id: str) -> list[Candidature]:
    return await stockage.trouver(tx, {"offre_id": offre_id, "transmise_le": {"$ne": None}})


async def _serialiser(tx: Tx, offre_id: str) -> None:
    """Two decisions on one home must not both see it free: they write the same document, so one waits for the other."""
    await tx["commissions"].update_one({"_id": offre_id}, {"$inc": {"actes": 1}}, upsert=True, session=tx.session)
