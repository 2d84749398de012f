"""An HTTP/1.1 client that costs little, on keep-alive connections: httpx would be what is measured, on two cores."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from stack.settings import HOST

_END_OF_HEADERS = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Answers:
    """What came back: how many of each status, and the body of the last one."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    last_body: bytes = b""

    @property
    def count(self) -> int:
        return self.statuses.total()


def request(method: str, path: str, token: str, body: object = None) -> bytes:
    """One request as bytes, ready to be sent many times."""
    content = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Authorization: Bearer {token}"]
    if content:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join(head).encode() + _END_OF_HEADERS + content


def during(seconds: float, requests: Sequence[bytes]) -> Iterator[bytes]:
    """The requests again and again, for that long."""
    end = time.perf_counter() + seconds
    for each in cycle(requests):
        if time.perf_counter() > end:
            return
        yield each


async def fire(port: int, requests: Iterable[bytes], concurrency: int) -> Answers:
    """Send them all, `concurrency` at a time. Raises ConnectionError when the server hangs up."""
    answers, waiting = Answers(), iter(requests)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    lines = [_Line(waiting, answers, loop.create_future()) for _ in range(concurrency)]
    for line in lines:
        await loop.create_connection(lambda line=line: line, HOST, port)  # type: ignore[misc]
    await asyncio.gather(*(line.done for line in lines))
    answers.seconds = time.perf_counter() - started
    return answers


class _Line(asyncio.Protocol):
    """One connection: it sends the next request when the answer to the one before is whole."""

    def __init__(self, requests: Iterator[bytes], answers: Answers, done: "asyncio.Future[None]") -> None:
        self._requests = requests
        self._answers = answers
        self.done = done
        self._buffer = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_END_OF_HEADERS)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        whole = end + len(_END_OF_HEADERS) + _length(head)
        if len(self._buffer) < whole:
            return
        self._answers.statuses[int(head[9:12])] += 1
        self._answers.last_body = self._buffer[end + len(_END_OF_HEADERS) : whole]
        self._buffer = self._buffer[whole:]
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def _next(self) -> None:
        following = next(self._requests, None)
        if following is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(following)


def _length(head: bytes) -> int:
    """Of the body. Our servers announce it always, but for a status without one."""
    start = head.find(_LENGTH)
    return int(head[start + len(_LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
