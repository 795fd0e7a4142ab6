"""What a store knows of one body: what it is, how its acts are known to be its own, and its acts by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from recueil.bodies.candidates import BodyCandidate
from recueil.bodies.filing import installed_referential
from recueil.facts.identity.commune_periods import CommunePeriod
from recueil.facts.identity.referential import Referential
from recueil.figures.comparison import quarter_of_act
from recueil.figures.scope import YEARS, FigureScope, exact_term
from recueil.installed_pipeline import pipeline_package
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, bodies
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act
from recueil.store.search.territories import load_territories
from recueil.values.body import Body, body_key
from recueil.values.strata import Stratum, find_stratum

_ACT = search_acts.c


@dataclass(frozen=True, slots=True)
class YearOfActs:
    """The acts of a year, None for those without a date, and the quarters in which some are dated to a day."""

    year: int | None
    query: str
    acts: int
    quarters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """A département, a région, or an EPCI with its SIREN as ``code``; ``query`` finds the acts of its bodies."""

    code: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Merger:
    """A commune into which a former one merged, or a former one that merged into a commune.

    ``when`` is the day of the merger in EDTF, or the first and the last that it may be; ``in_words`` says it.
    ``key`` is None where no act of the store is of that commune. ``is_part``: the former one is a commune déléguée
    or associée today.
    """

    label: str
    key: str | None
    siren: str | None
    when: str
    in_words: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class BodyProfile:
    """A body; what is not known of it is None.

    ``reasons`` count its acts by how it is known that they are its own; ``ambiguous`` of them may be those of one
    of the ``candidates``. ``years`` are the latest first.
    ``councillors`` are those by law for this population, of a commune that has absorbed no other. ``became``: the
    commune in which one that has merged is today; ``formers``: those that have merged since 2012 and are in it.
    """

    key: str
    label: str
    acts: int
    query: str
    ambiguous: int
    candidates: tuple[BodyCandidate, ...]
    reasons: Mapping[str, int]
    years: tuple[YearOfActs, ...]
    kind: str | None = None
    siren: str | None = None
    code: str | None = None
    departement: Territory | None = None
    region: Territory | None = None
    epci: tuple[Territory, ...] = ()
    population: int | None = None
    publication: str | None = None
    stratum: Stratum | None = None
    councillors: int | None = None
    became: Merger | None = None
    formers: tuple[Merger, ...] = ()


def load_profile(scope: FigureScope, key: str, candidates: tuple[BodyCandidate, ...] = ()) -> BodyProfile | None:
    """Load a body by the key of its label; None if no act is filed under it."""
    connection = scope.connection
    label = body_labels(connection, [key]).get(key)
    if label is None:
        return None
    of_body = _ACT.body == key
    counted = select(func.count(), func.count(case((_ACT.ambiguous, 1)))).where(of_body, is_act(_ACT.docid))
    number, ambiguous = connection.execute(counted).one()
    by_reason = select(func.coalesce(acts.c.body_reason, ""), func.count())
    by_reason = by_reason.join_from(search_acts, acts, acts.c.docid == _ACT.docid).where(
        of_body, is_act(_ACT.docid)
    )
    reasons = {row[0]: row[1] for row in connection.execute(by_reason.group_by(acts.c.body_reason))}
    row = connection.execute(select(bodies).where(bodies.c.key == key)).one_or_none()
    term = exact_term("commune", label)
    profile = BodyProfile(key, label, number, term, ambiguous, candidates, reasons, _load_years(scope, key, term))
    if row is None:
        return profile
    places = load_territories(pipeline_package())
    stratum = None if row.population is None else find_stratum(row.kind, row.population)
    departement = row.departement and row.departement.zfill(3)
    return replace(
        profile,
        kind=row.kind,
        siren=row.siren,
        code=row.code,
        departement=_territory("departement", departement, places.departements),
        region=_territory("region", row.region, places.regions),
        epci=tuple(found for code in (row.epci, row.ept) if (found := _territory("epci", code, places.epci))),
        population=row.population,
        publication=row.publication,
        stratum=stratum,
        councillors=stratum.councillors if stratum and not _has_absorbed(row.code) else None,
        became=_load_successor(connection, label),
        formers=_load_formers(connection, row),
    )


def _load_successor(connection: Connection, label: str) -> Merger | None:
    referential = installed_referential()
    period = referential.former_of_label(label) if referential else None
    today = referential.commune_of_today(period) if referential and period else None
    if referential is None or period is None or today is None:
        return None
    return _merger(connection, referential.commune(today), period, referential)


def _load_formers(connection: Connection, row: Row[tuple[Any, ...]]) -> tuple[Merger, ...]:
    referential = installed_referential()
    today = referential.body_of(row.siren) if referential and row.siren else None
    if referential is None or today is None or today.kind != "commune" or today.last_year or not today.code:
        return ()
    return tuple(
        _merger(connection, referential.former_commune(period), period, referential)
        for period in referential.formers_of(today.code)
    )


def _merger(connection: Connection, body: Body, period: CommunePeriod, referential: Referential) -> Merger:
    key = body_key(body.label)
    has_acts = connection.execute(select(_ACT.docid).where(_ACT.body == key).limit(1)).first() is not None
    until = period.until
    return Merger(
        body.label,
        key if has_acts else None,
        body.siren,
        str(until or ""),
        until.in_words() if until else "",
        referential.is_part(period),
    )


def _has_absorbed(code: str | None) -> bool:
    """Return whether others are parts of a commune: it may keep more councillors (CGCT L2113-7, L2113-8)."""
    referential = installed_referential()
    return referential is None or referential.has_absorbed(code)


def _territory(field: str, code: str | None, names: Mapping[str, str]) -> Territory | None:
    return Territory(code, names.get(code, code), f"{field}:{code}") if code else None


def _load_years(scope: FigureScope, key: str, term: str) -> tuple[YearOfActs, ...]:
    is_day = case((_ACT.date_from == _ACT.date_to, quarter_of_act()), else_=0)
    query = (
        select(_ACT.year, is_day, func.count())
        .where(_ACT.body == key, is_act(_ACT.docid))
        .group_by(_ACT.year, is_day)
    )
    numbers: defaultdict[int | None, int] = defaultdict(int)
    quarters: defaultdict[int | None, set[int]] = defaultdict(set)
    for dated, quarter, number in scope.connection.execute(query):
        year = dated if dated in YEARS else None
        numbers[year] += number
        quarters[year] |= {quarter} - {0} if year else set()
    return tuple(
        YearOfActs(
            year, f"{term} seance:{year}" if year else f"{term} -seance:*", number, tuple(sorted(quarters[year]))
        )
        for year, number in sorted(numbers.items(), key=lambda pair: -(pair[0] or 0))
    )
