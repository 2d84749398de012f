"""What a firm sets and sees; what the conseiller and the bailleur see (guide #3, choices 1 to 3)."""

import json

import pytest

from chassis.testing import eventually
from contracts import candidatures as cand
from contracts import demande_import as ev
from contracts.exemples import EXEMPLES
from contracts.roles import Role
from demande_import.amorce import SiretFaux, amorcer, lire

from .fabrique import API, AUTRE_SIRET, JEAN, MARIE, SIRET, Personne, declarer, en_tant_que, jean, marie

pytestmark = pytest.mark.integration
ONZE = {
    "civilite",
    "nom",
    "prenom",
    "date_naissance",
    "adresse_email",
    "nom_employeur",
    "siret_employeur",
    "plusieurs_employeurs",
    "lieu_travail",
    "commune_logement_actuel",
    "localisation_souhaitee",
}


async def _candidature(app, demande_id: str, classe=cand.CandidatureTransmise, **faits) -> None:
    etat = {"demande_id": demande_id, "compte_id": "jean", "bailleur_id": "b1", "offre_id": "o1", **faits}
    message = EXEMPLES[classe.TYPE].model_copy(update=etat)
    await app.publish(message)
    vue = {"_id": message.candidature_id, "version": message.version}
    await eventually(lambda: app.context.db["candidatures"].find_one(vue))


async def test_the_firm_sees_exactly_what_was_agreed_to(app, registre):
    """Guide #3, choices 1 to 3: nothing; the eleven facts; the whole demande and the history of candidatures."""
    registre.demandes[JEAN] = jean()
    await declarer(app, SIRET)
    employeur, voisin = {"role": Role.EMPLOYEUR, "siret": SIRET}, {"role": Role.EMPLOYEUR, "siret": AUTRE_SIRET}
    lui = Personne(app, "jean")
    demande = await lui.tout_faire(JEAN)
    une = f"{API}/employeur/demandes/{demande['demande_id']}"
    liste = f"{API}/employeur/demandes"
    assert (await en_tant_que(app, "GET", liste, **employeur))["items"] == []
    await en_tant_que(app, "GET", une, attendu=404, **employeur)

    await lui.completer(consentement="politique_logement")
    (vue,) = (await en_tant_que(app, "GET", liste, **employeur))["items"]
    assert set(vue) == {"demande_id", "statut", "libelle", "consentement", "donnees"}
    assert set(vue["donnees"]) == ONZE
    assert vue["donnees"]["lieu_travail"]["code_postal"] == "75008"
    for cache in ("revenu", "rfr", "telephone", JEAN):
        assert cache not in json.dumps(vue)
    await en_tant_que(app, "GET", une, attendu=404, **voisin)
    await _candidature(app, demande["demande_id"])
    assert "candidatures" not in await en_tant_que(app, "GET", une, **employeur)

    await lui.completer(consentement="dossier_complet")
    entiere = await en_tant_que(app, "GET", une, **employeur)
    assert entiere["informations"]["ressources"]["revenu_mensuel"] == 2050
    assert [c["offre_id"] for c in entiere["candidatures"]] == ["o1"]

    await lui.completer(consentement="anonyme")
    assert (await en_tant_que(app, "GET", liste, **employeur))["items"] == []
    await en_tant_que(app, "GET", une, attendu=404, **employeur)


async def test_a_policy_may_ask_for_the_firm_s_own_validation(app, registre):
    """Guide #3: the firm « conditionne le dépôt de ma demande de logement social à sa validation »."""
    registre.demandes |= {JEAN: jean(), MARIE: marie()}
    await declarer(app, SIRET, validation=True)
    employeur = {"role": Role.EMPLOYEUR, "siret": SIRET}
    lui, elle = Personne(app, "jean"), Personne(app, "marie")
    for qui, numero in ((lui, JEAN), (elle, MARIE)):
        demande = await qui.tout_faire(numero, consentement="politique_logement")
        assert (demande["statut"], demande["section_suivante"]) == ("attente_employeur", None)
    attente = f"{API}/employeur/demandes?statut=attente_employeur&limite=1"
    page = await en_tant_que(app, "GET", attente, **employeur)
    suite = await en_tant_que(app, "GET", f"{attente}&curseur={page['curseur_suivant']}", **employeur)
    par_nom = {vue["donnees"]["nom"]: vue["demande_id"] for vue in (*page["items"], *suite["items"])}
    assert set(par_nom) == {"Dupont", "Le Goff"}
    base = f"{API}/employeur/demandes"
    validee = await en_tant_que(app, "POST", f"{base}/{par_nom['Dupont']}/validation", **employeur)
    assert validee["statut"] == "validee"
    await app.emitted(ev.DemandeValidee)
    motif = {"motif": "hors_effectif"}
    await en_tant_que(app, "POST", f"{base}/{par_nom['Le Goff']}/refus", motif, **employeur)
    assert (await app.emitted(ev.DemandeRefuseeEmployeur))[0].statut == "refusee_employeur"
    encore = await en_tant_que(app, "POST", f"{base}/{par_nom['Le Goff']}/validation", attendu=409, **employeur)
    assert encore["code"] == "validation_non_attendue"
    assert (await elle.valider(409))["code"] == "refusee_par_employeur"
    await elle.completer(consentement="anonyme")
    assert (await elle.valider())["statut"] == "validee"


async def test_action_logement_declares_firms_and_they_set_their_policy(app):
    """Guide #0: « certaines entreprises peuvent définir des règles d'accès »; guide #3, code entreprise."""
    corps = {"siret": SIRET, "raison_sociale": "Ateliers Durand", "effectif": 120}
    cree = await en_tant_que(app, "POST", f"{API}/entreprises", corps, 201, role=Role.ADMIN)
    assert (cree["eligible"], cree["choix_proposes"]) == (True, ["anonyme", "politique_logement", "dossier_complet"])
    deja = await en_tant_que(app, "POST", f"{API}/entreprises", corps, 409, role=Role.CONSEILLER)
    assert deja["code"] == "entreprise_deja_declaree"
    faux = {**corps, "siret": "12345678200011"}
    assert (await en_tant_que(app, "POST", f"{API}/entreprises", faux, 422, role=Role.ADMIN))[
        "code"
    ] == "siret_invalide"
    await en_tant_que(app, "POST", f"{API}/entreprises", corps, 403, role=Role.SALARIE)
    employeur = {"role": Role.EMPLOYEUR, "siret": SIRET}
    politique = {"choix_proposes": ["dossier_complet", "anonyme"], "validation_requise": True, "code_entreprise": "X9"}
    changee = await en_tant_que(app, "PUT", f"{API}/employeur/politique", politique, **employeur)
    assert (changee["choix_proposes"], changee["code_defini"]) == (["anonyme", "dossier_complet"], True)
    rien = {**politique, "choix_proposes": []}
    await en_tant_que(app, "PUT", f"{API}/employeur/politique", rien, 422, **employeur)
    (modifiee,) = await app.emitted(ev.EntrepriseModifiee)
    assert (modifiee.code_defini, modifiee.validation_requise) == (True, True)
    assert "X9" not in json.dumps([lu async for lu in app.context.db["entreprises"].find()], default=str)
    page = await en_tant_que(app, "GET", f"{API}/entreprises", role=Role.CONSEILLER)
    assert [e["siret"] for e in page["items"]] == [SIRET]
    inconnue = {"role": Role.EMPLOYEUR, "siret": AUTRE_SIRET}
    assert (await en_tant_que(app, "GET", f"{API}/employeur/politique", attendu=404, **inconnue))["code"] == (
        "entreprise_inconnue"
    )


async def test_the_bailleur_sees_a_dossier_once_it_is_transmitted_to_it(app, registre):
    """Guide #6, step 3."""
    registre.demandes[JEAN] = jean()
    demande = await Personne(app, "jean").tout_faire(JEAN)
    chemin = f"{API}/bailleur/demandes/{demande['demande_id']}"
    b1, b2 = ({"role": Role.BAILLEUR, "bailleur_id": b} for b in ("b1", "b2"))
    await _candidature(app, demande["demande_id"], cand.CandidatureDeposee)
    await en_tant_que(app, "GET", chemin, attendu=404, **b1)
    await _candidature(app, demande["demande_id"], cand.CandidatureTransmise)
    dossier = await en_tant_que(app, "GET", chemin, **b1)
    assert (dossier["numero_unique"], "complements" in dossier) == (JEAN, False)
    await en_tant_que(app, "GET", chemin, attendu=404, **b2)
    entier = await en_tant_que(app, "GET", f"{API}/conseiller/demandes/{demande['demande_id']}", role=Role.CONSEILLER)
    assert entier["demande"]["complements"]["nom_employeur"] == "Ateliers Durand"
    await en_tant_que(app, "GET", f"{API}/conseiller/demandes/{demande['demande_id']}", attendu=403, **b1)


async def test_a_file_of_firms_is_declared_once(app, tmp_path):
    fichier = tmp_path / "entreprises.json"
    firme = {"siret": SIRET, "raison_sociale": "Ferme", "effectif": 12, "agricole": True, "publique": False}
    reste = {"choix_proposes": ["anonyme"], "validation_requise": False, "code_entreprise": "blé"}
    fichier.write_text(json.dumps([{**firme, **reste}, {**firme, "siret": AUTRE_SIRET}]))
    assert [await amorcer(app.context, lire(fichier)) for _ in range(2)] == [2, 0]
    assert len(await app.emitted(ev.EntrepriseDeclaree, 2)) == 2
    fichier.write_text(json.dumps([{**firme, "siret": "12345678200011"}]))
    with pytest.raises(SiretFaux):
        lire(fichier)
