"""The store: one facade for search, acts, corrections, reports and maintenance; each call is one
transaction.

``ledger`` records the work on it. ``accounts``, ``sessions`` and ``tokens`` control access through
the pages and the API, ``audit`` logs what users did.

What a search does not need is imported where it is first used: a short command would wait for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine

from recueil.privacy.redaction import redacted_results
from recueil.privacy.redaction.private_persons import match_private_too
from recueil.query import Query
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.search.advice import Advice, advise
from recueil.store.search.compile import Order, Search
from recueil.store.search.cursors import Cursor, ItemCursor
from recueil.store.search.facets import FacetCount, FacetName, count_facets
from recueil.store.search.informative import (
    asks_for_informative,
    count_informative_at,
    has_informative,
    only_informative,
)
from recueil.store.search.results import Results, count_values, load_hits

if TYPE_CHECKING:
    from recueil import values
    from recueil.accounts.audit import Audit
    from recueil.accounts.sessions import Sessions
    from recueil.accounts.store import Accounts
    from recueil.accounts.tokens import Tokens
    from recueil.alerts.store import Alerts
    from recueil.beneficiaries.store import Beneficiaries
    from recueil.bodies.store import Bodies
    from recueil.corrections import Attribution, Change, Correction
    from recueil.corrections.listing import CorrectionFilter
    from recueil.cross_checks.store import CrossChecks
    from recueil.dossiers.store import Dossiers
    from recueil.figures.scope import Figures
    from recueil.interests.store import Interests
    from recueil.persons.store import People
    from recueil.privacy.erasure.store import ErasureStore
    from recueil.reports.queries import Report
    from recueil.similar_acts.store import SimilarAct, SimilarityFilter
    from recueil.store.acts.handles import Fingerprints
    from recueil.store.acts.read import FiledAct, StoredAct, ViewRows
    from recueil.store.acts.related import RelatedActs
    from recueil.store.acts.versions import VersionChange
    from recueil.store.admin.check import StoreFault
    from recueil.store.admin.maintenance import TidyResult
    from recueil.store.admin.status import Outline, Status
    from recueil.store.columns.acts import ActColumns
    from recueil.store.columns.column import Mask
    from recueil.store.columns.keeper import ColumnsKeeper
    from recueil.store.ledger.ledger import Ledger
    from recueil.store.search.listings import FindingFilter, Part
    from recueil.store.search.overview import Overview
    from recueil.store.views import View

Facets = dict[FacetName, tuple[FacetCount, ...]]


class Store:
    """An open store, see ``open_store``. Threads and processes may share it and, on PostgreSQL, machines."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        """``redacted``: redact the names of private persons from everything that is read."""
        self._engine = engine
        self.redacted = redacted
        self._columns: ColumnsKeeper | None = None

    @cached_property
    def ledger(self) -> Ledger:
        """The work on the store."""
        from recueil.store.ledger.ledger import Ledger

        return Ledger(self._engine)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts of the users."""
        from recueil.accounts.store import Accounts

        return Accounts(self._engine)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions of users who are logged in."""
        from recueil.accounts.sessions import Sessions

        return Sessions(self._engine)

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of programs."""
        from recueil.accounts.tokens import Tokens

        return Tokens(self._engine)

    @cached_property
    def audit(self) -> Audit:
        """The log of what users did."""
        from recueil.accounts.audit import Audit

        return Audit(self._engine)

    @cached_property
    def figures(self) -> Figures:
        """Sums and counts over many acts."""
        from recueil.figures.scope import Figures

        figures = Figures(self._engine, redacted=self.redacted)
        figures.columns = self._columns
        return figures

    @cached_property
    def alerts(self) -> Alerts:
        """The saved queries."""
        from recueil.alerts.store import Alerts

        return Alerts(self._engine, redacted=self.redacted)

    @cached_property
    def people(self) -> People:
        """The persons named in acts."""
        from recueil.persons.store import People

        return People(self._engine, redacted=self.redacted)

    @cached_property
    def erasure(self) -> ErasureStore:
        """The names that the store has forgotten."""
        from recueil.privacy.erasure.store import ErasureStore

        return ErasureStore(self._engine)

    @cached_property
    def bodies(self) -> Bodies:
        """The public bodies of the acts."""
        from recueil.bodies.store import Bodies

        bodies = Bodies(self._engine)
        bodies.columns = self._columns
        return bodies

    @cached_property
    def beneficiaries(self) -> Beneficiaries:
        """The beneficiaries of awards."""
        from recueil.beneficiaries.store import Beneficiaries

        beneficiaries = Beneficiaries(self._engine, redacted=self.redacted)
        if self._columns is not None:
            beneficiaries.use_columns(self._columns)
        return beneficiaries

    @cached_property
    def interests(self) -> Interests:
        """The organisations that members of councils belong to."""
        from recueil.interests.store import Interests

        return Interests(self._engine)

    @cached_property
    def cross_checks(self) -> CrossChecks:
        """The findings across acts."""
        from recueil.cross_checks.store import CrossChecks

        return CrossChecks(self._engine, redacted=self.redacted)

    @cached_property
    def dossiers(self) -> Dossiers:
        """The dossiers of the users."""
        from recueil.dossiers.store import Dossiers

        return Dossiers(self._engine, redacted=self.redacted)

    def close(self) -> None:
        """Close all connections."""
        if self._columns is not None:
            self._columns.close()
        self._engine.dispose()

    @cached_property
    def unredacted(self) -> Store:
        """The same store without redaction; callers must record its use in ``audit``."""
        unredacted = Store(self._engine, redacted=False)
        if self._columns is not None:
            unredacted._use_columns(self._columns)
        return unredacted

    def keep_columns(self) -> ColumnsKeeper:
        """Keep in memory what facets count, figures sum and similar acts are told by, for a process that answers
        many questions.
        """
        if self._columns is None:
            from recueil.store.columns.keeper import ColumnsKeeper  # NumPy, for which short commands would wait

            self._use_columns(columns := ColumnsKeeper(self._engine))
            return columns
        return self._columns

    def _current_columns(self, connection: Connection) -> ActColumns | None:
        """Return the columns at the moment of a read transaction, of which this must be the first statement."""
        return self._columns.current(connection) if self._columns is not None else None

    def _use_columns(self, columns: ColumnsKeeper) -> None:
        self._columns = columns
        if "figures" in self.__dict__:
            self.figures.columns = columns
        if "bodies" in self.__dict__:
            self.bodies.columns = columns
        if "beneficiaries" in self.__dict__:
            self.beneficiaries.use_columns(columns)

    def _adapt(self, query: Query | None) -> Query | None:
        """Adapt a query: without redaction, it also matches masked words."""
        return query if self.redacted else match_private_too(query)

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
        decisions: bool = False,
    ) -> Results:
        """Return a page of the acts that match a query, or of all acts.

        ``order``: ``rank`` puts first the acts that are about most of the words, ``date`` the latest,
        ``amount`` those with the largest amount. ``after`` is the cursor of the page before.
        ``decisions``: each hit says who gets what, and which vote divided.
        """
        results, _ = self.search_with_facets(
            query, (), limit, order=order, after=after, total=total, decisions=decisions
        )
        return results

    def search_with_facets(
        self,
        query: Query | None,
        names: Iterable[FacetName],
        limit: int = 20,
        *,
        order: Order = "rank",
        after: Cursor | None = None,
        total: bool = True,
        decisions: bool = False,
        values: int = 20,
    ) -> tuple[Results, Facets]:
        """Return a page as ``search`` does, and the most frequent ``values`` of facets of all acts that match.

        In one read transaction; where columns are kept, these acts are found once.
        """
        names = tuple(names)
        with read_transaction(self._engine) as connection:
            asks_for_all = bool(names) or (total and (query is None or order == "amount"))
            columns = self._current_columns(connection) if asks_for_all else None
            search = Search(connection, self._adapt(query))
            found = self._choose(columns, query, search)
            ranked = search.page(order, limit + 1, after, found)
            shown = ranked[:limit]
            count: int | None = None
            if total and after is None and len(ranked) <= limit:
                count = len(ranked)  # the page has all
            elif total:
                count = search.count() if found is None else int(found[1].sum())
            hits = load_hits(connection, search, shown, redacted=self.redacted, decisions=decisions)
            results = Results(count, hits, shown[-1].cursor if shown and len(ranked) > limit else None)
            if self.redacted:
                results = redacted_results.redact_results(connection, results)
            return results, self._count_facets(connection, search, names, values, found)

    def _choose(
        self, columns: ActColumns | None, query: Query | None, search: Search
    ) -> tuple[ActColumns, Mask] | None:
        """Return columns and which of their acts match a query; None if SQL must tell."""
        if columns is None:
            return None
        chosen = columns.is_searched if query is None else search.choose(columns)
        return None if chosen is None else (columns, chosen)

    def _count_facets(
        self,
        connection: Connection,
        search: Search,
        names: Sequence[FacetName],
        values: int,
        found: tuple[ActColumns, Mask] | None,
    ) -> Facets:
        if not names:
            return {}
        count = None if found is None else partial(found[0].count, found[1])
        return count_facets(connection, search.acts(), names, values, count)

    def advise(self, query: Query, results: Results) -> list[Advice]:
        """Return what to say of a query beside these results: what it leaves out, and how to ask more closely."""
        with read_transaction(self._engine) as connection:
            return list(advise(connection, query, [hit.uid for hit in results.hits], self._adapt))

    def overview(self) -> Overview:
        """Count the acts, bodies and years of the store, for its home page."""
        from recueil.store.search.overview import load_overview

        with read_transaction(self._engine) as connection:
            return load_overview(connection, self._current_columns(connection))

    def count(self, query: Query | None) -> int:
        """Count the acts that match a query, or all acts."""
        with read_transaction(self._engine) as connection:
            return Search(connection, self._adapt(query)).count()

    def count_values(self, query: Query) -> int | None:
        """Count the values that satisfy the fields of a query in all its acts; None if it asks for none."""
        with read_transaction(self._engine) as connection:
            return count_values(connection, Search(connection, self._adapt(query)))

    def count_left_out(self, query: Query | None) -> int:
        """Count the documents that a search leaves out because they are no acts."""
        with read_transaction(self._engine) as connection:
            asked = query is not None and asks_for_informative(query.root)
            if asked or not has_informative(connection):
                return 0
            return Search(connection, self._adapt(only_informative(query))).count()

    def count_informative_at(self, address: str) -> int:
        """Count the documents that are no acts among the sources whose address begins so."""
        with read_transaction(self._engine) as connection:
            return count_informative_at(connection, address)

    def facets(self, query: Query | None, names: Iterable[FacetName], limit: int = 20) -> Facets:
        """Return, per facet, the most frequent values among the matching acts, or among all acts."""
        with read_transaction(self._engine) as connection:
            columns = self._current_columns(connection)
            search = Search(connection, self._adapt(query))
            found = self._choose(columns, query, search)
            return self._count_facets(connection, search, tuple(names), limit, found)

    def iter_docids(self, query: Query | None, size: int = 500) -> Iterator[list[int]]:
        """Yield the docids of all matching acts, or of all acts, latest first, in batches of ``size``.

        Each batch is its own transaction: acts that are written meanwhile may or may not be included.
        """
        last: int | None = None
        while True:
            with read_transaction(self._engine) as connection:
                batch = Search(connection, self._adapt(query)).docids(size, last)
            if not batch:
                return
            yield batch
            last = batch[-1]

    def entities(
        self, query: Query | None, kinds: Sequence[str] = (), limit: int = 100, *, after: ItemCursor | None = None
    ) -> Part[values.Entity]:
        """List the entities of matching acts, or of all acts, of some kinds or of all."""
        from recueil.store.search import listings

        with read_transaction(self._engine) as connection:
            found = listings.list_entities(connection, self._adapt(query), kinds, limit, after)
            return redacted_results.redact_part(connection, found) if self.redacted else found

    def findings(
        self, query: Query | None, criteria: FindingFilter, limit: int = 100, *, after: ItemCursor | None = None
    ) -> Part[values.Finding]:
        """List the findings of the checks in matching acts, or in all acts."""
        from recueil.store.search import listings

        with read_transaction(self._engine) as connection:
            found = listings.list_findings(connection, self._adapt(query), criteria, limit, after)
            return redacted_results.redact_part(connection, found) if self.redacted else found

    def act(self, uid: str) -> StoredAct:
        """Return one whole act, by its uid or an unambiguous prefix of it."""
        from recueil.store.acts.read import load_act

        with read_transaction(self._engine) as connection:
            found = load_act(connection, uid)
            return redacted_results.redact_stored_act(connection, found) if self.redacted else found

    def related_acts(self, uid: str) -> RelatedActs:
        """Return the acts before and after an act in its séance, those it cites or that cite it, its annexes."""
        from recueil.store.acts.related import load_related

        with read_transaction(self._engine) as connection:
            found = load_related(connection, uid)
            return redacted_results.redact_related(connection, found) if self.redacted else found

    def similar(
        self, uid: str, limit: int = 10, criteria: SimilarityFilter | None = None
    ) -> tuple[SimilarAct, ...]:
        """Return the acts that decide the same kind of thing as an act, the most similar first."""
        from recueil.similar_acts.store import ALL_ACTS, load_similar  # NumPy, for which short commands would wait

        with read_transaction(self._engine) as connection:
            columns = self._current_columns(connection)
            found = load_similar(connection, columns, uid, criteria or ALL_ACTS, limit)
            return redacted_results.redact_similar(connection, found) if self.redacted else found

    def similar_at_once(self, uid: str, limit: int) -> tuple[SimilarAct, ...] | None:
        """Return the acts similar to an act, for its page; None where that would take long: in a very large store,
        or a large one whose vectors are not in memory.
        """
        from recueil.similar_acts.store import ALL_ACTS, load_similar, takes_long

        with read_transaction(self._engine) as connection:
            columns = self._current_columns(connection)
            if takes_long(connection, columns):
                return None
            found = load_similar(connection, columns, uid, ALL_ACTS, limit)
            return redacted_results.redact_similar(connection, found) if self.redacted else found

    def similar_to(
        self, act: values.Act, text: str, limit: int = 10, criteria: SimilarityFilter | None = None
    ) -> tuple[SimilarAct, ...]:
        """Return the acts similar to one that is not in the store; ``text`` is that of its document."""
        from recueil.similar_acts.store import ALL_ACTS, load_similar_to

        with read_transaction(self._engine) as connection:
            columns = self._current_columns(connection)
            found = load_similar_to(connection, columns, act, text, criteria or ALL_ACTS, limit)
            return redacted_results.redact_similar(connection, found) if self.redacted else found

    def version_changes(self, uid: str) -> list[VersionChange]:
        """Return what each version of an act's document changed, the latest first, without private persons."""
        from recueil.store.acts import versions

        with read_transaction(self._engine) as connection:
            return versions.load_changes(connection, uid)

    def count_versions(self, uid: str) -> int:
        """Return how many former versions the document of an act has."""
        from recueil.store.acts import versions

        with read_transaction(self._engine) as connection:
            return versions.count_versions(connection, uid)

    def prune_versions(self, before: datetime.datetime) -> int:
        """Delete the former versions that were replaced before a time; return how many. Originals stay."""
        from recueil.store.acts import versions

        return write_transaction(self._engine, versions.prune_versions, before)

    def version_texts(self) -> list[tuple[str, str]]:
        """Return the fingerprint and the text of each former version."""
        from recueil.store.acts import versions

        with read_transaction(self._engine) as connection:
            return list(versions.texts_of_versions(connection))

    def fingerprints(self) -> Fingerprints:
        """Return the store's fingerprints of file contents.

        Raises ForgetKeyMissing if they need a key that is not available.
        """
        from recueil.store.acts.handles import load_fingerprints

        with read_transaction(self._engine) as connection:
            return load_fingerprints(connection)

    def check(self, when: datetime.datetime) -> list[StoreFault]:
        """Check the integrity of the whole store, and return the faults. Every act is read."""
        from recueil.errors import StoreDamaged
        from recueil.store.admin.check import check_store, damage_fault

        try:
            with read_transaction(self._engine) as connection:
                return check_store(connection, when)
        except StoreDamaged as error:
            return [damage_fault(error)]

    def tidy(self) -> TidyResult:
        """Optimise the search index and shrink the file. Other work may continue meanwhile."""
        from recueil.store.admin import maintenance

        return maintenance.tidy(self._engine)

    def correct(self, act: str, change: Change, signed: Attribution, *, may_unmask: bool = False) -> Correction:
        """Correct an entity of an act, in the act, search, views and exports, now and after every extraction.

        Raises CorrectionError if there is nothing to correct, or it is corrected already;
        CorrectionForbidden if it would reveal masked words, unless ``may_unmask``: then this is recorded.
        """
        from recueil.corrections.store import correct

        number = write_transaction(self._engine, correct, act, change, signed, may_unmask=may_unmask)
        return self.correction(number)

    def withdraw(self, correction: int, signed: Attribution, *, may_unmask: bool = False) -> Correction:
        """Withdraw a correction, which restores the value that the pipeline extracted.

        Raises CorrectionForbidden like ``correct``.
        """
        from recueil.corrections.store import withdraw

        write_transaction(self._engine, withdraw, correction, signed, may_unmask=may_unmask)
        return self.correction(correction)

    def correction(self, number: int) -> Correction:
        """Return one correction."""
        from recueil.corrections.listing import get_correction
        from recueil.privacy.redaction.redacted_corrections import redact_corrections

        with read_transaction(self._engine) as connection:
            found = get_correction(connection, number)
            return redact_corrections(connection, [found])[0] if self.redacted else found

    def corrections(
        self, criteria: CorrectionFilter | None = None, after: int | None = None, limit: int = 50
    ) -> list[Correction]:
        """Return the latest corrections; ``after`` is the number of the last one of the page before."""
        from recueil.corrections.listing import CorrectionFilter, list_corrections
        from recueil.privacy.redaction.redacted_corrections import redact_corrections

        with read_transaction(self._engine) as connection:
            found = list_corrections(connection, criteria or CorrectionFilter(), after, limit)
            return redact_corrections(connection, found) if self.redacted else found

    def orphans(self, after: int | None = None, limit: int = 50) -> list[Correction]:
        """Return the latest corrections whose words no longer occur in any document; their places say why."""
        from recueil.corrections.listing import CorrectionFilter

        return self.corrections(CorrectionFilter(state="orphaned"), after, limit)

    def status(self) -> Status:
        """Return the contents of the store, and the failures."""
        from recueil.store.admin.status import load_status

        with read_transaction(self._engine) as connection:
            return load_status(connection)

    def outline(self) -> Outline:
        """Return a summary of the contents and the runs in progress, quickly."""
        from recueil.store.admin.status import load_outline

        with read_transaction(self._engine) as connection:
            return load_outline(connection)

    def report(self, since: datetime.datetime, until: datetime.datetime | None = None) -> Report:
        """Return what came in, what failed and what a newer pipeline changed, between two times, or up to now."""
        from recueil.reports.queries import build_report

        with read_transaction(self._engine) as connection:
            found = build_report(connection, since, until)
            return redacted_results.redact_report(connection, found) if self.redacted else found

    def rows(self, docids: Sequence[int], views: Sequence[View] | None = None) -> dict[str, ViewRows]:
        """Return the rows of some acts in some views, or all, by view name, in one snapshot."""
        from recueil.store.acts.read import view_rows
        from recueil.store.views import ACT_VIEWS

        chosen = ACT_VIEWS if views is None else views
        with read_transaction(self._engine) as connection:
            found = view_rows(connection, docids, chosen)
            return redacted_results.redact_rows(connection, found, chosen) if self.redacted else found

    def filed_acts(self, docids: Sequence[int]) -> list[FiledAct]:
        """Return some whole acts, the latest first."""
        from recueil.store.acts.read import load_acts

        with read_transaction(self._engine) as connection:
            found = load_acts(connection, docids)
            return redacted_results.redact_filed_acts(connection, found) if self.redacted else found
