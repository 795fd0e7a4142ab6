"""``/api/queries``: answer several queries in one request."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from recueil.batches.answers import answer_queries
from recueil.batches.query_file import AskedQuery
from recueil.errors import QueryError
from recueil.query.typed_date import today_in_france
from recueil.values.base import format_decimal
from recueil.web.api.models import Model
from recueil.web.api.resource import resource_router
from recueil.web.authentication import Reader
from recueil.web.dependencies import ClockDep, StoreDep

router = resource_router("queries", "/queries")

MAX_QUERIES = 50
"""Queries of one request, which has the time of one request."""


class NamedQuery(Model):
    """A query to answer."""

    name: str = Field(default="", max_length=200)
    query: str = Field(max_length=10_000)


class QueryBatch(Model):
    """Queries to answer, one after the other."""

    queries: Annotated[list[NamedQuery], Field(min_length=1, max_length=MAX_QUERIES)]
    sum: bool = Field(default=False, strict=True, description="Whether to sum up what the acts of each award.")


class QueryProblem(Model):
    """Why a query is not answered; `start` and `end` are the place of the mistake in it, if it has one."""

    detail: str
    start: int | None
    end: int | None


class QueryAnswer(Model):
    """What a query finds, or its problem."""

    name: str
    query: str
    acts: int | None
    values: int | None = Field(description="Those that its fields ask for; null if it has no such field.")
    awarded: str | None = Field(description="In euros, exact; null if it was not asked.", examples=["4255.50"])
    problem: QueryProblem | None


class QueryAnswers(Model):
    """The answers, in the order of the queries."""

    answers: list[QueryAnswer]


@router.post("", summary="Answer several queries; one that is wrong does not keep the others from it")
def answer_batch(store: StoreDep, user: Reader, clock: ClockDep, batch: QueryBatch) -> QueryAnswers:
    asked = [AskedQuery(n, each.name, each.query) for n, each in enumerate(batch.queries, 1)]
    answers = []
    for each in answer_queries(store, asked, today_in_france(clock()), with_sum=batch.sum):
        error, problem = each.problem, None
        if error is not None:
            place = (error.start, error.end) if isinstance(error, QueryError) else (None, None)
            problem = QueryProblem(detail=f"{error.message} {error.advice}".strip(), start=place[0], end=place[1])
        answers.append(
            QueryAnswer(
                name=each.asked.name,
                query=each.asked.text,
                acts=each.acts,
                values=each.values,
                awarded=None if each.awarded is None else format_decimal(each.awarded, 2),
                problem=problem,
            )
        )
    return QueryAnswers(answers=answers)
