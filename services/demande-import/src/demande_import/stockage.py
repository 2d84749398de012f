"""The collections: documents of imports and demandes, their events, and the problems of what a rule refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from chassis.clock import PARIS
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts import demande_import as contrat
from contracts.demande_import import Consentement, StatutDemande
from contracts.envelope import Event
from contracts.problemes import ErreurChamp, Probleme
from contracts.problemes import demande_import as p
from contracts.problemes.technique import INTROUVABLE, REQUETE_INVALIDE
from demande_import.domain import refus
from demande_import.domain.demande import CONSERVATION, Demande
from demande_import.domain.dossier import Dossier, Ressources, TypeLogement
from demande_import.domain.imports import ABANDON, SANS_REPONSE, EtatImport, Import

IMPORTS = "imports"
DEMANDES = "demandes"
ENTREPRISES = "entreprises"
RADIATIONS = "radiations"
DEBITS = "debits"
COMPTES = "comptes"
CANDIDATURES = "candidatures"
_PROBLEMES: dict[type[refus.Refuse], Probleme] = {
    refus.CodeNonAttendu: p.CODE_NON_ATTENDU,
    refus.CodeExpire: p.CODE_EXPIRE,
    refus.EssaisEpuises: p.ESSAIS_EPUISES,
    refus.CodeIncorrect: p.CODE_INCORRECT,
    refus.DemandeRadiee: p.DEMANDE_RADIEE,
    refus.CodemandeurAbsent: p.CODEMANDEUR_ABSENT,
    refus.SiretAbsent: p.SIRET_ABSENT,
    refus.CodeEntrepriseIncorrect: p.CODE_ENTREPRISE_INCORRECT,
    refus.CodeEntrepriseRequis: p.CODE_ENTREPRISE_INCORRECT,
    refus.ConsentementNonPropose: p.CONSENTEMENT_NON_PROPOSE,
    refus.ComplementsManquants: p.COMPLEMENTS_MANQUANTS,
    refus.PiecesInconnues: REQUETE_INVALIDE,
    refus.PiecesManquantes: p.PIECES_MANQUANTES,
    refus.RefuseeParEmployeur: p.REFUSEE_PAR_EMPLOYEUR,
    refus.AttributionEnCours: p.ATTRIBUTION_EN_COURS,
    refus.ValidationNonAttendue: p.VALIDATION_NON_ATTENDUE,
}


def refuse(error: refus.Refuse) -> Refus:
    """The problem of what a rule refuses."""
    manquantes = error.libelles if isinstance(error, refus.PiecesManquantes) else {}
    erreurs = [ErreurChamp(champ=cle, message=libelle) for cle, libelle in manquantes.items()]
    return Refus(_PROBLEMES[type(error)], error.explication, champ=error.champ, erreurs=erreurs)


# Imports


def document_import(imp: Import, prochain_essai: datetime | None = None) -> dict[str, Any]:
    """The body; `ouvert`, `prochain_essai`, `perime_le` and `fini_le` are there for the indexes.

    A register that is asked again and again is no gesture of the person: its month counts from the number typed.
    """
    body = imp.model_dump(mode="json", exclude={"id", "version"})
    attend = imp.etat is EtatImport.RECHERCHE
    return {
        **body,
        "cree_le": imp.cree_le,
        "ouvert": imp.ouvert,
        "prochain_essai": (prochain_essai or imp.le) if attend else None,
        "perime_le": (imp.cree_le + SANS_REPONSE if attend else imp.le + ABANDON) if imp.ouvert else None,
        "fini_le": None if imp.ouvert else imp.le,
    }


def imports_de(lu: dict[str, Any]) -> Import:
    """Back from the document."""
    champs = {nom: lu[nom] for nom in Import.model_fields if nom in lu}
    return Import.model_validate({**champs, "id": lu["_id"]})


async def lire_import(tx: Tx, identifiant: str, compte_id: str | None = None) -> Import:
    """One’s own import. Raises `Refus(INTROUVABLE)`."""
    lu = await tx[IMPORTS].find_one({"_id": identifiant}, session=tx.session)
    if lu is None or (compte_id is not None and lu["compte_id"] != compte_id):
        raise Refus(INTROUVABLE, "Cet import n’existe pas.")
    return imports_de(lu)


async def enregistrer_import(tx: Tx, imp: Import, prochain_essai: datetime | None = None) -> Import:
    """Save by compare-and-set."""
    await tx.save(IMPORTS, imp.id, document_import(imp, prochain_essai), imp.version)
    return imp


# Demandes


def document(d: Demande) -> dict[str, Any]:
    """The body; `vivante`, `siret_partage`, `echeance` and `effacer_le` are there for the indexes."""
    consentie = d.complements is not None and d.complements.consentement is not Consentement.ANONYME
    return {
        **d.model_dump(mode="json", exclude={"id", "version"}),
        "le": d.le,
        "vivante": d.vivante,
        "siret_partage": d.complements.siret if d.complements and consentie else None,
        "echeance": _debut(d.radiable_le) if d.vivante else None,
        "effacer_le": d.radiee_le + CONSERVATION if d.radiee_le else None,
    }


def _debut(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS)


def demande_de(lu: dict[str, Any]) -> Demande:
    """Back from the document."""
    champs = {nom: lu[nom] for nom in Demande.model_fields if nom in lu}
    return Demande.model_validate({**champs, "id": lu["_id"]})


async def lire(tx: Tx, identifiant: str) -> Demande | None:
    """The demande of that id."""
    lu = await tx[DEMANDES].find_one({"_id": identifiant}, session=tx.session)
    return None if lu is None else demande_de(lu)


async def courante(source: Any, compte_id: str, session: Any = None) -> Demande:
    """The account’s demande. Raises `Refus(AUCUNE_DEMANDE)`."""
    demande = await peut_etre(source, compte_id, session)
    if demande is None:
        raise Refus(p.AUCUNE_DEMANDE, "Importez votre demande de logement social avec votre numéro unique.")
    return demande


async def peut_etre(source: Any, compte_id: str, session: Any = None) -> Demande | None:
    """The living one, else the last that was struck off."""
    async for lu in _du_compte(source, compte_id, session).limit(1):
        return demande_de(lu)
    return None


async def toutes(source: Any, compte_id: str, session: Any = None) -> list[Demande]:
    """The current one first, then those that were struck off less than a year ago."""
    return [demande_de(lu) async for lu in _du_compte(source, compte_id, session)]


def _du_compte(source: Any, compte_id: str, session: Any) -> Any:
    return source[DEMANDES].find({"compte_id": compte_id}, session=session).sort([("vivante", -1), ("le", -1)])


@dataclass(frozen=True)
class Titulaire:
    """Who holds an account, as identity knows them."""

    nom: str
    prenom: str


async def titulaire(source: Any, compte_id: str, session: Any = None) -> Titulaire | None:
    """None for an account that is not known yet, or was erased."""
    compte = await source[COMPTES].find_one({"_id": compte_id}, session=session)
    if compte is None or "nom" not in compte["etat"]:
        return None
    return Titulaire(compte["etat"]["nom"], compte["etat"]["prenom"])


async def enregistrer(tx: Tx, d: Demande, classe: type[Event] | None) -> Demande:
    """Save, and tell. Ticks of pièces tell nothing: no event holds them."""
    await tx.save(DEMANDES, d.id, document(d), d.version)
    if classe is not None:
        await tx.emit(evenement(classe, d, tx.today))
    return d


ETAT: dict[StatutDemande, type[Event]] = {
    StatutDemande.A_COMPLETER: contrat.DemandeImportee,
    StatutDemande.PIECES_A_CONFIRMER: contrat.DemandeCompletee,
    StatutDemande.ATTENTE_EMPLOYEUR: contrat.DemandeEmployeurSollicite,
    StatutDemande.VALIDEE: contrat.DemandeValidee,
    StatutDemande.REFUSEE_EMPLOYEUR: contrat.DemandeRefuseeEmployeur,
    StatutDemande.RADIEE: contrat.DemandeRadiee,
}
"""The event that tells a statut: of a gesture that leads to it, or of a state that changed without it."""


def evenement(classe: type[Event], d: Demande, jour: date) -> Event:
    """The fact with the whole state: no name, no e-mail, no number."""
    dossier = d.dossier
    return classe.model_validate(
        {
            "version": d.version,
            "demande_id": d.id,
            "compte_id": d.compte_id,
            "statut": d.statut,
            "departement": dossier.departement,
            "deposee_le": dossier.deposee_le,
            "valide_jusqu_au": dossier.valide_jusqu_au,
            "personnes": _personnes(dossier),
            "ressources": _ressources(dossier.ressources, jour.year - 2),
            "communes_souhaitees": dossier.communes,
            "type_logement": None if dossier.type_logement is TypeLogement.INDIFFERENT else dossier.type_logement,
            "situation_logement": dossier.logement.situation,
            "motif": dossier.motif,
            "dalo": dossier.dalo,
            "prioritaire_l441_1": dossier.prioritaire_l441_1,
            "employeur": d.complements
            and {
                "siret": d.complements.siret,
                "consentement": d.complements.consentement,
                "entreprise_eligible": d.complements.entreprise_eligible,
            },
            "le": d.le,
        }
    )


def _personnes(dossier: Dossier) -> list[contrat.PersonneALoger]:
    adultes = [
        contrat.PersonneALoger(lien=a.lien, date_naissance=a.date_naissance, cmi_invalidite=a.cmi_invalidite)
        for a in dossier.adultes
    ]
    autres = [contrat.PersonneALoger.model_validate(o.model_dump()) for o in dossier.autres]
    return adultes + autres


def _ressources(r: Ressources, annee_n2: int) -> contrat.Ressources:
    """RFR of N-2; where the register lacks that year, of the latest year before it, else of the first it has."""
    annees = sorted(rfr.annee for rfr in r.rfr)
    annee = max((a for a in annees if a <= annee_n2), default=annees[0])
    return contrat.Ressources(
        rfr_n2=r.de_l_annee(annee) or 0,
        annee_n2=annee,
        rfr_n1=r.de_l_annee(annee + 1),
        revenus_12_mois=r.revenus_12_mois,
        revenu_mensuel=r.revenu_mensuel,
        aide_logement_mensuelle=r.aide_logement_mensuelle,
    )
