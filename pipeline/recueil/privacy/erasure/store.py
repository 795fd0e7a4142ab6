"""``Store.erasure``: record an erasure, rewrite the documents one by one, then purge the disk.

An interrupted erasure is resumed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import Connection, Engine, func, select, update

from recueil.accounts.audit import note
from recueil.corrections import Attribution
from recueil.errors import ForgetError
from recueil.privacy.erasure.erase import erase_document, load_eraser, sweep
from recueil.privacy.erasure.erasure_scope import Scope, addresses_of, documents_of
from recueil.privacy.erasure.find_names import NameFinder, OtherNames, hide_names, is_hidden
from recueil.privacy.erasure.masking import MASK, mask_matches
from recueil.privacy.erasure.name_hashes import PARTICLES, FullName, NameForm, compute_key_check, forms_of
from recueil.privacy.erasure.suppressions import (
    BEGUN,
    DONE,
    AppliedSuppression,
    Suppression,
    find_suppression,
    insert_suppression,
    list_suppressions,
    load_suppressions,
    make_address_hider,
    make_finder,
    scope_columns,
    set_state,
    suppressed_documents,
    suppression_table,
)
from recueil.privacy.erasure.targets import (
    SIREN_DIGITS,
    SIRET_DIGITS,
    ActsElsewhere,
    KnownBody,
    Target,
    find_elsewhere,
    resolve_name,
    resolve_siren,
    resolve_source,
)
from recueil.store.acts import read
from recueil.store.acts.handles import rekey
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import CONTENT_LOCK
from recueil.store.engine.statements import chunks
from recueil.store.engine.transactions import read_transaction, translate_errors, write_transaction
from recueil.store.ledger import runs
from recueil.store.schema import acts, documents, pages, sources
from recueil.translation import gettext as _


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What an erasure would change: documents, acts and mentions; and what would stay ``elsewhere``."""

    documents: int
    acts: int
    mentions: int
    elsewhere: ActsElsewhere


class ErasureStore:
    """``Store.erasure``. Methods raise ForgetKeyMissing if the key of existing suppressions is missing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_all(self) -> list[Suppression]:
        """Return all suppressions in order of creation."""
        with read_transaction(self._engine) as connection:
            return list_suppressions(connection)

    def body(self, body: str, department: str | None = None, configured: Sequence[KnownBody] = ()) -> Target:
        """Resolve the name, SIREN or SIRET of a body; ``configured`` are the bodies of the settings.

        Raise ForgetError if the store knows no such body, or several.
        """
        digits = "".join(body.split())
        is_number = digits.isdecimal() and len(digits) in (SIREN_DIGITS, SIRET_DIGITS)
        with read_transaction(self._engine) as connection:
            if is_number:
                return resolve_siren(connection, body, digits[:SIREN_DIGITS], department, configured)
            return resolve_name(connection, body, department, configured)

    def sources_target(self, uids: Sequence[str], addresses: Sequence[str]) -> Target:
        """Resolve acts by uid, and addresses of files or folders, to the documents that hold them.

        Raise ActUnknown, or ForgetError if no source is known.
        """
        with read_transaction(self._engine) as connection:
            scopes: list[str] = []
            for uid in uids:
                found = addresses_of(connection, read.find_act_row(connection, uid).document_id)
                if not found:
                    advice = _("Name its body, or a folder with --source.")
                    raise ForgetError(_("No source holds act {uid} any more.").format(uid=uid), advice)
                scopes += sorted(found)
            hidden = make_address_hider(connection)
            scopes += [resolve_source(connection, hidden(address)) for address in addresses]
            scope = Scope(sources=tuple(dict.fromkeys(scopes)))
            count = select(func.count()).select_from(acts)
            in_scope = sum(
                int(connection.execute(count.where(acts.c.document_id.in_(some))).scalar_one())
                for some in chunks(sorted(documents_of(connection, scope)))
            )
            return Target("", scope, in_scope)

    def preview(self, target: Target, name: FullName, key: bytes) -> ErasurePreview:
        """Return what erasing a person would change, and where else the name occurs."""
        forms = forms_of(name, key)
        with read_transaction(self._engine) as connection:
            within = documents_of(connection, target.scope)
            applied = {0: AppliedSuppression(target.scope, forms, key)}
            of_documents = of_acts = mentions = 0
            for number in sorted(within):
                eraser = load_eraser(connection, number, applied)
                if eraser is not None and eraser.hits:
                    of_documents += 1
                    of_acts += eraser.acts
                    mentions += len(eraser.hits)
            elsewhere = find_elsewhere(connection, _required_words(name), NameFinder({0: forms}, key), within)
        return ErasurePreview(of_documents, of_acts, mentions, elsewhere)

    def begin(self, target: Target, forms: Sequence[NameForm], key: bytes, attribution: Attribution) -> int:
        """Record a suppression; return its number.

        From then on no act of the target is written that names the person. A person who is already suppressed
        there keeps the number, and is erased once more.
        """
        return write_transaction(self._engine, _record_suppression, target, tuple(forms), key, attribution)

    def finish(self, when: datetime.datetime) -> list[int]:
        """Finish all erasures that were begun; return their numbers.

        Raise StoreBusy while a run is active, or while another reader blocks the purge of the disk.
        """
        with read_transaction(self._engine) as connection:
            unfinished = _load_unfinished(connection)
            if not unfinished:
                return []
            runs.require_idle(runs.active_runs(connection), when)
            documents = (documents_of(connection, each.scope) for each in unfinished.values())
            concerned = sorted(set[int]().union(*documents))
        write_transaction(self._engine, _key_digests, when)
        for number in concerned:
            write_transaction(self._engine, erase_document, number, unfinished)
        write_transaction(self._engine, sweep, unfinished, when)
        with translate_errors(self._engine):
            dialect_of(self._engine).purge(self._engine)
        for number in unfinished:
            write_transaction(self._engine, set_state, number, DONE)
        return list(unfinished)

    def name_predicate(self) -> Callable[[str], bool]:
        """Return a predicate: does a text give an erased person's full name?"""
        with read_transaction(self._engine) as connection:
            of_all = make_finder(load_suppressions(connection))
        return lambda text: of_all is not None and bool(of_all.full(text))

    def mentions(self) -> Callable[[str], bool]:
        """Return a predicate: may words of a log or a file name mean an erased person? A family name is enough."""
        with read_transaction(self._engine) as connection:
            applied = load_suppressions(connection)
        of_all = make_finder(applied)
        return lambda text: (
            of_all is not None
            and bool(of_all.full(text, slug=True) or of_all.families(text, applied, OtherNames()))
        )

    def documents(self) -> set[str]:
        """Return the fingerprints of the documents from which a person was erased."""
        with read_transaction(self._engine) as connection:
            query = select(documents.c.sha256).join(suppressed_documents).distinct()
            return set(connection.execute(query).scalars())

    def masked_pages(self) -> list[str]:
        """Return the texts of pages read by OCR from which a person was erased."""
        concerned = pages.c.document_id.in_(select(suppressed_documents.c.document_id))
        query = select(documents.c.text, pages.c.start, pages.c.end).join_from(pages, documents)
        with read_transaction(self._engine) as connection:
            read_by_ocr = connection.execute(query.where(pages.c.guessed, concerned))
            return [text[start:end] for text, start, end in read_by_ocr if MASK in text[start:end]]

    def sources(self, number: int) -> list[str]:
        """Return the sources of the documents from which a suppression erased a person."""
        with read_transaction(self._engine) as connection:
            query = select(sources.c.uri).join(
                suppressed_documents, suppressed_documents.c.document_id == sources.c.document_id
            )
            of_it = suppressed_documents.c.suppression_id == number
            return list(connection.execute(query.where(of_it).order_by(sources.c.uri)).scalars())

    def hidden_sources(self) -> list[str]:
        """Return the sources stored under a hash because their file name names a person."""
        with read_transaction(self._engine) as connection:
            found = connection.execute(select(sources.c.uri).order_by(sources.c.uri)).scalars()
            return [uri for uri in found if is_hidden(PurePosixPath(uri))]

    def again(self) -> None:
        """Make the next ``finish`` process the whole store again."""

        def reset_states(connection: Connection) -> None:
            connection.execute(update(suppression_table).values(state=BEGUN))

        write_transaction(self._engine, reset_states)


def _key_digests(connection: Connection, when: datetime.datetime) -> None:
    """Replace the digests of the store by keyed ones, while no run is active that knows the old ones."""
    dialect_of(connection).lock(connection, CONTENT_LOCK, [0])
    runs.require_idle(runs.active_runs(connection), when)
    rekey(connection)


def _load_unfinished(connection: Connection) -> dict[int, AppliedSuppression]:
    query = select(suppression_table.c.suppression_id).where(suppression_table.c.state == BEGUN)
    numbers = set(connection.execute(query).scalars())
    if not numbers:
        return {}
    return {number: each for number, each in load_suppressions(connection).items() if number in numbers}


def _record_suppression(
    connection: Connection, target: Target, forms: tuple[NameForm, ...], key: bytes, attribution: Attribution
) -> int:
    # Forms hashed with another key could not be compared.
    existing = find_suppression(connection, target.scope, forms, key)
    if existing is not None:
        set_state(connection, existing, BEGUN)
        return existing
    of_it = NameFinder({0: forms}, key)
    scope = target.scope
    record = {
        "body": target.name,
        **scope_columns(scope),
        "key_check": compute_key_check(key),
        "reason": mask_matches(attribution.why, of_it.full(attribution.why, slug=True)),
        "made_by": attribution.by,
        "made": attribution.when,
    }
    number = insert_suppression(connection, record, forms)
    about: dict[str, object] = {"body": target.name} if target.name else {}
    about |= {"siren": scope.siren} if scope.siren else {}
    about |= {"department": scope.department} if scope.department else {}
    about |= {"sources": [hide_names(address, of_it) for address in scope.sources]} if scope.sources else {}
    note(connection, attribution.when, attribution.by, "person.forget", f"suppression:{number}", **about)
    return number


def _required_words(name: FullName) -> tuple[str, ...]:
    """Return the words that every full form of the name has: particles may be left out."""
    return (*name.given, *(word for word in name.family if word not in PARTICLES)) or name.family
