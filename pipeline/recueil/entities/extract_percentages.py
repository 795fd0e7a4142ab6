"""Percentages.

« 49 % », « 49, 19 % », « 0, 3 0 % », « - 20 % », « 5 ou 10 % », « 1,50/1,80 % », « vingt pour cent »,
« 5 p. 100 », « 2 points de fiscalité ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from spacy.language import Language

from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.figures import (
    PAD,
    RATE,
    drop_overlapping,
    find_minus_sign,
    find_number_start,
    find_number_words,
    find_range_bound,
    parse_rate,
)
from recueil.entities.patterns import MONTHS, SPACE, regex_alternatives
from recueil.entities.rate_roles import RateRoles
from recueil.values import Mention, Percentage

_POINTS = r"points?\s{1,3}(?:de\s{1,3})?(?:pourcentage|taux|fiscalit[ée])"
_UNIT = rf"(?:\\?[%‰]|(?i:pour{SPACE}{{0,3}}cents?\b|p\.{SPACE}?100\b|{_POINTS}))"
_WORD = re.compile(rf"%|[pP]our{SPACE}{{0,3}}cents?\b")
# OCR errors for 1er: « 1% décembre 2018 », « Monsieur le 1% adjoint », « 1% et 2ème étages ».
_ORDINAL_NOUN = (
    rf"(?:{regex_alternatives(MONTHS)}|adjointe?|vice-pr[ée]sidente?|[ée]tages?|nuit[ée]e?|tour|trimestre|semestre|alin[ée]a"
    rf"|et{SPACE}2[eèn][a-z]{{1,3}})(?![^\W\d_])"
)
_OCR_OF_1ER = rf"1%{SPACE}{{1,3}}(?i:{_ORDINAL_NOUN})"
_FIGURES = re.compile(rf"(?!{_OCR_OF_1ER})(?P<figure>{RATE})\)?{PAD}\$?(?P<unit>{_UNIT})")
_NUMBERED = re.compile(r"[nN] ?[°º] ?\Z")


class Percentages(Extractor):
    kind = "percentage"

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        found = drop_overlapping([*_find_in_digits(text), *_find_in_words(text)])
        return [*_add_roles(text, found)] if found else []


def _find_in_digits(text: str) -> Iterator[Mention]:
    for match in _FIGURES.finditer(text):
        start = find_number_start(text, *match.span("figure"))
        number = parse_rate(text[start : match.end("figure")])
        if number is None or _NUMBERED.search(text, max(0, start - 4), start):
            continue
        power = -1 if match["unit"].endswith("‰") else 0
        if (bound := find_range_bound(text, start)) and (first := parse_rate(text[slice(*bound)])) is not None:
            yield Mention(*bound, Percentage(first.scaleb(power)), "bound")
        sign = find_minus_sign(text, start, match.end())
        value = Percentage((number if sign is None else -number).scaleb(power))
        yield Mention(start if sign is None else sign, match.end(), value, "figures")


def _find_in_words(text: str) -> Iterator[Mention]:
    for unit in _WORD.finditer(text):
        if spelt := find_number_words(text, unit.start()):
            yield Mention(spelt[0], unit.end(), Percentage(Decimal(spelt[1])), "words")


def _add_roles(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Add to each percentage its role, where the words around it tell one."""
    roles = RateRoles(text)
    before: tuple[int, str | None] = (0, None)
    for mention in found:
        if isinstance(mention.value, Percentage):
            role = roles.role(mention.start, mention.end, before)
            before = (mention.end, role)
            yield replace(mention, value=replace(mention.value, role=role))


@Language.factory("recueil_percentages", assigns=["doc.spans"])
def create_percentages(nlp: Language, name: str) -> Percentages:
    return Percentages()
