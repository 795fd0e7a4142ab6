"""Where pages are that are named elsewhere: in reports, in feeds, in a terminal."""

from __future__ import annotations

from urllib.parse import urlencode


def act(address: str | None, uid: str) -> str:
    """The page of an act; its path alone where the address of the pages is not known."""
    return f"{address or ''}/actes/{uid}"


def feed(address: str | None, number: int, key: str, **more: int) -> str:
    """The feed of an alert, for whoever has its key.

    >>> feed("https://acts.example.org", 3, "k_-1")
    'https://acts.example.org/alertes/3/flux.atom?cle=k_-1'
    """
    return f"{address or ''}/alertes/{number}/flux.atom?{urlencode({'cle': key, **more})}"
