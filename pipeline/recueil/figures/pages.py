"""Pages « Montants », « Contrôles » and « Qualité »: figures with charts and tables, also as JSON and CSV.

A CSV table has one row per cell, with exact numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter

from recueil.figures import amounts as figures
from recueil.figures import api, charts
from recueil.figures.amounts import Beneficiary, Bucket, Pivot, PivotRow
from recueil.figures.comparison import Comparison, compare_bodies
from recueil.figures.counts import By, Measure, Measured
from recueil.figures.coverage import Coverage
from recueil.figures.findings import FindingRow, Findings, LatestFinding, latest_findings
from recueil.figures.findings import findings as count_findings
from recueil.figures.scope import FigureScope
from recueil.query.typed_date import today_in_france
from recueil.text import fold
from recueil.web.dependencies import ActFilterDep, ClockDep, StoreDep, Year, parse_query
from recueil.web.i18n import labels
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, page_links, render

QUALITY = ("couverture", "echecs", "executions", "scores", "pages", "partiels", "information")
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
        "rappels",
        "douteuses",
        "montant_douteux",
        "actes_partiels",
        "requete_partiels",
    )
    rows = (
        (
            *(row.chapter, row.body, name, cell.acts, cell.awards, cell.awarded, cell.lines, cell.written),
            *(cell.query, cell.repeated, cell.doubtful, cell.doubted, cell.partial, cell.partial_query),
        )
        for row in found.rows
        for name, cell in zip(
            ("total", *(one.name or "sans date" for one in found.columns)), (row.whole, *row.cells), strict=True
        )
        if cell
    )
    return columns, rows


def beneficiaries_table(found: Sequence[Beneficiary]) -> Table:
    columns = ("beneficiaire", "decision", "actes", "attributions", "total", "requete")
    more = ("rappels", "douteuses", "montant_douteux")
    rows = (
        (
            *(one.name, one.what, one.acts, one.awards, one.total, one.query),
            *(one.repeated, one.doubtful, one.doubted),
        )
        for one in found
    )
    return (*columns, *more), rows


def comparison_table(found: Comparison) -> Table:
    columns = (
        *("annee", "collectivite", "siren", "nature", "departement", "population", "publication"),
        *("article", "strate_de", "strate_a", "actes", "valeur", "par_habitant", "comparables", "mediane"),
        *("rang", "hors_rang", "trimestres_sans_acte", "requete"),
    )
    rows = (
        (
            *(found.year, one.body, one.siren, one.kind, one.departement, one.population, one.publication),
            *((one.stratum.article, one.stratum.first, one.stratum.last) if one.stratum else (None, None, None)),
            *(one.acts, one.value, one.per_inhabitant, one.peers, one.median, one.rank, one.unranked),
            *(" ".join(map(str, one.quarters)), one.query),
        )
        for one in found.rows
    )
    return columns, rows


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


def quality_table(name: str, quality: dict[str, Any]) -> Table:
    """Return a table of the page « Qualité », by its name."""
    match name:
        case "couverture":
            return _coverage_table(quality["coverage"])
        case "echecs":
            rows = [(one.reason, one.files, one.set_aside) for one in quality["failures"]]
            return ("raison", "fichiers", "mis_de_cote"), rows
        case "executions":
            columns = ("flow", "started", "finished", "state", "done", "failed", "pipeline_version")
            return columns, [[getattr(run, name) for name in columns] for run in quality["runs"]]
        case "partiels":
            return ("quoi", "actes", "requete"), [(one.what, one.acts, one.query) for one in quality["partial"]]
        case "information":
            found = quality["informative"]
            rows = [(one.body, one.documents, one.query) for one in found.bodies]
            return ("collectivite", "documents", "requete"), [("toutes", found.documents, found.query), *rows]
        case "scores":
            return ("nature", "exemples", "actes_reels", "collectivites_nouvelles"), [
                (one.kind, one.sample, one.real, one.unseen) for one in quality["scores"]
            ]
        case _:
            return ("pages", "lues_par_ocr"), [(quality["pages"].pages, quality["pages"].by_ocr)]


def _coverage_table(found: Coverage) -> Table:
    columns = ("collectivite", "premier", "dernier", "periode", "actes", "requete")
    rows = (
        (one.body, one.first, one.last, column.name or "sans date", cell.acts, cell.query)
        for one in found.bodies
        for column, cell in zip(found.columns, one.cells, strict=True)
    )
    return columns, rows


router = APIRouter()

Row = TypeVar("Row")
Show = Literal["attribue", "inscrit", "actes"]
Rows = Annotated[int, Query(ge=1, le=100)]
SortColumn = Annotated[str, Query(pattern=r"^(?:-?[a-z0-9-]{1,20})?$")]
FindingCursor = Annotated[str, Query(pattern=r"^(?:\d{1,19}-\d{1,9})?$")]
_LATEST = 50


_BENEFICIARY_COLUMNS: dict[str, Callable[[Beneficiary], object]] = {
    "beneficiaire": lambda one: fold(one.name),
    "decision": lambda one: one.what,
    "total": lambda one: one.total,
    "attributions": lambda one: one.awards,
    "actes": lambda one: one.acts,
}
_FINDING_COLUMNS: dict[str, Callable[[FindingRow], object]] = {
    "controle": lambda row: fold(labels.check_label(row.rule)),
    "toutes": lambda row: row.whole.acts,
}


def _year_value(n: int, shown: Show, row: PivotRow) -> object:
    """Return the number of a cell of the pivot; None if it is empty."""
    cell = row.cells[n]
    return None if cell is None else charts.cell_value(cell, shown)


def _sort_rows(rows: Sequence[Row], column: str, columns: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """Sort the rows of a table by a column, in descending order after « - »; rows without a value come last."""
    key = columns.get(column.removeprefix("-"))
    if key is None:
        return list(rows)
    having = sorted((row for row in rows if key(row) is not None), key=key, reverse=column.startswith("-"))
    return [*having, *(row for row in rows if key(row) is None)]


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The parameters of the page « Montants », and the figures that they select."""

    which: ActFilterDep
    par: By = "chapitre"
    decision: Annotated[str, Query(max_length=40)] = ""
    tailles: Measure = "montant"
    lignes: Rows = 15
    annees: Annotated[int, Query(ge=1, le=30)] = 8

    def pivot(self, scope: FigureScope) -> Pivot:
        what = self.decision or None
        return figures.pivot(scope, self.par, limit=self.lignes, last=self.annees, what=what)

    def beneficiaries(self, scope: FigureScope) -> tuple[Beneficiary, ...]:
        return figures.beneficiaries(scope, limit=self.lignes, what=self.decision or None)

    def sizes(self, scope: FigureScope) -> tuple[Bucket, ...]:
        return figures.distribution(scope, self.tailles)


@router.get("/montants")
def amounts(
    request: Request,
    store: StoreDep,
    asked: Annotated[_Amounts, Depends()],
    montre: Show = "attribue",
    tri: SortColumn = "",
    format: TablePageFormat = "html",
    table: str = "",
) -> Response:
    with store.figures.scope(asked.which.query) as scope:
        if format in CSV_DIALECTS:
            sheets = {
                "montants": lambda: pivot_table(asked.pivot(scope)),
                "beneficiaires": lambda: beneficiaries_table(asked.beneficiaries(scope)),
                "tailles": lambda: sizes_table(asked.sizes(scope)),
            }
            return _csv(sheets, table, format)
        pivot, beneficiaries, sizes = asked.pivot(scope), asked.beneficiaries(scope), asked.sizes(scope)
        subsidised = () if asked.decision else figures.beneficiaries(scope, limit=asked.lignes, what="subvention")
        drawn_totals = subsidised or beneficiaries
        ambiguous = scope.count_ambiguous()
    if format == "json":
        answer = {
            "amounts": api.Amounts.model_validate(pivot),
            "beneficiaries": api.Beneficiaries.model_validate({"rows": beneficiaries}),
            "distribution": api.Sizes.model_validate({"rows": sizes}),
        }
        return _json(answer)
    cells: dict[str, Callable[[PivotRow], object]] = {
        "chapitre": lambda row: row.chapter,
        "collectivite": lambda row: row.body,
        "toutes": lambda row: charts.cell_value(row.whole, montre),
        **{column.name or "sans-date": partial(_year_value, n, montre) for n, column in enumerate(pivot.columns)},
    }
    drawn = {
        "pivot": charts.pivot_chart(pivot, montre),
        "beneficiaries": charts.beneficiaries_chart(drawn_totals),
        "sizes": charts.sizes_chart(sizes),
    }
    shown = {
        "pivot": replace(pivot, rows=tuple(_sort_rows(pivot.rows, tri, cells))),
        "beneficiaries": _sort_rows(beneficiaries, tri, _BENEFICIARY_COLUMNS),
        "sizes": sizes,
        "charts": drawn,
        "decided": charts.chart_decision(drawn_totals),
        "montre": montre,
        "ambiguous": ambiguous,
        "tri": tri,
    }
    return render(request, "amounts.html", title="Montants", asked=asked, **shown, **page_links(request))


@router.get("/comparaison")
def comparison(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    q: str = "",
    mesure: Measured = "actes",
    annee: Year = None,
    chapitre: Annotated[str, Query(max_length=20)] = "",
    decision: Annotated[str, Query(max_length=40)] = "",
    siren: Annotated[str, Query(pattern="^(?:[0-9]{9})?$")] = "",
    lignes: Rows = 50,
    format: TablePageFormat = "html",
) -> Response:
    chosen = {"chapter": chapitre or None, "what": decision or None, "siren": siren or None}
    now = clock()
    with store.figures.scope(parse_query(q, now)) as scope:
        this_year = today_in_france(now).year
        found = compare_bodies(scope, mesure, year=annee, before=this_year, limit=lignes, **chosen)
    if format in CSV_DIALECTS:
        return csv_response("recueil-comparaison", comparison_table(found), CSV_DIALECTS[format])
    if format == "json":
        return _json(api.Comparison.model_validate(found))
    asked = {"q": q, "mesure": mesure, "annee": annee, "chapitre": chapitre, "decision": decision}
    values = {**asked, "siren": siren, "lignes": lignes, "found": found}
    return render(request, "comparison.html", title="Comparaison par habitant", **values, **page_links(request))


@router.get("/controles")
def findings(
    request: Request,
    store: StoreDep,
    which: ActFilterDep,
    collectivites: Rows = 8,
    tri: SortColumn = "",
    apres: FindingCursor = "",
    format: TablePageFormat = "html",
    table: str = "",
) -> Response:
    docid, _, n = apres.partition("-")
    after = (int(docid), int(n)) if apres else None
    with store.figures.scope(which.query) as scope:
        if format in CSV_DIALECTS:
            sheets = {
                "controles": lambda: findings_table(count_findings(scope, limit=collectivites)),
                "derniers": lambda: latest_findings_table(latest_findings(scope, limit=_LATEST, after=after)),
            }
            return _csv(sheets, table, format)
        by_body = count_findings(scope, limit=collectivites)
        ambiguous = scope.count_ambiguous()
        last = latest_findings(scope, limit=_LATEST + 1, after=after)
    if format == "json":
        return _json(
            {
                "findings": api.FindingsByBody.model_validate(by_body),
                "latest": findings_as_dicts(last[:_LATEST]),
            }
        )
    return render(
        request,
        "findings.html",
        title="Contrôles",
        which=which,
        collectivites=collectivites,
        found=replace(by_body, rows=tuple(_sort_rows(by_body.rows, tri, _FINDING_COLUMNS))),
        tri=tri,
        ambiguous=ambiguous,
        latest=last[:_LATEST],
        following="{}-{}".format(*last[_LATEST - 1].place) if len(last) > _LATEST else "",
        charts={"findings": charts.findings_chart(by_body)},
        **page_links(request),
    )


@router.get("/qualite")
def quality(
    request: Request,
    store: StoreDep,
    which: ActFilterDep,
    annee: Year = None,
    lignes: Rows = 30,
    annees: Annotated[int, Query(ge=1, le=30)] = 12,
    format: TablePageFormat = "html",
    table: str = "",
) -> Response:
    answer = api.quality(store, which.query, lignes, annees, annee)
    if format == "json":
        return _json(api.Quality.model_validate(answer))
    if format in CSV_DIALECTS:
        return _csv({name: partial(quality_table, name, answer) for name in QUALITY}, table, format)
    return render(
        request,
        "quality.html",
        title="Qualité et couverture",
        which=which,
        annee=annee,
        lignes=lignes,
        annees=annees,
        charts={"coverage": charts.coverage_chart(answer["coverage"], annee)},
        what_is_partial=labels.PARTIAL,
        **answer,
        **page_links(request),
    )


def _json(content: object) -> Response:
    return JSONResponse(TypeAdapter(Any).dump_python(content, mode="json"))


def _csv(sheets: dict[str, Callable[[], Table]], table: str, format: str) -> Response:
    """Return the table of that name, or the first of the page. Raise HTTPException (404) if there is none."""
    if (name := table or next(iter(sheets))) not in sheets:
        raise HTTPException(404, f"Cette page a les tableaux {', '.join(sheets)}.")
    return csv_response(f"recueil-{name}", sheets[name](), CSV_DIALECTS[format])
