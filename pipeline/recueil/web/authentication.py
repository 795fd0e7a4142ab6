"""Authentication and authorisation: cookies, bearer tokens, the current user, and roles of routes.

Every route requires a login (reader, editor or admin) unless it is ``public``. A store without accounts is
open to users of this machine, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from recueil.accounts.schema import Role
from recueil.accounts.store import LOCAL, Account, covers
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web.security import is_loopback

SESSION_COOKIE = "recueil-session"
VISITOR_COOKIE = "recueil-visite"
"""Cookie of a browser without a session, to which the CSRF tokens of its forms belong."""
ATTEMPT_COOKIE = "recueil-sso"
"""Cookie of a browser whose user is at the OpenID Connect provider."""


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


E = TypeVar("E", bound=Callable[..., Any])
_public: set[Callable[..., Any]] = set()


@dataclass(frozen=True, slots=True)
class User:
    """The authenticated user; without accounts, a local user."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Return whether the user's role includes this one."""
        return covers(self.role, role)

    @property
    def is_local(self) -> bool:
        return self.name == LOCAL


def public(endpoint: E) -> E:
    """Mark a route as open without login."""
    _public.add(endpoint)
    return endpoint


def identify_user(request: Request) -> User | None:
    """Identify the user of a request; None without valid credentials."""
    store: Store = request.app.state.store
    account = _find_account(request, store, request.app.state.clock())
    user = None if account is None else User(account.name, account.role)
    if user is not None or store.accounts.exist():
        # The response is private: SecurityHeaders forbids caching it.
        request.state.is_private = True
    elif request.app.state.is_local and is_loopback(request.url.hostname or ""):
        user = User(LOCAL, "admin")
    request.state.user = user
    return user


def _find_account(request: Request, store: Store, when: datetime) -> Account | None:
    """Find the account of a token or session; a token takes precedence over the cookie."""
    if (token := bearer_token(request)) is not None:
        return store.tokens.find(token, when)
    session = read_cookie(request, SESSION_COOKIE)
    return None if session is None else store.sessions.find(session, when)


OptionalUser = Annotated[User | None, Depends(identify_user)]


def require_login(request: Request, user: OptionalUser) -> None:
    """Raise 401 for anonymous requests to routes that are not public. A dependency of all routes."""
    if user is None and request.scope["endpoint"] not in _public:
        raise _make_unauthorized()


def current_user(user: OptionalUser) -> User:
    """Return the user; raise 401 for anonymous requests."""
    if user is None:
        raise _make_unauthorized()
    return user


def _make_unauthorized() -> HTTPException:
    return HTTPException(401, "Il faut un jeton valable.", {"WWW-Authenticate": "Bearer"})


def _require_role(role: Role) -> Any:
    """Create a dependency that raises 403 for users below a role."""

    def check_role(user: Annotated[User, Depends(current_user)]) -> User:
        if not user.may(role):
            raise HTTPException(403, "Votre compte ne permet pas cette action.")
        return user

    return Depends(check_role)


Reader = Annotated[User, _require_role("reader")]
Editor = Annotated[User, _require_role("editor")]
Admin = Annotated[User, _require_role("admin")]
