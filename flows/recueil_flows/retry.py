"""retry: unfinished work → the current content of its source → read, extract and store in batches.

Looks for new files only in remote sources that could not be reached. Quarantined work is retried if its
content has changed; `recueil quarantine release` frees the rest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.ingest.originals import Originals
from recueil.ingest.plan import NOT_DONE, Boundaries, Plan, plan_retry, select_work
from recueil.ingest.sources import collect_files, unreachable_sources
from recueil.readers.reader import is_program_now_installed
from recueil_flows.error_redaction import failure_as_state
from recueil_flows.requests import RetryRequest, load_inputs
from recueil_flows.run import run_pipeline

if TYPE_CHECKING:
    from recueil.settings import Settings
    from recueil.store.store import Store


@flow(name="retry", persist_result=False)
def retry(request: RetryRequest = RetryRequest()) -> State[Any]:
    """Retry unfinished work. ``recueil_flows.run`` defines how it may end."""
    with failure_as_state() as end:
        inputs = load_inputs(request)
        end.state = run_pipeline("retry", inputs, lambda store: _plan(store, request, inputs.settings))
    return end.state


def _plan(store: Store, request: RetryRequest, settings: Settings) -> Plan:
    """Select unfinished work, download unreachable sources again, and plan what can be retried."""
    selected = select_work(store, NOT_DONE, request.reasons, request.bodies, request.since)
    collected = collect_files(unreachable_sources(selected, settings), settings, get_run_logger().info)
    return plan_retry(
        store,
        selected,
        fr_recueil.version(),
        settings.limits,
        datetime.now(UTC),
        collected.files,
        collected.scopes,
        is_program_now_installed,
        Boundaries(settings.sources, settings.mirror),
        Originals(settings.originals, store.fingerprints()),
    )
