"""Every page holds the rules of RGAA that a machine can hold, and lets nothing from elsewhere in."""

import json

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from stack.console.app import console
from stack.console.openapi30 import as_openapi_30
from stack.console.whereabouts import Account, write_accounts
from stack.settings import StackSettings, isolated_settings

PAGES = ("/", "/mails", "/traces", "/metriques", "/docs", "/nulle-part")


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_is_french_titled_and_closed(web, path):
    page = await web.get(path)
    assert '<html lang="fr">' in page.text
    assert page.text.count("<main") == 1
    assert "<title>" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/docs"])
async def test_each_page_reads_without_script_and_has_one_first_heading(web, path):
    page = (await web.get(path)).text
    assert "<script" not in page
    assert " style=" not in page
    assert page.count("<h1>") == 1
    assert 'href="#contenu"' in page


async def test_a_page_of_the_web_cannot_read_the_mails_by_renaming_itself(web):
    assert (await web.get("/api/mails", headers={"host": "attaquant.example"})).status_code == 400


async def test_the_welcome_page_shows_the_accounts_to_try_and_what_does_not_answer(made, web):
    write_accounts(made.settings.data_dir, [Account("salarié", "claire@example.fr", "Essai-2026")])
    assert [file.stat().st_mode & 0o777 for file in made.settings.data_dir.glob("comptes*")] == [0o600]
    page = (await web.get("/")).text
    assert "claire@example.fr" in page
    assert made.settings.gateway_url in page
    assert "ne répond pas" in page


async def test_the_password_of_a_given_mongodb_is_not_shown(tmp_path):
    import httpx

    settings = isolated_settings(tmp_path, mongo_url="mongodb://alin:secret@db.example:27017/?replicaSet=rs0")
    web = console(settings).web()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://localhost") as client:
        page = (await client.get("/")).text
    assert "db.example:27017" in page
    assert "secret" not in page


async def test_the_documentation_needs_nothing_from_the_web(web):
    page = (await web.get("/docs")).text
    assert "http" not in page
    assert page.count("<h1>") == 1
    for script in ("/docs/swagger/swagger-ui-bundle.js", "/docs/swagger/swagger-ui.css", "/static/docs.js"):
        assert (await web.get(script)).status_code == 200


async def test_the_documentation_says_when_the_gateway_is_down(web):
    answer = await web.get("/docs/openapi.json")
    assert answer.status_code == 503
    assert answer.json()["code"] == "passerelle_injoignable"


def test_a_31_document_is_lowered_for_the_viewer():
    schema = {
        "type": "object",
        "properties": {
            "nom": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Nom"},
            "offre": {"anyOf": [{"$ref": "#/components/schemas/Offre"}, {"type": "null"}]},
            "genre": {"const": "T2", "type": "string"},
            "rang": {"type": ["integer", "null"]},
        },
    }
    lowered = as_openapi_30({"openapi": "3.1.0", "components": {"schemas": {"Vue": schema}}})
    assert lowered["openapi"] == "3.0.3"
    assert lowered["components"]["schemas"]["Vue"]["properties"] == {
        "nom": {"type": "string", "title": "Nom", "nullable": True},
        "offre": {"allOf": [{"$ref": "#/components/schemas/Offre"}], "nullable": True},
        "genre": {"type": "string", "enum": ["T2"]},
        "rang": {"type": "integer", "nullable": True},
    }


@pytest.fixture
async def web_on_kafka(tmp_path, kafka_servers):
    import httpx

    app = console(StackSettings(data_dir=tmp_path, kafka_servers=kafka_servers)).web()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith("console.test.")])
    await admin.close()


async def publish(servers: str, topic: str, body: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 3, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    headers = [("ce_type", b"fr.alin.test")]
    await producer.send_and_wait(topic, json.dumps(body).encode(), key=b"cle-1", headers=headers)
    await producer.stop()


@pytest.mark.integration
async def test_the_body_of_an_undeclared_topic_is_hidden_like_personal_data(web_on_kafka, kafka_servers):
    await publish(kafka_servers, "console.test.personnel", {"nom": "Martin"})
    page = (await web_on_kafka.get("/topics/console.test.personnel")).text
    assert "fr.alin.test" in page
    assert "Martin" not in page
    assert "données personnelles" in page
    assert "console.test.personnel" in (await web_on_kafka.get("/topics")).text
    assert (await web_on_kafka.get("/topics/nulle.part")).status_code == 404


@pytest.mark.integration
async def test_the_body_of_a_public_topic_is_shown(web_on_kafka, kafka_servers, monkeypatch):
    from stack.console import topics

    monkeypatch.setattr(topics, "is_personal", lambda _: False)
    await publish(kafka_servers, "console.test.public", {"ville": "Paris"})
    assert "Paris" in (await web_on_kafka.get("/topics/console.test.public")).text


def test_the_registry_says_which_bodies_are_hidden():
    from contracts.registry import TOPICS
    from stack.console.topics import is_personal

    for topic in TOPICS:
        assert is_personal(topic.name) is topic.personal_data
        assert is_personal(topic.dlq) is topic.personal_data
    assert is_personal("inconnu")


async def test_a_bus_that_does_not_answer_is_said_so(web):
    page = await web.get("/topics")
    assert page.status_code == 503
    assert "ne répond pas" in page.text
