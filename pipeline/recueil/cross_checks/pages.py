"""Page « Recoupements »: what rules found across the acts of a body; also as JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from recueil.cross_checks import api
from recueil.cross_checks.report import CrossReport
from recueil.cross_checks.rules import CROSS_RULES
from recueil.presences.api import NO_BODY
from recueil.web.authentication import Reader
from recueil.web.dependencies import StoreDep
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, render

router = APIRouter()


def cross_table(found: CrossReport) -> Table:
    """Return a row for each finding."""
    columns = ("organisme", "regle", "gravite", "jour", "numero", "acte", "message", "fondement", "attendu", "lu")
    return (*columns, "autres_actes"), _rows(found)


def _rows(found: CrossReport) -> Iterator[Sequence[object]]:
    for one in found.findings:
        others = " ".join(other.uid for other in one.others)
        where = one.date, one.number, one.uid
        yield found.label, one.rule, one.severity, *where, one.message, one.basis, one.expected, one.found, others


@router.get("/recoupements")
def cross_checks(
    request: Request,
    store: StoreDep,
    user: Reader,
    commune: Annotated[str, Query(max_length=200)] = "",
    regle: Annotated[str, Query(max_length=60)] = "",
    format: TablePageFormat = "html",
) -> Response:
    body, others = store.bodies.choose(commune)
    found = None if body is None else api.find_report(store, body.key, [regle] if regle else [])
    if format != "html" and found is None:
        raise HTTPException(404, NO_BODY)
    if found is not None and format == "json":
        return JSONResponse(api.CrossReport.model_validate(found).model_dump(mode="json"))
    if found is not None and format in CSV_DIALECTS:
        return csv_response(f"recoupements-{found.key}", cross_table(found), CSV_DIALECTS[format])
    which = {"commune": commune, "regle": regle}
    title = "Recoupements" if found is None else f"Recoupements – {found.label}"
    return render(
        request,
        "cross_checks.html",
        title=title,
        found=found,
        others=others,
        which=which,
        rules=CROSS_RULES,
    )
