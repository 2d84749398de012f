"""From a numéro unique to a validated dossier, on a real MongoDB, a real Kafka and a register on HTTP (guide #3)."""

import pytest

from contracts import demande_import as ev

from .fabrique import COURANTE, JEAN, MARIE, Personne, jean, marie

pytestmark = pytest.mark.integration


async def test_a_number_a_code_and_three_sections_make_a_validated_dossier(app, registre):
    """Guide #3: the number, a code at the e-mail that the register holds, then the three sections."""
    n2 = app.clock.today().year - 2
    rfr = [{"annee": annee, "montant": 21_400 + annee - n2} for annee in (n2, n2 - 1, n2 + 1)]
    registre.demandes[JEAN] = jean(ressources={**jean()["ressources"], "rfr": rfr})
    lui = Personne(app, "compte-jean")
    assert (await lui.appeler("GET", COURANTE, attendu=404))["code"] == "aucune_demande"
    suivi = await lui.saisir("1111 0210 0000 175aaa")
    assert suivi["courriel_masque"] == "d…@yopmail.example"
    assert suivi["registre"]["adresse"] == "demande-logement-social.gouv.fr"
    (charge,) = await lui.charges()
    assert (charge.email, charge.prenom) == ("dupontjean@yopmail.example", "Jean")
    code = f"/demande-import/imports/{suivi['import_id']}/code"
    demande = await lui.appeler("POST", code, {"code": charge.code}, 201)
    assert (demande["statut"], demande["section_suivante"]) == ("a_completer", "complements")
    assert [c["nom"] for c in demande["informations"]["souhaits"]["communes"]] == [
        "Paris 11e Arrondissement",
        "Paris 12e Arrondissement",
    ]
    assert (await lui.completer())["section_suivante"] == "pieces"
    assert (await lui.cocher_tout())["section_suivante"] == "validation"
    assert (await lui.valider())["statut"] == "validee"
    (valide,) = await app.emitted(ev.DemandeValidee)
    assert (valide.ressources.rfr_n2, valide.ressources.annee_n2, valide.ressources.rfr_n1) == (21_400, n2, 21_401)
    for secret in ("Dupont", "yopmail", JEAN):
        assert secret not in valide.model_dump_json()


async def test_the_finistere_answers_in_xml(app, registre):
    """Guide #3, second example: the Finistère's own site."""
    registre.demandes[MARIE] = marie()
    elle = Personne(app, "compte-marie")
    demande = await elle.importer(MARIE)
    assert demande["registre"]["adresse"] == "demandelogement29.fr/imhowebGP29/"
    (importee,) = await app.emitted(ev.DemandeImportee)
    assert (importee.dalo, importee.type_logement) == (True, None)
    assert [p.lien for p in importee.personnes] == ["demandeur", "enfant"]
