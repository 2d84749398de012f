"""kill -9 of each process, and of all of them at once, while somebody makes the journey: it ends as it would have."""

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from stack.demo import attendre
from stack.parcours.evenements import Evenements, ecoute
from stack.parcours.monde import Monde
from stack.parcours.passerelle import jusqu_a
from stack.parcours.voyage import ENVOI, Pas, Voyage
from stack.settings import StackSettings, isolated_settings

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
PATIENCE = 120.0
VICTIMES = (
    "offres", "notifications", "identity", "console", "registre", "kafka", "demande-import", "mongodb", "gateway",
    "candidatures", "offres", "candidatures", "notifications", "kafka", "candidatures", "mongodb", "notifications",
    "demande-import", "identity",
)  # fmt: skip
"""Who is killed as soon as each step is answered, while what it caused is under way."""


def voyage(monde: Monde) -> Voyage:
    demande = monde.copie("jean-dupont")
    return Voyage(monde, monde.salarie(demande), demande["courriel"])


def verifier(v: Voyage, evenements: Evenements, faits: list[Pas]) -> None:
    """Nothing lost: each step caused what it must. Nothing twice: one event a version, one e-mail an event."""
    assert faits[-1].quoi == "« Entrer dans les lieux »"
    attendus = 0
    versions = defaultdict(set)
    for pas in faits:
        causes = attendre(evenements, pas)
        attendus += pas.attendus.count(ENVOI)
        for fait in causes:
            versions[(fait.topic, fait.sujet, fait.type)].add(fait.id)
    doubles = {cle: ids for cle, ids in versions.items() if len(ids) > 1 and "commandes" not in cle[0]}
    assert doubles == {}, "the same fact was told twice under two ids"
    boite = v.monde.boite(v.salarie.email)
    courriels = boite.courriels()
    assert len(courriels) == len({c.message_id for c in courriels}) == attendus, [c.objet for c in courriels]
    assert v.salarie.candidature(v.candidature_id)["statut"] == "entree"
    assert v.salarie.demande()["statut"] == "radiee"


def test_the_journey_ends_whoever_is_killed_between_two_steps(plateforme):
    monde, supervisor = plateforme.monde, plateforme.supervisor
    monde.patience = PATIENCE
    v, faits = voyage(monde), []
    victimes = iter(VICTIMES)
    for pas in v.tout():
        faits.append(pas)
        victime = next(victimes, None)
        if victime:
            os.kill(supervisor.pid_of(victime), signal.SIGKILL)
    assert next(victimes, None) is None, "the journey was too short for everyone to be killed"
    verifier(v, plateforme.evenements, faits)


def test_the_journey_goes_on_after_everything_was_killed_at_once(tmp_path):
    """What was accepted before kill -9 of the whole stack is there at the next `make up`, and goes on."""
    settings = isolated_settings(tmp_path / "donnees")
    monde = Monde(settings, PATIENCE)
    faits: list[Pas] = []
    v = None
    etapes = None
    for jusque in ("saisit son numéro unique", "signe le bail", None):
        with _make_up(settings, tuer=jusque is not None):
            if v is None:
                v = voyage(monde)
                etapes = v.tout()
            for pas in etapes:
                faits.append(pas)
                if pas.quoi == jusque:
                    break
            if jusque is None:
                with ecoute(settings.kafka_address, depuis_le_debut=True) as evenements:
                    verifier(v, evenements, faits)


@contextmanager
def _make_up(settings: StackSettings, *, tuer: bool) -> Iterator[None]:
    """`make up` in a process of its own, ready; at the end of the block kill -9, or Ctrl-C."""
    environnement = os.environ | settings.as_environment()
    journal = settings.data_dir.parent / "up.log"
    with journal.open("ab") as sortie:
        stack = subprocess.Popen((sys.executable, "-m", "stack", "up"), env=environnement, stdout=sortie, stderr=sortie)
    try:
        jusqu_a(lambda: _prete(stack, journal), PATIENCE, "la plateforme")
        yield
    finally:
        stack.send_signal(signal.SIGKILL if tuer else signal.SIGINT)
        code = stack.wait(60)
    journal.write_bytes(b"")
    assert tuer or code == 0
    jusqu_a(lambda: _muette(settings), 30, "la fin de tous les processus")


def _prete(stack: subprocess.Popen[bytes], journal) -> bool:
    assert stack.poll() is None, journal.read_text()[-2000:]
    return "Comptes à essayer" in journal.read_text()


def _muette(settings: StackSettings) -> bool:
    """No process is left: nobody listens any more."""
    adresses = [settings.gateway_url, settings.console_url, settings.registre_url]
    adresses += [f"http://127.0.0.1:{settings.service_port(s)}" for s in ("identity", "candidatures")]
    return not any(_repond(adresse) for adresse in adresses)


def _repond(adresse: str) -> bool:
    try:
        httpx.get(adresse, timeout=1, trust_env=False)
    except httpx.ConnectError:
        return False
    except httpx.TransportError:
        return True
    return True
