"""SIRETs of firms that do not exist, with right check digits."""

import random
from functools import cache

from stdnum import luhn

GUIDE = "82454968702431"
"""Anne Porte's employer: the guide #3 prints 8245496802432, here with the check digits of SIREN and SIRET."""
GUIDE_CODEMANDEUR = "11222111401110"
"""Denis Gigi's: the screen prints 11222111111, here with both check digits."""

_NOMBRE = 60


@cache
def sirets() -> tuple[str, ...]:
    """Both the SIREN and the SIRET pass Luhn. The first ones are large employers: many demandes share them."""
    hasard = random.Random(14)
    return tuple(_siret(hasard) for _ in range(_NOMBRE))


def siret(hasard: random.Random) -> str:
    """Of one demandeur: some firms come back often."""
    connus = sirets()
    return connus[min(int(hasard.expovariate(1 / 15)), len(connus) - 1)]


def _siret(hasard: random.Random) -> str:
    siren = _complete(f"{hasard.randrange(30_000_000, 99_000_000):08d}")
    return _complete(f"{siren}{hasard.randrange(1, 40):04d}")


def _complete(chiffres: str) -> str:
    return chiffres + str(luhn.calc_check_digit(chiffres))
