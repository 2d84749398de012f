"""Guide #4: « Si le nom, le prénom ou la date de naissance saisis ne correspondent pas… »."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demande_import.domain.identite import meme_personne, normaliser
from demande_import.registres.national import DemandeNationale

from .fabrique import jean

JEAN = DemandeNationale.model_validate(jean(), strict=False).dossier().demandeur


@pytest.mark.parametrize(
    ("nom", "prenom"), [("DUPONT", "JEAN"), ("dupont", "Jéan"), (" Du-Pont ", "J'ean"), ("Dupônt", "jean")]
)
def test_accents_case_and_hyphens_make_no_other_person(nom, prenom):
    """Guide #4: « Si le nom, le prénom ou la date de naissance saisis ne correspondent pas »."""
    assert meme_personne(JEAN, JEAN.model_copy(update={"nom": nom, "prenom": prenom}))


@pytest.mark.parametrize(
    "autre", [{"nom": "Durand"}, {"prenom": "Jeanne"}, {"date_naissance": date(1990, 5, 2)}, {"nom": "Dupont Durand"}]
)
def test_another_name_or_birth_date_is_another_person(autre):
    """Guide #4: « Si le nom, le prénom ou la date de naissance saisis ne correspondent pas »."""
    assert not meme_personne(JEAN, JEAN.model_copy(update=autre))


def test_ligatures_are_two_letters():
    assert normaliser("Cœur") == normaliser("COEUR")


@given(nom=st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêëàâôûçœæ -’'", min_size=1, max_size=40))
def test_the_way_it_is_typed_never_matters(nom):
    formes = {normaliser(unicodedata.normalize(forme, nom)) for forme in ("NFC", "NFD", "NFKC", "NFKD")}
    assert formes == {normaliser(nom.upper())}
