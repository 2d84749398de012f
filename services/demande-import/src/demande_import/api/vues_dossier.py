"""Section 1: « Les informations de votre NUR-NUD », as the register gave them, with names of communes."""

from __future__ import annotations

from pydantic import BaseModel

from contracts.demande_import import SituationLogement
from demande_import.domain.dossier import Activite, Adulte, Dossier, Motif, Occupant, Ressources, TypeLogement
from referentiel.communes import CommuneInconnue, commune


class VueCommune(BaseModel):
    """A commune; its name is None where the COG of today has no such code."""

    code: str
    nom: str | None
    departement: str | None


class VueActivite(BaseModel):
    """Work of an adult."""

    situation: str
    siret_employeur: str | None
    plusieurs_employeurs: bool
    lieu_travail: VueCommune | None
    code_postal_travail: str | None


class VueAdulte(BaseModel):
    """The demandeur or the codemandeur."""

    lien: str
    civilite: str
    nom: str
    prenom: str
    date_naissance: str
    telephone: str | None
    situation_familiale: str
    cmi_invalidite: bool
    activite: VueActivite


class VueLogement(BaseModel):
    """Current housing."""

    situation: SituationLogement
    commune: VueCommune | None
    code_postal: str | None


class VueSouhaits(BaseModel):
    """What is wanted, and where."""

    type_logement: TypeLogement
    communes: list[VueCommune]


class VueInformations(BaseModel):
    """The whole of it."""

    courriel: str
    departement: str
    demandeur: VueAdulte
    codemandeur: VueAdulte | None
    autres_personnes: list[Occupant]
    ressources: Ressources
    logement_actuel: VueLogement
    motif: Motif
    souhaits: VueSouhaits
    dalo: bool
    prioritaire_l441_1: bool


def vue_commune(code: str | None) -> VueCommune | None:
    """With its name."""
    if code is None:
        return None
    try:
        connue = commune(code)
    except CommuneInconnue:
        return VueCommune(code=code, nom=None, departement=None)
    return VueCommune(code=code, nom=connue.nom, departement=connue.departement)


def communes(codes: tuple[str, ...]) -> list[VueCommune]:
    """With their names, in the order of the demande."""
    return [vue for code in codes if (vue := vue_commune(code)) is not None]


def informations(d: Dossier) -> VueInformations:
    """Section 1."""
    return VueInformations(
        courriel=d.courriel,
        departement=d.departement,
        demandeur=_adulte(d.demandeur),
        codemandeur=_adulte(d.codemandeur) if d.codemandeur else None,
        autres_personnes=list(d.autres),
        ressources=d.ressources,
        logement_actuel=VueLogement(
            situation=d.logement.situation,
            commune=vue_commune(d.logement.commune),
            code_postal=d.logement.code_postal,
        ),
        motif=d.motif,
        souhaits=VueSouhaits(type_logement=d.type_logement, communes=communes(d.communes)),
        dalo=d.dalo,
        prioritaire_l441_1=d.prioritaire_l441_1,
    )


def _adulte(a: Adulte) -> VueAdulte:
    champs = a.model_dump(mode="json", exclude={"activite"})
    return VueAdulte(**champs, activite=_activite(a.activite))


def _activite(a: Activite) -> VueActivite:
    return VueActivite(
        situation=a.situation,
        siret_employeur=a.siret_employeur,
        plusieurs_employeurs=a.plusieurs_employeurs,
        lieu_travail=vue_commune(a.travail_commune),
        code_postal_travail=a.travail_code_postal,
    )
