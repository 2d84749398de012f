"""What leaves by which connection: STARTTLS, TLS, log-in, and a server that does not deserve our trust."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications import smtp
from notifications.settings import Settings

from .fabrique import PRIVEE

COURRIEL = EmailMessage()
COURRIEL["From"], COURRIEL["To"], COURRIEL["Subject"] = "a@exemple.example", "b@exemple.example", "Sujet"
COURRIEL.set_content("Texte")


def certifier(dossier: Path) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for 127.0.0.1: its PEM, and the server's side of it."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "courrier.example")])
    maintenant = datetime.now(UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(days=1))
        .not_valid_after(maintenant + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    pem, secret = dossier / "certificat.pem", dossier / "cle.pem"
    pem.write_bytes(certificat.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    cote_serveur = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    cote_serveur.load_cert_chain(pem, secret)
    return pem, cote_serveur


class Greffier:
    """Keeps what arrived: (over TLS?, logged in?)."""

    def __init__(self) -> None:
        self.recus: list[tuple[bool, bool]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.recus.append((session.ssl is not None, bool(session.authenticated)))
        return "250 OK"


def connait(server: SMTP, session: Any, envelope: Any, mechanism: str, data: object) -> AuthResult:
    attendu = LoginPassword(b"alin", b"secret")
    return AuthResult(success=isinstance(data, LoginPassword) and data == attendu, handled=False)


@asynccontextmanager
async def serveur(greffier: Greffier, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[int]:
    """Its port. `tls` is a connection in TLS from the first byte."""
    boucle = asyncio.get_running_loop()
    ecoute = await boucle.create_server(
        lambda: SMTP(greffier, hostname="test.example", loop=boucle, **options), "127.0.0.1", 0, ssl=tls
    )
    try:
        yield ecoute.sockets[0].getsockname()[1]
    finally:
        ecoute.close()
        await ecoute.wait_closed()


def reglages(port: int, **values: Any) -> Settings:
    communs: dict[str, Any] = {"mongo_url": "mongodb://x", "kafka_servers": "x", "jwks_url": "", "private_key": PRIVEE}
    return Settings(**communs, smtp_host="127.0.0.1", smtp_port=port, smtp_timeout=5, **values)


@pytest.fixture(scope="module")
def certificat(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certifier(tmp_path_factory.mktemp("certificat"))


@pytest.mark.parametrize("mode", ["auto", "starttls"])
async def test_where_the_server_offers_starttls_the_email_leaves_encrypted(
    certificat: tuple[Path, ssl.SSLContext], mode: str
) -> None:
    (pem, contexte), greffier = certificat, Greffier()
    async with serveur(greffier, tls_context=contexte) as port:
        await smtp.envoyer(reglages(port, smtp_tls=mode, smtp_ca_file=pem), COURRIEL)
    assert greffier.recus == [(True, False)]


async def test_tls_from_the_first_byte(certificat: tuple[Path, ssl.SSLContext]) -> None:
    (pem, contexte), greffier = certificat, Greffier()
    async with serveur(greffier, contexte) as port:
        await smtp.envoyer(reglages(port, smtp_tls="tls", smtp_ca_file=pem), COURRIEL)
    assert len(greffier.recus) == 1


async def test_a_server_without_starttls_gets_nothing_when_it_is_required() -> None:
    greffier = Greffier()
    async with serveur(greffier) as port:
        with pytest.raises((smtp.ServeurAbsent, smtp.RefusPassager)):
            await smtp.envoyer(reglages(port, smtp_tls="starttls"), COURRIEL)
        assert greffier.recus == []
        await smtp.envoyer(reglages(port, smtp_tls="auto"), COURRIEL)
    assert greffier.recus == [(False, False)]


@pytest.mark.parametrize("mode", ["auto", "starttls"])
async def test_a_certificate_that_nobody_we_trust_signed_gets_nothing_and_the_email_waits(
    certificat: tuple[Path, ssl.SSLContext], mode: str
) -> None:
    greffier = Greffier()
    async with serveur(greffier, tls_context=certificat[1]) as port:
        with pytest.raises(smtp.ServeurAbsent):
            await smtp.envoyer(reglages(port, smtp_tls=mode), COURRIEL)
    assert greffier.recus == []


async def test_the_email_leaves_under_our_log_in_over_tls(certificat: tuple[Path, ssl.SSLContext]) -> None:
    (pem, contexte), greffier = certificat, Greffier()
    options: dict[str, Any] = {"tls_context": contexte, "authenticator": connait, "auth_required": True}
    async with serveur(greffier, **options) as port:
        qui = {"smtp_ca_file": pem, "smtp_username": "alin"}
        await smtp.envoyer(reglages(port, **qui, smtp_password="secret"), COURRIEL)
        assert greffier.recus == [(True, True)]
        with pytest.raises(smtp.ServeurAbsent):
            await smtp.envoyer(reglages(port, **qui, smtp_password="faux"), COURRIEL)
    assert len(greffier.recus) == 1


class Concierge(Greffier):
    """Refuses our address as a sender."""

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        return "550 5.7.1 Sender rejected"


async def test_a_server_that_refuses_our_own_address_gives_up_no_e_mail(
    certificat: tuple[Path, ssl.SSLContext],
) -> None:
    """A relay that was badly set up would lose every e-mail for good: they wait for the operator."""
    async with serveur(Concierge()) as port:
        with pytest.raises(smtp.ServeurAbsent):
            await smtp.envoyer(reglages(port), COURRIEL)
    options: dict[str, Any] = {"tls_context": certificat[1], "authenticator": connait, "auth_required": True}
    async with serveur(Greffier(), **options) as port:
        with pytest.raises(smtp.ServeurAbsent):
            await smtp.envoyer(reglages(port, smtp_ca_file=certificat[0]), COURRIEL)


def test_the_password_shows_nowhere() -> None:
    assert "secret" not in repr(reglages(25, smtp_username="alin", smtp_password="secret"))
