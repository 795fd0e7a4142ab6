"""The French spaCy pipeline of Recueil: ``load()``, ``version()``, and the versions of its ``parts()``."""

from __future__ import annotations

from fr_recueil.pipeline import load
from fr_recueil.version import READING, parts, version

__all__ = ["READING", "load", "parts", "version"]
