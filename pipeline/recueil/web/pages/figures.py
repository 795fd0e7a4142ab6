"""Montants, Contrôles, Qualité: figures with a chart, their tables, and the same as JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter

from recueil.export.sheet import as_csv
from recueil.store.figures import By, Measure
from recueil.web.api import figures as api
from recueil.web.asked import WhichOf, Year
from recueil.web.given import StoreOf
from recueil.web.pages import figure_charts as charts
from recueil.web.pages import figure_tables as tables
from recueil.web.pages.templating import render

router = APIRouter()

Format = Literal["html", "json", "csv"]
Show = Literal["attribue", "inscrit", "actes"]
Rows = Annotated[int, Query(ge=1, le=100)]
Place = Annotated[str, Query(pattern=r"^(?:\d{1,19}-\d{1,9})?$")]
_LATEST = 50


@router.get("/montants")
def amounts(
    request: Request,
    store: StoreOf,
    which: WhichOf,
    par: By = "chapitre",
    montre: Show = "attribue",
    decision: Annotated[str, Query(max_length=40)] = "",
    tailles: Measure = "montant",
    lignes: Rows = 15,
    annees: Annotated[int, Query(ge=1, le=30)] = 8,
    format: Format = "html",
    table: str = "",
) -> Response:
    pivot = store.figures.amounts(which.query, par, limit=lignes, last=annees, what=decision or None)
    beneficiaries = store.figures.beneficiaries(which.query, limit=lignes, what=decision or None)
    sizes = store.figures.distribution(which.query, tailles)
    if format == "json":
        said = {
            "amounts": api.Amounts.model_validate(pivot),
            "beneficiaries": api.Beneficiaries.model_validate({"rows": beneficiaries}),
            "distribution": api.Sizes.model_validate({"rows": sizes}),
        }
        return _json(said)
    if format == "csv":
        sheets = {
            "montants": lambda: tables.pivot(pivot),
            "beneficiaires": lambda: tables.beneficiaries(beneficiaries),
            "tailles": lambda: tables.sizes(sizes),
        }
        return _csv(sheets, table)
    return render(
        request,
        "amounts.html",
        title="Montants",
        which=which,
        par=par,
        montre=montre,
        decision=decision,
        tailles=tailles,
        lignes=lignes,
        annees=annees,
        pivot=pivot,
        beneficiaries=beneficiaries,
        sizes=sizes,
        charts={
            "pivot": charts.pivot(pivot, montre),
            "beneficiaries": charts.beneficiaries(beneficiaries),
            "sizes": charts.sizes(sizes),
        },
        **_links(request),
    )


@router.get("/controles")
def findings(
    request: Request,
    store: StoreOf,
    which: WhichOf,
    collectivites: Rows = 8,
    apres: Place = "",
    format: Format = "html",
    table: str = "",
) -> Response:
    found = store.figures.findings(which.query, limit=collectivites)
    docid, _, n = apres.partition("-")
    after = (int(docid), int(n)) if apres else None
    latest = store.figures.latest_findings(which.query, limit=_LATEST + 1, after=after)
    if format == "json":
        return _json(
            {"findings": api.FindingsByBody.model_validate(found), "latest": tables.listed(latest[:_LATEST])}
        )
    if format == "csv":
        sheets = {
            "controles": lambda: tables.findings(found),
            "derniers": lambda: tables.latest(latest[:_LATEST]),
        }
        return _csv(sheets, table)
    return render(
        request,
        "findings.html",
        title="Contrôles",
        which=which,
        collectivites=collectivites,
        found=found,
        latest=latest[:_LATEST],
        following="{}-{}".format(*latest[_LATEST - 1].place) if len(latest) > _LATEST else "",
        charts={"findings": charts.findings(found)},
        **_links(request),
    )


@router.get("/qualite")
def quality(
    request: Request,
    store: StoreOf,
    which: WhichOf,
    annee: Year = None,
    lignes: Rows = 30,
    annees: Annotated[int, Query(ge=1, le=30)] = 12,
    format: Format = "html",
    table: str = "",
) -> Response:
    said = api.quality(store, which.query, lignes, annees, annee)
    if format == "json":
        return _json(api.Quality.model_validate(said))
    if format == "csv":
        return _csv({name: lambda name=name: tables.quality(name, said) for name in tables.QUALITY}, table)
    return render(
        request,
        "quality.html",
        title="Qualité et couverture",
        which=which,
        annee=annee,
        lignes=lignes,
        annees=annees,
        charts={"coverage": charts.coverage(said["coverage"], annee)},
        **said,
        **_links(request),
    )


def _links(request: Request) -> dict[str, Any]:
    """How a page writes addresses: of a search, of itself in another state."""

    def here(**changed: object) -> str:
        asked = {**request.query_params, **changed}
        return f"?{urlencode({name: value for name, value in asked.items() if value not in ('', None)})}"

    return {"search": lambda query: f"/?{urlencode({'q': query})}", "here": here}


def _json(said: object) -> Response:
    return JSONResponse(TypeAdapter(Any).dump_python(said, mode="json"))


Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def _csv(sheets: dict[str, Any], table: str) -> Response:
    """The table of that name, or the first of the page."""
    if (name := table or next(iter(sheets))) not in sheets:
        raise HTTPException(404, f"Cette page a les tableaux {', '.join(sheets)}.")
    columns, rows = sheets[name]()
    headers = {"Content-Disposition": f'attachment; filename="recueil-{name}.csv"'}
    return Response(as_csv(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
