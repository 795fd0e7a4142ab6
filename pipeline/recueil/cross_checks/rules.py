"""All rules across acts, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Collection

from recueil.cross_checks import contracts, records, subsidies, withdrawals
from recueil.cross_checks.history import History
from recueil.cross_checks.rule import CrossFinding, CrossRule

CROSS_RULES: tuple[CrossRule, ...] = (
    subsidies.convention,
    subsidies.before_budget,
    subsidies.repeated,
    contracts.below_threshold,
    contracts.amendments,
    contracts.beyond_delegation,
    records.late_transmission,
    records.cited_missing,
    withdrawals.present_at_award,
)


def run_cross_rules(history: History, asked: Collection[str] = ()) -> tuple[CrossFinding, ...]:
    """Run the rules that are on by default, or those asked for, on a body; the latest acts come first."""
    rules = [rule for rule in CROSS_RULES if (rule.id in asked if asked else rule.on)]
    found = [finding for rule in rules for finding in rule(history)]
    return tuple(sorted(found, key=lambda each: (-each.act.docid, each.rule, each.message)))
