"""API of bodies: those that acts are filed under, and what is known of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import Field

from recueil.bodies.profile import BodyProfile, load_profile
from recueil.figures.api import Stratum
from recueil.store.store import Store
from recueil.web.api.models import Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("bodies", "/bodies")


class Candidate(Model):
    """A body that an ambiguous name may mean."""

    label: str
    siren: str


class ListedBody(Model):
    """A body that acts are filed under."""

    key: str = Field(description="It is in the address of the body.")
    label: str = Field(description="Its name, which no other body has.")
    acts: int
    kind: str | None
    siren: str | None
    departement: str | None
    population: int | None
    publication: str | None = Field(description="What published the population.")
    candidates: list[Candidate] = Field(description="Those that the name may mean, where several.")


class Bodies(Model):
    """The ambiguous bodies, then the others, by name."""

    items: list[ListedBody]
    next: str | None = Field(description="`after` of the rest; null if there is none.")


class Territory(Model):
    """A département or a région, or an EPCI by its SIREN."""

    code: str
    name: str
    query: str = Field(description="What finds the acts of its bodies.")


class Year(Model):
    """The acts of a year; of no year that is known, if it is null."""

    year: int | None
    query: str
    acts: int
    quarters: list[int] = Field(description="Those in which acts are dated to a day.")


class Merger(Model):
    """A commune into which a former one merged, or a former one."""

    label: str
    key: str | None = Field(description="It is in the address of the body; null if no act is of it.")
    siren: str | None
    when: str = Field(description="The day, or the first and the last that it may be: `2024-01-02/2025-01-01`.")
    is_part: bool = Field(description="Whether the former one is a commune déléguée or associée today.")


class Body(Model):
    """What is known of a body, and its acts by year."""

    key: str
    label: str
    acts: int
    query: str
    kind: str | None
    siren: str | None
    code: str | None = Field(description="That of INSEE.")
    departement: Territory | None
    region: Territory | None
    epci: list[Territory]
    population: int | None
    publication: str | None = Field(description="What published the population.")
    stratum: Stratum | None
    councillors: int | None = Field(
        description="By law (CGCT L2121-2) for this population, which may not be that of the last renewal."
    )
    became: Merger | None = Field(description="The commune of today in which this one is, which has merged.")
    formers: list[Merger] = Field(description="The communes that have merged since 2012 and are in this one.")
    ambiguous: int = Field(description="How many of the acts may be of another body of that name.")
    candidates: list[Candidate]
    reasons: dict[str, int] = Field(description="How it is known that acts are its own; empty: by the name alone.")
    years: list[Year]


@router.get("", summary="Bodies that acts are filed under, the ambiguous ones first")
def list_bodies(
    store: StoreDep,
    name: Annotated[str, Query(max_length=200, description="Words of the name.")] = "",
    departement: Annotated[str, Query(max_length=3, description="The code: `34`, `2A`.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="No more than so many.")] = 50,
    after: Annotated[
        str | None, Query(max_length=500, description="Go on where a part ended: its `next`.")
    ] = None,
) -> Bodies:
    found, following = store.bodies.page(name, departement, limit=limit, after=after)
    return Bodies.model_validate({"items": found, "next": following})


@router.get("/{key}", summary="What is known of a body, and its acts by year", responses=problem_responses(404))
def get_body(store: StoreDep, key: str) -> Body:
    return Body.model_validate(find_profile(store, key))


def find_profile(store: Store, key: str) -> BodyProfile:
    """Return what is known of a body; raise 404 for a key without acts."""
    with store.figures.scope() as scope:
        found = load_profile(scope, key, store.bodies.candidates(key))
    if found is None:
        raise HTTPException(404, "Aucun acte n'est de cet organisme.")
    return found
