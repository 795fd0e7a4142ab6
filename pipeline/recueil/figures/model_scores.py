"""Scores of the installed pipeline: F1 of each kind of value."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from recueil.installed_pipeline import pipeline_package


@dataclass(frozen=True, slots=True)
class Score:
    """F1 of a kind, exact values at mention level: on the sample acts, and on real acts of other bodies."""

    kind: str
    sample: Decimal
    real: Decimal


@cache
def load_scores() -> tuple[Score, ...]:
    """Load the scores last measured, without the pipeline; ``SOURCES.md`` beside them says on what, and when.

    Empty where the package of the pipeline has no ``scores.csv``.
    """
    table = files(pipeline_package()) / "scores.csv"
    if not table.is_file():
        return ()
    with table.open(encoding="utf-8") as file:
        return tuple(
            Score(row["kind"], Decimal(row["sample"]), Decimal(row["real"])) for row in csv.DictReader(file)
        )
