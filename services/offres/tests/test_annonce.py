"""An annonce says which field is wrong, and cannot exist with one."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.offres import Norme
from offres.domain.annonce import AnnonceInvalide
from referentiel.eligibilite import Logement
from referentiel.geographie import ZonePli

from .fabrique import annonce


@pytest.mark.parametrize(
    ("champ", "changements"),
    [
        ("surface", {"surface": Decimal(0)}),
        ("loyer_hors_charges", {"loyer_hors_charges": Decimal(0)}),
        ("loyer", {"loyer": Decimal(730)}),
        ("zone_pli", {"norme": Norme.PLI}),
        ("zone_pli", {"zone_pli": ZonePli.A}),
        ("dpe", {"dpe": "H"}),
        ("ges", {"ges": "AB"}),
        ("reserve_siret", {"reserve_siret": "8245496802432"}),
        ("reserve_siret", {"reserve_siret": "٨٢٤٥٤٩٦٨٧٠٢٤٣١"}),
        ("candidats_a_proposer", {"candidats_a_proposer": 0}),
        ("photos", {"photos": ("javascript:alert(1)",)}),
        ("photos", {"photos": ("/offres/illustrations/1.jpg",)}),
        ("photos", {"photos": ('https://photos.test/a.jpg" onerror="x',)}),
    ],
)
def test_a_wrong_field_is_named(champ, changements):
    with pytest.raises(AnnonceInvalide) as refus:
        annonce(**changements)
    assert refus.value.champ == champ


def test_a_rent_may_have_no_charges():
    assert annonce(loyer=Decimal(731)).loyer_hors_charges == 731


def test_the_commune_must_exist():
    with pytest.raises(AnnonceInvalide, match="99999") as refus:
        _ = type(annonce())(**{**_champs(), "commune": "99999"})
    assert refus.value.champ == "commune"


def test_paris_lyon_and_marseille_are_named_by_arrondissement():
    """Guide #5: « PARIS 11EME ARRONDISSEMENT (75011) »."""
    for ville in ("75056", "69123", "13055"):
        with pytest.raises(AnnonceInvalide, match="Précisez l’arrondissement"):
            annonce(ville)


def test_the_postal_code_is_one_of_the_commune():
    with pytest.raises(AnnonceInvalide, match="75011") as refus:
        _ = type(annonce())(**{**_champs(), "code_postal": "75012"})
    assert refus.value.champ == "code_postal"


def test_a_pli_home_brings_its_own_zone_to_the_ceilings():
    logement = annonce(norme=Norme.PLI, zone_pli=ZonePli.ABIS).logement
    assert isinstance(logement, Logement)
    assert logement.zone is ZonePli.ABIS


def _champs() -> dict[str, Any]:
    valide = annonce()
    return {champ: getattr(valide, champ) for champ in type(valide).__dataclass_fields__}
