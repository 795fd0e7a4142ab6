"""ingest: fetch → discover → skip what the ledger knows → read, extract and store in batches.

Writes the store (one transaction per act), its ledger, and the mirror of remote sources. Uses no Prefect
cache: the ledger (content hash × pipeline version) decides what is to be done, so running again finishes a
run that died.
"""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

from recueil_flows.error_redaction import failure_as_state
from recueil_flows.requests import IngestRequest, load_inputs
from recueil_flows.run import run_pipeline
from recueil_flows.source_plan import plan_sources


@flow(name="ingest", persist_result=False)
def ingest(request: IngestRequest = IngestRequest()) -> State[Any]:
    """Bring new and changed acts into the store. ``recueil_flows.run`` defines how it may end."""
    with failure_as_state() as end:
        inputs = load_inputs(request)
        end.state = run_pipeline(
            "ingest",
            inputs,
            lambda store: plan_sources(store, inputs, get_run_logger().info, is_whole=request.is_whole),
        )
    return end.state
