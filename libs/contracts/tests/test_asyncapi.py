"""The AsyncAPI document is valid, whole, and says what the registry says."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from contracts import generate
from contracts.registry import MESSAGES, PUBLIC, TOPICS

OFFICIEL = json.loads((Path(__file__).parent / "asyncapi-3.0.0" / "schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load((generate.RACINE / "asyncapi.yaml").read_text(encoding="utf-8"))


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_document_is_valid_asyncapi_3(document):
    errors = list(jsonschema.Draft7Validator(OFFICIEL).iter_errors(document))
    assert [error.message for error in errors] == []


def test_the_official_schema_refuses_a_document_that_is_wrong(document):
    wrong = {**document, "operations": {"x": {"action": "publish"}}}
    assert not jsonschema.Draft7Validator(OFFICIEL).is_valid(wrong)


def test_every_reference_leads_somewhere(document):
    for reference in references(document):
        if reference.startswith("./"):
            assert (generate.RACINE / reference).is_file()
            continue
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_topic_is_a_channel_with_its_kafka_settings(document):
    assert set(document["channels"]) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        channel = document["channels"][topic.name]
        kafka = channel["bindings"]["kafka"]
        assert kafka["partitions"] == topic.partitions
        assert kafka["topicConfiguration"]["cleanup.policy"] == [topic.cleanup.value]
        assert (channel["x-proprietaire"], channel["x-donnees-personnelles"]) == (topic.owner, topic.personal_data)


def test_every_writer_sends_and_every_reader_receives(document):
    expected = {(topic.name, "send", name) for topic in TOPICS for name in topic.writers}
    expected |= {(topic.name, "receive", name) for topic in TOPICS for name in topic.readers}
    found = {
        (operation["channel"]["$ref"].removeprefix("#/channels/"), operation["action"], operation["x-service"])
        for operation in document["operations"].values()
    }
    assert found == expected
    assert any(service == PUBLIC for *_, service in found)


def test_every_message_is_documented(document):
    assert set(document["components"]["messages"]) == set(MESSAGES)
    assert all(message["summary"] for message in document["components"]["messages"].values())


def test_the_check_command_passes_and_a_service_imports_contracts_without_yaml():
    checked = subprocess.run([sys.executable, "-m", "contracts.generate", "--check"], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")
    script = "import sys, contracts.registry, contracts.problemes; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
