"""The national portal (SNE): JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from contracts.identity import Civilite
from demande_import.domain.dossier import Dossier
from demande_import.registres.appel import appeler
from demande_import.registres.port import NumeroInconnu, ReponseInvalide

JSON = "application/json"


class _Fil(BaseModel):
    """Strict types, camelCase names; what the portal adds later is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class _Activite(_Fil):
    situation: str
    siret_employeur: str | None = None
    plusieurs_employeurs: bool = False
    travail_code_insee: str | None = None
    travail_code_postal: str | None = None


class _Adulte(_Fil):
    civilite: Literal["MME", "M"]
    nom_naissance: str
    prenom: str
    date_naissance: date
    telephone: str | None = None
    situation_familiale: str
    cmi_invalidite: bool = False
    activite: _Activite

    def traduit(self, lien: str) -> dict[str, Any]:
        activite = self.activite
        return {
            "lien": lien,
            "civilite": Civilite.MADAME if self.civilite == "MME" else Civilite.MONSIEUR,
            "nom": self.nom_naissance,
            "prenom": self.prenom,
            "date_naissance": self.date_naissance,
            "telephone": self.telephone or None,
            "situation_familiale": self.situation_familiale.lower(),
            "cmi_invalidite": self.cmi_invalidite,
            "activite": {
                "situation": activite.situation.lower(),
                "siret_employeur": activite.siret_employeur or None,
                "plusieurs_employeurs": activite.plusieurs_employeurs,
                "travail_commune": activite.travail_code_insee or None,
                "travail_code_postal": activite.travail_code_postal or None,
            },
        }


class _Codemandeur(_Adulte):
    lien: Literal["CONJOINT", "CODEMANDEUR"]


class _Occupant(_Fil):
    lien: Literal["ENFANT", "ASCENDANT", "AUTRE"]
    nom_naissance: str
    prenom: str
    date_naissance: date
    a_charge: bool = False
    cmi_invalidite: bool = False

    def traduit(self) -> dict[str, Any]:
        return {
            "lien": self.lien.lower(),
            "nom": self.nom_naissance,
            "prenom": self.prenom,
            "date_naissance": self.date_naissance,
            "a_charge": self.a_charge,
            "cmi_invalidite": self.cmi_invalidite,
        }


class _Rfr(_Fil):
    annee: int
    montant: int


class _Ressources(_Fil):
    model_config = ConfigDict(strict=True, extra="ignore")

    rfr: list[_Rfr]
    revenuMensuel: int  # noqa: N815 - the portal's own names: digits defeat the alias generator
    aideLogementMensuelle: int = 0  # noqa: N815
    revenus12Mois: int | None = None  # noqa: N815

    def traduit(self) -> dict[str, Any]:
        return {
            "rfr": [rfr.model_dump() for rfr in self.rfr],
            "revenu_mensuel": self.revenuMensuel,
            "aide_logement_mensuelle": self.aideLogementMensuelle,
            "revenus_12_mois": self.revenus12Mois,
        }


class _Logement(_Fil):
    situation: str
    code_insee: str | None = None
    code_postal: str | None = None


class _Souhaits(_Fil):
    type_logement: str
    communes: list[str]


class DemandeNationale(_Fil):
    """The answer of /consultation."""

    numero_unique: str
    etat: str
    motif_radiation: str | None = None
    date_depot: date
    date_fin_validite: date
    departement: str
    courriel: str
    demandeur: _Adulte
    codemandeur: _Codemandeur | None = None
    autres_personnes: list[_Occupant] = []
    ressources: _Ressources
    logement_actuel: _Logement
    motif: str
    souhaits: _Souhaits
    dalo: bool = False
    priorite_l4411: bool = False

    def dossier(self) -> Dossier:
        """In our own words. Raises pydantic's ValidationError for a value that we do not know."""
        logement, souhaits, second = self.logement_actuel, self.souhaits, self.codemandeur
        return Dossier.model_validate(
            {
                "etat": self.etat.lower(),
                "motif_radiation": self.motif_radiation and self.motif_radiation.lower(),
                "deposee_le": self.date_depot,
                "valide_jusqu_au": self.date_fin_validite,
                "departement": self.departement,
                "courriel": self.courriel,
                "demandeur": self.demandeur.traduit("demandeur"),
                "codemandeur": second and second.traduit(second.lien.lower()),
                "autres": [occupant.traduit() for occupant in self.autres_personnes],
                "ressources": self.ressources.traduit(),
                "logement": {
                    "situation": logement.situation.lower(),
                    "commune": logement.code_insee or None,
                    "code_postal": logement.code_postal or None,
                },
                "motif": self.motif.lower(),
                "type_logement": souhaits.type_logement.lower(),
                "communes": souhaits.communes,
                "dalo": self.dalo,
                "prioritaire_l441_1": self.priorite_l4411,
            }
        )


@dataclass(frozen=True)
class RegistreNational:
    """See `Registre`."""

    client: httpx.AsyncClient
    url: str

    async def consulter(self, numero: str) -> Dossier:
        corps = json.dumps({"numeroUnique": numero}).encode()
        statut, lu = await self._appeler("consultation", corps)
        if statut != 200:
            raise ReponseInvalide(str(statut))
        try:
            demande = DemandeNationale.model_validate_json(lu)
            dossier = demande.dossier()
        except (ValidationError, ValueError):
            raise ReponseInvalide("consultation") from None
        if demande.numero_unique != numero:
            raise ReponseInvalide("another number")
        return dossier

    async def radier(self, numero: str, date_bail: date, reference: str) -> None:
        demande = {
            "numeroUnique": numero,
            "motif": "ATTRIBUTION",
            "dateBail": date_bail.isoformat(),
            "reference": reference,
        }
        statut, lu = await self._appeler("radiation", json.dumps(demande).encode())
        attendu = {"etat": "RADIEE"} if statut == 200 else {"erreur": "DEJA_RADIEE"}
        if not attendu.items() <= _objet(lu).items():
            raise ReponseInvalide("radiation")

    async def _appeler(self, operation: str, corps: bytes) -> tuple[int, bytes]:
        statut, lu = await appeler(self.client, f"{self.url}/{operation}", corps, JSON)
        if statut == 404 and _objet(lu).get("erreur") == "INCONNU":
            raise NumeroInconnu
        return statut, lu


def _objet(lu: bytes) -> dict[str, Any]:
    """The JSON object that was answered. Raise ReponseInvalide."""
    try:
        objet = from_json(lu)
    except ValueError:
        raise ReponseInvalide("not JSON") from None
    if not isinstance(objet, dict):
        raise ReponseInvalide("not an object")
    return objet
