"""A trace goes on in another process, from what was kept of it."""

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from chassis.tracing import carrier, resumed

tracer = TracerProvider().get_tracer("test")


def current() -> int:
    return trace.get_current_span().get_span_context().trace_id


def test_what_is_done_later_belongs_to_the_trace_that_asked_for_it():
    with tracer.start_as_current_span("request"):
        asked_in, kept = current(), carrier()
    assert current() != asked_in
    with resumed(kept, "later"):
        assert current() == asked_in


def test_an_intent_written_outside_a_trace_is_done_all_the_same():
    assert carrier() == {}
    with resumed(None, "later"):
        assert True
