"""Apache Kafka 4.3.1 in KRaft mode: one process is broker and controller, data on disk."""

import asyncio
import base64
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from stack import binaries
from stack.errors import StartFailed
from stack.jars import ensure_jars, fetch_with_jgo, until
from stack.parts import NotReady
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST, StackSettings

JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")

LOG4J = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


def server_properties(port: int, controller_port: int, logs: Path) -> str:
    """One node: every internal topic has one replica, and topics are created by the registry of contracts only."""
    return f"""\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{HOST}:{controller_port}
listeners=PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}
advertised.listeners=PLAINTEXT://{HOST}:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={logs}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


def random_cluster_id() -> str:
    """As Kafka's own `random-uuid`: 16 bytes in URL-safe base64, no leading dash (it would read as an option)."""
    while (text := base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")).startswith("-"):
        continue
    return text


def print_progress(done: int, total: int, name: str) -> None:
    end = "\n" if done == total or not sys.stderr.isatty() else ""
    lead = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{lead}  Apache Kafka : {done}/{total} jars ({name})", end=end, file=sys.stderr, flush=True)


class Kafka:
    """The embedded broker. Its data are in `<data>/kafka`, its jars in the downloads folder."""

    name = "kafka"
    start_timeout = 90.0

    def __init__(self, settings: StackSettings, progress: Callable[[int, int, str], None] = print_progress) -> None:
        self._settings = settings
        self._folder = settings.data_dir.absolute() / "kafka"
        self._progress = progress
        self.ports = (
            PortUse(settings.kafka_port, "kafka_port"),
            PortUse(settings.kafka_controller_port, "kafka_controller_port"),
        )

    async def prepare(self) -> Launch:
        jars = await self._jars()
        self._folder.mkdir(parents=True, exist_ok=True)
        logs, properties, log4j = (self._folder / name for name in ("data", "server.properties", "log4j2.properties"))
        settings = self._settings
        properties.write_text(server_properties(settings.kafka_port, settings.kafka_controller_port, logs))
        log4j.write_text(LOG4J)
        java = (str(binaries.java()), *JVM, f"-Dlog4j2.configurationFile={log4j}", "-cp", ":".join(map(str, jars)))
        if not (logs / "meta.properties").exists():
            await self._format(java, properties)
        return Launch((*java, "kafka.Kafka", str(properties)), stop_grace=30.0)

    async def _jars(self) -> list[Path]:
        """Raises DownloadFailed. Ctrl-C ends the download: a thread knows nothing of a cancelled task."""
        stop = Event()
        folder = self._settings.downloads / "kafka-4.3.1"
        try:
            return await asyncio.to_thread(ensure_jars, folder, self._progress, until(stop, fetch_with_jgo))
        finally:
            stop.set()

    async def _format(self, java: tuple[str, ...], properties: Path) -> None:
        options = ("format", "-t", random_cluster_id(), "-c", str(properties), "--ignore-formatted")
        process = await asyncio.create_subprocess_exec(
            *java, "kafka.tools.StorageTool", *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
        if process.returncode:
            last_line = output.decode(errors="replace").strip().splitlines()[-1:]
            raise StartFailed(
                f"Kafka n'a pas pu préparer son dossier de données : {' '.join(last_line)}",
                f"Videz {self._folder} (les événements qu'il contient seront perdus), puis relancez.",
            )

    async def check_ready(self) -> None:
        """A metadata answer that names a broker: the port opens well before."""
        if not await _listens(self._settings.kafka_address):
            raise NotReady("n'écoute pas encore")  # asked first: aiokafka logs each refused connection as an error
        client = AIOKafkaClient(bootstrap_servers=self._settings.kafka_address, request_timeout_ms=5000)
        try:
            await client.bootstrap()
            brokers = client.cluster.brokers()
        except (KafkaError, OSError) as error:
            raise NotReady(type(error).__name__) from error
        finally:
            await client.close()
        if not brokers:
            raise NotReady("aucun broker dans les métadonnées")


async def _listens(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True
