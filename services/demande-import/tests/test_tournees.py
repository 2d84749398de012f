"""Rounds to the registers: none holds up another, and nothing at fault holds up the rest."""

import asyncio
from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from demande_import import cycle
from demande_import.domain.demande import CONSERVATION
from demande_import.tournees import EN_MEME_TEMPS, REPORT, tourner

from .fabrique import COURANTE, JEAN, Personne, jean

pytestmark = pytest.mark.integration
ESSAIS = "essais"


async def _dus(app, registre: str, nombre: int) -> list[str]:
    due = app.clock.now() - timedelta(minutes=nombre)
    dus = [{"_id": f"{registre}-{rang:02}", "registre": registre, "echeance": due} for rang in range(nombre)]
    await app.context.db[ESSAIS].insert_many(dus)
    return [du["_id"] for du in dus]


async def test_a_register_that_does_not_answer_keeps_no_other_waiting(app):
    """Architecture, edges: registers fail each on their own. A few of one register at a time."""
    muet = await _dus(app, "29", 60)
    (sain,) = await _dus(app, "national", 1)
    demandes, libre = [], asyncio.Event()

    async def demander(_, lu) -> None:
        demandes.append(lu["_id"])
        if lu["registre"] == "29":
            await libre.wait()
        else:
            libre.set()

    async with asyncio.timeout(30):
        await tourner(app.context, ESSAIS, {}, "echeance", demander)
    assert sorted(demandes) == sorted([*muet[:EN_MEME_TEMPS], sain])


async def test_one_at_fault_gives_its_place_up_and_the_others_are_asked(app):
    identifiants = await _dus(app, "national", EN_MEME_TEMPS + 1)
    demandes = []

    async def demander(context, lu) -> None:
        if lu["_id"] != identifiants[-1]:
            raise KeyError("numero")
        demandes.append(lu["_id"])
        await context.db[ESSAIS].delete_one({"_id": lu["_id"]})

    async def dus() -> int:
        return int(await app.context.db[ESSAIS].count_documents({"echeance": {"$lte": app.clock.now()}}))

    for _ in range(2):
        await tourner(app.context, ESSAIS, {}, "echeance", demander)
    assert (demandes, await dus()) == (identifiants[-1:], 0)
    app.clock.avance(REPORT)
    assert await dus() == EN_MEME_TEMPS


async def test_a_database_that_is_away_is_no_fault_of_what_is_due(app):
    (du,) = await _dus(app, "national", 1)

    async def demander(*_) -> None:
        raise AutoReconnect

    with pytest.raises(ExceptionGroup):
        await tourner(app.context, ESSAIS, {}, "echeance", demander)
    lu = await app.context.db[ESSAIS].find_one({"_id": du})
    assert lu["echeance"] < app.clock.now()


async def test_imports_that_cannot_be_read_do_not_keep_a_number_from_its_register(app, registre):
    """Guide #3: whatever waits before it, what was typed is looked for."""
    registre.demandes[JEAN] = jean()
    due = app.clock.now() - timedelta(hours=1)
    casses = [
        {"_id": f"casse-{rang}", "compte_id": f"c{rang}", "registre": "national", "etat": "recherche", "ouvert": True}
        for rang in range(60)
    ]
    await app.context.db["imports"].insert_many([{**casse, "prochain_essai": due} for casse in casses])
    await Personne(app, "jean").saisir(JEAN)


async def test_a_demande_that_cannot_be_read_does_not_keep_another_from_being_erased(app, registre):
    """Domain, Privacy: named data one year after the radiation, then no more."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    await lui.importer(JEAN)
    registre.demandes[JEAN] = jean(etat="RADIEE", motifRadiation="RENONCIATION")
    suivi = await lui.appeler("POST", f"{COURANTE}/mise-a-jour", attendu=202)
    await lui.attendre(suivi["import_id"], "demande_radiee")
    app.clock.avance(CONSERVATION)
    due = app.clock.now() - timedelta(days=1)
    cassee = {"_id": "cassee", "registre": "national", "vivante": True, "bail_signe_le": None, "echeance": due}
    await app.context.db["demandes"].insert_one(cassee)
    await cycle.tourner(app.context)
    await lui.appeler("GET", COURANTE, attendu=404)
