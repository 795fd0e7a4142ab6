"""ingest: fetch → discover → skip what the ledger knows → read, extract and store in batches.

Writes the store (one transaction per act), its ledger, and the mirror of remote sources. Uses no Prefect
cache: the ledger (content hash × pipeline version) decides what is to be done, so running again finishes a
run that died.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.ingest.originals import Originals
from recueil.ingest.plan import Plan, plan_ingest
from recueil.ingest.sources import collect_files, configured_scopes
from recueil.readers.reader import is_program_now_installed
from recueil_flows.error_redaction import failure_as_state
from recueil_flows.process_context import RunInputs
from recueil_flows.requests import IngestRequest, load_inputs
from recueil_flows.run import run_pipeline

if TYPE_CHECKING:
    from recueil.store.store import Store


@flow(name="ingest", persist_result=False)
def ingest(request: IngestRequest = IngestRequest()) -> State[Any]:
    """Bring new and changed acts into the store. ``recueil_flows.run`` defines how it may end."""
    with failure_as_state() as end:
        inputs = load_inputs(request)
        is_whole = not (request.paths or request.urls)
        end.state = run_pipeline("ingest", inputs, lambda store: _plan(store, inputs, is_whole=is_whole))
    return end.state


def _plan(store: Store, inputs: RunInputs, *, is_whole: bool) -> Plan:
    """Collect the files of the sources and plan the work on them."""
    collected = collect_files(inputs.sources, inputs.settings, get_run_logger().info)
    return plan_ingest(
        store,
        collected.files,
        fr_recueil.version(),
        inputs.settings.limits,
        datetime.now(UTC),
        collected.scopes,
        is_program_now_installed,
        configured_scopes(inputs.settings),
        is_whole=is_whole,
        originals=Originals(inputs.settings.originals, store.fingerprints()),
    )
