"""spaCy component for periods.

« exercice 2023 », « en 2022 », « 2022-2023 », « rentrée scolaire 2023/24 », « de 2018 à 2020 », « entre
2006 et 2014 », « du 1er au 15 juillet 2023 », « 3ème trimestre 2022 », « les années 1980 ».

A year alone is a period, unless its context makes it another kind of number: of an act, an amount, an
account, a parcel, a house, inhabitants. The year of a date belongs to the date; two full dates remain two
dates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language

from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.dates.matches import find_in_letters
from recueil.entities.patterns import MONTHS, SPACE, STREET_WORDS
from recueil.text import fold_accents
from recueil.values import Date, Mention, PartialDate, Period

# A year not adjoining other characters, alone or up to another: « 2022-2023 », « 2023/24 », « 2018 à 2020 ».
_YEARS = re.compile(
    r"[12](?:(?<![\w.,/°–—-][12])|(?<=\bmi-[12]))(?:(?<=1)[6-9]|(?<=2)0)[0-9]{2}"
    rf"(?:(?:(?:{SPACE}?[-–/]{SPACE}?|{SPACE}{{0,3}}[-–]{SPACE}{{0,3}})(?:\r?\n{SPACE}?)?(?:20[0-9]{{2}}[-–/])?|\s{{1,3}}(?P<joined>à|au|et)\s{{1,3}})(?P<to>(?:19|20)[0-9]{{2}})"
    r"|[-/](?P<short>[0-9]{2}))?"
    r"(?![\w°]|[-–—/_.,][0-9]|[-/][A-Z]{1,4}(?![A-Za-z]))"
)

# Nouns that make the next year a period; prepositions that do; words before a number that is not a year.
_PERIOD_NOUNS, _PREPOSITIONS, _NUMBER_NOUNS = (
    frozenset(words.split())
    for words in (
        "annee annees exercice exercices excercice budget budgets rentree saison saisons periode periodes "
        "campagne mandat programme programmation edition millesime tarif tarifs credit credits depenses recettes "
        "resultat resultats bilan bilans compte comptes subvention subventions bp bs ca cfu dob rob detr dsil dgf "
        "plf lfi rar",
        "en depuis des pour fin debut mi courant avant apres vers ici horizon entre durant pendant printemps ete "
        "automne hiver noel",
        "no nos numero article articles art chapitre chapitres nature natures fonction fonctions imputation "
        "imputations ligne lignes operation operations parcelle parcelles loi decret ordonnance arrete code "
        "deliberation decision dossier lot page natura iso norme indice ref rd rn circ magasin batiment "
        "hangar cuve",
    )
)
# Words required before a year older than 1900: « 1650 » alone is a count.
_CUES_BEFORE_1900 = frozenset(("en", "depuis", "vers", "avant", "apres", "annee", "annees", "debut", "fin", "an"))
_MONTHS = frozenset(map(fold_accents, MONTHS))
_WORD = re.compile(r"[^\W\d]+")
_SAME_CLAUSE = re.compile(r"[^.;:!?|()0-9]*\Z")
_NUMBER_SIGN = re.compile(r"(?:(?:[°º]|(?<=\bn)o|\}\$?)\s{0,3}:?\s{0,3}|[°º]\s?[0-9]{1,3}\s?[/-]\s?)\Z")
_ACCOUNT = re.compile(r"(?:(?i:\bcomptes?|\bcptes?)|(?<![^\s(])[A-Z])\s{0,3}:?\s{0,3}\Z")
_PART = re.compile(
    r"\b(?:(?P<rank>[1-4]|premier|deuxi[èe]me|seconde?|troisi[èe]me|quatri[èe]me|dernier)\s?(?:er|nd|[èe]me|e)?\s{1,4}"
    r"(?P<part>trimestre|semestre)|T(?P<short>[1-4]))\s{1,40}(?:de\s{1,4})?(?:l['’]ann[ée]e\s{1,4})?\Z",
    re.IGNORECASE,
)
_RANKS = {"premier": 1, "second": 2, "seconde": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
_DECADE = re.compile(r"\b(?:les|des|aux)\s{1,4}ann[ée]es\s{1,4}\Z", re.IGNORECASE)

# Context that rules out a year.
# « état 1259 2021 » names a form, « 439 2015 » two counts.
_FIGURES_BEFORE = re.compile(rf"(?<![\w°º.,])(?<![°º]\s)[0-9]{{1,3}}{SPACE}{{1,4}}\Z")
_CURRENCY = r"(?:[kKM]?€|£|(?:euros?|francs?|EUR)\b)"
_UNIT = (
    r"(?:%|‰|m[²³23]?(?!\w)|(?:HT|TTC|m[èe]tres|ml|km|ha|kg|kWh|MWh|litres?|tonnes?|habitants?|hab|"
    r"[ée]l[èe]ves?|enfants?|agents?|personnes?|logements?|[ée]lecteurs?|inscrits?|voix|heures?|exemplaires?|foyers?|"
    r"abonn[ée]s|usagers|visiteurs|participants|emplois|entreprises)\b)"
)
# « 2000 € », « de 2000 à 2500 euros ».
_UP_TO = rf"(?:\s{{1,3}}(?:à|et|ou)\s{{1,3}}(?:[0-9]{{4}}|[0-9][ .]?[0-9]{{3}}))?{SPACE}?"
_MONEY = re.compile(rf"{_UP_TO}{_CURRENCY}")
_MONEY_HERE = re.compile(rf"{SPACE}?{_CURRENCY}")
_QUANTITY = re.compile(rf"{_UP_TO}\s?{_UNIT}")
_FIGURES_AFTER = re.compile(
    rf"{SPACE}[0-9]{{3}}(?![0-9])|{SPACE}[0-9]{{1,2}}{SPACE}(?:[0-9]{{2}}\b|[0-9]{{3}})|"
    rf"\s?[-–—/]\s?[0-9]|{SPACE}{{1,8}}0[0-9]"
)
_HOUSE = re.compile(rf"(?:,\s?)?(?:bis\s|ter\s)?\s?(?:{STREET_WORDS}|route|voie|lieu-dit)\b", re.IGNORECASE)
_HOUSE_BEFORE = re.compile(r"(?:\A|[,:;\n(–-]|\b(?:au|sise?)\b)\s{0,20}\Z")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|txt|html?|fr|com|org)\b", re.IGNORECASE)


class Periods(Extractor):
    """Extracts years, spans of years and ranges of days within a month."""

    kind = "period"

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        dates = earlier.get("date", ())
        free = _UncoveredText(dates)
        listed = sorted(
            [*_find_ranges(text), *_find_years(text, _act_year(dates))], key=lambda mention: mention.start
        )
        return [mention for mention in listed if free.takes(mention)]


class _UncoveredText:
    """Characters that neither a date nor a previous period covers."""

    def __init__(self, dates: Sequence[Mention]) -> None:
        self._starts = [mention.start for mention in dates]
        self._ends = [mention.end for mention in dates]
        self._after = 0

    def takes(self, mention: Mention) -> bool:
        at = bisect_right(self._starts, mention.end - 1)
        if mention.start < self._after or (at and self._ends[at - 1] > mention.start):
            return False
        self._after = mention.end
        return True


def _act_year(dates: Sequence[Mention]) -> int:
    """Return the year of the act: that of its séance, else the latest year of its dates."""
    named = [mention.value for mention in dates if isinstance(mention.value, Date)]
    years = [date.when.year for date in named if date.role == "seance"]
    return years[0] if years else max((date.when.year for date in named), default=2099)


def _find_ranges(text: str) -> Iterator[Mention]:
    """Find ranges of days and of months: « du 16 au 24 mai 2014 », « mars à août 2017 »."""
    for reading in find_in_letters(text):
        if reading.year and reading.since:
            first, last = (PartialDate(reading.year, reading.month, day) for day in (reading.since, reading.day))
            if first.exists and last.exists:
                yield Mention(reading.start, reading.end, Period(first, last), "days")
        elif reading.year and reading.since_month:
            first, last = (PartialDate(reading.year, month) for month in (reading.since_month, reading.month))
            yield Mention(reading.start, reading.end, Period(first, last), "months")


def _find_years(text: str, latest: int) -> Iterator[Mention]:
    for match in _YEARS.finditer(text):
        before = _words_before(text, match.start())
        if _is_period(text, match, before, latest):
            yield from _parse_years(text, match, before)


def _words_before(text: str, start: int) -> list[tuple[str, int]]:
    """Return the last words before ``start`` in the same clause, at most three, with their offsets."""
    left = text[max(0, start - 70) : start]
    clause = _SAME_CLAUSE.search(left)
    words = _WORD.finditer(left, clause.start() if clause else len(left))
    return [(fold_accents(word[0]), start - len(left) + word.start()) for word in words][-3:]


def _is_period(text: str, match: re.Match[str], before: list[tuple[str, int]], latest: int) -> bool:
    start, end = match.span()
    words = [word for word, _ in before]
    if match[0][:2] < "19" and (_CUES_BEFORE_1900.isdisjoint(words[-1:]) or _QUANTITY.match(text, end)):
        return False
    if _is_numbered(text, start, words) or _is_money(text, end, words) or _FILE.match(text, end):
        return False
    if words and (words[-1] in _PREPOSITIONS or not _PERIOD_NOUNS.isdisjoint(words)):
        return words[-1] in _PERIOD_NOUNS or not _QUANTITY.match(text, end)
    near = max(0, start - 24), start
    if _PART.search(text, max(0, start - 80), start):
        return True
    oldest = 1900 if words[-1:] in (["de"], ["a"]) else 1980
    return oldest <= int(match[0][:4]) <= latest + 6 and not (
        _QUANTITY.match(text, end)
        or _FIGURES_AFTER.match(text, end)
        or _FIGURES_BEFORE.search(text, *near)
        or (_HOUSE.match(text, end) and _HOUSE_BEFORE.search(text, *near))
    )


def _is_money(text: str, end: int, words: list[str]) -> bool:
    """Return whether the year is an amount: « 2000 € », « de 2000 à 2500 euros ».

    In « s'élève pour l'année 2023 à 1000 € » it is a year.
    """
    money = _MONEY_HERE if words and words[-1] in _PERIOD_NOUNS else _MONEY
    return bool(money.match(text, end))


def _is_numbered(text: str, start: int, words: list[str]) -> bool:
    """Return whether the year is a number or part of a name.

    « n° 2015 », « article 2031 », « loi de 1901 », « rue du 8 mai 1945 », « parcelle A 1909 ».
    """
    near = max(0, start - 12), start
    if _NUMBER_SIGN.search(text, *near) or _ACCOUNT.search(text, *near):
        return True
    if words[-1:] == ["de"]:
        words = words[:-1]
    return bool(words) and (words[-1] in _NUMBER_NOUNS or words[-1] in _MONTHS)


def _parse_years(text: str, match: re.Match[str], before: list[tuple[str, int]]) -> Iterator[Mention]:
    """Yield one period, or the two years of « 2020 et 2021 »."""
    start = _mention_start(match.start(), before)
    first, last = PartialDate(int(match[0][:4])), _parse_second_year(match)
    if match["short"] and not last:
        return
    if last is None:
        yield _match_part_of_year(text, match) or Mention(
            start, match.end(), _parse_year_or_decade(text, match), "year"
        )
    elif first.year < last <= first.year + 99 and (match["joined"] != "et" or _is_span(before)):
        yield Mention(start, match.end(), Period(first, PartialDate(last)), "years")
    else:
        yield Mention(start, match.start() + 4, Period(first, first), "year")
        yield Mention(match.start("to"), match.end(), Period(PartialDate(last), PartialDate(last)), "year")


def _mention_start(year: int, before: list[tuple[str, int]]) -> int:
    """Return the start of the mention.

    That of « exercice » in « exercice budgétaire 2023 », of « en » in « en 2022 », else of the year.
    """
    if before and before[-1][0] in _PREPOSITIONS:
        return before[-1][1]
    return next((at for word, at in reversed(before) if word in _PERIOD_NOUNS), year)


def _is_span(before: list[tuple[str, int]]) -> bool:
    """Return whether « entre 2006 et 2014 » is meant, which is one span; « 2020 et 2021 » are two years."""
    return bool(before) and before[-1][0] == "entre"


def _parse_second_year(match: re.Match[str]) -> int | None:
    """Return the second year; that of « 2023/24 » only when it is the next one: « 2019-12 » is a number."""
    if match["to"]:
        return int(match["to"])
    following = int(match[0][:4]) + 1
    return following if match["short"] and int(match["short"]) == following % 100 else None


def _parse_year_or_decade(text: str, match: re.Match[str]) -> Period:
    year = int(match[0])
    decade = year % 10 == 0 and year <= 2010 and _DECADE.search(text, max(0, match.start() - 40), match.start())
    return Period(PartialDate(year), PartialDate(year + 9 if decade else year))


def _match_part_of_year(text: str, match: re.Match[str]) -> Mention | None:
    """Match « 3ème trimestre 2022 », « second semestre 2022 », « T1 2023 »."""
    part = _PART.search(text, max(0, match.start() - 80), match.start())
    if part is None:
        return None
    months = 6 if (part["part"] or "").lower() == "semestre" else 3
    last = months * _parse_rank(part["rank"] or part["short"], 12 // months)
    if last > 12:
        return None
    period = Period(PartialDate(int(match[0]), last - months + 1), PartialDate(int(match[0]), last))
    return Mention(part.start(), match.end(), period, "part-of-year")


def _parse_rank(word: str, last: int) -> int:
    """Parse « 3 » and « troisième » as 3, « dernier » as ``last``."""
    return int(word) if word.isdigit() else _RANKS.get(fold_accents(word), last)


@Language.factory("recueil_periods", assigns=["doc.spans"])
def create_periods(nlp: Language, name: str) -> Periods:
    return Periods()
