"""Page « Manquants »: what the store lacks of a body, with the request for it to copy; also as JSON and CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from recueil.missing import api
from recueil.missing.gaps import Missing
from recueil.missing.request import write_request
from recueil.presences.api import NO_BODY
from recueil.web.authentication import Reader
from recueil.web.dependencies import BodyCursor, ClockDep, StoreDep, Year
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, render

router = APIRouter()


def missing_table(missing: Missing) -> Table:
    """Return a row for each thing that is missing, with the act that shows it."""
    return ("organisme", "manque", "nature", "jour", "premier", "dernier", "nombre", "acte"), _rows(missing)


def _rows(missing: Missing) -> Iterator[Sequence[object]]:
    label = missing.label
    for gap in missing.numbers:
        yield label, "numero", gap.kind, gap.before.day, gap.first, gap.last, gap.count, gap.before.uid
    for one in missing.minutes:
        yield label, "proces-verbal", "pv", one.date, None, None, 1, one.act
    for cited in missing.seances:
        yield label, "seance-citee", None, cited.date, None, None, cited.acts, cited.act
    for item in missing.items:
        yield label, "point-sans-acte", None, item.date, item.title, None, 1, item.uid
    if missing.silence:
        yield label, "silence", None, missing.silence.last, None, None, missing.silence.days, None


@router.get("/manquants")
def missing(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    commune: Annotated[str, Query(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
    suite: BodyCursor = "",
    format: TablePageFormat = "html",
) -> Response:
    since = datetime.date(de, 1, 1) if de else None
    until = datetime.date(a, 12, 31) if a else None
    chosen = store.bodies.choose(commune, suite or None)
    found = None if chosen.body is None else api.load_missing(store, chosen.body.key, clock(), since, until)
    if format != "html" and found is None:
        raise HTTPException(404, NO_BODY)
    if found is not None and format == "json":
        return JSONResponse(api.Missing.model_validate(found).model_dump(mode="json"))
    if found is not None and format in CSV_DIALECTS:
        return csv_response(f"manquants-{found.key}", missing_table(found), CSV_DIALECTS[format])
    which = {"commune": commune, "de": de or "", "a": a or ""}
    title = "Manquants" if found is None else f"Manquants – {found.label}"
    letter = write_request(found) if found is not None and not found.is_empty else ""
    return render(request, "missing.html", title=title, missing=found, chosen=chosen, which=which, letter=letter)
