"""Load the acts that are similar to one, each with what both have in common and where it stands."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, case, func, select

from recueil.bodies.filing import NOT_FILED
from recueil.privacy.redaction.private_persons import Masks, load_redactors_of_documents
from recueil.privacy.redaction.redactor import NO_REDACTION
from recueil.similar_acts.content import Content, read_content
from recueil.similar_acts.nearest import Near, Scope, find_nearest
from recueil.similar_acts.vector import to_percent, weigh, words_of
from recueil.store.acts.read import find_act_row
from recueil.store.acts.rows import act_date, act_to_row, entity_to_row
from recueil.store.engine.statements import chunks
from recueil.store.index.build import build_index_rows
from recueil.store.index.schema import search_acts, search_awards, search_vectors
from recueil.store.schema import acts, documents, entities, pages
from recueil.text import Word, content_words, index_key
from recueil.values import Act, Facts, PartialDate
from recueil.values.body import body_key
from recueil.values.codec import decode

if TYPE_CHECKING:
    from recueil.store.columns.acts import ActColumns

MOST = 50
"""The largest number of similar acts to ask for."""
_MOST_WORDS = 6
# Of a longer text, only the beginning tells what two acts have in common.
_MOST_CHARACTERS = 30_000
# Percent, of two acts of the same day, number and body: another file of an act is read in somewhat other words.
_SAME_ACT = 95
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
_MONTH_KEYS = frozenset(map(index_key, _MONTHS))


# Vectors that are read from the table in a tenth of a second, and that are compared in memory in a sixtieth.
_MOST_READ_AT_ONCE = 20_000
_MOST_COMPARED_AT_ONCE = 300_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters ``start`` to ``end`` of the document of a similar act, which both acts have in common."""

    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SimilarAct:
    """An act that decides what another decides. ``score`` is the cosine of their vectors, in percent.

    ``same_text``: it has the same words, or is the same act read from another file; ``same_title``: but for
    numbers and months. ``beneficiaries`` are awarded something by both; ``words`` say most of what both decide.
    """

    uid: str
    kind: str | None
    number: str | None
    title: str | None
    date: PartialDate | None
    body: str | None
    score: int
    same_text: bool
    same_title: bool
    beneficiaries: tuple[Passage, ...]
    words: tuple[Passage, ...]
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SimilarityFilter:
    """Which acts to compare: those of ``other_bodies`` than the act's, of the ``body`` of a key, of a period."""

    other_bodies: bool = False
    body: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    def scope(self, body: str | None) -> Scope:
        """Return the scope for an act of the body with a key."""
        return Scope(self.body, (body or "") if self.other_bodies else None, self.since, self.until)


ALL_ACTS = SimilarityFilter()


class _Asked(NamedTuple):
    """What is asked about: an act, its vector, and what its awards' beneficiaries share with those of others."""

    docid: int | None
    body: str | None
    date: PartialDate | None
    number: str | None
    vector: bytes
    digest: int
    content: Content
    beneficiaries: frozenset[str]


def load_similar(
    connection: Connection, columns: ActColumns | None, uid: str, criteria: SimilarityFilter, limit: int
) -> tuple[SimilarAct, ...]:
    """Return the acts similar to an act of the store, the most similar first; none if it has no vector."""
    row = find_act_row(connection, uid)
    kept = connection.execute(select(search_vectors).where(search_vectors.c.docid == row.docid)).first()
    if kept is None:
        return ()
    body = connection.execute(select(search_acts.c.body).where(search_acts.c.docid == row.docid)).scalar()
    content = _load_contents(connection, [row.docid])[row.docid].content
    keys = frozenset(key for key, _ in _load_beneficiaries(connection, [row.docid])[row.docid])
    asked = _Asked(row.docid, body, act_date(row), row.number, kept.vector, kept.digest, content, keys)
    return _find_similar(connection, columns, asked, criteria, limit)


def takes_long(connection: Connection, columns: ActColumns | None) -> bool:
    """Return whether a page would wait for the vectors: for many to be compared, or read if none are in memory."""
    if columns is not None and columns.vectors is not None:
        return len(columns.vectors.places) > _MOST_COMPARED_AT_ONCE
    some = select(search_vectors.c.docid).limit(_MOST_READ_AT_ONCE + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() > _MOST_READ_AT_ONCE


def load_similar_to(
    connection: Connection,
    columns: ActColumns | None,
    act: Act,
    text: str,
    criteria: SimilarityFilter,
    limit: int,
) -> tuple[SimilarAct, ...]:
    """Return the acts similar to one that is not in the store; ``text`` is that of its document."""
    record = act_to_row(act, 0, "", 0, 1, NOT_FILED.columns, "")
    found = [entity_to_row(entity, 0, n, "") for n, entity in enumerate(act.entities, start=1)]
    rows = build_index_rows(record, act.facts, act.findings, found, text)
    if not rows.vectors:
        return ()
    kept, body = rows.vectors[0], body_key(act.facts.identity.body)
    keys = frozenset(award["key"] for award in rows.awards if award["key"])
    asked = _Asked(None, body, act.date, act.number, kept["vector"], kept["digest"], rows.content, keys)
    return _find_similar(connection, columns, asked, criteria, limit)


def _find_similar(
    connection: Connection, columns: ActColumns | None, asked: _Asked, criteria: SimilarityFilter, limit: int
) -> tuple[SimilarAct, ...]:
    scope = criteria.scope(asked.body)
    near = find_nearest(connection, columns, asked.vector, scope, min(limit, MOST), asked.docid)
    docids = [each.docid for each in near]
    contents, awards = _load_contents(connection, docids), _load_beneficiaries(connection, docids)
    weights = weigh(asked.content)
    return tuple(_build_similar(asked, weights, each, contents[each.docid], awards[each.docid]) for each in near)


@dataclass(frozen=True, slots=True)
class _ActContent:
    """An act, its content, and the first place of each of its words that is not masked, from the act's start."""

    row: Mapping[str, Any]
    text: str
    content: Content
    places: Mapping[str, Word]
    pages: Sequence[tuple[int, int]]

    def passage(self, start: int, end: int, text: str | None = None) -> Passage:
        """Return characters of the act as a passage of its document."""
        at = self.row["start"] + start
        page = max((number for first, number in self.pages if first <= at), default=1)
        words = self.text[start:end] if text is None else text
        return Passage(words, page, at, self.row["start"] + end)


def _build_similar(
    asked: _Asked,
    weights: Mapping[str, int],
    near: Near,
    found: _ActContent,
    awards: Iterable[tuple[str, Mapping[str, Any]]],
) -> SimilarAct:
    row, score = found.row, to_percent(near.product)
    date = None if row["date"] is None else PartialDate.parse(row["date"])
    named = (asked.date, asked.number, asked.body) == (date, row["number"], body_key(row["body"]))
    same_act = named and None not in (asked.date, asked.number) and score >= _SAME_ACT
    titles = [frozenset(content.title) - _MONTH_KEYS for content in (asked.content, found.content)]
    shared = {key: award for key, award in awards if key in asked.beneficiaries}
    offset = row["start"]
    beneficiaries = tuple(
        found.passage(award["start"] - offset, award["end"] - offset, award["beneficiary"])
        for award in shared.values()
    )
    words = tuple(found.passage(word.start, word.end) for word in _shared_words(weights, found))
    place = next(iter((*words, *beneficiaries)), found.passage(0, row["end"] - offset, ""))
    return SimilarAct(
        uid=row["uid"],
        kind=row["kind"],
        number=row["number"],
        title=row["title"],
        date=date,
        body=row["body"],
        score=score,
        same_text=near.digest == asked.digest or same_act,
        same_title=len(titles[0]) > 1 and titles[0] == titles[1],
        beneficiaries=beneficiaries,
        words=words,
        page=place.page,
        start=place.start,
        end=place.end,
    )


def _shared_words(weights: Mapping[str, int], found: _ActContent) -> Iterator[Word]:
    """Yield the words that weigh most in both acts, where they stand in the one that was found: synonyms too."""
    others = weigh(found.content)
    shared = sorted((-weights[key] * others[key], key) for key in weights.keys() & others.keys())
    placed = (found.places[word] for _, key in shared for word in words_of(key) if word in found.places)
    for _, word in zip(range(_MOST_WORDS), dict.fromkeys(placed), strict=False):
        yield word


def _load_contents(connection: Connection, docids: Collection[int]) -> dict[int, _ActContent]:
    """Load what acts decide, as their vectors are made of it, of the beginning of each text."""
    length = acts.c.end - acts.c.start
    bounded = case((length > _MOST_CHARACTERS, _MOST_CHARACTERS), else_=length)
    body = func.substr(documents.c.text, acts.c.start + 1, bounded)
    query = select(acts, body.label("words")).join_from(acts, documents).where(acts.c.docid.in_(docids))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    among = {row["document_id"] for row in rows}
    redactors = load_redactors_of_documents(connection, among)
    pages_of = _load_pages(connection, among)
    named: dict[int, list[dict[str, Any]]] = defaultdict(list)
    columns = (entities.c[name] for name in ("docid", "kind", "start", "end", "given", "family"))
    listed = select(*columns).where(entities.c.docid.in_(docids)).order_by(entities.c.docid, entities.c.n)
    for entity in connection.execute(listed).mappings():
        named[entity["docid"]].append(dict(entity))
    found = {}
    for row in rows:
        facts, values = decode(Facts, row["facts"]), named[row["docid"]]
        others = {**redactors[row["document_id"]]}
        masks = Masks.of(others.pop(row["uid"], NO_REDACTION), others.values())
        text, read = row["words"], list(content_words(row["words"]))
        masked = masks.places(text, row["start"])
        content = read_content(row, facts, values, read, masks, masked)
        is_masked = masks.over(masked)
        places: dict[str, Word] = {}
        for word in (*content.words, *read):
            if word.key not in places and not is_masked(word.start, word.end):
                places[word.key] = word
        found[row["docid"]] = _ActContent(row, text, content, places, pages_of[row["document_id"]])
    return found


def _load_pages(connection: Connection, document_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the start and the number of each page, by document."""
    query = select(pages.c.document_id, pages.c.start, pages.c.number)
    pages_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for document_id, start, number in connection.execute(query.where(pages.c.document_id.in_(document_ids))):
        pages_of[document_id].append((start, number))
    return pages_of


def _load_beneficiaries(
    connection: Connection, docids: Collection[int]
) -> dict[int, list[tuple[str, Mapping[str, Any]]]]:
    """Return the key and the award of each beneficiary who is no private person, by act."""
    award = search_awards.c
    query = select(award.docid, award.key, award.beneficiary, award.start, award.end).where(award.key.is_not(None))
    found: dict[int, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for some in chunks(docids):
        of_some = query.where(award.docid.in_(some)).order_by(award.docid, award.n)
        for row in connection.execute(of_some).mappings():
            found[row["docid"]].append((row["key"], dict(row)))
    return found
