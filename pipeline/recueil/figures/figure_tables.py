"""Pages « Montants », « Contrôles » and « Qualité »: figures with charts and tables, also as JSON and CSV.

A CSV table has one row per cell, with exact numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recueil.figures.beneficiaries import Beneficiary
from recueil.figures.coverage import Coverage
from recueil.figures.distribution import Bucket
from recueil.figures.findings import Findings, LatestFinding
from recueil.figures.store_figures_amounts import Pivot
from recueil.web.pages.csv_response import Table

QUALITY = ("couverture", "echecs", "executions", "scores", "pages")
"""The tables of the page « Qualité »."""


def pivot_table(found: Pivot) -> Table:
    columns = (
        "chapitre",
        "collectivite",
        "periode",
        "actes",
        "attributions",
        "attribue",
        "lignes",
        "inscrit",
        "requete",
    )
    rows = (
        (row.chapter, row.body, name, cell.acts, cell.awards, cell.awarded, cell.lines, cell.written, cell.query)
        for row in found.rows
        for name, cell in zip(
            ("total", *(one.name or "sans date" for one in found.columns)), (row.whole, *row.cells), strict=True
        )
        if cell
    )
    return columns, rows


def beneficiaries_table(found: Sequence[Beneficiary]) -> Table:
    columns = ("beneficiaire", "decision", "actes", "attributions", "total", "requete")
    return columns, ((one.name, one.what, one.acts, one.awards, one.total, one.query) for one in found)


def sizes_table(found: Sequence[Bucket]) -> Table:
    columns = ("de", "a_moins_de", "montants", "actes", "requete")
    return columns, ((one.low, one.high, one.amounts, one.acts, one.query) for one in found)


def findings_table(found: Findings) -> Table:
    columns = ("regle", "collectivite", "actes", "constats", "requete")
    rows = (
        (row.rule, body, cell.acts, cell.findings, cell.query)
        for row in found.rows
        for body, cell in zip(("toutes", *found.bodies), (row.whole, *row.cells), strict=True)
        if cell
    )
    return columns, rows


def latest_findings_table(found: Sequence[LatestFinding]) -> Table:
    rows = [list(one.values()) for one in findings_as_dicts(found)]
    return _LATEST_COLUMNS, rows


_LATEST_COLUMNS = ("uid", "date", "body", "title", "rule", "severity", "message", "basis", "expected", "found")


def findings_as_dicts(found: Sequence[LatestFinding]) -> list[dict[str, object]]:
    """Return findings as dictionaries, with the date as text."""
    return [
        {
            name: getattr(one, name) if name != "date" or one.date is None else str(one.date)
            for name in _LATEST_COLUMNS
        }
        for one in found
    ]


def quality_table(name: str, said: dict[str, Any]) -> Table:
    """Return a table of the page « Qualité », by its name."""
    match name:
        case "couverture":
            return _coverage_table(said["coverage"])
        case "echecs":
            rows = [(one.reason, one.files, one.set_aside) for one in said["failures"]]
            return ("raison", "fichiers", "mis_de_cote"), rows
        case "executions":
            columns = ("flow", "started", "finished", "state", "done", "failed", "pipeline_version")
            return columns, [[getattr(run, name) for name in columns] for run in said["runs"]]
        case "scores":
            return ("nature", "exemples", "actes_reels"), [
                (one.kind, one.sample, one.real) for one in said["scores"]
            ]
        case _:
            return ("pages", "lues_par_ocr"), [(said["pages"].pages, said["pages"].by_ocr)]


def _coverage_table(found: Coverage) -> Table:
    columns = ("collectivite", "premier", "dernier", "periode", "actes", "requete")
    rows = (
        (one.body, one.first, one.last, column.name or "sans date", cell.acts, cell.query)
        for one in found.bodies
        for column, cell in zip(found.columns, one.cells, strict=True)
    )
    return columns, rows
