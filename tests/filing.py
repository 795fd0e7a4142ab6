"""Acts filed in a store in a line, for tests of what reads them."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.handles import handle_of

from recueil.readers.document import Document, MissingFile, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity, PartialDate

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
