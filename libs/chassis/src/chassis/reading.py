"""From a Kafka record to an event, or to the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from chassis.consumer import Consumer, Received
from contracts.envelope import Envelope, EnvelopeError


class Skipped(StrEnum):
    """Why a record has no effect here and is no fault either."""

    TOMBSTONE = "tombstone"
    UNKNOWN_TYPE = "unknown_type"


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that can never be applied. `reason` holds no value of the record."""

    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record and what was read of it."""

    record: Any
    outcome: Received | Skipped | Poison


def headers_of(record: Any) -> dict[str, str]:
    """The record's headers as text; bytes that are not UTF-8 are replaced, never raised."""
    return {name: (value or b"").decode(errors="replace") for name, value in record.headers}


def read(consumer: Consumer, record: Any) -> Item:
    """Read one record."""
    if not record.value:
        return Item(record, Skipped.TOMBSTONE)
    try:
        envelope = Envelope.read(headers_of(record), record.value)
    except EnvelopeError as error:
        return Item(record, Poison(str(error)))
    if (model := consumer.types.get(envelope.type)) is None:
        return Item(record, Skipped.UNKNOWN_TYPE)
    try:
        message = model.model_validate_json(record.value)
    except ValidationError as error:
        fields = ", ".join(
            ".".join(str(part) for part in fault["loc"]) + f" {fault['type']}" for fault in error.errors()
        )
        return Item(record, Poison(f"body: {fields}"))
    return Item(record, Received(envelope, message))
