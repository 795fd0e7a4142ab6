"""What became of a source in a run, as it is told to whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from recueil.store import Work


@dataclass(frozen=True, slots=True)
class Ingested:
    """The acts of one source are in the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One source could not be ingested: ``reason`` is the ledger's word, ``message`` says what to do."""

    source: str
    reason: str
    message: str

    @classmethod
    def of(cls, work: Work) -> Self:
        """A failure the ledger knows."""
        return cls(work.source, work.reason or "", work.message or "")


Outcome = Ingested | Failure
