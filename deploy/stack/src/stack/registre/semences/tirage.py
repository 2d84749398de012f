"""The draw of ordinary demandes, all over the country."""

import random
from datetime import date

from referentiel.communes import Commune
from stack.registre.demande import Demande, LogementActuel, Motif, SituationLogement, Souhaits, TypeLogement
from stack.registre.fichier import Fiche
from stack.registre.semences import dates, lieux, numeros
from stack.registre.semences.identites import Adresses
from stack.registre.semences.menages import MenageTire, menage
from stack.registre.semences.ressources import ressources

LOGEMENTS = {
    SituationLogement.LOCATAIRE_PRIVE: 36,
    SituationLogement.LOCATAIRE_SOCIAL: 24,
    SituationLogement.HEBERGE: 22,
    SituationLogement.PROPRIETAIRE: 3,
    SituationLogement.LOGE_GRATUITEMENT: 4,
    SituationLogement.FOYER: 5,
    SituationLogement.STRUCTURE_HEBERGEMENT: 4,
    SituationLogement.SANS_ABRI: 2,
}
"""In percent."""
SANS_LOGEMENT = frozenset(
    {
        SituationLogement.HEBERGE,
        SituationLogement.FOYER,
        SituationLogement.STRUCTURE_HEBERGEMENT,
        SituationLogement.SANS_ABRI,
    }
)
MOTIFS = (
    Motif.LOGEMENT_TROP_CHER,
    Motif.LOGEMENT_TROP_CHER,
    Motif.LOGEMENT_TROP_PETIT,
    Motif.LOGEMENT_TROP_PETIT,
    Motif.LOGEMENT_REPRIS,
    Motif.RAPPROCHEMENT_TRAVAIL,
    Motif.MUTATION_PROFESSIONNELLE,
    Motif.SEPARATION,
    Motif.AUTRE,
)
PREMIERE_SEQUENCE = 100_000
"""Below are the numbers of the people to try first."""


def fiches_tirees(hasard: random.Random, jour: date, nombre: int, adresses: Adresses) -> tuple[Fiche, ...]:
    principales = lieux.communes_principales(hasard, nombre)
    return tuple(
        Fiche(cle=f"d-{rang:04d}", demande=_demande(hasard, jour, rang, principale, adresses))
        for rang, principale in enumerate(principales, start=1)
    )


def _demande(hasard: random.Random, jour: date, rang: int, principale: Commune, adresses: Adresses) -> Demande:
    foyer = menage(hasard, rang, lieux.commune_proche(hasard, principale))
    situation = hasard.choices(list(LOGEMENTS), weights=list(LOGEMENTS.values()))[0]
    valable = dates.validite_tiree(hasard, jour)
    habite = lieux.commune_proche(hasard, principale)
    dalo = hasard.random() < 0.08
    return Demande(
        numero_unique=numeros.numero(hasard, principale.departement, PREMIERE_SEQUENCE + 7 * rang),
        etat=valable.etat,
        motif_radiation=valable.motif_radiation,
        date_depot=valable.depot,
        date_fin_validite=valable.fin,
        departement=principale.departement,
        courriel=adresses.de(foyer.demandeur.prenom, foyer.demandeur.nom_naissance),
        demandeur=foyer.demandeur,
        codemandeur=foyer.codemandeur,
        autres_personnes=foyer.autres,
        ressources=ressources(hasard, jour, foyer.revenu_mensuel, foyer.nombre, situation),
        logement_actuel=LogementActuel(
            situation=situation, code_insee=habite.code, code_postal=habite.codes_postaux[0]
        ),
        motif=_motif(hasard, situation, foyer),
        souhaits=Souhaits(type_logement=_type_logement(hasard, foyer), communes=lieux.souhaits(hasard, principale)),
        dalo=dalo,
        priorite_l4411=dalo or situation is SituationLogement.SANS_ABRI or hasard.random() < 0.06,
    )


def _motif(hasard: random.Random, situation: SituationLogement, foyer: MenageTire) -> Motif:
    if situation in SANS_LOGEMENT and hasard.random() < 0.85:
        return Motif.SANS_LOGEMENT_PROPRE
    if foyer.demandeur.cmi_invalidite and hasard.random() < 0.7:
        return Motif.HANDICAP
    return hasard.choice(MOTIFS)


def _type_logement(hasard: random.Random, foyer: MenageTire) -> TypeLogement:
    if foyer.nombre >= 3:
        return hasard.choice((TypeLogement.INDIFFERENT, TypeLogement.INDIFFERENT, TypeLogement.MAISON))
    return hasard.choice((TypeLogement.APPARTEMENT, TypeLogement.INDIFFERENT))
