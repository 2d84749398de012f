"""Households: who is to be housed, and what they earn a month."""

import random
from dataclasses import dataclass
from typing import Any

from referentiel.communes import Commune
from stack.registre.demande import (
    AutrePersonne,
    Civilite,
    Codemandeur,
    LienAutre,
    LienCodemandeur,
    Personne,
    SituationActivite,
    SituationFamiliale,
)
from stack.registre.semences import dates, identites
from stack.registre.semences.activites import activite, age_plausible

FORMES = {"seul": 46, "couple": 11, "parent": 17, "famille": 20, "cosignataire": 6}
"""In percent."""
SEULS = (SituationFamiliale.CELIBATAIRE,) * 5 + (
    SituationFamiliale.DIVORCE,
    SituationFamiliale.SEPARE,
    SituationFamiliale.VEUF,
)
EN_COUPLE = (SituationFamiliale.MARIE, SituationFamiliale.PACSE, SituationFamiliale.CONCUBIN)


@dataclass(frozen=True, slots=True)
class MenageTire:
    demandeur: Personne
    codemandeur: Codemandeur | None
    autres: tuple[AutrePersonne, ...]
    revenu_mensuel: int

    @property
    def nombre(self) -> int:
        return 1 + (self.codemandeur is not None) + len(self.autres)


def menage(hasard: random.Random, rang: int, travail: Commune) -> MenageTire:
    """The phone numbers come from `rang`."""
    forme = hasard.choices(list(FORMES), weights=list(FORMES.values()))[0]
    situation = hasard.choice(EN_COUPLE if forme in ("couple", "famille") else SEULS)
    premier, son_revenu = _adulte(hasard, situation, travail)
    demandeur = Personne(**premier, telephone=identites.telephone(2 * rang))
    codemandeur, autre_revenu = None, 0
    if forme in ("couple", "famille", "cosignataire"):
        codemandeur, autre_revenu = _second(hasard, forme, demandeur, travail, identites.telephone(2 * rang + 1))
    autres = _enfants(hasard, demandeur, codemandeur) if forme in ("parent", "famille") else ()
    if hasard.random() < 0.05 and _age(demandeur) < 60:
        autres = (*autres, _ascendant(hasard, demandeur))
    return MenageTire(demandeur, codemandeur, autres, son_revenu + autre_revenu)


def _adulte(hasard: random.Random, situation: SituationFamiliale, travail: Commune) -> tuple[dict[str, Any], int]:
    """Fields of a Personne, and the monthly income."""
    sa_situation, revenu = activite(hasard, travail)
    civilite = hasard.choice(list(Civilite))
    identite = {
        "civilite": civilite,
        "nom_naissance": hasard.choice(identites.NOMS),
        "prenom": identites.prenom(hasard, civilite),
        "date_naissance": dates.naissance(hasard, age_plausible(hasard, sa_situation.situation)),
        "situation_familiale": situation,
        "cmi_invalidite": hasard.random() < 0.05,
        "activite": sa_situation,
    }
    return identite, revenu


def _second(
    hasard: random.Random, forme: str, demandeur: Personne, travail: Commune, telephone: str
) -> tuple[Codemandeur, int]:
    """A spouse of about the same age, or somebody else who signs the demande."""
    en_couple = forme != "cosignataire"
    situation = demandeur.situation_familiale if en_couple else SituationFamiliale.CELIBATAIRE
    champs, revenu = _adulte(hasard, situation, travail)
    if en_couple and champs["activite"].situation is not SituationActivite.RETRAITE:
        ecart = hasard.randint(-4, 4)
        age = max(20, _age(demandeur) + ecart)
        champs["date_naissance"] = dates.naissance(hasard, age)
    lien = LienCodemandeur.CONJOINT if en_couple else LienCodemandeur.CODEMANDEUR
    return Codemandeur(**champs, lien=lien, telephone=telephone), revenu


def _enfants(hasard: random.Random, demandeur: Personne, codemandeur: Codemandeur | None) -> tuple[AutrePersonne, ...]:
    parents = [demandeur, *([codemandeur] if codemandeur else [])]
    plus_jeune_parent = min(_age(parent) for parent in parents)
    plus_vieux = max(0, min(20, plus_jeune_parent - 20))
    plus_jeune = max(0, min(plus_vieux, plus_jeune_parent - 45))
    nom = hasard.choice(parents).nom_naissance
    combien = hasard.choices((1, 2, 3, 4), weights=(45, 36, 14, 5))[0]
    return tuple(_enfant(hasard, nom, hasard.randint(plus_jeune, plus_vieux)) for _ in range(combien))


def _enfant(hasard: random.Random, nom: str, age: int) -> AutrePersonne:
    civilite = hasard.choice(list(Civilite))
    return AutrePersonne(
        lien=LienAutre.ENFANT,
        nom_naissance=nom,
        prenom=identites.prenom(hasard, civilite),
        date_naissance=dates.naissance(hasard, age),
        a_charge=True,
        cmi_invalidite=hasard.random() < 0.02,
        civilite=civilite,
    )


def _ascendant(hasard: random.Random, demandeur: Personne) -> AutrePersonne:
    civilite = hasard.choice(list(Civilite))
    age = _age(demandeur) + hasard.randint(22, 32)
    return AutrePersonne(
        lien=LienAutre.ASCENDANT,
        nom_naissance=demandeur.nom_naissance if hasard.random() < 0.5 else hasard.choice(identites.NOMS),
        prenom=identites.prenom(hasard, civilite),
        date_naissance=dates.naissance(hasard, age),
        a_charge=hasard.random() < 0.5,
        cmi_invalidite=hasard.random() < 0.2,
        civilite=civilite,
    )


def _age(personne: Personne) -> int:
    return dates.REFERENCE.year - personne.date_naissance.year
