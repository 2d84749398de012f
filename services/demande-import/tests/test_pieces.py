"""The pièces justificatives of the guide #3, page 13."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from demande_import.domain.dates import du_mois, plus_mois
from demande_import.domain.dossier import Dossier, SituationProfessionnelle
from demande_import.domain.pieces import annees_d_avis, pieces
from demande_import.registres.national import DemandeNationale

from .fabrique import codemandeur, jean

OCTOBRE_2021 = date(2021, 10, 19)


def _dossier(**changements) -> Dossier:
    return DemandeNationale.model_validate(jean(**changements), strict=False).dossier()


def test_the_screen_of_the_guide():
    """Guide #3, page 13: identité, three payslips by month, hosting attestation, two avis, the landlord’s letter."""
    par_categorie: dict[str, list[str]] = {}
    for piece in pieces(_dossier(), OCTOBRE_2021):
        assert piece.porteur == "demandeur"
        par_categorie.setdefault(piece.categorie.value, []).append(piece.libelle)
    assert par_categorie == {
        "Ma situation personnelle-Identité": ["Carte nationale d'identité ou passeport"],
        "Ma situation personnelle-Ressources": [
            "Bulletin de salaire privé / public du mois de Septembre 2021 ou Attestation de l’employeur",
            "Bulletin de salaire privé / public du mois d’Août 2021 ou Attestation de l’employeur",
            "Bulletin de salaire privé / public du mois de Juillet 2021 ou Attestation de l’employeur",
        ],
        "Ma situation personnelle-Avis d’imposition": [
            "Avis d’imposition 2020 sur les revenus de l’année 2019",
            "Avis d’imposition 2021 sur les revenus de l’année 2020",
        ],
        "Ma situation personnelle-Logement": ["Attestation de la personne qui héberge"],
        "Ma situation personnelle-Motif": [
            "Lettre de congé du propriétaire ou jugement prononçant la résiliation du bail"
        ],
    }


def test_each_adult_gives_their_own_and_the_household_gives_once():
    """Guide #3, page 13: per person, « Demandeur ANNE PORTE »."""
    deux = pieces(_dossier(codemandeur=codemandeur(situationFamiliale="MARIE")), OCTOBRE_2021)
    siennes = [piece.id for piece in deux if piece.porteur == "codemandeur"]
    assert siennes == [
        "codemandeur-identite",
        "codemandeur-famille",
        "codemandeur-salaire-2021-09",
        "codemandeur-salaire-2021-08",
        "codemandeur-salaire-2021-07",
        "codemandeur-avis-2020",
        "codemandeur-avis-2021",
    ]


def test_who_has_no_employer_gives_no_payslip():
    """Guide #3, page 13: computed from the demande."""
    sans = {**jean()["demandeur"], "activite": {"situation": "RETRAITE"}}
    libelles = [piece.libelle for piece in pieces(_dossier(demandeur=sans), OCTOBRE_2021)]
    assert "Notification de pension ou dernier bulletin de pension" in libelles
    assert not any("Bulletin de salaire" in libelle for libelle in libelles)


def test_an_avis_is_asked_for_only_once_everybody_has_it():
    """Guide #3, page 13: « Avis d'imposition » of two years."""
    assert annees_d_avis(date(2026, 8, 31)) == (2024, 2025)
    assert annees_d_avis(date(2026, 9, 1)) == (2025, 2026)


def test_months_are_written_as_the_guide_writes_them():
    """Guide #3, page 13: « du mois de Septembre 2021 », « du mois d'Avril 2021 »."""
    assert du_mois(date(2021, 9, 1)) == "du mois de Septembre 2021"
    assert [du_mois(date(2021, mois, 1))[8:10] for mois in (4, 8, 10)] == ["d’"] * 3


@given(
    jour=st.dates(date(2015, 1, 1), date(2100, 1, 1)),
    situation=st.sampled_from(SituationProfessionnelle),
    motif=st.sampled_from(["SANS_LOGEMENT_PROPRE", "LOGEMENT_REPRIS", "HANDICAP", "AUTRE", "SEPARATION"]),
    logement=st.sampled_from(["LOCATAIRE_PRIVE", "HEBERGE", "PROPRIETAIRE", "SANS_ABRI", "FOYER"]),
    a_deux=st.booleans(),
)
def test_any_household_has_pieces_with_ids_of_their_own_that_stay(jour, situation, motif, logement, a_deux):
    demandeur = {**jean()["demandeur"], "activite": {"situation": situation.value.upper()}}
    dossier = _dossier(
        demandeur=demandeur,
        codemandeur=codemandeur() if a_deux else None,
        motif=motif,
        logementActuel={"situation": logement},
    )
    demandees = pieces(dossier, jour)
    assert len({piece.id for piece in demandees}) == len(demandees)
    assert pieces(dossier, jour) == demandees
    assert sum(piece.id.endswith("-identite") for piece in demandees) == 1 + a_deux


@given(jour=st.dates(date(2000, 1, 1), date(2100, 1, 1)), mois=st.integers(-24, 24))
def test_months_go_there_and_back(jour, mois):
    aller = plus_mois(jour, mois)
    assert (aller.year * 12 + aller.month) - (jour.year * 12 + jour.month) == mois
    assert plus_mois(aller, -mois) <= jour
