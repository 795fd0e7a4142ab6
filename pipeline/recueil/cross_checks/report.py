"""The stored findings across the acts of a body, as they are shown: redacted, with the places they compare."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, tuple_

from recueil.cross_checks.schema import cross_checked_bodies, cross_finding_places, cross_findings
from recueil.cross_checks.state import load_states
from recueil.privacy.redaction.redacted_results import redact_titles
from recueil.store.acts.read import find_act_row
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts
from recueil.store.search.facets import body_labels
from recueil.values.finding import Severity

Cursor = tuple[int, int]
"""The docid and the number of a finding, for those after it in a list."""

_FINDING, _PLACE, _BODY = cross_findings.c, cross_finding_places.c, cross_checked_bodies.c


@dataclass(frozen=True, slots=True)
class ComparedPlace:
    """Characters of the document of an act that a finding compares."""

    uid: str
    date: datetime.date
    number: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding in the act ``uid``, compared with ``others``; ``places`` are those of all these acts.

    ``made`` is when it was first made, from the acts as they are.
    """

    id: int
    uid: str
    date: datetime.date
    number: str | None
    title: str | None
    rule: str
    severity: Severity
    message: str
    basis: str
    expected: str | None
    found: str | None
    made: datetime.datetime
    places: tuple[ComparedPlace, ...]

    @property
    def others(self) -> tuple[ComparedPlace, ...]:
        """The other acts, each by the first of its places."""
        return self.acts_but(self.uid)

    def acts_but(self, uid: str) -> tuple[ComparedPlace, ...]:
        """Return the acts that are compared but one, each by the first of its places."""
        return tuple({place.uid: place for place in reversed(self.places) if place.uid != uid}.values())[::-1]


@dataclass(frozen=True, slots=True)
class CrossReport:
    """What the rules found across the acts of a body, the latest acts first.

    ``made`` is when they were last compared, None if they never were; ``outdated``: acts have changed since.
    ``findings`` are some of ``total``, if more than were asked for; ``following`` is the cursor of the rest.
    """

    key: str
    label: str
    made: datetime.datetime | None
    outdated: bool
    findings: tuple[ReportedFinding, ...]
    total: int
    following: Cursor | None


def load_report(
    connection: Connection,
    key: str,
    rules: Collection[str] = (),
    *,
    limit: int | None = None,
    after: Cursor | None = None,
    redacted: bool = True,
) -> CrossReport | None:
    """Load what rules, or all of them, found across the acts of a body; None for a key without acts.

    ``limit``: so many findings at most, the first or those ``after`` a cursor.
    """
    label = body_labels(connection, [key]).get(key)
    if label is None:
        return None
    checked = connection.execute(select(cross_checked_bodies).where(_BODY.body == key)).first()
    is_outdated = checked is None or checked.state != load_states(connection, [key]).get(key)
    which = [_FINDING.body == key, *([_FINDING.rule.in_(rules)] if rules else [])]
    beyond = [] if after is None else [_is_after(connection, after)]
    query = _select_findings([*which, *beyond])
    rows = connection.execute(query if limit is None else query.limit(limit + 1)).all()
    total = len(rows)
    if limit is not None and (after is not None or total > limit):
        total = connection.execute(select(func.count()).select_from(cross_findings).where(*which)).scalar_one()
    shown = rows[:limit]
    following = (shown[-1].docid, shown[-1].id) if len(rows) > len(shown) else None
    made = None if checked is None else checked.made
    found = _build_findings(connection, shown, redacted=redacted)
    return CrossReport(key, label, made, is_outdated, found, total, following)


def _is_after(connection: Connection, after: Cursor) -> ColumnElement[bool]:
    """Build the condition that a finding comes after another; if that is gone, all of its act do."""
    docid, number = after
    order = (_FINDING.rule, _FINDING.message, _FINDING.finding_id)
    last = connection.execute(select(*order).where(_FINDING.finding_id == number, _FINDING.docid == docid)).first()
    if last is None:
        return _FINDING.docid <= docid
    return or_(_FINDING.docid < docid, and_(_FINDING.docid == docid, tuple_(*order) > tuple_(*last)))


def load_findings_of_act(
    connection: Connection, uid: str, *, redacted: bool = True
) -> tuple[ReportedFinding, ...]:
    """Load the findings that stand on an act: its own before those of later acts. Raise ActUnknown."""
    act = find_act_row(connection, uid)
    standing = select(_PLACE.finding_id).where(_PLACE.docid == act.docid)
    rows = connection.execute(_select_findings([_FINDING.finding_id.in_(standing)])).all()
    found = _build_findings(connection, rows, redacted=redacted)
    return tuple(sorted(found, key=lambda one: one.uid != act.uid))


_NAMES = ("rule", "severity", "message", "basis", "expected", "found", "made")


def _select_findings(which: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Select findings, those of the latest acts first."""
    day = search_acts.c.date_from.label("date")
    query = select(_FINDING.docid, _FINDING.finding_id.label("id"), acts.c.uid, day, acts.c.number, acts.c.title)
    query = query.add_columns(*(_FINDING[name] for name in _NAMES))
    query = query.join_from(cross_findings, acts, acts.c.docid == _FINDING.docid)
    query = query.join(search_acts, search_acts.c.docid == acts.c.docid).where(*which)
    return query.order_by(_FINDING.docid.desc(), _FINDING.rule, _FINDING.message, _FINDING.finding_id)


def _build_findings(
    connection: Connection, rows: Sequence[Row[Any]], *, redacted: bool
) -> tuple[ReportedFinding, ...]:
    """Return the findings of rows, with the places that they compare."""
    places = _load_places(connection, [row.id for row in rows])
    found = [
        ReportedFinding(
            **{name: value for name, value in row._mapping.items() if name != "docid"},
            places=tuple(places[row.id]),
        )
        for row in rows
    ]
    return tuple(redact_titles(connection, found) if redacted else found)


def _load_places(connection: Connection, numbers: Sequence[int]) -> dict[int, list[ComparedPlace]]:
    found: dict[int, list[ComparedPlace]] = defaultdict(list)
    columns = (acts.c.uid, search_acts.c.date_from, acts.c.number, _PLACE.start, _PLACE.end)
    query = select(_PLACE.finding_id, *columns).join_from(cross_finding_places, acts, acts.c.docid == _PLACE.docid)
    query = query.join(search_acts, search_acts.c.docid == acts.c.docid)
    for some in chunks(sorted(numbers)):
        of_some = query.where(_PLACE.finding_id.in_(some)).order_by(_PLACE.finding_id, _PLACE.n)
        for number, *place in connection.execute(of_some):
            found[number].append(ComparedPlace(*place))
    return found
