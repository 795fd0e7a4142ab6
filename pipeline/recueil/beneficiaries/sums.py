"""Sum up what beneficiaries were awarded: by year, by body, by purpose, and award by award.

Sums are of awards in euros, by decision: loans, guarantees or sales are not subsidies. They count an award once,
and leave out doubtful ones, as figures of amounts do; beside each stands how many it leaves out. Acts whose body
may be several count nowhere. Private persons have no identifier, so that nothing is summed up of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, false, func, select, tuple_

from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.schema import merged_beneficiaries
from recueil.figures.counts import exact_sum
from recueil.figures.scope import FigureScope, is_partial
from recueil.figures.sql_sums import award_measures, exact_order
from recueil.privacy.redaction.private_persons import load_redactors
from recueil.privacy.redaction.redacted_results import redact_titles
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_awards
from recueil.store.schema import acts
from recueil.store.search.facets import body_labels
from recueil.text import words_with_wildcards
from recueil.values.award import normalize_decision

Order = Literal["total", "name", "awards", "acts"]
_AWARD, _ACT, _MERGED = search_awards.c, search_acts.c, merged_beneficiaries.c
_HEAD = func.coalesce(_MERGED.head, _AWARD.beneficiary_id)
_NAMES = (
    func.max(_AWARD.beneficiary).label("name"),
    func.max(case((_AWARD.beneficiary_id == _HEAD, _AWARD.beneficiary))).label("own_name"),
    func.max(case((_AWARD.beneficiary_id == _HEAD, _HEAD))).label("own_id"),
    func.min(_AWARD.beneficiary_id).label("any_id"),
    func.count(_ACT.body.distinct()).label("bodies"),
    func.max(_ACT.body).label("body"),
)
_ENDS = (func.min(_ACT.year).label("first"), func.max(_ACT.year).label("last"))
_EURO = _AWARD.currency == "EUR"
_OTHER = search_awards.alias("other").c
_SAME = (
    select(_OTHER.key, _OTHER.amount)
    .where(_OTHER.key.is_not(None), _OTHER.amount.is_not(None))
    .group_by(_OTHER.key, _OTHER.amount)
    .having(func.count() > 1)
    .subquery("same")
)
_NAMED = search_awards.outerjoin(merged_beneficiaries, _MERGED.beneficiary == _AWARD.beneficiary_id)


class _Awards(NamedTuple):
    """Awards with their beneficiaries, and whether each repeats another."""

    rows: FromClause
    repeat: ColumnElement[bool]

    @property
    def with_acts(self) -> FromClause:
        return self.rows.join(search_acts, _ACT.docid == _AWARD.docid)

    @property
    def measures(self) -> dict[str, ColumnElement[Any]]:
        return {column.name: column for column in award_measures(self.repeat, _EURO)}


def _select_awards(*few: ColumnElement[bool]) -> _Awards:
    """Return all awards, or the ``few`` that meet conditions: only of these it is asked which are repeats."""
    found = select(_AWARD.docid, _AWARD.n)
    if few:
        found = found.where(*few)
    else:
        # Of all awards, few have the beneficiary and the amount of another.
        same = (_AWARD.key == _SAME.c.key) & (_AWARD.amount == _SAME.c.amount)
        found = found.join_from(_SAME, search_awards, same)
    repeats = found.where(is_repeat()).subquery("repeats")
    rows = _NAMED.outerjoin(repeats, (repeats.c.docid == _AWARD.docid) & (repeats.c.n == _AWARD.n))
    return _Awards(rows, repeats.c.docid.is_not(None))


_MOST_NAMES = 50
# More are ranked by SQL: where they are equal, Python compares them.
_MOST_RANKED = 5_000


@dataclass(frozen=True, slots=True)
class Sum:
    """What some awards are together, in euros; ``total`` is None where none of them has an amount that counts.

    ``total`` is of ``awards``, without the ``repeated`` and the ``doubtful`` ones, whose amounts make ``doubted``.
    Of ``partial`` acts fewer awards were read than they print, so that the total is a minimum.
    """

    acts: int
    awards: int
    total: Decimal | None
    repeated: int = 0
    doubtful: int = 0
    doubted: Decimal | None = None
    partial: int = 0


@dataclass(frozen=True, slots=True)
class BeneficiarySum:
    """A beneficiary and one decision, ``subvention``, ``marche``…; ``bodies`` award it, ``body`` if it is one."""

    id: str
    name: str
    what: str
    bodies: int
    body: str | None
    first: int | None
    last: int | None
    sum: Sum


def list_sums(
    scope: FigureScope,
    name: str = "",
    what: str | None = None,
    order: Order = "total",
    *,
    descending: bool = True,
    limit: int | None = 50,
    offset: int = 0,
) -> list[BeneficiarySum]:
    """Return the beneficiaries whose names have all words of ``name``, by decision.

    A word that ends with * is the beginning of one. It reads all awards of the acts in scope, in columns where the
    process keeps them.
    """
    decision = None if what is None else normalize_decision(what)
    conditions = [] if decision is None else [_AWARD.what == decision]
    named = None
    if name.strip():
        named = [f" {word}" if is_prefix else f" {word} " for word, is_prefix in words_with_wildcards(name)]
        words = [_AWARD.words.contains(string, autoescape=True) for string in named] or [false()]
        conditions.append(_HEAD.in_(select(_HEAD).select_from(_NAMED).where(*words).distinct()))
    places = _rank_in_columns(scope, named, decision, order, descending, limit, offset)
    if places is None:
        ranked = _select_ranked(scope, conditions, order, descending=descending).limit(limit).offset(offset)
        places = [(row.head, row.what) for row in scope.connection.execute(ranked)]
    few: list[ColumnElement[bool]] = []
    if limit is not None:  # the names of these are known: of all awards, they would be looked up again
        heads = sorted({head for head, _ in places})
        merged = select(_MERGED.beneficiary).where(_MERGED.head.in_(heads))
        few.append(_AWARD.beneficiary_id.in_([*heads, *scope.connection.execute(merged).scalars()]))
        conditions = few if decision is None else [*few, _AWARD.what == decision]
    columns = (_HEAD.label("head"), _AWARD.what, *_NAMES, *_ENDS)
    summed = _select_sums(scope, *columns, among=_select_awards(*few)).where(*conditions)
    rows = {
        (row.head, row.what): row for row in scope.connection.execute(summed.group_by(_HEAD, _AWARD.what)).all()
    }
    labels = body_labels(scope.connection, [row.body for row in rows.values() if row.bodies == 1 and row.body])
    return [_beneficiary_from_row(rows[place], labels) for place in places]


def _select_ranked(
    scope: FigureScope, conditions: Sequence[ColumnElement[bool]], order: Order, *, descending: bool
) -> Select[Any]:
    """Select the head and the decision of each beneficiary, in an order."""
    awards = _select_awards()
    measures = awards.measures
    by: dict[Order, tuple[ColumnElement[Any], ...]] = {
        "total": exact_order(measures["units"], measures["rest"]),
        "name": (func.max(_AWARD.beneficiary),),
        "awards": (measures["awards"],),
        "acts": (func.count(_AWARD.docid.distinct()),),
    }
    ways = [column.desc().nulls_last() if descending else column.asc().nulls_last() for column in by[order]]
    ranked = (
        select(_HEAD.label("head"), _AWARD.what).select_from(awards.rows).where(_is_counted(scope), *conditions)
    )
    return ranked.group_by(_HEAD, _AWARD.what).order_by(*ways, _HEAD, _AWARD.what)


def _rank_in_columns(
    scope: FigureScope,
    named: Sequence[str] | None,
    what: str | None,
    order: Order,
    descending: bool,
    limit: int | None,
    offset: int,
) -> list[tuple[str, str]] | None:
    """Return what ``_select_ranked`` selects, ranked in columns; None where SQL must rank."""
    if limit is None or limit + offset > _MOST_RANKED or order == "name" or scope.in_columns is None:
        return None
    if named is not None and not named:
        return []
    merged = frozenset(map(tuple, scope.connection.execute(select(_MERGED.beneficiary, _MERGED.head))))
    given = merged, named, what, order, descending, limit + offset
    found = scope.once(limit + offset, _rank, *given) if named is None else _rank(scope, *given)
    return found and found[offset:]


def _rank(
    scope: FigureScope,
    merged: Iterable[tuple[str, str]],
    named: Sequence[str] | None,
    what: str | None,
    order: Literal["total", "awards", "acts"],
    descending: bool,
    limit: int,
) -> list[tuple[str, str]] | None:
    from recueil.beneficiaries.column_ranks import rank  # NumPy, for which short commands would wait

    return scope.in_columns and rank(
        *scope.in_columns, dict(merged), named, what, order, descending=descending, limit=limit
    )


def _beneficiary_from_row(row: Row[Any], labels: Mapping[str, str]) -> BeneficiarySum:
    return BeneficiarySum(
        *(shown_id(row.head, row.own_id or row.any_id), row.own_name or row.name, row.what, row.bodies),
        labels.get(row.body) if row.bodies == 1 else None,
        *(row.first, row.last, _sum_from_row(row)),
    )


def shown_id(head: str, awarded: str) -> str:
    """Return the identifier to show of a group: its head if that is a number, or else one that an award has.

    A head that no award has any more may be the name of somebody who is private since.
    """
    return head if BeneficiaryId.parse(head).number else awarded


def _select_sums(scope: FigureScope, *columns: ColumnElement[Any], among: _Awards) -> Select[Any]:
    partial = func.count(case((is_partial("awards", _AWARD.docid), _AWARD.docid)).distinct())
    acts_of_it = func.count(_AWARD.docid.distinct()).label("acts")
    measures = (acts_of_it, *among.measures.values(), partial.label("partial"))
    return select(*columns, *measures).select_from(among.with_acts).where(_is_counted(scope))


def _is_counted(scope: FigureScope) -> ColumnElement[bool]:
    return and_(_AWARD.beneficiary_id.is_not(None), scope.is_counted(_AWARD.docid))


def _sum_from_row(row: Row[Any]) -> Sum:
    return Sum(
        *(row.acts, row.awards, exact_sum(row.units, row.rest), row.repeated, row.doubtful),
        *(exact_sum(row.doubted_units, row.doubted_rest), row.partial),
    )


@dataclass(frozen=True, slots=True)
class NameInBody:
    """A name of the beneficiary, and how many awards give it; ``id`` is its identifier without merges."""

    id: str
    name: str
    body: str | None
    awards: int


@dataclass(frozen=True, slots=True)
class PartSum:
    """The awards of one decision, in a year (None if undated), by a body, or for a purpose, as written."""

    what: str
    part: str | None
    sum: Sum


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award and the act that makes it.

    Sums leave it out if it is ``repeated``, ``doubtful`` or not in euros, or if the body is ``ambiguous``.
    """

    uid: str
    date: str | None
    kind: str | None
    number: str | None
    title: str | None
    body: str | None
    beneficiary_id: str
    beneficiary: str
    what: str
    amount: Decimal | None
    currency: str | None
    purpose: str | None
    siret: str | None
    rna: str | None
    repeated: bool
    doubtful: bool
    ambiguous: bool
    partial: bool
    place: tuple[int, int]

    @property
    def counts(self) -> bool:
        return not (self.repeated or self.doubtful or self.ambiguous) and self.currency == "EUR"


@dataclass(frozen=True, slots=True)
class AwardRows:
    """A page of awards, those of the latest acts first; the next one begins after ``next``, None on the last."""

    rows: tuple[AwardRow, ...]
    next: tuple[int, int] | None


Part = Literal["year", "body", "purpose"]
_PARTS: dict[Part, ColumnElement[Any]] = {"year": _ACT.year, "body": _ACT.body, "purpose": _AWARD.purpose}


def load_names(scope: FigureScope, members: Collection[str]) -> tuple[NameInBody, ...]:
    """Return the names that awards give the members of a group, the most frequent first."""
    number = func.count().label("awards")
    columns: tuple[Any, ...] = (_AWARD.beneficiary_id, _AWARD.beneficiary, _ACT.body)
    query = select(*columns, number)
    query = query.join_from(search_awards, search_acts, _ACT.docid == _AWARD.docid).where(_of(members))
    grouped = query.group_by(_AWARD.beneficiary_id, _AWARD.beneficiary, _ACT.body)
    ordered = grouped.order_by(number.desc(), _AWARD.beneficiary_id, _AWARD.beneficiary, _ACT.body)
    rows = scope.connection.execute(ordered.limit(_MOST_NAMES)).all()
    labels = body_labels(scope.connection, [row.body for row in rows if row.body])
    return tuple(NameInBody(row.beneficiary_id, row.beneficiary, labels.get(row.body), row.awards) for row in rows)


def sum_by(scope: FigureScope, members: Collection[str], part: Part, limit: int | None = None) -> list[PartSum]:
    """Return what the members of a group were awarded by year, the latest first, or by body or purpose, the
    largest totals first.
    """
    column = _PARTS[part]
    among = _select_awards(_of(members))
    query = _select_sums(scope, _AWARD.what, column.label("part"), among=among).where(_of(members))
    sums = query.group_by(_AWARD.what, column).subquery()
    found = sums.c
    largest = found.units.desc().nulls_last(), found.rest.desc(), found.part, found.what
    order = (found.part.desc().nulls_last(), found.what) if part == "year" else largest
    rows = scope.connection.execute(select(sums).order_by(*order).limit(limit)).all()
    names = _name_parts(scope, members, part, [row.part for row in rows if row.part is not None])
    return [PartSum(row.what, names.get(row.part), _sum_from_row(row)) for row in rows]


def _name_parts(scope: FigureScope, members: Collection[str], part: Part, values: Sequence[Any]) -> dict[Any, str]:
    """Return how parts are shown: purposes without the names of private persons of any act that states them."""
    if part == "body":
        return dict[Any, str](body_labels(scope.connection, list(values)))
    shown = {value: str(value) for value in values}
    if part == "year" or not scope.redacted or not values:
        return shown
    stated = select(acts.c.uid, _AWARD.purpose).join_from(search_awards, acts, acts.c.docid == _AWARD.docid)
    rows = scope.connection.execute(stated.where(_of(members), _AWARD.purpose.in_(values)).distinct()).all()
    redactors = load_redactors(scope.connection, (row.uid for row in rows))
    for uid, purpose in rows:
        shown[purpose] = redactors[uid].string(shown[purpose])
    return shown


def list_awards(
    scope: FigureScope, members: Collection[str], limit: int = 50, after: tuple[int, int] | None = None
) -> AwardRows:
    """Return the awards of the members of a group, also those that sums leave out."""
    columns = (_AWARD[name] for name in _COLUMNS)
    of_act = (acts.c[name] for name in ("uid", "date", "kind", "number", "title", "body"))
    partial = is_partial("awards", _AWARD.docid)
    repeated = is_repeat().label("repeated")
    query = select(*of_act, *columns, repeated, _ACT.ambiguous, partial.label("partial"))
    query = query.select_from(search_awards.join(search_acts, _ACT.docid == _AWARD.docid))
    query = query.join(acts, acts.c.docid == _AWARD.docid)
    query = query.where(_of(members), scope.among(_AWARD.docid))
    if after is not None:
        query = query.where(tuple_(_AWARD.docid, _AWARD.n) < tuple_(*after))
    rows = scope.connection.execute(query.order_by(_AWARD.docid.desc(), _AWARD.n.desc()).limit(limit + 1)).all()
    found = list(map(_award_from_row, rows[:limit]))
    shown = redact_titles(scope.connection, found) if scope.redacted else found
    return AwardRows(tuple(shown), found[-1].place if len(rows) > limit else None)


_COLUMNS = (
    *("docid", "n", "beneficiary_id", "beneficiary", "what", "amount", "currency", "purpose", "siret", "rna"),
    "doubtful",
)


def _award_from_row(row: Any) -> AwardRow:
    return AwardRow(
        *(row.uid, row.date, row.kind, row.number, row.title, row.body, row.beneficiary_id, row.beneficiary),
        *(row.what, row.amount, row.currency, row.purpose, row.siret, row.rna),
        *(bool(row.repeated), row.doubtful, row.ambiguous, bool(row.partial), (row.docid, row.n)),
    )


def _of(members: Collection[str]) -> ColumnElement[bool]:
    return _AWARD.beneficiary_id.in_(sorted(members))
