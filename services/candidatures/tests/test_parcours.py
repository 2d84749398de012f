"""A candidature on a real MongoDB and a real Kafka, from « Je postule » to the keys (guide #6)."""

import asyncio
from datetime import timedelta

import pytest

from candidatures import echeances, grilles
from chassis.testing import Running
from contracts import candidatures as ev
from contracts import offres as of
from contracts.demande_import import Consentement, StatutDemande
from contracts.roles import Role

from .fabrique import BAILLEUR, BASE, SIRET, carte, connaitre, demande, deposer, employeur, faire, offre, postuler

pytestmark = pytest.mark.integration


async def test_fifty_simultaneous_applications_take_one_place(app: Running) -> None:
    """Guide #6: « une seule candidature active »."""
    await connaitre(app, [offre(app, f"o{n}") for n in range(50)], [demande(app, "p1")])
    reponses = await asyncio.gather(*(postuler(app, "p1", f"o{n}") for n in range(50)))
    assert sorted(r.status_code for r in reponses) == [201] + [409] * 49
    assert {r.json()["code"] for r in reponses if r.status_code == 409} == {"candidature_deja_active"}
    assert await app.context.db["candidatures"].count_documents({}) == 1


async def test_the_same_key_twice_has_one_effect_and_one_answer(app: Running) -> None:
    """Guide #5: « Ce logement a bien été ajouté à vos candidatures »."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    cle = {"Idempotency-Key": "cle-12345678"}
    une, autre = await asyncio.gather(postuler(app, "p1", "o1", **cle), postuler(app, "p1", "o1", **cle))
    assert une.status_code == autre.status_code == 201, (une.text, autre.text)
    assert une.json() == autre.json()
    assert une.json()["message"] == "Ce logement a bien été ajouté à vos candidatures"


async def test_each_refusal_says_why(app: Running) -> None:
    """Guide #0, #3 and #5."""
    hier = app.clock.today() - timedelta(days=1)
    offres = [
        offre(app, "passee", date_limite=hier),
        offre(app, "dernier-jour", date_limite=app.clock.today()),
        offre(app, "reservee", reserve_siret="82454968702431"),
        offre(app, "grande", typologie="T5"),
        offre(app, "retiree", statut="retiree"),
    ]
    inachevees = [s.value for s in StatutDemande if s is not StatutDemande.VALIDEE]
    await connaitre(app, offres, [demande(app, "p1"), *(demande(app, s, statut=s) for s in inachevees)])

    async def code(compte: str, offre_id: str) -> str:
        return str((await postuler(app, compte, offre_id)).json().get("code"))

    assert await code("p1", "passee") == "offre_expiree"
    assert await code("p1", "reservee") == "offre_reservee"
    assert await code("p1", "retiree") == "offre_indisponible"
    assert await code("inconnu", "dernier-jour") == "demande_inconnue"
    assert {await code(compte, "dernier-jour") for compte in inachevees} == {"dossier_non_valide"}
    refus = (await postuler(app, "p1", "grande")).json()
    assert (refus["code"], refus["raisons"][0]["motif"]) == ("non_eligible", "typologie")
    assert (await postuler(app, "p1", "dernier-jour")).status_code == 201
    deja = {await code("p1", identifiant) for identifiant in ("dernier-jour", "passee", "grande", "jamais-publiee")}
    assert deja == {"candidature_deja_active"}, "the one in progress is told before what is wrong with another home"


async def test_a_home_kept_for_one_firm_is_for_its_salaries(app: Running) -> None:
    """Domain, Offers: « some offers are reserved for the salariés of one firm »."""
    de_la_firme = demande(app, "p1", employeur=employeur(Consentement.POLITIQUE_LOGEMENT))
    await connaitre(app, [offre(app, "o1", reserve_siret=SIRET)], [de_la_firme, demande(app, "p2")])
    assert (await postuler(app, "p1", "o1")).status_code == 201
    assert (await postuler(app, "p2", "o1")).json()["code"] == "offre_reservee"


async def test_from_je_postule_to_the_keys(app: Running) -> None:
    """Guide #6, the seven steps; CCH R. 441-3 and R. 441-10."""
    comptes = ["p1", "p2", "p3", "p4"]
    demandes = [demande(app, c, dalo=c == "p3") for c in comptes]
    await connaitre(app, [offre(app, "o1")], demandes)
    ids = {c: await deposer(app, c, "o1") for c in comptes}
    mien = app.token(Role.SALARIE, compte_id="p3")
    carte = (await app.client.get(BASE, headers=mien)).json()["en_cours"][0]
    assert (carte["position"], carte["nombre"], carte["libelle"], carte["annulable"]) == (1, 4, "En attente", True)
    assert carte["logement"]["loyer"] == 703
    assert [e["etat"] for e in carte["etapes"]] == ["fait", "en_cours", *["a_venir"] * 4]

    for identifiant in ids.values():
        await faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    envoi = "/candidatures/offres/o1/transmission"
    envoyees = [c["id"] for c in (await faire(app, Role.CONSEILLER, envoi))["candidatures"]]
    assert envoyees == [ids["p3"], ids["p1"], ids["p2"]]
    assert (await faire(app, Role.CONSEILLER, envoi))["candidatures"] == []
    rang = await app.client.get("/candidatures/offres/o1/classement", headers=app.token(Role.CONSEILLER))
    assert [c["en_reserve"] for c in rang.json()["candidatures"]] == [False, False, False, True]
    tard = await app.client.post(f"{BASE}/{ids['p3']}/annulation", headers=mien)
    assert tard.json()["code"] == "candidature_non_annulable"

    autre = app.token(Role.BAILLEUR, bailleur_id="b2")
    assert (await app.client.post(f"{BAILLEUR}/{ids['p3']}/entree", headers=autre)).status_code == 404
    for rang_, compte in enumerate(("p3", "p1"), 1):
        decision = {"type": "attribution_en_rang", "rang": rang_}
        corps = {"decision": decision, "commission_le": str(app.clock.today())}
        await faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids[compte]}/decision", corps, bailleur_id="b1")
    app.clock.avance(timedelta(days=16))
    await echeances.passer(app.context)
    mien = app.token(Role.SALARIE, compte_id="p3")
    assert (await app.client.get(f"{BASE}/{ids['p3']}", headers=mien)).json()["motif"] == "silence"
    await faire(app, Role.SALARIE, f"{BASE}/{ids['p1']}/reponse", {"acceptee": True}, compte_id="p1")
    bail = {"signe_le": str(app.clock.today())}
    await faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/bail", bail, bailleur_id="b1")
    await faire(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/entree", bailleur_id="b1")
    closes = await app.emitted(ev.CandidatureClassee, 2)
    assert {c.candidature_id for c in closes} == {ids["p2"], ids["p4"]}
    (signe,) = await app.emitted(ev.BailSigne)
    assert (signe.compte_id, str(signe.bail_signe_le)) == ("p1", bail["signe_le"])


async def test_a_commission_of_one_dossier_must_declare_that_too_few_applied(app: Running) -> None:
    """CCH R. 441-3."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    identifiant = await deposer(app, "p1", "o1")
    await faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    await faire(app, Role.CONSEILLER, "/candidatures/offres/o1/transmission")
    corps: dict[str, object] = {"decision": {"type": "attribution"}, "commission_le": str(app.clock.today())}
    qui = app.token(Role.BAILLEUR, bailleur_id="b1")
    refus = await app.client.post(f"{BAILLEUR}/{identifiant}/decision", json=corps, headers=qui)
    assert refus.json()["code"] == "commission_incomplete"
    corps["candidats_insuffisants"] = True
    assert (await app.client.post(f"{BAILLEUR}/{identifiant}/decision", json=corps, headers=qui)).status_code == 200


async def test_a_salarie_of_another_firm_is_not_refused_only_not_priority(app: Running) -> None:
    """Guide #0: « Les autres demandeurs de logement ne seront pas prioritaires »."""
    prioritaire = demande(app, "p2", employeur=employeur(Consentement.ANONYME))
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1"), prioritaire])
    ids = {compte: await deposer(app, compte, "o1") for compte in ("p1", "p2")}
    assert [(await carte(app, compte, ids[compte]))["position"] for compte in ("p1", "p2")] == [2, 1]


async def test_the_card_shows_the_home_the_steps_the_points_and_the_effect_of_a_refusal(app: Running) -> None:
    """Guide #6, the screen « Mes candidatures »; décret n° 2019-1378: points, position, effect of a refusal."""
    limite = app.clock.today() + timedelta(days=13)
    ancienne = app.clock.today() - timedelta(days=400)
    demandes = [demande(app, "p1", dalo=True), demande(app, "p2", deposee_le=ancienne)]
    await connaitre(app, [offre(app, "o1")], demandes)
    ids = {compte: await deposer(app, compte, "o1") for compte in ("p2", "p1")}
    vue = await carte(app, "p2", ids["p2"])
    assert (vue["logement"]["typologie"], vue["logement"]["departement"], vue["logement"]["loyer"]) == ("T2", "75", 703)
    assert (vue["position"], vue["nombre"], vue["date_limite"], vue["libelle"]) == (2, 2, str(limite), "En attente")
    assert [etape["libelle"] for etape in vue["etapes"]] == [
        "Je postule",
        "Validations",
        "Envoi bailleur",
        "Visite",
        "Commission logement",
        "Entrer dans les lieux",
    ]
    assert {x["critere"]: x["points"] for x in vue["detail_points"]} == {
        "dalo": 0,
        "prioritaire_l441_1": 0,
        "salarie_entreprise_eligible": 0,
        "politique_entreprise": 0,
        "situation_logement": 20,
        "handicap": 0,
        "commune_demandee": 10,
        "anciennete": 3,
    }
    assert (vue["points"], vue["grille"]) == (33, grilles.en_vigueur(app.clock.today()).version)
    assert "aucun point n’est retiré" in vue["effet_refus"]


async def test_a_withdrawn_home_frees_the_salarie(app: Running) -> None:
    """Guide #6: one place, free again once the home is gone."""
    await connaitre(app, [offre(app, "o1"), offre(app, "o2")], [demande(app, "p1")])
    assert (await postuler(app, "p1", "o1")).status_code == 201
    etat = offre(app, "o1", version=2, statut="retiree").model_dump()
    await app.publish(of.OffreRetiree.model_validate(etat))
    assert (await app.emitted(ev.CandidatureClassee))[0].motif == "offre_retiree"
    assert (await postuler(app, "p1", "o2")).status_code == 201


async def test_the_grid_is_published_to_everyone(app: Running) -> None:
    """Décret n° 2019-1378."""
    grille = (await app.client.get("/candidatures/cotation/grille")).json()
    assert grille["version"] == grilles.en_vigueur(app.clock.today()).version
    assert "2019-1378" in grille["source"]
    assert len(grille["poids"]) == 8
