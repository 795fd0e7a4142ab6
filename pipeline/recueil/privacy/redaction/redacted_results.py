"""Redact what the store returns: no private person of an act is named in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, select

from recueil.privacy.redaction.private_persons import load_document_redactor, load_redactors
from recueil.privacy.redaction.redactor import Redactor, mask_all
from recueil.store.index.schema import persons
from recueil.store.search.results import Hit, Results
from recueil.store.search.snippet import Segment
from recueil.values import Entity, Organisation, Person, Place

if TYPE_CHECKING:
    from recueil.alerts.hits import News
    from recueil.persons.decisions import Decision
    from recueil.readers.document import Document
    from recueil.reports.queries import Example, KindChange, Report, Upgrade
    from recueil.store.acts.read import FiledAct, StoredAct, ViewRows
    from recueil.store.acts.related import RelatedActs
    from recueil.store.search.decisions import HitAward
    from recueil.store.search.listings import Item, Part
    from recueil.store.views import View

if TYPE_CHECKING:
    from recueil.similar_acts.store import SimilarAct

T = TypeVar("T")
Named = TypeVar("Named", Organisation, Place)

_NAMES = (Person.kind, Organisation.kind, Place.kind)
_STRING_COLUMNS = ("act_title", "purpose", "message", "expected", "found", "label", "stated")


def redact_results(connection: Connection, found: Results) -> Results:
    behind = load_redactors(connection, (hit.uid for hit in found.hits))
    return replace(found, hits=tuple(_redact_hit(behind[hit.uid], hit) for hit in found.hits))


def _redact_hit(redactor: Redactor, hit: Hit) -> Hit:
    if redactor.masks_nothing:
        return hit
    return replace(
        hit,
        title=redactor.string(hit.title),
        source=redactor.address(hit.source),
        snippet=tuple(_redact_snippet(redactor, hit)),
        entities=tuple(map(redactor.entity, hit.entities)),
        decision=replace(hit.decision, awards=_redact_awards(redactor, hit.decision.awards)),
        matched=hit.matched._replace(awards=_redact_awards(redactor, hit.matched.awards)),
    )


def _redact_awards(redactor: Redactor, awards: Iterable[HitAward]) -> tuple[HitAward, ...]:
    return tuple(replace(each, beneficiary=redactor.beneficiary(each.beneficiary)) for each in awards)


def _redact_snippet(redactor: Redactor, hit: Hit) -> Iterator[Segment]:
    words = redactor.text("".join(segment.text for segment in hit.snippet), hit.start)
    at = 0
    for segment in hit.snippet:
        yield Segment(words[at : at + len(segment.text)], segment.hit)
        at += len(segment.text)


def redact_part(connection: Connection, found: Part[T]) -> Part[T]:
    """Redact entities or findings, and the titles of their acts."""
    behind = load_redactors(connection, (item.act.uid for item in found.things))
    return replace(found, things=tuple(_redact_item(behind[item.act.uid], item) for item in found.things))


def _redact_item(redactor: Redactor, item: Item[Any]) -> Item[Any]:
    act = replace(item.act, title=redactor.string(item.act.title))
    thing = redactor.entity(item.thing) if isinstance(item.thing, Entity) else redactor.value(item.thing)
    return replace(item, act=act, thing=thing)


def redact_stored_act(connection: Connection, found: StoredAct) -> StoredAct:
    """Redact an act with the whole text of its document."""
    redactor = load_document_redactor(connection, found.uid)
    if redactor.masks_nothing:
        return found
    return replace(
        found,
        act=redactor.act(found.act),
        document=_redact_document(redactor, found.document),
        sources=tuple(map(redactor.address, found.sources)),
        others=tuple(replace(other, title=redactor.string(other.title)) for other in found.others),
        hidden=tuple(sorted(set(redactor.places(found.document.text)))),
    )


def _redact_document(redactor: Redactor, document: Document) -> Document:
    missing = (
        replace(each, name=redactor.address(each.name), message=redactor.address(each.message))
        for each in document.missing
    )
    return replace(document, text=redactor.text(document.text), missing=tuple(missing), enclosed=())


def redact_filed_acts(connection: Connection, found: Sequence[FiledAct]) -> list[FiledAct]:
    behind = load_redactors(connection, (each.uid for each in found))
    return [_redact_filed_act(behind[each.uid], each) for each in found]


def _redact_filed_act(redactor: Redactor, found: FiledAct) -> FiledAct:
    if redactor.masks_nothing:
        return found
    text = redactor.text(found.text, found.act.start)
    return replace(
        found, act=redactor.act(found.act), text=text, sources=tuple(map(redactor.address, found.sources))
    )


def redact_rows(
    connection: Connection, found: Mapping[str, ViewRows], views: Sequence[View]
) -> dict[str, ViewRows]:
    """Redact the rows of views; their first column is the uid of the act."""
    behind = load_redactors(connection, (row[0] for of_view in found.values() for row in of_view))
    names = {view.name: view.names for view in views}
    return {
        name: [_redact_row(behind[row[0]], names[name], row) for row in of_view] for name, of_view in found.items()
    }


def _redact_row(redactor: Redactor, names: Sequence[str], row: Sequence[Any]) -> Sequence[Any]:
    if redactor.masks_nothing:
        return row
    cells = dict(zip(names, row, strict=True))
    span = cells.get("start"), cells.get("end")
    cells |= _named_cells(redactor, cells)
    for name in cells.keys() & {*_STRING_COLUMNS}:
        cells[name] = redactor.string(cells[name])
    if cells.get("text") is not None and cells["start"] is not None:
        cells["text"] = redactor.text(cells["text"], cells["start"])
    if "beneficiary" in cells:
        cells["beneficiary"] = redactor.beneficiary(cells["beneficiary"])
    if "source" in cells and cells["source"] is not None:
        cells["source"] = redactor.address(cells["source"])
    if "person_key" in cells and span in redactor.spans:
        cells |= _private_person_cells(redactor, cells)
    return tuple(cells.values())


def _named_cells(redactor: Redactor, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of an organisation or a place; none in a row of anything else."""
    if "organisation_key" in cells:
        found = _redact_named(redactor, cells, Organisation(cells["organisation"]))
        return {"organisation": found.name, "organisation_key": found.key}
    if "place_key" in cells:
        place = _redact_named(redactor, cells, Place(cells["place"], cells["insee_code"]))
        return {"place": place.name, "insee_code": place.code, "place_key": place.key}
    return {}


def _redact_named(redactor: Redactor, cells: Mapping[str, Any], value: Named) -> Named:
    return redactor.mask_named(value, cells["text"], redactor.text(cells["text"], cells["start"]))


def _private_person_cells(redactor: Redactor, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a private person: numbered in the act, without a name or a link to the person's page."""
    key = cells["person_key"] or str(cells["person"]).casefold()
    person: Any = redactor.value(Person(cells["given"], cells["family"], cells["civility"], key))
    name_cells = {"given": person.given, "family": person.family, "person_key": person.key, "person_id": None}
    return {**name_cells, "person": str(person), "text": mask_all(cells["text"]), "standing": "private"}


def redact_titles(connection: Connection, found: Iterable[T]) -> list[T]:
    """Redact objects that have the ``uid`` and ``title`` of an act and may have a ``message`` or a ``purpose``."""
    listed: list[Any] = list(found)
    behind = load_redactors(connection, (each.uid for each in listed))
    return [_redact_title(behind[each.uid], each) for each in listed]


def _redact_title(redactor: Redactor, each: Any) -> Any:
    if redactor.masks_nothing:
        return each
    names = ("title", "message", "expected", "found", "purpose", "source")
    strings = {name: getattr(each, name) for name in names if isinstance(getattr(each, name, None), str)}
    redacted = {
        name: redactor.address(words) if name == "source" else redactor.string(words)
        for name, words in strings.items()
    }
    return replace(each, **redacted)


def redact_related(connection: Connection, found: RelatedActs) -> RelatedActs:
    """Redact the titles of acts beside an act."""
    names = ("previous", "next", "annexed_to")
    each = {name: redact_titles(connection, [act] if (act := getattr(found, name)) else []) for name in names}
    beside: dict[str, Any] = {name: next(iter(acts), None) for name, acts in each.items()}
    return replace(
        found,
        **beside,
        cited=tuple(redact_titles(connection, found.cited)),
        citing=tuple(redact_titles(connection, found.citing)),
        annexes=tuple(redact_titles(connection, found.annexes)),
    )


def redact_similar(connection: Connection, found: Sequence[SimilarAct]) -> tuple[SimilarAct, ...]:
    """Redact the titles of similar acts, and the beneficiaries; their words are of those that are not masked."""
    behind = load_redactors(connection, (act.uid for act in found))
    return tuple(
        replace(
            act,
            beneficiaries=tuple(
                replace(each, text=behind[act.uid].beneficiary(each.text)) for each in act.beneficiaries
            ),
        )
        for act in redact_titles(connection, found)
    )


def redact_news(connection: Connection, found: Iterable[News]) -> tuple[News, ...]:
    return tuple(replace(each, examples=tuple(redact_titles(connection, each.examples))) for each in found)


def redact_report(connection: Connection, found: Report) -> Report:
    """Redact a report: of names that a newer pipeline extracts differently, only the counts stay."""
    examples = tuple(redact_titles(connection, found.contradictions.examples))
    return replace(
        found,
        contradictions=replace(found.contradictions, examples=examples),
        upgrades=tuple(map(_redact_upgrade, found.upgrades)),
        alerts=redact_news(connection, found.alerts),
    )


def _redact_upgrade(found: Upgrade) -> Upgrade:
    return replace(
        found, kinds=tuple(_redact_kind_change(kind) if kind.kind in _NAMES else kind for kind in found.kinds)
    )


def _redact_kind_change(kind: KindChange) -> KindChange:
    return replace(
        kind, gained_example=_redact_example(kind.gained_example), lost_example=_redact_example(kind.lost_example)
    )


def _redact_example(found: Example | None) -> Example | None:
    return None if found is None else replace(found, value=mask_all(found.value))


def redact_decisions(connection: Connection, found: Sequence[Decision]) -> list[Decision]:
    """Mask the persons whom acts name only as private ones."""
    from recueil.persons.lookup import visibility_conditions

    ids = {who for each in found for who in (each.person, each.target)}
    query = select(persons.c.head).where(persons.c.head.in_(sorted(ids)))
    private = {*connection.execute(query).scalars()} - {
        *connection.execute(query.where(*visibility_conditions(redacted=True))).scalars()
    }
    return [_redact_decision(each, private) for each in found]


def _redact_decision(each: Decision, private: Collection[str]) -> Decision:
    if not {each.person, each.target} & {*private}:
        return each
    person, target = (mask_all(who) if who in private else who for who in (each.person, each.target))
    return replace(each, person=person, target=target, before={})
