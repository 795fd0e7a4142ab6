"""Find the laws, decrees, arrêtés, délibérations… that a text cites by number or date.

« loi n° 2015-991 du 7 août 2015 », « décret 2016-360 du 25 Mars 2016 », « directive 2014/24/UE »,
« arrêté préfectoral n° 69-2016-03-14-003 », « délibération du Conseil communautaire n° C170/2016 en date du
26 octobre 2016 ».

Patterns define the numbers of each type and the words allowed between name, number and date: « loi *de
finances* n° 2015-991 *modifiée* du 7 août 2015 », « arrêté *de péril imminent* n° 2020_02975_VDM *signé en
date du* … ». Dates are mentions of the Dates component; here they are only linked to a text. « la loi » and
« la délibération » are ignored: they name nothing that could be looked up. A law that the table of laws has gets
its number and its day, whichever of name, number and day the text gives.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.patterns import MONTHS, regex_alternatives
from recueil.entities.references.named_laws import Law, LawTable, NamedLaw
from recueil.values import Date, Mention, PartialDate

_NATIONAL = ("loi", "décret", "ordonnance")
"""Types that Parliament and government number by the year."""

_TITLED = (*_NATIONAL, "directive")
"""Types with a title that may precede the date: « loi relative à … du », « directive cadre sur l'eau du »."""

_MAX_DISTANCE = 130
"""How far the number or date of a text may stand from its name or number, in characters."""

# --- words between name, number and date ---

_ADJECTIVE = (
    r"(?:inter-?)?(?:pr[ée]fector|communaut|commun|municip|r[ée]gion|d[ée]partement|syndic|minist[ée]ri)"
    r"(?:al|ale|ales|aux|aire|aires|el|elle|els)|m[ée]tropolitaine?s?|conjointe?s?|permanente?s?|temporaires?"
    r"|compl[ée]mentaires?|modificati(?:f|fs|ve|ves)|modifi[ée]e?s?|initiale?s?|rectificative|sus[- ]?vis[ée]e?s?"
    r"|susmentionn[ée]e?s?|pr[ée]cit[ée]e?s?|organique|constitutionnelle|cadre|r[ée]glementaires?|europ[ée]en(?:ne)?"
    r"|d[ée]l[ée]gu[ée]e?|interpr[ée]tative|de\s{1,4}finances|g[ée]n[ée]rale?|\([^()0-9]{1,60}\)"
    r"|(?-i:[A-Z]{2,12}(?:[/\\][A-Z]{2,12}){1,6}(?![/\\]))"  # the service: « arrêté DGFIP/SPIB n° 12 »
)
_ADJECTIVES = rf"(?:\s{{0,40}}+,?\s{{0,40}}+(?:{_ADJECTIVE})(?!\w)){{0,4}}+\s{{0,40}}+,?\s{{0,40}}+"
_BODY = (
    r"conseil|comit[ée]|bureau|commission|assembl[ée]e|maire|pr[ée]sidente?|(?:sous-)?pr[ée]f[eè]te?|pr[ée]fecture"
    r"|ministre|minist[èe]re|premier|parlement|gouvernement|r[ée]gion|d[ée]partement|ville|commune|communaut[ée]"
    r"|m[ée]tropole|syndicat|direct(?:eur|rice|ion)|agence|C[MCAP]|DREAL|ARS|CCAS|SIVOM|[ÉE]tat|recteur|collectivit[ée]"
)
_FROM = rf"(?:du|de\s{{1,4}}la|de\s{{1,4}}l{AP}|des?|par|en)\s{{0,4}}"
_TITLES = rf"(?:(?:M\.|Mme|Monsieur|Madame)\s{{1,4}})?(?:le\s{{1,4}}|la\s{{1,4}}|l{AP})?"
_OPENING = re.compile(
    rf"(?:(?i:{_ADJECTIVES}))(?:(?P<issuer>(?i:{_FROM}{_TITLES}(?:{_BODY})(?!\w))|(?i:{_FROM})(?=[A-Z]))"
    rf"|(?P<subject>(?i:des?|du|d{AP}|en)\s{{0,4}}(?=[^\W\d_])))?"
)
# A participle, or something that has a number and a date of its own.
_OTHER = re.compile(
    r"(?i)[0-9;:]|\.(?![A-Z]\b)|\b(?:\w{2,20}ant|relati(?:f|ve)s?|approuv\w{1,6}|jusqu|qui|que|pour|entre|articles?"
    r"|codes?|march[ée]s?|conventions?|contrats?|avenants?|lots?|permis|bail|avis|d[ée]cisions?|compter|partir)\b"
)
# « portant nouvelle organisation territoriale de la République », « de finances pour 2014 », « 3DS ».
_TITLE = re.compile(r"(?:[^.;:0-9]|20[0-9]{2}(?![0-9-])|3DS\b){0,130}")
_NO_TITLE = re.compile(
    r"(?i)\b(?:a|ont|est|sont|[ée]t[ée]|compter|partir|jusqu|avant|apr[èe]s|depuis|effet|vigueur|articles?|avis|march[ée]s?|conventions?"
    r"|contrats?|courriers?|demandes?|s[ée]ances?|r[ée]unions?|jo|journal|publi[ée]e?s?)\b"
)
_ONLY_ADJECTIVES = re.compile(rf"(?i)\$?(?:\s{{1,40}}+(?:{_ADJECTIVE})(?!\w)){{0,4}}+\s{{1,40}}")
_BESIDE = re.compile(r"\$?\s{0,4},?\s{0,4}[-–(]\s{0,4}")
_ADOPTED = r"(?:prise?s?|sign[ée]e?s?|adopt[ée]e?s?|vot[ée]e?s?)\s{1,4}(?:(?:en|par)\s{1,4}[^\W\d_]{4,12}\s{1,4})?"
_OF = re.compile(
    rf"(?i)(?<!\w)(?:{_ADOPTED}(?:en\s{{1,40}}date\s{{1,40}})?(?:le|du)"
    rf"|(?:en\s{{1,40}}date\s{{1,40}})?(?:du|des|de|d{AP})|en\s{{1,40}}date)\s{{0,40}}\Z"
)


def _are_qualifiers(between: str, *, subject: bool = False) -> bool:
    """Return whether the words between a name and its number are only adjectives and the text's author.

    ``subject`` also allows the subject: « arrêté de péril imminent », not « arrêté relatif au lot n° 3 ».
    """
    opening = _OPENING.match(between)
    rest = between[opening.end() :] if opening else between
    if not rest.strip():
        return True
    led = opening and (opening["issuer"] or (subject and opening["subject"]))
    return bool(led) and _OTHER.search(rest) is None


def _is_title(between: str) -> bool:
    """Return whether the words between may be the title of a national text."""
    return _TITLE.fullmatch(between) is not None and _NO_TITLE.search(between) is None


def _is_date_link(between: str, *, numbered: bool, subject: bool = False, title: bool = False) -> bool:
    """Return whether the words between a name or number and a date make it the date of the text."""
    of = _OF.search(between)
    if of is None:
        beside = numbered and _BESIDE.fullmatch(between)
        return bool(beside or _ONLY_ADJECTIVES.fullmatch(between))
    before = between[: of.start()].lstrip("$")
    # « loi Untel établi en date du » dates what was established
    is_titled = title and (numbered or "date" not in of[0].lower()) and _is_title(before)
    return _are_qualifiers(before, subject=subject) or is_titled


# --- numbers ---

_SIGN = (
    r"(?:\$\s?(?:\\mathrm\{\s?n\s?\}|n)\s?\^\s?\{?\s?\\circ\s?\}?\s?\$?|(?<![^\W\d_])[nN]\s?(?:[°º˚]|o(?!\w)|os\b)[sS]?\.?"
    r"|(?<![^\W\d_])[nN](?i:um[ée]ros?))\s{0,4}:?\s{0,4}\$?\s?"
)
_NUMBER_SIGN = re.compile(_SIGN)
_DASH = "[-\u00ad‐‑–—]"
# The year and the rank: « 2015-991 », « 84—53 », « 86.552 », « 82/213 »; before 1945 the rank alone.
_OF_LAW = rf"(?:[0-9]{{4}}|[0-9]{{2}})(?:\s?(?:{_DASH}|\.)\s?|/)[0-9]{{1,4}}(?![\w/]|{_DASH}[0-9])"
_RANK = r"[0-9]{1,4}(?=\s{1,4}du\s)"
# As local bodies number: « 69-2016-03-14-003 », « C170/2016 », « 14/252/SG », « 2022-10-26 / 05 », « CP 17-012 ».
# OCR loses underscores: « 2020 02975 VDM ». A number with an unmatched rest is rejected.
_SEGMENT = r"[A-Z0-9]{1,20}+(?![^\W\d_])"
_LOCAL = (
    rf"(?>(?!(?:DU|LE|EN|DE|ET)\b)(?:[A-Z]{{1,8}}\s)?(?=[A-Z./_-]{{0,20}}[0-9]){_SEGMENT}"
    rf"(?:(?:\s?[/_]\s?(?=[0-9])|[./_-](?=[A-Z0-9])|{_DASH}\s?(?=[0-9])|\s{_DASH}(?=[0-9])){_SEGMENT}){{0,9}}"
    rf"(?:(?<=\b(?:19|20)[0-9]{{2}})(?:\s[0-9]{{2,6}}(?!\w|\s?(?:{regex_alternatives(MONTHS)}|[€%/]))){{1,3}}"
    r"(?:\s_?(?!DU|EN|DE|ET)[A-Z]{2,4}\b)?)?(?:\s?(?:bis|ter)\b)?)"
    r"(?!\s?[-/_]\w)"
)
# « n° 202 5-02 »: OCR puts a space into the year.
_BROKEN_YEAR = re.compile(r"20[0-2]\s[0-9](?=[-/_][0-9]{1,6}(?![\w/_-]))[-/_][0-9]{1,6}")
# The number of a national text not published by rank: « NOR : INTA1416294A ».
_NOR = r"[A-Z]{4}[0-9]{7}[A-Z]\b"
# Without « n° », only forms that cannot be a count, a year or a rank.
_BARE_LOCAL = rf"(?=[A-Z0-9]{{1,12}}(?:/[A-Z]{{2,12}}){{0,4}}[-/_][0-9])(?=[A-Z0-9/_-]{{6}}){_LOCAL}(?!\s[0-9])"
_CIRCULAR = r"(?=[A-Z./-]{2,20}[0-9])[A-Z][A-Z0-9./-]{5,30}[A-Z0-9](?!\w)"
_OF_UNION = r"[0-9]{2,4}/[0-9]{1,4}(?:/(?:UE|CEE|CE|EU|EC|Euratom|EURATOM|JAI))?(?![\w/])"
_UNION = r"\(?\s?(?:UE|CEE|CE|Euratom|EURATOM)\s?\)?,?\s{1,4}"
# After « n° », and without it.
_FORMS = dict.fromkeys(_NATIONAL, (rf"{_OF_LAW}|{_RANK}", _OF_LAW)) | {
    "arrêté": (_LOCAL, rf"{_NOR}|{_BARE_LOCAL}"),
    "délibération": (_LOCAL, _BARE_LOCAL),
    "circulaire": (_LOCAL, _CIRCULAR),
    "directive": (_OF_UNION, _OF_UNION),
    "règlement": (_OF_UNION, _OF_UNION),
}
_SIGNED = {kind: re.compile(signed) for kind, (signed, _) in _FORMS.items()}
_BARE = {
    kind: re.compile(rf"(?i:{_ADJECTIVES})(?<=\s)(?:{_UNION}|NOR(?:\s?:\s?|\s))?(?P<number>{bare})")
    for kind, (_, bare) in _FORMS.items()
}
_UNION_BEFORE = re.compile(rf"(?:{_UNION}|NOR\s?:?\s?)\Z")
_SPACED = re.compile(rf"\s*([/_.]|{_DASH})\s*")
_HYPHENS = str.maketrans("./", "--")


class TextNumber(NamedTuple):
    """The number of a text, with its position."""

    start: int
    end: int
    number: str


def _parse_number_after_sign(kind: str, text: str, at: int) -> TextNumber | None:
    """Parse the number at ``at``, right after its « n° »."""
    if kind not in _NATIONAL and (broken := _BROKEN_YEAR.match(text, at)):
        return TextNumber(*broken.span(), "".join(broken[0].split()))
    match = _SIGNED[kind].match(text, at)
    return TextNumber(match.start(), match.end(), _normalize_number(kind, match[0])) if match else None


def _parse_number_without_sign(kind: str, text: str, after: int) -> TextNumber | None:
    """Parse the number without « n° » that follows the name ending at ``after``: « décret 2016-360 »."""
    match = _BARE[kind].match(text, after, after + _MAX_DISTANCE)
    if match and _NUMBER_SIGN.match(text, match.end() + 1):  # « arrêté DIDD/2014 n° 2014008-0003 »
        return None
    return TextNumber(*match.span("number"), _normalize_number(kind, match["number"])) if match else None


def _normalize_number(kind: str, written: str) -> str:
    """Normalise a number: « 84 — 53 », and « 82/213 » of a law, get hyphens, « 2022-10 / 05 » loses its spaces."""
    close = _SPACED.sub(lambda mark: mark[1] if mark[1] in "/_." else "-", written)
    words = " ".join(close.split())
    return words.translate(_HYPHENS) if kind in _NATIONAL else words


_E = r"[eéèê\ufffd][\u0300-\u0302]?"
_TYPE = re.compile(
    r"[lLdDaAoOcCrR](?=[oOrRiIeEéÉèÈêÊ\ufffd])(?<![^\W\d_].)(?i:"
    rf"(?P<loi>(?<=l)ois?)|(?P<décret>(?<=d){_E}crets?(?:-lois?)?)|(?P<arrêté>(?<=a)rr{_E}t{_E}s?)"
    rf"|(?P<délibération>(?<=d){_E}lib{_E}rations?)|(?P<ordonnance>(?<=o)rdonnances?)"
    rf"|(?P<circulaire>(?<=c)irculaires?)|(?P<directive>(?<=d)irectives?)|(?P<règlement>(?<=r){_E}glements?)"
    r")(?![^\W_])"
)
# The next of « lois n° 82-213 du … et n° 83-8 du … », « délibérations du 26 janvier et du 9 avril 2018 ».
_AND = re.compile(
    r"(?i)\s{0,4}(?:,|;|et|ou|,\s{1,4}et)\s{1,40}(?:(?:en\s{1,4}date\s{1,4})?(?:du|des)\s{1,4})?(?=[0-9n$])"
)
# « lois MAPTAM et NOTRe ».
_AND_LAW = re.compile(r"\s{0,4}(?:,|et|ou|&)\s{1,40}(?=[^\W\d]|[«\"“3])")

# « Délibération n° 12 » in a heading is the act itself; before another act stands « la », « par », « Vu ».
_HEADED = ("délibération", "arrêté")
_LED = re.compile(
    rf"(?:(?<![\w-])(?:l[ae]s?|une?|des?|ces?|cet|cette|sa|ses|son|leurs?|notre|nos|par|ladite|lesdites|ledit|vu|du|sur"
    rf"|selon|suivant|derni[èe]re|premi[èe]re|pr[ée]c[ée]dente?s?|aux?|et|ou|avec|sans|en|dite)\s{{1,40}}"
    rf"|(?<!\w)[ldLD]{AP}\s?)\Z",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:(?:registre|extraits?|recueil|projets?|liste|num[ée]ro|compte[s -]{1,2}rendu|proc[èe]s[ -]verbal)\s{1,4}"
    r"d(?:e\s{1,4}l)?[eua’']s?\s{0,4}(?:pr[ée]sente?\s{1,4})?|pr[ée]sente?s?\s{1,4}|apr[èe]s\s{1,4})\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CitedText:
    """A text named at ``start`` to ``end``. Initials that are not ``alone`` mean a code only beside an article."""

    start: int
    end: int
    type: str
    number: str | None = None
    date: PartialDate | None = None
    alone: bool = True
    rule: str = "text"


class CitedTextFinder:
    """Finds the texts that one text cites: :meth:`find`. Codes have a finder of their own."""

    def __init__(self, text: str, dates: Sequence[Mention], laws: LawTable) -> None:
        self.text = text
        self.dates = dates
        self.laws = laws
        self._starts = [mention.start for mention in dates]

    def find(self) -> Iterator[CitedText]:
        after = 0
        for name in _TYPE.finditer(self.text):
            kind = name.lastgroup or ""
            if name.start() < after or (kind in _HEADED and _is_heading(self.text, name)):
                continue
            cited = self._cite_text(kind, name.start(), name.end())
            while cited:
                yield cited
                after = cited.end
                cited = self._following(cited) if name[0][-1] in "sS" else None

    def _cite_text(self, kind: str, start: int, end: int) -> CitedText | None:
        if kind == "loi" and (named := self._match_law(start, end)):
            return self._cite_law(start, named)
        if number := self._number(kind, end):
            return self._build_citation(kind, start, number, self._day(kind, number.end, numbered=True))
        day = None if kind == "règlement" else self._day(kind, end, numbered=False)
        return self._build_citation(kind, start, self._number_after(kind, day), day) if day else None

    def _match_law(self, start: int, end: int) -> NamedLaw | None:
        """Match the name of a law after « loi »; « Lois MONTAGNE » is a person, « loi ELAN n° 3 » another text."""
        named = None if self.text.startswith(("Lois", "LOIS"), start) else self.laws.match_name(self.text, end)
        number = self._number("loi", named.end) if named else None
        return None if named is None or (number and number.number != named.law.number) else named

    def _cite_law(self, start: int, named: NamedLaw) -> CitedText:
        """Return the law with the number and day that follow its name, if they are its own.

        « diagnostic loi Carrez établi en date du 12 juillet 2022 » cites a law of 1996.
        """
        law, end = named
        number = self._number("loi", end)
        end = number.end if number else end
        day = self._day("loi", end, numbered=number is not None)
        if day and isinstance(day.value, Date) and day.value.when == law.date:
            number = number or self._number_after("loi", day)
            end = max(day.end, number.end if number else 0)
        return CitedText(start, end, "loi", law.number, law.date, rule="law")

    def _following(self, before: CitedText) -> CitedText | None:
        if before.type == "loi" and (law := _AND_LAW.match(self.text, before.end)):
            named = self.laws.match_name(self.text, law.end() - 1)
            if named:
                return self._cite_law(law.end(), named)
        link, kind = _AND.match(self.text, before.end), before.type
        if link is None:
            return None
        if day := self._starting(link.end()):
            return self._build_citation(kind, day.start, None, day)
        sign = _NUMBER_SIGN.match(self.text, link.end())
        number = (
            _parse_number_after_sign(kind, self.text, sign.end())
            if sign
            else _parse_number_without_sign(kind, self.text, link.end() - 1)
        )
        if number is None:
            return None
        start = sign.start() if sign else number.start
        return self._build_citation(kind, start, number, self._day(kind, number.end, numbered=True))

    def _number(self, kind: str, after: int) -> TextNumber | None:
        """Return the number of the text whose name ends at ``after``, unless another numbered thing intervenes."""
        sign = _NUMBER_SIGN.search(self.text, after, after + _MAX_DISTANCE)
        if sign and self._leads_to_number(kind, after, sign.start()):
            return _parse_number_after_sign(kind, self.text, sign.end())
        number = _parse_number_without_sign(kind, self.text, after)
        return None if number is None or self._starting(number.start) else number

    def _leads_to_number(self, kind: str, after: int, sign: int) -> bool:
        between = _UNION_BEFORE.sub("", self.text[after:sign])  # without a trailing « (UE) » or « NOR : »
        fit = _are_qualifiers(between, subject=kind == "arrêté") or (kind in _NATIONAL and _is_title(between))
        return fit and _TYPE.search(between) is None

    def _number_after(self, kind: str, day: Mention) -> TextNumber | None:
        """Return the number that follows the date: « du 28 mai 2020 n° 17 »."""
        sign = _NUMBER_SIGN.search(self.text, day.end, day.end + 8)
        near = sign and not self.text[day.end : sign.start()].strip(" \u00a0(,")
        return _parse_number_after_sign(kind, self.text, sign.end()) if sign and near else None

    def _day(self, kind: str, after: int, *, numbered: bool) -> Mention | None:
        """Return the next date, if the words between make it the date of the text."""
        day = self._next(after)
        between = self.text[after : day.start] if day else ""
        if day is None or _TYPE.search(between):
            return None
        subject = kind in _HEADED and not numbered
        fit = _is_date_link(between, numbered=numbered, subject=subject, title=kind in _TITLED)
        return day if fit else None

    def _next(self, after: int) -> Mention | None:
        at = bisect_left(self._starts, after)
        return self.dates[at] if at < len(self.dates) and self._starts[at] - after <= _MAX_DISTANCE else None

    def _starting(self, at: int) -> Mention | None:
        day = self._next(at)
        return day if day and day.start == at else None

    def _build_citation(self, kind: str, start: int, number: TextNumber | None, day: Mention | None) -> CitedText:
        end = max(number.end if number else 0, day.end if day else 0)
        when = day.value.when if day and isinstance(day.value, Date) else None
        cited = CitedText(start, end, kind, number.number if number else None, when)
        law = self._look_up(cited) if kind == "loi" else None
        return replace(cited, number=law.number, date=law.date, rule="law") if law else cited

    def _look_up(self, cited: CitedText) -> Law | None:
        """Return the law of the table that has the number, or the day, of a text that gives only one of them."""
        if cited.number and not cited.date:
            return self.laws.by_number.get(cited.number)
        return self.laws.by_day.get(cited.date) if cited.date and not cited.number else None


def _is_heading(text: str, name: re.Match[str]) -> bool:
    before = text[max(0, name.start() - 60) : name.start()]
    return bool(_OWN.search(before)) or not (name[0][0].islower() or _LED.search(before))
