"""Which persons of an act are private, as the store has it: told by the pipeline, or by the facts of the act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def private_keys(told: Iterable[tuple[str, str | None]], official: Collection[str]) -> frozenset[str]:
    """The keys of the private persons of an act, from the key and the standing of each mention.

    Of whom no standing is told, as in acts that an earlier pipeline read, only those are public who are
    ``official``: whom the act says to sit, vote or sign.
    """
    standings: dict[str, set[str | None]] = {}
    for key, standing in told:
        standings.setdefault(key, set()).add(standing)
    return frozenset(key for key, said in standings.items() if _is_private(said, key in official))


def _is_private(said: Collection[str | None], is_official: bool) -> bool:
    return "private" in said or ("public" not in said and not is_official)


def is_one_of(words: Collection[str], families: Iterable[Sequence[str]]) -> bool:
    """Whether the words of a name hold one of these family names."""
    return any(family and set(family) <= set(words) for family in families)
