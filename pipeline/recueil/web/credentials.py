"""Authentication and authorisation: cookies, bearer tokens, the current user, and roles of routes.

Every route requires a login (reader, editor or admin) unless it is ``public``. A store without accounts is
open to users of this machine, and to nobody else.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from recueil.settings import Settings

SESSION_COOKIE = "recueil-session"
VISITOR_COOKIE = "recueil-visite"
"""Cookie of a browser without a session, to which the CSRF tokens of its forms belong."""


def read_cookie(request: Request, name: str) -> str | None:
    """Return the value of a cookie."""
    return request.cookies.get(_cookie_name(request, name))


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Set a cookie until the browser is closed: HttpOnly, SameSite=Lax, over TLS Secure."""
    response.set_cookie(
        _cookie_name(request, name), value, path="/", secure=_is_encrypted(request), httponly=True, samesite="lax"
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(
        _cookie_name(request, name), path="/", secure=_is_encrypted(request), httponly=True, samesite="lax"
    )


def is_api(request: Request) -> bool:
    """Return whether a request is to the API."""
    return request.url.path.startswith("/api/")


def bearer_token(request: Request) -> str | None:
    """Return the bearer token of an API request; pages accept none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if is_api(request) and scheme.lower() == "bearer" else None


def _cookie_name(request: Request, name: str) -> str:
    """Return the cookie's name, over TLS with the ``__Host-`` prefix: no sibling domain can set such a cookie."""
    return f"__Host-{name}" if _is_encrypted(request) else name


def _is_encrypted(request: Request) -> bool:
    """Return whether readers use TLS, by the settings: TLS may end at a proxy in front."""
    settings: Settings = request.app.state.settings
    return (settings.web.address or "").startswith("https://")
