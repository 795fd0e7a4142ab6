"""Plans de financement: who pays, how much, which share, and the total written below.

« Plan de financement : Département 49 %, Région 35 %, Commune 16 % », « DETR    75 000,00 €    30 % », and tables
that set expenses on the left against funders on the right. A row is a funder when it names one (« État », « fonds
propres ») or gives an amount with its share; an expense alone is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from recueil.entities.patterns import unaccented
from recueil.facts.awards import funding_words as grammar
from recueil.folding import fold
from recueil.values import Amount, Mention, Percentage
from recueil.values.award import Funder, FundingPlan

_LENGTH = 2400
_TO_FIRST = 700
_BETWEEN = 330
_START = attrgetter("start")
_FAR = 24
_LONGEST_NAME = 90


@dataclass(slots=True)
class _Row:
    """Figures that stand together; ``left``: where the words before them begin."""

    left: int
    start: int
    end: int
    amounts: list[Mention] = field(default_factory=list)
    percents: list[Mention] = field(default_factory=list)


def funding_of(text: str, amounts: Sequence[Mention], percentages: Sequence[Mention]) -> tuple[FundingPlan, ...]:
    """Return the financing plans of an act, each once, in reading order."""
    if not amounts and not percentages:
        return ()
    plain = fold(text)
    figures = sorted([*_money(amounts), *_shares(percentages)], key=lambda mention: mention.start)
    plans: list[FundingPlan] = []
    openings = sorted(match.end() for pattern in grammar.OPENS for match in pattern.finditer(plain))
    for at, start in enumerate(openings):
        limit = min(openings[at + 1] if at + 1 < len(openings) else len(text), start + _LENGTH)
        for plan in _plans(text, plain, start, limit, figures):
            if not any(_says_the_same(plan, other) for other in plans):
                plans.append(plan)
    return tuple(plans)


def _money(amounts: Sequence[Mention]) -> Iterator[Mention]:
    for mention in amounts:
        value = mention.value
        if isinstance(value, Amount) and value.per is None and value.role != "seuil":
            yield mention


def _shares(percentages: Sequence[Mention]) -> Iterator[Mention]:
    for mention in percentages:
        value = mention.value
        if isinstance(value, Percentage) and value.role not in ("tva", "interet") and 0 <= value.percent <= 100:
            yield mention


def _plans(text: str, plain: str, start: int, limit: int, figures: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield the plans between two offsets; one ends where its shares make 100 %, or where the next begins."""
    end = grammar.ENDS.search(plain, start, limit)
    limit = end.start() if end else limit
    first, last = (bisect_left(figures, at, key=_START) for at in (start, limit))
    inside = figures[first:last]
    inside = sorted([*inside, *_bare(text, start, limit, inside)], key=lambda mention: mention.start)
    if not inside or inside[0].start - start > _TO_FIRST:
        return
    funders: list[Funder] = []
    totals: list[Mention] = []
    for row in _rows(plain, start, inside):
        if _is_total(plain, row):
            totals += row.amounts
        elif funder := _funder(text, plain, row):
            whole = funder.percent and sum(one.percent or 0 for one in funders) == _HUNDRED
            if whole or (funders and _SENTENCE.search(text, funders[-1].end, row.start)):
                yield from _whole(funders, totals)
                funders, totals = [], []
            funders.append(funder)
    yield from _whole(funders, totals)


def _whole(funders: Sequence[Funder], totals: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield a plan of at least two funders, with the total below it that equals their sum, else the last."""
    parts = _sum(funders)
    total = next((total for total in totals if abs(_value(total) - parts) <= 1), totals[-1] if totals else None)
    if not _sure(funders, total):
        funders, total = _written(funders), total if total and total.rule != _RULE else None
    if len(funders) > 1:
        end = max([funder.end for funder in funders] + ([total.end] if total else []))
        yield FundingPlan(funders[0].start, end, tuple(funders), total)


_HUNDRED = 100
_SENTENCE = re.compile(r"[a-zà-ÿ)]{4}\.\s{1,60}[A-ZÀ-Ý]")
_RULE = "funding-row"


def _bare(text: str, start: int, end: int, figures: Sequence[Mention]) -> Iterator[Mention]:
    """Yield figures with cents but no euro sign: « DETR 283 000,00 50,00 % »."""
    taken = [(figure.start, figure.end) for figure in figures]
    for match in grammar.BARE.finditer(text, start, end):
        if not any(first < match.end() and match.start() < last for first, last in taken):
            whole, cents = re.sub(r"[ .,\u00a0]", "", match[0][:-3]), match[0][-2:]
            yield Mention(match.start(), match.end(), Amount(Decimal(f"{whole}.{cents}")), _RULE)


def _rows(plain: str, start: int, figures: Sequence[Mention]) -> Iterator[_Row]:
    """Group figures joined by punctuation and link words into rows; a long run of words ends the plan."""
    row: _Row | None = None
    before = start
    for figure in figures:
        gap = plain[before : figure.start]
        new = row is None or not grammar.GLUE.fullmatch(gap) or _full(row, figure)
        if row is not None and new:
            yield row
            if len(gap) > _BETWEEN:
                return
        if row is None or new:
            row = _Row(before, figure.start, figure.end)
        (row.amounts if figure.kind == "amount" else row.percents).append(figure)
        row.end = before = figure.end
    if row:
        yield row


def _full(row: _Row, figure: Mention) -> bool:
    return figure.kind == "percentage" and bool(row.percents)


def _is_total(plain: str, row: _Row) -> bool:
    *_, said = (None, *grammar.TOTAL.finditer(plain, max(row.left, row.start - 160), row.start))
    return (
        said is not None
        and not grammar.SUBTOTAL.match(said[0])
        and not grammar.FUNDER.search(plain, said.end(), row.start)
    )


def _funder(text: str, plain: str, row: _Row) -> Funder | None:
    known, start, end = _name(text, plain, row)
    together = len(row.amounts) == 1 and len(row.percents) == 1
    name = " ".join(text[start:end].split())
    if not (known or together) or len(name) > _LONGEST_NAME or grammar.NO_FUNDER.search(unaccented(name)):
        return None
    percent = row.percents[0].value if row.percents else None
    share = percent.percent if isinstance(percent, Percentage) else None
    return Funder(start, row.end, name, row.amounts[0] if row.amounts else None, share)


def _name(text: str, plain: str, row: _Row) -> tuple[bool, int, int]:
    """Return whether the words before the figures name a known funder, and the span of the name."""
    left = max(row.left, row.start - _BETWEEN)
    cell = max(
        (match.end() for match in grammar.CELL.finditer(text, left, _words_end(text, left, row.start))),
        default=left,
    )
    words = [match.start() for match in grammar.FUNDER.finditer(plain, left, row.start)]
    start = _first_of(text, cell, words)
    if leading := grammar.LEADING.match(text, start, row.start):
        start = leading.end()
    cut = grammar.CUT.search(text, min(start + 3, row.start), row.start)
    end = _words_end(text, start, cut.start() if cut else row.start)
    if text.count("(", start, end) > text.count(")", start, end):
        end = end + 1 if text[end : end + 1] == ")" else text.rfind("(", start, end)
    return any(word >= start - 3 for word in words), start, len(text[:end].rstrip(" (,:"))


def _first_of(text: str, cell: int, words: Sequence[int]) -> int:
    """Return where a name begins: « Etat au titre de la⏎DETR » and « Autofinancement commune » are one name
    each.
    """
    inside = [word for word in words if word >= cell]
    told = inside and (inside[0] - cell > _FAR or ":" in text[cell : inside[0]])
    start = inside[0] if told else cell
    for word in reversed([word for word in words if word < start]):
        between = text[word:start]
        wrapped = "\n" in between and not grammar.LINKED.search(between)
        if len(between) > 70 or wrapped or grammar.APART.search(between.rstrip()):
            return start
        start = word
    return start


def _words_end(text: str, left: int, right: int) -> int:
    """Return the end of the words, before spaces and signs that lead to the figures."""
    while right > left:
        end = left + len(text[left:right].rstrip(grammar.SIGNS))
        lead = grammar.TRAILING.search(text, max(left, end - 30), end)
        end = lead.start() if lead else end
        if end == right:
            break
        right = end
    return right


def _sure(funders: Sequence[Funder], total: Mention | None) -> bool:
    """Return False if figures without a euro sign are counted and do not make the total."""
    amounts = [funder.amount for funder in funders if funder.amount]
    if all(amount.rule != _RULE for amount in amounts) and (total is None or total.rule != _RULE):
        return True
    return total is not None and abs(_sum(funders) - _value(total)) <= 1


def _sum(funders: Sequence[Funder]) -> Decimal:
    return sum((_value(funder.amount) for funder in funders if funder.amount), Decimal())


def _written(funders: Sequence[Funder]) -> list[Funder]:
    """Return the funders without figures that lack a euro sign, which may be something else."""
    kept = (
        Funder(funder.start, funder.end, funder.name, None, funder.percent)
        if funder.amount and funder.amount.rule == _RULE
        else funder
        for funder in funders
    )
    return [funder for funder in kept if funder.amount or funder.percent is not None]


def _says_the_same(one: FundingPlan, other: FundingPlan) -> bool:
    """Return whether a plan repeats another, as the dispositif does."""
    return _figures(one) == _figures(other)


def _figures(plan: FundingPlan) -> set[tuple[Decimal | None, Decimal | None]]:
    return {(_value(funder.amount) if funder.amount else None, funder.percent) for funder in plan.funders}


def _value(mention: Mention) -> Decimal:
    return mention.value.amount if isinstance(mention.value, Amount) else Decimal()
