"""Compare the acts of the bodies that changed: cross-checks, and which beneficiaries may be one. No Prefect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from recueil.store.store import Store


def compare_acts(store: Store, log: Callable[[str], None]) -> None:
    """Make the proposals and the findings of each body whose acts have changed since they were last made.

    The findings of some bodies are made together with the record that they are, and last: a run that is killed
    leaves the others to the next.
    """
    changed = store.cross_checks.list_outdated()
    for part in store.cross_checks.divide(changed):
        now = datetime.now(UTC)
        store.beneficiaries.propose_in(part, now)
        store.cross_checks.make_together(part, now)
    if changed:
        log(f"Bodies whose acts were compared: {len(changed)}.")
