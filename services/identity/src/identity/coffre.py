"""What rests in the database but is nobody's to read: closed with AES-256-GCM, or marked with HMAC-SHA-256."""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from identity.settings import octets

NONCE = 12


class Coffre:
    """Two keys derived from the master key: one encrypts, one marks."""

    def __init__(self, cle_maitresse: str) -> None:
        maitresse = octets(cle_maitresse)
        self._aes = AESGCM(hmac.digest(maitresse, b"alin identity chiffrement v1", "sha256"))
        self._cle_marques = hmac.digest(maitresse, b"alin identity marques v1", "sha256")

    def fermer(self, clair: str, pour: str) -> str:
        """Encrypt for one place (`totp:<id>`): moved to another, it does not open."""
        nonce = secrets.token_bytes(NONCE)
        return base64.b64encode(nonce + self._aes.encrypt(nonce, clair.encode(), pour.encode())).decode()

    def ouvrir(self, ferme: str, pour: str) -> str:
        """Raises `cryptography`'s `InvalidTag` when it was altered, moved, or closed with another master key."""
        octets_fermes = base64.b64decode(ferme)
        return self._aes.decrypt(octets_fermes[:NONCE], octets_fermes[NONCE:], pour.encode()).decode()

    def marque(self, texte: str, pour: str) -> str:
        """A key for a text that must not be stored itself: 64 hexadecimal digits."""
        return hmac.digest(self._cle_marques, f"{pour}:{texte}".encode(), "sha256").hex()
