"""The composition: what an address in the settings replaces is not started."""

from stack.platform import edges, infrastructure
from stack.settings import isolated_settings


def names(parts) -> list[str]:
    return [part.name for part in parts]


def test_the_embedded_default_has_every_part(tmp_path):
    settings = isolated_settings(tmp_path)
    assert names(infrastructure(settings)) == ["mongodb", "kafka"]
    assert names(edges(settings)) == ["console", "registre", "gateway"]


def test_an_existing_mongodb_or_kafka_replaces_the_embedded_one(tmp_path):
    assert names(infrastructure(isolated_settings(tmp_path, mongo_url="mongodb://db.example/"))) == ["kafka"]
    assert names(infrastructure(isolated_settings(tmp_path, kafka_servers="bus.example:9092"))) == ["mongodb"]


def test_no_two_parts_share_a_port(tmp_path):
    settings = isolated_settings(tmp_path)
    ports = [use.port for part in (*infrastructure(settings), *edges(settings)) for use in part.ports]
    assert len(ports) == len(set(ports)) == 9
