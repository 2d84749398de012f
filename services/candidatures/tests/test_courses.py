"""« Je postule » while another service tells that what it stands on is gone, or changed (guide #4 and #6)."""

from collections.abc import Callable

import pytest

from candidatures import orphelines, stockage
from candidatures.domain.candidature import Candidature
from chassis.testing import Running
from chassis.transaction import Tx
from contracts import candidatures as ev
from contracts import demande_import as di
from contracts import offres as of
from contracts.envelope import Event
from contracts.identity import CompteSupprime

from .fabrique import (
    bailleur,
    carte,
    connaitre,
    decider,
    demande,
    deposer,
    employeur,
    entreprise,
    lus,
    offre,
    postuler,
    repondre,
    transmettre,
)

pytestmark = pytest.mark.integration
Fait = Callable[[Running], Event]


@pytest.fixture
def driver() -> str:
    """One is enough here: `test_parcours` and `test_listes` hold the storage on both."""
    return "pymongo"


@pytest.fixture
def entre_lecture_et_commit(app: Running, monkeypatch: pytest.MonkeyPatch) -> Callable[[Event], None]:
    """The first « Je postule » stops after its reads, until this event is applied and committed."""
    enregistrer = stockage.enregistrer

    def prevoir(fait: Event) -> None:
        restants = [fait]

        async def apres(tx: Tx, c: Candidature, classe: type[Event] | None) -> Candidature:
            if classe is ev.CandidatureDeposee and restants:
                await lus(app, await app.publish(restants.pop()))
            return await enregistrer(tx, c, classe)

        monkeypatch.setattr(stockage, "enregistrer", apres)

    return prevoir


def _radiee(app: Running) -> Event:
    return di.DemandeRadiee.model_validate(demande(app, "p1", version=2, statut="radiee").model_dump())


def _supprimee(app: Running) -> Event:
    return di.DemandeSupprimee(version=2, demande_id="d-p1", compte_id="p1", le=app.clock.now())


def _efface(app: Running) -> Event:
    return CompteSupprime(version=2, compte_id="p1", le=app.clock.now())


@pytest.mark.parametrize(
    ("fait", "code"),
    [
        (_radiee, "dossier_non_valide"),
        (_supprimee, "demande_inconnue"),
        (_efface, "demande_inconnue"),
    ],
)
async def test_what_goes_while_a_salarie_applies_leaves_no_candidature_behind(
    app: Running, entre_lecture_et_commit: Callable[[Event], None], fait: Fait, code: str
) -> None:
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    entre_lecture_et_commit(fait(app))
    assert (await postuler(app, "p1", "o1")).json()["code"] == code
    assert await app.context.db["candidatures"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("classe", "statut", "motif"),
    [(of.OffreRetiree, "retiree", "offre_retiree"), (of.OffrePourvue, "pourvue", "logement_attribue")],
)
async def test_a_home_that_goes_while_a_salarie_applies_holds_the_place_until_the_next_turn(
    app: Running, entre_lecture_et_commit: Callable[[Event], None], classe: type[Event], statut: str, motif: str
) -> None:
    """Guide #6: one place, free again once the home is gone."""
    await connaitre(app, [offre(app, "o1"), offre(app, "o2")], [demande(app, c) for c in ("p1", "p2")])
    reste = await deposer(app, "p2", "o2")
    entre_lecture_et_commit(classe.model_validate(offre(app, "o1", version=2, statut=statut).model_dump()))
    identifiant = await deposer(app, "p1", "o1")
    await orphelines.fermer(app.context)
    close = await carte(app, "p1", identifiant)
    assert (close["statut"], close["motif"], close["active"]) == ("sans_suite", motif, False)
    assert (await app.emitted(ev.CandidatureClassee))[0].candidature_id == identifiant
    assert (await carte(app, "p2", reste))["active"], "nobody else is touched"
    assert (await postuler(app, "p1", "o2")).status_code == 201


async def test_the_turn_leaves_a_lease_on_a_home_that_is_taken(app: Running) -> None:
    ids = await transmettre(app, "p1")
    await decider(app, ids["p1"], "attribution")
    await repondre(app, "p1", ids["p1"], acceptee=True)
    await bailleur(app, ids["p1"], "bail", {"signe_le": str(app.clock.today())})
    pourvue = of.OffrePourvue.model_validate(offre(app, "o1", version=2, statut="pourvue").model_dump())
    await lus(app, await app.publish(pourvue))
    await orphelines.fermer(app.context)
    assert (await carte(app, "p1", ids["p1"]))["statut"] == "bail_signe"


@pytest.mark.parametrize("change", ["demande", "entreprise"])
async def test_points_are_those_of_what_changed_while_the_salarie_applied(
    app: Running, entre_lecture_et_commit: Callable[[Event], None], change: str
) -> None:
    """Décret n° 2019-1378: the same grid, the same facts, for everybody."""
    sienne = employeur(di.Consentement.POLITIQUE_LOGEMENT)
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1", employeur=sienne)])
    change_ = demande(app, "p1", version=2, dalo=True, employeur=sienne)
    entre_lecture_et_commit(change_ if change == "demande" else entreprise(app))
    identifiant = await deposer(app, "p1", "o1")
    points = {x["critere"]: x["points"] for x in (await carte(app, "p1", identifiant))["detail_points"]}
    assert points["dalo" if change == "demande" else "politique_entreprise"] > 0


async def test_an_erased_account_applies_no_more_with_the_token_it_still_has(app: Running) -> None:
    """Domain, Privacy: what comes of its demande after the erasure brings nothing back."""
    await connaitre(app, [offre(app, "o1")], [demande(app, "p1")])
    await lus(app, await app.publish(_efface(app)))
    await connaitre(app, [], [demande(app, "p1", version=2)])
    assert (await postuler(app, "p1", "o1")).json()["code"] == "demande_inconnue"
    assert await app.context.db["candidatures"].count_documents({}) == 0
    [efface] = await app.context.db["comptes"].find().to_list(None)
    assert set(efface["etat"]) == {"version", "compte_id", "le"}, "which account, nothing of who it was"
