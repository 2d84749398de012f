"""Pages of offers per second: the API of offres on the seeded catalogue, and a constant body of the same size."""

from chassis.service import ensure_indexes
from chassis.transaction import Tx
from offres import commands
from offres.app import service
from offres.semences.bailleurs import BAILLEURS
from offres.semences.tirage import tirer
from stack.bench import load, processes, samples
from stack.bench.measure import Comparison, Round, in_turns
from stack.bench.place import Place, WorkNotDone

CONCURRENCY = 16
PATH = "/offres/liste"
DATABASE = "offres"
LOT = 250
"""Offers a transaction, as `offres.amorce` publishes them."""
SALARIES = {
    "bench-paris": "75111",
    "bench-lyon": "69383",
    "bench-marseille": "13208",
    "bench-lille": "59350",
    "bench-bordeaux": "33063",
    "bench-toulouse": "31555",
    "bench-nantes": "44109",
    "bench-strasbourg": "67482",
    "bench-brest": "29019",
    "bench-melun": "77288",
}
"""Accounts and the commune that each asks for: from a few homes in the tabs to some hundreds."""


def offer_pages(here: Place) -> Comparison:
    """The seeds of the stack, more of them; ten salariés ask for their first page in turn, each with a valid token."""
    here.run(_seed(here))
    with processes.service(here, "offres", "worker", DATABASE):
        here.run(_know_the_salaries(here))
    requests = [load.request("GET", PATH, here.issuer.token(compte)) for compte in SALARIES]
    with processes.service(here, "offres", "api", DATABASE) as port:
        body = sorted([here.run(_one(port, each)) for each in requests], key=len)[len(requests) // 2]
        bare_requests = [load.request("GET", "/constant", here.issuer.token("bench-paris"))]
        with processes.constant(here, body) as bare_port:
            ours, bare = in_turns(
                lambda _: here.run(_measure(here, port, requests)),
                lambda _: here.run(_measure(here, bare_port, bare_requests)),
                here.size,
            )
    return Comparison(
        f"Page d’offres ({CONCURRENCY} à la fois, jeton, trois onglets, {len(body) / 1000:.1f} ko)",
        "pages",
        "corps constant de la même taille, même FastAPI et uvicorn",
        ours,
        bare,
    )


async def _seed(here: Place) -> None:
    context = here.context(service, DATABASE)
    drawn = tirer(context.clock.today(), here.size.catalogue)

    async def declare(tx: Tx) -> None:
        for bailleur in BAILLEURS:
            await commands.declarer_bailleur(tx, bailleur)

    try:
        await ensure_indexes(context, service)
        await context.transaction(declare)
        for start in range(0, len(drawn), LOT):
            lot = drawn[start : start + LOT]
            await context.transaction(lambda tx, lot=lot: commands.publier(tx, lot))  # type: ignore[misc]
        await context.db["outbox"].delete_many({})  # the worker has nothing to publish: it only feeds the projection
    finally:
        await context.db.close()


async def _know_the_salaries(here: Place) -> None:
    demandes = [samples.demande(compte, commune) for compte, commune in SALARIES.items()]
    await samples.publish(here.settings.kafka_address, here.prefix, demandes)
    db = here.open(DATABASE)
    try:
        await samples.stored(db["demandes"], {"etat.compte_id": {"$in": list(SALARIES)}}, len(SALARIES))
    finally:
        await db.close()


async def _one(port: int, request: bytes) -> bytes:
    answers = await load.fire(port, [request], 1)
    _require_ok(answers)
    return answers.last_body


async def _measure(here: Place, port: int, requests: list[bytes]) -> Round:
    answers = await load.fire(port, load.during(here.size.page_seconds, requests), CONCURRENCY)
    _require_ok(answers)
    return Round(answers.count, answers.seconds)


def _require_ok(answers: load.Answers) -> None:
    if set(answers.statuses) != {200}:
        raise WorkNotDone(f"pages: {dict(answers.statuses)}, {answers.last_body[:300].decode(errors='replace')}")
