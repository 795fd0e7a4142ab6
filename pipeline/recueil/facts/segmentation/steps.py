"""Split a text into acts by their numbers, if something is decided between the steps of one sequence.

Candidates: « 2019-11-1 STATUTS », « DÉLIBÉRATION N° 12 », « Question n° 4 », « 3. ». Agenda entries, the
articles of a dispositif and cited acts look the same, but nothing is decided between them: « Ordre du jour
: 1. Budget 2. Tarifs 3. Questions diverses ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recueil.entities.patterns import SPACE
from recueil.folding import fold_accents


class Step(NamedTuple):
    """A number that may head an act: ``item`` as printed ends at ``after``; its line starts at ``start``.

    Steps of one sequence share a ``style`` and differ in one of their ``numbers``. ``capitals``: the title
    after it is in capitals.
    """

    start: int
    after: int
    item: str
    style: tuple[str, ...]
    numbers: tuple[int, ...]
    capitals: bool


_WORD = (
    r"[Dd](?:[ée]lib[ée]ration|[ée]cision|ossier)|D(?:[ÉE]LIB[ÉE]RATION|[ÉE]CISION|OSSIER|CM)|[Qq]uestion|QUESTION"
    r"|[Pp]oint|POINT|[Aa](?:ffaire|rr[êe]t[ée])|A(?:FFAIRE|RR[ÊE]T[ÉE])|[Rr]apport|RAPPORT|[Oo]bjet|OBJET"
    r"|[Ss]ujet|SUJET"
)
_NUMERO = rf"(?:\$?[nN]{SPACE}?(?:[°ºo²]|\^\{{\\circ\}}){SPACE}?:?{SPACE}{{0,3}})"
_DIGITS = (
    rf"[0-9]{{1,8}}(?:(?:[/._]|{SPACE}?[-–—]{SPACE}?)[0-9]{{1,8}}){{1,4}}"  # 2019-11-1, 23.1.49
    rf"|[0-9]{{4,8}}(?:{SPACE}{{1,2}}[0-9]{{1,3}}(?![0-9])){{1,3}}"  # 2021 03 01, 20221205 1
    r"|[0-9]{1,8}"
)
_NUMBER = rf"(?:[A-Z]{{1,5}}{SPACE}?[-–—_./]?{SPACE}?)?(?:{_DIGITS})"
# « Page 3 », « DU 19 JANVIER »: letters before a blank and a figure that are not the number of an act.
_NOT_AN_ITEM = re.compile(rf"(?:[A-Z]{{1,5}}{SPACE}[0-9]{{1,8}}|(?:FOLIO|PAGE|FOL|AGE|LOT|LOTS|RD|RN|ART)\W?.*)")
_YEAR = 1900
# « n²0240429-01 », read for « n°20240429-01 ».
_HEADLESS = re.compile(r"0[0-9]{2}(?:[0-9]{4})?(?![0-9])")
# « 2) Délibération n° 12 »: the rank on the agenda leads the number of the act.
_RANK = r"(?:[0-9]{1,3}|[IVX]{1,5})"
_DIGITS_OF_RANK = re.compile(_RANK)
_RANK_MARK = rf"{SPACE}?(?:[.)–—/-]|,(?={SPACE}{{2}})|°\)?|[.°]?{SPACE}?[–—-]){SPACE}{{0,8}}"
_TITLE = r"(?=(?:[^\w,;?!%€)\]]|_){0,80}(?:[A-ZÉÈÀÂÊÎÔÇ]|[0-9]{1,3}(?:er|[eè](?:me)?|[EÈ](?:ME)?)\s))"
_CAPITALS = re.compile(r"[\W_0-9]{0,80}(?:[A-ZÉÈÀÂÊÎÔÇŒ'’ -]{8}|[A-ZÉÈÀÂÊÎÔÇŒ'’ -]{4,7}$)")
_STEP = re.compile(
    rf"(?P<rank>{_RANK}{_RANK_MARK}{_TITLE})?"
    rf"(?:(?:(?P<word>{_WORD}){SPACE}{{1,4}})?(?P<numero>{_NUMERO})?"
    rf"(?P<number>{_NUMBER})(?![0-9A-Za-zé€%])(?P<mark>\$?{SPACE}{{0,3}}[-–—:.)/°]{{0,3}}){_TITLE})?"
)
# Prefilter: the first characters of a step. Figures are not an amount (« 1 500 € ») and not
# bare (« 2023 Attribution »), and the first letter after them may be that of a title.
_STEP_START = (
    rf"(?:[0-9](?![0-9., ]{{0,24}}[€%])(?![0-9]{{0,3}}{SPACE}{{1,3}}[A-ZÉÈÀÂÊÎÔÇ])"
    r"[\W\d_]{0,200}+(?:[A-ZÉÈÀÂÊÎÔÇ]|(?<=[0-9])[eè])"
    r"|[nN]\s?[°ºo²]|[IVX][IVX]{0,4}[.)°,\s–—/-]|[A-Z](?=[A-Z\W_0-9])[A-Z]{0,4}[\W_]{0,3}[0-9]"
    rf"|(?=[DdQqPpAaRrOoSs])(?:{_WORD})\s)"
)
_ON_A_LINE = re.compile(rf"\n[\s#*>|•\uf0b7\uf0d8➢_-]{{0,80}}+(?={_STEP_START}|\$?[nN]\s?\^|\$[nN])")
_ANYWHERE = re.compile(rf"\s(?=[0-9A-Zadnopqrs])(?={_STEP_START})")

# Words before a number that heads nothing: « Vu la délibération n° 12 », « lot n° 4 », « au point n° 3 ».
_CITING = re.compile(
    r"(?:^|[\s(,;])(?:(?:[ldn]|qu)['’]|vu|selon|l[ae]s?|d[eu]s?|à|aux?|par|cette|présente|et|ou|avec|sous|sur|dans|pour"
    r"|en"
    r"|entre|son|sa|ses|leurs?|articles?|art\.?|alin[ée]as?|lots?|pages?|p\.|chapitre|comptes?|n[°o]|phase|figure|tableau"
    r"|annexe|titre|niveau|zone|tranche|section|axe|partie|étape|ligne|option|classe|tome|avenant|mission|modificative"
    r"|action|budget|bp|cedex|rue|d[ée]cret|loi|circulaire|parcelles?|catégorie|groupe)\Z",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:19|20)?[0-9]{2}")
_FIGURES, _CAPITAL = re.compile("[0-9]+"), re.compile("[A-Z]")
_ROMAN = {"I": 1, "V": 5, "X": 10}
# A text with few line breaks has no real lines and is read sentence by sentence.
_LONG_LINE = 600


def find_steps(text: str) -> Iterator[Step]:
    """Yield every number that may head an act, in text order."""
    flat = text.count("\n") * _LONG_LINE < len(text)
    reached = 0
    for place in (_ANYWHERE if flat else _ON_A_LINE).finditer(text):
        first = place.end()
        match = _STEP.match(text, first) if first >= reached else None
        if not match or match.end() == first:
            continue
        reached = match.end()
        start = first if flat else text.rfind("\n", place.start(), first) + 1
        steps = list(_read_steps(text, match, start))
        if steps and _may_head_act(text, match, flat):
            yield from steps


def _read_steps(text: str, match: re.Match[str], start: int) -> Iterator[Step]:
    if match["rank"]:
        yield _rank_step(text, match, start)
    if match["number"] and (step := _number_step(text, match, start)):
        yield step


def _may_head_act(text: str, match: re.Match[str], flat: bool) -> bool:
    if not flat and not match["word"] and not match["numero"]:
        return True
    before = text[max(0, match.start() - 24) : match.start()].rstrip()
    ends_a_word = before[-1:].isalpha() or before.endswith((".", "°", "'", "’"))
    return not (ends_a_word and _CITING.search(before))


def _rank_step(text: str, match: re.Match[str], start: int) -> Step:
    rank = match["rank"]
    digits = item[0] if (item := _DIGITS_OF_RANK.match(rank)) else ""
    mark = rank[len(digits) :].strip()[:1].replace(",", ".")  # « 4,   ADHESION », as scanners read it
    roman = digits[0] in _ROMAN
    number = _parse_roman(digits) if roman else int(digits)
    after = match.start() + len(digits)
    return Step(
        start, after, digits, ("roman" if roman else "rank", mark), (number,), _is_title_in_capitals(text, after)
    )


def _number_step(text: str, match: re.Match[str], start: int) -> Step | None:
    number, word, mark = match["number"], match["word"], match["mark"].strip(" $")
    if "²" in (match["numero"] or "") and _HEADLESS.match(number):
        number = f"2{number}"
    numbers = tuple(int(digits) for digits in _FIGURES.findall(number))
    after = match.end("number")
    capitals = _is_title_in_capitals(text, after)
    letters = "".join(_CAPITAL.findall(number))
    if (
        not word
        and not match["numero"]
        and (
            _DAY.fullmatch(number)
            or _NOT_AN_ITEM.fullmatch(number)
            or (len(numbers) > 1 and not letters and max(numbers) < _YEAR)
        )
    ):
        return None
    named = fold_accents(word) if word else "n°" if match["numero"] else ""
    if len(numbers) == 1 and not named and not letters:
        if len(number) < 5:
            return (
                None
                if match["rank"] or not mark
                else Step(start, after, number, ("rank", mark[0]), numbers, capitals)
            )
        named = "glued"
    if len(numbers) == 1 and not letters and _YEAR <= numbers[0] < _YEAR + 200:  # « Arrêté n° 2016/DDT/12 »
        return None
    style = (letters, str(len(numbers))) if len(numbers) > 1 else (named, letters)
    return Step(start, after, " ".join(match["number"].split()), style, numbers, capitals)


def _is_title_in_capitals(text: str, at: int) -> bool:
    return bool(_CAPITALS.match(text, at))


def _parse_roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
