"""kill -9 while requests are under way: sent again under the same key, each is done once and told once."""

import os
import signal
import threading
from collections import Counter
from uuid import uuid4

import pytest

from contracts.offres import OffrePubliee
from stack.parcours.passerelle import jusqu_a

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
NOMBRE = 40


@pytest.mark.parametrize("victimes", [("offres", "mongodb"), ("gateway", "kafka")])
def test_each_request_cut_off_by_a_kill_is_done_once_and_told_once(plateforme, victimes):
    monde, serie = plateforme.monde, uuid4().hex
    bailleur, fini = monde.bailleur, threading.Event()

    def tuer() -> None:
        for victime in victimes:
            fini.wait(1.0)
            os.kill(plateforme.supervisor.pid_of(victime), signal.SIGKILL)

    tueur = threading.Thread(target=tuer)
    tueur.start()
    publiees = []
    for rang in range(NOMBRE):
        annonce = monde.annonce(description=f"{serie} {rang}", commune="29019", code_postal="29200")
        publiees.append(bailleur.appeler("POST", "/offres/offres", cle=f"{serie}-{rang}", json=annonce).corps["id"])
    fini.set()
    tueur.join()
    assert len(set(publiees)) == NOMBRE

    def dites() -> Counter[str]:
        """Facts told of these homes, by description: a record repeated under its own id is one fact."""
        faits = {f.id: f for f in plateforme.evenements.faits if f.type == OffrePubliee.TYPE and f.sujet in publiees}
        return Counter(f.sujet for f in faits.values())

    jusqu_a(lambda: len(dites()) == NOMBRE, 120, "les événements de toutes les offres")
    assert set(dites().values()) == {1}
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
