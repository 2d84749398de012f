"""How a demande ends: a lease, time, its person (arrêté du 23 mars 2015; guide #6)."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.testing import eventually
from contracts import demande_import as ev
from contracts.candidatures import BailSigne, CandidatureAcceptee, CandidatureAttribuee, CandidatureClassee
from contracts.candidatures import StatutCandidature as S
from contracts.exemples import EXEMPLES
from contracts.identity import CompteSupprime
from demande_import import cycle
from demande_import.radiations import jour_du_bail, reference

from .fabrique import API, COURANTE, JEAN, MARIE, Personne, jean, marie

pytestmark = pytest.mark.integration
NOMS = ("Dupont", "Jean", "yopmail", JEAN)


async def _rien_de_lui(app) -> bool:
    """No collection of the service holds a name, an address or the number."""
    db = app.context.db
    for nom in await db.database.list_collection_names():
        if nom not in ("outbox", "idempotence"):
            tout = json.dumps([lu async for lu in db[nom].find()], default=str)
            if any(secret in tout for secret in NOMS):
                return False
    return True


async def _efface_du_topic(app, demande_id: str) -> bool:
    records = [r for r in await app.records("demande-import.demandes") if r.key == demande_id.encode()]
    return bool(records) and not records[-1].value


async def test_a_lease_strikes_the_demande_off_its_register_once_it_answers(app, registre):
    """Guide #6, step 7; arrêté du 23 mars 2015: radiation with the reason attribution, at the lease."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    registre.panne = "indisponible"
    bail = EXEMPLES[BailSigne.TYPE].model_copy(
        update={
            "compte_id": "jean",
            "demande_id": demande["demande_id"],
            "le": datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
            "bail_signe_le": date(2026, 11, 27),
        }
    )
    enveloppe = await app.publish(bail)
    await app.publish(bail, envelope=enveloppe)
    await eventually(lambda: app.context.db["radiations"].find_one({"essais": {"$gt": 0}}))
    assert (await lui.appeler("DELETE", COURANTE, attendu=409))["code"] == "attribution_en_cours"
    registre.panne = None
    (radiee,) = await app.emitted(ev.DemandeRadiee)
    assert radiee.statut == "radiee"
    assert registre.radiations == {JEAN: reference(bail.candidature_id)}
    recue = next(corps for chemin, corps in reversed(registre.appels) if chemin.endswith("/radiation"))
    assert (recue["motif"], recue["dateBail"]) == ("ATTRIBUTION", "2026-11-27")
    assert (await lui.appeler("GET", COURANTE))["motif_radiation"] == "attribution"
    assert JEAN not in json.dumps(await app.context.db["radiations"].find_one(), default=str)


def test_the_register_is_told_the_day_of_the_lease_not_the_day_it_was_recorded():
    bail = EXEMPLES[BailSigne.TYPE].model_copy(update={"le": datetime(2026, 11, 30, 23, 30, tzinfo=UTC)})
    assert jour_du_bail(bail.model_copy(update={"bail_signe_le": date(2026, 11, 27)})) == date(2026, 11, 27)
    assert jour_du_bail(bail.model_copy(update={"bail_signe_le": None})) == date(2026, 12, 1), (
        "an older event: in Paris"
    )


async def test_once_a_home_is_accepted_the_demande_stays_for_the_lease_to_end_it(app, registre):
    """Domain, Privacy: « delete on request before attribution ». Deleted, its lease would never reach the register."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    fait = {"compte_id": "jean", "demande_id": demande["demande_id"], "le": app.clock.now()}

    async def devient(classe: type, statut: S, version: int) -> None:
        await app.publish(EXEMPLES[classe.TYPE].model_copy(update={**fait, "statut": statut, "version": version}))
        await eventually(lambda: app.context.db["candidatures"].find_one({"version": version}))

    await devient(CandidatureAttribuee, S.ATTRIBUEE, 5)
    await devient(CandidatureAcceptee, S.ACCEPTEE, 6)
    assert (await lui.appeler("DELETE", COURANTE, attendu=409))["code"] == "attribution_en_cours"
    await devient(CandidatureClassee, S.SANS_SUITE, 7)
    await lui.appeler("DELETE", COURANTE, attendu=204)


async def test_the_end_of_validity_strikes_nothing_off_that_a_lease_already_ends(app, registre):
    """Arrêté du 23 mars 2015: one reason a radiation; here attribution, however late its register answers."""
    registre.demandes[JEAN] = jean(dateFinValidite=app.clock.today().isoformat())
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    registre.panne = "indisponible"
    fait = {"compte_id": "jean", "demande_id": demande["demande_id"], "le": app.clock.now()}
    await app.publish(EXEMPLES[BailSigne.TYPE].model_copy(update=fait))
    await eventually(lambda: app.context.db["radiations"].find_one({"essais": {"$gt": 0}}))
    app.clock.avance(timedelta(days=40))
    await app.context.transaction(
        lambda tx: cycle._prolonger_ou_radier(tx, identifiant=demande["demande_id"], dossier=None)
    )
    assert (await lui.appeler("GET", COURANTE))["statut"] == "validee"
    registre.panne = None
    await app.emitted(ev.DemandeRadiee)
    assert (await lui.appeler("GET", COURANTE))["motif_radiation"] == "attribution"


async def test_deleted_it_leaves_nothing_behind_and_its_number_is_free(app, registre):
    """Guide #4: « supprimer votre demande sur AL'in, puis la réimporter »; domain, Privacy: export and delete."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    export = await lui.appeler("GET", f"{COURANTE}/export")
    assert export["demande"]["informations"]["demandeur"]["nom"] == "Dupont"
    await lui.appeler("DELETE", COURANTE, attendu=204)
    await app.emitted(ev.DemandeSupprimee)
    await eventually(lambda: _efface_du_topic(app, demande["demande_id"]))
    assert await _rien_de_lui(app)
    await lui.appeler("DELETE", COURANTE, attendu=404)
    assert (await lui.appeler("GET", f"{COURANTE}/export"))["demande"] is None
    assert (await Personne(app, "autre").importer(JEAN))["statut"] == "a_completer"


async def test_what_is_kept_of_a_demande_struck_off_is_exported_and_deleted_too(app, registre):
    """Domain, Privacy: export and delete on request, of all that AL'in holds."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    premiere = await lui.importer(JEAN)
    registre.demandes[JEAN] = jean(etat="RADIEE", motifRadiation="RENONCIATION")
    suivi = await lui.appeler("POST", f"{COURANTE}/mise-a-jour", attendu=202)
    await lui.attendre(suivi["import_id"], "demande_radiee")
    registre.demandes[JEAN] = jean()
    seconde = await lui.importer(JEAN)
    export = await lui.appeler("GET", f"{COURANTE}/export")
    assert export["demande"]["demande_id"] == seconde["demande_id"]
    assert [d["demande_id"] for d in export["demandes_radiees"]] == [premiere["demande_id"]]
    await lui.appeler("DELETE", COURANTE, attendu=204)
    await lui.appeler("GET", COURANTE, attendu=404)
    assert await _rien_de_lui(app)
    for demande in (premiere, seconde):
        await eventually(lambda demande=demande: _efface_du_topic(app, demande["demande_id"]))


async def test_a_lease_keeps_the_demande_that_it_ended_whatever_is_deleted_after(app, registre):
    """Domain, Privacy: « delete on request before attribution », then one year."""
    registre.demandes |= {JEAN: jean(), MARIE: marie()}
    lui = Personne(app, "jean")
    louee = await lui.tout_faire(JEAN)
    fait = {"compte_id": "jean", "demande_id": louee["demande_id"], "le": app.clock.now()}
    await app.publish(EXEMPLES[BailSigne.TYPE].model_copy(update=fait))
    await app.emitted(ev.DemandeRadiee)
    await lui.importer(MARIE)
    await lui.appeler("DELETE", COURANTE, attendu=204)
    assert (await lui.appeler("GET", COURANTE))["demande_id"] == louee["demande_id"]
    assert (await lui.appeler("DELETE", COURANTE, attendu=409))["code"] == "attribution_en_cours"


async def test_an_erased_account_takes_its_demande_and_its_imports_away(app, registre):
    """Domain, Privacy: delete on request."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    demande = await lui.importer(JEAN)
    await app.publish(CompteSupprime(compte_id="jean", version=9, le=app.clock.now()))
    await eventually(lambda: _efface_du_topic(app, demande["demande_id"]))
    assert await _rien_de_lui(app)
    await lui.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 401)


async def test_not_renewed_it_is_struck_off_at_13_months_and_erased_a_year_later(app, registre):
    """Arrêté du 23 mars 2015; domain, Privacy: named data one year after the radiation, and no less."""
    fin = app.clock.today() + timedelta(days=10)
    registre.demandes[JEAN] = jean(dateFinValidite=fin.isoformat())
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    assert demande["renouveler_avant"] == fin.isoformat()

    registre.demandes[JEAN] = jean(dateFinValidite=(fin + timedelta(days=365)).isoformat())
    app.clock.avance(timedelta(days=45))
    await cycle.tourner(app.context)
    renouvelee = await lui.appeler("GET", COURANTE)
    assert (renouvelee["statut"], renouvelee["renouveler_avant"]) == ("validee", None)
    assert len(await app.emitted(ev.DemandeValidee, 2)) == 2

    app.clock.avance(timedelta(days=365))
    registre.panne = "indisponible"
    await cycle.tourner(app.context)
    assert (await lui.appeler("GET", COURANTE))["statut"] == "validee"
    registre.panne = None
    app.clock.avance(timedelta(hours=2))
    await cycle.tourner(app.context)
    radiee = await lui.appeler("GET", COURANTE)
    assert (radiee["statut"], radiee["motif_radiation"]) == ("radiee", "non_renouvellement")
    app.clock.avance(timedelta(days=364))
    await cycle.tourner(app.context)
    assert not await _rien_de_lui(app)

    app.clock.avance(timedelta(days=1))
    await cycle.tourner(app.context)
    await lui.appeler("GET", COURANTE, attendu=404)
    await eventually(lambda: _efface_du_topic(app, demande["demande_id"]))
    assert await _rien_de_lui(app)


async def test_an_import_that_nobody_ends_is_forgotten_after_a_week(app, registre):
    """Domain, Privacy: what a register answered is not kept for nothing."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    suivi = await lui.saisir(JEAN)
    non_prouve = json.dumps(await lui.appeler("GET", f"{COURANTE}/export"))
    assert not any(secret in non_prouve for secret in ("Dupont", "dupontjean", JEAN))
    app.clock.avance(timedelta(days=7))
    await cycle.tourner(app.context)
    assert (await lui.appeler("GET", f"{API}/imports/{suivi['import_id']}"))["etat"] == "perimee"
    assert await _rien_de_lui(app)


async def test_a_month_after_it_was_typed_a_number_is_forgotten_though_its_register_is_still_away(app, registre):
    """Domain, Privacy: asking again and again is no gesture of the person."""
    registre.panne = "indisponible"
    lui = Personne(app, "jean")
    suivi = await lui.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 202)

    async def est_redemandee() -> None:
        avant = len(registre.appels)
        await eventually(lambda: asyncio.sleep(0, len(registre.appels) >= avant + 2))

    for jours in (29, 1):
        await est_redemandee()
        await cycle.tourner(app.context)
        assert (await lui.appeler("GET", f"{API}/imports/{suivi['import_id']}"))["etat"] == "recherche"
        app.clock.avance(timedelta(days=jours))
    await est_redemandee()
    await cycle.tourner(app.context)
    assert (await lui.appeler("GET", f"{API}/imports/{suivi['import_id']}"))["etat"] == "perimee"
    assert await _rien_de_lui(app)
