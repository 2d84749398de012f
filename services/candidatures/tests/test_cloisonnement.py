"""Whose a candidature is: another's answers as what never existed (OWASP ASVS 4.2.1, tests/contracts/acces.yaml)."""

import pytest

from chassis.testing import Running
from contracts.roles import Role

from .fabrique import BAILLEUR, BASE, carte, connaitre, decider, decision, demande, deposer, offre, transmettre

pytestmark = pytest.mark.integration


async def test_a_salarie_reaches_nobody_else_s_candidature(app: Running) -> None:
    """Guide #6, « Mes candidatures »."""
    ids = await transmettre(app, "p1")
    await decider(app, ids["p1"], "attribution")
    intrus = app.token(Role.SALARIE, compte_id="intrus")
    sienne = f"{BASE}/{ids['p1']}"
    inconnue = await app.client.get(f"{BASE}/inconnue", headers=intrus)
    for methode, chemin, corps in (
        ("GET", sienne, None),
        ("POST", f"{sienne}/annulation", None),
        ("POST", f"{sienne}/reponse", {"acceptee": False}),
    ):
        reponse = await app.client.request(methode, chemin, json=corps, headers=intrus)
        assert (reponse.status_code, reponse.json()["detail"]) == (404, inconnue.json()["detail"]), chemin
    assert (await carte(app, "p1", ids["p1"]))["statut"] == "attribuee"


async def test_a_bailleur_reaches_neither_another_s_dossiers_nor_those_not_sent_yet(app: Running) -> None:
    """Guide #6, step 3: the dossier exists for the bailleur once it was transmitted, and for this one alone."""
    await connaitre(app, [offre(app, "o9")], [demande(app, "p9")])
    pas_encore = await deposer(app, "p9", "o9")
    transmise = (await transmettre(app, "p1"))["p1"]
    jour = str(app.clock.today())
    gestes = {
        "visite": {"le": app.clock.now().isoformat()},
        "visite/constat": None,
        "decision": decision(app, "attribution"),
        "condition/levee": None,
        "bail": {"signe_le": jour},
        "entree": None,
    }
    for qui, identifiant in (("autre", transmise), ("b1", pas_encore)):
        bailleur = app.token(Role.BAILLEUR, bailleur_id=qui)
        for geste, corps in gestes.items():
            reponse = await app.client.post(f"{BAILLEUR}/{identifiant}/{geste}", json=corps, headers=bailleur)
            assert reponse.status_code == 404, f"{qui} {geste}: {reponse.text}"
    autre = await app.client.get(BAILLEUR, headers=app.token(Role.BAILLEUR, bailleur_id="autre"))
    assert autre.json()["candidatures"] == []
    sans_bailleur = await app.client.get(BAILLEUR, headers=app.token(Role.BAILLEUR))
    assert sans_bailleur.json()["candidatures"] == []
