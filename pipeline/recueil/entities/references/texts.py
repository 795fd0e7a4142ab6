"""Laws, decrees, arrêtés, délibérations… that a text cites by number or date.

« loi n° 2015-991 du 7 août 2015 », « décret 2016-360 du 25 Mars 2016 », « directive 2014/24/UE »,
« arrêté préfectoral n° 69-2016-03-14-003 », « délibération du Conseil communautaire n° C170/2016 en date du
26 octobre 2016 ».

A date is a mention that Dates found: here it is only told which one a text governs. « la loi », « la
délibération », « loi NOTRe » name nothing that could be looked up.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.references import citing
from recueil.entities.references.citing import MAX_DISTANCE, NATIONAL, NUMBER_SIGN, TITLED, TextNumber
from recueil.values import Date, Mention, PartialDate

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


class CitedTextFinder:
    """Finds the texts that one text cites: :meth:`find`. Codes have a finder of their own."""

    def __init__(self, text: str, dates: Sequence[Mention]) -> None:
        self.text = text
        self.dates = dates
        self._starts = [mention.start for mention in dates]

    def find(self) -> Iterator[CitedText]:
        after = 0
        for name in _TYPE.finditer(self.text):
            kind = name.lastgroup or ""
            if name.start() < after or (kind in _HEADED and _is_heading(self.text, name)):
                continue
            cited = self._named(kind, name.start(), name.end())
            while cited:
                yield cited
                after = cited.end
                cited = self._following(cited) if name[0][-1] in "sS" else None

    def _named(self, kind: str, start: int, end: int) -> CitedText | None:
        if number := self._number(kind, end):
            return self._cited(kind, start, number, self._day(kind, number.end, numbered=True))
        day = None if kind == "règlement" else self._day(kind, end, numbered=False)
        return self._cited(kind, start, self._number_after(kind, day), day) if day else None

    def _following(self, before: CitedText) -> CitedText | None:
        link, kind = _AND.match(self.text, before.end), before.type
        if link is None:
            return None
        if day := self._starting(link.end()):
            return self._cited(kind, day.start, None, day)
        sign = NUMBER_SIGN.match(self.text, link.end())
        number = (
            citing.parse_number_after_sign(kind, self.text, sign.end())
            if sign
            else citing.parse_number_without_sign(kind, self.text, link.end() - 1)
        )
        if number is None:
            return None
        start = sign.start() if sign else number.start
        return self._cited(kind, start, number, self._day(kind, number.end, numbered=True))

    def _number(self, kind: str, after: int) -> TextNumber | None:
        """Return the number of the text whose name ends at ``after``, unless another numbered thing intervenes."""
        sign = NUMBER_SIGN.search(self.text, after, after + MAX_DISTANCE)
        if sign and self._leads_to_number(kind, after, sign.start()):
            return citing.parse_number_after_sign(kind, self.text, sign.end())
        number = citing.parse_number_without_sign(kind, self.text, after)
        return None if number is None or self._starting(number.start) else number

    def _leads_to_number(self, kind: str, after: int, sign: int) -> bool:
        between = citing.strip_prefix_of_number(self.text[after:sign])
        fit = citing.are_qualifiers(between, subject=kind == "arrêté") or (
            kind in NATIONAL and citing.is_title(between)
        )
        return fit and _TYPE.search(between) is None

    def _number_after(self, kind: str, day: Mention) -> TextNumber | None:
        """Return the number that follows the date: « du 28 mai 2020 n° 17 »."""
        sign = NUMBER_SIGN.search(self.text, day.end, day.end + 8)
        near = sign and not self.text[day.end : sign.start()].strip(" \u00a0(,")
        return citing.parse_number_after_sign(kind, self.text, sign.end()) if sign and near else None

    def _day(self, kind: str, after: int, *, numbered: bool) -> Mention | None:
        """Return the next date, if the words between make it the date of the text."""
        day = self._next(after)
        between = self.text[after : day.start] if day else ""
        if day is None or _TYPE.search(between):
            return None
        subject = kind in _HEADED and not numbered
        fit = citing.is_date_link(between, numbered=numbered, subject=subject, title=kind in TITLED)
        return day if fit else None

    def _next(self, after: int) -> Mention | None:
        at = bisect_left(self._starts, after)
        return self.dates[at] if at < len(self.dates) and self._starts[at] - after <= MAX_DISTANCE else None

    def _starting(self, at: int) -> Mention | None:
        day = self._next(at)
        return day if day and day.start == at else None

    @staticmethod
    def _cited(kind: str, start: int, number: TextNumber | None, day: Mention | None) -> CitedText:
        end = max(number.end if number else 0, day.end if day else 0)
        when = day.value.when if day and isinstance(day.value, Date) else None
        return CitedText(start, end, kind, number.number if number else None, when)


def _is_heading(text: str, name: re.Match[str]) -> bool:
    before = text[max(0, name.start() - 60) : name.start()]
    return bool(_OWN.search(before)) or not (name[0][0].islower() or _LED.search(before))
