"""Compare the acts of the bodies that changed: cross-checks, and which beneficiaries may be one. No Prefect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from recueil.store.store import Store


def compare_acts(store: Store, log: Callable[[str], None]) -> None:
    """Make the proposals and the findings of each body whose acts have changed since they were last made.

    Those of a body are made together with the record that they are: a run that is killed leaves the others to the
    next.
    """
    changed = store.cross_checks.outdated()
    for key in changed:
        now = datetime.now(UTC)
        store.beneficiaries.propose_in(key, now)
        store.cross_checks.make(key, now)
    if changed:
        log(f"Bodies whose acts were compared: {len(changed)}.")
