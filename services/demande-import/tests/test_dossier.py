"""Sections 2 and 3, and « Mettre à jour » (guide #3, #4)."""

from datetime import UTC, datetime

import pytest

from chassis.testing import eventually
from contracts import demande_import as ev
from contracts.exemples import EXEMPLES
from contracts.identity import CompteActive

from .fabrique import API, AUTRE_SIRET, COURANTE, JEAN, SIRET, Personne, codemandeur, declarer, jean, pieces_de

pytestmark = pytest.mark.integration


def _sans_siret(siret: str | None) -> dict:
    demandeur = jean()["demandeur"]
    return {**demandeur, "activite": {**demandeur["activite"], "siretEmployeur": siret}}


async def test_the_firm_is_the_register_s_and_its_policy_decides(app, registre):
    """Guide #3, page 11 and 12: SIRET and name mandatory, code entreprise where there is one, choices of the firm."""
    registre.demandes[JEAN] = jean(demandeur=_sans_siret("8245496802432"), codemandeur=codemandeur())
    await declarer(app, AUTRE_SIRET, choix=["politique_logement"], code="Sésame 12")
    lui = Personne(app, "jean")
    demande = await lui.importer(JEAN)
    sien, le_sien_a_elle = demande["complements"]["rattachements"]
    assert (sien["siret_valide"], sien["entreprise"]["connue"], len(sien["choix_proposes"])) == (False, False, 3)
    assert (le_sien_a_elle["nom"], le_sien_a_elle["code_entreprise_requis"]) == ("Denise Gigi", True)
    assert [c["choix"] for c in le_sien_a_elle["choix_proposes"]] == ["politique_logement"]
    for nom in (None, "", "   "):
        sans_nom = await lui.completer(422, nom_employeur=nom)
        assert [e["champ"] for e in sans_nom["erreurs"]] == ["nom_employeur"]
    refus = await lui.completer(409)
    assert refus["code"] == "siret_absent"
    assert "Mettre à jour" in refus["detail"]
    elle = {"rattachement": "codemandeur", "consentement": "politique_logement"}
    sans_code = await lui.completer(409, **elle)
    assert (sans_code["code"], sans_code["erreurs"][0]["champ"]) == ("code_entreprise_incorrect", "code_entreprise")
    assert (await lui.completer(409, **elle, code_entreprise="sesame"))["code"] == "code_entreprise_incorrect"
    autre_choix = await lui.completer(
        409, rattachement="codemandeur", consentement="anonyme", code_entreprise="Sésame 12"
    )
    assert autre_choix["code"] == "consentement_non_propose"
    complete = await lui.completer(**elle, code_entreprise=" sésame 12")
    assert complete["complements"]["siret"] == AUTRE_SIRET
    (evenement,) = await app.emitted(ev.DemandeCompletee)
    assert evenement.employeur.entreprise_eligible


async def test_a_dossier_is_validated_once_every_piece_is_ticked(app, registre):
    """Guide #3, page 13: « confirmer le dépôt de chaque pièce », then « Valider mon dossier »."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    demande = await lui.importer(JEAN)
    assert (await lui.valider(409))["code"] == "complements_manquants"
    assert (await lui.completer(409, rattachement="codemandeur"))["code"] == "codemandeur_absent"
    await lui.completer()
    toutes = pieces_de(demande)
    await lui.appeler("PUT", f"{COURANTE}/pieces", {"deposees": toutes[1:]})
    manque = await lui.valider(409)
    assert manque["code"] == "pieces_manquantes"
    assert [e["message"] for e in manque["erreurs"]] == ["Carte nationale d'identité ou passeport"]
    await lui.appeler("PUT", f"{COURANTE}/pieces", {"deposees": ["autre-piece"]}, 422)
    await lui.cocher_tout()
    valide = await lui.valider()
    assert (valide["statut"], valide["libelle"]) == ("validee", "Dossier validé")
    assert (await lui.valider())["version"] == valide["version"]
    rouvert = await lui.appeler("PUT", f"{COURANTE}/pieces", {"deposees": toutes[1:]})
    assert rouvert["statut"] == "pieces_a_confirmer"


async def _mettre_a_jour(lui: Personne, etat: str = "terminee") -> dict:
    suivi = await lui.appeler("POST", f"{COURANTE}/mise-a-jour", attendu=202)
    assert suivi["type"] == "mise_a_jour"
    return await lui.attendre(suivi["import_id"], etat)


async def test_update_is_one_click_and_the_pieces_are_confirmed_again(app, registre):
    """Guide #4: « un simple clic sur le bouton Mettre à jour », then « confirmer qu'elles ont bien été déposées »."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    await lui.tout_faire(JEAN)
    revenus = {**jean()["ressources"], "revenuMensuel": 2600}
    registre.demandes[JEAN] = jean(ressources=revenus)
    assert "Confirmez à nouveau" in (await _mettre_a_jour(lui))["message"]
    demande = await lui.appeler("GET", COURANTE)
    assert (demande["statut"], demande["section_suivante"]) == ("pieces_a_confirmer", "pieces")
    assert demande["complements"]["nom_employeur"] == "Ateliers Durand"
    (majee,) = await app.emitted(ev.DemandeMiseAJour)
    assert (majee.statut, majee.ressources.revenu_mensuel, majee.version) == (
        "pieces_a_confirmer",
        2600,
        demande["version"],
    )
    registre.demandes[JEAN] = jean(demandeur=_sans_siret(AUTRE_SIRET))
    await _mettre_a_jour(lui)
    assert (await lui.appeler("GET", COURANTE))["section_suivante"] == "complements"


async def test_another_identity_asks_to_delete_and_import_again(app, registre):
    """Guide #4: « vous devrez supprimer votre demande sur AL'in, puis la réimporter »."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    avant = await lui.importer(JEAN)
    registre.demandes[JEAN] = jean(demandeur={**jean()["demandeur"], "dateNaissance": "1990-05-02"})
    assert "supprimer votre demande" in (await _mettre_a_jour(lui, "identite_differente"))["message"]
    assert (await lui.appeler("GET", COURANTE))["version"] == avant["version"]
    await lui.appeler("DELETE", COURANTE, attendu=204)
    assert (await lui.importer(JEAN))["informations"]["demandeur"]["date_naissance"] == "1990-05-02"


async def test_a_demande_older_than_codes_needs_one_once(app, registre):
    """Guide #4: « créée sur AL'in avant le 20/04/21 »."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    await lui.importer(JEAN)
    ancienne = {"creee_sur_alin_le": datetime(2021, 3, 1, tzinfo=UTC).isoformat(), "verifiee_le": None}
    await app.context.db["demandes"].update_one({}, {"$set": ancienne})
    assert (await lui.appeler("GET", COURANTE))["code_requis_a_la_mise_a_jour"]
    suivi = await _mettre_a_jour(lui, "code_envoye")
    code = (await lui.codes(2))[1]
    await lui.appeler("POST", f"{API}/imports/{suivi['import_id']}/code", {"code": code}, 201)
    assert (await _mettre_a_jour(lui))["etat"] == "terminee"


async def test_struck_off_at_the_register_it_is_struck_off_here_and_may_be_imported_again(app, registre):
    """Arrêté du 23 mars 2015: struck off, it can be reactivated at its register, then imported."""
    registre.demandes[JEAN] = jean(etat="RADIEE", motifRadiation="RENONCIATION")
    lui = Personne(app, "jean")
    registre.demandes[JEAN] = jean()
    await lui.importer(JEAN)
    registre.demandes[JEAN] = jean(etat="RADIEE", motifRadiation="RENONCIATION")
    await _mettre_a_jour(lui, "demande_radiee")
    demande = await lui.appeler("GET", COURANTE)
    assert (demande["statut"], demande["motif_radiation"]) == ("radiee", "renonciation")
    await app.emitted(ev.DemandeRadiee)
    assert (await lui.valider(409))["code"] == "demande_radiee"
    registre.demandes[JEAN] = jean()
    assert (await lui.importer(JEAN))["statut"] == "a_completer"


async def test_the_account_s_holder_is_found_among_the_adults(app, registre):
    """Guide #3: the demande is the demandeur's and the codemandeur's."""
    registre.demandes[JEAN] = jean(codemandeur=codemandeur())
    compte = EXEMPLES[CompteActive.TYPE].model_copy(update={"compte_id": "elle", "nom": "GIGI", "prenom": "Denise"})
    await app.publish(compte)
    await eventually(lambda: app.context.db["comptes"].find_one({"_id": "elle"}))
    assert (await Personne(app, "elle").importer(JEAN))["vous_etes"] == "codemandeur"


async def test_a_codemandeur_who_left_the_demande_reads_no_more_of_it(app, registre):
    """Guide #4: a name that is no longer the register's; the other one's update goes on."""
    registre.demandes[JEAN] = jean(codemandeur=codemandeur())
    exemple = EXEMPLES[CompteActive.TYPE]
    for compte_id, nom, prenom in (("elle", "GIGI", "Denise"), ("lui", "DUPONT", "Jean")):
        await app.publish(exemple.model_copy(update={"compte_id": compte_id, "nom": nom, "prenom": prenom}))
        await eventually(lambda compte_id=compte_id: app.context.db["comptes"].find_one({"_id": compte_id}))
    for compte_id, etat in (("elle", "identite_differente"), ("lui", "terminee")):
        personne = Personne(app, compte_id)
        registre.demandes[JEAN] = jean(codemandeur=codemandeur())
        await personne.importer(JEAN)
        await _mettre_a_jour(personne)
        registre.demandes[JEAN] = jean(courriel="seul@yopmail.example")
        await _mettre_a_jour(personne, etat)
        lue = (await personne.appeler("GET", COURANTE))["informations"]["courriel"]
        assert (lue == "seul@yopmail.example") is (etat == "terminee")
        await personne.appeler("DELETE", COURANTE, attendu=204)


async def test_a_firm_known_later_makes_its_salaries_priority_applicants(app, registre):
    """Guide #0: salariés of private firms of 10 staff or more have priority."""
    registre.demandes[JEAN] = jean()
    await Personne(app, "jean").tout_faire(JEAN)
    (avant,) = await app.emitted(ev.DemandeValidee)
    assert not avant.employeur.entreprise_eligible
    await declarer(app, SIRET)
    apres = (await app.emitted(ev.DemandeValidee, 2))[1]
    assert apres.employeur.entreprise_eligible
