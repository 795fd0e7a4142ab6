"""Folders to ingest."""

from __future__ import annotations

from pathlib import Path

import pytest


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
