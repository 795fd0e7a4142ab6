"""The server in front of the application."""

from __future__ import annotations

import socket
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from recueil.errors import ServeError
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web.app import create_app
from recueil.web.connections import BoundedProtocol, ConnectionCounter
from recueil.web.security import is_loopback

# Seconds for active requests to finish at shutdown, after which they are cut off.
_SHUTDOWN_SECONDS = 5


def serve(store: Store, settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted. Raise ServeError where the address cannot be used, or not without accounts."""
    _require_accounts(store, settings, host)
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
    return _Server(config, f"http://{_url_host(host)}:{port}/")


def _require_accounts(store: Store, settings: Settings, host: str) -> None:
    """Raise ServeError for an address other than loopback where there are no accounts.

    The public address counts too: a proxy may expose a server that only this machine reaches.
    """
    places = [host, *([str(urlsplit(settings.web.address).hostname)] if settings.web.address else [])]
    for place in places:
        if not is_loopback(place) and not store.accounts.are_usable():
            raise ServeError(
                f"Without accounts, nobody else may read: {place} is not this machine alone.",
                "Make one: `recueil user add NAME --role admin`.",
            )


class _Server(uvicorn.Server):
    """Prints its address once it serves, and can be interrupted."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Recueil answers at {self._address} (Ctrl-C ends it).", flush=True)


def _bind_socket(host: str, port: int) -> socket.socket:
    """Bind a socket; raise ServeError where that is impossible."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as error:
        raise ServeError(
            f"Nobody can listen at {host}, port {port}: {error.strerror or error}.", "Choose another --port."
        ) from error
    return listening


def _url_host(host: str) -> str:
    """Return the host as URLs write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
