"""The life of a demande and of those who look at it, on the whole platform (guide #3, #4; domain, Identity)."""

from datetime import timedelta

import pyotp
import pytest

from stack.parcours.acteurs import Agent
from stack.parcours.monde import MOT_DE_PASSE, Monde
from stack.parcours.passerelle import Refusee, jusqu_a
from stack.parcours.voyage import Voyage

pytestmark = pytest.mark.e2e
COURANTE = "/demande-import/demandes/courante"


def voyage(monde: Monde, cle: str = "jean-dupont") -> tuple[str, Voyage]:
    """Somebody logged in, and the key of their demande in the register."""
    demande = monde.copie(cle)
    v = Voyage(monde, monde.salarie(demande), demande["courriel"])
    for _ in v.creer_compte():
        pass
    return demande["cle"], v


def mettre_a_jour(v: Voyage) -> dict:
    """« Mettre à jour », to its end."""
    import_id = v.salarie.appeler("POST", f"{COURANTE}/mise-a-jour").corps["import_id"]
    return v.salarie.attendre_import(import_id, "terminee", "identite_differente", "demande_radiee")


def test_what_changed_in_the_register_comes_by_one_click_and_the_pieces_are_confirmed_again(monde):
    """Guide #4, « Mettre à jour »."""
    cle, v = voyage(monde)
    for _ in (*v.importer(), *v.completer()):
        pass
    monde.registre("PATCH", f"/pilotage/demandes/{cle}", {"souhaits": {"communes": ["75112", "93048"]}})
    assert mettre_a_jour(v)["etat"] == "terminee"
    demande = v.salarie.demande()
    assert [c["code"] for c in demande["informations"]["souhaits"]["communes"]] == ["75112", "93048"]
    assert demande["statut"] == "pieces_a_confirmer"
    with pytest.raises(Refusee) as refus:
        v.salarie.valider_dossier()
    assert refus.value.code == "pieces_manquantes"
    v.salarie.confirmer_pieces()
    v.salarie.valider_dossier()
    assert v.salarie.offres()["compteurs"]["communes_demandees"] > 0


def test_another_name_in_the_register_asks_to_delete_and_import_again(monde):
    """Guide #4: « vous devrez supprimer votre demande sur AL'in, puis la réimporter »."""
    cle, v = voyage(monde)
    for _ in v.importer():
        pass
    monde.registre("PATCH", f"/pilotage/demandes/{cle}", {"demandeur": {"nomNaissance": "AUTRE"}})
    assert mettre_a_jour(v)["etat"] == "identite_differente"
    v.salarie.appeler("DELETE", COURANTE)
    with pytest.raises(Refusee) as refus:
        v.salarie.demande()
    assert refus.value.code == "aucune_demande"
    for _ in v.importer():
        pass
    assert v.salarie.demande()["informations"]["demandeur"]["nom"] == "AUTRE"


def test_a_register_that_is_down_loses_nothing_that_was_typed(monde):
    """Architecture, edges: « A register that is down never loses what a person typed »."""
    _, v = voyage(monde, "bretagne-1")
    monde.registre("POST", "/pilotage/pannes", {"registre": "29", "mode": "indisponible"})
    try:
        import_id = v.salarie.demander_import().corps["import_id"]
        recherche = v.salarie.attendre_import(import_id, "recherche")
        assert "ne répond pas" in jusqu_a(lambda: _message(v, import_id, "ne répond pas"), 30, "le message")
        assert recherche["courriel_masque"] is None
    finally:
        monde.registre("DELETE", "/pilotage/pannes?registre=29")
    assert v.salarie.attendre_import(import_id, "code_envoye")["courriel_masque"].startswith("m")


def _message(v: Voyage, import_id: str, partie: str) -> str:
    lu = v.salarie.appeler("GET", f"/demande-import/imports/{import_id}").corps
    return lu["message"] if partie in lu["message"] else ""


def test_a_firm_that_asks_for_it_validates_the_demande_before_any_candidature(monde):
    """Guide #3: « conditionne le dépôt de ma demande de logement social à sa validation »."""
    employeur = monde.employeur
    politique = employeur.appeler("GET", "/demande-import/employeur/politique").corps
    gardes = {"choix_proposes": politique["choix_proposes"]}
    employeur.appeler("PUT", "/demande-import/employeur/politique", json={**gardes, "validation_requise": True})
    try:
        _, v = voyage(monde)
        for _ in v.importer():
            pass
        v.salarie.completer("Établissements du Guide", "politique_logement")
        v.salarie.confirmer_pieces()
        assert v.salarie.valider_dossier().corps["statut"] == "attente_employeur"
    finally:
        employeur.appeler("PUT", "/demande-import/employeur/politique", json={**gardes, "validation_requise": False})
    demande_id = v.salarie.demande()["demande_id"]
    employeur.appeler("POST", f"/demande-import/employeur/demandes/{demande_id}/validation")
    assert v.salarie.demande()["statut"] == "validee"
    assert v.salarie.offres()["compteurs"]["communes_demandees"] > 0


def test_an_anonymous_salarie_is_unknown_to_the_firm(monde):
    """Guide #3, « Choix n°1 »."""
    _, v = voyage(monde)
    for _ in v.importer():
        pass
    v.salarie.completer("Établissements du Guide", "anonyme")
    v.salarie.confirmer_pieces()
    demande_id = v.salarie.valider_dossier().corps["demande_id"]
    with pytest.raises(Refusee) as refus:
        monde.employeur.appeler("GET", f"/demande-import/employeur/demandes/{demande_id}")
    assert refus.value.statut == 404


def test_a_deleted_account_leaves_nothing_that_can_be_read(monde):
    """Domain, Privacy: delete on request."""
    _, v = voyage(monde)
    for _ in (*v.importer(), *v.completer()):
        pass
    demande_id = v.salarie.demande()["demande_id"]
    v.salarie.appeler("DELETE", "/identity/moi", json={"mot_de_passe": v.salarie.mot_de_passe})

    def partie() -> bool:
        try:
            monde.conseiller.appeler("GET", f"/demande-import/conseiller/demandes/{demande_id}")
        except Refusee as refus:
            return refus.statut == 404
        return False

    jusqu_a(partie, 30, "l’effacement de la demande")
    with pytest.raises(Refusee) as refus:
        v.salarie.ouvrir_session()
    assert refus.value.code == "identifiants_invalides"


def test_an_admin_invites_a_conseiller_who_logs_in_with_a_second_factor(monde):
    """Architecture, edges: staff are invited and use TOTP."""
    email = f"claude.{monde.clock.now():%H%M%S%f}@alin-essai.example"
    invitation = {"email": email, "prenom": "Claude", "nom": "INVITE", "role": "conseiller"}
    monde.admin.appeler("POST", "/identity/invitations", json=invitation)
    lien = monde.boite(email).attendre("Invitation").lien.removeprefix(monde.settings.gateway_url)
    passerelle = monde.passerelle()
    ouvert = passerelle.appeler("POST", f"{lien}/validation").corps
    totp = pyotp.TOTP(ouvert["totp"]["secret"])
    instant = monde.clock.now()
    choix = {
        "jeton": ouvert["jeton_mot_de_passe"],
        "mot_de_passe": MOT_DE_PASSE,
        "confirmation": MOT_DE_PASSE,
        "code_totp": totp.at(instant),
    }
    passerelle.appeler("POST", "/identity/mot-de-passe", json=choix)
    conseiller = Agent(passerelle, email, MOT_DE_PASSE, code=lambda: None)
    with pytest.raises(Refusee) as refus:
        conseiller.ouvrir_session()
    assert refus.value.code == "code_totp_requis"
    conseiller.ouvrir_session(totp.at(instant + timedelta(seconds=30)))
    assert "candidatures" in conseiller.appeler("GET", "/candidatures/conseiller/candidatures").corps
