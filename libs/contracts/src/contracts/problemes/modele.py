"""The shape of a problem: declared once in the catalogue, raised with its detail, answered as problem+json."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Probleme:
    """One entry of the catalogue: a stable code, the HTTP status it answers with, its French title."""

    code: str
    status: int
    titre: str


class ErreurChamp(BaseModel):
    """One field at fault: its path in the body, the query or the headers, and what is wrong with it, in French."""

    model_config = ConfigDict(frozen=True)

    champ: str
    message: str


class ProblemeHttp(BaseModel):
    """Body of `application/problem+json` (RFC 9457) with our members `code`, `erreurs` and `trace_id`."""

    type: str = Field(description="urn:alin:probleme:<code>")
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    erreurs: list[ErreurChamp] = []
    raisons: list[dict[str, object]] = Field(default=[], description="Reasons of a refusal, with their figures")
    trace_id: str | None = None
