"""Descriptions in the manner of the guide's own."""

import random

from referentiel.geographie import Commune

_IMMEUBLES = (
    "Dans une résidence de {n} logements avec ascenseur",
    "Au cœur d’un quartier commerçant, immeuble de {n} logements",
    "Dans un immeuble récent de {n} logements avec local à vélos",
    "Résidence arborée de {n} logements",
)
_MAISONS = (
    "Maison mitoyenne avec jardin",
    "Pavillon de plain-pied avec jardin clos et garage",
    "Maison à étage avec terrasse et place de stationnement",
)
_ALENTOURS = (
    "écoles et commerces à pied",
    "arrêt de bus à moins de cinq minutes",
    "proche de la gare et des services",
    "à proximité d’un parc et d’une crèche",
    "collège, médiathèque et marché à proximité",
)
_PLUS = ("Chauffage collectif.", "Chauffage individuel au gaz.", "Cave en sous-sol.", "Double vitrage.", "Balcon.")


def description(hasard: random.Random, lieu: Commune, *, maison: bool, pmr: bool) -> str:
    """Two or three sentences that do not contradict the home's other fields."""
    modele = hasard.choice(_MAISONS if maison else _IMMEUBLES)
    debut = modele.format(n=hasard.randint(8, 120))
    acces = " Accès de plain-pied depuis la rue." if pmr else ""
    return f"{debut}, à {lieu.nom}, {hasard.choice(_ALENTOURS)}. {hasard.choice(_PLUS)}{acces}"
