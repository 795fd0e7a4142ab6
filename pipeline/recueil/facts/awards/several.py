"""Read decisions on several names: a gift that each of them gets, and the offer that is chosen among several.

« une subvention de 300 € à chacune des associations suivantes : X, Y et Z », « attribue à X et à Y une subvention
de 200 € chacun »; « deux devis : X : 2 340 € HT et Y : 2 800 € HT. Le conseil retient le devis de X ».
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, Clause, asks_for_money, recalls_decision
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import RecipientName, parse_name
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_EACH = "chac"
_EACH_OF_LIST = re.compile(
    r"[^.;€:]{0,40}?\s(?:a|pour|de|a destination de)\s{1,3}(?:chacune?s?"
    r"|chaque)(?![a-z])[^.;€:]{0,70}?:\s{0,4}(?:[-•*]\s)?"
)
_EACH_BEFORE = re.compile(r"[^.;€:]{0,24}?\s(?:a\s)?chacune?s?(?![a-z])")
_NEXT_NAME = re.compile(
    r"\s{0,3}(?:[,;•/]|\s-\s|(?<=\s)(?:et|ainsi que)(?=\s)){1,2}\s{0,3}(?:(?:a|au|aux|pour)\s{1,3})?(?=\S)"
)
_LAST_LINK = re.compile(r"\set\s{1,3}(?:(?:à|au|aux|pour)\s{1,3})?(?=(?:l['’]|la |le )?[\wÀ-Ý«\"])")
_MOST_NAMES = 30
_LIST_REACH = 900


def find_equal_gifts(clause: Clause) -> list[RecipientName]:
    """Return the names that each get the amount of a clause; empty unless it says so."""
    plain, amount = clause.plain, clause.amount
    near = plain.find(_EACH, clause.start, amount.end + 60)
    if near < 0 or recalls_decision(clause.sentence) or asks_for_money(clause.sentence):
        return []
    if not (clause.contains(phrases.GRANTS) or clause.contains(phrases.GIFTS)):
        return []
    if listed := _EACH_OF_LIST.match(plain, amount.end, amount.end + 160):
        return list(split_names(clause.text, plain, listed.end(), min(len(plain), listed.end() + _LIST_REACH)))
    if not _EACH_BEFORE.match(plain, amount.end, amount.end + 40) and not 0 <= near < amount.start:
        return []
    for given in phrases.GIFT_RECIPIENT.finditer(plain, clause.own, amount.start):
        names = list(split_names(clause.text, plain, given.end(), amount.start))
        if len(names) > 1:
            return names
    return []


def split_names(text: str, plain: str, start: int, stop: int) -> Iterator[RecipientName]:
    """Yield the names of a list: « Judo Club, Rando Vert et Tennis Club » are three."""
    for _ in range(_MOST_NAMES):
        name = parse_name(text, start, stop)
        if name is None:
            return
        following = None
        if last := _LAST_LINK.search(text, name.start, name.end):
            first, second = parse_name(text, name.start, last.start()), parse_name(text, last.end(), stop)
            if first and second and first.end == last.start():
                name, following = first, last.end()
        yield name
        link = _NEXT_NAME.match(plain, name.end, stop) if following is None else None
        if following is None and link is None:
            return
        start = following if following is not None else (link.end() if link else stop)


_CHOICE = re.compile(
    alternatives(
        *(rf"{verb}\w{{0,5}}" for verb in ("retien", "reten", "choisi", "accept", "valid", "approuv", "opt")),
        *(
            "donne\\w? un avis favorable",
            r"se prononc\w{1,4} (?:pour|en faveur d[eu])",
            "s'est porte sur",
            "se port\\w{1,4} sur",
        ),
    )
    + r"\s(?:[^.;:€]{0,60}?\s)?(?:l'|la |le |les |ce |celui |celle |pour )?(?:devis|offre"
    r"|proposition|candidature|entreprise|societe|celui|celle)"
    r"(?:\s(?:de|du|d'|presentee?|propose|etablie?|par|la|le|l'|societe|entreprise|cabinet)(?:\s|(?<='))){0,4}\s{0,3}"
)
_OFFERS_BACK = 1600
_PRICE_GAP = 90
_NOT_PRICED = re.compile(r"[.;\n€]")
_PROPOSES = re.compile(r"(?<![a-z])propos\w{1,5}\s(?:de\s|donc de\s|ainsi de\s)?\Z")
_PROPOSAL_REACH, _ADOPTED_REACH = 30, 900
_UNTIL = re.compile(r"[.;]\s|\n\s{0,40}\n")


def find_chosen_offers(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the offers whose firm a later sentence chooses without repeating its price."""
    if "devis" not in plain and "offre" not in plain and "proposition" not in plain:
        return
    for choice in _CHOICE.finditer(plain):
        end = _UNTIL.search(plain, choice.end(), choice.end() + 160)
        stop = end.start() if end else min(len(plain), choice.end() + 160)
        name = parse_name(text, choice.end(), stop)
        if name is None or mentions_between(amounts, choice.start(), stop):
            continue  # nobody is named, or the sentence itself states the price
        if phrases.BANK.match(fold_accents(name.words)) or not _is_decided(plain, choice.start(), stop):
            continue
        price = _stated_price(plain, name, amounts, choice.start())
        if price and price.start not in taken:
            yield AwardMatch(price.start, name.end, "marche", name, price)


def _is_decided(plain: str, start: int, stop: int) -> bool:
    """Return whether a choice is more than a proposal, or the assembly adopts it afterwards."""
    proposed = _PROPOSES.search(plain, max(0, start - _PROPOSAL_REACH), start)
    return proposed is None or phrases.VOTE_FOLLOWS.search(plain, stop, stop + _ADOPTED_REACH) is not None


def _stated_price(plain: str, name: RecipientName, amounts: Sequence[Mention], before: int) -> Mention | None:
    """Return the only price that follows the name of a firm before an offset, or None."""
    words = fold_accents(name.words)
    prices: list[Mention] = []
    at = max(0, before - _OFFERS_BACK)
    while (at := plain.find(words, at, before)) >= 0:
        at += len(words)
        following = mentions_between(amounts, at, min(before, at + _PRICE_GAP))
        if following and not _NOT_PRICED.search(plain, at, following[0].start):
            prices.append(following[0])
    values = {
        price.value.amount for price in prices if isinstance(price.value, Amount) and price.value.per is None
    }
    return prices[-1] if len(values) == 1 else None
