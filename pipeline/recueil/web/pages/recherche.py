"""The search page: one box that speaks the query language, and help to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from recueil.errors import QueryError
from recueil.export import hits
from recueil.query import FIELDS
from recueil.query import Query as Asked
from recueil.query.vocabulary import VOTES
from recueil.store.search.cursors import Cursor
from recueil.store.search.results import Results
from recueil.store.search.store_facets import FACETS, Count, FacetName
from recueil.store.store import Facets, Store
from recueil.web.asked import query_of
from recueil.web.given import StoreOf
from recueil.web.i18n import labels
from recueil.web.i18n.mistakes import fault, mistake_of
from recueil.web.pages import filters
from recueil.web.pages.templating import render
from recueil.web.web_pages_asked import ORDERS, Format, Ordre, place_of

router = APIRouter()

_PER_PAGE = 20
_PER_FACET = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, its number of acts, and the query narrowed to it; None if it is applied already."""

    label: str
    acts: int
    narrowed: str | None


@router.get("/", response_class=Response)
def recherche(
    request: Request,
    store: StoreOf,
    q: str = "",
    ordre: Ordre = "pertinence",
    apres: str | None = None,
    format: Format = "html",
) -> Response:
    place = place_of(apres)
    try:
        query = query_of(q)
        results, facets = _found(store, query, ordre, place)
    except QueryError as error:
        if format == "json":
            raise
        return _page(request, 400, q=q, ordre=ordre, mistake=mistake_of(error))
    if format == "json":
        return Response(hits.as_json(results, facets), media_type="application/json")
    shown = {"results": results, "facets": list(_choices(query, facets)), "place": place}
    return _page(request, 200, q=q, ordre=ordre, query=query, **shown)


def _found(store: Store, query: Asked | None, ordre: Ordre, place: Cursor | None) -> tuple[Results, Facets]:
    if query is None:
        return store.search(None, _PER_PAGE, order="date", after=place), {}
    results = store.search(query, _PER_PAGE, order=ORDERS[ordre], after=place)
    return results, store.facets(query, FACETS, _PER_FACET)


@router.get("/recherche/champs", response_class=Response)
def champs(
    request: Request,
    form: Annotated[filters.Form, Depends()],
    q: str = "",
    ordre: Ordre = "pertinence",
) -> Response:
    """Convert the form of fields to a query, and redirect to its results, whose URL contains all of it."""
    try:
        asked = filters.refined(query_of(q), form)
    except QueryError as error:
        return _page(request, 400, q=q, ordre=ordre, form=form, mistake=mistake_of(error))
    except filters.FormError as error:
        wrong = {name: fault(message) for name, message in error.wrong.items()}
        return _page(request, 400, q=q, ordre=ordre, form=form, wrong=wrong)
    return RedirectResponse(address("/", q=asked, ordre=ordre), 303)


def address(path: str, /, **parameters: object) -> str:
    """Build a URL with those parameters that are not empty or default."""
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "", "pertinence")}
    return f"{path}?{urlencode(given)}" if given else path


# Default context of the template.
_COMMON: dict[str, Any] = {
    "orders": tuple(ORDERS),
    "natures": labels.NATURES,
    "votes": [(VOTES.shown(name), french) for name, french in labels.OUTCOMES.items()],
    "fields": [(field.example, labels.FIELDS[name]) for name, field in FIELDS.items()],
    "address": address,
    "wrong": {},
    "mistake": None,
    "results": None,
    "facets": [],
    "place": None,
}


def _page(request: Request, status: int, **given: Any) -> Response:
    q, query = given["q"], given.get("query")
    title = f"{q} – Recherche" if q.strip() else "Recherche"
    asked = {"parts": list(filters.parts(query)), "form": filters.form_of(query)}
    context = {**_COMMON, **asked, **given, "title": title, "query": q}
    return render(request, "recherche.html", status, **context)


def _choices(query: Asked | None, facets: Facets) -> Iterator[tuple[str, list[Choice]]]:
    for name, counts in facets.items():
        if counts:
            choices = [
                Choice(_label(name, count), count.acts, filters.narrowed(query, name, count)) for count in counts
            ]
            yield labels.FACETS[name], choices


def _label(facet: FacetName, count: Count) -> str:
    match facet:
        case "nature":
            return labels.nature(count.value)
        case "vote":
            return labels.OUTCOMES.get(count.value, count.label)
        case "matiere":
            theme = labels.THEMES.get(count.label.partition(".")[0])
            return f"{count.label} ({theme})" if theme else count.label
        case "chapitre":
            return count.label.replace("_", ".")
    return count.label
