"""Where to register one’s demande (guide #3, page 9). No server needed."""

import httpx
import pytest

from chassis.app import create_app
from chassis.auth import Keys
from chassis.context import Context
from demande_import.app import service

SITES = "/demande-import/sites-enregistrement"


@pytest.fixture
async def client():
    app = create_app(service, Context("demande-import", None, None, None), "api", Keys(""))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://alin.test") as opened:
        yield opened


@pytest.mark.parametrize(
    ("code", "nom", "adresse"),
    [
        ("75", "Paris", "demande-logement-social.gouv.fr"),
        ("29", "Finistère", "demandelogement29.fr/imhowebGP29/"),
        ("2a", "Corse-du-Sud", "demande-logement-social.gouv.fr"),
    ],
)
async def test_each_departement_has_its_site(client, code, nom, adresse):
    """Guide #3, page 9: « Le lien qui s'affiche est l'adresse du site »."""
    site = (await client.get(SITES, params={"departement": code})).json()
    assert (site["nom"], site["adresse"]) == (nom, adresse)


async def test_without_a_departement_all_are_listed(client):
    assert len((await client.get(SITES)).json()["sites"]) == 101


@pytest.mark.parametrize("code", ["99", "", "Paris", "\x00"])
async def test_an_unknown_departement_is_named_as_the_field_at_fault(client, code):
    refus = await client.get(SITES, params={"departement": code})
    assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "departement")
