"""One dossier is read once a visit, and never shown older than it is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from chassis.clock import Clock
from chassis.problems import Refus
from chassis.testing import eventually
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from offres import dossiers, visiteurs
from offres.domain.demandeur import Demandeur
from offres.visiteurs import Visiteurs, accueillir

from .fabrique import demandeur

PARIS, BREST = demandeur("75111"), demandeur("29019")


class Base:
    """The dossiers, and a change stream that says what it is told to, or is lost."""

    def __init__(self) -> None:
        self.dossiers: dict[str, Demandeur] = {"moi": PARIS, "autre": BREST}
        self.lectures: list[str] = []
        self.pendant_la_lecture: Callable[[], None] = lambda: None
        self.changements: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.ouvertures = 0
        self.muette = asyncio.Event()

    async def lire(self, _: Any, compte_id: str) -> Demandeur:
        self.lectures.append(compte_id)
        lu = self.dossiers.get(compte_id)
        self.pendant_la_lecture()
        await asyncio.sleep(0.001)
        if lu is None:
            raise Refus(DOSSIER_NON_VALIDE, "Importez votre demande.")
        return lu

    def dire(self, compte_id: str) -> None:
        self.changements.put_nowait({"fullDocument": {"etat": {"compte_id": compte_id}}})

    @asynccontextmanager
    async def watch(self, collection: str, *_: Any, **options: Any) -> AsyncIterator["Base"]:
        await self.muette.wait()
        self.ouvertures += 1
        yield self

    def __aiter__(self) -> "Base":
        return self

    async def __anext__(self) -> dict[str, Any]:
        changement = await self.changements.get()
        if changement is None:
            raise AutoReconnect("mongod restarted")
        return changement


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Base:
    base = Base()
    base.muette.set()
    monkeypatch.setattr(dossiers, "demandeur", base.lire)
    monkeypatch.setattr(visiteurs, "REPRISE", 0.2)
    return base


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def accueil(base: Base, clock: Clock) -> AsyncIterator[Visiteurs]:
    async with accueillir(SimpleNamespace(db=base, clock=clock)) as accueil:  # type: ignore[arg-type]
        await asyncio.sleep(0)
        yield accueil


async def _appris(base: Base) -> None:
    await eventually(lambda: _vide(base))
    await asyncio.sleep(0)


async def _vide(base: Base) -> bool:
    return base.changements.empty()


async def test_a_visit_reads_the_dossier_once_and_each_sees_their_own(accueil, base):
    assert [await accueil.demandeur(qui) for qui in ("moi", "autre", "moi", "autre")] == [PARIS, BREST, PARIS, BREST]
    assert base.lectures == ["moi", "autre"]


async def test_a_demande_that_changed_is_read_again_and_no_other(accueil, base):
    await accueil.demandeur("moi")
    await accueil.demandeur("autre")
    base.dossiers["moi"] = BREST
    base.dire("moi")
    await _appris(base)
    assert await accueil.demandeur("moi") == BREST
    await accueil.demandeur("autre")
    assert base.lectures == ["moi", "autre", "moi"]


@pytest.mark.parametrize("dit", [{"fullDocument": {"etat": {"compte_id": "moi"}}}, {"fullDocument": None}, {}])
async def test_a_demande_that_was_deleted_leaves_memory_and_its_person_out(accueil, base, dit):
    """Guide #3: without a validated dossier, no offers; a deletion, or a document gone, says so at once."""
    await accueil.demandeur("moi")
    del base.dossiers["moi"]
    base.changements.put_nowait(dit)
    await _appris(base)
    assert len(accueil) == 0
    with pytest.raises(Refus):
        await accueil.demandeur("moi")


async def test_who_was_refused_is_let_in_as_soon_as_the_dossier_is_validated(accueil, base):
    with pytest.raises(Refus):
        await accueil.demandeur("nouveau")
    base.dossiers["nouveau"] = PARIS
    assert await accueil.demandeur("nouveau") == PARIS


async def test_what_changed_while_it_was_read_is_not_kept(accueil, base):
    base.pendant_la_lecture = lambda: base.dire("moi")
    assert await accueil.demandeur("moi") == PARIS
    assert len(accueil) == 0


async def test_a_new_day_reads_again(accueil, base, clock):
    """On 1 January the income of N-1 becomes that of N-2 (guide #0)."""
    await accueil.demandeur("moi")
    clock.avance(timedelta(days=1))
    await accueil.demandeur("moi")
    assert base.lectures == ["moi", "moi"]


async def test_while_changes_are_not_told_nobody_is_kept(accueil, base):
    await accueil.demandeur("moi")
    base.muette.clear()
    base.changements.put_nowait(None)
    await _appris(base)
    for _ in range(2):
        await accueil.demandeur("moi")
    assert base.lectures == ["moi"] * 3
    base.muette.set()
    await eventually(lambda: _ouverte(base, 2))
    for _ in range(2):
        await accueil.demandeur("moi")
    assert base.lectures == ["moi"] * 4


async def _ouverte(base: Base, fois: int) -> bool:
    return base.ouvertures == fois


async def test_a_minute_later_it_is_read_again_and_the_ones_who_left_are_forgotten(accueil, base, monkeypatch):
    instant = 1_000.0
    monkeypatch.setattr(visiteurs, "monotonic", lambda: instant)
    await accueil.demandeur("moi")
    instant += visiteurs.DUREE + 1
    await accueil.demandeur("autre")
    assert len(accueil) == 1
    await accueil.demandeur("moi")
    assert base.lectures == ["moi", "autre", "moi"]


async def test_no_more_are_kept_than_there_are_places(accueil, base, monkeypatch):
    monkeypatch.setattr(visiteurs, "PLACES", 1)
    for qui in ("moi", "autre"):
        await accueil.demandeur(qui)
    assert len(accueil) == 1
