"""How many connections there may be, and how long one may wait: of one connection, without a network or a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast
from unittest.mock import Mock

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from tests.tables import each_row
from uvicorn.server import ServerState

from recueil.settings import Web
from recueil.web.server import BoundedProtocol, ConnectionCounter, network_of

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nname="
REQUEST, READER, LINGER = 7.0, 11.0, 2
BUSY, MANY = HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS


@each_row(
    ("opened", "address", "refusal"),
    [
        ({}, "192.0.2.1", None),
        ({"192.0.2.1": 1}, "192.0.2.1", None),
        ({"192.0.2.1": 2}, "192.0.2.1", MANY),
        ({"192.0.2.1": 2}, "192.0.2.2", None),
        ({"198.51.100.7": 3}, "198.51.100.7", None),
        ({"2001:db8::/64": 2}, "2001:db8::9", MANY),
        ({"2001:db8::/64": 2}, "2001:db8:0:1::9", None),
        ({"192.0.2.1": 2, "192.0.2.2": 1}, "192.0.2.3", None),
        ({"192.0.2.1": 2, "192.0.2.2": 2}, "192.0.2.3", BUSY),
        ({"192.0.2.1": 2, "192.0.2.2": 2}, "198.51.100.7", BUSY),
    ],
)
def test_a_connection_too_many_is_refused(
    opened: dict[str, int], address: str, refusal: HTTPStatus | None
) -> None:
    bounds = Web(connections=4, connections_per_address=2, proxies=("198.51.100.0/24",))
    assert ConnectionCounter(bounds, Counter(opened)).refusal(address) == refusal


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::1", "::/64")],
)
def test_a_client_has_a_network(address: str, network: str) -> None:
    assert network_of(address) == network


@dataclass
class Timer:
    seconds: float
    end: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class Line:
    """A transport and the loop beside it: what was written, and the timers that run."""

    written: bytes = b""
    unread: int = 0
    is_closed: bool = False
    is_aborted: bool = False
    timers: list[Timer] = field(default_factory=list)

    def call_later(self, seconds: float, end: Callable[[], None]) -> Timer:
        self.timers.append(Timer(seconds, end))
        return self.timers[-1]

    def running(self) -> list[float]:
        return [timer.seconds for timer in self.timers if not timer.is_cancelled]

    def expire(self) -> None:
        """End the one timer that runs."""
        [timer] = [timer for timer in self.timers if not timer.is_cancelled]
        self.timers.remove(timer)
        timer.end()

    def create_task(self, coroutine: Coroutine[Any, Any, None], **_: object) -> Mock:
        """Never answers."""
        coroutine.close()
        return Mock()

    def get_extra_info(self, name: str) -> object:
        return {"peername": ("192.0.2.1", 5000), "sockname": ("127.0.0.1", 80)}.get(name)

    def write(self, data: bytes) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_aborted = True

    def resume_reading(self) -> None: ...

    def pause_reading(self) -> None: ...


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers nothing."""


def connected(connections: ConnectionCounter | None = None) -> tuple[BoundedProtocol, Line]:
    """A connection that somebody has just opened."""
    bounds = Web(request_seconds=REQUEST, reader_seconds=READER, connections_per_address=1)
    line = Line()
    config = uvicorn.Config(nothing, log_config=None, ws="none")
    protocol = BoundedProtocol(
        config, ServerState(), {}, connections=connections or ConnectionCounter(bounds), _loop=cast(Any, line)
    )
    protocol.connection_made(cast(Any, line))
    return protocol, line


@pytest.mark.parametrize("sent", [[], [HEAD], [HEAD, b"X: y\r\n", b"X: y\r\n"], [BODY], [BODY, b"a"]])
def test_the_rest_of_a_request_is_awaited_so_long_and_no_longer(sent: list[bytes]) -> None:
    protocol, line = connected()
    for part in sent:
        protocol.data_received(part)
    assert line.running() == [REQUEST]
    assert len(line.timers) == (2 if BODY in sent else 1)
    line.expire()
    assert line.written.startswith(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n")
    assert (line.is_closed, line.is_aborted, line.running()) == (True, False, [LINGER])
    line.expire()
    assert line.is_aborted


def test_a_whole_request_is_no_longer_awaited() -> None:
    protocol, line = connected()
    protocol.data_received(HEAD + b"\r\n")
    assert line.running() == []


@pytest.mark.parametrize(("read", "is_aborted"), [(0, True), (10_999, True), (11_000, False)])
def test_who_reads_too_slowly_is_cut_off(read: int, is_aborted: bool) -> None:
    protocol, line = connected()
    protocol.data_received(HEAD + b"\r\n")
    line.unread = 100_000
    protocol.pause_writing()
    assert line.running() == [READER]
    line.unread -= read
    line.expire()
    assert (line.is_aborted, line.running()) == (is_aborted, [] if is_aborted else [READER])
    protocol.resume_writing()
    assert line.running() == []


def test_a_second_connection_is_refused_and_not_counted() -> None:
    connections = ConnectionCounter(Web(connections_per_address=1))
    first, _ = connected(connections)
    refused, line = connected(connections)
    assert line.written.startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
    assert (line.is_closed, connections.open) == (True, Counter({"192.0.2.1": 1}))
    refused.connection_lost(None)
    first.connection_lost(None)
    assert connections.open == Counter()
    _, line = connected(connections)
    assert line.written == b""
