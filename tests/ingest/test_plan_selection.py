"""Which work is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recueil.errors import FileChanged, PdfBroken
from recueil.ingest.plan import NOT_DONE, select_work
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FAILED_STATES, FoundFile
from recueil.store.store import Store

WHEN = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)


@pytest.fixture(autouse=True)
def works(store: Store) -> None:
    """Work 1 is quarantined, 2 failed a night later, 3 is in the hands of a run, 4 is pending."""
    ledger = store.ledger
    bodies = ("Metz", "Nancy", "Metz", None)
    found = [FoundFile(f"{n}.txt", f"{n:064}", body) for n, body in enumerate(bodies)]
    run = ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    claims = ledger.claim(run, ledger.enqueue(found, "1", WHEN)[:3], lambda owner: False, WHEN)
    ledger.fail(claims[0], PdfBroken("cut short."), WHEN)
    ledger.fail(claims[1], FileChanged("written to."), WHEN + NIGHT)


@pytest.mark.parametrize(
    ("conditions", "numbers"),
    [
        ({"states": NOT_DONE}, [1, 2, 3, 4]),
        ({"states": FAILED_STATES}, [1, 2]),
        ({"states": ["quarantined"]}, [1]),
        ({"states": ["done"]}, []),
        ({"states": NOT_DONE, "reasons": ["changed", "crash"]}, [2]),
        ({"states": NOT_DONE, "bodies": ["Metz"]}, [1, 3]),
        ({"states": NOT_DONE, "since": WHEN + NIGHT}, [2]),
        ({"states": NOT_DONE, "since": WHEN}, [1, 2]),
        ({"states": NOT_DONE, "reasons": ["changed"], "bodies": ["Metz"]}, []),
    ],
)
def test_work_is_chosen_by_state_reason_body_and_time(
    store: Store, conditions: dict[str, Any], numbers: list[int]
) -> None:
    assert [work.id for work in select_work(store, **conditions)] == numbers
