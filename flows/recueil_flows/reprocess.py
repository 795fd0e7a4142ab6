"""reprocess: documents of an earlier pipeline version → extracted again, in batches, from the stored text.

Files are read again only where a part of the pipeline that produces the text has changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature

import fr_recueil
from recueil.ingest import reprocess as reprocessing
from recueil.ingest.reprocess import Pipeline
from recueil.ingest.scopes import Boundaries
from recueil.settings import load_settings
from recueil_flows.requests import ReprocessRequest
from recueil_flows.run import run_pipeline
from recueil_flows.tasks import run_to_state

if TYPE_CHECKING:
    from recueil.ingest.plan import Plan
    from recueil.store.store import Store


@flow(name="reprocess", persist_result=False)
def reprocess(request: ReprocessRequest = ReprocessRequest()) -> State[Any]:
    """Extract again what an earlier pipeline version did. ``recueil_flows.run`` defines how it may end."""
    return run_to_state(lambda: _reprocess(request))


def _reprocess(request: ReprocessRequest) -> State[Any]:
    settings = load_settings(store=request.store, dask=request.dask)

    def plan(store: Store) -> Plan:
        pipeline = current_pipeline()
        groups = reprocessing.find_outdated(store, pipeline)
        for group in groups:
            get_run_logger().info(group.reason())
        boundaries = Boundaries(settings.sources, settings.mirror)
        return reprocessing.plan_reprocess(
            store, groups, pipeline.version, settings.limits, datetime.now(UTC), boundaries
        )

    return run_pipeline("reprocess", settings, plan)


def current_pipeline() -> Pipeline:
    """Return the installed pipeline: its version and parts."""
    return Pipeline(fr_recueil.version(), fr_recueil.parts(), fr_recueil.READING)
