"""The embedded MongoDB and Kafka keep what they accepted, whatever happens to their processes."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient

from stack.background import background
from stack.platform import infrastructure
from stack.settings import StackSettings, isolated_settings

pytestmark = [pytest.mark.integration, pytest.mark.faults]


async def write(settings: StackSettings) -> None:
    async with AsyncMongoClient[dict[str, object]](settings.mongo_address) as client:
        await client.test.kept.insert_one({"_id": 1})
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_address)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_address, enable_idempotence=True, acks="all")
    await producer.start()
    await producer.send_and_wait("kept", b"value")
    await producer.stop()


async def read(settings: StackSettings) -> tuple[int, bytes | None]:
    async with AsyncMongoClient[dict[str, object]](settings.mongo_address) as client:
        documents = await client.test.kept.count_documents({})
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_address, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition("kept", 0)])
        message = await asyncio.wait_for(consumer.getone(), 20)
    finally:
        await consumer.stop()
    return documents, message.value


async def test_what_was_accepted_survives_kill_9_of_every_process_and_a_move_of_ports(tmp_path):
    settings = isolated_settings(tmp_path)
    with background(settings, [infrastructure(settings)]) as supervisor:
        await write(settings)
        for pid in supervisor.pids.values():
            os.kill(pid, signal.SIGKILL)
    moved = isolated_settings(tmp_path)
    assert moved.mongo_port != settings.mongo_port
    with background(moved, [infrastructure(moved)]):
        assert await read(moved) == (1, b"value")


def start_cli(settings: StackSettings, tmp_path: Path) -> subprocess.Popen[str]:
    env = os.environ | settings.as_environment() | {"ALIN_STACK_KAFKA_SERVERS": "127.0.0.1:9"}
    command = [sys.executable, "-m", "stack", "infra"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path)


def test_ctrl_c_stops_all_and_a_second_stack_is_told_so(tmp_path):
    settings = isolated_settings(tmp_path)
    first = start_cli(settings, tmp_path)
    assert first.stdout
    for line in first.stdout:
        if "Ctrl-C" in line:
            break
    children = psutil.Process(first.pid).children()
    assert [child.name() for child in children] == ["mongod"]

    second, _ = start_cli(settings, tmp_path).communicate(timeout=60)
    assert f"processus {first.pid}" in second
    assert "ALIN_STACK_DATA_DIR" in second

    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert not any(child.is_running() for child in children)


def test_ctrl_c_while_it_starts_stops_all_too(tmp_path):
    stack = start_cli(isolated_settings(tmp_path), tmp_path)
    assert stack.stdout
    assert "démarre" in stack.stdout.readline()
    stack.send_signal(signal.SIGINT)
    stack.communicate(timeout=60)
    assert stack.returncode == 0
