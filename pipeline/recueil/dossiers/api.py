"""``/api/dossiers``: gather acts, values and persons. Users change their own dossiers, and read shared ones."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from recueil.dossiers import records
from recueil.dossiers.download import Number, export_dossier
from recueil.dossiers.records import ActTarget, PersonTarget, Target, ValueTarget
from recueil.export.jsonl import entity_object
from recueil.store.acts.related import RelatedAct
from recueil.store.store import Store
from recueil.web import dependencies
from recueil.web.api.models import ActName, Edtf, Entity, KindName, Model, Page
from recueil.web.api.problems import Responses, problem_responses
from recueil.web.api.resource import LINK_HEADERS, AfterNumber, Limit, link_next, resource_router
from recueil.web.authentication import Reader
from recueil.web.dependencies import ClockDep, StoreDep

router = resource_router("dossiers", "/dossiers")

Item = Annotated[int, Path(ge=1, le=2**63 - 1, description="Of the item.")]
Tag = Annotated[str | None, Query(max_length=200, description="Only those with this tag.")]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=records.MAX_NOTE)]
Tags = Annotated[list[str], Field(max_length=20, description="Each of 1 to 50 characters.")]
_UNKNOWN = problem_responses(404)


class NewDossier(Model):
    """A dossier to make, which is empty."""

    title: Title
    note: Note = ""
    tags: Tags = Field(default_factory=list)
    shared: bool = Field(default=False, strict=True, description="Whether all who may read acts may read it.")


class DossierChange(Model):
    """What is to be changed of a dossier; null for what stays."""

    title: Title | None = None
    note: Note | None = None
    tags: Tags | None = None
    shared: bool | None = Field(default=None, strict=True)


class NewItem(Model):
    """An act; with `value`, a value of it; or a person."""

    act: str | None = Field(default=None, max_length=80, description="Its `uid`.")
    value: int | None = Field(default=None, ge=1, le=2**31 - 1, description="Its number in the act, from 1.")
    person: str | None = Field(default=None, max_length=2_000, description="Its identifier.")
    note: Note = ""
    query: str | None = Field(default=None, max_length=2_000, description="The search that found it.")


class ItemChange(Model):
    """Another note for an item."""

    note: Note


class Dossier(Model):
    """A dossier without its items."""

    id: int
    title: str
    owner: str
    created: datetime.datetime
    changed: datetime.datetime
    shared: bool = Field(description="Whether all who may read acts may read it.")
    tags: list[str]
    note: str
    size: int = Field(description="How many items it has.")


class Dossiers(Page[Dossier]):
    """Dossiers, in the order in which they were made."""


class GatheredAct(ActName):
    """An act of a dossier."""

    number: str | None


class GatheredValue(Model):
    """A value of a dossier, as the act has it now."""

    kind: KindName
    entity: Entity | None = Field(description="Null if the act has no such value any more.")
    n: int | None = Field(description="Its number in the act now.")
    before: str | None = Field(
        description="What it was when it was added, if it is now another or gone; null where it may be a name."
    )
    words: str | None = Field(description="The words that were cited; null where they may be a name.")
    stands: bool = Field(description="Whether the act has this value now in these words.")


class NewVersion(Model):
    """That the act is a new version of the one that was added: its file was replaced."""

    former: str = Field(description="The `uid` of the act that was added.")
    replaced: datetime.datetime


class GatheredPerson(Model):
    """A person of a dossier."""

    id: str
    name: str
    bodies: list[str]
    acts: int = Field(description="Counted to 1,000.")
    has_more: bool = Field(description="There are more acts than were counted.")
    first: Edtf | None
    last: Edtf | None


class DossierItem(Model):
    """An act, a value of an act, or a person."""

    id: int
    kind: Literal["act", "value", "person"]
    added: datetime.datetime
    note: str
    query: str | None = Field(description="The search that found it.")
    uid: str | None = Field(description="Of the act; null for a person.")
    version: NewVersion | None = Field(description="Null if the act is the one that was added.")
    act: GatheredAct | None = Field(description="Null if the store has it no more.")
    value: GatheredValue | None
    person: GatheredPerson | None = Field(description="Null if no act names them any more.")


class WholeDossier(Dossier):
    """A dossier with its items, in the order in which they were added."""

    items: list[DossierItem]


class AddedItem(Model):
    """The item that was added, or that was there already."""

    id: int


class TimelineAct(Model):
    """An act, and the acts of the dossier that it cites, and that cite it, by `uid`."""

    act: GatheredAct
    cites: list[str]
    cited_by: list[str]


class OutsideAct(Model):
    """An act that the dossier lacks, and the acts of the dossier that cite it, by `uid`."""

    uid: str
    date: Edtf | None
    kind: str | None
    number: str | None
    title: str | None
    cited_by: list[str]


class Timeline(Model):
    """The acts of a dossier by date, and which of them cite which."""

    acts: list[TimelineAct]
    outside: list[OutsideAct] = Field(description="Those cited by the most of them first.")


@router.get(
    "", summary="One's own dossiers, and those that others share", responses={200: {"headers": LINK_HEADERS}}
)
def list_dossiers(
    store: StoreDep,
    request: Request,
    response: Response,
    user: Reader,
    tag: Tag = None,
    limit: Limit = 50,
    after: AfterNumber = None,
) -> Dossiers:
    found = store.dossiers.list(user.name, tag=tag, after=after or 0, limit=limit + 1)
    following = link_next(request, response, found[limit - 1].id if len(found) > limit else None)
    return Dossiers(items=[Dossier.model_validate(one) for one in found[:limit]], next=following)


@router.post("", summary="Make a dossier", status_code=201)
def create_dossier(store: StoreDep, user: Reader, clock: ClockDep, dossier: NewDossier) -> WholeDossier:
    made = {name: getattr(dossier, name) for name in ("title", "note", "tags", "shared")}
    return _read(store, store.dossiers.create(owner=user.name, when=clock(), **made), user)


@router.get("/{number}", summary="One dossier with its items", responses=_UNKNOWN)
def get_dossier(store: StoreDep, user: Reader, number: Number) -> WholeDossier:
    return _read(store, number, user)


@router.patch("/{number}", summary="Change a dossier of one's own", responses=_UNKNOWN)
def edit_dossier(
    store: StoreDep, user: Reader, clock: ClockDep, number: Number, change: DossierChange
) -> WholeDossier:
    changed = {name: getattr(change, name) for name in ("title", "note", "tags", "shared")}
    store.dossiers.edit(number, user.name, clock(), **changed)
    return _read(store, number, user)


@router.delete(
    "/{number}",
    summary="Delete a dossier of one's own, with its notes",
    status_code=204,
    response_class=Response,
    responses=_UNKNOWN,
)
def delete_dossier(store: StoreDep, user: Reader, number: Number) -> None:
    store.dossiers.delete(number, user.name)


@router.post(
    "/{number}/items", summary="Add an act, a value or a person to it", status_code=201, responses=_UNKNOWN
)
def add_item(store: StoreDep, user: Reader, clock: ClockDep, number: Number, item: NewItem) -> AddedItem:
    target = target_of(item.act, item.value, item.person)
    added = store.dossiers.add(number, user.name, target, clock(), note=item.note, query=item.query)
    return AddedItem(id=added)


@router.patch("/{number}/items/{item}", summary="Replace the note of an item", responses=_UNKNOWN)
def annotate_item(
    store: StoreDep, user: Reader, clock: ClockDep, number: Number, item: Item, change: ItemChange
) -> WholeDossier:
    store.dossiers.annotate(number, user.name, item, change.note, clock())
    return _read(store, number, user)


@router.delete(
    "/{number}/items/{item}",
    summary="Take an item out, with its note",
    status_code=204,
    response_class=Response,
    responses=_UNKNOWN,
)
def remove_item(store: StoreDep, user: Reader, clock: ClockDep, number: Number, item: Item) -> None:
    store.dossiers.remove(number, user.name, item, clock())


@router.get("/{number}/timeline", summary="Its acts by date, and which of them cite which", responses=_UNKNOWN)
def get_timeline(store: StoreDep, user: Reader, number: Number) -> Timeline:
    found = store.dossiers.timeline(store.dossiers.load(number, user.name))
    outside = [OutsideAct(**_dump_related(each.act), cited_by=list(each.cited_by)) for each in found.outside]
    return Timeline(acts=[TimelineAct.model_validate(each) for each in found.acts], outside=outside)


_ZIP: Responses = {200: {"content": {"application/zip": {}}, "description": "A folder, as a zip."}}


router.get(
    "/{number}/export",
    summary="It as a folder to read without Recueil",
    response_class=Response,
    responses={**_ZIP, **_UNKNOWN},
    dependencies=[Depends(dependencies.lift_query_deadline)],
)(export_dossier)


def target_of(act: str | None, value: int | None, person: str | None) -> Target:
    """Return what is to be added: a person if given, else an act or its value."""
    if person:
        return PersonTarget(person)
    return ActTarget(act or "") if value is None else ValueTarget(act or "", value)


def _read(store: Store, number: int, user: Reader) -> WholeDossier:
    found = store.dossiers.load(number, user.name)
    head = Dossier.model_validate(found.head).model_dump()
    return WholeDossier(**head, items=[_item(each) for each in found.items])


def _item(each: records.DossierItem) -> DossierItem:
    value = None
    if each.value is not None:
        entity = None if each.value.entity is None else entity_object(each.value.entity)
        of_value = ("kind", "n", "before", "words", "stands")
        value = {"entity": entity, **{name: getattr(each.value, name) for name in of_value}}
    names = ("id", "kind", "added", "note", "query", "uid", "version", "act", "person")
    fields = {name: getattr(each, name) for name in names}
    return DossierItem.model_validate({**fields, "value": value})


def _dump_related(act: RelatedAct) -> dict[str, Any]:
    return {name: getattr(act, name) for name in ("uid", "date", "kind", "number", "title")}
