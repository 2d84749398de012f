"""What the facts of the other services do to candidatures."""

from datetime import date, timedelta
from typing import Any

import pytest

from candidatures import grilles
from chassis.testing import Running, eventually
from contracts import candidatures as ev
from contracts import demande_import as di
from contracts import offres as of
from contracts.identity import CompteSupprime
from contracts.roles import Role

from .fabrique import (
    BASE,
    CONSEILLER,
    SIRET,
    bailleur,
    carte,
    connaitre,
    decider,
    demande,
    demander,
    deposer,
    employeur,
    entreprise,
    faire,
    lire,
    lus,
    offre,
    postuler,
    repondre,
    transmettre,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def driver() -> str:
    """One is enough here: `test_parcours` and `test_listes` hold the storage on both."""
    return "pymongo"


def radiee(etat: di.DemandeValidee) -> di.DemandeRadiee:
    return di.DemandeRadiee.model_validate({**etat.model_dump(), "version": etat.version + 1, "statut": "radiee"})


async def test_a_demande_struck_off_closes_its_candidature_and_gives_way_to_the_next(app: Running) -> None:
    """Domain, registers: not renewed → struck off."""
    ids = await transmettre(app, "p1", "p2")
    await decider(app, ids["p1"], "attribution_en_rang", rang=1)
    await decider(app, ids["p2"], "attribution_en_rang", rang=2)
    await app.publish(radiee(demande(app, "p1")))
    close = (await app.emitted(ev.CandidatureClassee))[0]
    assert (close.candidature_id, close.motif, close.active) == (ids["p1"], "demande_radiee", False)
    assert (await carte(app, "p2", ids["p2"]))["statut"] == "attribuee"
    assert (await postuler(app, "p1", "o1")).json()["code"] == "dossier_non_valide"


async def test_struck_off_by_attribution_after_the_lease_changes_nothing(app: Running) -> None:
    """Arrêté du 23 mars 2015: the demande is struck off at the lease, with the reason attribution."""
    ids = await transmettre(app, "p1")
    await decider(app, ids["p1"], "attribution")
    await repondre(app, "p1", ids["p1"], acceptee=True)
    await bailleur(app, ids["p1"], "bail", {"signe_le": str(app.clock.today())})
    await lus(app, await app.publish(radiee(demande(app, "p1"))))
    assert (await carte(app, "p1", ids["p1"]))["statut"] == "bail_signe"
    assert (await bailleur(app, ids["p1"], "entree"))["statut"] == "entree"


async def test_a_deleted_demande_closes_its_candidature_and_frees_the_salarie(app: Running) -> None:
    """Guide #4: « supprimer votre demande sur AL'in, puis la réimporter »."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    assert (await postuler(app, "p1", "o1")).status_code == 201
    await app.publish(di.DemandeSupprimee(version=2, demande_id="d-p1", compte_id="p1", le=app.clock.now()))
    assert (await app.emitted(ev.CandidatureClassee))[0].motif == "demande_supprimee"
    assert (await postuler(app, "p1", "o1")).json()["code"] == "demande_inconnue"
    await connaitre(app, [], [demande(app, "p1", demande_id="d-nouvelle")])
    assert (await postuler(app, "p1", "o1")).status_code == 201


async def test_an_updated_demande_is_ranked_again_until_it_is_transmitted(
    app: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Décret n° 2019-1378: by the grid that ranked it first, as of the day it was made."""
    depot = app.clock.today() - timedelta(days=300)
    await connaitre(app, [offre(app, "o1", candidats_a_proposer=1)], [demande(app, c, deposee_le=depot) for c in "ab"])
    with monkeypatch.context() as avant:
        avant.setattr(grilles, "en_vigueur", lambda _: grilles.grille("2026.1"))
        ids = {c: await deposer(app, c, "o1") for c in "ab"}
    assert (await carte(app, "b", ids["b"]))["position"] == 2
    app.clock.avance(timedelta(days=100))
    change = {"version": 2, "statut": "pieces_a_confirmer", "dalo": True, "deposee_le": depot}
    mise_a_jour = di.DemandeMiseAJour.model_validate(demande(app, "b").model_dump() | change)
    await app.publish(mise_a_jour)
    premiere = await eventually(lambda: _en_tete(app, "b", ids["b"]))
    assert premiere["detail_points"][0] == {
        "critere": "dalo",
        "libelle": "Reconnu prioritaire au titre du DALO",
        "points": 100,
    }
    assert (premiere["grille"], premiere["detail_points"][-1]["points"]) == ("2026.1", 0), "neither grid nor age move"
    assert (await carte(app, "a", ids["a"]))["position"] == 2
    await faire(app, Role.CONSEILLER, f"{BASE}/{ids['a']}/validation")
    await faire(app, Role.CONSEILLER, "/candidatures/offres/o1/transmission")
    await lus(app, await app.publish(demande(app, "a", version=2, dalo=True)))
    assert (await carte(app, "a", ids["a"]))["points"] < 100


async def test_a_dossier_updated_since_is_judged_again_before_it_is_validated(app: Running) -> None:
    """Guide #0 and #6, step 2: resources that grew past the ceiling after « Je postule »."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    identifiant = await deposer(app, "p1", "o1")
    riche = {"rfr_n2": 95_000, "annee_n2": 2024, "revenu_mensuel": 8_000}
    await lus(app, await app.publish(demande(app, "p1", version=2, ressources=riche)))
    refus = await demander(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    assert (refus.status_code, refus.json()["code"]) == (409, "non_eligible")
    assert [raison["motif"] for raison in refus.json()["raisons"]] == ["ressources"]
    assert (await carte(app, "p1", identifiant))["statut"] == "deposee"
    await lus(app, await app.publish(demande(app, "p1", version=3)))
    await faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")


async def test_only_a_dossier_that_is_still_valid_goes_to_the_bailleur(app: Running) -> None:
    """Guide #4: after « Mettre à jour » the pièces are confirmed again, « pour que votre candidature soit prise en
    compte lors de l'instruction »."""
    jours = {"p1": date(2020, 1, 1), "p2": date(2021, 1, 1)}
    demandes = [demande(app, c, deposee_le=jour) for c, jour in jours.items()]
    await connaitre(app, [offre(app, "o1", candidats_a_proposer=1)], demandes)
    ids = {c: await deposer(app, c, "o1") for c in jours}
    for identifiant in ids.values():
        await faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    change = {"version": 2, "statut": "pieces_a_confirmer"}
    await lus(app, await app.publish(di.DemandeMiseAJour.model_validate(demandes[0].model_dump() | change)))
    classees = (await lire(app, Role.CONSEILLER, "/candidatures/offres/o1/classement"))["candidatures"]
    assert [(c["id"], c["dossier_valide"]) for c in classees] == [(ids["p1"], False), (ids["p2"], True)]
    a_envoyer = (await lire(app, Role.CONSEILLER, CONSEILLER, statut="validee"))["candidatures"]
    assert {c["id"]: c["dossier_valide"] for c in a_envoyer} == {ids["p1"]: False, ids["p2"]: True}
    envoi = await faire(app, Role.CONSEILLER, "/candidatures/offres/o1/transmission")
    assert [c["id"] for c in envoi["candidatures"]] == [ids["p2"]]
    mienne = await carte(app, "p1", ids["p1"])
    assert (mienne["statut"], mienne["annulable"]) == ("validee", True)


async def test_a_home_that_the_bailleur_corrects_ranks_its_candidatures_again(app: Running) -> None:
    """Décret n° 2019-1378: « Logement dans une commune demandée »."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    identifiant = await deposer(app, "p1", "o1")
    ailleurs = {"version": 2, "commune": "75112", "commune_nom": "Paris 12e"}
    corrigee = of.OffreModifiee.model_validate(offre(app, "o1").model_dump() | ailleurs)
    avant = (await carte(app, "p1", identifiant))["points"]
    await lus(app, await app.publish(corrigee))
    assert (await carte(app, "p1", identifiant))["points"] == avant - 10


async def test_an_old_update_told_again_does_not_take_the_points_back(app: Running) -> None:
    """An operator replays the DLQ."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1", version=3, dalo=True)])
    identifiant = await deposer(app, "p1", "o1")
    ancienne = di.DemandeMiseAJour.model_validate(demande(app, "p1", version=2).model_dump())
    await lus(app, await app.publish(ancienne))
    assert (await carte(app, "p1", identifiant))["points"] >= 100


async def test_the_points_of_the_firm_come_when_al_in_knows_it_and_never_to_an_anonymous_demande(app: Running) -> None:
    """Guide #3, choice 1: « pas de points entreprise »."""
    choix = {"a": di.Consentement.ANONYME, "p": di.Consentement.POLITIQUE_LOGEMENT}
    demandes = [demande(app, c, employeur=employeur(consentement)) for c, consentement in choix.items()]
    await connaitre(app, [offre(app, "o1")], demandes)
    ids = {c: await deposer(app, c, "o1") for c in choix}

    async def points(compte: str) -> int:
        detail = (await carte(app, compte, ids[compte]))["detail_points"]
        return int(next(x["points"] for x in detail if x["critere"] == "politique_entreprise"))

    assert [await points(c) for c in choix] == [0, 0]
    await app.publish(entreprise(app))
    await eventually(lambda: _egale(points, "p", 15))
    assert await points("a") == 0
    petite = entreprise(app, version=2, effectif=9)
    await app.publish(di.EntrepriseModifiee.model_validate(petite.model_dump()))
    await eventually(lambda: _egale(points, "p", 0))
    assert SIRET not in str(await app.context.db["candidatures"].find().to_list(None))


async def test_an_erased_account_leaves_closed_candidatures_of_nobody(app: Running) -> None:
    """Domain, Privacy: delete on request."""
    ids = await transmettre(app, "p1", "p2")
    await decider(app, ids["p1"], "attribution_en_rang", rang=1)
    await decider(app, ids["p2"], "attribution_en_rang", rang=2)
    await app.publish(CompteSupprime(version=4, compte_id="p1", le=app.clock.now()))
    close = (await app.emitted(ev.CandidatureClassee))[0]
    assert (close.candidature_id, close.motif) == (ids["p1"], "compte_supprime")
    lu = await eventually(lambda: _efface(app, ids["p1"]))
    assert lu["version"] == close.version + 1
    assert (lu["active"], lu["points"], lu["detail"], lu["demande_id"]) == (False, 0, [], "efface")
    assert "p1" not in str(lu)
    dernier = await eventually(lambda: _dernier(app, ids["p1"]))
    assert dernier.value is None, "the last word of the compacted topic is a tombstone"
    assert (await carte(app, "p2", ids["p2"]))["statut"] == "attribuee", "the next in rank is offered the home"
    mienne = await lire(app, Role.SALARIE, BASE, qui={"compte_id": "p1"})
    assert mienne["en_cours"] == mienne["archivees"] == []
    vues = await lire(app, Role.BAILLEUR, "/candidatures/bailleur/candidatures", qui={"bailleur_id": "b1"})
    assert {c["id"] for c in vues["candidatures"]} == set(ids.values())


async def test_a_lease_survives_the_erasure_of_the_account_as_the_lease_of_nobody(app: Running) -> None:
    """Domain, Privacy: « delete on request before attribution »: the bailleur still has the keys to hand over."""
    ids = await transmettre(app, "p1")
    await decider(app, ids["p1"], "attribution")
    await repondre(app, "p1", ids["p1"], acceptee=True)
    await bailleur(app, ids["p1"], "bail", {"signe_le": str(app.clock.today())})
    await app.publish(CompteSupprime(version=4, compte_id="p1", le=app.clock.now()))
    await eventually(lambda: _efface(app, ids["p1"]))
    app.clock.avance(timedelta(days=1))
    assert (await bailleur(app, ids["p1"], "entree"))["statut"] == "entree"
    assert (await app.emitted(ev.EntreeDansLesLieux))[0].compte_id.startswith("efface-")


async def _en_tete(app: Running, compte: str, identifiant: str) -> Any:
    lue = await carte(app, compte, identifiant)
    return lue if lue["position"] == 1 else None


async def _egale(points: Any, compte: str, attendu: int) -> bool:
    return bool(await points(compte) == attendu)


async def _efface(app: Running, identifiant: str) -> Any:
    lu = await app.context.db["candidatures"].find_one({"_id": identifiant})
    return lu if lu["compte_id"].startswith("efface-") else None


async def _dernier(app: Running, identifiant: str) -> Any:
    records = [r for r in await app.records("candidatures.candidatures") if r.key == identifiant.encode()]
    return records[-1] if records and records[-1].value is None else None
