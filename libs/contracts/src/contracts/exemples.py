"""One fixed, plausible message of each type. Nobody in them exists; the addresses end in `.example` (RFC 2606)."""

from datetime import UTC, datetime
from typing import Any

from contracts import candidatures as c
from contracts import demande_import as d
from contracts import identity as i
from contracts import notifications as n
from contracts import offres as o
from contracts.envelope import Message

LE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
COMPTE = "0b8f4a52-6c1d-4e0b-9a57-3f2f5f0c7a11"
DEMANDE = "5d1c9d0e-27b4-4f6a-8f3e-90c1f3a4b622"
OFFRE = "a3e0c6b8-1f92-4c55-b7d4-61f0d2e8c933"
CANDIDATURE = "c94b7e10-83a5-4d7f-a2c6-7e5b1d9f0a44"
ENVOI = "e7f2d3c4-5b6a-5978-8a9b-0c1d2e3f4a55"
SIRET = "00000000000018"

_COMPTE: dict[str, Any] = {
    "compte_id": COMPTE,
    "role": "salarie",
    "statut": "actif",
    "email": "camille.exemple@courriel.example",
    "prenom": "Camille",
    "nom": "Exemple",
    "civilite": "madame",
    "telephone": "+33639980001",
    "le": LE,
}
_DEMANDE: dict[str, Any] = {
    "demande_id": DEMANDE,
    "compte_id": COMPTE,
    "statut": "validee",
    "departement": "29",
    "deposee_le": "2025-03-14",
    "valide_jusqu_au": "2027-03-14",
    "personnes": (
        {"lien": "demandeur", "date_naissance": "1991-05-20"},
        {"lien": "enfant", "date_naissance": "2019-09-01", "a_charge": True},
    ),
    "ressources": {"rfr_n2": 21400, "annee_n2": 2024, "rfr_n1": 21900, "revenu_mensuel": 2050},
    "communes_souhaitees": ("29019", "29075"),
    "type_logement": "appartement",
    "situation_logement": "locataire_prive",
    "motif": "rapprochement_travail",
    "employeur": {"siret": SIRET, "consentement": "anonyme", "entreprise_eligible": True},
    "le": LE,
}
_ENTREPRISE: dict[str, Any] = {
    "siret": SIRET,
    "raison_sociale": "Ateliers de l’Exemple",
    "effectif": 120,
    "choix_proposes": ("anonyme", "politique_logement"),
    "le": LE,
}
_OFFRE: dict[str, Any] = {
    "offre_id": OFFRE,
    "bailleur_id": "bailleur-exemple",
    "bailleur_nom": "Habitat de l’Exemple",
    "statut": "publiee",
    "type_logement": "appartement",
    "typologie": "T3",
    "norme": "PLUS",
    "surface": "64.50",
    "loyer": "578.20",
    "loyer_hors_charges": "498.20",
    "commune": "29019",
    "commune_nom": "Brest",
    "code_postal": "29200",
    "departement": "29",
    "etage": 2,
    "dpe": "C",
    "ges": "B",
    "date_limite": "2026-11-20",
    "disponible_le": "2027-01-04",
    "le": LE,
}
_CANDIDATURE: dict[str, Any] = {
    "candidature_id": CANDIDATURE,
    "compte_id": COMPTE,
    "demande_id": DEMANDE,
    "offre_id": OFFRE,
    "bailleur_id": "bailleur-exemple",
    "active": True,
    "deposee_le": LE,
    "grille": "2026.1",
    "le": LE,
}
_ENVOI: dict[str, Any] = {
    "envoi_id": ENVOI,
    "destinataire_id": COMPTE,
    "modele": "candidature_deposee",
    "cause_id": "11111111-2222-4333-8444-555555555555",
    "le": LE,
}

_PAR_CLASSE: tuple[tuple[type[Message], dict[str, Any], dict[str, Any]], ...] = (
    (i.CompteCree, _COMPTE, {"version": 1, "statut": "en_attente_validation"}),
    (i.CompteActive, _COMPTE, {"version": 2}),
    (i.CompteModifie, _COMPTE, {"version": 3, "motif": "mot_de_passe"}),
    (i.CompteSupprime, {"compte_id": COMPTE, "le": LE}, {"version": 4}),
    (d.DemandeImportee, _DEMANDE, {"version": 1, "statut": "a_completer", "employeur": None}),
    (d.DemandeCompletee, _DEMANDE, {"version": 2, "statut": "pieces_a_confirmer"}),
    (d.DemandeEmployeurSollicite, _DEMANDE, {"version": 3, "statut": "attente_employeur"}),
    (d.DemandeValidee, _DEMANDE, {"version": 4}),
    (d.DemandeMiseAJour, _DEMANDE, {"version": 5, "statut": "pieces_a_confirmer"}),
    (d.DemandeRefuseeEmployeur, _DEMANDE, {"version": 4, "statut": "refusee_employeur"}),
    (d.DemandeRadiee, _DEMANDE, {"version": 6, "statut": "radiee"}),
    (d.DemandeSupprimee, {"demande_id": DEMANDE, "compte_id": COMPTE, "le": LE}, {"version": 7}),
    (d.EntrepriseDeclaree, _ENTREPRISE, {"version": 1}),
    (d.EntrepriseModifiee, _ENTREPRISE, {"version": 2, "validation_requise": True}),
    (o.OffrePubliee, _OFFRE, {"version": 1}),
    (o.OffreModifiee, _OFFRE, {"version": 2, "loyer": "565.00"}),
    (o.OffreRetiree, _OFFRE, {"version": 3, "statut": "retiree"}),
    (o.OffrePourvue, _OFFRE, {"version": 3, "statut": "pourvue"}),
    (c.CandidatureDeposee, _CANDIDATURE, {"version": 1, "statut": "deposee", "etape": "je_postule"}),
    (
        c.CandidatureAnnulee,
        _CANDIDATURE,
        {"version": 2, "statut": "annulee", "etape": "je_postule", "active": False},
    ),
    (c.CandidatureValidee, _CANDIDATURE, {"version": 2, "statut": "validee", "etape": "validations"}),
    (
        c.CandidatureInvalidee,
        _CANDIDATURE,
        {"version": 2, "statut": "invalidee", "etape": "validations", "active": False, "motif": "piece_manquante"},
    ),
    (
        c.CandidatureTransmise,
        _CANDIDATURE,
        {"version": 3, "statut": "transmise_bailleur", "etape": "envoi_bailleur"},
    ),
    (
        c.VisiteProposee,
        _CANDIDATURE,
        {"version": 4, "statut": "visite_proposee", "etape": "visite", "visite_le": "2026-11-25T14:00:00Z"},
    ),
    (c.VisiteEffectuee, _CANDIDATURE, {"version": 5, "statut": "visite_effectuee", "etape": "visite"}),
    (
        c.CandidatureAttribuee,
        _CANDIDATURE,
        {
            "version": 6,
            "statut": "attribuee",
            "etape": "commission_logement",
            "commission_le": "2026-12-03",
            "repondre_avant": "2026-12-14",
        },
    ),
    (
        c.CandidatureRejetee,
        _CANDIDATURE,
        {
            "version": 6,
            "statut": "non_attribuee",
            "etape": "commission_logement",
            "active": False,
            "commission_le": "2026-12-03",
            "motif": "autre_candidat_retenu",
        },
    ),
    (c.CandidatureAcceptee, _CANDIDATURE, {"version": 7, "statut": "acceptee", "etape": "commission_logement"}),
    (
        c.CandidatureRefusee,
        _CANDIDATURE,
        {"version": 7, "statut": "refusee", "etape": "commission_logement", "active": False, "motif": "silence"},
    ),
    (
        c.CandidatureClassee,
        _CANDIDATURE,
        {"version": 4, "statut": "sans_suite", "etape": "envoi_bailleur", "active": False, "motif": "offre_retiree"},
    ),
    (
        c.BailSigne,
        _CANDIDATURE,
        {
            "version": 8,
            "statut": "bail_signe",
            "etape": "entrer_dans_les_lieux",
            "repondre_avant": "2026-12-14",
            "bail_signe_le": "2026-12-10",
        },
    ),
    (
        c.EntreeDansLesLieux,
        _CANDIDATURE,
        {"version": 9, "statut": "entree", "etape": "entrer_dans_les_lieux", "active": False},
    ),
    (
        n.EnvoyerCourriel,
        {"destinataire_id": COMPTE, "modele": "acces", "perime_le": "2026-11-04T09:30:00Z"},
        {"charge": "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.Y2xl.aXY.Y2hpZmZyZQ.bWFj"},
    ),
    (n.CourrielEnvoye, _ENVOI, {"version": 1, "statut": "envoye"}),
    (n.CourrielEchoue, _ENVOI, {"version": 1, "statut": "echoue"}),
)

EXEMPLES: dict[str, Message] = {
    classe.TYPE: classe.model_validate({**etat, **propre}) for classe, etat, propre in _PAR_CLASSE
}
"""By CloudEvents type."""
