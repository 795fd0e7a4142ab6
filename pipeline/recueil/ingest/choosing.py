"""Which work is meant, by its state, its reason, its body and when it failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from recueil.store.ledger.works import State, Work
from recueil.store.store import Store

NOT_DONE: tuple[State, ...] = ("pending", "running", "failed", "quarantined")
FAILED_STATES: tuple[State, ...] = ("failed", "quarantined")


def select_work(
    store: Store,
    states: Collection[State],
    reasons: Collection[str] = (),
    bodies: Collection[str] = (),
    since: datetime | None = None,
) -> list[Work]:
    """Select work by state and, where given, by failure reason, body, and time of failure."""
    return [
        work
        for work in store.ledger.standing(states)
        if (not reasons or work.reason in reasons)
        and (not bodies or work.body in bodies)
        and (since is None or (work.finished is not None and work.finished >= since))
    ]


def is_below(source: str, addresses: Iterable[str]) -> bool:
    """Return whether a source is one of these files, or lies below one of these folders."""
    return any(source == address or source.startswith(f"{address}/") for address in addresses)
