"""ingest: fetch → discover → skip what the ledger knows → read, extract and store in batches.

Writes the store (one transaction per act), its ledger, and the mirror of remote sources. Uses no Prefect
cache: the ledger (content hash × pipeline version) decides what is to be done, so running again finishes a
run that died.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.ingest.plan import Plan, plan_ingest
from recueil.ingest.sources import collect_files, configured_scopes
from recueil.readers.reader import is_program_now_installed
from recueil.settings import Settings, Source, load_settings
from recueil_flows.requests import IngestRequest, resolve_sources
from recueil_flows.run import run_pipeline
from recueil_flows.tasks import run_to_state

if TYPE_CHECKING:
    from recueil.store.store import Store


@flow(name="ingest", persist_result=False)
def ingest(request: IngestRequest = IngestRequest()) -> State[Any]:
    """Bring new and changed acts into the store. ``recueil_flows.run`` defines how it may end."""
    return run_to_state(lambda: _ingest(request))


def _ingest(request: IngestRequest) -> State[Any]:
    settings = load_settings(store=request.store, dask=request.dask)
    sources = resolve_sources(request, settings)
    is_whole = not (request.paths or request.urls)
    return run_pipeline(
        "ingest", settings, lambda store: _plan(store, sources, settings, is_whole=is_whole), sources
    )


def _plan(store: Store, sources: Sequence[Source], settings: Settings, *, is_whole: bool) -> Plan:
    """Collect the files of the sources and plan the work on them."""
    found = collect_files(sources, settings, get_run_logger().info)
    return plan_ingest(
        store,
        found.files,
        fr_recueil.version(),
        settings.limits,
        datetime.now(UTC),
        found.scopes,
        is_program_now_installed,
        configured_scopes(settings),
        is_whole=is_whole,
    )
