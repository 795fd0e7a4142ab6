"""Requests of the flows, and the sources that a request means.

Prefect's pages show these models as forms; their defaults are a complete request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recueil.errors import SettingsError
from recueil.ingest.remote.mirror import check_url
from recueil.readers.files import require_paths
from recueil.settings import Settings, Source
from recueil.store.ledger.reasons import ReasonCode


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str | None = Field(None, description="Where the store is, if not where RECUEIL_STORE says.")


class _WorkRequest(_Request):
    dask: str | None = Field(None, description="The Dask scheduler, if not the one that RECUEIL_DASK names.")


class IngestRequest(_WorkRequest):
    """Ingest new and changed files into the store."""

    paths: list[Path] = Field([], description="Files, folders to walk, or patterns of paths.")
    urls: list[str] = Field(
        [], description="URLs of files, folders or patterns. No path, no URL: the sources of the settings."
    )


class RetryRequest(_WorkRequest):
    """Retry failed and unfinished work; without conditions, all of it."""

    reasons: list[ReasonCode] = Field([], description="Only what failed for one of these reasons.")
    bodies: list[str] = Field([], description="Only what these public bodies published.")
    since: datetime | None = Field(None, description="Only what failed since then.")


class ReprocessRequest(_WorkRequest):
    """Extract again the documents of an earlier pipeline version."""


class MaintainRequest(_Request):
    """Check, back up and tidy the store."""


def resolve_sources(request: IngestRequest, settings: Settings) -> Sequence[Source]:
    """Return the paths and URLs of a request, or else the sources of the settings.

    Raise SettingsError when there is none or a URL cannot be used, FileMissing for a path that does not
    exist.
    """
    known = {source.url: source for source in settings.sources}
    asked = [Source(path=path) for path in request.paths]
    asked += [known.get(url) or _parse_source(url) for url in request.urls]
    sources = asked or settings.sources
    if not sources:
        raise SettingsError("There is nothing to ingest.", "Give a path, or name [[sources]] in recueil.toml.")
    require_paths(source.path for source in sources if source.path is not None)
    for source in sources:
        if source.url is not None:
            check_url(source)
    return sources


def _parse_source(url: str) -> Source:
    """Make a source of a URL that the settings do not name; raise SettingsError where it cannot be used."""
    try:
        return Source(url=url)
    except ValidationError as error:
        wrong = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"A URL cannot be used: {wrong}.", "Correct it.") from None
