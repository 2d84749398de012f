"""The demande as its account sees it: the three sections of the guide #3."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel

from contracts.demande_import import Consentement, StatutDemande
from demande_import import entreprises, stockage
from demande_import.api.vues_dossier import VueInformations, informations
from demande_import.api.vues_imports import VueRegistre, vue_registre
from demande_import.domain.demande import Demande, Rattachement, adulte
from demande_import.domain.dossier import MotifRadiation
from demande_import.domain.entreprise import TEXTES, Entreprise, choix_de, siret_valide
from demande_import.domain.identite import meme_nom
from demande_import.domain.pieces import Piece, Porteur
from referentiel.registres import NumeroUnique

LIBELLES = {
    StatutDemande.A_COMPLETER: "À compléter",
    StatutDemande.PIECES_A_CONFIRMER: "Pièces à confirmer",
    StatutDemande.ATTENTE_EMPLOYEUR: "En attente de validation par votre entreprise",
    StatutDemande.VALIDEE: "Dossier validé",
    StatutDemande.REFUSEE_EMPLOYEUR: "Non validée par votre entreprise",
    StatutDemande.RADIEE: "Radiée",
}
Section = Literal["complements", "pieces", "validation"]


class VueChoix(BaseModel):
    """One of the choices about personal data."""

    choix: Consentement
    libelle: str
    texte: str


class VueEntreprise(BaseModel):
    """The firm that a SIRET names."""

    connue: bool
    raison_sociale: str | None
    eligible: bool


class VueRattachement(BaseModel):
    """A firm that the demande may be attached to, and what it asks."""

    rattachement: Rattachement
    nom: str
    siret: str | None
    siret_valide: bool
    entreprise: VueEntreprise
    code_entreprise_requis: bool
    validation_requise: bool
    choix_proposes: list[VueChoix]


class VueComplements(BaseModel):
    """Section 2. The last four are None until they are given."""

    rattachements: list[VueRattachement]
    rattachement: Rattachement | None
    siret: str | None
    nom_employeur: str | None
    plusieurs_employeurs: bool | None
    consentement: Consentement | None


class VuePiece(BaseModel):
    """One pièce."""

    piece_id: str
    libelle: str
    deposee: bool


class VueCategorie(BaseModel):
    """« Ma situation personnelle-Identité »…"""

    categorie: str
    pieces: list[VuePiece]


class VuePersonnePieces(BaseModel):
    """« Demandeur » and the pièces to deposit."""

    personne: Porteur
    nom: str
    categories: list[VueCategorie]


class VuePieces(BaseModel):
    """Section 3."""

    deposer_url: str
    toutes_deposees: bool
    personnes: list[VuePersonnePieces]


class VueDemande(BaseModel):
    """« Ma situation »."""

    demande_id: str
    version: int
    statut: StatutDemande
    libelle: str
    section_suivante: Section | None
    numero_unique: str
    registre: VueRegistre
    modifier_url: str
    vous_etes: Rattachement | None
    """Which adult of the demande the account’s holder is, by name; None for another person, who may import too."""
    importee_le: datetime
    mise_a_jour_le: datetime | None
    code_requis_a_la_mise_a_jour: bool
    deposee_le: date
    valide_jusqu_au: date
    renouveler_avant: date | None
    """Set from one month before the end of validity."""
    radiee_le: datetime | None
    motif_radiation: MotifRadiation | None
    motif_refus: str | None
    informations: VueInformations
    complements: VueComplements
    pieces: VuePieces


async def vue_demande(source: Any, d: Demande, jour: date, session: Any = None) -> VueDemande:
    """`source` gives collections: a Tx, or the database."""
    sirets = [a.activite.siret_employeur for a in d.dossier.adultes if a.activite.siret_employeur]
    firmes = await entreprises.connues(source, sirets, session)
    registre = vue_registre(NumeroUnique(d.numero).territoire.site.departement)
    return VueDemande(
        demande_id=d.id,
        version=d.version,
        statut=d.statut,
        libelle=LIBELLES[d.statut],
        section_suivante=_section(d),
        numero_unique=d.numero,
        registre=registre,
        modifier_url=registre.url,
        vous_etes=await _titulaire(source, d, session),
        importee_le=d.importee_le,
        mise_a_jour_le=d.mise_a_jour_le,
        code_requis_a_la_mise_a_jour=d.code_requis,
        deposee_le=d.dossier.deposee_le,
        valide_jusqu_au=d.dossier.valide_jusqu_au,
        renouveler_avant=d.dossier.valide_jusqu_au if d.vivante and jour >= d.preavis_le else None,
        radiee_le=d.radiee_le,
        motif_radiation=d.motif_radiation,
        motif_refus=d.motif_refus,
        informations=informations(d.dossier),
        complements=_complements(d, firmes),
        pieces=_pieces(d, registre.url),
    )


async def _titulaire(source: Any, d: Demande, session: Any) -> Rattachement | None:
    titulaire = await stockage.titulaire(source, d.compte_id, session)
    adultes = ((qui, adulte(d.dossier, qui)) for qui in Rattachement)
    return next((qui for qui, personne in adultes if personne and titulaire and meme_nom(personne, titulaire)), None)


def _section(d: Demande) -> Section | None:
    if not d.vivante or d.statut in (StatutDemande.VALIDEE, StatutDemande.ATTENTE_EMPLOYEUR):
        return None
    if d.complements is None or d.statut is StatutDemande.REFUSEE_EMPLOYEUR:
        return "complements"
    return "pieces" if d.manquantes else "validation"


def _complements(d: Demande, firmes: dict[str, Entreprise]) -> VueComplements:
    c = d.complements
    return VueComplements(
        rattachements=[_rattachement(d, qui, firmes) for qui in Rattachement if adulte(d.dossier, qui)],
        rattachement=c and c.rattachement,
        siret=c and c.siret,
        nom_employeur=c and c.nom_employeur,
        plusieurs_employeurs=c and c.plusieurs_employeurs,
        consentement=c and c.consentement,
    )


def _rattachement(d: Demande, qui: Rattachement, firmes: dict[str, Entreprise]) -> VueRattachement:
    personne = adulte(d.dossier, qui) or d.dossier.demandeur
    siret = personne.activite.siret_employeur
    firme = firmes.get(siret or "")
    return VueRattachement(
        rattachement=qui,
        nom=f"{personne.prenom} {personne.nom}",
        siret=siret,
        siret_valide=siret_valide(siret),
        entreprise=VueEntreprise(
            connue=firme is not None,
            raison_sociale=firme and firme.raison_sociale,
            eligible=firme is not None and firme.eligible,
        ),
        code_entreprise_requis=firme is not None and firme.code_hache is not None,
        validation_requise=firme is not None and firme.validation_requise,
        choix_proposes=[VueChoix(choix=x, libelle=TEXTES[x][0], texte=TEXTES[x][1]) for x in choix_de(firme)],
    )


def _pieces(d: Demande, url: str) -> VuePieces:
    return VuePieces(
        deposer_url=url,
        toutes_deposees=not d.manquantes,
        personnes=[_personne(d, porteur, siennes) for porteur, siennes in groupby(d.pieces, lambda x: x.porteur)],
    )


def _personne(d: Demande, porteur: Porteur, siennes: Iterable[Piece]) -> VuePersonnePieces:
    qui = adulte(d.dossier, Rattachement(porteur.value)) or d.dossier.demandeur
    cochees = set(d.deposees)
    return VuePersonnePieces(
        personne=porteur,
        nom=f"{qui.prenom} {qui.nom}",
        categories=[
            VueCategorie(
                categorie=categorie.value,
                pieces=[VuePiece(piece_id=x.id, libelle=x.libelle, deposee=x.id in cochees) for x in de_la_categorie],
            )
            for categorie, de_la_categorie in groupby(siennes, lambda x: x.categorie)
        ],
    )
