"""The landlord bodies of the seeds. Made up: none is a real organisme."""

from offres.domain.offre import Bailleur

BAILLEURS = (
    Bailleur("habitat-capitale", "Habitat Capitale"),
    Bailleur("toits-ile-de-france", "Toits d’Île-de-France"),
    Bailleur("logis-armoricain", "Logis Armoricain"),
    Bailleur("rhone-alpes-foyers", "Foyers des Deux Alpes"),
    Bailleur("meridienne-habitat", "Méridienne Habitat"),
    Bailleur("maisons-du-nord", "Maisons du Nord"),
    Bailleur("atlantique-residences", "Atlantique Résidences"),
    Bailleur("outre-mer-logement", "Outre-mer Logement"),
)
GUIDE = BAILLEURS[0]
_PAR_REGION = {
    "11": BAILLEURS[1],
    "53": BAILLEURS[2],
    "84": BAILLEURS[3],
    "93": BAILLEURS[4],
    "76": BAILLEURS[4],
    "94": BAILLEURS[4],
    "32": BAILLEURS[5],
    "44": BAILLEURS[5],
    "28": BAILLEURS[5],
}
_OUTRE_MER = frozenset({"01", "02", "03", "04", "06"})


def bailleur_de(departement: str, region: str) -> Bailleur:
    """Who lets homes there."""
    if departement == "75":
        return GUIDE
    return BAILLEURS[7] if region in _OUTRE_MER else _PAR_REGION.get(region, BAILLEURS[6])
