"""That a change was asked for by our own forms: each holds a token which belongs to the cookie of its browser.

``security.SameOrigin`` has refused before what a browser says to come from another site.
"""

from __future__ import annotations

import hashlib
import hmac

from fastapi import HTTPException, Request
from fastapi.responses import Response

from recueil.accounts.secret import new_secret
from recueil.web.credentials import SESSION, VISITOR, bearer, cookie, give, is_api

FIELD = "csrf"
HEADER = "X-CSRF-Token"
_READS = ("GET", "HEAD", "OPTIONS")
_EXPIRED = "Ce formulaire n'est plus valable : revenez en arrière, rechargez la page et recommencez."


class Field:
    """``{{ csrf }}`` in a form that changes something. Only where it is used, a browser gets a cookie for it."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __html__(self) -> str:
        return f'<input type="hidden" name="{FIELD}" value="{token(self._request)}">'


def token(request: Request) -> str:
    """What the forms, and the scripts, of this browser send."""
    known = _secret(request)
    if known is None:
        known = request.state.new_visitor = new_secret()
    return _of(known)


def remember(request: Request, response: Response) -> None:
    """Give the browser the cookie that its forms go with, where one was made for them."""
    if visitor := getattr(request.state, "new_visitor", None):
        give(request, response, VISITOR, visitor)


async def check(request: Request) -> None:
    """Refuse a change that does not come with the token of the browser's cookie.

    No other site can have a browser send a token of the API; and where the API was not asked by a browser that is
    logged in, there is no cookie to abuse.
    """
    if request.method in _READS or bearer(request) is not None:
        return
    if is_api(request) and cookie(request, SESSION) is None:
        return
    given = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    known = _secret(request)
    if known is None or not isinstance(given, str) or not _same(given, _of(known)):
        raise HTTPException(403, _EXPIRED)


def _secret(request: Request) -> str | None:
    made: str | None = getattr(request.state, "new_visitor", None)
    return cookie(request, SESSION) or cookie(request, VISITOR) or made


def _of(secret: str) -> str:
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), known.encode())
