"""API of what is missing of a body."""

from __future__ import annotations

import datetime

from fastapi import HTTPException
from pydantic import Field

from recueil.missing.gaps import Missing as FoundMissing
from recueil.missing.gaps import find_missing
from recueil.presences.api import NO_BODY, Day
from recueil.store.search.facets import body_labels
from recueil.store.store import Store
from recueil.web.api.models import Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import ClockDep, StoreDep

router = resource_router("missing", "/bodies")


class ActPlace(Model):
    """An act beside a gap."""

    uid: str
    day: datetime.date
    number: str | None


class NumberGap(Model):
    """Numbers that no act of a series has, from `first` to `last`."""

    kind: str
    year: int
    first: str
    last: str
    count: int
    after: ActPlace | None = Field(description="The act before the gap; null if the gap begins the series.")
    before: ActPlace


class SeanceWithoutMinutes(Model):
    """A day with délibérations and no minutes, in a year of which the store has those of most séances."""

    date: datetime.date
    acts: int
    act: str
    query: str


class CitedSeance(Model):
    """A day on which the body decided, as `acts` acts say, and of which the store has no act."""

    date: datetime.date
    acts: int
    act: str = Field(description="The first act that cites it.")
    query: str


class AgendaItem(Model):
    """An item of the agenda in the minutes `uid` that no act of that day is about."""

    uid: str
    date: datetime.date
    title: str


class Silence(Model):
    """No file of the body is new since `last`, for longer than ever before."""

    last: datetime.date
    days: int
    longest: int
    runs: int = Field(description="Ingestions since.")


class Missing(Model):
    """What the store lacks of a body, as what it has shows."""

    key: str
    label: str
    numbers: list[NumberGap]
    minutes: list[SeanceWithoutMinutes]
    seances: list[CitedSeance]
    items: list[AgendaItem]
    silence: Silence | None


@router.get("/{key}/missing", summary="What the store lacks of a body", responses=problem_responses(404))
def get_missing(store: StoreDep, clock: ClockDep, key: str, since: Day = None, until: Day = None) -> Missing:
    found = load_missing(store, key, clock(), since, until)
    if found is None:
        raise HTTPException(404, NO_BODY)
    return Missing.model_validate(found)


def load_missing(
    store: Store,
    key: str,
    now: datetime.datetime,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> FoundMissing | None:
    """Return what is missing of a body; None for a key without acts."""
    with store.figures.scope() as scope:
        label = body_labels(scope.connection, [key]).get(key)
        return None if label is None else find_missing(scope, key, label, now, since, until)
