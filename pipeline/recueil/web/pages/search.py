"""The search page: query box, form of fields, facets, results, and the export of all results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from recueil.errors import QueryError
from recueil.export import hits
from recueil.ingest.temporary_files import ScratchFolder
from recueil.query import FIELDS, Query
from recueil.query.typed_date import today_in_france
from recueil.query.vocabulary import VOTES
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.facets import FACETS, FacetCount, FacetName
from recueil.store.search.results import Hit, Results
from recueil.store.store import Facets, Store
from recueil.web import dependencies
from recueil.web.dependencies import ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_value, split_mistake
from recueil.web.pages import filters
from recueil.web.pages.templating import render
from recueil.web.params import ORDERS, OrderParam, PageFormat, parse_cursor, parse_query

router = APIRouter()

Batches = Iterator[tuple[Hit, ...]]
# Acts per batch; each batch is a transaction of its own.
_BATCH = 200
_BLOCK = 1 << 18
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@router.get("/recherche/export.{suffix}", dependencies=[Depends(dependencies.lift_query_deadline)])
def export(
    store: StoreDep,
    clock: ClockDep,
    suffix: Literal["csv", "json", "parquet"],
    q: str = "",
    ordre: OrderParam = "pertinence",
) -> StreamingResponse:
    """Export all results in the requested order; errors of the query are reported before anything is sent."""
    batches = _prefetch_first(_read_batches(store, parse_query(q, clock()), ORDERS[ordre]))
    writers: dict[str, Callable[[Batches], Iterator[str | bytes]]] = {
        "csv": hits.stream_csv,
        "json": hits.stream_json,
        "parquet": _parquet_blocks,
    }
    name = f'attachment; filename="recueil-recherche.{suffix}"'
    return StreamingResponse(
        writers[suffix](batches), media_type=_MEDIA[suffix], headers={"Content-Disposition": name}
    )


def _read_batches(store: Store, query: Query | None, order: Order) -> Batches:
    after: Cursor | None = None
    while True:
        results = store.search(query, _BATCH, order=order if query else "date", after=after, total=False)
        yield results.hits
        after = results.next
        if after is None:
            return


def _prefetch_first(batches: Batches) -> Batches:
    """Return the batches, with the first one read already."""
    return chain([next(batches)], batches)


def _parquet_blocks(batches: Batches) -> Iterator[bytes]:
    """Yield a Parquet file, which must be complete before sending: its footer describes its content."""
    from recueil.export import parquet

    with ScratchFolder() as folder:
        file = folder / "hits.parquet"
        parquet.write_hits(batches, file)
        with file.open("rb") as written:
            while block := written.read(_BLOCK):
                yield block


_PER_PAGE = 20
_PER_FACET = 10


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a facet, its number of acts, and the query narrowed to it; None if it is applied already."""

    label: str
    acts: int
    narrowed: str | None


@router.get("/", response_class=Response)
def recherche(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    q: str = "",
    ordre: OrderParam = "pertinence",
    apres: str | None = None,
    format: PageFormat = "html",
) -> Response:
    place = parse_cursor(apres)
    try:
        query = parse_query(q, clock())
        results, facets = _search(store, query, ordre, place)
    except QueryError as error:
        if format == "json":
            raise
        return _render_page(request, 400, q=q, ordre=ordre, mistake=split_mistake(error))
    if format == "json":
        return Response(hits.results_as_json(results, facets), media_type="application/json")
    shown = {"results": results, "facets": list(_facet_choices(query, facets)), "place": place}
    return _render_page(request, 200, q=q, ordre=ordre, query=query, **shown)


def _search(store: Store, query: Query | None, ordre: OrderParam, place: Cursor | None) -> tuple[Results, Facets]:
    if query is None:
        return store.search(None, _PER_PAGE, order="date", after=place), {}
    results = store.search(query, _PER_PAGE, order=ORDERS[ordre], after=place)
    return results, store.facets(query, FACETS, _PER_FACET)


@router.get("/recherche/champs", response_class=Response)
def champs(
    request: Request,
    form: Annotated[filters.FilterForm, Depends()],
    clock: ClockDep,
    q: str = "",
    ordre: OrderParam = "pertinence",
) -> Response:
    """Convert the form of fields to a query, and redirect to its results, whose URL contains all of it."""
    try:
        now = clock()
        query = filters.apply_form(parse_query(q, now), form, today_in_france(now))
    except QueryError as error:
        return _render_page(request, 400, q=q, ordre=ordre, form=form, mistake=split_mistake(error))
    except filters.FormError as error:
        wrong = {name: describe_value(mistake) for name, mistake in error.wrong.items()}
        return _render_page(request, 400, q=q, ordre=ordre, form=form, wrong=wrong)
    return RedirectResponse(build_url("/", q=query, ordre=ordre), 303)


def build_url(path: str, /, **parameters: object) -> str:
    """Build a URL with those parameters that are not empty or default."""
    present = {name: str(value) for name, value in parameters.items() if value not in (None, "", "pertinence")}
    return f"{path}?{urlencode(present)}" if present else path


# Default context of the template.
_DEFAULT_CONTEXT: dict[str, Any] = {
    "orders": tuple(ORDERS),
    "natures": labels.NATURES,
    "votes": [(VOTES.shown(name), french) for name, french in labels.OUTCOMES.items()],
    "fields": [(field.example, labels.FIELDS[name]) for name, field in FIELDS.items()],
    "address": build_url,
    "wrong": {},
    "mistake": None,
    "results": None,
    "facets": [],
    "place": None,
}


def _render_page(request: Request, status: int, **values: Any) -> Response:
    q, query = values["q"], values.get("query")
    title = f"{q} – Recherche" if q.strip() else "Recherche"
    form = {"parts": list(filters.list_parts(query)), "form": filters.fill_form(query)}
    context = {**_DEFAULT_CONTEXT, **form, **values, "title": title, "query": q}
    return render(request, "recherche.html", status, **context)


def _facet_choices(query: Query | None, facets: Facets) -> Iterator[tuple[str, list[FacetChoice]]]:
    for name, counts in facets.items():
        if counts:
            choices = [
                FacetChoice(_facet_label(name, count), count.acts, filters.narrow_query(query, name, count))
                for count in counts
            ]
            yield labels.FACETS[name], choices


def _facet_label(facet: FacetName, count: FacetCount) -> str:
    match facet:
        case "nature":
            return labels.nature_label(count.value)
        case "vote":
            return labels.OUTCOMES.get(count.value, count.label)
        case "matiere":
            theme = labels.THEMES.get(count.label.partition(".")[0])
            return f"{count.label} ({theme})" if theme else count.label
        case "chapitre":
            return count.label.replace("_", ".")
    return count.label
