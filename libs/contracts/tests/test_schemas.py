"""Models, published schemas and examples say the same thing, today and within the major."""

import json
import shutil

import jsonschema
import pytest

from contracts import evolution, generate
from contracts.exemples import EXEMPLES
from contracts.registry import MESSAGES
from contracts.roles import Role

TYPES = sorted(MESSAGES)


def lire(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def copie(tmp_path):
    for folder in ("schemas", "examples"):
        shutil.copytree(generate.RACINE / folder, tmp_path / folder)
    shutil.copy(generate.RACINE / "asyncapi.yaml", tmp_path)
    return tmp_path


def test_committed_files_are_those_the_models_generate_and_published_ones_are_untouched():
    assert generate.ecarts() == []


def test_every_message_has_an_example_and_every_example_a_message():
    assert set(EXEMPLES) == set(MESSAGES)


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_published(kind):
    assert generate.revisions(kind)
    assert len(generate.revisions(kind)) == len(generate.revisions(kind, dossier="examples"))


@pytest.mark.parametrize("kind", TYPES)
def test_every_published_example_still_parses(kind):
    for path in generate.revisions(kind, dossier="examples"):
        assert MESSAGES[kind].model_validate(lire(path)).key


@pytest.mark.parametrize("kind", TYPES)
def test_the_new_example_satisfies_every_published_schema_of_its_major(kind):
    body = lire(generate.RACINE / f"examples/{kind}.json")
    for path in generate.revisions(kind):
        jsonschema.validate(body, lire(path), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("kind", TYPES)
def test_unknown_fields_are_ignored(kind):
    body = lire(generate.RACINE / f"examples/{kind}.json")
    assert MESSAGES[kind].model_validate({**body, "champ_de_demain": {"a": [1]}}) == EXEMPLES[kind]


def test_a_published_schema_changed_by_hand_is_seen(copie):
    path = generate.revisions(TYPES[0], copie)[0]
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert any(path.name in sentence and "by hand" in sentence for sentence in generate.ecarts(copie))


def test_a_published_schema_removed_is_seen(copie):
    path = generate.revisions(TYPES[0], copie)[0]
    path.unlink()
    assert any(path.name in sentence and "by hand" in sentence for sentence in generate.ecarts(copie))


def test_a_stale_schema_is_seen(copie):
    (copie / f"schemas/{TYPES[0]}.json").write_text("{}", encoding="utf-8")
    assert generate.ecarts(copie) == [f"schemas/{TYPES[0]}.json: not up to date"]


def test_a_schema_of_no_message_is_seen(copie):
    (copie / "schemas/fr.alin.inconnu.v1.json").write_text("{}", encoding="utf-8")
    assert generate.ecarts(copie) == ["schemas/fr.alin.inconnu.v1.json: no message of that type"]


def test_publishing_again_without_a_change_writes_nothing(copie):
    assert generate.publier(copie) == []


AVANT = {
    "type": "object",
    "properties": {"role": {"$ref": "#/$defs/Role"}, "note": {"type": "string", "default": ""}},
    "required": ["role"],
    "$defs": {"Role": {"type": "string", "enum": [role.value for role in Role]}},
}


def apres(**change):
    return {**AVANT, **change}


def test_an_optional_field_may_be_added():
    fields = {**AVANT["properties"], "ajout": {"type": "integer", "default": 0}}
    evolution.verifier(AVANT, apres(properties=fields))


def test_words_that_no_machine_reads_may_change():
    evolution.verifier(AVANT, apres(title="Autre", description="Mieux dit"))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"properties": {"role": AVANT["properties"]["role"]}}, "$.note"),
        ({"properties": {**AVANT["properties"], "note": {"type": "integer", "default": 0}}}, "$.note"),
        ({"required": ["role", "note"]}, "$.required"),
        ({"required": []}, "$.required"),
        ({"$defs": {"Role": {"type": "string", "enum": ["salarie", "autre"]}}}, "$defs.Role"),
        ({"$defs": {}}, "$defs.Role"),
        ({"additionalProperties": False}, "$"),
    ],
)
def test_any_other_change_breaks_the_contract(change, place):
    with pytest.raises(evolution.RuptureDeContrat) as rupture:
        evolution.verifier(AVANT, apres(**change))
    assert place in str(rupture.value).split(", ")
