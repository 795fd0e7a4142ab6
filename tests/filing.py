"""Acts filed in a store in a line, for tests of what reads them."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.handles import handle_of

from recueil.evaluation import gold
from recueil.readers.document import Document, MissingFile, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity, PartialDate, Person, Value

FillOnce = Callable[[Callable[[], Any]], Any]
"""The fixture ``fill_once``."""
WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)


def ingest_once(bring: Callable[[str, Path], None], folder: Path, store: Path, kept: Path) -> str:
    """Ingest a folder into the file of a store, or copy there what was kept of doing so before; gives the address."""
    if kept.exists():
        shutil.copyfile(kept, store)
    else:
        bring(f"sqlite:///{store}", folder)
        shutil.copyfile(store, kept)
    return f"sqlite:///{store}"


def file(
    store: Store,
    text: str,
    *,
    title: str | None = None,
    date: str | None = "2023-03-14",
    missing: tuple[MissingFile, ...] = (),
) -> str:
    """File a text as one act, which is a document of its own; gives its uid."""
    content = text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document(text, (Page(1, 0, len(text)),), sha256, len(content), "text/plain", missing)
    day = None if date is None else PartialDate.parse(date)
    act = Act(0, len(text), Facts(Identity("deliberation", title=title, date=day)), ())
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    numbers = store.ledger.enqueue([FoundFile(f"{sha256}.txt", sha256)], "1", WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, document, [act], WHEN)
    store.ledger.end(run, "completed", "", WHEN)
    return handle_of(sha256)


def record(store: Store, source: str, document: Document, acts: Sequence[Act], version: str = "1") -> None:
    """Write a document and its acts, as a run does that has nothing else to do."""
    store.ledger.complete(take(store, source, document.sha256, version), document, acts, WHEN)


def take(
    store: Store,
    source: str,
    sha256: str,
    version: str = "1",
    *,
    run: str | None = None,
    when: datetime.datetime = WHEN,
) -> Claim:
    """Take a source as it is now for a run, one of its own if none is given."""
    numbers = store.ledger.enqueue([FoundFile(source, sha256)], version, when)
    run = run or store.ledger.begin(RunStart("ingest", Owner("here", 1), version), {}, when)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, when)
    return claim


def _public(value: Value) -> Value:
    return replace(value, standing="public") if isinstance(value, Person) else value


def make_act(tagged: str, date: str | None = "2023-03-14") -> tuple[Document, Act]:
    """Make a document of one page and the one act it is, with the entities its tags say."""
    read = gold.parse_tagged(tagged)
    text, content = read.text, read.text.encode()
    pages = (Page(1, 0, len(text)),)
    document = Document(text, pages, hashlib.sha256(content).hexdigest(), len(content), "text/plain")
    entities = tuple(
        Entity(found.start, found.end, text[found.start : found.end], 1, _public(found.value), found.rule)
        for found in read.mentions
    )
    day = None if date is None else PartialDate.parse(date)
    return document, Act(0, len(text), Facts(Identity("deliberation", date=day)), entities)
