"""Public holidays of France and of the territories that have their own, out of the PyPI package `holidays`."""

import holidays

ANNEES = range(2021, 2036)
NATIONAL = "FR"
# Subdivision of the package -> codes of the COG. 6AE is the Collectivité européenne d'Alsace.
TERRITOIRES = {
    "57": ("57",),
    "6AE": ("67", "68"),
    "971": ("971",),
    "972": ("972",),
    "973": ("973",),
    "974": ("974",),
    "976": ("976",),
    "PM": ("975",),
    "BL": ("977",),
    "MF": ("978",),
    "TF": ("984",),
    "WF": ("986",),
    "PF": ("987",),
    "NC": ("988",),
}


def lignes() -> list[tuple[str, str, str]]:
    """(territory, ISO date, name): the national days once, then what each territory adds to them."""
    nationaux = _jours(None)
    resultat = [(NATIONAL, jour, nom) for jour, nom in nationaux.items()]
    for subdivision, codes in TERRITOIRES.items():
        jours = _jours(subdivision)
        if not jours.keys() >= nationaux.keys():
            raise ValueError(f"{subdivision} lacks a national holiday")
        propres = [(jour, nom) for jour, nom in jours.items() if jour not in nationaux]
        resultat += [(code, jour, nom) for code in codes for jour, nom in propres]
    return resultat


def _jours(subdivision: str | None) -> dict[str, str]:
    calendrier = holidays.country_holidays("FR", subdiv=subdivision, years=ANNEES, language="fr")
    return {jour.isoformat(): nom for jour, nom in sorted(calendrier.items())}
