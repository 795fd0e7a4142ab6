"""All rules, in the order in which an act is read: attendance, votes, dates, amounts, budget lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from recueil.checks import attendance, budget_lines, council_size, credits, dates, funding, sums, vat, votes
from recueil.checks.chart import Chart
from recueil.checks.rule import Case, Rule
from recueil.facts.identity.referential import Referential
from recueil.values import Mention
from recueil.values.act import Facts
from recueil.values.finding import Finding

RULES: tuple[Rule, ...] = (
    attendance.present_and_absent,
    attendance.proxies_of_one,
    attendance.holder_away,
    council_size.legal_size,
    votes.voters,
    votes.quorum,
    votes.votes_add_up,
    votes.unanimous_against,
    votes.outcome,
    votes.names_exceed_count,
    dates.weekday,
    dates.impossible,
    dates.clear_days,
    dates.date_order,
    dates.identifier,
    sums.words_and_figures,
    sums.quantity_and_price,
    vat.vat_consistency,
    funding.shares,
    funding.amounts,
    funding.share_and_amount,
    sums.total,
    budget_lines.unknown_chapter,
    budget_lines.chapter_section,
    budget_lines.account_chapter,
    credits.transfer,
    credits.balance,
)


def select_rules(extra: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that are on by default, and those asked for by their identifiers."""
    return tuple(rule for rule in RULES if rule.on or rule.id in extra)


def run_rules(
    text: str,
    facts: Facts,
    entities: Mapping[str, Sequence[Mention]],
    chart: Chart | None = None,
    rules: Sequence[Rule] = RULES,
    referential: Referential | None = None,
) -> tuple[Finding, ...]:
    """Run rules on one act; return errors, warnings and information. Values are not changed."""
    case = Case(text, facts, entities, chart, referential)
    return tuple(finding for rule in rules for finding in rule(case))
