"""Who asks, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Request

Role = Literal["reader", "editor", "admin"]
_RANKS: dict[Role, int] = {"reader": 0, "editor": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class User:
    """Who asks; without accounts, whoever sits at this machine."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return _RANKS[self.role] >= _RANKS[role]


def current_user(request: Request) -> User:
    return User("local", "admin")


def _at_least(role: Role) -> object:
    def allowed(user: Annotated[User, Depends(current_user)]) -> User:
        if not user.may(role):
            raise HTTPException(403, "Votre compte ne permet pas cette action.")
        return user

    return Depends(allowed)


Reader = Annotated[User, _at_least("reader")]
Editor = Annotated[User, _at_least("editor")]
Admin = Annotated[User, _at_least("admin")]
