"""ETags and conditional requests (RFC 9110): responses are not sent again to clients that have them.

In the API, every buffered response has one. Everywhere, HEAD is answered as GET without the body.
"""

from __future__ import annotations

import datetime
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
_HEADERS_OF_304 = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Link")
_HEAD = "recueil.head"
_CACHE_HEADERS = {"Cache-Control": REVALIDATE, "Vary": "Authorization, Cookie"}
NOT_MODIFIED: Responses = {304: {"description": "What the client has, named in If-None-Match, is still so."}}


def content_etag(content: bytes) -> str:
    """Return a strong ETag, the hash of the content: right after every change."""
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def validators(etag: str, modified: datetime.datetime | None = None) -> dict[str, str]:
    """Return the headers by which a client revalidates its copy; only this client may keep one."""
    date = {"Last-Modified": format_datetime(modified.astimezone(datetime.UTC), usegmt=True)} if modified else {}
    return {"ETag": etag, **date, "Cache-Control": REVALIDATE}


def conditional_response(
    request: Request, response: Response, etag: str, modified: datetime.datetime | None = None
) -> Response:
    """Add validators to a response; replace it with 304 Not Modified where the client has it."""
    response.headers.update(validators(etag, modified))
    if not is_current(request, etag, modified):
        return response
    headers = {name: response.headers[name] for name in _HEADERS_OF_304 if name in response.headers}
    return Response(status_code=304, headers=headers)


def is_current(request: Request, etag: str, modified: datetime.datetime | None = None) -> bool:
    """Return whether the client's copy is current, by weak comparison.

    If-None-Match takes precedence over If-Modified-Since.
    """
    if "if-none-match" in request.headers:
        lines = request.headers.getlist("if-none-match")
        etags = {each.strip().removeprefix("W/") for line in lines for each in line.split(",")}
        return "*" in etags or etag.removeprefix("W/") in etags
    since = _parse_http_date(request.headers.get("if-modified-since"))
    return modified is not None and since is not None and modified.replace(microsecond=0) <= since


def _parse_http_date(text: str | None) -> datetime.datetime | None:
    """Parse an HTTP date; None where it is invalid."""
    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date.replace(tzinfo=datetime.UTC) if date.tzinfo is None else date


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ETagRoute(APIRoute):
    """Route whose buffered responses have a weak ETag; streamed ones have none."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()

        async def answer_conditionally(request: Request) -> Response:
            response = await answer(request)
            response.headers.update(_CACHE_HEADERS)
            if request.method == "GET" and response.status_code == 200:
                body = getattr(response, "body", None)
                if body is not None:
                    response = conditional_response(request, response, f"W/{content_etag(body)}")
            if not request.scope.get(_HEAD):
                return response
            without_body = Response(status_code=response.status_code)
            without_body.raw_headers = response.raw_headers
            return without_body

        return answer_conditionally


class HeadFromGet:
    """Middleware that answers HEAD as GET without a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_only(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET", _HEAD: True}, receive, headers_only)
