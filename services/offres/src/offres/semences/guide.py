"""The homes that the guide itself shows, so that a demo looks like it."""

from datetime import date, timedelta
from decimal import Decimal

from contracts.offres import Norme, TypeLogement, Typologie
from offres.domain.annonce import Annonce
from offres.domain.offre import Publication
from offres.semences.bailleurs import GUIDE

DELAI = timedelta(days=30)


def offres_du_guide(jour: date) -> tuple[Publication, ...]:
    """The detail page of the guide #5, and the candidature of the guide #6."""
    return (
        Publication("offre-guide-paris-11", GUIDE.id, _paris_11(jour)),
        Publication("offre-guide-paris-703", GUIDE.id, _paris_703(jour)),
    )


def _paris_11(jour: date) -> Annonce:
    """841 €, 47 m2, T2. PLS: a person alone with an ordinary income is under its ceiling."""
    return Annonce(
        type_logement=TypeLogement.APPARTEMENT,
        typologie=Typologie.T2,
        norme=Norme.PLS,
        surface=Decimal(47),
        loyer=Decimal(841),
        loyer_hors_charges=Decimal(726),
        commune="75111",
        code_postal="75011",
        date_limite=jour + DELAI,
        disponible_le=jour + DELAI + timedelta(days=11),
        description=(
            "Dans une rue très commerçante, cet immeuble avec courtois intérieure comprend 88 logements avec parkings. "
            "Il est situé à 300 et 500m du métro lignes 1, 5, 8 et 9. Les écoles se trouvent également à proximité."
        ),
        etage=1,
        pmr=True,
        ges="B",
    )


def _paris_703(jour: date) -> Annonce:
    """« T2 | Paris (75) | 703 € »."""
    return Annonce(
        type_logement=TypeLogement.APPARTEMENT,
        typologie=Typologie.T2,
        norme=Norme.PLUS,
        surface=Decimal(44),
        loyer=Decimal(703),
        loyer_hors_charges=Decimal(598),
        commune="75112",
        code_postal="75012",
        date_limite=jour + DELAI,
        disponible_le=jour + DELAI + timedelta(days=20),
        description="Deux pièces lumineux au calme, à deux pas de la Coulée verte et des commerces.",
        etage=4,
        dpe="C",
        ges="C",
    )
