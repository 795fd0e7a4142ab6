"""The acts resource: acts that match a query, and one whole act with its facts and values."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from recueil.export.act_object import act_object
from recueil.readers.reading_document import Page
from recueil.store.acts.lookup import StoredAct
from recueil.web.api.models import Entity, Exact, Model
from recueil.web.api.said import Said


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


class Act(Model):
    """An act, whole: characters `start` to `end` of its document's text."""

    uid: str
    sources: list[str] = Field(description="Files and addresses that hold the document.")
    document: str = Field(description="The name of the document, by which those of its acts begin.")
    media: str = Field(description="Of the document.", examples=["application/pdf"])
    size: int = Field(description="Bytes of the document.")
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
        start=act.start,
        end=act.end,
        pipeline_version=stored.pipeline_version,
        pages=[_build_page(page) for page in document.pages],
        missing=[MissingFile.model_validate(each) for each in document.missing],
        others=[OtherAct.model_validate(other) for other in stored.others],
        act=Said.model_validate(act_object(act)),
        entities=[Entity.model_validate(entity) for entity in act.entities],
    )


def _build_page(page: Page) -> DocumentPage:
    sides = {"width": _points(page.width), "height": _points(page.height)}
    return DocumentPage(number=page.number, start=page.start, end=page.end, **sides)


def _points(tenths: int | None) -> Decimal | None:
    """Convert tenths of points to points."""
    return None if tenths is None else Decimal(tenths).scaleb(-1)
