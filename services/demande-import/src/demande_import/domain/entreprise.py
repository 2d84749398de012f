"""A firm, its housing policy, and what makes its salariés priority applicants (guide #0, #3)."""

from __future__ import annotations

from datetime import datetime

from stdnum.fr import siret as norme

from contracts.demande_import import Consentement
from demande_import.domain.dossier import Valeur

SEUIL = 10
SEUIL_AGRICOLE = 50
TOUS_LES_CHOIX = tuple(Consentement)
TEXTES: dict[Consentement, tuple[str, str]] = {
    Consentement.ANONYME: (
        "Je souhaite rester anonyme",
        "Mes informations personnelles ne seront pas envoyées à mon entreprise. "
        "Je ne bénéficierai pas de la politique logement de mon entreprise.",
    ),
    Consentement.POLITIQUE_LOGEMENT: (
        "Je souhaite profiter de la politique logement de mon entreprise",
        "J'autorise Action Logement à rendre accessibles en lecture seule à mon entreprise les données qui lui sont "
        "nécessaires pour la validation et le suivi de ma demande : civilité, nom, prénom, date de naissance, adresse "
        "email, nom employeur, Siret employeur, oui/non plusieurs employeurs, code postal/commune du lieu de travail, "
        "commune logement actuel, localisation souhaitée.",
    ),
    Consentement.DOSSIER_COMPLET: (
        "Je souhaite profiter de la politique logement de mon entreprise et être accompagné par elle",
        "Mon entreprise aura accès à l'intégralité de ma demande et pourra m'accompagner à candidater sur des "
        "logements. Elle pourra également consulter l'historique de mes candidatures.",
    ),
}
"""Label and explanation of each choice."""


class Entreprise(Valeur):
    """A client firm."""

    siret: str
    version: int = 1
    raison_sociale: str
    effectif: int
    agricole: bool = False
    publique: bool = False
    choix_proposes: tuple[Consentement, ...] = TOUS_LES_CHOIX
    validation_requise: bool = False
    code_hache: str | None = None
    """HMAC of the code entreprise; None when the firm has none."""
    le: datetime

    @property
    def eligible(self) -> bool:
        """Private, 10 staff or more, 50 in agriculture (guide #0)."""
        return not self.publique and self.effectif >= (SEUIL_AGRICOLE if self.agricole else SEUIL)


def choix_de(entreprise: Entreprise | None) -> tuple[Consentement, ...]:
    """The choices shown to the salarié, in the guide's order; all of them for a firm that has no policy."""
    if entreprise is None:
        return TOUS_LES_CHOIX
    return tuple(choix for choix in TOUS_LES_CHOIX if choix in entreprise.choix_proposes)


def siret_valide(siret: str | None) -> bool:
    """14 digits with their check, La Poste’s exception included."""
    return siret is not None and bool(norme.is_valid(siret))
