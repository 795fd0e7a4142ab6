"""Corrections: what analysts change in the entities and the facts of acts, and how that is applied to an act.

The modules imported here know nothing of the store.
"""

from __future__ import annotations

from recueil.corrections.apply import PlacedCorrection, apply_corrections
from recueil.corrections.apply_facts import RULE
from recueil.corrections.fact_changes import (
    ActFactChange,
    AwardAddition,
    AwardChange,
    BallotChange,
    CrossFindingRejection,
    FactChange,
    FindingRejection,
    PresenceAddition,
    PresenceChange,
    VoteAddition,
    VoteChange,
)
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
    "ActFactChange",
    "Addition",
    "Anchor",
    "Attribution",
    "AwardAddition",
    "AwardChange",
    "BallotChange",
    "Change",
    "Correction",
    "CrossFindingRejection",
    "FactChange",
    "FindingRejection",
    "Missing",
    "Place",
    "PlacedCorrection",
    "PresenceAddition",
    "PresenceChange",
    "Rejection",
    "Replacement",
    "Span",
    "State",
    "VoteAddition",
    "VoteChange",
    "apply_corrections",
    "find_anchor",
    "make_anchor",
]
