"""Compare bodies per inhabitant in a year: acts, awards, or amounts of a chapter, against those of like size.

The peers of a body are the others of its kind and stratum of population (``values.strata``) of which the store
has acts of every quarter of the year: councils must meet once in each (CGCT L2121-7, L5211-11). A body without
them is shown, with the reason, but has no rank, and does not count in the median of others. Fewer than three
peers have no median. Acts of which it is not known which of several bodies they are of count for none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from operator import itemgetter
from statistics import median
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, extract, func, select, true

from recueil.figures.counts import MILLION, Measured, YearCounts, exact_sum
from recueil.figures.scope import YEARS, FigureScope, chapter_term, exact_term, is_partial
from recueil.figures.sql_sums import sum_columns
from recueil.store.acts import handles
from recueil.store.engine.column_types import from_millionths, millionths
from recueil.store.engine.statements import chunks
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_amounts, search_awards, search_terms
from recueil.store.index.terms import CHAPTER, normalise_term
from recueil.store.schema import bodies
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act
from recueil.values.award import normalize_decision
from recueil.values.strata import Stratum, find_stratum

Unranked = Literal["ambiguous", "unknown", "population", "quarters", "partial", "nothing", "peers"]
"""Why a body has no rank: several bodies bear its name; it is not known, or its population is not; the store lacks
acts of a quarter, or less was read of an act than it prints; no act says an amount; fewer than three peers.
"""

_FEWEST_PEERS = 3
_QUARTERS = frozenset({1, 2, 3, 4})
_ACT = search_acts.c
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ComparedBody:
    """A body, and its value in the year, in all and per inhabitant (acts: per thousand), rounded to hundredths.

    ``median`` is that of its ``peers``, ``rank`` its place among them and itself, the largest first; without one,
    ``unranked`` is why. ``quarters`` are those without acts. ``query`` lists the ``acts``.
    """

    body: str
    query: str
    acts: int
    kind: str | None = None
    siren: str | None = None
    departement: str | None = None
    population: int | None = None
    publication: str | None = None
    stratum: Stratum | None = None
    value: Decimal | None = None
    per_inhabitant: Decimal | None = None
    peers: int = 0
    median: Decimal | None = None
    rank: int | None = None
    unranked: Unranked | None = None
    quarters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bodies by kind and stratum, those with a rank first; ``more`` if there are others. No year without acts.

    ``complete``: one of the bodies compared has acts of each quarter of the year.
    """

    year: int | None
    rows: tuple[ComparedBody, ...]
    more: bool
    complete: bool = False


def compare_bodies(
    scope: FigureScope,
    measured: Measured = "actes",
    *,
    year: int | None = None,
    before: int | None = None,
    chapter: str | None = None,
    what: str | None = None,
    siren: str | None = None,
    limit: int = 50,
) -> Comparison:
    """Compare the bodies of the acts in scope.

    ``year`` is by default the latest, ``before`` the one that is not over, of which one of them (with ``siren``,
    that body) has acts of each quarter; if none has, the latest of any act. ``chapter`` selects the acts that name
    it, and their amounts of it; ``what`` awards of one decision; ``siren`` one body and its peers.
    It reads the index of bodies, and the awards or amounts of the year.
    """
    chapter = normalise_term(chapter) if chapter else None
    decision = what and normalize_decision(what)
    return scope.once(limit, _compare, measured, year, before or YEARS.stop, chapter, decision, siren, limit)


def _compare(
    scope: FigureScope,
    measured: Measured,
    year: int | None,
    before: int,
    chapter: str | None,
    decision: str | None,
    siren: str | None,
    limit: int,
) -> Comparison:
    keys = _keys_of(scope, siren) if siren else None
    if scope.in_columns is not None:
        from recueil.figures import column_comparison  # NumPy, for which short commands would wait

        year = year or column_comparison.latest_year(*scope.in_columns, before, keys)
        counts = year and column_comparison.count_year(*scope.in_columns, year, measured, chapter, decision)
    else:
        year = year or _latest_year(scope, before, keys)
        counts = year and _count_year(scope, year, measured, chapter, decision)
    if not year or not counts:
        return Comparison(None, (), more=False)
    found, more = rank_bodies(scope, counts, measured, siren, limit)
    terms = (f"seance:{year}", *((chapter_term(chapter),) if chapter else ()))
    rows = (replace(row, query=scope.query(exact_term("commune", row.body), *terms)) for row in found)
    compared = counts.acts.keys() if keys is None else keys
    complete = any(counts.quarters.get(key) == _QUARTERS for key in compared)
    return Comparison(year, tuple(rows), more, complete)


def _keys_of(scope: FigureScope, siren: str) -> frozenset[str]:
    """Return the keys of the body with a SIREN."""
    return frozenset(scope.connection.execute(select(bodies.c.key).where(bodies.c.siren == siren)).scalars())


def _count_year(
    scope: FigureScope, year: int, measured: Measured, chapter: str | None, decision: str | None
) -> YearCounts:
    acts, ambiguous = _count_acts(scope, year, chapter)
    return YearCounts(
        acts,
        ambiguous,
        _read_values(scope, measured, year, chapter, decision),
        _read_partial(scope, year) if measured == "attribue" else frozenset(),
        _read_quarters(scope, year),
        {
            row.key: row
            for some in chunks(acts)
            for row in scope.connection.execute(select(bodies).where(bodies.c.key.in_(some)))
        },
    )


def _latest_year(scope: FigureScope, before: int, keys: frozenset[str] | None) -> int | None:
    """Return the latest year before one of which a body of acts in scope, among ``keys``, has acts of each
    quarter; if none has, the latest before it of any act in scope, or the latest.
    """
    quarter = func.count(quarter_of_act().distinct())
    dated = and_(_ACT.body.is_not(None), _ACT.ambiguous.is_(False), _ACT.date_from == _ACT.date_to)
    if keys is not None:
        dated = and_(dated, _ACT.body.in_(keys))
    end = handles.of_year(before)[0]
    while True:  # a year is read at a time: as a rule, one of the last two is complete
        last = select(func.max(_ACT.docid)).where(dated, _ACT.docid >= handles.of_year(YEARS.start)[0])
        docid = scope.connection.execute(last.where(_ACT.docid < end)).scalar()
        if docid is None:
            any_year = select(func.max(_ACT.year)).where(scope.among(_ACT.docid), _ACT.year > 1)
            ended = scope.connection.execute(any_year.where(_ACT.year < before)).scalar()
            return ended or scope.connection.execute(any_year).scalar()
        year = handles.year_of(docid)
        in_year = _in_year(_ACT.docid, year)
        compared = select(_ACT.body).where(_ACT.body.is_not(None), in_year, scope.among(_ACT.docid))
        complete = select(_ACT.body).where(dated, in_year, _ACT.body.in_(compared)).group_by(_ACT.body)
        if scope.connection.execute(complete.having(quarter == 4).limit(1)).first() is not None:
            return year
        end = handles.of_year(year)[0]


def quarter_of_act() -> ColumnElement[int]:
    """Build the quarter, 1 to 4, in which a row of ``search_acts`` is dated."""
    month = extract("month", _ACT.date_from)
    return case((month <= 3, 1), (month <= 6, 2), (month <= 9, 3), else_=4)


def _in_year(docid: ColumnElement[int], year: int) -> ColumnElement[bool]:
    return docid.between(*handles.of_year(year))


def _count_acts(scope: FigureScope, year: int, chapter: str | None) -> tuple[dict[str, int], frozenset[str]]:
    """Return the number of acts in scope of each body, by key, and the keys that may be several bodies."""
    condition = and_(_ACT.body.is_not(None), _in_year(_ACT.docid, year), scope.among(_ACT.docid))
    if chapter:
        named = select(search_terms.c.docid).where(search_terms.c.axis == CHAPTER, search_terms.c.value == chapter)
        condition = and_(condition, _ACT.docid.in_(named))
    doubtful = func.max(case((_ACT.ambiguous, 1), else_=0))
    query = select(_ACT.body, func.count(case((is_act(_ACT.docid), 1))), doubtful).where(condition)
    counted = scope.connection.execute(query.group_by(_ACT.body)).all()
    return {key: acts for key, acts, _ in counted}, frozenset(key for key, _, is_several in counted if is_several)


def _read_values(
    scope: FigureScope, measured: Measured, year: int, chapter: str | None, decision: str | None
) -> Mapping[str, Decimal]:
    """Return the sum of each body: of awards in euros, neither doubtful nor repeated, or of written lines."""
    if measured == "actes":
        return {}
    table = search_awards if measured == "attribue" else search_amounts
    conditions = [_in_year(table.c.docid, year), scope.among(table.c.docid), _ACT.ambiguous.is_(False)]
    conditions.append(table.c.chapter == chapter if chapter else true())
    if table is search_awards:
        decided = search_awards.c.what == decision if decision else true()
        conditions += [
            search_awards.c.currency == "EUR",
            search_awards.c.doubtful.is_(False),
            ~is_repeat(),
            decided,
        ]
        sums = sum_columns(search_awards.c.amount, true())
    else:
        conditions.append(search_amounts.c.chapter.is_not(None))
        sums = sum_columns(search_amounts.c.value, true())
    joined = table.join(search_acts, _ACT.docid == table.c.docid)
    query = select(_ACT.body, *sums).select_from(joined).where(and_(*conditions)).group_by(_ACT.body)
    found = {row.body: exact_sum(row.units, row.rest) for row in scope.connection.execute(query) if row.body}
    return {body: total for body, total in found.items() if total is not None}


def _read_partial(scope: FigureScope, year: int) -> frozenset[str]:
    """Return the bodies with acts of which fewer awards were read than they print."""
    condition = and_(_in_year(_ACT.docid, year), scope.among(_ACT.docid), is_partial("awards", _ACT.docid))
    return frozenset(scope.connection.execute(select(_ACT.body).where(condition).distinct()).scalars())


def _read_quarters(scope: FigureScope, year: int) -> Mapping[str, frozenset[int]]:
    """Return the quarters of the year of which the store has acts dated to a day, by body, in scope or not."""
    dated = and_(_in_year(_ACT.docid, year), _ACT.date_from == _ACT.date_to, _ACT.body.is_not(None))
    found: defaultdict[str, set[int]] = defaultdict(set)
    for body, quarter in scope.connection.execute(select(_ACT.body, quarter_of_act()).where(dated).distinct()):
        found[body].add(quarter)
    return {body: frozenset(quarters) for body, quarters in found.items()}


class _Candidate(NamedTuple):
    """A body that is to be ranked: its value is ``millionths``, its place among others that of ``ratio``."""

    key: str
    population: int | None
    millionths: int | None
    ratio: int | None
    unranked: Unranked | None


_GroupKey = tuple[str | None, Stratum | None]
"""The kind and the stratum of bodies that are compared with each other."""


def rank_bodies(
    scope: FigureScope, counts: YearCounts, measured: Measured, siren: str | None, limit: int
) -> tuple[list[ComparedBody], bool]:
    """Return the first bodies by kind, stratum and rank, or of those with a SIREN and its peers; and whether there
    are others. Only the groups that are shown are ranked.
    """
    groups = _group_bodies(counts, measured)
    ordered = sorted(groups, key=_order_of_group)
    if siren is not None:
        own = (key for key in ordered if any(_siren(counts, one) == siren for one in groups[key]))
        ordered = [*islice(own, 1)]
    found: list[ComparedBody] = []
    for key in ordered:
        if len(found) < limit:
            found += _Group(key, groups[key], measured).first(scope, counts, limit - len(found))
    return found, sum(len(groups[key]) for key in ordered) > limit


def _siren(counts: YearCounts, one: _Candidate) -> str | None:
    body = None if one.key in counts.ambiguous else counts.bodies.get(one.key)
    return None if body is None else body.siren


def _group_bodies(counts: YearCounts, measured: Measured) -> dict[_GroupKey, list[_Candidate]]:
    """Return the bodies by kind and stratum.

    Ratios are integers in the order of the values per inhabitant, and equal where these are: two such fractions
    differ by more than one divided by the square of the largest population.
    """
    known = counts.bodies
    scale = max((known[key].population or 0 for key in counts.acts if key in known), default=0) ** 2
    groups: defaultdict[_GroupKey, list[_Candidate]] = defaultdict(list)
    for key, acts in counts.acts.items():
        body = None if key in counts.ambiguous else known.get(key)
        value = acts * MILLION if measured == "actes" else _to_millionths(counts.values.get(key))
        population = None if body is None else body.population
        stratum = None if body is None or population is None else find_stratum(body.kind, population)
        reason: Unranked | None = None
        if body is None:
            reason = "ambiguous" if key in counts.ambiguous else "unknown"
        elif stratum is None or not population:
            reason = "population"
        elif len(counts.quarters.get(key, ())) < len(_QUARTERS):
            reason = "quarters"
        elif key in counts.partial:
            reason = "partial"
        elif value is None:
            reason = "nothing"
        ratio = value * scale // population if value is not None and population else None
        groups[None if body is None else body.kind, stratum].append(
            _Candidate(key, population, value, ratio, reason)
        )
    return groups


def _to_millionths(value: Decimal | None) -> int | None:
    return None if value is None else millionths(value)


def _order_of_group(key: _GroupKey) -> tuple[bool, str, int]:
    kind, stratum = key
    return kind is None, kind or "", stratum.first if stratum else -1


class _Group:
    """Bodies of a kind and a stratum, and the values of those among them that may have a rank."""

    def __init__(self, key: _GroupKey, members: Sequence[_Candidate], measured: Measured) -> None:
        self._kind, self._stratum = key
        self._members = members
        self._scale = 1_000 if measured == "actes" else 1
        peers = [one for one in members if one.unranked is None and one.ratio is not None]
        self._peers = sorted(peers, key=lambda one: one.ratio or 0)
        self._ratios = [one.ratio or 0 for one in self._peers]

    def first(self, scope: FigureScope, counts: YearCounts, limit: int) -> list[ComparedBody]:
        """Return the first bodies in order: by rank, by value, by name."""
        placed = sorted(((self._place(one), one) for one in self._members), key=itemgetter(0))
        if len(placed) > limit:
            last = placed[limit - 1][0]
            placed = placed[: bisect_right(placed, last, key=itemgetter(0))]
        keys = [one.key for _, one in placed]
        labels = {
            key: label for some in chunks(keys) for key, label in body_labels(scope.connection, list(some)).items()
        }
        placed.sort(key=lambda each: (each[0], labels.get(each[1].key, each[1].key)))
        return [self._compare(one, labels.get(one.key, one.key), counts) for _, one in placed[:limit]]

    def _place(self, one: _Candidate) -> tuple[bool, int, Decimal]:
        rank = self._rank(one)
        if rank is not None:
            return False, rank, Decimal(0)
        value = self._per_inhabitant(one)
        return True, 0, Decimal(1) if value is None else -value

    def _rank(self, one: _Candidate) -> int | None:
        """Return the place of a body among its peers and itself; None where it has none."""
        if one.unranked is not None or one.ratio is None or len(self._peers) - 1 < _FEWEST_PEERS:
            return None
        return 1 + len(self._ratios) - bisect_right(self._ratios, one.ratio)

    def _per_inhabitant(self, one: _Candidate) -> Decimal | None:
        return None if one.ratio is None else _round(self._fraction(one))

    def _fraction(self, one: _Candidate) -> Fraction:
        return Fraction((one.millionths or 0) * self._scale, MILLION * (one.population or 1))

    def _compare(self, one: _Candidate, label: str, counts: YearCounts) -> ComparedBody:
        body = None if one.key in counts.ambiguous else counts.bodies.get(one.key)
        peers = self._peers
        if one.unranked is None and one.ratio is not None:
            own = bisect_left(self._ratios, one.ratio)  # it or one of the same value
            peers = peers[:own] + peers[own + 1 :]
        if self._stratum is None:
            peers = []
        is_few = len(peers) < _FEWEST_PEERS
        return ComparedBody(
            label,
            "",
            counts.acts[one.key],
            kind=None if body is None else body.kind,
            siren=None if body is None else body.siren,
            departement=None if body is None else body.departement,
            population=None if body is None else body.population,
            publication=None if body is None else body.publication,
            stratum=self._stratum,
            value=None if one.millionths is None else from_millionths(one.millionths),
            per_inhabitant=self._per_inhabitant(one),
            peers=len(peers),
            median=None if is_few else _round(self._median(peers)),
            rank=self._rank(one),
            unranked=one.unranked or ("peers" if self._stratum is not None and is_few else None),
            quarters=tuple(sorted(_QUARTERS - counts.quarters.get(one.key, frozenset()))),
        )

    def _median(self, peers: Sequence[_Candidate]) -> Fraction:
        return median([self._fraction(one) for one in peers[(len(peers) - 1) // 2 : len(peers) // 2 + 1]])


def _round(ratio: Fraction) -> Decimal:
    return (Decimal(ratio.numerator) / Decimal(ratio.denominator)).quantize(_CENT)
