"""A MongoDB or a Kafka given by its address: when it cannot serve, the person who gave it reads why."""

import pytest

from stack import existing
from stack.background import background
from stack.errors import Unreachable
from stack.existing import require_replica_set
from stack.mongo import Mongo
from stack.process import Launch
from stack.services import ServicePart
from stack.settings import HOST, isolated_settings


async def test_a_kafka_that_does_not_answer_is_named_before_any_service_starts(tmp_path):
    settings = isolated_settings(tmp_path)
    given = settings.model_copy(update={"kafka_servers": f"{HOST}:{settings.kafka_port}"})
    with pytest.raises(Unreachable, match=f"ne répond pas sur {HOST}:{settings.kafka_port}") as failure:
        await ServicePart("identity", given).prepare()
    assert "ALIN_STACK_KAFKA_SERVERS" in failure.value.advice


@pytest.mark.parametrize("address", ["mongodb://alin:secret@127.0.0.1:{}/?replicaSet=rs0", "mongo:{}"])
async def test_a_mongodb_that_does_not_answer_is_told_without_its_password(tmp_path, monkeypatch, address):
    monkeypatch.setattr(existing, "ANSWER_MS", 200)
    settings = isolated_settings(tmp_path)
    given = settings.model_copy(update={"mongo_url": address.format(settings.mongo_port)})
    with pytest.raises(Unreachable, match="ALIN_STACK_MONGO_URL") as failure:
        await ServicePart("identity", given).prepare()
    assert "secret" not in str(failure.value)


class Alone(Mongo):
    """A mongod outside any replica set."""

    async def prepare(self) -> Launch:
        launch = await super().prepare()
        place = launch.command.index("--replSet")
        return Launch(launch.command[:place] + launch.command[place + 2 :])

    async def check_ready(self) -> None:
        """The test itself asks."""


@pytest.mark.integration
async def test_a_mongodb_without_replica_set_is_refused_with_what_to_do(tmp_path):
    settings = isolated_settings(tmp_path)
    given = settings.model_copy(update={"mongo_url": f"mongodb://{HOST}:{settings.mongo_port}/"})
    with background(settings, [[Alone(settings)]]), pytest.raises(Unreachable) as failure:
        await require_replica_set(given)
    assert "rs.initiate()" in failure.value.advice


@pytest.mark.integration
async def test_a_replica_set_serves(tmp_path, mongo_url):
    await require_replica_set(isolated_settings(tmp_path, mongo_url=mongo_url))
