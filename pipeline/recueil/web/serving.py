"""The server in front of the application."""

from __future__ import annotations

import ipaddress
import socket

import uvicorn

from recueil.errors import ServeError
from recueil.settings import Settings
from recueil.store import Store
from recueil.web.app import create_app

# Requests in hand are ended before the server does; after so many seconds they are cut.
_LAST = 5


def serve(store: Store, settings: Settings, host: str, port: int) -> None:
    """Listen and answer until interrupted. ServeError where nobody can, or may, listen there."""
    if not is_loopback(host):
        raise ServeError(f"Without accounts, nobody else may read: {host} is not this machine alone.")
    config = uvicorn.Config(
        create_app(store, settings, host),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_LAST,
        proxy_headers=False,
    )
    with _bound(host, port) as listening:
        _Server(config, f"http://{_written(host)}:{port}/").run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says where it answers once it does, and can be interrupted."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Recueil answers at {self._address} (Ctrl-C ends it).", flush=True)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bound(host: str, port: int) -> socket.socket:
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


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
