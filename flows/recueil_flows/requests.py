"""Requests of the flows, and the sources that a request means.

Prefect's pages show these models as forms; their defaults are a complete request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recueil.errors import SettingsError
from recueil.readers.files import require_paths
from recueil.settings import Settings, Source, load_settings
from recueil.store.ledger.reason_code import ReasonCode
from recueil.translation import gettext as _
from recueil_flows.process_context import RunInputs, handed_over_inputs


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str | None = Field(None, description="Where the store is, if not where RECUEIL_STORE says.")


class WorkRequest(_Request):
    dask: str | None = Field(None, description="The Dask scheduler, if not the one that RECUEIL_DASK names.")


class IngestRequest(WorkRequest):
    """Ingest new and changed files into the store."""

    paths: list[Path] = Field([], description="Files, folders to walk, or patterns of paths.")
    urls: list[str] = Field(
        [], description="URLs of files, folders or patterns. No path, no URL: the sources of the settings."
    )

    @property
    def is_whole(self) -> bool:
        """Whether it means all sources of the settings."""
        return not (self.paths or self.urls)


class RetryRequest(WorkRequest):
    """Retry failed and unfinished work; without conditions, all of it."""

    reasons: list[ReasonCode] = Field([], description="Only what failed for one of these reasons.")
    bodies: list[str] = Field([], description="Only what these public bodies published.")
    since: datetime | None = Field(None, description="Only what failed since then.")


class ReprocessRequest(WorkRequest):
    """Extract again the documents of an earlier pipeline version."""


class MaintainRequest(_Request):
    """Check, back up and tidy the store."""


def load_inputs(request: WorkRequest) -> RunInputs:
    """Load the settings of a run and resolve its sources, unless the command of this process has done it.

    Raise SettingsError, FileMissing.
    """
    if (resolved := handed_over_inputs()) is not None:
        return resolved
    settings = load_settings(store=request.store, dask=request.dask)
    return RunInputs(settings, resolve_sources(request, settings) if isinstance(request, IngestRequest) else ())


def resolve_sources(request: IngestRequest, settings: Settings) -> Sequence[Source]:
    """Return the paths, made absolute, and URLs of a request, or else the sources of the settings.

    Raise SettingsError when there is none or a URL cannot be used, FileMissing for a path that does not
    exist.
    """
    if not (request.paths or request.urls or settings.sources):
        raise SettingsError(
            _("There is nothing to ingest."), _("Give a path, or name [[sources]] in recueil.toml.")
        )
    configured = {source.address: source for source in settings.sources}
    sources = [Source(path=path.absolute()) for path in request.paths]
    sources += [configured.get(url) or _parse_source(url) for url in request.urls]
    sources = sources or list(settings.sources)
    require_paths(request.paths or [source.path for source in sources if source.path is not None])
    for source in sources:
        if source.url is not None:
            from recueil.ingest.remote.mirror import check_url

            check_url(source)
    return sources


def _parse_source(url: str) -> Source:
    """Make a source of a URL that the settings do not name; raise SettingsError where it cannot be used."""
    try:
        return Source(url=url)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(
            _("A URL cannot be used: {problem}.").format(problem=problem), _("Correct it.")
        ) from None
