"""URLs of pages for use outside them: in reports, feeds and the terminal."""

from __future__ import annotations

from urllib.parse import urlencode


def act_url(address: str | None, uid: str) -> str:
    """Return the URL of an act's page; only its path where the base address is unknown."""
    return f"{address or ''}/actes/{uid}"


def feed_url(address: str | None, number: int, key: str, **more: int) -> str:
    """Return the URL of an alert's feed, with its secret key.

    >>> feed_url("https://acts.example.org", 3, "k_-1")
    'https://acts.example.org/alertes/3/flux.atom?cle=k_-1'
    """
    return f"{address or ''}/alertes/{number}/flux.atom?{urlencode({'cle': key, **more})}"
