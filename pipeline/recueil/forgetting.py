"""Forgetting somebody, with what lies outside of the store: the secret, what OCR kept, and copies that stay."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recueil.corrections import Signed
from recueil.erasure import Form, forms_of, keys, named
from recueil.erasure.masking import MASK
from recueil.reading.scan.keeping import kept
from recueil.scopes import path_of
from recueil.settings import Settings
from recueil.store import Store
from recueil.store.forgetting import Forecast, Publisher
from recueil.store.opening import is_a_file, located


@dataclass(frozen=True, slots=True)
class Intent:
    """Somebody to be forgotten: in whose acts, in which forms their name is written, and what that takes away.

    ``made`` is the file of the key, where it was made just now.
    """

    publisher: Publisher
    forms: tuple[Form, ...]
    key: bytes
    made: Path | None
    forecast: Forecast


def intend(store: Store, person: str, body: str, settings: Settings) -> Intent:
    """What forgetting somebody would take away. ForgetError where that is no person or no body."""
    name = named(person)
    publisher = store.forgetting.publisher(body, [(each.name, each.siret) for each in settings.bodies])
    key, made = keys.made()
    forms = forms_of(name, key)
    return Intent(publisher, forms, key, made, store.forgetting.forecast(publisher, forms, key))


def forget(store: Store, intent: Intent, said: Signed, settings: Settings) -> int:
    """Forget somebody for good; gives the number of the suppression."""
    number = store.forgetting.begin(intent.publisher, intent.forms, intent.key, said)
    finish(store, said.when, settings)
    return number


def finish(store: Store, when: datetime.datetime, settings: Settings) -> list[int]:
    """Do what is left to do of all that was begun; gives its numbers."""
    numbers = store.forgetting.finish(when)
    key = keys.key()
    if numbers and key is not None:
        from recueil import mirror  # which imports what fetches

        clean(store, settings.ocr_cache)
        mirror.rekey(settings.mirror, key)
    return numbers


def clean(store: Store, cache: Path) -> int:
    """Take out of what OCR kept the pages that name somebody who is forgotten; gives how many."""
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
    """Whether a masked text was this one."""
    return all(b in (a, MASK) for a, b in zip(text, masked, strict=True))


def outside(store: Store, number: int, settings: Settings) -> Iterator[tuple[str, Path]]:
    """What still names whoever a suppression means, and is not Recueil's to change: each file, and what it is."""
    mirror = settings.mirror.absolute()
    for uri in store.forgetting.sources(number):
        path = path_of(uri)
        if path.exists():
            yield ("copy in the mirror" if path.is_relative_to(mirror) else "source"), path
    copies = sorted(settings.backups.glob("*.db")) if settings.backups.is_dir() else []
    if is_a_file(settings.store):
        store_file = located(settings.store)
        before = store_file.with_name(f"{store_file.name}.before-restore")
        copies += [before] if before.exists() else []
    yield from (("backup", path) for path in copies)
