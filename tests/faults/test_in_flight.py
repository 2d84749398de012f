"""kill -9, or a long freeze, under requests: sent again under one key, each is done once and told once."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest

from contracts.offres import OffrePubliee, OffreRetiree
from stack.parcours.evenements import Fait
from stack.parcours.passerelle import jusqu_a

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
NOMBRE = 20
GEL = 10.0
"""Seconds: longer than a lease of the relay."""


@pytest.mark.parametrize("victimes", [("offres", "mongodb"), ("gateway", "kafka")])
def test_each_request_cut_off_by_a_kill_is_done_once_and_told_once(plateforme, victimes):
    def tuer(victime: str) -> None:
        os.kill(plateforme.supervisor.pid_of(victime), signal.SIGKILL)

    _publier_et_retirer(plateforme, victimes, tuer)


@pytest.mark.parametrize("victime", ["kafka", "mongodb"])
def test_each_request_held_up_by_a_freeze_is_done_once_and_told_once(plateforme, victime):
    """A machine that swaps, a disk that hangs: nobody is dead, and leases end meanwhile."""

    def geler(victime: str) -> None:
        pid = plateforme.supervisor.pid_of(victime)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(GEL)
        os.kill(pid, signal.SIGCONT)

    _publier_et_retirer(plateforme, (victime,), geler)


def _publier_et_retirer(plateforme, victimes: Sequence[str], frapper: Callable[[str], None]) -> None:
    """Homes published and withdrawn one after the other while each victim is struck; then what was kept and told."""
    monde, serie = plateforme.monde, uuid4().hex
    bailleur, fini = monde.bailleur, threading.Event()

    def tour() -> None:
        for victime in victimes:
            fini.wait(1.0)
            frapper(victime)

    frappeur = threading.Thread(target=tour)
    frappeur.start()
    publiees = []
    for rang in range(NOMBRE):
        annonce = monde.annonce(description=f"{serie} {rang}", commune="29019", code_postal="29200")
        publiees.append(bailleur.appeler("POST", "/offres/offres", cle=f"{serie}-{rang}", json=annonce).corps["id"])
        bailleur.appeler("POST", f"/offres/offres/{publiees[-1]}/retrait", cle=f"{serie}-retrait-{rang}")
    fini.set()
    frappeur.join()
    assert len(set(publiees)) == NOMBRE

    def dits() -> dict[str, list[Fait]]:
        """What was told of each home, in the order of its topic."""
        des_siens = [f for f in list(plateforme.evenements.faits) if f.sujet in publiees and f.topic == "offres.offres"]
        return {offre: [f for f in des_siens if f.sujet == offre] for offre in publiees}

    complet = {OffrePubliee.TYPE, OffreRetiree.TYPE}
    jusqu_a(lambda: all({f.type for f in faits} == complet for faits in dits().values()), 120, "tous les événements")
    for faits in dits().values():
        assert len({f.id for f in faits}) == 2, "a record repeated under its own id is one fact"
        assert faits[-1].type == OffreRetiree.TYPE, "the newest state is the last, which compaction keeps"
    assert len(_les_siennes(bailleur, serie)) == NOMBRE


def _les_siennes(bailleur, serie: str) -> list[str]:
    """Every offer of this series that the platform holds, page after page."""
    trouvees, curseur = [], None
    while True:
        parametres = {"limite": 100} | ({"curseur": curseur} if curseur else {})
        page = bailleur.appeler("GET", "/offres/offres", params=parametres).corps
        trouvees += [offre["id"] for offre in page["items"] if offre["description"].startswith(serie)]
        curseur = page["curseur_suivant"]
        if curseur is None:
            return trouvees
