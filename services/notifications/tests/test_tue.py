"""kill -9 of the real process, between the moment the mail server has the e-mail and the moment we note it."""

import asyncio
import email
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiosmtpd.smtp import SMTP
from pymongo import AsyncMongoClient

from chassis.reading import headers_of
from chassis.testing import eventually
from chassis.topics import drop_topics, ensure_topics, records
from contracts.envelope import Envelope
from contracts.notifications import CourrielEnvoye, EnvoyerCourriel
from contracts.registry import topic_of
from notifications.stockage import envoi_id
from stack.console.mailbox import Mailbox

from .fabrique import ADRESSE, PRIVEE, commande

pytestmark = [pytest.mark.integration, pytest.mark.faults]


class Tueur:
    """A mail server that keeps the e-mail, then kills its sender before it hears that we have it."""

    def __init__(self) -> None:
        self.recus: list[bytes] = []
        self.victime: Process | None = None

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.recus.append(bytes(envelope.content))
        if self.victime is not None:
            victime, self.victime = self.victime, None
            victime.kill()
        return "250 OK"


@asynccontextmanager
async def ecoute(tueur: Tueur) -> AsyncIterator[int]:
    boucle = asyncio.get_running_loop()
    serveur = await boucle.create_server(lambda: SMTP(tueur, hostname="test.example"), "127.0.0.1", 0)
    try:
        yield serveur.sockets[0].getsockname()[1]
    finally:
        serveur.close()
        await serveur.wait_closed()


@asynccontextmanager
async def processus(environnement: dict[str, str]) -> AsyncIterator[Process]:
    """`python -m chassis run notifications`, killed at the end if it still lives."""
    lance = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chassis", "run", "notifications", "--role", "worker", "--port", str(_port())),
        env={**os.environ, **environnement},
    )
    try:
        yield lance
    finally:
        if lance.returncode is None:
            lance.terminate()
            await lance.wait()


def _port() -> int:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        return int(libre.getsockname()[1])


async def ordonner(kafka_servers: str, prefixe: str) -> Envelope:
    ordre = commande()
    enveloppe = Envelope.wrap(ordre, source="test", time=ordre.perime_le)
    async with AIOKafkaProducer(bootstrap_servers=kafka_servers) as producer:
        await producer.send_and_wait(
            prefixe + topic_of(EnvoyerCourriel).name,
            enveloppe.data,
            key=enveloppe.subject.encode(),
            headers=[(nom, valeur.encode()) for nom, valeur in enveloppe.headers().items()],
        )
    return enveloppe


async def test_killed_after_the_server_took_the_email_it_leaves_again_as_the_same_one(
    mongo_url: str, kafka_servers: str, tmp_path: Path
) -> None:
    """At least once, under one Message-ID: a mailbox that knows it shows one e-mail."""
    base, tueur = f"t_{uuid4().hex[:12]}", Tueur()
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    await ensure_topics(kafka_servers, f"{base}.")
    try:
        async with ecoute(tueur) as port:
            environnement = {
                "ALIN_MONGO_URL": mongo_url,
                "ALIN_MONGO_DATABASE": base,
                "ALIN_KAFKA_SERVERS": kafka_servers,
                "ALIN_TOPIC_PREFIX": f"{base}.",
                "ALIN_JWKS_URL": "",
                "ALIN_PRIVATE_KEY": PRIVEE,
                "ALIN_SMTP_HOST": "127.0.0.1",
                "ALIN_SMTP_PORT": str(port),
            }
            enveloppe = await ordonner(kafka_servers, f"{base}.")
            envois = client[base]["envois"]
            async with processus(environnement) as premier:
                tueur.victime = premier
                await asyncio.wait_for(premier.wait(), timeout=60)
            assert premier.returncode == -signal.SIGKILL
            [laisse] = await envois.find().to_list()
            assert (laisse["etat"], "charge" in laisse) == ("a_envoyer", True), "the kill came before the mark"
            async with processus(environnement):
                await eventually(lambda: envois.find_one({"etat": "envoye"}), within=60)
                faits = await eventually(lambda: _envoyes(kafka_servers, base))
        assert "charge" not in (await envois.find_one() or {})
        identifiant = envoi_id(enveloppe.id)
        assert {_lu(contenu)["Message-ID"] for contenu in tueur.recus} == {f"<{identifiant}@actionlogement.fr>"}
        assert [fait.envoi_id for fait in faits] == [identifiant], "told once"
        boite = Mailbox(tmp_path)
        for contenu in tueur.recus:
            boite.deliver(contenu, [ADRESSE])
        assert [mail.livraisons for mail in boite.mails(to=ADRESSE)] == [2]
    finally:
        await client.drop_database(base)
        await client.close()
        await drop_topics(kafka_servers, f"{base}.")


async def _envoyes(kafka_servers: str, base: str) -> list[CourrielEnvoye]:
    trouves = await records(kafka_servers, f"{base}.{topic_of(CourrielEnvoye).name}")
    return [
        CourrielEnvoye.model_validate_json(record.value)
        for record in trouves
        if headers_of(record).get("ce_type") == CourrielEnvoye.TYPE
    ]


def _lu(contenu: bytes) -> EmailMessage:
    return email.message_from_bytes(contenu, policy=policy.default)
