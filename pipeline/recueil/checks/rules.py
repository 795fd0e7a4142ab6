"""All rules, in the order in which an act is read: attendance, votes, dates, amounts, budget lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from recueil.checks import (
    budget_lines,
    calendar_days,
    credits,
    date_order,
    funding,
    headcount,
    presence,
    product,
    sums,
    vat,
    votes,
)
from recueil.checks.chart import Chart
from recueil.checks.rule import Case, Rule
from recueil.values import Mention
from recueil.values.act import Facts
from recueil.values.finding import Finding

RULES: tuple[Rule, ...] = (
    presence.present_and_absent,
    presence.proxies_of_one,
    presence.holder_away,
    headcount.voters,
    headcount.quorum,
    votes.votes_add_up,
    votes.unanimous_against,
    votes.outcome,
    votes.names_exceed_count,
    calendar_days.weekday,
    calendar_days.impossible,
    date_order.clear_days,
    date_order.date_order,
    date_order.identifier,
    sums.words_and_figures,
    product.quantity_and_price,
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


def select_rules(asked: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that are on by default, and those asked for by their identifiers."""
    return tuple(rule for rule in RULES if rule.on or rule.id in asked)


def run_rules(
    text: str,
    facts: Facts,
    entities: Mapping[str, Sequence[Mention]],
    chart: Chart | None = None,
    rules: Sequence[Rule] = RULES,
) -> tuple[Finding, ...]:
    """Run rules on one act; return errors, warnings and information. Values are not changed."""
    case = Case(text, facts, entities, chart)
    return tuple(finding for rule in rules for finding in rule(case))
