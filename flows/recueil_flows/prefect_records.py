"""Erasure in Prefect's database: removes, through the API, records that name an erased person, or lists them.

Reports, logs and states of this version name nobody. But runs are stored with the paths in their
parameters, and earlier versions logged file names and findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote
from uuid import UUID

from recueil.errors import PrefectUnreachable
from recueil_flows import local_server
from recueil_flows.deployments import plans

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import Artifact, FlowRun

Names = Callable[[str], bool]
T = TypeVar("T")

_PART = 200
"""Records per page of the API."""
_MOST = 100_000
_ARTIFACTS = ("morning-report", "failures", "check")
_SQLITE = "sqlite+aiosqlite:///"
_MAY_NAME = "The store is done with; artifacts, logs and parameters of runs there may still name the person."
_AGAIN = "See that it answers; then `recueil forget --finish` does what is left."


@dataclass(slots=True)
class Records:
    """What was removed, and what the API cannot remove: each entry says what it is and what to do."""

    artifacts: int = 0
    flow_runs: int = 0
    left: list[str] = field(default_factory=list)


def remove_named(names: Names) -> Records:
    """Remove artifacts and runs of Recueil's flows that name somebody. Raise PrefectUnreachable on failure.

    Uses the configured API, or else a local one on the database of ``recueil ingest``, where that exists.
    """
    local_server.quiet()
    from prefect.context import refresh_global_settings_context
    from prefect.settings import PREFECT_API_URL, get_current_settings

    refresh_global_settings_context()
    database = _file_of(get_current_settings())
    if PREFECT_API_URL.value() is None and database is not None and not database.exists():
        return Records()
    try:
        local_server.serve(lambda: None)
    except PrefectUnreachable as error:
        raise PrefectUnreachable(f"{error.message} {_MAY_NAME}", _AGAIN) from None
    return _removed(names, database)


def _file_of(settings: Any) -> Path | None:
    """Return the SQLite file of a local server's database; None where it uses another database."""
    given = settings.server.database.connection_url
    if given is None:
        return Path(settings.home) / "prefect.db"
    url = given.get_secret_value() if hasattr(given, "get_secret_value") else str(given)
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def _removed(names: Names, database: Path | None) -> Records:
    """Connect to the configured API and remove through it."""
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    with _reported(str(PREFECT_API_URL.value())), get_client(sync_client=True) as client:
        return removed(client, names, database)


@contextmanager
def _reported(url: str) -> Iterator[None]:
    """Translate errors of the API to PrefectUnreachable."""
    from httpx import HTTPError
    from prefect.exceptions import PrefectException

    try:
        yield
    except (HTTPError, PrefectException) as error:
        message = f"The Prefect API at {url} did not remove all that it keeps ({type(error).__name__})."
        raise PrefectUnreachable(f"{message} {_MAY_NAME}", _AGAIN) from error


def removed(client: SyncPrefectClient, names: Names, database: Path | None) -> Records:
    """Remove records that name somebody through a client; ``database`` is the file that the server may use."""
    records = Records()
    for artifact in [each for each in _artifacts(client) if _says(names, each.data, each.description)]:
        client.delete_artifact(artifact.id)
        records.artifacts += 1
    gone = []
    for run in [each for each in _flow_runs(client) if _names_somebody(client, each, names)]:
        if run.state is None or not run.state.is_final():
            records.left.append(f"run {run.name} of Prefect, which is not over: cancel it, then --finish")
            continue
        client.delete_flow_run(run.id)
        gone.append(run)
    records.flow_runs = len(gone)
    _remove_logs(client, gone, records)
    records.left += _deployments(client, names)
    records.left += _events(client, names)
    if (records.artifacts or records.flow_runs) and database is not None and database.exists():
        records.left.append(
            f"free pages of Prefect's database {database}: end what uses it, then `sqlite3 {database} VACUUM`"
        )
    return records


def _artifacts(client: SyncPrefectClient) -> list[Artifact]:
    """Read the artifacts of Recueil's flows."""
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    ours = ArtifactFilter(key=ArtifactFilterKey(any_=list(_ARTIFACTS)))
    return _all(lambda offset: client.read_artifacts(artifact_filter=ours, limit=_PART, offset=offset))


def _flow_runs(client: SyncPrefectClient) -> list[FlowRun]:
    """Read the runs of Recueil's flows."""
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    ours = FlowFilter(name=FlowFilterName(any_=[plan.flow for plan in plans()]))
    return _all(lambda offset: client.read_flow_runs(flow_filter=ours, limit=_PART, offset=offset))


def _all(read: Callable[[int], Sequence[T]]) -> list[T]:
    """Read all pages of a listing, up to ``_MAX_RECORDS`` records."""
    found: list[T] = []
    while len(found) < _MOST:
        some = read(len(found))
        found += some
        if len(some) < _PART:
            break
    return found


def _names_somebody(client: SyncPrefectClient, run: FlowRun, names: Names) -> bool:
    """Return whether a run's parameters, name, states, task states or logs name somebody."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    message = run.state.message if run.state is not None else None
    if _says(names, run.parameters, run.name, message):
        return True
    if any(_says(names, text) for text in _log(client, run.id)):
        return True
    mine = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    tasks = _all(lambda offset: client.read_task_runs(flow_run_filter=mine, limit=_PART, offset=offset))
    messages = [task.state.message for task in tasks if task.state is not None]
    messages += [state.message for state in client.read_flow_run_states(run.id)]
    return _says(names, *messages)


def _log(client: SyncPrefectClient, run: UUID) -> list[str]:
    """Read the log messages of a run."""
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    mine = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run]))
    return [log.message for log in _all(lambda offset: client.read_logs(mine, limit=_PART, offset=offset))]


def _has_no_log(client: SyncPrefectClient, run: UUID) -> bool:
    return not _log(client, run)


def _remove_logs(client: SyncPrefectClient, gone: Iterable[FlowRun], records: Records) -> None:
    """Wait until the server has removed the logs of deleted runs; list those that remain."""
    for run in gone:
        if not local_server.within_grace(partial(_has_no_log, client, run.id)):
            records.left.append(f"log of the run {run.name}, which Prefect removes in its own time")


def _deployments(client: SyncPrefectClient, names: Names) -> Iterator[str]:
    """Yield a line for each deployment whose parameters name somebody."""
    for each in _all(lambda offset: client.read_deployments(limit=_PART, offset=offset)):
        if _says(names, each.parameters):
            yield f"parameters of the deployment {each.name}: give it others"


def _events(client: SyncPrefectClient, names: Names) -> Iterator[str]:
    """Count events that name somebody. The API cannot delete events: the server does when they are old."""
    from prefect.events.filters import EventFilter, EventNameFilter

    runs = EventFilter(
        event=EventNameFilter(prefix=["prefect.flow-run.", "prefect.task-run.", "prefect.artifact."])
    )
    page = client.read_events(filter=runs, limit=_PART // 4)
    read = found = 0
    while True:
        read += len(page.events)
        found += sum(_says(names, event.payload, dict(event.resource)) for event in page.events)
        if page.next_page is None or read >= _MOST:
            break
        page = client.read_events_page(str(page.next_page))
    if found:
        yield f"{found} events of Prefect, which its server deletes after PREFECT_SERVER_EVENTS_RETENTION_PERIOD"


def _says(names: Names, *things: object) -> bool:
    """Return whether any text in these values names somebody, percent-encoded too."""
    return any(names(text) or ("%" in text and names(unquote(text))) for text in _texts(things))


def _texts(thing: object) -> Iterator[str]:
    """Yield all strings in a nested value, keys of dicts included."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for name, value in thing.items():
            yield str(name)
            yield from _texts(value)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _texts(each)
