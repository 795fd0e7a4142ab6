"""The search page: query box, form of fields, facets, results, and the export of all results.

The form, the facets and the parts of a query edit it field by field.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from recueil.errors import QueryError
from recueil.export import hits
from recueil.export.csv import FRENCH
from recueil.extras import require
from recueil.ingest.temporary_files import ScratchFolder
from recueil.query import FIELDS, And, Filter, Node, Query, Range, Span, format_query, quote_text
from recueil.query.messages import ValueMistake
from recueil.query.typed_date import today_in_france
from recueil.query.vocabulary import VOTES
from recueil.store.search.cursors import Cursor
from recueil.store.search.facets import FACETS, FacetCount, FacetName, facet_filter
from recueil.store.search.informative import with_informative
from recueil.store.search.overview import Overview
from recueil.store.search.results import Hit, Results
from recueil.store.store import Facets, Store
from recueil.values.base import format_decimal
from recueil.web import dependencies
from recueil.web.dependencies import ORDERS, ClockDep, OrderParam, PageFormat, StoreDep, parse_cursor, parse_query
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_value, split_mistake
from recueil.web.pages.templating import render

_RANGES = {"montant": ("montant_min", "montant_max"), "seance": ("du", "au")}
_TEXTS = ("chapitre", "commune", "nature", "personne", "vote", "organisation", "lieu")


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The fields of the form as typed; empty where unused."""

    montant_min: str = ""
    montant_max: str = ""
    du: str = ""
    au: str = ""
    chapitre: str = ""
    commune: str = ""
    nature: str = ""
    personne: str = ""
    vote: str = ""
    organisation: str = ""
    lieu: str = ""

    def of(self, field: str) -> tuple[str, ...]:
        """Return the input of a field of the query language."""
        return tuple(getattr(self, name).strip() for name in _RANGES.get(field, (field,)))


router = APIRouter()

Batches = Iterator[tuple[Hit, ...]]
_BLOCK = 1 << 18
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "csv-fr": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@router.get("/recherche/export.{suffix}", dependencies=[Depends(dependencies.lift_query_deadline)])
def export(
    store: StoreDep,
    clock: ClockDep,
    suffix: Literal["csv", "csv-fr", "json", "parquet"],
    q: str = "",
    ordre: OrderParam = "pertinence",
) -> StreamingResponse:
    """Export all results in the requested order; errors of the query are reported before anything is sent."""
    if suffix == "parquet":
        require("parquet")
    query = parse_query(q, clock())
    unread = hits.iter_hits(store, query, ORDERS[ordre] if query else "date")
    batches = chain([next(unread)], unread)
    writers: dict[str, Callable[[Batches], Iterator[str | bytes]]] = {
        "csv": hits.stream_csv,
        "csv-fr": partial(hits.stream_csv, dialect=FRENCH),
        "json": hits.stream_json,
        "parquet": _parquet_blocks,
    }
    name = f'attachment; filename="recueil-recherche.{suffix.removesuffix("-fr")}"'
    return StreamingResponse(
        writers[suffix](batches), media_type=_MEDIA[suffix], headers={"Content-Disposition": name}
    )


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
    if query is None and place is None:
        return _render_home(request, store, results, clock())
    shown = {
        "results": results,
        "facets": list(_facet_choices(query, facets)),
        "place": place,
        "left_out": store.count_left_out(query),
        "advice": [] if query is None or place else store.advise(query, results),
        "every": format_query(with_informative(query).root),
    }
    return _render_page(request, 200, q=q, ordre=ordre, query=query, **shown)


# Queries that a home page proposes where they have an answer, with a body and a year of the store.
_EXAMPLES = (
    "subvention",
    "attribue:>10000",
    "vote:majorite",
    "chapitre:65",
    "commune:{body}",
    "seance:{year}",
    "nature:procès-verbal",
    "marché OU travaux",
    "montant:>100000",
)
_MAX_EXAMPLES = 6
_MONEY_HITS = 4
_MONEY = "attribue:>0"
# Of runs, for the time of the last one.
_RECENT = datetime.timedelta(days=31)


def _render_home(request: Request, store: Store, results: Results, now: datetime.datetime) -> Response:
    """Render the home page: what the store holds, examples of queries, the latest awards and the latest acts."""
    overview = store.overview()
    money = store.search(parse_query(_MONEY, now), _MONEY_HITS, order="date", total=False, decisions=True)
    context = {
        "overview": overview,
        "examples": list(islice(_working_examples(store, overview, now), _MAX_EXAMPLES)),
        "money": money.hits,
        "last_ingest": next((run.finished for run in store.ledger.runs(now - _RECENT) if run.finished), None),
        "failed": store.ledger.count_failed(),
        "results": results,
        "form": fill_form(None),
        "q": "",
        "ordre": "pertinence",
    }
    return render(request, "accueil.html", title="Accueil", **{**_DEFAULT_CONTEXT, **context})


def _working_examples(store: Store, overview: Overview, now: datetime.datetime) -> Iterator[str]:
    """Yield the examples that have an answer in the store."""
    body = overview.largest[0].body if overview.largest else None
    for example in _EXAMPLES:
        if (body is None and "{body}" in example) or (overview.last_year is None and "{year}" in example):
            continue
        typed = example.format(body=quote_text(body or ""), year=overview.last_year)
        with suppress(QueryError):  # the name of a body may be one of several
            if any(store.iter_docids(parse_query(typed, now), 1)):
                yield typed


def _search(store: Store, query: Query | None, ordre: OrderParam, place: Cursor | None) -> tuple[Results, Facets]:
    if query is None:
        return store.search(None, _PER_PAGE, order="date", after=place, decisions=True), {}
    return store.search_with_facets(
        query, FACETS, _PER_PAGE, order=ORDERS[ordre], after=place, decisions=True, values=_PER_FACET
    )


@router.get("/recherche/champs", response_class=Response)
def champs(
    request: Request,
    form: Annotated[FilterForm, Depends()],
    clock: ClockDep,
    q: str = "",
    ordre: OrderParam = "pertinence",
) -> Response:
    """Convert the form of fields to a query, and redirect to its results, whose URL contains all of it."""
    try:
        now = clock()
        query = apply_form(parse_query(q, now), form, today_in_france(now))
    except QueryError as error:
        return _render_page(request, 400, q=q, ordre=ordre, form=form, mistake=split_mistake(error))
    except FormError as error:
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
    "natures": labels.NATURE_CHOICES,
    "votes": [(VOTES.spell(name), french) for name, french in labels.OUTCOMES.items()],
    "fields": [(field.example, labels.FIELDS[name]) for name, field in FIELDS.items()],
    "address": build_url,
    "wrong": {},
    "mistake": None,
    "results": None,
    "facets": [],
    "place": None,
    "left_out": 0,
    "advice": [],
}


def _render_page(request: Request, status: int, **values: Any) -> Response:
    q, query = values["q"], values.get("query")
    title = f"{q} – Recherche" if q.strip() else "Recherche"
    form = {"parts": list(list_parts(query)), "form": fill_form(query)}
    context = {**_DEFAULT_CONTEXT, **form, **values, "title": title, "query": q}
    return render(request, "recherche.html", status, **context)


def _facet_choices(query: Query | None, facets: Facets) -> Iterator[tuple[str, list[FacetChoice]]]:
    for name, counts in facets.items():
        if counts:
            choices = [
                FacetChoice(_facet_label(name, count), count.acts, narrow_query(query, name, count))
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


class FormError(Exception):
    """Errors of the form, by field of the query language."""

    def __init__(self, wrong: dict[str, ValueMistake]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One condition of a query, and the query without it."""

    text: str
    without: str


def list_conditions(query: Query | None) -> tuple[Node, ...]:
    """Return the conditions of a query that must all hold."""
    if query is None:
        return ()
    return query.root.nodes if isinstance(query.root, And) else (query.root,)


def list_parts(query: Query | None) -> Iterator[QueryPart]:
    """Yield the conditions of a query, each with the query without it."""
    nodes = list_conditions(query)
    for node in nodes:
        yield QueryPart(format_query(node), join_conditions(other for other in nodes if other is not node))


def join_conditions(nodes: Iterable[Node]) -> str:
    """Print the conjunction of conditions; empty without any."""
    conditions = tuple(nodes)
    return format_query(conditions[0] if len(conditions) == 1 else And(conditions, 0, 0))


def fill_form(query: Query | None) -> FilterForm:
    """Fill the form from a query, as far as the form can express it."""
    typed: dict[str, str] = {}
    for field, node in _form_filters(query).items():
        names = _RANGES.get(field, (field,))
        typed |= dict(zip(names, _format_filter(node), strict=True))
    return FilterForm(**typed)


def _form_filters(query: Query | None) -> dict[str, Filter]:
    """Return the conditions that the form shows, by field."""
    filters = (
        node for node in list_conditions(query) if isinstance(node, Filter) and node.field in (*_RANGES, *_TEXTS)
    )
    return {node.field: node for node in filters if isinstance(node.value, Range | Span | str)}


def _format_filter(node: Filter) -> tuple[str, ...]:
    match node.value:
        case Range(low, high):
            return _format_number(low), _format_number(high)
        case Span(first, last):
            return f"{first:%d/%m/%Y}" if first else "", f"{last:%d/%m/%Y}" if last else ""
    choices = FIELDS[node.field].choices
    return (choices.spell(str(node.value)) if choices else str(node.value),)


def _format_number(number: Decimal | None) -> str:
    return "" if number is None else format_decimal(number).replace(".", ",")


def apply_form(query: Query | None, form: FilterForm, today: datetime.date) -> str:
    """Replace the conditions that the form showed by its input; raise FormError for invalid input.

    Fields left unchanged keep the query's condition, which may be more exact than the form can express.
    """
    conditions, before = _form_filters(query), fill_form(query)
    changed = [field for field in (*_RANGES, *_TEXTS) if form.of(field) != before.of(field)]
    removed = [conditions[field] for field in changed if field in conditions]
    kept = [node for node in list_conditions(query) if not any(node is other for other in removed)]
    return join_conditions([*kept, *_parse_filters(form, changed, today)])


def _parse_filters(form: FilterForm, names: Iterable[str], today: datetime.date) -> list[Filter]:
    wrong: dict[str, ValueMistake] = {}
    read: list[Filter] = []
    for name in names:
        try:
            read += _parse_filter(name, form.of(name), today)
        except ValueMistake as error:
            wrong[name] = error
    if wrong:
        raise FormError(wrong)
    return read


def _parse_filter(name: str, typed: tuple[str, ...], today: datetime.date) -> list[Filter]:
    if not any(typed):
        return []
    value = typed[0] if len(typed) == 1 else "..".join(typed)
    return [Filter(name, FIELDS[name].criterion(value, today), 0, 0)]


def narrow_query(query: Query | None, facet: FacetName, count: FacetCount) -> str | None:
    """Add a facet's value to a query; None where the query has it already, or cannot express it."""
    term = facet_filter(facet, count)
    if term is None:
        return None
    nodes = list_conditions(query)
    if any(isinstance(node, Filter) and format_query(node) == format_query(term) for node in nodes):
        return None
    return join_conditions([*nodes, term])
