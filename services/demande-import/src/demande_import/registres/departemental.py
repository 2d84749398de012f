"""A département’s own register: XML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from pydantic import ValidationError

from contracts.identity import Civilite
from demande_import.domain.dossier import Dossier
from demande_import.registres.appel import appeler
from demande_import.registres.port import NumeroInconnu, ReponseInvalide

XML = "application/xml"
_CIVILITES = {"F": Civilite.MADAME, "H": Civilite.MONSIEUR}
_OUI_NON = {"oui": True, "non": False}
_ADULTES = ("demandeur", "conjoint", "codemandeur")


@dataclass(frozen=True)
class RegistreDepartemental:
    """See `Registre`."""

    client: httpx.AsyncClient
    url: str

    async def consulter(self, numero: str) -> Dossier:
        corps = Element("consultation")
        SubElement(corps, "numero").text = numero
        statut, lu = await self._appeler("consultation", corps)
        if statut != 200:
            raise ReponseInvalide(str(statut))
        return lire_demande(_racine(lu, "demande"), numero)

    async def radier(self, numero: str, date_bail: date, reference: str) -> None:
        corps = Element("radiation", {"reference": reference})
        SubElement(corps, "numero").text = numero
        SubElement(corps, "motif").text = "ATTRIBUTION"
        SubElement(corps, "dateBail").text = date_bail.isoformat()
        statut, lu = await self._appeler("radiation", corps)
        racine = _racine(lu, "radiation" if statut == 200 else "erreur")
        if racine.get("etat") != "RADIEE" and racine.get("code") != "DEJA_RADIEE":
            raise ReponseInvalide("radiation")

    async def _appeler(self, operation: str, corps: Element) -> tuple[int, bytes]:
        statut, lu = await appeler(self.client, f"{self.url}/{operation}", _octets(corps), XML)
        if statut == 404 and _racine(lu, "erreur").get("code") == "NUMERO_INCONNU":
            raise NumeroInconnu
        return statut, lu


def _octets(element: Element) -> bytes:
    octets: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return octets


def _racine(lu: bytes, nom: str) -> Element:
    try:
        racine: Element = fromstring(lu, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise ReponseInvalide("not XML") from None
    if racine.tag != nom:
        raise ReponseInvalide("unexpected element")
    return racine


def lire_demande(racine: Element, numero: str) -> Dossier:
    """The `<demande>` of this number. Raise ReponseInvalide."""
    if racine.get("numero") != numero:
        raise ReponseInvalide("another number")
    try:
        return Dossier.model_validate(_demande(racine))
    except (ValidationError, KeyError):
        raise ReponseInvalide("consultation") from None


def _demande(racine: Element) -> dict[str, Any]:
    personnes = racine.findall("menage/personne")
    adultes = [_adulte(p) for p in personnes if p.get("role") in _ADULTES]
    demandeurs = [a for a in adultes if a["lien"] == "demandeur"]
    autres = [a for a in adultes if a["lien"] != "demandeur"]
    if len(demandeurs) != 1 or len(autres) > 1:
        raise KeyError("menage")
    return {
        "etat": racine.get("etat"),
        "motif_radiation": racine.get("motifRadiation") or None,
        "deposee_le": _texte(racine, "depot"),
        "valide_jusqu_au": _texte(racine, "finValidite"),
        "departement": _texte(racine, "departement"),
        "courriel": _texte(racine, "courriel"),
        "demandeur": demandeurs[0],
        "codemandeur": autres[0] if autres else None,
        "autres": [_occupant(p) for p in personnes if p.get("role") not in _ADULTES],
        "ressources": _ressources(_enfant(racine, "ressources")),
        "logement": _logement(_enfant(racine, "logement")),
        "motif": _texte(racine, "motif"),
        "type_logement": _enfant(racine, "souhait").get("type"),
        "communes": [(commune.text or "").strip() for commune in racine.findall("souhait/commune")],
        "dalo": _OUI_NON[_texte(racine, "dalo") or "non"],
        "prioritaire_l441_1": _OUI_NON[_texte(racine, "prioriteL4411") or "non"],
    }


def _personne(p: Element) -> dict[str, Any]:
    return {
        "lien": p.get("role"),
        "nom": _texte(p, "nom"),
        "prenom": _texte(p, "prenom"),
        "date_naissance": _texte(p, "naissance"),
        "cmi_invalidite": _OUI_NON[p.get("invalidite", "non")],
    }


def _occupant(p: Element) -> dict[str, Any]:
    return {**_personne(p), "a_charge": _OUI_NON[p.get("aCharge", "non")]}


def _adulte(p: Element) -> dict[str, Any]:
    emploi = _enfant(p, "emploi")
    return {
        **_personne(p),
        "civilite": _CIVILITES[p.get("civilite", "")],
        "telephone": _texte(p, "telephone"),
        "situation_familiale": _texte(p, "famille"),
        "activite": {
            "situation": emploi.get("type"),
            "siret_employeur": emploi.get("siret") or None,
            "plusieurs_employeurs": _OUI_NON[emploi.get("plusieurs") or "non"],
            "travail_commune": emploi.get("insee") or None,
            "travail_code_postal": emploi.get("codePostal") or None,
        },
    }


def _ressources(r: Element) -> dict[str, Any]:
    return {
        "rfr": [{"annee": rfr.get("annee"), "montant": (rfr.text or "").strip()} for rfr in r.findall("rfr")],
        "revenu_mensuel": _texte(r, "mensuel"),
        "aide_logement_mensuelle": _texte(r, "aide") or 0,
        "revenus_12_mois": _texte(r, "douzeMois"),
    }


def _logement(element: Element) -> dict[str, Any]:
    return {
        "situation": element.get("situation"),
        "commune": element.get("insee") or None,
        "code_postal": element.get("codePostal") or None,
    }


def _enfant(parent: Element, nom: str) -> Element:
    trouve = parent.find(nom)
    if trouve is None:
        raise KeyError(nom)
    return trouve


def _texte(parent: Element, nom: str) -> str | None:
    """The text of a child; None when it is absent or empty."""
    return (parent.findtext(nom) or "").strip() or None
