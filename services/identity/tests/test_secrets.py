"""What rests closed, and how slowly a password is looked at."""

import secrets

import pytest
from cryptography.exceptions import InvalidTag

from chassis.settings import SettingsError, load
from identity import jetons
from identity.coffre import Coffre
from identity.hachage import Hachoir
from identity.settings import Settings

from .fabrique import REGLAGES

CLE = secrets.token_urlsafe(32)


def test_what_is_closed_for_one_place_opens_nowhere_else():
    coffre = Coffre(CLE)
    ferme = coffre.fermer("secret", "totp:a")
    assert "secret" not in ferme
    assert Coffre(CLE).ouvrir(ferme, "totp:a") == "secret"
    for autre, pour in ((coffre, "totp:b"), (Coffre(secrets.token_urlsafe(32)), "totp:a")):
        with pytest.raises(InvalidTag):
            autre.ouvrir(ferme, pour)


def test_a_refresh_token_is_known_by_its_mark():
    coffre = Coffre(CLE)
    jeton = jetons.de_session(coffre, "s1")
    assert jetons.session_du(coffre, jeton) == "s1"
    assert jetons.session_du(coffre, jeton.replace("s1", "s2")) is None
    assert jetons.session_du(Coffre(secrets.token_urlsafe(32)), jeton) is None


async def test_the_hash_is_argon2id_above_the_minimum_of_owasp():
    """OWASP: at least 19 MiB and 2 passes."""
    hachoir = Hachoir()
    empreinte = await hachoir.hacher("Abcdefg1")
    assert empreinte.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await hachoir.verifier("Abcdefg1", empreinte)
    assert not await hachoir.verifier("Abcdefg2", empreinte)


async def test_without_an_account_the_work_is_the_same(monkeypatch):
    """Counted, not timed: one verification, of a hash of the same parameters."""
    hachoir = Hachoir()
    empreinte = await hachoir.hacher("Abcdefg1")
    verifiees = []
    verifier = hachoir._argon2.verify
    monkeypatch.setattr(hachoir._argon2, "verify", lambda mot, e: verifiees.append(e) or verifier(mot, e))
    for contre in (empreinte, None):
        assert not await hachoir.verifier("Mauvais123", contre)
    avec, sans = ([e.split("$")[1:4], len(e)] for e in verifiees)
    assert avec == sans


@pytest.mark.parametrize("cle", ["", "courte", "é" * 43, "A" * 42])
def test_a_bad_master_key_stops_the_start_and_is_not_shown(cle, monkeypatch):
    communs = {"mongo_url": "mongodb://x", "kafka_servers": "x", "jwks_url": ""}
    for nom, valeur in {**communs, **REGLAGES, "cle_maitresse": cle}.items():
        monkeypatch.setenv(f"ALIN_{nom.upper()}", valeur)
    with pytest.raises(SettingsError) as arret:
        load(Settings)
    assert "ALIN_CLE_MAITRESSE" in str(arret.value)
    assert not cle or cle not in str(arret.value)
