"""spaCy component for amounts of money, in digits and in words.

« 4 255,50 € TTC », « 1.254.000 € HT », « 1,5 million d'euros », « 514 K€ », « 5 cts € », « 1€86 »,
« - 190 430,16 € », « 1,50 euros TTC par élève et par an », « entre 60 et 400 € », « 1 100 000 francs »,
« quatre-cent-trente mille euros », « l'euro symbolique ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from spacy.language import Language

from recueil.entities import numbers
from recueil.entities.amounts.columns import find_in_columns
from recueil.entities.amounts.roles import MoneyRoles, mark_inconsistent
from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.numbers import (
    MONEY,
    PAD,
    drop_overlapping,
    find_minus_sign,
    find_number_start,
    find_number_words,
    find_range_bound,
    parse_money,
    regex_before_unit,
)
from recueil.entities.patterns import APOSTROPHE, SPACE
from recueil.text import PrefilteredPattern
from recueil.values import Amount, Mention

_D = rf"d{SPACE}?{APOSTROPHE}{SPACE}?"

SCALES = {
    "": 0,
    "k": 3, "millier": 3, "milliers": 3, "mille": 3,
    "m": 6, "million": 6, "millions": 6,
    "md": 9, "mds": 9, "milliard": 9, "milliards": 9,
}  # fmt: skip
_SCALE = r"[kK]|Mds?|M|m(?=€)|[mM]illions?|MILLIONS?|[mM]illiards?|MILLIARDS?|[mM]illiers?|[mM]ille"
# OCR reads € as £ or E, and sometimes twice.
_EURO = (
    rf"€uros?|[Ee]?€(?:{SPACE}?€)?|(?:[eE]uros?|EUROS?|EUR)(?![^\W\d_])|£(?![\"”])"
    rf"|E(?={SPACE}?(?:HT|TTC)\b)|(?:(?<=,[0-9]{{2}})|(?<=,[0-9]{{2}} ))E(?![\w'’.-])"
)
_FRANC = (
    rf"(?:[fF]rancs?|FRANCS?|Frs|FRS|frs)(?![^\W\d_])(?!{SPACE}(?:CF[AP]|[sS]uisse|[pP]acifique))"
    r"|FRF(?!\w)|FF?(?![\w-])"
)
_CENT = rf"(?:[cC]ts?|[cC]entimes?)(?![^\W\d_])(?:{SPACE}?(?:{_D})?(?:{_EURO}))?"

# « $\mathbf{{4 0 0 0}} €$ »: OCR output for a bold number; « 9 2 0 0 € »: letter-spaced.
_SPACED_DIGITS = (
    rf"[0-9](?<=\{{[0-9])(?:{SPACE}[0-9]){{1,8}}(?=\}})"
    rf"|[1-9](?<![\w.,/-][1-9])(?<![0-9]{SPACE}[1-9])(?:{SPACE}[0-9]){{3,7}}(?={SPACE}?€)"
)
_FIGURES = re.compile(
    rf"(?P<figure>{regex_before_unit(MONEY, '€£eEfFkKmMcC')}|(?:{_SPACED_DIGITS}))(?:\)|\}}|\$)?{PAD}\$?(?:"
    rf"(?:(?P<scale>{_SCALE}){SPACE}?(?:{_D})?)?(?:(?P<euro>{_EURO})|(?P<franc>{_FRANC}))"
    rf"|(?P<cent>{_CENT}))"
    rf"(?P<after>(?<=€)[0-9]{{2}}(?![0-9.,/]|{SPACE}?(?:[0-9]{{3}}|€)))?"
)
_CURRENCY_WORD = PrefilteredPattern(
    rf"€uros?|€|(?:[eE]uros?|EUROS?)(?![^\W\d_])|(?:{_FRANC})", "€", "euro", "Euro", "EURO", "franc", "frs", "F"
)
_CENTS_IN_WORDS = re.compile(rf"(?i){PAD}et{PAD}(?P<words>{numbers.NUMBER_WORDS}){PAD}(?:centimes?|cts?)\b")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SYMBOLIC = re.compile(r"euro(?<=[lL]['’‘`´]euro)s?\s{1,3}symbolique")

_TAX = re.compile(
    rf"{PAD}\$?{SPACE}?\(?(?:\\(?:mathrm|text){SPACE}?\{{{SPACE}?)?"
    rf"(?:(?P<HT>HT(?:VA)?|H\.{SPACE}?T\.?|H{SPACE}T|hors\s{{1,3}}(?:taxes?|tva))"
    rf"|(?P<TTC>TTC|T\.{SPACE}?T\.{SPACE}?C\.?|T{SPACE}T{SPACE}C|toutes\s{{1,3}}taxes\s{{1,3}}comprises)"
    rf"|(?P<net>nets?(?:\s{{1,3}}de\s{{1,3}}taxes?)?(?!{SPACE}vendeur)))(?![^\W\d_])",
    re.IGNORECASE,
)

# Units of a price. Prices per unit of measure have up to three decimals (« 0.047 €/m3 », « 1.255 €/kWh »).
MEASURES = {
    "m²": r"(?:\\mathrm ?\{ ?)?m ?\}?(?:[²2]|\^ ?\{? ?2 ?\}?)|m[èe]tres? carr[ée]s?",
    "m³": r"(?:\\mathrm ?\{ ?)?m ?\}?(?:[³3]|\^ ?\{? ?3 ?\}?)|m[èe]tres? cubes?",
    "ml": r"ml|m[èe]tres? lin[ée]aires?",
    "ha": r"ha|hectares?",
    "km": r"km|kilom[èe]tres?",
    "kWh": r"kwh",
    "MWh": r"mwh",
    "kg": r"kg|kilogrammes?",
    "tonne": r"tonnes?",
    "litre": r"litres?",
    "page": r"pages?",
    "mètre": r"m|m[èe]tres?",
}
COUNTS = {
    "an": r"ans?|ann[ée]es?",
    "semestre": r"semestres?",
    "trimestre": r"trimestres?",
    "mois": r"mois",
    "semaine": r"semaines?",
    "jour": r"jours?|journ[ée]es?",
    "nuit": r"nuit(?:[ée]e)?s?",
    "heure": r"heures?|h",
    "séance": r"s[ée]ances?",
    "repas": r"repas",
    "habitant": r"habitants?|hab\.?",
    "élève": r"[ée]l[èe]ves?",
    "enfant": r"enfants?",
    "adulte": r"adultes?",
    "agent": r"agents?",
    "personne": r"personnes?|pers\.?",
    "bénéficiaire": r"b[ée]n[ée]ficiaires?",
    "famille": r"familles?",
    "foyer": r"foyers?",
    "logement": r"logements?",
    "emplacement": r"emplacements?",
    "véhicule": r"v[ée]hicules?",
    "dossier": r"dossiers?",
    "acte": r"actes?",
    "facture": r"factures?",
    "classe": r"classes?",
    "groupe": r"groupes?",
    "opération": r"op[ée]rations?",
    "place": r"places?",
    "levée": r"lev[ée]es?",
    "sac": r"sacs?",
    "unité": r"unit[ée]s?",
}
# Prices: « 30 € la nuit », « 4 € du mètre carré »; not « 30 € la famille », « 9 € du groupe ».
_UNITS_AFTER_ARTICLE = (
    *MEASURES,
    "jour",
    "nuit",
    "heure",
    "mois",
    "an",
    "repas",
    "séance",
    "unité",
    "levée",
    "sac",
    "place",
)
_UNIT_PATTERNS = {unit: re.compile(words, re.IGNORECASE) for unit, words in (MEASURES | COUNTS).items()}


def _regex_any_unit(units: Iterable[str]) -> str:
    return rf"(?:{'|'.join(_UNIT_PATTERNS[unit].pattern for unit in units)})(?![^\W_])"


_PER = re.compile(
    rf"{SPACE}{{0,3}}(?:et{SPACE}{{1,3}})?(?:"
    rf"(?:\$?{SPACE}?/{SPACE}?\$?|(?:par|chaque)\s{{1,3}})(?P<each>{_regex_any_unit(_UNIT_PATTERNS)})"
    rf"|(?:(?:le|la)\s{{1,3}}|l{APOSTROPHE})(?P<sold>{_regex_any_unit(_UNITS_AFTER_ARTICLE)})"
    rf"|(?:(?:du|de la)\s{{1,3}}|de l{APOSTROPHE})(?P<measured>{_regex_any_unit((*MEASURES, 'heure'))}))",
    re.IGNORECASE,
)


class Amounts(Extractor):
    kind = "amount"

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        found = [
            *mark_inconsistent(
                text,
                [
                    *drop_overlapping(
                        [
                            *_find_in_digits(text),
                            *_find_in_words(text),
                            *(
                                Mention(*match.span(), Amount(Decimal(1)), "symbolic")
                                for match in _SYMBOLIC.finditer(text)
                            ),
                            *find_in_columns(text),
                        ]
                    )
                ],
            )
        ]
        return [*_add_roles(text, found)] if found else []


def _find_in_digits(text: str) -> Iterator[Mention]:
    for match in _FIGURES.finditer(text):
        start = find_number_start(text, *match.span("figure"))
        tax, per, end = _parse_tax_and_unit(text, match.end())
        value = _build_amount(match, text[start : match.end("figure")], tax, per)
        if value is None:
            continue
        sign = find_minus_sign(text, start, end)
        if bound := find_range_bound(text, start):
            first = _build_amount(match, text[slice(*bound)], tax, per)
            if first and first.amount < value.amount < 100 * (first.amount or value.amount):
                yield Mention(*bound, first, "bound")
        if sign is not None:
            start, value = sign, replace(value, amount=-value.amount)
        yield Mention(start, end, value, "figures")


def _build_amount(match: re.Match[str], figure: str, tax: str | None, per: str | None) -> Amount | None:
    """Build the amount; None where the digits are not a number or nothing supports the currency."""
    franc_by_letter = match["franc"] in ("F", "FF") and figure.isdigit()
    year_over_currency = "\n" in match[0] and _YEAR.fullmatch(figure)
    measured = bool(match["scale"]) or (per is not None and not MEASURES.keys().isdisjoint(per.split("/")))
    number = parse_money(figure, measured=measured)
    if number is None or franc_by_letter or year_over_currency or (per is None and _has_too_many_decimals(number)):
        return None
    if match["after"] and figure.isdigit():
        number += Decimal(match["after"]).scaleb(-2)
    power = -2 if match["cent"] else SCALES[(match["scale"] or "").lower()]
    return Amount(number.scaleb(power), "FRF" if match["franc"] else "EUR", tax, per)


def _has_too_many_decimals(number: Decimal) -> bool:
    """Return whether the number has too many decimals for a total.

    « 90,34788 € » is a total whose separators the scanner lost; « 0,0039 € » is a price.
    """
    return number >= 1 and -int(number.as_tuple().exponent) > 4


def _parse_tax_and_unit(text: str, end: int) -> tuple[str | None, str | None, int]:
    """Parse the tax and the unit after the currency. The end returned includes a tax that follows directly."""
    tax = _TAX.match(text, end)
    end = tax.end() if tax else end
    per, after = _parse_unit(text, end)
    tax = tax or _TAX.match(text, after)
    return tax and tax.lastgroup, per, end


def _parse_unit(text: str, at: int) -> tuple[str | None, int]:
    """Parse the units from ``at`` on, « par élève et par an » as « élève/an »; return them and their end."""
    units: list[str] = []
    while len(units) < 3 and (match := _PER.match(text, at)):
        units.append(
            next(unit for unit, words in _UNIT_PATTERNS.items() if words.fullmatch(match[match.lastgroup or 0]))
        )
        at = match.end()
    return "/".join(units) or None, at


def _find_in_words(text: str) -> Iterator[Mention]:
    for currency in _CURRENCY_WORD.finditer(text):
        spelt = find_number_words(text, currency.start())
        if spelt is None:
            continue
        cents = _CENTS_IN_WORDS.match(text, currency.end())
        hundredths = numbers.parse_number_words(cents["words"]) if cents else 0
        tax, per, end = _parse_tax_and_unit(text, cents.end() if cents else currency.end())
        amount = spelt[1] + Decimal(hundredths or 0).scaleb(-2)
        yield Mention(spelt[0], end, Amount(amount, "FRF" if currency[0][0] in "fF" else "EUR", tax, per), "words")


def _add_roles(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Add to each amount its role, where the words around it tell one."""
    roles = MoneyRoles(text)
    before: tuple[int, str | None] = (0, None)
    for mention in found:
        value = mention.value
        if isinstance(value, Amount):
            role = roles.role(mention.start, mention.end, value.per, before)
            before = (mention.end, role)
            yield mention if role == value.role else replace(mention, value=replace(value, role=role))


@Language.factory("recueil_amounts", assigns=["doc.spans"])
def create_amounts(nlp: Language, name: str) -> Amounts:
    return Amounts()
