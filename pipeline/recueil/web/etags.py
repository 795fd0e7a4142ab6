"""ETags and conditional requests (RFC 9110): responses are not sent again to clients that have them.

In the API, the tag is a hash of the response itself, so that it is right after every change. HEAD is
answered as GET without the body.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Coroutine
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recueil.web.api.problems import Responses

REVALIDATE = "private, no-cache"
"""Cache-Control for private responses that must be revalidated: they, or the access to them, may change."""


def conditional_response(request: Request, content: bytes, media: str, modified: datetime.datetime) -> Response:
    """Return the content or 304 Not Modified; only this client may cache it, and must revalidate."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.astimezone(datetime.UTC), usegmt=True),
        "Cache-Control": REVALIDATE,
    }
    if _is_current(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


def matches_etag(request: Request, tag: str) -> bool:
    """Return whether If-None-Match contains the tag, by weak comparison."""
    lines = request.headers.getlist("if-none-match")
    tags = {one.strip().removeprefix("W/") for line in lines for one in line.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def _is_current(request: Request, tag: str, modified: datetime.datetime) -> bool:
    """Return whether the client's copy is current. If-None-Match takes precedence over If-Modified-Since."""
    if "if-none-match" in request.headers:
        return matches_etag(request, tag)
    since = _parse_http_date(request.headers.get("if-modified-since"))
    return since is not None and modified.replace(microsecond=0) <= since


def _parse_http_date(written: str | None) -> datetime.datetime | None:
    """Parse an HTTP date; None where it is invalid."""
    try:
        read = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return read.replace(tzinfo=datetime.UTC) if read.tzinfo is None else read


_HEAD = "recueil.head"
_CACHE_HEADERS = {
    "Cache-Control": REVALIDATE,
    "Vary": "Authorization, Cookie",
}
NOT_MODIFIED: Responses = {304: {"description": "What the client has, named in If-None-Match, is still so."}}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ETagRoute(APIRoute):
    """Route whose buffered responses have a weak ETag; streamed ones have none."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()

        async def revalidated(request: Request) -> Response:
            response = await answer(request)
            response.headers.update(_CACHE_HEADERS)
            if request.method == "GET" and response.status_code == 200:
                response = _add_etag(request, response)
            return _without_body(response) if request.scope.get(_HEAD) else response

        return revalidated


class HeadFromGet:
    """Middleware that answers HEAD as GET without a body."""

    def __init__(self, app: ASGIApp, under: str) -> None:
        self._app = app
        self._under = under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or not scope["path"].startswith(self._under):
            await self._app(scope, receive, send)
            return

        async def headers_only(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET", _HEAD: True}, receive, headers_only)


def _add_etag(request: Request, response: Response) -> Response:
    """Add an ETag to a buffered response; replace it with 304 where the client has it."""
    body = getattr(response, "body", None)
    if body is None:
        return response
    tag = f'W/"{blake2b(body, digest_size=16).hexdigest()}"'
    response.headers["ETag"] = tag
    return _not_modified(response) if matches_etag(request, tag) else response


def _not_modified(response: Response) -> Response:
    kept = {name: response.headers[name] for name in (*_CACHE_HEADERS, "ETag", "Link") if name in response.headers}
    return Response(status_code=304, headers=kept)


def _without_body(response: Response) -> Response:
    bare = Response(status_code=response.status_code)
    bare.raw_headers = response.raw_headers
    return bare
