"""The French spaCy pipeline of Recueil: ``fr_recueil.load()`` gives it, ``fr_recueil.version()`` names it."""

from __future__ import annotations

from fr_recueil.pipeline import load
from fr_recueil.version import version

__all__ = ["load", "version"]
