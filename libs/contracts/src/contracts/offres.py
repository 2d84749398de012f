"""Events of the service offres: the homes that bailleurs publish. Public: nothing personal."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from contracts.envelope import Event


class TypeLogement(StrEnum):
    """The filter « Maison / Appartement » of the guide #5."""

    APPARTEMENT = "appartement"
    MAISON = "maison"


class Typologie(StrEnum):
    """Number of main rooms; T6 stands for six and more."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"


class Norme(StrEnum):
    """Norme locative: it decides which ceiling applies."""

    PLAI = "PLAI"
    PLUS = "PLUS"
    PLS = "PLS"
    PLI = "PLI"


class StatutOffre(StrEnum):
    """Only a published offer is shown and can be applied to."""

    PUBLIEE = "publiee"
    RETIREE = "retiree"
    POURVUE = "pourvue"


class _EtatOffre(Event):
    KEY: ClassVar[str] = "offre_id"

    offre_id: str
    bailleur_id: str
    bailleur_nom: str
    statut: StatutOffre
    type_logement: TypeLogement
    typologie: Typologie
    norme: Norme
    zone_pli: str | None = None
    """Zone of the PLI ceilings (Abis, A, B1, B2, C); set for a PLI home alone."""
    surface: Decimal
    """Square metres."""
    loyer: Decimal
    """Euros a month, charges included."""
    loyer_hors_charges: Decimal
    commune: str
    """Code INSEE; of the arrondissement in Paris, Lyon and Marseille."""
    commune_nom: str
    code_postal: str
    departement: str
    etage: int | None = None
    pmr: bool = False
    dpe: str | None = None
    ges: str | None = None
    date_limite: date
    """Last day on which a candidature can be made, Europe/Paris."""
    disponible_le: date
    reserve_siret: str | None = None
    """SIRET of the firm whose salariés alone may apply, if any."""
    candidats_a_proposer: int = 3
    """How many validated dossiers ALS forwards to the bailleur."""
    le: AwareDatetime


class OffrePubliee(_EtatOffre):
    """The bailleur published the home."""

    TYPE: ClassVar[str] = "fr.alin.offres.offre.publiee.v1"


class OffreModifiee(_EtatOffre):
    """The bailleur corrected the offer."""

    TYPE: ClassVar[str] = "fr.alin.offres.offre.modifiee.v1"


class OffreRetiree(_EtatOffre):
    """The bailleur withdrew the home; its candidatures are closed without suite."""

    TYPE: ClassVar[str] = "fr.alin.offres.offre.retiree.v1"


class OffrePourvue(_EtatOffre):
    """A lease was signed for the home."""

    TYPE: ClassVar[str] = "fr.alin.offres.offre.pourvue.v1"


EVENTS: tuple[type[Event], ...] = (OffrePubliee, OffreModifiee, OffreRetiree, OffrePourvue)
