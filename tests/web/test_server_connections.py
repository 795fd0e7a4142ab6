"""Connections that only wait are closed, and one client has only so many: of the server of `recueil serve`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from tests.waiting import wait_until

from recueil.settings import Settings, Web
from recueil.store.open import open_store
from recueil.web.server import make_server

MANY = 300
ANSWERS = 60
# So long a test waits for what comes at once, or within the bounds of the server below.
PATIENCE = 60.0
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname="

Serve = Callable[..., int]
Connect = Callable[[int], socket.socket]


@pytest.fixture
def serve(corpus_store: str) -> Iterator[Serve]:
    """Serves the sample acts with settings of the pages; gives the port."""
    with open_store(corpus_store) as store, ExitStack() as ending:

        def started(**bounds: Any) -> int:
            listening = ending.enter_context(socket.create_server(("127.0.0.1", 0), backlog=2 * MANY))
            port: int = listening.getsockname()[1]
            server = make_server(store, Settings(web=Web(**bounds)), "127.0.0.1", port)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})

            def end() -> None:
                server.force_exit = server.should_exit = True
                thread.join()

            thread.start()
            ending.callback(end)
            return port

        yield started


@pytest.fixture
def connect() -> Iterator[Connect]:
    with ExitStack() as ending:

        def connected(port: int) -> socket.socket:
            return ending.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))

        yield connected


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    read = b""
    try:
        while part := connection.recv(1 << 16):
            read += part
    except ConnectionResetError:
        pass
    return read


def status(port: int) -> int:
    return httpx.get(f"http://127.0.0.1:{port}/", params={"q": "subvention"}, timeout=PATIENCE).status_code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (HEAD, b"HTTP/1.1 408 Request Timeout\r\n"),
        (BODY, b"HTTP/1.1 408 Request Timeout\r\n"),
        (b"", b"HTTP/1.1 408 "),
    ],
    ids=["head", "body", "nothing"],
)
def test_half_a_request_is_given_up(serve: Serve, connect: Connect, sent: bytes, answer: bytes) -> None:
    port = serve(request_seconds=1, connections_per_address=MANY + 10)
    waiting = [connect(port) for _ in range(MANY)]
    for connection in waiting:
        connection.sendall(sent)
    assert status(port) == 200
    assert {rest(connection)[: len(answer)] for connection in waiting} == {answer}
    assert status(port) == 200


@pytest.mark.slow
def test_a_head_that_comes_in_drops_is_given_up(serve: Serve, connect: Connect) -> None:
    slow = connect(serve(request_seconds=1))
    slow.sendall(HEAD)
    slow.settimeout(0.1)
    read = b""
    for _ in range(int(PATIENCE * 10)):
        try:
            slow.sendall(b"X: y\r\n")
            read = slow.recv(1 << 16)
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            pass
        break
    else:
        pytest.fail("the head is still awaited")
    assert read[:12] in (b"HTTP/1.1 408", b"")


def test_one_address_has_so_many_connections(serve: Serve, connect: Connect) -> None:
    port = serve(connections_per_address=5)
    first = [connect(port) for _ in range(5)]
    first[0].sendall(HEAD + b"\r\n")
    assert first[0].recv(15) == b"HTTP/1.1 200 OK"
    assert rest(connect(port)).startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
    for connection in first:
        connection.close()
    _until_let_in(port, connect)


def test_all_have_so_many_connections(serve: Serve, connect: Connect) -> None:
    port = serve(connections=5, proxies=["127.0.0.1"], connections_per_address=1)
    first = [connect(port) for _ in range(5)]
    first[4].sendall(HEAD + b"\r\n")
    assert first[4].recv(15) == b"HTTP/1.1 200 OK"
    assert rest(connect(port)).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")


@pytest.mark.slow
def test_who_does_not_read_is_cut_off(serve: Serve, connect: Connect) -> None:
    """Answers larger than what the machine keeps for a connection wait for their reader, and not for ever."""
    port = serve(reader_seconds=1, connections_per_address=1)
    lazy = connect(port)
    lazy.sendall(b"GET /api/v1/exports/jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * ANSWERS)
    assert lazy.recv(15) == b"HTTP/1.1 200 OK"
    _until_let_in(port, connect)
    assert rest(lazy).count(b"HTTP/1.1 200 OK") < ANSWERS - 1


def _until_let_in(port: int, connect: Connect) -> None:
    wait_until(lambda: b"200 OK" in _answer(connect(port)))


def _answer(connection: socket.socket) -> bytes:
    try:
        connection.sendall(HEAD + b"Connection: close\r\n\r\n")
        return rest(connection)
    except (ConnectionResetError, BrokenPipeError):
        return b""
