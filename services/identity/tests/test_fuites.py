"""A link's token stays out of traces, whatever is asked of its address."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

pytestmark = pytest.mark.integration
JETON = "jeton-secret-du-lien"


@pytest.fixture
def spans():
    """Spans of the process, whose provider is set once for all."""
    memoire = InMemorySpanExporter()
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    trace.get_tracer_provider().add_span_processor(SimpleSpanProcessor(memoire))
    yield memoire
    memoire.shutdown()


@pytest.mark.parametrize("methode", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("chemin", ["acces", "invitations", "mot-de-passe"])
async def test_the_token_of_a_link_is_in_no_span(app, spans, methode, chemin):
    for fin in ("", "/validation"):
        await app.client.request(methode, f"/identity/{chemin}/{JETON}{fin}")
    finis = spans.get_finished_spans()
    assert [span for span in finis if span.kind is trace.SpanKind.SERVER]
    for span in finis:
        assert JETON not in f"{span.name} {dict(span.attributes)}"
