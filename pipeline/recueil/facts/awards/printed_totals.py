"""Find what an act prints as the number or the total of its subsidies: « TOTAL : 61 000 € », « les 15 subventions
suivantes, pour un montant total de 61 000 € ».

A total is compared with all the awards before it, unless those right above it make it: a table may have subtotals,
or stand after another. So awards that were missed may go unnoticed, but none is missed that is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, islice

from recueil.entities.numbers import NUMBER_WORDS, parse_number_words
from recueil.text import fold_accents
from recueil.values import Amount, Award, Mention
from recueil.values.award import PrintedTotal
from recueil.values.mention import mentions_between

_GIFTS = ("subvention", "aide", "participation", "fonds de concours", "cotisation")
# A row « TOTAL », « Total général », « Montant total des subventions ».
_ROW = re.compile(
    r"\n[^\w\n]{0,80}(?:montant[ \t]{1,3})?(?<![a-z])(?:sous[ -]?)?total(?:[ \t]{1,3}(?:general|global"
    r"|(?:des )?subventions?|attribue|verse|vote|accorde|20[0-9]{2}))?(?![a-z])(?P<rest>[^\n]{0,200})"
)
_BELOW = re.compile(r"\s{0,120}[^\n]{0,80}")
# Totals of something else than awards.
_OTHER = re.compile(
    r"depense|recette|financ|budget|chapitre|emprunt|(?<![a-z])(?:ht|ttc|tva)(?![a-z])|cout|demand|sollicit|travaux|reste"
)
_REACH = 3000
_MOST_ROWS = 50
_COUNTED = re.compile(
    rf"(?<![a-z0-9])(?:les|aux|des|de|ces)\s(?:(?P<figures>[1-9][0-9]{{0,2}})|(?P<words>{NUMBER_WORDS}))"
    r"\s(?:subventions?|associations?|aides?|beneficiaires?)(?![a-z])[^.;:€\n]{0,60}?"
    r"(?:suivant|ci-dessous|ci-apres|ci-joint|listee?s|figurant|enumere|mentionne)"
)
_STATED = re.compile(r"(?<![a-z])(?:(?:montant|somme)\s(?:total|global)e?|total)\s(?:de|d'un montant de)\s{0,3}")
_LISTED = re.compile(
    r"(?:subvention|aide|participation)s?(?![a-z])[^.;€]{0,160}(?:suivant|ci-dessous|ci-dessus|ci-apres|tableau|listee"
    r"|enumere|comme suit|reparti)|\n\W{0,20}soit un (?:montant )?total de\s{0,3}\Z"
)
_BOUND = re.compile(r"limite|enveloppe|maxim|plafon|credit|demand|sollicit|(?<![a-z])cout|previsionnel")
_SENTENCE = 260


def find_printed_totals(
    text: str, amounts: Sequence[Mention], awards: Sequence[Award]
) -> tuple[PrintedTotal, ...]:
    """Return the totals that an act prints of its subsidies, in the order of the text."""
    gifts = sorted(
        (award for award in awards if award.what in _GIFTS and not award.reported), key=lambda award: award.start
    )
    if len(gifts) < 2:
        return ()
    plain = fold_accents(text)
    last = len(plain)
    found = [*_find_rows(plain, amounts, gifts), *_find_stated(plain, amounts, gifts, last)]
    for match in _COUNTED.finditer(plain):
        count = int(match["figures"]) if match["figures"] else parse_number_words(match["words"])
        if count is not None:
            found.append(PrintedTotal(match.start(), match.end(), 0, last, count=count))
    return tuple(sorted(found, key=lambda total: total.start))


def _find_stated(
    plain: str, amounts: Sequence[Mention], gifts: Sequence[Award], last: int
) -> Iterator[PrintedTotal]:
    """Yield the totals that a sentence announces before the list."""
    decided = {award.amount.start for award in gifts if award.amount}
    for match in _STATED.finditer(plain):
        after = plain[match.end() : match.end() + _SENTENCE].partition("\n")[0]
        before = plain[max(0, match.start() - _SENTENCE) : match.end()]
        before = before[1 + max(before.rfind(stop) for stop in (". ", ".\n", "\n\n")) :]
        money = mentions_between(amounts, match.end(), match.end() + 1)
        euros = _euros(money[0]) if money and money[0].start not in decided else None
        if (
            euros is not None
            and not _BOUND.search(before)
            and (_LISTED.search(before) or _LISTED.search(before + after))
        ):
            yield PrintedTotal(match.start(), money[0].end, 0, last, amount=euros)


def _find_rows(plain: str, amounts: Sequence[Mention], gifts: Sequence[Award]) -> Iterator[PrintedTotal]:
    """Yield the totals in the last row of a table."""
    starts = [award.start for award in gifts]
    decided = {award.amount.start for award in gifts if award.amount}
    for match in islice(_ROW.finditer(plain), _MOST_ROWS):
        before = gifts[: bisect_left(starts, match.start())]
        if len(before) < 2 or match.start() - before[-1].end > _REACH or _OTHER.search(match[0]):
            continue
        between = plain[before[-1].end : match.start()]
        if _OTHER.search(between) or before[-1].start - before[-2].end > _REACH:
            continue
        row = [
            mention
            for mention in mentions_between(amounts, match.start(), match.end())
            if _euros(mention) is not None
        ]
        if not row and not match["rest"].strip(" \t:|."):
            below = _BELOW.match(plain, match.end())
            row = list(mentions_between(amounts, match.end(), below.end() if below else match.end()))
        column = _column(plain, amounts, before[-2:], len(row))
        if column is None or row[column].start in decided:
            continue
        total = _euros(row[column])
        if total is None:
            continue
        first = _first_of(before, total)
        if first is not None:
            yield PrintedTotal(match.start() + 1, row[column].end, first, match.start(), amount=total)


def _column(plain: str, amounts: Sequence[Mention], rows: Sequence[Award], width: int) -> int | None:
    """Return which of the amounts of a row is the award's, the same in the rows above; None if it is unclear."""
    columns = set()
    for award in rows:
        if award.amount is None:
            return None
        start = plain.rfind("\n", 0, award.amount.start) + 1
        end = plain.find("\n", award.amount.end)
        line = mentions_between(amounts, start, end if end >= 0 else len(plain))
        columns.add((len(line), bisect_right([each.start for each in line], award.amount.start) - 1))
    if len(columns) != 1:
        return None
    ((number, column),) = columns
    return column if number == width and column >= 0 else None


def _first_of(awards: Sequence[Award], total: Decimal) -> int | None:
    """Return the start of the awards that a total counts: the last ones that make it, or all if they are less."""
    values = [_euros(award.amount) if award.amount else None for award in reversed(awards)]
    if any(value is None for value in values):
        return None
    sums = list(accumulate(value for value in values if value is not None))
    if total in sums:
        return awards[len(awards) - 1 - sums.index(total)].start
    return awards[0].start if sums[-1] < total else None


def _euros(mention: Mention) -> Decimal | None:
    value = mention.value
    return value.amount if isinstance(value, Amount) and value.currency == "EUR" and value.per is None else None
