"""What became of a source in a run, as it is told to whoever watches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from recueil.store.ledger.works import Work


@dataclass(frozen=True, slots=True)
class Ingested:
    """The acts of one source are in the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One source could not be ingested: ``reason`` is the ledger's word, ``message`` says what to do.

    ``work`` is its number in the ledger, by which it is named where files must not be, which may name persons; two
    failures that differ in it alone are the same.
    """

    source: str
    reason: str
    message: str
    work: int | None = field(default=None, compare=False)

    def nameless(self) -> str:
        """The failure for a log that must name nobody."""
        return f"{self.reason}: work {self.work}. `recueil failures` says which file it is, and what to do."

    @classmethod
    def of(cls, work: Work) -> Self:
        """A failure the ledger knows."""
        return cls(work.source, work.reason or "", work.message or "", work.id)


Outcome = Ingested | Failure
