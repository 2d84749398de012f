"""What a demande says to the grid and to the rules of eligibility (guide #0; décret n° 2019-1378)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from candidatures.domain.demandeur import eligibilite, profil
from contracts import demande_import as di
from contracts import offres as of
from referentiel.eligibilite import MotifIneligibilite as Motif

JOUR = date(2026, 11, 24)
LE = datetime(2026, 11, 24, 9, tzinfo=UTC)
SEUL = {"lien": "demandeur", "date_naissance": date(1990, 5, 1)}


def test_a_commune_that_left_the_cog_gives_no_points_and_takes_none_away() -> None:
    """Domain, Offers: communes are those of the COG of the year; a demande may be older."""
    disparue = "75999"
    assert profil(demande(communes_souhaitees=(disparue, "75111")), "75111").commune_demandee
    assert not profil(demande(communes_souhaitees=(disparue,)), "75111").commune_demandee
    assert not profil(demande(), disparue).commune_demandee


def demande(**changements: Any) -> di.DemandeValidee:
    etat: dict[str, Any] = {
        "version": 1,
        "demande_id": "d1",
        "compte_id": "p1",
        "statut": "validee",
        "departement": "75",
        "deposee_le": date(2025, 3, 1),
        "valide_jusqu_au": date(2027, 3, 1),
        "personnes": [SEUL],
        "ressources": {"rfr_n2": 26_920, "annee_n2": 2024, "revenu_mensuel": 2400},
        "communes_souhaitees": ("75111",),
        "situation_logement": "heberge",
        "motif": "sans_logement_propre",
        "le": LE,
    }
    return di.DemandeValidee.model_validate({**etat, **changements})


def offre(**changements: Any) -> of.OffrePubliee:
    etat: dict[str, Any] = {
        "version": 1,
        "offre_id": "o1",
        "bailleur_id": "b1",
        "bailleur_nom": "Habitat Test",
        "statut": "publiee",
        "type_logement": "appartement",
        "typologie": "T2",
        "norme": "PLUS",
        "surface": Decimal(47),
        "loyer": Decimal(841),
        "loyer_hors_charges": Decimal(731),
        "commune": "75111",
        "commune_nom": "Paris 11e",
        "code_postal": "75011",
        "departement": "75",
        "date_limite": JOUR,
        "disponible_le": JOUR,
        "le": LE,
    }
    return of.OffrePubliee.model_validate({**etat, **changements})


@pytest.mark.parametrize(
    ("change", "maison", "motifs"),
    [
        ({}, {}, set()),
        ({"ressources": {"rfr_n2": 26_921, "annee_n2": 2024, "revenu_mensuel": 2400}}, {}, {Motif.RESSOURCES}),
        ({"ressources": {"rfr_n2": 26_920, "annee_n2": 2024, "revenu_mensuel": 2200}}, {}, {Motif.EFFORT}),
        (
            {
                "ressources": {
                    "rfr_n2": 26_920,
                    "annee_n2": 2024,
                    "revenu_mensuel": 2200,
                    "aide_logement_mensuelle": 100,
                }
            },
            {},
            set(),
        ),
        ({}, {"typologie": "T3"}, {Motif.TYPOLOGIE}),
        ({"personnes": [SEUL, {**SEUL, "lien": "codemandeur"}]}, {"typologie": "T3"}, set()),
        ({}, {"norme": "PLAI"}, {Motif.RESSOURCES}),
    ],
)
def test_je_postule_applies_the_three_rules_of_the_guide(
    change: dict[str, Any], maison: dict[str, Any], motifs: set[Motif]
) -> None:
    """Guide #0: plafonds de ressources, typologie, trois fois le loyer aide comprise."""
    assert eligibilite(demande(**change), offre(**maison), JOUR).motifs == motifs


def test_on_1_january_the_year_of_the_resources_follows() -> None:
    """Domain, Eligibility: RFR N-2 of the day of « Je postule »."""
    ressources = {"rfr_n2": 20_000, "annee_n2": 2024, "rfr_n1": 60_000, "revenu_mensuel": 2400}
    assert eligibilite(demande(ressources=ressources), offre(), date(2026, 12, 31)).eligible
    assert not eligibilite(demande(ressources=ressources), offre(), date(2027, 1, 1)).eligible


def test_the_grid_looks_at_what_the_demande_says() -> None:
    """Décret n° 2019-1378; CCH L. 441-1: DALO and priorities, handicap, commune asked for, firm, seniority."""
    vide = profil(demande(), "75115")
    assert not any((vide.dalo, vide.prioritaire_l441_1, vide.handicap, vide.commune_demandee, vide.entreprise_eligible))
    assert (vide.consentement, vide.demande_deposee_le) == (None, date(2025, 3, 1))
    employeur = di.Employeur(siret="1" * 14, consentement=di.Consentement.POLITIQUE_LOGEMENT, entreprise_eligible=True)
    plein = profil(
        demande(
            dalo=True,
            prioritaire_l441_1=True,
            personnes=[SEUL, {**SEUL, "lien": "enfant", "cmi_invalidite": True}],
            employeur=employeur,
        ),
        "75111",
    )
    assert all((plein.dalo, plein.prioritaire_l441_1, plein.handicap, plein.commune_demandee))
    assert (plein.entreprise_eligible, plein.consentement) == (True, di.Consentement.POLITIQUE_LOGEMENT)
