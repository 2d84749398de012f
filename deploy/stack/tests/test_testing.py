"""The fixtures that every integration test stands on."""

import pytest
from aiokafka import AIOKafkaProducer
from pymongo import AsyncMongoClient

pytestmark = pytest.mark.integration


async def test_the_mongodb_of_the_tests_has_transactions(mongo_url: str) -> None:
    async with AsyncMongoClient[dict[str, object]](mongo_url) as client:
        collection = client.stack_testing.probe
        async with client.start_session() as session, await session.start_transaction():
            await collection.insert_one({"n": 1}, session=session)
            assert await collection.count_documents({}, session=session) >= 1
            await session.abort_transaction()
        assert await collection.count_documents({}) == 0


async def test_the_kafka_of_the_tests_takes_an_idempotent_producer(kafka_servers: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka_servers, enable_idempotence=True, acks="all")
    await producer.start()
    try:
        assert producer.client.cluster.brokers()
    finally:
        await producer.stop()
