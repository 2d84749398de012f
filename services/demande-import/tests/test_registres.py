"""The registers’ answers: read into one shape, or refused and never stored. Real HTTP, no other server."""

import copy
import json
from datetime import date

import httpx
import pytest

from demande_import.domain.dossier import MotifRadiation
from demande_import.registres import NumeroInconnu, RegistreIndisponible, Registres, ReponseInvalide, appel

from .fabrique import JEAN, MARIE, SIRET, codemandeur, jean, marie
from .registre_factice import MORCEAUX


@pytest.fixture
async def registres(registre):
    async with httpx.AsyncClient(timeout=httpx.Timeout(1.2, connect=10)) as client:
        yield Registres(client, f"{registre.url}/national", f"{registre.url}/departemental")


async def test_both_registers_give_the_same_shape(registre, registres):
    """Guide #3, the two examples: Paris on the national portal, the Finistère on its own site."""
    registre.demandes |= {JEAN: jean(codemandeur=codemandeur()), MARIE: marie()}
    paris = await registres.de("national").consulter(JEAN)
    assert (paris.demandeur.nom, paris.codemandeur.prenom, paris.demandeur.activite.siret_employeur) == (
        "Dupont",
        "Denise",
        SIRET,
    )
    brest = await registres.de("29").consulter(MARIE)
    assert (brest.demandeur.nom, brest.demandeur.cmi_invalidite, brest.demandeur.telephone) == ("Le Goff", True, None)
    assert (brest.autres[0].a_charge, brest.ressources.rfr[0].montant, brest.dalo) == (True, 18000, True)


@pytest.mark.parametrize("motif", list(MotifRadiation))
async def test_each_reason_of_a_radiation_is_read_from_both_registers(registre, registres, motif):
    """Arrêté du 23 mars 2015: attribution, non-renouvellement, renonciation, irrecevabilité, non-réponse."""
    registre.demandes[JEAN] = jean(etat="RADIEE", motifRadiation=motif.value.upper())
    registre.demandes[MARIE] = marie().replace('etat="active"', f'etat="radiee" motifRadiation="{motif.value}"')
    for nom, numero in (("national", JEAN), ("29", MARIE)):
        lue = await registres.de(nom).consulter(numero)
        assert (lue.etat, lue.motif_radiation) == ("radiee", motif)
    assert len(MotifRadiation) == 5


async def test_the_number_is_never_in_an_url(registre, registres):
    """Domain, Privacy: never a numéro unique in an URL."""
    registre.demandes |= {JEAN: jean(), MARIE: marie()}
    await registres.de("national").consulter(JEAN)
    await registres.de("29").consulter(MARIE)
    chemins = [chemin for chemin, _ in registre.appels]
    assert chemins == ["/national/consultation", "/departemental/29/consultation"]


@pytest.mark.parametrize(("nom", "numero"), [("national", JEAN), ("29", MARIE)])
async def test_an_unknown_number_is_said_so(registres, nom, numero):
    with pytest.raises(NumeroInconnu):
        await registres.de(nom).consulter(numero)
    with pytest.raises(NumeroInconnu):
        await registres.de(nom).radier(numero, date(2026, 11, 30), "r1")


@pytest.mark.parametrize(("nom", "numero"), [("national", JEAN), ("29", MARIE)])
@pytest.mark.parametrize("panne", ["indisponible", "lent"])
async def test_a_register_that_is_down_or_slow_is_unavailable(registre, registres, nom, numero, panne):
    registre.panne = panne
    with pytest.raises(RegistreIndisponible):
        await registres.de(nom).consulter(numero)


async def test_nobody_listens():
    async with httpx.AsyncClient(timeout=httpx.Timeout(1.2, connect=10)) as client:
        with pytest.raises(RegistreIndisponible):
            await Registres(client, "http://127.0.0.1:9/national", "").de("national").consulter(JEAN)


BOMBE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><demande numero="&c;"/>'
FAUX = (
    *(b"", b"null", b"[]", b"{}", b"<html><body>Erreur</body></html>", b"\xff\xfe\x00", b'{"numeroUnique":', BOMBE),
    b"x" * 300_000,
    b"[" * 100_000,
)


@pytest.mark.parametrize(("nom", "numero"), [("national", JEAN), ("29", MARIE)])
@pytest.mark.parametrize("octets", FAUX, ids=range(len(FAUX)))
async def test_anything_else_is_a_wrong_answer(registre, registres, nom, numero, octets):
    registre.panne = octets
    with pytest.raises(ReponseInvalide):
        await registres.de(nom).consulter(numero)
    with pytest.raises(ReponseInvalide):
        await registres.de(nom).radier(numero, date(2026, 11, 30), "r1")


@pytest.mark.parametrize(("nom", "numero"), [("national", JEAN), ("29", MARIE)])
@pytest.mark.parametrize(
    "octets", [b"", b"<html><body>Not Found</body></html>", b'{"detail": "Not Found"}', b"<erreur/>"]
)
async def test_a_404_that_the_register_did_not_write_says_nothing_of_the_number(
    registre, registres, nom, numero, octets
):
    """A proxy, or a wrong address: a demande is not struck off, nor a radiation given up, for it."""
    registre.panne, registre.statut = octets, 404
    with pytest.raises(ReponseInvalide):
        await registres.de(nom).consulter(numero)
    with pytest.raises(ReponseInvalide):
        await registres.de(nom).radier(numero, date(2026, 11, 30), "r1")


async def test_an_answer_without_end_is_not_read_to_its_end(registre, registres):
    registre.panne = "trop_long"
    with pytest.raises(ReponseInvalide):
        await registres.de("national").consulter(JEAN)
    assert registre.envoyes < MORCEAUX


async def test_an_answer_that_trickles_is_given_up(registre, registres, monkeypatch):
    """Each byte comes in time, the answer never does."""
    monkeypatch.setattr(appel, "DUREE_MAX", 0.5)
    registre.panne = "au_compte_gouttes"
    with pytest.raises(RegistreIndisponible):
        await registres.de("29").consulter(MARIE)


OCCUPANT = {"lien": "ENFANT", "nomNaissance": "Dupont", "prenom": "Zoé", "dateNaissance": "2018-03-04"}


async def test_the_household_of_the_national_portal_is_read(registre, registres):
    registre.demandes[JEAN] = jean(codemandeur=codemandeur(lien="CODEMANDEUR"), autresPersonnes=[OCCUPANT])
    lue = await registres.de("national").consulter(JEAN)
    assert [adulte.lien for adulte in lue.adultes] == ["demandeur", "codemandeur"]
    assert [(enfant.lien, enfant.prenom) for enfant in lue.enfants] == [("enfant", "Zoé")]


def _avec(chemin: str, valeur: object) -> bytes:
    demande = copy.deepcopy(jean())
    *parents, champ = chemin.split(".")
    objet = demande
    for parent in parents:
        objet = objet[parent]
    objet[champ] = valeur
    return json.dumps(demande).encode()


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        ("numeroUnique", "111102100000176AAA"),
        ("etat", "ENDORMIE"),
        ("dateDepot", "hier"),
        ("dateFinValidite", "2001-01-01"),
        ("courriel", "pas une adresse"),
        ("departement", "Paris"),
        ("demandeur.nomNaissance", ""),
        ("demandeur.prenom", "J" * 101),
        ("demandeur.dateNaissance", None),
        ("demandeur.civilite", "X"),
        ("demandeur.activite.siretEmployeur", "FR-123"),
        ("ressources.rfr", []),
        ("ressources.rfr", [{"annee": 2024, "montant": -1}]),
        ("ressources.revenuMensuel", "2050"),
        ("ressources.revenuMensuel", 10**12),
        ("logementActuel.situation", "CHATEAU"),
        ("souhaits.communes", []),
        ("souhaits.communes", ["Paris 11e"]),
        ("codemandeur", codemandeur(lien="ENFANT")),
        ("codemandeur", {"lien": "CONJOINT"}),
        ("autresPersonnes", [{**OCCUPANT, "lien": "CONJOINT"}]),
        ("autresPersonnes", [{**OCCUPANT, "dateNaissance": None}]),
    ],
)
async def test_a_value_outside_the_protocol_is_a_wrong_answer(registre, registres, chemin, valeur):
    registre.panne = _avec(chemin, valeur)
    with pytest.raises(ReponseInvalide):
        await registres.de("national").consulter(JEAN)


@pytest.mark.parametrize(
    ("ancien", "nouveau"),
    [
        ('role="demandeur"', 'role="enfant"'),
        ('role="enfant"', 'role="demandeur"'),
        ('civilite="F"', 'civilite="?"'),
        ("<mensuel>1600</mensuel>", ""),
        ("<mensuel>1600</mensuel>", "<mensuel>beaucoup</mensuel>"),
        (f'numero="{MARIE}"', 'numero="autre"'),
        ("<dalo>oui</dalo>", "<dalo>peut-être</dalo>"),
        ("<commune>29019</commune><commune>29075</commune>", ""),
        ("<naissance>1985-07-14</naissance>", "<naissance>1985-02-30</naissance>"),
    ],
)
async def test_so_it_is_in_xml(registre, registres, ancien, nouveau):
    assert ancien in marie()
    registre.panne = marie().replace(ancien, nouveau).encode()
    with pytest.raises(ReponseInvalide):
        await registres.de("29").consulter(MARIE)


@pytest.mark.parametrize(("nom", "numero"), [("national", JEAN), ("29", MARIE)])
async def test_a_radiation_asked_twice_is_done_once_and_is_no_error(registre, registres, nom, numero):
    registre.demandes |= {JEAN: jean(), MARIE: marie()}
    for reference in ("r1", "r1", "r2"):
        await registres.de(nom).radier(numero, date(2026, 11, 30), reference)
    assert registre.radiations == {numero: "r1"}
