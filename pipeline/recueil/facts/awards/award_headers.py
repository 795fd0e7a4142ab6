"""Where the tables and the lists of awards stand, and what they decide.

« Association | Subvention », « les subventions suivantes : », « Lot | Entreprise retenue | Montant HT », and the
rows that « attribue les subventions ci-dessus » has behind it. Requests, memories, tariffs and financing plans are
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recueil.facts.awards.award_clauses import asks_for_money, recalls_decision
from recueil.facts.awards.award_columns import (
    LINE_REST,
    LOT_HEADING,
    MORE_HEADINGS,
    NAME_HEADING,
    PROSE_WORDS,
    TABLE_HEADER,
    AwardTable,
)
from recueil.facts.awards.award_grammar import alternatives, named_alternatives
from recueil.values import Mention

_LONGEST_TABLE = 9000
_ANNOUNCEMENT_REACH = 500
# An opening stands before an amount, or near « subvention », whose table may contain bare figures.
_BEFORE = 600
_BEFORE_GIFT, _AFTER_GIFT = 300, 600
_GIFT = re.compile("subvention")
_LIST_ANNOUNCEMENT = re.compile(
    named_alternatives(
        what=("subventions?", "sommes?", "aides", "fonds de concours", "secours", "bourses", "participations"),
    )
    + r"(?![a-z])[^.€]{0,220}?"
    r"(?:(?:suivant(?:e?s)?|comme suit|ci-(?:dessous|apres)|tableau|repartie?s?|liste)[^.€:\n]{0,120}?(?::|\n"
    r"|\s(?=[-–•]\s))|:(?=\s{1,60}[-–•*>✓▪➢][^-*]))"
)
# « ATTRIBUE les subventions comme précédemment indiqué », « approuve ces subventions »: the rows stand before.
_DECIDES_ABOVE = re.compile(
    alternatives(
        *(r"attribu\w{1,5}", r"accord\w{1,5}", r"allou\w{1,5}", r"approuv\w{1,5}", r"octro\w{1,5}"),
        *("vers(?:e|er)", "vot(?:e|er)"),
    )
    + r"(?![a-z])[^.€;]{0,140}?(?<![a-z])subventions?(?![a-z])"
    r"(?:[^.€;]{0,90}?(?:ci-dessus|precedemment|susmention|enonce|detaille|indique|telles? que)"
    r"|(?<=ces subventions))"
)
_DECISION_WORDS = re.compile(
    r"(?<![a-z])(?:(?P<subvention>subventions?|associations?)|(?P<fonds>fonds de concours)|(?P<aide>aides?"
    r"|secours|bourses?)"
    r"|(?P<marche>lots?|marches?|attribu\w{0,6} (?:du|le|des|les) marches?|entreprises?|attributaires?"
    r"|titulaires?|offres?))(?![a-z])"
)
# A table of firms lists offers, unless it says that they are retained or has one firm for each lot.
_AWARDED_HEADING = re.compile(r"(?<![a-z])(?:attributaires?|titulaires?|retenue?s?)(?![a-z])")
_ATTRIBUTES = re.compile(
    r"(?<![a-z])(?:attribu\w{1,5}|propositions? d'attribution|retenir|retient|retenue?s?)(?![a-z])"
)
# « attribuer le marché au candidat suivant : », and a table of one firm.
_SINGLE_OFFER = re.compile(
    r"(?<![a-z])(?:candidat|entreprise|societe|prestataire|offre)\s(?:la plus avantageuse\s|retenue?\s)?"
    r"(?:est\s)?(?:la\s)?suivante?(?![a-z])|avantageuse est (?:la suivante|celle)"
)
# « Passation, exécution et règlement des marchés », « décisions prises par délégation »: concluded, not offered.
_CONCLUDED_CONTRACTS = re.compile(
    r"(?<![a-z])(?:(?:passation|execution|reglement|signature|conclusion|liste|attribution)\s(?:[^.|€]{0,40}\s)?"
    r"(?:marches|contrats|devis|commandes)|(?:marches|contrats|devis|commandes)\s(?:signes|conclus|passes|attribues)"
    r"|decisions? (?:prises? |du maire))"
)
_SUPPLIER = re.compile(r"(?<![a-z])(?:fournisseur|prestataire|cocontractant|titulaire|attributaire)")
_OTHER_FIGURES = re.compile(
    r"(?<![a-z])(?:financement|financeurs?|recettes?|depenses?|ressources|virements?"
    r"|decision modificative|comptes? administratifs?|taux)(?![a-z])"
)
# Income, unless a gift is named after it: « un loyer …, propose les subventions suivantes ».
_INCOME = re.compile(
    r"(?<![a-z])(?:(?P<given>subventions?|attribu\w{1,6}|aides|fonds de concours|secours|bourses)"
    r"|tarifs?|loyers?|redevances?|produits?|concessions?|cimetieres?|alien\w{1,6}|preemption|louage)(?![a-z])"
)
_BEFORE_ROWS = re.compile(
    r"[a-z]{3}\.\s|(?<![a-z])(?:le conseil|unanimite|deliberation|considerant|seance|presents|:\s{0,10}\n)"
)
_CODE_HEADING = re.compile(r"(?<![a-z])(?:cod\s?e|n[°o])(?:[ .]asso\w*\.?)?\s{1,12}(?:asso\w*\.?\s{1,12})?\Z")


@dataclass(frozen=True, slots=True)
class _Opening:
    """Words that announce rows: ``said`` names the gift in a sentence, or ``header`` names the columns."""

    start: int
    end: int
    said: str = ""
    header: str = ""


def find_award_tables(plain: str, amounts: Sequence[Mention]) -> Iterator[AwardTable]:
    """Yield the spans of a folded text that may contain rows of awards, each up to the next."""
    gifts = [(match.start() - _BEFORE_GIFT, match.start() + _AFTER_GIFT) for match in _GIFT.finditer(plain)]
    near = _merge_spans([*((amount.start - _BEFORE, amount.start) for amount in amounts), *gifts])
    found = [
        *_list_openings(plain, near),
        *_header_openings(plain, near),
        *_openings_above(plain, _merge_spans(gifts)),
    ]
    openings = sorted(found, key=lambda opening: opening.start)
    announced, before = (-_ANNOUNCEMENT_REACH, ""), {"": ""}
    for at, opening in enumerate(openings):
        what = _decision_kind(plain, opening)
        if opening.header:
            key = " ".join(opening.header.split())
            inherited = announced[1] if opening.start - announced[0] < _ANNOUNCEMENT_REACH else ""
            what = before[key] = what or inherited or before.get(key, "")
        else:
            announced = (opening.end, what)
        limit = openings[at + 1].start if at + 1 < len(openings) else len(plain)
        if what and (what != "marche" or _is_awarded(plain, opening)):
            coded = (
                opening.header != ""
                and _CODE_HEADING.search(plain[max(0, opening.start - 60) : opening.start]) is not None
            )
            yield AwardTable(opening.end, min(limit, opening.end + _LONGEST_TABLE), what, opening.header, coded)


def _merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, overlapping ones merged."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((max(0, start), end))
    return joined


def _finditer_within(
    pattern: re.Pattern[str], plain: str, spans: Iterable[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    return (match for start, end in spans for match in pattern.finditer(plain, start, end))


def _list_openings(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    for match in _finditer_within(_LIST_ANNOUNCEMENT, plain, near):
        yield _Opening(match.start(), match.end(), said=plain[match.start() : match.end("what")])


def _header_openings(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    for match in _finditer_within(TABLE_HEADER, plain, near):
        names = [column.start() for column in NAME_HEADING.finditer(plain, match.start(), match.end("between"))]
        start = names[-1] if names else match.start()
        if not PROSE_WORDS.search(plain, start, match.end("between")):
            end = _header_end(plain, match.end())
            line = max(plain.rfind("\n", max(0, start - 120), start) + 1, start - 120)
            yield _Opening(start, end, header=plain[line:end])


def _openings_above(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    """Yield openings of rows that a later sentence decides on; they begin after the last sentence without
    rows.
    """
    for match in _finditer_within(_DECIDES_ABOVE, plain, near):
        start = max(0, match.start() - _LONGEST_TABLE)
        last = max(start, plain.rfind("€", start, match.start()))
        *_, sentence = (None, *_BEFORE_ROWS.finditer(plain, start, last))
        start = sentence.end() if sentence else start
        yield _Opening(start, start, said="subvention")


def _header_end(plain: str, end: int) -> int:
    """Return the end of a header: of its line if laid out in columns, else of the words that name columns."""
    line = LINE_REST.match(plain, end)
    more = MORE_HEADINGS.match(plain, line.end() if line else end)
    return more.end() if more else end


def _decision_kind(plain: str, opening: _Opening) -> str:
    """Return the kind of decision of the rows; empty for requests, recalled decisions or other figures."""
    before = plain[max(0, opening.start - 330) : opening.start]
    sentence = before[_sentence_start(before) :] + plain[opening.start : opening.end]
    *_, money = (None, *_INCOME.finditer(sentence, max(0, len(sentence) - 260)))
    comes_in = money is not None and money["given"] is None
    if comes_in or recalls_decision(sentence) or _OTHER_FIGURES.search(sentence[-260:]):
        return ""
    *_, found = (None, *_DECISION_WORDS.finditer(opening.said or opening.header))
    if found is None or (
        opening.header and found.lastgroup == "subvention" and "subvention" not in opening.header
    ):
        *_, found = (None, *_DECISION_WORDS.finditer(before))
    group = str(found.lastgroup) if found else ""
    if group != "marche" and asks_for_money(sentence):
        return ""
    return "fonds de concours" if group == "fonds" else group


def _sentence_start(before: str) -> int:
    return 1 + max(before.rfind(end) for end in (". ", ".\n", "\n\n"))


def _is_awarded(plain: str, opening: _Opening) -> bool:
    if _AWARDED_HEADING.search(opening.header):
        return True
    start = max(0, opening.start - 500)
    if _SUPPLIER.search(opening.header):
        return _CONCLUDED_CONTRACTS.search(plain, start, opening.start) is not None
    attributed = _ATTRIBUTES.search(plain, start, opening.start)
    if LOT_HEADING.search(opening.header):
        return attributed is not None
    return _SINGLE_OFFER.search(plain, start, opening.start) is not None
