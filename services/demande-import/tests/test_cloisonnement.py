"""Whose an import and a demande are: another's answers as what never existed (OWASP ASVS 4.2.1, acces.yaml)."""

import json

import pytest

from contracts.roles import Role

from .fabrique import API, AUTRE_SIRET, JEAN, SIRET, Personne, declarer, en_tant_que, jean

pytestmark = pytest.mark.integration


async def test_an_import_is_of_who_typed_it_for_each_of_its_gestures(app, registre):
    """Guide #3: the code is a proof only for the account that asked for it."""
    registre.demandes[JEAN] = jean()
    lui, intrus = Personne(app, "lui"), Personne(app, "intrus")
    sien = f"{API}/imports/{(await lui.saisir(JEAN))['import_id']}"
    (code,) = await lui.codes(1)
    await intrus.appeler("GET", sien, attendu=404)
    await intrus.appeler("POST", f"{sien}/renvoi", attendu=404)
    await intrus.appeler("POST", f"{sien}/code", {"code": code}, 404)
    await lui.appeler("POST", f"{sien}/code", {"code": code}, None)
    assert (await lui.appeler("GET", f"{API}/demandes/courante"))["numero_unique"] == JEAN
    vide = await intrus.appeler("GET", f"{API}/demandes/courante/export")
    assert (vide["demande"], vide["imports"], JEAN in json.dumps(vide)) == (None, [], False)


async def test_a_firm_answers_for_its_own_salaries_alone(app, registre):
    """Guide #3: the firm « conditionne le dépôt de ma demande de logement social à sa validation »."""
    registre.demandes[JEAN] = jean()
    await declarer(app, SIRET)
    await declarer(app, AUTRE_SIRET)
    demande = await Personne(app, "jean").tout_faire(JEAN)
    une = f"{API}/employeur/demandes/{demande['demande_id']}"
    for claims in ({"siret": AUTRE_SIRET}, {}):
        voisin = {"role": Role.EMPLOYEUR, **claims}
        await en_tant_que(app, "GET", une, attendu=404, **voisin)
        await en_tant_que(app, "POST", f"{une}/validation", attendu=404, **voisin)
        await en_tant_que(app, "POST", f"{une}/refus", corps={"motif": "autre"}, attendu=404, **voisin)
        assert (await en_tant_que(app, "GET", f"{API}/employeur/demandes", **voisin))["items"] == []
