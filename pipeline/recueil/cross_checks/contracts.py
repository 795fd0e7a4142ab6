"""Rules about contracts: sums just below a threshold in a row, amendments, and decisions beyond a delegation."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from recueil.checks.arithmetic import format_euros, format_number
from recueil.cross_checks.history import AwardOfAct, History, title_words, whole
from recueil.cross_checks.rule import CrossFinding, CrossRule, cross_rule
from recueil.store.acts.history import ActOfBody
from recueil.text import fold_accents, index_keys
from recueil.values.base import format_decimal

_CONTRACT, _AMENDMENT = "marche", "avenant"
_WORKS = re.compile(
    r"\btravaux|construction|rehabilitation|renovation|refection|restauration|voirie|amenagement|\blots?\b|demolition"
    r"|extension|gros oeuvre|menuiserie|couverture|terrassement"
)
_SUPPLIES = re.compile(
    r"\bfournitures?|\bservices?|prestations?|maintenance|maitrise d'oeuvre|assurance|location|etude"
)

# By first day, CCP R2122-8: 25,000 € by décret 2015-1163, 40,000 € by 2019-1344, 60,000 € by 2025-1386. That of
# works has been another since décret 2020-893: they are compared until then.
_THRESHOLDS = (
    (datetime.date(2026, 4, 1), Decimal(60_000)),
    (datetime.date(2020, 1, 1), Decimal(40_000)),
    (datetime.date(2015, 10, 1), Decimal(25_000)),
)
_WORKS_APART_SINCE = datetime.date(2020, 7, 24)
_JUST_BELOW = Decimal("0.9")
_IN_A_ROW = 3
_ROW_WITHIN = datetime.timedelta(days=366)

# Décret 2016-360 art. 139 and 140, in force on 1 April 2016, then CCP R2194-2 to R2194-9.
_AMENDMENTS_SINCE = datetime.date(2016, 4, 1)
_OF_SUPPLIES, _OF_WORKS, _OF_ANY = Decimal(10), Decimal(15), Decimal(50)
_SAME_TITLE = 0.6
_LABELS = frozenset(index_keys("attribution marché avenant signature autorisation approbation passation"))

_DELEGATES = re.compile(r"delegation|delegue")
_LIMIT = re.compile(
    r"marches?[^.;€]{0,200}?(?:montant|valeur)[^.;€]{0,60}?(?:inferieure?s?|n'exced\w{1,6}|ne depass\w{1,6}"
    r"|jusqu'a|maximum|maximale?|limite|plafond|superieure?)[^.;€0-9]{0,40}"
    r"(?P<sum>[0-9][0-9 .\u00a0\u202f]{2,12}[0-9])"
    r"\s?(?:€|euros?)\s{0,3}(?P<tax>h\.?\s?t|hors taxe|t\.?\s?t\.?\s?c)?"
)


def _threshold_on(day: datetime.date) -> Decimal | None:
    return next((limit for first, limit in _THRESHOLDS if first <= day), None)


@cross_rule(
    "marches-sous-seuil",
    "Code de la commande publique R2122-8 : seuil de dispense de publicité et de mise en concurrence, à sa date",
)
def below_threshold(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """List contracts of a supplier within a year, three at least, each of an act and 90 % of the threshold."""
    by_supplier: dict[str, list[AwardOfAct]] = defaultdict(list)
    for award in history.awards:
        limit = _threshold_on(award.act.day)
        is_apart = award.act.day >= _WORKS_APART_SINCE and _WORKS.search(fold_accents(award.act.title or ""))
        if limit is None or award.what != _CONTRACT or award.tax != "HT" or is_apart:
            continue
        if _JUST_BELOW * limit <= award.amount < limit:
            by_supplier[award.key].append(award)
    for awards in by_supplier.values():
        for row in _rows(awards):
            total = sum((award.amount for award in row), Decimal())
            limit = _threshold_on(row[-1].act.day)
            message = (
                f"{row[0].beneficiary} : {len(row)} marchés en un an, chacun de {format_number(_JUST_BELOW * 100)}"
                f" à 100 % du seuil de {format_euros(limit or Decimal())} HT, {format_euros(total)} en tout."
            )
            yield this.finding(
                [award.place for award in row],
                message,
                expected=format_decimal(limit or Decimal()),
                found=format_decimal(total),
            )


def _rows(awards: Sequence[AwardOfAct]) -> Iterator[list[AwardOfAct]]:
    """Yield runs of awards within a year, of different acts, none in two runs."""
    row: list[AwardOfAct] = []
    for award in awards:
        if row and award.act.day - row[0].act.day > _ROW_WITHIN:
            if len(row) >= _IN_A_ROW:
                yield row
                row = []
            row = [each for each in row if award.act.day - each.act.day <= _ROW_WITHIN]
        if all(each.act.docid != award.act.docid for each in row):
            row.append(award)
    if len(row) >= _IN_A_ROW:
        yield row


@cross_rule(
    "avenants-marche",
    "Code de la commande publique R2194-3, R2194-8, R2194-9 (avant avril 2019, décret 2016-360 art. 139 et 140)",
)
def amendments(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Compare the amendments of a contract, in order, with its price; both are before tax, or both with it."""
    contracts: dict[str, list[AwardOfAct]] = defaultdict(list)
    added: dict[tuple[int, Decimal], list[AwardOfAct]] = defaultdict(list)
    for award in history.awards:
        if award.what == _CONTRACT:
            contracts[award.key].append(award)
        elif award.what == _AMENDMENT and award.act.day >= _AMENDMENTS_SINCE:
            contract = _contract_of(award, contracts[award.key])
            if contract is not None:
                own = added[contract.act.docid, contract.amount]
                own.append(award)
                finding = _compare(this, contract, own)
                if finding is not None:
                    yield finding


def _contract_of(amendment: AwardOfAct, contracts: Sequence[AwardOfAct]) -> AwardOfAct | None:
    """Return the only contract of the supplier whose title is that of the amendment, but for what both are."""
    words = title_words(amendment.act) - _LABELS

    def is_meant(contract: AwardOfAct) -> bool:
        own = title_words(contract.act) - _LABELS
        return len(words & own) >= _SAME_TITLE * max(len(words), len(own))

    others = (one for one in contracts if one.act.docid != amendment.act.docid and one.tax == amendment.tax)
    alike = [contract for contract in others if is_meant(contract)]
    return alike[0] if len(alike) == 1 else None


def _compare(this: CrossRule, contract: AwardOfAct, added: Sequence[AwardOfAct]) -> CrossFinding | None:
    """Return the finding of the last amendment, if with it the sum goes beyond a limit that it did not before."""
    title = fold_accents(f"{contract.act.title} {added[-1].act.title}")
    is_works, is_supplies = _WORKS.search(title), _SUPPLIES.search(title)
    small = _OF_WORKS if is_works or not is_supplies else _OF_SUPPLIES
    total = sum((award.amount for award in added), Decimal())
    share = 100 * total / contract.amount
    before = 100 * (total - added[-1].amount) / contract.amount
    alone = 100 * added[-1].amount / contract.amount
    limit = _OF_ANY if alone > _OF_ANY else small
    if share < limit or (limit == small and before >= small):
        return None
    percent = format_number(round(share, 1))
    message = (
        f"{contract.beneficiary} : avenants de {format_euros(total)} en tout, soit {percent} % du marché initial "
        f"de {format_euros(contract.amount)} ; la limite comparée est de {limit} %."
    )
    places = [contract.place, *(award.place for award in added)]
    return this.finding(places, message, expected=str(limit), found=format_decimal(round(share, 1)))


@dataclass(frozen=True, slots=True)
class _Delegation:
    act: ActOfBody
    limit: Decimal | None
    tax: str | None


@cross_rule(
    "decision-delegation", "CGCT L2122-22 4° : marchés, dans les limites de la délégation du conseil municipal"
)
def beyond_delegation(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Compare the contracts that decisions award with the sum in the last delegation before them."""
    decided = [award for award in history.awards if award.act.kind == "decision" and award.what == _CONTRACT]
    delegations = list(_delegations(history)) if decided else []
    for award in decided:
        given = [one for one in delegations if one.act.day <= award.act.day]
        if not given or given[-1].limit is None or award.tax != given[-1].tax or award.amount <= given[-1].limit:
            continue
        message = (
            f"Marché de {format_euros(award.amount)} attribué par décision ; la délégation du "
            f"{given[-1].act.day:%d/%m/%Y} va jusqu'à {format_euros(given[-1].limit)}."
        )
        yield this.finding(
            [whole(given[-1].act), award.place],
            message,
            expected=format_decimal(given[-1].limit),
            found=format_decimal(award.amount),
        )


def _delegations(history: History) -> Iterator[_Delegation]:
    """Yield the delegations about contracts, by day; the limit is None if the act names none, or several."""
    titled = [
        act
        for act in history.acts
        if act.kind == "deliberation" and _DELEGATES.search(fold_accents(act.title or ""))
    ]
    texts = history.plain_texts(titled)
    for act in titled:
        text = " ".join(texts[act.docid].split())
        if "2122-22" not in text or "marches" not in text:
            continue
        found = {(_number(match["sum"]), _tax(match["tax"])) for match in _LIMIT.finditer(text)}
        limit, tax = next(iter(found)) if len(found) == 1 else (None, None)
        if len(text) > _MIN_DELEGATION:
            yield _Delegation(act, limit, tax)


# The minutes of a séance may have an act in a few words, without its text.
_MIN_DELEGATION = 400


def _number(words: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9]", "", words))


def _tax(words: str | None) -> str | None:
    if not words:
        return None
    return "TTC" if "c" in words else "HT"
