"""Makes `identity/domain/communs.txt` from a list of passwords sorted by how many people use each.

    python services/identity/communs/construire.py passwords.txt > services/identity/src/identity/domain/communs.txt

The list is `data/passwords.txt` of zxcvbn-python (MIT, © 2016 Daniel Wolf), at commit
566fff1c137370fbe7368855a2ebd5388c15e97b: one `password count` a line, most used first. The words of `francais.txt` are
ours. Licence: `src/identity/domain/communs.LICENCE`.
"""

import sys
from pathlib import Path

from identity.domain.communs import coeur

PREMIERS = 10_000
FRANCAIS = Path(__file__).with_name("francais.txt")


def coeurs(lignes: list[str]) -> list[str]:
    """The hearts of the most used passwords, each once, sorted; what is too short to tell anything is left."""
    mots = [ligne.split()[0] for ligne in lignes[:PREMIERS]]
    return sorted({coeur(mot) for mot in (*mots, *FRANCAIS.read_text(encoding="utf-8").split())} - {""})


if __name__ == "__main__":
    sys.stdout.write("\n".join(coeurs(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())) + "\n")
