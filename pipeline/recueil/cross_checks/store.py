"""``store.cross_checks``: findings across the acts of each body, as they were last made, and their rejection."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, Engine, select

from recueil.corrections import Attribution, CrossFindingRejection
from recueil.corrections.store import correct
from recueil.cross_checks import making
from recueil.cross_checks.report import (
    CrossReport,
    Cursor,
    ReportedFinding,
    load_findings_of_act,
    load_report,
)
from recueil.cross_checks.schema import cross_finding_places, cross_findings
from recueil.errors import CrossFindingUnknown
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.schema import acts
from recueil.translation import gettext as _
from recueil.values.act_fact import FindingFact


class CrossChecks:
    """``Store.cross_checks``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    def list_outdated(self) -> Sequence[str]:
        """Return the keys of the bodies whose acts have changed since they were last compared."""
        with read_transaction(self._engine) as connection:
            return making.outdated_bodies(connection)

    def make(self, key: str, when: datetime.datetime) -> bool:
        """Compare the acts of a body, as ``make_together`` does; return False if the body changed meanwhile."""
        return self.make_together([key], when) == [key]

    def divide(self, keys: Iterable[str]) -> list[list[str]]:
        """Divide bodies into parts to be made together: of a bounded number of bodies, and of acts in memory."""
        with read_transaction(self._engine) as connection:
            return list(making.divide(connection, keys))

    def make_together(self, keys: Collection[str], when: datetime.datetime) -> list[str]:
        """Compare the acts of each of some bodies, and store what the rules find; return the bodies that did not
        change meanwhile.

        Killed at any moment, it leaves either what was found before or what is found now.
        """
        with read_transaction(self._engine) as connection:
            made = making.find_across(connection, keys)
        return write_transaction(self._engine, making.replace_findings, keys, made, when)

    def report(
        self, key: str, rules: Collection[str] = (), *, limit: int | None = None, after: Cursor | None = None
    ) -> CrossReport | None:
        """Return what rules, or all of them, found across the acts of a body, or so many of it after a cursor;
        None for a key without acts.
        """
        with read_transaction(self._engine) as connection:
            return load_report(connection, key, rules, limit=limit, after=after, redacted=self._redacted)

    def of_act(self, uid: str) -> tuple[ReportedFinding, ...]:
        """Return the findings that stand on an act, as its own or as compared with it. Raise ActUnknown."""
        with read_transaction(self._engine) as connection:
            return load_findings_of_act(connection, uid, redacted=self._redacted)

    def reject(self, number: int, signed: Attribution, *, may_unmask: bool = False) -> int:
        """Reject a finding for good, and make those of its body; return the number of the correction.

        Raise CrossFindingUnknown, or what a correction raises.
        """
        key, correction = write_transaction(self._engine, _reject, number, signed, may_unmask=may_unmask)
        self.make(key, signed.when)
        return correction


def _reject(connection: Connection, number: int, signed: Attribution, *, may_unmask: bool) -> tuple[str, int]:
    """Reject a finding by a correction at its first place; return the key of its body, and the correction."""
    query = select(cross_findings, acts.c.uid, acts.c.start, acts.c.end)
    query = query.join_from(cross_findings, acts, acts.c.docid == cross_findings.c.docid)
    row = connection.execute(query.where(cross_findings.c.finding_id == number)).first()
    if row is None:
        raise CrossFindingUnknown(
            _("There is no finding {number}.").format(number=number),
            _("It may have been made anew: `recueil crosscheck` lists those there are."),
        )
    place = cross_finding_places.c
    own = select(place.start, place.end).where(place.finding_id == number, place.docid == row.docid)
    start, end = connection.execute(own.order_by(place.n)).first() or (row.start, row.end)
    is_whole = (start, end) == (row.start, row.end)
    fact = FindingFact(row.rule, row.expected, row.found)
    rejection = CrossFindingRejection(fact, None if is_whole else (start, end))
    return row.body, correct(connection, row.uid, rejection, signed, may_unmask=may_unmask)
