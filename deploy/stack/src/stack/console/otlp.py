"""OTLP over HTTP, in protobuf, as the OpenTelemetry SDK and Envoy send it. gRPC and JSON are not spoken."""

import zlib
from collections.abc import Iterable, Iterator

from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric, NumberDataPoint
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1 import trace_pb2
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stack.console.telemetry import Attributes, LogLine, Measure, Span, Telemetry

BODY_LIMIT = 16 * 1024 * 1024
PROTOBUF = "application/x-protobuf"


class TooLarge(Exception):
    """The body is over the limit, before or after inflation."""


def routes(telemetry: Telemetry) -> list[Route]:
    async def traces(request: Request) -> Response:
        message = ExportTraceServiceRequest()
        refusal = await _read(request, message)
        telemetry.add_spans(spans_of(message))
        return refusal or _answer(ExportTraceServiceResponse())

    async def metrics(request: Request) -> Response:
        message = ExportMetricsServiceRequest()
        refusal = await _read(request, message)
        telemetry.add_measures(measures_of(message))
        return refusal or _answer(ExportMetricsServiceResponse())

    async def logs(request: Request) -> Response:
        message = ExportLogsServiceRequest()
        refusal = await _read(request, message)
        telemetry.add_logs(lines_of(message))
        return refusal or _answer(ExportLogsServiceResponse())

    return [
        Route("/v1/traces", traces, methods=["POST"]),
        Route("/v1/metrics", metrics, methods=["POST"]),
        Route("/v1/logs", logs, methods=["POST"]),
    ]


async def _read(request: Request, message: Message) -> Response | None:
    """Fills `message` from the body; a response when the body is refused, and `message` is then empty."""
    if request.headers.get("content-type", "").split(";")[0].strip() != PROTOBUF:
        return Response(f"only {PROTOBUF}", 415)
    try:
        body = await _body(request)
        if request.headers.get("content-encoding") == "gzip":
            body = _inflate(body)
        message.ParseFromString(body)
    except TooLarge:
        return Response("too large", 413)
    except (DecodeError, zlib.error):
        message.Clear()
        return Response("not an OTLP message", 400)
    return None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TooLarge
    return bytes(body)


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    inflated = inflater.decompress(body, BODY_LIMIT)
    if inflater.unconsumed_tail:
        raise TooLarge
    return inflated


def _answer(message: Message) -> Response:
    return Response(message.SerializeToString(), media_type=PROTOBUF)


def spans_of(message: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in message.resource_spans:
        service = _service(resource.resource)
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    name=span.name,
                    service=service,
                    kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
                    start=span.start_time_unix_nano,
                    end=max(span.end_time_unix_nano, span.start_time_unix_nano),
                    failed=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
                    attributes=_attributes(span.attributes),
                )


def measures_of(message: ExportMetricsServiceRequest) -> Iterator[Measure]:
    for resource in message.resource_metrics:
        service = _service(resource.resource)
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for attributes, value, time in _points(metric):
                    yield Measure(service, metric.name, metric.unit, attributes, value, time)


def _points(metric: Metric) -> Iterator[tuple[Attributes, str, int]]:
    for point in (*metric.gauge.data_points, *metric.sum.data_points):
        yield _attributes(point.attributes), _number(point), point.time_unix_nano
    for histogram in (*metric.histogram.data_points, *metric.exponential_histogram.data_points):
        mean = histogram.sum / histogram.count if histogram.count else 0.0
        value = f"{histogram.count} mesures, moyenne {mean:.4g}, somme {histogram.sum:.6g}"
        yield _attributes(histogram.attributes), value, histogram.time_unix_nano


def _number(point: NumberDataPoint) -> str:
    return str(point.as_int) if point.WhichOneof("value") == "as_int" else f"{point.as_double:.6g}"


def lines_of(message: ExportLogsServiceRequest) -> Iterator[LogLine]:
    for resource in message.resource_logs:
        service = _service(resource.resource)
        for scope in resource.scope_logs:
            for record in scope.log_records:
                time = record.time_unix_nano or record.observed_time_unix_nano
                yield LogLine(record.trace_id.hex(), service, time, record.severity_text, _text(record.body))


def _service(resource: Resource) -> str:
    return dict(_attributes(resource.attributes)).get("service.name", "inconnu")


def _attributes(pairs: Iterable[KeyValue]) -> Attributes:
    return tuple(sorted((pair.key, _text(pair.value)) for pair in pairs))


def _text(value: AnyValue) -> str:
    kind = value.WhichOneof("value")
    if kind is None:
        return ""
    if kind == "array_value":
        return ", ".join(_text(item) for item in value.array_value.values)
    if kind == "kvlist_value":
        return ", ".join(f"{item.key}={_text(item.value)}" for item in value.kvlist_value.values)
    if kind == "bytes_value":
        return value.bytes_value.hex()
    return str(getattr(value, kind))
