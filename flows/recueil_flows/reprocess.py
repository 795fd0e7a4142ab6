"""reprocess: documents of an earlier pipeline version → extracted again, in batches, from the stored text.

Files are read again only where a part of the pipeline that produces the text has changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.ingest.plan import Boundaries
from recueil.ingest.reprocess import Pipeline, find_outdated, plan_reprocess
from recueil_flows.error_redaction import failure_as_state
from recueil_flows.requests import ReprocessRequest, load_inputs
from recueil_flows.run import run_pipeline

if TYPE_CHECKING:
    from recueil.ingest.plan import Plan
    from recueil.settings import Settings
    from recueil.store.store import Store


@flow(name="reprocess", persist_result=False)
def reprocess(request: ReprocessRequest = ReprocessRequest()) -> State[Any]:
    """Extract again what an earlier pipeline version did. ``recueil_flows.run`` defines how it may end."""
    with failure_as_state() as end:
        inputs = load_inputs(request)
        end.state = run_pipeline("reprocess", inputs, lambda store: _plan(store, inputs.settings))
    return end.state


def _plan(store: Store, settings: Settings) -> Plan:
    """Plan the work on all documents of earlier pipeline versions; log why each group is outdated."""
    pipeline = current_pipeline()
    groups = find_outdated(store, pipeline)
    for group in groups:
        get_run_logger().info(group.reason())
    boundaries = Boundaries(settings.sources, settings.mirror)
    return plan_reprocess(store, groups, pipeline.version, settings.limits, datetime.now(UTC), boundaries)


def current_pipeline() -> Pipeline:
    """Return the installed pipeline: its version and parts."""
    return Pipeline(fr_recueil.version(), fr_recueil.parts(), fr_recueil.READING)
