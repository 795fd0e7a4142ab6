"""The HTTP server: uvicorn with limits on connections, on slow clients, and on where it may listen.

uvicorn closes an idle connection, but waits forever for the rest of a request, and for a client that reads
a response.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from recueil.errors import ServeError
from recueil.settings import Settings, Web
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil.web.app import create_app
from recueil.web.security import is_loopback

# Seconds after which data is dropped that the client does not read.
_LINGER_SECONDS = 2
# Bytes per second below which a client counts as not reading.
_MIN_BYTES_PER_SECOND = 1_000


@dataclass(slots=True)
class ConnectionCounter:
    """Counts the open connections of a server per network, and limits them."""

    settings: Web
    open: Counter[str] = field(default_factory=Counter)

    def refusal(self, address: str) -> HTTPStatus | None:
        """Return the status that refuses a connection; None to accept it. Proxies have no limit per address."""
        if self.open.total() >= self.settings.connections:
            return HTTPStatus.SERVICE_UNAVAILABLE
        if self.open[network_of(address)] < self.settings.connections_per_address or any(
            ip_address(address) in ip_network(proxy) for proxy in self.settings.proxies
        ):
            return None
        return HTTPStatus.TOO_MANY_REQUESTS


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and the /64 network of an IPv6 address: one client has all of it."""
    ip = ip_address(address)
    return str(ip) if ip.version == 4 else str(ip_network(f"{ip}/64", strict=False))


class BoundedProtocol(H11Protocol):
    """Connection that is closed when sending the request, or reading the response, takes too long."""

    def __init__(self, *args: Any, connections: ConnectionCounter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._open = connections
        self._bounds = connections.settings
        self._network: str | None = None
        # The client state that is being waited for, and the timers of the waits.
        self._waits_for: object = None
        self._request_timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else "127.0.0.1"
        refused = self._open.refusal(address)
        if refused is not None:
            self._refuse(refused)
            return
        self._network = network_of(address)
        self._open.open[self._network] += 1
        self._await_rest()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._network is not None:
            self._open.open[self._network] -= 1
            self._open.open += Counter()
        _cancel(self._request_timer)
        _cancel(self._reader_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._await_rest()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        # uvicorn limits the wait for the next request; the body of this one may still arrive.
        if self.conn.their_state is not h11.SEND_BODY:
            self._waits_for = None
            _cancel(self._request_timer)

    def _await_rest(self) -> None:
        """Start a timer for the rest of the head, then one for the rest of the body, each from its start."""
        state = self.conn.their_state
        if state is self._waits_for:
            return
        self._waits_for = state
        _cancel(self._request_timer)
        if state in (h11.IDLE, h11.SEND_BODY):
            self._request_timer = self.loop.call_later(self._bounds.request_seconds, self._give_up)

    def _give_up(self) -> None:
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Send a status, unless a response has begun, and close."""
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = f"{status.value} {status.phrase}\n"
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nRetry-After: 5\r\n"
            kind = f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(f"{head}{kind}{body}".encode("ascii"))
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._close()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._close()

    def _close(self) -> None:
        """Close once the written data is read, or after a short wait."""
        self.transport.close()
        _cancel(self._reader_timer)
        self._reader_timer = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            _cancel(self._reader_timer)

    def _await_reader(self) -> None:
        """Start a timer for the client to read what is written."""
        self._unread = self.transport.get_write_buffer_size()
        _cancel(self._reader_timer)
        self._reader_timer = self.loop.call_later(self._bounds.reader_seconds, self._look_at_reader)

    def _look_at_reader(self) -> None:
        """Abort if the client has read too slowly; otherwise wait again."""
        read = self._unread - self.transport.get_write_buffer_size()
        if read < _MIN_BYTES_PER_SECOND * self._bounds.reader_seconds:
            self.transport.abort()
        else:
            self._await_reader()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


# Seconds for active requests to finish at shutdown, after which they are cut off.
_SHUTDOWN_SECONDS = 5


def serve(store: Store, settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted. Raise ServeError where the address cannot be used, or not without accounts."""
    _require_accounts(store, settings, host)
    store.keep_columns()
    with _bind_socket(host, port) as listening:
        make_server(store, settings, host, port).run(sockets=[listening])


def make_server(store: Store, settings: Settings, host: str, port: int) -> uvicorn.Server:
    """Create the server of the pages and the API; ``run`` serves until ``should_exit``."""
    protocol: Any = partial(BoundedProtocol, connections=ConnectionCounter(settings.web))
    config = uvicorn.Config(
        create_app(store, settings, host),
        http=protocol,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        proxy_headers=bool(settings.web.proxies),
        forwarded_allow_ips=list(settings.web.proxies),
    )
    url_host = f"[{host}]" if ":" in host else host
    return _Server(config, f"http://{url_host}:{port}/")


def _require_accounts(store: Store, settings: Settings, host: str) -> None:
    """Raise ServeError for an address other than loopback where there are no accounts.

    The public address counts too: a proxy may expose a server that only this machine reaches.
    """
    places = [host, *([str(urlsplit(settings.web.address).hostname)] if settings.web.address else [])]
    for place in places:
        if not is_loopback(place) and not store.accounts.are_usable():
            raise ServeError(
                _("Without accounts, nobody else may read: {place} is not this machine alone.").format(
                    place=place
                ),
                _("Make one: `recueil user add NAME --role admin`."),
            )


class _Server(uvicorn.Server):
    """Prints its address once it serves, and can be interrupted."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(_("Recueil answers at {address} (Ctrl-C ends it).").format(address=self._address), flush=True)


def _bind_socket(host: str, port: int) -> socket.socket:
    """Bind a socket; raise ServeError where that is impossible."""
    try:
        family, kind, protocol, __, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as error:
        raise ServeError(
            _("Nobody can listen at {host}, port {port}: {strerror}.").format(
                host=host, port=port, strerror=error.strerror or error
            ),
            _("Choose another --port."),
        ) from error
    return listening
