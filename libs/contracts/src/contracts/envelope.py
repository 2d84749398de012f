"""CloudEvents 1.0 on Kafka in binary mode: attributes in `ce_` headers, the JSON body alone in the value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

SPECVERSION = "1.0"
CONTENT_TYPE = "application/json"
ATTRIBUTES = ("id", "type", "source", "specversion", "time", "subject")


class EnvelopeError(ValueError):
    """The headers of a record are not those of a CloudEvent; the message says which one is missing or wrong."""


class Message(BaseModel):
    """What travels in the body of a record. Unknown fields are ignored: within a major, fields are only added."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    KEY: ClassVar[str]

    @property
    def key(self) -> str:
        """The aggregate's id: key of the Kafka record and `subject` of the CloudEvent."""
        return str(getattr(self, self.KEY))


class Event(Message):
    """A fact, told with the full state of its aggregate, so that a compacted topic rebuilds any projection."""

    version: int
    """The aggregate's version after the fact: 1, 2, 3… A projection applies a state only when it is newer."""


class Command(Message):
    """A request to the service that owns this class. It has no version: each one is done once, by its `ce_id`."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One CloudEvent. `data` is the JSON body as bytes, empty for a tombstone."""

    id: str
    type: str
    source: str
    time: datetime
    subject: str
    data: bytes

    @classmethod
    def wrap(cls, message: Message, *, source: str, time: datetime) -> Self:
        """Give a message its envelope, with a new id. `source` is the service's name, `time` an aware datetime."""
        body = message.model_dump_json(exclude_none=True).encode()
        return cls(str(uuid4()), message.TYPE, f"/alin/{source}", time, message.key, body)

    def headers(self) -> dict[str, str]:
        """The record's headers, all text."""
        return {
            "ce_id": self.id,
            "ce_type": self.type,
            "ce_source": self.source,
            "ce_specversion": SPECVERSION,
            "ce_time": self.time.isoformat(),
            "ce_subject": self.subject,
            "content-type": CONTENT_TYPE,
        }

    @classmethod
    def read(cls, headers: dict[str, str], data: bytes) -> Self:
        """Rebuild an envelope from a record. Raises `EnvelopeError` naming the attribute at fault."""
        values = {name: headers.get(f"ce_{name}", "") for name in ATTRIBUTES}
        missing = [name for name, value in values.items() if not value]
        if missing:
            raise EnvelopeError(f"missing CloudEvents attribute: {', '.join(missing)}")
        if values["specversion"] != SPECVERSION:
            raise EnvelopeError(f"unknown specversion {values['specversion']!r}")
        try:
            time = datetime.fromisoformat(values["time"])
        except ValueError as error:
            raise EnvelopeError(f"ce_time is not a date: {values['time']!r}") from error
        return cls(values["id"], values["type"], values["source"], time, values["subject"], data)
