"""The store: what analysts ask, each call one transaction; ``ledger`` is where work on it is noted.

``accounts``, ``sessions`` and ``tokens`` are who may ask through the page and the API, ``audit`` what they did.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from recueil import values
from recueil.accounts.audit import Audit
from recueil.accounts.sessions import Sessions
from recueil.accounts.store import Accounts
from recueil.accounts.store_tokens import Tokens
from recueil.alerts.store import Alerts
from recueil.corrections import Change, Correction, Signed, correcting, listing
from recueil.corrections.listing import WantedCorrections
from recueil.errors import StoreDamaged
from recueil.figures.store import Figures
from recueil.persons.store import People
from recueil.privacy.erasure.store import Forgetting
from recueil.privacy.redaction import redacted_results
from recueil.privacy.redaction.redactors import unveiled
from recueil.query import Query
from recueil.reports import queries
from recueil.reports.queries import Report
from recueil.store.acts import filed, lookup
from recueil.store.acts.filed import FiledAct, Rows
from recueil.store.acts.fingerprints import Fingerprints, fingerprints
from recueil.store.acts.lookup import StoredAct
from recueil.store.admin import integrity, maintenance, status
from recueil.store.admin.integrity import Finding
from recueil.store.admin.maintenance import Tidied
from recueil.store.admin.status import Outline, Status
from recueil.store.engine.store_transactions import reported, written
from recueil.store.ledger.ledger import Ledger
from recueil.store.search import listings, results
from recueil.store.search.compile import Order, Search
from recueil.store.search.cursors import Cursor, Place
from recueil.store.search.listings import Part, WantedFindings
from recueil.store.search.results import Results
from recueil.store.search.store_facets import Count, FacetName, facets
from recueil.store.views import ACT_VIEWS, View
from recueil.values import Entity

EVERY_CORRECTION = WantedCorrections()
Facets = dict[FacetName, tuple[Count, ...]]


class Store:
    """Made by ``open_store``. Threads and processes may share a store, and on PostgreSQL machines."""

    def __init__(self, engine: Engine, *, veiled: bool = True) -> None:
        """``veiled``: whatever is read from it names no private person of an act."""
        self._engine = engine
        self.veiled = veiled
        self.ledger = Ledger(engine)
        self.accounts = Accounts(engine)
        self.sessions = Sessions(engine)
        self.tokens = Tokens(engine)
        self.audit = Audit(engine)
        self.figures = Figures(engine, veiled=veiled)
        self.alerts = Alerts(engine, veiled=veiled)
        self.people = People(engine, veiled=veiled)
        self.forgetting = Forgetting(engine)

    def close(self) -> None:
        self._engine.dispose()

    @cached_property
    def unveiled(self) -> Store:
        """The same store, which tells everything; whoever asks it notes so in ``audit``."""
        return Store(self._engine, veiled=False)

    def _asked(self, query: Query | None) -> Query | None:
        return query if self.veiled else unveiled(query)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(
        self,
        query: Query | None,
        limit: int = 20,
        *,
        order: Order = "rank",
        after: Cursor | None = None,
        total: bool = True,
    ) -> Results:
        """The acts that answer, or all: those that are about most of its words first (``rank``), the latest, or
        those with the largest ``amount``; ``after`` the end of the page before."""
        with reported(self._engine) as connection:
            asked = self._asked(query)
            found = results.search(connection, asked, order, limit, after, total=total, veiled=self.veiled)
            return redacted_results.results(connection, found) if self.veiled else found

    def count(self, query: Query | None) -> int:
        """How many acts answer, or how many there are."""
        with reported(self._engine) as connection:
            return Search.of(connection, self._asked(query)).count()

    def facets(self, query: Query | None, names: Iterable[FacetName], limit: int = 20) -> Facets:
        """Per facet, the values that most of the acts have that answer, or most of all."""
        with reported(self._engine) as connection:
            answer = Search.of(connection, self._asked(query)).acts()
            return facets(connection, answer, names, limit)

    def walk(self, query: Query | None, size: int = 500) -> Iterator[list[int]]:
        """The numbers of all acts that answer, or of all there are, latest first, so many at a time.

        Each part is a transaction of its own: what is written meanwhile may or may not be among them.
        """
        beyond: int | None = None
        while True:
            with reported(self._engine) as connection:
                part = Search.of(connection, self._asked(query)).docids(size, beyond)
            if not part:
                return
            yield part
            beyond = part[-1]

    def entities(
        self, query: Query | None, kinds: Sequence[str] = (), limit: int = 100, *, after: Place | None = None
    ) -> Part[Entity]:
        """What was read from the acts that answer, or from all, of some kinds or of all."""
        with reported(self._engine) as connection:
            found = listings.entities_of(connection, self._asked(query), kinds, limit, after)
            return redacted_results.part(connection, found) if self.veiled else found

    def findings(
        self, query: Query | None, wanted: WantedFindings, limit: int = 100, *, after: Place | None = None
    ) -> Part[values.Finding]:
        """What does not agree in the acts that answer, or in all."""
        with reported(self._engine) as connection:
            found = listings.findings_of(connection, self._asked(query), wanted, limit, after)
            return redacted_results.part(connection, found) if self.veiled else found

    def act(self, uid: str) -> StoredAct:
        """One act, whole, by its uid or a start of it that is no other's."""
        with reported(self._engine) as connection:
            found = lookup.stored_act(connection, uid)
            return redacted_results.stored(connection, found) if self.veiled else found

    def fingerprints(self) -> Fingerprints:
        """How this store knows the content of files. ForgetKeyMissing where that takes a key that is not there."""
        with reported(self._engine) as connection:
            return fingerprints(connection)

    def check(self, when: datetime.datetime) -> list[Finding]:
        """What in the store does not hold together; nothing where it is sound. Every act is read."""
        try:
            with reported(self._engine) as connection:
                return integrity.check(connection, when)
        except StoreDamaged as error:
            return [integrity.damaged(error)]

    def tidy(self) -> Tidied:
        """Make search quick and the file small. Work may go on meanwhile."""
        return maintenance.tidy(self._engine)

    def correct(self, act: str, change: Change, signed: Signed, *, may_unmask: bool = False) -> Correction:
        """Correct an entity of an act: the act, search, views and exports say so from now on, and after every
        extraction. CorrectionError where there is nothing to correct, or it is corrected already;
        CorrectionForbidden where it would show what was masked, unless ``may_unmask``: then it is noted."""
        number = written(self._engine, correcting.correct, act, change, signed, may_unmask=may_unmask)
        return self.correction(number)

    def withdraw(self, correction: int, signed: Signed, *, may_unmask: bool = False) -> Correction:
        """Undo a correction: what it changed says again what the pipeline found. CorrectionForbidden as above."""
        written(self._engine, correcting.withdraw, correction, signed, may_unmask=may_unmask)
        return self.correction(correction)

    def correction(self, number: int) -> Correction:
        """One correction."""
        with reported(self._engine) as connection:
            found = listing.one(connection, number)
            return redacted_results.corrections(connection, [found])[0] if self.veiled else found

    def corrections(
        self, wanted: WantedCorrections = EVERY_CORRECTION, after: int | None = None, limit: int = 50
    ) -> list[Correction]:
        """The latest corrections; ``after`` the number of the last of the page before."""
        with reported(self._engine) as connection:
            found = listing.listed(connection, wanted, after, limit)
            return redacted_results.corrections(connection, found) if self.veiled else found

    def orphans(self, after: int | None = None, limit: int = 50) -> list[Correction]:
        """The latest corrections whose words no document has any more; their places say why."""
        return self.corrections(WantedCorrections(state="orphaned"), after, limit)

    def status(self) -> Status:
        """What the store holds and what failed."""
        with reported(self._engine) as connection:
            return status.status(connection)

    def outline(self) -> Outline:
        """How much the store holds and what is at work, quickly."""
        with reported(self._engine) as connection:
            return status.outline(connection)

    def report(self, since: datetime.datetime, until: datetime.datetime | None = None) -> Report:
        """What came in, what failed and what a newer pipeline changed, from a time on, up to another or to now."""
        with reported(self._engine) as connection:
            found = queries.report(connection, since, until)
            return redacted_results.report(connection, found) if self.veiled else found

    def rows(self, docids: Sequence[int], views: Sequence[View] = ACT_VIEWS) -> dict[str, Rows]:
        """What views of acts say of some acts, by the name of the view, as they are at one moment."""
        with reported(self._engine) as connection:
            found = filed.rows_of(connection, docids, views)
            return redacted_results.rows(connection, found, views) if self.veiled else found

    def filed(self, docids: Sequence[int]) -> list[FiledAct]:
        """Some acts whole, the latest first."""
        with reported(self._engine) as connection:
            found = filed.acts_of(connection, docids)
            return redacted_results.filed(connection, found) if self.veiled else found
