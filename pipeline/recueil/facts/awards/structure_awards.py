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

from recueil.facts.awards.award_avenants import find_avenants
from recueil.facts.awards.award_clauses import AwardMatch
from recueil.facts.awards.award_context import AwardContext
from recueil.facts.awards.award_sentences import find_in_sentences
from recueil.facts.awards.award_tables import find_in_tables
from recueil.facts.awards.recipient_kinds import classify_recipient, find_identifiers
from recueil.folding import fold_accents, fold_keeping_offsets
from recueil.values import Amount, Mention
from recueil.values.award import Award, Recipient

_HEAD = 2500
_BODY = re.compile(r"(?:communes?|villes?|mairie)\s(?:de |d'|du |des )(?P<name>.{2,40})")
# « COMMUNE DE MONTCLAIR » on a line of its own, « le conseil municipal de la commune de », « maire de ».
_ISSUING_COMMUNE = re.compile(
    r"(?:(?:\A|\n)[ \t]{0,120}(?:commune|ville|mairie)|conseil municipal(?: de la (?:commune|ville))?"
    r"|(?<![a-z])maire)\s(?:de |d'|du |des )"
)
_IDENTIFIER_REACH = 70
_SUBVENTION = re.compile("ubvention|UBVENTION")  # its table may hold bare figures only
_CENT = Decimal("0.02")
_COMPARED = 100  # as many of a price as are looked at: a list of a thousand equal gifts repeats none
_VAT_RATES = (Decimal("1.2"), Decimal("1.1"), Decimal("1.055"), Decimal("1.196"))
_WORD = re.compile(r"[a-z0-9]{2,}")


def extract_awards(
    text: str,
    amounts: Sequence[Mention],
    lines: Sequence[Mention],
    periods: Sequence[Mention],
    persons: Sequence[Mention],
) -> tuple[Award, ...]:
    """Return the awards of an act in reading order, one for each beneficiary and amount."""
    if not amounts and not _SUBVENTION.search(text):
        return ()
    plain = fold_keeping_offsets(text)
    rows = list(find_in_tables(text, plain, amounts))
    taken = {found.amount.start for found in rows}
    avenants = (found for found in find_avenants(text, plain, amounts) if found.amount.start not in taken)
    told = [*find_in_sentences(text, plain, amounts, taken), *avenants]
    kept = [found for found in _deduplicate([*rows, *told]) if not _is_own(plain, found.name.words)]
    context = AwardContext(text, lines, periods, kept)
    awards = (_build_award(text, found, context, persons) for found in kept)
    return tuple(sorted(awards, key=lambda award: (award.beneficiary_start, award.start)))


def _build_award(text: str, found: AwardMatch, context: AwardContext, persons: Sequence[Mention]) -> Award:
    name = found.name
    beside = found.end if found.amount.start > name.start else _line_end(text, name.end)
    siret, rna = find_identifiers(text, name.start, beside)
    return Award(
        start=found.start,
        end=found.end,
        what=found.what,
        beneficiary=name.words,
        beneficiary_start=name.start,
        amount=found.amount,
        recipient=_classify(text, found, persons),
        purpose=context.purpose(found),
        line=context.line(found),
        period=context.period(found),
        siret=siret,
        rna=rna,
    )


def _line_end(text: str, at: int) -> int:
    line = text.find("\n", at, at + _IDENTIFIER_REACH)
    return line if line >= 0 else min(len(text), at + _IDENTIFIER_REACH)


def _classify(text: str, found: AwardMatch, persons: Sequence[Mention]) -> Recipient | None:
    """Return the kind that the words state; a name that is a person's and not clearly a firm's is a person."""
    name = found.name
    before = " ".join(text[max(0, name.start - 60) : name.start].split())
    if kind := classify_recipient(name.words, f"{before[-14:]} "):
        return kind
    return "person" if any(person.start <= name.start and name.end <= person.end for person in persons) else None


def _is_own(plain: str, words: str) -> bool:
    """Return whether the recipient is the commune itself, named at the head: it does not award to itself."""
    body = _BODY.match(fold_accents(words))
    return body is not None and any(
        plain.startswith(body["name"], itself.end()) for itself in _ISSUING_COMMUNE.finditer(plain, 0, _HEAD)
    )


def _deduplicate(found: Iterable[AwardMatch]) -> list[AwardMatch]:
    """Return each award once: an exposé's proposal and the dispositif's decision are one award, as decided."""
    kept: list[tuple[AwardMatch, set[str]]] = []
    by_euros: dict[int, list[int]] = defaultdict(list)
    for award in found:
        words = set(_WORD.findall(fold_accents(award.name.words)))
        alike = (at for euros in _possible_euros(award.value.amount) for at in by_euros[euros][-_COMPARED:])
        same = next((at for at in alike if _is_same_award(award, words, *kept[at])), None)
        if same is None:
            by_euros[int(award.value.amount)].append(len(kept))
            kept.append((award, words))
        elif award.what == kept[same][0].what and award.value.amount == kept[same][0].value.amount:
            kept[same] = award, words
    return [award for award, _ in kept]


def _possible_euros(amount: Decimal) -> Iterator[int]:
    """Yield the whole euros that the same price may have, with or without VAT."""
    for rate in (Decimal(1), *_VAT_RATES):
        for euros in {int(amount * rate), int(amount / rate)}:
            yield from {euros - 1, euros, euros + 1} if rate > 1 else {euros}


def _is_same_award(one: AwardMatch, words: set[str], other: AwardMatch, others: set[str]) -> bool:
    if one.table is not None and one.table == other.table:
        return False
    if one.value.amount != other.value.amount and not _differ_by_vat(one.value, other.value):
        return False
    return words <= others or others <= words


def _differ_by_vat(one: Amount, other: Amount) -> bool:
    """Return whether the two amounts are a price without and with VAT."""
    low, high = sorted((one.amount, other.amount))
    told = not {one.tax, other.tax}.isdisjoint(("HT", "TTC"))
    return told and any(abs(low * rate - high) <= _CENT for rate in _VAT_RATES)
