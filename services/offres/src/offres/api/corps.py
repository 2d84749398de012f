"""Bodies that a bailleur or an admin sends. The domain has the last word: see `domain.annonce`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from contracts.offres import Norme, TypeLogement, Typologie
from offres.domain.annonce import Annonce, AnnonceInvalide
from referentiel import geographie
from referentiel.geographie import CommuneInconnue, ZonePli

Euros = Annotated[Decimal, Field(gt=0, le=20000, max_digits=8, decimal_places=2)]
Photo = Annotated[str, Field(max_length=500)]
Classe = Annotated[str, Field(pattern="^[A-G]$")]


class _Corps(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NouvelleOffre(_Corps):
    """A home to publish."""

    type_logement: TypeLogement
    typologie: Typologie
    norme: Norme
    zone_pli: ZonePli | None = Field(None, description="Pour un logement PLI, et lui seul")
    surface: Decimal = Field(gt=0, le=1000, max_digits=6, decimal_places=2, description="Mètres carrés")
    loyer: Euros = Field(description="Euros par mois, charges comprises")
    loyer_hors_charges: Euros
    commune: str = Field(max_length=5, description="Code INSEE, de l’arrondissement à Paris, Lyon et Marseille")
    code_postal: str | None = Field(None, max_length=5, description="Sinon le premier de la commune")
    date_limite: date = Field(description="Dernier jour de candidature")
    disponible_le: date
    description: str = Field("", max_length=4000)
    photos: list[Photo] = Field(default=[], max_length=20)
    etage: int | None = Field(None, ge=-3, le=80, strict=True)
    pmr: StrictBool = False
    dpe: Classe | None = None
    ges: Classe | None = None
    reserve_siret: str | None = Field(None, pattern="^[0-9]{14}$")
    candidats_a_proposer: int = Field(3, ge=1, le=20, strict=True)

    def annonce(self) -> Annonce:
        """Raise AnnonceInvalide."""
        champs = self.model_dump()
        champs["photos"] = tuple(champs["photos"])
        champs["code_postal"] = champs["code_postal"] or _premier_code_postal(self.commune)
        return Annonce(**champs)


class CorrectionOffre(_Corps):
    """What to change; a field left out stays as it is, a null clears an optional one and is refused for another."""

    version: int | None = Field(
        None, ge=1, le=1_000_000, strict=True, description="Version affichée : refusée si l’offre a changé depuis"
    )
    type_logement: TypeLogement | None = None
    typologie: Typologie | None = None
    norme: Norme | None = None
    zone_pli: ZonePli | None = None
    surface: Decimal | None = Field(None, gt=0, le=1000, max_digits=6, decimal_places=2)
    loyer: Euros | None = None
    loyer_hors_charges: Euros | None = None
    commune: str | None = Field(None, max_length=5)
    code_postal: str | None = Field(None, max_length=5)
    date_limite: date | None = None
    disponible_le: date | None = None
    description: str | None = Field(None, max_length=4000)
    photos: list[Photo] | None = Field(None, max_length=20)
    etage: int | None = Field(None, ge=-3, le=80, strict=True)
    pmr: StrictBool | None = None
    dpe: Classe | None = None
    ges: Classe | None = None
    reserve_siret: str | None = Field(None, pattern="^[0-9]{14}$")
    candidats_a_proposer: int | None = Field(None, ge=1, le=20, strict=True)

    def appliquee(self, actuelle: Annonce) -> Annonce:
        """The annonce after the correction. Raise AnnonceInvalide."""
        changements = self.model_dump(exclude_unset=True, exclude={"version"})
        for champ, valeur in changements.items():
            if valeur is None and champ not in _EFFACABLES:
                raise AnnonceInvalide(champ, "Ce champ est obligatoire : corrigez-le, ou ne l’envoyez pas.")
        if "photos" in changements:
            changements["photos"] = tuple(changements["photos"])
        if changements.keys() & {"commune", "code_postal"}:
            commune = changements.get("commune", actuelle.commune)
            changements["code_postal"] = changements.get("code_postal") or _premier_code_postal(commune)
        champs: dict[str, Any] = {nom: getattr(actuelle, nom) for nom in Annonce.__dataclass_fields__}
        return Annonce(**{**champs, **changements})


class NouveauBailleur(_Corps):
    """A landlord body to open the platform to."""

    id: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", min_length=3, max_length=60)
    nom: str = Field(min_length=2, max_length=120)


_EFFACABLES = {"code_postal", "zone_pli", "etage", "dpe", "ges", "reserve_siret"}
"""A postal code cleared is the first of the commune, as when none is given."""


def _premier_code_postal(commune: str) -> str:
    try:
        return next(iter(geographie.commune(commune).codes_postaux), "")
    except CommuneInconnue:
        return ""  # the domain refuses the commune itself, by its field
