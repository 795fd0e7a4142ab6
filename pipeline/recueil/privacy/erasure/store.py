"""``Store.forgetting``: record an erasure, rewrite the documents one by one, then purge the disk.

An interrupted erasure is resumed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import Connection, Engine, select

from recueil.accounts.audit import note
from recueil.corrections import Signed
from recueil.privacy.erasure import suppressions as suppressing
from recueil.privacy.erasure.addresses import hidden, is_hidden
from recueil.privacy.erasure.elsewhere import Elsewhere, elsewhere
from recueil.privacy.erasure.erasing import erase, eraser_of
from recueil.privacy.erasure.finding import Finder, Others
from recueil.privacy.erasure.masking import MASK, without
from recueil.privacy.erasure.names import PARTICLES, Form, Name, check_of, forms_of
from recueil.privacy.erasure.schema import BEGUN, DONE, suppressed, suppressions
from recueil.privacy.erasure.suppression_scopes import Scope, documents_of
from recueil.privacy.erasure.suppression_targets import KnownBody, Target, body_target, document_target
from recueil.privacy.erasure.suppressions import Suppression, Told
from recueil.privacy.erasure.sweeping import sweep
from recueil.store.acts.fingerprints import rekey
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import CONTENT
from recueil.store.engine.store_transactions import reported, told, written
from recueil.store.ledger import runs
from recueil.store.schema import documents, pages, sources


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an erasure would change: documents, acts and mentions; and what would stay ``elsewhere``."""

    documents: int
    acts: int
    mentions: int
    elsewhere: Elsewhere


class Forgetting:
    """``Store.forgetting``. Methods raise ForgetKeyMissing if the key of existing suppressions is missing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self) -> list[Suppression]:
        """Return all suppressions in order of creation."""
        with reported(self._engine) as connection:
            return suppressing.listed(connection)

    def body(self, body: str, department: str | None = None, known: Sequence[KnownBody] = ()) -> Target:
        """Resolve the name, SIREN or SIRET of a body; ``known`` are the bodies of the settings.

        Raise ForgetError if the store knows no such body, or several.
        """
        with reported(self._engine) as connection:
            return body_target(connection, body, department, known)

    def of_sources(self, uids: Sequence[str], addresses: Sequence[str]) -> Target:
        """Resolve acts by uid, and addresses of files or folders, to the documents that hold them."""
        with reported(self._engine) as connection:
            return document_target(connection, uids, addresses)

    def forecast(self, target: Target, name: Name, key: bytes) -> Forecast:
        """Return what erasing a person would change, and where else the name occurs."""
        with reported(self._engine) as connection:
            return _forecast(connection, target.scope, name, key)

    def begin(self, target: Target, forms: Sequence[Form], key: bytes, said: Signed) -> int:
        """Record a suppression; return its number.

        From then on no act of the target is written that names the person. A person who is already suppressed
        there keeps the number, and is erased once more.
        """
        return written(self._engine, _begin, target, tuple(forms), key, said)

    def finish(self, when: datetime.datetime) -> list[int]:
        """Finish all erasures that were begun; return their numbers.

        Raise StoreBusy while a run is active, or while another reader blocks the purge of the disk.
        """
        with reported(self._engine) as connection:
            unfinished = _unfinished(connection)
            if not unfinished:
                return []
            runs.require_rest(runs.at_work(connection), when)
            held = (documents_of(connection, each.scope) for each in unfinished.values())
            concerned = sorted(set[int]().union(*held))
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
        """Return a predicate: does a text give an erased person's full name?"""
        with reported(self._engine) as connection:
            of_all = suppressing.finder(suppressing.known(connection))
        return lambda text: of_all is not None and bool(of_all.full(text))

    def mentions(self) -> Callable[[str], bool]:
        """Return a predicate: may words of a log or a file name mean an erased person? A family name is enough."""
        with reported(self._engine) as connection:
            told = suppressing.known(connection)
        of_all = suppressing.finder(told)
        return lambda text: (
            of_all is not None and bool(of_all.full(text, slug=True) or of_all.families(text, told, Others()))
        )

    def documents(self) -> set[str]:
        """Return the fingerprints of the documents from which a person was erased."""
        with reported(self._engine) as connection:
            query = select(documents.c.sha256).join(suppressed).distinct()
            return set(connection.execute(query).scalars())

    def masked_pages(self) -> list[str]:
        """Return the texts of pages read by OCR from which a person was erased."""
        with reported(self._engine) as connection:
            return list(_masked_pages(connection))

    def sources(self, number: int) -> list[str]:
        """Return the sources of the documents from which a suppression erased a person."""
        with reported(self._engine) as connection:
            query = select(sources.c.uri).join(suppressed, suppressed.c.document_id == sources.c.document_id)
            of_it = suppressed.c.suppression_id == number
            return list(connection.execute(query.where(of_it).order_by(sources.c.uri)).scalars())

    def hidden_sources(self) -> list[str]:
        """Return the sources stored under a hash because their file name names a person."""
        with reported(self._engine) as connection:
            found = connection.execute(select(sources.c.uri).order_by(sources.c.uri)).scalars()
            return [uri for uri in found if is_hidden(PurePosixPath(uri))]

    def again(self) -> None:
        """Make the next ``finish`` process the whole store again."""
        written(self._engine, _again)


def _key(connection: Connection, when: datetime.datetime) -> None:
    """Replace the digests of the store by keyed ones, while no run is active that knows the old ones."""
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


def _begin(connection: Connection, target: Target, forms: tuple[Form, ...], key: bytes, said: Signed) -> int:
    # Forms hashed with another key could not be compared.
    known = suppressing.number_of(connection, target.scope, forms, key)
    if known is not None:
        suppressing.put(connection, known, BEGUN)
        return known
    of_it = Finder({0: forms}, key)
    scope = target.scope
    record = {
        "body": target.name,
        "body_key": scope.key,
        "siren": scope.siren,
        "department": scope.department,
        "exact": scope.exact,
        "sources": list(scope.sources),
        "key_check": check_of(key),
        "reason": without(said.why, of_it.full(said.why, slug=True)),
        "made_by": said.by,
        "made": said.when,
    }
    number = suppressing.begin(connection, record, forms)
    about: dict[str, object] = {"body": target.name} if target.name else {}
    about |= {"siren": scope.siren} if scope.siren else {}
    about |= {"department": scope.department} if scope.department else {}
    about |= {"sources": [hidden(address, of_it) for address in scope.sources]} if scope.sources else {}
    note(connection, said.when, said.by, "person.forget", f"suppression:{number}", **about)
    return number


def _forecast(connection: Connection, scope: Scope, name: Name, key: bytes) -> Forecast:
    forms = forms_of(name, key)
    those = {0: Told(scope, forms, key)}
    of_documents = of_acts = mentions = 0
    within = documents_of(connection, scope)
    for number in sorted(within):
        eraser = eraser_of(connection, number, those)
        if eraser is not None and eraser.hits:
            of_documents += 1
            of_acts += eraser.acts
            mentions += len(eraser.hits)
    finder = Finder({0: forms}, key)
    return Forecast(of_documents, of_acts, mentions, elsewhere(connection, _sought(name), finder, within))


def _sought(name: Name) -> tuple[str, ...]:
    """Return the words that every full form of the name has: particles may be left out."""
    return (*name.given, *(word for word in name.family if word not in PARTICLES)) or name.family
