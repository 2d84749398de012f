"""The environment of the pages' templates."""

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.templating import Jinja2Templates

from referentiel.communes import commune
from referentiel.montants import euros
from stack.registre.libelles import LIBELLES


@cache
def templates() -> Jinja2Templates:
    """Escaped; a name that a template misspells fails instead of showing nothing."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    env.filters["jour"] = _jour
    env.filters["commune"] = _nom_de_commune
    env.filters["libelle"] = LIBELLES.__getitem__
    env.filters["euros"] = euros
    return Jinja2Templates(env=env)


def _jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


def _nom_de_commune(code: str) -> str:
    return commune(code).nom
