"""Find plans de financement whose columns a converter wrote one after the other: the names, then the sums.

« Plan de financement⏎DETR⏎Ville de Brey⏎TOTAL⏎40 000 €⏎60 000 €⏎100 000 € ». The sums must make the one before or
after them, the cost; so no name can get another's sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from recueil.facts.awards.funders import ANY_FUNDER, FUNDER_WORDS
from recueil.values import Mention
from recueil.values.award import Funder, FundingPlan
from recueil.values.mention import amount_of, mentions_between

_OPENING: Final = re.compile(
    r"plans? (?:previsionnels? )?de financement|f(?<![a-z].)inanc(?:es?|ees?|ements?)(?=[^.;€\n]{0,40}:)"
    r"|\n[ \t]{0,20}(?:recettes[^\n€]{0,30}|depenses?[^\n€]{0,40})(?=\n)"
)
_COLUMN: Final = re.compile(r"(?:\s|h\.?t\.?(?![a-z])|ttc|[|])*\n(?:\s|[|])*")
_FIRST_WORDS: Final = (
    r"[\s*•–-]{0,6}(?:(?:subventions?|participations?|aides?|part|fonds)\s(?:de (?:la |l')?|du |d')?)?"
)
_NAME: Final = re.compile(rf"{_FIRST_WORDS}{FUNDER_WORDS}")
_OWN: Final = re.compile(
    rf"{_FIRST_WORDS}(?:communes?|ville|mairie|auto[ -]?financement|fonds propres|communale"
    r"|reste a charge|emprunts?)(?![a-z])"
)
_TOWN: Final = re.compile(rf"{_FIRST_WORDS}(?=ville|mairie)")
_LIST_MARKS: Final = " \t\u00a0*•–-"
_LONGEST_NAMES, _LONGEST_NAME, _MOST_SUMS = 600, 90, 14
_FEWEST: Final = 2


def find_column_plans(text: str, plain: str, figures: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield the plans whose names stand above all of their sums, two and their total at least."""
    if sum(figure.kind == "amount" for figure in figures) <= _FEWEST:
        return
    for opening in _OPENING.finditer(plain):
        near = mentions_between(figures, opening.end(), opening.end() + _LONGEST_NAMES)
        if not near or near[0].kind != "amount" or not ANY_FUNDER.search(plain, opening.end(), near[0].start):
            continue
        names = list(_names(plain, opening.end(), near[0].start))
        sums = list(_column(plain, mentions_between(figures, near[0].start, len(text))[: _MOST_SUMS + 1]))
        if plan := _pair(text, names, sums):
            yield plan


def _names(plain: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the span of each line between two offsets that opens with a name, and whether it is an outside
    funder's; what wraps to another line is left out.
    """
    at = start
    while at < end:
        stop = plain.find("\n", at, end)
        stop = stop if stop >= 0 else end
        line = plain[at:stop]
        named = _NAME.match(line)
        if (named or _OWN.match(line)) and len(line.strip()) <= _LONGEST_NAME and not line.rstrip().endswith(":"):
            town = _TOWN.match(line)  # « Participation ville de Brey » is the body's own: « ville de Brey »
            first = at + (town.end() if town else len(line) - len(line.lstrip(_LIST_MARKS)))
            yield first, at + len(line.rstrip()), named is not None
        at = stop + 1


def _column(plain: str, sums: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the sums that stand below each other, from the first."""
    before: Mention | None = None
    for each in sums:
        if each.kind != "amount" or (before and not _COLUMN.fullmatch(plain, before.end, each.start)):
            return
        yield each
        before = each


def _pair(text: str, names: Sequence[tuple[int, int, bool]], sums: Sequence[Mention]) -> FundingPlan | None:
    """Return the plan of names and the last sums of a column, if these make the sum before or after them."""
    count = len(names)
    if count < _FEWEST or len(sums) <= count or not any(outside for *_, outside in names):
        return None
    last = sums[-count - 1 :]
    for parts, total in ((last[:-1], last[-1]), (last[1:], last[0])):
        if sum(map(amount_of, parts), Decimal()) == amount_of(total):
            funders = tuple(
                Funder(start, end, " ".join(text[start:end].split()), part, None)
                for (start, end, _), part in zip(names, parts, strict=True)
            )
            return FundingPlan(names[0][0], last[-1].end, funders, total)
    return None
