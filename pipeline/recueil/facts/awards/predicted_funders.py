"""Add the funders that a trained model predicts for the sums that no rule reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from recueil.facts.awards.predictions import is_of_budget
from recueil.values import Amount, Award, Mention
from recueil.values.award import Funder, FundingPlan, PredictedName
from recueil.values.mention import amount_of, start_of

MODEL_RULE: Final = "model.funder"

_ROLES: Final = (None, "subvention", "cout-total", "part-financeur")
_LEAD: Final = re.compile(
    r"(?:(?:à|aux?|de|du|des|par|auprès d[eu]s?|pour)\s{1,3})?(?:l['’]\s?|d['’]\s?|(?:la|les?)\s{1,3})?",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[\s:;,.(*–-]+\Z")


def find_predicted_funders(
    text: str,
    amounts: Sequence[Mention],
    lines: Sequence[Mention],
    plans: Sequence[FundingPlan],
    awards: Sequence[Award],
    predicted: Sequence[PredictedName],
) -> Iterator[FundingPlan]:
    """Yield a request for each predicted funder of a sum that neither ``plans`` nor ``awards`` have.

    Of a sum that a model also awards, the more certain prediction counts. A sum is asked for once. A name that is
    predicted for several sums, as where names and sums stand in columns apart, is that of none. ``lines`` are the
    budget lines of the act, whose sums nobody is asked for.
    """
    sums_of = Counter(one.start for one in predicted)
    by_start = {amount.start: amount for amount in amounts}
    certainty = {award.amount.start: award.amount.certainty for award in awards if award.amount}
    planned = [funder.amount for plan in plans for funder in plan.funders if funder.amount]
    known, sums = set(map(start_of, planned)), set(map(amount_of, planned))
    for one in predicted:
        amount = by_start.get(one.amount_start)
        if amount is None or amount.start in known or not isinstance(amount.value, Amount):
            continue
        if sums_of[one.start] > 1 or amount.value.role not in _ROLES:
            continue
        if is_of_budget(text, lines, (one.start, one.end), amount):
            continue
        awarded = certainty.get(amount.start, Decimal())
        if awarded is None or awarded >= one.certainty:
            continue
        lead = _LEAD.match(text, one.start, one.end)
        start = lead.end() if lead else one.start
        name = " ".join(_END.sub("", text[start : one.end]).split())
        marked = replace(amount, rule=MODEL_RULE, certainty=one.certainty, doubtful=one.doubtful)
        funder = Funder(min(start, amount.start), max(one.end, amount.end), name, marked, None)
        if name and not funder.own and amount.value.amount not in sums:
            sums.add(amount.value.amount)
            yield FundingPlan(funder.start, funder.end, (funder,), None, requested=True)
