"""Every operation of every service, with good, odd and bad requests that schemathesis draws from its OpenAPI document.

No request makes a service fail; each answer is one that the document promises; each refusal is a problem of the one
catalogue, in French; bad data is never accepted. The draw is the same at each run.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import schemathesis
from schemathesis.engine import Status, events, from_schema

from contracts.exemples import COMPTE, DEMANDE, OFFRE, SIRET
from contracts.problemes import CATALOGUE
from contracts.roles import Role
from stack.openapi import document
from stack.services import BUILT

pytestmark = pytest.mark.integration
everywhere = pytest.mark.parametrize("served", BUILT, indirect=True)
EXAMPLES = 10
BAILLEUR = "bailleur-exemple"
CHECKS = {
    "negative_data_rejection": {
        # 410: the link or the choice is over, which is told before what was typed; never a 5xx
        "expected-statuses": [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 428, 429],
    },
    "positive_data_acceptance": {"enabled": False},  # rules of the domain refuse requests that are well formed
    "use_after_free": {"enabled": False},  # sequences are the end-to-end tests' matter
    "ensure_resource_availability": {"enabled": False},
    "object_level_authorization": {"enabled": False},
}
KNOWN = {COMPTE, DEMANDE, OFFRE, SIRET}
OFFER = {
    "type_logement": "appartement", "typologie": "T2", "norme": "PLS", "surface": 47, "loyer": 841,
    "loyer_hors_charges": 726.5, "commune": "75111", "etage": 1,
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


class NotOurProblem(AssertionError):
    """A refusal that does not say what our screens need."""


@schemathesis.check
def refusals_are_problems(ctx, response, case) -> None:
    """RFC 9457 with a code of the catalogue, a sentence, and the fields at fault when the request is invalid."""
    if response.status_code < 400:
        return
    kind = response.headers.get("content-type", [""])[0]
    if kind.startswith("text/html") and response.content and "text/html" in documented(case, response.status_code):
        return  # a page for a person, where the document promises one
    if not kind.startswith("application/problem+json"):
        raise NotOurProblem(f"{response.status_code} as {kind}")
    problem = response.json()
    if problem["code"] not in CATALOGUE or problem["status"] != response.status_code or not problem["detail"]:
        raise NotOurProblem(f"not of the catalogue: {problem}")
    if problem["code"] == "requete_invalide" and not problem.get("erreurs"):
        raise NotOurProblem(f"no field is named: {problem}")


def documented(case, status: int) -> str:
    """What the document says of this answer."""
    operation = case.operation.schema.raw_schema["paths"][case.operation.path][case.operation.method]
    return str(operation["responses"].get(str(status), ""))


def operations(service: str) -> Iterator[tuple[str, str]]:
    """(method, path) of each operation."""
    for path, item in document(service)["paths"].items():
        yield from ((method.upper(), path) for method in METHODS if method in item)


def admitted(served, method: str, path: str) -> Role:
    """A role that this operation lets in; any one for an operation open to all."""
    return next(role for role in Role if not refused(asked_as(served, role, method, path)))


def asked_as(served, role: Role, method: str, path: str) -> httpx.Response:
    address = path.replace("{", "").replace("}", "")
    return served.http.request(method, address, headers=served.token(role), json={} if method != "GET" else None)


def refused(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "acces_interdit"


@everywhere
def test_each_role_gets_an_answer_that_the_document_promises(served):
    paths = document(served.name)["paths"]
    for method, path in operations(served.name):
        answers = [asked_as(served, role, method, path) for role in Role]
        assert not all(refused(answer) for answer in answers), f"{method} {path} lets nobody in"
        assert {str(answer.status_code) for answer in answers} <= set(paths[path][method.lower()]["responses"]), path
        assert all(answer.status_code < 500 for answer in answers)


def seeded(served) -> set[str]:
    """Identifiers of what is there, so that some requests reach beyond « introuvable »: an offer, a candidature…"""
    day = served.service.clock.today()
    dates = {"date_limite": str(day + timedelta(days=13)), "disponible_le": str(day + timedelta(days=24))}
    first = {
        "offres": [
            (Role.ADMIN, "/offres/bailleurs", {"id": BAILLEUR, "nom": "Habitat de l’Exemple"}),
            (Role.BAILLEUR, "/offres/offres", OFFER | dates),
        ],
        "candidatures": [(Role.SALARIE, "/candidatures/candidatures", {"offre_id": OFFRE})],
    }
    made = set(KNOWN)
    for role, path, body in first.get(served.name, []):
        answer = served.http.post(path, json=body, headers=served.token(role))
        assert answer.status_code == 201, answer.text
        made |= {value for name, value in answer.json().items() if name == "id" or name.endswith("_id")}
    return made


def configured(served) -> schemathesis.Config:
    """Bounded, repeatable, and each operation called by somebody who may."""
    roles = [
        {"include-name": f"{method} {path}", "headers": served.token(admitted(served, method, path))}
        for method, path in operations(served.name)
    ]
    return schemathesis.Config.from_dict({
        "seed": 20261124,
        "base-url": served.url,
        "request-timeout": 10,
        "continue-on-failure": True,
        "dictionaries": {"known": {"values": sorted(seeded(served))}},
        "generation": {
            "max-examples": EXAMPLES,
            "deterministic": True,
            "no-shrink": True,
            "dictionaries": {"string": {"dictionary": "known", "probability": 0.3}},
        },
        "phases": {"stateful": {"enabled": False}},
        "checks": CHECKS,
        "operations": roles,
    })  # fmt: skip


@everywhere
def test_every_operation_survives_whatever_is_sent_to_it(served):
    schema = schemathesis.openapi.from_dict(document(served.name), config=configured(served))
    asked, faults = defaultdict(int), {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.label] += len(event.recorder.interactions)
            faults = dict(told(event)) | faults
        elif isinstance(event, events.NonFatalError | events.FatalError):
            faults[repr(event)] = ""
    assert not faults, "\n\n".join(f"{title}\n{example}" for title, example in sorted(faults.items()))
    assert {f"{method} {path}" for method, path in operations(served.name)} <= {name for name in asked if asked[name]}


def told(event: events.ScenarioFinished) -> Iterator[tuple[str, str]]:
    """Each failed check: which operation and what is wrong, and a command that shows it again."""
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status is Status.FAILURE:
                info = check.failure_info
                yield (
                    f"{event.label} – {check.name}: {info.failure.title}",
                    f"{info.failure.message}\n{info.code_sample}",
                )
