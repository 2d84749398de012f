"""What a firm sees of its salariés’ demandes: what each of them agreed to, and nothing else (guide #3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from contracts.candidatures import StatutCandidature
from contracts.demande_import import Consentement, StatutDemande
from contracts.identity import Civilite
from demande_import.api.vues import LIBELLES
from demande_import.api.vues_dossier import VueCommune, VueInformations, communes, informations, vue_commune
from demande_import.domain.demande import Demande
from demande_import.stockage import CANDIDATURES


class LieuTravail(BaseModel):
    """« code postal/commune du lieu de travail »."""

    code_postal: str | None
    commune: VueCommune | None


class Donnees(BaseModel):
    """The eleven of « Choix n°2 », and no other, of the person whose firm it is."""

    civilite: Civilite
    nom: str
    prenom: str
    date_naissance: date
    adresse_email: str
    nom_employeur: str
    siret_employeur: str
    plusieurs_employeurs: bool
    lieu_travail: LieuTravail
    commune_logement_actuel: VueCommune | None
    localisation_souhaitee: list[VueCommune]


class VuePolitique(BaseModel):
    """« Choix n°2 »."""

    demande_id: str
    statut: StatutDemande
    libelle: str
    consentement: Literal[Consentement.POLITIQUE_LOGEMENT]
    donnees: Donnees


class VueComplete(BaseModel):
    """« Choix n°3 »: the whole demande."""

    demande_id: str
    statut: StatutDemande
    libelle: str
    consentement: Literal[Consentement.DOSSIER_COMPLET]
    donnees: Donnees
    numero_unique: str
    deposee_le: date
    valide_jusqu_au: date
    informations: VueInformations


class VueCandidature(BaseModel):
    """One home that the salarié applied to."""

    candidature_id: str
    offre_id: str
    statut: StatutCandidature
    active: bool
    deposee_le: datetime
    le: datetime


class VueAccompagnement(VueComplete):
    """With the history of candidatures."""

    candidatures: list[VueCandidature]


class PageDemandes(BaseModel):
    """A page."""

    items: list[VuePolitique | VueComplete]
    curseur_suivant: str | None


def vue_employeur(d: Demande) -> VuePolitique | VueComplete:
    """By what was consented to. The caller has checked that it is not anonymous."""
    if d.complements is None or d.complements.consentement is Consentement.ANONYME:
        raise AssertionError("an anonymous demande is never shown to a firm")
    communs = {"demande_id": d.id, "statut": d.statut, "libelle": LIBELLES[d.statut], "donnees": donnees(d)}
    if d.complements.consentement is Consentement.POLITIQUE_LOGEMENT:
        return VuePolitique(consentement=Consentement.POLITIQUE_LOGEMENT, **communs)
    return VueComplete(
        consentement=Consentement.DOSSIER_COMPLET,
        **communs,
        numero_unique=d.numero,
        deposee_le=d.dossier.deposee_le,
        valide_jusqu_au=d.dossier.valide_jusqu_au,
        informations=informations(d.dossier),
    )


async def vue_detaillee(source: Any, d: Demande, session: Any = None) -> VuePolitique | VueAccompagnement:
    """One demande; with the history of candidatures for « Choix n°3 »."""
    vue = vue_employeur(d)
    if isinstance(vue, VuePolitique):
        return vue
    return VueAccompagnement(**dict(vue), candidatures=await candidatures(source, d.compte_id, session))


async def candidatures(source: Any, compte_id: str, session: Any = None) -> list[VueCandidature]:
    """Every home that this account applied to, newest first."""
    lues = source[CANDIDATURES].find({"etat.compte_id": compte_id}, session=session).sort("etat.deposee_le", -1)
    return [VueCandidature.model_validate({n: lu["etat"][n] for n in VueCandidature.model_fields}) async for lu in lues]


def donnees(d: Demande) -> Donnees:
    """The eleven."""
    qui, complements = d.rattachee_a, d.complements
    if complements is None:
        raise AssertionError("a demande without complements is attached to no firm")
    return Donnees(
        civilite=qui.civilite,
        nom=qui.nom,
        prenom=qui.prenom,
        date_naissance=qui.date_naissance,
        adresse_email=d.dossier.courriel,
        nom_employeur=complements.nom_employeur,
        siret_employeur=complements.siret,
        plusieurs_employeurs=complements.plusieurs_employeurs,
        lieu_travail=LieuTravail(
            code_postal=qui.activite.travail_code_postal, commune=vue_commune(qui.activite.travail_commune)
        ),
        commune_logement_actuel=vue_commune(d.dossier.logement.commune),
        localisation_souhaitee=communes(d.dossier.communes),
    )
