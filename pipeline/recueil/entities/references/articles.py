"""Find article numbers, alone or in rows, of whatever text, and the French codes by name or initials.

« article L. 2121-29 », « articles L 2121-20, L.2121-21 et R. 2131-1 », « l'article 1636 B sexies », « art. 34
et 35 », « L. 2311-1 et suivants »; « code général des collectivités territoriales », « Code de⏎la commande
publique », « C.G.C.T. », « CCH », from the table ``codes.csv`` of a gazetteer.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from recueil.entities.patterns import regex_of_name
from recueil.entities.references.laws import CitedText

Row = Mapping[str, str]

_GAP = r"\s{1,40}"


class CodeFinder:
    """Finds the codes of a gazetteer in a text: :meth:`find`."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: list[Row] = []
        named = _group_by_first_word(rows)
        first = {letter for word in named for letter in (word[0], word[0].upper())}
        second = "".join(sorted({word[1] for word in named if word.isupper()}))
        rests = sorted({(word[1], word[2]) for word in named if not word.isupper()})
        following = "".join(f"|[{a}{a.upper()}][{b}{b.upper()}]" for a, b in rests)
        words = "|".join(self._beginning_with(word, listed) for word, listed in named.items())
        # The first letters as classes, so that the engine skips to them; then the lookbehind.
        self._pattern = re.compile(
            rf"[{''.join(sorted(first))}](?=[{second}.]{following})(?<![^\W_].)(?:{words})(?![^\W_])"
        )

    def _beginning_with(self, word: str, rows: list[Row]) -> str:
        """Return one group per written form, in the order of ``_rows``, the longest first."""
        listed = sorted(rows, key=lambda row: len(row["written"]), reverse=True)
        self._rows += listed
        if word.isupper():
            return "|".join(f"((?<={word[0]}){_regex_of_initials(row['written'][1:])})" for row in listed)
        rests = "|".join(f"({regex_of_name(row['written'].removeprefix(word).strip())})" for row in listed)
        return rf"(?i:(?<={word[0]}){word[1:]}{_GAP}(?:{rests}))"

    def find(self, text: str) -> Iterator[CitedText]:
        for match in self._pattern.finditer(text):
            row = self._rows[(match.lastindex or 1) - 1]
            yield CitedText(match.start(), match.end(), "code", row["number"], alone=row["alone"] == "yes")


def _group_by_first_word(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named[row["written"].split()[0]].append(row)
    return named


def _regex_of_initials(letters: str) -> str:
    """Return a regex for initials: « GCT » of CGCT, also as « .G.C.T »."""
    return "".join(rf"\.?{letter}" for letter in letters)


@cache
def load_codes(package: str) -> CodeFinder:
    """Load the codes from the gazetteer of a package; cached."""
    table = (files(package) / "gazetteers" / "codes.csv").read_text("utf-8")
    return CodeFinder(csv.DictReader(table.splitlines()))


_DASH = "[-\u00ad‐‑–—−]"
# Parts of an article's number: « 2121-29 », « 511.1 », « 511. 5 », « 521—3—2 »; « -4° » is a paragraph.
_PART = rf"(?:{_DASH}\s{{0,40}}|\.)[0-9]{{1,4}}+(?![°])"
_FIRST_PART = rf"(?:{_DASH}\s{{0,40}}|\s{_DASH}\s?|\.\s?)[0-9]{{1,4}}+(?![°])"
_DIGITS = rf"[0-9]{{1,4}}+(?:{_FIRST_PART}(?:{_PART}){{0,3}}|(?!\s[0-9]))"
_LETTER = r"(?:L\.?\s?O(?![^\W\d_])|[LlRDA])"
_LETTERED = (
    rf"(?P<letter>{_LETTER})(?P<mark>\s{{0,2}}\*?\s{{0,2}}\.{{0,2}}\*?\s{{0,40}}\*?){_DASH}?(?P<digits>{_DIGITS})"
)
# « 1636 B sexies », « 1609 nonies C », « 3-2 », « 1er », « premier ».
_LATIN = (
    r"(?i:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|undecies|duodecies|terdecies|quindecies)"
)
_SUFFIX = rf"\s?(?:{_LATIN}\b|(?!DE|DU|ET|OU|AU|EN)[A-HJKM-UWYZ]{{1,2}}(?![\w'’.]))"
_PLAIN = (
    rf"(?P<plain>[0-9]{{1,4}}+(?:(?:\s(?={_DASH}[0-9]{{1,3}}\s{{1,4}}d[eu]\s))?{_DASH}[0-9]{{1,3}}+(?!°)){{0,2}}(?:\s?(?:er|ER)\b|(?:{_SUFFIX}){{1,3}})?(?![\w°])"
    r"|premier\b|1°(?=\s{1,4}d[eu]|\s?[,;]))"
)
_ITEM = re.compile(rf"{_LETTERED}|{_PLAIN}")

# Subdivisions of an article, « (1° et 3°) », « 4ème alinéa », « II-3° », and following articles, « et suivants ».
_SUBDIVISION = re.compile(
    r"(?:[\s,(–-]{0,3}(?:et\s{1,4}(?=[0-9]{1,2}°))?(?:\$?[0-9]{1,2}\s?(?:°|\^\{?\\circ\}?\$?)\s?\)?|(?:[IVX]{1,5}|[a-z])(?:\b|(?=\)))[).]?(?!\.?\s?[0-9])"
    r"|(?:[0-9]{1,2}\s?(?:er|[eè]me|e)\s|premier\s|second\s)?al(?:in[ée]as?|\.)(?:\s[0-9]{1,2})?|et\s+(?:ss\b\.?|s\.|suivants?)"
    r"|(?:,\s?)?(?:modifi[ée]s?|susvis[ée]s?|pr[ée]cit[ée]s?|susmentionn[ée]s?)))"
)
_NEXT = re.compile(
    r"\s{0,4}(?:(?:,|;)\s{0,40}(?:(?:et|ou|à|puis|ainsi\s{1,4}que|et\s{1,4}notamment)\s{1,40})?|(?:et|ou|à|&|ainsi\s{1,4}que)\s{1,40})"
    r"(?:[dl]['’‘]\s?|l?es\s{1,4}|aux\s{1,4}|des\s{1,4})?"
)
# With the word, « articles », « Art. »; or recognised by the letter alone, « L. 2121-29 ».
_NAMED = re.compile(
    r"[aA](?=[rR][tT])(?<![^\W\d_].)(?i:(?<=a)rticles?|(?<=a)rts?\b\.?)(?:\s{1,40}|(?=[LRDA0-9]))(?:n\s?[°º]\s?)?(?=[LlRDAp0-9])"
)
_BARE = re.compile(rf"[LRD](?<![\w.-].)(?=\s?\*?\.?\s?[0-9]{{3,4}}(?:\s?{_DASH}|\.)[0-9])")
# « L. 2212-1 et 2212-2 »: the second inherits the letter of the first; « 2020-05 » is something else.
_INHERITING = re.compile(rf"(?!19|20)[1-9][0-9]{{2,3}}{_DASH}[0-9]{{1,3}}")


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its character range, and its number without spaces."""

    start: int
    end: int
    number: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """Articles named together.

    The first article includes the word « article »; ``end`` is after the paragraphs of the last.
    """

    articles: tuple[Article, ...]
    end: int
    lettered: bool
    named: bool

    @property
    def start(self) -> int:
        return self.articles[0].start


def find_rows(text: str) -> Iterator[ArticleRow]:
    """Find the rows of articles in reading order, without overlaps."""
    starts = [(match.start(), match.end(), True) for match in _NAMED.finditer(text)]
    starts += [(match.start(), match.start(), False) for match in _BARE.finditer(text)]
    after = 0
    for start, at, named in sorted(starts):
        row = _parse_row(text, start, at, named) if start >= after else None
        if row:
            yield row
            after = row.end


def _parse_row(text: str, start: int, at: int, named: bool) -> ArticleRow | None:
    item = _ITEM.match(text, at)
    if item is None:
        return None
    lettered, letter = bool(item["letter"]), ""
    articles: list[Article] = []
    end = after = item.end()
    while item and (bool(item["letter"]) == lettered or (lettered and _INHERITING.fullmatch(item["plain"]))):
        letter = item["letter"] or letter
        articles.append(Article(start, item.end(), _normalize_number(item, letter)))
        end = after = _skip_paragraphs(text, item.end())
        if link := _NEXT.match(text, end):
            start = after = link.end()
        item = _ITEM.match(text, after) if link else None
    return ArticleRow(tuple(articles), end, lettered, named)


def _skip_paragraphs(text: str, end: int) -> int:
    for _ in range(6):
        if (within := _SUBDIVISION.match(text, end)) is None:
            break
        end = within.end()
    return end


def _normalize_number(item: re.Match[str], letter: str) -> str:
    """Normalise a number: « L.2131.1 » is L2131-1, « 1 er » is 1, « 1636 B SEXIES » is 1636Bsexies."""
    if digits := item["digits"] or (letter and item["plain"]):
        star = "*" if "*" in (item["mark"] or "") else ""
        return re.sub(r"[\s.]", "", letter).upper() + star + "-".join(re.findall("[0-9]+", digits))
    close = re.sub(r"\s|(?<=1)(?:er|ER|°)\Z", "", item["plain"].replace("premier", "1"))
    latin = re.sub(_LATIN, lambda word: word[0].lower(), close)
    return re.sub(_DASH, "-", latin)
