"""The chassis on a real MongoDB, with both drivers, and a real Kafka."""

import asyncio
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chassis.applier import Applier
from chassis.testing import Running, eventually, running
from chassis.transaction import Tx
from contracts.demande_import import EntrepriseDeclaree, EntrepriseModifiee
from contracts.envelope import Envelope
from contracts.offres import OffreModifiee, OffrePubliee
from contracts.roles import Role

sys.path.insert(0, str(Path(__file__).parent))
from toy import record, service

pytestmark = pytest.mark.integration


@pytest.fixture
async def app(mongo_url, kafka_servers, driver):
    async with running(service, mongo_url, kafka_servers, driver) as started:
        yield started


def offre(app: Running, identifier: str, version: int = 1, commune: str = "Brest", kind=OffrePubliee):
    return kind(
        offre_id=identifier, version=version, bailleur_id="b", bailleur_nom="B", statut="publiee",
        type_logement="appartement", typologie="T2", norme="PLUS", surface=Decimal(47), loyer=Decimal(500),
        loyer_hors_charges=Decimal(450), commune="29019", commune_nom=commune, code_postal="29200", departement="29",
        date_limite=date(2026, 12, 1), disponible_le=date(2026, 12, 1), le=app.clock.now(),
    )  # fmt: skip


FIRM = {"siret": "12345678901234", "raison_sociale": "Atelier"}


async def test_a_command_stores_its_aggregate_and_publishes_its_event_once(app):
    admin = app.token(Role.ADMIN)
    answer = await app.client.post("/toy/firms", json=FIRM, headers=admin)
    assert answer.status_code == 201
    [event] = await app.emitted(EntrepriseDeclaree)
    assert event.raison_sociale == "Atelier"

    async def marked() -> bool:
        return await app.context.db["outbox"].count_documents({"state": "pending"}) == 0

    await eventually(marked)
    assert len(await app.emitted(EntrepriseDeclaree)) == 1


async def test_the_same_idempotency_key_has_one_effect_and_the_same_answer(app):
    headers = {**app.token(Role.ADMIN, "admin"), "Idempotency-Key": "cle-numero-un"}
    answers = await asyncio.gather(*(app.client.post("/toy/firms", json=FIRM, headers=headers) for _ in range(10)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 9
    other = await app.client.post("/toy/firms", json={**FIRM, "raison_sociale": "Autre"}, headers=headers)
    assert other.json()["code"] == "cle_idempotence_reutilisee"
    assert len(await app.emitted(EntrepriseDeclaree)) == 1


async def test_a_refused_command_stores_nothing_and_frees_its_key(app):
    headers = {**app.token(Role.ADMIN, "admin"), "Idempotency-Key": "cle-numero-deux"}
    for _ in range(2):
        answer = await app.client.post("/toy/firms", json={**FIRM, "raison_sociale": "refuse"}, headers=headers)
        assert answer.status_code == 403
    for collection in ("firms", "outbox", "idempotence"):
        assert await app.context.db[collection].count_documents({}) == 0


async def test_events_of_one_key_are_published_in_the_order_of_versions(app):
    admin = app.token(Role.ADMIN)
    await app.client.post("/toy/firms", json=FIRM, headers=admin)
    for number in range(12):
        answer = await app.client.put(
            f"/toy/firms/{FIRM['siret']}", json={**FIRM, "raison_sociale": f"N{number}"}, headers=admin
        )
        assert answer.status_code == 200
    changes = await app.emitted(EntrepriseModifiee, 12)
    assert [change.version for change in changes] == list(range(2, 14))


async def test_concurrent_writers_of_one_aggregate_never_overwrite_each_other(app):
    admin = app.token(Role.ADMIN)
    await app.client.post("/toy/firms", json=FIRM, headers=admin)
    path = f"/toy/firms/{FIRM['siret']}"
    bodies = [{**FIRM, "raison_sociale": f"W{number}"} for number in range(8)]
    answers = await asyncio.gather(*(app.client.put(path, json=body, headers=admin) for body in bodies))
    done = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    stored = await app.context.db["firms"].find_one({"_id": FIRM["siret"]})
    assert stored["version"] == 1 + len(done)


async def test_a_duplicate_event_is_applied_once(app):
    sent = await app.publish(offre(app, "o1"))
    await app.publish(offre(app, "o1"), envelope=sent)
    await app.publish(offre(app, "o2"))
    await eventually(lambda: app.context.db["heard"].find_one({"offre": "o2"}))
    assert await app.context.db["heard"].count_documents({"offre": "o1"}) == 1


async def test_a_projection_keeps_the_newest_state_whatever_the_order_of_arrival(app):
    await app.publish(offre(app, "o1", 3, "Quimper", OffreModifiee))
    await app.publish(offre(app, "o1", 2, "Rennes", OffreModifiee))
    await app.publish(offre(app, "o2"))
    await eventually(lambda: app.context.db["offres"].find_one({"_id": "o2"}))
    await app.publish(offre(app, "o1", 1, "Brest"))
    await app.publish(offre(app, "o3"))
    await eventually(lambda: app.context.db["offres"].find_one({"_id": "o3"}))
    kept = await app.context.db["offres"].find_one({"_id": "o1"})
    assert (kept["version"], kept["etat"]["commune_nom"]) == (3, "Quimper")


async def test_two_workers_that_apply_the_same_key_at_once_leave_the_newest_state(app):
    """A rebalance: the one who loses a partition is still writing while the next one reads it."""

    async def never(record: object, reason: str) -> None:
        raise AssertionError(reason)

    workers = [Applier(app.context, service.consumer(app.context), never) for _ in range(4)]
    for turn in range(5):
        versions = [record(offre(app, f"o{turn}", version, kind=OffreModifiee)) for version in (2, 4, 3, 1)]
        await asyncio.gather(*(worker.batch([one]) for worker, one in zip(workers, versions, strict=True)))
        assert (await app.context.db["offres"].find_one({"_id": f"o{turn}"}))["version"] == 4


async def test_an_event_at_fault_goes_to_the_dlq_and_holds_up_no_other(app):
    await app.publish(offre(app, "o1", commune="poison"))
    await app.publish(offre(app, "o2"))
    await app.publish(offre(app, "o1", 2, "Brest", OffreModifiee))
    await eventually(lambda: app.context.db["heard"].find_one({"offre": "o1", "v": 2}))
    await eventually(lambda: app.context.db["heard"].find_one({"offre": "o2"}))
    [buried] = await app.records("offres.offres.dlq")
    headers = {name: value.decode() for name, value in buried.headers}
    assert headers["dlq_reason"] == "ValueError"
    assert headers["dlq_group"] == "toy"
    assert headers["ce_subject"] == "o1"


async def test_garbage_on_a_topic_is_put_aside_and_consumption_goes_on(app):
    topic = app.context.settings.topic_prefix + "offres.offres"
    await app.producer.send_and_wait(topic, b"\xff\x00 not json", key=b"k", headers=[("ce_id", b"\xff\xfe")])
    good = Envelope.wrap(offre(app, "o9"), source="test", time=app.clock.now())
    wrong = {**good.headers(), "ce_id": "another"}
    await app.producer.send_and_wait(
        topic, b"{}", key=b"k", headers=[(name, value.encode()) for name, value in wrong.items()]
    )
    await app.producer.send_and_wait(topic, None, key=b"k")
    await app.publish(offre(app, "o2"))
    await eventually(lambda: app.context.db["heard"].find_one({"offre": "o2"}))
    assert len(await app.records("offres.offres.dlq")) == 2


async def test_a_timer_runs_at_start_and_wakes_when_its_collection_changes(app):
    await eventually(lambda: app.context.db["ticks"].count_documents({}))
    before = await app.context.db["ticks"].count_documents({})
    await app.client.post("/toy/firms", json=FIRM, headers=app.token(Role.ADMIN))

    async def more() -> bool:
        return await app.context.db["ticks"].count_documents({}) > before

    await eventually(more)


async def test_a_bad_body_is_refused_in_french_with_its_fields_and_stores_nothing(app):
    answer = await app.client.post("/toy/firms", json={"siret": "12"}, headers=app.token(Role.ADMIN))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == "requete_invalide"
    assert {fault["champ"] for fault in body["erreurs"]} == {"siret", "raison_sociale"}
    assert await app.context.db["firms"].count_documents({}) == 0


async def test_without_a_token_with_a_bad_one_or_with_another_role_nothing_is_done(app):
    assert (await app.client.post("/toy/firms", json=FIRM)).status_code == 401
    bad = {"Authorization": "Bearer a.b.c"}
    assert (await app.client.post("/toy/firms", json=FIRM, headers=bad)).json()["code"] == "non_authentifie"
    old = app.token(Role.ADMIN, exp=1)
    assert (await app.client.post("/toy/firms", json=FIRM, headers=old)).status_code == 401
    assert (await app.client.post("/toy/firms", json=FIRM, headers=app.token(Role.SALARIE))).status_code == 403


async def test_a_body_over_the_limit_is_refused(app):
    answer = await app.client.post("/toy/firms", content=b"x" * 1_100_000, headers=app.token(Role.ADMIN))
    assert answer.json()["code"] == "corps_trop_grand"


async def test_ready_when_everything_answers(app):
    async def ready() -> bool:
        return (await app.client.get("/health/ready")).status_code == 200

    await eventually(ready)


async def test_an_erasure_leaves_neither_the_answers_kept_nor_the_events_told(app):
    headers = {**app.token(Role.ADMIN, compte_id="someone"), "Idempotency-Key": "key-of-someone"}
    firm = {"siret": "82454968702431", "raison_sociale": "Somebody"}
    assert (await app.client.post("/toy/firms", json=firm, headers=headers)).status_code == 201
    await app.emitted(EntrepriseDeclaree)

    async def erase(tx: Tx) -> None:
        await tx.forget("someone")
        await tx.tombstone(EntrepriseDeclaree, firm["siret"], 2)

    await app.context.transaction(erase)

    async def gone() -> bool:
        bodies = [record["body"] async for record in app.context.db["outbox"].find({"key": firm["siret"]})]
        return not any(bodies) and await app.context.db["idempotence"].count_documents({}) == 0

    await eventually(gone)
