"""What is kept of a secret: an HMAC under the service’s key. Without it, nothing can be tried on a copy of the base."""

import hashlib
import hmac
import secrets

from chassis.context import Context


def hacher(context: Context, usage: str, *parties: str) -> str:
    """HMAC-SHA256 of parts, separate for each usage."""
    cle = context.settings.cle_recherche.get_secret_value().encode()
    return hmac.new(cle, "\n".join((usage, *parties)).encode(), hashlib.sha256).hexdigest()


def du_numero(context: Context, numero: str) -> str:
    """Under which a numéro unique is looked up."""
    return hacher(context, "numero", numero)


def du_code(context: Context, import_id: str, code: str) -> str:
    """Of the security code of an import."""
    return hacher(context, "code", import_id, code)


def du_code_entreprise(context: Context, siret: str, code: str) -> str:
    """Of the code of a firm; case and spaces around do not count."""
    return hacher(context, "entreprise", siret, code.strip().casefold())


def nouveau_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06}"
