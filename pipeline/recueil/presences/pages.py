"""Page « Présences »: the members of a body by its séances, also as JSON and CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from recueil.presences import api
from recueil.presences.matrix import Matrix
from recueil.store.store import Store
from recueil.web.authentication import Reader
from recueil.web.dependencies import BodyCursor, StoreDep, Year
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, render

router = APIRouter()


def presences_table(matrix: Matrix) -> Table:
    """Return a row for each entry: a member at a séance."""
    columns = ("organisme", "seance", "partielle", "personne_id", "personne", "presence", "par", "contre")
    return (*columns, "abstentions", "premier_acte"), _entry_rows(matrix)


def _entry_rows(matrix: Matrix) -> Iterator[Sequence[object]]:
    for member in matrix.members:
        for seance, entry in zip(matrix.seances, member.entries, strict=True):
            if entry is not None:
                through = "; ".join(each.name for each in entry.holders)
                votes = entry.against, entry.abstaining
                who = member.id, member.name, entry.presence, through
                yield matrix.label, seance.date, seance.partial, *who, *votes, seance.act


@router.get("/presences")
def presences(
    request: Request,
    store: StoreDep,
    user: Reader,
    commune: Annotated[str, Query(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
    seances: Annotated[int, Query(ge=1, le=api.MOST_SEANCES)] = 24,
    avant: datetime.date | None = None,
    suite: BodyCursor = "",
    format: TablePageFormat = "html",
) -> Response:
    chosen = store.bodies.choose(commune, suite or None)
    matrix = None if chosen.body is None else _find(store, chosen.body.key, de, a, avant, seances)
    if format != "html" and matrix is None:
        raise HTTPException(404, api.NO_BODY)
    if matrix is not None and format == "json":
        return JSONResponse(api.Presences.model_validate(matrix).model_dump(mode="json"))
    if matrix is not None and format in CSV_DIALECTS:
        return csv_response(f"presences-{matrix.key}", presences_table(matrix), CSV_DIALECTS[format])
    which = {"commune": commune, "de": de or "", "a": a or "", "seances": seances}
    title = "Présences" if matrix is None else f"Présences – {matrix.label}"
    return render(request, "presences.html", title=title, matrix=matrix, chosen=chosen, which=which)


def _find(
    store: Store, key: str, first: int | None, last: int | None, before: datetime.date | None, limit: int
) -> Matrix | None:
    """Return the matrix of a body; None for a key without acts."""
    since = datetime.date(first, 1, 1) if first else None
    until = datetime.date(last, 12, 31) if last else None
    if before is not None:
        until = min(before - datetime.timedelta(days=1), until or before)
    return api.find_matrix(store, key, since, until, limit)
