"""The store behind both registers. Every change is on disk before it is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stack.registre import cycle, fichier, semences
from stack.registre.demande import Demande, Etat, MotifRadiation
from stack.registre.fichier import Fiche, Radiation
from stack.registre.semences import numeros


class FicheInconnue(LookupError):
    """No demande has this key."""


class NumeroInconnu(LookupError):
    """This register holds no such number: another one may."""


class NumeroImmuable(Exception):
    """The numéro unique of a demande never changes."""


@dataclass(frozen=True, slots=True)
class DemandeRadiation:
    """What is asked of a register. The same reference is the same request."""

    reference: str
    motif: MotifRadiation
    date_bail: date | None = None


class Registres:
    """All the demandes, in memory and in `<dossier>/demandes.json`. Drawn on the first start."""

    def __init__(self, dossier: Path, aujourd_hui: Callable[[], date]) -> None:
        self._fichier = dossier / "demandes.json"
        self.aujourd_hui = aujourd_hui
        contenu = fichier.lire(self._fichier)
        self._semees_le = contenu.semees_le if contenu else aujourd_hui()
        fiches = contenu.fiches if contenu else semences.tirer(self._semees_le)
        self._fiches = {fiche.cle: fiche for fiche in fiches}
        self._cles = {fiche.demande.numero_unique: fiche.cle for fiche in fiches}
        if contenu is None:
            self._ecrire()

    def fiches(self) -> tuple[Fiche, ...]:
        """As on the current day, those to try first."""
        return tuple(self.fiche(cle) for cle in self._fiches)

    def fiche(self, cle: str) -> Fiche:
        """As on the current day. Raise FicheInconnue."""
        fiche = self._brute(cle)
        return fiche.model_copy(update={"demande": cycle.au(fiche.demande, self.aujourd_hui())})

    def consulter(self, registre: str, numero: str) -> Demande:
        """Raise NumeroInconnu."""
        return self.fiche(self._cle(registre, numero)).demande

    def radier_numero(self, registre: str, numero: str, demande: DemandeRadiation) -> None:
        """Raise NumeroInconnu, DejaRadiee; asking again with the same reference does nothing."""
        self._radier(self._brute(self._cle(registre, numero)), demande)

    def radier(self, cle: str, demande: DemandeRadiation) -> Fiche:
        """The same, by key. Raise FicheInconnue, DejaRadiee."""
        self._radier(self._brute(cle), demande)
        return self.fiche(cle)

    def renouveler(self, cle: str) -> Fiche:
        """Raise FicheInconnue, RenouvellementImpossible."""
        fiche = self._brute(cle)
        demande = cycle.renouvelee(fiche.demande, self.aujourd_hui())
        self._garder(fiche.model_copy(update={"demande": demande, "radiation": None}))
        return self.fiche(cle)

    def modifier(self, cle: str, champs: Mapping[str, Any]) -> Fiche:
        """Merge (RFC 7396) into the demande. Raise FicheInconnue, NumeroImmuable, pydantic.ValidationError."""
        fiche = self._brute(cle)
        if champs.get("numeroUnique", fiche.demande.numero_unique) != fiche.demande.numero_unique:
            raise NumeroImmuable
        fusion = _fusionnes(fiche.demande.model_dump(mode="json", by_alias=True), champs)
        demande = Demande.model_validate(fusion)
        radiation = fiche.radiation if demande.motif_radiation else None
        self._garder(fiche.model_copy(update={"demande": demande, "radiation": radiation}))
        return self.fiche(cle)

    def copier(self, cle: str) -> Fiche:
        """One more demande like this one but for its number and its e-mail, active. Raise FicheInconnue."""
        modele = self._brute(cle)
        rang = 1 + sum(fiche.startswith(f"{cle}-copie-") for fiche in self._fiches)
        nom, _, domaine = modele.demande.courriel.partition("@")
        changements = {
            "numero_unique": numeros.suivant(modele.demande.numero_unique, self._cles),
            "courriel": f"{nom}+{rang}@{domaine}",
            "etat": Etat.ACTIVE,
            "motif_radiation": None,
        }
        fiche = modele.model_copy(
            update={
                "cle": f"{cle}-copie-{rang}",
                "demande": modele.demande.model_copy(update=changements),
                "radiation": None,
            }
        )
        self._garder(fiche)
        self._cles[fiche.demande.numero_unique] = fiche.cle
        return self.fiche(fiche.cle)

    def _radier(self, fiche: Fiche, demandee: DemandeRadiation) -> None:
        if fiche.radiation is not None and fiche.radiation.reference == demandee.reference:
            return
        jour = self.aujourd_hui()
        demande = cycle.radiee(fiche.demande, demandee.motif, jour)
        radiation = Radiation(reference=demandee.reference, le=jour, date_bail=demandee.date_bail)
        self._garder(fiche.model_copy(update={"demande": demande, "radiation": radiation}))

    def _brute(self, cle: str) -> Fiche:
        if cle not in self._fiches:
            raise FicheInconnue(cle)
        return self._fiches[cle]

    def _cle(self, registre: str, numero: str) -> str:
        cle = self._cles.get(numero)
        if cle is None or self._fiches[cle].demande.registre != registre:
            raise NumeroInconnu
        return cle

    def _garder(self, fiche: Fiche) -> None:
        """On disk first: what the disk refused must not be answered as done."""
        suivantes = self._fiches | {fiche.cle: fiche}
        fichier.ecrire(self._fichier, self._semees_le, suivantes.values())
        self._fiches = suivantes

    def _ecrire(self) -> None:
        fichier.ecrire(self._fichier, self._semees_le, self._fiches.values())


def _fusionnes(document: Mapping[str, Any], champs: Mapping[str, Any]) -> dict[str, Any]:
    """JSON merge patch, except that null is kept: it is a value of the protocol."""
    fusion = dict(document)
    for nom, valeur in champs.items():
        ancien = fusion.get(nom)
        if isinstance(ancien, dict) and isinstance(valeur, dict):
            fusion[nom] = _fusionnes(ancien, valeur)
        else:
            fusion[nom] = valeur
    return fusion
