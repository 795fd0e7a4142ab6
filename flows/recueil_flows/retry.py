"""retry: unfinished work → the current content of its source → read, extract and store in batches.

Looks for new files only in remote sources that could not be reached. Quarantined work is retried if its
content has changed; `recueil quarantine release` frees the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.clock import now
from recueil.ingest.choosing import NOT_DONE, choose
from recueil.ingest.planning import Plan, plan_again
from recueil.ingest.scopes import Boundaries
from recueil.ingest.sources import gather, unreached
from recueil.readers.programs import is_overcome
from recueil.settings import load_settings
from recueil_flows.requests import RetryRequest
from recueil_flows.rounds import work
from recueil_flows.tasks import settled

if TYPE_CHECKING:
    from recueil.store.store import Store


@flow(name="retry", persist_result=False)
def retry(request: RetryRequest = RetryRequest()) -> State[Any]:
    """Retry unfinished work. ``recueil_flows.ending`` defines how it may end."""
    return settled(lambda: _retry(request))


def _retry(request: RetryRequest) -> State[Any]:
    settings = load_settings(store=request.store, dask=request.dask)

    def plan(store: Store) -> Plan:
        chosen = choose(store, NOT_DONE, request.reasons, request.bodies, request.since)
        found = gather(unreached(chosen, settings), settings, get_run_logger().info)
        version = fr_recueil.version()
        boundaries = Boundaries(settings.sources, settings.mirror)
        fetched = found.files, found.scopes
        return plan_again(store, chosen, version, settings.limits, now(), *fetched, is_overcome, boundaries)

    return work("retry", settings, plan)
