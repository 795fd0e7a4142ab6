"""Where redirects may lead: to the public web, and never from there into a network of ours."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from recueil.errors import SourceUnreachable
from recueil.ingest.remote.addresses import WEB_SCHEMES, redact_url
from recueil.ingest.remote.timeouts import RETRY_ADVICE

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Route:
    """How to request a URL. ``trusted``: it is the configured server, which may get our credentials."""

    url: str
    trusted: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)


def resolve_redirect(url: str, location: str) -> str:
    """Return the target of a redirect. Raise SourceUnreachable if it must not be followed."""
    there = str(httpx.URL(urljoin(url, location))).partition("#")[0]
    scheme = urlsplit(there).scheme
    if scheme not in WEB_SCHEMES or (scheme == "http" and urlsplit(url).scheme == "https"):
        raise SourceUnreachable(f"{redact_url(url)}: it redirects to {scheme}:, which is refused.", RETRY_ADVICE)
    return there


def route_to(url: str, configured: str) -> Route:
    """Return how to request a URL: the configured one, or one that it redirected to.

    Raise SourceUnreachable if another host is in a private network.
    """
    there, ours = urlsplit(url), urlsplit(configured)
    if _is_configured_server(there, ours):
        return Route(url, trusted=True)
    address, host = _public_address(there, configured), there.hostname or ""
    # Requested by IP address, against DNS rebinding: the name could resolve to another machine when connecting.
    pinned = there._replace(netloc=_netloc(address, there.port)).geturl()
    named = {"Host": _netloc(host, there.port)}
    return Route(pinned, trusted=False, headers=named, extensions={"sni_hostname": host})


def _netloc(host: str, port: int | None) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"


def _is_configured_server(there: SplitResult, ours: SplitResult) -> bool:
    same_host = there.hostname == ours.hostname
    upgraded = ours.scheme == "http" and there.scheme == "https" and _port(there) == 443
    return same_host and (upgraded or (there.scheme, _port(there)) == (ours.scheme, _port(ours)))


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _public_address(url: SplitResult, configured: str) -> str:
    found = _resolve_host(url.hostname or "", _port(url) or 0)
    if not found or not all(map(_is_public, found)):
        raise SourceUnreachable(
            f"{redact_url(configured)}: it redirects to {url.hostname}, in a private network, which is refused.",
            RETRY_ADVICE,
        )
    return found[0]


def _resolve_host(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _is_public(address: str) -> bool:
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return number.is_global and not number.is_multicast
