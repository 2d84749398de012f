"""An import as its account sees it."""

from datetime import datetime

from pydantic import BaseModel

from demande_import.domain.imports import EtatImport, Import, TypeImport
from referentiel.registres import site_enregistrement

_MESSAGES = {
    EtatImport.RECHERCHE: "Nous recherchons votre demande sur son site d’enregistrement.",
    EtatImport.CODE_ENVOYE: (
        "Un code vous a été envoyé à l’adresse email renseignée sur le site d’enregistrement de votre demande. "
        "Saisissez-le : il est actif durant 24 heures."
    ),
    EtatImport.NUMERO_INCONNU: (
        "Le site d’enregistrement ne connaît pas ce numéro unique. Vérifiez-le, ou enregistrez d’abord votre demande."
    ),
    EtatImport.DEMANDE_RADIEE: (
        "Cette demande est radiée : renouvelez-la sur son site d’enregistrement, puis importez-la."
    ),
    EtatImport.DEJA_IMPORTEE: "Cette demande est déjà sur AL’in. Cliquez sur « Mettre à jour » pour l’actualiser.",
    EtatImport.TERMINEE: "Votre demande est importée sur AL’in.",
    EtatImport.IDENTITE_DIFFERENTE: (
        "Le nom, le prénom ou la date de naissance ne correspondent pas à ceux rattachés au Numéro Unique : "
        "vous devez supprimer votre demande sur AL’in, puis la réimporter."
    ),
    EtatImport.PERIMEE: "Cette saisie n’est plus valable. Recommencez depuis « Saisir ma demande ».",
}
_EN_PANNE = (
    "Le site d’enregistrement ne répond pas pour le moment. Nous réessayons automatiquement : "
    "votre saisie est conservée."
)
_MISE_A_JOUR = "Votre demande est à jour. Confirmez à nouveau le dépôt de vos pièces justificatives."


class VueRegistre(BaseModel):
    """The site d’enregistrement."""

    nom: str
    url: str
    adresse: str


class VueImport(BaseModel):
    """Where an import stands."""

    import_id: str
    type: TypeImport
    etat: EtatImport
    registre: VueRegistre
    courriel_masque: str | None
    code_expire_le: datetime | None
    essais_restants: int | None
    demande_id: str | None
    message: str


def vue_registre(territoire: str) -> VueRegistre:
    """The site of a département."""
    site = site_enregistrement(territoire)
    return VueRegistre(nom=site.libelle, url=site.url, adresse=site.adresse)


def vue_import(imp: Import) -> VueImport:
    """What the account may know."""
    attend_code = imp.etat is EtatImport.CODE_ENVOYE
    return VueImport(
        import_id=imp.id,
        type=imp.type,
        etat=imp.etat,
        registre=vue_registre(imp.territoire),
        courriel_masque=imp.courriel_masque,
        code_expire_le=imp.code_expire_le if attend_code else None,
        essais_restants=imp.essais_restants if attend_code else None,
        demande_id=imp.demande_id,
        message=_message(imp),
    )


def _message(imp: Import) -> str:
    if imp.etat is EtatImport.RECHERCHE and imp.tentatives:
        return _EN_PANNE
    if imp.etat is EtatImport.TERMINEE and imp.type is TypeImport.MISE_A_JOUR:
        return _MISE_A_JOUR
    return _MESSAGES[imp.etat]
