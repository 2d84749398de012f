"""The pages that a person reads: whom to try, one demande to change as on its site, and the faults."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from stack.registre.cycle import DejaRadiee, RenouvellementImpossible
from stack.registre.demande import MotifRadiation
from stack.registre.fil import Fil
from stack.registre.formulaire import CHAMPS, champs_lus, valeurs
from stack.registre.gabarits import templates
from stack.registre.pannes import Mode, Panne, registres_connus
from stack.registre.pilotage import PAR_PILOTAGE, bilan
from stack.registre.recherche import chercher
from stack.registre.refus import champs_en_cause
from stack.registre.registres import DemandeRadiation

PAR_PAGE = 50
FAITS: dict[str, str] = {
    "modifiee": "Demande modifiée. Sur AL’in, « Mettre à jour » la relira.",
    "renouvelee": "Demande renouvelée pour un an.",
    "radiee": "Demande radiée.",
}


def routes(fil: Fil) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    gabarits = templates()

    def page_de(request: Request, cle: str, statut: int = 200, **contexte: Any) -> Response:
        fiche = fil.registres.fiche(cle)
        defauts = {"fait": None, "refus": None, "saisie": valeurs(fiche.demande)}
        vue = {"fiche": fiche, "champs": CHAMPS, "motifs": list(MotifRadiation)} | defauts | contexte
        return gabarits.TemplateResponse(request, "demande.html", vue, status_code=statut)

    @router.get("/")
    async def accueil(request: Request, registre: str = "", page: int = 1) -> Response:
        return gabarits.TemplateResponse(request, "accueil.html", _vue_accueil(fil, registre=registre, page=page))

    @router.post("/recherche")
    async def recherche(request: Request) -> Response:
        """Not in an URL: what is searched may be a numéro unique."""
        saisie = _textes(await request.form())
        vue = _vue_accueil(fil, saisie.get("q", ""), saisie.get("registre", ""))
        return gabarits.TemplateResponse(request, "accueil.html", vue)

    @router.get("/demandes/{cle}")
    async def demande(request: Request, cle: str, fait: str = "") -> Response:
        return page_de(request, cle, fait=FAITS.get(fait))

    @router.post("/demandes/{cle}")
    async def modifier(request: Request, cle: str) -> Response:
        saisie = _textes(await request.form())
        try:
            fil.registres.modifier(cle, champs_lus(saisie, fil.registres.fiche(cle).demande))
        except ValidationError as error:
            deja = valeurs(fil.registres.fiche(cle).demande)
            refus = f"À corriger. {champs_en_cause(error)}"
            return page_de(request, cle, 422, refus=refus, saisie=deja | saisie)
        return _vers(f"/demandes/{cle}?fait=modifiee")

    @router.post("/demandes/{cle}/renouvellement")
    async def renouveler(request: Request, cle: str) -> Response:
        try:
            fil.registres.renouveler(cle)
        except RenouvellementImpossible as error:
            return page_de(request, cle, 409, refus=str(error))
        return _vers(f"/demandes/{cle}?fait=renouvelee")

    @router.post("/demandes/{cle}/radiation")
    async def radier(request: Request, cle: str) -> Response:
        motif = _textes(await request.form()).get("motif", "")
        if motif not in list(MotifRadiation):
            return page_de(request, cle, 422, refus="Choisissez un motif de radiation.")
        try:
            fil.registres.radier(cle, DemandeRadiation(PAR_PILOTAGE, MotifRadiation(motif)))
        except DejaRadiee:
            return page_de(request, cle, 409, refus="Cette demande est déjà radiée.")
        return _vers(f"/demandes/{cle}?fait=radiee")

    @router.post("/pannes")
    async def mettre_en_panne(request: Request) -> Response:
        saisie = {nom: valeur for nom, valeur in _textes(await request.form()).items() if valeur}
        try:
            fil.pannes.mettre(Panne.model_validate(saisie))
        except ValidationError as error:
            vue = _vue_accueil(fil) | {"refus": f"À corriger. {champs_en_cause(error)}"}
            return gabarits.TemplateResponse(request, "accueil.html", vue, status_code=422)
        return _vers("/#pannes")

    @router.post("/pannes/arret")
    async def lever_les_pannes() -> Response:
        fil.pannes.lever()
        return _vers("/#pannes")

    return router


def _vue_accueil(fil: Fil, q: str = "", registre: str = "", page: int = 1) -> dict[str, Any]:
    fiches = fil.registres.fiches()
    trouvees = chercher(fiches, q, registre)
    pages = max(1, -(-len(trouvees) // PAR_PAGE))
    page = min(max(page, 1), pages)
    return {
        "a_essayer": [fiche for fiche in fiches if fiche.pourquoi],
        "trouvees": trouvees[(page - 1) * PAR_PAGE : page * PAR_PAGE],
        "nombre": len(trouvees),
        "page": page,
        "pages": pages,
        "q": q,
        "registre": registre,
        "registres": registres_connus(),
        "modes": list(Mode),
        "bilan": bilan(fil),
        "refus": None,
    }


def _textes(formulaire: FormData) -> dict[str, str]:
    return {nom: valeur.strip() for nom, valeur in formulaire.items() if isinstance(valeur, str)}


def _vers(adresse: str) -> Response:
    return RedirectResponse(adresse, 303)
