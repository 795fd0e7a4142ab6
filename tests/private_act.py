"""An act that names a mayor, who is public, and somebody who is helped: whose name is in each part of it."""

from __future__ import annotations

import datetime
import hashlib

from tests.handles import handle_of

from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Entity,
    Facts,
    Finding,
    Identity,
    Mention,
    PartialDate,
    Person,
)

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
TEXT = (
    "COMMUNE DE VORNOY\nObjet : secours à Mme QUINQUELET\nPrésente : Odile FARGUES, maire.\n"
    "Mme Zélie QUINQUELET demande une aide pour son loyer. Le conseil accorde un secours de 300 € à\n"
    "Mme Zélie QUINQUELET. Mme Quinquelet remercie le conseil.\nLa maire, Odile FARGUES"
)
MAYOR = Person("Odile", "FARGUES", None, "fargues odile", "public")
HELPED = Person("Zélie", "QUINQUELET", "Mme", "quinquelet zelie", "private")
SOURCE = "file:///actes/secours-quinquelet-zelie.txt"
HIDDEN = ("quinquelet", "zélie", "zelie")
"""In whatever letters."""
SHOWN = "FARGUES"


def act() -> Act:
    amount = Mention(*_place("300 €"), Amount.parse("300.00 EUR"), "test")
    present, signing = (
        Mention(*_place("Odile FARGUES"), MAYOR, "test"),
        Mention(*_place("Odile FARGUES", 120), MAYOR, "t"),
    )
    start, end = _place("Mme Zélie QUINQUELET", 120)
    award = Award(
        amount.start, end, "subvention", "Mme Zélie QUINQUELET", start, amount, "person", "loyer QUINQUELET"
    )
    identity = Identity(
        "deliberation",
        "2023-1",
        "Secours à Mme QUINQUELET",
        "Vornoy",
        date=PartialDate(2023, 3, 14),
        signatory=signing,
    )
    finding = Finding("votes-total", "error", "QUINQUELET is counted.", "law", ((0, 7),), "1", "QUINQUELET")
    facts = Facts(identity, attendance=Attendance(present=(present,)), awards=(award,))
    return Act(0, len(TEXT), facts, tuple(_entities(amount)), (finding,))


def _place(words: str, after: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, after)
    return start, start + len(words)


def _entities(amount: Mention) -> list[Entity]:
    named = [
        (*_place("QUINQUELET"), HELPED),
        (*_place("Odile FARGUES"), MAYOR),
        (*_place("Zélie QUINQUELET"), HELPED),
        (amount.start, amount.end, amount.value),
        (*_place("Zélie QUINQUELET", 120), HELPED),
        (*_place("Odile FARGUES", 120), MAYOR),
    ]
    return [Entity(start, end, TEXT[start:end], 1, value, "test") for start, end, value in named]


def document(source: bytes = TEXT.encode()) -> Document:
    return Document(TEXT, (Page(1, 0, len(TEXT)),), hashlib.sha256(source).hexdigest(), len(source), "text/plain")


UID = handle_of(document().sha256)


def fill(store: Store, source: str = SOURCE, doc: Document | None = None, found: Act | None = None) -> None:
    """File it, as a run does."""
    doc = doc or document()
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    numbers = store.ledger.enqueue([FoundFile(source, doc.sha256)], "1", WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, doc, [found or act()], WHEN)
    store.ledger.end(run, "completed", "", WHEN)


def hides(said: object) -> bool:
    """Whether nothing of the name is said, in whatever letters."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return not any(name in words.casefold() for name in HIDDEN)
