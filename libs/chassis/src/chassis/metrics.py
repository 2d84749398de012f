"""The instruments of the chassis. Values come from the processes; nothing here names a person."""

from opentelemetry import metrics

meter = metrics.get_meter("chassis")
consumed = meter.create_counter("alin.consumer.events", description="Records read, by outcome")
published = meter.create_counter("alin.outbox.published", description="Messages published, by topic and type")
pending = meter.create_gauge("alin.outbox.pending", description="Outbox records that wait")
age = meter.create_gauge("alin.outbox.age", unit="s", description="Age of the oldest waiting outbox record")
lag = meter.create_gauge("alin.consumer.lag", description="Records behind the end of a partition")
