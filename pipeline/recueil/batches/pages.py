"""``/requetes``: a table of queries, typed or sent as a file, answered as a table or as CSV."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response

from recueil.batches.answers import COLUMNS, answer_queries, answer_row
from recueil.batches.api import MAX_QUERIES
from recueil.batches.query_file import MAX_BYTES, read_queries
from recueil.errors import QueryBatchRefused
from recueil.query.typed_date import today_in_france
from recueil.web.authentication import Reader
from recueil.web.dependencies import ClockDep, StoreDep
from recueil.web.i18n.errors import describe_error
from recueil.web.pages.templating import CSV_DIALECTS, csv_response, render

router = APIRouter(prefix="/requetes")

_EXAMPLE = "nom;requete\nGrandes subventions;attribue:>10000@subvention\nAbsences;est:absente\n"
Typed = Annotated[str, Form(max_length=200_000)]


@router.get("")
def form_page(request: Request, user: Reader) -> Response:
    """Show the form, filled in with an example."""
    return _render_form(request, 200, _EXAMPLE)


@router.post("")
def answer(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    table: Typed = "",
    somme: Annotated[bool, Form()] = False,
    format: Annotated[Literal["html", "csv", "csv-fr"], Form()] = "html",
    fichier: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Answer the queries of a file if one is sent, else those typed."""
    table = table.replace("\r\n", "\n")  # as browsers send the lines of a form
    sent = fichier.file.read(MAX_BYTES + 1) if fichier is not None and fichier.filename else None
    content = table.encode("utf-8", "replace") if sent is None else sent
    try:
        asked = read_queries(content, source="", most=MAX_QUERIES)
    except QueryBatchRefused as error:
        return _render_form(request, 400, table, somme=somme, refusal=describe_error(error))
    answers = list(answer_queries(store, asked, today_in_france(clock()), with_sum=somme))
    if format != "html":
        return csv_response("requetes", (COLUMNS, map(answer_row, answers)), CSV_DIALECTS[format])
    shown = [(each, None if each.problem is None else describe_error(each.problem)) for each in answers]
    return _render_form(request, 200, table, somme=somme, answers=shown)


def _render_form(
    request: Request, status: int, table: str, *, somme: bool = False, refusal: str = "", answers: object = None
) -> Response:
    shown = {"table": table, "somme": somme, "refusal": refusal, "answers": answers, "most": MAX_QUERIES}
    return render(request, "requetes.html", status, title="Lot de recherches", **shown)
