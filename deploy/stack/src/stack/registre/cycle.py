"""The life of a demande in its register (arrêté du 23 mars 2015, ETLL1506515A), as pure functions of a day."""

import calendar
from datetime import date

from stack.registre.demande import Demande, Etat, MotifRadiation, Rfr

VALIDITE_MOIS = 12
RADIATION_MOIS = 1
"""After the end of validity: « radiée à 13 mois », on that very day."""
REACTIVATION_MOIS = 6
"""After the end of validity: it can be reactivated until 18 months."""


class RenouvellementImpossible(Exception):
    """The message is for the person who asked."""


class DejaRadiee(Exception):
    """It was struck off already, and not by the same request."""


def plus_mois(jour: date, mois: int) -> date:
    """The same day of another month, or its last one."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, mois_zero = divmod(rang, 12)
    return date(annee, mois_zero + 1, min(jour.day, calendar.monthrange(annee, mois_zero + 1)[1]))


def au(demande: Demande, jour: date) -> Demande:
    """What the register shows on `jour`: what was not renewed is struck off, and the RFR of N-2 is there."""
    return _avec_rfr(_radiee_si_echue(demande, jour), jour.year - 2)


def renouvelee(demande: Demande, jour: date) -> Demande:
    """Valid one year from `jour`; the number and the first date stay. Raise RenouvellementImpossible."""
    ce_jour = au(demande, jour)
    if ce_jour.motif_radiation not in (None, MotifRadiation.NON_RENOUVELLEMENT):
        raise RenouvellementImpossible("Cette demande a été radiée : elle ne peut plus être renouvelée.")
    if jour > plus_mois(demande.date_fin_validite, REACTIVATION_MOIS):
        raise RenouvellementImpossible("Passé 18 mois, une demande non renouvelée ne peut plus être réactivée.")
    return demande.model_copy(
        update={"etat": Etat.ACTIVE, "motif_radiation": None, "date_fin_validite": plus_mois(jour, VALIDITE_MOIS)}
    )


def radiee(demande: Demande, motif: MotifRadiation, jour: date) -> Demande:
    """Struck off. Raise DejaRadiee."""
    if au(demande, jour).etat is Etat.RADIEE:
        raise DejaRadiee
    return demande.model_copy(update={"etat": Etat.RADIEE, "motif_radiation": motif})


def _radiee_si_echue(demande: Demande, jour: date) -> Demande:
    if demande.etat is Etat.RADIEE or jour < plus_mois(demande.date_fin_validite, RADIATION_MOIS):
        return demande
    return demande.model_copy(
        update={"etat": Etat.RADIEE, "motif_radiation": MotifRadiation.NON_RENOUVELLEMENT},
    )


def _avec_rfr(demande: Demande, annee: int) -> Demande:
    """Years pass while the stack is kept: the latest amount known before `annee` stands for it."""
    connus = demande.ressources.rfr
    if any(rfr.annee == annee for rfr in connus):
        return demande
    avant = [rfr for rfr in connus if rfr.annee < annee]
    reference = max(avant, key=lambda r: r.annee) if avant else min(connus, key=lambda r: r.annee)
    complets = tuple(sorted((*connus, Rfr(annee=annee, montant=reference.montant)), key=lambda rfr: rfr.annee))
    return demande.model_copy(update={"ressources": demande.ressources.model_copy(update={"rfr": complets})})
