"""« Je postule » per second: the API of candidatures, and a raw transaction that stores the same documents."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from bson import ObjectId

from candidatures.app import service
from candidatures.stockage import COLLECTION
from chassis.mongo import Database
from chassis.service import CHASSIS_INDEXES
from stack.bench import load, processes, samples
from stack.bench.measure import Comparison, Round, in_turns
from stack.bench.place import Place, WorkNotDone

CONCURRENCY = 16
PATH = "/candidatures/candidatures"
OFFRES = 40
DATABASE = "candidatures"


def applications(here: Place) -> Comparison:
    """The projections are filled by the worker, which then stops: the transaction alone is compared."""
    with processes.service(here, "candidatures", "worker", DATABASE):
        here.run(_seed(here))
    with processes.service(here, "candidatures", "api", DATABASE) as port:
        ours, bare = in_turns(
            lambda turn: here.run(_ours(here, port, turn)), lambda turn: here.run(_bare(here, turn)), here.size
        )
    here.run(_require_all(here))
    return Comparison(
        f"« Je postule » (HTTP, jeton, règles, transaction ; {CONCURRENCY} à la fois)",
        "candidatures",
        "transaction du pilote seul : mêmes documents, mêmes index",
        ours,
        bare,
    )


def _comptes(here: Place, turn: int) -> list[str]:
    return [f"bench-{turn}-{n}" for n in range(here.size.applications)]


async def _seed(here: Place) -> None:
    offres = [samples.offre(f"o{n}") for n in range(OFFRES)]
    demandes = [samples.demande(compte) for turn in range(here.size.turns) for compte in _comptes(here, turn)]
    await samples.publish(here.settings.kafka_address, here.prefix, [*offres, *demandes])
    db = here.open(DATABASE)
    try:
        await samples.stored(db["demandes"], {}, len(demandes))
        await samples.stored(db["offres"], {}, OFFRES)
    finally:
        await db.close()


async def _ours(here: Place, port: int, turn: int) -> Round:
    requests = [
        load.request("POST", PATH, here.issuer.token(compte), {"offre_id": f"o{n % OFFRES}"})
        for n, compte in enumerate(_comptes(here, turn))
    ]
    answers = await load.fire(port, requests, CONCURRENCY)
    if answers.statuses != {201: len(requests)}:
        raise WorkNotDone(f"« Je postule »: {dict(answers.statuses)}, {answers.last_body.decode(errors='replace')}")
    return Round(answers.count, answers.seconds)


async def _bare(here: Place, turn: int) -> Round:
    """Documents like those that ours just stored, under new ids, in a database with the same indexes."""
    db = here.open("candidatures_nues")
    try:
        await _prepare(db)
        pairs = iter([pair async for pair in _documents(here, turn)])
        started = time.perf_counter()
        done = sum(await asyncio.gather(*(_insert_all(db, pairs) for _ in range(CONCURRENCY))))
        return Round(done, time.perf_counter() - started)
    finally:
        await db.close()


async def _prepare(db: Database) -> None:
    for index in (*CHASSIS_INDEXES, *service.indexes):
        if index.collection in (COLLECTION, "outbox"):
            await db[index.collection].create_index(index.fields(), **index.options())


Pair = tuple[dict[str, Any], dict[str, Any]]
"""A candidature and its outbox record."""


async def _documents(here: Place, turn: int) -> Any:
    db = here.open(DATABASE)
    try:
        async for stored in db[COLLECTION].find({"compte_id": {"$in": _comptes(here, turn)}}):
            record = await db["outbox"].find_one({"key": stored["_id"]})
            identifier = str(uuid4())
            yield (
                {**stored, "_id": identifier},
                {**record, "_id": str(uuid4()), "key": identifier, "order": ObjectId()},
            )
    finally:
        await db.close()


async def _insert_all(db: Database, pairs: Iterator[Pair]) -> int:
    done = 0
    for candidature, record in pairs:

        async def write(session: Any, candidature: Any = candidature, record: Any = record) -> None:
            await db[COLLECTION].insert_one(candidature, session=session)
            await db["outbox"].insert_one(record, session=session)

        await db.transaction(write)
        done += 1
    return done


async def _require_all(here: Place) -> None:
    expected = here.size.turns * here.size.applications
    for name in (DATABASE, "candidatures_nues"):
        db = here.open(name)
        try:
            stored = await db[COLLECTION].count_documents({"active": True}), await db["outbox"].count_documents({})
        finally:
            await db.close()
        if stored != (expected, expected):
            raise WorkNotDone(f"{stored} candidatures and outbox records of {expected} in {name}")
