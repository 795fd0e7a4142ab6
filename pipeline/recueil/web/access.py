"""Who asks, and what they may do. Every route lets in readers, editors and admins alone, unless it is ``public``.

A store without accounts is open to whoever sits at this machine, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request

from recueil.accounts.schema import Role
from recueil.accounts.users import LOCAL, Account, covers
from recueil.store.store import Store
from recueil.web.credentials import SESSION, bearer, cookie
from recueil.web.security import is_loopback

E = TypeVar("E", bound=Callable[..., Any])
_public: set[Callable[..., Any]] = set()


@dataclass(frozen=True, slots=True)
class User:
    """Who asks; without accounts, whoever sits at this machine."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return covers(self.role, role)

    @property
    def is_local(self) -> bool:
        return self.name == LOCAL


def public(endpoint: E) -> E:
    """The route answers whoever asks."""
    _public.add(endpoint)
    return endpoint


def visitor(request: Request) -> User | None:
    """Who asks; None for somebody who is not known."""
    store: Store = request.app.state.store
    account = _account(request, store, request.app.state.clock())
    user = None if account is None else User(account.name, account.role)
    if user is not None or store.accounts.exist():
        # What is shown now is for this reader: SecurityHeaders has nobody keep it.
        request.state.is_private = True
    elif request.app.state.is_local and is_loopback(request.url.hostname or ""):
        user = User(LOCAL, "admin")
    request.state.user = user
    return user


def _account(request: Request, store: Store, when: datetime) -> Account | None:
    """A token says who asks, whatever the cookie."""
    if (token := bearer(request)) is not None:
        return store.tokens.find(token, when)
    session = cookie(request, SESSION)
    return None if session is None else store.sessions.find(session, when)


Visitor = Annotated[User | None, Depends(visitor)]


def let_in(request: Request, user: Visitor) -> None:
    """The guard of all routes."""
    if user is None and request.scope["endpoint"] not in _public:
        raise _unknown()


def current_user(user: Visitor) -> User:
    if user is None:
        raise _unknown()
    return user


def _unknown() -> HTTPException:
    return HTTPException(401, "Il faut un jeton valable.", {"WWW-Authenticate": "Bearer"})


def _at_least(role: Role) -> Any:
    def allowed(user: Annotated[User, Depends(current_user)]) -> User:
        if not user.may(role):
            raise HTTPException(403, "Votre compte ne permet pas cette action.")
        return user

    return Depends(allowed)


Reader = Annotated[User, _at_least("reader")]
Editor = Annotated[User, _at_least("editor")]
Admin = Annotated[User, _at_least("admin")]
