"""Which services an event reaches, as their own compositions say: what a whole trace must show."""

import importlib
from functools import cache
from typing import Any

from chassis.context import Context
from chassis.service import Service
from stack.services import BUILT, package


@cache
def abonnes() -> dict[str, frozenset[str]]:
    """The services that consume each type of event; nothing is started."""
    lus: dict[str, set[str]] = {}
    for nom in BUILT:
        composition: Service = importlib.import_module(f"{package(nom)}.app").service
        rien: Any = None
        consumer = composition.consumer(Context(nom, rien, rien, rien))
        for type_ in consumer.types if consumer else ():
            lus.setdefault(type_, set()).add(nom)
    return {type_: frozenset(services) for type_, services in lus.items()}
