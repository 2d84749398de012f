"""Numéro unique and sites d'enregistrement (guide #1 and #3)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiel.geographie import DepartementInconnu, departements
from referentiel.registres import (
    NATIONAL,
    NumeroUnique,
    NumeroUniqueInvalide,
    Portee,
    RaisonNumero,
    site_enregistrement,
)

VALIDE = "111102112345699999"
FORME = re.compile(r"^[0-9][0-9AB]{2}(0[1-9]|1[0-2])\d{2}\d{6}[A-Z0-9]{5}$")
"""The check of domain.md, as published."""
ILE_DE_FRANCE = ("75", "77", "78", "91", "92", "93", "94", "95")

territoires = st.deferred(lambda: st.sampled_from(["111", *(d.code.zfill(3) for d in departements())]))
numeros = st.builds(
    "{}{:02}{:02}{:06}{}".format,
    territoires,
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 999_999),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=5, max_size=5),
)


@given(numeros)
def test_a_well_formed_number_is_read_and_is_the_published_form(numero: str) -> None:
    """Guide #3: « Saisissez-le et cliquez sur valider »."""
    assert FORME.match(numero)
    assert NumeroUnique.lire(numero).valeur == numero


@given(numeros, st.integers(0, 18))
def test_spaces_and_lower_case_do_not_matter(numero: str, ou: int) -> None:
    assert NumeroUnique.lire(f" {numero[:ou]} \u00a0{numero[ou:].lower()}\n").valeur == numero


def lire_ou_refuser(saisie: str) -> NumeroUnique | NumeroUniqueInvalide:
    try:
        return NumeroUnique.lire(saisie)
    except NumeroUniqueInvalide as refus:
        return refus


@given(st.one_of(st.text(), st.from_regex(FORME)))
def test_what_is_accepted_always_has_the_published_form(saisie: str) -> None:
    lu = lire_ou_refuser(saisie)
    if isinstance(lu, NumeroUnique):
        assert FORME.match(lu.valeur)
        assert lu.territoire.departements
    else:
        assert lu.explication.endswith(".")


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ("", RaisonNumero.VIDE),
        ("   ", RaisonNumero.VIDE),
        (VALIDE[:-1], RaisonNumero.LONGUEUR),
        (VALIDE + "1", RaisonNumero.LONGUEUR),
        ("111102112345-99999", RaisonNumero.CARACTERES),
        ("A11102112345699999", RaisonNumero.CARACTERES),
        ("1111021123456９9999", RaisonNumero.CARACTERES),
        ("11110211234５699999", RaisonNumero.CARACTERES),
        ("111002112345699999", RaisonNumero.MOIS),
        ("111132112345699999", RaisonNumero.MOIS),
        ("020102112345699999", RaisonNumero.TERRITOIRE),
        ("999102112345699999", RaisonNumero.TERRITOIRE),
    ],
)
def test_a_number_is_refused_with_its_reason(saisie: str, raison: RaisonNumero) -> None:
    """Guide #3, « Saisissez-le »: the person reads what to correct."""
    with pytest.raises(NumeroUniqueInvalide) as refus:
        NumeroUnique.lire(saisie)
    assert refus.value.raison is raison


@given(st.text("0123456789AB", min_size=6))
def test_a_refusal_never_repeats_what_was_typed(saisie: str) -> None:
    """Domain, Privacy: a numéro unique never reaches a log."""
    lu = lire_ou_refuser(saisie)
    assert saisie not in str(lu)
    assert saisie not in repr(lu)


def test_the_number_is_masked_when_it_is_printed() -> None:
    """Domain, Privacy."""
    assert "1234" not in repr(NumeroUnique.lire(VALIDE))
    assert "1234" not in str(NumeroUnique.lire(VALIDE))


def test_a_number_cannot_exist_in_an_invalid_form() -> None:
    with pytest.raises(NumeroUniqueInvalide):
        NumeroUnique("12")


def test_a_number_of_ile_de_france_is_regional() -> None:
    """Domain: Île-de-France (75 77 78 91–95) shares one regional request."""
    territoire = NumeroUnique.lire(VALIDE).territoire
    assert territoire.departements == ILE_DE_FRANCE
    assert territoire.libelle == "Île-de-France"
    assert territoire.site.registre == NATIONAL


def test_a_number_of_finistere_names_the_register_of_finistere() -> None:
    """Guide #3: demandelogement29.fr."""
    territoire = NumeroUnique.lire("029102112345699999").territoire
    assert (territoire.code, territoire.departements, territoire.libelle) == ("029", ("29",), "Finistère")
    assert territoire.site.registre == "29"


@pytest.mark.parametrize(("code", "departement"), [("02A", "2A"), ("02B", "2B"), ("974", "974"), ("069", "69")])
def test_corsica_and_overseas_are_territories_too(code: str, departement: str) -> None:
    """Domain, Numéro unique: the territory."""
    assert NumeroUnique.lire(f"{code}102112345699999").territoire.departements == (departement,)


def test_paris_registers_on_the_national_portal_and_finistere_on_its_own() -> None:
    """Guide #3, the two examples of the screen."""
    assert site_enregistrement("75").adresse == "demande-logement-social.gouv.fr"
    assert site_enregistrement("75").url == "https://www.demande-logement-social.gouv.fr"
    assert site_enregistrement("29").adresse == "demandelogement29.fr/imhowebGP29/"


@pytest.mark.parametrize(
    ("departement", "adresse", "portee"),
    [
        ("44", "demandelogement44.fr", Portee.DEPARTEMENTALE),
        ("17", "demandedelogement17.fr", Portee.DEPARTEMENTALE),
        ("63", "mademande63.dlauvergne.fr", Portee.DEPARTEMENTALE),
        ("88", "vosges.demandelogement88.fr", Portee.DEPARTEMENTALE),
        ("21", "demandelogementbourgognefranchecomte.fr/imhowebGP21", Portee.REGIONALE),
        ("68", "demandedelogement-alsace.fr", Portee.REGIONALE),
        ("33", "demande-logement-social.gouv.fr", Portee.NATIONALE),
        ("974", "demande-logement-social.gouv.fr", Portee.NATIONALE),
    ],
)
def test_each_departement_has_its_site(departement: str, adresse: str, portee: Portee) -> None:
    """Guide #3: « le lien qui s'affiche est l'adresse du site »."""
    site = site_enregistrement(departement)
    assert (site.adresse, site.portee) == (adresse, portee)
    assert site.url.startswith("https://")


def test_every_departement_has_a_site_and_33_have_a_local_one() -> None:
    """Guide #3: « Le lien qui s'affiche » for any département."""
    sites = [site_enregistrement(d.code) for d in departements()]
    assert len(sites) == 101
    assert sum(site.registre != NATIONAL for site in sites) == 33


def test_no_site_is_invented_where_there_is_none() -> None:
    for code in ("20", "975", ""):
        with pytest.raises(DepartementInconnu):
            site_enregistrement(code)
