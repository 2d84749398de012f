"""Telemetry: OTLP in, waterfall out, bounded."""

import gzip

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from stack.console import telemetry as bounds
from stack.console.otlp import BODY_LIMIT
from stack.console.telemetry import Span, Telemetry, Trace

PROTOBUF = {"content-type": "application/x-protobuf"}
MS = 1_000_000
TRACE = bytes(range(16))


def exported(*spans: tuple[str, int, int, int, int], service: str = "candidatures") -> ExportTraceServiceRequest:
    """(name, id, parent, start ms, end ms)"""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    attribute = resource.resource.attributes.add(key="service.name")
    attribute.value.string_value = service
    scope = resource.scope_spans.add()
    for name, number, parent, start, end in spans:
        scope.spans.add(
            trace_id=TRACE,
            span_id=number.to_bytes(8),
            parent_span_id=parent.to_bytes(8) if parent else b"",
            name=name,
            start_time_unix_nano=start * MS,
            end_time_unix_nano=end * MS,
        )
    return request


async def send(receiver, request: ExportTraceServiceRequest) -> None:
    answer = await receiver.post("/v1/traces", content=request.SerializeToString(), headers=PROTOBUF)
    assert answer.status_code == 200


async def test_a_trace_that_arrives_in_pieces_and_out_of_order_is_one_waterfall(receiver, web):
    await send(receiver, exported(("envoi", 3, 2, 60, 90), service="notifications"))
    await send(receiver, exported(("POST /candidatures", 1, 0, 0, 100), ("publier", 2, 1, 50, 55)))
    trace = (await web.get(f"/api/traces/{TRACE.hex()}")).json()
    assert [(span["nom"], span["profondeur"]) for span in trace["spans"]] == [
        ("POST /candidatures", 0),
        ("publier", 1),
        ("envoi", 2),
    ]
    assert trace["services"] == ["candidatures", "notifications"]
    assert trace["racine"] == "POST /candidatures"
    assert trace["duree_ms"] == 100


async def test_the_trace_page_reads_without_colour_or_script(receiver, web):
    await send(receiver, exported(("POST /candidatures", 1, 0, 0, 100), ("publier", 2, 1, 50, 75)))
    page = (await web.get(f"/traces/{TRACE.hex()}")).text
    assert "Niveau 2 : " in page
    assert 'x="500" width="250"' in page
    assert "POST /candidatures" in (await web.get("/traces")).text


async def test_gzip_is_read_and_what_inflates_without_end_is_refused(receiver, web):
    body = gzip.compress(exported(("a", 1, 0, 0, 1)).SerializeToString())
    headers = PROTOBUF | {"content-encoding": "gzip"}
    assert (await receiver.post("/v1/traces", content=body, headers=headers)).status_code == 200
    assert (await web.get(f"/api/traces/{TRACE.hex()}")).status_code == 200
    bomb = gzip.compress(b"\0" * (BODY_LIMIT + 1))
    assert (await receiver.post("/v1/traces", content=bomb, headers=headers)).status_code == 413


async def test_what_is_not_otlp_is_refused(receiver, web):
    assert (await receiver.post("/v1/traces", content=b"\xff\xff", headers=PROTOBUF)).status_code == 400
    assert (await receiver.post("/v1/traces", json={})).status_code == 415
    not_gzip = PROTOBUF | {"content-encoding": "gzip"}
    assert (await receiver.post("/v1/traces", content=b"plain", headers=not_gzip)).status_code == 400
    assert (await web.get("/api/traces")).json() == []


async def test_metrics_show_their_latest_value(receiver, web):
    for value in (3, 4):
        request = ExportMetricsServiceRequest()
        metric = request.resource_metrics.add().scope_metrics.add().metrics.add(name="outbox.pending")
        metric.gauge.data_points.add(as_int=value, time_unix_nano=MS)
        await receiver.post("/v1/metrics", content=request.SerializeToString(), headers=PROTOBUF)
    page = (await web.get("/metriques")).text
    assert "outbox.pending" in page
    assert "<td>4 </td>" in page
    assert "<td>3 </td>" not in page


async def test_the_log_lines_of_a_trace_are_on_its_page(receiver, web):
    await send(receiver, exported(("a", 1, 0, 0, 1)))
    request = ExportLogsServiceRequest()
    record = request.resource_logs.add().scope_logs.add().log_records.add(trace_id=TRACE, severity_text="WARN")
    record.body.string_value = "relance du consommateur"
    await receiver.post("/v1/logs", content=request.SerializeToString(), headers=PROTOBUF)
    assert "relance du consommateur" in (await web.get(f"/traces/{TRACE.hex()}")).text


def test_the_oldest_trace_leaves_when_the_store_is_full(monkeypatch):
    monkeypatch.setattr(bounds, "TRACES_KEPT", 3)
    telemetry = Telemetry()
    for number in range(5):
        telemetry.add_spans([Span(f"t{number}", "s", "", "n", "x", "server", number, number + 1, False)])
    assert telemetry.trace("t1") is None
    assert [trace.trace_id for trace in telemetry.traces(10, with_single_spans=True)] == ["t4", "t3", "t2"]


def test_spans_that_name_each_other_as_parents_do_not_hang_the_page():
    loop = {
        name: Span("t", name, other, name, "x", "internal", 0, 1, False) for name, other in (("a", "b"), ("b", "a"))
    }
    assert Trace("t", loop).waterfall() == []
