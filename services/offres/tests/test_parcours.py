"""« Les offres » on a real MongoDB and a real Kafka: the bailleur publishes, the salarié sees (guide #5)."""

from datetime import date, timedelta

import pytest

from chassis.testing import Running, eventually, running
from contracts import demande_import as di
from contracts.candidatures import BailSigne, Etape, StatutCandidature
from contracts.offres import OffreModifiee, OffrePourvue, OffrePubliee, OffreRetiree
from contracts.roles import Role
from offres.app import service

from .fabrique import SIRET

pytestmark = pytest.mark.integration
COMPTE = "compte-1"
ENTREPRISE = di.Employeur(siret=SIRET, consentement=di.Consentement.ANONYME, entreprise_eligible=True)


@pytest.fixture
async def offres(mongo_url, kafka_servers, driver):
    async with running(service, mongo_url, kafka_servers, driver=driver) as app:
        await eventually(lambda: _pret(app))
        await _poster(app, "/offres/bailleurs", {"id": "habitat-test", "nom": "Habitat Test"}, _admin(app))
        yield app


async def _pret(app: Running) -> bool:
    return (await app.client.get("/health/ready")).status_code == 200


def _admin(app: Running) -> dict[str, str]:
    return app.token(Role.ADMIN)


def _bailleur(app: Running, bailleur_id: str = "habitat-test") -> dict[str, str]:
    return app.token(Role.BAILLEUR, compte_id=f"agent-{bailleur_id}", bailleur_id=bailleur_id)


def _salarie(app: Running) -> dict[str, str]:
    return app.token(Role.SALARIE, compte_id=COMPTE)


def _corps(app: Running, **changements: object) -> dict[str, object]:
    jour = app.clock.today()
    return {
        "type_logement": "appartement",
        "typologie": "T2",
        "norme": "PLS",
        "surface": 47,
        "loyer": 841,
        "loyer_hors_charges": 726.5,
        "commune": "75111",
        "date_limite": str(jour + timedelta(days=13)),
        "disponible_le": str(jour + timedelta(days=24)),
        "description": "Dans une rue très commerçante.",
        "etage": 1,
        "pmr": True,
        "ges": "B",
        **changements,
    }


async def _poster(app: Running, chemin: str, corps: dict[str, object] | None, qui: dict[str, str]) -> dict[str, object]:
    reponse = await app.client.post(chemin, json=corps, headers=qui)
    assert reponse.status_code in (200, 201), reponse.text
    return reponse.json()


async def _publier(app: Running, **changements: object) -> str:
    return str((await _poster(app, "/offres/offres", _corps(app, **changements), _bailleur(app)))["id"])


def _demande(
    app: Running, classe: type[di.DemandeValidee] = di.DemandeValidee, **changements: object
) -> di.DemandeValidee:
    etat: dict[str, object] = {
        "version": 1,
        "demande_id": "d1",
        "compte_id": COMPTE,
        "statut": di.StatutDemande.VALIDEE,
        "departement": "75",
        "deposee_le": date(2025, 3, 1),
        "valide_jusqu_au": date(2027, 3, 1),
        "personnes": (di.PersonneALoger(lien=di.Lien.DEMANDEUR, date_naissance=date(1990, 5, 1)),),
        "ressources": di.Ressources(rfr_n2=25000, annee_n2=2024, revenu_mensuel=2600),
        "communes_souhaitees": ("75111",),
        "situation_logement": di.SituationLogement.HEBERGE,
        "motif": "sans_logement_propre",
        "employeur": ENTREPRISE,
        "le": app.clock.now(),
        **changements,
    }
    return classe(**etat)


async def _lire(app: Running, **criteres: object) -> dict[str, object]:
    reponse = await app.client.get("/offres/liste", params=criteres, headers=_salarie(app))
    return reponse.json() if reponse.status_code == 200 else {}


async def _voir(app: Running, attendus: set[str], **criteres: object) -> dict[str, object]:
    """The list once it holds exactly these offers."""

    async def la() -> dict[str, object]:
        page = await _lire(app, **criteres)
        return page if page and {item["id"] for item in page["items"]} == attendus else {}

    return await eventually(la)


async def _valider_dossier(app: Running, **changements: object) -> None:
    await app.publish(_demande(app, **changements))
    await eventually(lambda: _lire(app))


async def test_from_the_publication_to_the_lease(offres):
    """Guide #5, #6: the home appears, is corrected, and leaves the list when its lease is signed."""
    await _valider_dossier(offres)
    offre_id = await _publier(offres)
    page = await _voir(offres, {offre_id})
    assert page["compteurs"] == {"communes_demandees": 1, "communes_limitrophes": 0, "autres_communes": 0}
    assert page["prix"] == {"min": 841.0, "max": 841.0}
    assert page["items"][0]["eligibilite"]["eligible"] is True
    assert "Licence Ouverte" in page["credit"]

    detail = (await offres.client.get(f"/offres/offres/{offre_id}", headers=_salarie(offres))).json()
    assert (detail["loyer"], detail["surface"], detail["etage"], detail["ges"]) == (841.0, 47.0, 1, "B")
    assert detail["commune"]["nom"] == "Paris 11e Arrondissement"
    assert detail["commune"]["code_postal"] == "75011"
    assert (detail["onglet"], detail["ouverte"]) == ("communes_demandees", True)

    corrige = await offres.client.patch(
        f"/offres/offres/{offre_id}", json={"version": 1, "loyer": 820.25, "dpe": "C"}, headers=_bailleur(offres)
    )
    assert (corrige.status_code, corrige.json()["version"], corrige.json()["loyer"]) == (200, 2, 820.25)
    await offres.publish(_bail(offres, offre_id))
    await _voir(offres, set())
    assert [e.loyer for e in await offres.emitted(OffrePubliee)] == [841]
    assert [str(e.loyer) for e in await offres.emitted(OffreModifiee)] == ["820.25"]
    pourvue = (await offres.emitted(OffrePourvue))[0]
    assert (pourvue.version, pourvue.statut) == (3, "pourvue")
    refus = await offres.client.post(f"/offres/offres/{offre_id}/retrait", headers=_bailleur(offres))
    assert (refus.status_code, refus.json()["code"]) == (409, "offre_non_modifiable")


def _bail(app: Running, offre_id: str) -> BailSigne:
    return BailSigne(
        version=9,
        candidature_id="c1",
        compte_id=COMPTE,
        demande_id="d1",
        offre_id=offre_id,
        bailleur_id="habitat-test",
        statut=StatutCandidature.BAIL_SIGNE,
        etape=Etape.ENTREE,
        active=True,
        deposee_le=app.clock.now(),
        le=app.clock.now(),
    )


async def test_without_a_validated_dossier_nothing_is_listed_and_the_person_is_told_what_to_do(offres):
    """Guide #3: « vous devez valider votre dossier afin d'accéder aux offres »."""
    offre_id = await _publier(offres)
    refus = await offres.client.get("/offres/liste", headers=_salarie(offres))
    assert (refus.status_code, refus.json()["code"]) == (403, "dossier_non_valide")
    assert "Importez votre demande" in refus.json()["detail"]
    await offres.publish(_demande(offres, statut=di.StatutDemande.PIECES_A_CONFIRMER))

    async def pieces_attendues() -> bool:
        detail = await offres.client.get(f"/offres/offres/{offre_id}", headers=_salarie(offres))
        return detail.status_code == 403 and "pièces justificatives" in detail.json()["detail"]

    await eventually(pieces_attendues)
    await offres.publish(_demande(offres, version=2))
    await _voir(offres, {offre_id})
    await offres.publish(di.DemandeSupprimee(version=3, demande_id="d1", compte_id=COMPTE, le=offres.clock.now()))

    async def oubliee() -> bool:
        reponse = await offres.client.get("/offres/liste", headers=_salarie(offres))
        return reponse.status_code == 403 and "Importez" in reponse.json()["detail"]

    await eventually(oubliee)
    gardee = await offres.context.db["demandes"].find_one({"_id": "d1"})
    assert set(gardee["etat"]) <= {"version", "demande_id", "compte_id", "le"}


async def test_homes_kept_for_another_firm_past_or_withdrawn_do_not_exist(offres):
    """Domain, Offers: « Some offers are reserved for the salariés of one firm »."""
    await _valider_dossier(offres)
    pour_moi = await _publier(offres, reserve_siret=SIRET)
    pour_autre = await _publier(offres, reserve_siret="00000000000000")
    retiree = await _publier(offres)
    await _poster(offres, f"/offres/offres/{retiree}/retrait", None, _bailleur(offres))
    await offres.emitted(OffreRetiree)
    page = await _voir(offres, {pour_moi})
    assert page["items"][0]["reservee"] is True
    cachee = await offres.client.get(f"/offres/offres/{pour_autre}", headers=_salarie(offres))
    assert (cachee.status_code, cachee.json()["code"]) == (404, "introuvable")
    offres.clock.avance(timedelta(days=14))
    assert (await _lire(offres))["items"] == []


async def test_a_home_kept_for_a_firm_is_not_shown_to_another_nor_told_to_who_has_no_dossier(offres):
    """Domain, Offers: « Some offers are reserved for the salariés of one firm »."""
    chemin = f"/offres/offres/{await _publier(offres, reserve_siret=SIRET)}"
    for role, siret, statut in ((Role.EMPLOYEUR, SIRET, 200), (Role.EMPLOYEUR, "0" * 14, 404), (Role.ADMIN, None, 200)):
        qui = offres.token(role, compte_id=f"agent-{siret}", **({"siret": siret} if siret else {}))
        assert (await offres.client.get(chemin, headers=qui)).status_code == statut
    for reserve_ou_absente in (chemin, "/offres/offres/absente"):
        sans_dossier = await offres.client.get(reserve_ou_absente, headers=_salarie(offres))
        assert sans_dossier.json()["code"] == "dossier_non_valide"


async def test_while_the_index_loads_the_list_says_so_rather_than_that_there_is_no_home(offres, monkeypatch):
    """Guide #5: a counter of zero sends the person to the other tabs."""
    await _valider_dossier(offres)
    monkeypatch.setattr(offres.context.resources.catalogue, "charge", False)
    refus = await offres.client.get("/offres/liste", headers=_salarie(offres))
    assert (refus.status_code, refus.json()["code"], refus.headers["Retry-After"]) == (503, "service_indisponible", "1")
    assert not await _pret(offres)


async def test_pages_follow_each_other_while_homes_come(offres):
    await _valider_dossier(offres)
    ids = {await _publier(offres, etage=etage) for etage in range(5)}
    await _voir(offres, ids)
    vues, curseur = [], None
    while True:
        page = await _lire(offres, limite=2, **({"curseur": curseur} if curseur else {}))
        vues += [item["id"] for item in page["items"]]
        curseur = page["curseur_suivant"]
        if len(vues) == 2:
            await _voir(offres, ids | {await _publier(offres, etage=9)})
        if not curseur:
            break
    assert len(vues) == 5
    assert set(vues) == ids
    mauvais = await offres.client.get("/offres/liste", params={"curseur": "???"}, headers=_salarie(offres))
    assert mauvais.status_code == 422


async def test_a_list_that_did_not_change_is_not_sent_again(offres):
    await _valider_dossier(offres)
    offre_id = await _publier(offres)
    await _voir(offres, {offre_id})
    for chemin in ("/offres/liste", f"/offres/offres/{offre_id}"):
        premiere = await offres.client.get(chemin, headers=_salarie(offres))
        conditionnelle = {**_salarie(offres), "If-None-Match": premiere.headers["ETag"]}
        encore = await offres.client.get(chemin, headers=conditionnelle)
        assert (encore.status_code, encore.content) == (304, b"")


async def test_homes_one_is_not_eligible_for_are_shown_on_demand_with_the_reasons(offres):
    """Guide #0: one person, T1 to T2."""
    await _valider_dossier(offres)
    t4 = await _publier(offres, typologie="T4")
    await _voir(offres, set())
    page = await _voir(offres, {t4}, non_eligibles=True)
    assert [raison["motif"] for raison in page["items"][0]["eligibilite"]["raisons"]] == ["typologie"]


async def test_a_bailleur_sees_and_changes_its_own_offers_alone(offres):
    await _poster(offres, "/offres/bailleurs", {"id": "autre", "nom": "Autre"}, _admin(offres))
    ids = [await _publier(offres, etage=etage) for etage in range(3)]
    premiere = (await offres.client.get("/offres/offres?limite=2", headers=_bailleur(offres))).json()
    suite = f"/offres/offres?limite=2&curseur={premiere['curseur_suivant']}"
    seconde = (await offres.client.get(suite, headers=_bailleur(offres))).json()
    assert [item["id"] for item in premiere["items"] + seconde["items"]] == ids[::-1]
    assert seconde["curseur_suivant"] is None
    autre = _bailleur(offres, "autre")
    assert (await offres.client.get("/offres/offres", headers=autre)).json()["items"] == []
    assert (await offres.client.get(f"/offres/offres/{ids[0]}", headers=autre)).status_code == 404
    assert (await offres.client.patch(f"/offres/offres/{ids[0]}", json={"etage": 4}, headers=autre)).status_code == 404
    perime = await offres.client.patch(
        f"/offres/offres/{ids[0]}", json={"version": 7, "etage": 4}, headers=_bailleur(offres)
    )
    assert perime.json()["code"] == "conflit_version"


@pytest.mark.parametrize(
    ("changements", "champ"),
    [
        ({"commune": "75056"}, "commune"),
        ({"commune": "99999"}, "commune"),
        ({"loyer": 700}, "loyer"),
        ({"norme": "PLI"}, "zone_pli"),
        ({"date_limite": "2020-01-01"}, "date_limite"),
        ({"ges": "Z"}, "ges"),
        ({"surface": -1}, "surface"),
        ({"reserve_siret": "٨٢٤٥٤٩٦٨٧٠٢٤٣١"}, "reserve_siret"),
        ({"inconnu": 1}, "inconnu"),
    ],
)
async def test_a_wrong_annonce_is_refused_at_its_field(offres, changements, champ):
    reponse = await offres.client.post("/offres/offres", json=_corps(offres, **changements), headers=_bailleur(offres))
    assert reponse.status_code == 422
    assert [erreur["champ"] for erreur in reponse.json()["erreurs"]] == [champ]


async def test_a_correction_empties_optional_fields_alone(offres):
    """Guide #5: the detail shows the floor when there is one; a home without a rent is none."""
    chemin = f"/offres/offres/{await _publier(offres, code_postal='75011')}"
    vide = {"etage": None, "code_postal": None}
    videe = (await offres.client.patch(chemin, json=vide, headers=_bailleur(offres))).json()
    assert (videe["etage"], videe["commune"]["code_postal"], videe["version"]) == (None, "75011", 2)
    for champ in ("loyer", "commune", "date_limite", "photos", "pmr"):
        refus = await offres.client.patch(chemin, json={champ: None}, headers=_bailleur(offres))
        assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, champ)
    assert (await offres.client.get(chemin, headers=_bailleur(offres))).json()["version"] == 2


async def test_an_offer_that_cannot_be_read_any_more_hides_no_other_from_its_bailleur(offres):
    ids = [await _publier(offres, etage=etage) for etage in range(3)]
    perdue = {"_id": ids[1]}
    await offres.context.db["offres"].update_one(perdue, {"$set": {"annonce.commune": "99999"}})
    premiere = (await offres.client.get("/offres/offres?limite=2", headers=_bailleur(offres))).json()
    suite = f"/offres/offres?limite=2&curseur={premiere['curseur_suivant']}"
    seconde = (await offres.client.get(suite, headers=_bailleur(offres))).json()
    assert [[item["id"] for item in page["items"]] for page in (premiere, seconde)] == [[ids[2]], [ids[0]]]


async def test_who_may_do_what(offres):
    corps = _corps(offres)
    assert (await offres.client.post("/offres/offres", json=corps)).status_code == 401
    assert (await offres.client.post("/offres/offres", json=corps, headers=_salarie(offres))).status_code == 403
    assert (await offres.client.get("/offres/liste", headers=_bailleur(offres))).status_code == 403
    inconnu = await offres.client.post("/offres/offres", json=corps, headers=_bailleur(offres, "inconnu"))
    assert inconnu.json()["code"] == "bailleur_inconnu"
    deja = await offres.client.post(
        "/offres/bailleurs", json={"id": "habitat-test", "nom": "X Y"}, headers=_admin(offres)
    )
    assert deja.json()["code"] == "bailleur_deja_declare"
    assert (await offres.client.get("/offres/bareme")).status_code == 200
    trouvees = (await offres.client.get("/offres/communes", params={"recherche": "bres"})).json()
    assert trouvees["items"][0]["code"] == "29019"
    assert (await offres.client.get("/offres/bareme?annee=1999")).status_code == 404


async def test_the_same_publication_sent_twice_is_one_offer(offres):
    cle = {**_bailleur(offres), "Idempotency-Key": "publication-0001"}
    corps = _corps(offres)
    premiere = await offres.client.post("/offres/offres", json=corps, headers=cle)
    seconde = await offres.client.post("/offres/offres", json=corps, headers=cle)
    assert premiere.json() == seconde.json()
    assert len((await offres.client.get("/offres/offres", headers=_bailleur(offres))).json()["items"]) == 1


async def test_the_index_follows_again_after_its_stream_is_closed_under_it(offres):
    await _valider_dossier(offres)
    await _voir(offres, {await _publier(offres)})
    await offres.context.db["offres"].drop()  # closes every change stream of the collection
    await _voir(offres, set())
    await _voir(offres, {await _publier(offres)})


async def test_a_demande_that_the_rules_cannot_read_says_where_to_correct_it(offres):
    conjoint = di.PersonneALoger(lien=di.Lien.CONJOINT, date_naissance=date(1990, 5, 1))
    await offres.publish(_demande(offres, personnes=(conjoint,)))

    async def illisible() -> bool:
        reponse = await offres.client.get("/offres/liste", headers=_salarie(offres))
        return reponse.status_code == 403 and "Mettre à jour" in reponse.json()["detail"]

    await eventually(illisible)
