"""Corrections: what analysts change in the entities of acts, and how that is applied to an act.

The modules imported here know nothing of the store.
"""

from __future__ import annotations

from recueil.corrections.applying import RULE, Placed, applied
from recueil.corrections.change import Addition, Change, Rejection, Replacement
from recueil.corrections.correction import STATES, Correction, Place, Signed, State
from recueil.corrections.moving import Anchor, Missing, Span, anchored, find

__all__ = [
    "RULE",
    "STATES",
    "Addition",
    "Anchor",
    "Change",
    "Correction",
    "Missing",
    "Place",
    "Placed",
    "Rejection",
    "Replacement",
    "Signed",
    "Span",
    "State",
    "anchored",
    "applied",
    "find",
]
