"""What the pages of an act are given: the act of the address, a value of it, its original."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException

from recueil.originals import Original, original
from recueil.store import StoredAct
from recueil.values import Entity
from recueil.web.given import StoreOf


def act_of(store: StoreOf, uid: str) -> StoredAct:
    """The act that an address names."""
    return store.act(uid)


ActOf = Annotated[StoredAct, Depends(act_of)]


def value_of(stored: StoredAct, number: int) -> Entity:
    """The value of that number, counted from 1."""
    if not 1 <= number <= len(stored.act.entities):
        raise HTTPException(404, f"Cet acte n'a pas de valeur {number} : il en a {len(stored.act.entities)}.")
    return stored.act.entities[number - 1]


def original_of(stored: StoredAct) -> Original | None:
    """Only ever a file that the store itself names, as long as it seems to be the same."""
    return original(stored.files, stored.document.sha256, stored.document.size)
