"""Lists by cursor: each item once, in order, whoever reads them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.pagination import encode
from chassis.testing import Running
from contracts.roles import Role

from .fabrique import BASE, CONSEILLER, connaitre, demande, deposer, faire, lire, offre, transmettre

pytestmark = pytest.mark.integration
LISTE_BAILLEUR = "/candidatures/bailleur/candidatures"
CLASSEMENT = "/candidatures/offres/o1/classement"


async def parcourir(app: Running, role: Role, chemin: str, cle: str, **query: Any) -> list[dict[str, Any]]:
    """Every item of a list, two a page."""
    qui = query.pop("qui", {})
    vus: list[dict[str, Any]] = []
    curseur: dict[str, str] = {}
    while True:
        page = await lire(app, role, chemin, qui=qui, limite=2, **query, **curseur)
        assert 0 < len(page[cle]) <= 2
        vus += page[cle]
        if page["suivant"] is None:
            return vus
        curseur = {"curseur": page["suivant"]}


async def candidats(app: Running, comptes: Iterable[str], offre_id: str = "o1", **demandes: Any) -> list[str]:
    rangs = list(comptes)
    jours = [date(2020, 1, 1) + timedelta(days=rang) for rang in range(len(rangs))]
    lues = [demande(app, c, deposee_le=jour, **demandes) for c, jour in zip(rangs, jours, strict=True)]
    await connaitre(app, [offre(app, offre_id)], lues)
    return [await deposer(app, c, offre_id) for c in rangs]


async def test_the_ranking_keeps_its_positions_from_page_to_page(app: Running) -> None:
    """Domain, Cotation: at equal points, the oldest demande first."""
    ids = await candidats(app, ["p1", "p2", "p3", "p4", "p5"])
    lus = await parcourir(app, Role.CONSEILLER, CLASSEMENT, "candidatures")
    assert [c["id"] for c in lus] == ids
    assert [c["position"] for c in lus] == [1, 2, 3, 4, 5]
    assert (await lire(app, Role.CONSEILLER, CLASSEMENT, limite=1))["nombre"] == 5


async def test_a_conseiller_finds_what_waits_the_oldest_first_by_departement_and_by_offer(app: Running) -> None:
    """Guide #6, step 2: « votre dossier va être étudié par un conseiller Action Logement »."""
    paris = await candidats(app, ["p1", "p2", "p3"])
    finistere = await candidats(app, ["p4", "p5"], "o2", departement="29")
    tout = await parcourir(app, Role.CONSEILLER, CONSEILLER, "candidatures")
    assert [c["id"] for c in tout] == paris + finistere
    premiere = tout[0]
    assert (premiere["logement"]["commune_nom"], premiere["departement"]) == ("Paris 11e", "75")
    assert sum(x["points"] for x in premiere["detail_points"]) == premiere["points"]
    brest = await lire(app, Role.CONSEILLER, CONSEILLER, departement="29")
    assert ([c["id"] for c in brest["candidatures"]], brest["nombre"]) == (finistere, 2)
    une = await lire(app, Role.CONSEILLER, CONSEILLER, offre_id="o1", departement="29")
    assert (une["candidatures"], une["nombre"], une["suivant"]) == ([], 0, None)
    await faire(app, Role.CONSEILLER, f"{BASE}/{paris[0]}/validation")
    await faire(app, Role.CONSEILLER, f"{BASE}/{paris[1]}/invalidation", {"motif": "piece_manquante"})
    restent = await lire(app, Role.CONSEILLER, CONSEILLER, offre_id="o1")
    assert [c["id"] for c in restent["candidatures"]] == [paris[2]]
    a_envoyer = await lire(app, Role.CONSEILLER, CONSEILLER, statut="validee")
    assert [c["id"] for c in a_envoyer["candidatures"]] == [paris[0]]


async def test_only_a_conseiller_reads_what_waits(app: Running) -> None:
    for role in (Role.SALARIE, Role.BAILLEUR, Role.EMPLOYEUR):
        answer = await app.client.get(CONSEILLER, headers=app.token(role))
        assert (answer.status_code, answer.json()["code"]) == (403, "acces_interdit")
    assert (await app.client.get(CONSEILLER)).status_code == 401


async def test_a_bailleur_reads_its_dossiers_page_by_page(app: Running) -> None:
    un, deux = await transmettre(app, "p1", "p2", "p3"), await transmettre(app, "p4", "p5", offre_id="o2")
    moi = {"bailleur_id": "b1"}
    lus = [c["id"] for c in await parcourir(app, Role.BAILLEUR, LISTE_BAILLEUR, "candidatures", qui=moi)]
    assert sorted(lus) == sorted([*un.values(), *deux.values()])
    assert set(lus[:2]) == set(deux.values()), "newest first"
    o1 = await lire(app, Role.BAILLEUR, LISTE_BAILLEUR, qui=moi, offre_id="o1")
    assert {c["id"] for c in o1["candidatures"]} == set(un.values())
    assert (await lire(app, Role.BAILLEUR, LISTE_BAILLEUR, qui={"bailleur_id": "b2"}))["candidatures"] == []


async def test_mes_candidatures_shows_the_one_in_progress_on_every_page_of_the_archives(app: Running) -> None:
    """Guide #6: « Mes candidatures en cours »; not retained: « elle sera archivée »."""
    await connaitre(app, [offre(app, f"o{n}", loyer=600 + n) for n in range(6)], [demande(app, "p1")])
    ids = []
    for n in range(6):
        ids.append(await deposer(app, "p1", f"o{n}"))
        if n < 5:
            await faire(app, Role.SALARIE, f"{BASE}/{ids[-1]}/annulation", compte_id="p1")
    moi = {"compte_id": "p1"}
    lues = await parcourir(app, Role.SALARIE, BASE, "archivees", qui=moi)
    assert [c["id"] for c in lues] == ids[4::-1]
    assert [c["logement"]["loyer"] for c in lues] == [604, 603, 602, 601, 600]
    assert {c["position"] for c in lues} == {None}
    page = await lire(app, Role.SALARIE, BASE, qui=moi, limite=2)
    seconde = await lire(app, Role.SALARIE, BASE, qui=moi, limite=2, curseur=page["suivant"])
    for lue in (page, seconde):
        assert [(c["id"], c["position"], c["nombre"]) for c in lue["en_cours"]] == [(ids[5], 1, 1)]


async def test_a_cursor_that_we_did_not_make_is_refused_or_ends_the_list_never_an_error(app: Running) -> None:
    etrangers: list[list[Any]] = [["x", "y"], [1], [2**63 - 1, "x"], [-(2**63), "x"], [2**70, "x"], ["\ud800", "x"]]
    for curseur in ("???", *(encode(position) for position in etrangers)):
        for role, chemin in ((Role.SALARIE, BASE), (Role.BAILLEUR, LISTE_BAILLEUR), (Role.CONSEILLER, CONSEILLER)):
            claims = {"bailleur_id": "b1"} if role is Role.BAILLEUR else {}
            answer = await app.client.get(chemin, params={"curseur": curseur}, headers=app.token(role, **claims))
            assert answer.status_code in (200, 422), answer.text
            if answer.status_code == 422:
                assert answer.json()["erreurs"][0]["champ"] == "curseur"
