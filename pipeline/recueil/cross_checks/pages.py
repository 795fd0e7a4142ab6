"""Page « Recoupements »: what rules found across the acts of a body; also as JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from recueil.corrections import Attribution
from recueil.cross_checks import api
from recueil.cross_checks.report import CrossReport
from recueil.cross_checks.rules import CROSS_RULES
from recueil.figures.scope import exact_term
from recueil.presences.api import NO_BODY
from recueil.query.vocabulary import CHECK_GROUPS
from recueil.web.authentication import Editor, Reader
from recueil.web.dependencies import BodyCursor, ClockDep, StoreDep
from recueil.web.pages.search import build_url
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, render

router = APIRouter()

_PER_PAGE = 50
_CURSOR = r"^(?:\d{1,18}-\d{1,18})?$"


def cross_table(found: CrossReport) -> Table:
    """Return a row for each finding."""
    columns = ("organisme", "regle", "gravite", "jour", "numero", "acte", "message", "fondement", "attendu", "lu")
    return (*columns, "autres_actes", "releve"), _rows(found)


def _rows(found: CrossReport) -> Iterator[Sequence[object]]:
    for one in found.findings:
        others = " ".join(other.uid for other in one.others)
        where = one.date, one.number, one.uid
        what = one.message, one.basis, one.expected, one.found
        yield found.label, one.rule, one.severity, *where, *what, others, one.made


@router.get("/recoupements")
def cross_checks(
    request: Request,
    store: StoreDep,
    user: Reader,
    commune: Annotated[str, Query(max_length=200)] = "",
    regle: Annotated[str, Query(max_length=60)] = "",
    apres: Annotated[str, Query(pattern=_CURSOR)] = "",
    suite: BodyCursor = "",
    format: TablePageFormat = "html",
) -> Response:
    if regle and regle not in api.RULES:
        raise HTTPException(422, f"Aucune règle ne s'appelle ainsi : {', '.join(api.RULES)}.")
    chosen = store.bodies.choose(commune, suite or None)
    docid, _, number = apres.partition("-")
    is_page = format == "html"  # a file has all of them
    limit, after = _PER_PAGE if is_page else None, (int(docid), int(number)) if is_page and apres else None
    rules = [regle] if regle else []
    key = chosen.body and chosen.body.key
    found = None if key is None else store.cross_checks.report(key, rules, limit=limit, after=after)
    if format != "html" and found is None:
        raise HTTPException(404, NO_BODY)
    if found is not None and format == "json":
        return JSONResponse(api.CrossReport.model_validate(found).model_dump(mode="json"))
    if found is not None and format in CSV_DIALECTS:
        return csv_response(f"recoupements-{found.key}", cross_table(found), CSV_DIALECTS[format])
    which = {"commune": commune, "regle": regle}
    title = "Recoupements" if found is None else f"Recoupements – {found.label}"
    terms = f"controle:{regle or CHECK_GROUPS.spell('cross')}"
    return render(
        request,
        "cross_checks.html",
        title=title,
        found=found,
        chosen=chosen,
        which=which,
        apres=apres,
        following="{}-{}".format(*found.following) if found and found.following else "",
        rules=CROSS_RULES,
        search=found and build_url("/", q=f"{exact_term('commune', found.label)} {terms}"),
        may_edit=user.may("editor"),
    )


@router.post("/recoupements/{number}/rejeter")
def reject(
    store: StoreDep,
    clock: ClockDep,
    user: Editor,
    number: Annotated[int, Path(ge=1, le=2**63 - 1)],
    pourquoi: Annotated[str, Form(max_length=1000)] = "",
    commune: Annotated[str, Form(max_length=200)] = "",
    regle: Annotated[str, Form(max_length=60)] = "",
    apres: Annotated[str, Form(pattern=_CURSOR)] = "",
    acte: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Reject a finding, and return to the page of the act or of the list where this was asked."""
    store.cross_checks.reject(number, Attribution(user.name, clock(), pourquoi), may_unmask=user.may("admin"))
    page = build_url("/recoupements", commune=commune, regle=regle, apres=apres)
    return RedirectResponse(f"/actes/{quote(acte, safe='')}#recoupements" if acte else page, 303)
