"""Pages « Personnes »: the list, a person's page with its CSV tables, and the forms for merging and splitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, RedirectResponse, Response

from recueil.persons.lookup import PersonSummary
from recueil.persons.store import ActRecord, ActRecords, PersonProfile, Proxy
from recueil.store.store import Store
from recueil.web.attribution import AttributionDep, Typed
from recueil.web.authentication import Reader
from recueil.web.dependencies import StoreDep
from recueil.web.pages import templating
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, render

Part = Literal["mandats", "seances", "pouvoirs", "votes", "actes"]
_ROWS_PER_READ = 500


def people_table(found: Iterable[PersonSummary]) -> Table:
    columns = ("person_id", "name", "acts", "more", "first", "last", "bodies")
    rows = (
        (one.id, one.name, one.acts, one.has_more, one.first, one.last, "; ".join(one.bodies)) for one in found
    )
    return columns, rows


def part_table(store: Store, person: PersonProfile, part: Part) -> Table:
    """Return one of the tables of a person, with all rows."""
    match part:
        case "mandats":
            return _mandates_table(person)
        case "pouvoirs":
            return _proxies_table(store, person)
        case "seances":
            columns = ("date", "body", "acts", "status", "acts_with_status", "holders", "first_act", "partial")
            return columns, _sitting_rows(store, person)
        case "votes":
            return _records_table(store.people.ballots, person)
        case "actes":
            return _records_table(store.people.acts, person)


def _mandates_table(person: PersonProfile) -> Table:
    columns = ("body", "acts", "first", "last", "status", "days", "partial_days")
    rows = (
        (one.label or one.body, one.acts, one.first, one.last, status, days, one.partial)
        for one in person.mandates
        for status, days in (one.days or {"": 0}).items()
    )
    return columns, rows


def _proxies_table(store: Store, person: PersonProfile) -> Table:
    found = store.people.proxies(person.id)
    columns = ("way", "other_id", "other", "days", "acts", "first", "last", "last_act")
    return columns, (*_proxy_rows("given", found.given), *_proxy_rows("held", found.held))


def _proxy_rows(way: str, found: Iterable[Proxy]) -> Iterator[Sequence[object]]:
    for one in found:
        other = (one.other.id, one.other.name) if one.other else (None, None)
        yield way, *other, one.days, one.acts, one.first, one.last, one.act


def _sitting_rows(store: Store, person: PersonProfile) -> Iterator[Sequence[object]]:
    before: int | None = None
    while True:
        page = store.people.sittings(person.id, _ROWS_PER_READ, before)
        for one in page.rows:
            through = "; ".join(each.name for each in one.holders)
            for status, number in one.statuses.items():
                yield one.date, one.label or one.body, one.acts, status, number, through, one.act, one.partial
        if (before := page.next) is None:
            return


def _records_table(read: Callable[[str, int, int | None], ActRecords], person: PersonProfile) -> Table:
    columns = ("act", "date", "kind", "number", "title", "body", "person_id", "statuses")
    return columns, map(_record_row, _iter_records(read, person))


def _iter_records(
    read: Callable[[str, int, int | None], ActRecords], person: PersonProfile
) -> Iterator[ActRecord]:
    before: int | None = None
    while True:
        page = read(person.id, _ROWS_PER_READ, before)
        yield from page.rows
        if (before := page.next) is None:
            return


def _record_row(one: ActRecord) -> Sequence[object]:
    statuses = ", ".join(one.statuses)
    return one.uid, one.date, one.kind, one.number, one.title, one.body, one.person, statuses


router = APIRouter(prefix="/personnes")

Before = Annotated[int | None, Query(ge=1, lt=1 << 62)]
BeforeDay = Annotated[int | None, Query(ge=1, lt=1 << 22)]
_ROWS = 50


class _Cursors:
    """The cursors of the lists on a person's page."""

    def __init__(
        self, seances_avant: BeforeDay = None, votes_avant: Before = None, actes_avant: Before = None
    ) -> None:
        self.sittings, self.votes, self.acts = seances_avant, votes_avant, actes_avant


@router.get("")
def people(
    request: Request,
    store: StoreDep,
    user: Reader,
    nom: Annotated[str, Query(max_length=500)] = "",
    commune: Annotated[str, Query(max_length=500)] = "",
    apres: Annotated[str | None, Query(max_length=2_000)] = None,
    format: TablePageFormat = "html",
) -> Response:
    found, following = store.people.find(nom.strip() or None, commune.strip() or None, _ROWS, apres or None)
    if format == "json":
        return JSONResponse(jsonable_encoder({"people": found, "next": following}))
    if format in CSV_DIALECTS:
        return templating.csv_response("personnes", people_table(found), CSV_DIALECTS[format])
    parameters = {"nom": nom, "commune": commune, "following": following}
    return render(request, "persons.html", title="Personnes", people=found, **parameters)


@router.get("/{person}")
def person(
    request: Request,
    store: StoreDep,
    user: Reader,
    person: str,
    places: Annotated[_Cursors, Depends()],
    partie: Part | None = None,
    format: TablePageFormat = "html",
) -> Response:
    found = store.people.person(person)
    if found.id != person:
        return RedirectResponse(f"{_person_url(found.id)}?{request.url.query}".rstrip("?"), 307)
    if format in CSV_DIALECTS:
        return templating.csv_response(
            f"{found.id}-{partie}", part_table(store, found, partie or "mandats"), CSV_DIALECTS[format]
        )
    shown = {
        "person": found,
        "proxies": store.people.proxies(found.id),
        "sittings": store.people.sittings(found.id, _ROWS, places.sittings),
        "votes": store.people.ballots(found.id, _ROWS, places.votes),
        "acts": store.people.acts(found.id, _ROWS, places.acts),
        "decisions": store.people.history(found.id)[0],
    }
    if format == "json":
        return JSONResponse(jsonable_encoder(shown))
    return render(request, "person.html", title=found.name, may_edit=user.may("editor"), **shown)


@router.post("/{person}/reunir")
def merge(store: StoreDep, signed: AttributionDep, person: str, avec: Typed) -> Response:
    """Merge this person into ``avec``, whose name stays."""
    store.people.merge(person, avec, signed)
    return _redirect_to(store, person)


@router.post("/{person}/separer")
def split(store: StoreDep, signed: AttributionDep, person: str, nom: Typed, actes: Typed = "") -> Response:
    """Take a name out of the person's group; or, if acts are given, record that these mean somebody else by it."""
    if uids := actes.replace(",", " ").split():
        _, nom = store.people.split(nom, uids, signed)
    else:
        store.people.unmerge(nom, signed)
    return _redirect_to(store, nom)


@router.post("/{person}/annuler")
def withdraw(
    store: StoreDep, signed: AttributionDep, person: str, decision: Annotated[int, Form(ge=1, lt=1 << 31)]
) -> Response:
    store.people.withdraw(decision, signed)
    return _redirect_to(store, person)


def _redirect_to(store: Store, person: str) -> Response:
    return RedirectResponse(_person_url(store.people.person(person).id), 303)


def _person_url(person: str) -> str:
    return f"/personnes/{quote(person, safe='@~')}"
