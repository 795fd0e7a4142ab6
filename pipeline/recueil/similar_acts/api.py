"""API of similar acts."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from recueil.similar_acts.store import MOST, SimilarityFilter
from recueil.web.api.acts import Uid
from recueil.web.api.models import ActName, Model
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("acts", "/acts")

Limit = Annotated[int, Query(ge=1, le=MOST, description="No more than so many.")]


class Passage(Model):
    """Characters `start` to `end` of the document's text, which say what both acts have in common."""

    text: str
    page: int
    start: int
    end: int


class SimilarAct(ActName):
    """An act that decides the same kind of thing, why, and where that stands in it."""

    number: str | None
    score: int = Field(description="Of 100: how many of the words that matter both acts have, however often.")
    same_text: bool = Field(description="It has the same words, or is the same act read from another file.")
    same_title: bool = Field(description="Its title is the same but for numbers and months.")
    beneficiaries: list[Passage] = Field(description="To whom both acts award something.")
    words: list[Passage] = Field(
        description="Those that weigh most in both acts, where they first stand in this one."
    )
    page: int = Field(description="Where the first of them stands.")
    start: int
    end: int


@router.get(
    "/{uid}/similar",
    summary="The acts that decide the same kind of thing as an act, the most similar first",
    description="Names of persons, dates, amounts and the name of the body are not compared. None is listed with "
    "a score below 40.",
    responses=problem_responses(404),
)
def list_similar_acts(
    store: StoreDep,
    uid: Uid,
    limit: Limit = 10,
    other_bodies: Annotated[bool, Query(description="Only acts of other bodies than its own.")] = False,
    body: Annotated[str | None, Query(max_length=200, description="Only acts of the body with this key.")] = None,
    since: Annotated[datetime.date | None, Query(description="Only acts of this day or later.")] = None,
    until: Annotated[datetime.date | None, Query(description="Only acts of this day or earlier.")] = None,
) -> list[SimilarAct]:
    found = store.similar(uid, limit, SimilarityFilter(other_bodies, body, since, until))
    return [SimilarAct.model_validate(act) for act in found]
