"""Answers that a client may keep and ask about again, and whose headers alone may be asked for.

The tag is made of the answer, whatever it was made of: it is right after every change, by whomever.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recueil.web import validators
from recueil.web.api.problems import Responses

_HEAD = "recueil.head"
_CACHE_HEADERS = {
    "Cache-Control": validators.REVALIDATE,
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
    return _not_modified(response) if validators.matches_etag(request, tag) else response


def _not_modified(response: Response) -> Response:
    kept = {name: response.headers[name] for name in (*_CACHE_HEADERS, "ETag", "Link") if name in response.headers}
    return Response(status_code=304, headers=kept)


def _without_body(response: Response) -> Response:
    bare = Response(status_code=response.status_code)
    bare.raw_headers = response.raw_headers
    return bare
