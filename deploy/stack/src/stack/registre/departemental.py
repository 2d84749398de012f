"""The registers of the départements: XML."""

from datetime import date
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from fastapi import APIRouter, Request, Response

from stack.registre.cycle import DejaRadiee
from stack.registre.demande import MotifRadiation
from stack.registre.fil import Fil, RequeteInvalide
from stack.registre.registres import DemandeRadiation, NumeroInconnu
from stack.registre.xml import demande_en_xml


def routes(fil: Fil) -> APIRouter:
    router = APIRouter(prefix="/departemental/{departement}", tags=["registres départementaux"])

    @router.post("/consultation")
    async def consultation(departement: str, request: Request) -> Response:
        return await fil.servir(request, departement, "consultation", lambda corps: _consulter(fil, departement, corps))

    @router.post("/radiation")
    async def radiation(departement: str, request: Request) -> Response:
        return await fil.servir(request, departement, "radiation", lambda corps: _radier(fil, departement, corps))

    return router


def _consulter(fil: Fil, departement: str, corps: bytes) -> Response:
    try:
        demande = fil.registres.consulter(departement, _texte(_lire(corps, "consultation"), "numero"))
    except RequeteInvalide:
        return _erreur(400, "REQUETE_INVALIDE")
    except NumeroInconnu:
        return _erreur(404, "NUMERO_INCONNU")
    return _xml(200, demande_en_xml(demande))


def _radier(fil: Fil, departement: str, corps: bytes) -> Response:
    try:
        radiation = _lire(corps, "radiation")
        fil.registres.radier_numero(departement, _texte(radiation, "numero"), _demande_radiation(radiation))
    except RequeteInvalide:
        return _erreur(400, "REQUETE_INVALIDE")
    except NumeroInconnu:
        return _erreur(404, "NUMERO_INCONNU")
    except DejaRadiee:
        return _erreur(409, "DEJA_RADIEE")
    return _xml(200, Element("radiation", etat="RADIEE"))


def _demande_radiation(radiation: Element) -> DemandeRadiation:
    reference = radiation.get("reference", "").strip()
    if not 1 <= len(reference) <= 100 or _texte(radiation, "motif") != MotifRadiation.ATTRIBUTION:
        raise RequeteInvalide
    try:
        date_bail = date.fromisoformat(_texte(radiation, "dateBail"))
    except ValueError as error:
        raise RequeteInvalide from error
    return DemandeRadiation(reference, MotifRadiation.ATTRIBUTION, date_bail)


def _lire(corps: bytes, racine: str) -> Element:
    try:
        element: Element = fromstring(corps)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # an encoding that nobody knows too
        raise RequeteInvalide from error
    if element.tag != racine:
        raise RequeteInvalide
    return element


def _texte(element: Element, nom: str) -> str:
    texte = (element.findtext(nom) or "").strip()
    if not texte:
        raise RequeteInvalide
    return texte


def _erreur(statut: int, code: str) -> Response:
    return _xml(statut, Element("erreur", code=code))


def _xml(statut: int, racine: Element) -> Response:
    corps = tostring(racine, encoding="utf-8", xml_declaration=True)
    return Response(corps, statut, media_type="application/xml")
