"""Find the private persons of an act, and build the redactor that hides them.

The store has each person's privacy class, or else the facts of the act decide it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def private_keys(told: Iterable[tuple[str, str | None]], official: Collection[str]) -> frozenset[str]:
    """Return the keys of the private persons of an act, from the key and the privacy class of each mention.

    Persons without a class, as in acts that an earlier pipeline read, are public only if ``official``: the
    act says that they sit, vote or sign.
    """
    standings: dict[str, set[str | None]] = {}
    for key, standing in told:
        standings.setdefault(key, set()).add(standing)
    return frozenset(key for key, said in standings.items() if _is_private(said, key in official))


def _is_private(said: Collection[str | None], is_official: bool) -> bool:
    return "private" in said or ("public" not in said and not is_official)


def has_family_name(words: Collection[str], families: Iterable[Sequence[str]]) -> bool:
    """Return whether the words of a name contain one of these family names."""
    return any(family and set(family) <= set(words) for family in families)
