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
from recueil.ingest.plan import NOT_DONE, Plan, plan_retry, select_work
from recueil.ingest.scopes import Boundaries
from recueil.ingest.sources import collect_files, unreachable_sources
from recueil.readers.reader import is_program_now_installed
from recueil.settings import load_settings
from recueil_flows.requests import RetryRequest
from recueil_flows.run import run_pipeline
from recueil_flows.tasks import run_to_state

if TYPE_CHECKING:
    from recueil.store.store import Store


@flow(name="retry", persist_result=False)
def retry(request: RetryRequest = RetryRequest()) -> State[Any]:
    """Retry unfinished work. ``recueil_flows.run`` defines how it may end."""
    return run_to_state(lambda: _retry(request))


def _retry(request: RetryRequest) -> State[Any]:
    settings = load_settings(store=request.store, dask=request.dask)

    def plan(store: Store) -> Plan:
        chosen = select_work(store, NOT_DONE, request.reasons, request.bodies, request.since)
        found = collect_files(unreachable_sources(chosen, settings), settings, get_run_logger().info)
        version = fr_recueil.version()
        boundaries = Boundaries(settings.sources, settings.mirror)
        fetched = found.files, found.scopes
        return plan_retry(
            store,
            chosen,
            version,
            settings.limits,
            datetime.now(UTC),
            *fetched,
            is_program_now_installed,
            boundaries,
        )

    return run_pipeline("retry", settings, plan)
