"""The registry of topics, the envelope and the catalogue of problems."""

import inspect
import json
from collections import Counter
from datetime import UTC, datetime
from importlib import import_module

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat

from contracts import generate, problemes
from contracts.envelope import Envelope, EnvelopeError, Event, Message
from contracts.exemples import EXEMPLES
from contracts.problemes.modele import Probleme
from contracts.registry import MESSAGES, PUBLIC, SERVICES, TOPICS, topic_of

PERSONNEL = {
    "nom", "prenom", "nom_naissance", "email", "adresse", "telephone", "civilite", "date_naissance", "numero_unique",
    "rfr", "rfr_n1", "rfr_n2", "ressources", "revenu_mensuel", "revenus_12_mois", "cmi_invalidite", "personnes",
}  # fmt: skip
MODULES = ("identity", "demande_import", "offres", "candidatures", "notifications")
PROBLEM_MODULES = ("technique", *MODULES)


def classes():
    for name in MODULES:
        for _, found in inspect.getmembers(import_module(f"contracts.{name}"), inspect.isclass):
            if issubclass(found, Message) and "TYPE" in vars(found):
                yield found


def champs(schema):
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from champs(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from champs(value)


def test_every_message_class_is_in_exactly_one_topic():
    places = Counter(message for topic in TOPICS for message in topic.messages)
    assert set(places) == set(classes())
    assert set(places.values()) == {1}


def test_a_type_names_its_owner_and_its_major():
    for kind, message in MESSAGES.items():
        assert kind.startswith(f"fr.alin.{topic_of(message).owner}.")
        assert kind.rpartition(".v")[2].isdigit()


def test_the_key_of_a_topic_is_the_key_of_each_of_its_messages():
    assert {(topic.name, message.KEY) for topic in TOPICS for message in topic.messages} == {
        (topic.name, topic.key) for topic in TOPICS
    }


def test_writers_and_readers_are_services_and_only_the_owner_writes_an_event():
    for topic in TOPICS:
        assert set(topic.writers) <= set(SERVICES)
        assert set(topic.readers) <= {*SERVICES, PUBLIC}
        if all(issubclass(message, Event) for message in topic.messages):
            assert topic.writers == (topic.owner,)


def test_topics_with_personal_data_have_only_named_readers():
    """Domain, Privacy."""
    personal = [topic for topic in TOPICS if topic.personal_data]
    assert {topic.name for topic in personal} == {"identity.comptes", "demande-import.demandes"}
    assert all(topic.readers and PUBLIC not in topic.readers for topic in personal)


@pytest.mark.parametrize("topic", [t for t in TOPICS if not t.personal_data], ids=lambda t: t.name)
def test_other_topics_have_no_personal_field(topic):
    """Domain, Privacy: nothing personal in a public event."""
    for message in topic.messages:
        assert not set(champs(generate.schema(message))) & PERSONNEL


def test_the_personal_field_check_sees_nested_fields():
    demandes = MESSAGES["fr.alin.demande-import.demande.validee.v1"]
    assert {"date_naissance", "rfr_n2"} <= set(champs(generate.schema(demandes)))


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_our_records_are_cloudevents_for_the_official_sdk(kind):
    message = EXEMPLES[kind]
    envelope = Envelope.wrap(message, source="test", time=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    headers = {name: value.encode() for name, value in envelope.headers().items()}
    record = KafkaMessage(headers=headers, key=envelope.subject.encode(), value=envelope.data)
    event = from_binary_event(record, JSONFormat())
    assert (event.get_id(), event.get_type(), event.get_source()) == (envelope.id, kind, "/alin/test")
    assert (event.get_specversion(), event.get_subject()) == ("1.0", message.key)
    assert event.get_time() == envelope.time
    assert event.get_data() == json.loads(envelope.data)


def test_an_envelope_reads_what_it_wrote():
    envelope = Envelope.wrap(next(iter(EXEMPLES.values())), source="test", time=datetime(2026, 11, 2, tzinfo=UTC))
    assert Envelope.read(envelope.headers(), envelope.data) == envelope


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [("ce_id", "", "id"), ("ce_specversion", "0.3", "specversion"), ("ce_time", "hier", "ce_time")],
)
def test_a_bad_header_is_named(header, value, said):
    envelope = Envelope.wrap(next(iter(EXEMPLES.values())), source="test", time=datetime(2026, 11, 2, tzinfo=UTC))
    with pytest.raises(EnvelopeError, match=said):
        Envelope.read({**envelope.headers(), header: value}, b"{}")


def declares():
    for name in PROBLEM_MODULES:
        module = import_module(f"contracts.problemes.{name}")
        for constant, found in vars(module).items():
            if isinstance(found, Probleme):
                yield module, constant, found


def test_every_problem_is_in_the_catalogue_once_under_its_own_name():
    found = list(declares())
    assert len({probleme.code for *_, probleme in found}) == len(found) == len(problemes.CATALOGUE)
    for module, constant, probleme in found:
        assert probleme in module.CODES
        assert constant == probleme.code.upper()


def test_problem_titles_are_french_sentences_and_statuses_are_errors():
    for _, _, probleme in declares():
        assert probleme.titre == probleme.titre.strip() != ""
        assert probleme.titre[0].isupper()
        assert "'" not in probleme.titre, "French typography: ’"
        assert 400 <= probleme.status < 600
