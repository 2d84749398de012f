"""A running platform, as seen from outside: its addresses, its staff, its clock, people to play with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from chassis.clock import Clock
from stack import essais
from stack.parcours.acteurs import Agent, Bailleur, Conseiller, Salarie
from stack.parcours.courrier import Boite
from stack.parcours.passerelle import Passerelle, demander
from stack.settings import StackSettings

A = TypeVar("A", bound=Agent)
MOT_DE_PASSE = "Al1n-Parcours"
_DELAI_OFFRE = timedelta(days=30)


@dataclass
class Monde:
    """`patience`: seconds that each client insists when a part of the platform is away."""

    settings: StackSettings
    patience: float = 0.0
    clock: Clock = field(init=False)
    _agents: dict[str, Agent] = field(default_factory=dict)
    _numeros: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.clock = Clock(self.settings.clock_file)

    def passerelle(self) -> Passerelle:
        """A client of its own: its connections are nobody else's."""
        return Passerelle(self.settings.gateway_url, self.patience)

    def boite(self, adresse: str) -> Boite:
        """A mailbox."""
        return Boite(self.settings.console_url, adresse)

    @property
    def conseiller(self) -> Conseiller:
        """Logged in."""
        return self._agent(Conseiller, "conseiller")

    @property
    def bailleur(self) -> Bailleur:
        """Logged in; the bailleur of the guide's offers."""
        return self._agent(Bailleur, "bailleur")

    @property
    def employeur(self) -> Agent:
        """Logged in; the firm of the guide's screens."""
        return self._agent(Agent, "employeur")

    @property
    def admin(self) -> Agent:
        """Logged in."""
        return self._agent(Agent, "admin")

    def _agent(self, classe: type[A], role: str) -> A:
        connu = self._agents.get(role)
        if isinstance(connu, classe):
            return connu
        compte = next(c for c in essais.comptes(self.settings.data_dir) if c.role == role)
        agent = classe.essai(self.passerelle(), compte, lambda: self.clock.now().timestamp())
        agent.se_connecter()
        self._agents[role] = agent
        return agent

    def demande(self, cle: str) -> dict[str, Any]:
        """A demande of the register, by its key."""
        return self.registre("GET", f"/pilotage/demandes/{cle}")

    def copie(self, cle: str) -> dict[str, Any]:
        """A new demande that is like another but for its number and its e-mail."""
        return self.registre("POST", f"/pilotage/demandes/{cle}/copies")

    def registre(self, methode: str, chemin: str, corps: Any = None) -> dict[str, Any]:
        """The register's control API."""
        recu = demander(methode, self.settings.registre_url + chemin, self.patience, json=corps)
        lu: dict[str, Any] = recu.json() if recu.content else {}
        return lu

    def salarie(self, demande: dict[str, Any], email: str | None = None) -> Salarie:
        """The person of a demande, who has no account yet."""
        personne = demande["demandeur"]
        return Salarie(
            self.passerelle(),
            email or demande["courriel"],
            MOT_DE_PASSE,
            civilite="madame" if personne["civilite"] == "MME" else "monsieur",
            prenom=personne["prenom"],
            nom=personne["nomNaissance"],
            numero_unique=demande["numeroUnique"],
        )

    def annonce(self, **changements: Any) -> dict[str, Any]:
        """The home of the guide's detail page (#5), to publish."""
        jour = self.clock.today()
        return {
            "type_logement": "appartement",
            "typologie": "T2",
            "norme": "PLS",
            "surface": 47,
            "loyer": 841,
            "loyer_hors_charges": 726,
            "commune": "75111",
            "code_postal": "75011",
            "date_limite": str(jour + _DELAI_OFFRE),
            "disponible_le": str(jour + _DELAI_OFFRE + timedelta(days=11)),
            "description": f"Dans une rue très commerçante, immeuble avec cour intérieure. Réf. {uuid4().hex[:6]}",
            "etage": 1,
            "pmr": True,
            "ges": "B",
            **changements,
        }

    def demain(self) -> datetime:
        """Tomorrow at this hour."""
        return self.clock.now() + timedelta(days=1)

    def aujourd_hui(self) -> date:
        """The date in Paris, on the stack's clock."""
        return self.clock.today()
