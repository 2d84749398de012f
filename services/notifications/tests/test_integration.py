"""The service on a real MongoDB, a real Kafka and a real SMTP server."""

import asyncio
import email
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from typing import Any, Literal

import pytest
from aiosmtpd.smtp import SMTP

from chassis.testing import Running, eventually, running
from contracts.candidatures import (
    CandidatureAttribuee,
    CandidatureClassee,
    CandidatureDeposee,
    StatutCandidature,
    VisiteProposee,
)
from contracts.demande_import import (
    DemandeCompletee,
    DemandeImportee,
    DemandeMiseAJour,
    DemandeRadiee,
    DemandeSupprimee,
    DemandeValidee,
)
from contracts.identity import CompteActive, CompteModifie, CompteSupprime, MotifModification
from contracts.notifications import CourrielEchoue, CourrielEnvoye
from contracts.offres import OffrePubliee
from contracts.roles import Role
from notifications import envoyeur
from notifications.app import service

from .fabrique import ADRESSE, COMPTE, LIEN, PRIVEE, commande, de, etape

pytestmark = pytest.mark.integration


@dataclass
class Boite:
    """The SMTP server: keeps what it accepts, and answers DATA with `reponse`."""

    reponse: str = "250 OK"
    essais: int = 0
    recus: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    serveur: asyncio.Server | None = None

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.essais += 1
        if self.reponse.startswith("250"):
            self.recus.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return self.reponse

    async def ouvre(self) -> None:
        loop = asyncio.get_running_loop()
        self.serveur = await loop.create_server(lambda: SMTP(self, hostname="test.example"), "127.0.0.1", self.port)
        self.port = self.serveur.sockets[0].getsockname()[1]

    async def ferme(self) -> None:
        assert self.serveur is not None
        self.serveur.close()
        await self.serveur.wait_closed()


@pytest.fixture
async def boite() -> AsyncIterator[Boite]:
    started = Boite()
    await started.ouvre()
    yield started
    await started.ferme()


@asynccontextmanager
async def en_marche(mongo_url: str, kafka_servers: str, boite: Boite, driver: str = "motor") -> AsyncIterator[Running]:
    settings: dict[str, Any] = {"private_key": PRIVEE, "smtp_host": "127.0.0.1", "smtp_port": boite.port}
    async with running(service, mongo_url, kafka_servers, driver, **settings) as started:
        yield started


@pytest.fixture
async def app(mongo_url: str, kafka_servers: str, driver: str, boite: Boite) -> AsyncIterator[Running]:
    async with en_marche(mongo_url, kafka_servers, boite, driver) as started:
        yield started


async def fini(app: Running, etat: str, nombre: int = 1) -> None:
    async def check() -> Any:
        return await app.context.db["envois"].count_documents({"etat": etat}) >= nombre

    await eventually(check)


def corps(recu: EmailMessage, genre: Literal["plain", "html"]) -> str:
    part = recu.get_body((genre,))
    assert part is not None
    return str(part.get_content())


async def connait(app: Running) -> None:
    await app.publish(de(CompteActive))
    await app.publish(de(OffrePubliee))

    async def check() -> Any:
        return await app.context.db["comptes"].find_one({}) and await app.context.db["offres"].find_one({})

    await eventually(check)


async def test_an_ordered_email_leaves_once_though_its_order_comes_twice(app: Running, boite: Boite) -> None:
    ordre = commande()
    enveloppe = await app.publish(ordre)
    await app.publish(ordre, envelope=enveloppe)
    [envoye] = await app.emitted(CourrielEnvoye)
    await app.publish(ordre, envelope=enveloppe)
    await app.publish(commande())
    await fini(app, "envoye", 2)
    assert len(boite.recus) == 2
    recu = boite.recus[0]
    assert (recu["To"], recu["Subject"]) == (ADRESSE, "Action Logement Services – Demande d'accès")
    assert LIEN in corps(recu, "plain")
    assert LIEN in corps(recu, "html")
    assert recu["Message-ID"] == f"<{envoye.envoi_id}@actionlogement.fr>"
    assert envoye.cause_id == enveloppe.id


async def test_the_secret_is_closed_while_it_waits_and_erased_once_sent(app: Running, boite: Boite) -> None:
    boite.reponse = "451 plus tard"
    await app.publish(commande())

    async def essaye() -> Any:
        return await app.context.db["envois"].find_one({"essais": {"$gte": 1}})

    attente = await eventually(essaye)
    assert attente["charge"].count(".") == 4
    assert ADRESSE not in str(attente)
    assert LIEN not in str(attente)
    boite.reponse = "250 OK"
    app.clock.avance(timedelta(minutes=1))
    await fini(app, "envoye")
    assert "charge" not in await app.context.db["envois"].find_one({})


async def test_an_attribution_tells_the_last_day_to_answer(app: Running, boite: Boite) -> None:
    """Guide #6, CCH R. 441-10."""
    await connait(app)
    await app.publish(etape(CandidatureAttribuee, repondre_avant=date(2026, 12, 14)))
    await fini(app, "envoye")
    texte = corps(boite.recus[0], "plain")
    assert "jusqu’au lundi 14 décembre 2026 inclus" in texte
    assert "T3 à Brest" in texte


async def test_a_visit_after_the_commission_sends_no_second_attribution(app: Running, boite: Boite) -> None:
    """Guide #6, step 7."""
    await connait(app)
    await app.publish(etape(VisiteProposee, statut=StatutCandidature.ATTRIBUEE, repondre_avant=date(2026, 12, 14)))
    await fini(app, "envoye")
    assert [recu["Subject"] for recu in boite.recus] == ["AL’in – Une visite vous est proposée"]


async def test_a_closing_tells_the_reason_that_its_event_holds(app: Running, boite: Boite) -> None:
    """Guide #6."""
    await connait(app)
    await app.publish(etape(CandidatureClassee, statut=StatutCandidature.SANS_SUITE, motif="offre_retiree"))
    await fini(app, "envoye")
    assert "le bailleur a retiré ce logement" in corps(boite.recus[0], "plain")


async def test_a_changed_password_is_told_to_its_owner_even_one_who_wants_no_e_mails(
    app: Running, boite: Boite
) -> None:
    """OWASP ASVS 2.2.3: who did not do it learns of it. A phone that changed is told to nobody."""
    await connait(app)
    refus = app.token(Role.SALARIE, COMPTE)
    await app.client.put("/notifications/preferences", json={"suivi": False}, headers=refus)
    await app.publish(etape(CompteModifie, version=3, motif=None))
    change = await app.publish(etape(CompteModifie, version=4, motif=MotifModification.MOT_DE_PASSE))
    await app.publish(etape(CompteModifie, version=4, motif=MotifModification.MOT_DE_PASSE), envelope=change)
    await app.publish(etape(CompteModifie, version=5, motif=MotifModification.SUSPENSION))
    await fini(app, "envoye", 2)
    assert [recu["Subject"] for recu in boite.recus] == [
        "AL’in – Votre mot de passe a été modifié",
        "AL’in – Votre accès est suspendu",
    ]
    assert boite.recus[0]["To"] == ADRESSE
    assert "Si vous n’êtes pas à l’origine de ce changement" in corps(boite.recus[0], "plain")


async def test_an_email_waits_for_the_account_and_the_offer_it_names(app: Running, boite: Boite) -> None:
    await app.publish(etape(CandidatureDeposee))

    async def inscrit() -> Any:
        return await app.context.db["envois"].find_one({"etat": "a_envoyer"})

    await eventually(inscrit)
    await connait(app)
    app.clock.avance(timedelta(seconds=10))
    await fini(app, "envoye")
    assert boite.recus[0]["To"] == ADRESSE
    assert await app.context.db["envois"].count_documents({"etat": "echoue"}) == 0


async def test_emails_leave_after_an_outage_of_the_mail_server(app: Running, boite: Boite) -> None:
    await boite.ferme()
    await app.publish(commande())

    async def essaye() -> Any:
        return await app.context.db["envois"].find_one({"essais": {"$gte": 1}})

    await eventually(essaye)
    assert boite.recus == []
    await boite.ouvre()
    app.clock.avance(timedelta(minutes=1))
    await app.emitted(CourrielEnvoye)
    assert len(boite.recus) == 1


async def test_killed_between_send_and_mark_the_same_email_leaves_again(
    app: Running, boite: Boite, monkeypatch: pytest.MonkeyPatch
) -> None:
    marque, tues = envoyeur._clore, []

    async def tue(*args: Any) -> None:
        tues.append(args)
        raise RuntimeError("killed here")

    monkeypatch.setattr(envoyeur, "_clore", tue)
    await app.publish(commande())

    async def tue_apres_l_envoi() -> Any:
        return tues

    await eventually(tue_apres_l_envoi)
    assert await app.context.db["envois"].count_documents({"etat": "a_envoyer"}) == 1
    monkeypatch.setattr(envoyeur, "_clore", marque)
    [envoye] = await app.emitted(CourrielEnvoye)
    assert len(boite.recus) >= 2
    assert {recu["Message-ID"] for recu in boite.recus} == {f"<{envoye.envoi_id}@actionlogement.fr>"}


async def test_a_refusal_for_good_is_told_and_not_tried_again(app: Running, boite: Boite) -> None:
    boite.reponse = "550 inconnu"
    await app.publish(commande())
    [echoue] = await app.emitted(CourrielEchoue)
    app.clock.avance(timedelta(hours=2))
    boite.reponse = "250 OK"
    await app.publish(commande())
    await fini(app, "envoye")
    document = await app.context.db["envois"].find_one({"_id": echoue.envoi_id})
    assert (document["etat"], document["raison"]) == ("echoue", "refuse_par_le_serveur")
    assert "charge" not in document
    assert (boite.essais, len(boite.recus)) == (2, 1)


async def test_an_email_out_of_date_never_leaves(app: Running, boite: Boite) -> None:
    boite.reponse = "451 plus tard"
    await app.publish(commande(dure=timedelta(minutes=5)))

    async def essaye() -> Any:
        return boite.essais

    await eventually(essaye)
    boite.reponse = "250 OK"
    app.clock.avance(timedelta(minutes=30))
    await app.emitted(CourrielEchoue)
    assert (await app.context.db["envois"].find_one({}))["raison"] == "perime"
    assert boite.recus == []


async def test_an_email_that_this_version_does_not_know_holds_up_no_other(app: Running, boite: Boite) -> None:
    """An intent of a newer version, after a roll-back: it waits for the version that knows it, the others leave."""
    await connait(app)
    avenir = {"_id": "avenir", "modele": "avenir", "destinataire_id": COMPTE, "cause_id": "c", "etat": "a_envoyer"}
    dates = {"essais": 0, "prochain_essai": app.clock.now() - timedelta(hours=1), "cree_le": app.clock.now()}
    await app.context.db["envois"].insert_one({**avenir, **dates, "perime_le": app.clock.now() + timedelta(days=1)})
    await app.publish(commande())
    await fini(app, "envoye")
    attend = await app.context.db["envois"].find_one({"_id": "avenir"})
    assert attend["etat"] == "a_envoyer"
    assert attend["essais"] > 0


async def test_an_order_that_our_key_does_not_open_fails_without_holding_up_the_next(
    app: Running, boite: Boite
) -> None:
    await app.publish(commande().model_copy(update={"charge": "a.b.c.d.e"}))
    await app.publish(commande())
    await fini(app, "envoye")
    [echoue] = await app.emitted(CourrielEchoue)
    assert (await app.context.db["envois"].find_one({"_id": echoue.envoi_id}))["raison"] == "charge_illisible"


async def test_a_salarie_may_refuse_follow_ups_but_still_hears_of_decisions(app: Running, boite: Boite) -> None:
    await connait(app)
    moi = app.token(Role.SALARIE, COMPTE)
    assert (await app.client.get("/notifications/preferences", headers=moi)).json()["suivi"] is True
    answer = await app.client.put("/notifications/preferences", json={"suivi": False}, headers=moi)
    assert answer.status_code == 200
    assert "candidature_deposee" in answer.json()["facultatifs"]
    assert "logement_attribue" in answer.json()["obligatoires"]
    await app.publish(etape(CandidatureDeposee))
    await app.publish(etape(CandidatureAttribuee))
    await fini(app, "envoye")
    assert [recu["Subject"].split(" – ")[1][:9] for recu in boite.recus] == ["Un logeme"]
    assert await app.context.db["envois"].count_documents({}) == 1


async def test_each_new_step_of_a_demande_makes_one_email(app: Running, boite: Boite) -> None:
    """Guide #3 and #4. A state told again (its firm changed, say) is no new step."""
    await connait(app)
    etapes = [DemandeImportee, DemandeCompletee, DemandeValidee, DemandeValidee, DemandeMiseAJour, DemandeValidee]
    for version, classe in enumerate(etapes, 1):
        await app.publish(etape(classe, version=version))
    await app.publish(etape(DemandeRadiee, version=7))
    await fini(app, "envoye", 5)
    sujets = [str(recu["Subject"]).removeprefix("AL’in – Votre ").split(" : ")[0] for recu in boite.recus]
    assert sujets == [
        "demande est importée",
        "dossier est validé",
        "demande est mise à jour",
        "dossier est validé",
        "demande de logement social est radiée",
    ]
    gardes = [await app.context.db[nom].find().to_list(None) for nom in ("demandes", "envois")]
    assert "21400" not in str(gardes), "of a demande, no income stays here"


async def test_a_demande_deleted_with_its_account_writes_to_nobody(app: Running, boite: Boite) -> None:
    await connait(app)
    await app.publish(de(CompteSupprime))

    async def efface() -> Any:
        return await app.context.db["comptes"].find_one({"type": CompteSupprime.TYPE})

    await eventually(efface)
    await app.publish(etape(DemandeSupprimee))
    await app.publish(commande())
    await fini(app, "envoye")
    assert await app.context.db["envois"].count_documents({}) == 1
    assert await app.context.db["demandes"].count_documents({}) == 0


async def test_a_deleted_account_leaves_nothing_here(app: Running, boite: Boite) -> None:
    """Domain, Privacy: delete on request."""
    await connait(app)
    moi = app.token(Role.SALARIE, COMPTE)
    await app.client.put("/notifications/preferences", json={"suivi": True}, headers=moi)
    await app.publish(etape(CandidatureDeposee))
    await fini(app, "envoye")
    await app.publish(de(CompteSupprime))

    async def efface() -> Any:
        db = app.context.db
        left = [await db[name].count_documents({}) for name in ("envois", "preferences")]
        compte = await db["comptes"].find_one({"_id": COMPTE})
        return left == [0, 0] and ADRESSE not in str(compte)

    await eventually(efface)


async def test_old_news_makes_no_email(app: Running, boite: Boite) -> None:
    await connait(app)
    await app.publish(etape(CandidatureDeposee, le=app.clock.now() - timedelta(days=11)))
    await app.publish(etape(CandidatureAttribuee))
    await fini(app, "envoye")
    assert await app.context.db["envois"].count_documents({}) == 1


async def test_agents_read_the_history_page_by_page_without_addresses(app: Running, boite: Boite) -> None:
    for _ in range(5):
        await app.publish(commande())
    await fini(app, "envoye", 5)
    agent = app.token(Role.CONSEILLER)
    vus: list[str] = []
    curseur: str | None = None
    while True:
        params: dict[str, Any] = {"limite": 2, **({"curseur": curseur} if curseur else {})}
        answer = await app.client.get("/notifications/envois", params=params, headers=agent)
        assert answer.status_code == 200
        assert ADRESSE not in answer.text
        vus += [envoi["envoi_id"] for envoi in answer.json()["envois"]]
        curseur = answer.json()["suivant"]
        if curseur is None:
            break
    assert len(vus) == len(set(vus)) == 5


async def test_only_agents_read_the_history(app: Running) -> None:
    assert (await app.client.get("/notifications/envois")).status_code == 401
    for role in (Role.SALARIE, Role.BAILLEUR, Role.EMPLOYEUR):
        answer = await app.client.get("/notifications/envois", headers=app.token(role))
        assert (answer.status_code, answer.json()["code"]) == (403, "acces_interdit")
