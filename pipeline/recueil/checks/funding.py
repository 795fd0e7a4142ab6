"""Check plans de financement: shares sum to 100 %, each share fits its amount, amounts sum to the total.

Where shares sum to less, the rest is paid by the body: « 49 % … 35 % … il reste à la charge de la Ville ». A plan
is doubted only where its shares tell which figure is wrong: else a row may not have been read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from recueil.checks.arithmetic import format_euros, format_number, is_cut
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.values import Amount, Mention
from recueil.values.award import Funder, FundingPlan
from recueil.values.finding import Finding

_HUNDRED = Decimal(100)


def _plans(case: Case) -> tuple[FundingPlan, ...]:
    """Return the plans of an act, without its mere requests."""
    return tuple(plan for plan in case.facts.funding if not plan.requested)


@rule("parts-cent", "Calcul : les parts d'un plan de financement font 100 %")
def shares(this: Rule, case: Case) -> Iterator[Finding]:
    """Check plans with a total in which every row has a share, and whose amounts do not tell."""
    for plan in _plans(case):
        parts = [funder.percent for funder in plan.funders if funder.percent is not None]
        complete = len(parts) == len(plan.funders) and plan.total is not None
        if len(parts) < 2 or not complete or _has_reliable_amounts(plan):
            continue
        total = sum(parts, Decimal())
        if total - _HUNDRED > _slack(len(parts)):
            message = f"Les parts font {format_number(total)} %."
            yield this.finding("error", message, ((plan.start, plan.end),), expected="100", found=f"{total}")


def _slack(rows: int) -> Decimal:
    """Return the tolerance of a sum: each share may be rounded to the unit, a sum is shown to one decimal."""
    return Decimal("0.1") + Decimal(rows) / 2


@rule("parts-total", "Calcul : somme des financements = total du plan")
def amounts(this: Rule, case: Case) -> Iterator[Finding]:
    for plan in _plans(case):
        if plan.total is None or not _has_reliable_amounts(plan) or not _is_complete(case.text, plan):
            continue
        whole, paid = _amount_of(plan.total), [_amount_of(funder.amount) for funder in plan.funders]
        stated = [amount for amount in paid if amount is not None]
        total = sum(stated, Decimal())
        if (
            whole is None
            or len(stated) < len(paid)
            or abs(total - whole) <= max(Decimal(1), len(stated) / Decimal(2))
        ):
            continue
        correction = _find_correction(plan, whole, total)
        if correction is None:
            continue  # a row may not have been read
        yield this.finding(
            "error",
            f"Les financements font {format_euros(total)}, le plan écrit {format_euros(whole)}.",
            (*spans(funder.amount for funder in plan.funders if funder.amount), *spans([plan.total])),
            expected=f"{total}",
            found=f"{whole}",
            correction=correction,
        )


def _has_reliable_amounts(plan: FundingPlan) -> bool:
    """Return whether every row has its amount, all with or all without tax, and there is a total."""
    values = [each.value for each in (*(funder.amount for funder in plan.funders), plan.total) if each is not None]
    taxes = {value.tax for value in values if isinstance(value, Amount) and value.tax}
    complete = all(funder.amount for funder in plan.funders) and plan.total is not None
    return complete and len(plan.funders) > 1 and len(taxes) < 2


def _is_complete(text: str, plan: FundingPlan) -> bool:
    """Return False where a number was split, or the shares miss 100 %: a row may have been left out."""
    shares = [funder.percent for funder in plan.funders if funder.percent is not None]
    amounts = [funder.amount for funder in plan.funders if funder.amount]
    entire = not shares or abs(sum(shares, Decimal()) - _HUNDRED) <= _slack(len(shares))
    return entire and not any(is_cut(text, amount.start) for amount in amounts)


def _find_correction(plan: FundingPlan, whole: Decimal, total: Decimal) -> str | None:
    """Return the one figure that exact shares refute: the amount of one row, or the total."""
    rows = [(funder.name, _amount_of(funder.amount) or Decimal(), funder.percent) for funder in plan.funders]
    shares = [(name, amount, percent) for name, amount, percent in rows if percent is not None]
    if len(shares) < len(rows) or sum(percent for *_, percent in shares) != _HUNDRED:
        return None
    off = [(name, amount) for name, amount, percent in shares if not _is_exact_share(amount, whole, percent)]
    if len(off) == 1:
        ((name, wrong),) = off
        return f"{name} {whole - (total - wrong)}"
    return (
        f"total {total}" if all(_is_exact_share(amount, total, percent) for _, amount, percent in shares) else None
    )


def _is_exact_share(amount: Decimal, whole: Decimal, percent: Decimal) -> bool:
    return abs(amount - whole * percent / _HUNDRED) <= 1


def _is_near_share(amount: Decimal, share: Decimal, whole: Decimal) -> bool:
    """Return whether an amount misses its share by 0.6 % of the whole at most: shares are often rounded."""
    return abs(amount - share) <= whole * Decimal("0.006")


def _amount_of(mention: Mention | None) -> Decimal | None:
    return mention.value.amount if mention and isinstance(mention.value, Amount) else None


@rule("part-montant", "Calcul : part × total = montant de la ligne")
def share_and_amount(this: Rule, case: Case) -> Iterator[Finding]:
    for plan in _plans(case):
        whole = _amount_of(plan.total)
        if not whole or not _adds_up(plan, whole):
            continue
        for funder in plan.funders:
            amount = _amount_of(funder.amount)
            if (
                amount is None
                or funder.percent is None
                or _is_near_share(amount, whole * funder.percent / _HUNDRED, whole)
            ):
                continue
            yield from _check_share(this, plan, funder, amount, whole)


def _adds_up(plan: FundingPlan, whole: Decimal) -> bool:
    """Return whether the amounts confirm the total: only then is a share certainly wrong."""
    amounts = [_amount_of(funder.amount) for funder in plan.funders]
    return (
        _has_reliable_amounts(plan) and abs(sum((each or Decimal() for each in amounts), Decimal()) - whole) <= 1
    )


def _check_share(
    this: Rule, plan: FundingPlan, funder: Funder, amount: Decimal, whole: Decimal
) -> Iterator[Finding]:
    """Check a share whose corrected value makes a hundred with the others: then this one is wrong."""
    right = (amount / whole * _HUNDRED).quantize(Decimal("0.01"))
    every = [each.percent for each in plan.funders if each.percent is not None]
    others = sum(every, Decimal()) - (funder.percent or Decimal())
    if len(every) < len(plan.funders) or abs(others + right - _HUNDRED) > Decimal("0.6"):
        return
    yield this.finding(
        "error",
        f"{funder.name} : {format_euros(amount)} sur {format_euros(whole)} font "
        f"{format_number(right.normalize())} %, le plan écrit {format_number(funder.percent or 0)} %.",
        ((funder.start, funder.end), *spans([plan.total] if plan.total else [])),
        expected=f"{right}",
        found=f"{funder.percent}",
        correction=f"{right}",
    )
