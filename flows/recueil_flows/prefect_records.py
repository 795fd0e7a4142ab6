"""Erasure in Prefect's database: removes, through the API, records that name an erased person, or lists them.

Reports, logs and states of this version name nobody. But runs are stored with the paths in their
parameters, and earlier versions logged file names and findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote
from uuid import UUID

from recueil.errors import PrefectUnreachable
from recueil.translation import gettext as _
from recueil_flows import local_server
from recueil_flows.deployments import deployment_specs

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import Artifact, FlowRun

NamesPerson = Callable[[str], bool]
T = TypeVar("T")

_PAGE_SIZE = 200
"""Records per page of the API."""
_MAX_RECORDS = 100_000
_ARTIFACTS = ("morning-report", "failures", "check")
_SQLITE = "sqlite+aiosqlite:///"
_MAY_STILL_NAME = _(
    "The store is done with; artifacts, logs and parameters of runs there may still name the person."
)
_FINISH_ADVICE = _("See that it answers; then `recueil forget --finish` does what is left.")


@dataclass(slots=True)
class RemovalReport:
    """What was removed, and what the API cannot remove: each entry says what it is and what to do."""

    artifacts: int = 0
    flow_runs: int = 0
    left: list[str] = field(default_factory=list)


def remove_named(names: NamesPerson) -> RemovalReport:
    """Remove artifacts and runs of Recueil's flows that name somebody. Raise PrefectUnreachable on failure.

    Uses the configured API, or else a local one on the database of ``recueil ingest``, where that exists.
    """
    local_server.set_quiet_defaults()
    from prefect.context import refresh_global_settings_context
    from prefect.settings import PREFECT_API_URL, get_current_settings

    refresh_global_settings_context()
    database = _sqlite_file(get_current_settings())
    if PREFECT_API_URL.value() is None and database is not None and not database.exists():
        return RemovalReport()
    try:
        local_server.ensure_api(lambda: None)
    except PrefectUnreachable as error:
        raise PrefectUnreachable(f"{error.message} {_MAY_STILL_NAME}", _FINISH_ADVICE) from None
    return _remove_through_api(names, database)


def _sqlite_file(settings: Any) -> Path | None:
    """Return the SQLite file of a local server's database; None where it uses another database."""
    connection_url = settings.server.database.connection_url
    if connection_url is None:
        return Path(settings.home) / "prefect.db"
    url = connection_url.get_secret_value() if hasattr(connection_url, "get_secret_value") else str(connection_url)
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def _remove_through_api(names: NamesPerson, database: Path | None) -> RemovalReport:
    """Connect to the configured API and remove through it."""
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    with _translate_api_errors(str(PREFECT_API_URL.value())), get_client(sync_client=True) as client:
        return remove_records(client, names, database)


@contextmanager
def _translate_api_errors(url: str) -> Iterator[None]:
    """Translate errors of the API to PrefectUnreachable."""
    from httpx import HTTPError
    from prefect.exceptions import PrefectException

    try:
        yield
    except (HTTPError, PrefectException) as error:
        message = _("The Prefect API at {url} did not remove all that it keeps ({name}).").format(
            url=url, name=type(error).__name__
        )
        raise PrefectUnreachable(f"{message} {_MAY_STILL_NAME}", _FINISH_ADVICE) from error


def remove_records(client: SyncPrefectClient, names: NamesPerson, database: Path | None) -> RemovalReport:
    """Remove records that name somebody through a client; ``database`` is the file that the server may use."""
    records = RemovalReport()
    for artifact in [
        each for each in _read_artifacts(client) if _names_person(names, each.data, each.description)
    ]:
        client.delete_artifact(artifact.id)
        records.artifacts += 1
    removed = []
    for run in [each for each in _read_flow_runs(client) if _run_names_person(client, each, names)]:
        if run.state is None or not run.state.is_final():
            records.left.append(
                _("run {name} of Prefect, which is not over: cancel it, then --finish").format(name=run.name)
            )
            continue
        client.delete_flow_run(run.id)
        removed.append(run)
    records.flow_runs = len(removed)
    for run in removed:
        # The server removes the logs of deleted runs a little later.
        if not local_server.wait_for(partial(_has_no_log, client, run.id)):
            records.left.append(
                _("log of the run {name}, which Prefect removes in its own time").format(name=run.name)
            )
    records.left += _list_named_deployments(client, names)
    records.left += _list_named_events(client, names)
    if (records.artifacts or records.flow_runs) and database is not None and database.exists():
        records.left.append(
            _(
                "free pages of Prefect's database {database}: end what uses it, then `sqlite3 {database} VACUUM`"
            ).format(database=database)
        )
    return records


def _read_artifacts(client: SyncPrefectClient) -> list[Artifact]:
    """Read the artifacts of Recueil's flows."""
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    of_recueil = ArtifactFilter(key=ArtifactFilterKey(any_=list(_ARTIFACTS)))
    return _read_all(
        lambda offset: client.read_artifacts(artifact_filter=of_recueil, limit=_PAGE_SIZE, offset=offset)
    )


def _read_flow_runs(client: SyncPrefectClient) -> list[FlowRun]:
    """Read the runs of Recueil's flows."""
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    of_recueil = FlowFilter(name=FlowFilterName(any_=[plan.flow for plan in deployment_specs()]))
    return _read_all(lambda offset: client.read_flow_runs(flow_filter=of_recueil, limit=_PAGE_SIZE, offset=offset))


def _read_all(read: Callable[[int], Sequence[T]]) -> list[T]:
    """Read all pages of a listing, up to ``_MAX_RECORDS`` records."""
    found: list[T] = []
    while len(found) < _MAX_RECORDS:
        some = read(len(found))
        found += some
        if len(some) < _PAGE_SIZE:
            break
    return found


def _run_names_person(client: SyncPrefectClient, run: FlowRun, names: NamesPerson) -> bool:
    """Return whether a run's parameters, name, states, task states or logs name somebody."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    message = run.state.message if run.state is not None else None
    if _names_person(names, run.parameters, run.name, message):
        return True
    if any(_names_person(names, text) for text in _read_log(client, run.id)):
        return True
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    tasks = _read_all(
        lambda offset: client.read_task_runs(flow_run_filter=of_run, limit=_PAGE_SIZE, offset=offset)
    )
    messages = [task.state.message for task in tasks if task.state is not None]
    messages += [state.message for state in client.read_flow_run_states(run.id)]
    return _names_person(names, *messages)


def _read_log(client: SyncPrefectClient, run: UUID) -> list[str]:
    """Read the log messages of a run."""
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run]))
    return [
        log.message for log in _read_all(lambda offset: client.read_logs(of_run, limit=_PAGE_SIZE, offset=offset))
    ]


def _has_no_log(client: SyncPrefectClient, run: UUID) -> bool:
    return not _read_log(client, run)


def _list_named_deployments(client: SyncPrefectClient, names: NamesPerson) -> Iterator[str]:
    """Yield a line for each deployment whose parameters name somebody."""
    for each in _read_all(lambda offset: client.read_deployments(limit=_PAGE_SIZE, offset=offset)):
        if _names_person(names, each.parameters):
            yield _("parameters of the deployment {name}: give it others").format(name=each.name)


def _list_named_events(client: SyncPrefectClient, names: NamesPerson) -> Iterator[str]:
    """Count events that name somebody. The API cannot delete events: the server does when they are old."""
    from prefect.events.filters import EventFilter, EventNameFilter

    runs = EventFilter(
        event=EventNameFilter(prefix=["prefect.flow-run.", "prefect.task-run.", "prefect.artifact."])
    )
    page = client.read_events(filter=runs, limit=_PAGE_SIZE // 4)
    read = found = 0
    while True:
        read += len(page.events)
        found += sum(_names_person(names, event.payload, dict(event.resource)) for event in page.events)
        if page.next_page is None or read >= _MAX_RECORDS:
            break
        page = client.read_events_page(str(page.next_page))
    if found:
        yield _(
            "{found} events of Prefect, which its server deletes after PREFECT_SERVER_EVENTS_RETENTION_PERIOD"
        ).format(found=found)


def _names_person(names: NamesPerson, *texts: object) -> bool:
    """Return whether any text in these values names somebody, percent-encoded too."""
    return any(names(text) or ("%" in text and names(unquote(text))) for text in _iterate_texts(texts))


def _iterate_texts(record: object) -> Iterator[str]:
    """Yield all strings in a nested value, keys of dicts included."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, dict):
        for name, value in record.items():
            yield str(name)
            yield from _iterate_texts(value)
    elif isinstance(record, list | tuple):
        for each in record:
            yield from _iterate_texts(each)
