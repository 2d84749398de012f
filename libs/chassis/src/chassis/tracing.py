"""A trace that goes on later, in another process: kept with an intent when it is written, resumed when it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace

tracer = trace.get_tracer("chassis")


def carrier() -> dict[str, str]:
    """The current trace as W3C headers, to store beside what is to be done; empty outside a trace."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


@contextmanager
def resumed(kept: Mapping[str, str] | None, name: str, **attributes: str) -> Iterator[None]:
    """A span of the kept trace, or of a new one when nothing was kept. `attributes` never hold personal data."""
    with tracer.start_as_current_span(name, context=propagate.extract(dict(kept or {})), attributes=attributes):
        yield
