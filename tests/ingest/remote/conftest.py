"""A web site, and the mirroring of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.remote.site import Site, serving

from recueil.ingest.remote.entries import RemoteLimits
from recueil.ingest.remote.mirror import MirrorResult, sync_mirror
from recueil.settings import Limits, Source

Mirror = Callable[..., MirrorResult]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def mirrored(tmp_path: Path) -> Mirror:
    """Mirror a URL into the folder « mirror », within bounds that a test can wait for."""

    def run(url: str, *, file_bytes: int = 1_000, options: Any = None, **bounds: float) -> MirrorResult:
        source = Source(url=url, options=options or {})
        patience = replace(RemoteLimits(silence=5, file=5, listing=5), **bounds)  # type: ignore[arg-type]
        return sync_mirror(source, tmp_path / "mirror", Limits(file_bytes=file_bytes), patience)

    return run
