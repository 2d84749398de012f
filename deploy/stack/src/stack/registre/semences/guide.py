"""The people to try first: those of the guide's screens, and one for each situation that the guide speaks of."""

from datetime import date
from typing import Any

from stack.registre.demande import (
    Civilite,
    Motif,
    MotifRadiation,
    SituationFamiliale,
    SituationLogement,
)
from stack.registre.fichier import Fiche
from stack.registre.semences import employeurs
from stack.registre.semences.dates import validite
from stack.registre.semences.portraits import PARIS_11, Portrait, activite, conjoint, enfant, personne

Identite = tuple[Civilite, str, str, date]
"""Civilité, nom, prénom, date de naissance."""


def fiches_du_guide(jour: date) -> tuple[Fiche, ...]:
    """All but `sans-siret`, `radiee` and those out of Paris may apply for the guide's T2 at 841 € (#5)."""
    portraits = (
        _jean_dupont(jour),
        _anne_porte(jour),
        *_candidats(jour),
        _bretagne(jour),
        _alsace(jour),
        _famille(jour),
        *_situations(jour),
    )
    return tuple(portrait.fiche(jour, rang) for rang, portrait in enumerate(portraits, start=1))


def _jean_dupont(jour: date) -> Portrait:
    """The guide #2 prints his address. Under the PLUS ceiling too, for its other home at 703 € (#6)."""
    return Portrait(
        cle="jean-dupont",
        pourquoi="Jean Dupont, du guide : seul, demande Paris 11e, peut postuler au T2 à 841 €",
        demandeur=personne(Civilite.M, "DUPONT", "Jean", date(1990, 5, 17), activite("75112", employeurs.GUIDE)),
        courriel="dupontjean@yopmail.com",
        validite=validite(jour, 210, renouvellements=1),
        revenu_mensuel=2590,
        rfr=(26_300, 27_700),
        communes=PARIS_11,
    )


def _anne_porte(jour: date) -> Portrait:
    """The screens of the guide #3: two names to attach the demande to, housed by someone, a landlord's notice."""
    denis = conjoint(
        Civilite.M,
        "GIGI",
        "Denis",
        date(1986, 2, 3),
        activite("93048", employeurs.GUIDE_CODEMANDEUR),
        SituationFamiliale.CONCUBIN,
    )
    return Portrait(
        cle="anne-porte",
        pourquoi="Anne Porte et Denis Gigi, du guide : codemandeur, hébergés, lettre de congé du propriétaire",
        demandeur=personne(
            Civilite.MME,
            "PORTE",
            "ANNE",
            date(1988, 9, 21),
            activite("75120", employeurs.GUIDE),
            SituationFamiliale.CONCUBIN,
        ),
        codemandeur=denis,
        validite=validite(jour, 120),
        revenu_mensuel=3350,
        rfr=(35_100, 36_000),
        communes=("93048", "93006", "94080", "75120"),
        actuel=(SituationLogement.HEBERGE, "93048"),
        motif=Motif.LOGEMENT_REPRIS,
    )


def _candidats(jour: date) -> tuple[Portrait, ...]:
    """Rivals of Jean Dupont for the same home, told apart by their priority and their seniority."""

    def candidat(rang: int, pourquoi: str, qui: Identite, revenu: int, **reste: Any) -> Portrait:
        civilite, nom, prenom, naissance = qui
        return Portrait(
            cle=f"candidat-{rang}",
            pourquoi=pourquoi,
            demandeur=personne(civilite, nom, prenom, naissance, activite("75108", employeurs.sirets()[rang])),
            revenu_mensuel=revenu,
            rfr=(round(revenu * 10.5), round(revenu * 10.8)),
            communes=PARIS_11[:rang],
            **reste,
        )

    return (
        candidat(
            1,
            "Peut postuler au même T2 : demande récente",
            (Civilite.MME, "LEROY", "Claire", date(1994, 1, 30)),
            2450,
            validite=validite(jour, 330),
        ),
        candidat(
            2,
            "Peut postuler au même T2 : reconnue prioritaire (DALO)",
            (Civilite.MME, "BENALI", "Samira", date(1985, 11, 8)),
            2410,
            validite=validite(jour, 250, renouvellements=2),
            actuel=(SituationLogement.STRUCTURE_HEBERGEMENT, "75118"),
            motif=Motif.SANS_LOGEMENT_PROPRE,
            dalo=True,
        ),
        candidat(
            3,
            "Peut postuler au même T2 : demande de plus de trois ans",
            (Civilite.M, "MARTIN", "Paul", date(1979, 6, 12)),
            2680,
            validite=validite(jour, 150, renouvellements=3),
        ),
        candidat(
            4,
            "Peut postuler au même T2 : logement trop cher",
            (Civilite.M, "TANGUY", "Yann", date(1997, 3, 25)),
            2540,
            validite=validite(jour, 300, renouvellements=1),
            motif=Motif.LOGEMENT_TROP_CHER,
        ),
    )


def _bretagne(jour: date) -> Portrait:
    """The guide #3 shows the Finistère's own site. A couple: Brest's T1 and T3 in PLUS suit them."""
    erwan = conjoint(
        Civilite.M,
        "KERVELLA",
        "Erwan",
        date(1983, 7, 4),
        activite("29019", employeurs.sirets()[7]),
        SituationFamiliale.MARIE,
    )
    return Portrait(
        cle="bretagne-1",
        pourquoi="Registre départemental du Finistère (XML) : un couple qui demande Brest",
        demandeur=personne(
            Civilite.MME,
            "LE GOFF",
            "Maëlle",
            date(1984, 12, 1),
            activite("29019", employeurs.sirets()[6]),
            SituationFamiliale.MARIE,
        ),
        codemandeur=erwan,
        validite=validite(jour, 190, renouvellements=1),
        revenu_mensuel=2420,
        rfr=(25_200, 25_900),
        communes=("29019", "29061", "29075"),
        actuel=(SituationLogement.LOCATAIRE_PRIVE, "29019"),
        motif=Motif.LOGEMENT_TROP_PETIT,
    )


def _alsace(jour: date) -> Portrait:
    return Portrait(
        cle="alsace-1",
        pourquoi="Registre départemental du Bas-Rhin (XML), site partagé avec le Haut-Rhin",
        demandeur=personne(Civilite.M, "SCHMITT", "Théo", date(1992, 4, 18), activite("67482", employeurs.sirets()[8])),
        validite=validite(jour, 95),
        revenu_mensuel=1790,
        rfr=(18_600, 19_200),
        communes=("67482",),
        actuel=(SituationLogement.LOCATAIRE_PRIVE, "67218"),
    )


def _famille(jour: date) -> Portrait:
    ahmed = conjoint(
        Civilite.M,
        "HADDAD",
        "Ahmed",
        date(1981, 10, 10),
        activite("69383", employeurs.sirets()[10]),
        SituationFamiliale.MARIE,
    )
    return Portrait(
        cle="famille",
        pourquoi="Une famille de quatre personnes à Lyon : T3 à T5",
        demandeur=personne(
            Civilite.MME,
            "HADDAD",
            "Leïla",
            date(1984, 8, 28),
            activite("69387", employeurs.sirets()[9]),
            SituationFamiliale.MARIE,
        ),
        codemandeur=ahmed,
        autres=(
            enfant("HADDAD", "Inès", Civilite.MME, date(2014, 3, 2)),
            enfant("HADDAD", "Adam", Civilite.M, date(2019, 9, 15)),
        ),
        validite=validite(jour, 270, renouvellements=1),
        revenu_mensuel=3480,
        rfr=(36_500, 37_400),
        communes=("69383", "69387", "69266"),
        actuel=(SituationLogement.LOCATAIRE_PRIVE, "69388"),
        motif=Motif.LOGEMENT_TROP_PETIT,
    )


def _situations(jour: date) -> tuple[Portrait, ...]:
    """One for each thing that can be wrong, or old, with a demande."""
    sans_siret = personne(Civilite.MME, "ROUX", "Élise", date(1991, 2, 14), activite("75111", None))
    radiee = personne(Civilite.M, "PETIT", "Marc", date(1987, 5, 5), activite("75115", employeurs.sirets()[3]))
    ancienne = personne(Civilite.MME, "GIRAUD", "Monique", date(1968, 1, 19), activite("75113", employeurs.sirets()[4]))
    bientot = personne(Civilite.M, "SOARES", "Tiago", date(1993, 12, 6), activite("75119", employeurs.sirets()[5]))
    return (
        Portrait(
            cle="sans-siret",
            pourquoi="Le SIRET de l’employeur manque : AL’in le réclame (guide #3)",
            demandeur=sans_siret,
            validite=validite(jour, 200),
            revenu_mensuel=2500,
            rfr=(26_000, 26_700),
            communes=PARIS_11[:2],
        ),
        Portrait(
            cle="radiee",
            pourquoi="Radiée faute de renouvellement ; la renouveler ici la réactive",
            demandeur=radiee,
            validite=validite(jour, -60, renouvellements=1),
            motif_radiation=MotifRadiation.NON_RENOUVELLEMENT,
            revenu_mensuel=2460,
            rfr=(25_700, 26_300),
            communes=PARIS_11[:1],
        ),
        Portrait(
            cle="ancienne",
            pourquoi="Déposée il y a plus de sept ans, renouvelée chaque année",
            demandeur=ancienne,
            validite=validite(jour, 140, renouvellements=7),
            revenu_mensuel=2480,
            rfr=(25_900, 26_500),
            communes=PARIS_11[:3],
        ),
        Portrait(
            cle="bientot-perimee",
            pourquoi="Expire dans douze jours : à renouveler",
            demandeur=bientot,
            validite=validite(jour, 12),
            revenu_mensuel=2520,
            rfr=(26_100, 26_900),
            communes=PARIS_11[:2],
        ),
    )
