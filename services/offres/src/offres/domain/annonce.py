"""What a bailleur says of a home. An `Annonce` cannot be built in an invalid state."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.offres import Norme, TypeLogement, Typologie
from referentiel import eligibilite, geographie
from referentiel.geographie import CommuneInconnue, ZonePli

CLASSES_ENERGIE = "ABCDEFG"
_SIRET = re.compile(r"[0-9]{14}")
_PHOTO = re.compile(r"https://[^\s\"'<>]+")


class AnnonceInvalide(ValueError):
    """A field of the annonce is at fault: which one, and why, in French."""

    def __init__(self, champ: str, explication: str) -> None:
        super().__init__(explication)
        self.champ = champ
        self.explication = explication


@dataclass(frozen=True, slots=True)
class Annonce:
    """One home as it is offered. Raise AnnonceInvalide, which names the field."""

    type_logement: TypeLogement
    typologie: Typologie
    norme: Norme
    surface: Decimal
    """Square metres."""
    loyer: Decimal
    """Euros a month, charges included."""
    loyer_hors_charges: Decimal
    commune: str
    """Code INSEE; of the arrondissement in Paris, Lyon and Marseille."""
    code_postal: str
    date_limite: date
    """Last day on which a candidature can be made, Europe/Paris."""
    disponible_le: date
    description: str = ""
    photos: tuple[str, ...] = ()
    """Addresses, in the order to show them."""
    etage: int | None = None
    pmr: bool = False
    dpe: str | None = None
    ges: str | None = None
    zone_pli: ZonePli | None = None
    reserve_siret: str | None = None
    """SIRET of the firm whose salariés alone see the home."""
    candidats_a_proposer: int = 3

    def __post_init__(self) -> None:
        self._situer()
        self._chiffrer()
        self._decrire()

    def _situer(self) -> None:
        try:
            lieu = geographie.commune(self.commune)
        except CommuneInconnue as inconnue:
            raise AnnonceInvalide("commune", str(inconnue)) from inconnue
        if geographie.arrondissements(self.commune):
            raise AnnonceInvalide("commune", f"Précisez l’arrondissement : {lieu.nom} en a plusieurs.")
        if self.code_postal not in lieu.codes_postaux:
            admis = ", ".join(lieu.codes_postaux)
            raise AnnonceInvalide("code_postal", f"Ce code postal n’est pas de {lieu.nom} ({admis}).")

    def _chiffrer(self) -> None:
        if self.surface <= 0:
            raise AnnonceInvalide("surface", "La surface doit être supérieure à zéro.")
        if self.loyer_hors_charges <= 0:
            raise AnnonceInvalide("loyer_hors_charges", "Le loyer hors charges doit être supérieur à zéro.")
        if self.loyer < self.loyer_hors_charges:
            raise AnnonceInvalide("loyer", "Le loyer charges comprises est au moins le loyer hors charges.")
        if (self.norme is Norme.PLI) != (self.zone_pli is not None):
            raise AnnonceInvalide("zone_pli", "Un logement PLI a une zone (Abis, A, B1, B2, C), et lui seul.")
        if self.candidats_a_proposer < 1:
            raise AnnonceInvalide("candidats_a_proposer", "Au moins un candidat est à proposer.")

    def _decrire(self) -> None:
        for champ, classe in (("dpe", self.dpe), ("ges", self.ges)):
            if classe is not None and (len(classe) != 1 or classe not in CLASSES_ENERGIE):
                raise AnnonceInvalide(champ, "Une classe de A à G est attendue.")
        if self.reserve_siret is not None and not _SIRET.fullmatch(self.reserve_siret):
            raise AnnonceInvalide("reserve_siret", "Un SIRET a 14 chiffres.")
        if not all(_PHOTO.fullmatch(photo) for photo in self.photos):
            raise AnnonceInvalide("photos", "Une photo est une adresse https.")

    @property
    def lieu(self) -> geographie.Commune:
        """The commune or arrondissement."""
        return geographie.commune(self.commune)

    @property
    def logement(self) -> eligibilite.Logement:
        """What the rules of the guide #0 need of it."""
        return eligibilite.Logement(
            eligibilite.Typologie(self.typologie),
            eligibilite.Norme(self.norme),
            self.commune,
            self.loyer,
            self.zone_pli,
        )
