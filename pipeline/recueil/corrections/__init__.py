"""Corrections: what analysts change in the entities of acts, and how that is applied to an act.

The modules imported here know nothing of the store.
"""

from __future__ import annotations

from recueil.corrections.applying import RULE, PlacedCorrection, apply_corrections
from recueil.corrections.change import Addition, Change, Rejection, Replacement
from recueil.corrections.correction import STATES, Attribution, Correction, Place, State
from recueil.corrections.moving import Anchor, Missing, Span, find_anchor, make_anchor

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
