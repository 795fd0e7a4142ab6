"""Plan an ingestion: fetch → discover → skip what the ledger knows. Imports nothing of Prefect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import fr_recueil
from recueil.ingest.originals import Originals
from recueil.ingest.plan import Plan, plan_ingest
from recueil.ingest.sources import collect_files, configured_scopes
from recueil.readers.reader import is_program_now_installed
from recueil.store.store import Store
from recueil_flows.process_context import RunInputs


def plan_sources(store: Store, inputs: RunInputs, log: Callable[[str], None], *, is_whole: bool) -> Plan:
    """Collect the files of the sources and plan the work on them.

    ``is_whole`` says that the sources are all those of the settings. ``log`` receives what to tell operators.
    """
    collected = collect_files(inputs.sources, inputs.settings, log)
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
