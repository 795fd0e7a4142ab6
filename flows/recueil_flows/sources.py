"""What there is to ingest."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from recueil.errors import SettingsError
from recueil.ingest.remote.mirror import check_url
from recueil.readers.discover import require_paths
from recueil.settings import Settings, Source
from recueil_flows.requests import IngestRequest


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
