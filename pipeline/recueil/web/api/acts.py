"""The acts resource: acts that match a query, and one whole act with its facts and values."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import Field

from recueil.export.act_object import act_object
from recueil.store.acts.read import StoredAct
from recueil.store.search.cursors import Cursor
from recueil.store.search.facets import FacetName
from recueil.web.api.facets import Facets, facets_of
from recueil.web.api.models import Edtf, Entity, Exact, KindName, Model, Page, Said
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import LINK_HEADERS, After, link_next, resource_router
from recueil.web.dependencies import QueryDep, StoreDep


class DocumentPage(Model):
    """Characters `start` to `end` of the document's text are this page."""

    number: int
    start: int
    end: int
    width: Exact | None = Field(description="In points, where the source has pages of a size.")
    height: Exact | None


class OtherAct(Model):
    """An act of the same document."""

    uid: str
    kind: str | None
    number: str | None
    title: str | None


class MissingFile(Model):
    """A file of an archive that cannot be read."""

    name: str
    reason: str = Field(description="In a word: `encrypted`, `pdf-broken`, …")
    message: str


class FiledBody(Model):
    """A public body, and how it is known that the act is of it."""

    label: str | None = Field(description="Its name, which no other body has.")
    siren: str | None
    reason: str | None = Field(
        description="`ctes`, `siret`, `source_siren`, `source_body`, `insee`, `postal_code`, `departement`, "
        "`place`, `epci`, `prefecture`, `unique_name`, `part`, `person`, or `contradiction` with candidates."
    )
    candidates: list[str] = Field(description="SIREN of the bodies that the name may mean, where several.")


class Act(Model):
    """An act, whole: characters `start` to `end` of its document's text."""

    uid: str
    sources: list[str] = Field(description="Files and addresses that hold the document.")
    document: str = Field(description="The name of the document, by which those of its acts begin.")
    media: str = Field(description="Of the document.", examples=["application/pdf"])
    size: int = Field(description="Bytes of the document.")
    body: FiledBody = Field(description="Under which it is filed: by its number, its source, its name, a person.")
    start: int
    end: int
    pipeline_version: str = Field(description="What read it.")
    pages: list[DocumentPage] = Field(description="Those of the document.")
    missing: list[MissingFile] = Field(description="Files of the archive that is the document, not in its text.")
    others: list[OtherAct] = Field(description="The other acts of the document, in its order.")
    act: Said
    entities: list[Entity]


def build_act(stored: StoredAct) -> Act:
    """Build the response of an act."""
    act, document = stored.act, stored.document
    return Act(
        uid=stored.uid,
        sources=list(stored.sources),
        document=stored.handle,
        media=document.media,
        size=document.size,
        body=FiledBody.model_validate(stored.filed),
        start=act.start,
        end=act.end,
        pipeline_version=stored.pipeline_version,
        pages=[
            DocumentPage(
                number=page.number,
                start=page.start,
                end=page.end,
                width=_points(page.width),
                height=_points(page.height),
            )
            for page in document.pages
        ],
        missing=[MissingFile.model_validate(each) for each in document.missing],
        others=[OtherAct.model_validate(other) for other in stored.others],
        act=Said.model_validate(act_object(act)),
        entities=[Entity.model_validate(entity) for entity in act.entities],
    )


def _points(tenths: int | None) -> Decimal | None:
    """Convert tenths of points to points."""
    return None if tenths is None else Decimal(tenths).scaleb(-1)


router = resource_router("acts")

# The passage of each act requires reading its whole text.
_MAX_LIMIT = 200

Uid = Annotated[str, Path(description="The name of the act, or a start of it that is no other's.", max_length=80)]


class Segment(Model):
    """A piece of a passage."""

    text: str
    hit: bool = Field(description="It is what was looked for.")


class ActHit(Model):
    """An act that answers, with the passage and the values that show why."""

    uid: str
    date: Edtf | None
    kind: str | None
    title: str | None
    body: str | None = Field(description="Who issued it.")
    source: str = Field(description="File or address it was read from.")
    score: int = Field(description="How many of the words asked for the act is about.")
    page: int = Field(description="Where the first hit of the snippet stands.")
    start: int = Field(description="The first character of the snippet in the document's text.")
    snippet: list[Segment] = Field(description="Joined, they are a passage of the text, unchanged.")
    entities: list[Entity] = Field(description="The values that satisfied the fields of the query.")


class ActHits(Page[ActHit]):
    """Acts that answer."""

    total: int | None = Field(description="How many answer in all, where `total` was asked for.")
    facets: Facets


@router.get("/acts", summary="The acts that answer a query, or all", responses={200: {"headers": LINK_HEADERS}})
def list_acts(
    store: StoreDep,
    request: Request,
    response: Response,
    query: QueryDep,
    order: Annotated[
        Literal["rank", "date", "amount"],
        Query(description="About most of the words first, the latest, or those with the largest amount."),
    ] = "rank",
    limit: Annotated[int, Query(ge=1, le=_MAX_LIMIT, description="No more than so many.")] = 20,
    after: After = None,
    total: Annotated[bool, Query(description="Also count all that answer.")] = False,
    facet: Annotated[
        tuple[FacetName, ...],
        Query(description="Also count, of all that answer, those with each value.", max_length=7),
    ] = (),
) -> ActHits:
    place = None if after is None else Cursor.parse(after)
    results, facets = store.search_with_facets(query, facet, limit, order=order, after=place, total=total)
    return ActHits(
        items=[ActHit.model_validate(hit) for hit in results.hits],
        next=link_next(request, response, results.next),
        total=results.total,
        facets=facets_of(facets),
    )


@router.get("/acts/{uid}", summary="One act, whole", responses=problem_responses(404))
def get_act(store: StoreDep, uid: Uid) -> Act:
    return build_act(store.act(uid))


class LineChange(Model):
    """A line of the text that a version lost or gained."""

    sign: Literal["-", "+"]
    text: str


class ValueChange(Model):
    """A value that a version lost, gained or changed."""

    kind: KindName
    before: str | None = Field(description="Null where it was gained.")
    now: str | None = Field(description="Null where it was lost.")


class Version(Model):
    """What changed when the file of an act was replaced by another."""

    replaced: datetime.datetime
    lines: list[LineChange]
    values: list[ValueChange]
    partial: bool = Field(description="Whether more lines changed than these.")


@router.get(
    "/acts/{uid}/versions",
    summary="What each version of the file of an act changed, the latest first",
    responses=problem_responses(404),
)
def list_versions(store: StoreDep, uid: Uid) -> list[Version]:
    return [Version.model_validate(change) for change in store.version_changes(uid)]


@router.get(
    "/acts/{uid}/text",
    summary="The words of an act, unchanged",
    response_class=PlainTextResponse,
    responses={**problem_responses(404), 200: {"description": "UTF-8."}},
)
def get_act_text(
    store: StoreDep,
    uid: Uid,
    document: Annotated[bool, Query(description="All of its document, whose characters places count.")] = False,
    start: Annotated[int, Query(ge=0, description="Not before this character of the document.")] = 0,
    end: Annotated[int | None, Query(ge=0, description="Only to before this character of the document.")] = None,
) -> Response:
    stored = store.act(uid)
    text = stored.document.text if document else stored.text
    offset = 0 if document else stored.act.start
    return PlainTextResponse(text[max(start - offset, 0) : None if end is None else max(end - offset, 0)])
