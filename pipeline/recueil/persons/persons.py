"""« Personnes »: the list, the page of a person, and the forms that say who is who."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, RedirectResponse, Response

from recueil.corrections import Attribution
from recueil.persons import person_tables
from recueil.persons.person_tables import Part
from recueil.store.store import Store
from recueil.web.access import Editor, Reader
from recueil.web.given import ClockDep, StoreDep
from recueil.web.pages import csv_response
from recueil.web.pages.csv_response import TablePageFormat
from recueil.web.pages.templating import render

router = APIRouter(prefix="/personnes")

Before = Annotated[int | None, Query(ge=1, lt=1 << 62)]
BeforeDay = Annotated[int | None, Query(ge=1, lt=1 << 22)]
Typed = Annotated[str, Form(max_length=20_000)]
_ROWS = 50


class _Cursors:
    """The cursors of the lists on a person's page."""

    def __init__(
        self, seances_avant: BeforeDay = None, votes_avant: Before = None, actes_avant: Before = None
    ) -> None:
        self.sittings, self.votes, self.acts = seances_avant, votes_avant, actes_avant


def _signed(user: Editor, clock: ClockDep, motif: Typed = "") -> Attribution:
    return Attribution(user.name, clock(), " ".join(motif.split()))


SignedOf = Annotated[Attribution, Depends(_signed)]


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
    if format == "csv":
        return csv_response.csv_response("personnes", person_tables.people_table(found))
    asked = {"nom": nom, "commune": commune, "following": following}
    return render(request, "persons.html", title="Personnes", people=found, **asked)


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
    if format == "csv":
        return csv_response.csv_response(
            f"{found.id}-{partie}", person_tables.part_table(store, found, partie or "mandats")
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
def merge(store: StoreDep, signed: SignedOf, person: str, avec: Typed) -> Response:
    """Merge this person into ``avec``, whose name stays."""
    store.people.merge(person, avec, signed)
    return _redirect_to(store, person)


@router.post("/{person}/separer")
def split(store: StoreDep, signed: SignedOf, person: str, nom: Typed, actes: Typed = "") -> Response:
    """Take a name out of the person's group; or, if acts are given, record that these mean somebody else by it."""
    if uids := actes.replace(",", " ").split():
        _, nom = store.people.split(nom, uids, signed)
    else:
        store.people.unmerge(nom, signed)
    return _redirect_to(store, nom)


@router.post("/{person}/annuler")
def withdraw(
    store: StoreDep, signed: SignedOf, person: str, decision: Annotated[int, Form(ge=1, lt=1 << 31)]
) -> Response:
    store.people.withdraw(decision, signed)
    return _redirect_to(store, person)


def _redirect_to(store: Store, person: str) -> Response:
    return RedirectResponse(_person_url(store.people.person(person).id), 303)


def _person_url(person: str) -> str:
    return f"/personnes/{quote(person, safe='@~')}"
