"""A demande as a departmental register writes it."""

from xml.etree.ElementTree import Element, SubElement

from stack.registre.demande import (
    Activite,
    AutrePersonne,
    Civilite,
    Codemandeur,
    Demande,
    Personne,
    RessourcesDeclarees,
)


def demande_en_xml(demande: Demande) -> Element:
    racine = Element("demande", numero=demande.numero_unique, etat=demande.etat.lower())
    if demande.motif_radiation:
        racine.set("motifRadiation", demande.motif_radiation.lower())
    _feuille(racine, "depot", demande.date_depot.isoformat())
    _feuille(racine, "finValidite", demande.date_fin_validite.isoformat())
    _feuille(racine, "departement", demande.departement)
    _feuille(racine, "courriel", demande.courriel)
    _menage(racine, demande)
    _ressources(racine, demande.ressources)
    actuel = demande.logement_actuel
    SubElement(
        racine,
        "logement",
        situation=actuel.situation.lower(),
        insee=actuel.code_insee,
        codePostal=actuel.code_postal,
    )
    _feuille(racine, "motif", demande.motif.lower())
    souhait = SubElement(racine, "souhait", type=demande.souhaits.type_logement.lower())
    for commune in demande.souhaits.communes:
        _feuille(souhait, "commune", commune)
    _feuille(racine, "dalo", _oui_non(demande.dalo))
    _feuille(racine, "prioriteL4411", _oui_non(demande.priorite_l4411))
    return racine


def _menage(racine: Element, demande: Demande) -> None:
    menage = SubElement(racine, "menage")
    _signataire(menage, "demandeur", demande.demandeur)
    if isinstance(demande.codemandeur, Codemandeur):
        _signataire(menage, demande.codemandeur.lien.lower(), demande.codemandeur)
    for autre in demande.autres_personnes:
        element = _personne(menage, autre.lien.lower(), autre, autre.civilite)
        element.set("aCharge", _oui_non(autre.a_charge))
        _feuille(element, "telephone")
        _feuille(element, "famille", "celibataire")


def _signataire(menage: Element, role: str, personne: Personne) -> None:
    element = _personne(menage, role, personne, personne.civilite)
    _feuille(element, "telephone", personne.telephone)
    _feuille(element, "famille", personne.situation_familiale.lower())
    _emploi(element, personne.activite)


def _personne(menage: Element, role: str, personne: Personne | AutrePersonne, civilite: Civilite | None) -> Element:
    element = SubElement(menage, "personne", role=role)
    if civilite:
        element.set("civilite", "F" if civilite is Civilite.MME else "H")
    element.set("aCharge", "non")
    element.set("invalidite", _oui_non(personne.cmi_invalidite))
    _feuille(element, "nom", personne.nom_naissance)
    _feuille(element, "prenom", personne.prenom)
    _feuille(element, "naissance", personne.date_naissance.isoformat())
    return element


def _emploi(element: Element, activite: Activite) -> None:
    emploi = SubElement(element, "emploi", type=activite.situation.lower())
    facultatifs = {
        "siret": activite.siret_employeur,
        "plusieurs": _oui_non(activite.plusieurs_employeurs),
        "insee": activite.travail_code_insee,
        "codePostal": activite.travail_code_postal,
    }
    emploi.attrib |= {nom: valeur for nom, valeur in facultatifs.items() if valeur}


def _ressources(racine: Element, ressources: RessourcesDeclarees) -> None:
    element = SubElement(racine, "ressources")
    for rfr in ressources.rfr:
        SubElement(element, "rfr", annee=str(rfr.annee)).text = str(rfr.montant)
    _feuille(element, "mensuel", str(ressources.revenu_mensuel))
    _feuille(element, "aide", str(ressources.aide_logement_mensuelle))
    if ressources.revenus_12_mois is not None:
        _feuille(element, "douzeMois", str(ressources.revenus_12_mois))


def _feuille(parent: Element, nom: str, texte: str | None = None) -> None:
    SubElement(parent, nom).text = texte


def _oui_non(valeur: bool) -> str:
    return "oui" if valeur else "non"
