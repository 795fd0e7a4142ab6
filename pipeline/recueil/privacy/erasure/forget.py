"""Erase a person from the store, the OCR cache, the originals and the mirror; list the copies that remain."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recueil.corrections import Attribution
from recueil.errors import ForgetError
from recueil.ingest.crawl import notes
from recueil.ingest.originals import Originals, fingerprint_of, iter_originals
from recueil.ingest.plan import path_of
from recueil.ingest.remote.mirror import mirror_folder_of
from recueil.installed_pipeline import pipeline_package
from recueil.privacy.erasure import name_hashes
from recueil.privacy.erasure.masking import MASK
from recueil.privacy.erasure.name_hashes import NameForm, forms_of, parse_name
from recueil.privacy.erasure.store import ErasurePreview
from recueil.privacy.erasure.targets import KnownBody, Target
from recueil.query import field_values
from recueil.readers.ocr.cache import iter_cached
from recueil.settings import Settings, Source
from recueil.store.open import is_sqlite_url, store_path
from recueil.store.search.territories import load_territories
from recueil.store.store import Store
from recueil.translation import gettext as _

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class ActSelection:
    """The acts from which to erase a person, as the operator gives them.

    Those of a ``body`` (SIREN, or name that ``department`` may narrow); or the documents of acts and
    sources.
    """

    body: str | None = None
    department: str | None = None
    uids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """A planned erasure: the target, the forms of the name, and what would change.

    ``made`` is the key file if it was just created.
    """

    target: Target
    forms: tuple[NameForm, ...]
    key: bytes
    made: Path | None
    preview: ErasurePreview


def plan_erasure(store: Store, person: str, where: ActSelection, settings: Settings) -> ErasurePlan:
    """Plan an erasure; the key is created if there is none.

    Raise ForgetError if the person is not a full name, or the body is unknown or ambiguous.
    """
    name = parse_name(person)
    target = _resolve_target(store, where, settings)
    key, made = name_hashes.load_or_create_key()
    return ErasurePlan(target, forms_of(name, key), key, made, store.erasure.preview(target, name, key))


def _resolve_target(store: Store, where: ActSelection, settings: Settings) -> Target:
    if where.body is not None and (where.uids or where.sources):
        raise ForgetError(_("--body says the acts, and so do --act and --source."), _("Give one or the other."))
    if where.body is None and where.department is not None:
        raise ForgetError(_("--department narrows the name of a body."), _("Give it with --body."))
    if where.body is None:
        return store.erasure.sources_target(where.uids, [_address_of(each, settings) for each in where.sources])
    configured = [KnownBody(each.name, each.siret) for each in settings.bodies]
    configured += [KnownBody(each.body) for each in settings.sources if each.body]
    department = _code_of(where.department) if where.department else None
    return store.erasure.body(where.body, department, configured)


def _code_of(department: str) -> str:
    """Return the code of a département, of which the code or the name is given. Raise ForgetError."""
    try:
        code = load_territories(pipeline_package()).find_departement(field_values.parse_department(department))
    except ValueError:
        code = None
    if code is None:
        message = _("--department: {department!r} is neither the code nor the name of a département.").format(
            department=department
        )
        raise ForgetError(message, _("One is like 34, 2A or 974."))
    return code


def _address_of(source: str, settings: Settings) -> str:
    """Return the address of a file, folder or URL in the store; for a URL, that of its copies in the mirror."""
    if source.startswith("file:"):
        return source
    if "://" in source:
        known = next((each for each in settings.sources if each.address == source), None) or Source(url=source)
        return mirror_folder_of(known, settings.mirror).absolute().as_uri()
    return Path(source).absolute().as_uri()


def forget(store: Store, intent: ErasurePlan, attribution: Attribution, settings: Settings) -> int:
    """Erase a person permanently; return the number of the suppression."""
    number = store.erasure.begin(intent.target, intent.forms, intent.key, attribution)
    finish_erasures(store, attribution.when, settings)
    return number


def finish_erasures(store: Store, when: datetime.datetime, settings: Settings) -> list[int]:
    """Finish all erasures that were begun, OCR cache, originals and mirror included; return their numbers.

    What crawls note of links is searched each time: a page that names an erased person may be read again.
    """
    _remove_former_versions(store, settings)
    notes.drop_words(settings.mirror, store.erasure.name_predicate())
    numbers = store.erasure.finish(when)
    key = name_hashes.load_key()
    if numbers and key is not None:
        from recueil.ingest.remote import mirror

        clean_ocr_cache(store, settings.ocr_cache)
        mirror.rekey(settings.mirror, key)
        originals = Originals(settings.originals, store.fingerprints())
        originals.rekey()
        originals.remove(store.erasure.documents())
    return numbers


def _remove_former_versions(store: Store, settings: Settings) -> None:
    """Remove the originals of former versions that name an erased person, as long as their texts show it."""
    names_somebody = store.erasure.name_predicate()
    named = {content for content, text in store.version_texts() if names_somebody(text)}
    Originals(settings.originals, store.fingerprints()).remove(named)


def clean_ocr_cache(store: Store, cache: Path) -> int:
    """Delete from the OCR cache the pages that name an erased person; return how many."""
    names_somebody = store.erasure.name_predicate()
    masked: dict[int, list[str]] = defaultdict(list)
    for text in store.erasure.masked_pages():
        masked[len(text)].append(text)
    removed = 0
    for file, leaf in iter_cached(cache):
        if names_somebody(leaf.text) or any(_matches_masked(leaf.text, text) for text in masked[len(leaf.text)]):
            with suppress(FileNotFoundError):
                file.unlink()
            removed += 1
    return removed


def _unread_originals(store: Store, settings: Settings) -> list[Path]:
    """Return the originals of which the store has no text to search; of many, only their folder."""
    known = {content for content, _ in (*store.ledger.held_contents(), *store.version_texts())}
    unread = [path for path in iter_originals(settings.originals) if fingerprint_of(path) not in known]
    return unread if len(unread) <= _MOST_LISTED else [settings.originals]


def _matches_masked(text: str, masked: str) -> bool:
    """Return whether ``masked`` is this text with masks."""
    return all(b in (a, MASK) for a, b in zip(text, masked, strict=True))


def remaining_copies(store: Store, number: int, settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield (kind, path) of files that may still name the person and that Recueil does not change."""
    mirror = settings.mirror.absolute()
    names = store.erasure.mentions()
    by_name = (uri for uri in store.erasure.hidden_sources() if names(path_of(uri).name))
    for uri in sorted({*store.erasure.sources(number), *by_name}):
        path = path_of(uri)
        if path.exists():
            yield (_("copy in the mirror") if path.is_relative_to(mirror) else _("source")), path
    yield from ((_("original of a file that was not read"), path) for path in _unread_originals(store, settings))
    copies = sorted(settings.backups.glob("*.db")) if settings.backups.is_dir() else []
    if is_sqlite_url(settings.store):
        store_file = store_path(settings.store)
        before = store_file.with_name(f"{store_file.name}.before-restore")
        copies += [before] if before.exists() else []
    yield from (("backup", path) for path in copies)
