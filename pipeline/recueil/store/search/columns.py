"""Count facets in memory: for each value of a facet, which acts have it, as columns of numbers.

A process that answers for hours keeps them. They are read from the index tables, and brought to the moment of each
read transaction that asks (``store.index.changes``), so that they count what SQL counts.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from heapq import nsmallest
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, Select, func, select

from recueil.errors import StoreError
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect, Moment
from recueil.store.engine.statements import chunks
from recueil.store.engine.transactions import read_transaction
from recueil.store.index.changes import changes_between, current_moment, is_of_body
from recueil.store.index.schema import search_acts, search_certainties, search_findings, search_terms
from recueil.store.index.terms import CHAPTER, DEPARTMENT, SUBJECT, VOTE, WHOLE_ORGANISATION, WHOLE_PLACE
from recueil.store.schema import bodies
from recueil.store.search.facets import HAS_SUBLEVEL, FacetName, ValueCounts, certainty_step, epci_of_body
from recueil.store.search.predicates import departement_of_body

_Numbers = npt.NDArray[np.int64]
_Places = npt.NDArray[np.int32]
_Value = str | int
_Territory = tuple[str | None, ...]
"""The département of a body, its EPCI, and its territory in Grand Paris."""

_PRINTED = "printed departement"
"""The column of the département in the identifier of an act, which counts where its body has none."""


class _Column(NamedTuple):
    """The act at each of the ``places`` has the value with the code at the same index of ``codes``.

    ``values`` and their ``numbers`` only grow: earlier columns may share them.
    """

    values: list[_Value]
    numbers: dict[_Value, int]
    places: _Places
    codes: _Places

    def encode(self, value: _Value) -> int:
        """Return the code of a value, a new one if need be."""
        code = self.numbers.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code


def _make_column(values: Sequence[_Value], places: npt.NDArray[Any], codes: npt.NDArray[Any]) -> _Column:
    numbers = {value: code for code, value in enumerate(values)}
    return _Column(list(values), numbers, places.astype(np.int32), codes.astype(np.int32))


_NONE = np.zeros(0, np.int32)


class FacetColumns:
    """The values of the facets of all acts at a moment. Never changed: ``advance`` makes new ones."""

    def __init__(self) -> None:
        """Make the columns of no acts."""
        self.moment = Moment(0, 0)
        self._docids: _Numbers = np.zeros(0, np.int64)
        self._columns = {name: _make_column((), _NONE, _NONE) for name in _selections()}
        self._territories: dict[str, _Territory] = {}
        self._recent: dict[int, int] = {}

    @classmethod
    def load(cls, connection: Connection, moment: Moment) -> FacetColumns:
        """Read the values of all acts, at the moment of a transaction."""
        return cls()._with(connection, moment, None, {})

    def advance(self, connection: Connection, moment: Moment) -> FacetColumns | None:
        """Return the columns at the moment of a transaction; None if so much has changed that they had better be
        loaded.
        """
        changes = changes_between(connection, self.moment, moment)
        recent = {docid: number for docid, number in changes.items() if number >= moment.first}
        changed = [docid for docid, number in changes.items() if self._recent.get(docid) != number]
        if len(changed) > max(_MOST_CHANGES, len(self._docids) // 10):
            return None
        return self._with(connection, moment, changed, recent)

    def _with(
        self, connection: Connection, moment: Moment, changed: Sequence[int] | None, recent: Mapping[int, int]
    ) -> FacetColumns:
        """Return these columns with the changed acts and bodies, or with all, as they are in the transaction."""
        new = FacetColumns()
        new.moment, new._recent = moment, dict(recent)
        of_acts = None if changed is None else [docid for docid in changed if not is_of_body(docid)]
        if changed is not None and not changed:
            new._docids, new._columns, new._territories = self._docids, self._columns, self._territories
            return new
        new._territories = self._territories
        if of_acts is None or len(of_acts) < len(changed or ()):
            new._territories = {key: tuple(row) for key, *row in connection.execute(_TERRITORIES)}
        present = np.sort(_read_docids(connection, of_acts))
        stays = ~np.isin(self._docids, np.array(of_acts or (), np.int64))
        kept = self._docids[stays]
        new._docids = np.insert(kept, np.searchsorted(kept, present), present)
        moved = np.full(len(self._docids), -1, np.int32)
        moved[stays] = np.arange(len(kept)) + np.searchsorted(present, kept)
        for name, selection in _selections().items():
            read = _read_values(connection, selection, of_acts)
            new._columns[name] = _merge(self._columns[name], moved, read, new._docids)
        new._columns |= new._derive_territories()
        return new

    def _derive_territories(self) -> dict[str, _Column]:
        """Return the columns of what is known of the body of each act."""
        body, printed, count = self._columns["commune"], self._columns[_PRINTED], len(self._docids)
        known = [self._territories.get(str(value), (None, None, None)) for value in body.values]
        departement, *groups = (_encode([each[n] for each in known]) for n in range(3))
        names, codes = departement
        of_act = np.full(count, -1, np.int32)
        of_act[body.places] = codes[body.codes]
        all_names = _make_column(names, _NONE, _NONE)
        own = np.array([all_names.encode(value) for value in printed.values], np.int32)
        other = of_act[printed.places] < 0
        of_act[printed.places[other]] = own[printed.codes[other]]
        places = np.flatnonzero(of_act >= 0)
        return {
            "departement": _make_column(all_names.values, places, of_act[places]),
            "epci": _join([(values, body.places, codes[body.codes]) for values, codes in groups]),
        }

    def count(
        self, connection: Connection, answer: Select[Any], names: Sequence[FacetName], limit: int
    ) -> dict[FacetName, ValueCounts] | None:
        """Count the acts that a statement selects by the values of facets, the most frequent first.

        None if one of the acts is not known, which would be a defect: SQL counts then.
        """
        found = answer.subquery()
        listed = connection.execute(select(dialect_of(connection).packed(found.c.docid))).scalar()
        acts = _unpack([listed])
        if len(acts) and not len(self._docids):
            return None
        places = np.searchsorted(self._docids, acts).clip(max=max(len(self._docids) - 1, 0))
        if not np.array_equal(self._docids[places], acts):
            return None
        chosen = np.zeros(len(self._docids), bool)
        chosen[places] = True
        return {name: _most_frequent(self._columns[name], chosen, limit) for name in names}


_MOST_ACTS = 5_000_000
"""Of a store whose columns are kept: they take some 110 bytes an act, and each value of a facet once."""
_MOST_CHANGES = 1_000
"""To read again act by act, or a tenth of the acts if that is more."""
_TERRITORIES = select(bodies.c.key, departement_of_body(), *epci_of_body())


@cache
def _selections() -> dict[str, Select[Any]]:
    """Return the statements that select ``value`` and ``docid`` of each value of an act once, by facet."""
    acts, findings, certainties = search_acts.c, search_findings.c, search_certainties.c
    columns = {"commune": acts.body, "annee": acts.year, "nature": acts.kind}
    selections = {
        name: select(column.label("value"), acts.docid.label("docid")).where(column.is_not(None))
        for name, column in columns.items()
    }
    terms = search_terms.c
    axes = {
        "matiere": SUBJECT,
        "chapitre": CHAPTER,
        "vote": VOTE,
        "organisation": WHOLE_ORGANISATION,
        "lieu": WHOLE_PLACE,
    }
    for name, axis in {**axes, _PRINTED: DEPARTMENT}.items():
        value = func.upper(terms.value) if name == _PRINTED else terms.value
        selection = select(value.label("value"), terms.docid.label("docid")).where(terms.axis == axis, terms.first)
        selections[name] = selection.where(HAS_SUBLEVEL) if name == "matiere" else selection
    selections["controle"] = select(findings.rule.label("value"), findings.docid.label("docid")).distinct()
    step = certainty_step().label("value")
    selections["confiance"] = select(step, certainties.docid.label("docid")).distinct()
    return selections


class _Read(NamedTuple):
    """Values, each once, and the docids of the acts with each, in this order, ``counts`` of them."""

    values: list[_Value]
    counts: list[int]
    docids: _Numbers


def _read_values(connection: Connection, selection: Select[Any], acts: Sequence[int] | None) -> _Read:
    """Read the values of some acts, or of all; a value may be listed more than once."""
    dialect = dialect_of(connection)
    rows: list[tuple[_Value, int, Any]] = []
    for some in [None] if acts is None else chunks(acts):
        rows += connection.execute(_grouped(dialect, selection, some)).all()
    return _Read([row[0] for row in rows], [row[1] for row in rows], _unpack([row[2] for row in rows]))


def _grouped(dialect: Dialect, selection: Select[Any], acts: Sequence[int] | None) -> Select[Any]:
    if acts is not None:
        selection = selection.where(selection.selected_columns.docid.in_(acts))
    found = selection.subquery()
    return select(found.c.value, func.count(), dialect.packed(found.c.docid)).group_by(found.c.value)


def _read_docids(connection: Connection, acts: Sequence[int] | None) -> _Numbers:
    """Return the docids of all acts, or of those of some that exist."""
    every = select(dialect_of(connection).packed(search_acts.c.docid))
    if acts is None:
        return _unpack([connection.execute(every).scalar()])
    among = (every.where(search_acts.c.docid.in_(some)) for some in chunks(acts))
    return _unpack([connection.execute(statement).scalar() for statement in among])


def _unpack(packed: Sequence[str | bytes | None]) -> _Numbers:
    """Return the numbers in values of ``Dialect.packed``, one after the other."""
    present = [one for one in packed if one]
    texts = [one for one in present if isinstance(one, str)]
    if texts:
        return np.fromstring(",".join(texts), np.int64, sep=",")
    return np.frombuffer(b"".join(one for one in present if isinstance(one, bytes)), ">i8").astype(np.int64)


def _merge(column: _Column, moved: _Places, read: _Read, docids: _Numbers) -> _Column:
    """Return a column in which the acts have ``moved`` to other places, or away (-1), with the values that were
    read. A value that no act has any more is dropped.
    """
    places, codes = moved[column.places], column.codes
    new = np.array([column.encode(value) for value in read.values], np.int32)
    stays = places >= 0
    if not stays.all():
        places, codes = places[stays], codes[stays]
    places = np.concatenate((places, np.searchsorted(docids, read.docids).astype(np.int32)))
    codes = np.concatenate((codes, np.repeat(new, read.counts).astype(np.int32)))
    is_used = np.bincount(codes, minlength=len(column.values)) > 0
    if is_used.all():
        return column._replace(places=places, codes=codes)
    values = [column.values[code] for code in np.flatnonzero(is_used)]
    return _make_column(values, places, (np.cumsum(is_used) - 1)[codes])


def _encode(values: Sequence[str | None]) -> tuple[list[_Value], _Places]:
    """Return the distinct values, and the code of each value, -1 for None."""
    column = _make_column((), _NONE, _NONE)
    codes = [-1 if value is None else column.encode(value) for value in values]
    return column.values, np.array(codes, np.int32)


def _join(parts: Sequence[tuple[list[_Value], _Places, _Places]]) -> _Column:
    """Return one column of several lists of values, places and codes, without the codes of -1."""
    whole = _make_column((), _NONE, _NONE)
    places, codes = [_NONE], [_NONE]
    for values, each_place, each_code in parts:
        new = np.array([whole.encode(value) for value in values], np.int32)
        present = each_code >= 0
        places.append(each_place[present])
        codes.append(new[each_code[present]])
    return whole._replace(places=np.concatenate(places), codes=np.concatenate(codes))


def _most_frequent(column: _Column, chosen: npt.NDArray[np.bool_], limit: int) -> ValueCounts:
    """Count the chosen acts by value; the most frequent first, values in their order if equal."""
    counts = np.bincount(column.codes[chosen[column.places]], minlength=len(column.values))
    least = 1
    if len(counts) > limit > 0:
        least = max(1, int(np.partition(counts, -limit)[-limit]))
    found = ((-int(counts[code]), column.values[code]) for code in np.flatnonzero(counts >= least))
    return [(value, -number) for number, value in nsmallest(limit, found)]


class ColumnsKeeper:
    """Keeps the columns of a store for the threads of a process.

    They are loaded by a thread of their own when they are first asked for.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._columns: FacetColumns | None = None
        self._is_refused = False
        self._loading: threading.Thread | None = None

    def current(self, connection: Connection) -> FacetColumns | None:
        """Return the columns at the moment of a read transaction, of which this must be the first statement.

        None while they are loaded, of too large a store, and where the database cannot tell what has changed.
        """
        if self._is_refused:
            return None
        if self._columns is None:
            self._begin_loading()
            return None
        # The next statement takes the snapshot, after those of all who held the lock before.
        with self._lock:
            moment = current_moment(connection)
            if moment is None or self._columns is None:
                return None
            is_later = moment.sees(self._columns.moment)  # unless the store was replaced by another
            self._columns = self._columns.advance(connection, moment) if is_later else None
            return self._columns

    def load(self) -> None:
        """Load the columns, and return when they are there."""
        with self._lock, read_transaction(self._engine) as connection:
            moment = current_moment(connection)
            some = select(search_acts.c.docid).limit(_MOST_ACTS + 1).subquery()
            self._is_refused = connection.execute(select(func.count()).select_from(some)).scalar_one() > _MOST_ACTS
            if moment is not None and not self._is_refused:
                self._columns = FacetColumns.load(connection, moment)

    def _begin_loading(self) -> None:
        loading = self._loading
        if loading is None or not loading.is_alive():
            self._loading = threading.Thread(target=self._try_loading, name="facet columns", daemon=True)
            self._loading.start()

    def _try_loading(self) -> None:
        with suppress(StoreError):  # whoever asks next tries again
            self.load()

    def close(self) -> None:
        """Drop the columns; wait for their loading to end."""
        if self._loading is not None:
            self._loading.join()
        self._columns = None
