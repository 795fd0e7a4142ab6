"""Erase a person from the store, the OCR cache and the mirror; list the copies that remain outside."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recueil.corrections import Signed
from recueil.errors import ForgetError
from recueil.ingest.remote.mirror import place_of
from recueil.ingest.scopes import path_of
from recueil.privacy.erasure import keys
from recueil.privacy.erasure.masking import MASK
from recueil.privacy.erasure.names import Form, forms_of, named
from recueil.privacy.erasure.store import Forecast
from recueil.privacy.erasure.suppression_targets import KnownBody, Target
from recueil.query import field_values
from recueil.readers.ocr.cache import kept
from recueil.settings import Settings, Source
from recueil.store.open import is_a_file, located
from recueil.store.store import Store


@dataclass(frozen=True, slots=True)
class Where:
    """The acts from which to erase a person, as the operator gives them.

    Those of a ``body`` (SIREN, or name that ``department`` may narrow); or the documents of acts and
    sources.
    """

    body: str | None = None
    department: str | None = None
    uids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """A planned erasure: the target, the forms of the name, and what would change.

    ``made`` is the key file if it was just created.
    """

    target: Target
    forms: tuple[Form, ...]
    key: bytes
    made: Path | None
    forecast: Forecast


def intend(store: Store, person: str, where: Where, settings: Settings) -> Intent:
    """Plan an erasure; the key is created if there is none.

    Raise ForgetError if the person is not a full name, or the body is unknown or ambiguous.
    """
    name = named(person)
    target = _target(store, where, settings)
    key, made = keys.made()
    return Intent(target, forms_of(name, key), key, made, store.forgetting.forecast(target, name, key))


def _target(store: Store, where: Where, settings: Settings) -> Target:
    if where.body is not None and (where.uids or where.sources):
        raise ForgetError("--body says the acts, and so do --act and --source.", "Give one or the other.")
    if where.body is None and where.department is not None:
        raise ForgetError("--department narrows the name of a body.", "Give it with --body.")
    if where.body is None:
        return store.forgetting.of_sources(where.uids, [_address_of(each, settings) for each in where.sources])
    known = [KnownBody(each.name, each.siret) for each in settings.bodies]
    known += [KnownBody(each.body) for each in settings.sources if each.body]
    try:
        department = where.department and field_values.department(where.department)
    except ValueError as error:
        raise ForgetError(f"--department: {error}.", "One is like 34, 2A or 974.") from None
    return store.forgetting.body(where.body, department, known)


def _address_of(source: str, settings: Settings) -> str:
    """Return the address of a file, folder or URL in the store; for a URL, that of its copies in the mirror."""
    if source.startswith("file:"):
        return source
    if "://" in source:
        return place_of(Source(url=source), settings.mirror).absolute().as_uri()
    return Path(source).absolute().as_uri()


def forget(store: Store, intent: Intent, said: Signed, settings: Settings) -> int:
    """Erase a person permanently; return the number of the suppression."""
    number = store.forgetting.begin(intent.target, intent.forms, intent.key, said)
    finish(store, said.when, settings)
    return number


def finish(store: Store, when: datetime.datetime, settings: Settings) -> list[int]:
    """Finish all erasures that were begun, OCR cache and mirror included; return their numbers."""
    numbers = store.forgetting.finish(when)
    key = keys.key()
    if numbers and key is not None:
        from recueil.ingest.remote import mirror

        clean(store, settings.ocr_cache)
        mirror.rekey(settings.mirror, key)
    return numbers


def clean(store: Store, cache: Path) -> int:
    """Delete from the OCR cache the pages that name an erased person; return how many."""
    names_somebody = store.forgetting.finds()
    masked: dict[int, list[str]] = defaultdict(list)
    for text in store.forgetting.masked_pages():
        masked[len(text)].append(text)
    gone = 0
    for file, leaf in kept(cache):
        if names_somebody(leaf.text) or any(_is_of(leaf.text, text) for text in masked[len(leaf.text)]):
            with suppress(FileNotFoundError):
                file.unlink()
            gone += 1
    return gone


def _is_of(text: str, masked: str) -> bool:
    """Return whether ``masked`` is this text with masks."""
    return all(b in (a, MASK) for a, b in zip(text, masked, strict=True))


def outside(store: Store, number: int, settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield (kind, path) of files that may still name the person and that Recueil does not change."""
    mirror = settings.mirror.absolute()
    names = store.forgetting.mentions()
    by_name = (uri for uri in store.forgetting.hidden_sources() if names(path_of(uri).name))
    for uri in sorted({*store.forgetting.sources(number), *by_name}):
        path = path_of(uri)
        if path.exists():
            yield ("copy in the mirror" if path.is_relative_to(mirror) else "source"), path
    copies = sorted(settings.backups.glob("*.db")) if settings.backups.is_dir() else []
    if is_a_file(settings.store):
        store_file = located(settings.store)
        before = store_file.with_name(f"{store_file.name}.before-restore")
        copies += [before] if before.exists() else []
    yield from (("backup", path) for path in copies)
