"""A page of identity read as a browser does: its forms, with what they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Formulaire:
    """One form: where it goes, and the fields it holds already."""

    action: str
    methode: str
    champs: dict[str, str] = field(default_factory=dict)
    noms: set[str] = field(default_factory=set)


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.formulaires: list[Formulaire] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        valeurs = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            self.formulaires.append(Formulaire(valeurs.get("action", ""), valeurs.get("method", "get").upper()))
        elif tag in ("input", "select", "textarea") and self.formulaires and valeurs.get("name"):
            self.formulaires[-1].noms.add(valeurs["name"])
            if valeurs.get("type") == "hidden":
                self.formulaires[-1].champs[valeurs["name"]] = valeurs.get("value", "")


def formulaires(page: str) -> list[Formulaire]:
    """The forms of a page, in order."""
    lecteur = _Lecteur()
    lecteur.feed(page)
    return lecteur.formulaires
