"""Findings of the checks, by rule and body, and the latest ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, tuple_

from recueil.figures.counts import FindingCounts
from recueil.figures.scope import FigureScope, exact_term
from recueil.privacy.redaction.redacted_results import redact_titles
from recueil.store.acts.rows import act_date
from recueil.store.index.schema import search_acts, search_findings
from recueil.store.schema import acts
from recueil.store.search.facets import body_labels
from recueil.values import PartialDate
from recueil.values.finding import Severity


@dataclass(frozen=True, slots=True)
class FindingCell:
    """The acts that ``query`` lists, and the number of findings of a rule in them."""

    query: str
    acts: int
    findings: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A rule, in all acts and in those of each body; None if it has no finding there."""

    rule: str
    whole: FindingCell
    cells: tuple[FindingCell | None, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The bodies with most acts that have findings, None for acts of an unknown body, and all rules."""

    bodies: tuple[str | None, ...]
    rows: tuple[FindingRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class LatestFinding:
    """A finding in an act; ``place`` is the cursor for those after it."""

    uid: str
    date: PartialDate | None
    body: str | None
    title: str | None
    rule: str
    severity: Severity
    message: str
    basis: str
    expected: str | None
    found: str | None
    place: tuple[int, int]


_RULE, _BODY = search_findings.c.rule, search_acts.c.body
_ACTS = func.count(search_findings.c.docid.distinct())


def findings(scope: FigureScope, *, limit: int = 10) -> Findings:
    """Count findings by rule and body, of none that is ambiguous.

    Without columns in memory, it reads all findings of the acts in scope.
    """
    return scope.once(limit, _find, limit)


def _find(scope: FigureScope, limit: int) -> Findings:
    counts = _count_findings(scope, limit)
    shown = counts.bodies[:limit]
    names = body_labels(scope.connection, [key for key in shown if key])
    bodies = tuple(names.get(key) if key else None for key in shown)
    rows = tuple(
        _finding_row(scope, rule, (number, times), bodies, [counts.cells[rule].get(key) for key in shown])
        for rule, number, times in counts.rules
    )
    return Findings(bodies, rows, len(counts.bodies) > limit)


def _count_findings(scope: FigureScope, limit: int) -> FindingCounts:
    if scope.in_columns is not None:
        from recueil.figures.column_findings import count_findings  # NumPy, for which short commands would wait

        return count_findings(*scope.in_columns, limit)
    connection = scope.connection
    ranked = _select_findings(scope, _BODY, _ACTS).group_by(_BODY).order_by(_ACTS.desc(), _BODY.nulls_first())
    keys = list(connection.execute(ranked.limit(limit + 1)).scalars())
    by_rule = _select_findings(scope, _RULE, _ACTS, func.count()).group_by(_RULE).order_by(_ACTS.desc(), _RULE)
    rules = [(rule, acts, times) for rule, acts, times in connection.execute(by_rule)]
    return FindingCounts(keys, rules, _read_cells(connection, scope, keys[:limit]))


def _select_findings(scope: FigureScope, *columns: Any) -> Select[Any]:
    joined = search_findings.join(search_acts, search_acts.c.docid == search_findings.c.docid)
    return select(*columns).select_from(joined).where(scope.is_counted(search_findings.c.docid))


def _read_cells(
    connection: Connection, scope: FigureScope, bodies: list[str | None]
) -> dict[str, dict[str | None, tuple[int, int]]]:
    counted = _select_findings(scope, _RULE, _BODY, _ACTS, func.count()).group_by(_RULE, _BODY)
    is_shown = or_(_BODY.in_([body for body in bodies if body]), _BODY.is_(None))
    cells: dict[str, dict[str | None, tuple[int, int]]] = defaultdict(dict)
    for rule, body, number, times in connection.execute(counted.where(is_shown)):
        cells[rule][body] = number, times
    return cells


def _finding_row(
    scope: FigureScope,
    rule: str,
    whole: tuple[int, int],
    bodies: tuple[str | None, ...],
    counts: list[tuple[int, int] | None],
) -> FindingRow:
    term = f"controle:{rule}"
    cells = tuple(
        None if count is None else FindingCell(scope.query(term, exact_term("commune", body)), *count)
        for body, count in zip(bodies, counts, strict=True)
    )
    return FindingRow(rule, FindingCell(scope.query(term), *whole), cells)


def latest_findings(
    scope: FigureScope, *, limit: int = 50, after: tuple[int, int] | None = None
) -> tuple[LatestFinding, ...]:
    """Return findings, those of the latest acts first, or those after a cursor."""
    finding = search_findings.c
    columns = (
        finding[name] for name in ("docid", "n", "rule", "severity", "message", "basis", "expected", "found")
    )
    query = select(acts.c.uid, acts.c.date, acts.c.body, acts.c.title, *columns).join_from(
        search_findings, acts, acts.c.docid == finding.docid
    )
    query = query.where(scope.among(finding.docid)).order_by(finding.docid.desc(), finding.n.desc())
    if after is not None:
        query = query.where(tuple_(finding.docid, finding.n) < tuple_(*after))
    found = [_latest_finding(row) for row in scope.connection.execute(query.limit(limit))]
    return tuple(redact_titles(scope.connection, found) if scope.redacted else found)


def _latest_finding(row: Any) -> LatestFinding:
    columns = (row.rule, row.severity, row.message, row.basis, row.expected, row.found)
    return LatestFinding(row.uid, act_date(row), row.body, row.title, *columns, (row.docid, row.n))
