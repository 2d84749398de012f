"""What the service answers. Nothing of it names a person."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from candidatures import stockage
from candidatures.domain.candidature import Candidature
from candidatures.domain.parcours import EtatEtape, parcours
from candidatures.domain.refus import LIBELLES
from chassis.context import Context
from contracts.candidatures import Etape, StatutCandidature

MESSAGE_DEPOT = "Ce logement a bien été ajouté à vos candidatures"
EFFET_REFUS = (
    "Refuser un logement attribué, ou ne pas répondre à temps, archive la candidature. "
    "Vous pouvez alors postuler à une autre offre ; aucun point n’est retiré."
)
LIBELLES_ETAPES = {
    Etape.JE_POSTULE: "Je postule",
    Etape.VALIDATIONS: "Validations",
    Etape.ENVOI_BAILLEUR: "Envoi bailleur",
    Etape.VISITE: "Visite",
    Etape.COMMISSION: "Commission logement",
    Etape.ENTREE: "Entrer dans les lieux",
}
_LOGEMENT = ("type_logement", "typologie", "norme", "surface", "loyer", "commune", "commune_nom", "departement")


class Logement(BaseModel):
    """« T2 | Paris (75) | 703 € » and what goes with it."""

    type_logement: str
    typologie: str
    norme: str
    surface: float
    loyer: float
    commune: str
    commune_nom: str
    departement: str


class VueEtape(BaseModel):
    """One of the six steps."""

    etape: Etape
    libelle: str
    etat: EtatEtape


class Ligne(BaseModel):
    """Points of one criterion."""

    critere: str
    libelle: str
    points: int


class Suivi(BaseModel):
    """Where a candidature stands, for anyone who may see it."""

    id: str
    version: int
    offre_id: str
    statut: StatutCandidature
    libelle: str
    etape: Etape
    active: bool
    deposee_le: datetime
    motif: str | None
    transmise_le: datetime | None
    visite_le: datetime | None
    visite_constatee: bool
    commission_le: date | None
    rang: int | None
    condition: str | None
    condition_avant: date | None
    repondre_avant: date | None
    points: int
    grille: str


class MaCandidature(Suivi):
    """As the salarié sees it (guide #6)."""

    logement: Logement | None
    date_limite: date | None
    position: int | None
    nombre: int
    etapes: list[VueEtape]
    annulable: bool
    detail_points: list[Ligne]
    effet_refus: str = EFFET_REFUS


class SuiviDepose(Suivi):
    """The answer to « Je postule »."""

    message: str = MESSAGE_DEPOT


class MesCandidatures(BaseModel):
    """« Mes candidatures ». `suivant`: cursor of the next page of archived ones."""

    en_cours: list[MaCandidature]
    archivees: list[MaCandidature]
    suivant: str | None = None


class Classee(Suivi):
    """One line of a ranking. `en_reserve`: validated, beyond those that were sent to the bailleur.

    `dossier_valide`: else the pièces are to be confirmed again, and it is not sent (guide #4).
    """

    position: int
    en_reserve: bool
    dossier_valide: bool
    detail_points: list[Ligne]


class Classement(BaseModel):
    """The active candidatures of an offer, best first. `nombre`: of all its pages."""

    offre_id: str
    candidats_a_proposer: int
    candidatures: list[Classee]
    nombre: int
    suivant: str | None = None


class Suivis(BaseModel):
    """A list of candidatures, or one page of it."""

    candidatures: list[Suivi]
    suivant: str | None = None


class ATraiter(Suivi):
    """A candidature as a conseiller studies it. `departement`: of the demande. `dossier_valide`: as in a ranking."""

    departement: str
    dossier_valide: bool
    logement: Logement | None
    date_limite: date | None
    detail_points: list[Ligne]


class ListeATraiter(BaseModel):
    """What waits for a conseiller, oldest first. `nombre`: of all its pages."""

    nombre: int
    candidatures: list[ATraiter]
    suivant: str | None = None


def champs(c: Candidature) -> dict[str, Any]:
    """The fields of `Suivi`."""
    communs = {nom: getattr(c, nom) for nom in Suivi.model_fields if hasattr(c, nom)}
    return {**communs, "libelle": LIBELLES[c.statut], "points": c.cotation.points, "grille": c.cotation.grille}


def lignes(c: Candidature) -> list[Ligne]:
    """The breakdown of the points."""
    return [Ligne(critere=x.critere.value, libelle=x.libelle, points=x.points) for x in c.cotation.detail]


def logement(offre: dict[str, Any] | None) -> Logement | None:
    """From the state of an offer, when this service has it."""
    return Logement(**{nom: offre[nom] for nom in _LOGEMENT}) if offre else None


async def mes_candidatures(context: Context, miennes: list[Candidature]) -> list[MaCandidature]:
    """The cards of these, in this order: two reads for all, and one for the position of each active one."""
    offre_ids = {c.offre_id for c in miennes}
    offres, nombres = await stockage.offres(context, offre_ids), await stockage.nombres(context, offre_ids)
    return [
        MaCandidature(
            **champs(c),
            logement=logement(offre := offres.get(c.offre_id)),
            date_limite=offre["date_limite"] if offre else None,
            position=await stockage.position(context, c) if c.active else None,
            nombre=nombres.get(c.offre_id, 0),
            etapes=[VueEtape(etape=e, libelle=LIBELLES_ETAPES[e], etat=etat) for e, etat in parcours(c)],
            annulable=c.annulable,
            detail_points=lignes(c),
        )
        for c in miennes
    ]


async def a_traiter(context: Context, candidatures: list[Candidature]) -> list[ATraiter]:
    """The lines of a conseiller's list, in this order: one read of the offers, and one of the demandes, for all."""
    offres = await stockage.offres(context, {c.offre_id for c in candidatures})
    valides = await stockage.valides(context, {c.demande_id for c in candidatures})
    return [
        ATraiter(
            **champs(c),
            departement=c.departement,
            dossier_valide=c.demande_id in valides,
            logement=logement(offre := offres.get(c.offre_id)),
            date_limite=offre["date_limite"] if offre else None,
            detail_points=lignes(c),
        )
        for c in candidatures
    ]
