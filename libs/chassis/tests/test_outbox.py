"""What may be put in the outbox."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from chassis import outbox
from chassis.context import Context
from contracts.exemples import EXEMPLES
from contracts.registry import SERVICES, topic_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(EXEMPLES))
def test_a_service_emits_its_own_messages_and_no_other(kind):
    message = EXEMPLES[kind]
    for service in SERVICES:
        context = Context(service, SimpleNamespace(topic_prefix=""), None, None)
        if service in topic_of(message).writers:
            assert outbox.record(context, message, NOW)["topic"] == topic_of(message).name
        else:
            with pytest.raises(outbox.NotTheWriter, match=service):
                outbox.record(context, message, NOW)
