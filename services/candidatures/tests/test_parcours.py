"""A candidature on a real MongoDB and a real Kafka, from « Je postule » to the keys (guide #6)."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from candidatures import echeances
from candidatures.app import service
from chassis.testing import Running, eventually, running
from contracts import candidatures as ev
from contracts import demande_import as di
from contracts import offres as of
from contracts.roles import Role

pytestmark = pytest.mark.integration
BASE = "/candidatures/candidatures"
BAILLEUR = "/candidatures/bailleur/candidatures"


@pytest.fixture
async def app(mongo_url, kafka_servers, driver):
    async with running(service, mongo_url, kafka_servers, driver=driver) as app:
        yield app


def _offre(app: Running, offre_id: str, **changements: object) -> of.OffrePubliee:
    etat: dict[str, object] = {
        "version": 1,
        "offre_id": offre_id,
        "bailleur_id": "b1",
        "bailleur_nom": "Habitat Test",
        "statut": "publiee",
        "type_logement": "appartement",
        "typologie": "T2",
        "norme": "PLS",
        "surface": Decimal(47),
        "loyer": Decimal(703),
        "loyer_hors_charges": Decimal(600),
        "commune": "75111",
        "commune_nom": "Paris 11e",
        "code_postal": "75011",
        "departement": "75",
        "date_limite": app.clock.today() + timedelta(days=13),
        "disponible_le": app.clock.today() + timedelta(days=30),
        "le": app.clock.now(),
    }
    return of.OffrePubliee.model_validate({**etat, **changements})


def _demande(app: Running, compte: str, **changements: object) -> di.DemandeValidee:
    etat: dict[str, object] = {
        "version": 1,
        "demande_id": f"d-{compte}",
        "compte_id": compte,
        "statut": "validee",
        "departement": "75",
        "deposee_le": date(2025, 3, 1),
        "valide_jusqu_au": date(2030, 3, 1),
        "personnes": [{"lien": "demandeur", "date_naissance": date(1990, 5, 1)}],
        "ressources": {"rfr_n2": 25000, "annee_n2": 2024, "revenu_mensuel": 2600},
        "communes_souhaitees": ("75111",),
        "situation_logement": "heberge",
        "motif": "sans_logement_propre",
        "le": app.clock.now(),
    }
    return di.DemandeValidee.model_validate({**etat, **changements})


async def _connaitre(app: Running, offres: list[of.OffrePubliee], demandes: list[di.DemandeValidee]) -> None:
    for message in (*offres, *demandes):
        await app.publish(message)

    async def tout() -> bool:
        vues = await app.context.db["offres"].count_documents({})
        return vues >= len(offres) and await app.context.db["demandes"].count_documents({}) >= len(demandes)

    await eventually(tout, within=30)


async def _postuler(app: Running, compte: str, offre_id: str, **entetes: str) -> httpx.Response:
    qui = {**app.token(Role.SALARIE, compte_id=compte), **entetes}
    return await app.client.post(BASE, json={"offre_id": offre_id}, headers=qui)


async def _faire(app: Running, role: Role, chemin: str, corps: object = None, **claims: str) -> dict[str, Any]:
    reponse = await app.client.post(chemin, json=corps, headers=app.token(role, **claims))
    assert reponse.status_code == 200, reponse.text
    corps_lu: dict[str, Any] = reponse.json()
    return corps_lu


async def test_fifty_simultaneous_applications_take_one_place(app):
    """Guide #6: « une seule candidature active »."""
    await _connaitre(app, [_offre(app, f"o{n}") for n in range(50)], [_demande(app, "p1")])
    reponses = await asyncio.gather(*(_postuler(app, "p1", f"o{n}") for n in range(50)))
    assert sorted(r.status_code for r in reponses) == [201] + [409] * 49
    assert {r.json()["code"] for r in reponses if r.status_code == 409} == {"candidature_deja_active"}
    assert await app.context.db["candidatures"].count_documents({}) == 1


async def test_the_same_key_twice_has_one_effect_and_one_answer(app):
    await _connaitre(app, [_offre(app, "o1")], [_demande(app, "p1")])
    cle = {"Idempotency-Key": "cle-12345678"}
    une, autre = await asyncio.gather(_postuler(app, "p1", "o1", **cle), _postuler(app, "p1", "o1", **cle))
    assert une.status_code == autre.status_code == 201, (une.text, autre.text)
    assert une.json() == autre.json()
    assert une.json()["message"] == "Ce logement a bien été ajouté à vos candidatures"


async def test_each_refusal_says_why(app):
    """Guide #0 and #5."""
    hier = app.clock.today() - timedelta(days=1)
    offres = [
        _offre(app, "passee", date_limite=hier),
        _offre(app, "dernier-jour", date_limite=app.clock.today()),
        _offre(app, "reservee", reserve_siret="82454968024321"),
        _offre(app, "grande", typologie="T5"),
        _offre(app, "retiree", statut="retiree"),
    ]
    await _connaitre(app, offres, [_demande(app, "p1"), _demande(app, "p2", statut="a_completer")])

    async def code(compte: str, offre: str) -> str:
        return str((await _postuler(app, compte, offre)).json().get("code"))

    assert await code("p1", "passee") == "offre_expiree"
    assert await code("p1", "reservee") == "offre_reservee"
    assert await code("p1", "retiree") == "offre_indisponible"
    assert await code("inconnu", "dernier-jour") == "demande_inconnue"
    assert await code("p2", "dernier-jour") == "dossier_non_valide"
    refus = (await _postuler(app, "p1", "grande")).json()
    assert (refus["code"], refus["raisons"][0]["motif"]) == ("non_eligible", "typologie")
    assert (await _postuler(app, "p1", "dernier-jour")).status_code == 201


async def test_from_je_postule_to_the_keys(app):
    """Guide #6, the seven steps; CCH R. 441-3 and R. 441-10."""
    comptes = ["p1", "p2", "p3", "p4"]
    demandes = [_demande(app, c, dalo=c == "p3") for c in comptes]
    await _connaitre(app, [_offre(app, "o1")], demandes)
    ids = {c: (await _postuler(app, c, "o1")).json()["id"] for c in comptes}
    mien = app.token(Role.SALARIE, compte_id="p3")
    carte = (await app.client.get(BASE, headers=mien)).json()["en_cours"][0]
    assert (carte["position"], carte["nombre"], carte["libelle"], carte["annulable"]) == (1, 4, "En attente", True)
    assert carte["logement"]["loyer"] == 703
    assert [e["etat"] for e in carte["etapes"]] == ["fait", "en_cours", *["a_venir"] * 4]

    for identifiant in ids.values():
        await _faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    envoi = "/candidatures/offres/o1/transmission"
    envoyees = [c["id"] for c in (await _faire(app, Role.CONSEILLER, envoi))["candidatures"]]
    assert envoyees == [ids["p3"], ids["p1"], ids["p2"]]
    assert (await _faire(app, Role.CONSEILLER, envoi))["candidatures"] == []
    rang = await app.client.get("/candidatures/offres/o1/classement", headers=app.token(Role.CONSEILLER))
    assert [c["en_reserve"] for c in rang.json()["candidatures"]] == [False, False, False, True]
    tard = await app.client.post(f"{BASE}/{ids['p3']}/annulation", headers=mien)
    assert tard.json()["code"] == "candidature_non_annulable"

    autre = app.token(Role.BAILLEUR, bailleur_id="b2")
    assert (await app.client.post(f"{BAILLEUR}/{ids['p3']}/entree", headers=autre)).status_code == 404
    for rang_, compte in enumerate(("p3", "p1"), 1):
        decision = {"type": "attribution_en_rang", "rang": rang_}
        corps = {"decision": decision, "commission_le": str(app.clock.today())}
        await _faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids[compte]}/decision", corps, bailleur_id="b1")
    app.clock.avance(timedelta(days=16))
    await echeances.passer(app.context)
    mien = app.token(Role.SALARIE, compte_id="p3")
    assert (await app.client.get(f"{BASE}/{ids['p3']}", headers=mien)).json()["motif"] == "silence"
    await _faire(app, Role.SALARIE, f"{BASE}/{ids['p1']}/reponse", {"acceptee": True}, compte_id="p1")
    bail = {"signe_le": str(app.clock.today())}
    await _faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/bail", bail, bailleur_id="b1")
    await _faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/entree", bailleur_id="b1")
    closes = await app.emitted(ev.CandidatureClassee, 2)
    assert {c.candidature_id for c in closes} == {ids["p2"], ids["p4"]}
    assert (await app.emitted(ev.BailSigne))[0].compte_id == "p1"


async def test_a_commission_of_one_dossier_must_declare_that_too_few_applied(app):
    """CCH R. 441-3."""
    await _connaitre(app, [_offre(app, "o1")], [_demande(app, "p1")])
    identifiant = (await _postuler(app, "p1", "o1")).json()["id"]
    await _faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    await _faire(app, Role.CONSEILLER, "/candidatures/offres/o1/transmission")
    corps = {"decision": {"type": "attribution"}, "commission_le": str(app.clock.today())}
    qui = app.token(Role.BAILLEUR, bailleur_id="b1")
    refus = await app.client.post(f"{BAILLEUR}/{identifiant}/decision", json=corps, headers=qui)
    assert refus.json()["code"] == "commission_incomplete"
    corps["candidats_insuffisants"] = True
    assert (await app.client.post(f"{BAILLEUR}/{identifiant}/decision", json=corps, headers=qui)).status_code == 200


async def test_a_withdrawn_home_frees_the_salarie(app):
    await _connaitre(app, [_offre(app, "o1"), _offre(app, "o2")], [_demande(app, "p1")])
    assert (await _postuler(app, "p1", "o1")).status_code == 201
    etat = _offre(app, "o1", version=2, statut="retiree").model_dump()
    await app.publish(of.OffreRetiree.model_validate(etat))
    assert (await app.emitted(ev.CandidatureClassee))[0].motif == "offre_retiree"
    assert (await _postuler(app, "p1", "o2")).status_code == 201


async def test_the_grid_is_published_to_everyone(app):
    """Décret n° 2019-1378."""
    grille = (await app.client.get("/candidatures/cotation/grille")).json()
    assert grille["version"] == "2026.1"
    assert "2019-1378" in grille["source"]
    assert len(grille["poids"]) == 8
