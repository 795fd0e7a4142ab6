"""What there is to ingest."""

from __future__ import annotations

from collections.abc import Sequence

from recueil.errors import SettingsError
from recueil.reading.discover import check
from recueil.settings import Settings, SourceFolder
from recueil_flows.requests import IngestRequest


def sources_of(request: IngestRequest, settings: Settings) -> Sequence[SourceFolder]:
    """The paths asked for, or else the sources of the settings. SettingsError when there is none, FileMissing."""
    sources = [SourceFolder(path=path) for path in request.paths] or settings.sources
    if not sources:
        raise SettingsError("There is nothing to ingest.", "Give a path, or name [[sources]] in recueil.toml.")
    check(source.path for source in sources)
    return sources
