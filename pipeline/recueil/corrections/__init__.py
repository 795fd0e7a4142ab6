"""Corrections: what analysts change in the entities of acts, and how that is applied to an act.

The modules imported here know nothing of the store.
"""

from __future__ import annotations

from recueil.corrections.apply import RULE, PlacedCorrection, apply_corrections
from recueil.corrections.model import (
    STATES,
    Addition,
    Attribution,
    Change,
    Correction,
    Place,
    Rejection,
    Replacement,
    State,
)
from recueil.corrections.reanchor import Anchor, Missing, Span, find_anchor, make_anchor

__all__ = [
    "RULE",
    "STATES",
    "Addition",
    "Anchor",
    "Attribution",
    "Change",
    "Correction",
    "Missing",
    "Place",
    "PlacedCorrection",
    "Rejection",
    "Replacement",
    "Span",
    "State",
    "apply_corrections",
    "find_anchor",
    "make_anchor",
]
