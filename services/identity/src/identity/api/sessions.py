"""« Se connecter », go on, log out; and the keys that verify what was signed."""

from fastapi import APIRouter, Request, Response

from chassis.web import Ctx, problemes
from contracts.problemes import identity as p
from identity import essais, ressources, sessions
from identity.api import corps, vues

router = APIRouter(tags=["Sessions"])
SANS_TRACE = {"Cache-Control": "no-store"}
_LOGIN = (p.IDENTIFIANTS_INVALIDES, p.CODE_TOTP_REQUIS, p.CODE_TOTP_INVALIDE, p.TROP_D_ESSAIS)


@router.post("/sessions", status_code=201, response_model=vues.Session, responses=problemes(*_LOGIN))
async def ouvrir(corps_: corps.Identifiants, request: Request, ctx: Ctx, response: Response) -> vues.Session:
    """Log in. Staff gives the code of its application as well."""
    response.headers.update(SANS_TRACE)
    adresse = essais.adresse(request)
    return vues.session(await sessions.ouvrir(ctx, corps_.email, corps_.mot_de_passe, corps_.code_totp, adresse))


@router.post("/sessions/rafraichissement", response_model=vues.Session, responses=problemes(p.SESSION_FERMEE))
async def rafraichir(corps_: corps.JetonRafraichissement, ctx: Ctx, response: Response) -> vues.Session:
    """New tokens for the refresh token, which serves once: a second use ends the session."""
    response.headers.update(SANS_TRACE)
    return vues.session(await sessions.rafraichir(ctx, corps_.jeton_rafraichissement))


@router.post("/sessions/deconnexion", status_code=204, response_class=Response)
async def fermer(corps_: corps.JetonRafraichissement, ctx: Ctx) -> None:
    """Log out. Done again, or with a token that was never ours, it changes nothing."""
    await sessions.fermer(ctx, corps_.jeton_rafraichissement)


@router.get("/.well-known/jwks.json", response_model=vues.Jwks)
async def cles(ctx: Ctx, response: Response) -> vues.Jwks:
    """The public keys under which access tokens are good."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return vues.Jwks(keys=await ressources.de(ctx).trousseau.publiques(ctx))
