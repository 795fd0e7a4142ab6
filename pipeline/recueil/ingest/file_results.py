"""Results of files in a run, as reported to progress listeners."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from recueil.store.ledger.work import Work
from recueil.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Ingested:
    """The acts of one source are in the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A source could not be ingested: ``reason`` is the ledger's reason code, ``message`` says what to do.

    ``work`` is its number in the ledger, which identifies it where file names must not appear, as they may
    name persons. Failures that differ only in ``work`` compare equal.
    """

    source: str
    reason: str
    message: str
    work: int | None = field(default=None, compare=False)

    def without_names(self) -> str:
        """Describe the failure for a log that must name nobody."""
        return _("{reason}: work {work}. `recueil failures` says which file it is, and what to do.").format(
            reason=self.reason, work=self.work
        )

    @classmethod
    def of(cls, work: Work) -> Self:
        """Create the failure that a ledger row records."""
        return cls(work.source, work.reason or "", work.message or "", work.id)


FileResult = Ingested | Failure
