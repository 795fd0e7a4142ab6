"""``store.figures``: figures over all acts or those that match a query, one read transaction per call."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from recueil.figures import coverage, findings
from recueil.figures.amounts import Beneficiary, Bucket, By, Measure, Pivot, beneficiaries, distribution, pivot
from recueil.figures.coverage import Coverage, PageCounts
from recueil.figures.findings import Findings, LatestFinding
from recueil.figures.scope import FigureScope
from recueil.privacy.redaction import redacted_results
from recueil.privacy.redaction.redactors import match_private_too
from recueil.query import Query
from recueil.store.engine.transactions import read_transaction
from recueil.store.ledger import runs
from recueil.store.ledger.runs import Run


class Figures:
    """``store.figures``. ``limit`` bounds rows, ``last`` years; ``what`` is a decision, as in awards."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    def _scope(self, connection: Connection, query: Query | None) -> FigureScope:
        return FigureScope(connection, query if self._redacted else match_private_too(query))

    def amounts(
        self,
        query: Query | None = None,
        by: By = "chapitre",
        *,
        limit: int = 20,
        last: int = 10,
        what: str | None = None,
    ) -> Pivot:
        """Return amounts by chapter, body or both, and year."""
        with read_transaction(self._engine) as connection:
            return pivot(connection, self._scope(connection, query), by, limit, last, what)

    def beneficiaries(
        self, query: Query | None = None, *, limit: int = 20, what: str | None = None
    ) -> tuple[Beneficiary, ...]:
        """Return the beneficiaries with the largest totals."""
        with read_transaction(self._engine) as connection:
            scope = self._scope(connection, query)
            return beneficiaries(connection, scope, limit, what, redacted=self._redacted)

    def distribution(self, query: Query | None = None, of: Measure = "montant") -> tuple[Bucket, ...]:
        """Return how many amounts there are of each size."""
        with read_transaction(self._engine) as connection:
            return distribution(connection, self._scope(connection, query), of)

    def findings(self, query: Query | None = None, *, limit: int = 10) -> Findings:
        """Return the numbers of findings, by rule and body."""
        with read_transaction(self._engine) as connection:
            return findings.findings(connection, self._scope(connection, query), limit)

    def latest_findings(
        self, query: Query | None = None, *, limit: int = 50, after: tuple[int, int] | None = None
    ) -> tuple[LatestFinding, ...]:
        """Return the findings of the latest acts, or those after a cursor."""
        with read_transaction(self._engine) as connection:
            found = findings.latest_findings(connection, self._scope(connection, query), limit, after)
            return tuple(redacted_results.redact_titles(connection, found)) if self._redacted else found

    def coverage(
        self, query: Query | None = None, *, limit: int = 50, last: int = 12, year: int | None = None
    ) -> Coverage:
        """Return the numbers of acts by body and year, or by the months of a year."""
        with read_transaction(self._engine) as connection:
            return coverage.coverage(connection, self._scope(connection, query), limit, last, year)

    def pages(self) -> PageCounts:
        """Return the number of pages, and of those that OCR read."""
        with read_transaction(self._engine) as connection:
            return coverage.count_pages(connection)

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """Return the latest runs."""
        with read_transaction(self._engine) as connection:
            return tuple(runs.latest_runs(connection, limit))
