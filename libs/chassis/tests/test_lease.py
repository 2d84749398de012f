"""One holder at a time, whatever dies or sleeps; on a real MongoDB, with both drivers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chassis.lease import Lease
from chassis.mongo import Database

pytestmark = pytest.mark.integration


@pytest.fixture
async def db(mongo_url, driver):
    database = Database(mongo_url, f"t_{uuid4().hex[:12]}", driver)
    yield database
    await database.client.drop_database(database.database.name)
    await database.close()


async def expire(db: Database, name: str) -> None:
    """As if its holder had been killed, and time had passed."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    await db["leases"].update_one({"_id": name}, {"$set": {"until": past}})


async def test_the_first_holds_it_and_the_second_waits(db):
    first, second = Lease(db, "relay"), Lease(db, "relay")
    assert await first.hold()
    assert not await second.hold()
    assert await first.hold()


async def test_given_back_it_is_free_at_once(db):
    first, second = Lease(db, "relay"), Lease(db, "relay")
    await first.hold()
    await first.release()
    assert await second.hold()


async def test_one_that_slept_past_its_end_is_fenced_by_the_next(db):
    sleeper, second = Lease(db, "relay"), Lease(db, "relay")
    await sleeper.hold()
    await expire(db, "relay")
    assert await second.hold()
    assert second.token == sleeper.token + 1
    assert not await sleeper.prolong()
    assert not await sleeper.hold()
    await sleeper.release()
    assert await second.prolong(), "what was fenced gives nothing back"


async def test_one_that_slept_keeps_it_when_nobody_came(db):
    sleeper = Lease(db, "relay")
    await sleeper.hold()
    await expire(db, "relay")
    assert await sleeper.prolong()
    assert not await Lease(db, "relay").hold()
