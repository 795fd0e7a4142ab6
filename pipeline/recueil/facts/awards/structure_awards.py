"""Money that an act decides on: who receives it, how much, what for, on which line, for which year.

« attribue une subvention de 1 500 € au Tennis club pour son tournoi, article 65748 », a table of associations,
« retient la SARL X pour 900 € HT », « contracte auprès de la Banque Y un emprunt de », « cède à M. Z au prix de ».
An amount whose beneficiary the act does not name gives no award.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from recueil.entities.patterns import unaccented
from recueil.facts.awards.award_avenants import avenants_in
from recueil.facts.awards.award_clauses import Found
from recueil.facts.awards.award_context import Context
from recueil.facts.awards.award_sentences import found_in
from recueil.facts.awards.award_tables import rows_in
from recueil.facts.awards.recipient_kinds import identifiers, kind_of
from recueil.folding import fold
from recueil.values import Amount, Mention
from recueil.values.award import Award, Recipient

_HEAD = 2500
_BODY = re.compile(r"(?:communes?|villes?|mairie)\s(?:de |d'|du |des )(?P<name>.{2,40})")
# « COMMUNE DE MONTCLAIR » on a line of its own, « le conseil municipal de la commune de », « maire de ».
_ITSELF = re.compile(
    r"(?:(?:\A|\n)[ \t]{0,120}(?:commune|ville|mairie)|conseil municipal(?: de la (?:commune|ville))?"
    r"|(?<![a-z])maire)\s(?:de |d'|du |des )"
)
_BESIDE = 70
_SUBVENTION = re.compile("ubvention|UBVENTION")  # its table may hold bare figures only
_CENT = Decimal("0.02")
_COMPARED = 100  # as many of a price as are looked at: a list of a thousand equal gifts repeats none
_RATES = (Decimal("1.2"), Decimal("1.1"), Decimal("1.055"), Decimal("1.196"))
_WORD = re.compile(r"[a-z0-9]{2,}")


def awards_of(
    text: str,
    amounts: Sequence[Mention],
    lines: Sequence[Mention],
    periods: Sequence[Mention],
    persons: Sequence[Mention],
) -> tuple[Award, ...]:
    """Return the awards of an act in reading order, one for each beneficiary and amount."""
    if not amounts and not _SUBVENTION.search(text):
        return ()
    plain = fold(text)
    rows = list(rows_in(text, plain, amounts))
    taken = {found.amount.start for found in rows}
    avenants = (found for found in avenants_in(text, plain, amounts) if found.amount.start not in taken)
    told = [*found_in(text, plain, amounts, taken), *avenants]
    kept = [found for found in _once([*rows, *told]) if not _is_own(plain, found.name.words)]
    context = Context(text, lines, periods, kept)
    awards = (_award(text, found, context, persons) for found in kept)
    return tuple(sorted(awards, key=lambda award: (award.beneficiary_start, award.start)))


def _award(text: str, found: Found, context: Context, persons: Sequence[Mention]) -> Award:
    name = found.name
    beside = found.end if found.amount.start > name.start else _line_end(text, name.end)
    siret, rna = identifiers(text, name.start, beside)
    return Award(
        start=found.start,
        end=found.end,
        what=found.what,
        beneficiary=name.words,
        beneficiary_start=name.start,
        amount=found.amount,
        recipient=_recipient(text, found, persons),
        purpose=context.purpose(found),
        line=context.line(found),
        period=context.period(found),
        siret=siret,
        rna=rna,
    )


def _line_end(text: str, at: int) -> int:
    line = text.find("\n", at, at + _BESIDE)
    return line if line >= 0 else min(len(text), at + _BESIDE)


def _recipient(text: str, found: Found, persons: Sequence[Mention]) -> Recipient | None:
    """Return the kind that the words state; a name that is a person's and not clearly a firm's is a person."""
    name = found.name
    before = " ".join(text[max(0, name.start - 60) : name.start].split())
    if kind := kind_of(name.words, f"{before[-14:]} "):
        return kind
    return "person" if any(person.start <= name.start and name.end <= person.end for person in persons) else None


def _is_own(plain: str, words: str) -> bool:
    """Return whether the recipient is the commune itself, named at the head: it does not award to itself."""
    body = _BODY.match(unaccented(words))
    return body is not None and any(
        plain.startswith(body["name"], itself.end()) for itself in _ITSELF.finditer(plain, 0, _HEAD)
    )


def _once(found: Iterable[Found]) -> list[Found]:
    """Return each award once: an exposé's proposal and the dispositif's decision are one award, as decided."""
    kept: list[tuple[Found, set[str]]] = []
    by_euros: dict[int, list[int]] = defaultdict(list)
    for award in found:
        words = set(_WORD.findall(unaccented(award.name.words)))
        alike = (at for euros in _euros(award.value.amount) for at in by_euros[euros][-_COMPARED:])
        same = next((at for at in alike if _same(award, words, *kept[at])), None)
        if same is None:
            by_euros[int(award.value.amount)].append(len(kept))
            kept.append((award, words))
        elif award.what == kept[same][0].what and award.value.amount == kept[same][0].value.amount:
            kept[same] = award, words
    return [award for award, _ in kept]


def _euros(amount: Decimal) -> Iterator[int]:
    """Yield the whole euros that the same price may have, with or without VAT."""
    for rate in (Decimal(1), *_RATES):
        for euros in {int(amount * rate), int(amount / rate)}:
            yield from {euros - 1, euros, euros + 1} if rate > 1 else {euros}


def _same(one: Found, words: set[str], other: Found, others: set[str]) -> bool:
    if one.table is not None and one.table == other.table:
        return False
    if one.value.amount != other.value.amount and not _taxed(one.value, other.value):
        return False
    return words <= others or others <= words


def _taxed(one: Amount, other: Amount) -> bool:
    """Return whether the two amounts are a price without and with VAT."""
    low, high = sorted((one.amount, other.amount))
    told = not {one.tax, other.tax}.isdisjoint(("HT", "TTC"))
    return told and any(abs(low * rate - high) <= _CENT for rate in _RATES)
