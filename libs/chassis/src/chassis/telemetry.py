"""OpenTelemetry: traces and metrics out by OTLP, logs as JSON with trace ids. Nothing proprietary, nothing personal."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

from fastapi import FastAPI
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pythonjsonlogger.json import JsonFormatter

_WITH_VALUES = {"http.target", "http.url", "url.path", "url.query", "url.full"}


class TraceIds(logging.Filter):
    """Add the current trace to each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: it only adds fields."""
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            record.trace_id = trace.format_trace_id(context.trace_id)
            record.span_id = trace.format_span_id(context.span_id)
        return True


class WithoutMessages(JsonFormatter):
    """A traceback tells which error and where, never its message: a driver's or a validator's quotes documents."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 - the name of the standard library
        """The frames and the type of the error, then of those that it came from."""
        error: BaseException | None = exc_info[1]
        told: list[str] = []
        while error is not None:
            told += [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            told += ["\ncaused by\n"] if error else []
        return "".join(told)


def setup_logs(service: str, level: str) -> None:
    """JSON lines on standard output. Access logs are the gateway's, which cuts query strings."""
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(TraceIds())
    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    handler.setFormatter(
        WithoutMessages(
            "%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=names, static_fields={"service": service}
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("uvicorn.access", "aiokafka", "httpx", "opentelemetry.exporter", "pymongo"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def setup_traces(service: str, otlp_url: str | None) -> None:
    """Export when an address is given. Call it before the first database client is made."""
    resource = Resource.create({"service.name": service, "service.namespace": "alin"})
    provider = TracerProvider(resource=resource)
    readers = []
    if otlp_url:
        base = otlp_url.rstrip("/")
        exporter = OTLPSpanExporter(f"{base}/v1/traces", timeout=3)
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=500))
        readers.append(
            PeriodicExportingMetricReader(
                OTLPMetricExporter(f"{base}/v1/metrics", timeout=3), export_interval_millis=10_000
            )
        )
    trace.set_tracer_provider(provider)
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=readers))
    PymongoInstrumentor().instrument()
    HTTPXClientInstrumentor().instrument()


def instrument(app: FastAPI) -> None:
    """Trace every request but the health checks."""
    FastAPIInstrumentor.instrument_app(
        app, excluded_urls="/health/.*", exclude_spans=["receive", "send"], server_request_hook=_operation_only
    )


def _operation_only(span: trace.Span, scope: dict[str, Any]) -> None:
    """Keep the operation and drop its values: a path may hold the token of a link, a query what a person typed."""
    attributes = getattr(span, "attributes", None) or {}
    for name in _WITH_VALUES & set(attributes):
        span.set_attribute(name, str(attributes.get("http.route", "")))
