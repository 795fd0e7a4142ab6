"""All rules across acts, in the order in which they are listed."""

from __future__ import annotations

from recueil.cross_checks import contracts, records, subsidies, withdrawals
from recueil.cross_checks.history import History
from recueil.cross_checks.rule import CrossFinding, CrossRule

CROSS_RULES: tuple[CrossRule, ...] = (
    subsidies.convention,
    subsidies.before_budget,
    subsidies.repetition,
    contracts.below_threshold,
    contracts.amendments,
    contracts.beyond_delegation,
    records.late_transmission,
    records.cited_missing,
    withdrawals.present_at_award,
)


VERSION = 1
"""Raise it when a rule finds something else in the same acts: all bodies are compared again."""


def run_cross_rules(history: History) -> tuple[CrossFinding, ...]:
    """Run the rules on a body; the latest acts come first."""
    found = [finding for rule in CROSS_RULES for finding in rule(history)]
    return tuple(sorted(found, key=lambda each: (-each.act.docid, each.rule, each.message)))
