"""One Prefect API for all tests of flows, on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recueil_flows import embedded

embedded.quiet()


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of the API."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield str(PREFECT_API_URL.value())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three acts, a copy of one, and two files that cannot be read."""
    acts = tmp_path / "acts"
    (acts / "2023").mkdir(parents=True)
    for number in (1, 2, 3):
        (acts / f"acte{number}.txt").write_text(f"Le conseil accorde {number} 500,00 € à l'école n° {number}.")
    (acts / "2023" / "copie.txt").write_text("Le conseil accorde 1 500,00 € à l'école n° 1.")
    (acts / "image.png").write_bytes(b"\x89PNG\r\n")
    (acts / "vide.txt").touch()
    return acts
