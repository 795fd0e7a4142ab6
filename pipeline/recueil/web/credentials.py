"""What a request shows to be let in: the cookie of a session, or the token of a program."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from recueil.settings import Settings

SESSION = "recueil-session"
VISITOR = "recueil-visite"
"""Of a browser without a session, so that forms it was not given can be told from those it was."""


def cookie(request: Request, name: str) -> str | None:
    return request.cookies.get(_full(request, name))


def give(request: Request, response: Response, name: str, value: str) -> None:
    """Until the browser is closed; no script and no other site has a use of it."""
    response.set_cookie(
        _full(request, name), value, path="/", secure=_is_encrypted(request), httponly=True, samesite="lax"
    )


def take(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(
        _full(request, name), path="/", secure=_is_encrypted(request), httponly=True, samesite="lax"
    )


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def bearer(request: Request) -> str | None:
    """The token of a program; pages are not for programs."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if is_api(request) and scheme.lower() == "bearer" else None


def _full(request: Request, name: str) -> str:
    """A browser takes this prefix only from the very host, over TLS: no neighbour can plant such a cookie."""
    return f"__Host-{name}" if _is_encrypted(request) else name


def _is_encrypted(request: Request) -> bool:
    """Whether readers come over TLS, which ends at a proxy before it is here: the settings say so."""
    settings: Settings = request.app.state.settings
    return (settings.web.address or "").startswith("https://")
