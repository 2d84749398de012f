"""Messages for the tests of notifications. Nobody in them exists."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.jwk import RSAKey

from chassis.jwe import chiffrer
from contracts.exemples import EXEMPLES
from contracts.notifications import ChargeCourriel, EnvoyerCourriel, ModeleCourriel

CLE = RSAKey.generate_key(2048)
PRIVEE = json.dumps(CLE.as_dict(private=True))
PUBLIQUE = json.dumps(CLE.as_dict(private=False))
COMPTE = "0b8f4a52-6c1d-4e0b-9a57-3f2f5f0c7a11"
ADRESSE = "camille.exemple@courriel.example"
LIEN = "https://al-in.example/identity/acces/jeton-secret"


def de(classe: type[Any], **change: Any) -> Any:
    """The golden example of a class, with other values."""
    return EXEMPLES[classe.TYPE].model_copy(update=change)


def etape(classe: type[Any], **change: Any) -> Any:
    """A step of a candidature, told now."""
    return de(classe, **{"le": datetime.now(UTC), **change})


def commande(
    modele: ModeleCourriel = ModeleCourriel.ACCES, dure: timedelta = timedelta(days=2), **charge: Any
) -> EnvoyerCourriel:
    """An order whose secret only `PRIVEE` opens."""
    fin = datetime.now(UTC) + dure
    contenu = ChargeCourriel(**{"email": ADRESSE, "lien": LIEN, "expire_le": fin, **charge})
    return EnvoyerCourriel(destinataire_id=COMPTE, modele=modele, charge=chiffrer(PUBLIQUE, contenu), perime_le=fin)
