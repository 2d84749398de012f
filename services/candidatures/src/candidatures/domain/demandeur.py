"""What a demande says to the rules: eligibility first, then the profile that the grid ranks."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from candidatures.domain.cotation import Profil
from contracts import demande_import as di
from contracts.offres import OffrePubliee
from referentiel.communes import CommuneInconnue, departement_de
from referentiel.eligibilite import Eligibilite, Lien, Logement, Menage, Norme, Personne, Ressources, Typologie, evaluer
from referentiel.geographie import Onglet, ZonePli, classer

EFFECTIF_MINIMAL = 10
EFFECTIF_MINIMAL_AGRICOLE = 50
_COUPLE = {di.Lien.DEMANDEUR: Lien.DEMANDEUR, di.Lien.CONJOINT: Lien.CONJOINT}


def eligibilite(demande: di.DemandeValidee, offre: OffrePubliee, jour: date) -> Eligibilite:
    """The filter before the points: size, resources, effort (guide #0).

    Raise MenageInvalide, RessourcesInvalides, LogementInvalide, PlafondInconnu: the data cannot be judged.
    """
    menage = Menage(tuple(Personne(_lien(p), p.date_naissance, p.cmi_invalidite) for p in demande.personnes))
    r = demande.ressources
    ressources = Ressources(
        rfr_n2=r.rfr_n2,
        revenu_mensuel=Decimal(r.revenu_mensuel),
        aide_logement_mensuelle=Decimal(r.aide_logement_mensuelle),
        rfr_n1=r.rfr_n1,
        revenus_12_mois=r.revenus_12_mois,
    ).au(jour, r.annee_n2)
    zone = ZonePli(offre.zone_pli) if offre.zone_pli else None
    logement = Logement(Typologie(offre.typologie), Norme(offre.norme), offre.commune, offre.loyer, zone)
    return evaluer(menage, ressources, logement, jour)


def profil(demande: di.DemandeValidee, commune: str, entreprise: di.EntrepriseDeclaree | None = None) -> Profil:
    """What the grid looks at, for a home in this commune. `entreprise`: the salarié's firm, when AL'in knows it."""
    employeur = demande.employeur
    return Profil(
        demande_deposee_le=demande.deposee_le,
        situation=demande.situation_logement,
        dalo=demande.dalo,
        prioritaire_l441_1=demande.prioritaire_l441_1,
        handicap=any(p.cmi_invalidite for p in demande.personnes),
        commune_demandee=_demandee(commune, demande.communes_souhaitees),
        entreprise_eligible=bool(employeur and employeur.entreprise_eligible),
        consentement=employeur.consentement if employeur else None,
        entreprise_partenaire=entreprise is not None and eligible(entreprise),
    )


def _demandee(commune: str, souhaitees: Iterable[str]) -> bool:
    """A code that the COG of the year no longer knows names no home, and stops nothing."""
    try:
        return classer(commune, filter(_connue, souhaitees)) is Onglet.COMMUNES_DEMANDEES
    except CommuneInconnue:
        return False


def _connue(code: str) -> bool:
    try:
        return bool(departement_de(code))
    except CommuneInconnue:
        return False


def eligible(entreprise: di.EntrepriseDeclaree) -> bool:
    """Private, of 10 staff or more, 50 in agriculture (guide #0)."""
    seuil = EFFECTIF_MINIMAL_AGRICOLE if entreprise.agricole else EFFECTIF_MINIMAL
    return not entreprise.publique and entreprise.effectif >= seuil


def _lien(personne: di.PersonneALoger) -> Lien:
    if personne.lien in _COUPLE:
        return _COUPLE[personne.lien]
    return Lien.A_CHARGE if personne.a_charge else Lien.AUTRE_OCCUPANT
