"""API of presences: the matrix of a body."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import Field

from recueil.persons.api import Named
from recueil.presences.matrix import Matrix, Presence, load_matrix
from recueil.store.search.facets import body_labels
from recueil.store.store import Store
from recueil.web.api.models import Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("presences", "/bodies")

MOST_SEANCES = 200
NO_BODY = "Aucun acte n'est de cet organisme."
Day = Annotated[datetime.date | None, Query()]


class Seance(Model):
    """A day on which acts of the body say who sat."""

    date: datetime.date
    acts: int
    act: str = Field(description="The first of the acts.")
    query: str = Field(description="What finds the acts of the body on this day.")
    partial: bool = Field(description="An act prints more members than were read.")


class Entry(Model):
    """What the acts of a séance say of a member."""

    presence: Presence | None = Field(description="`part`: present in some acts of the day, away in others.")
    holders: list[Named] = Field(description="Who had the member's proxy.")
    against: int = Field(description="Acts that name the member among those against.")
    abstaining: int


class Member(Named):
    """A member and an entry for each séance, null where no act of the day names the member."""

    counts: dict[Presence, int] = Field(description="Séances by presence.")
    share: Decimal | None = Field(description="Percentage of séances attended, of those with a presence.")
    against: int
    abstaining: int
    entries: list[Entry | None]


class Presences(Model):
    """The members of a body, by family name, and its séances, from the first to the last."""

    key: str
    label: str
    seances: list[Seance]
    members: list[Member]
    before: datetime.date | None = Field(description="The first day shown, if there are earlier séances.")


@router.get("/{key}/presences", summary="Who sat at which séances of a body", responses=problem_responses(404))
def get_presences(
    store: StoreDep,
    key: str,
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, Query(ge=1, le=MOST_SEANCES, description="No more séances than so many.")] = 24,
) -> Presences:
    found = find_matrix(store, key, since, until, limit)
    if found is None:
        raise HTTPException(404, NO_BODY)
    return Presences.model_validate(found)


def find_matrix(
    store: Store, key: str, since: datetime.date | None, until: datetime.date | None, limit: int
) -> Matrix | None:
    """Return the matrix of a body; None for a key without acts."""
    with store.figures.scope() as scope:
        label = body_labels(scope.connection, [key]).get(key)
        return None if label is None else load_matrix(scope, key, label, since, until, limit)
