"""Compares gold with extraction: precision, recall and F1 per kind and issuing body, and each mistake in
context.
"""

from __future__ import annotations

from recueil.evaluation.folds import FoldedReport, TrainingData, evaluate_folds, load_trainer
from recueil.evaluation.gold import GoldAct, GoldMention, load
from recueil.evaluation.scoring import Mistake, Report, Score, extract_acts, score
from recueil.evaluation.summary import (
    BODY_COLUMNS,
    FOLD_COLUMNS,
    KIND_COLUMNS,
    MISTAKE_COLUMNS,
    as_json,
    below_floors,
    body_rows,
    fold_rows,
    folds_as_json,
    kind_rows,
    mistake_rows,
    write_unseen,
)

__all__ = [
    "BODY_COLUMNS",
    "FOLD_COLUMNS",
    "KIND_COLUMNS",
    "MISTAKE_COLUMNS",
    "FoldedReport",
    "GoldAct",
    "GoldMention",
    "Mistake",
    "Report",
    "Score",
    "TrainingData",
    "as_json",
    "below_floors",
    "body_rows",
    "evaluate_folds",
    "extract_acts",
    "fold_rows",
    "folds_as_json",
    "kind_rows",
    "load",
    "load_trainer",
    "mistake_rows",
    "score",
    "write_unseen",
]
