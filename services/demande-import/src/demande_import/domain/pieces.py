"""The pièces justificatives of a demande, computed per person as the guide #3 shows them.

They stay on the site d’enregistrement; AL’in records that each was deposited
there. Texts are data, by what the register says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.demande_import import SituationLogement
from demande_import.domain.dates import du_mois, plus_mois
from demande_import.domain.dossier import Adulte, Dossier, Motif, SituationFamiliale, SituationProfessionnelle

BULLETINS = 3
MOIS_DE_L_AVIS = 9
"""From September on, everybody has the avis d’imposition of the year."""


class Categorie(StrEnum):
    """The headings of the screen, in its order."""

    IDENTITE = "Ma situation personnelle-Identité"
    FAMILLE = "Ma situation personnelle-Situation familiale"
    RESSOURCES = "Ma situation personnelle-Ressources"
    IMPOTS = "Ma situation personnelle-Avis d’imposition"
    LOGEMENT = "Ma situation personnelle-Logement"
    MOTIF = "Ma situation personnelle-Motif"


class Porteur(StrEnum):
    """Whose pièce it is. What concerns the household is the demandeur’s."""

    DEMANDEUR = "demandeur"
    CODEMANDEUR = "codemandeur"


@dataclass(frozen=True, slots=True)
class Piece:
    """One pièce to deposit. `id` is stable: the same dossier on the same day gives the same ids."""

    id: str
    porteur: Porteur
    categorie: Categorie
    libelle: str


_SALARIES = {
    SituationProfessionnelle.CDI,
    SituationProfessionnelle.CDD,
    SituationProfessionnelle.INTERIM,
    SituationProfessionnelle.APPRENTI,
}
_REVENUS = {
    SituationProfessionnelle.INDEPENDANT: "Dernier bilan ou attestation des revenus d’activité",
    SituationProfessionnelle.SANS_EMPLOI: "Avis de paiement de France Travail ou attestation de non-paiement",
    SituationProfessionnelle.ETUDIANT: "Carte d’étudiant et avis d’attribution de bourse le cas échéant",
    SituationProfessionnelle.RETRAITE: "Notification de pension ou dernier bulletin de pension",
}
_FAMILLE = {
    SituationFamiliale.MARIE: "Livret de famille ou acte de mariage",
    SituationFamiliale.PACSE: "Attestation d’enregistrement du PACS",
    SituationFamiliale.SEPARE: "Ordonnance de non-conciliation ou autorisation de résidence séparée",
    SituationFamiliale.DIVORCE: "Jugement de divorce",
    SituationFamiliale.VEUF: "Certificat de décès ou livret de famille",
}
_QUITTANCE = "Dernière quittance de loyer ou attestation du bailleur"
_LOGEMENT = {
    SituationLogement.LOCATAIRE_PRIVE: _QUITTANCE,
    SituationLogement.LOCATAIRE_SOCIAL: _QUITTANCE,
    SituationLogement.PROPRIETAIRE: "Acte de propriété",
    SituationLogement.HEBERGE: "Attestation de la personne qui héberge",
    SituationLogement.LOGE_GRATUITEMENT: "Attestation de la personne qui loge à titre gratuit",
    SituationLogement.FOYER: "Reçu ou attestation du gestionnaire du foyer",
    SituationLogement.STRUCTURE_HEBERGEMENT: "Attestation de la structure d’hébergement",
    SituationLogement.SANS_ABRI: "Attestation de domiciliation ou d’un travailleur social",
}
_MOTIF = {
    Motif.LOGEMENT_REPRIS: "Lettre de congé du propriétaire ou jugement prononçant la résiliation du bail",
    Motif.RAPPROCHEMENT_TRAVAIL: "Justificatif du lieu de travail actuel ou futur",
    Motif.LOGEMENT_TROP_CHER: "Justificatif du montant du loyer et des charges",
    Motif.LOGEMENT_TROP_PETIT: "Bail ou document mentionnant la surface du logement",
    Motif.SEPARATION: "Jugement ou document attestant la séparation",
    Motif.MUTATION_PROFESSIONNELLE: "Attestation de mutation de l’employeur",
    Motif.HANDICAP: "Carte mobilité inclusion ou décision de la commission des droits et de l’autonomie",
}


def pieces(dossier: Dossier, jour: date) -> tuple[Piece, ...]:
    """Every pièce of the demande as of `jour`, by person, then by category."""
    return (*_de_l_adulte(dossier.demandeur, Porteur.DEMANDEUR, dossier, jour), *_du_codemandeur(dossier, jour))


def _du_codemandeur(dossier: Dossier, jour: date) -> Iterator[Piece]:
    if dossier.codemandeur is not None:
        yield from _de_l_adulte(dossier.codemandeur, Porteur.CODEMANDEUR, dossier, jour)


def _de_l_adulte(adulte: Adulte, porteur: Porteur, dossier: Dossier, jour: date) -> Iterator[Piece]:
    def piece(cle: str, categorie: Categorie, libelle: str) -> Piece:
        return Piece(f"{porteur.value}-{cle}", porteur, categorie, libelle)

    yield piece("identite", Categorie.IDENTITE, "Carte nationale d'identité ou passeport")
    if adulte.situation_familiale in _FAMILLE:
        yield piece("famille", Categorie.FAMILLE, _FAMILLE[adulte.situation_familiale])
    if porteur is Porteur.DEMANDEUR and dossier.enfants:
        yield piece("enfants", Categorie.FAMILLE, "Livret de famille ou acte de naissance des enfants")
    for cle, libelle in _ressources(adulte, jour):
        yield piece(cle, Categorie.RESSOURCES, libelle)
    for annee in annees_d_avis(jour):
        texte = f"Avis d’imposition {annee} sur les revenus de l’année {annee - 1}"
        yield piece(f"avis-{annee}", Categorie.IMPOTS, texte)
    if porteur is Porteur.DEMANDEUR:
        yield piece("logement", Categorie.LOGEMENT, _LOGEMENT[dossier.logement.situation])
        if dossier.motif in _MOTIF:
            yield piece("motif", Categorie.MOTIF, _MOTIF[dossier.motif])


def _ressources(adulte: Adulte, jour: date) -> Iterator[tuple[str, str]]:
    situation = adulte.activite.situation
    if situation not in _SALARIES:
        yield "revenus", _REVENUS[situation]
        return
    for recul in range(1, BULLETINS + 1):
        mois = plus_mois(jour.replace(day=1), -recul)
        texte = f"Bulletin de salaire privé / public {du_mois(mois)} ou Attestation de l’employeur"
        yield f"salaire-{mois:%Y-%m}", texte


def annees_d_avis(jour: date) -> tuple[int, int]:
    """The two latest avis that everybody has: of the year from September on, else of the year before."""
    derniere = jour.year if jour.month >= MOIS_DE_L_AVIS else jour.year - 1
    return derniere - 1, derniere
