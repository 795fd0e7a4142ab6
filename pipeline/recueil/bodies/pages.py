"""Pages « Organismes »: the list, the ambiguous ones first, and a body with its acts by year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from recueil.bodies import api
from recueil.bodies.store import StoredBody
from recueil.values.body import body_key
from recueil.web.authentication import Editor, Reader
from recueil.web.dependencies import BodyCursor, ClockDep, StoreDep
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, body_address, csv_response, render

router = APIRouter(prefix="/organismes")

_ROWS = 100
Words = Annotated[str, Query(max_length=200)]


def bodies_table(found: Iterable[StoredBody]) -> Table:
    columns = ("organisme", "nature", "siren", "departement", "population", "publication", "actes", "candidats")
    rows = (
        (
            *(one.label, one.kind, one.siren, one.departement, one.population, one.publication, one.acts),
            "; ".join(f"{each.label} {each.siren}" for each in one.candidates),
        )
        for one in found
    )
    return columns, rows


@router.get("")
def bodies(
    request: Request,
    store: StoreDep,
    user: Reader,
    nom: Words = "",
    departement: Annotated[str, Query(max_length=3)] = "",
    apres: BodyCursor = "",
    format: TablePageFormat = "html",
) -> Response:
    found, following = store.bodies.page(nom, departement.strip(), limit=_ROWS, after=apres or None)
    if format in CSV_DIALECTS:
        return csv_response("organismes", bodies_table(found), CSV_DIALECTS[format])
    if format == "json":
        return JSONResponse(api.Bodies.model_validate({"items": found, "next": following}).model_dump(mode="json"))
    asked = {"nom": nom, "departement": departement}
    return render(request, "bodies.html", title="Organismes", bodies=found, following=following, **asked)


@router.get("/{key}")
def body(request: Request, store: StoreDep, user: Reader, key: str, format: TablePageFormat = "html") -> Response:
    found = api.find_profile(store, key)
    if format == "json":
        return JSONResponse(api.Body.model_validate(found).model_dump(mode="json"))
    if format in CSV_DIALECTS:
        rows = ((one.year, one.acts, " ".join(map(str, one.quarters)), one.query) for one in found.years)
        return csv_response(
            f"organisme-{found.key}", (("annee", "actes", "trimestres", "requete"), rows), CSV_DIALECTS[format]
        )
    return render(request, "body.html", title=found.label, body=found, may_decide=user.may("editor"))


@router.post("/{key}/attribuer")
def assign(
    store: StoreDep, user: Editor, clock: ClockDep, key: str, siren: Annotated[str, Form(max_length=20)]
) -> Response:
    """Decide that the name of an ambiguous body stands for one SIREN."""
    found = api.find_profile(store, key)
    store.bodies.assign([found.label], siren, user.name, clock())
    decided = next((one.label for one in found.candidates if one.siren == siren), found.label)
    return RedirectResponse(body_address(decided) if body_key(decided) else "/organismes", 303)
