"""Traces, metrics and logs as last received: bounded, in memory, read by the pages."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

TRACES_KEPT = 2000
SPANS_PER_TRACE = 2000
SERIES_KEPT = 5000
LOGS_KEPT = 2000

Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Span:
    """Times are nanoseconds since the epoch; `parent_id` is empty at the root. `failed` is the span's own status."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    service: str
    kind: str
    start: int
    end: int
    failed: bool
    attributes: Attributes = ()

    @property
    def milliseconds(self) -> float:
        return (self.end - self.start) / 1e6


@dataclass(frozen=True)
class Row:
    """A span in the waterfall. `left` and `width` are thousandths of the trace's duration."""

    span: Span
    depth: int
    left: int
    width: int


@dataclass
class Trace:
    """Spans of one trace, as they come in, in any order."""

    trace_id: str
    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def root(self) -> Span:
        """The span without parent; while it has not come in, the earliest."""
        return min(self.spans.values(), key=lambda span: (bool(span.parent_id), span.start))

    @property
    def services(self) -> list[str]:
        return sorted({span.service for span in self.spans.values()})

    @property
    def start(self) -> int:
        return min(span.start for span in self.spans.values())

    @property
    def milliseconds(self) -> float:
        return (max(span.end for span in self.spans.values()) - self.start) / 1e6

    @property
    def failed(self) -> bool:
        return any(span.failed for span in self.spans.values())

    def waterfall(self) -> list[Row]:
        """Depth first, children by start. A span whose parent is unknown is shown at the top."""
        children: dict[str, list[Span]] = {}
        for span in sorted(self.spans.values(), key=lambda span: span.start):
            parent = span.parent_id if span.parent_id in self.spans else ""
            children.setdefault(parent, []).append(span)
        total = max(self.milliseconds, 0.001)
        pending = [(span, 0) for span in reversed(children.get("", []))]
        rows: list[Row] = []
        while pending:
            span, depth = pending.pop()
            left = round((span.start - self.start) / 1e6 / total * 1000)
            rows.append(Row(span, depth, min(left, 997), max(round(span.milliseconds / total * 1000), 3)))
            pending += [(child, depth + 1) for child in reversed(children.pop(span.span_id, []))]
        return rows


@dataclass(frozen=True)
class Measure:
    """The latest point of one series. `value` is as a person reads it; a histogram says count, mean and sum."""

    service: str
    name: str
    unit: str
    attributes: Attributes
    value: str
    time: int


@dataclass(frozen=True)
class LogLine:
    trace_id: str
    service: str
    time: int
    severity: str
    body: str


class Telemetry:
    """Bounded stores: the oldest trace, series or line leaves first."""

    def __init__(self) -> None:
        self._traces: OrderedDict[str, Trace] = OrderedDict()
        self._measures: OrderedDict[tuple[str, str, Attributes], Measure] = OrderedDict()
        self._logs: deque[LogLine] = deque(maxlen=LOGS_KEPT)

    def add_spans(self, spans: Iterable[Span]) -> None:
        for span in spans:
            trace = self._traces.setdefault(span.trace_id, Trace(span.trace_id))
            if len(trace.spans) < SPANS_PER_TRACE:
                trace.spans[span.span_id] = span
            self._traces.move_to_end(span.trace_id)
        while len(self._traces) > TRACES_KEPT:
            self._traces.popitem(last=False)

    def add_measures(self, measures: Iterable[Measure]) -> None:
        for measure in measures:
            key = (measure.service, measure.name, measure.attributes)
            self._measures[key] = measure
            self._measures.move_to_end(key)
        while len(self._measures) > SERIES_KEPT:
            self._measures.popitem(last=False)

    def add_logs(self, lines: Iterable[LogLine]) -> None:
        self._logs.extend(lines)

    def traces(self, limit: int, with_single_spans: bool = False) -> list[Trace]:
        """Newest first. Traces of one span (a poll, a health check) are left out unless asked for."""
        wanted = [trace for trace in self._traces.values() if with_single_spans or len(trace.spans) > 1]
        return sorted(wanted, key=lambda trace: trace.start, reverse=True)[:limit]

    def trace(self, trace_id: str) -> Trace | None:
        return self._traces.get(trace_id)

    def logs_of(self, trace_id: str) -> list[LogLine]:
        return sorted((line for line in self._logs if line.trace_id == trace_id), key=lambda line: line.time)

    def measures(self) -> list[Measure]:
        return sorted(self._measures.values(), key=lambda m: (m.service, m.name, m.attributes))
