"""Keep in memory what facets count, figures sum and similar acts are found by: the values of each act, its awards,
its amounts and its vector, as columns.

They are read from the index tables, and brought to the moment of each read transaction that asks
(``store.index.changes``), so that they count what SQL counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from decimal import Decimal
from functools import cache, cached_property, partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Connection, Select, Text, and_, cast, func, literal, select, type_coerce

from recueil.store.columns.column import (
    NONE,
    Column,
    Mask,
    Numbers,
    Places,
    Value,
    encode,
    join,
    make_column,
    merge,
    read_docids,
    read_numbers,
    read_values,
    unpack,
)
from recueil.store.columns.rows import (
    NO_AMOUNT,
    Vectors,
    make_awards,
    make_lines,
    make_vectors,
    merge_awards,
    merge_rows,
    read_lines,
    read_vectors,
)
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import from_millionths, millionths
from recueil.store.engine.protocol import Moment
from recueil.store.index.changes import changes_between, is_of_body
from recueil.store.index.schema import (
    search_acts,
    search_amounts,
    search_certainties,
    search_findings,
    search_terms,
)
from recueil.store.index.terms import (
    CHAPTER,
    DEPARTMENT,
    INFORMATION,
    NATURE,
    PARTIAL,
    SUBJECT,
    VOTE,
    WHOLE_ORGANISATION,
    WHOLE_PLACE,
    normalise_term,
)
from recueil.store.schema import bodies
from recueil.store.search.facets import (
    HAS_SUBLEVEL,
    FacetName,
    ValueCounts,
    certainty_step,
    epci_of_body,
    rules_of_acts,
)
from recueil.store.search.predicates import departement_of_body
from recueil.store.search.sizes import amount_size
from recueil.values.stated import RECORD


class KnownBody(NamedTuple):
    """What the table ``bodies`` has of a body; ``code`` is the département that facets count it in, ``epci`` and
    ``ept`` the groups that they do.
    """

    code: str | None
    epci: str | None
    ept: str | None
    kind: str | None
    siren: str | None
    departement: str | None
    population: int | None
    publication: str | None


_UNKNOWN = KnownBody(*(None,) * len(KnownBody._fields))
_PRINTED = "printed departement"
"""The column of the département in the identifier of an act, which counts where its body has none."""
SIZES = "sizes"
"""The column of the sizes of amounts: each value is ``SIZE_STEP`` times how many amounts of an act have the size,
plus the size.
"""
SIZE_STEP = 16
FINDINGS = "findings"
"""The column of the findings of an act: each value is how many a rule has made, a space, and the rule."""
LESS_READ = "less read"
"""The column of what less was read of than an act prints: the present, the awards."""
_SINGLE = ("commune", "annee", "nature", "departement")
"""The columns in which no act has several values."""
_AMBIGUOUS, _INFORMATIVE, _RECORD, _SPAN = "ambiguous", "informative", "record", "span"
_Answer = TypeVar("_Answer")


class ActColumns:
    """The columns of all acts at a moment. Never changed: ``advance`` makes new ones."""

    def __init__(self) -> None:
        """Make the columns of no acts."""
        self.moment = Moment(0, 0)
        self.awards = make_awards((), _NO_DOCIDS)
        self.lines = make_lines((), _NO_DOCIDS)
        self.vectors: Vectors | None = make_vectors((), _NO_DOCIDS)
        self.docids: Numbers = _NO_DOCIDS
        self._largest: Numbers = _NO_DOCIDS
        self._columns = {name: make_column((), NONE, NONE) for name in _selections()}
        self.known_bodies: dict[str, KnownBody] = {}
        self._recent: dict[int, int] = {}
        self._answers: dict[Hashable, Any] = {}
        self._found: dict[Hashable, npt.NDArray[np.uint8]] = {}

    @classmethod
    def load(cls, connection: Connection, moment: Moment) -> ActColumns:
        """Read the values of all acts, at the moment of a transaction."""
        return cls()._with(connection, moment, None, {})

    def advance(self, connection: Connection, moment: Moment) -> ActColumns | None:
        """Return the columns at the moment of a transaction; None if so much has changed that they had better be
        loaded.
        """
        changes = changes_between(connection, self.moment, moment)
        recent = {docid: number for docid, number in changes.items() if number >= moment.first}
        changed = [docid for docid, number in changes.items() if self._recent.get(docid) != number]
        if len(changed) > max(_MOST_CHANGES, len(self.docids) // 10):
            return None
        return self._with(connection, moment, changed, recent)

    def _with(
        self, connection: Connection, moment: Moment, changed: Sequence[int] | None, recent: Mapping[int, int]
    ) -> ActColumns:
        """Return these columns with the changed acts and bodies, or with all, as they are in the transaction."""
        if changed is not None and not changed:
            new = copy(self)
            new.moment, new._recent = moment, dict(recent)
            return new
        new = ActColumns()
        new.moment, new._recent, new.known_bodies = moment, dict(recent), self.known_bodies
        of_acts = None if changed is None else [docid for docid in changed if not is_of_body(docid)]
        if of_acts is None or len(of_acts) < len(changed or ()):
            new.known_bodies = {key: KnownBody(*row) for key, *row in connection.execute(_KNOWN_BODIES)}
        present = np.sort(read_docids(connection, of_acts))
        stays = ~np.isin(self.docids, np.array(of_acts or (), np.int64))
        kept = self.docids[stays]
        new.docids = np.insert(kept, np.searchsorted(kept, present), present)
        moved = np.full(len(self.docids), -1, np.int32)
        moved[stays] = np.arange(len(kept)) + np.searchsorted(present, kept)
        for name, selection in _selections().items():
            read = read_values(connection, selection, of_acts)
            new._columns[name] = merge(self._columns[name], moved, read, new.docids)
        new._columns |= new._derive_territories()
        new._largest = np.full(len(new.docids), NO_AMOUNT)
        new._largest[moved[stays]] = self._largest[stays]
        docids, amounts = read_numbers(connection, _LARGEST, of_acts)
        new._largest[np.searchsorted(new.docids, docids)] = amounts
        new.lines = merge_rows(self.lines, moved, read_lines(connection, of_acts, new.docids))
        new.vectors = None
        if self.vectors is not None and len(new.docids) <= _MOST_VECTORS:
            new.vectors = merge_rows(self.vectors, moved, read_vectors(connection, of_acts, new.docids))
        new.awards = merge_awards(self.awards, moved, connection, of_acts, new.docids)
        return new

    def _derive_territories(self) -> dict[str, Column]:
        """Return the columns of what is known of the body of each act."""
        body, printed, count = self._columns["commune"], self._columns[_PRINTED], len(self.docids)
        known = [self.known_bodies.get(str(value), _UNKNOWN) for value in body.values]
        departement, *groups = (
            encode([getattr(each, name) for each in known]) for name in ("code", "epci", "ept")
        )
        names, codes = departement
        of_act = np.full(count, -1, np.int32)
        of_act[body.places] = codes[body.codes]
        all_names = make_column(names, NONE, NONE)
        own = np.array([all_names.encode(value) for value in printed.values], np.int32)
        other = of_act[printed.places] < 0
        of_act[printed.places[other]] = own[printed.codes[other]]
        places = np.flatnonzero(of_act >= 0)
        return {
            "departement": make_column(all_names.values, places, of_act[places]),
            "epci": join([(values, body.places, codes[body.codes]) for values, codes in groups]),
        }

    def once(self, key: Hashable, find: Callable[[], _Answer]) -> _Answer:
        """Return what ``find`` returned for a key since an act or a body last changed; nobody may change it.

        It may read whatever changes with acts and bodies, and no more.
        """
        kept: tuple[_Answer] | None = self._answers.get(key)
        if kept is None:
            kept = (find(),)
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[key] = kept
        return kept[0]

    def find_once(self, key: Hashable, find: Callable[[], Mask | None]) -> Mask | None:
        """Return which acts ``find`` found for a key since an act or a body last changed; see ``once``.

        They are kept as bits. That it could not tell, None, is not kept.
        """
        kept = self._found.get(key)
        if kept is not None:
            return np.unpackbits(kept, count=len(self.docids)).view(np.bool_)
        found = find()
        if found is not None:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            self._found[key] = np.packbits(found)
        return found

    def __getitem__(self, name: str) -> Column:
        """Return the column of a facet, SIZES, FINDINGS or LESS_READ."""
        return self._columns[name]

    @cached_property
    def is_searched(self) -> Mask:
        """Whether each is an act or a record, and none that only informs."""
        return ~self._mask(_INFORMATIVE)

    @cached_property
    def is_act(self) -> Mask:
        """Whether each is an act: no record, and none that only informs."""
        return self.is_searched & ~self._mask(_RECORD)

    @cached_property
    def is_ambiguous(self) -> Mask:
        """Whether the body of each act may be several."""
        return self._mask(_AMBIGUOUS)

    @cached_property
    def is_partial(self) -> Mask:
        """Whether fewer awards were read of each act than it prints."""
        column = self._columns[LESS_READ]
        mask = np.zeros(len(self.docids), np.bool_)
        mask[column.places[column.codes == column.numbers.get("awards", -1)]] = True
        return mask

    @cached_property
    def is_of_day(self) -> Mask:
        """Whether each act that has a date has one of a day, no longer time."""
        return ~self._mask(_SPAN)

    @property
    def bodies(self) -> Places:
        """The code of the body of each act in the column « commune », -1 for none."""
        return self._codes("commune")

    @property
    def years(self) -> Places:
        """The code of the year of each act in the column « annee », -1 for none."""
        return self._codes("annee")

    def _codes(self, name: str) -> Places:
        """Return the code of each act in a column of _SINGLE, -1 for none."""
        return self.once(("codes", name), partial(self._columns[name].spread, len(self.docids)))

    def _mask(self, name: str) -> Mask:
        mask = np.zeros(len(self.docids), np.bool_)
        mask[self._columns[name].places] = True
        return mask

    def find_range(self, first: int, last: int) -> tuple[int, int]:
        """Return where the acts of a range of docids begin and end."""
        begin, end = np.searchsorted(self.docids, [first, last + 1])
        return int(begin), int(end)

    def select_range(self, first: int, last: int) -> Mask:
        """Return which acts are in a range of docids."""
        begin, end = self.find_range(first, last)
        chosen = np.zeros(len(self.docids), np.bool_)
        chosen[begin:end] = True
        return chosen

    def find(self, connection: Connection, answer: Select[Any]) -> Mask | None:
        """Return which acts a statement selects, each once or more often.

        None if one of them is not known, which would be a defect: SQL answers then.
        """
        found = answer.subquery()
        listed = connection.execute(select(dialect_of(connection).pack(found.c.docid))).scalar()
        acts = unpack([listed])
        if len(acts) and not len(self.docids):
            return None
        places = np.searchsorted(self.docids, acts).clip(max=max(len(self.docids) - 1, 0))
        if not np.array_equal(self.docids[places], acts):
            return None
        chosen = np.zeros(len(self.docids), np.bool_)
        chosen[places] = True
        return chosen

    def select_latest(self, chosen: Mask, limit: int, beyond: int | None) -> list[int]:
        """Return the docids of the latest chosen acts, or of those beyond a docid."""
        end = len(self.docids) if beyond is None else int(np.searchsorted(self.docids, beyond))
        places = np.flatnonzero(chosen[:end])[-limit:]
        return [int(docid) for docid in self.docids[places[::-1]]]

    def select_largest(
        self, chosen: Mask, limit: int, beyond: tuple[Decimal | None, int] | None
    ) -> list[tuple[Decimal | None, int]]:
        """Return the largest amount and the docid of chosen acts, or of those beyond such a pair.

        The largest come first, those without one last; of equal ones the latest first.
        """
        places = np.flatnonzero(chosen)
        amounts = self._largest[places]
        if beyond is not None:
            amount = NO_AMOUNT if beyond[0] is None else millionths(beyond[0])
            is_beyond = (amounts < amount) | ((amounts == amount) & (self.docids[places] < beyond[1]))
            places, amounts = places[is_beyond], amounts[is_beyond]
        if len(places) > limit:
            is_large = amounts >= np.partition(amounts, -limit)[-limit]
            places, amounts = places[is_large], amounts[is_large]
        first = np.lexsort((places, amounts))[::-1][:limit]
        found = zip(amounts[first].tolist(), self.docids[places[first]].tolist(), strict=True)
        return [(None if amount == NO_AMOUNT else from_millionths(amount), docid) for amount, docid in found]

    def count(self, chosen: Mask, names: Sequence[FacetName], limit: int) -> dict[FacetName, ValueCounts]:
        """Count the chosen acts by the values of facets, the most frequent first."""
        if chosen is self.is_searched:
            return {
                name: self.once(("facet", name, limit), partial(self._columns[name].most_frequent, chosen, limit))
                for name in names
            }
        places = np.flatnonzero(chosen)
        return {
            name: self._count_single(name, places, limit)
            if name in _SINGLE
            else self._columns[name].most_frequent(chosen, limit)
            for name in names
        }

    def _count_single(self, name: str, places: npt.NDArray[np.intp], limit: int) -> list[tuple[Value, int]]:
        """Count the acts at some places by their only value: in time for these acts, not for all of the column."""
        column = self._columns[name]
        counts = np.bincount(self._codes(name)[places] + 1, minlength=len(column.values) + 1)
        return column.rank(counts[1:], limit)  # without those that have no value


_NO_DOCIDS = np.zeros(0, np.int64)
_MOST_CHANGES = 1_000
"""To read again act by act, or a tenth of the acts if that is more."""
_MOST_ANSWERS = 100
"""Kept of the whole store."""
_MOST_FOUND = 100
"""Queries whose acts are kept, each an eighth of a byte for each act of the store."""
_MOST_VECTORS = 2_000_000
"""Of a store with more acts, no vectors are kept in memory: they take 268 bytes an act."""
_LARGEST = select(search_acts.c.docid, type_coerce(search_acts.c.largest, BigInteger).label("number")).where(
    search_acts.c.largest.is_not(None)
)
_KNOWN_BODIES = select(
    bodies.c.key,
    departement_of_body(),
    *epci_of_body(),
    *(bodies.c[name] for name in ("kind", "siren", "departement", "population", "publication")),
)


@cache
def _selections() -> dict[str, Select[Any]]:
    """Return the statements that select ``value`` and ``docid`` of each value of an act once, by column."""
    acts, certainties = search_acts.c, search_certainties.c
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
        LESS_READ: PARTIAL,
    }
    for name, axis in {**axes, _PRINTED: DEPARTMENT}.items():
        value = func.upper(terms.value) if name == _PRINTED else terms.value
        selection = select(value.label("value"), terms.docid.label("docid")).where(terms.axis == axis, terms.first)
        selections[name] = selection.where(HAS_SUBLEVEL) if name == "matiere" else selection
    rules = rules_of_acts().subquery().c
    selections["controle"] = select(rules.value, rules.docid)
    step = certainty_step().label("value")
    selections["confiance"] = select(step, certainties.docid.label("docid")).distinct()
    is_so = literal(1).label("value")
    selections[_AMBIGUOUS] = select(is_so, acts.docid.label("docid")).where(acts.ambiguous)
    selections[_SPAN] = select(is_so, acts.docid.label("docid")).where(acts.date_from != acts.date_to)
    for name, nature in ((_INFORMATIVE, INFORMATION), (_RECORD, RECORD)):
        is_term = and_(terms.axis == NATURE, terms.value == normalise_term(nature), terms.first)
        selections[name] = select(is_so, terms.docid.label("docid")).where(is_term)
    finding = search_findings.c
    made = (cast(func.count(), Text) + " " + finding.rule).label("value")
    selections[FINDINGS] = select(made, finding.docid.label("docid")).group_by(finding.docid, finding.rule)
    sized = select(search_amounts.c.docid, amount_size(search_amounts.c.value).label("size")).subquery().c
    sizes = select((func.count() * SIZE_STEP + sized.size).label("value"), sized.docid.label("docid"))
    selections[SIZES] = sizes.group_by(sized.docid, sized.size)
    return selections
