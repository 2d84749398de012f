"""Homes and persons for the tests, ordinary unless a test says otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from contracts.offres import Norme, TypeLogement, Typologie
from offres.domain.annonce import Annonce
from offres.domain.demandeur import Demandeur
from offres.domain.offre import Bailleur, Offre
from referentiel import geographie
from referentiel.eligibilite import Lien, Menage, Personne, Ressources
from referentiel.geographie import Perimetre

JOUR = date(2026, 11, 24)
INSTANT = datetime(2026, 11, 24, 9, tzinfo=UTC)
BAILLEUR = Bailleur("immobiliere-test", "Immobilière du Test")
SIRET = "82454968702431"

ANNONCE_GUIDE = Annonce(
    type_logement=TypeLogement.APPARTEMENT,
    typologie=Typologie.T2,
    norme=Norme.PLS,
    surface=Decimal(47),
    loyer=Decimal(841),
    loyer_hors_charges=Decimal(731),
    commune="75111",
    code_postal="75011",
    date_limite=JOUR + timedelta(days=13),
    disponible_le=JOUR + timedelta(days=24),
    description="Dans une rue très commerçante.",
    etage=1,
    pmr=True,
    ges="B",
)


def annonce(commune: str = "75111", **changements: Any) -> Annonce:
    """The guide's home (#5), elsewhere or otherwise."""
    code_postal = geographie.commune(commune).codes_postaux[0]
    return replace(ANNONCE_GUIDE, commune=commune, code_postal=code_postal, **changements)


def offre(
    commune: str = "75111", *, identifiant: str = "o1", publiee_le: datetime = INSTANT, **changements: Any
) -> Offre:
    """A published offer."""
    return Offre.publier(identifiant, BAILLEUR, annonce(commune, **changements), publiee_le, JOUR)


def demandeur(*communes: str, revenu: int = 2600, rfr: int = 25000, siret: str | None = SIRET) -> Demandeur:
    """A person alone who asks for these communes."""
    return Demandeur(
        Menage((Personne(Lien.DEMANDEUR, date(1990, 5, 1)),)),
        Ressources(rfr_n2=rfr, revenu_mensuel=Decimal(revenu)),
        Perimetre.de(communes or ("75111",)),
        siret,
    )
