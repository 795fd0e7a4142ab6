"""Middleware for security: response headers, allowed hosts, same origin, and the size of request bodies."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
_LOCAL = (LOOPBACK, "localhost", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 — only compared with
_LARGEST = 1_000_000
_READS = ("GET", "HEAD", "OPTIONS")
# Allow only resources of this server, nothing inline, and no framing by other pages.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# Responses to a login are never cached, neither by the browser of a shared machine nor by a proxy.
_PRIVATE = {"Cache-Control": "no-store", "Vary": "Cookie, Authorization"}


def is_loopback(host: str) -> bool:
    """Return whether a host is reachable only from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def install(app: FastAPI, address: str | None, host: str) -> None:
    """Install the middleware. Only our own host names are accepted, against DNS rebinding."""
    names = [*_LOCAL, *([] if host in _EVERYWHERE else [host])]
    if address is not None:
        names.append(str(urlsplit(address).hostname))
    app.add_middleware(BoundedBodies)
    app.add_middleware(SameOrigin)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    app.add_middleware(SecurityHeaders)


class SecurityHeaders:
    """Middleware that adds the security headers to every response that does not set them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        state = scope.setdefault("state", {})

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (_HEADERS | (_PRIVATE if state.get("is_private") else {})).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_guarded)


class SameOrigin:
    """Middleware that refuses changes from other sites; clients other than browsers send no origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _READS and _is_foreign(Headers(scope=scope)):
            refusal = PlainTextResponse("This request comes from another site.\n", status_code=403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class BoundedBodies:
    """Middleware that refuses bodies larger than any of our forms before reading them into memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0

        async def receive_bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > _LARGEST:
                raise HTTPException(413, "C'est plus que ce qui peut être envoyé ici.")
            return message

        await self._app(scope, receive_bounded, send)
