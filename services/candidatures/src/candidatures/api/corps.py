"""What is sent to the service."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool

from candidatures.domain import candidature as domaine

SIECLE = (date(2000, 1, 1), date(2099, 12, 31))
"""Dates outside are slips of the keyboard; the end of the calendar would break the count of delays."""
Jour = Annotated[date, Field(ge=SIECLE[0], le=SIECLE[1])]
Instant = Annotated[
    AwareDatetime, Field(ge=datetime.combine(SIECLE[0], time(), UTC), le=datetime.combine(SIECLE[1], time(), UTC))
]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{2,60}$", description="Code, jamais un texte libre")]


class _Corps(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Depot(_Corps):
    """« Je postule »."""

    offre_id: Annotated[str, Field(min_length=1, max_length=100)]


class Reponse(_Corps):
    """The salarié's answer to an attribution."""

    acceptee: StrictBool


class MotifInvalidation(StrEnum):
    """Why a conseiller invalidates a dossier."""

    PIECE_MANQUANTE = "piece_manquante"
    PIECE_ILLISIBLE = "piece_illisible"
    RESSOURCES_INCOHERENTES = "ressources_incoherentes"
    SITUATION_CHANGEE = "situation_changee"
    DOSSIER_INADAPTE = "dossier_inadapte"


class Invalidation(_Corps):
    """A conseiller's reason."""

    motif: MotifInvalidation


class Visite(_Corps):
    """When the home can be seen."""

    le: Instant


class Bail(_Corps):
    """The lease."""

    signe_le: Jour


class Attribution(_Corps):
    """The home goes to this salarié."""

    type: Literal["attribution"]

    def vers(self) -> domaine.Decision:
        return domaine.Attribution()


class AttributionEnRang(_Corps):
    """Next in line, at this rank, if the ones before refuse."""

    type: Literal["attribution_en_rang"]
    rang: Annotated[int, Field(ge=1, le=50, strict=True)]

    def vers(self) -> domaine.Decision:
        return domaine.AttributionEnRang(self.rang)


class AttributionSousCondition(_Corps):
    """Once a missing document has come, in time."""

    type: Literal["attribution_sous_condition"]
    condition: Code
    avant: Jour

    def vers(self) -> domaine.Decision:
        return domaine.AttributionSousCondition(self.condition, self.avant)


class NonAttribution(_Corps):
    """The commission chose otherwise."""

    type: Literal["non_attribution"]
    motif: Code

    def vers(self) -> domaine.Decision:
        return domaine.NonAttribution(self.motif)


class Irrecevabilite(_Corps):
    """The demande cannot be examined."""

    type: Literal["irrecevabilite"]
    motif: Code

    def vers(self) -> domaine.Decision:
        return domaine.Irrecevabilite(self.motif)


class DecisionCommission(_Corps):
    """One of the five decisions of a commission (CCH R. 441-3)."""

    decision: Annotated[
        Attribution | AttributionEnRang | AttributionSousCondition | NonAttribution | Irrecevabilite,
        Field(discriminator="type"),
    ]
    commission_le: Jour
    candidats_insuffisants: StrictBool = False
    """The bailleur declares that too few applied: fewer than three dossiers may be examined."""
