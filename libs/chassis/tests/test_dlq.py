"""What an operator does with the events put aside, by the command line, on a real Kafka."""

import asyncio
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.__main__ import cli
from chassis.testing import Running, eventually, running
from contracts.exemples import EXEMPLES
from contracts.offres import OffrePubliee

sys.path.insert(0, str(Path(__file__).parent))
import toy

pytestmark = pytest.mark.integration
TOPIC = "offres.offres"


@pytest.fixture
async def app(mongo_url, kafka_servers, monkeypatch):
    monkeypatch.setattr(toy, "poison", {"Brest", "Quimper"})
    async with running(toy.service, mongo_url, kafka_servers) as started:
        yield started


def offre(identifier: str, commune: str) -> OffrePubliee:
    return EXEMPLES[OffrePubliee.TYPE].model_copy(update={"offre_id": identifier, "version": 1, "commune_nom": commune})


async def ask(app: Running, *words: str) -> str:
    """What the command prints. It has an event loop of its own, so it runs in a thread."""
    environment = {"ALIN_KAFKA_SERVERS": app.context.settings.kafka_servers}
    result = await asyncio.to_thread(CliRunner().invoke, cli, ["dlq", *words], env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout


async def heard(app: Running) -> list[str]:
    return sorted([document["offre"] async for document in app.context.db["heard"].find()])


async def put_aside(app: Running) -> None:
    for identifier, commune in (("o1", "Brest"), ("o2", "Quimper"), ("o3", "Rennes")):
        await app.publish(offre(identifier, commune))

    async def both() -> bool:
        return len(await app.records(f"{TOPIC}.dlq")) == 2 and await heard(app) == ["o3"]

    await eventually(both)


async def test_an_operator_lists_shows_and_replays_what_was_put_aside(app):
    """Once the defect is mended, an event is applied, and those that were applied before are left as they are."""
    await put_aside(app)
    prefix = app.context.settings.topic_prefix
    printed = await ask(app, "list", "--topic-prefix", prefix)
    assert f"{TOPIC}.dlq: 2" in printed
    assert '"dlq_reason": "ValueError"' in printed
    assert '"dlq_group": "toy"' in printed
    assert "Quimper" not in printed, "a list shows no body"
    dlq = f"{prefix}{TOPIC}.dlq"
    [offset] = [r.offset for r in await app.records(f"{TOPIC}.dlq") if b"Quimper" in r.value]
    printed = await ask(app, "show", dlq, str(offset))
    assert "Quimper" in printed
    assert "Brest" not in printed
    toy.poison.clear()
    assert "1 replayed" in await ask(app, "replay", dlq, "--offset", str(offset))

    async def one_more() -> bool:
        return await heard(app) == ["o2", "o3"]

    await eventually(one_more)
    assert "2 replayed" in await ask(app, "replay", dlq)

    async def all_of_them() -> bool:
        return await heard(app) == ["o1", "o2", "o3"]

    await eventually(all_of_them)
    last = await app.publish(offre("o4", "Vannes"))
    await eventually(lambda: app.context.db["inbox"].find_one({"_id": f"toy:{last.id}"}))
    assert await heard(app) == ["o1", "o2", "o3", "o4"], "what was replayed twice was applied once"
