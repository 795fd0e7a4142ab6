"""The private persons of acts: build the redactor that hides them, and mask their words for the index.

``load_redactors`` reads from the store the persons whom acts name. It has the privacy class of each, or else
the facts of the act decide it. ``match_private_too`` lets queries match private persons.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, assert_never

from sqlalchemy import ColumnElement, Connection, select

from recueil.privacy.redaction.redactor import NO_REDACTION, FoldedName, Redactor, fold_name, names_in
from recueil.query import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Query, Words
from recueil.store.engine.statements import chunks
from recueil.store.index.person_status import NAME_ONLY, PRIVATE
from recueil.store.index.schema import persons, search_awards, search_persons
from recueil.store.index.terms import masked_key
from recueil.store.schema import acts, entities
from recueil.text import content_words, fold_words, pad_with_spaces, words_with_offsets
from recueil.values import Person
from recueil.values.person import person_name


def private_keys(mentions: Iterable[tuple[str, str | None]], official: Collection[str]) -> frozenset[str]:
    """Return the keys of the private persons of an act, from the key and the privacy class of each mention.

    Persons without a class, as in acts that an earlier pipeline read, are public only if ``official``: the
    act says that they sit, vote or sign.
    """
    standings: dict[str, set[str | None]] = {}
    for key, standing in mentions:
        standings.setdefault(key, set()).add(standing)
    return frozenset(key for key, classes in standings.items() if _is_private(classes, key in official))


def _is_private(classes: Collection[str | None], is_official: bool) -> bool:
    return "private" in classes or ("public" not in classes and not is_official)


def has_family_name(words: Collection[str], families: Iterable[Sequence[str]]) -> bool:
    """Return whether the words of a name contain one of these family names."""
    return any(family and set(family) <= set(words) for family in families)


NO_WORDS = pad_with_spaces([])
"""The indexed words of a beneficiary who is a private person: none."""


class NamedPerson(NamedTuple):
    """A mention of a person, at characters ``start`` to ``end`` of the document."""

    start: int
    end: int
    given: str | None
    family: str
    key: str | None
    standing: str | None

    @property
    def written(self) -> str:
        return person_name(self.given, self.family)

    @property
    def identity(self) -> str:
        """Return what all mentions of the person in the act share: the key, or else the name."""
        return self.key or self.written.casefold()


def make_redactor(named: Sequence[NamedPerson], awarded: Sequence[str], official: Collection[str]) -> Redactor:
    """Return the redactor of an act.

    ``awarded`` are beneficiaries who are private persons; ``official`` the names of persons of whom the act
    says more than their name.
    """
    keys = [one.identity for one in named]
    officials = {key for one, key in zip(named, keys, strict=True) if one.written in official}
    private = private_keys(((key, one.standing) for one, key in zip(named, keys, strict=True)), officials)
    if not private and not awarded:
        return NO_REDACTION
    hidden = [one for one in named if one.identity in private]
    public = [one for one in named if one.identity not in private]
    return Redactor.of(
        [*(fold_name(one.family, one.given) for one in hidden), *_beneficiary_names(awarded)],
        [fold_name(one.family, one.given) for one in public],
        spans=tuple((one.start, one.end) for one in hidden),
        open=tuple((one.start, one.end) for one in public),
        keys=tuple(dict.fromkeys(one.identity for one in hidden)),
        beneficiaries=frozenset(awarded),
    )


def _beneficiary_names(awarded: Iterable[str]) -> Iterator[FoldedName]:
    for beneficiary in awarded:
        yield FoldedName(tuple(fold_words(beneficiary)))
        yield from names_in(beneficiary)


def combine_redactors(redactors: Iterable[Redactor]) -> Redactor:
    """Combine the redactors of all acts of a document."""
    rows = list(redactors)
    if len(rows) < 2:
        return rows[0] if rows else NO_REDACTION
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for first, forms in ((first, forms) for redactor in rows for first, forms in (redactor.names or {}).items()):
        names[first].update(forms)
    return Redactor(
        tuple(dict.fromkeys(span for redactor in rows for span in redactor.spans)),
        tuple(dict.fromkeys(span for redactor in rows for span in redactor.open)),
        tuple(dict.fromkeys(key for redactor in rows for key in redactor.keys)),
        {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in names.items()} or None,
        frozenset().union(*(redactor.namesakes for redactor in rows)),
        frozenset().union(*(redactor.beneficiaries for redactor in rows)),
    )


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masks:
    """The redactor of an act, and that of all acts of its document if it differs."""

    redactors: tuple[Redactor, ...]

    @classmethod
    def of(cls, own: Redactor, others: Iterable[Redactor]) -> Masks:
        whole = combine_redactors([own, *others])
        return cls(
            tuple(
                redactor for redactor in ((own,) if own == whole else (own, whole)) if not redactor.masks_nothing
            )
        )

    def places(self, words: str, start: int) -> list[Span]:
        """Return the masked ranges of a passage of the text, relative to its first character."""
        return [span for redactor in self.redactors for span in redactor.places(words, start)]

    def hides(self, words: str) -> bool:
        """Return whether any part of a string from outside the text is masked."""
        return any(redactor.string(words) != words for redactor in self.redactors)

    def keys(self, words: str) -> Iterator[str]:
        """Yield the index keys of a string from outside the text, those of masked words with a prefix."""
        is_masked = self.over([span for redactor in self.redactors for span in redactor.string_places(words)])
        for word in content_words(words):
            yield masked_key(word.key) if is_masked(word.start, word.end) else word.key

    def words(self, name: str) -> Iterator[str]:
        """Yield the folded words of a name, masked ones with a prefix."""
        is_masked = self.over([span for redactor in self.redactors for span in redactor.string_places(name)])
        for start, end, word in words_with_offsets(name):
            yield masked_key(word) if is_masked(start, end) else word

    @staticmethod
    def over(spans: Iterable[Span]) -> Callable[[int, int], bool]:
        """Return a predicate: does a range overlap any of the spans?"""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(spans):
            if ends and start <= ends[-1]:
                ends[-1] = max(end, ends[-1])
            else:
                starts.append(start)
                ends.append(end)

        def is_over(start: int, end: int) -> bool:
            at = bisect_right(ends, start)
            return at < len(starts) and starts[at] < end

        return is_over


_PERSON_COLUMNS = (
    *(acts.c[name] for name in ("uid", "docid")),
    *(entities.c[name] for name in NamedPerson._fields),
)


def load_redactors(connection: Connection, uids: Iterable[str]) -> defaultdict[str, Redactor]:
    """Return the redactor of each act, by uid; any other uid gives one that masks nothing."""
    found: defaultdict[str, Redactor] = defaultdict(lambda: NO_REDACTION)
    for some in chunks(sorted(set(uids))):
        found |= _load_redactors(connection, acts.c.uid.in_(some))
    return found


def load_hidden_families(connection: Connection, uids: Iterable[str]) -> defaultdict[str, set[tuple[str, ...]]]:
    """Return the family names, as folded words, of whom the redactors of acts may hide, by uid.

    No redactor of an act masks words that have none of them; they are read much faster.
    """
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    query = select(acts.c.uid, entities.c.family).join_from(entities, acts).distinct()
    may_be_private = (entities.c.kind == Person.kind) & entities.c.standing.is_distinct_from("public")
    for some in chunks(sorted(set(uids))):
        of_acts = acts.c.uid.in_(some)
        for uid, family in connection.execute(query.where(of_acts, may_be_private)):
            found[uid].add(tuple(fold_words(family or "")))
        for uid, beneficiaries in _private_beneficiaries(connection, of_acts).items():
            found[uid].update(name.family for name in _beneficiary_names(beneficiaries))
    return found


def load_redactors_of_acts(connection: Connection, document_id: int) -> dict[str, Redactor]:
    """Return the redactors of the acts of a document, by uid; acts that name nobody are left out."""
    return _load_redactors(connection, acts.c.document_id == document_id)


def load_redactors_of_documents(
    connection: Connection, document_ids: Iterable[int]
) -> defaultdict[int, dict[str, Redactor]]:
    """Return the redactors of the acts of each document, as ``load_redactors_of_acts`` does of one."""
    found: defaultdict[int, dict[str, Redactor]] = defaultdict(dict)
    for some in chunks(sorted(set(document_ids))):
        of_some = acts.c.document_id.in_(some)
        redactors = _load_redactors(connection, of_some)
        for uid, document_id in connection.execute(select(acts.c.uid, acts.c.document_id).where(of_some)):
            if uid in redactors:
                found[document_id][uid] = redactors[uid]
    return found


def load_document_redactor(connection: Connection, uid: str) -> Redactor:
    """Return the combined redactor of all acts of the document that holds an act: its pages show them all."""
    document = select(acts.c.document_id).where(acts.c.uid == uid).scalar_subquery()
    return combine_redactors(_load_redactors(connection, acts.c.document_id == document).values())


def _load_redactors(connection: Connection, condition: ColumnElement[bool]) -> dict[str, Redactor]:
    query = select(*_PERSON_COLUMNS).join_from(entities, acts).where(condition, entities.c.kind == Person.kind)
    named: dict[str, list[NamedPerson]] = defaultdict(list)
    docids: dict[str, int] = {}
    for uid, docid, *person in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        named[uid].append(NamedPerson(*person))
        docids[uid] = docid
    awarded = _private_beneficiaries(connection, condition)
    untold = {docids[uid] for uid, persons in named.items() if any(one.standing is None for one in persons)}
    official = _official_names(connection, untold)
    return {
        uid: make_redactor(named[uid], awarded[uid], official[docids.get(uid, 0)]) for uid in {*named, *awarded}
    }


def _private_beneficiaries(connection: Connection, condition: ColumnElement[bool]) -> dict[str, list[str]]:
    """Return the beneficiaries who are private persons, by uid: awards whose beneficiary has no indexed words."""
    query = select(acts.c.uid, search_awards.c.beneficiary).join_from(search_awards, acts)
    private = (search_awards.c.recipient == "person") & (search_awards.c.words == NO_WORDS)
    found: dict[str, list[str]] = defaultdict(list)
    for uid, beneficiary in connection.execute(query.where(condition, private)):
        found[uid].append(beneficiary)
    return found


def _official_names(connection: Connection, docids: Iterable[int]) -> defaultdict[int, set[str]]:
    """Return the names of persons of whom acts say more than their name, by docid."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    # Not joined: for many acts, PostgreSQL would read the names of all persons.
    name = select(persons.c.name).where(persons.c.person_id == search_persons.c.person_id).scalar_subquery()
    query = select(search_persons.c.docid, name)
    for some in chunks(sorted(docids)):
        condition = search_persons.c.docid.in_(some) & search_persons.c.status.not_in(NAME_ONLY)
        for docid, each in connection.execute(query.where(condition, search_persons.c.doubtful.is_(False))):
            found[docid].add(each)
    return found


def match_private_too(query: Query | None) -> Query | None:
    """Return the same query, which matches masked words and private persons too."""
    return None if query is None else replace(query, root=_match_private_too(query.root))


class _PublicAndPrivate(NamedTuple):
    """A filter on persons, for the public and for the private ones."""

    public: Filter
    private: Filter

    @classmethod
    def of(cls, node: Filter) -> _PublicAndPrivate | None:
        if node.field != "personne" or node.role is not None:
            return None
        return cls(node, replace(node, role=PRIVATE))


def _match_private_too(node: Node) -> Node:
    match node:
        case And() | Or():
            return replace(node, nodes=tuple(map(_match_private_too, node.nodes)))
        case Not():
            return replace(node, node=_match_private_too(node.node))
        case Near():
            near = replace(node, words=replace(node.words, unmasked=True))
            if both := _PublicAndPrivate.of(node.filter):
                return Or(tuple(replace(near, filter=each) for each in both), node.start, node.end)
            return replace(near, filter=replace(node.filter, unmasked=True))
        case Filter() if both := _PublicAndPrivate.of(node):
            return Or(tuple(both), node.start, node.end)
        case Words() | Prefix() | Proximity() | Filter():
            return replace(node, unmasked=True)
    assert_never(node)
