"""The fields of a demande that the page lets a person change: enough for « Mettre à jour » (guide #4) to find news."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stack.registre.demande import Demande


@dataclass(frozen=True, slots=True)
class Champ:
    """One input. `aide` says the form that is expected."""

    nom: str
    libelle: str
    genre: str = "text"
    aide: str = ""


CHAMPS = (
    Champ("nomNaissance", "Nom de naissance"),
    Champ("prenom", "Prénom"),
    Champ("dateNaissance", "Date de naissance", "date"),
    Champ("courriel", "Adresse électronique", "email"),
    Champ("siretEmployeur", "SIRET de l’employeur", aide="14 chiffres, ou rien"),
    Champ("revenuMensuel", "Revenu mensuel net du ménage, en euros", "number"),
    Champ("communes", "Communes souhaitées", aide="Codes INSEE séparés par des espaces"),
)


def valeurs(demande: Demande) -> dict[str, str]:
    """What the inputs show."""
    qui = demande.demandeur
    return {
        "nomNaissance": qui.nom_naissance,
        "prenom": qui.prenom,
        "dateNaissance": qui.date_naissance.isoformat(),
        "courriel": demande.courriel,
        "siretEmployeur": qui.activite.siret_employeur or "",
        "revenuMensuel": str(demande.ressources.revenu_mensuel),
        "communes": " ".join(demande.souhaits.communes),
    }


def champs_lus(saisie: Mapping[str, str], demande: Demande) -> dict[str, Any]:
    """The merge that the inputs ask for; what was not sent stays."""
    lus = valeurs(demande) | dict(saisie)
    return {
        "courriel": lus["courriel"],
        "demandeur": {
            "nomNaissance": lus["nomNaissance"],
            "prenom": lus["prenom"],
            "dateNaissance": lus["dateNaissance"],
            "activite": {"siretEmployeur": "".join(lus["siretEmployeur"].split()) or None},
        },
        "ressources": {"revenuMensuel": lus["revenuMensuel"]},
        "souhaits": {"communes": lus["communes"].replace(",", " ").split()},
    }
