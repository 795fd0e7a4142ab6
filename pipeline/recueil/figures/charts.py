"""Draw figures as SVG charts inside the page: no script, no styles of their own, colours from the stylesheet.

Each chart has a table beside it with the exact numbers. The drawing library is imported when needed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from lxml import etree
from markupsafe import Markup

from recueil.extras import is_installed
from recueil.figures.amounts import Beneficiary, Bucket, Pivot, PivotCell, PivotRow
from recueil.figures.coverage import Coverage
from recueil.figures.findings import Findings
from recueil.text import join_lines, strip_control_chars
from recueil.web.i18n.format import format_bounds, format_number
from recueil.web.i18n.labels import check_label

SERIES = 6
"""The number of series with a colour of their own; more are combined before drawing."""

# Placeholders, which the stylesheet maps to colours for the light and the dark mode.
_COLOURS = [f"#a0000{number}" for number in range(1, SERIES + 1)]
# "tickMinStep" is not held to on an axis from 0 to 1.
_WHOLE = "datum.value % 1 ? '' : datum.label"
_INK, _LINE, _GROUND = "#b00001", "#b00002", "#b00003"
_MAX_LABEL_LENGTH = 40
# The reader's font may be wider than the one used for measuring.
_SPARE_WIDTH = 60
_WIDTH, _HEIGHT, _BAR = 480, 220, 28
_SVG = "{http://www.w3.org/2000/svg}"
# The library makes a relative link absolute: bars are linked by their number instead.
_LINK = "https://bar.invalid/"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Bar:
    """A segment of the bar ``of``; ``series`` distinguishes it from the segments above or beside it.

    It is a link to the search for ``query``, if there is one.
    """

    of: str
    value: Decimal | int
    series: str = ""
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` and ``description`` are for readers who cannot see it. ``lying``: horizontal, for long names."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    of: str
    value: str
    series: str = ""
    lying: bool = False


@lru_cache(maxsize=256)
def draw_svg(chart: Chart) -> Markup:
    """Return the chart as SVG, empty if no bar has a length or no extra draws it; equal ones are equal texts."""
    if not any(bar.value for bar in chart.bars) or not is_installed("charts"):
        return Markup("")
    with _lock:
        root = etree.fromstring(
            _render_svg(_vega_lite_spec(chart)).encode(), etree.XMLParser(resolve_entities=False)
        )
    _set_accessible_name(root, chart)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 (escaped by the serializer)


def _render_svg(specification: dict[str, Any]) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification, format_locale="fr-FR")
    return svg


def _vega_lite_spec(chart: Chart) -> dict[str, Any]:
    import altair

    names = list(dict.fromkeys(_label(bar.of) for bar in chart.bars))
    series = list(dict.fromkeys(_label(bar.series) for bar in chart.bars))
    of = {"field": "of", "type": "nominal", "sort": names, "title": chart.of}
    value = {
        "field": "value",
        "type": "quantitative",
        "title": chart.value,
        "axis": {"format": ",~f", "tickCount": 4, "labelOverlap": True, "labelExpr": _WHOLE},
    }
    across, up = (value, of) if chart.lying else (of, value)
    colour = altair.Color(
        "series:N",
        title=chart.series or None,
        scale=altair.Scale(domain=series, range=_COLOURS),
        legend=altair.Legend(orient="bottom", columns=2, columnPadding=50) if chart.series else None,
    )
    made = altair.Chart(
        altair.InlineData(values=[_datum(number, bar) for number, bar in enumerate(chart.bars)]),
        width=_WIDTH,
        height=_BAR * len(names) if chart.lying else _HEIGHT,
        background="transparent",
        padding={
            "left": _SPARE_WIDTH if chart.lying else 5,
            "right": _SPARE_WIDTH if chart.series else 5,
            "top": 5,
            "bottom": 5,
        },
    ).mark_bar(stroke=_GROUND, strokeWidth=1)
    encoded = made.encode(x=altair.X(**across), y=altair.Y(**up), color=colour)
    if any(bar.query for bar in chart.bars):
        encoded = encoded.encode(href="href:N")
    specification: dict[str, Any] = _with_colours(encoded).to_dict()
    return specification


def _with_colours(chart: Any) -> Any:
    words = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 260}
    lines = {"gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE}
    return (
        chart.configure(font="system-ui, sans-serif", aria=False)
        .configure_axis(**words, **lines)
        .configure_legend(**words)
        .configure_view(stroke="transparent")
    )


def _datum(number: int, bar: Bar) -> dict[str, object]:
    """Return the data of a bar; rounding affects only its length."""
    href = f"{_LINK}{number}" if bar.query and bar.value else ""
    return {"of": _label(bar.of), "series": _label(bar.series), "value": float(bar.value), "href": href}


def _label(words: str) -> str:
    line = join_lines(strip_control_chars(words))
    return line if len(line) <= _MAX_LABEL_LENGTH else f"{line[: _MAX_LABEL_LENGTH - 1]}…"


def _set_accessible_name(root: Any, chart: Chart) -> None:
    """Make the chart one image with a name and a description, or a group of links, each named by its bar."""
    for part in root.iter():
        for attribute in ("role", "aria-roledescription", "aria-hidden", "aria-label", "style"):
            part.attrib.pop(attribute, None)
        if part.tag == f"{_SVG}a":
            part.attrib.pop("target", None)
            bar = chart.bars[int(part.attrib.pop(_XLINK_HREF).removeprefix(_LINK))]
            part.set("href", f"/?{urlencode({'q': bar.query})}")
            part.set("aria-label", f"{_label(bar.of)} : {format_number(bar.value)}")
    key = hashlib.sha256(repr(chart).encode()).hexdigest()[:12]
    elements = (("title", chart.title), ("desc", chart.description))
    for place, (tag, words) in enumerate(elements):
        named = etree.Element(f"{_SVG}{tag}", id=f"{tag}-{key}")
        named.text = strip_control_chars(words)
        root.insert(place, named)
    root.set("role", "group" if any(bar.query for bar in chart.bars) else "img")
    root.set("aria-labelledby", f"title-{key}")
    root.set("aria-describedby", f"desc-{key}")


def limit_series(bars: Sequence[Bar], rest: str) -> tuple[Bar, ...]:
    """Combine series so that each has a colour: the largest keep theirs, all others become ``rest``."""
    sizes: dict[str, Decimal] = {}
    for bar in bars:
        sizes[bar.series] = sizes.get(bar.series, Decimal()) + abs(Decimal(bar.value))
    largest = sorted(sizes, key=lambda series: sizes[series], reverse=True)
    kept = set(largest if len(sizes) <= SERIES else largest[: SERIES - 1])
    sums: dict[tuple[str, str], Decimal] = {}
    for bar in bars:
        key = bar.of, bar.series if bar.series in kept else rest
        sums[key] = sums.get(key, Decimal()) + bar.value
    return tuple(Bar(of, value, one) for (of, one), value in sums.items())


_COLUMN_NAMES = {"": "sans date", "avant": "avant"}
_VALUES = {"attribue": "Euros attribués", "inscrit": "Euros inscrits", "actes": "Actes"}
_DESCRIPTION = "Les nombres exacts sont dans le tableau qui suit."
_MAX_BARS = 12


def pivot_chart(found: Pivot, shown: str) -> Markup:
    """Draw a bar for each row of the table, of all its years together."""
    bars = [Bar(_row_label(row), cell_value(row.whole, shown), query=row.whole.query) for row in found.rows]
    largest = tuple(
        sorted((bar for bar in bars if bar.value), key=lambda bar: bar.value, reverse=True)[:_MAX_BARS]
    )
    title = f"{_VALUES[shown]}, toutes années"
    return draw_svg(Chart(title, _DESCRIPTION, largest, "", _VALUES[shown], lying=True))


def cell_value(cell: PivotCell, shown: str) -> Decimal | int:
    return {"attribue": cell.awarded or 0, "inscrit": cell.written or 0, "actes": cell.acts}[shown]


def _row_label(row: PivotRow) -> str:
    if row.chapter is None:
        return row.body or "organisme inconnu"
    return f"{row.chapter} · {row.body}" if row.body else f"chapitre {row.chapter}"


def beneficiaries_chart(found: Sequence[Beneficiary]) -> Markup:
    """Draw the largest totals of one decision: what is lent or guaranteed is not beside what is given."""
    decided = chart_decision(found)
    shown = [one for one in found if one.what == decided][:_MAX_BARS]
    bars = tuple(Bar(one.name, one.total or 0, query=one.query) for one in shown)
    title = f"Les plus grands totaux : {decided}"
    return draw_svg(Chart(title, _DESCRIPTION, bars, "", "Euros", lying=True))


def chart_decision(found: Sequence[Beneficiary]) -> str:
    """Return the decision whose totals are drawn: « subvention », or that of the most beneficiaries."""
    decisions = Counter(one.what for one in found)
    return "subvention" if "subvention" in decisions or not decisions else decisions.most_common(1)[0][0]


def sizes_chart(found: Sequence[Bucket]) -> Markup:
    bars = tuple(Bar(format_bounds(one.low, one.high), one.amounts, query=one.query) for one in found)
    return draw_svg(Chart("Nombre de montants par taille", _DESCRIPTION, bars, "", "Montants", lying=True))


def findings_chart(found: Findings) -> Markup:
    bars = tuple(Bar(check_label(row.rule), row.whole.acts, query=row.whole.query) for row in found.rows)
    return draw_svg(Chart("Actes par contrôle", _DESCRIPTION, bars, "", "Actes", lying=True))


def coverage_chart(found: Coverage, year: int | None) -> Markup:
    bars = [
        Bar(_COLUMN_NAMES.get(column.name, column.name), cell.acts, one.body or "organisme inconnu")
        for column, cells in zip(
            found.columns, zip(*(one.cells for one in found.bodies), strict=True), strict=False
        )
        for one, cell in zip(found.bodies, cells, strict=True)
    ]
    per = "mois" if year else "année"
    title = f"Actes par {per}"
    return draw_svg(
        Chart(title, _DESCRIPTION, limit_series(bars, "les autres"), per.capitalize(), "Actes", "Organisme")
    )
