"""The people of the store: who they are, and what acts say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from recueil.store.person_decisions import Decision
from recueil.store.person_list import Listed
from recueil.store.person_pages import Mandate, Name, Proxies
from recueil.store.person_records import Records, Sittings
from recueil.web.access import Reader
from recueil.web.api.problems import problems
from recueil.web.given import StoreOf

router = APIRouter(prefix="/persons", tags=["persons"], responses=problems(404, 422))

Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
BeforeAct = Annotated[int | None, Query(ge=1, lt=1 << 62, description="`next` of the page before.")]
BeforeDay = Annotated[int | None, Query(ge=1, lt=1 << 22, description="`next` of the page before.")]
Words = Annotated[str | None, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class People:
    """The next page begins after ``next``."""

    people: tuple[Listed, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Somebody:
    """``id`` is that of the person whom the one asked for is merged with."""

    id: str
    name: str
    acts: int
    names: tuple[Name, ...]
    mandates: tuple[Mandate, ...]
    proxies: Proxies


@dataclass(frozen=True, slots=True)
class History:
    """The next page begins before ``next``."""

    decisions: list[Decision]
    next: int | None


@router.get("")
def people(
    store: StoreOf, user: Reader, name: Words = None, body: Words = None, limit: Limit = 50, after: Words = None
) -> People:
    """People by the words of their names (`*` ends one cut short), and by the public body that names them."""
    return People(*store.people.find(name, body, limit, after))


@router.get("/{person}")
def person(store: StoreOf, user: Reader, person: str) -> Somebody:
    """Names, mandates as the acts of each body show them, proxies given and held."""
    found = store.people.person(person)
    proxies = store.people.proxies(found.id)
    return Somebody(found.id, found.name, found.acts, found.names, found.mandates, proxies)


@router.get("/{person}/sittings")
def sittings(store: StoreOf, user: Reader, person: str, limit: Limit = 100, before: BeforeDay = None) -> Sittings:
    """What the person was at each séance, the latest first."""
    return store.people.sittings(person, limit, before)


@router.get("/{person}/votes")
def votes(store: StoreOf, user: Reader, person: str, limit: Limit = 50, before: BeforeAct = None) -> Records:
    """The acts that tell how the person voted, the latest first."""
    return store.people.ballots(person, limit, before)


@router.get("/{person}/acts")
def acts(store: StoreOf, user: Reader, person: str, limit: Limit = 50, before: BeforeAct = None) -> Records:
    """The acts that tell of the person, the latest first."""
    return store.people.acts(person, limit, before)


@router.get("/{person}/history")
def history(store: StoreOf, user: Reader, person: str, limit: Limit = 50, before: BeforeAct = None) -> History:
    """What was decided about who the person is, the latest first."""
    return History(*store.people.history(person, limit, before))
