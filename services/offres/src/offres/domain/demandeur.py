"""Who looks at the offers: what a validated dossier says of the household, its resources and its wishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts import demande_import as contrat
from offres.domain.offre import Offre
from referentiel.eligibilite import Eligibilite, Juge, Lien, Menage, Personne, Ressources
from referentiel.geographie import Perimetre

_COUPLE = {
    contrat.Lien.DEMANDEUR: Lien.DEMANDEUR,
    contrat.Lien.CONJOINT: Lien.CONJOINT,
}


@dataclass(frozen=True, slots=True)
class Demandeur:
    """The salarié, as the rules see one: no name, no number."""

    menage: Menage
    ressources: Ressources
    perimetre: Perimetre
    siret: str | None

    def eligibilite(self, offre: Offre, jour: date) -> Eligibilite:
        """The three rules of the guide #0 for this home. Raise PlafondInconnu."""
        return self.juge(jour).evaluer(offre.annonce.logement)

    def juge(self, jour: date) -> Juge:
        """The same rules, for many homes."""
        return Juge(self.menage, self.ressources, jour)


def menage_de(personnes: Iterable[contrat.PersonneALoger]) -> Menage:
    """The household of a demande. Raise MenageInvalide.

    A codemandeur who is not the conjoint (a sister who co-signs) counts, without making a couple.
    """
    return Menage(tuple(Personne(_lien(p), p.date_naissance, p.cmi_invalidite) for p in personnes))


def ressources_de(valeurs: contrat.Ressources, jour: date) -> Ressources:
    """The resources of a demande as of `jour`. Raise RessourcesInvalides."""
    lues = Ressources(
        rfr_n2=valeurs.rfr_n2,
        revenu_mensuel=Decimal(valeurs.revenu_mensuel),
        aide_logement_mensuelle=Decimal(valeurs.aide_logement_mensuelle),
        rfr_n1=valeurs.rfr_n1,
        revenus_12_mois=valeurs.revenus_12_mois,
    )
    return lues.au(jour, valeurs.annee_n2)


def _lien(personne: contrat.PersonneALoger) -> Lien:
    if personne.lien in _COUPLE:
        return _COUPLE[personne.lien]
    return Lien.A_CHARGE if personne.a_charge else Lien.AUTRE_OCCUPANT
