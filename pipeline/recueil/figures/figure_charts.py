"""What the charts of figures show; each has its table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from recueil.figures.beneficiaries import Beneficiary
from recueil.figures.coverage import Coverage
from recueil.figures.distribution import Bucket
from recueil.figures.findings import Findings
from recueil.figures.store_figures_amounts import Cell, Pivot, PivotRow
from recueil.figures.web_charts import Bar, Chart, drawn, together
from recueil.web.i18n.french import taille

_NAMES = {"": "sans date", "avant": "avant"}
_VALUES = {"attribue": "Euros attribués", "inscrit": "Euros inscrits", "actes": "Actes"}
_BESIDE = "Les nombres exacts sont dans le tableau qui suit."
_MOST = 12


def pivot(found: Pivot, shown: str) -> Markup:
    bars = [
        Bar(_NAMES.get(column.name, column.name), _value(cell, shown), _row(row))
        for row in found.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    ]
    title = f"{_VALUES[shown]} par année"
    return drawn(Chart(title, _BESIDE, together(bars, "les autres"), "Année", _VALUES[shown], "Ligne du tableau"))


def _value(cell: Cell | None, shown: str) -> Decimal | int:
    if cell is None:
        return 0
    return {"attribue": cell.awarded or 0, "inscrit": cell.written or 0, "actes": cell.acts}[shown]


def _row(row: PivotRow) -> str:
    if row.chapter is None:
        return row.body or "collectivité inconnue"
    return f"{row.chapter} · {row.body}" if row.body else f"chapitre {row.chapter}"


def beneficiaries(found: Sequence[Beneficiary]) -> Markup:
    bars = tuple(Bar(f"{one.name} ({one.what})", one.total or 0) for one in found[:_MOST])
    return drawn(Chart("Bénéficiaires des plus grands totaux", _BESIDE, bars, "", "Euros", lying=True))


def sizes(found: Sequence[Bucket]) -> Markup:
    bars = tuple(Bar(taille(one.low, one.high), one.amounts) for one in found)
    return drawn(Chart("Nombre de montants par taille", _BESIDE, bars, "", "Montants", lying=True))


def findings(found: Findings) -> Markup:
    bars = tuple(Bar(row.rule, row.whole.acts) for row in found.rows)
    return drawn(Chart("Actes par contrôle", _BESIDE, bars, "", "Actes", lying=True))


def coverage(found: Coverage, year: int | None) -> Markup:
    bars = [
        Bar(_NAMES.get(column.name, column.name), cell.acts, one.body or "collectivité inconnue")
        for column, cells in zip(
            found.columns, zip(*(one.cells for one in found.bodies), strict=True), strict=False
        )
        for one, cell in zip(found.bodies, cells, strict=True)
    ]
    per = "mois" if year else "année"
    title = f"Actes par {per}"
    return drawn(Chart(title, _BESIDE, together(bars, "les autres"), per.capitalize(), "Actes", "Collectivité"))
