"""API of persons: who they are, and what acts say of them."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from fastapi import Query, Request, Response
from pydantic import Field

from recueil.web.api.models import ActName, Edtf, Model, Page, Signature
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import LINK_HEADERS, link_next, resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("persons", "/persons")

M = TypeVar("M", bound=Model)
# The person requested, and the cursor of a list, are identifiers that may be unknown.
_LIST_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"headers": LINK_HEADERS}, **problem_responses(404)}
Limit = Annotated[int, Query(ge=1, le=200, description="No more than so many.")]
_NEXT_DESCRIPTION = "Go on where a part ended: its `next`."
AfterAct = Annotated[int | None, Query(ge=1, lt=1 << 62, description=_NEXT_DESCRIPTION)]
AfterDay = Annotated[int | None, Query(ge=1, lt=1 << 22, description=_NEXT_DESCRIPTION)]
Words = Annotated[str | None, Query(max_length=500, description="Words of the name; `*` matches any ending.")]
BodyName = Annotated[str | None, Query(max_length=500, description="The whole name of a body.")]


class Named(Model):
    """A person by identifier and name."""

    id: str
    name: str


class ListedPerson(Named):
    """A person with the bodies whose acts name them, and the dates of the first and last of these acts."""

    bodies: list[str]
    acts: int = Field(description="Counted to 1,000.")
    has_more: bool = Field(description="There are more acts than were counted.")
    first: Edtf | None
    last: Edtf | None


class NameOfPerson(Named):
    """A name that is the person's in the acts of a body; `id` is what it is called before it is merged."""

    body: str


class Mandate(Model):
    """What the acts of a body say: how many tell of the person, from when to when."""

    body: str
    label: str | None
    acts: int
    first: Edtf | None
    last: Edtf | None
    days: dict[str, int] = Field(description="On how many days the person was what: `present`, `president`, …")
    partial: int = Field(description="Days from first to last on which an act prints more members than were read.")


class Proxy(Model):
    """Proxies exchanged with somebody."""

    other: Named | None = Field(description="Null where acts do not say who.")
    acts: int
    days: int
    first: Edtf | None
    last: Edtf | None
    act: str = Field(description="The last that tells of one.")


class Proxies(Model):
    given: list[Proxy]
    held: list[Proxy]


class PersonWhole(Named):
    """Whoever was merged with another is answered under the identifier of that one."""

    acts: int = Field(description="That tell of the person, in any way.")
    names: list[NameOfPerson]
    mandates: list[Mandate]
    proxies: Proxies


class Sitting(Model):
    """A day on which acts of a body say who sat."""

    date: Edtf
    body: str
    label: str | None
    acts: int
    act: str = Field(description="The first of the acts.")
    statuses: dict[str, int] = Field(description="In how many of these acts the person is what.")
    holders: list[Named] = Field(description="Who voted for the person.")
    partial: bool = Field(description="One of these acts prints more members than were read.")


class Record(ActName):
    """An act and what the person is in it."""

    number: str | None
    person: str = Field(description="The identifier of the name that the person has there.")
    statuses: list[str]


class Decision(Model):
    """That two persons are one, or that what acts said of `target` is of `person`."""

    id: int
    kind: str = Field(description="`merge` or `split`.")
    person: str
    target: str
    acts: list[str]
    before: dict[str, Any] = Field(description="Whom the names, or the acts, named before.")
    said: Signature
    withdrawn: Signature | None


@router.get("", summary="People by name and body", responses=_LIST_RESPONSES)
def list_persons(
    store: StoreDep,
    request: Request,
    response: Response,
    name: Words = None,
    body: BodyName = None,
    limit: Limit = 50,
    after: Annotated[
        str | None, Query(max_length=2_000, description="Go on where a part ended: its `next`.")
    ] = None,
) -> Page[ListedPerson]:
    return _page(ListedPerson, request, response, *store.people.find(name, body, limit, after))


@router.get("/{person}", summary="One person", responses=problem_responses(404))
def read_person(store: StoreDep, person: str) -> PersonWhole:
    found = store.people.person(person)
    fields = {name: getattr(found, name) for name in ("id", "name", "acts", "names", "mandates")}
    return PersonWhole.model_validate({**fields, "proxies": store.people.proxies(found.id)})


@router.get("/{person}/sittings", summary="What a person was at each séance", responses=_LIST_RESPONSES)
def list_sittings(
    store: StoreDep, request: Request, response: Response, person: str, limit: Limit = 100, after: AfterDay = None
) -> Page[Sitting]:
    found = store.people.sittings(person, limit, after)
    return _page(Sitting, request, response, found.rows, found.next)


@router.get("/{person}/votes", summary="The acts that tell how a person voted", responses=_LIST_RESPONSES)
def list_votes(
    store: StoreDep, request: Request, response: Response, person: str, limit: Limit = 50, after: AfterAct = None
) -> Page[Record]:
    found = store.people.ballots(person, limit, after)
    return _page(Record, request, response, found.rows, found.next)


@router.get("/{person}/acts", summary="The acts that tell of a person", responses=_LIST_RESPONSES)
def list_acts_of_person(
    store: StoreDep, request: Request, response: Response, person: str, limit: Limit = 50, after: AfterAct = None
) -> Page[Record]:
    found = store.people.acts(person, limit, after)
    return _page(Record, request, response, found.rows, found.next)


@router.get("/{person}/history", summary="What was decided about who a person is", responses=_LIST_RESPONSES)
def list_decisions(
    store: StoreDep, request: Request, response: Response, person: str, limit: Limit = 50, after: AfterAct = None
) -> Page[Decision]:
    return _page(Decision, request, response, *store.people.history(person, limit, after))


def _page(of: type[M], request: Request, response: Response, found: Any, after: str | int | None) -> Page[M]:
    following = link_next(request, response, after)
    return Page[of](items=[of.model_validate(one) for one in found], next=following)  # type: ignore[valid-type]
