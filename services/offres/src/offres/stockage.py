"""Offers as documents, and as the events that tell their full state."""

import logging
from datetime import UTC
from typing import Any

from pydantic import TypeAdapter

from contracts.offres import EVENTS, OffreModifiee, OffrePourvue, OffrePubliee, OffreRetiree
from offres.domain.offre import Offre

log = logging.getLogger(__name__)
COLLECTION = "offres"
EvenementOffre = OffrePubliee | OffreModifiee | OffreRetiree | OffrePourvue
_OFFRE = TypeAdapter(Offre)

assert set(EVENTS) == set(EvenementOffre.__args__)  # noqa: S101 - an event added to the contract must be told here


def document(offre: Offre) -> dict[str, Any]:
    """What MongoDB keeps: dates and amounts as text, so that no cent is lost; instants as instants, to sort by."""
    champs: dict[str, Any] = _OFFRE.dump_python(offre, mode="json")
    del champs["id"], champs["version"]
    return {**champs, "publiee_le": offre.publiee_le, "le": offre.le}


def offre(lu: dict[str, Any]) -> Offre:
    """The aggregate of a stored document."""
    instants = {champ: lu[champ].replace(tzinfo=UTC) for champ in ("publiee_le", "le")}
    return _OFFRE.validate_python({**lu, **instants, "id": lu["_id"]})


def lisible(lu: dict[str, Any]) -> Offre | None:
    """The same, or None: a document that another version wrote, or whose commune has left the COG, hides no other."""
    try:
        return offre(lu)
    except Exception as error:
        log.error("offer cannot be read", extra={"offre_id": lu.get("_id"), "error": type(error).__name__})
        return None


def evenement(classe: type[EvenementOffre], offre: Offre) -> EvenementOffre:
    """The event of a transition, with the state after it."""
    annonce = offre.annonce
    return classe(
        version=offre.version,
        offre_id=offre.id,
        bailleur_id=offre.bailleur.id,
        bailleur_nom=offre.bailleur.nom,
        statut=offre.statut,
        type_logement=annonce.type_logement,
        typologie=annonce.typologie,
        norme=annonce.norme,
        zone_pli=annonce.zone_pli,
        surface=annonce.surface,
        loyer=annonce.loyer,
        loyer_hors_charges=annonce.loyer_hors_charges,
        commune=annonce.commune,
        commune_nom=annonce.lieu.nom,
        code_postal=annonce.code_postal,
        departement=annonce.lieu.departement,
        etage=annonce.etage,
        pmr=annonce.pmr,
        dpe=annonce.dpe,
        ges=annonce.ges,
        date_limite=annonce.date_limite,
        disponible_le=annonce.disponible_le,
        reserve_siret=annonce.reserve_siret,
        candidats_a_proposer=annonce.candidats_a_proposer,
        le=offre.le,
    )
