"""Fill what the rules leave open with the beneficiaries that the trained model predicts for amounts.

The rules win: a sum that they give to anybody stays so, and so does a name that they give another sum. What comes
from the model has the rule ``model.beneficiary`` on its amount, with the certainty of the model. It is doubtful if
that is below the threshold of what is counted, or where no words say what is decided, which has to be more certain
to be kept. What recalls a decision or asks for money, offers that compete, and what a plan de financement, a
budget line or a total claims are no awards. Where all awards of a list make the total that the act prints, no
doubt is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.grids import FUNDERS, NO_BODY, decision_kind
from recueil.facts.awards.phrases import SENTENCE
from recueil.facts.awards.recipients import RecipientName, classify_recipient, clean_name, parse_name
from recueil.text import fold_accents, merge_spans, overlaps
from recueil.values import Amount, Award, Mention
from recueil.values.award import FundingPlan, PredictedName, PrintedTotal
from recueil.values.mention import mentions_between

MODEL_RULE: Final = "model.beneficiary"

_AWARDING_KINDS: Final = (None, "deliberation", "decision", "arrete", "pv")
_BY_ROLE: Final = {"marche": "marche", "pret": "emprunt", "cession": "cession", "subvention": "subvention"}
_OTHERWISE: Final = "versement"
_RIVALS: Final = ("marche", "emprunt")
_RIVAL_REACH: Final = 400
_CENT: Final = Decimal("0.02")
_SURE_WITHOUT_WORDS: Final = Decimal("0.7")
_ARTICLE: Final = re.compile(
    r"(?:(?:à|aux?|de|du|des|pour|par|avec|auprès d[eu]s?)\s{1,3})?(?:l['’]\s?|(?:la|les?)\s{1,3})?"
)
_DANGLING: Final = re.compile(r"(?<![a-z])(?:de|du|des|d'|la|le|les|l'|a|au|aux|et|en|pour|par|sur|chez)\Z")
_VERB: Final = re.compile(r"\s(?:est|sont|sera|seront)\s[a-zà-ÿ]")  # « leur amicale est reconduite »
_LOT: Final = re.compile(r"(?<![a-z])lots?(?![a-z])")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_POSTCODE: Final = re.compile(r"(?<!\d)\d{5}(?!\d)")  # « Beaulieu 69700 Rives », of an address
_LINE_REACH: Final = 200
_SENTENCE_REACH: Final = 400


def may_award(kind: str | None) -> bool:
    """Return whether acts of a kind award anything: an annex, a convocation or a list of acts does not."""
    return kind in _AWARDING_KINDS


def find_predicted(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    lines: Sequence[Mention],
    found: Sequence[AwardMatch],
    predicted: Sequence[PredictedName],
) -> Iterator[AwardMatch]:
    """Yield an award for each predicted beneficiary of an amount that the rules, which ``found`` others, leave
    open.

    ``lines`` are the budget lines of the act.
    """
    by_start = {amount.start: amount for amount in amounts}
    taken = {award.amount.start for award in found}
    known = _Known(found)
    for one in predicted:
        amount = by_start.get(one.amount_start)
        if amount is None or amount.start in taken or not isinstance(amount.value, Amount):
            continue
        name = _name(text, one.start, one.end)
        if name is None or known.holds(name, amount) or is_of_budget(text, lines, (name.start, name.end), amount):
            continue
        if _POSTCODE.search(text, name.start, name.end):
            continue
        start, end = min(name.start, amount.start), max(name.end, amount.end)
        sentence = _sentence_before(text, plain, amount.start)
        kind = decision_kind(plain, start, start, end, own=True)
        what = kind or _BY_ROLE.get(amount.value.role or "", _OTHERWISE)
        if recalls_decision(sentence) or asks_for_money(sentence):
            continue
        if not kind and (one.certainty < _SURE_WITHOUT_WORDS or what == "marche"):
            continue
        if _is_rival_offer(plain, found, amount, name):
            continue
        if what in _RIVALS and _has_rival(plain, amounts, amount, amount.value):
            continue
        doubtful = one.doubtful or not kind
        marked = replace(amount, rule=MODEL_RULE, certainty=one.certainty, doubtful=doubtful)
        yield AwardMatch(start, end, what, name, marked)


class _Known:
    """The awards of the rules, among which one may have chosen the sum of a row from several columns."""

    def __init__(self, found: Sequence[AwardMatch]) -> None:
        self._names = merge_spans([(award.name.start, award.name.end) for award in found])
        self._spans = merge_spans([(award.start, award.end) for award in found])

    def holds(self, name: RecipientName, amount: Mention) -> bool:
        """Return whether a rule gives another sum to this name, or reads its award across this sum."""
        return overlaps(self._names, name.start, name.end) or overlaps(self._spans, amount.start, amount.end)


def _name(text: str, start: int, end: int) -> RecipientName | None:
    """Return the name in a span, cleaned as the names of rules are; None if it names nobody."""
    if article := _ARTICLE.match(text, start, end):
        start = article.end()
    if verb := _VERB.search(text, start, end):
        end = verb.start()
    name = parse_name(text, start, end)
    if name is None or (name.end - name.start) * 2 < end - start:
        name = clean_name(text, start, end)
    folded = fold_accents(name.words)
    if not _LETTERS.search(folded) or _DANGLING.search(folded) or FUNDERS.match(folded) or NO_BODY.match(folded):
        return None
    return name if not name.words[0].islower() or classify_recipient(name.words) else None


def _has_rival(plain: str, amounts: Sequence[Mention], amount: Mention, value: Amount) -> bool:
    """Return whether another sum of the same kind is offered near by, for the same lot."""
    for other in mentions_between(amounts, amount.start - _RIVAL_REACH, amount.end + _RIVAL_REACH):
        own = other.value
        if (
            other.start == amount.start
            or not isinstance(own, Amount)
            or (own.tax, own.role) != (value.tax, value.role)
        ):
            continue
        start, end = min(other.end, amount.end), max(other.start, amount.start)
        if (abs(own.amount - value.amount) > _CENT or value.role == "pret") and not _LOT.search(plain, start, end):
            return True
    return False


# « Trois devis ont été reçus : », « propositions reçues pour la charpente : »
_COMPARED: Final = re.compile(
    r"(?<![a-z])(?:(?:devis|offres?|propositions?)\s[^.;€]{0,40}?(?:recu|suivant|remis|parven|present|sollicit|ci-)"
    r"|consult|mise en concurrence|ont repondu)"
)
_COMPARED_REACH: Final = 600


def _is_rival_offer(plain: str, found: Sequence[AwardMatch], amount: Mention, name: RecipientName) -> bool:
    """Return whether an amount is an offer beside that of the firm that the rules say is chosen."""
    for award in found:
        if award.what != "marche" or abs(award.amount.start - amount.start) > _RIVAL_REACH:
            continue
        start, end = min(award.amount.start, amount.start), max(award.amount.end, amount.end)
        if "\n\n" in plain[start:end] or _LOT.search(plain, min(start, name.start), end):
            continue
        if _COMPARED.search(plain, max(0, start - _COMPARED_REACH), start):
            return True
    return False


def is_of_budget(text: str, lines: Sequence[Mention], name: tuple[int, int], amount: Mention) -> bool:
    """Return whether a budget line is what is named, or opens the line of the amount: « 6574 Dons 900 € »."""
    start, end = name
    if any(line.start < end and start < line.end for line in mentions_between(lines, start - 80, end)):
        return True
    begins = text.rfind("\n", max(0, amount.start - _LINE_REACH), amount.start) + 1
    return any(
        not _LETTERS.search(text, begins, line.start) for line in mentions_between(lines, begins, amount.start)
    )


def _sentence_before(text: str, plain: str, end: int) -> str:
    start = max(0, end - _SENTENCE_REACH)
    *_, stop = (None, *SENTENCE.finditer(text, start, end))
    return plain[stop.end() if stop else start : end]


def drop_funded(awards: Sequence[Award], plans: Sequence[FundingPlan]) -> tuple[Award, ...]:
    """Return the awards without those of the model whose sum stands in a plan de financement."""
    return tuple(
        award
        for award in awards
        if not _is_predicted(award)
        or not any(award.amount and plan.start <= award.amount.start < plan.end for plan in plans)
    )


def confirm_by_totals(awards: Sequence[Award], totals: Sequence[PrintedTotal]) -> tuple[Award, ...]:
    """Return the awards without doubt where they make a printed total, and without those that stand in one."""
    if not totals or not any(map(_is_predicted, awards)):
        return tuple(awards)
    within = [
        award
        for award in awards
        if not (
            _is_predicted(award)
            and any(award.amount and total.start <= award.amount.start < total.end for total in totals)
        )
    ]
    sure: set[int] = set()
    for total in totals:
        counted = [award for award in within if total.awards_start <= award.start < total.awards_end]
        values = [award.amount.value for award in counted if award.amount]
        if total.amount == sum((value.amount for value in values if isinstance(value, Amount)), Decimal()):
            sure.update(award.start for award in counted)
    return tuple(_without_doubt(award) if award.start in sure else award for award in within)


def _is_predicted(award: Award) -> bool:
    return award.amount is not None and award.amount.rule == MODEL_RULE


def _without_doubt(award: Award) -> Award:
    if not _is_predicted(award) or award.amount is None:
        return award
    return replace(award, amount=replace(award.amount, doubtful=False))
