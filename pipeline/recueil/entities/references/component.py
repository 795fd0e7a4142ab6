"""spaCy component for references to laws, decrees, codes and their articles, and to other acts.

« loi n° 2015-991 du 7 août 2015 », « article 34 de la loi du 26 janvier 1984 », « arrêté du 14 mars 2016 »,
« articles L 2121-20, L.2121-21 et R. 2131-1 du CGCT », « CGCT, notamment ses articles L. 2311-1 et
suivants », « l'article 1636 B sexies du CGI », « délibération n° 2020-05-28/12 du 28 mai 2020 ».

Each article is one mention. A text named before its articles is a mention of its own; a text named after
them is part of the mention of the last.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language

from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.references.articles import ArticleRow, find_rows, load_codes
from recueil.entities.references.laws import CitedText, CitedTextFinder
from recueil.entities.references.named_laws import load_laws
from recueil.values import Mention, Reference

# From an article to its text: « du », « de la », « ) de l' »; before a code it may be left out.
_OF = re.compile(
    rf"(?i)\)?\s{{0,4}},?\s{{0,40}}(?:du|de\s{{1,40}}la|de|des|dudit|de\s{{1,40}}ladite|du\s{{1,40}}nouveau|au)\s{{1,40}}"
    rf"|\)?\s{{0,4}},?\s{{0,40}}(?:de\s{{1,40}}l|d){AP}\s{{0,4}}"
)
_OMITTED = re.compile(r"[ \u00a0]?[,(–-]?[ \u00a0]?")
_SAME = re.compile(
    r"(?i)\)?,?\s{0,40}(?:(?P<this>du\s{1,40}pr[ée]sent\s{1,40}code)|du\s{1,40}m[êe]me\s{1,40}code|dudit\s{1,40}code"
    r"|de\s{1,40}ce\s{1,40}(?:m[êe]me\s{1,40})?code|du\s{1,40}code\s{1,40}(?:pr[ée]cit|sus-?vis|susmentionn)[ée])"
)
# From a text to its articles: « , notamment ses », « et plus particulièrement en son », « ( », « : ».
_INTRODUCED = re.compile(
    rf"(?i)\s{{0,4}}[,(:–-]?\s{{0,40}}(?:(?:susvis[ée]e?|pr[ée]cit[ée]e?|et|pris|dans|en|par|à|ensemble|notamment|plus|vu"
    rf"|particulier|particuli[èe]rement|sp[ée]cialement)(?:\s{{0,2}}[,:])?\s{{1,40}}){{0,6}}"
    rf"(?:(?:ses|son|ces|les|leurs?|aux|des|dans)\s{{1,40}}|[ld]{AP}\s{{0,4}})?"
)
_ITS = re.compile(rf"\b(?:(?:ses|son)\s{{1,40}}|notamment\s{{1,40}}(?:les\s{{1,40}}|l{AP}\s{{0,4}}))\Z")
# « ainsi que les »: from a row of articles to the next one, whose text it shares.
_ROW_LINK = re.compile(
    rf"\s{{0,4}},?\s{{0,40}}(?:(?:et|ou|à|ainsi\s{{1,40}}que|puis)\s{{1,40}})?(?:notamment\s{{1,40}})?"
    rf"(?:(?:à\s{{1,40}}|de\s{{1,40}})?l{AP}\s{{0,4}}|(?:les|aux|des|ceux|celui|celle)\s{{1,40}})?"
)
_SENTENCE_END = re.compile(
    r";|\.\s{1,9}(?=[A-ZÉÀ«][a-zé])|\n\s{0,80}\n|\b(?:Vu|VU|Consid[ée]rant|CONSID[ÉE]RANT|Attendu)\b"
)
# How far a code may stand from its article within the sentence, before and after it.
_BEFORE, _AFTER = 400, 200
_ANY_CODE = CitedText(0, 0, "code")


@dataclass(frozen=True, slots=True)
class _LinkedRow:
    """A row of articles with the text they belong to; ``joined`` when the words lead directly to that text."""

    row: ArticleRow
    by: CitedText | None
    joined: bool = False


class References(Extractor):
    kind = "reference"

    def __init__(self, gazetteer: str) -> None:
        self.codes = load_codes(gazetteer)
        self.laws = load_laws(gazetteer)

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        texts = CitedTextFinder(text, earlier.get("date", ()), self.laws).find()
        named = _drop_overlapping([*self.codes.find(text), *texts])
        governed = _ArticleLinker(text, named).link_rows()
        speaking = {each.by for each in governed if each.by}
        joined = {each.by for each in governed if each.joined}
        mentions = [mention for each in governed for mention in _article_mentions(each)]
        mentions += [
            _text_mention(cited) for cited in named if cited not in joined and (cited.alone or cited in speaking)
        ]
        return sorted(mentions, key=lambda mention: mention.start)


def _drop_overlapping(named: list[CitedText]) -> list[CitedText]:
    """Sort cited texts in reading order and drop those that overlap the one before."""
    apart: list[CitedText] = []
    for cited in sorted(named, key=lambda each: each.start):
        if not apart or cited.start >= apart[-1].end:
            apart.append(cited)
    return apart


def _article_mentions(each: _LinkedRow) -> Iterator[Mention]:
    if each.by is None:
        return
    by, last = each.by, each.row.articles[-1]
    for article in each.row.articles:
        end = by.end if each.joined and article is last else article.end
        value = Reference(by.type, by.number, by.date, article.number)
        yield Mention(article.start, end, value, "article")


def _text_mention(cited: CitedText) -> Mention:
    value = Reference(cited.type, cited.number, cited.date)
    return Mention(cited.start, cited.end, value, "code" if cited.type == "code" else cited.rule)


class _ArticleLinker:
    """Links each row of articles to its text."""

    def __init__(self, text: str, named: Sequence[CitedText]) -> None:
        self.text = text
        self.named = named
        self.starts = [cited.start for cited in named]
        self.codes = [cited for cited in named if cited.type == "code"]
        self.code_starts = [code.start for code in self.codes]
        self.rows = list(find_rows(text))
        self.after = {row: cited for row in self.rows if (cited := self._named_after(row))}
        self.joined = {cited.start: row for row, cited in self.after.items()}

    def link_rows(self) -> list[_LinkedRow]:
        """Link the rows to their texts.

        Works from the last row to the first: « les articles L. 1 et les articles L. 2 du CGCT » share their code.
        """
        listed: list[_LinkedRow] = []
        for row in reversed(self.rows):
            listed.append(self._of(row, listed[-1] if listed else None))
        return listed[::-1]

    def _of(self, row: ArticleRow, following: _LinkedRow | None) -> _LinkedRow:
        if after := self.after.get(row):
            return _LinkedRow(row, after, joined=True)
        if row.lettered and (same := _SAME.match(self.text, row.end)):
            return _LinkedRow(row, (not same["this"] and self._code_before(row.start)) or _ANY_CODE)
        by = self._introducing(row) or self._find_shared(row, following)
        if by is None and row.lettered:
            by = self._in_sentence(row) or (_ANY_CODE if row.named else None)
        return _LinkedRow(row, by)

    def _named_after(self, row: ArticleRow) -> CitedText | None:
        at = bisect_left(self.starts, row.end)
        if at == len(self.named) or self.starts[at] - row.end > 60:
            return None
        cited = self.named[at]
        if _OF.fullmatch(self.text, row.end, cited.start):
            return cited
        left_out = cited.type == "code" and _OMITTED.fullmatch(self.text, row.end, cited.start)
        before = self._code_before(row.start)
        introduced = before and _INTRODUCED.fullmatch(self.text, before.end, row.start)
        return cited if left_out and not introduced else None

    def _introducing(self, row: ArticleRow) -> CitedText | None:
        """Return the text right before the row.

        With « ses » or « notamment », the last text in the sentence: the title of the text may stand in between.
        """
        at = bisect_right(self.starts, row.start)
        cited = self._code_before(row.start) if row.lettered else (self.named[at - 1] if at else None)
        if cited is None or row.start - cited.end > _BEFORE or self._has_other_articles(cited, row):
            return None
        new_line = self.text[row.start].isupper() and "\n" in self.text[cited.end : row.start]
        if _INTRODUCED.fullmatch(self.text, cited.end, row.start):
            return None if new_line and not row.lettered else cited
        its = _ITS.search(self.text, max(0, row.start - 50), row.start)
        return cited if its and not row.lettered and not self._has_sentence_end(cited.end, row.start) else None

    def _find_shared(self, row: ArticleRow, following: _LinkedRow | None) -> CitedText | None:
        if following is None or row.lettered != following.row.lettered:
            return None
        near = following.row.start - row.end < 80
        return following.by if near and _ROW_LINK.fullmatch(self.text, row.end, following.row.start) else None

    def _in_sentence(self, row: ArticleRow) -> CitedText | None:
        """Return the code named before the row in its sentence, else after it.

        A code that ends another row belongs to that row.
        """
        before = self._code_before(row.start)
        near = before and row.start - before.end <= _BEFORE and not self._has_other_articles(before, row)
        if before and near and not self._has_sentence_end(before.end, row.start):
            close = _ROW_LINK.fullmatch(self.text, before.end, row.start)
            return before if close or before.start not in self.joined else None
        at = bisect_left(self.code_starts, row.end)
        after = self.codes[at] if at < len(self.codes) else None
        if after is None or after.start in self.joined or after.start - row.end > _AFTER:
            return None
        return None if self._has_sentence_end(row.end, after.start) else after

    def _has_other_articles(self, cited: CitedText, row: ArticleRow) -> bool:
        """Return whether the cited code cannot have the articles of this row.

        « l'article 2374 du code civil et les articles L. 541-1 »: the first code has no lettered articles.
        """
        before = self.joined.get(cited.start)
        return before is not None and before.lettered != row.lettered

    def _code_before(self, start: int) -> CitedText | None:
        at = bisect_left(self.code_starts, start)
        return self.codes[at - 1] if at else None

    def _has_sentence_end(self, start: int, end: int) -> bool:
        return _SENTENCE_END.search(self.text, start, end) is not None


@Language.factory("recueil_references", assigns=["doc.spans"])
def create_references(nlp: Language, name: str, gazetteer: str) -> References:
    """Create the component; ``gazetteer`` is the package with the tables of codes and laws."""
    return References(gazetteer)
