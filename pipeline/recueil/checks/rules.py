"""Every rule, in the order in which an act is read: who sat, how they voted, when, for how much, on which line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recueil.checks import (
    budget_lines,
    calendar_days,
    credits,
    date_order,
    funding,
    headcount,
    in_words,
    presence,
    product,
    totals,
    vat,
    votes,
)
from recueil.checks.chart import Chart
from recueil.checks.rule import Case, Rule
from recueil.values import Mention
from recueil.values.facts import Facts
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
    votes.named,
    calendar_days.weekday,
    calendar_days.impossible,
    date_order.clear_days,
    date_order.order,
    date_order.identifier,
    in_words.words_and_figures,
    product.quantity_and_price,
    vat.taxed,
    funding.shares,
    funding.amounts,
    funding.share_and_amount,
    totals.total,
    budget_lines.unknown,
    budget_lines.section,
    budget_lines.account,
    credits.transfer,
    credits.balance,
)


def check(
    text: str, facts: Facts, entities: Mapping[str, Sequence[Mention]], chart: Chart | None = None
) -> tuple[Finding, ...]:
    """What does not agree in one act, and what is worth knowing of its figures. No value is changed."""
    case = Case(text, facts, entities, chart)
    return tuple(finding for rule in RULES for finding in rule(case))
