"""Forgetting somebody: noted first, then done document by document, then off the disk. Who is stopped goes on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from recueil.corrections import Signed
from recueil.erasure import Finder, Form
from recueil.erasure.masking import MASK, without
from recueil.erasure.names import check_of
from recueil.errors import ForgetError
from recueil.store import runs, suppressing
from recueil.store.audit import note
from recueil.store.bodies import key_of
from recueil.store.dialect import CONTENT, dialect_of
from recueil.store.erasing import erase, eraser_of
from recueil.store.fingerprints import rekey
from recueil.store.schema import documents, pages, sources
from recueil.store.search_schema import search_acts, search_terms
from recueil.store.suppressing import Scope, Suppression, Told
from recueil.store.suppression_schema import BEGUN, DONE, suppressed, suppressions
from recueil.store.sweeping import sweep
from recueil.store.terms import SIREN
from recueil.store.transactions import reported, told, written


@dataclass(frozen=True, slots=True)
class Publisher:
    """A body whose acts are not to name somebody: as it was given, and how its acts are known."""

    name: str
    scope: Scope
    acts: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would be taken away: from how many documents and acts, and how many mentions."""

    documents: int
    acts: int
    mentions: int


class Forgetting:
    """``Store.forgetting``. ForgetKeyMissing where the key of what is forgotten is not there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self) -> list[Suppression]:
        """All that is forgotten, in the order in which it was."""
        with reported(self._engine) as connection:
            return suppressing.listed(connection)

    def publisher(self, body: str, known: Sequence[tuple[str, str]] = ()) -> Publisher:
        """The body of a name, a SIREN or a SIRET; ``known`` are names of bodies with their SIRET."""
        with reported(self._engine) as connection:
            return _publisher(connection, body, known)

    def forecast(self, publisher: Publisher, forms: Sequence[Form], key: bytes) -> Forecast:
        """What forgetting a person, who is written in these forms, would take away."""
        with reported(self._engine) as connection:
            return _forecast(connection, {0: Told(publisher.scope, tuple(forms), key)})

    def begin(self, publisher: Publisher, forms: Sequence[Form], key: bytes, said: Signed) -> int:
        """Note that somebody is to be forgotten; from then on no act of the body is written that names them.

        Who is forgotten already keeps the number, and is to be forgotten once more.
        """
        return written(self._engine, _begin, publisher, tuple(forms), key, said)

    def finish(self, when: datetime.datetime) -> list[int]:
        """Forget all who are not forgotten everywhere yet; gives their numbers.

        StoreBusy while a run is at work, or while somebody else reads what is to leave the disk.
        """
        with reported(self._engine) as connection:
            unfinished = _unfinished(connection)
            if not unfinished:
                return []
            runs.require_rest(runs.at_work(connection), when)
            of_bodies = (suppressing.documents_of(connection, each.scope) for each in unfinished.values())
            concerned = sorted(set[int]().union(*of_bodies))
        written(self._engine, _key, when)
        for number in concerned:
            written(self._engine, erase, number, unfinished)
        written(self._engine, sweep, unfinished, when)
        with told(self._engine):
            dialect_of(self._engine).purge(self._engine)
        for number in unfinished:
            written(self._engine, suppressing.put, number, DONE)
        return list(unfinished)

    def finds(self) -> Callable[[str], bool]:
        """Whether a text names, in full, somebody who is forgotten."""
        with reported(self._engine) as connection:
            of_all = suppressing.finder(suppressing.known(connection))
        return lambda text: of_all is not None and bool(of_all.full(text))

    def documents(self) -> set[str]:
        """The fingerprints of the documents from which somebody was taken away."""
        with reported(self._engine) as connection:
            query = select(documents.c.sha256).join(suppressed).distinct()
            return set(connection.execute(query).scalars())

    def masked_pages(self) -> list[str]:
        """The texts of pages that OCR read, and from which somebody was taken away."""
        with reported(self._engine) as connection:
            return list(_masked_pages(connection))

    def sources(self, number: int) -> list[str]:
        """The sources of the documents from which a suppression took somebody away."""
        with reported(self._engine) as connection:
            query = select(sources.c.uri).join(suppressed, suppressed.c.document_id == sources.c.document_id)
            of_it = suppressed.c.suppression_id == number
            return list(connection.execute(query.where(of_it).order_by(sources.c.uri)).scalars())

    def again(self) -> None:
        """Have the next ``finish`` go through the whole store once more."""
        written(self._engine, _again)


def _key(connection: Connection, when: datetime.datetime) -> None:
    """Key the digests of the store, which no run must know meanwhile as they were."""
    dialect_of(connection).lock(connection, CONTENT, [0])
    runs.require_rest(runs.at_work(connection), when)
    rekey(connection)


def _masked_pages(connection: Connection) -> Iterator[str]:
    concerned = pages.c.document_id.in_(select(suppressed.c.document_id))
    query = select(documents.c.text, pages.c.start, pages.c.end).join_from(pages, documents)
    for text, start, end in connection.execute(query.where(pages.c.guessed, concerned)):
        if MASK in text[start:end]:
            yield text[start:end]


def _unfinished(connection: Connection) -> dict[int, Told]:
    query = select(suppressions.c.suppression_id).where(suppressions.c.state == BEGUN)
    numbers = set(connection.execute(query).scalars())
    if not numbers:
        return {}
    return {number: each for number, each in suppressing.known(connection).items() if number in numbers}


def _again(connection: Connection) -> None:
    for each in suppressing.listed(connection):
        suppressing.put(connection, each.id, BEGUN)


def _begin(connection: Connection, publisher: Publisher, forms: tuple[Form, ...], key: bytes, said: Signed) -> int:
    told = Told(publisher.scope, forms, key)
    # Of another key, one could not be told from the other.
    for number, each in suppressing.known(connection).items():
        if each == told:
            suppressing.put(connection, number, BEGUN)
            return number
    reason = without(said.why, Finder({0: forms}, key).full(said.why, slug=True))
    record = {
        "body": publisher.name,
        "body_key": publisher.scope.key,
        "siren": publisher.scope.siren,
        "key_check": check_of(key),
        "reason": reason,
        "made_by": said.by,
        "made": said.when,
    }
    number = suppressing.begin(connection, record, forms)
    note(connection, said.when, said.by, "person.forget", f"suppression:{number}", body=publisher.name)
    return number


def _publisher(connection: Connection, body: str, known: Sequence[tuple[str, str]]) -> Publisher:
    digits = "".join(body.split())
    siren = digits[:9] if digits.isdigit() and len(digits) in (9, 14) else None
    if siren is not None:
        names = [name for name, siret in known if siret.startswith(siren)]
        key = key_of(names[0]) if names else _key_of_siren(connection, siren)
    else:
        key = key_of(body)
        siren = next((siret[:9] for name, siret in known if key_of(name) == key), None)
    if key is None and siren is None:
        raise ForgetError(f"{body!r} names no public body.", "Give its name, or its SIREN.")
    scope = Scope(key, siren)
    return Publisher(body, scope, len(suppressing.acts_of(connection, scope)))


def _key_of_siren(connection: Connection, siren: str) -> str | None:
    """The body of the latest act with this SIREN."""
    named = search_terms.c.axis == SIREN, search_terms.c.value == siren
    of_it = search_terms.c.docid == search_acts.c.docid
    query = select(search_acts.c.body).join_from(search_acts, search_terms, of_it).where(*named)
    key: str | None = connection.execute(query.order_by(search_acts.c.docid.desc()).limit(1)).scalar()
    return key


def _forecast(connection: Connection, those: dict[int, Told]) -> Forecast:
    of_documents = of_acts = mentions = 0
    for number in sorted(suppressing.documents_of(connection, those[0].scope)):
        eraser = eraser_of(connection, number, those)
        if eraser is not None and eraser.hits:
            of_documents += 1
            of_acts += eraser.acts
            mentions += len(eraser.hits)
    return Forecast(of_documents, of_acts, mentions)
