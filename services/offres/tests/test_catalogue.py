"""The index in memory gives what MongoDB would, whatever order the changes come in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect

from contracts.offres import Norme
from offres import catalogue as module
from offres import stockage
from offres.catalogue import Catalogue
from offres.domain.offre import Offre
from offres.domain.onglets import Vitrine
from referentiel.geographie import Perimetre, ZonePli

from .fabrique import INSTANT, JOUR, SIRET, annonce, offre


def _ids(catalogue: Catalogue, *demandees: str) -> list[str]:
    return sorted(vitrine.offre.id for vitrine in _vitrines(catalogue, *demandees))


def _vitrines(catalogue: Catalogue, *demandees: str) -> list[Vitrine]:
    lieux = list(catalogue.du_perimetre(Perimetre.de(demandees)))
    assert all(v.offre.annonce.commune == commune for commune, vitrines in lieux for v in vitrines)
    return [vitrine for _, vitrines in lieux for vitrine in vitrines]


def _catalogue(*offres: Offre) -> Catalogue:
    catalogue = Catalogue()
    catalogue.remplacer(offres)
    return catalogue


def test_it_holds_the_departement_and_the_neighbours_over_its_border():
    catalogue = _catalogue(*(offre(code, identifiant=code) for code in ("75111", "93066", "94067", "29019")))
    assert _ids(catalogue, "75112") == ["75111", "94067"]
    assert _ids(catalogue, "29075") == ["29019"]


def test_an_offer_that_moved_is_found_at_its_new_place_only():
    publiee = offre("29019")
    catalogue = _catalogue(publiee)
    catalogue.appliquer(publiee.modifier(annonce("75111"), INSTANT, JOUR))
    assert _ids(catalogue, "29019") == []
    assert _ids(catalogue, "75111") == ["o1"]


def test_a_closed_offer_leaves_it():
    publiee = offre()
    for fermee in (publiee.retirer(INSTANT), publiee.pourvoir(INSTANT)):
        catalogue = _catalogue(publiee)
        catalogue.appliquer(fermee)
        assert len(catalogue) == 0
        assert _ids(catalogue, "75111") == []


def _perdue(offre_id: str) -> dict[str, object]:
    """A document whose commune has left the COG since it was published."""
    lu = stockage.document(offre(identifiant=offre_id))
    return {**lu, "_id": offre_id, "version": 2, "annonce": {**lu["annonce"], "commune": "99999"}}


@pytest.mark.parametrize("lu", [None, _perdue("o1")])
def test_an_offer_that_is_gone_or_cannot_be_read_any_more_is_not_shown_as_it_was(lu):
    catalogue = _catalogue(offre(identifiant="o1"), offre(identifiant="o2"))
    for _ in range(2):
        module._appliquer(catalogue, {"documentKey": {"_id": "o1"}, "fullDocument": lu})
    module._appliquer(catalogue, {"operationType": "drop"})
    assert _ids(catalogue, "75111") == ["o2"]


@given(st.permutations(range(4)))
def test_an_older_version_told_late_changes_nothing(ordre):
    versions = [offre()]
    for etage in (2, 3, 4):
        versions.append(versions[-1].modifier(annonce(etage=etage), INSTANT, JOUR))
    catalogue = _catalogue(versions[-1])
    for rang in ordre:
        catalogue.appliquer(versions[rang])
    assert [v.offre.annonce.etage for v in _vitrines(catalogue, "75111")] == [4]


def test_an_offer_survives_its_storage():
    publiee = offre(loyer=Decimal("841.40"), norme=Norme.PLI, zone_pli=ZonePli.ABIS, reserve_siret=SIRET)
    assert stockage.offre({**stockage.document(publiee), "_id": publiee.id, "version": 1}) == publiee


class _Base:
    """A database whose change stream is lost as often as told, and that holds more at each load."""

    def __init__(self, pertes: int) -> None:
        self.pertes = pertes
        self.chargements = 0
        self.fini = asyncio.Event()

    @asynccontextmanager
    async def watch(self, collection: str, **options: str) -> AsyncIterator["_Base"]:
        yield self

    def __getitem__(self, collection: str) -> "_Base":
        return self

    async def find(self, filtre: dict[str, str]) -> AsyncIterator[dict[str, object]]:
        self.chargements += 1
        yield _perdue("perdue")
        for rang in range(self.chargements):
            publiee = offre(identifiant=f"o{rang}")
            yield {**stockage.document(publiee), "_id": publiee.id, "version": 1}

    def __aiter__(self) -> "_Base":
        return self

    async def __anext__(self) -> dict[str, object]:
        if self.chargements <= self.pertes:
            raise AutoReconnect("mongod restarted")
        self.fini.set()
        await asyncio.Event().wait()
        raise StopAsyncIteration


async def test_after_a_lost_stream_it_reloads_what_it_missed(monkeypatch):
    monkeypatch.setattr(module, "REPRISE", 0.01)
    base, catalogue = _Base(pertes=2), Catalogue()
    suivi = asyncio.create_task(module.suivre(base, catalogue))
    await asyncio.wait_for(base.fini.wait(), 5)
    suivi.cancel()
    assert base.chargements == 3  # and a document that cannot be read has hidden none of the others
    assert _ids(catalogue, "75111") == ["o0", "o1", "o2"]
