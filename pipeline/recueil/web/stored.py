"""What the pages of an act are given: the act of the address, a value of it, its original."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from recueil.errors import ForgetKeyMissing
from recueil.page_images import original
from recueil.page_images.original import Original
from recueil.store.acts.lookup import StoredAct
from recueil.store.store import Store
from recueil.values import Entity
from recueil.web.given import StoreDep


def get_act(request: Request, store: StoreDep, uid: str) -> StoredAct:
    """Return the act of the URL; redirect (308) from a former uid to the current one."""
    stored = store.act(uid)
    if not stored.uid.startswith(uid.strip().lower()):
        raise HTTPException(308, headers={"Location": _canonical_url(request, stored.uid)})
    return stored


def _canonical_url(request: Request, uid: str) -> str:
    """Return the requested URL with another uid of the act."""
    before, actes, place = request.url.path.partition("/actes/")
    _, slash, rest = place.partition("/")
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{before}{actes}{uid}{slash}{rest}{query}"


ActDep = Annotated[StoredAct, Depends(get_act)]


def get_value(stored: StoredAct, number: int) -> Entity:
    """Return the value of that number, counted from 1; raise 404."""
    if not 1 <= number <= len(stored.act.entities):
        raise HTTPException(404, f"Cet acte n'a pas de valeur {number} : il en a {len(stored.act.entities)}.")
    return stored.act.entities[number - 1]


def find_original(store: Store, stored: StoredAct) -> Original | None:
    """Find the original file: only one that the store names, and that seems unchanged.

    Raise ForgetKeyMissing where the store's digests are keyed and the key is missing.
    """
    return original.find_original(stored.files, stored.document.sha256, stored.document.size, store.fingerprints())


def has_original(store: Store, stored: StoredAct) -> bool | None:
    """Return whether the original seems to exist; None where that cannot be checked without the key."""
    try:
        return find_original(store, stored) is not None
    except ForgetKeyMissing:
        return None
