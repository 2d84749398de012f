"""MongoDB: mongod as a one-node replica set (transactions need one), journaled, on disk."""

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from stack import binaries
from stack.parts import NotReady
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST, StackSettings

REPLICA_SET = "rs0"
CACHE_GB = "0.25"
OPLOG_MB = "256"
PROBE_MS = 2000
_NOT_YET_INITIALIZED = 94
SLOW_MS = "60000"


class Mongo:
    """The embedded mongod. Its data are in `<data>/mongo`."""

    name = "mongodb"
    start_timeout = 60.0

    def __init__(self, settings: StackSettings) -> None:
        self._port = settings.mongo_port
        self._data = settings.data_dir.absolute() / "mongo"
        self.ports = (PortUse(self._port, "mongo_port"),)

    async def prepare(self) -> Launch:
        self._data.mkdir(parents=True, exist_ok=True)
        command = (
            *(str(binaries.mongod()), "--dbpath", str(self._data), "--bind_ip", HOST, "--port", str(self._port)),
            *("--replSet", REPLICA_SET, "--oplogSize", OPLOG_MB, "--wiredTigerCacheSizeGB", CACHE_GB),
            *("--nounixsocket", "--setParameter", "diagnosticDataCollectionEnabled=false"),
            # A command that mongod finds slow is logged with its values, which name people.
            *("--slowms", SLOW_MS),
        )
        return Launch(command, stop_grace=30.0)

    async def check_ready(self) -> None:
        # A client opened before replSetInitiate keeps saying that sessions are not supported: a new one each time.
        async with AsyncMongoClient[dict[str, object]](
            HOST, self._port, directConnection=True, serverSelectionTimeoutMS=PROBE_MS, connectTimeoutMS=PROBE_MS
        ) as client:
            try:
                await self._ensure_member(client)
                hello = await client.admin.command("hello")
            except PyMongoError as error:
                raise NotReady(type(error).__name__) from error
        if not hello.get("isWritablePrimary"):
            raise NotReady("pas encore primaire")

    async def _ensure_member(self, client: AsyncMongoClient[dict[str, object]]) -> None:
        """Initiates a new replica set; follows the port when the setting has moved it since the last start."""
        address = f"{HOST}:{self._port}"
        try:
            config = (await client.admin.command("replSetGetConfig"))["config"]
        except OperationFailure as error:
            if error.code != _NOT_YET_INITIALIZED:
                raise
            members = [{"_id": 0, "host": address}]
            await client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
            return
        if config["members"][0]["host"] != address:
            config["members"][0]["host"] = address
            config["version"] += 1
            await client.admin.command("replSetReconfig", config, force=True)
