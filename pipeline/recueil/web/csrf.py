"""CSRF protection: each form contains a token that belongs to a cookie of its browser.

Requests that a browser marks as cross-site have been refused before, by ``security.SameOrigin``.
"""

from __future__ import annotations

import hashlib
import hmac

from fastapi import HTTPException, Request
from fastapi.responses import Response

from recueil.accounts.passwords import new_secret
from recueil.web.authentication import (
    SESSION_COOKIE,
    VISITOR_COOKIE,
    bearer_token,
    is_api,
    read_cookie,
    set_cookie,
)

FIELD = "csrf"
HEADER = "X-CSRF-Token"
_READS = ("GET", "HEAD", "OPTIONS")
_EXPIRED = "Ce formulaire n'est plus valable : revenez en arrière, rechargez la page et recommencez."


class Field:
    """``{{ csrf }}`` in a form that changes something. The browser gets a cookie only where it is rendered."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __html__(self) -> str:
        return f'<input type="hidden" name="{FIELD}" value="{token(self._request)}">'


def token(request: Request) -> str:
    """Return the token that this browser's forms and scripts send."""
    secret = _secret(request)
    if secret is None:
        secret = request.state.new_visitor = new_secret()
    return _of(secret)


def remember(request: Request, response: Response) -> None:
    """Set the cookie of the browser's tokens, where a new one was made."""
    if visitor := getattr(request.state, "new_visitor", None):
        set_cookie(request, response, VISITOR_COOKIE, visitor)


async def check(request: Request) -> None:
    """Refuse (403) a change without the token of the browser's cookie.

    Bearer tokens need none: no other site can make a browser send one. API requests without a session
    cookie need none either: there is no cookie to abuse.
    """
    if request.method in _READS or bearer_token(request) is not None:
        return
    if is_api(request) and read_cookie(request, SESSION_COOKIE) is None:
        return
    submitted = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    secret = _secret(request)
    if secret is None or not isinstance(submitted, str):
        raise HTTPException(403, _EXPIRED)
    if not hmac.compare_digest(submitted.encode("utf-8", "surrogatepass"), _of(secret).encode()):
        raise HTTPException(403, _EXPIRED)


def _secret(request: Request) -> str | None:
    new: str | None = getattr(request.state, "new_visitor", None)
    return read_cookie(request, SESSION_COOKIE) or read_cookie(request, VISITOR_COOKIE) or new


def _of(secret: str) -> str:
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()
