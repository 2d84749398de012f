"""The platform as an ordered list of parts; reading it tells what runs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from stack.console.part import ConsolePart
from stack.gateway import Gateway
from stack.kafka import Kafka
from stack.lock import only_stack_on
from stack.mongo import Mongo
from stack.parts import Part
from stack.registre.part import RegistrePart
from stack.settings import StackSettings
from stack.supervisor import Report, Supervisor

Stages = Sequence[Sequence[Part]]


def infrastructure(settings: StackSettings) -> list[Part]:
    """MongoDB and Kafka, less what the settings say exists already."""
    parts: list[Part] = []
    if settings.mongo_url is None:
        parts.append(Mongo(settings))
    if settings.kafka_servers is None:
        parts.append(Kafka(settings))
    return parts


def edges(settings: StackSettings) -> list[Part]:
    """What surrounds the services. None needs another part to become ready."""
    return [ConsolePart(settings), RegistrePart(settings), Gateway(settings)]


@asynccontextmanager
async def running(settings: StackSettings, stages: Stages, report: Report) -> AsyncIterator[Supervisor]:
    """The stages, ready, for the time of the block. Raises StackError when they cannot be."""
    with only_stack_on(settings.data_dir) as record:
        record.end_orphans()
        supervisor = Supervisor(stages, settings.logs, record, report)
        await supervisor.start()
        try:
            yield supervisor
        finally:
            await supervisor.stop()
