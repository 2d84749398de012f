"""A small service that uses every part of the chassis: it keeps the offers it hears of and declares firms."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis.auth import Principal, exige
from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.problems import Refus
from chassis.service import Index, Service
from chassis.settings import ServiceSettings
from chassis.timers import Timer
from chassis.transaction import Tx
from chassis.web import Commande
from contracts.demande_import import Consentement, EntrepriseDeclaree, EntrepriseModifiee
from contracts.envelope import Envelope, Message
from contracts.offres import OffreModifiee, OffrePubliee, OffreRetiree
from contracts.problemes.technique import ACCES_INTERDIT
from contracts.roles import Role

router = APIRouter(prefix="/toy")
poison = {"poison"}
"""Communes that the handler fails on, until the defect is mended."""


class Firm(BaseModel):
    siret: str = Field(pattern=r"^\d{14}$")
    raison_sociale: str = Field(min_length=1, max_length=100)


def state(tx: Tx, firm: Firm, version: int) -> dict[str, object]:
    return {
        "siret": firm.siret,
        "version": version,
        "raison_sociale": firm.raison_sociale,
        "effectif": 12,
        "choix_proposes": (Consentement.ANONYME,),
        "le": tx.now,
    }


@router.post("/firms", status_code=201, response_model=Firm)
async def declare(firm: Firm, qui: Annotated[Principal, exige(Role.ADMIN)], commande: Commande) -> Response:
    async def use_case(tx: Tx) -> Firm:
        if firm.raison_sociale == "refuse":
            raise Refus(ACCES_INTERDIT, "Refusé.")
        await tx.save("firms", firm.siret, {"nom": firm.raison_sociale}, 1)
        await tx.emit(EntrepriseDeclaree.model_validate(state(tx, firm, 1)))
        return firm

    return await commande.run(use_case, status=201)


@router.put("/firms/{siret}", response_model=Firm)
async def rename(siret: str, firm: Firm, qui: Annotated[Principal, exige()], commande: Commande) -> Response:
    async def use_case(tx: Tx) -> Firm:
        found = await tx["firms"].find_one({"_id": siret}, session=tx.session)
        version = found["version"] + 1
        await tx.save("firms", siret, {"nom": firm.raison_sociale}, version)
        await tx.emit(EntrepriseModifiee.model_validate(state(tx, firm, version)))
        return firm

    return await commande.run(use_case)


def consumer(context: Context) -> Consumer:
    async def heard(received: Received, tx: Tx) -> None:
        if received.message.commune_nom in poison:
            raise ValueError("poison")
        await tx["heard"].insert_one(
            {"offre": received.message.offre_id, "v": received.message.version}, session=tx.session
        )

    built = Consumer()
    built.project(OffrePubliee, OffreModifiee, OffreRetiree, into="offres")
    built.on(OffrePubliee, OffreModifiee, handler=heard)
    return built


async def tick(context: Context) -> None:
    await context.db["ticks"].insert_one({"le": context.clock.now()})


service = Service(
    name="toy",
    settings=ServiceSettings,
    router=router,
    indexes=(Index("firms", ("nom",), unique=True), Index("heard", ("offre",)), Index("ticks", ("le",))),
    consumer=consumer,
    timers=lambda context: (Timer("tick", timedelta(hours=1), tick, wakes_on="firms"),),
)


def record(message: Message) -> SimpleNamespace:
    """As Kafka gives it."""
    envelope = Envelope.wrap(message, source="test", time=message.le)
    headers = tuple((name, value.encode()) for name, value in envelope.headers().items())
    return SimpleNamespace(topic="offres.offres", partition=0, offset=0, value=envelope.data, headers=headers)
