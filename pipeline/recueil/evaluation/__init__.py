"""Compares gold with extraction: precision, recall and F1 per kind and issuing body, and each mistake in
context.
"""

from __future__ import annotations

from recueil.evaluation.gold import GoldAct, GoldMention, load
from recueil.evaluation.scoring import Mistake, Report, Score, extract_acts, score
from recueil.evaluation.summary import (
    BODY_COLUMNS,
    KIND_COLUMNS,
    MISTAKE_COLUMNS,
    as_json,
    below_floors,
    body_rows,
    kind_rows,
    mistake_rows,
)

__all__ = [
    "BODY_COLUMNS",
    "KIND_COLUMNS",
    "MISTAKE_COLUMNS",
    "GoldAct",
    "GoldMention",
    "Mistake",
    "Report",
    "Score",
    "as_json",
    "below_floors",
    "body_rows",
    "extract_acts",
    "kind_rows",
    "load",
    "mistake_rows",
    "score",
]
