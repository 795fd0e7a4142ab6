"""The findings across the acts of a body, as they are shown: redacted, with the acts that each compares."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from recueil.cross_checks.history import History
from recueil.cross_checks.rules import run_cross_rules
from recueil.figures.scope import FigureScope
from recueil.privacy.redaction.redacted_results import redact_titles
from recueil.values.finding import Severity


@dataclass(frozen=True, slots=True)
class ComparedAct:
    """An act that a finding compares."""

    uid: str
    date: datetime.date
    number: str | None


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding in the act ``uid``, compared with ``others``."""

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
    others: tuple[ComparedAct, ...]


@dataclass(frozen=True, slots=True)
class CrossReport:
    """What the rules found across the acts of a body, the latest acts first."""

    key: str
    label: str
    findings: tuple[ReportedFinding, ...]


def load_cross_report(scope: FigureScope, key: str, label: str, rules: Collection[str] = ()) -> CrossReport:
    """Run the rules that are on by default, or those asked for, on the acts of a body as they are now."""
    found = [
        ReportedFinding(
            one.act.uid,
            one.act.day,
            one.act.number,
            one.act.title,
            one.rule,
            one.severity,
            one.message,
            one.basis,
            one.expected,
            one.found,
            tuple(ComparedAct(other.uid, other.day, other.number) for other in one.others),
        )
        for one in run_cross_rules(History(scope.connection, key, label), rules)
    ]
    return CrossReport(key, label, tuple(redact_titles(scope.connection, found) if scope.redacted else found))
