"""A demande told in the few words that make it what it is; the rest is ordinary."""

from dataclasses import dataclass
from datetime import date

from referentiel.communes import commune
from stack.registre.demande import (
    Activite,
    AutrePersonne,
    Civilite,
    Codemandeur,
    Demande,
    Etat,
    LienAutre,
    LienCodemandeur,
    LogementActuel,
    Motif,
    MotifRadiation,
    Personne,
    RessourcesDeclarees,
    Rfr,
    SituationActivite,
    SituationFamiliale,
    SituationLogement,
    Souhaits,
    TypeLogement,
)
from stack.registre.fichier import Fiche
from stack.registre.semences import identites, numeros
from stack.registre.semences.dates import Validite

PARIS_11 = ("75111", "75112", "75120", "75110", "75103")


@dataclass(frozen=True, kw_only=True)
class Portrait:
    cle: str
    pourquoi: str
    demandeur: Personne
    validite: Validite
    revenu_mensuel: int
    rfr: tuple[int, int]
    """Of N-2, then of N-1."""
    communes: tuple[str, ...]
    codemandeur: Codemandeur | None = None
    autres: tuple[AutrePersonne, ...] = ()
    actuel: tuple[SituationLogement, str] = (SituationLogement.LOCATAIRE_PRIVE, "75119")
    motif: Motif = Motif.RAPPROCHEMENT_TRAVAIL
    motif_radiation: MotifRadiation | None = None
    courriel: str | None = None
    """Unset: `prenom.nom@courriel.example`."""
    dalo: bool = False

    def fiche(self, jour: date, rang: int) -> Fiche:
        """`rang` makes the number, the same one whatever the day."""
        situation, ou = self.actuel
        departement = commune(self.communes[0]).departement
        qui = self.demandeur
        demande = Demande(
            numero_unique=f"{numeros.territoire(departement)}0321{rang:06d}{departement.zfill(3)}AL",
            etat=Etat.RADIEE if self.motif_radiation else Etat.ACTIVE,
            motif_radiation=self.motif_radiation,
            date_depot=self.validite.depot,
            date_fin_validite=self.validite.fin,
            departement=departement,
            courriel=self.courriel or identites.adresse_de(qui.prenom, qui.nom_naissance),
            demandeur=qui.model_copy(update={"telephone": identites.telephone(9000 + 2 * rang)}),
            codemandeur=self.codemandeur,
            autres_personnes=self.autres,
            ressources=RessourcesDeclarees(
                rfr=tuple(Rfr(annee=jour.year - 2 + n, montant=montant) for n, montant in enumerate(self.rfr)),
                revenu_mensuel=self.revenu_mensuel,
            ),
            logement_actuel=LogementActuel(
                situation=situation, code_insee=ou, code_postal=commune(ou).codes_postaux[0]
            ),
            motif=self.motif,
            souhaits=Souhaits(type_logement=TypeLogement.INDIFFERENT, communes=self.communes),
            dalo=self.dalo,
            priorite_l4411=self.dalo,
        )
        return Fiche(cle=self.cle, pourquoi=self.pourquoi, demande=demande)


def personne(
    civilite: Civilite,
    nom: str,
    prenom: str,
    naissance: date,
    activite: Activite,
    situation: SituationFamiliale = SituationFamiliale.CELIBATAIRE,
) -> Personne:
    return Personne(
        civilite=civilite,
        nom_naissance=nom,
        prenom=prenom,
        date_naissance=naissance,
        situation_familiale=situation,
        activite=activite,
    )


def conjoint(
    civilite: Civilite, nom: str, prenom: str, naissance: date, activite: Activite, situation: SituationFamiliale
) -> Codemandeur:
    champs = personne(civilite, nom, prenom, naissance, activite, situation).model_dump()
    return Codemandeur(**champs, lien=LienCodemandeur.CONJOINT)


def activite(code_insee: str, siret: str | None) -> Activite:
    """A permanent job there."""
    return Activite(
        situation=SituationActivite.CDI,
        siret_employeur=siret,
        travail_code_insee=code_insee,
        travail_code_postal=commune(code_insee).codes_postaux[0],
    )


def enfant(nom: str, prenom: str, civilite: Civilite, naissance: date) -> AutrePersonne:
    return AutrePersonne(
        lien=LienAutre.ENFANT,
        nom_naissance=nom,
        prenom=prenom,
        date_naissance=naissance,
        a_charge=True,
        civilite=civilite,
    )
