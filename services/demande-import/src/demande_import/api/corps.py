"""What is sent to the service."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from contracts.demande_import import Consentement
from demande_import.domain.demande import Rattachement

Ligne = Annotated[
    str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
]
"""One line of text, not blank."""
CodeEntreprise = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
Siret = Annotated[str, Field(pattern=r"^[0-9]{14}$", examples=["55208131700125"])]


class _Corps(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Saisie(_Corps):
    """« Saisir ma demande »."""

    numero_unique: Annotated[
        str,
        Field(
            max_length=60,
            pattern=r"^[^\x00-\x08\x0e-\x1f\x7f]*$",
            description="Numéro unique (NUR ou NUD)",
            examples=["111102100000175AAA"],
        ),
    ]


class CodeSecurite(_Corps):
    """The code received by e-mail."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six chiffres", examples=["042137"])]


class Complements(_Corps):
    """Section 2."""

    rattachement: Rattachement
    nom_employeur: Ligne
    plusieurs_employeurs: StrictBool
    code_entreprise: CodeEntreprise | None = None
    consentement: Consentement


class Pieces(_Corps):
    """All the pièces that are ticked; the others are not."""

    deposees: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")]], Field(max_length=100)
    ]


class NouvelleEntreprise(_Corps):
    """A client firm."""

    siret: Siret
    raison_sociale: Ligne
    effectif: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    agricole: StrictBool = False
    publique: StrictBool = False


class Politique(_Corps):
    """The firm’s housing policy."""

    choix_proposes: Annotated[list[Consentement], Field(min_length=1, max_length=3)]
    validation_requise: StrictBool
    code_entreprise: CodeEntreprise | None = None


class MotifRefus(StrEnum):
    """Why a firm does not validate a demande."""

    HORS_EFFECTIF = "hors_effectif"
    CRITERES_NON_REMPLIS = "criteres_non_remplis"
    ANCIENNETE_INSUFFISANTE = "anciennete_insuffisante"
    AUTRE = "autre"


class RefusEmployeur(_Corps):
    """The firm’s reason."""

    motif: MotifRefus
