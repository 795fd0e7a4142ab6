"""What the charts of figures show; each has its table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from recueil.figures.beneficiaries import Beneficiary
from recueil.figures.coverage import Coverage
from recueil.figures.distribution import Bucket
from recueil.figures.findings import Findings
from recueil.figures.store_figures_amounts import Pivot, PivotCell, PivotRow
from recueil.figures.web_charts import Bar, Chart, draw_svg, limit_series
from recueil.web.i18n.french import format_bounds

_COLUMN_NAMES = {"": "sans date", "avant": "avant"}
_VALUES = {"attribue": "Euros attribués", "inscrit": "Euros inscrits", "actes": "Actes"}
_DESCRIPTION = "Les nombres exacts sont dans le tableau qui suit."
_MAX_BARS = 12


def pivot_chart(found: Pivot, shown: str) -> Markup:
    bars = [
        Bar(_COLUMN_NAMES.get(column.name, column.name), _cell_value(cell, shown), _row_label(row))
        for row in found.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    ]
    title = f"{_VALUES[shown]} par année"
    return draw_svg(
        Chart(title, _DESCRIPTION, limit_series(bars, "les autres"), "Année", _VALUES[shown], "Ligne du tableau")
    )


def _cell_value(cell: PivotCell | None, shown: str) -> Decimal | int:
    if cell is None:
        return 0
    return {"attribue": cell.awarded or 0, "inscrit": cell.written or 0, "actes": cell.acts}[shown]


def _row_label(row: PivotRow) -> str:
    if row.chapter is None:
        return row.body or "collectivité inconnue"
    return f"{row.chapter} · {row.body}" if row.body else f"chapitre {row.chapter}"


def beneficiaries_chart(found: Sequence[Beneficiary]) -> Markup:
    bars = tuple(Bar(f"{one.name} ({one.what})", one.total or 0) for one in found[:_MAX_BARS])
    return draw_svg(Chart("Bénéficiaires des plus grands totaux", _DESCRIPTION, bars, "", "Euros", lying=True))


def sizes_chart(found: Sequence[Bucket]) -> Markup:
    bars = tuple(Bar(format_bounds(one.low, one.high), one.amounts) for one in found)
    return draw_svg(Chart("Nombre de montants par taille", _DESCRIPTION, bars, "", "Montants", lying=True))


def findings_chart(found: Findings) -> Markup:
    bars = tuple(Bar(row.rule, row.whole.acts) for row in found.rows)
    return draw_svg(Chart("Actes par contrôle", _DESCRIPTION, bars, "", "Actes", lying=True))


def coverage_chart(found: Coverage, year: int | None) -> Markup:
    bars = [
        Bar(_COLUMN_NAMES.get(column.name, column.name), cell.acts, one.body or "collectivité inconnue")
        for column, cells in zip(
            found.columns, zip(*(one.cells for one in found.bodies), strict=True), strict=False
        )
        for one, cell in zip(found.bodies, cells, strict=True)
    ]
    per = "mois" if year else "année"
    title = f"Actes par {per}"
    return draw_svg(
        Chart(title, _DESCRIPTION, limit_series(bars, "les autres"), per.capitalize(), "Actes", "Collectivité")
    )
