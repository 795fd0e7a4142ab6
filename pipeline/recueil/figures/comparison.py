"""Compare bodies per inhabitant in a year: acts, awards, or amounts of a chapter, against those of like size.

The peers of a body are the others of its kind and stratum of population (``values.strata``) of which the store
has acts of every quarter of the year: councils must meet once in each (CGCT L2121-7, L5211-11). A body without
them is shown, with the reason, but has no rank, and does not count in the median of others. Fewer than three
peers have no median. Acts of which it is not known which of several bodies they are of count for none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, extract, func, select, true

from recueil.figures.counts import exact_sum
from recueil.figures.scope import YEARS, FigureScope, chapter_term, exact_term, is_partial
from recueil.figures.sql_sums import sum_columns
from recueil.store.acts import handles
from recueil.store.engine.statements import chunks
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_amounts, search_awards, search_terms
from recueil.store.index.terms import CHAPTER, normalise_term
from recueil.store.schema import bodies
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act
from recueil.values.award import normalize_decision
from recueil.values.strata import Stratum, find_stratum

Measured = Literal["actes", "attribue", "inscrit"]
"""Acts per thousand inhabitants; euros that acts award, or write on lines of chapters, per inhabitant."""

Unranked = Literal["ambiguous", "unknown", "population", "quarters", "partial", "nothing", "peers"]
"""Why a body has no rank: several bodies bear its name; it is not known, or its population is not; the store lacks
acts of a quarter, or less was read of an act than it prints; no act says an amount; fewer than three peers.
"""

_FEWEST_PEERS = 3
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
    """Bodies by kind and stratum, those with a rank first; ``more`` if there are others. No year without acts."""

    year: int | None
    rows: tuple[ComparedBody, ...]
    more: bool


def compare_bodies(
    scope: FigureScope,
    measured: Measured = "actes",
    *,
    year: int | None = None,
    chapter: str | None = None,
    what: str | None = None,
    siren: str | None = None,
    limit: int = 50,
) -> Comparison:
    """Compare the bodies of the acts in scope.

    ``year`` is by default the latest of which a body has acts of each quarter. ``chapter`` selects the acts that
    name it, and their amounts of it; ``what`` awards of one decision; ``siren`` one body and its peers.
    It reads the index of bodies, and the awards or amounts of the year.
    """
    year = year or _latest_year(scope)
    if year is None:
        return Comparison(None, (), more=False)
    chapter = normalise_term(chapter) if chapter else None
    rows = _read_bodies(scope, year, chapter)
    values = _read_values(scope, measured, year, chapter, what and normalize_decision(what))
    unsure = _read_partial(scope, year) if measured == "attribue" else frozenset()
    quarters = _read_quarters(scope, year)
    compared = {
        key: _value_of(row, key, Decimal(row.acts) if measured == "actes" else values.get(key), quarters, unsure)
        for key, row in rows.items()
    }
    scale = 1_000 if measured == "actes" else 1
    ranked = sorted(_rank_bodies(list(compared.values()), scale), key=_order)
    if siren is not None:
        own = next(((one.kind, one.stratum) for one in ranked if one.siren == siren), None)
        ranked = [one for one in ranked if own and (one.kind, one.stratum) == own]
    return Comparison(year, tuple(ranked[:limit]), len(ranked) > limit)


def _latest_year(scope: FigureScope) -> int | None:
    """Return the latest year of which a body has acts of each quarter; the latest of any act if none has."""
    quarter = func.count(quarter_of_act().distinct())
    dated = and_(_ACT.body.is_not(None), _ACT.ambiguous.is_(False), _ACT.date_from == _ACT.date_to)
    before = handles.of_year(YEARS.stop)[0]
    while True:  # a year is read at a time: as a rule, one of the last two is complete
        last = select(func.max(_ACT.docid)).where(dated, _ACT.docid >= handles.of_year(YEARS.start)[0])
        docid = scope.connection.execute(last.where(_ACT.docid < before)).scalar()
        if docid is None:
            any_year = select(func.max(_ACT.year)).where(scope.among(_ACT.docid), _ACT.year > 1)
            return scope.connection.execute(any_year).scalar()
        year = handles.year_of(docid)
        complete = select(_ACT.body).where(dated, _in_year(_ACT.docid, year)).group_by(_ACT.body)
        if scope.connection.execute(complete.having(quarter == 4).limit(1)).first() is not None:
            return year
        before = handles.of_year(year)[0]


def quarter_of_act() -> ColumnElement[int]:
    """Build the quarter, 1 to 4, in which a row of ``search_acts`` is dated."""
    month = extract("month", _ACT.date_from)
    return case((month <= 3, 1), (month <= 6, 2), (month <= 9, 3), else_=4)


def _in_year(docid: ColumnElement[int], year: int) -> ColumnElement[bool]:
    return docid.between(*handles.of_year(year))


def _read_bodies(scope: FigureScope, year: int, chapter: str | None) -> dict[str, ComparedBody]:
    """Return the bodies of acts in scope by key, with their acts and what is known of them."""
    connection = scope.connection
    condition = and_(_ACT.body.is_not(None), _in_year(_ACT.docid, year), scope.among(_ACT.docid))
    if chapter:
        named = select(search_terms.c.docid).where(search_terms.c.axis == CHAPTER, search_terms.c.value == chapter)
        condition = and_(condition, _ACT.docid.in_(named))
    doubtful = func.max(case((_ACT.ambiguous, 1), else_=0))
    counted = connection.execute(
        select(_ACT.body, func.count(case((is_act(_ACT.docid), 1))), doubtful).where(condition).group_by(_ACT.body)
    ).all()
    keys = [key for key, *_ in counted]
    records = {
        row.key: row
        for some in chunks(keys)
        for row in connection.execute(select(bodies).where(bodies.c.key.in_(some)))
    }
    labels = {key: label for some in chunks(keys) for key, label in body_labels(connection, list(some)).items()}
    terms = (f"seance:{year}", *((chapter_term(chapter),) if chapter else ()))
    rows: dict[str, ComparedBody] = {}
    for key, acts, is_ambiguous in counted:
        label = labels.get(key, key)
        row = ComparedBody(label, scope.query(exact_term("commune", label), *terms), acts)
        rows[key] = replace(row, unranked="ambiguous") if is_ambiguous else _describe(row, records.get(key))
    return rows


def _describe(row: ComparedBody, record: Any) -> ComparedBody:
    if record is None:
        return replace(row, unranked="unknown")
    stratum = None if record.population is None else find_stratum(record.kind, record.population)
    return replace(
        row,
        kind=record.kind,
        siren=record.siren,
        departement=record.departement,
        population=record.population,
        publication=record.publication,
        stratum=stratum,
        unranked=None if stratum and record.population else "population",
    )


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


def _value_of(
    row: ComparedBody,
    key: str,
    value: Decimal | None,
    quarters: Mapping[str, frozenset[int]],
    partial: frozenset[str],
) -> ComparedBody:
    """Set the value of a body, and why it cannot be ranked."""
    missing = tuple(sorted({1, 2, 3, 4} - quarters.get(key, frozenset())))
    reason: Unranked | None = row.unranked
    if reason is None and missing:
        reason = "quarters"
    elif reason is None and key in partial:
        reason = "partial"
    elif reason is None and value is None:
        reason = "nothing"
    return replace(row, value=value, quarters=missing, unranked=reason)


def _rank_bodies(rows: Sequence[ComparedBody], scale: int) -> list[ComparedBody]:
    """Compute values per inhabitant, the medians of peers and the ranks of bodies that may have one."""
    ratios = [
        Fraction(row.value) * scale / row.population if row.value is not None and row.population else None
        for row in rows
    ]
    groups: defaultdict[tuple[str | None, Stratum | None], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.unranked is None:
            groups[row.kind, row.stratum].append(number)
    ranked: list[ComparedBody] = []
    for number, (row, ratio) in enumerate(zip(rows, ratios, strict=True)):
        compared = replace(row, per_inhabitant=None if ratio is None else _round(ratio))
        if row.stratum is not None and row.unranked != "ambiguous":
            peers = (ratios[peer] for peer in groups[row.kind, row.stratum] if peer != number)
            of_peers = [each for each in peers if each is not None]
            compared = replace(compared, peers=len(of_peers))
            if len(of_peers) < _FEWEST_PEERS:
                compared = replace(compared, unranked=compared.unranked or "peers")
            else:
                compared = replace(compared, median=_round(median(of_peers)))
                if compared.unranked is None and ratio is not None:
                    compared = replace(compared, rank=1 + sum(each > ratio for each in of_peers))
        ranked.append(compared)
    return ranked


def _round(ratio: Fraction) -> Decimal:
    return (Decimal(ratio.numerator) / Decimal(ratio.denominator)).quantize(_CENT)


def _order(row: ComparedBody) -> tuple[object, ...]:
    first = row.stratum.first if row.stratum else -1
    value = row.per_inhabitant if row.per_inhabitant is not None else Decimal(-1)
    return (row.kind is None, row.kind or "", first, row.rank is None, row.rank or 0, -value, row.body)
