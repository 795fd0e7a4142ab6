"""Pages « Bénéficiaires »: the list, a beneficiary with its CSV tables, proposals, and their forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from recueil.beneficiaries import api
from recueil.beneficiaries.sums import AwardRow, BeneficiarySum, Order, PartSum, Sum
from recueil.store.store import Store
from recueil.web.attribution import AttributionDep, Typed
from recueil.web.authentication import Editor, Reader
from recueil.web.dependencies import ActFilterDep, ClockDep, StoreDep
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, page_links, render

router = APIRouter(prefix="/beneficiaires")

Part = Literal["annees", "organismes", "objets", "attributions"]
_ROWS = 50
_ROWS_PER_READ = 500
_ORDERS: dict[str, Order] = {
    "beneficiaire": "name",
    "total": "total",
    "attributions": "awards",
    "actes": "acts",
}
_SUM_COLUMNS = ("actes", "attributions", "total", "rappels", "douteuses", "montant_douteux", "actes_partiels")
Words = Annotated[str, Query(max_length=500)]
PlaceInList = Annotated[str, Query(pattern=r"^(?:\d{1,18}-\d{1,9})?$")]
SortColumn = Annotated[str, Query(pattern=r"^-?(?:beneficiaire|total|attributions|actes)$")]


def _sum_cells(one: Sum) -> tuple[object, ...]:
    return one.acts, one.awards, one.total, one.repeated, one.doubtful, one.doubted, one.partial


def beneficiaries_table(found: Iterable[BeneficiarySum]) -> Table:
    columns = ("beneficiaire_id", "beneficiaire", "decision", "collectivites", "collectivite", "de", "a")
    rows = (
        (one.id, one.name, one.what, one.bodies, one.body, one.first, one.last, *_sum_cells(one.sum))
        for one in found
    )
    return (*columns, *_SUM_COLUMNS), rows


def part_table(store: Store, beneficiary: str, part: Part) -> Table:
    """Return one of the tables of a beneficiary, with all rows."""
    match part:
        case "annees":
            return _sums_table("annee", store.beneficiaries.profile(beneficiary).years)
        case "organismes":
            return _sums_table("collectivite", store.beneficiaries.profile(beneficiary).bodies)
        case "objets":
            return _sums_table("objet", store.beneficiaries.purposes(beneficiary))
        case "attributions":
            return _AWARD_COLUMNS, (_award_cells(row) for row in _iter_awards(store, beneficiary))


def _sums_table(name: str, found: Iterable[PartSum]) -> Table:
    return (name, "decision", *_SUM_COLUMNS), ((one.part, one.what, *_sum_cells(one.sum)) for one in found)


_AWARD_COLUMNS = (
    *("acte", "date", "collectivite", "numero", "titre", "beneficiaire_id", "beneficiaire", "decision"),
    *("montant", "monnaie", "objet", "siret", "rna", "rappel", "douteuse", "collectivite_ambigue", "acte_partiel"),
)


def _award_cells(one: AwardRow) -> Sequence[object]:
    return (
        *(one.uid, one.date, one.body, one.number, one.title, one.beneficiary_id, one.beneficiary, one.what),
        *(one.amount, one.currency, one.purpose, one.siret, one.rna),
        *(one.repeated, one.doubtful, one.ambiguous, one.partial),
    )


def _iter_awards(store: Store, beneficiary: str) -> Iterator[AwardRow]:
    after: tuple[int, int] | None = None
    while True:
        page = store.beneficiaries.awards(beneficiary, _ROWS_PER_READ, after)
        yield from page.rows
        if (after := page.next) is None:
            return


@router.get("")
def beneficiaries(
    request: Request,
    store: StoreDep,
    user: Reader,
    which: ActFilterDep,
    nom: Words = "",
    decision: Annotated[str, Query(max_length=40)] = "",
    tri: SortColumn = "-total",
    page: Annotated[int, Query(ge=1, le=2_000)] = 1,
    format: TablePageFormat = "html",
) -> Response:
    def find(limit: int | None, offset: int = 0) -> tuple[list[BeneficiarySum], bool]:
        order, descending = _ORDERS[tri.removeprefix("-")], tri.startswith("-")
        what = decision.strip() or None
        return store.beneficiaries.find(
            which.query, nom, what, order, descending=descending, limit=limit, offset=offset
        )

    if format in CSV_DIALECTS:
        return csv_response("beneficiaires", beneficiaries_table(find(None)[0]), CSV_DIALECTS[format])
    found, more = find(_ROWS, (page - 1) * _ROWS)
    if format == "json":
        items = [api.ListedBeneficiary.model_validate(one).model_dump(mode="json") for one in found]
        return JSONResponse({"items": items, "next": page + 1 if more else None})
    with store.figures.scope(which.query) as scope:
        ambiguous = scope.count_ambiguous()
    shown = {"found": found, "more": more, "page": page, "nom": nom, "decision": decision, "tri": tri}
    context = {**shown, "which": which, "ambiguous": ambiguous, **page_links(request)}
    return render(request, "beneficiaries.html", title="Bénéficiaires", **context)


@router.get("/propositions")
def proposals(
    request: Request,
    store: StoreDep,
    user: Reader,
    commune: Annotated[str, Query(max_length=200)] = "",
    apres: PlaceInList = "",
    format: TablePageFormat = "html",
) -> Response:
    found, following = store.beneficiaries.proposals(
        body=commune.strip() or None, limit=_ROWS, before=api.parse_place(apres)
    )
    next_place = api.format_place(following)
    if format == "json":
        items = [api.Proposal.model_validate(one).model_dump(mode="json") for one in found]
        return JSONResponse({"items": items, "next": next_place})
    if format in CSV_DIALECTS:
        columns = ("beneficiaire_id", "beneficiaire", "avec_id", "avec", "lieu", "raison", "score")
        rows = (
            (
                *(one.beneficiary, one.beneficiary_name, one.target, one.target_name, one.place),
                *(one.basis, one.score),
            )
            for one in found
        )
        return csv_response("propositions", (columns, rows), CSV_DIALECTS[format])
    context = {"proposals": found, "following": next_place, "commune": commune, "may_edit": user.may("editor")}
    return render(request, "beneficiary_proposals.html", title="Bénéficiaires à réunir ?", **context)


@router.post("/propositions")
def propose(store: StoreDep, user: Editor, clock: ClockDep, commune: Typed) -> Response:
    """Compare the names of the beneficiaries of a body."""
    store.beneficiaries.propose(clock(), commune.strip())
    return RedirectResponse(f"/beneficiaires/propositions?{urlencode({'commune': commune.strip()})}", 303)


@router.get("/{beneficiary}")
def beneficiary(
    request: Request,
    store: StoreDep,
    user: Reader,
    beneficiary: str,
    apres: PlaceInList = "",
    partie: Part | None = None,
    format: TablePageFormat = "html",
) -> Response:
    found = store.beneficiaries.profile(beneficiary)
    if found.id != beneficiary:
        return RedirectResponse(f"{_url(found.id)}?{request.url.query}".rstrip("?"), 307)
    if format == "json":
        return JSONResponse(api.Beneficiary.model_validate(found).model_dump(mode="json"))
    if format in CSV_DIALECTS:
        table = part_table(store, found.id, partie or "annees")
        return csv_response(f"{found.id}-{partie or 'annees'}", table, CSV_DIALECTS[format])
    awards = store.beneficiaries.awards(found.id, _ROWS, api.parse_place(apres))
    context = {
        "beneficiary": found,
        "awards": awards.rows,
        "following": api.format_place(awards.next),
        "decisions": store.beneficiaries.history(found.id)[0],
        "proposals": store.beneficiaries.proposals(found.id)[0],
        "may_edit": user.may("editor"),
    }
    return render(request, "beneficiary.html", title=found.name, **context)


@router.post("/{beneficiary}/reunir")
def merge(store: StoreDep, signed: AttributionDep, beneficiary: str, avec: Typed) -> Response:
    """Merge this beneficiary into ``avec``, whose identifier stays."""
    store.beneficiaries.merge(beneficiary, avec, signed)
    return _redirect_to(store, beneficiary)


@router.post("/{beneficiary}/refuser")
def refuse(store: StoreDep, signed: AttributionDep, beneficiary: str, avec: Typed) -> Response:
    """Record that this beneficiary and ``avec`` are not one."""
    store.beneficiaries.refuse(beneficiary, avec, signed)
    return _redirect_to(store, beneficiary)


@router.post("/{beneficiary}/separer")
def separate(store: StoreDep, signed: AttributionDep, beneficiary: str, nom: Typed) -> Response:
    """Take an identifier out of the beneficiary's group."""
    store.beneficiaries.separate(nom, signed)
    return _redirect_to(store, nom)


@router.post("/{beneficiary}/annuler")
def withdraw(
    store: StoreDep, signed: AttributionDep, beneficiary: str, decision: Annotated[int, Form(ge=1, lt=1 << 31)]
) -> Response:
    store.beneficiaries.withdraw(decision, signed)
    return _redirect_to(store, beneficiary)


def _redirect_to(store: Store, beneficiary: str) -> Response:
    return RedirectResponse(_url(store.beneficiaries.profile(beneficiary).id), 303)


def _url(beneficiary: str) -> str:
    return f"/beneficiaires/{quote(beneficiary, safe='@')}"
