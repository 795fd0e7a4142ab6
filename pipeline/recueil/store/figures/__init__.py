"""Figures over many acts, each with the query that lists the acts it counts; ``docs/figures.md`` says what of."""

from __future__ import annotations

from recueil.store.figures.amounts import By, Cell, Pivot, PivotRow
from recueil.store.figures.beneficiaries import Beneficiary
from recueil.store.figures.coverage import BodyCoverage, Coverage, CoverageCell, Pages
from recueil.store.figures.distribution import Bucket, Measure
from recueil.store.figures.facade import Figures
from recueil.store.figures.findings import FindingCell, FindingRow, Findings, LatestFinding
from recueil.store.figures.periods import Period

__all__ = [
    "Beneficiary",
    "BodyCoverage",
    "Bucket",
    "By",
    "Cell",
    "Coverage",
    "CoverageCell",
    "Figures",
    "FindingCell",
    "FindingRow",
    "Findings",
    "LatestFinding",
    "Measure",
    "Pages",
    "Period",
    "Pivot",
    "PivotRow",
]
