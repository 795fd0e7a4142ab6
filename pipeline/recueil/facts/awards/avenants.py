"""Find avenants whose holder, sum and approval several sentences tell, and the sums that they only recall.

« Le lot 3 a été attribué à l'entreprise X pour 8 000 €. L'avenant n° 1 s'élève à 767 € HT. … APPROUVE l'avenant
n° 1 »; where the wording of the decision is lost, its vote below a title that names the avenant counts. The sum is
what the avenant that is approved adds, in words, or since the printed price and it make the printed new price.
What the contract was concluded for, former avenants and the new price are no awards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import RecipientName, parse_name
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_WINDOW: Final = 2600
_SENTENCE: Final = 420
_TITLE_REACH, _NEAR_TITLE, _LOST_REACH, _LOT_REACH = 260, 1900, 300, 90
_PRICE_REACH, _RECALL_REACH = 130, 300
_NOUN: Final = "(?:avenant|modification)(?![a-z])"
_DETERMINER: Final = (
    r"(?:(?:l'|cet |cette |ce |le |la |ledit |ladite |un |une |d'un |d'une |d')(?:present |presente )?)"
)
_APPROVES: Final = re.compile(
    alternatives(
        *(
            "approuver?",
            "accepter?",
            "adopter?",
            r"autoriser?[^.;€]{0,70}signer",
            "valider?",
            "enteriner?",
            "decide",
        ),
    )
    + rf"(?![a-z])[^.;€]{{0,40}}?\s{_DETERMINER}{_NOUN}(?P<number>[^0-9€.;,]{{0,80}}[0-9]{{1,2}}(?![0-9]))?"
)
# A vote below the title of an avenant, where the decision itself is short or lost: « Adopté à l'unanimité »
_VOTED: Final = re.compile(
    r"(?<![a-z])(?:(?:adopte|approuve|accepte|vote|delibere)e?,? a l'(?:unanimite|majorite)"
    r"|vote\s?:\s{0,3}unanimite)"
)
_TITLE: Final = re.compile(r"(?<![a-z])avenant\s{0,3}\$?(?:[^0-9€.;,]{0,24}?(?P<number>[0-9]{1,2})(?![0-9]))?")
_PAST_AUXILIARIES: Final = (
    "a ",
    "ait ",
    "ont ",
    "a ete ",
    "ayant ",
)  # « le conseil a approuvé l'avenant n° 1 »: a former one
_NUMBER: Final = re.compile(r"[0-9]{1,2}\Z")
_ACT_HEADING: Final = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport)\s?(?:n|:|\$)|\n[ \t]{0,8}20[0-9]{2}[-/][0-9]{2}"
    r"|(?<=[.;»] )(?:deliberation|rapport)\s(?:n\s?[°o]|[0-9])|(?<=[.;»] )objet\s?:"
)
_FIRM_NOUNS: Final = (
    "entreprise|societe|groupement|cabinet|sarl|sas|sasu|sa\\s|eurl|scop|bureau|agence|atelier|etablissements|ets\\s"
    "|architecte|m\\.|mme\\s|monsieur\\s"
)
_FIRM: Final = rf"\s{{1,20}}(?:l'|la |le )?(?={_FIRM_NOUNS})"
_FIRM_AFTER: Final = re.compile(alternatives("avec", "a", "titulaire", "de") + _FIRM)
_HOLDER: Final = re.compile(
    alternatives(r"attribu\w{1,6}", "confiee?s?", "conclue?", "titulaire", "notifiee?s?", "passe", "signee?")
    + rf"(?![a-z])[^€.;]{{0,140}}?\s(?:a|avec|aupres de|est|:){_FIRM}"
)
_CONTRACT_FIRM: Final = re.compile(
    alternatives("marche", "lot", "contrat") + rf"(?![a-z])[^€.;]{{0,60}}?\s(?:de|a|avec){_FIRM}"
)
# « le groupement X est titulaire du marché », « l'entreprise X, titulaire du lot 3, »
_HOLDS: Final = re.compile(
    rf"(?<![a-z'])(?:l'|la |le )?(?={_FIRM_NOUNS})(?=[^.;€:]{{3,90}}?(?:,| est)\s(?:attributaire|titulaire) d[eu])"
)
_LOT: Final = re.compile(r"(?<![a-z])lots?\s{0,3}(?:n\s?[°o]\s?)?(?P<number>[0-9]{1,2})(?![0-9])")
_ADDITION: Final = re.compile(
    r"(?:s'elev\w{1,3}(?:\s(?:donc|ainsi|quant a (?:lui|elle)))?\sa(?:\sun (?:montant|total) (?:total )?de"
    r"|\sla somme de)?"
    r"|(?:pour|represente) un montant (?:total )?(?:\w{5,9}\s)?de|pour (?:une|la) somme de"
    r"|(?:plus|moins)[ -]{1,3}?value\s(?:globale |totale )?(?:d'un montant )?de"
    r"|total en (?:plus|moins)[ -]value de|avenant total de"
    r"|(?:surcout|supplement|couts? supplementaires?|depenses? supplementaires?)"
    r"(?: (?:total|estime a|evalue a))?(?: d'un montant)? (?:de|s'elevant a)"
    r"|avenant[^€.;:]{0,90}?(?:d'un montant(?: \w{3,9})? de|est de|a hauteur de)"
    r"|travaux supplementaires[^€.;:]{0,80}:|montant de l'avenant[^€.;]{0,40}?"
    r"|avenant[^€.;:]{0,40}:)[\s:$+-]{0,8}\Z"
)
_THIS_AVENANT: Final = re.compile(rf"(?:la presente|le present|cet|cette)\s{{1,3}}{_NOUN}")
_AVENANT_TITLE: Final = re.compile(r"[–—:-]\s{0,3}avenant\s{0,3}\n")  # « Travaux de la mairie – avenant »
_SPEAKS_OF_AVENANT: Final = re.compile(
    r"avenant(?!s)|modification|value|supplementaires?(?![a-z])|supplement|surcout|(?<![a-z])il s'eleve"
)
_EARLIER_AMOUNT: Final = re.compile(
    r"(?<![a-z])(?:a|avait|ont|a deja|a ete|ete) (?:approuve|attribue|valide|accepte|passe|conclu|signe)"
    r"|porte le montant|montant initial|(?:estime|evalue)e?s? a"
)
# « portant le marché à », « au lieu de », « le nouveau montant du marché est de »: a price, not what is added.
_PRICE: Final = re.compile(
    r"(?<![a-z])(?:port(?:e|ant|er|ee)\s(?:ainsi\s|donc\s)?(?:le|la|l'|son|a|de)|ramen\w{1,4}"
    r"|pass(?:e|ant|era) (?:de|a|ainsi|donc)(?![a-z])"
    r"|nouveau (?:montant|prix|total)|(?:montant|total) (?:initial|final|definitif|du (?:marche|lot|contrat))"
    r"|au lieu d|initialement|soit un (?:nouveau )?montant total)[^.;€]{0,90}\Z"
)
_NEW_PRICE: Final = re.compile(
    r"(?<![a-z])(?:(?:port(?:e|ant|er|era|ee)|ramen\w{1,4}|pass(?:e|ant|era))(?![a-z])[^.;€]{0,60}"
    r"(?:marche|lot|contrat|remuneration|honoraires)(?![a-z])[^.;]{0,70}\sa"
    r"(?: la somme de| un (?:montant|total) de)?"
    r"|nouveau (?:montant|prix|total)(?![a-z])[^.;€]{0,90}"
    r"|(?:montant|total) (?:final|definitif)(?![a-z])[^.;€]{0,90})[\s:$]{0,4}\Z"
)


@dataclass(frozen=True, slots=True)
class _Approval:
    """The words that approve an avenant: their span, its number, and that of its lot, where they are told."""

    start: int
    end: int
    number: str | None
    lot: str | None


def find_avenants(text: str, plain: str, amounts: Sequence[Mention]) -> tuple[list[AwardMatch], frozenset[int]]:
    """Return the avenants whose approving sentence does not state the firm or the amount.

    Also the offsets of the sums that the sections of approved avenants only recall, as prices.
    """
    found: list[AwardMatch] = []
    recalled: set[int] = set()
    if "avenant" not in plain and "la modification" not in plain:
        return found, frozenset()
    before = 0
    for approval in _find_approvals(text, plain):
        section = _act_start(plain, approval.start)
        start = max(before, section)
        stop = _sentence_end(text, approval.end)
        own = [one for one in mentions_between(amounts, approval.end, stop) if not _is_price(plain, one)]
        name = _find_last_firm(text, plain, _FIRM_AFTER, approval.end, stop)
        above = mentions_between(amounts, start, approval.start)
        if own and name:
            recalled |= _find_recalled(plain, above, name, own[0])
            continue  # its own sentence says all
        name = name or _find_holder(text, plain, section, start, approval)
        amount = own[0] if own else _find_added_amount(plain, above, start, approval, follows=before > section)
        if name is None:
            continue
        recalled |= _find_recalled(plain, above, name, amount)
        if amount:
            before = approval.end
            found.append(
                AwardMatch(min(name.start, amount.start), max(name.end, amount.end), "avenant", name, amount)
            )
    return found, frozenset(recalled - {award.amount.start for award in found})


def _find_approvals(text: str, plain: str) -> Iterator[_Approval]:
    """Yield the approvals of avenants in order: those in words, and votes below a title where there are none."""
    last = 0
    approvals = [
        match for match in _APPROVES.finditer(plain) if not plain.endswith(_PAST_AUXILIARIES, 0, match.start())
    ]
    votes = list(_VOTED.finditer(plain))
    for match in sorted([*approvals, *votes], key=re.Match.start):
        if match.re is _APPROVES:
            number = _NUMBER.search(match["number"] or "")
            stop = _sentence_end(text, match.end())
            lot = _LOT.search(plain, match.start(), stop)
            last = match.end()
            counted = None if number is None or (lot and lot.end() == match.end()) else number[0]
            yield _Approval(match.start(), match.end(), counted, lot["number"] if lot else None)
            continue
        follows = (one for one in approvals if 0 <= one.start() - match.start() < _LOST_REACH)
        if next(follows, None) is not None:
            continue
        start = max(last, _act_start(plain, match.start()), match.start() - _NEAR_TITLE)
        title = _TITLE.search(plain, start, min(match.start(), start + _TITLE_REACH))
        if title and start > last and _ACT_HEADING.search(plain, max(0, start - 30), start + 1):
            lot = _LOT.search(plain, start, min(match.start(), title.end() + _LOT_REACH))
            last = match.end()
            yield _Approval(match.start(), match.end(), title["number"], lot["number"] if lot else None)


def _sentence_end(text: str, at: int) -> int:
    end = phrases.SENTENCE.search(text, at, at + _SENTENCE)
    return end.start() if end else min(len(text), at + _SENTENCE)


def _act_start(plain: str, end: int) -> int:
    start = max(0, end - _WINDOW)
    *_, heading = (None, *_ACT_HEADING.finditer(plain, start, end))
    return heading.end() if heading else start


def _find_holder(text: str, plain: str, section: int, start: int, approval: _Approval) -> RecipientName | None:
    """Return the last firm that is said to hold the contract, of the approved lot if any is of that lot.

    Between the section and ``start``, where another avenant is approved, only a firm of the approved lot counts.
    """
    found: list[tuple[bool, int, RecipientName]] = []
    for pattern in (_HOLDER, _HOLDS, _CONTRACT_FIRM):
        for match in pattern.finditer(plain, section, approval.start):
            name = _parse_firm(text, match.end(), approval.start)
            *_, lot = (None, *_LOT.finditer(plain, max(section, match.start() - _LOT_REACH), match.end()))
            of_lot = lot is not None and lot["number"] == approval.lot
            if name and (of_lot or match.start() >= start):
                found.append((of_lot, -(_HOLDER, _HOLDS, _CONTRACT_FIRM).index(pattern), name))
    if not found:
        return None
    first = max(rank[:2] for rank in found)
    holders = [{fold_accents(name.words) for *rank, name in found if rank == [False, kind]} for kind in (0, -1)]
    if not first[0] and all(holders) and holders[0].isdisjoint(holders[1]):
        return None  # « notifié à l'entreprise X … la société Y, titulaire du marché voisin »
    return next(name for of_lot, kind, name in reversed(found) if (of_lot, kind) == first)


_TRADE_NOUN: Final = re.compile(r"(?:agence|atelier|architecte|bureau)\s(?=[A-ZÀ-Ý])")


def _parse_firm(text: str, start: int, stop: int) -> RecipientName | None:
    """Parse the name of a firm, after the noun that only says what it is: « l'agence ARCHIPEL »."""
    noun = _TRADE_NOUN.match(text, start, stop)
    return parse_name(text, start, stop) or (parse_name(text, noun.end(), stop) if noun else None)


def _find_last_firm(
    text: str, plain: str, pattern: re.Pattern[str], start: int, stop: int
) -> RecipientName | None:
    places = [match.end() for match in pattern.finditer(plain, start, stop)]
    return next(filter(None, (_parse_firm(text, at, stop) for at in reversed(places))), None)


def _find_added_amount(
    plain: str, amounts: Sequence[Mention], start: int, approval: _Approval, *, follows: bool
) -> Mention | None:
    """Return the last amount that the avenant is said to add, after the mention of its number.

    ``follows``: another avenant is approved right before, so that this one may be told without a mention.
    """
    number = approval.number
    avenant = re.compile(rf"{_NOUN}[^0-9€.;,]{{0,80}}?{number}(?![0-9])" if number else _NOUN)
    end = approval.start
    *_, this = (None, *_THIS_AVENANT.finditer(plain, start, end))
    told = list(avenant.finditer(plain, start, end))
    first = told[0] if told else _AVENANT_TITLE.search(plain, start, end) or this
    if first is None and not follows:
        return None
    since = first.start() if first else start
    inside = [one for one in amounts if one.start >= since]
    if added := next((each for each in reversed(inside) if _is_addition(plain, since, each)), None):
        return added
    last = this or (told[-1] if told and number else None)
    after = [one for one in inside if last and one.start >= last.end()]
    if last and len(after) == 1 and _is_addition(plain, last.start(), after[0], spoken=True):
        return after[0]
    return _find_difference(plain, inside, amounts)


def _is_addition(plain: str, start: int, amount: Mention, *, spoken: bool = False) -> bool:
    """Return whether the sentence of an amount adds it; ``spoken``: one before it speaks of the avenant."""
    before = plain[max(start, amount.start - _SENTENCE) : amount.start]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :]
    value = amount.value
    return (
        isinstance(value, Amount)
        and value.amount != 0
        and (spoken or _SPEAKS_OF_AVENANT.search(sentence) is not None)
        and _ADDITION.search(sentence) is not None
        and _EARLIER_AMOUNT.search(sentence) is None
    )


def _find_difference(plain: str, inside: Sequence[Mention], amounts: Sequence[Mention]) -> Mention | None:
    """Return the amount that leads from a printed price of the contract to its new one, or None."""
    new = next((one for one in reversed(inside) if _is_new_price(plain, one)), None)
    if new is None:
        return None
    total = _euros(new)
    others = {_euros(one) for one in amounts if one is not new}
    added = [one for one in inside if one is not new and total - _euros(one) in others and _euros(one) * 2 < total]
    return added[-1] if len({_euros(one) for one in added}) == 1 else None


def _euros(amount: Mention) -> Decimal:
    return amount.value.amount if isinstance(amount.value, Amount) else Decimal()


def _is_price(plain: str, amount: Mention) -> bool:
    return _PRICE.search(plain, max(0, amount.start - _PRICE_REACH), amount.start) is not None


def _is_new_price(plain: str, amount: Mention) -> bool:
    return _NEW_PRICE.search(plain, max(0, amount.start - _PRICE_REACH), amount.start) is not None


_CONCLUDED: Final = re.compile(
    r"(?<![a-z])(?:(?:a|ont|avait|fut|ete) (?:ete )?(?:deja )?"
    r"(?:attribue|confie|notifie|conclu|signe|passe|approuve)"
    r"|(?:attribu|confi|notifi)ee?s? (?:le|a|par|au)|l'attribution|titulaires?|attributaires?|premier avenant)"
    r"(?![a-z])[^;€]{0,260}\Z"
)


def _find_recalled(plain: str, above: Sequence[Mention], name: RecipientName, added: Mention | None) -> set[int]:
    """Return the offsets of prices above an approval: what the firm's contract cost or then costs."""
    firm = max(fold_accents(name.words).split(), key=len)
    return {
        one.start
        for one in above
        if (added is None or _euros(one) != _euros(added))
        and (_is_new_price(plain, one) or _recalls(plain, one, firm))
    }


def _recalls(plain: str, amount: Mention, firm: str) -> bool:
    start = max(0, amount.start - _RECALL_REACH)
    sentence = plain[start : amount.start]
    sentence = sentence[max(sentence.rfind(end) for end in (". ", ".\n", "\n\n", "€")) + 1 :]
    return firm in sentence and _CONCLUDED.search(sentence) is not None
