"""The French spaCy pipeline of Recueil: ``load()`` gives it, ``version()`` names it, ``parts()`` lists it."""

from __future__ import annotations

from fr_recueil.pipeline import load
from fr_recueil.version import READING, parts, version

__all__ = ["READING", "load", "parts", "version"]
