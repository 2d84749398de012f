"""One holder at a time for a job of a service, by a document with an end and a fencing token."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from chassis.mongo import Database

DURATION = timedelta(seconds=8)


@dataclass
class Lease:
    """A lease on `name`. Real time, not the movable clock: it guards processes, not the domain."""

    db: Database
    name: str
    holder: str = ""
    token: int = 0

    def __post_init__(self) -> None:
        self.holder = self.holder or uuid4().hex

    async def hold(self) -> bool:
        """Take or prolong it. A take-over raises the fencing token. True when this process holds it."""
        return await self.prolong() or await self._take()

    async def prolong(self) -> bool:
        """Keep what this process holds. False when it never did, or when another has taken it since."""
        mine = {"_id": self.name, "holder": self.holder, "token": self.token}
        change = {"$set": {"until": datetime.now(UTC) + DURATION}}
        return bool((await self.db["leases"].update_one(mine, change)).matched_count)

    async def _take(self) -> bool:
        now = datetime.now(UTC)
        free = {"_id": self.name, "until": {"$lt": now}}
        change = {"$set": {"holder": self.holder, "until": now + DURATION}, "$inc": {"token": 1}}
        try:
            taken = await self.db["leases"].find_one_and_update(
                free, change, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False
        self.token = taken["token"]
        return True

    async def release(self) -> None:
        """Let the next process take it at once."""
        mine = {"_id": self.name, "holder": self.holder, "token": self.token}
        await self.db["leases"].update_one(mine, {"$set": {"until": datetime.fromtimestamp(0, UTC)}})
